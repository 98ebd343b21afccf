"""Regular expressions: null never matches, positions are code points, groups that took no part are null."""

from __future__ import annotations

from typing import Any

from tests.unit.query.conformance.case import ERROR, constants, family

T, F, N, E = True, False, None, ERROR


def found(match: str, idx: int, *captures: str | None) -> dict[str, Any]:
    return {"match": match, "idx": idx, "captures": list(captures)}


# s: null, '', abcabc, 'Straße É', 'a🚀b c', '  x y\t'
CASES = family(
    "regex",
    "texts",
    ({"$regexMatch": {"input": "$s", "regex": "b"}}, [F, F, T, F, T, F]),
    ({"$regexMatch": {"input": "$s", "regex": "^a"}}, [F, F, T, F, T, F]),
    ({"$regexMatch": {"input": "$s", "regex": "c$"}}, [F, F, T, F, T, F]),
    ({"$regexMatch": {"input": "$s", "regex": "^$"}}, [F, T, F, F, F, F]),
    ({"$regexMatch": {"input": "$s", "regex": "STRA", "options": "i"}}, [F, F, F, T, F, F]),
    ({"$regexMatch": {"input": "$s", "regex": "s.*e"}}, [F, F, F, F, F, F]),
    ({"$regexMatch": {"input": "$s", "regex": "^.{5}$"}}, [F, F, F, F, T, F]),
    ({"$regexMatch": {"input": "$s", "regex": "\\s\\S"}}, [F, F, F, T, T, T]),
    ({"$regexMatch": {"input": "$s", "regex": "(abc){2}"}}, [F, F, T, F, F, F]),
    ({"$regexMatch": {"input": "$s", "regex": N}}, [F] * 6),
    ({"$not": [{"$regexMatch": {"input": "$s", "regex": "a"}}]}, [T, T, F, F, F, T]),
    ({"$regexMatch": {"input": {"$concat": ["$s", "$p"]}, "regex": "bc$"}}, [F, F, T, F, F, F]),
    ({"$regexFind": {"input": "$s", "regex": "b"}}, [N, N, found("b", 1), N, found("b", 2), N]),
    ({"$regexFind": {"input": "$s", "regex": "(a)(.)"}}, [
        N, N, found("ab", 0, "a", "b"), found("aß", 3, "a", "ß"), found("a🚀", 0, "a", "🚀"), N,
    ]),
    ({"$regexFind": {"input": "$s", "regex": "[xÉ]"}}, [N, N, N, found("É", 7), N, found("x", 2)]),
    ({"$regexFindAll": {"input": "$s", "regex": "[bc]"}}, [
        [], [], [found("b", 1), found("c", 2), found("b", 4), found("c", 5)], [],
        [found("b", 2), found("c", 4)], [],
    ]),
    ({"$regexFindAll": {"input": "$s", "regex": "(a)(z)?"}}, [
        [], [], [found("a", 0, "a", N), found("a", 3, "a", N)], [found("a", 3, "a", N)],
        [found("a", 0, "a", N)], [],
    ]),
    ({"$size": {"$regexFindAll": {"input": "$s", "regex": "\\w+"}}}, [0, 0, 1, 2, 3, 2]),
)  # fmt: skip

CASES += constants(
    "regex",
    ({"$regexMatch": {"input": "first line\nsecond", "regex": "^second"}}, F),
    ({"$regexMatch": {"input": "first line\nsecond", "regex": "^SECOND", "options": "im"}}, T),
    ({"$regexMatch": {"input": "a\nb", "regex": "a.b"}}, F),
    ({"$regexMatch": {"input": "a\nb", "regex": "a.b", "options": "s"}}, T),
    ({"$regexMatch": {"input": "abc", "regex": "a b # both", "options": "x"}}, T),
    ({"$regexMatch": {"input": "a.c", "regex": "a\\.c"}}, T),
    ({"$regexMatch": {"input": "abc", "regex": "a\\.c"}}, F),
    ({"$regexMatch": {"input": N, "regex": "a"}}, F),
    ({"$regexMatch": {"input": "", "regex": ""}}, T),
    ({"$regexMatch": {"input": 5, "regex": "5"}}, E),
    ({"$regexFind": {"input": "Carol Smith", "regex": "line"}}, N),
    ({"$regexFind": {"input": "First lines\nsecond line", "regex": "lin(e|k)"}}, found("line", 6, "e")),
    ({"$regexFind": {"input": N, "regex": "a"}}, N),
    ({"$regexFind": {"input": "cafétéria", "regex": "t"}}, found("t", 4)),
    ({"$regexFind": {"input": "aXbX", "regex": "x(.)", "options": "i"}}, found("Xb", 1, "b")),
    ({"$regexFindAll": {"input": N, "regex": "a"}}, []),
    ({"$regexFindAll": {"input": "abc", "regex": "z"}}, []),
    ({"$regexFindAll": {"input": "aaaa", "regex": "aa"}}, [found("aa", 0), found("aa", 2)]),
    ({"$regexFindAll": {"input": "a1b22", "regex": "([a-z])([0-9]+)"}},
     [found("a1", 0, "a", "1"), found("b22", 2, "b", "22")]),
    ({"$map": {"input": {"$regexFindAll": {"input": "x1y2", "regex": "\\d"}}, "in": "$$this.match"}},
     ["1", "2"]),
)  # fmt: skip

# tags: null, [], [a, null], [a, b], [c]
CASES += family(
    "regex",
    "lists",
    ({"$filter": {"input": "$tags", "cond": {"$regexMatch": {"input": "$$this", "regex": "[ab]"}}}},
     [N, [], ["a"], ["a", "b"], []]),
    ({"$regexMatch": {"input": "$s", "regex": "b|c"}}, [F, T, F, T, T]),
)  # fmt: skip
