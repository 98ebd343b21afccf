"""Runs of a project, filtered and ordered as W&B's public API does it."""

from __future__ import annotations

import re
from typing import Any

import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import QueryError, RunError, StoreError
from dsviz_widget.runs import Runs
from dsviz_widget.store import Catalog

RUNS: list[dict[str, Any]] = [
    {
        "id": "a",
        "name": "first try",
        "config": {"lr": 0.1, "opt": {"name": "sgd"}, "layers": [1, 2], "seed": None, "on": True},
        "summary": {"acc": 0.5, "loss": {"min": 2.0}},
        "tags": ["old", "base"],
        "group": "g1",
        "created_at": "2026-01-01T00:00:00+00:00",
        "finished_at": "2026-01-01T01:00:00+00:00",
        "exit_code": 0,
    },
    {
        "id": "b",
        "name": "second",
        "config": {"lr": 0.01, "opt": {"name": "adam"}, "layers": 2, "on": 1},
        "summary": {"acc": 0.9, "loss": {"min": 1.0}},
        "tags": ["base"],
        "job_type": "train",
        "created_at": "2026-01-02T00:00:00+00:00",
        "finished_at": "2026-01-02T00:10:00+00:00",
        "exit_code": 1,
    },
    {
        "id": "c",
        "name": "Third",
        "config": {"lr": "0.1", "a.b": 7, "on": False},
        "summary": {"acc": float("nan")},
        "created_at": "2026-01-03T00:00:00+00:00",
        "entity": "me",
    },
]

FILTERS: list[tuple[dict[str, Any], str]] = [
    ({}, "abc"),
    ({"config.lr": 0.1}, "a"),
    ({"config.lr": "0.1"}, "c"),
    ({"config.lr": {"$gt": 0}}, "ab"),
    ({"config.lr": {"$gte": 0.01, "$lt": 0.1}}, "b"),
    ({"config.lr": {"$lte": "9"}}, "c"),
    ({"config.lr": {"$ne": 0.1}}, "bc"),
    ({"config.lr.value": {"$eq": 0.01}}, "b"),
    ({"config.opt.name": {"$in": ["adam", "rmsprop"]}}, "b"),
    ({"config.opt.name": {"$nin": ["adam"]}}, "ac"),
    ({"config.opt.name": {"$exists": False}}, "c"),
    ({"config.opt": {"name": "sgd"}}, "a"),
    ({"config.seed": None}, "abc"),
    ({"config.seed": {"$exists": True}}, "a"),
    ({"config.layers": 2}, "ab"),
    ({"config.layers": [1, 2]}, "a"),
    ({"config.on": True}, "a"),
    ({"config.on": 1}, "b"),
    ({"config.a.b": 7}, "c"),
    ({"summary_metrics.acc": {"$gte": 0.5}}, "ab"),
    ({"summary_metrics.acc": float("nan")}, "c"),
    ({"summary_metrics.loss.min": {"$lt": 1.5}}, "b"),
    ({"displayName": {"$regex": "^t", "$options": "i"}}, "c"),
    ({"display_name": {"$regex": "r"}}, "ac"),
    ({"displayName": re.compile("second")}, "b"),
    ({"name": "b"}, "b"),
    ({"state": "finished"}, "a"),
    ({"state": {"$in": ["failed", "crashed"]}}, "bc"),
    ({"tags": "base"}, "ab"),
    ({"tags": {"$ne": "old"}}, "bc"),
    ({"tags": {"$in": ["old", "new"]}}, "a"),
    ({"group": "g1"}, "a"),
    ({"group": None}, "bc"),
    ({"jobType": "train"}, "b"),
    ({"createdAt": {"$gt": "2026-01-01T12:00:00Z"}}, "bc"),
    ({"created_at": {"$lte": "2026-01-02"}}, "ab"),
    ({"duration": {"$gt": 900}}, "a"),
    ({"username": "me"}, "c"),
    ({"$or": [{"config.lr": 0.01}, {"tags": "old"}]}, "ab"),
    ({"$and": [{"tags": "base"}, {"state": "failed"}]}, "b"),
    ({"$nor": [{"tags": "base"}]}, "c"),
    ({"tags": "base", "$or": [{"name": "a"}, {"name": "c"}]}, "a"),
    ({"config.lr": {"$not": {"$gt": 0.05}}}, "bc"),
]


@pytest.fixture
def runs(store: Catalog) -> Runs:
    for record in RUNS:
        store.write_run("p", record["id"], {"finished_at": None, "exit_code": None, **record})
    return wandb.Api(dir=store.folder).runs("me/p")


def ids(runs: Runs) -> str:
    return "".join(run.id for run in runs)


@pytest.mark.parametrize(("filters", "expected"), FILTERS, ids=[str(filters) for filters, _ in FILTERS])
def test_filters_are_mongodbs(runs: Runs, store: Catalog, filters: dict[str, Any], expected: str) -> None:
    assert ids(wandb.Api(dir=store.folder).runs("p", filters=filters)) == expected
    assert ids(runs.filter(filters)) == expected


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("+created_at", "abc"),
        ("-created_at", "cba"),
        ("created_at", "abc"),
        ("-config.lr.value", "cab"),
        ("+summary_metrics.acc", "cab"),
        ("-summary_metrics.loss.min", "abc"),
        ("+displayName", "cab"),
        ("-duration", "abc"),
        ("-heartbeat_at", "cba"),
    ],
)
def test_runs_come_in_the_order_that_is_asked(runs: Runs, store: Catalog, order: str, expected: str) -> None:
    assert ids(wandb.Api(dir=store.folder).runs("p", order=order)) == expected


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ({"stat": "x"}, "runs have no field 'stat'. Did you mean 'state'?"),
        ({"config.lr": {"$near": 1}}, "'$near' on 'config.lr' is no operator"),
        ({"$xor": []}, "'$xor' is no field of a run"),
        ({"$or": {}}, "$or takes a list of filters"),
        ({"state": {"$in": "finished"}}, "$in on 'state' takes a list"),
        ({"state": {"$regex": "("}}, "$regex '(' on 'state' cannot be read"),
        ({"state": {"$regex": "a", "$options": "q"}}, "the options i, m, s, x"),
        ({"config.lr": {"$gt": None}}, "'config.lr' is compared with"),
        (["state"], "filters are a dictionary"),
        ("stat = 'x'", "There is no column 'stat'. (at 0..4) Did you mean 'state'?"),
        ("config.lr >", "a value is missing"),
    ],
)
def test_a_filter_that_makes_no_sense_is_said(runs: Runs, filters: Any, said: str) -> None:
    with pytest.raises(QueryError, match=re.escape(said)):
        runs.filter(filters)


def test_runs_are_a_sequence(runs: Runs) -> None:
    assert len(runs) == 3
    assert runs[-1].id == "c"
    assert isinstance(runs[1:], Runs)
    assert ids(runs[1:] + runs[:1]) == "bca"
    assert runs[0] in runs
    assert runs.find("b").name == "second"
    assert runs.find("Third").id == "c"
    assert repr(runs) == "<Runs: 3: first try, second, Third>"
    with pytest.raises(RunError, match=r"there is no run 'thir'\. Did you mean 'Third'\?"):
        runs.find("thir")


def test_the_best_run_is_told_by_a_metric(runs: Runs) -> None:
    best = runs.best("acc")
    assert best is not None
    assert best.id == "b"
    worst = runs.best("acc", goal="minimize")
    assert worst is not None
    assert worst.id == "a"
    least = runs.best("loss.min")
    assert least is not None
    assert least.id == "b"
    assert runs.best("never_loss") is None
    with pytest.raises(RunError, match="better low or high"):
        runs.best("things")


def test_a_data_frame_has_a_row_for_each_run(runs: Runs) -> None:
    frame = runs.to_pandas()
    assert frame["id"].tolist() == ["a", "b", "c"]
    assert frame["config.opt.name"].tolist()[:2] == ["sgd", "adam"]
    assert frame["summary.loss.min"].tolist()[:2] == [2.0, 1.0]
    assert frame["state"].tolist() == ["finished", "failed", "crashed"]


def test_projects_are_named(runs: Runs, store: Catalog) -> None:
    api = wandb.Api(dir=store.folder)
    assert [project.name for project in api.projects()] == ["p"]
    project = api.project("me/p")
    assert repr(project) == "<Project p, 0 artifacts, 3 runs>"
    assert ids(project.runs({"tags": "base"}, order="-created_at")) == "ba"
    with pytest.raises(StoreError, match=r"there is no project 'q'"):
        api.project("q")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("acc > 0.6", "b"),
        ("state = 'finished' or name = 'Third'", "ac"),
        ("opt.name in ['sgd', 'adam'] and acc >= 0.5", "ab"),
        ("{$eq: ['$job_type', 'train']}", "b"),
        ("acc > 7", ""),
    ],
)
def test_a_text_filters_by_the_columns_of_the_workspace(
    runs: Runs, store: Catalog, text: str, expected: str
) -> None:
    assert ids(runs.filter(text)) == expected
    assert ids(wandb.Api(dir=store.folder).project("p").runs(text)) == expected
    assert ids(runs[:0].filter(text)) == ""
