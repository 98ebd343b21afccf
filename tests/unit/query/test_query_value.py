"""The Query value: built step by step, equal by content, through JSON and back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsviz_widget.errors import QueryError
from dsviz_widget.query import Clause, Query, SortKey

QUERIES = st.builds(
    Query,
    filters=st.lists(st.builds(Clause, st.text(), st.booleans(), st.booleans())).map(tuple),
    group_keys=st.lists(st.text()).map(tuple),
    sort_keys=st.lists(st.builds(SortKey, st.text(), st.booleans())).map(tuple),
    columns=st.none() | st.lists(st.text()).map(tuple),
    panels=st.dictionaries(st.text(), st.none() | st.text() | st.dictionaries(st.text(), st.integers())),
    row_limit=st.none() | st.integers(0, 2**53),
)


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
