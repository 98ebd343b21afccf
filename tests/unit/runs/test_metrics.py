"""`define_metric`: summaries, axes and goals of metrics."""

from __future__ import annotations

import math
from typing import Any

import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import DsvizError
from dsviz_widget.store import Catalog

LOSSES = (3.0, 1.0, 2.0)


def log_losses(key: str = "loss") -> None:
    for loss in LOSSES:
        wandb.log({key: loss})


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ("min", {"min": 1}),
        ("max", {"max": 3}),
        ("mean", {"mean": 2}),
        ("first", {"first": 3}),
        ("last", {"last": 2}),
        ("min, max,MEAN", {"min": 1, "max": 3, "mean": 2}),
        ("copy", 2),
        (None, 2),
        ("best", {"best": 1}),
    ],
)
def test_summaries(store: Catalog, summary: str | None, expected: Any) -> None:
    run = wandb.init()
    wandb.define_metric("loss", summary=summary)
    log_losses()
    assert run.summary.as_dict()["loss"] == expected
    wandb.finish()
    assert wandb.Api().run(run.path).summary["loss"] == expected


def test_no_summary(store: Catalog) -> None:
    run = wandb.init()
    run.define_metric("loss", summary="none")
    log_losses()
    assert "loss" not in run.summary
    assert len(list(wandb.Api().run(run.path).scan_history(keys=["loss"]))) == 3


@pytest.mark.parametrize(("goal", "expected"), [("minimize", 1), ("maximize", 3), ("max", 3), ("MIN", 1)])
def test_the_best_by_its_goal(store: Catalog, goal: str, expected: float) -> None:
    run = wandb.init()
    run.define_metric("x", summary="best", goal=goal)
    log_losses("x")
    assert run.summary["x"]["best"] == expected


def test_the_best_by_its_name(store: Catalog) -> None:
    run = wandb.init()
    run.define_metric("val/*", summary="best")
    log_losses("val/accuracy")
    log_losses("val/loss")
    assert (run.summary["val/accuracy"].best, run.summary["val/loss"].best) == (3, 1)
    with pytest.raises(DsvizError, match="'x' is better low or high"):
        run.define_metric("x", summary="best")


def test_nan_counts_for_the_first_and_the_last_only(store: Catalog) -> None:
    run = wandb.init()
    run.define_metric("x", summary="min,max,mean,first,last")
    for value in (math.nan, 4, "text", 2, True):
        run.log({"x": value})
    found = run.summary["x"].as_dict()
    assert math.isnan(found.pop("first"))
    assert found == {"min": 2, "max": 4, "mean": 3, "last": True}


def test_names_win_over_patterns_and_long_patterns_over_short_ones(store: Catalog) -> None:
    run = wandb.init()
    run.define_metric("*", summary="max")
    run.define_metric("val/*", summary="min")
    run.define_metric("val/acc", summary="mean")
    for key in ("loss", "val/loss", "val/acc"):
        log_losses(key)
    assert run.summary["loss"].as_dict() == {"max": 3}
    assert run.summary["val/loss"].as_dict() == {"min": 1}
    assert run.summary["val/acc"].as_dict() == {"mean": 2}
    assert run.summary["_step"] == 8


def test_nested_dicts_by_their_name_with_dots(store: Catalog) -> None:
    run = wandb.init()
    run.define_metric("val.loss", summary="min")
    for loss in LOSSES:
        run.log({"val": {"loss": loss, "acc": 1}})
    assert run.summary["val"].as_dict() == {"loss": {"min": 1}, "acc": 1}


def test_a_second_definition_adds_and_overwrite_forgets(store: Catalog) -> None:
    run = wandb.init()
    run.define_metric("loss", summary="min", step_metric="epoch")
    metric = run.define_metric("loss", hidden=True)
    assert (metric.summary, metric.step_metric, metric.hidden) == (("min",), "epoch", True)
    metric = run.define_metric("loss", goal="maximize", overwrite=True)
    assert (metric.summary, metric.step_metric, metric.hidden, metric.goal) == ((), None, False, "maximize")


def test_a_definition_in_the_middle_counts_from_there(store: Catalog) -> None:
    run = wandb.init()
    run.log({"loss": 0.5})
    run.define_metric("loss", summary="min")
    run.define_metric("other")
    run.log({"loss": 2})
    run.define_metric("another", summary="max")
    run.log({"loss": 3})
    assert run.summary["loss"].as_dict() == {"min": 2}


def test_the_step_metric_is_added_to_rows_that_lack_it(store: Catalog) -> None:
    run = wandb.init()
    run.define_metric("epoch")
    run.define_metric("val/*", step_metric="epoch")
    run.define_metric("raw", step_metric="epoch", step_sync=False)
    run.log({"val/loss": 9})
    run.log({"epoch": 7})
    run.log({"val/loss": 1})
    run.log({"raw": 2})
    run.log({"val/loss": 3, "epoch": 8})
    found = [row.get("epoch") for row in wandb.Api().run(run.path).scan_history()]
    assert found == [None, 7, 7, None, 8]


def test_definitions_are_kept_with_the_run(store: Catalog) -> None:
    run = wandb.init()
    run.define_metric("loss", step_metric=run.define_metric("epoch"), summary="min", goal="min", hidden=True)
    wandb.finish()
    assert wandb.Api().run(run.path).metrics["loss"] == {
        "name": "loss",
        "step_metric": "epoch",
        "step_sync": True,
        "hidden": True,
        "summary": ["min"],
        "goal": "minimize",
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"name": "a*b"}, "may stand at the end of a name only"),
        ({"name": ""}, "needs the name of a metric"),
        ({"name": 3}, "takes name as text, got"),
        ({"name": "x", "summary": "median"}, "'median' is none of min, max"),
        ({"name": "x", "summary": "none,min"}, "'none' stands alone"),
        ({"name": "x", "summary": 3}, "takes summary as text"),
        ({"name": "x", "goal": "up"}, "goal must be 'minimize' or 'maximize'"),
        ({"name": "x", "hidden": "yes"}, "takes hidden as True or False"),
        ({"name": "x", "step_metric": "epoch*"}, "must be the name of one metric"),
    ],
)
def test_what_cannot_be_defined(store: Catalog, arguments: dict[str, Any], said: str) -> None:
    run = wandb.init()
    with pytest.raises(DsvizError, match=said):
        run.define_metric(**arguments)
