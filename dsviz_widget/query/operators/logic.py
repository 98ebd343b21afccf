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
    # Null is an error: it stops the row only when no other part decides.
    parts = [sql.truth(item) for item in call.arguments]
    return f"({' AND '.join(parts)})" if parts else "true"


def _or_where(sql: Emitter, call: TypedCall) -> str:
    parts = [sql.where(item) for item in call.arguments]
    return f"({' OR '.join(parts)})" if parts else "false"


def _or(sql: Emitter, call: TypedCall) -> str:
    parts = [sql.truth(item) for item in call.arguments]
    return f"({' OR '.join(parts)})" if parts else "false"


def _not(sql: Emitter, call: TypedCall) -> str:
    return f"(NOT {sql.truth(call.arguments[0])})"


operator("$and", arity=(0, None), rule=_truth_rule, where=_and_where)(_and)
operator("$or", arity=(0, None), rule=_truth_rule, where=_or_where)(_or)
operator("$not", arity=1, rule=_truth_rule)(_not)
operator("and", arity=(2, None), rule=_condition_rule, where=_and_where)(_and)
operator("or", arity=(2, None), rule=_condition_rule, where=_or_where)(_or)
operator("not", arity=1, rule=_condition_rule)(_not)
