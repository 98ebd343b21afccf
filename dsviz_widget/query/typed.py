"""The typed tree: what every part of an expression is, once the schema is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dsviz_widget.query.kinds import BOOLEAN, Kind
from dsviz_widget.query.language.expression import Span

if TYPE_CHECKING:
    from dsviz_widget.query.operators.registry import Operator


@dataclass(frozen=True, slots=True)
class Notice:
    """Something legal that is probably not meant."""

    message: str
    start: int
    end: int

    def as_dict(self) -> dict[str, Any]:
        """Return the warning as plain data."""
        return {"message": self.message, "start": self.start, "end": self.end}


@dataclass(frozen=True, slots=True)
class Typed:
    """Base of typed nodes.

    Parameters
    ----------
    span : Span
        Where it stands in the text.
    kind : Kind
        What it is.
    nullable : bool
        Whether it may be null because cells are empty.
    nan : bool
        Whether it may be NaN.
    finite : bool
        Whether it is certainly neither NaN nor infinite.
    raises : bool
        Whether it may be null because MongoDB would stop with an error on that row.
    """

    span: Span
    kind: Kind
    nullable: bool = field(default=True, kw_only=True)
    nan: bool = field(default=False, kw_only=True)
    finite: bool = field(default=False, kw_only=True)
    raises: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class TypedLiteral(Typed):
    """A constant."""

    value: Any


@dataclass(frozen=True, slots=True)
class TypedColumn(Typed):
    """A column of the table."""

    name: str


@dataclass(frozen=True, slots=True)
class TypedElement(Typed):
    """The value that an operator around it binds; `level` numbers what is bound in an expression."""

    level: int


@dataclass(frozen=True, slots=True)
class TypedMember(Typed):
    """A field of a struct, or of every struct in lists; `levels` says how deep a path went into them."""

    base: Typed
    name: str | int
    levels: int = 0


@dataclass(frozen=True, slots=True)
class TypedList(Typed):
    """A list written out."""

    items: tuple[Typed, ...]


@dataclass(frozen=True, slots=True)
class TypedStruct(Typed):
    """An object written out."""

    fields: tuple[tuple[str, Typed], ...]


@dataclass(frozen=True, slots=True)
class TypedCall(Typed):
    """An operator on typed arguments; `level` is the first of the values it binds."""

    operator: Operator
    arguments: tuple[Typed, ...]
    level: int = 0


def object_of(span: Span, fields: tuple[tuple[str, Typed], ...]) -> TypedStruct:
    """Return the typed form of an object with these fields."""
    return TypedStruct(
        span,
        Kind("struct", fields=tuple((name, value.kind) for name, value in fields)),
        fields,
        nullable=False,
        raises=any(value.raises for _, value in fields),
    )


def is_literal(node: Typed) -> bool:
    """Tell whether a node is a constant written in the expression."""
    return isinstance(node, TypedLiteral)


def boolean(span: Span, *, raises: bool = False) -> dict[str, Any]:
    """Return the attributes of a node that is true or false and never null."""
    return {"span": span, "kind": BOOLEAN, "nullable": False, "raises": raises}
