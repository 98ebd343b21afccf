"""A page without a kernel answers about runs as Python does: lines, groups of runs, configs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import dsviz_widget as wandb
from dsviz_widget.convert import import_csv
from dsviz_widget.widgets.group_series import BANDS
from tests.browser.offline import PageEngine, differences, query

KEY = {"key": "train_loss", "kind": "number"}


@pytest.fixture(scope="module")
def engine_of(browser: Any) -> Iterator[Callable[..., PageEngine]]:
    """Return a function that gives what answers in the page of a view."""
    context = browser.new_context(offline=True)
    yield lambda view, **limits: PageEngine(context.new_page(), view, **limits)
    context.close()


@pytest.fixture(scope="module")
def trainings(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Any]]:
    """Runs of real trainings; the first one logged a number at each of its steps."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DSVIZ_DIR", str(tmp_path_factory.mktemp("store")))
        folder = shared_data / "runs_nanogpt"
        runs = import_csv(folder / "history.csv.gz", project="speed", runs=folder / "runs.jsonl")
        yield sorted(runs, key=lambda run: -run.reader().row_count)[:24]


def lines(engine: PageEngine, method: str, params: dict[str, Any]) -> tuple[list[str], int]:
    """Return where the page and Python draw differently, and how many points there are."""
    ours, our_numbers = engine.ask(method, params)
    theirs, their_numbers = engine.python(method, params)
    found = differences(ours, theirs)
    points = 0
    for mine, its in zip(our_numbers, their_numbers, strict=True):
        left, right = np.frombuffer(mine, "<f8"), np.frombuffer(its, "<f8")
        points += len(right)
        if len(left) != len(right) or not np.allclose(left, right, rtol=1e-9, atol=1e-9, equal_nan=True):
            found.append(f"other points: {left[:4]} and {right[:4]} of {len(left)} and {len(right)}")
    return [f"{method} {params}: {line}" for line in found[:3]], points


@pytest.fixture(scope="module")
def whole(trainings: list[Any], engine_of: Callable[..., PageEngine]) -> PageEngine:
    return engine_of(wandb.RunView(trainings[0]), max_points=10_000)


@pytest.mark.parametrize("x", ["_step", "val_loss", "train_time_s"])
@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"smoothing": 0.9},
        {"range": [0, 20]},
        {"range": [100, 900], "points": 120, "smoothing": 0.5},
        {"points": 200, "log_y": True},
    ],
)
def test_lines_of_a_run_are_those_of_python(whole: PageEngine, x: str, wish: dict[str, Any]) -> None:
    keys = [KEY, {"key": "val_loss", "kind": "number"}, {"key": "nothing", "kind": "number"}]
    asked = {
        "runs": [whole.view.run_id],
        "keys": keys,
        "x": x,
        "range": None,
        "points": 1_200,
        "smoothing": 0,
    }
    found, points = lines(whole, "series", {**asked, **wish})
    assert found == []
    assert points > 4


def test_an_x_that_was_never_logged_is_named_for_each_line(whole: PageEngine) -> None:
    asked = {
        "runs": [whole.view.run_id],
        "keys": [KEY],
        "x": "epoch",
        "range": None,
        "points": 500,
        "smoothing": 0,
    }
    ours, _ = whole.ask("series", asked)
    assert ours["series"][0]["error"].startswith("Nothing was logged under 'epoch'")


def test_what_a_run_is_and_printed_is_answered_as_python_does(whole: PageEngine) -> None:
    run = whole.view.run_id
    for method in ("run_artifacts", "run_console"):
        ours, theirs = whole.ask(method, {"run": run})[0], whole.python(method, {"run": run})[0]
        # Where the output lies on this machine is not said.
        assert {**ours, "path": ""} == {**theirs, "path": ""}
    ours, theirs = (ask("run_info", {"runs": [run]})[0]["runs"][0] for ask in (whole.ask, whole.python))
    assert {name: value for name, value in ours.items() if name in theirs} == theirs
    assert "written_at" not in ours  # it has ended, and is as it will be


def test_fewer_points_keep_the_shape_and_say_how_many_there_were(
    trainings: list[Any], engine_of: Callable[..., PageEngine]
) -> None:
    engine = engine_of(wandb.RunView(trainings[0]), max_points=600)
    steps, values = (np.asarray(part) for part in trainings[0].reader().values("train_loss"))
    asked = {
        "runs": [engine.view.run_id],
        "keys": [KEY],
        "x": "_step",
        "range": None,
        "points": 1_200,
        "smoothing": 0,
    }
    told, (x, y) = engine.ask("series", asked)
    (said,) = told["series"]
    x, y = np.frombuffer(x, "<f8"), np.frombuffer(y, "<f8")
    assert (said["exact"], said["of"], said["total"]) == (False, len(steps), len(x))
    assert len(x) <= 600
    assert (x[0], x[-1], y.min(), y.max()) == (steps[0], steps[-1], values.min(), values.max())
    at = np.searchsorted(steps, x)
    np.testing.assert_array_equal(y, values[at])


@pytest.fixture(scope="module")
def workspace(trainings: list[Any], engine_of: Callable[..., PageEngine]) -> PageEngine:
    return engine_of(wandb.WorkspaceView(trainings), max_points=10_000)


def test_runs_in_groups_are_those_of_python(workspace: PageEngine) -> None:
    grouped = query("total_steps > 1000", group=["gpu"], sort=["-final_val_loss"])
    for method, params in [
        ("workspace", {}),
        ("metrics", {"start": 0, "count": 64}),
        ("configs", {"runs": [run.id for run in workspace.view.workspace.runs[:5]]}),
    ]:
        assert differences(workspace.ask(method, params)[0], workspace.python(method, params)[0]) == []
    groups = workspace.python("groups", {"query": grouped, "start": 0, "count": 9, "gallery": 0, "bins": 1})[
        0
    ]
    keys = [group["key"] for group in groups["groups"]]
    asked = {"query": grouped, "keys": keys}
    ours, theirs = workspace.ask("group_runs", asked)[0], workspace.python("group_runs", asked)[0]
    assert ours == theirs
    assert sum(map(len, ours["groups"])) == groups["matched"] > 2


@pytest.mark.parametrize("band", BANDS)
def test_means_of_groups_are_those_of_python(workspace: PageEngine, band: str) -> None:
    ids = [run.id for run in workspace.view.workspace.runs]
    groups = [{"id": "a", "runs": ids[:7]}, {"id": "b", "runs": ids[7:]}]
    asked = {"groups": groups, "keys": ["val_loss"], "x": "_step", "band": band, "points": 1_000}
    for more in ({"smoothing": 0, "range": None}, {"smoothing": 0.6, "range": [500, 2000]}):
        found, points = lines(workspace, "group_series", {**asked, **more})
        assert found == []
        assert points > 8


def test_lines_of_many_runs_are_those_of_python(workspace: PageEngine) -> None:
    ids = [run.id for run in workspace.view.workspace.runs]
    asked = {"runs": ids, "keys": [{"key": "val_loss", "kind": "number"}], "x": "_step", "points": 1_000}
    found, points = lines(workspace, "series", {**asked, "range": None, "smoothing": 0.3})
    assert found == []
    assert points > 500


def test_files_of_a_run_are_those_that_were_logged(
    engine_of: Callable[..., PageEngine], tmp_path: Path
) -> None:
    run = wandb.init(project="sounds", dir=tmp_path / "store")
    random = np.random.default_rng(4)
    for _ in range(3):
        clip = wandb.Audio(random.uniform(-1, 1, 800).astype(np.float32), sample_rate=8_000)
        run.log({"clip": clip, "scene": wandb.Image(random.integers(0, 255, (300, 400), dtype=np.uint8))})
    run.finish()
    engine = engine_of(wandb.RunView(run), media="originals")
    file = {"run": run.id, "key": "clip", "column": "clip", "row": 1, "index": 0, "start": 0, "count": 10**6}
    ours, theirs = engine.ask("run_media_file", file), engine.python("run_media_file", file)
    assert ours[1] == theirs[1]
    assert ours[0]["size"] == len(theirs[1][0])
    picture = {"run": run.id, "key": "scene", "column": "scene", "row": 2}
    assert engine.ask("run_image", picture)[1] == engine.python("run_image", picture)[1]
    stills = engine_of(wandb.RunView(run))
    assert "media='originals'" in stills.ask("run_media_file", file)[0]["message"]
    assert stills.ask("run_media", {"run": run.id, "key": "clip"})[0]["steps"][2]["row"] == 2
