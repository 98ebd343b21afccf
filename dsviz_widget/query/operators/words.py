"""Words of the infix form that are one operator or another, by the kind of what they are given."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dsviz_widget.query.kinds import MIXED
from dsviz_widget.query.language.expression import Call
from dsviz_widget.query.operators.registry import OPERATORS, Operator, operator
from dsviz_widget.query.typed import Typed, TypedCall

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer


def _length_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    """Type ``len(x)`` as the size of a list, or the characters of a text."""
    typer.check_count(call, operator)
    kind = typer.type(call.arguments[0]).kind
    if kind == MIXED:
        raise typer.error(
            "type", "len() cannot tell whether it counts items or characters here.", call.span,
            hint="Write size(...) for lists, length(...) for texts.",
        )  # fmt: skip
    meant = OPERATORS["$strLenCP" if kind.name == "text" else "$size"]
    return meant.type_rule(typer, replace(call, operator=meant.name), meant)


@operator("len", arity=1, rule=_length_rule)
def _length(sql: Emitter, call: TypedCall) -> str:
    # The typed call is of the operator that was meant.
    raise AssertionError("len() is typed as another operator.")
