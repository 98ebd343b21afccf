"""Lists as sets: no duplicates, order free; null gives null, but stops the two tests."""

from __future__ import annotations

from tests.unit.query.conformance.case import ERROR, constants, family

T, F, N, E = True, False, None, ERROR

# ints: null, [], [1, null, 2], [3, 1, 2, 1], [5];  tags: null, [], [a, null], [a, b], [c]
# nums: null, [], [1, null], [3, 1], [-2];  nested: null, [], [[1], []], [[1, 2], [3]], [null, [4]]
CASES = family(
    "sets",
    "lists",
    ({"$setUnion": ["$ints", [2, 9]]}, [N, [2, 9], [1, N, 2, 9], [3, 1, 2, 9], [5, 2, 9]]),
    ({"$setUnion": ["$ints"]}, [N, [], [1, N, 2], [3, 1, 2], [5]]),
    ({"$setUnion": ["$nums", "$ints"]}, [N, [], [1, N, 2], [3, 1, 2], [-2, 5]]),
    ({"$setUnion": ["$tags", N]}, [N] * 5),
    ({"$setUnion": ["$tags", ["$s"]]}, [N, ["b"], ["a", N], ["a", "b"], ["c"]]),
    ({"$setUnion": ["$nested", [[1]]]}, [N, [[1]], [[1], []], [[1, 2], [3], [1]], [N, [4], [1]]]),
    ({"$setIntersection": ["$ints", [1, 2, 5]]}, [N, [], [1, 2], [1, 2], [5]]),
    ({"$setIntersection": ["$ints", [N, 3]]}, [N, [], [N], [3], []]),
    ({"$setIntersection": ["$ints"]}, [N, [], [1, N, 2], [3, 1, 2], [5]]),
    ({"$setIntersection": ["$nums", "$ints"]}, [N, [], [1, N], [3, 1], []]),
    ({"$setIntersection": ["$tags", ["a"], ["a", "b"]]}, [N, [], ["a"], ["a"], []]),
    ({"$setIntersection": ["$tags", N]}, [N] * 5),
    ({"$setIntersection": ["$nested", [[3], [4]]]}, [N, [], [], [[3]], [[4]]]),
    ({"$setDifference": ["$ints", [1]]}, [N, [], [N, 2], [3, 2], [5]]),
    ({"$setDifference": ["$ints", []]}, [N, [], [1, N, 2], [3, 1, 2], [5]]),
    ({"$setDifference": [[1, 2, 3], "$ints"]}, [N, [1, 2, 3], [3], [], [1, 2, 3]]),
    ({"$setDifference": ["$ints", [N]]}, [N, [], [1, 2], [3, 1, 2], [5]]),
    ({"$setDifference": ["$ints", "$nums"]}, [N, [], [2], [2], [5]]),
    ({"$setDifference": ["$tags", N]}, [N] * 5),
    ({"$setDifference": ["$nested", [[]]]}, [N, [], [[1]], [[1, 2], [3]], [N, [4]]]),
    unordered=True,
)

CASES += family(
    "sets",
    "lists",
    ({"$setIsSubset": ["$ints", [1, 2, 3, N]]}, [E, T, T, T, F]),
    ({"$setIsSubset": ["$ints", [1, 2, 3]]}, [E, T, F, T, F]),
    ({"$setIsSubset": [["a"], "$tags"]}, [E, F, T, T, F]),
    ({"$setIsSubset": [[], "$tags"]}, [E, T, T, T, T]),
    ({"$setIsSubset": ["$nums", "$ints"]}, [E, T, T, T, F]),
    ({"$setIsSubset": ["$ints", N]}, [E] * 5),
    ({"$setIsSubset": [["1"], "$ints"]}, [E, F, F, F, F]),
    ({"$setEquals": ["$ints", [1, 2, 3]]}, [E, F, F, T, F]),
    ({"$setEquals": ["$ints", [2, N, 1, 1]]}, [E, F, T, F, F]),
    ({"$setEquals": ["$tags", "$tags"]}, [E, T, T, T, T]),
    ({"$setEquals": ["$ints", "$nums"]}, [E, T, F, F, F]),
    ({"$setEquals": ["$tags", ["b", "a"], ["a", "b", "b"]]}, [E, F, F, T, F]),
    ({"$setEquals": ["$nested", [[3], [1, 2]]]}, [E, F, F, T, F]),
    ({"$size": {"$setUnion": ["$ints", ["$n"]]}}, [E, 1, 3, 3, 1]),
    ({"$size": {"$setIntersection": [{"$ifNull": ["$ints", []]}, [1, 1]]}}, [0, 0, 1, 1, 0]),
    ({"$in": [1, {"$setDifference": ["$ints", [2]]}]}, [E, F, T, T, F]),
    ({"$anyElementTrue": {"$setUnion": ["$flags", [F]]}}, [E, F, T, T, F]),
)

CASES += constants(
    "sets",
    ({"$setUnion": [["a", "b", "a"], ["b", "a"]]}, ["a", "b"]),
    ({"$setUnion": []}, []),
    ({"$setUnion": [[1, 1.0, 2]]}, [1, 2]),
    ({"$setUnion": [["a", 1], ["1", 1]]}, ["a", 1, "1"]),
    ({"$setUnion": [[1], 2]}, E),
    ({"$setIntersection": []}, []),
    ({"$setIntersection": [[1, 1, 2], [1]]}, [1]),
    ({"$setIntersection": [["a", ["b"]], [["b"]]]}, [["b"]]),
    ({"$setIntersection": [[1, 2], [3]]}, []),
    ({"$setIntersection": ["a", ["a"]]}, E),
    ({"$setDifference": [["a", "b", "a"], ["b"]]}, ["a"]),
    ({"$setDifference": [[1, 2], "x"]}, E),
    unordered=True,
)
CASES += constants(
    "sets",
    ({"$setIsSubset": [[1, 1], [1, 2]]}, T),
    ({"$setIsSubset": [[[1]], [1]]}, F),
    ({"$setIsSubset": [1, [1]]}, E),
    ({"$setEquals": [[1, 2], [2, 1, 2]]}, T),
    ({"$setEquals": [[1, "a"], ["a", 1]]}, T),
    ({"$setEquals": [[1], [[1]]]}, F),
    ({"$setEquals": [[], []]}, T),
    ({"$setEquals": [[1], N]}, E),
)
