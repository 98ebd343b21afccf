"""What can be named at a place of an unfinished expression: columns, fields, elements, classes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dsviz_widget.errors import QueryError
from dsviz_widget.query.kinds import Kind, Schema
from dsviz_widget.query.language.expression import ANY, Field, Node, Table, Variable
from dsviz_widget.query.language.names import write_name
from dsviz_widget.query.language.parse import parse
from dsviz_widget.query.language.tokens import MAX_DEPTH
from dsviz_widget.query.typing import Binding, Typer

Classes = Mapping[str, Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class Found:
    """What a path leads to: its kind, and the path from a column, where there is one."""

    kind: Kind | None
    origin: str | None = None


NOTHING = Found(None)


@dataclass(frozen=True, slots=True)
class Bound:
    """A name that an operator around the place gives to a value."""

    name: str
    kind: Kind | None
    origin: str | None = None


@dataclass
class Sight:
    """What can be named at one place.

    Parameters
    ----------
    schema : Schema
        The columns.
    classes : mapping of str to mapping of int to str
        Path of a list of boxes or masks, or of a column of class ids -> the names of its classes.
    bound : list of Bound
        Names given by the operators around, outermost first.
    """

    schema: Schema
    classes: Classes
    bound: list[Bound] = field(default_factory=list)

    def tables(self) -> list[tuple[str, str]]:
        """Return how each of several tables is written, ``$0``, and what it is; none for one table."""
        schema = self.schema
        if not schema.tables:
            return []
        numbers = range(len(schema.tables))
        labels = [schema.labels[number] if number < len(schema.labels) else "" for number in numbers]
        found = [(f"${number}", labels[number] or f"table {number}") for number in numbers]
        return [*found, (f"${ANY}", "any table that has the row")]

    def columns(self, table: Table | None = None) -> list[tuple[str, Kind]]:
        """Return the columns of one table, of any, or all that a bare name may mean."""
        schema = self.schema
        if table == ANY and schema.tables:
            every = {name: column for names in reversed(schema.tables) for name, column in names.items()}
            order = dict.fromkeys(name for names in schema.tables for name in names)
            return [(name, schema.columns[every[name]]) for name in order]
        if isinstance(table, int) and schema.tables:
            names = schema.tables[table] if table < len(schema.tables) else {}
            return [(name, schema.columns[column]) for name, column in names.items()]
        if not schema.tables:
            return list(schema.columns.items())
        owners = [name for names in schema.tables for name in names]
        shared = {name: column for names in schema.tables for name, column in names.items()}
        once = [(name, schema.columns[shared[name]]) for name in shared if owners.count(name) == 1]
        known = {name for name, _ in once}
        return [*once, *((name, kind) for name, kind in schema.columns.items() if name not in known)]

    def written(self, column: str) -> str | None:
        """Return how a column of one of several tables is written, ``$1.iou``; None for any other."""
        for number, names in enumerate(self.schema.tables):
            for name, known in names.items():
                if known == column and name != column:
                    return f"${number}.{write_name(name)}"
        return None

    def fields(self) -> Iterator[tuple[str, Kind]]:
        """Give the fields of the elements around, innermost first."""
        seen: set[str] = set()
        for bound in reversed(self.bound):
            for name, kind in bound.kind.fields if bound.kind is not None else ():
                if name not in seen:
                    seen.add(name)
                    yield name, kind

    def follow(
        self, path: Sequence[str], table: Table | None = None, *, element_first: bool = False
    ) -> Found:
        """Return what a path of names leads to."""
        if not path or len(path) > MAX_DEPTH:
            return NOTHING
        if element_first and table is None:
            for bound in reversed(self.bound):
                if path[0] == bound.name:
                    return self._into(Found(bound.kind, bound.origin), path[1:])
                if bound.kind is not None and bound.kind.field(path[0]) is not None:
                    return self._into(Found(bound.kind, bound.origin), path)
        columns = dict(self.columns(table))
        for length in range(len(path), 0, -1):
            name = ".".join(path[:length])
            if name in columns:
                return self._into(Found(columns[name], name), path[length:])
        return NOTHING

    def variable(self, name: str, path: Sequence[str]) -> Found:
        """Return what a variable, and a path into it, lead to."""
        if name in ("ROOT", "CURRENT"):
            return self.follow(path)
        for bound in reversed(self.bound):
            if bound.name == name and len(path) <= MAX_DEPTH:
                return self._into(Found(bound.kind, bound.origin), path)
        return NOTHING

    def _into(self, found: Found, path: Sequence[str]) -> Found:
        kind, origin = found.kind, found.origin
        for name in path:
            kind = _inner(kind)
            if kind is not None:
                kind = kind.element if kind.name == "map" else kind.field(name)
            origin = None if origin is None else f"{origin}.{name}"
        return Found(kind, origin)

    def members(self, found: Found) -> list[tuple[str, Kind]]:
        """Return the fields that a dot behind a path may lead to."""
        kind = _inner(found.kind)
        return list(kind.fields) if kind is not None else []

    def element(self, text: str) -> Found:
        """Return what the elements of a list are, given as text."""
        found = self.value(text)
        kind = found.kind.element if found.kind is not None else None
        return Found(kind, found.origin)

    def value(self, text: str) -> Found:
        """Return what an expression gives; nothing where it makes no sense by itself."""
        try:
            node: Node = parse(text.strip(), self.schema.names)
        except QueryError:
            return NOTHING
        if isinstance(node, Field):
            return self.follow(node.path, node.table, element_first=node.element_first)
        if isinstance(node, Variable):
            return self.variable(node.name, node.path)
        typer = Typer(text, self.schema)
        for bound in self.bound:
            if bound.kind is not None:
                typer.elements.append(Binding(bound.name, bound.kind, typer.new_level()))
        try:
            return Found(typer.type(node).kind)
        except QueryError:
            return NOTHING

    def classes_of(self, origin: str | None) -> Mapping[int, str]:
        """Return the classes that a path compared with something may be of."""
        if origin is None:
            return {}
        if origin in self.classes:
            return self.classes[origin]
        if not origin.endswith(".class_id"):
            return {}
        return self.classes.get(origin.removesuffix(".class_id"), {})


def _inner(kind: Kind | None) -> Kind | None:
    """Return what a path looks into: the elements of lists of lists."""
    while kind is not None and kind.name == "list":
        kind = kind.element
    return kind
