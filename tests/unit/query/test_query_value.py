"""The Query value: built step by step, equal by content, through JSON and back."""

from __future__ import annotations

import copy
import json
import pickle
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dsviz_widget as wandb
from dsviz_widget.errors import QueryError
from dsviz_widget.query import (
    Aggregate,
    Clause,
    Derived,
    DuckEngine,
    Input,
    Inputs,
    Query,
    SortKey,
    complete,
    translate,
)

NAMES = st.text(min_size=1).filter(lambda name: not name.startswith("__"))
AGGREGATES = st.one_of(
    st.builds(Aggregate, NAMES, st.just("count"), st.none() | st.text()),
    st.builds(Aggregate, NAMES, st.sampled_from(["mean", "sum", "first", "class_counts"]), st.text()),
    st.builds(Aggregate, NAMES, st.just("quantile"), st.text(), st.floats(0, 1)),
    st.builds(Aggregate, NAMES, st.just("quantile"), st.text(), st.just((0.1, 0.5))),
    st.builds(Aggregate, NAMES, st.just("top"), st.text(), st.integers(1, 1000)),
    st.builds(Aggregate, NAMES, st.just("histogram"), st.text(), st.just((0, 0.5, 1)) | st.just(20)),
)


def queries(inputs: st.SearchStrategy[Inputs | None], *, grouped: bool = True) -> st.SearchStrategy[Query]:
    nothing: st.SearchStrategy[Any] = st.just(())
    return st.builds(
        Query,
        inputs=inputs,
        filters=st.lists(st.builds(Clause, st.text(), st.booleans(), st.booleans()), max_size=3).map(tuple),
        derived=st.lists(st.builds(Derived, NAMES, st.text()), max_size=3, unique_by=lambda c: c.name).map(
            tuple
        ),
        group_keys=st.lists(st.text(), max_size=3).map(tuple) if grouped else nothing,
        aggregates=st.lists(AGGREGATES, max_size=4, unique_by=lambda a: a.name).map(tuple)
        if grouped
        else nothing,
        sort_keys=st.lists(st.builds(SortKey, st.text(), st.booleans()), max_size=3).map(tuple),
        columns=st.none() | st.lists(st.text(), max_size=3).map(tuple),
        panels=st.dictionaries(st.text(), st.text() | st.dictionaries(st.text(), st.integers()), max_size=3),
        row_limit=st.none() | st.integers(0, 2**53),
        row_errors=st.sampled_from(["raise", "null"]),
    )


SIDES = st.builds(Input, st.none() | st.text(), queries(st.none(), grouped=False))


def together(count: int) -> st.SearchStrategy[Inputs]:
    tables = st.tuples(*[SIDES] * count)
    keys = st.lists(st.tuples(*[st.text()] * count), min_size=1, max_size=2).map(tuple)
    hows = st.sampled_from(["inner", "left", "outer", "compare"] if count == 2 else ["compare"])
    return st.builds(Inputs, tables, hows, keys) | st.builds(Inputs, tables, st.just("concat"))


TABLES = [wandb.Table(["id"], [[number]]) for number in range(3)]
QUERIES = queries(st.none() | together(2) | together(3))


@given(QUERIES)
def test_a_query_comes_back_from_json_as_it_was(query: Query) -> None:
    assert Query.from_json(json.loads(json.dumps(query.to_json()))) == query


def test_each_step_leaves_the_query_before_it_alone() -> None:
    start = Query()
    query = (
        start.filter("road > 0.05")
        .filter({"$gt": ["$0.iou", 0.5]}, negated=True)
        .group_by("pred", "light")
        .sort("-iou", "name")
        .select("image", "iou")
        .with_panel("iou", {"panel": "bar"})
        .limit(10)
    )
    assert start == Query()
    assert query.to_json() == {
        "version": 1,
        "filters": [
            {"text": "road > 0.05", "on": True, "negated": False},
            {"text": '{"$gt": ["$0.iou", 0.5]}', "on": True, "negated": True},
        ],
        "group_by": ["pred", "light"],
        "sort": [{"by": "iou", "descending": True}, {"by": "name", "descending": False}],
        "columns": ["image", "iou"],
        "panels": {"iou": {"panel": "bar"}},
        "limit": 10,
    }
    assert query.clear_filters().filters == ()
    assert query.with_panel("iou", None).panels == {}
    assert hash(query) == hash(Query.from_json(query.to_json()))
    assert "road > 0.05" in repr(query)


def names_of(query: Query) -> list[str]:
    return [f"t{number}" for number in range(1 if query.inputs is None else len(query.inputs.tables))]


def without_origins(query: Query) -> Query:
    """Return the query on tables of no artifact, of which each side shows all columns and no panel."""
    if query.inputs is None:
        return query
    sides = tuple(
        Input(None, replace(side.query, columns=None, panels={}, row_errors="raise"))
        for side in query.inputs.tables
    )
    return replace(query, inputs=replace(query.inputs, tables=sides))


@given(QUERIES.map(without_origins))
def test_the_code_of_a_query_builds_it_again(query: Query) -> None:
    names = names_of(query)
    built = eval(query.code(*names), {}, dict(zip(names, TABLES, strict=False)))
    assert built == query
    assert built.code(*names) == query.code(*names)


def test_code_reads_as_one_would_write_it() -> None:
    query = (
        Query()
        .filter("road > 0.05")
        .filter({"$gt": ["$0.iou", 0.5]}, negated=True)
        .derive(iou="inter / union")
        .derive({"a b": "1 + iou"})
        .group_by(
            "pred", agg={"n": "count", "iou": "mean", "best": "max(score)", "q": ("quantile", "s", 0.9)}
        )
        .sort("-iou", "n")
        .limit(3)
    )
    assert query.code() == (
        "table.query().filter('road > 0.05').filter('{\"$gt\": [\"$0.iou\", 0.5]}', negated=True)"
        ".derive({'iou': 'inter / union', 'a b': '1 + iou'})"
        ".group_by('pred', agg={'n': 'count', 'iou': 'mean', 'best': ('max', 'score'), "
        "'q': ('quantile', 's', 0.9)}).sort('-iou', 'n').limit(3)"
    )
    assert Query().derive(iou="a / b").agg(n="count").code("t") == (
        "t.query().derive(iou='a / b').agg({'n': 'count'})"
    )
    first, second, third = (table.query() for table in TABLES)
    assert first.filter("a").join(second, on="id").code() == (
        "table.query().filter('a').join(other, on='id', how='inner')"
    )
    assert first.compare(second, third, on=["id", ("a", "b", "c")]).code() == (
        "table.query().compare(other1, other2, on=['id', ('a', 'b', 'c')])"
    )
    assert first.concat(TABLES[1]).code("x", "y") == "x.query().concat(y)"
    assert first.concat(second.filter("b")).code() == "table.query().concat(other.query().filter('b'))"
    with pytest.raises(QueryError, match="on 2 tables, and 1 were named"):
        first.concat(second).code("x")


def test_what_is_left_out_of_json_keeps_its_default() -> None:
    assert Query.from_json({}) == Query()
    assert Query.from_json({"filters": [{"text": "a > 1"}], "columns": None}) == Query().filter("a > 1")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "A query is an object, not null."),
        ([], "A query is an object, not a list."),
        ({"version": 2}, "version 2; this dsviz_widget reads version 1"),
        ({"filter": []}, "A query has no 'filter'. Did you mean 'filters'?"),
        ({"filters": "a > 1"}, "filters is a list, not a str."),
        ({"filters": ["a > 1"]}, "filters holds objects, not a str."),
        ({"filters": [{"on": True}]}, "An entry of filters has no 'text'."),
        ({"filters": [{"text": 3}]}, "filters holds texts, not a int."),
        ({"filters": [{"text": "a", "on": 1}]}, "'on' in filters is true or false, not 1."),
        ({"filters": [{"text": "a", "negate": True}]}, "Did you mean 'negated'?"),
        ({"group_by": [None]}, "group_by holds texts, not null."),
        ({"sort": [{"by": "a", "descending": "yes"}]}, "'descending' in sort is true or false"),
        ({"columns": [1]}, "columns holds texts"),
        ({"panels": []}, None),
        ({"panels": [1]}, "panels is an object"),
        ({"limit": -1}, "limit is a whole number"),
        ({"limit": True}, "limit is a whole number"),
        ({"derive": [{"name": "a"}]}, "An entry of derive has no 'text'."),
        ({"derive": [{"name": "a", "text": "1"}] * 2}, "derives 'a' already"),
        ({"agg": [{"name": "a", "function": "men"}]}, "no aggregate 'men'"),
        ({"agg": [{"name": "a", "function": "mean"}]}, "needs what to look at"),
        ({"agg": [{"name": "a", "function": "count", "option": 1}]}, "count has no option"),
        ({"agg": [{"name": "a", "function": "count", "by": 1}]}, "agg has no 'by'"),
        ({"on_error": "ignore"}, "on_error is 'raise' or 'null', not 'ignore'."),
        ({"inputs": {"tables": []}}, "An entry of inputs has no 'how'."),
        ({"inputs": {"tables": [{}], "how": "inner"}}, "2 to 8 tables are taken together, not 1."),
        ({"inputs": {"tables": [{}, {}], "how": "cross"}}, "not 'cross'"),
        ({"inputs": {"tables": [{}, {}], "how": "inner"}}, "no key to match rows by"),
        ({"inputs": {"tables": [{}, {}], "how": "inner", "on": [["a"]]}}, "1 expressions for 2 tables"),
        ({"inputs": {"tables": [{"name": "a"}, {}], "how": "concat"}}, "tables has no 'name'"),
    ],
)
def test_json_that_is_no_query_says_which_part(data: Any, message: str | None) -> None:
    if message is None:
        assert Query.from_json(data) == Query()
        return
    with pytest.raises(QueryError) as caught:
        Query.from_json(data)
    assert message in str(caught.value)


def test_a_query_of_no_table_says_where_to_start() -> None:
    with pytest.raises(QueryError, match=r"not bound to a table.*table\.query\(\)"):
        Query().count()


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda q, t: q.join(t, on="id", how="cross"), "not 'cross'"),
        (lambda q, t: q.join(3, on="id"), "Expected a Table or a Query, got a int"),
        (lambda q, t: q.join(pd.DataFrame(), on="id"), r"got a DataFrame.*Table\(dataframe="),
        (lambda q, t: q.compare(*[t] * 8, on="id"), "2 to 8 tables are taken together, not 9"),
        (lambda q, t: q.compare(t, on=[]), "no key to match rows by"),
        (lambda q, t: q.compare(t, on=[("a",)]), "1 expressions for 2 tables"),
        (lambda q, t: q.concat(), "2 to 8 tables are taken together, not 1"),
        (lambda q, t: q.concat(t).join(t, on="id"), "on several tables already.*to_table"),
        (lambda q, t: q.join(t.query().concat(t), on="id"), "Table 1 is itself several tables"),
        (lambda q, t: q.join(t.query().group_by("a"), on="id"), "Table 1 is grouped"),
        (lambda q, t: q.concat(t).bind(t), "on 2 tables, and bind.* was given 1"),
        (lambda q, t: q.bind(t, t), "A query on one table was bound to 2"),
        (lambda q, t: q.on_error("skip"), "on_error is 'raise' or 'null'"),
        (lambda q, t: q.sort("id desc").rows(), "'desc' belongs to no expression.*'-iou'"),
        (lambda q, t: q.sort(("a", "down")), "A sort key is an expression"),
        (lambda q, t: q.agg(["mean"]), "agg is a dict of aggregates by name"),
    ],
)
def test_a_step_that_makes_no_sense_is_refused(build: Any, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        build(TABLES[0].query(), TABLES[1])


def test_a_query_of_several_tables_is_bound_to_them_in_turn() -> None:
    query = Query.from_json(TABLES[0].query().concat(TABLES[1]).to_json())
    with pytest.raises(QueryError, match="not bound to a table"):
        query.count()
    bound = query.bind(*(DuckEngine(table.to_arrow()) for table in TABLES[1:]))
    assert bound.rows() == [{"table": 0, "id": 1}, {"table": 1, "id": 2}]
    assert bound.bind() == bound == query


def test_a_kept_query_is_bound_to_tables() -> None:
    first, second, third = TABLES
    kept = Query.from_json(first.query().filter("id >= 0").derive(twice="id * 2").to_json())
    assert [kept.bind(table).first()[0]["id"] for table in (second, third.query())] == [1, 2]
    pair = Query.from_json(first.query().concat(second).to_json())
    assert pair.bind(second, third).rows() == [{"table": 0, "id": 1}, {"table": 1, "id": 2}]
    assert pair.bind(second, third).to_table().columns == ["table", "id"]
    with pytest.raises(QueryError, match=r"Expected a Table.*DataFrame.*Table\(dataframe="):
        kept.bind(pd.DataFrame())
    with pytest.raises(QueryError, match="Expected a Table or a Query, got a str"):
        kept.bind("preds.parquet")
    with pytest.raises(QueryError, match=r"cannot be bound to another query.*to_table\(\)"):
        kept.bind(second.query().filter("id > 1"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.datetime64("2021-04-01T12:00", "ns"), "ISODate('2021-04-01T12:00:00')"),
        (np.array(["2021-04-01", "NaT"], "datetime64[ns]"), "[ISODate('2021-04-01T00:00:00'), null]"),
        (pd.Timestamp("2021-04-01", tz="UTC"), "ISODate('2021-04-01T00:00:00+00:00')"),
        ([pd.NaT, pd.NA, None], "[null, null, null]"),
        ({"b", "a", "c"}, '["a", "b", "c"]'),
        (np.float32(0.5), "0.5"),
        (np.bool_(True), "true"),
    ],
)
def test_values_of_numpy_and_pandas_are_written(value: Any, text: str) -> None:
    assert Query().filter({"$eq": ["$x", value]}).filters[0].text == f'{{"$eq": ["$x", {text}]}}'


def test_a_query_goes_to_another_process_without_its_tables() -> None:
    query = TABLES[1].query().filter("id > 0")
    assert copy.deepcopy(query).count() == copy.copy(query).count() == 1
    sent = pickle.loads(pickle.dumps(query))
    assert sent == query
    assert sent.bind(TABLES[2]).count() == 1
    with pytest.raises(QueryError, match="not bound to a table"):
        sent.count()


def test_keys_may_be_one_list() -> None:
    query = Query()
    assert query.group_by(["pred", "light"]) == query.group_by("pred", "light")
    assert query.sort(["-iou", ("name", "desc")]) == query.sort("-iou", ("name", "desc"))
    assert query.sort([{"$abs": "$x"}]).sort_keys[0].by == '[{"$abs": "$x"}]'


def test_the_names_that_a_query_knows() -> None:
    query = TABLES[0].query()
    assert list(query.schema.columns) == ["id"]
    assert list(query.derive(twice="id * 2").schema.columns) == ["id", "twice"]
    pair = query.compare(TABLES[1], on="id").derive(more="$1.id - $0.id")
    assert list(pair.schema.columns) == ["id", "0.present", "1.present", "0.id", "1.id", "more"]
    assert translate("more > 1", pair.schema, "mongo").text == "{$gt: ['$more', 1]}"
    assert complete("mor", 3, pair.schema)[0].label == "more"
    with pytest.raises(QueryError, match="not bound"):
        _ = Query().schema


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
PARTS = st.dictionaries(
    st.sampled_from(
        [
            "text",
            "on",
            "by",
            "descending",
            "name",
            "function",
            "of",
            "option",
            "tables",
            "how",
            "query",
            "table",
        ]
    ),
    JSON | st.sampled_from(["mean", "top", "quantile", "histogram", "compare", "concat"]),
    max_size=4,
)
KEYS = ["inputs", "filters", "derive", "group_by", "agg", "sort", "columns", "panels", "limit", "on_error"]


@given(st.dictionaries(st.sampled_from(KEYS), JSON | PARTS | st.lists(PARTS, max_size=2), max_size=4))
def test_any_json_is_a_query_or_a_query_error(data: dict[str, Any]) -> None:
    try:
        query = Query.from_json(data)
    except QueryError:
        return
    assert Query.from_json(query.to_json()) == query
    assert hash(query) == hash(query)
