"""And, or, not: MongoDB's on any value by its truth, the infix words on conditions only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsviz_widget.query.language.expression import Call
from dsviz_widget.query.operators.registry import Operator, operator
from dsviz_widget.query.typed import Typed, TypedCall, boolean

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer


def _truth_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    items = typer.arguments(call, operator)
    raises = any(item.raises for item in items)
    return TypedCall(**boolean(call.span, raises=raises), operator=operator, arguments=items)


def _condition_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    items = typer.arguments(call, operator)
    for item in items:
        typer.require_condition(item)
    return TypedCall(
        **boolean(call.span, raises=any(item.raises for item in items)),
        operator=operator,
        arguments=items,
    )


def _and_where(sql: Emitter, call: TypedCall) -> str:
    parts = [sql.where(item) for item in call.arguments]
    return f"({' AND '.join(parts)})" if parts else "true"


def _and(sql: Emitter, call: TypedCall) -> str:
    return _in_turn(sql, call.arguments, "AND") or "true"


def _in_turn(sql: Emitter, items: tuple[Typed, ...], word: str) -> str:
    """Return SQL that looks at conditions in turn: one that raises hides what comes after it."""
    parts: list[str] = []
    for item in reversed(items):
        text = sql.truth(item)
        if item.raises and parts:
            rest = f" {word} ".join(reversed(parts))
            # Plain AND would answer false for null and false.
            parts = [f"CASE WHEN {text} IS NULL THEN NULL ELSE {text} {word} ({rest}) END"]
        else:
            parts.append(text)
    return f"({f' {word} '.join(reversed(parts))})" if parts else ""


def _or_where(sql: Emitter, call: TypedCall) -> str:
    if any(item.raises for item in call.arguments[:-1]) and call.operator.name == "$or":
        return _or(sql, call)
    parts = [sql.where(item) for item in call.arguments]
    return f"({' OR '.join(parts)})" if parts else "false"


def _or(sql: Emitter, call: TypedCall) -> str:
    return _in_turn(sql, call.arguments, "OR") or "false"


def _not(sql: Emitter, call: TypedCall) -> str:
    return f"(NOT {sql.truth(call.arguments[0])})"


operator("$and", arity=(0, None), rule=_truth_rule, where=_and_where)(_and)
operator("$or", arity=(0, None), rule=_truth_rule, where=_or_where)(_or)
operator("$not", arity=1, rule=_truth_rule)(_not)
operator("and", arity=(2, None), rule=_condition_rule, where=_and_where)(_and)
operator("or", arity=(2, None), rule=_condition_rule, where=_or_where)(_or)
operator("not", arity=1, rule=_condition_rule)(_not)
