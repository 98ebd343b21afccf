"""Paths, variables and literals: a path into a list is a list, and digits never index."""

from __future__ import annotations

from datetime import datetime

from tests.unit.query.conformance.case import ERROR, constants, family

T, F, N, E = True, False, None, ERROR

# groups: null, [], [{a, [{1}, {2}]}, {b, []}], [{null, null}, {c, [null, {null}]}], [{d, [{4}]}]
# stacks: null, [], [[{1}], []], [[{2}, {3}]], [null]: objects in lists in lists
CASES = family(
    "paths",
    "lists",
    ("$nums", [N, [], [1, N], [3, 1], [-2]]),
    ("$0.n", [1, N, 2, 3, 5]),
    ("$boxes.class_id", [N, [], [13, 13], [2], [N]]),
    ("$0.boxes.acc", [N, [], [0.9, 0.1], [N], [0.7]]),
    ("$boxes.nowhere", [N, [], [], [], []]),
    ("$groups.name", [N, [], ["a", "b"], [N, "c"], ["d"]]),
    ("$groups.items.k", [N, [], [[1, 2], []], [[N]], [[4]]]),
    ("$groups.items", [N, [], [[{"k": 1}, {"k": 2}], []], [N, [N, {"k": N}]], [[{"k": 4}]]]),
    ("$stacks.k", [N, [], [], [], []]),
    ("$nested.k", [N, [], [], [], []]),
    ("$nums.0", [N, [], [], [], []]),
    ("$n.k", [N] * 5),
    ("$s.length", [N] * 5),
    ({"$size": "$boxes.class_id"}, [E, 0, 2, 1, 1]),
    ({"$in": [13, "$boxes.class_id"]}, [E, F, T, F, F]),
    ({"$max": "$boxes.acc"}, [N, N, 0.9, N, 0.7]),
    ({"$arrayElemAt": ["$groups.name", 0]}, [N, N, "a", N, "d"]),
    (["$n", "$s"], [[1, "a"], [N, "b"], [2, N], [3, "b"], [5, "c"]]),
    (["$n", ["$at"]], [[1, [N]], [N, [0]], [2, [1]], [3, [-1]], [5, [9]]]),
)
CASES += family(
    "paths",
    "objects",
    ("$o.k", [N, 1, 2, 3]),
    ("$o.deep.v", [N, "q", "r", "s"]),
    ("$$ROOT.o.deep.v", [N, "q", "r", "s"]),
    ("$$CURRENT.n", [1, 2, N, 4]),
    ("$p.deep.v", [N] * 4),
    ("$p.t", [N, N, "y", N]),
    ("$o.nowhere", [N] * 4),
    ("$o.k.z", [N] * 4),
    ("$m.b", [N, N, 2, 5]),
    ("$m.zzz", [N] * 4),
    ("$ids.8", [N, N, 1, 0.25]),
    ("$ids.7", [N, N, 0.5, N]),
    ({"$gt": ["$ids.8", 0.5]}, [F, F, T, F]),
    ({"$ifNull": ["$m.a", 0]}, [0, 0, 1, 0]),
    ("$$REMOVE", [N] * 4),
    ({"$ifNull": ["$$REMOVE", "$n"]}, [1, 2, N, 4]),
)

# n: null, 1, 5, 0, -7;  x: null, NaN, 0.5, 0.0, -2.5;  i: null, 3, -4, 0, 6
CASES += family(
    "variables",
    "cells",
    ({"$let": {"vars": {"a": "$n"}, "in": "$$a"}}, [N, 1, 5, 0, -7]),
    ({"$let": {"vars": {"a": "$n", "b": "$i"}, "in": {"$subtract": ["$$a", "$$b"]}}}, [N, -2, 9, 0, -13]),
    ({"$let": {"vars": {"a": {"$add": ["$n", 1]}}, "in": {"$multiply": ["$$a", "$$a"]}}}, [N, 4, 36, 1, 36]),
    ({"$let": {"vars": {"a": 1}, "in":
               {"$let": {"vars": {"a": "$n", "b": "$$a"}, "in": {"$add": ["$$a", "$$b"]}}}}},
     [N, 2, 6, 1, -6]),
    ({"$let": {"vars": {"a": 2}, "in":
               {"$let": {"vars": {"b": 3}, "in": {"$multiply": ["$$a", "$$b", "$n"]}}}}},
     [N, 6, 30, 0, -42]),
    ({"$let": {"vars": {}, "in": "$n"}}, [N, 1, 5, 0, -7]),
    ({"$let": {"vars": {"d": {"$divide": [10, "$n"]}}, "in": {"$gt": ["$$d", 3]}}}, [F, T, F, E, F]),
    ({"$let": {"vars": {"c": {"$gt": ["$n", 0]}}, "in": {"$cond": ["$$c", "yes", "no"]}}},
     ["no", "yes", "yes", "no", "no"]),
    ({"$let": {"vars": {"l": ["$n", "$i"]}, "in": {"$arrayElemAt": ["$$l", 1]}}}, [N, 3, -4, 0, 6]),
    ({"$literal": "$n"}, ["$n"] * 5),
    ({"$eq": ["$s", {"$literal": "abc"}]}, [F, F, T, F, F]),
    ({"$concat": [{"$literal": "$$"}, "$s"]}, [N, "$$", "$$abc", "$$b", "$$B"]),
)  # fmt: skip
CASES += family(
    "variables",
    "lists",
    ({"$let": {"vars": {"m": {"$max": "$ints"}}, "in":
               {"$filter": {"input": "$ints", "cond": {"$eq": ["$$this", "$$m"]}}}}},
     [N, [], [2], [3], [5]]),
    ({"$map": {"input": "$ints", "as": "k", "in":
               {"$let": {"vars": {"d": {"$multiply": ["$$k", 2]}}, "in": {"$add": ["$$d", "$$k"]}}}}},
     [N, [], [3, N, 6], [9, 3, 6, 3], [15]]),
    ({"$map": {"input": "$boxes", "as": "b", "in": {"$let": {"vars": {"c": "$$b"}, "in": "$$c.class_id"}}}},
     [N, [], [13, 13], [N, 2], [N]]),
    ({"$let": {"vars": {"b": {"$arrayElemAt": ["$boxes", 0]}}, "in": "$$b.acc"}}, [N, N, 0.9, N, 0.7]),
    ({"$let": {"vars": {"b": "$boxes"}, "in": {"$sum": "$$b.acc"}}}, [0, 0, 1, 0, 0.7]),
    ({"$map": {"input": "$ints", "as": "a", "in":
               {"$map": {"input": "$ints", "as": "b", "in": {"$subtract": ["$$a", "$$b"]}}}}},
     [N, [], [[0, N, -1], [N, N, N], [1, N, 0]],
      [[0, 2, 1, 2], [-2, 0, -1, 0], [-1, 1, 0, 1], [-2, 0, -1, 0]], [[0]]]),
)  # fmt: skip

CASES += constants(
    "variables",
    ({"$literal": 1}, 1),
    ({"$literal": N}, N),
    ({"$literal": "$one"}, "$one"),
    ({"$literal": [1, "$one"]}, [1, "$one"]),
    ({"$literal": {"$add": [1, 2]}}, {"$add": [1, 2]}),
    ({"$let": {"vars": {"a": 1, "b": 2}, "in": {"$add": ["$$a", "$$b", "$one"]}}}, 4),
    ({"$eq": [{"$literal": "$one"}, "$one"]}, F),
    (5, 5),
    (2.5, 2.5),
    ("text", "text"),
    (T, T),
    (N, N),
    ([], []),
    ([1, "a", N], [1, "a", N]),
    ({"$literal": datetime(2021, 6, 1, 12, 30)}, datetime(2021, 6, 1, 12, 30)),
    ("$one", 1),
    ("$0.one", 1),
    ("$$ROOT.one", 1),
)
