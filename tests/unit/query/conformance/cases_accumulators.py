"""Accumulators as expressions: over one list, or over the arguments; nulls and other kinds are ignored."""

from __future__ import annotations

import math
from datetime import datetime

from tests.unit.query.conformance.case import ERROR, INF, NAN, constants, family

N, E = None, ERROR

# nums: null, [], [1, null], [3, 1], [-2];  ints: null, [], [1, null, 2], [3, 1, 2, 1], [5]
CASES = family(
    "accumulators",
    "lists",
    ({"$sum": "$nums"}, [0, 0, 1, 4, -2]),
    ({"$sum": ["$nums"]}, [0, 0, 1, 4, -2]),
    ({"$sum": "$ints"}, [0, 0, 3, 7, 5]),
    ({"$sum": "$boxes.acc"}, [0, 0, 1, 0, 0.7]),
    ({"$sum": "$tags"}, [0] * 5),
    ({"$sum": ["$n", "$at"]}, [1, 0, 3, 2, 14]),
    ({"$sum": ["$n", "$nums"]}, [1, 0, 2, 3, 5]),
    ({"$sum": "$n"}, [1, 0, 2, 3, 5]),
    ({"$avg": "$nums"}, [N, N, 1, 2, -2]),
    ({"$avg": "$ints"}, [N, N, 1.5, 1.75, 5]),
    ({"$avg": ["$n", "$at"]}, [1, 0, 1.5, 1, 7]),
    ({"$avg": ["$n", N]}, [1, N, 2, 3, 5]),
    ({"$avg": "$tags"}, [N] * 5),
    ({"$avg": "$boxes.acc"}, [N, N, 0.5, N, 0.7]),
    ({"$avg": "$n"}, [1, N, 2, 3, 5]),
    ({"$min": "$nums"}, [N, N, 1, 1, -2]),
    ({"$max": "$nums"}, [N, N, 1, 3, -2]),
    ({"$min": "$tags"}, [N, N, "a", "a", "c"]),
    ({"$max": "$tags"}, [N, N, "a", "b", "c"]),
    ({"$max": "$flags"}, [N, N, True, True, False]),
    ({"$min": "$flags"}, [N, N, False, True, False]),
    ({"$max": ["$n", "$at"]}, [1, 0, 2, 3, 9]),
    ({"$min": ["$n", "$at"]}, [1, 0, 1, -1, 5]),
    ({"$min": ["$n", 2, N]}, [1, 2, 2, 2, 2]),
    ({"$max": "$s"}, ["a", "b", N, "b", "c"]),
    ({"$max": "$nested"}, [N, N, [1], [3], [4]]),
    ({"$min": "$nested"}, [N, N, [], [1, 2], [4]]),
    ({"$max": ["$nums", "$ints"]}, [N, [], [1, N, 2], [3, 1, 2, 1], [5]]),
    ({"$max": ["$nums", 100]}, [100, [], [1, N], [3, 1], [-2]]),
    ({"$stdDevPop": "$nums"}, [N, N, 0, 1, 0]),
    ({"$stdDevPop": "$ints"}, [N, N, 0.5, math.sqrt(11 / 16), 0]),
    ({"$stdDevPop": ["$n", "$at"]}, [0, 0, 0.5, 2, 2]),
    ({"$stdDevPop": "$tags"}, [N] * 5),
    ({"$stdDevSamp": "$nums"}, [N, N, N, math.sqrt(2), N]),
    ({"$stdDevSamp": "$ints"}, [N, N, math.sqrt(0.5), math.sqrt(11 / 12), N]),
    ({"$stdDevSamp": ["$n", "$at"]}, [N, N, math.sqrt(0.5), math.sqrt(8), math.sqrt(8)]),
    ({"$median": {"input": "$nums", "method": "approximate"}}, [N, N, 1, 1, -2]),
    ({"$median": {"input": "$ints", "method": "approximate"}}, [N, N, 1, 1, 5]),
    ({"$median": {"input": ["$n", "$at", 4], "method": "approximate"}}, [1, 0, 2, 3, 5]),
    ({"$median": {"input": "$n", "method": "approximate"}}, [1, N, 2, 3, 5]),
    ({"$percentile": {"input": "$ints", "p": [0.5, 0.9], "method": "approximate"}},
     [[N, N], [N, N], [1, 2], [1, 3], [5, 5]]),
    ({"$percentile": {"input": "$nums", "p": [0, 1], "method": "approximate"}},
     [[N, N], [N, N], [1, 1], [1, 3], [-2, -2]]),
    ({"$sum": {"$map": {"input": "$ints", "in": {"$multiply": ["$$this", 2]}}}}, [0, 0, 6, 14, 10]),
    ({"$max": {"$map": {"input": "$nested", "in": {"$size": {"$ifNull": ["$$this", []]}}}}},
     [N, N, 1, 2, 1]),
)  # fmt: skip

# n: null, 1, 5, 0, -7;  x: null, NaN, 0.5, 0.0, -2.5;  i: null, 3, -4, 0, 6
CASES += family(
    "accumulators",
    "cells",
    ({"$sum": ["$n", "$x"]}, [0, NAN, 5.5, 0, -9.5]),
    ({"$sum": ["$n", "$s", "$b"]}, [0, 1, 5, 0, -7]),
    ({"$avg": ["$n", "$x", "$i"]}, [N, NAN, 0.5, 0, -3.5 / 3]),
    ({"$max": ["$n", "$x"]}, [N, 1, 5, 0, -2.5]),
    ({"$min": ["$n", "$x"]}, [N, NAN, 0.5, 0, -7]),
    ({"$max": ["$n", "$s"]}, [N, "", "abc", "b", "B"]),
    ({"$min": ["$n", "$s"]}, [N, 1, 5, 0, -7]),
    ({"$max": ["$b", "$n", "$s"]}, [N, True, False, True, False]),
    ({"$min": ["$when", datetime(2021, 1, 1)]}, [
        datetime(2021, 1, 1), datetime(2020, 1, 1), datetime(2021, 1, 1), datetime(2021, 1, 1),
        datetime(2021, 1, 1),
    ]),
    ({"$max": ["$when", datetime(2021, 1, 1)]}, [
        datetime(2021, 1, 1), datetime(2021, 1, 1), datetime(2021, 6, 1), datetime(2021, 1, 1),
        datetime(2022, 1, 1),
    ]),
    ({"$sum": "$s"}, [0] * 5),
    ({"$sum": ["$e", "$i"]}, [0, 3, -4, 0, 6]),
    ({"$stdDevPop": ["$n", "$i"]}, [N, 1, 4.5, 0, 6.5]),
    ({"$max": "$e"}, [N] * 5),
)  # fmt: skip

CASES += constants(
    "accumulators",
    ({"$sum": []}, 0),
    ({"$sum": [1, "2", 3.5, N, True]}, 4.5),
    ({"$sum": [[1, "2", 3.5]]}, 4.5),
    ({"$sum": [[1, 2], [3, 4]]}, 0),
    ({"$sum": [[1, 2], 5]}, 5),
    ({"$avg": [1, 2, 4]}, 7 / 3),
    ({"$avg": []}, N),
    ({"$avg": [[[1, 2], 3]]}, 3),
    ({"$min": [3, 1, 2]}, 1),
    ({"$max": [[3, "a", N]]}, "a"),
    ({"$min": [[3, "a", N]]}, 3),
    ({"$max": []}, N),
    ({"$min": [N, N]}, N),
    ({"$max": [[[1, 2], [1, 3]]]}, [1, 3]),
    ({"$min": [INF, -INF]}, -INF),
    ({"$stdDevPop": [2, 4, 4, 4, 5, 5, 7, 9]}, 2),
    ({"$stdDevSamp": [[1]]}, N),
    ({"$stdDevSamp": [[1, "x", 3]]}, math.sqrt(2)),
    ({"$stdDevPop": []}, N),
    ({"$median": {"input": [62, 81, 80], "method": "approximate"}}, 80),
    ({"$median": {"input": [1, 2, 3, 4], "method": "approximate"}}, 2),
    ({"$median": {"input": [1, "x", N, 9], "method": "approximate"}}, 1),
    ({"$percentile": {"input": [62, 81, 80], "p": [0.5, 0.95], "method": "approximate"}}, [80, 81]),
    ({"$percentile": {"input": [5, 1, 4, 2, 3], "p": [0.9, 0.2, 0.21], "method": "approximate"}}, [5, 1, 2]),
    ({"$percentile": {"input": [1], "p": [1.5], "method": "approximate"}}, E),
)
