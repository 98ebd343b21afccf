"""The expression tree: immutable nodes, each with the span of text it was read from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple
from typing import Literal as OneOf


class Span(NamedTuple):
    """Offsets into the text of an expression, end exclusive."""

    start: int
    end: int


NOWHERE = Span(0, 0)

ANY: OneOf["*"] = "*"
"""In place of the number of a table: any of those that have the row."""

Table = int | OneOf["*"]
"""A table that is written before a path."""


@dataclass(frozen=True, slots=True)
class Node:
    """Base of all nodes; the span takes no part in equality."""

    span: Span = field(default=NOWHERE, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A constant: number, text, true, false, null, a point in time, or a list or dict of these."""

    value: Any


@dataclass(frozen=True, slots=True)
class Field(Node):
    """A path that starts at a column.

    `table` is the index written before the path (``$1.road``), `ANY` (``$*.road``), or None when it was
    left out;
    `element_first` marks a bare name, which inside a list predicate means the element's own
    field before it means a column.
    """

    path: tuple[str, ...]
    table: Table | None = None
    element_first: bool = False


@dataclass(frozen=True, slots=True)
class Variable(Node):
    """``$$name`` or ``$$name.path``, bound by an operator around it.

    ``$$ROOT`` and ``$$CURRENT`` with a path are a `Field`; alone they are the whole row.
    ``$$REMOVE`` is nothing at all: a field given it is left out of an object.
    """

    name: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListLiteral(Node):
    """``[a, b, c]``."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Struct(Node):
    """``{a: 1, b: '$x'}``: an object whose fields are computed."""

    fields: tuple[tuple[str, Node], ...]
    name_spans: tuple[Span, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        if len(self.name_spans) != len(self.fields):
            object.__setattr__(self, "name_spans", (NOWHERE,) * len(self.fields))

    def get(self, name: str) -> Node | None:
        """Return the value of a field, or None."""
        return next((node for key, node in self.fields if key == name), None)


@dataclass(frozen=True, slots=True)
class Regex(Node):
    """``/pattern/options``."""

    pattern: str
    options: str = ""


@dataclass(frozen=True, slots=True)
class Call(Node):
    """An operator with its arguments, by position or by name."""

    operator: str
    arguments: tuple[Node, ...] = ()
    named: tuple[tuple[str, Node], ...] = ()
    operator_span: Span = field(default=NOWHERE, compare=False)
    name_spans: tuple[Span, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        if len(self.name_spans) != len(self.named):
            object.__setattr__(self, "name_spans", (NOWHERE,) * len(self.named))

    def argument(self, name: str) -> Node | None:
        """Return the argument given by that name, or None."""
        return next((node for key, node in self.named if key == name), None)
