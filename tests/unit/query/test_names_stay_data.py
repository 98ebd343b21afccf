"""Whatever a column or a text is called, it is data: nothing of it is ever run."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from dsviz_widget.errors import QueryError
from dsviz_widget.query import DuckEngine, Query, complete, translate
from dsviz_widget.query.language.names import write_name

NAMES = [
    '"; DROP TABLE t0; --', "'; DROP TABLE t0; --", "$p0", "$p1", "`", '"', '""', "'", "a\nb", "a\tb", "é😀",
    "", " ", "not x", "x", "x) OR (1=1", "a.b", "Road", "road", "ROAD", "null", "none", "{$gt: 1}",
    "['$x']", "'$x'", "$0.x", "$$ROOT", "-x", "%_x", "a % b", "1", "1 + 1", "it", "any(x, 1)", "/*", "--",
    "\\", "{0}", "{}", "%s", "t0", "rowid", "select", "lambda", "a\x7f", "\0", "a\0b", "a_b",
]  # fmt: skip
VALUES = [3, 1, None, 2, 1]
TABLE = pa.table(
    {name: pa.array([None if v is None else v + k for v in VALUES]) for k, name in enumerate(NAMES)}
)
ENGINE = DuckEngine(TABLE)


@pytest.mark.parametrize(("shift", "name"), list(enumerate(NAMES)), ids=[repr(name) for name in NAMES])
def test_a_column_of_any_name_is_filtered_sorted_and_grouped(shift: int, name: str) -> None:
    ticked = write_name(name)
    assert ENGINE.evaluate(ticked).column("value").to_pylist() == TABLE.column(name).to_pylist()
    assert ENGINE.count(Query().filter(f"{ticked} >= {shift + 2}")) == 2
    assert ENGINE.count(Query().filter(f"{ticked} is null")) == 1

    first = ENGINE.page(Query().sort(ticked), 1, 1, [name]).column(name).to_pylist()
    assert first == [shift + 1]
    assert ENGINE.page(Query().sort(f"-{ticked}"), 0, 1, [name]).column(name).to_pylist() == [shift + 3]

    groups = ENGINE.groups(Query().group_by(name), 0, 10, columns=[])["groups"]
    assert {tuple(group["key"]): group["rows"] for group in groups} == {
        (None,): 1, (shift + 1,): 2, (shift + 2,): 1, (shift + 3,): 1,
    }  # fmt: skip
    assert ENGINE.summary(Query(), [name])[name]["kind"] == "number"


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("-")], ids=repr)
def test_a_bare_name_is_that_column_where_one_sorts(name: str) -> None:
    if name != name.strip():
        return
    shift = NAMES.index(name)
    found = ENGINE.page(Query().sort(name), 1, 1, [name]).column(name).to_pylist()
    assert found == [shift + 1]


@pytest.mark.parametrize("name", NAMES, ids=repr)
def test_mongo_form_names_any_column(name: str) -> None:
    path = {"$getField": {"field": {"$literal": name}, "input": "$$ROOT"}}
    if all(name.split(".")):
        assert ENGINE.evaluate([f"$0.{name}"]).column("value").to_pylist() == [
            [value] for value in TABLE.column(name).to_pylist()
        ]
    assert ENGINE.evaluate(path).column("value").to_pylist() == TABLE.column(name).to_pylist()


@pytest.mark.parametrize("name", NAMES, ids=repr)
def test_a_name_is_completed_and_translated_to_what_is_read(name: str) -> None:
    expected = TABLE.column(name).to_pylist()
    schema = ENGINE.source.kinds
    offered = [item for item in complete("", 0, schema) if item.kind == "column" and item.label == name]
    assert [ENGINE.evaluate(item.insert).column("value").to_pylist() for item in offered] == [expected]
    other = translate(f"{write_name(name)} > 1", schema, "mongo")
    if other.text is not None:
        answer = ENGINE.evaluate(other.text).column("value").to_pylist()
        assert answer == [value is not None and value > 1 for value in expected]


TEXTS = [
    "'; DROP TABLE t0; --", '"; DROP TABLE t0; --', "$p0", "$$ROOT", "$0.x", "\\", "\\'", "'", '"', "`",
    "\n", "", "é😀", "%", "_", "{0}", "${x}", "null", "1=1", "a' OR 'a'='a", "\u2028", "/*", ";", "?",
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS, ids=repr)
def test_a_text_is_compared_as_it_is(text: str) -> None:
    table = pa.table({"s": [text, "other", None], "list": [[text], ["other"], None]})
    engine = DuckEngine(table)
    quoted = "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
    tests: list[Any] = [
        f"s == {quoted}",
        f"s in [{quoted}, 'x']",
        f"list contains {quoted}",
        f"any(list, it == {quoted})",
        {"$eq": ["$s", {"$literal": text}]},
        {"$in": ["$s", [{"$literal": text}]]},
    ]
    for test in tests:
        assert engine.count(Query().filter(test)) == 1
    assert engine.count(Query().filter(f"s startswith {quoted}")) == (1 if text else 2)
    assert engine.evaluate({"$concat": ["$s", {"$literal": text}]}).column("value")[0].as_py() == text * 2


@pytest.mark.parametrize("pattern", ["'; DROP TABLE t0; --", "\\$p0", '"', "a{0}", "\\Q'\\E"])
def test_a_pattern_is_data(pattern: str) -> None:
    engine = DuckEngine(pa.table({"s": ["a", None]}))
    try:
        found = engine.count(Query().filter({"$regexMatch": {"input": "$s", "regex": pattern}}))
    except QueryError:
        return
    assert found in (0, 1)


def test_names_of_derived_columns_and_fields_stay_data() -> None:
    name = '"; DROP TABLE t0; --'
    table = pa.table({"o": pa.array([{name: 1, "$p0": 2, "`": 3}])})
    engine = DuckEngine(table)
    value = {
        "$add": [
            {"$getField": {"field": name, "input": "$o"}},
            {"$getField": {"field": {"$literal": "$p0"}, "input": "$o"}},
        ]
    }
    assert engine.evaluate(value).column("value").to_pylist() == [3]
    assert engine.evaluate(f"o.{write_name(name)} + o.````").column("value").to_pylist() == [4]
    assert engine.evaluate({name: "$o.`", "x": 1}).column("value").to_pylist() == [{name: 3, "x": 1}]
    query = Query().derive(**{name: "o.`$p0` * 2"}).sort(name)
    assert engine.page(query, 0, 1).column(name).to_pylist() == [4]
