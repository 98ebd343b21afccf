"""Sines and their kin, in radians; outside its domain a function is an error."""

from __future__ import annotations

from dsviz_widget.query.operators.numbers import double_function
from dsviz_widget.query.typed import Typed


def _infinite(items: tuple[Typed, ...]) -> str | None:
    if items[0].finite:
        return None
    return "{0} IN (CAST('Infinity' AS DOUBLE), CAST('-Infinity' AS DOUBLE))"


# NaN is above every number in the engines, and no error here.
_OUTSIDE_ONE = "{0} < -1 OR ({0} > 1 AND {0} <= CAST('Infinity' AS DOUBLE))"

for _name in ("sin", "cos", "tan"):
    double_function(f"${_name}", _name, _infinite)
for _name in ("asin", "acos", "atanh"):
    double_function(f"${_name}", _name, _OUTSIDE_ONE)
double_function("$acosh", "acosh", "{0} < 1")
for _name in ("atan", "sinh", "cosh", "tanh", "asinh"):
    double_function(f"${_name}", _name)
double_function("$atan2", "atan2", arity=2)
double_function("$degreesToRadians", "radians")
double_function("$radiansToDegrees", "degrees")
