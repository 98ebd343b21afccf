"""Regular expressions: what is refused and where, and that engines find what Python's own find."""

from __future__ import annotations

import re
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsviz_widget.errors import QueryError
from dsviz_widget.query import DuckEngine
from dsviz_widget.query.language.patterns import PatternError, read_pattern

TEXTS = [
    "",
    "abc",
    "aXbX",
    "foo.bar.fi",
    "line\nline two\n",
    "a1b22",
    "Ünï ñ",
    "a🚀b",
    "tab\tend ",
    "((x))",
    "\v",
]


TABLE = pa.table({"s": TEXTS})


@pytest.fixture(scope="module")
def engine() -> DuckEngine:
    return DuckEngine(TABLE)


BAD = [
    ("a(?=b)", "(?=", "looks ahead", "Combine two patterns"),
    ("a(?!b)", "(?!", "looks ahead", "Combine two patterns"),
    ("(?<=a)b", "(?<=", "looks behind", "Combine two patterns"),
    ("(?<!a)b", "(?<!", "looks behind", "Combine two patterns"),
    ("(?>a)", "(?>", "holds what it matched", None),
    ("(a)\\1", "\\1", "refer back", "RE2"),
    ("(?<n>a)\\k<n>", "\\k", "refer back", "RE2"),
    ("(?P=n)", "(?P=", "refers back", None),
    ("a++", "++", "holds what it matched", "Write +"),
    ("(ab", "(", "is not closed", "Add )"),
    ("ab)", ")", "closes nothing", None),
    ("[ab", "[", "is not closed", "Add ]"),
    ("*a", "*", "nothing to repeat", None),
    ("a**", "a**", "Two repeats", "brackets"),
    ("a{2000}", "{2000}", "more than 1000", None),
    ("a{3,2}", "{3,2}", "ends before it starts", None),
    ("(a{100}){100}", "(a{100}){100}", "more than 1000", None),
    ("[z-a]", "z-a", "runs backwards", None),
    ("[[:nope:]]", "[:nope:]", "not supported", "alpha"),
    ("a\\", "\\", "cannot end", None),
    ("\\y", "\\y", "means nothing", None),
    ("\\x{110000}", "\\x{110000}", "no character", None),
    ("(?U)a", "(?U", "not supported", None),
    ("(*UTF)a", "(*", "steers", None),
    ("(" * 60 + ")" * 60, "(", "nested more than 50", None),
]


@pytest.mark.parametrize(("pattern", "at", "message", "hint"), BAD)
def test_a_pattern_that_cannot_be_used_says_where(
    engine: DuckEngine, pattern: str, at: str, message: str, hint: str | None
) -> None:
    with pytest.raises(PatternError) as raised:
        read_pattern(pattern)
    assert message in raised.value.message
    assert pattern[raised.value.start : raised.value.end] == at
    assert hint is None or hint in str(raised.value.hint)
    if "\\" not in pattern:
        text = f"{{$regexMatch: {{input: '$s', regex: '{pattern}'}}}}"
        with pytest.raises(QueryError) as shown:
            engine.evaluate(text)
        assert text[shown.value.start : shown.value.end] == at


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ({"$regexMatch": {"input": "$s", "regex": "$s"}}, "written out"),
        ({"$regexMatch": {"input": "$s", "regex": 5}}, "written out"),
        ({"$regexMatch": {"input": "$s", "regex": "a", "options": "q"}}, "no option 'q'"),
        ({"$regexMatch": {"input": "$s", "regex": "a", "options": "$s"}}, "written out"),
        ({"$regexMatch": {"input": "$s", "regex": "a" * 1001}}, "limit is 1000"),
        ("{$regexMatch: {input: '$s', regex: /a/i, options: 'm'}}", "given twice"),
        ("s matches '('", "is not closed"),
    ],
)
def test_a_pattern_is_written_out(engine: DuckEngine, expression: Any, message: str) -> None:
    with pytest.raises(QueryError, match=re.escape(message)):
        engine.evaluate(expression)


SAME_IN_PYTHON = [
    ("b", ""), ("[a-c]+", ""), ("(a)(X)?", ""), ("x", "i"), ("^line", ""), ("^line", "m"), ("e$", "m"),
    (".", ""), (".+", "s"), ("\\d+", ""), ("\\s", ""), ("\\S+", ""), ("(?i)A.", ""), ("(?:ab|a)c?", ""),
    ("a*", ""), ("\\b", ""), ("", ""), ("(\\w)(\\d*)", ""), ("[^a-z\\s]", ""), ("\\.", ""), ("[.]", ""),
    ("(?P<n>o)\\.(?P<m>b)", ""), ("o{2}", ""), ("o{1,}?", ""), ("[\\]\\-\\^[]", ""), ("\\(+x", ""),
    ("a b # both", "x"), ("l i\nn e", "x"), ("\\x62", ""), ("ï|🚀", ""), ("(|a)b", ""), ("(a|b)*", ""),
    ("\\t", ""), ("[\\t ]$", ""), ("(?s:e.l)", ""), ("i(?#comment)n", ""), ("&&|-|~", ""), ("b*", ""),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "options"), SAME_IN_PYTHON)
def test_an_engine_finds_what_python_finds(engine: DuckEngine, pattern: str, options: str) -> None:
    found = engine.evaluate({"$regexFindAll": {"input": "$s", "regex": pattern, "options": options}})
    flags = re.ASCII
    for letter in options:
        flags |= {"i": re.I, "m": re.M, "s": re.S, "x": re.X}[letter]
    wanted = [_in_python(re.compile(pattern, flags & ~re.ASCII if "i" in options else flags), text)
              for text in TEXTS]  # fmt: skip
    assert found["value"].to_pylist() == wanted
    first = engine.evaluate({"$regexFind": {"input": "$s", "regex": pattern, "options": options}})
    assert first["value"].to_pylist() == [matches[0] if matches else None for matches in wanted]
    matches = engine.evaluate({"$regexMatch": {"input": "$s", "regex": pattern, "options": options}})
    assert matches["value"].to_pylist() == [bool(matches) for matches in wanted]


def _in_python(compiled: re.Pattern[str], text: str) -> list[dict[str, Any]]:
    """Return the matches as MongoDB lists them: none begins at the end of a text."""
    found = []
    at = 0
    while (match := compiled.search(text, at)) is not None:
        found.append({"match": match.group(), "idx": match.start(), "captures": list(match.groups())})
        at = match.end() + (not match.group())
        if at >= len(text):
            break
    return found


def test_the_end_is_before_a_last_line_end(engine: DuckEngine) -> None:
    two = engine.evaluate({"$regexMatch": {"input": "$s", "regex": "two$"}})["value"].to_pylist()
    assert [text for text, found in zip(TEXTS, two, strict=True) if found] == ["line\nline two\n"]
    exact = engine.evaluate({"$regexMatch": {"input": "$s", "regex": "two\\z"}})["value"].to_pylist()
    assert not any(exact)


PIECES = st.sampled_from(
    ["a", "b", "\\d", "\\w", ".", "^", "$", "(", ")", "[", "]", "|", "*", "+", "?", "{2}", "{1,3}", "\\b",
     "-", "[a-c]", "[^x]", "(?:", "(?i)", "(?i:", "\\x41", "\\Q.+\\E", "\\pL", "[[:alpha:]]", "é", "{", "}",
     "\\n", "(?<name>", "\\R", "\\h", "\\", "/", "'", '"', "&&", "(?-i)", "\\0", "\\cA", "(?x)", "# "]
)  # fmt: skip


@settings(max_examples=1000)
@given(st.lists(PIECES, max_size=10).map("".join), st.sampled_from(["", "i", "m", "s", "x", "im"]))
def test_whatever_is_read_the_engine_takes(pattern: str, options: str) -> None:
    try:
        read = read_pattern(pattern, options)
    except PatternError:
        return
    flags = f"(?{read.flags})" if read.flags else ""
    statement = "SELECT regexp_extract_all('ab1 é', $p, $g)"
    duckdb.execute(statement, {"p": flags + read.text, "g": read.groups}).fetchall()
