"""An argument taken as a list or an object: refused where the schema knows better, else tested per row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsviz_widget.query.kinds import MIXED, NOUNS, NULL, RANKS, Kind
from dsviz_widget.query.language.expression import Call
from dsviz_widget.query.operators.registry import Operator
from dsviz_widget.query.shapes import list_of_mixed, map_of_mixed
from dsviz_widget.query.typed import Typed, TypedCall

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer


def need_list(typer: Typer, item: Typed, name: str) -> Typed:
    """Return an argument as a list; null stays null.

    A value whose kind differs by row is taken where it is a list, and raises on other rows.

    Raises
    ------
    QueryError
        If it is of another kind in every row.
    """
    if item.kind.name in ("list", "null"):
        return item
    if item.kind == MIXED:
        return _unboxed(item, Kind("list", element=MIXED), _AS_LIST)
    hint = None
    if item.kind.name == "struct":
        lists = [key for key, kind in item.kind.fields if kind.name == "list"]
        if lists:
            hint = f"Name one of its lists: {', '.join(lists[:8])}."
        elif item.kind.fields:
            hint = f"It has {', '.join(key for key, _ in item.kind.fields[:8])}."
    raise typer.error("type", f"{name} takes a list, not {NOUNS[item.kind.name]}.", item.span, hint)


def need_object(typer: Typer, item: Typed, name: str) -> Typed:
    """Return an argument as an object, in the way of `need_list`."""
    if item.kind.name in ("struct", "map", "null"):
        return item
    if item.kind == MIXED:
        return _unboxed(item, Kind("map", element=MIXED), _AS_OBJECT)
    raise typer.error("type", f"{name} takes an object, not {NOUNS[item.kind.name]}.", item.span)


def element_kind(item: Typed) -> Kind:
    """Return the kind of the elements of a list."""
    return item.kind.element or NULL


def _unboxed(item: Typed, kind: Kind, operator: Operator) -> Typed:
    return TypedCall(item.span, kind, operator, (item,), nullable=True, raises=True)


def _never_written(typer: Typer, call: Call, operator: Operator) -> Typed:
    raise AssertionError("no text calls this operator")


def _not_of(rank: int, sql: Emitter, call: TypedCall) -> str:
    text = sql.value(call.arguments[0])
    return sql.let(text, lambda value: f"coalesce({sql.mixed_rank(value)} <> {rank}, false)")


_AS_LIST = Operator(
    "as list",
    (1, 1),
    _never_written,
    lambda sql, call: sql.let(sql.value(call.arguments[0]), lambda value: list_of_mixed(sql, value)),
    error=lambda sql, call: _not_of(RANKS["list"], sql, call),
)
_AS_OBJECT = Operator(
    "as object",
    (1, 1),
    _never_written,
    lambda sql, call: sql.let(sql.value(call.arguments[0]), lambda value: map_of_mixed(sql, value)),
    error=lambda sql, call: _not_of(RANKS["struct"], sql, call),
)
