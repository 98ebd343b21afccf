"""One expression in both forms: the texts, and the same answer for every row."""

from __future__ import annotations

import math
import re
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsviz_widget.errors import QueryError
from dsviz_widget.query import DuckEngine, Schema, is_mongo, translate
from dsviz_widget.query.language.parse import write_value
from dsviz_widget.query.language.to_mongo import ERROR_NOTE
from tests.unit.query.conformance.case import Case
from tests.unit.query.conformance.engines import read_answers, text_of
from tests.unit.query.conformance.table import CASES
from tests.unit.query.conformance.tables import TABLES

MOST_S = 60
"""No promise of speed: what doubles with each level would take hours."""

BOX = pa.struct([("class_id", pa.int64()), ("acc", pa.float64()), ("tags", pa.list_(pa.string()))])
BOXES = [
    [{"class_id": 3, "acc": 0.9, "tags": ["a"]}, {"class_id": 1, "acc": None, "tags": None}],
    [{"class_id": 1, "acc": 0.5, "tags": []}],
    None,
    [],
    [
        {"class_id": None, "acc": math.nan, "tags": ["b", None]},
        {"class_id": 2, "acc": 0.1, "tags": ["a", "b"]},
    ],
    [{"class_id": 3, "acc": 0.2, "tags": ["c"]}],
]
TABLE = pa.table(
    {
        "x": pa.array([1.0, 5.0, None, math.nan, -4.5, 0.0]),
        "y": pa.array([5.0, math.nan, None, 1.0, 2.0, None]),
        "n": pa.array([1, None, 3, 0, 5, -2]),
        "full": pa.array([1, 2, 3, 4, 5, 6]),
        "s": pa.array(["cat", "dog", None, "", "a.b", "catalog"]),
        "part": pa.array(["c", None, "x", "", "b", "cat"]),
        "flag": pa.array([True, False, None, True, None, False]),
        "when": pa.array([datetime(2021, 4, day) for day in (1, 2, 3)] + [None, None, datetime(2020, 1, 1)]),
        "nums": pa.array([[1, 2], [], None, [None, 5], [0], [-2, 3]], pa.list_(pa.int64())),
        "flags": pa.array([[True], [False, True], None, [], [None], [False]], pa.list_(pa.bool_())),
        "boxes": pa.array(BOXES, pa.list_(BOX)),
        "%_road": pa.array([0.1, 0.2, None, 0.4, 0.5, 0.6]),
        "a b": pa.array([1, 2, 3, None, 5, 6]),
        "acc": pa.array([0.5, None, 0.1, 0.2, 0.3, 0.4]),
        "o": pa.array([{"k": 1}, {"k": None}, None, {"k": 4}, {"k": 5}, {"k": 6}]),
    }
)
ENGINE = DuckEngine(TABLE)
SCHEMA = ENGINE.source.kinds
UNKNOWN = Schema.from_arrow(TABLE.schema)

# what is written, what it is in the other form, once nothing is known of empty cells
PAIRS = [
    ("x > 5", "{$gt: ['$0.x', 5]}"),
    ("x < 5", "{$and: [{$gt: ['$0.x', NaN]}, {$lt: ['$0.x', 5]}]}"),
    ("n <= 5", "{$and: [{$ne: ['$0.n', null]}, {$lte: ['$0.n', 5]}]}"),
    ("n >= 1 and n < 5", "{$and: [{$gte: ['$0.n', 1]}, {$lt: ['$0.n', 5]}]}"),
    (
        "x > 0 and s == 'a' and x <= 1",
        "{$and: [{$gt: ['$0.x', 0]}, {$eq: ['$0.s', 'a']}, {$lte: ['$0.x', 1]}]}",
    ),
    ("n <= 5 or n is null", "{$lte: ['$0.n', 5]}"),
    ("x < 5 or x is null or x is nan", "{$lt: ['$0.x', 5]}"),
    ("s == 'cat'", "{$eq: ['$0.s', 'cat']}"),
    ("s == '$0.x'", "{$eq: ['$0.s', {$literal: '$0.x'}]}"),
    ("s != 'cat' or s is null", "{$ne: ['$0.s', 'cat']}"),
    ("s != 'cat'", "{$and: [{$ne: ['$0.s', null]}, {$ne: ['$0.s', 'cat']}]}"),
    ("gt(x, y)", "{$gt: ['$0.x', '$0.y']}"),
    ("s is null", "{$eq: ['$0.s', null]}"),
    ("s is not null", "{$ne: ['$0.s', null]}"),
    ("n in [1, 2]", "{$in: ['$0.n', [1, 2]]}"),
    ("n not in [1, 2]", "{$not: {$in: ['$0.n', [1, 2]]}}"),
    ("n in nums", "{$in: ['$0.n', {$ifNull: ['$0.nums', []]}]}"),
    ("in(n, nums)", "{$in: ['$0.n', '$0.nums']}"),
    ("s contains 'a'", "{$gte: [{$indexOfCP: ['$0.s', 'a']}, 0]}"),
    ("s startswith 'a'", "{$eq: [{$indexOfCP: ['$0.s', 'a']}, 0]}"),
    ("s matches /^c.t/i", "{$regexMatch: {input: '$0.s', regex: /^c.t/i}}"),
    ("when > date('2021-04-01')", "{$gt: ['$0.when', ISODate('2021-04-01')]}"),
    ("flag", "'$0.flag'"),
    ("not flag", "{$not: '$0.flag'}"),
    ("%_road * 2 + 1 > 1.5", "{$gt: [{$add: [{$multiply: ['$0.%_road', 2]}, 1]}, 1.5]}"),
    ("`a b` - (1 - 2) > 1", "{$gt: [{$subtract: ['$0.a b', {$subtract: [1, 2]}]}, 1]}"),
    ("o.k > 1 and (flag or n > 1)", "{$and: [{$gt: ['$0.o.k', 1]}, {$or: ['$0.flag', {$gt: ['$0.n', 1]}]}]}"),
    (
        "any(boxes, class_id == 3 and acc > 0.5)",
        "{$gt: [{$size: {$filter: {input: {$ifNull: ['$0.boxes', []]}, as: 'it', "
        "cond: {$and: [{$eq: ['$$it.class_id', 3]}, {$gt: ['$$it.acc', 0.5]}]}}}}, 0]}",
    ),
    (
        "any(boxes, acc > $0.acc)",
        "{$gt: [{$size: {$filter: {input: {$ifNull: ['$0.boxes', []]}, as: 'it', "
        "cond: {$and: [{$gt: ['$0.acc', NaN]}, {$gt: ['$$it.acc', '$0.acc']}]}}}}, 0]}",
    ),
    (
        "none(nums, it > 1)",
        "{$and: [{$ne: ['$0.nums', null]}, {$eq: [{$size: {$filter: {input: {$ifNull: ['$0.nums', []]}, "
        "as: 'it', cond: {$gt: ['$$it', 1]}}}}, 0]}]}",
    ),
    (
        "size(filter(boxes, class_id == 3)) > 0",
        "{$gt: [{$size: {$filter: {input: '$0.boxes', as: 'it', cond: {$eq: ['$$it.class_id', 3]}}}}, 0]}",
    ),
    (
        "at(boxes, 0).acc > 1",
        "{$gt: [{$getField: {field: 'acc', input: {$arrayElemAt: ['$0.boxes', 0]}}}, 1]}",
    ),
    ("n + 1 + 2 * 3 * n == 4", "{$eq: [{$add: ['$0.n', 1, {$multiply: [2, 3, '$0.n']}]}, 4]}"),
    ("if(n > 1, 'a', 'b')", "{$cond: [{$gt: ['$0.n', 1]}, 'a', 'b']}"),
    ("object(a=x, `b c`=[1, 'z'])", "{a: '$0.x', 'b c': [1, 'z']}"),
    ("abs(-x) > 1", "{$gt: [{$abs: {$multiply: [-1, '$0.x']}}, 1]}"),
]


@pytest.mark.parametrize(("infix", "mongo"), PAIRS, ids=[pair[0] for pair in PAIRS])
def test_a_pair_says_the_same(infix: str, mongo: str) -> None:
    assert translate(infix, UNKNOWN, "mongo").text == mongo
    assert translate(mongo, UNKNOWN, "infix").text == infix


TO_INFIX = [
    ("{$and: []}", "true"),
    ("{$or: []}", "false"),
    ("{$and: ['$n', {$gt: ['$n', 1]}]}", "if(n, true, false) and n > 1"),
    ("{$not: '$s'}", "not if(s, true, false)"),
    ("{$gt: ['$s', 5]}", "gt(s, 5)"),
    ("{$eq: ['$x', '$y']}", "eq(x, y)"),
    ("{$add: ['$n', 1, 2, -3]}", "n + 1 + 2 + -3"),
    ("{$regexMatch: {input: '$s', regex: 'a/b', options: 'i'}}", "s matches /a\\/b/i"),
    ("{$literal: {a: [1, '$x']}}", "object(a=[1, '$x'])"),
    ("{$literal: {$a: 1}}", "object(`$a`=1)"),
    ("{$literal: '$x'}", "('$x')"),
    ("['$n', 1]", "([n, 1])"),
    ("{$and: '$flag'}", "if(flag, true, false)"),
    ("{$toDate: 'Friday'}", "toDate('Friday')"),
    ("{$anyElementTrue: ['$nums']}", "anyElementTrue(nums)"),
    ("{$let: {vars: {a: '$n'}, in: {$add: ['$$a', 1]}}}", "let(object(a=n), in=$$a + 1)"),
    ("{$cond: {if: '$n', then: 1, else: 2}}", "if(n, 1, 2)"),
    ("{$eq: [{$type: '$x'}, 'double']}", "type(x) == 'double'"),
    ("{$eq: [{$type: '$x'}, 'string']}", "x is text"),
    ("{$isArray: '$nums'}", "nums is a list"),
    (
        "{$filter: {input: '$boxes', as: 'b', cond: {$in: ['$$b.class_id', [1, 2]]}, limit: 1}}",
        "filter(boxes, class_id in [1, 2], 1)",
    ),
    (
        "{$filter: {input: '$boxes', as: 'b', cond: {$anyElementTrue: [{$map: "
        "{input: {$ifNull: ['$$b.tags', []]}, as: 't', in: {$eq: ['$$t', '$$b.name']}}}]}}}",
        "filter(boxes, any(map(ifnull($$b.tags, []), eq(it, $$b.name))), as='b')",
    ),
    (
        "{$filter: {input: '$boxes', as: 'it', cond: {$gt: [{$size: {$filter: {input: {$ifNull: "
        "['$nums', []]}, as: 'n', cond: {$eq: ['$$it.class_id', 3]}}}}, 0]}}}",
        "filter(boxes, any(nums, class_id == 3))",
    ),
    (
        "{$map: {input: '$nums', as: 'it', in: {$size: {$filter: {input: '$nums', cond: {$gt: "
        "['$$it', '$$this']}}}}}}",
        "map(nums, size(filter(nums, gt($$item, it))), as='item')",
    ),
    ("{$reduce: {input: '$nums', initialValue: 0, in: {$add: ['$$value', '$$this']}}}",
     "reduce(nums, 0, value + this)"),
]  # fmt: skip


@pytest.mark.parametrize(("mongo", "infix"), TO_INFIX, ids=[pair[0] for pair in TO_INFIX])
def test_mongo_form_is_this_infix(mongo: str, infix: str) -> None:
    assert translate(mongo, UNKNOWN, "infix").text == infix


@pytest.mark.parametrize(
    ("text", "to", "reason"),
    [
        ("s endswith part", "mongo", "only when the ending is a constant"),
    ],
)
def test_what_the_other_form_cannot_say_has_a_reason(text: str, to: Any, reason: str) -> None:
    found = translate(text, UNKNOWN, to)
    assert found.text is None
    assert reason in found.note


def test_the_table_of_the_docs_is_right() -> None:
    page = (Path(__file__).parents[3] / "docs" / "query.md").read_text()
    pairs = re.findall(r"^\| `(.*)` \| `(.*)` \|$", page, re.MULTILINE)
    box = pa.struct([("class_id", pa.int64()), ("score", pa.float64())])
    schema = Schema.from_arrow(
        pa.schema(
            [
                ("road", pa.float64()), ("cars", pa.int64()), ("light", pa.string()),
                ("date", pa.timestamp("us")), ("found", pa.list_(box)), ("tags", pa.list_(pa.string())),
                ("%_person", pa.float64()),
            ]
        )
    )  # fmt: skip
    assert len(pairs) > 20
    for infix, mongo in pairs:
        assert translate(infix, schema, "mongo").text == mongo


def test_what_is_known_of_a_column_shortens_the_text() -> None:
    assert translate("full < 5", SCHEMA, "mongo").text == "{$lt: ['$0.full', 5]}"
    assert translate("full < 5", UNKNOWN, "mongo").text != "{$lt: ['$0.full', 5]}"
    assert translate("{$lt: ['$full', 5]}", SCHEMA, "infix").text == "full < 5"


def test_a_filter_becomes_a_condition() -> None:
    text = "{$add: ['$n', 1]}"
    assert translate(text, SCHEMA, "infix").text == "n + 1"
    assert translate(text, SCHEMA, "infix", condition=True).text == "if(n + 1, true, false)"


def test_the_form_wanted_is_left_as_it_is() -> None:
    assert translate("x>5", SCHEMA, "infix").text == "x>5"
    assert translate("{$gt:['$x',5]}", SCHEMA, "mongo").text == "{$gt:['$x',5]}"


@pytest.mark.parametrize(
    "text",
    [
        "{$and: [" * 30 + "{$gt: ['$n', 1]}" + ", {$lt: ['$n', 5]}]}" * 30,
        "{$and: [" * 30 + "{$lt: ['$x', 1]}" + ", {$lt: ['$x', '$y']}]}" * 30,
        "{$or: [" * 25 + "{$not: {$lt: ['$x', 1]}}" + ", {$gt: [{$size: '$nums'}, 0]}]}" * 25,
        "{$cond: [" * 25 + "{$lt: ['$x', 1]}" + ", {$lt: ['$n', 1]}, {$ne: ['$s', 'a']}]}" * 25,
        "{$filter: {input: '$boxes', as: 'b', cond: " * 20 + "{$lt: ['$$b.acc', '$x']}" + "}}" * 20,
        "{$eq: [" * 30 + "'$x'" + ", '$y']}" * 30,
        "none(filter(nums, " * 30 + "it > 1" + "), it > 0)" * 30,
        "any(boxes, " * 14 + "class_id > acc" + ")" * 14,
        "count(nums, " * 14 + "it < x" + ") > 1" * 14,
        "(" * 40 + "x < y" + ") == (x < n)" * 40,
        "not (" * 30 + "x < y or x is null" + ")" * 30,
    ],
    ids=lambda text: text[:20],
)
def test_a_deep_expression_is_translated_at_once(text: str) -> None:
    started = time.process_time()
    translate(text, UNKNOWN, "infix" if is_mongo(text) else "mongo")
    assert time.process_time() - started < MOST_S


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(QueryError):
        translate("zzz > 1", SCHEMA, "mongo")


@pytest.mark.parametrize("case", CASES[::25], ids=lambda case: case.name)
def test_a_case_of_the_manual_translated_answers_the_same(case: Case) -> None:
    asked = text_of(case)
    text = asked if isinstance(asked, str) else write_value(asked)
    engine = DuckEngine(TABLES[case.table])
    try:
        expected = engine.evaluate(text)
    except QueryError:
        return
    found = translate(text, engine.source.kinds, "infix" if is_mongo(text) else "mongo")
    if found.text is not None and ERROR_NOTE not in found.note:
        assert repr(read_answers(engine.evaluate(found.text))) == repr(read_answers(expected)), found.text


NUMBERS = ["x", "y", "n", "full", "%_road", "`a b`", "acc", "o.k", "0", "2", "-1.5"]
TEXTS = ["s", "part", "'a'", "'cat'", "''"]
SIGNS = ["==", "!=", "<", "<=", ">", ">="]


def infix_tests(inner: bool) -> st.SearchStrategy[str]:
    numbers = st.sampled_from([*NUMBERS, "class_id", "$0.acc"] if inner else NUMBERS)
    sums = st.one_of(
        numbers,
        st.builds("{} {} {}".format, numbers, st.sampled_from("+-*"), numbers),
        st.builds("ifnull({}, {})".format, numbers, numbers),
        st.builds("abs({})".format, numbers),
    )
    tests = [
        st.builds("({} {} {})".format, sums, st.sampled_from(SIGNS), sums),
        st.builds("{} {} {}".format, st.sampled_from(TEXTS), st.sampled_from(SIGNS), st.sampled_from(TEXTS)),
        st.builds("{} {} {}".format, numbers, st.sampled_from(["is null", "is not null"]), st.just("")),
        st.builds(
            "{} {} {}".format,
            st.sampled_from(TEXTS[:2]),
            st.sampled_from(["contains", "startswith", "not contains"]),
            st.sampled_from(TEXTS),
        ),
        st.builds(
            "s {} {}".format, st.sampled_from(["endswith", "matches"]), st.sampled_from(["'a'", "'.b'"])
        ),
        st.builds("{} {} [{}, {}]".format, numbers, st.sampled_from(["in", "not in"]), numbers, numbers),
        st.builds("{} in nums".format, numbers),
        st.builds("nums contains {}".format, numbers),
        st.builds("when {} '2021-04-02'".format, st.sampled_from(SIGNS)),
        st.builds("{}(flags)".format, st.sampled_from(["any", "all", "none"])),
        st.builds(
            "{}(nums, it {} {})".format,
            st.sampled_from(["any", "all", "none"]),
            st.sampled_from(SIGNS),
            numbers,
        ),
        st.builds("(x < {0} or x is null or x is nan)".format, st.sampled_from(["0", "2", "5"])),
        st.just("flag"),
    ]
    return st.one_of(tests)


@st.composite
def infix_conditions(draw: Any, depth: int = 2, *, inner: bool = False) -> str:
    if depth == 0:
        return str(draw(infix_tests(inner)))
    part = infix_conditions(depth=depth - 1, inner=inner)
    shape = draw(st.sampled_from(["plain", "and", "or", "not", "any", "all", "none", "count", "if"]))
    if shape in ("and", "or"):
        return f"({draw(part)}) {shape} ({draw(part)})"
    if shape == "not":
        return f"not ({draw(part)})"
    if shape in ("any", "all", "none"):
        return f"{shape}(boxes, {draw(infix_conditions(depth=depth - 1, inner=True))})"
    if shape == "count":
        return f"count(boxes, {draw(infix_conditions(depth=depth - 1, inner=True))}) > 0"
    if shape == "if":
        return f"if({draw(part)}, x, n) > 1"
    return draw(part)


@st.composite
def mongo_conditions(draw: Any, depth: int = 2, *, inside: str = "") -> str:
    numbers = ["'$x'", "'$0.y'", "'$n'", "'$full'", "'$acc'", "2", "null", "NaN", "'$o.k'"]
    if inside:
        numbers += [f"'$${inside}.acc'", f"'$${inside}.class_id'"]
    texts = ["'$s'", "'$part'", "'a'", "null"]
    if depth == 0:
        sign = draw(st.sampled_from(["$eq", "$ne", "$lt", "$lte", "$gt", "$gte"]))
        values = draw(st.sampled_from([numbers, numbers, texts, [*numbers, *texts]]))
        pair = [draw(st.sampled_from(values)) for _ in range(2)]
        plain = draw(st.sampled_from(["sign", "in", "sum", "list", "index"]))
        if plain == "in":
            return f"{{$in: [{pair[0]}, [{pair[1]}, 1]]}}"
        if plain == "sum":
            items = [draw(st.sampled_from(numbers)) for _ in range(2)]
            return f"{{{sign}: [{{$add: [{items[0]}, {items[1]}]}}, 2]}}"
        if plain == "list":
            return f"{{$in: [{draw(st.sampled_from(numbers))}, {{$ifNull: ['$nums', []]}}]}}"
        if plain == "index":
            return f"{{{sign}: [{{$indexOfCP: ['$s', 'a']}}, 0]}}"
        return f"{{{sign}: [{pair[0]}, {pair[1]}]}}"
    part = mongo_conditions(depth=depth - 1, inside=inside)
    shape = draw(st.sampled_from(["$and", "$or", "$not", "value", "filter", "filter!", "guard", "$cond"]))
    if shape in ("$and", "$or"):
        return f"{{{shape}: [{draw(part)}, {draw(part)}]}}"
    if shape == "$not":
        return f"{{$not: [{draw(part)}]}}"
    if shape == "value":
        return f"{{$and: ['$n', '$s', {draw(part)}]}}"
    if shape == "guard":
        return f"{{$and: [{{$ne: ['$n', null]}}, {{$lt: ['$n', {draw(st.sampled_from(numbers))}]}}]}}"
    if shape == "$cond":
        return f"{{$gt: [{{$cond: [{draw(part)}, '$x', '$n']}}, 1]}}"
    name = draw(st.sampled_from(["box", "it", "b"]))
    condition = draw(mongo_conditions(depth=depth - 1, inside=name))
    source = "'$boxes'" if shape == "filter" else "{$ifNull: ['$boxes', []]}"
    sign = draw(st.sampled_from(["$gt", "$eq"]))
    return f"{{{sign}: [{{$size: {{$filter: {{input: {source}, as: '{name}', cond: {condition}}}}}}}, 0]}}"


def answers(text: str) -> tuple[list[Any], list[Any]]:
    found = ENGINE.evaluate(text)
    errors = [bool(error) for error in found.column("error").to_pylist()]
    values = found.column("value").to_pylist()
    return [None if error else value for value, error in zip(values, errors, strict=True)], errors


def check_translation(text: str, schema: Schema) -> None:
    to: Any = "infix" if is_mongo(text) else "mongo"
    try:
        found = translate(text, schema, to, condition=True)
    except QueryError:
        return
    if found.text is None:
        return
    back = translate(found.text, schema, "mongo" if to == "infix" else "infix", condition=True)
    expected, errors = answers(text)
    for other in (found, back):
        if other.text is None or ERROR_NOTE in found.note + back.note:
            continue
        values, other_errors = answers(other.text)
        assert [bool(value) for value in values] == [bool(value) for value in expected], other.text
        assert other_errors == errors, other.text


@settings(max_examples=60, deadline=None)
@given(text=infix_conditions(), known=st.booleans())
def test_infix_translated_answers_the_same(text: str, known: bool) -> None:
    check_translation(text, SCHEMA if known else UNKNOWN)


@settings(max_examples=60, deadline=None)
@given(text=mongo_conditions(), known=st.booleans())
def test_mongo_translated_answers_the_same(text: str, known: bool) -> None:
    check_translation(text, SCHEMA if known else UNKNOWN)
