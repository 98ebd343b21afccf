"""Objects: their fields by name, merged, set, unset, and as lists of keys and values."""

from __future__ import annotations

from tests.unit.query.conformance.case import ERROR, constants, family

T, F, N, E = True, False, None, ERROR

# o: null, {k: 1, t: x, deep: {v: q}}, {k: 2, t: y, deep: {v: r}}, {k: 3, t: z, deep: {v: s}}
# m: null, {}, {a: 1, b: 2}, {b: 5};  ids: null, {}, {7: .5, 8: 1}, {8: .25};  n: 1, 2, null, 4
CASES = family(
    "objects",
    "objects",
    ({"$getField": {"field": "k", "input": "$o"}}, [N, 1, 2, 3]),
    ({"$getField": {"field": "deep", "input": "$o"}}, [N, {"v": "q"}, {"v": "r"}, {"v": "s"}]),
    ({"$getField": {"field": "v", "input": {"$getField": {"field": "deep", "input": "$o"}}}},
     [N, "q", "r", "s"]),
    ({"$getField": "n"}, [1, 2, N, 4]),
    ({"$getField": {"$literal": "n"}}, [1, 2, N, 4]),
    ({"$getField": {"field": {"$literal": "k"}, "input": "$o"}}, [N, 1, 2, 3]),
    ({"$getField": {"field": "k", "input": "$$ROOT.o"}}, [N, 1, 2, 3]),
    ({"$getField": {"field": "b", "input": "$m"}}, [N, N, 2, 5]),
    ({"$getField": {"field": "k", "input": N}}, [N] * 4),
    ({"$setField": {"field": "k", "input": "$o", "value": 9}}, [
        N, {"k": 9, "t": "x", "deep": {"v": "q"}}, {"k": 9, "t": "y", "deep": {"v": "r"}},
        {"k": 9, "t": "z", "deep": {"v": "s"}},
    ]),
    ({"$setField": {"field": "k", "input": "$o", "value": "text"}}, [
        N, {"k": "text", "t": "x", "deep": {"v": "q"}}, {"k": "text", "t": "y", "deep": {"v": "r"}},
        {"k": "text", "t": "z", "deep": {"v": "s"}},
    ]),
    ({"$setField": {"field": "z", "input": "$o.deep", "value": "$n"}},
     [N, {"v": "q", "z": 2}, {"v": "r", "z": N}, {"v": "s", "z": 4}]),
    ({"$setField": {"field": "v", "input": "$o.deep", "value": "$$REMOVE"}}, [N, {}, {}, {}]),
    ({"$unsetField": {"field": "deep", "input": "$o"}},
     [N, {"k": 1, "t": "x"}, {"k": 2, "t": "y"}, {"k": 3, "t": "z"}]),
    ({"$unsetField": {"field": "nowhere", "input": "$o.deep"}}, [N, {"v": "q"}, {"v": "r"}, {"v": "s"}]),
    ({"$mergeObjects": ["$o.deep", {"w": "$n"}]},
     [{"w": 1}, {"v": "q", "w": 2}, {"v": "r"}, {"v": "s", "w": 4}]),
    ({"$mergeObjects": ["$o.deep", {"v": "new"}]}, [{"v": "new"}] * 4),
    ({"$mergeObjects": [{"v": "old"}, "$o.deep"]}, [{"v": "old"}, {"v": "q"}, {"v": "r"}, {"v": "s"}]),
    ({"$mergeObjects": "$o.deep"}, [{}, {"v": "q"}, {"v": "r"}, {"v": "s"}]),
    ({"$mergeObjects": ["$o.deep", N, {"a": 1}]},
     [{"a": 1}, {"v": "q", "a": 1}, {"v": "r", "a": 1}, {"v": "s", "a": 1}]),
    ({"$getField": {"field": "w", "input": {"$mergeObjects": ["$o", {"w": {"$add": ["$o.k", 1]}}]}}},
     [N, 2, 3, 4]),
    ({"$objectToArray": "$o.deep"},
     [N, [{"k": "v", "v": "q"}], [{"k": "v", "v": "r"}], [{"k": "v", "v": "s"}]]),
    ({"$objectToArray": "$m"}, [N, [], [{"k": "a", "v": 1}, {"k": "b", "v": 2}], [{"k": "b", "v": 5}]]),
    ({"$objectToArray": {"$unsetField": {"field": "deep", "input": "$o"}}}, [
        N, [{"k": "k", "v": 1}, {"k": "t", "v": "x"}], [{"k": "k", "v": 2}, {"k": "t", "v": "y"}],
        [{"k": "k", "v": 3}, {"k": "t", "v": "z"}],
    ]),
    ({"$size": {"$ifNull": [{"$objectToArray": "$m"}, []]}}, [0, 0, 2, 1]),
    ({"$sum": {"$map": {"input": {"$objectToArray": "$m"}, "in": "$$this.v"}}}, [0, 0, 3, 5]),
    ({"$arrayToObject": {"$objectToArray": "$m"}}, [N, {}, {"a": 1, "b": 2}, {"b": 5}]),
    ({"$arrayToObject": {"$filter": {"input": {"$objectToArray": "$m"}, "cond": {"$gt": ["$$this.v", 1]}}}},
     [N, {}, {"b": 2}, {"b": 5}]),
    ({"$arrayToObject": [[["a", "$n"], ["b", 0]]]},
     [{"a": 1, "b": 0}, {"a": 2, "b": 0}, {"b": 0}, {"a": 4, "b": 0}]),
    ({"$arrayToObject": [[{"k": "$o.t", "v": "$n"}]]}, [E, {"x": 2}, {}, {"z": 4}]),
    ({"a": "$n", "b": {"c": "$o.k"}}, [
        {"a": 1, "b": {}}, {"a": 2, "b": {"c": 1}}, {"b": {"c": 2}}, {"a": 4, "b": {"c": 3}},
    ]),
    ({"$eq": [{"a": "$n"}, {"a": 2}]}, [F, T, F, F]),
    ({"v": ["$n", "$o.k"], "w": N}, [{"v": [1, N]}, {"v": [2, 1]}, {"v": [N, 2]}, {"v": [4, 3]}]),
)  # fmt: skip

CASES += constants(
    "objects",
    ({"$getField": {"field": "a", "input": {"a": 1, "b": 2}}}, 1),
    ({"$getField": {"field": "z", "input": {"a": 1}}}, N),
    ({"$getField": {"field": "a.b", "input": {"$literal": {"a.b": 5}}}}, 5),
    ({"$getField": {"field": {"$literal": "$p"}, "input": {"$literal": {"$p": 7}}}}, 7),
    ({"$setField": {"field": "a", "input": {}, "value": 1}}, {"a": 1}),
    ({"$setField": {"field": "a", "input": 5, "value": 1}}, E),
    ({"$unsetField": {"field": "a", "input": {"a": 1, "b": 2}}}, {"b": 2}),
    ({"$mergeObjects": [{"a": 1}, {"a": 2, "b": 3}]}, {"a": 2, "b": 3}),
    ({"$mergeObjects": [N, N]}, {}),
    ({"$mergeObjects": []}, {}),
    ({"$mergeObjects": [{"a": 1}, 5]}, E),
    ({"$mergeObjects": {"a": 1}}, {"a": 1}),
    ({"$mergeObjects": [{"a": {"x": 1}}, {"a": {"y": 2}}]}, {"a": {"y": 2}}),
    ({"$objectToArray": {"$literal": {"a": 1, "b": 2}}}, [{"k": "a", "v": 1}, {"k": "b", "v": 2}]),
    ({"$objectToArray": {"$literal": {}}}, []),
    ({"$objectToArray": {"$literal": {"a": 1, "b": "x"}}}, [{"k": "a", "v": 1}, {"k": "b", "v": "x"}]),
    ({"$objectToArray": 5}, E),
    ({"$arrayToObject": [[["a", 1], ["b", "x"]]]}, {"a": 1, "b": "x"}),
    ({"$arrayToObject": [[{"k": "a", "v": 1}, {"k": "b", "v": 2}]]}, {"a": 1, "b": 2}),
    ({"$arrayToObject": [[["a", 1], ["a", 2]]]}, {"a": 2}),
    ({"$arrayToObject": [[]]}, {}),
    ({"$arrayToObject": [[[1, 2]]]}, E),
    ({"$arrayToObject": N}, N),
    ({"$literal": {"a": "$b"}}, {"a": "$b"}),
    ({"a": 1, "b": {"$add": [1, 1]}, "c": [1, 2]}, {"a": 1, "b": 2, "c": [1, 2]}),
)
