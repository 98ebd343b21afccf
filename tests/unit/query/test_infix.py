"""The infix form: what each way of writing means, as a tree and on a table."""

from __future__ import annotations

import math
from datetime import datetime, timezone
from typing import Any

import pyarrow as pa
import pytest

from dsviz_widget.errors import QueryError
from dsviz_widget.query import DuckEngine, parse
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


def name(*path: str) -> Field:
    return Field(path, None, True)


X, S, BOXES, WHEN = name("x"), name("s"), name("boxes"), name("when")
IT_3 = Call("==", (name("class_id"), Literal(3)))

TREES: list[tuple[str, Node]] = [
    ("s matches 'a.c'", Call("$regexMatch", (), (("input", S), ("regex", Literal("a.c"))))),
    ("s matches /a\\/b/i", Call("$regexMatch", (), (("input", S), ("regex", Regex("a/b", "i"))))),
    (
        "s not matches 'a'",
        Call("not", (Call("$regexMatch", (), (("input", S), ("regex", Literal("a")))),)),
    ),
    (
        "x between 1 and 5",
        Call("and", (Call(">=", (X, Literal(1))), Call("<=", (X, Literal(5))))),
    ),
    (
        "x between 1 and 5 and s == 'a'",
        Call(
            "and",
            (
                Call("and", (Call(">=", (X, Literal(1))), Call("<=", (X, Literal(5))))),
                Call("==", (S, Literal("a"))),
            ),
        ),
    ),
    ("x is a number", Call("$isNumber", (X,))),
    ("x is not a list", Call("not", (Call("$isArray", (X,)),))),
    ("x is text", Call("$eq", (Call("$type", (X,)), Literal("string")))),
    ("x is an object", Call("$eq", (Call("$type", (X,)), Literal("object")))),
    ("x IS NOT NULL", Call("not", (Call("is null", (X,)),))),
    ("x is true", Call("==", (X, Literal(True)))),
    ("if(x > 1, 'a', 'b')", Call("$cond", (Call(">", (X, Literal(1))), Literal("a"), Literal("b")))),
    (
        "if(x > 2, 'a', x > 1, 'b', 'c')",
        Call(
            "$switch",
            (),
            (
                (
                    "branches",
                    ListLiteral(
                        (
                            Struct((("case", Call(">", (X, Literal(2)))), ("then", Literal("a")))),
                            Struct((("case", Call(">", (X, Literal(1)))), ("then", Literal("b")))),
                        )
                    ),
                ),
                ("default", Literal("c")),
            ),
        ),
    ),
    ("object(a=1, `b c`=x)", Struct((("a", Literal(1)), ("b c", X)))),
    ("$$this.a.b", Variable("this", ("a", "b"))),
    ("$$ROOT.x", Field(("x",))),
    (
        "first(boxes).class_id",
        Call("$getField", (), (("field", Literal("class_id")), ("input", Call("$first", (BOXES,))))),
    ),
    ("x + 1 + 2 - 3", Call("$subtract", (Call("$add", (X, Literal(1), Literal(2))), Literal(3)))),
    ("$1.x", Field(("x",), 1)),
    (
        "filter(boxes, class_id == 3)",
        Call("$filter", (), (("input", BOXES), ("cond", IT_3), ("as", Literal("it")))),
    ),
    (
        "FILTER(boxes, class_id == 3, limit=2)",
        Call("$filter", (), (("input", BOXES), ("cond", IT_3), ("limit", Literal(2)), ("as", Literal("it")))),
    ),
    ("none(boxes, class_id = 3)", Call("none", (BOXES, IT_3))),
    ("all (boxes, class_id == 3)", Call("all", (BOXES, IT_3))),
    ("and(x, 1)", Call("$and", (X, Literal(1)))),
    ("in(x, [1])", Call("$in", (X, ListLiteral((Literal(1),))))),
    ("x in (1, 2)", Call("in", (X, ListLiteral((Literal(1), Literal(2)))))),
    ("x not in (boxes)", Call("not", (Call("in", (X, BOXES)),))),
    ("lt(x, 5)", Call("$lt", (X, Literal(5)))),
    ("ifNull(x, 0)", Call("$ifNull", (X, Literal(0)))),
    ("IFNULL(x, 0)", Call("$ifNull", (X, Literal(0)))),
    ("arrayelemat(x, 0)", Call("$arrayElemAt", (X, Literal(0)))),
    ("date('2021-04-01')", Literal(datetime(2021, 4, 1, tzinfo=timezone.utc))),
    ("``", name("")),
    ("`a``b`.`c.d`", name("a`b", "c.d")),
    ("`not`.not", name("not", "not")),
    ("none", Literal(None)),
]


@pytest.mark.parametrize(("text", "tree"), TREES, ids=[text for text, _ in TREES])
def test_a_text_is_this_tree(text: str, tree: Node) -> None:
    assert parse(text) == tree


def test_nan_is_a_constant() -> None:
    tree = parse("nan")
    assert isinstance(tree, Literal)
    assert math.isnan(tree.value)


@pytest.mark.parametrize(
    "column", ["matches", "between", "it", "date", "any", "a is b", "x and y", "$p0", "é ü"]
)
def test_a_column_may_be_called_like_a_word(column: str) -> None:
    ticked = parse(f"`{column}` > 1", [column])
    assert ticked == Call(">", (name(column), Literal(1)))
    if "$" not in column:
        assert parse(f"{column} > 1", [column]) == ticked


def test_a_number_is_no_column() -> None:
    assert parse("x > 1", ["x", "1"]) == Call(">", (X, Literal(1)))
    assert parse("x > `1`", ["x", "1"]) == Call(">", (X, name("1")))


BOX = pa.struct([("class_id", pa.int64()), ("acc", pa.float64())])
TABLE = pa.table(
    {
        "x": pa.array([1.0, 2.5, None, math.nan, -4.0]),
        "s": pa.array(["cat", "Cattle", None, "", "dog"]),
        "nums": pa.array([[1, 2], [3, 4], None, [], [None, 5]], pa.list_(pa.int64())),
        "flags": pa.array([[True], [True, False], None, [], [None]], pa.list_(pa.bool_())),
        "boxes": pa.array(
            [
                [{"class_id": 3, "acc": 0.9}, {"class_id": 1, "acc": 0.2}],
                [{"class_id": 3, "acc": None}],
                None,
                [],
                [{"class_id": 1, "acc": 0.1}],
            ],
            pa.list_(BOX),
        ),
        "nested": pa.array([[[1], [2]], [[], [7]], None, [], [[5], None]], pa.list_(pa.list_(pa.int64()))),
        "acc": pa.array([0.5] * 5),
    }
)

ANSWERS: list[tuple[str, list[Any]]] = [
    ("x between 1 and 2", [True, False, False, False, False]),
    ("x not between 1 and 2", [False, True, True, True, True]),
    ("any(nums, it > 2)", [False, True, False, False, True]),
    ("all(nums, it > 2)", [False, True, False, True, False]),
    ("none(nums, it > 2)", [True, False, False, True, False]),
    ("count(nums, it > 2)", [0, 2, None, 0, 1]),
    ("all(flags)", [True, False, False, True, False]),
    ("none(flags)", [False, False, False, True, True]),
    ("any(flags)", [True, True, False, False, False]),
    ("any(boxes, class_id == 3 and acc > 0.5)", [True, False, False, False, False]),
    ("any(boxes, class_id = 3 and `acc` is null)", [False, True, False, False, False]),
    ("any(boxes, acc > $0.acc)", [True, False, False, False, False]),
    ("count(filter(boxes, class_id == 3 or acc < 0.15))", [1, 1, None, 0, 1]),
    ("size(filter(ifnull(boxes, []), it.class_id == 3)) > 0", [True, True, False, False, False]),
    ("len(s)", [3, 6, None, 0, 3]),
    ("len(nums)", [2, 2, None, 0, 2]),
    ("x is nan", [False, False, False, True, False]),
    ("x is not null and x is a number", [True, True, False, True, True]),
    ("s is text", [True, True, False, True, True]),
    ("nums is a list and boxes is not an object", [True, True, False, True, True]),
    ("lower(s) contains 'cat'", [True, True, False, False, False]),
    ("s matches /^CAT$/i", [True, False, False, False, False]),
    ("s not matches '^c'", [False, True, True, True, True]),
    ("if(x > 2, 'big', x > 0, 'small', 'none')", ["small", "big", "none", "none", "none"]),
    ("if(x, 1, 0)", [1, 1, 0, 1, 1]),
    ("map(nums, it * 2)", [[2, 4], [6, 8], None, [], [None, 10]]),
    ("reduce(ifnull(nums, []), 0, value + ifnull(this, 1))", [3, 7, 0, 0, 6]),
    ("and(x, s)", [True, True, False, True, True]),
    ("round(x) + power(2, 3)", [9, 10, None, math.nan, 4]),
    ("substring(s, 0, 2)", ["ca", "Ca", "", "", "do"]),
    ("at(boxes, 0).class_id", [3, 3, None, None, 1]),
    ("object(a=x, b=s).b", ["cat", "Cattle", None, "", "dog"]),
    ("(if(x > 0, at(boxes, 0), null)).acc", [0.9, None, None, None, None]),
    ("at(nums, -1)", [2, 4, None, None, 5]),
    ("median(nums)", [1, 3, None, None, 5]),
    ("year(date('2021-04-01')) + x", [2022, 2023.5, None, math.nan, 2017]),
    ("dateDiff(date('2021-04-01'), date('2021-04-03'), unit='day')", [2] * 5),
    ("any(nested, any(it, it > 4))", [False, True, False, False, True]),
    ("any(nested, count(it) == 0)", [False, True, False, False, False]),
]


@pytest.mark.parametrize(("text", "answers"), ANSWERS, ids=[text for text, _ in ANSWERS])
def test_a_text_answers_this_on_a_table(text: str, answers: list[Any]) -> None:
    found = DuckEngine(TABLE).evaluate(text).column("value").to_pylist()
    assert ["nan" if value != value else value for value in found] == [
        "nan" if value != value else value for value in answers
    ]


BAD = [
    ("x ~ 'a'", "~", "'~' is not an operator here", "'matches'", "matches"),
    ("s =~ 'a'", "=~", "'=~' is not an operator here", "'matches'", "matches"),
    ("x === 1", "===", "'===' is not an operator", "'=='", "=="),
    ("s like 'a%'", "like", "Expected an operator before 'like'", "'contains'", "contains"),
    ("x ^ 2 > 1", "^", "'^' is not an operator", "power(a, b)", None),
    ("x ** 2 > 1", "*", "found '*'", None, None),
    ("s.lower() == 'a'", "(", "Expected an operator before '('", "lower(label)", None),
    ("nums[0] > 1", "[", "Expected an operator before '['", "at(list, 0)", None),
    ("isnull(x)", "isnull", "no function isnull", "x is null", None),
    ("exists(x)", "exists", "no function exists", "x is not null", None),
    ("contains(s, 'a')", "contains", "found 'contains'", "label contains 'a'", None),
    ("x > 1 ? 2 : 3", "?", "'?' is not an operator", "if(condition, a, b)", None),
    ("*.x > 1", "*.x", "Any of several tables is written '$*'", "$*.x", "$*.x"),
    ("x between 1", "", "Expected 'and' after 'between'", "between 1 and 5", None),
    ("x is a nmber", "nmber", "Expected 'null'", "'number'", "number"),
    ("x is a null", "null", "Expected 'null'", None, "null"),
    ("date('soon') > x", "'soon'", "'soon' is no date", "2021-04-01", None),
    ("object(1)", "1", "takes its fields by name", "object(a=1", None),
    ("object(a=1, a=2)", "a", "field a is there twice", None, None),
    ("if(x > 1, 2, 3, 4)", "if(x > 1, 2, 3, 4)", "in pairs", "'some'", None),
    ("filter(boxes, class_id == 3, 1, 2)", "filter(boxes, class_id == 3, 1, 2)", "at most 3", "input", None),
    ("filtr(boxes, x)", "filtr", "no function filtr", "filter", "filter"),
    ("$$NOW > when", "$$NOW", "differs from one run to the next and is refused", "ISODate", None),
    ("s matches /a", "/a", "pattern is not closed", "Add /", None),
    ("x ≥ 3", "≥", "'≥' is not an operator here", "Write '>='", ">="),
    ("x − 3 > 1", "−", "'−' is not an operator here", "Write '-'", "-"),
    ("rand() < 0.5", "rand", "rand is not repeatable and is refused", "sample", None),
    ("sampleRate(0.5)", "sampleRate", "is not repeatable and is refused", "sample", None),
    ("function('f')", "function", "function runs code and is refused", "operators", None),
    ("accumulator(x)", "accumulator", "accumulator runs code and is refused", "aggregates", None),
    ("meta('textScore') > 1", "meta", "meta needs a text search and is refused", "contains", None),
    ("lookup(x)", "lookup", "lookup reads another table and is refused", "join", None),
    ("unwind(tags)", "unwind", "unwind is a stage of a pipeline and is refused", "list", None),
    ("where(x > 1, 2, 3)", "where", "no function where", "if(condition", None),
    ("match(s, 'a')", "match", "no function match", "matches", None),
    ("$x > 1", "$", "found '$'", "$0.column", None),
]


@pytest.mark.parametrize(
    ("text", "under", "message", "hint", "replacement"), BAD, ids=[bad[0] for bad in BAD]
)
def test_what_is_no_infix_says_what_to_write(
    text: str, under: str, message: str, hint: str | None, replacement: str | None
) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text, TABLE.column_names)
    error = caught.value
    assert message in error.message
    assert text[error.start : error.end] == under
    assert error.replacement == replacement
    if hint is not None:
        assert hint in str(error.hint)


def test_a_pattern_has_a_limit() -> None:
    with pytest.raises(QueryError) as caught:
        parse("s matches /" + "a" * 1001 + "/")
    assert caught.value.kind == "limit"
