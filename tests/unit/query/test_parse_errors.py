"""What a bad expression answers: one sentence, the span, the next step."""

from __future__ import annotations

import decimal
import re
from datetime import datetime, timezone
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsviz_widget.errors import QueryError, UnknownColumn
from dsviz_widget.query import Schema, is_mongo, parse, parse_value, read_condition
from dsviz_widget.query.language.expression import (
    Call,
    Field,
    ListLiteral,
    Literal,
    Node,
    Regex,
    Struct,
    Variable,
)
from dsviz_widget.query.language.parse import parse_key
from dsviz_widget.query.language.refused import REFUSED, REFUSED_CONSTRUCTORS, REFUSED_VARIABLES
from dsviz_widget.query.operators import OPERATORS

BOX = pa.struct([("class_id", pa.int64()), ("scores", pa.struct([("acc", pa.float64())]))])
SCHEMA_ARROW = pa.schema(
    [
        ("road", pa.float64()),
        ("label", pa.string()),
        ("%_Car", pa.float64()),
        ("Car", pa.float64()),
        ("when", pa.timestamp("us")),
        ("tags", pa.list_(pa.string())),
        ("pred", pa.struct([("boxes", pa.struct([("truth", pa.list_(BOX))]))])),
    ]
)
SCHEMA = Schema.from_arrow(SCHEMA_ARROW)

# text, the text under the caret, part of the message, hint, replacement
BAD = [
    ("rod > 1", "rod", "no column 'rod'", "'road'", "road"),
    ("ROAD > 1", "ROAD", "no column 'ROAD'", "'road'", "road"),
    ("road > 1 and labl == 'a'", "labl", "no column 'labl'", "'label'", "label"),
    ("%_car > 1", "%_car", "no column '%_car'", "'%_Car'", "%_Car"),
    ("zzz > 1", "zzz", "no column 'zzz'", "There is road, label", None),
    ("{$gt: ['$0.rod', 1]}", "rod", "no column 'rod'", "'road'", "road"),
    ("{$gt: ['$rod.x', 1]}", "rod", "no column 'rod'", "'road'", "road"),
    ("{$gt: ['$1.road', 1]}", "'$1.road'", "Table 1 is not part", "$0.road", None),
    ("$1.road > 1", "$1.road", "Table 1 is not part", "$0.road", None),
    ("any(pred.boxes.truth, class_di == 1)", "class_di", "no field or column", "'class_id'", "class_id"),
    ("label > 3", "3", "'>' compares text with a number", "'3'", "'3'"),
    ("road == '0.5'", "'0.5'", "'==' compares a number with text", "0.5", "0.5"),
    ("road < 'a'", "'a'", "'<' compares a number with text", None, None),
    ("label in ['a', 3]", "3", "'in' compares text with a number", "'3'", "'3'"),
    ("label in 'a'", "'a'", "needs a list", "['a']", "['a']"),
    ("when > 'soon'", "'soon'", "compares a date with text", "2021-04-01", None),
    ("tags == 'a'", "'a'", "compares a list with text", "any(tags, it == ...)", None),
    ("road > null", "road > null", "false for every row", "is null", None),
    ("road", "road", "road is a number, not a condition", "road > 0", None),
    ("road > 1 and label", "label", "label is text, not a condition", "label == 'cat'", None),
    ("not tags", "tags", "a list, not a condition", "size(tags) > 0", None),
    ("road + label > 1", "label", "+ takes numbers, not text", None, None),
    ("size(road) > 1", "road", "size takes a list, not a number", None, None),
    ("any(pred, it > 1)", "pred", "any() takes a list, not an object", "boxes", None),
    ("any(pred.boxes.truth)", "any(pred.boxes.truth)", "needs a condition", "class_id == 1", None),
    ("size(tags, 2) > 1", "size(tags, 2)", "size takes 1 argument, got 2", None, None),
    ("sise(tags) > 1", "sise", "no function sise", "size", "size"),
    ("road contains 'x'", "road", "'contains' takes text, not a number", None, None),
    ("road > 0.5 & label == 'a'", "&", "'&' is not an operator here", "'and'", "and"),
    ("road => 0.5", "=>", "'=>' is not an operator", "'>='", ">="),
    ("0 < road < 1", "<", "Two comparisons in a row", "road and road", None),
    ("road > 0.5 nd label == 'a'", "nd", "Expected an operator before 'nd'", "'and'", "and"),
    ("road > 0.5 extra", "extra", "Expected an operator", "quotes", None),
    ("(road > 1", "(", "'(' is not closed", "Add ')'", None),
    ("road in [1, 2", "[", "'[' is not closed", "Add ']'", None),
    ("road > 1)", ")", "')' closes nothing", None, None),
    ("label == 'abc", "'abc", "not closed", "Add '", None),
    ("`road > 1", "`road > 1", "backtick is not closed", None, None),
    ("road >", "", "ends too early", None, None),
    ("", "", "ends too early", None, None),
    ("road is 3", "3", "Expected 'null'", "'=='", None),
    ("road not 3", "3", "Expected 'in' after 'not'", "not in", None),
    ("road > and", "and", "found 'and'", None, None),
    ("road > ;", ";", "found ';'", None, None),
    ("road > 3abc", "3abc", "neither a number nor a column", "backticks", None),
    ("road %_Car > 1", "%_Car", "'%' is ambiguous: the name `%_Car`", "road % _Car", "% _Car"),
    (
        "road%Car > 1",
        "%Car",
        "the name `road%Car`, or the remainder of road by Car",
        "'road % Car'",
        " % Car",
    ),
    ("{$filtr: ['$road']}", "$filtr", "Unknown operator $filtr", "$filter", "$filter"),
    ("{gt: ['$road', 1]}", "gt", "gt is not an operator", "$gt", "$gt"),
    ("{road: {$gt: 5}}", "{road: {$gt: 5}}", "the form of find()", "'$0.road'", None),
    ("{$where: 'this.x'}", "$where", "$where runs code and is refused", "operators", None),
    ("{$and: [{$function: {body: 'x'}}]}", "$function", "runs code", None, None),
    ("{$rand: {}}", "$rand", "not repeatable and is refused", "sample", None),
    ("{$match: []}", "$match", "stage of a pipeline", "expression alone", None),
    ("{$gt: ['$road']}", "{$gt: ['$road']}", "$gt takes 2 arguments, got 1", None, None),
    ("{$size: ['$tags', 2]}", "{$size: ['$tags', 2]}", "$size takes 1 argument, got 2", None, None),
    ("{$not: []}", "{$not: []}", "$not takes 1 argument, got 0", None, None),
    ("{$gt: {a: 1, b: 2}}", "{$gt: {a: 1, b: 2}}", "in a list, not by name", None, None),
    ("{$filter: ['$tags', 1]}", "{$filter: ['$tags', 1]}", "by name", "input", None),
    (
        "{$filter: {input: '$tags', condition: true}}",
        "condition",
        "no argument 'condition'",
        "'cond'",
        "cond",
    ),
    ("{$filter: {input: '$tags'}}", "$filter", "needs 'cond'", "input, cond", None),
    ("{$filter: {input: '$road', cond: true}}", "'$road'", "takes a list, not a number", None, None),
    (
        "{$filter: {input: '$tags', as: 'box', cond: {$eq: ['$$bx', 'a']}}}",
        "'$$bx'",
        "Undefined variable $$bx",
        "$$box",
        "'$$box'",
    ),
    ("{$filter: {input: '$tags', cond: true, limit: 0}}", "0", "whole number above 0", None, None),
    ("{$filter: {input: '$tags', as: 'Box', cond: true}}", "'Box'", "small letter", None, None),
    ("{$gt: ['$road', 1], $lt: ['$road', 2]}", "$lt", "one operator; found $gt and $lt", "$and", None),
    ("{$gt ['$road', 1]}", "[", 'Expected ":" after key "$gt"', None, None),
    ("{$gt: ['$road', 1", "[", "'[' is not closed", "Add ']'", None),
    ("{$gt: ['$road', 1]", "{", "'{' is not closed", "Add '}'", None),
    ("{$gt: ['$road' 1]}", "1", "Expected ',' or ']'", None, None),
    ("{$gt: [$0.road, 1]}", "$0.road", "needs quotes", "'$0.road'", "'$0.road'"),
    ("{$gt: [road, 1]}", "road", "road is not a value", "'$0.road'", "'$0.road'"),
    ("{$gt: ['$road', 1]} x", "x", "after the end", None, None),
    ("{$eq: ['$', '$s']}", "'$'", "'$' names no column", "{$literal: '$'}", None),
    ("{$eq: ['$road.', 1]}", "'$road.'", "empty name", None, None),
    ("{$eq: ['$when', ISODate('soon')]}", "ISODate('soon')", "takes a date", "ISODate(", None),
    ("{}", "{}", "holds no operator", "$gt", None),
    ("{$gt: ['$road', 1], road: 2}", "road", "$gt stands beside the field road", "only fields", None),
    ("{road: 2, $gt: ['$road', 1]}", "$gt", "$gt stands beside the field road", "only fields", None),
    ("{$ifNull: ['$road', {a: 1, a: 2}]}", "a", "a is there twice", "Keep one", None),
    ("{$ifNull: ['$road', {'a.b': 1}]}", "'a.b'", "has a dot in its name", "$setField", None),
    ("{road: 0.5}", "{road: 0.5}", "the form of find()", "'$0.road'", None),
    ("{road: {$in: [1, 2]}}", "{road: {$in: [1, 2]}}", "the form of find()", "'$0.road'", None),
    ("{label: /a/}", "{label: /a/}", "the form of find()", "'$0.label'", None),
    ("{$and: [{road: {$gt: 5}}]}", "{road: {$gt: 5}}", "the form of find()", "'$0.road'", None),
    ("{$or: [{gt: ['$road', 1]}]}", "gt", "gt is not an operator", "$gt", "$gt"),
    ("{$cond: {if: {road: 1}, then: 1, else: 2}}", "{road: 1}", "the form of find()", "'$0.road'", None),
    ("{$gt: 5}", "{$gt: 5}", "$gt takes 2 arguments, got 1", None, None),
    ("{$eq: ['$when', ISODate()]}", "ISODate()", "the present moment", "2021-04-01", None),
    ("{$eq: ['$when', new Date(2021, 1)]}", "new Date(2021, 1)", "takes a date", "ISODate", None),
    ("{$eq: ['$when', new Thing(1)]}", "T", "Expected a value after 'new'", "new Date", None),
    ("{$eq: ['$road', NumberLong('x')]}", "NumberLong('x')", "takes a number", "NumberLong(5)", None),
    ("{$eq: ['$label', /a]}", "/a]}", "pattern is not closed", "Add /", None),
    ("{$literal: {a: $x}}", "$x", "needs quotes", "'$x'", "'$x'"),
    ("{$lookup: {from: 'x', let: {}, pipeline: []}}", "$lookup", "reads another table", "join", None),
    ("{road: {$exists: true}}", "$exists", "belongs to find()", "{$ne: ['$0.column', null]}", None),
    ("{$add: ['$label', 1]}", "'$label'", "$add takes numbers, not text", None, None),
]


def refusal(text: str) -> QueryError | None:
    try:
        read_condition(text, SCHEMA)
    except QueryError as error:
        return error
    return None


@pytest.mark.parametrize(("text", "under", "message", "hint", "replacement"), BAD)
def test_an_error_says_what_and_where_and_what_next(
    text: str, under: str, message: str, hint: str | None, replacement: str | None
) -> None:
    with pytest.raises(QueryError) as caught:
        read_condition(text, SCHEMA)
    error = caught.value
    assert message in error.message
    assert text[error.start : error.end] == under
    assert error.replacement == replacement
    if hint is not None:
        assert hint in str(error.hint)
    assert error.hint
    assert "\n" not in error.message


@pytest.mark.parametrize("bad", [bad for bad in BAD if bad[4] and "ambiguous" not in bad[2]])
def test_a_replacement_mends_its_span(bad: tuple[str, ...]) -> None:
    text = bad[0]
    with pytest.raises(QueryError) as caught:
        read_condition(text, SCHEMA)
    error = caught.value
    mended = text[: error.start] + str(error.replacement) + text[error.end :]
    second = refusal(mended)
    assert second is None or (second.start, second.message) != (error.start, error.message)


def test_an_unknown_column_is_a_lookup_error() -> None:
    with pytest.raises(LookupError):
        read_condition("rod > 1", SCHEMA)
    with pytest.raises(UnknownColumn):
        read_condition("rod > 1", SCHEMA)


WARNED = [
    ("{$gt: ['$label', 5]}", "{$gt: ['$label', 5]}", "first argument is text, the second a number"),
    ("{$gt: ['$pred.boxs', 5]}", "'$pred.boxs'", "no field 'boxs': empty for every row. Did you mean"),
    ("pred.boxes.thruth is null", "pred.boxes.thruth", "Did you mean 'truth'?"),
    ("{$eq: ['$road.x', null]}", "'$road.x'", "no field 'x'"),
]


@pytest.mark.parametrize(("text", "under", "message"), WARNED)
def test_what_is_legal_but_odd_is_said(text: str, under: str, message: str) -> None:
    (notice,) = read_condition(text, SCHEMA).notices
    assert message in notice.message
    assert text[notice.start : notice.end] == under


def test_both_forms_make_one_tree() -> None:
    assert parse("{$and: [{$gt: ['$0.a.b', 1.5]}, {$not: ['$$x.y']}]}") == Call(
        "$and",
        (
            Call("$gt", (Field(("a", "b"), 0), Literal(1.5))),
            Call("$not", (Variable("x", ("y",)),)),
        ),
    )
    assert parse("size(a.b) + 1") == Call(
        "$add", (Call("$size", (Field(("a", "b"), None, True),)), Literal(1))
    )
    assert parse("a in [1, 'x']") == Call(
        "in", (Field(("a",), None, True), ListLiteral((Literal(1), Literal("x"))))
    )


def test_shell_form_and_json_are_one() -> None:
    shell = "{ $gt : ['$0.road', .5,], }"
    assert parse(shell) == parse('{"$gt": ["$0.road", 0.5]}')
    assert parse_value({"$gt": ["$0.road", 0.5]}) == parse(shell)


@pytest.mark.parametrize("text", [" {$a: 1}", "[1]", "'$x'", '"$x"'])
def test_mongo_form_is_told_by_its_first_character(text: str) -> None:
    assert is_mongo(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r"'it\'s'", "it's"),
        (r'"\u00e9\ud83d\ude00"', "é😀"),
        (r"'a\nb\\'", "a\nb\\"),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("18446744073709551615", 2**64 - 1),
        ("18446744073709551616", 2.0**64),
        ("9223372036854775807", 9223372036854775807),
    ],
)
def test_literals_read_as_written(text: str, value: Any) -> None:
    assert parse(text) == Literal(value)
    assert parse(f"{{$literal: {text}}}") == Literal(value)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 65 + "road > 1" + ")" * 65,
        "[" * 65 + "]" * 65,
        "not " * 70 + "(road > 1)",
        "-" * 70 + "road > 1",
        "{$not: " * 70 + "true" + "}" * 70,
        "road > 1 and " * 1500 + "road > 1",
        "road > " + "1" * 70_000,
        "{$in: ['$road', [" + "1," * 3000 + "]]}",
    ],
)
def test_what_is_too_large_is_refused(text: str) -> None:
    with pytest.raises(QueryError) as caught:
        read_condition(text, SCHEMA)
    assert caught.value.kind == "limit"


@pytest.mark.parametrize("value", [object(), {"$gt": [b"x", 1]}, {1: 2}])
def test_a_python_value_that_the_language_lacks_is_refused(value: Any) -> None:
    with pytest.raises(QueryError):
        parse_value(value)


WORDS = re.findall(
    r"\S+",
    """
    road label %_Car tags pred.boxes.truth class_id it any( count( size( ( ) [ ] { } , : . ` ' " $ $$
    '$road' '$$this' $gt: $lt: $and: $not: $filter: $in: input: cond: as: > < >= == != = in not and or
    is null contains + - * / % 1 0.5 1e999 'a' true NaN Infinity ISODate('2021-01-01') \\ é 😀
    """,
)


@settings(max_examples=400, deadline=None)
@given(pieces=st.lists(st.sampled_from(WORDS), max_size=14), glue=st.sampled_from(["", " "]))
def test_any_text_is_read_or_refused_in_one_sentence(pieces: list[str], glue: str) -> None:
    text = glue.join(pieces)
    error = refusal(text)
    assert error is None or (error.message and 0 <= error.start <= error.end <= len(text))


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=60))
def test_noise_is_read_or_refused(text: str) -> None:
    for form in (text, "{" + text, "'" + text):
        error = refusal(form)
        assert error is None or 0 <= error.start <= error.end <= len(form)


def test_python_values_are_written_as_the_language_has_them() -> None:
    tree = parse_value({"$regexMatch": {"input": "$label", "regex": re.compile("a/b\n", re.IGNORECASE)}})
    assert tree == Call("$regexMatch", (), (("input", Field(("label",))), ("regex", Regex("a/b\\n", "i"))))
    assert parse_value({"$literal": {"a": ["$x", {"$gt": 1}]}}) == Literal({"a": ["$x", {"$gt": 1}]})
    assert parse_value(decimal.Decimal("1.5")) == Literal(1.5)


@pytest.mark.parametrize("name", ["not x", "", "null", "a > 1", "`", "'$x'", "{$gt: 1}", "$p0", '"; DROP'])
def test_a_bare_column_name_is_that_column_where_one_is_sorted_by(name: str) -> None:
    assert parse_key(name, ["x", name]) == Field((name,))


MONGO_TREES: list[tuple[str, Node]] = [
    ("{a: '$x', 'b c': 1}", Struct((("a", Field(("x",))), ("b c", Literal(1))))),
    (
        "{$let: {vars: {a: 1}, in: '$$a'}}",
        Call("$let", (), (("vars", Struct((("a", Literal(1)),))), ("in", Variable("a")))),
    ),
    (
        "{$switch: {branches: [{case: true, then: 1}]}}",
        Call(
            "$switch",
            (),
            (("branches", ListLiteral((Struct((("case", Literal(True)), ("then", Literal(1)))),))),),
        ),
    ),
    (
        "{$cond: {if: true, then: {a: 1}, else: []}}",
        Call(
            "$cond",
            (),
            (("if", Literal(True)), ("then", Struct((("a", Literal(1)),))), ("else", ListLiteral(()))),
        ),
    ),
    ("{$ifNull: ['$x', {}]}", Call("$ifNull", (Field(("x",)), Struct(())))),
    ("{$literal: {a: {$gt: ['$x', {}]}}}", Literal({"a": {"$gt": ["$x", {}]}})),
    ("{$eq: [/a[/]\\/b/im, '$x']}", Call("$eq", (Regex("a[/]/b", "im"), Field(("x",))))),
    ("'$$ROOT.a.b'", Field(("a", "b"))),
    ("'$$CURRENT.a'", Field(("a",))),
    ("'$$REMOVE'", Variable("REMOVE")),
    ("'$$ROOT'", Variable("ROOT")),
    ("{$literal: '$'}", Literal("$")),
]


@pytest.mark.parametrize(("text", "tree"), MONGO_TREES, ids=[text for text, _ in MONGO_TREES])
def test_mongo_form_is_this_tree(text: str, tree: Node) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ISODate('2021-04-01')", datetime(2021, 4, 1, tzinfo=timezone.utc)),
        ("new Date('2021-04-01T12:00:00+02:00')", datetime(2021, 4, 1, 10, tzinfo=timezone.utc)),
        ("new Date(86400000)", datetime(1970, 1, 2, tzinfo=timezone.utc)),
        ("{$date: '2021-04-01T00:00:00Z'}", datetime(2021, 4, 1, tzinfo=timezone.utc)),
        ("NumberInt(5)", 5),
        ("NumberLong('9007199254740993')", 9007199254740993),
        ("NumberDouble(1)", 1.0),
        ("NumberDecimal('1.50')", 1.5),
        ("{$numberLong: '5'}", 5),
        ("-Infinity", float("-inf")),
        ("undefined", None),
    ],
)
def test_values_of_the_shell_are_read(text: str, value: Any) -> None:
    assert parse(f"{{$eq: ['$x', {text}]}}") == Call("$eq", (Field(("x",)), Literal(value)))


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_is_refused_is_refused_by_name(name: str) -> None:
    for text in (f"{{{name}: 'x'}}", f"{{$not: [{{'{name}': {{a: 1}}}}]}}"):
        with pytest.raises(QueryError) as caught:
            parse(text)
        error = caught.value
        assert error.kind == "refused"
        assert error.message.startswith(f"{name} ")
        assert error.message.endswith(" and is refused.")
        assert text[error.start : error.end].strip("'") == name
    assert name not in OPERATORS


@pytest.mark.parametrize("name", sorted(REFUSED_VARIABLES))
def test_a_variable_is_refused_by_name(name: str) -> None:
    for text in (f"'$${name}'", f"$${name} > 1"):
        with pytest.raises(QueryError) as caught:
            parse(text)
        assert caught.value.kind == "refused"
        assert f"$${name}" in caught.value.message


@pytest.mark.parametrize("word", sorted(REFUSED_CONSTRUCTORS))
def test_a_value_that_no_column_holds_is_refused(word: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(f"{{$eq: ['$x', {word}('a')]}}")
    assert caught.value.kind == "refused"
