"""What is offered at a place of an expression, finished or not."""

from __future__ import annotations

import time

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsviz_widget.errors import QueryError
from dsviz_widget.query import Completion, Schema, complete, read_expression

MOST_S = 60
"""No promise of speed: what doubles with each level would take hours."""

BOX = pa.struct(
    [("class_id", pa.int64()), ("scores", pa.struct([("acc", pa.float64())])), ("box caption", pa.string())]
)
SCHEMA = Schema.from_arrow(
    pa.schema(
        [
            ("road", pa.float64()),
            ("label", pa.string()),
            ("%_Car", pa.float64()),
            ("my col", pa.int64()),
            ("when", pa.timestamp("us")),
            (
                "image",
                pa.struct([("width", pa.int64()), ("boxes", pa.struct([("pred", pa.list_(BOX))]))]),
            ),
            ("nums", pa.list_(pa.int64())),
            ("flag", pa.bool_()),
            ("not", pa.int64()),
            ("class", pa.int64()),
            ("scores", pa.float64()),
            ("it's", pa.float64()),
        ]
    )
)
CLASSES = {"image.boxes.pred": {1: "car", 2: "road sign"}, "class": {0: "cat", 7: "dog"}}


def at(marked: str) -> list[Completion]:
    """Complete at the bar in a text."""
    cursor = marked.index("|")
    return complete(marked.replace("|", "", 1), cursor, SCHEMA, CLASSES)


def applied(marked: str, completion: Completion) -> str:
    text = marked.replace("|", "", 1)
    return text[: completion.start] + completion.insert + text[completion.end :]


# where, and what the text is once the first completion is taken
FIRST = [
    ("ro|", "road"),
    ("road > 1 and la|", "road > 1 and label"),
    ("my c|", "`my col`"),
    ("road > 1 and my c|", "road > 1 and `my col`"),
    ("`my|", "`my col`"),
    ("%_C|", "%_Car"),
    ("no|t > 1", "`not` > 1"),
    ("$0.ro|", "$0.road"),
    ("image.|", "image.width"),
    ("image.bo|.pred", "image.boxes.pred"),
    ("image.boxes.pr|", "image.boxes.pred"),
    ("any(image.boxes.pred, cl|", "any(image.boxes.pred, class_id"),
    ("any(image.boxes.pred, sc|", "any(image.boxes.pred, scores"),
    ("any(image.boxes.pred, scores.|", "any(image.boxes.pred, scores.acc"),
    ("any(image.boxes.pred, box|", "any(image.boxes.pred, `box caption`"),
    ("any(image.boxes.pred, it.cl|", "any(image.boxes.pred, it.class_id"),
    ("count(filter(image.boxes.pred, cl|", "count(filter(image.boxes.pred, class_id"),
    ("map(image.boxes.pred, $$it.cl|", "map(image.boxes.pred, $$it.class_id"),
    ("any(image.boxes.pred, class_id == |", "any(image.boxes.pred, class_id == 1"),
    ("any(image.boxes.pred, class_id == si|", "any(image.boxes.pred, class_id == 2"),
    ("any(image.boxes.pred, class_id == 'ca|')", "any(image.boxes.pred, class_id == 1)"),
    ("any(image.boxes.pred, class_id in [1, si|])", "any(image.boxes.pred, class_id in [1, 2])"),
    ("any(image.boxes.pred, it.class_id != |", "any(image.boxes.pred, it.class_id != 1"),
    ("class = do|", "class = 7"),
    ("label |", "label =="),
    ("label co|", "label contains"),
    ("road betw|", "road between"),
    ("road not |", "road not in"),
    ("road is |", "road is null"),
    ("road is not n|", "road is not null"),
    ("road is a n|", "road is a number"),
    ("road > 1 an|", "road > 1 and"),
    ("tolo|", "toLower("),
    ("dTru|", "dateTrunc("),
    ("round(road, |", "round(road, road"),
    ("dateTrunc(when, un|", "dateTrunc(when, unit="),
    ("any(nums, i|", "any(nums, it"),
    ("{$g|", "{$gt: "),
    ("{|", "{$and: "),
    ("{$gt: [ro|", "{$gt: ['$0.road'"),
    ("{$gt: ['ro|", "{$gt: ['ro"),
    ("{$gt: ['$ro|", "{$gt: ['$0.road'"),
    ("{$gt: ['$ro|', 1]}", "{$gt: ['$0.road', 1]}"),
    ("{$gt: [\"$0.ro|", '{$gt: ["$0.road"'),
    ("{$gt: ['$0.im|", "{$gt: ['$0.image."),
    ("{$gt: ['$0.image.wi|", "{$gt: ['$0.image.width'"),
    ("{$gt: ['$0.it|', 1]}", "{$gt: ['$0.it\\'s', 1]}"),
    ("{$filter: {|", "{$filter: {input: "),
    ("{$filter: {input: '$nums', co|", "{$filter: {input: '$nums', cond: "),
    ("{$filter: {input: '$nums', cond: {$gt: ['$$t|", "{$filter: {input: '$nums', cond: {$gt: ['$$this'"),
    (
        "{$filter: {input: '$image.boxes.pred', as: 'box', cond: {$eq: ['$$b|",
        "{$filter: {input: '$image.boxes.pred', as: 'box', cond: {$eq: ['$$box.",
    ),
    (
        "{$filter: {input: '$image.boxes.pred', as: 'box', cond: {$eq: ['$$box.cl|', 1",
        "{$filter: {input: '$image.boxes.pred', as: 'box', cond: {$eq: ['$$box.class_id', 1",
    ),
    (
        "{$filter: {input: '$image.boxes.pred', as: 'box', cond: {$eq: ['$$box.class_id', |",
        "{$filter: {input: '$image.boxes.pred', as: 'box', cond: {$eq: ['$$box.class_id', 1",
    ),
    ("{$in: ['$class', [0, 'do|']]}", "{$in: ['$class', [0, 7]]}"),
    ("{$let: {vars: {big: '$road'}, in: '$$b|", "{$let: {vars: {big: '$road'}, in: '$$big'"),
    ("{$cond: {|", "{$cond: {if: "),
    ("{$switch: {branches: [{|", "{$switch: {branches: [{case: "),
    ("{$dateTrunc: {date: '$when', unit: 'da|", "{$dateTrunc: {date: '$when', unit: 'day'"),
    ("{$dateTrunc: {date: '$when', unit: we|", "{$dateTrunc: {date: '$when', unit: 'week'"),
    ("'$$ROOT.ro|", "'$$ROOT.road'"),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "expected"), FIRST, ids=[marked for marked, _ in FIRST])
def test_the_first_completion_makes_this_text(marked: str, expected: str) -> None:
    found = at(marked)
    text = applied(marked, found[0]) if found else marked.replace("|", "")
    assert text == expected


def labels(marked: str) -> list[str]:
    return [completion.label for completion in at(marked)]


def test_a_place_for_a_value_takes_columns_and_functions_and_one_behind_it_operators() -> None:
    assert labels("|")[:3] == ["road", "label", "%_Car"]
    assert "road" in labels("road > |")
    assert "road" not in labels("road |")
    assert set(labels("road |")) >= {"==", ">", "in", "between", "and", "is null"}
    assert labels("label |").index("contains") < labels("label |").index("between")
    assert "contains" not in labels("road > 1 + |")


def test_fields_come_before_columns_that_they_hide() -> None:
    found = {
        completion.detail + completion.kind: completion.insert
        for completion in at("any(image.boxes.pred, scores|")
    }
    assert found == {"numbercolumn": "$0.scores"}
    inserts = [completion.insert for completion in at("any(image.boxes.pred, sco|")]
    assert inserts[:2] == ["scores", "$0.scores"]


def test_arguments_already_given_are_not_offered() -> None:
    assert "input=" not in labels("filter(nums, |")
    assert "limit=" in labels("filter(nums, it > 1, |")
    assert "unit: " not in labels("{$dateTrunc: {unit: 'day', |")
    assert labels("{$filter: {input: '$nums', |")[0] == "cond"


def test_nothing_is_offered_where_nothing_fits() -> None:
    assert at("label == 'ro|") == []
    assert at("{$gt: ['$road', 1]|") == []
    assert at("image.width.|") == []
    assert at("road > 0.5|") == []
    assert at("size(nums)|") == []
    assert at("{$gt: ['$$nobody.|") == []


def test_what_a_completion_says_of_itself() -> None:
    (first, *_) = at("nu|")
    assert first == Completion("nums", "nums", 0, 2, "column", "list of number")
    (car, *_) = at("any(image.boxes.pred, class_id == c|")
    assert (car.label, car.insert, car.kind, car.detail) == ("car", "1", "class", "class 1")
    (function, *_) = at("dateTr|")
    assert function.kind == "function"
    assert function.detail.startswith("(date, unit")


def test_better_fits_come_first() -> None:
    names = ["car_road", "Road", "road", "broad", "r_o_a_d", "x"]
    schema = Schema(dict.fromkeys(names, SCHEMA.columns["road"]))
    found = [item.label for item in complete("road2", 4, schema) if item.kind == "column"]
    assert found == ["road", "Road", "car_road", "broad", "r_o_a_d"]


def test_no_more_than_fifty() -> None:
    schema = Schema({f"column_{number}": SCHEMA.columns["road"] for number in range(2000)})
    assert len(complete("col", 3, schema)) == 50


@pytest.mark.parametrize(
    "piece",
    [
        "any(nums, ", "{$filter: {input: '$nums', cond: ", "{", "[", "(a,", "any(ifnull(nums, [1, 2, 3]), ",
        "a ", "my ", "'", "`", "not ", "is not ", "image.", "'$image.", "$$it.", "filter(nums, it, ",
        "a in [", "\\", "undefined",
    ],
)  # fmt: skip
def test_a_huge_text_is_completed_at_once(piece: str) -> None:
    text = (piece * 60_000)[:60_000]
    started = time.process_time()
    complete(text, len(text), SCHEMA, CLASSES)
    assert time.process_time() - started < MOST_S


def test_names_of_two_tables() -> None:
    number = SCHEMA.columns["road"]
    schema = Schema({"a": number, "b": number, "a_1": number}, tables=({"a": "a", "b": "b"}, {"a": "a_1"}))
    assert [item.label for item in complete("$1.", 3, schema)] == ["a"]
    assert [item.label for item in complete("$0.", 3, schema)] == ["a", "b"]


def test_a_completed_column_is_read() -> None:
    for name in SCHEMA.columns:
        for marked in (f"{name}|", "|"):
            for completion in at(marked):
                if completion.kind == "column" and completion.label == name:
                    read_expression(applied(marked, completion), SCHEMA)
        for completion in at("{$eq: ['$|', null]}"):
            if completion.label == name and not completion.insert.endswith("."):
                read_expression(applied("{$eq: ['$|', null]}", completion), SCHEMA)


PIECES = [
    "road", "label", "my col", "image", ".", "boxes", "pred", "any(", "filter(", "count(", "(", ")", "[", "]",
    "{", "}", ",", ":", "'", '"', "`", "$", "$$", "'$0.", "$gt", "$filter", "input", "cond", "as", "in", "is",
    "not", "and", "==", "/", "\\", "1", "%", "é", "😀", " ", "\n", "class_id", "it", "=", "$9.", "$99999999.",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    pieces=st.lists(st.sampled_from(PIECES), max_size=16),
    opens=st.sampled_from(["", "{", "'$"]),
    cut=st.floats(0, 1),
)
def test_any_text_is_completed_or_not_but_never_fails(pieces: list[str], opens: str, cut: float) -> None:
    text = opens + "".join(pieces)
    cursor = round(cut * len(text))
    for completion in complete(text, cursor, SCHEMA, CLASSES):
        assert 0 <= completion.start <= cursor <= completion.end <= len(text)
        assert completion.insert


@pytest.mark.parametrize("cursor", [-5, 0, 999])
def test_a_cursor_outside_is_at_the_end(cursor: int) -> None:
    assert complete("road", cursor, SCHEMA) is not None


def test_a_text_that_is_too_long_is_not_looked_into() -> None:
    with pytest.raises(QueryError):
        read_expression("a" * 70_000, SCHEMA)
    assert complete("a" * 70_000, 5, SCHEMA) == []
