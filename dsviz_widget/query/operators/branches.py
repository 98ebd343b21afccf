"""Branches: $cond, $switch, $ifNull, whose values may differ in kind; what is not chosen raises nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsviz_widget.query.kinds import join_all
from dsviz_widget.query.language.expression import Call, ListLiteral, Literal, Struct
from dsviz_widget.query.operators.registry import Operator, operator
from dsviz_widget.query.typed import Typed, TypedCall

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer


def chosen(
    call: Call, operator: Operator, arguments: tuple[Typed, ...], values: Sequence[Typed], raises: bool
) -> Typed:
    """Return the typed call of an operator that answers one of `values`."""
    raises = raises or any(item.raises for item in arguments)
    kind = join_all(value.kind for value in values)
    return TypedCall(
        call.span,
        kind,
        operator,
        arguments,
        nullable=raises or any(value.nullable or value.kind.name == "null" for value in values),
        nan=kind.is_float and any(value.nan for value in values),
        finite=all(value.finite or value.kind.name == "null" for value in values),
        raises=raises,
    )


def _condition_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    if call.named:
        nodes = [typer.named(call, name) for name in operator.names]
    else:
        typer.check_count(call, operator)
        nodes = list(call.arguments)
    items = tuple(typer.type(node) for node in nodes)
    return chosen(call, operator, items, items[1:], False)


def _condition_error(sql: Emitter, call: TypedCall) -> str | None:
    condition, *branches = call.arguments
    of_condition = sql.error(condition)
    errors = [sql.error(branch) or "false" for branch in branches]
    if errors == ["false", "false"]:
        return of_condition
    of_branches = f"CASE WHEN {sql.truth(condition)} THEN {errors[0]} ELSE {errors[1]} END"
    return f"({of_condition} OR {of_branches})" if of_condition else f"({of_branches})"


@operator(
    "$cond", arity=3, names=("if", "then", "else"), required=3, rule=_condition_rule,
    error=_condition_error, lazy=True,
)  # fmt: skip
def _cond(sql: Emitter, call: TypedCall) -> str:
    condition, *branches = call.arguments
    yes, no = (sql.as_kind(branch, call.kind) for branch in branches)
    return f"CASE WHEN {sql.truth(condition)} THEN {yes} ELSE {no} END"


def _switch_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    listed = typer.named(call, "branches")
    if not isinstance(listed, ListLiteral) or not listed.items:
        raise typer.error(
            "type", "The branches of $switch are a list of at least one.", listed.span,
            hint="Write branches: [{case: ..., then: ...}].",
        )  # fmt: skip
    arguments: list[Typed] = []
    for branch in listed.items:
        if not isinstance(branch, Struct) or sorted(key for key, _ in branch.fields) != ["case", "then"]:
            raise typer.error(
                "type", "A branch of $switch has 'case' and 'then'.", branch.span,
                hint="Write {case: ..., then: ...}.",
            )  # fmt: skip
        fields = dict(branch.fields)
        arguments += [typer.type(fields["case"]), typer.type(fields["then"])]
    default = call.argument("default")
    if default is not None:
        arguments.append(typer.type(default))
    always = any(
        isinstance(case, Literal) and case.value is True
        for branch in listed.items
        if isinstance(branch, Struct)
        for case in [branch.get("case")]
    )
    values = [*arguments[1::2], *([arguments[-1]] if default is not None else [])]
    return chosen(call, operator, tuple(arguments), values, default is None and not always)


def _branches(call: TypedCall) -> tuple[list[tuple[Typed, Typed]], Typed | None]:
    items = call.arguments
    pairs = list(zip(items[0:-1:2], items[1::2], strict=False))
    return pairs, items[-1] if len(items) % 2 else None


def _switch_error(sql: Emitter, call: TypedCall) -> str | None:
    pairs, default = _branches(call)
    cases = []
    for case, value in pairs:
        truth = sql.truth(case)
        if case.raises:
            cases.append(f"WHEN {truth} IS NULL THEN true")
        cases.append(f"WHEN {truth} THEN {sql.error(value) or 'false'}")
    otherwise = "true" if default is None else sql.error(default) or "false"
    if otherwise == "false" and all(case.endswith("THEN false") for case in cases):
        return None
    return f"(CASE {' '.join(cases)} ELSE {otherwise} END)"


@operator(
    "$switch", arity=0, names=("branches", "default"), required=1, rule=_switch_rule,
    error=_switch_error, lazy=True,
)  # fmt: skip
def _switch(sql: Emitter, call: TypedCall) -> str:
    pairs, default = _branches(call)
    cases = " ".join(f"WHEN {sql.truth(case)} THEN {sql.as_kind(value, call.kind)}" for case, value in pairs)
    otherwise = sql.null(call.kind) if default is None else sql.as_kind(default, call.kind)
    return f"CASE {cases} ELSE {otherwise} END"


def _if_null_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    items = typer.arguments(call, operator)
    kind = join_all(item.kind for item in items)
    raises = any(item.raises for item in items)
    return TypedCall(
        call.span,
        kind,
        operator,
        items,
        nullable=raises or all(item.nullable or item.kind.name == "null" for item in items),
        nan=any(item.nan for item in items) and kind.is_float,
        finite=all(item.finite or item.kind.name == "null" for item in items),
        raises=raises,
    )


def _if_null_error(sql: Emitter, call: TypedCall) -> str | None:
    text: str | None = None
    for item in reversed(call.arguments):
        own = sql.error(item)
        if text is not None:
            text = f"({sql.is_null(item)} AND {text})"
        if own is not None:
            text = f"({own} OR {text})" if text is not None else own
    return text


@operator("$ifNull", arity=(2, None), rule=_if_null_rule, error=_if_null_error, lazy=True)
def _if_null(sql: Emitter, call: TypedCall) -> str:
    return f"coalesce({', '.join(sql.as_kind(item, call.kind) for item in call.arguments)})"
