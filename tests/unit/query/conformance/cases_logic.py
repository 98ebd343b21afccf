"""Truth and branches: false, null and 0 are false; what is not chosen raises nothing."""

from __future__ import annotations

from datetime import datetime

from tests.unit.query.conformance.case import ERROR, constants, family

T, F, N, E = True, False, None, ERROR
INVERSE = {"$divide": [10, "$n"]}

# n: null, 1, 5, 0, -7;  x: null, NaN, 0.5, 0.0, -2.5;  s: null, '', abc, b, B;  b: null, T, F, T, F
CASES = family(
    "logic",
    "cells",
    ({"$and": ["$n"]}, [F, T, T, F, T]),
    ({"$and": ["$x", True]}, [F, T, T, F, T]),
    ({"$and": ["$n", "$b"]}, [F, T, F, F, F]),
    ({"$and": [{"$gt": ["$n", 0]}, {"$lt": ["$n", 3]}]}, [F, T, F, F, F]),
    ({"$and": "$b"}, [F, T, F, T, F]),
    ({"$and": []}, [T] * 5),
    ({"$and": [None]}, [F] * 5),
    ({"$and": [1, "x", [], "$n"]}, [F, T, T, F, T]),
    ({"$and": [F, INVERSE]}, [F] * 5),
    ({"$and": [{"$ne": ["$n", 0]}, INVERSE]}, [F, T, T, F, T]),
    ({"$or": ["$s"]}, [F, T, T, T, T]),
    ({"$or": ["$n", "$b"]}, [F, T, T, T, T]),
    ({"$or": "$n"}, [F, T, T, F, T]),
    ({"$or": []}, [F] * 5),
    ({"$or": [0, "", None]}, [T] * 5),
    ({"$or": [0, None, F, -0.0]}, [F] * 5),
    ({"$or": [{"$gt": ["$n", 3]}, {"$eq": ["$n", None]}]}, [T, F, T, F, F]),
    ({"$or": [{"$eq": ["$n", 0]}, {"$gt": [INVERSE, 5]}]}, [F, T, F, T, F]),
    ({"$or": [{"$gt": [INVERSE, 5]}, F]}, [F, T, F, E, F]),
    ({"$not": ["$n"]}, [T, F, F, T, F]),
    ({"$not": "$b"}, [T, F, T, F, T]),
    ({"$not": ["$s"]}, [T, F, F, F, F]),
    ({"$not": ["$x"]}, [T, F, F, T, F]),
    ({"$not": ["$when"]}, [T, F, F, T, F]),
    ({"$not": [{"$gt": ["$n", 0]}]}, [T, F, F, T, T]),
    ({"$not": {"$lt": ["$n", 0]}}, [F, T, T, T, F]),
    ({"$not": [[F]]}, [F] * 5),
    ({"$not": [INVERSE]}, [T, F, F, E, F]),
    ({"$not": [{"$and": ["$b", {"$not": ["$n"]}]}]}, [T, T, T, F, T]),
    ({"$eq": [{"$not": ["$b"]}, {"$or": ["$n", "$x"]}]}, [F, F, T, T, T]),
)

CASES += family(
    "branch",
    "cells",
    ({"$cond": ["$b", 1, 2]}, [2, 1, 2, 1, 2]),
    ({"$cond": ["$n", "yes", "no"]}, ["no", "yes", "yes", "no", "yes"]),
    ({"$cond": ["$s", "$n", "$x"]}, [N, 1, 5, 0, -7]),
    ({"$cond": [{"$gte": ["$n", 0]}, "$s", N]}, [N, "", "abc", "b", N]),
    ({"$cond": {"if": "$b", "then": "$n", "else": 0}}, [0, 1, 0, 0, 0]),
    ({"$cond": {"if": {"$gt": ["$x", 0]}, "then": "$when", "else": N}}, [N, N, datetime(2021, 6, 1), N, N]),
    ({"$cond": [{"$eq": ["$n", 0]}, 0, INVERSE]}, [N, 10, 2, 0, -10 / 7]),
    ({"$cond": [{"$ne": ["$n", 0]}, INVERSE, N]}, [N, 10, 2, N, -10 / 7]),
    ({"$cond": [INVERSE, 1, 2]}, [2, 1, 1, E, 1]),
    ({"$cond": ["$b", [1, 2], []]}, [[], [1, 2], [], [1, 2], []]),
    ({"$cond": [T, "$e", 1]}, [N] * 5),
    ({"$cond": ["$b", {"$cond": ["$n", "both", "b"]}, "none"]}, ["none", "both", "none", "b", "none"]),
    ({"$add": [{"$cond": ["$b", "$n", 0.5]}, 1]}, [1.5, 2, 1.5, 1, 1.5]),
    ({"$ifNull": ["$n", 9]}, [9, 1, 5, 0, -7]),
    ({"$ifNull": ["$b", T]}, [T, T, F, T, F]),
    ({"$ifNull": ["$when", "$e", datetime(2000, 1, 1)]}, [
        datetime(2000, 1, 1), datetime(2020, 1, 1), datetime(2021, 6, 1), datetime(2000, 1, 1),
        datetime(2022, 1, 1),
    ]),
    ({"$ifNull": ["$e", "$n", "$x"]}, [N, 1, 5, 0, -7]),
    ({"$ifNull": ["$e", N]}, [N] * 5),
    ({"$ifNull": ["$s", "none"]}, ["none", "", "abc", "b", "B"]),
    ({"$ifNull": ["$n", {"$divide": [1, 1]}, 3]}, [1, 1, 5, 0, -7]),
    ({"$ifNull": [1, [INVERSE, {"$sqrt": "$n"}]]}, [1] * 5),
    ({"$ifNull": ["$n", {"a": INVERSE, "b": {"$sqrt": -1}}]}, [E, 1, 5, 0, -7]),
    ({"$ifNull": [INVERSE, -1]}, [-1, 10, 2, E, -10 / 7]),
    ({"$ifNull": [N, {"$ifNull": ["$n", 0]}]}, [0, 1, 5, 0, -7]),
    ({"$switch": {"branches": [{"case": {"$gt": ["$n", 3]}, "then": "big"},
                               {"case": {"$gt": ["$n", 0]}, "then": "small"}], "default": "none"}},
     ["none", "small", "big", "none", "none"]),
    ({"$switch": {"branches": [{"case": "$n", "then": "$n"}]}}, [E, 1, 5, E, -7]),
    ({"$switch": {"branches": [{"case": "$b", "then": 1}], "default": N}}, [N, 1, N, 1, N]),
    ({"$switch": {"branches": [{"case": {"$eq": ["$n", 0]}, "then": 0}], "default": INVERSE}},
     [N, 10, 2, 0, -10 / 7]),
    ({"$switch": {"branches": [{"case": T, "then": "first"}, {"case": T, "then": "second"}]}}, ["first"] * 5),
    ({"$switch": {"branches": [{"case": {"$eq": ["$b", T]}, "then": "$x"},
                               {"case": {"$eq": ["$b", F]}, "then": "$n"}], "default": 100}},
     [100, float("nan"), 5, 0, -7]),
)  # fmt: skip

CASES += constants(
    "logic",
    ({"$not": [0]}, T),
    ({"$not": [""]}, F),
    ({"$not": [N]}, T),
    ({"$not": [float("nan")]}, F),
    ({"$and": [-1, "0", [N]]}, T),
    ({"$or": [N, {"$literal": 0}]}, F),
    ({"$cond": [{"$and": []}, "t", "f"]}, "t"),
    ({"$cond": ["", "t", "f"]}, "t"),
    ({"$cond": [[], "t", "f"]}, "t"),
    ({"$cond": [{"$literal": {}}, "t", "f"]}, "t"),
    ({"$ifNull": [N, N, 3]}, 3),
    ({"$ifNull": [0, 3]}, 0),
)

# nums: null, [], [1, null], [3, 1], [-2];  p: null, {k: 1}, {t: y, deep: {}}, null
CASES += family(
    "logic",
    "lists",
    ({"$and": ["$nums"]}, [F, T, T, T, T]),
    ({"$not": ["$boxes"]}, [T, F, F, F, F]),
    ({"$cond": ["$tags", {"$size": "$tags"}, -1]}, [-1, 0, 2, 2, 1]),
    ({"$ifNull": ["$nums", [0]]}, [[0], [], [1, N], [3, 1], [-2]]),
    ({"$ifNull": ["$nums", "$ints", []]}, [[], [], [1, N], [3, 1], [-2]]),
    ({"$switch": {"branches": [{"case": {"$eq": ["$tags", []]}, "then": "empty"}], "default": "$s"}},
     ["a", "empty", N, "b", "c"]),
)  # fmt: skip
CASES += family(
    "logic",
    "objects",
    ({"$or": ["$p"]}, [F, T, T, F]),
    ({"$ifNull": ["$o.deep", {"v": "none"}]}, [{"v": "none"}, {"v": "q"}, {"v": "r"}, {"v": "s"}]),
    ({"$cond": [{"$gt": ["$o.k", 1]}, "$o.t", "$p.t"]}, [N, N, "y", "z"]),
)
