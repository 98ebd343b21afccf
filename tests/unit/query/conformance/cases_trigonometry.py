"""Trigonometry and bits: infinite angles and arguments out of range are errors, NaN is not."""

from __future__ import annotations

import math

from tests.unit.query.conformance.case import ERROR, INF, NAN, constants, family

N, E, PI = None, ERROR, math.pi

# n: null, 1, 5, 0, -7;  x: null, NaN, 0.5, 0.0, -2.5;  i: null, 3, -4, 0, 6
CASES = family(
    "trigonometry",
    "cells",
    ({"$sin": "$x"}, [N, NAN, math.sin(0.5), 0, math.sin(-2.5)]),
    ({"$cos": ["$x"]}, [N, NAN, math.cos(0.5), 1, math.cos(-2.5)]),
    ({"$tan": "$n"}, [N, math.tan(1), math.tan(5), 0, math.tan(-7)]),
    ({"$asin": "$x"}, [N, NAN, math.asin(0.5), 0, E]),
    ({"$acos": "$n"}, [N, 0, E, PI / 2, E]),
    ({"$atan": "$x"}, [N, NAN, math.atan(0.5), 0, math.atan(-2.5)]),
    ({"$atan2": ["$n", "$i"]}, [N, math.atan2(1, 3), math.atan2(5, -4), 0, math.atan2(-7, 6)]),
    ({"$atan2": ["$x", 1]}, [N, NAN, math.atan2(0.5, 1), 0, math.atan2(-2.5, 1)]),
    ({"$atan2": [N, "$n"]}, [N] * 5),
    ({"$sinh": "$x"}, [N, NAN, math.sinh(0.5), 0, math.sinh(-2.5)]),
    ({"$cosh": "$x"}, [N, NAN, math.cosh(0.5), 1, math.cosh(-2.5)]),
    ({"$tanh": "$n"}, [N, math.tanh(1), math.tanh(5), 0, math.tanh(-7)]),
    ({"$asinh": "$n"}, [N, math.asinh(1), math.asinh(5), 0, math.asinh(-7)]),
    ({"$acosh": "$n"}, [N, 0, math.acosh(5), E, E]),
    ({"$acosh": "$x"}, [N, NAN, E, E, E]),
    ({"$atanh": "$x"}, [N, NAN, math.atanh(0.5), 0, E]),
    ({"$degreesToRadians": "$n"}, [N, PI / 180, PI / 36, 0, -7 * PI / 180]),
    ({"$radiansToDegrees": ["$x"]}, [N, NAN, 90 / PI, 0, -450 / PI]),
    ({"$sin": {"$multiply": ["$n", "$x"]}}, [N, NAN, math.sin(2.5), 0, math.sin(17.5)]),
)

# v: 2.5, 3.5, -2.5, 5.46, -2.675, 19.25, 28.73, 1250.5, -13.5, 0, null, NaN, inf, -0.4
CASES += family(
    "trigonometry",
    "reals",
    ({"$sin": {"$multiply": ["$v", 0]}}, [0] * 10 + [N, NAN, NAN, 0]),
    ({"$atan": {"$divide": ["$v", "$v"]}}, [PI / 4] * 9 + [E, N, NAN, NAN, PI / 4]),
    ({"$cos": {"$cond": [{"$gt": ["$v", 1e9]}, "$v", 0]}}, [1] * 12 + [E, 1]),
)

CASES += constants(
    "trigonometry",
    ({"$sin": INF}, E),
    ({"$cos": -INF}, E),
    ({"$tan": INF}, E),
    ({"$sin": PI / 2}, 1),
    ({"$asin": 1}, PI / 2),
    ({"$asin": 1.5}, E),
    ({"$acos": -1}, PI),
    ({"$atan": INF}, PI / 2),
    ({"$atan2": [1, -1]}, 3 * PI / 4),
    ({"$sinh": INF}, INF),
    ({"$cosh": -INF}, INF),
    ({"$tanh": INF}, 1),
    ({"$acosh": 0.5}, E),
    ({"$acosh": 1}, 0),
    ({"$asinh": -INF}, -INF),
    ({"$atanh": 1}, INF),
    ({"$atanh": -1}, -INF),
    ({"$atanh": 2}, E),
    ({"$degreesToRadians": 180}, PI),
    ({"$radiansToDegrees": PI}, 180),
    ({"$sin": "1"}, E),
    ({"$cos": N}, N),
)

CASES += family(
    "bits",
    "cells",
    ({"$bitAnd": ["$n", 4]}, [N, 0, 4, 0, 0]),
    ({"$bitAnd": ["$n", "$i"]}, [N, 1, 4, 0, 0]),
    ({"$bitOr": ["$n", "$i"]}, [N, 3, -3, 0, -1]),
    ({"$bitXor": ["$n", "$i"]}, [N, 2, -7, 0, -1]),
    ({"$bitNot": "$n"}, [N, -2, -6, -1, 6]),
    ({"$bitNot": ["$i"]}, [N, -4, 3, -1, -7]),
    ({"$bitAnd": ["$n", N]}, [N] * 5),
    ({"$bitOr": ["$n", 8, 16]}, [N, 25, 29, 24, -7]),
    ({"$bitXor": ["$n", "$n"]}, [N, 0, 0, 0, 0]),
    ({"$bitAnd": "$n"}, [N, 1, 5, 0, -7]),
)
CASES += constants(
    "bits",
    ({"$bitAnd": []}, -1),
    ({"$bitOr": []}, 0),
    ({"$bitXor": []}, 0),
    ({"$bitAnd": [127, 63, 31]}, 31),
    ({"$bitOr": [1, 6]}, 7),
    ({"$bitXor": [5, 3]}, 6),
    ({"$bitNot": 0}, -1),
    ({"$bitNot": N}, N),
    ({"$bitAnd": [1.5, 1]}, E),
    ({"$bitOr": ["1", 1]}, E),
    ({"$bitXor": [True, 1]}, E),
    ({"$bitAnd": [4294967297, 4294967296]}, 4294967296),
)
