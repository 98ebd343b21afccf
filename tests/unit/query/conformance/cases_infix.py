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
