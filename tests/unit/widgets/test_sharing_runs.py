"""A run as a page: what is in it, what it says that it lacks, and when it is refused."""

from __future__ import annotations

import base64
import gzip
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import ViewError
from dsviz_widget.query import Task
from dsviz_widget.store import Catalog

STEPS = 3_000


def parts_of(path: Path) -> dict[str, bytes]:
    """Return the parts of a page by name, as a browser unpacks them."""
    found = {}
    for name, packed, text in re.findall(
        r'data-part="([^"]*)"( data-gz)?>([^<]*)</script>', path.read_text()
    ):
        content = base64.b64decode(text)
        found[name] = gzip.decompress(content) if packed else content
    return found


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DSVIZ_DIR", str(tmp_path_factory.mktemp("store")))
        run = wandb.init(project="shared", name="first", config={"lr": 0.1})
        run.define_metric("val", step_metric="epoch")
        for step in range(STEPS):
            row: dict[str, Any] = {"loss": 1 / (1 + step), "ok": step % 7 == 0}
            if step % 10 == 0:
                row |= {"epoch": step // 10, "val": step / STEPS}
            if step % 100 == 0:
                row |= {
                    "table": wandb.Table(columns=["a"], data=[[k] for k in range(8)]),
                    "shot": [wandb.Image(np.full((8, 8), k, np.uint8)) for k in range(2)],
                }
            run.log(row)
        run.finish()
        yield wandb.RunView(run)


def test_a_page_says_what_it_has_less_of(view: Any, tmp_path: Path) -> None:
    plan = view.to_html(tmp_path / "run.html", max_points=400, max_rows=5)
    assert plan.notes == (
        "2 of 4 lines have more than 400 points: the page has those that draw the same picture, and zoom "
        "and smoothing are of these.",
        "shot: media of 2 of its 30 steps, evenly chosen, the last among them.",
        "Pictures are at most 128 px wide and high, and so are masks, by which an open one is measured; the "
        "originals are not in this page.",
        "table: tables of 10 of its 30 steps, evenly chosen, the last among them.",
        "table: The first 5 of 8 rows; counts and figures are of these.",
    )
    assert plan.size == (tmp_path / "run.html").stat().st_size
    text = (tmp_path / "run.html").read_text()
    assert all(note in text for note in plan.notes)
    # The name of the run stands above it.
    assert "<h1>first</h1>" in text


def test_media_of_one_step_are_cut_openly(view: Any, tmp_path: Path) -> None:
    plan = view.to_html(tmp_path / "run.html", max_rows=1)
    assert "shot: the first 1 of the 2 media of a step." in plan.notes
    about = json.loads(parts_of(tmp_path / "run.html")["v0.run"])
    steps = next(one for one in about["baked"] if one["method"] == "run_media")["result"]["steps"]
    assert [(step["row"], step["count"]) for step in steps] == [(0, 1)]
    # The last one is what a run is looked at for.
    assert steps[0]["step"] == STEPS - 100


def test_points_are_as_few_as_asked_for_and_metrics_keep_their_x(view: Any, tmp_path: Path) -> None:
    view.to_html(tmp_path / "run.html", max_points=200)
    parts = parts_of(tmp_path / "run.html")
    about = json.loads(parts["v0.run"])
    lines = pa.ipc.open_stream(parts[about["lines"]]).read_all().to_pylist()
    by_name = {(line["kind"], line["key"]): line for line in lines}
    loss = by_name["number", "loss"]
    assert loss["total"] == STEPS
    assert len(loss["values"]) <= 200
    steps = np.array(by_name["axis", "_step"]["values"])[np.cumsum(loss["places"])]
    assert (steps[0], steps[-1]) == (0, STEPS - 1)
    np.testing.assert_array_equal(loss["values"], 1 / (1 + steps))
    # What val is drawn over has a value wherever val has.
    places = {name: set(np.cumsum(by_name["number", name]["places"])) for name in ("val", "epoch")}
    assert places["val"] <= places["epoch"]


def test_what_lies_on_this_machine_is_not_named(view: Any, tmp_path: Path) -> None:
    view.to_html(tmp_path / "run.html")
    parts = parts_of(tmp_path / "run.html")
    folder = str(view.run.folder.parent)
    assert all(folder.encode() not in content for content in parts.values())


def test_a_page_that_would_be_too_large_is_refused(view: Any, tmp_path: Path) -> None:
    with pytest.raises(ViewError, match=r"more than the 1 kB of max_bytes.*max_points \(now 2,000\)"):
        view.to_html(tmp_path / "run.html", max_bytes=1_000)
    assert list(tmp_path.iterdir()) == []


def test_a_run_without_anything_is_a_page_too(store: Catalog, tmp_path: Path) -> None:
    run = wandb.init(project="shared", name="nothing")
    run.finish()
    assert wandb.RunView(run).to_html(tmp_path / "run.html").notes == ()


@pytest.fixture
def runs(store: Catalog) -> list[Any]:
    """Return ten runs; each logged a line and a picture."""
    for number in range(10):
        with wandb.init(project="many", name=f"secret-{number}", config={"lr": number / 10}) as run:
            for step in range(300):
                run.log({"loss": step * number})
            run.log({"shot": wandb.Image(np.zeros((8, 8), np.uint8))})
    return list(wandb.Api().runs("many"))


def test_a_workspace_says_which_runs_have_only_lines(runs: list[Any], tmp_path: Path) -> None:
    view = wandb.WorkspaceView(runs)
    plan = view.to_html(tmp_path / "runs.html", max_points=100)
    assert plan.notes == (
        "10 of 10 lines have more than 100 points: the page has those that draw the same picture, and zoom "
        "and smoothing are of these.",
        "Of the 8 runs that were drawn first the page has all they logged; of 2 others it has lines, config "
        "and summary, and neither media, tables, output nor artifacts.",
    )
    head = json.loads(parts_of(tmp_path / "runs.html")["v0.head"])
    assert list(head["runs"]) == [run.id for run in runs]
    assert view.html_plan(max_points=100).size == plan.size


def test_lines_of_many_runs_share_their_points(
    runs: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dsviz_widget.widgets.sharing_workspace.MOST_POINTS", 2_000)
    view = wandb.WorkspaceView(runs)
    (first, *_) = view.html_plan(max_points=800).notes
    assert first.startswith("10 of 10 lines have more than 200 points")


def test_runs_that_stay_out_of_a_page_are_not_named_in_it(runs: list[Any], tmp_path: Path) -> None:
    view = wandb.WorkspaceView(runs, query="lr > 0.65", shown=[run.id for run in runs])
    plan = view.to_html(tmp_path / "runs.html", rows="matched")
    assert "The 3 of 10 rows that match; counts and figures are of these." in plan.notes
    whole = b"".join(content for name, content in parts_of(tmp_path / "runs.html").items() if name[0] == "v")
    for run in runs:
        is_there = run.config["lr"] > 0.65
        assert (run.name.encode() in whole) == is_there
        assert (run.id.encode() in whole) == is_there
    head = json.loads(parts_of(tmp_path / "runs.html")["v0.head"])
    told = next(one for one in head["baked"] if one["method"] == "workspace")["result"]["runs"]
    # A row's id is the place of its run.
    assert [bool(one["id"]) for one in told] == [False] * 7 + [True] * 3


def test_true_and_false_are_lines_on_a_logarithmic_axis_too(view: Any) -> None:
    wish = {"x": "_step", "range": None, "points": 500, "smoothing": 0, "log_y": True}
    asked = {"runs": [view.run_id], "keys": [{"key": "ok", "kind": "bool"}], **wish}
    told, _ = view.answer("series", asked, Task())
    below = told["series"][0]["not_drawn"]
    assert (below["count"], below["is_zero"]) == (STEPS - len(range(0, STEPS, 7)), True)
