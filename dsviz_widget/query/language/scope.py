"""What a translation knows of the parts of an expression: their kinds, and the names around them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from dsviz_widget.errors import QueryError
from dsviz_widget.query.kinds import OTHER, Kind, Schema
from dsviz_widget.query.language.expression import (
    Call,
    Field,
    ListLiteral,
    Literal,
    Node,
    Struct,
    Variable,
)
from dsviz_widget.query.typed import Typed
from dsviz_widget.query.typing import Typer

SCALARS = ("number", "text", "boolean", "date")


@dataclass(frozen=True, slots=True)
class Name:
    """A name bound by an operator: as the source has it, as the translation has it, its kind.

    `new` is None where the translation looks into the element without a name.
    """

    old: str
    new: str | None
    kind: Kind


class Scope:
    """The names that are bound around a part of an expression.

    Parameters
    ----------
    text : str
        The expression.
    schema : Schema
        The columns it may name.
    """

    def __init__(self, text: str, schema: Schema) -> None:
        self.text = text
        self.schema = schema
        self.names: list[Name] = []

    @contextmanager
    def bound(self, *names: Name) -> Iterator[None]:
        """Translate what follows with more names."""
        self.names.extend(names)
        try:
            yield
        finally:
            del self.names[len(self.names) - len(names) :]

    def typed(self, node: Node) -> Typed | None:
        """Return the typed form of a part, or None where it has none by itself."""
        typer = Typer(self.text, self.schema)
        try:
            with _elements(typer, self.names):
                return typer.type(node)
        except QueryError:
            return None

    def element_of(self, node: Node) -> Kind:
        """Return the kind of a list's elements."""
        typed = self.typed(node)
        return (typed.kind.element if typed is not None else None) or OTHER

    def is_condition(self, node: Node) -> bool:
        """Tell whether a part is true or false, and nothing else."""
        typed = self.typed(node)
        return typed is not None and typed.kind.name in ("boolean", "null")

    def may_be_null(self, node: Node) -> bool:
        """Tell whether a part may be null."""
        typed = self.typed(node)
        return typed is None or typed.nullable

    def free_name(self, first: str = "it") -> str:
        """Return `first`, or the first of ``it2``, ``it3``... that nothing around is called."""
        taken = {name.new for name in self.names} | {name.old for name in self.names}
        number, found = 1, first
        while found in taken:
            number += 1
            found = f"{first}{number}"
        return found


@contextmanager
def _elements(typer: Typer, names: list[Name]) -> Iterator[None]:
    if not names:
        yield
        return
    with typer.element(names[0].old, names[0].kind), _elements(typer, names[1:]):
        yield


def variable_name(call: Call, default: str = "this") -> str:
    """Return the name that ``as`` gives to the element of a list."""
    node = call.argument("as")
    return node.value if isinstance(node, Literal) and isinstance(node.value, str) else default


def children(node: Node) -> tuple[Node, ...]:
    """Return the parts of a node."""
    if isinstance(node, ListLiteral):
        return node.items
    if isinstance(node, Struct):
        return tuple(item for _, item in node.fields)
    if isinstance(node, Call):
        return (*node.arguments, *(item for _, item in node.named))
    return ()


def key_of(node: Node, depth: int = 0, names: dict[str, str] | None = None) -> object:
    """Return what is equal for two trees that mean the same but for their names of elements."""
    names = names or {}
    if isinstance(node, Literal):
        return ("literal", type(node.value).__name__, repr(node.value))
    if isinstance(node, Field):
        return ("field", node.table or 0, node.path)
    if isinstance(node, Variable):
        return ("variable", names.get(node.name, node.name), node.path)
    if isinstance(node, Call) and node.operator in ("$filter", "$map"):
        inner = {**names, variable_name(node): f"#{depth}"}
        parts = {
            name: key_of(item, depth + 1, inner if name in ("cond", "in") else names)
            for name, item in node.named
            if name != "as"
        }
        return (node.operator, tuple(sorted(parts.items(), key=lambda part: part[0])))
    parts_of = tuple(key_of(part, depth, names) for part in children(node))
    if isinstance(node, Call):
        given = tuple(
            sorted(
                zip((n for n, _ in node.named), parts_of[len(node.arguments) :], strict=True),
                key=lambda p: p[0],
            )
        )
        return (node.operator, parts_of[: len(node.arguments)], given)
    if isinstance(node, Struct):
        return ("struct", tuple(name for name, _ in node.fields), parts_of)
    return (type(node).__name__, getattr(node, "pattern", ""), getattr(node, "options", ""), parts_of)
