"""The infix form: a comparison with an empty cell is false, and so is its opposite.

A value that MongoDB would stop at is like an empty cell there, and NaN is neither below nor above a number.
"""

from __future__ import annotations

from datetime import datetime

from tests.unit.query.conformance.case import ERROR, NAN, infix

T, F, N, E = True, False, None, ERROR
IT = "$$it"


def any_of(path: str, condition: object) -> dict[str, object]:
    """Return what `any(list, condition)` says: false for an empty cell."""
    kept = {"$filter": {"input": {"$ifNull": [path, []]}, "as": "it", "cond": condition}}
    return {"$gt": [{"$size": kept}, 0]}


def all_of(path: str, condition: object) -> dict[str, object]:
    """Return what `all(list, condition)` says: true of an empty list, false of an empty cell."""
    rest = {"$filter": {"input": {"$ifNull": [path, []]}, "as": "it", "cond": {"not": [condition]}}}
    return {"and": [{"not": [{"is null": [path]}]}, {"$eq": [{"$size": rest}, 0]}]}


# n: null, 1, 5, 0, -7;  x: null, NaN, 0.5, 0.0, -2.5;  i: null, 3, -4, 0, 6
# s: null, '', abc, b, B;  b: null, T, F, T, F;  when: null, 2020-01-01, 2021-06-01, null, 2022-01-01
CASES = infix(
    "cells",
    ("n > 0", {">": ["$n", 0]}, [F, T, T, F, F]),
    ("n >= 0", {">=": ["$n", 0]}, [F, T, T, T, F]),
    ("n < 5", {"<": ["$n", 5]}, [F, T, F, T, T]),
    ("n <= 0", {"<=": ["$n", 0]}, [F, F, F, T, T]),
    ("n == 0", {"==": ["$n", 0]}, [F, F, F, T, F]),
    ("n != 0", {"!=": ["$n", 0]}, [F, T, T, F, T]),
    ("x == nan", {"==": ["$x", NAN]}, [F, T, F, F, F]),
    ("x != 0", {"!=": ["$x", 0]}, [F, T, T, F, T]),
    ("x >= -9", {">=": ["$x", -9]}, [F, F, T, T, T]),
    ("not x < 1", {"not": [{"<": ["$x", 1]}]}, [T, T, F, F, F]),
    ("x > i", {">": ["$x", "$i"]}, [F, F, T, F, F]),
    ("not n > 0", {"not": [{">": ["$n", 0]}]}, [T, F, F, T, T]),
    ("not (n < 5)", {"not": [{"<": ["$n", 5]}]}, [T, F, T, F, F]),
    ("n < i", {"<": ["$n", "$i"]}, [F, T, F, F, T]),
    ("n == i", {"==": ["$n", "$i"]}, [F, F, F, T, F]),
    ("n is null", {"is null": ["$n"]}, [T, F, F, F, F]),
    ("n is not null", {"not": [{"is null": ["$n"]}]}, [F, T, T, T, T]),
    ("x < 1", {"<": ["$x", 1]}, [F, F, T, T, T]),
    ("x > 0 or n > 0", {"or": [{">": ["$x", 0]}, {">": ["$n", 0]}]}, [F, T, T, F, F]),
    ("n > 0 and x > 0", {"and": [{">": ["$n", 0]}, {">": ["$x", 0]}]}, [F, F, T, F, F]),
    ("n > 0 and not b", {"and": [{">": ["$n", 0]}, {"not": ["$b"]}]}, [F, F, T, F, F]),
    ("n < 0 or n > 3 and b", {"or": [{"<": ["$n", 0]}, {"and": [{">": ["$n", 3]}, "$b"]}]}, [F, F, F, F, T]),
    ("(n < 0 or n > 0) and b", {"and": [{"or": [{"<": ["$n", 0]}, {">": ["$n", 0]}]}, "$b"]},
     [F, T, F, F, F]),
    ("b", "$b", [N, T, F, T, F]),
    ("not b", {"not": ["$b"]}, [T, F, T, F, T]),
    ("b == true", {"==": ["$b", T]}, [F, T, F, T, F]),
    ("b != true", {"!=": ["$b", T]}, [F, F, T, F, T]),
    ("s == 'abc'", {"==": ["$s", "abc"]}, [F, F, T, F, F]),
    ("s != 'abc'", {"!=": ["$s", "abc"]}, [F, T, F, T, T]),
    ("s > 'a'", {">": ["$s", "a"]}, [F, F, T, T, F]),
    ("s in ['b', 'abc']", {"in": ["$s", ["b", "abc"]]}, [F, F, T, T, F]),
    ("s not in ['b', 'abc']", {"not": [{"in": ["$s", ["b", "abc"]]}]}, [T, T, F, F, T]),
    ("n in [1, 0]", {"in": ["$n", [1, 0]]}, [F, T, F, T, F]),
    ("s contains 'b'", {"contains": ["$s", "b"]}, [F, F, T, T, F]),
    ("s startswith 'a'", {"startswith": ["$s", "a"]}, [F, F, T, F, F]),
    ("s endswith 'c'", {"endswith": ["$s", "c"]}, [F, F, T, F, F]),
    ("not s contains 'b'", {"not": [{"contains": ["$s", "b"]}]}, [T, T, F, F, T]),
    ("n + i", {"$add": ["$n", "$i"]}, [N, 4, 1, 0, -1]),
    ("n - i * 2", {"$subtract": ["$n", {"$multiply": ["$i", 2]}]}, [N, -5, 13, 0, -19]),
    ("(n - i) * 2", {"$multiply": [{"$subtract": ["$n", "$i"]}, 2]}, [N, -4, 18, 0, -26]),
    ("n / 2", {"$divide": ["$n", 2]}, [N, 0.5, 2.5, 0, -3.5]),
    ("10 / n", {"$divide": [10, "$n"]}, [N, 10, 2, E, -10 / 7]),
    ("n % 4", {"$mod": ["$n", 4]}, [N, 1, 1, 0, -3]),
    ("-n", {"$subtract": [0, "$n"]}, [N, -1, -5, 0, 7]),
    ("n + i > 0", {">": [{"$add": ["$n", "$i"]}, 0]}, [F, T, T, F, F]),
    ("abs(n) > 4", {">": [{"$abs": "$n"}, 4]}, [F, F, T, F, T]),
    ("10 / n > 3", {">": [{"$divide": [10, "$n"]}, 3]}, [F, T, F, F, F]),
    ("n == 0 or 10 / n > 3", {"or": [{"==": ["$n", 0]}, {">": [{"$divide": [10, "$n"]}, 3]}]},
     [F, T, F, T, F]),
    ("when > '2021-01-01'", {">": ["$when", datetime(2021, 1, 1)]}, [F, F, T, F, T]),
    ("when <= '2021-06-01'", {"<=": ["$when", datetime(2021, 6, 1)]}, [F, T, T, F, F]),
    ("$0.n > 0", {">": ["$n", 0]}, [F, T, T, F, F]),
    ("n between 0 and 3", {"and": [{">=": ["$n", 0]}, {"<=": ["$n", 3]}]}, [F, T, F, T, F]),
    ("n not between 0 and 3", {"not": [{"and": [{">=": ["$n", 0]}, {"<=": ["$n", 3]}]}]}, [T, F, T, F, T]),
    ("s matches '^a'", {"matches": ["$s", "^a"]}, [F, F, T, F, F]),
    ("s matches /^b$/i", {"matches": ["$s", "(?i)^b$"]}, [F, F, F, T, T]),
    ("s not matches 'b'", {"not": [{"matches": ["$s", "b"]}]}, [T, T, F, F, T]),
    ("x is nan", {"==": ["$x", NAN]}, [F, T, F, F, F]),
    ("b is true", {"==": ["$b", T]}, [F, T, F, T, F]),
    ("n is a number", {"$isNumber": "$n"}, [F, T, T, T, T]),
    ("n is text", {"$eq": [{"$type": "$n"}, "string"]}, [F] * 5),
    ("s is text", {"$eq": [{"$type": "$s"}, "string"]}, [F, T, T, T, T]),
    ("when is a date", {"$eq": [{"$type": "$when"}, "date"]}, [F, T, T, F, T]),
    ("if(n > 0, 'more', 'less')", {"$cond": [{">": ["$n", 0]}, "more", "less"]},
     ["less", "more", "more", "less", "less"]),
    ("if(n > 3, 'much', n > 0, 'some', 'none')",
     {"$cond": [{">": ["$n", 3]}, "much", {"$cond": [{">": ["$n", 0]}, "some", "none"]}]},
     ["none", "some", "much", "none", "none"]),
    ("if(n == 0, 0, 10 / n)", {"$cond": [{"==": ["$n", 0]}, 0, {"$divide": [10, "$n"]}]},
     [N, 10, 2, 0, -10 / 7]),
    ("ifnull(n, 9)", {"$ifNull": ["$n", 9]}, [9, 1, 5, 0, -7]),
    ("coalesce(n, 9) + 1", {"$add": [{"$ifNull": ["$n", 9]}, 1]}, [10, 2, 6, 1, -6]),
    ("round(x)", {"$round": "$x"}, [N, NAN, 0, 0, -2]),
    ("round(x, 1)", {"$round": ["$x", 1]}, [N, NAN, 0.5, 0, -2.5]),
    ("sqrt(abs(n))", {"$sqrt": {"$abs": "$n"}}, [N, 1, 5**0.5, 0, 7**0.5]),
    ("power(n, 2)", {"$pow": ["$n", 2]}, [N, 1, 25, 0, 49]),
    ("max(n, i)", {"$max": ["$n", "$i"]}, [N, 3, 5, 0, 6]),
    ("upper(s)", {"$toUpper": "$s"}, ["", "", "ABC", "B", "B"]),
    ("upper(s) == 'B'", {"==": [{"$toUpper": "$s"}, "B"]}, [F, F, F, T, T]),
    ("len(s)", {"$strLenCP": "$s"}, [E, 0, 3, 1, 1]),
    ("length(s) > 0", {">": [{"$strLenCP": "$s"}, 0]}, [F, F, T, T, T]),
    ("substring(s, 0, 2)", {"$substrCP": ["$s", 0, 2]}, ["", "", "ab", "b", "B"]),
    ("concat(s, '!')", {"$concat": ["$s", "!"]}, [N, "!", "abc!", "b!", "B!"]),
    ("text(n)", {"$toString": "$n"}, [N, "1", "5", "0", "-7"]),
    ("year(when)", {"$year": "$when"}, [N, 2020, 2021, N, 2022]),
    ("year(when) == 2021", {"==": [{"$year": "$when"}, 2021]}, [F, F, T, F, F]),
    ("weekday(when)", {"$isoDayOfWeek": "$when"}, [N, 3, 2, N, 6]),
    ("dateTrunc(when, unit='year')", {"$dateTrunc": {"date": "$when", "unit": "year"}},
     [N, datetime(2020, 1, 1), datetime(2021, 1, 1), N, datetime(2022, 1, 1)]),
    ("when > date('2021-01-01')", {">": ["$when", datetime(2021, 1, 1)]}, [F, F, T, F, T]),
    ("object(a=n, b='x')", {"a": "$n", "b": "x"},
     [{"b": "x"}, {"a": 1, "b": "x"}, {"a": 5, "b": "x"}, {"a": 0, "b": "x"}, {"a": -7, "b": "x"}]),
    ("n in [x, 5]", {"in": ["$n", ["$x", 5]]}, [T, F, T, T, F]),
    ("0 < n", {"<": [0, "$n"]}, [F, T, T, F, F]),
)  # fmt: skip

# nums: null, [], [1, null], [3, 1], [-2];  tags: null, [], [a, null], [a, b], [c]
# boxes: null, [], [{13, .9}, {13, .1}], [null, {2, null}], [{null, .7}];  n: 1, null, 2, 3, 5
CASES += infix(
    "lists",
    ("any(boxes, class_id == 13)", any_of("$boxes", {"==": [IT + ".class_id", 13]}), [F, F, T, F, F]),
    ("any(boxes, class_id == 13 and acc > 0.5)",
     any_of("$boxes", {"and": [{"==": [IT + ".class_id", 13]}, {">": [IT + ".acc", 0.5]}]}), [F, F, T, F, F]),
    ("any(boxes, acc < 0.5)", any_of("$boxes", {"<": [IT + ".acc", 0.5]}), [F, F, T, F, F]),
    ("any(boxes, acc is null)", any_of("$boxes", {"is null": [IT + ".acc"]}), [F, F, F, T, F]),
    ("not any(boxes, class_id == 13)",
     {"not": [any_of("$boxes", {"==": [IT + ".class_id", 13]})]}, [T, T, F, T, T]),
    ("any(nums, it > 2)", any_of("$nums", {">": [IT, 2]}), [F, F, F, T, F]),
    ("any(nums, it == n)", any_of("$nums", {"==": [IT, "$n"]}), [F, F, F, T, F]),
    ("count(boxes, class_id == 13)",
     {"$cond": [{"is null": ["$boxes"]}, N,
                {"$size": {"$filter": {"input": {"$ifNull": ["$boxes", []]}, "as": "it",
                                       "cond": {"==": [IT + ".class_id", 13]}}}}]}, [N, 0, 2, 0, 0]),
    ("all(ints, it > 0)", all_of("$ints", {">": [IT, 0]}), [F, T, F, T, T]),
    ("not all(ints, it > 0)", {"not": [all_of("$ints", {">": [IT, 0]})]}, [T, F, T, F, F]),
    ("none(ints, it > 2)", all_of("$ints", {"not": [{">": [IT, 2]}]}), [F, T, T, F, F]),
    ("none(boxes, class_id == 13)", all_of("$boxes", {"not": [{"==": [IT + ".class_id", 13]}]}),
     [F, T, F, T, T]),
    ("all(tags, it in ['a', 'b'])", all_of("$tags", {"in": [IT, ["a", "b"]]}), [F, T, F, T, F]),
    ("any(boxes, class_id < n)", any_of("$boxes", {"<": [IT + ".class_id", "$n"]}), [F, F, F, T, F]),
    ("any(filter(boxes, class_id == 13), acc > 0.5)",
     any_of("$boxes", {"and": [{"==": [IT + ".class_id", 13]}, {">": [IT + ".acc", 0.5]}]}),
     [F, F, T, F, F]),
    ("filter(ints, it > 1)", {"$filter": {"input": "$ints", "as": "it", "cond": {">": [IT, 1]}}},
     [N, [], [2], [3, 2], [5]]),
    ("filter(boxes, acc > 0.5)",
     {"$filter": {"input": "$boxes", "as": "it", "cond": {">": [IT + ".acc", 0.5]}}},
     [N, [], [{"class_id": 13, "acc": 0.9}], [], [{"class_id": N, "acc": 0.7}]]),
    ("map(ints, it * 2)", {"$map": {"input": "$ints", "as": "it", "in": {"$multiply": [IT, 2]}}},
     [N, [], [2, N, 4], [6, 2, 4, 2], [10]]),
    ("map(boxes, class_id)", {"$map": {"input": "$boxes", "as": "it", "in": IT + ".class_id"}},
     [N, [], [13, 13], [N, 2], [N]]),
    ("sum(map(boxes, acc * 2))",
     {"$sum": {"$map": {"input": "$boxes", "as": "it", "in": {"$multiply": [IT + ".acc", 2]}}}},
     [0, 0, 2, 0, 1.4]),
    ("reduce(ints, 0, value + this)",
     {"$reduce": {"input": "$ints", "initialValue": 0, "in": {"$add": ["$$value", "$$this"]}}},
     [N, 0, N, 7, 5]),
    ("first(boxes).class_id", {"$getField": {"field": "class_id", "input": {"$first": "$boxes"}}},
     [N, N, 13, N, N]),
    ("at(ints, 0)", {"$arrayElemAt": ["$ints", 0]}, [N, N, 1, 3, 5]),
    ("len(ints)", {"$size": "$ints"}, [E, 0, 3, 4, 1]),
    ("mean(ints)", {"$avg": "$ints"}, [N, N, 1.5, 1.75, 5]),
    ("count(ints)", {"$cond": [{"is null": ["$ints"]}, N, {"$size": {"$ifNull": ["$ints", []]}}]},
     [N, 0, 3, 4, 1]),
    ("size(filter(ints, it > 1)) >= 1",
     {">=": [{"$size": {"$filter": {"input": "$ints", "as": "it", "cond": {">": [IT, 1]}}}}, 1]},
     [F, F, T, T, T]),
    ("tags contains 'a'", {"contains": ["$tags", "a"]}, [F, F, T, T, F]),
    ("'a' in tags", {"in": ["a", "$tags"]}, [F, F, T, T, F]),
    ("s in tags", {"in": ["$s", "$tags"]}, [F, F, T, T, T]),
    ("size(nums) > 1", {">": [{"$size": "$nums"}, 1]}, [F, F, T, T, F]),
    ("max(nums) > 0", {">": [{"$max": "$nums"}, 0]}, [F, F, T, T, F]),
    ("sum(nums) == 4", {"==": [{"$sum": "$nums"}, 4]}, [F, F, F, T, F]),
)  # fmt: skip

# o: null, {k: 1, t: x, deep: {v: q}}, {k: 2, t: y, deep: {v: r}}, {k: 3, t: z, deep: {v: s}}
CASES += infix(
    "objects",
    ("o.k > 1", {">": ["$o.k", 1]}, [F, F, T, T]),
    ("o.deep.v == 'r'", {"==": ["$o.deep.v", "r"]}, [F, F, T, F]),
    ("o.t in ['x', 'z'] and n > 2", {"and": [{"in": ["$o.t", ["x", "z"]]}, {">": ["$n", 2]}]}, [F, F, F, T]),
    ("m.b > 2", {">": ["$m.b", 2]}, [F, F, F, T]),
    ("p.t is null", {"is null": ["$p.t"]}, [T, T, F, T]),
)
