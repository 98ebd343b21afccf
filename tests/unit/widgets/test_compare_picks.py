"""What was picked in the scores stays picked when the tables change places."""

from __future__ import annotations

from typing import Any

import dsviz_widget as wandb
from dsviz_widget.query import Task


def arrange(view: wandb.CompareView, **change: Any) -> None:
    view.session.handlers["arrange"](change, Task())


def three() -> wandb.CompareView:
    tables = [wandb.Table(columns=["id", "label", "pred"], data=[[1, "cat", "dog"]]) for _ in range(3)]
    return wandb.compare(*tables, key="id", truth="label", prediction="pred", tab="scores")


def test_picks_name_the_table_that_they_named() -> None:
    view = three()
    clause = '$1.label = "cat" and $1.pred = "dog"'
    view.query = clause
    view.scores = {"picks": [clause]}
    arrange(view, comparison={"order": [1, 0, 2]})
    moved = [found.text for found in view.query.filters]
    assert moved == ['$0.label = "cat" and $0.pred = "dog"']
    assert view.scores["picks"] == moved


def test_the_matrix_shows_a_table_that_is_there() -> None:
    view = three()
    view.scores = {"matrix": {"side": 2, "values": "truth"}}
    arrange(view, remove=[2])
    assert len(view.tables) == 2
    assert view.scores["matrix"] == {"side": 1, "values": "truth"}
    view.scores = {**view.scores, "threshold": 0.7}
    assert view.scores["threshold"] == 0.7
