"""Comparison, logic, branches and variables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.unit.query.conformance.reference.core import Scope, arguments_of, operator, strict
from tests.unit.query.conformance.reference.values import Raises, compare, is_true


@strict("$cmp")
def _cmp(left: Any, right: Any) -> int:
    return compare(left, right)


@strict("$eq")
def _eq(left: Any, right: Any) -> bool:
    return compare(left, right) == 0


@strict("$ne")
def _ne(left: Any, right: Any) -> bool:
    return compare(left, right) != 0


@strict("$gt")
def _gt(left: Any, right: Any) -> bool:
    return compare(left, right) > 0


@strict("$gte")
def _gte(left: Any, right: Any) -> bool:
    return compare(left, right) >= 0


@strict("$lt")
def _lt(left: Any, right: Any) -> bool:
    return compare(left, right) < 0


@strict("$lte")
def _lte(left: Any, right: Any) -> bool:
    return compare(left, right) <= 0


def decide(scope: Scope, argument: Any, decisive: bool) -> bool:
    """Return `decisive` if a part has that truth; an error counts where no part has."""
    error = None
    for part in arguments_of(argument):
        try:
            if is_true(scope.value(part)) is decisive:
                return decisive
        except Raises as raised:
            error = raised
    if error is not None:
        raise error
    return not decisive


@operator("$and")
def _and(scope: Scope, argument: Any) -> bool:
    return decide(scope, argument, False)


@operator("$or")
def _or(scope: Scope, argument: Any) -> bool:
    return decide(scope, argument, True)


@strict("$not")
def _not(value: Any) -> bool:
    return not is_true(value)


@operator("$cond")
def _cond(scope: Scope, argument: Any) -> Any:
    if isinstance(argument, Mapping):
        argument = [argument["if"], argument["then"], argument["else"]]
    condition, then, otherwise = argument
    return scope.value(then if is_true(scope.value(condition)) else otherwise)


@operator("$ifNull")
def _if_null(scope: Scope, argument: Any) -> Any:
    for part in arguments_of(argument):
        value = scope.value(part)
        if value is not None:
            return value
    return None


@operator("$switch")
def _switch(scope: Scope, argument: Any) -> Any:
    for branch in argument["branches"]:
        if is_true(scope.value(branch["case"])):
            return scope.value(branch["then"])
    if "default" not in argument:
        raise Raises("$switch found no branch and has no default")
    return scope.value(argument["default"])


@operator("$let")
def _let(scope: Scope, argument: Any) -> Any:
    variables = {name: scope.value(item) for name, item in argument["vars"].items()}
    return scope.binding(**variables).value(argument["in"])


@operator("$literal")
def _literal(scope: Scope, argument: Any) -> Any:
    return argument
