"""What an expression may know of a column: its kind, and whether it holds nulls or NaN."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from dsviz_widget.types import NONE_GIVEN, is_split

if TYPE_CHECKING:
    import pyarrow as pa

    from dsviz_widget.query.typed import Typed


@dataclass(frozen=True, slots=True)
class Kind:
    """The kind of a value.

    Parameters
    ----------
    name : str
        ``number``, ``text``, ``boolean``, ``date``, ``list``, ``struct``, ``map``, ``binary``,
        ``null`` (always empty), ``mixed`` (its kind differs by row) or ``other`` (what expressions
        cannot look into).
    bits : int
        Width of an integer or a float; 0 when unknown or decimal. An unsigned integer counts as the next
        wider signed one, so that one of 64 bits has 128 here, as have decimals without a fraction.
    integer : bool
        Whether a number is an integer.
    element : Kind or None
        Of a list: its elements; of a map: its values.
    fields : tuple of (str, Kind)
        Of a struct: its fields in order.
    integer_keys : bool
        Whether the keys of a map are integers.
    """

    name: str
    bits: int = 0
    integer: bool = False
    element: Kind | None = None
    fields: tuple[tuple[str, Kind], ...] = ()
    integer_keys: bool = False

    def field(self, name: str) -> Kind | None:
        """Return the kind of a struct's field, or None."""
        return next((kind for key, kind in self.fields if key == name), None)

    @property
    def is_nested(self) -> bool:
        """Whether values hold other values, or differ in kind."""
        return self.name in ("list", "struct", "map", "mixed")

    @property
    def is_float(self) -> bool:
        """Whether a value may be NaN or infinite."""
        return self.name == "number" and not self.integer and self.bits > 0


NULL = Kind("null")
TEXT = Kind("text")
BOOLEAN = Kind("boolean")
DATE = Kind("date")
DOUBLE = Kind("number", 64)
INT32 = Kind("number", 32, integer=True)
INT64 = Kind("number", 64, integer=True)
INT128 = Kind("number", 128, integer=True)
MIXED = Kind("mixed")
OTHER = Kind("other")

RANKS = {
    "null": 0, "number": 1, "text": 2, "struct": 3, "map": 3, "list": 4,
    "binary": 5, "boolean": 6, "date": 7, "other": 8,
}  # fmt: skip
"""MongoDB's order of kinds, lowest first; also the ``__kind`` of a value in the split form."""

NOUNS = {
    "null": "null", "number": "a number", "text": "text", "boolean": "true/false",
    "date": "a date", "list": "a list", "struct": "an object", "map": "an object",
    "binary": "bytes", "mixed": "a value whose kind differs by row", "other": "a value of another kind",
}  # fmt: skip
"""How messages call a kind."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the values of a column; the defaults claim nothing.

    ``nullable``: some may be null. ``nan``: some may be NaN. ``finite``: none is NaN or infinite.
    """

    nullable: bool = True
    nan: bool = True
    finite: bool = False


UNKNOWN = Facts()


@dataclass(frozen=True)
class Schema:
    """The columns that an expression may name.

    Parameters
    ----------
    columns : mapping of str to Kind
        In the order of the table.
    facts : callable
        Answers what is known of a column's values; asked only for columns in use.
    derived : mapping of str to Typed
        Columns that are expressions on others; they are among `columns` too.
    tables : tuple of mapping of str to str
        For several tables taken together: per table, the name of a column in it -> its name in `columns`.
        Empty for one table.
    present : tuple of str
        For tables side by side: per table, the column that tells whether it has the row. May be empty.
    labels : tuple of str
        What the tables are called, for messages; may be empty.
    focus : int or None
        The table that a name without a table means, where it has one of that name.
    """

    columns: Mapping[str, Kind]
    facts: Callable[[str], Facts] = lambda name: UNKNOWN
    derived: Mapping[str, Typed] = field(default_factory=dict)
    tables: tuple[Mapping[str, str], ...] = ()
    present: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    focus: int | None = None

    @cached_property
    def names(self) -> list[str]:
        """Every name that an expression may write, those of single tables included."""
        return [*self.columns, *(name for table in self.tables for name in table)]

    @cached_property
    def own(self) -> Mapping[str, str]:
        """Each column -> itself."""
        return {name: name for name in self.columns}

    def seen_from(self, table: int) -> Schema:
        """Return the same columns, where a name without a table, and ``*``, means one of these tables."""
        return replace(self, focus=table) if self.tables else self

    @classmethod
    def from_arrow(cls, schema: pa.Schema, facts: Callable[[str], Facts] | None = None) -> Schema:
        """Return the columns of an Arrow schema."""
        columns = {field.name: kind_of(field.type) for field in schema}
        return cls(columns, facts) if facts else cls(columns)


def holds_floats(kind: Kind) -> bool:
    """Tell whether a value, or anything inside it, may be a float."""
    if kind.name == "mixed" or kind.is_float:
        return True
    inner = [field for _, field in kind.fields]
    return any(map(holds_floats, [*inner, kind.element] if kind.element is not None else inner))


def kind_of(arrow_type: pa.DataType) -> Kind:
    """Return the kind of values of an Arrow type."""
    import pyarrow.types as is_type

    if is_type.is_dictionary(arrow_type):
        return kind_of(arrow_type.value_type)
    if is_type.is_boolean(arrow_type):
        return BOOLEAN
    if is_type.is_integer(arrow_type):
        # An unsigned integer takes the arithmetic of the next wider signed one.
        bits = arrow_type.bit_width * (2 if is_type.is_unsigned_integer(arrow_type) else 1)
        return Kind("number", bits, integer=True)
    if is_type.is_floating(arrow_type):
        return Kind("number", arrow_type.bit_width)
    if is_type.is_decimal(arrow_type):
        # Engines answer whole numbers beyond 64 bits as decimals.
        return INT128 if arrow_type.scale == 0 and arrow_type.precision <= 38 else Kind("number")
    if (
        is_type.is_string(arrow_type)
        or is_type.is_large_string(arrow_type)
        or is_type.is_string_view(arrow_type)
    ):
        return TEXT
    if is_type.is_timestamp(arrow_type) or is_type.is_date(arrow_type):
        return DATE
    if is_type.is_struct(arrow_type):
        if is_split(arrow_type):
            return MIXED
        fields = (arrow_type.field(i) for i in range(arrow_type.num_fields))
        # Which empty fields were given so concerns the dict that is read back, and no expression.
        named = ((f.name, f.type) for f in fields if f.name != NONE_GIVEN)
        return Kind("struct", fields=tuple((name, kind_of(found)) for name, found in named))
    if is_type.is_map(arrow_type):
        keys = is_type.is_integer(arrow_type.key_type)
        return Kind("map", element=kind_of(arrow_type.item_type), integer_keys=keys)
    if is_type.is_list(arrow_type) or is_type.is_large_list(arrow_type):
        return Kind("list", element=kind_of(arrow_type.value_type))
    if is_type.is_fixed_size_list(arrow_type):
        return Kind("list", element=kind_of(arrow_type.value_type))
    if is_type.is_null(arrow_type):
        return NULL
    if is_type.is_binary(arrow_type) or is_type.is_large_binary(arrow_type):
        return Kind("binary")
    return OTHER


def unify(left: Kind, right: Kind) -> Kind | None:
    """Return the kind that holds values of both, or None when they differ in kind."""
    if left == right or right.name == "null":
        return left
    if left.name == "null":
        return right
    if "mixed" in (left.name, right.name):
        return MIXED
    if left.name != right.name:
        return None
    if left.name == "number":
        if left.integer and right.integer:
            return left if left.bits >= right.bits else right
        return DOUBLE
    if left.name == "list" and left.element and right.element:
        element = unify(left.element, right.element)
        return None if element is None else Kind("list", element=element)
    if left.name == "map" and left.element and right.element and left.integer_keys == right.integer_keys:
        element = unify(left.element, right.element)
        return None if element is None else replace(left, element=element)
    if left.name == "struct" and [key for key, _ in left.fields] == [key for key, _ in right.fields]:
        fields = [(key, unify(kind, right.fields[i][1])) for i, (key, kind) in enumerate(left.fields)]
        known = tuple((key, kind) for key, kind in fields if kind is not None)
        return Kind("struct", fields=known) if len(known) == len(fields) else None
    return None


def join(left: Kind, right: Kind) -> Kind:
    """Return a kind that holds values of both, which is mixed when they differ in kind.

    Two objects make one with the fields of both: a field that one lacks is empty there.
    """
    joint = unify(left, right)
    if joint is not None:
        return joint
    if left.name == right.name == "list":
        return Kind("list", element=join(left.element or NULL, right.element or NULL))
    if left.name == right.name == "struct":
        fields = dict(left.fields)
        for key, kind in right.fields:
            fields[key] = join(fields[key], kind) if key in fields else kind
        return Kind("struct", fields=tuple(fields.items()))
    if left.name in ("struct", "map") and right.name in ("struct", "map"):
        return Kind("map", element=join(value_kind(left), value_kind(right)))
    return MIXED


def value_kind(kind: Kind) -> Kind:
    """Return the kind that holds every value of an object."""
    if kind.name == "map":
        return kind.element or NULL
    found = NULL
    for _, inner in kind.fields:
        found = join(found, inner)
    return found


def join_all(kinds: Iterable[Kind]) -> Kind:
    """Return a kind that holds values of all; of none, the kind that is always empty."""
    found = NULL
    for kind in kinds:
        found = join(found, kind)
    return found
