"""The tree and the schema make the typed tree: names found, kinds checked, warnings gathered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from dsviz_widget.errors import QueryError, near_name
from dsviz_widget.query.any_table import first_of_any, type_any
from dsviz_widget.query.kinds import (
    BOOLEAN,
    DATE,
    DOUBLE,
    INT32,
    INT64,
    INT128,
    MIXED,
    NOUNS,
    NULL,
    TEXT,
    Kind,
    Schema,
    join_all,
)
from dsviz_widget.query.language.expression import (
    NOWHERE,
    Call,
    Field,
    ListLiteral,
    Literal,
    Node,
    Regex,
    Span,
    Struct,
    Variable,
)
from dsviz_widget.query.language.functions import FUNCTIONS
from dsviz_widget.query.language.offers import usage
from dsviz_widget.query.language.parse import is_mongo, parse, parse_key
from dsviz_widget.query.language.tokens import to_instant
from dsviz_widget.query.operators import OPERATORS, Operator
from dsviz_widget.query.resolving import type_field, type_variable
from dsviz_widget.query.typed import (
    Notice,
    Typed,
    TypedElement,
    TypedList,
    TypedLiteral,
    TypedMember,
    object_of,
)

REMOVE = Variable("REMOVE")
"""``$$REMOVE``: the field that is given it is left out."""

MOST_STEPS = 200_000
"""Nodes that may be typed: $reduce types what is inside it more than once."""

_FUNCTION_NAMES = {name: word for word, name in FUNCTIONS.items()}


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that fits a schema: its text, its typed tree, and what is odd about it."""

    text: str
    tree: Typed
    notices: tuple[Notice, ...]


def read_expression(text: str, schema: Schema) -> Expression:
    """Parse and type an expression; the bare name of a column, whatever it holds, is that column.

    Raises
    ------
    QueryError
        With the span of what does not fit.
    """
    typer = Typer(text, schema)
    tree = typer.whole(parse_key(text, schema.names))
    return Expression(text, tree, tuple(typer.notices))


def read_condition(text: str, schema: Schema) -> Expression:
    """Parse and type an expression that filters rows.

    MongoDB's form takes any value by its truth, the infix form needs a condition.
    """
    typer = Typer(text, schema)
    tree = typer.whole(parse(text, schema.names))
    if not is_mongo(text):
        typer.require_condition(tree)
    return Expression(text, tree, tuple(typer.notices))


@dataclass(frozen=True, slots=True)
class Binding:
    """A name that an operator gives to a value: its kind, and the value itself where it is repeated."""

    name: str
    kind: Kind
    level: int
    value: Typed | None = None

    def at(self, span: Span) -> Typed:
        """Return the typed node of a use of the name."""
        if self.value is not None:
            return replace(self.value, span=span)
        return TypedElement(span, self.kind, self.level, nan=self.kind.is_float)


@dataclass
class Typer:
    """Types the nodes of one expression."""

    text: str
    schema: Schema
    notices: list[Notice] = field(default_factory=list)
    elements: list[Binding] = field(default_factory=list)
    _levels: int = 0
    _steps: int = 0

    def whole(self, node: Node) -> Typed:
        """Return the typed form of the tree of the whole text."""
        return self.type(node) if first_of_any(node) is None else type_any(self, node)

    def type(self, node: Node) -> Typed:
        """Return the typed form of a node."""
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise self.error(
                "limit", "The expression takes too long to understand.", node.span,
                hint="Nest fewer $reduce.",
            )  # fmt: skip
        return _RULES[type(node)](self, node)

    def arguments(self, call: Call, operator: Operator) -> tuple[Typed, ...]:
        """Return the typed arguments by position, once their number is right."""
        self.check_count(call, operator)
        return tuple(self.type(node) for node in call.arguments)

    def list_literal(self, node: ListLiteral) -> TypedList:
        """Return the typed form of a list that is written out."""
        items = tuple(self.type(item) for item in node.items)
        return TypedList(
            node.span,
            Kind("list", element=join_all(item.kind for item in items)),
            items,
            nullable=False,
            raises=any(item.raises for item in items),
        )

    def check_count(self, call: Call, operator: Operator) -> None:
        """Refuse a wrong number of arguments, or arguments by name where none have names."""
        fewest, most = operator.arity
        name = self.called(call)
        if call.named:
            raise self.error(
                "type", f"{name} takes its arguments in a list, not by name.", call.span,
                hint=f"Write {{{name}: [...]}}.",
            )  # fmt: skip
        found = len(call.arguments)
        if fewest <= found and (most is None or found <= most):
            return
        if most is None:
            wanted = f"at least {fewest}"
        else:
            wanted = str(fewest) if fewest == most else f"{fewest} to {most}"
        noun = "argument" if wanted == "1" else "arguments"
        raise self.error("type", f"{name} takes {wanted} {noun}, got {found}.", call.span)

    def named(self, call: Call, name: str) -> Node:
        """Return the argument given by a name that must be there."""
        node = call.argument(name)
        if node is None:
            raise self.error("type", f"{call.operator} has no {name!r}.", call.operator_span)
        return node

    @contextmanager
    def element(self, name: str, kind: Kind) -> Iterator[int]:
        """Type what follows inside a list operator; gives the level of its element."""
        with self.bound(Binding(name, kind, self.new_level())) as binding:
            yield binding.level

    @contextmanager
    def bound(self, binding: Binding) -> Iterator[Binding]:
        """Type what follows with one more name."""
        self.elements.append(binding)
        try:
            yield binding
        finally:
            self.elements.pop()

    def new_level(self) -> int:
        """Return the number of one more bound value."""
        self._levels += 1
        return self._levels - 1

    def require_condition(self, item: Typed) -> Typed:
        """Return the node, or refuse one that is not true or false."""
        if item.kind.name in ("boolean", "null"):
            return item
        source = self.text[item.span.start : item.span.end]
        hints = {
            "number": f"Compare it: {source} > 0.",
            "text": f"Compare it: {source} == 'cat'.",
            "list": f"Ask for its size: size({source}) > 0.",
            "struct": "Name one of its fields, as in image.width > 100.",
        }
        raise self.error(
            "type",
            f"{source} is {NOUNS[item.kind.name]}, not a condition.",
            item.span,
            hint=hints.get(item.kind.name, f"Compare it: {source} is not null."),
        )

    def as_date(self, item: Typed, other: Typed) -> Typed:
        """Return a text constant as the date it names when `other` is a date."""
        if not (isinstance(item, TypedLiteral) and other.kind == DATE and item.kind == TEXT):
            return item
        instant = to_instant(item.value)
        return item if instant is None else _literal(item.span, instant)

    def called(self, call: Call) -> str:
        """Return the name by which the text calls an operator."""
        if is_mongo(self.text):
            return call.operator
        start, end = call.operator_span
        return self.text[start:end] or _FUNCTION_NAMES.get(call.operator, call.operator)

    def is_function(self, call: Call) -> bool:
        """Tell whether the text calls an operator by its name, and not by a symbol or between its sides."""
        if is_mongo(self.text):
            return True
        after = self.text[call.operator_span.end :].lstrip()
        return self.called(call).isidentifier() and after.startswith("(")

    def source(self, node: Node) -> str:
        """Return the text of a node."""
        return self.text[node.span.start : node.span.end]

    def warn(self, message: str, span: Span) -> None:
        """Note something odd."""
        self.notices.append(Notice(message, span.start, span.end))

    def error(
        self,
        kind: str,
        message: str,
        span: Span,
        hint: str | None = None,
        replacement: str | None = None,
    ) -> QueryError:
        """Return an error at a span."""
        return QueryError(kind, message, span.start, span.end, hint, replacement)

    def member(self, base: Typed, path: tuple[str, ...], span: Span) -> Typed:
        """Follow a path into structs, lists of structs and maps."""
        levels = 0
        for name in path:
            base, levels = self._step(base, name, span, levels)
        return base

    def _step(self, base: Typed, name: str, span: Span, levels: int) -> tuple[Typed, int]:
        """Return a field of what lies `levels` lists deep, and how deep that field lies.

        Each step of a path goes into one list at most: lists directly in lists hold no objects.
        """
        inner = base.kind
        for _ in range(levels):
            inner = inner.element or NULL
        if inner.name == "list":
            inner, levels = inner.element or NULL, levels + 1
        key: str | int = name
        if inner.name == "map":
            found = inner.element
            if inner.integer_keys:
                try:
                    key = int(name)
                except ValueError:
                    found = None
        elif inner.name == "mixed":
            found = MIXED
        else:
            found = inner.field(name)
        if found is None:
            self._missing(inner, name, span)
            found = NULL
        kind = found
        for _ in range(levels):
            kind = Kind("list", element=kind)
        member = TypedMember(
            span,
            kind,
            base,
            key,
            levels,
            nullable=base.nullable if levels else True,
            nan=kind.is_float,
            raises=base.raises,
        )
        return member, levels

    def _missing(self, inner: Kind, name: str, span: Span) -> None:
        known = [key for key, _ in inner.fields]
        if inner.name == "null":
            return
        close = near_name(name, known)
        if inner.name == "struct":
            rest = f" Did you mean {close!r}?" if close else f" It has {', '.join(known[:8])}."
        else:
            rest = f" It looks into {NOUNS[inner.name]}."
        self.warn(f"There is no field {name!r}: empty for every row.{rest}", span)


def _literal(span: Span, value: Any) -> TypedLiteral:
    if value is None:
        return TypedLiteral(span, NULL, None)
    kind = _literal_kind(value)
    is_nan = isinstance(value, float) and value != value
    finite = kind.name == "number" and (kind.integer or abs(value) < float("inf"))
    return TypedLiteral(span, kind, value, nullable=False, nan=is_nan, finite=finite)


def _literal_kind(value: Any) -> Kind:
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, int):
        bits = (value if value >= 0 else ~value).bit_length()
        return INT32 if bits < 32 else INT64 if bits < 64 else INT128
    if isinstance(value, float):
        return DOUBLE
    if isinstance(value, datetime | date):
        return DATE
    return TEXT


def _type_literal(typer: Typer, node: Literal) -> Typed:
    if isinstance(node.value, dict):
        fields = tuple((name, Literal(item, span=node.span)) for name, item in node.value.items())
        return typer.type(Struct(fields, span=node.span))
    if isinstance(node.value, list):
        items = tuple(Literal(item, span=node.span) for item in node.value)
        return typer.type(ListLiteral(items, span=node.span))
    return _literal(node.span, node.value)


def _type_list(typer: Typer, node: ListLiteral) -> Typed:
    return typer.list_literal(node)


def _type_struct(typer: Typer, node: Struct) -> Typed:
    for (name, _), span in zip(node.fields, node.name_spans, strict=True):
        # $literal takes such names, and gives them no span; $sortArray takes them as paths.
        if "." in name and span != NOWHERE:
            raise typer.error(
                "syntax", f"The field {name!r} of an object has a dot in its name.", span,
                hint="Write an object inside the object, or use $setField.",
            )  # fmt: skip
    kept = [(name, value) for name, value in node.fields if value != REMOVE]
    return object_of(node.span, tuple((name, typer.type(value)) for name, value in kept))


def _type_regex(typer: Typer, node: Regex) -> Typed:
    raise typer.error(
        "type", "A pattern cannot stand here.", node.span, "Write {$regexMatch: {input: ..., regex: /.../}}."
    )


def _type_call(typer: Typer, node: Call) -> Typed:
    operator = OPERATORS.get(node.operator)
    if operator is None:
        raise _unknown_operator(typer, node)
    if operator.names and (node.named or operator.arity[1] == 0):
        _check_names(typer, node, operator)
    try:
        return operator.type_rule(typer, node, operator)
    except QueryError as error:
        if error.hint is None:
            converted = "Convert it: text(...), number(...) and date(...) do."
            is_function = typer.is_function(node)
            error.hint = usage(operator.name, typer.called(node)) if is_function else converted
        raise


def _unknown_operator(typer: Typer, node: Call) -> QueryError:
    name = node.operator
    known = [known_name for known_name in OPERATORS if known_name.startswith("$")]
    close = near_name(name, known)
    hint = f"Did you mean {close}?" if close else f"There is {', '.join(known)}."
    return typer.error("name", f"Unknown operator {name}.", node.operator_span, hint, close)


def _check_names(typer: Typer, node: Call, operator: Operator) -> None:
    known = ", ".join(operator.names)
    if not node.named:
        raise typer.error(
            "type", f"{node.operator} takes its arguments by name.", node.span,
            hint=f"Write {{{node.operator}: {{{operator.names[0]}: ..., ...}}}} with {known}.",
        )  # fmt: skip
    given = [name for name, _ in node.named]
    missing = [name for name in operator.names[: operator.required] if name not in given]
    for name, span in zip(given, node.name_spans, strict=True):
        if name in operator.names:
            continue
        close = near_name(name, operator.names) or (missing[0] if len(missing) == 1 else None)
        hint = f"Did you mean {close!r}?" if close else f"It has {known}."
        raise typer.error("name", f"{typer.called(node)} has no argument {name!r}.", span, hint, close)
    if missing:
        raise typer.error(
            "type", f"{typer.called(node)} needs {missing[0]!r}.", node.operator_span,
            f"It has {known}.",
        )  # fmt: skip
    if len(set(given)) < len(given):
        raise typer.error("type", f"{typer.called(node)} has an argument twice.", node.span)


_RULES: dict[type[Node], Callable[[Typer, Any], Typed]] = {
    Literal: _type_literal,
    ListLiteral: _type_list,
    Struct: _type_struct,
    Regex: _type_regex,
    Field: type_field,
    Variable: type_variable,
    Call: _type_call,
}
