"""What a browser asks about an expression that is being typed."""

from __future__ import annotations

from typing import Any

import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import QueryError
from dsviz_widget.query import Query, Task
from dsviz_widget.widgets.table_session import TableSession


@pytest.fixture(scope="module")
def session() -> TableSession:
    image = wandb.Image(
        [[0, 1], [1, 0]],
        boxes={
            "pred": {
                "box_data": [{"position": {"minX": 0, "maxX": 1, "minY": 0, "maxY": 1}, "class_id": 7}],
                "class_labels": {7: "road sign", 3: "car"},
            }
        },
    )
    table = wandb.Table(columns=["image", "road", "label"], data=[[image, 0.5, "a"], [None, None, None]])
    return TableSession(table, "t")


def ask(session: TableSession, method: str, **params: Any) -> dict[str, Any]:
    result, buffers = session.handlers[method](params, Task())
    assert buffers == []
    return dict(result)


def test_columns_fields_and_classes_are_offered(session: TableSession) -> None:
    (first, *_) = ask(session, "complete", text="ro", cursor=2, query=Query().to_json())["items"]
    assert first == {
        "label": "road", "insert": "road", "start": 0, "end": 2, "kind": "column", "detail": "number",
    }  # fmt: skip
    text = "any(image.boxes.pred, class_id == "
    items = ask(session, "complete", text=text, cursor=len(text))["items"]
    assert [(item["label"], item["insert"]) for item in items if item["kind"] == "class"] == [
        ("car", "3"),
        ("road sign", "7"),
    ]


def test_a_derived_column_is_offered(session: TableSession) -> None:
    query = Query().derive(twice="road * 2").to_json()
    labels = [item["label"] for item in ask(session, "complete", text="tw", cursor=2, query=query)["items"]]
    assert labels[0] == "twice"


def test_a_query_that_makes_no_sense_hinders_nothing(session: TableSession) -> None:
    query = {"version": 1, "derive": [{"name": "x", "text": "nobody + 1"}]}
    assert ask(session, "complete", text="ro", cursor=2, query=query)["items"][0]["label"] == "road"


def test_a_clause_is_said_in_the_other_form(session: TableSession) -> None:
    found = ask(session, "translate", text="road > 0.2 and label is null")
    assert found == {
        "text": "{$and: [{$gt: ['$0.road', 0.2]}, {$eq: ['$0.label', null]}]}", "note": "", "form": "mongo",
    }  # fmt: skip
    back = ask(session, "translate", text=found["text"])
    assert (back["text"], back["form"]) == ("road > 0.2 and label is null", "infix")


def test_what_makes_no_sense_is_refused(session: TableSession) -> None:
    with pytest.raises(QueryError):
        ask(session, "translate", text="rod > 1")
