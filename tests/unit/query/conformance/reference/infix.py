"""The words of the infix form, in which a comparison with an empty cell is false."""

from __future__ import annotations

import math
import re
from typing import Any

from tests.unit.query.conformance.reference.branches import decide
from tests.unit.query.conformance.reference.core import Scope, operator, strict
from tests.unit.query.conformance.reference.values import Raises, compare, is_true

_TESTS = {
    "==": lambda found: found == 0,
    "!=": lambda found: found != 0,
    "<": lambda found: found < 0,
    "<=": lambda found: found <= 0,
    ">": lambda found: found > 0,
    ">=": lambda found: found >= 0,
}


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _comparison(symbol: str) -> None:
    @operator(symbol)
    def run(scope: Scope, argument: Any) -> bool:
        try:
            left, right = (scope.value(item) for item in argument)
        except Raises:
            return False
        if left is None or right is None or (symbol[0] in "<>" and (_is_nan(left) or _is_nan(right))):
            return False
        return _TESTS[symbol](compare(left, right))


for _symbol in _TESTS:
    _comparison(_symbol)


@operator("and")
def _and(scope: Scope, argument: Any) -> bool:
    return decide(scope, argument, False)


@operator("or")
def _or(scope: Scope, argument: Any) -> bool:
    return decide(scope, argument, True)


@strict("not")
def _not(value: Any) -> bool:
    return not is_true(value)


@strict("is null")
def _is_null(value: Any) -> bool:
    return value is None


@strict("in")
def _in(value: Any, items: Any) -> bool:
    return items is not None and any(compare(value, item) == 0 for item in items)


@strict("contains")
def _contains(value: Any, part: Any) -> bool:
    if isinstance(value, list):
        return part is not None and any(compare(item, part) == 0 for item in value)
    return value is not None and part is not None and part in value


@strict("startswith")
def _starts(value: Any, part: Any) -> bool:
    return value is not None and part is not None and str(value).startswith(part)


@strict("endswith")
def _ends(value: Any, part: Any) -> bool:
    return value is not None and part is not None and str(value).endswith(part)


@strict("matches")
def _matches(value: Any, pattern: Any) -> bool:
    return value is not None and bool(re.search(pattern, value))
