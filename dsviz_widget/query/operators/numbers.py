"""Roots, powers, logarithms, and rounding half to even on the decimal digits."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dsviz_widget.query.kinds import DOUBLE, INT64, Kind
from dsviz_widget.query.language.expression import Call
from dsviz_widget.query.operators.narrow import call_node, expect, expect_whole
from dsviz_widget.query.operators.registry import Operator, operator
from dsviz_widget.query.typed import Typed, TypedCall, TypedLiteral

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer

_LEAST_PLACE, _MOST_PLACE = -20, 100
_EXACT_POWER = 22
"""The largest power of ten that a double holds exactly."""


def as_double(sql: Emitter, item: Typed) -> str:
    """Return SQL of a number as a double."""
    text = sql.value(item)
    return text if item.kind == DOUBLE else sql.cast(text, "double")


def number_items(typer: Typer, call: Call, operator: Operator) -> tuple[Typed, ...]:
    """Return the arguments, each a number."""
    name = typer.called(call)
    return tuple(expect(typer, item, "number", name) for item in typer.arguments(call, operator))


Outside = Callable[[tuple[Typed, ...]], "str | None"]
"""From arguments to SQL of ``{0}``, ``{1}`` that is true where MongoDB stops; None where it never does."""


def double_function(
    name: str, function: str, outside: str | Outside | None = None, *, arity: int = 1
) -> None:
    """Register a function from numbers to a double.

    Parameters
    ----------
    name : str
        Of the operator.
    function : str
        By the name in the dialect.
    outside : str, callable or None
        SQL of arguments ``{0}``, ``{1}`` for which MongoDB stops with an error.
    arity : int
        Number of arguments.
    """

    def stops(items: tuple[Typed, ...]) -> str | None:
        return outside(items) if callable(outside) else outside

    def rule(typer: Typer, call: Call, operator: Operator) -> Typed:
        items = number_items(typer, call, operator)
        raises = stops(items) is not None
        return call_node(call, operator, items, DOUBLE, nan=_may_be_nan(operator, items), raises=raises)

    def error(sql: Emitter, call: TypedCall) -> str | None:
        template = stops(call.arguments)
        if template is None:
            return None
        return sql.let_all(
            [sql.value(item) for item in call.arguments], lambda *x: f"({template.format(*x)})"
        )

    @operator(name, arity=arity, rule=rule, error=error if outside else None)
    def value(sql: Emitter, call: TypedCall) -> str:
        texts = [as_double(sql, item) for item in call.arguments]
        template = stops(call.arguments)
        if template is None:
            return sql.f(function, *texts)
        return sql.let_all(
            texts, lambda *x: f"CASE WHEN {template.format(*x)} THEN NULL ELSE {sql.f(function, *x)} END"
        )


def _written(item: Typed) -> float | None:
    """Return the number that an argument is written as, or None."""
    return item.value if isinstance(item, TypedLiteral) else None


def _may_be_nan(operator: Operator, items: tuple[Typed, ...]) -> bool:
    """Tell whether a function answers NaN: for NaN, infinity by infinity, a root of a negative number."""
    if any(item.nan for item in items):
        return True
    if operator.name == "$pow":
        exponent = _written(items[1])
        return not (items[1].kind.integer or (exponent is not None and exponent % 1 == 0))
    return operator.name == "$log" and not any(item.finite for item in items)


def _outside_power(items: tuple[Typed, ...]) -> str | None:
    exponent = _written(items[1])
    if exponent is None:
        return "{0} = 0 AND {1} < 0"
    return "{0} = 0" if exponent < 0 else None


def _outside_logarithm(items: tuple[Typed, ...]) -> str:
    base = _written(items[1])
    if base is not None and base > 0 and base != 1:
        return "{0} <= 0"
    return "({0} <= 0 AND {1} IS NOT NULL) OR (({1} <= 0 OR {1} = 1) AND {0} IS NOT NULL)"


double_function("$sqrt", "sqrt", "{0} < 0")
double_function("$exp", "exp")
double_function("$ln", "ln", "{0} <= 0")
double_function("$log10", "log10", "{0} <= 0")
double_function("$log", "log", _outside_logarithm, arity=2)
double_function("$pow", "pow", _outside_power, arity=2)


def _whole_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    items = number_items(typer, call, operator)
    kind = items[0].kind if items[0].kind.integer else DOUBLE
    return call_node(call, operator, items, kind, nan=items[0].nan)


def _to_whole(name: str, function: str) -> None:
    @operator(name, arity=1, rule=_whole_rule)
    def value(sql: Emitter, call: TypedCall) -> str:
        (item,) = call.arguments
        return sql.value(item) if item.kind.integer else sql.f(function, as_double(sql, item))


_to_whole("$floor", "floor")
_to_whole("$ceil", "ceil")


def _round_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    item, *place = typer.arguments(call, operator)
    name = typer.called(call)
    item = expect(typer, item, "number", name)
    places = tuple(expect_whole(typer, part, f"The place of {name}") for part in place)
    return call_node(
        call, operator, (item, *places), _rounded_kind(item, places), nan=item.nan, raises=_may_fail(places)
    )


def _rounded_kind(item: Typed, places: tuple[Typed, ...]) -> Kind:
    if not item.kind.integer:
        return DOUBLE
    place = _constant(places)
    if place is not None and place >= 0:
        return item.kind
    return INT64 if item.kind.bits <= 32 else DOUBLE


def _constant(places: tuple[Typed, ...]) -> int | None:
    """Return the place when it is written out."""
    if not places:
        return 0
    literal = places[0]
    return literal.value if isinstance(literal, TypedLiteral) else None


def _may_fail(places: tuple[Typed, ...]) -> bool:
    place = _constant(places)
    return place is None or not _LEAST_PLACE <= place <= _MOST_PLACE


def _wrong_place(sql: Emitter, call: TypedCall) -> str | None:
    item, *places = call.arguments
    if not _may_fail(tuple(places)):
        return None
    outside = f"{sql.value(places[0])} NOT BETWEEN {_LEAST_PLACE} AND {_MOST_PLACE}"
    return f"({outside} AND {sql.not_null(item)})"


def _rounding(name: str, near: str, exact: str) -> None:
    """Register $round or $trunc: fast in doubles, on the digits where doubles cannot tell."""

    @operator(name, arity=(1, 2), rule=_round_rule, error=_wrong_place)
    def value(sql: Emitter, call: TypedCall) -> str:
        item, *places = call.arguments
        place = _constant(tuple(places))
        unknown = "null" in (part.kind.name for part in call.arguments)
        if unknown or (place is not None and not _LEAST_PLACE <= place <= _MOST_PLACE):
            return sql.null(call.kind)
        if item.kind.integer and place is not None and place >= 0:
            return sql.value(item)
        if place is not None:
            rounded = sql.let(as_double(sql, item), lambda x: _round(sql, x, place, near, exact))
        else:
            rounded = sql.let_all(
                [as_double(sql, item), sql.value(places[0])],
                lambda x, p: (
                    f"CASE WHEN {p} BETWEEN {_LEAST_PLACE} AND {_MOST_PLACE} "
                    f"THEN {_round_at(sql, x, p, near, exact)} END"
                ),
            )
        return sql.cast(rounded, "bigint") if call.kind.integer else rounded


def _round(sql: Emitter, x: str, place: int, near: str, exact: str) -> str:
    if place == 0:
        return sql.f("round_even" if near == "round" else near, x)
    by_digits = sql.f(exact, x, str(place))
    if not -_EXACT_POWER <= place <= _EXACT_POWER:
        return by_digits
    power = f"1e{abs(place)}"
    scale, back = ("*", "/") if place > 0 else ("/", "*")
    return _fast(sql, x, f"({x} {scale} {power})", f"{back} {power}", near, by_digits)


def _round_at(sql: Emitter, x: str, place: str, near: str, exact: str) -> str:
    """Return SQL of a number rounded at a place that differs by row."""
    power = sql.f("pow", "1e1", place)
    by_digits = sql.f(exact, x, place)
    fast = _fast(sql, x, f"({x} * {power})", f"/ {power}", near, by_digits)
    return f"CASE WHEN {place} BETWEEN 0 AND {_EXACT_POWER} THEN {fast} ELSE {by_digits} END"


def _fast(sql: Emitter, x: str, scaled: str, back: str, near: str, by_digits: str) -> str:
    """Return SQL that rounds in doubles where their error cannot change the answer."""
    fraction = sql.f("abs", f"{scaled} - {sql.f('truncate', scaled)}")
    if near == "round":
        clear = f"{sql.f('abs', f'{fraction} - 5e-1')} > 1e-3"
    else:
        clear = f"{fraction} BETWEEN 1e-3 AND 999e-3"
    return (
        f"CASE WHEN {sql.f('abs', scaled)} < 1e12 AND {clear} THEN {sql.f(near, scaled)} {back} "
        f"WHEN {sql.f('round', scaled)} {back} = {x} THEN {x} ELSE {by_digits} END"
    )


_rounding("$round", "round", "round_digits")
_rounding("$trunc", "truncate", "truncate_digits")
