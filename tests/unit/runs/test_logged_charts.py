"""Charts that are logged are found again, with their rows and their preset."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import LogTypeError, UnknownKey
from dsviz_widget.plot import Chart
from dsviz_widget.query import Task
from dsviz_widget.runs import RunRecord
from dsviz_widget.runs.charts import open_chart
from dsviz_widget.widgets.run_charts import RunCharts
from dsviz_widget.widgets.run_readers import RunReaders

SPEC = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "data": {"values": [{"a": 1, "b": 2}, {"a": 2, "b": 5}]},
    "mark": "bar",
    "encoding": {"x": {"field": "a", "type": "nominal"}, "y": {"field": "b", "type": "quantitative"}},
}


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Any]:
    started = wandb.init(project="charts", dir=tmp_path / "store")
    yield started
    wandb.finish()


def logged(run: Any, key: str) -> Chart:
    """Return the last chart of a key, read back from the store."""
    record = RunRecord.read(run.catalog, run.project, run.id)
    steps, values = record.reader().values(key, "chart")
    assert len(steps)
    return open_chart(run.catalog, run.project, values[-1])


def test_a_chart_is_found_again_with_its_rows(run: Any) -> None:
    truth = np.array([0, 1, 1, 0, 1])
    scores = np.array([[0.8, 0.2], [0.3, 0.7], [0.6, 0.4], [0.9, 0.1], [0.2, 0.8]])
    chart = wandb.plot.pr_curve(truth, scores, ["no", "yes"])
    wandb.log({"pr": chart, "loss": 0.3})
    found = logged(run, "pr")
    assert (found.preset, found.fields, found.title) == (chart.preset, chart.fields, chart.title)
    assert found.table == chart.table
    assert found.spec == chart.spec


def test_each_step_has_its_own(run: Any) -> None:
    for epoch in range(3):
        table = wandb.Table(columns=["x", "y"], data=[[i, i * epoch] for i in range(4)])
        wandb.log({"curve": wandb.plot.line(table, "x", "y", title=f"Epoch {epoch}")})
    reader = RunRecord.read(run.catalog, run.project, run.id).reader()
    steps, values = reader.values("curve", "chart")
    assert list(steps) == [0, 1, 2]
    charts = [open_chart(run.catalog, run.project, value) for value in values]
    assert [chart.title for chart in charts] == ["Epoch 0", "Epoch 1", "Epoch 2"]
    assert [chart.table.get_column("y")[3] for chart in charts if chart.table] == [0, 3, 6]


def test_the_table_is_an_artifact_as_in_wandb(run: Any) -> None:
    table = wandb.Table(columns=["x", "y"], data=[[1, 2]])
    wandb.log({"curve": wandb.plot.line(table, "x", "y")})
    artifact = wandb.use_artifact(f"run-{run.id}-curve_table:latest")
    assert artifact.type == "run_table"
    assert artifact.get("curve_table") == table


def test_a_preset_is_kept_as_it_was(run: Any) -> None:
    table = wandb.Table(columns=["a", "b"], data=[[1, 2]])
    preset = {
        "data": {"name": "wandb"},
        "mark": "bar",
        "encoding": {"x": {"field": "${field:x}", "type": "nominal"}},
        "title": "${string:title}",
    }
    wandb.plot.save_preset("team/bars", preset)
    wandb.log({"bars": wandb.plot_table("team/bars", table, {"x": "a"}, {"title": "Then"})})
    wandb.plot.save_preset("team/bars", {**preset, "mark": "point"})
    found = logged(run, "bars")
    assert (found.spec["mark"], found.title) == ("bar", "Then")
    assert found.drawing.rows is not None
    assert list(wandb.plot.presets()) == ["team/bars"]
    assert wandb.plot.presets().project == "charts"


def test_an_altair_chart_is_logged_as_it_is(run: Any) -> None:
    frame = pd.DataFrame({"a": np.arange(6_000), "b": np.arange(6_000) ** 2})
    wandb.log({"alt": alt.Chart(frame, title="Squares").mark_point().encode(x="a", y="b")})
    found = logged(run, "alt")
    assert found.title == "Squares"
    assert found.table is not None
    assert len(found.table) == 6_000


def test_a_spec_is_a_chart_and_no_nested_dict(run: Any) -> None:
    wandb.log({"mine": SPEC, "nested": {"spec": SPEC, "loss": 1.0}})
    assert logged(run, "mine").spec == SPEC
    assert logged(run, "nested.spec").spec == SPEC
    assert run.summary["nested"]["loss"] == 1.0


def test_a_spec_that_makes_no_sense_names_its_key(run: Any) -> None:
    with pytest.raises(LogTypeError, match=r"'mine' cannot be logged.*draws no mark"):
        wandb.log({"mine": {"$schema": SPEC["$schema"]}})


def test_a_disabled_run_takes_charts() -> None:
    run = wandb.init(mode="disabled")
    wandb.log({"curve": wandb.plot.line(wandb.Table(columns=["x"], data=[[1]]), "x", "x"), "mine": SPEC})
    run.finish()


def test_a_view_of_the_run_gets_the_chart_of_a_step(run: Any) -> None:
    for epoch in (0, 5, 9):
        table = wandb.Table(columns=["x", "y"], data=[[i, i * epoch] for i in range(3)])
        wandb.log({"curve": wandb.plot.line(table, "x", "y", title=f"Epoch {epoch}")}, step=epoch)
    wandb.log({"loss": 1.0}, step=10)
    answer = RunCharts(RunReaders([RunRecord.read(run.catalog, run.project, run.id)])).chart
    for asked, step in ((None, 9), (9, 9), (7, 5), (5, 5), (0, 0)):
        told, buffers = answer({"run": run.id, "key": "curve", "step": asked}, Task())
        assert (told["step"], told["steps"]) == (step, [0, 5, 9])
        assert told["spec"]["title"] == f"Epoch {step}"
        assert pa.ipc.open_stream(buffers[0]).read_all()["y"].to_pylist() == [0, step, 2 * step]
    with pytest.raises(UnknownKey, match="logged under 'loss'"):
        answer({"run": run.id, "key": "loss", "step": None}, Task())
