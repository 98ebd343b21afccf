"""What a browser may ask about a run, answered on real files."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import ViewError
from dsviz_widget.query import Task
from dsviz_widget.widgets.live_runs import LiveRuns
from dsviz_widget.widgets.run_histograms import on_edges
from dsviz_widget.widgets.run_info import progress_of
from dsviz_widget.widgets.run_outputs import as_shown
from dsviz_widget.widgets.run_readers import RunReaders
from dsviz_widget.widgets.run_tables import RunTables
from dsviz_widget.widgets.run_view import RunView, run_handlers


@pytest.fixture
def run(tmp_path: Path) -> Any:
    made = wandb.init(project="demo", name="first", dir=tmp_path / "store", config={"epochs": 10, "lr": 0.0})
    yield made
    made.finish()


def ask(run: Any, method: str, **params: Any) -> tuple[dict[str, Any], list[np.ndarray[Any, Any]]]:
    """Return the answer to a question about a run, its buffers as numbers."""
    record = wandb.Api(dir=run.catalog.folder).run(f"{run.project}/{run.id}")
    handlers = run_handlers(RunReaders([record]))
    result, buffers = handlers[method]({"run": run.id, "runs": [run.id], **params}, Task())
    return result, [np.frombuffer(part, "<f8") if len(part) % 8 == 0 else np.empty(0) for part in buffers]


def test_a_run_says_what_it_is(run: Any) -> None:
    for epoch in range(4):
        run.log({"loss": float("nan") if epoch == 3 else 1.0, "epoch": epoch, "name": "cat"})
    about = ask(run, "run_info")[0]["runs"][0]
    assert (about["state"], about["row_count"], about["last_step"]) == ("running", 4, 3)
    assert (about["done"], about["total"], about["total_key"]) == (3.0, 10.0, "epochs")
    assert about["config"] == {"epochs": 10, "lr": 0.0}
    keys = {(key["key"], key["kind"]): key for key in about["keys"]}
    assert keys["loss", "number"]["last"] == {"_number": "NaN"}
    assert keys["name", "string"]["last"] == "cat"


def test_lines_come_with_all_that_is_drawn(run: Any) -> None:
    for step in range(50):
        run.log({"loss": float(step % 5), "x": step * 2.0})
    wanted = [{"key": "loss", "kind": "number"}, {"key": "never", "kind": "number"}]
    result, (x, y, smooth) = ask(run, "series", keys=wanted, x="x", smoothing=0.5, log_y=True)
    (line,) = result["series"]
    assert line["columns"] == ["x", "y", "smooth"]
    assert (line["exact"], line["total"]) == (True, 50)
    assert list(x) == [2.0 * step for step in range(50)]
    assert y[3] == 3
    assert smooth[0] == 0
    assert line["not_drawn"] == {"count": 10, "total": 50, "is_zero": True, "x": []}


def test_a_long_line_is_a_few_points_and_exact_when_zoomed(run: Any) -> None:
    for step in range(5_000):
        run.log({"loss": 100.0 if step == 1_234 else 0.0})
    wanted = [{"key": "loss", "kind": "number"}]
    result, (_, y) = ask(run, "series", keys=wanted, points=200)
    assert not result["series"][0]["exact"]
    assert len(y) <= 200
    assert y.max() == 100
    result, (x, _) = ask(run, "series", keys=wanted, points=200, range=[1_200, 1_260])
    assert result["series"][0]["exact"]
    assert result["series"][0]["total"] == 61
    assert x[0] == 1_199
    assert x[-1] == 1_261


def test_an_axis_that_was_never_logged_fails_in_its_chart_alone(run: Any) -> None:
    run.log({"loss": 1.0})
    result, _ = ask(run, "series", keys=[{"key": "loss", "kind": "number"}], x="epoch")
    assert "epoch" in result["series"][0]["error"]


def test_a_run_of_another_view_is_refused(run: Any) -> None:
    with pytest.raises(ViewError, match="not in this view"):
        ask(run, "run_info", runs=["../../secret"])


def test_what_is_written_is_told_once_and_again_after_a_look(run: Any) -> None:
    told: list[dict[str, Any]] = []
    live = LiveRuns()
    live.tell = lambda name, **about: told.append({"name": name, **about})
    record = wandb.Api(dir=run.catalog.folder).run(f"{run.project}/{run.id}")
    run.log({"loss": 1.0})
    live.look(record)
    assert wait_for(lambda: live.pause_s is not None)
    run.log({"loss": 2.0})
    assert wait_for(lambda: len(told) == 1)
    assert told == [{"name": "history", "runs": [run.id]}]
    run.log({"loss": 3.0})
    time.sleep(0.6)
    assert len(told) == 1
    live.look(record)
    run.log({"loss": 4.0})
    assert wait_for(lambda: len(told) == 2)


def wait_for(claim: Any) -> bool:
    end = time.monotonic() + 20
    while not claim() and time.monotonic() < end:
        time.sleep(0.02)
    return bool(claim())


def test_histograms_stand_on_the_same_edges(run: Any) -> None:
    for step in range(3):
        values = np.linspace(-1 - step, 1 + step, 101)
        run.log({"weights": wandb.Histogram(values)})
    result, (counts, about) = ask(run, "run_histograms", key="weights")
    assert (result["low"], result["high"], result["columns"]) == (-3.0, 3.0, 3)
    assert counts.reshape(3, result["bins"]).sum(axis=1) == pytest.approx([101, 101, 101])
    assert about.reshape(3, 5)[:, 0].tolist() == [0, 1, 2]
    assert about.reshape(3, 5)[:, 3] == pytest.approx([0, 0, 0], abs=0.01)


def test_counts_are_kept_on_other_edges() -> None:
    counts = np.array([1.0, 4.0, 2.0])
    on = on_edges(counts, np.array([0.0, 1.0, 2.0, 3.0]), np.array([-1.0, 0.5, 1.5, 4.0]))
    assert on == pytest.approx([0.5, 2.5, 4.0])


def test_pictures_are_found_by_step(run: Any) -> None:
    mask = {"truth": {"mask_data": np.ones((4, 4), int), "class_labels": {0: "background", 1: "road"}}}
    pixels = np.zeros((4, 4, 3), np.uint8)
    run.log({"one": wandb.Image(pixels, caption="a", masks=mask)})
    run.log({"some": [wandb.Image(pixels), wandb.Image(pixels, caption="b")]})
    run.log({"some": [wandb.Image(pixels, caption="c")]})
    result, _ = ask(run, "run_media", key="some")
    assert result["steps"] == [
        {"step": 1, "row": 0, "count": 2, "width": 4},
        {"step": 2, "row": 2, "count": 1, "width": 4},
    ]
    small, _ = ask(run, "run_thumbnails", key="some", rows=[2, 1], size_px=128)
    assert [item["caption"] for item in small["items"]] == ["c", "b"]
    result, _ = ask(run, "run_media", key="one")
    assert result["hidden_classes"] == ["background"]
    assert result["column"]["layers"][0]["classes"] == [(0, "background"), (1, "road")]
    small, _ = ask(run, "run_thumbnails", key="one", rows=[0], size_px=128)
    assert small["items"][0]["masks"][0]["group"] == "truth"


def test_artifacts_and_what_was_printed(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "weights.bin"
    file.write_bytes(b"12345")
    artifact = wandb.Artifact("model", "model")
    artifact.add_file(str(file))
    run.log_artifact(artifact)
    result, _ = ask(run, "run_artifacts")
    found = result["artifacts"][0]
    assert (found["relation"], found["type"], found["size"]) == ("logged", "model", 5)
    assert ask(run, "run_console")[0]["text"] == ""
    assert as_shown("10 %\r20 %\r\nred \x1b[31mword\x1b[0m\n") == "20 %\nred word\n"


@pytest.mark.parametrize(
    ("config", "last", "step", "expected"),
    [
        ({"total_steps": 100}, {}, 40, (40.0, 100.0, "total_steps")),
        ({"n_timesteps": 1000}, {"global_step": 500}, 4, (500.0, 1000.0, "n_timesteps")),
        ({"max_steps": 10}, {}, 40, (40.0, None, None)),
        ({"epochs": 3}, {}, 40, (40.0, None, None)),
        ({"total_steps": True}, {}, 1, (1.0, None, None)),
        ({}, {}, None, (None, None, None)),
    ],
)
def test_progress_is_told_where_the_total_is_known(
    config: dict[str, Any], last: dict[str, Any], step: int | None, expected: tuple[Any, ...]
) -> None:
    assert progress_of(config, last, step) == expected


def test_a_view_is_of_a_run(run: Any) -> None:
    view = run.view(x_axis="_relative", smoothing=0.5)
    assert isinstance(view, RunView)
    assert (view.run.name, view.x_axis) == ("first", "_relative")
    with pytest.raises(ViewError, match="RunView shows a run, got a dict"):
        RunView({})  # type: ignore[arg-type]
    run.finish()
    disabled = wandb.init(mode="disabled")
    with pytest.raises(ViewError, match="disabled"):
        RunView(disabled)
    disabled.finish()


def test_a_logged_table_is_answered_for_as_any_table(run: Any) -> None:
    run.log({"rows": wandb.Table(columns=["a"], data=[[1], [2], [3]])})
    assert ask(run, "run_table_steps", key="rows")[0] == {"steps": [0], "row_counts": [3]}
    record = wandb.Api(dir=run.catalog.folder).run(run.path)
    question = {"method": "count", "params": {"query": {"version": 1}}}
    tables = RunTables(RunReaders([record]))
    about, _ = tables.answer({"run": run.id, "key": "rows", "step": 0, **question}, Task())
    assert (about["matched"], about["total"]) == (3, 3)
    with pytest.raises(ViewError, match="no table under 'rows' at step 7"):
        ask(run, "run_table_state", key="rows", step=7)
    with pytest.raises(ViewError, match="no table under 'never'"):
        ask(run, "run_table_steps", key="never")
