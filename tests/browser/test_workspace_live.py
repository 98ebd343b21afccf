"""A workspace while runs go on, and while Python changes it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from dsviz_widget.errors import ViewError
from tests.browser.runs import some_runs
from tests.browser.stub import StubComm


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Any]:
    wandb.finish()
    with wandb.init(project="live", dir=tmp_path, name="young", config={"lr": 0.1}) as run:
        run.log({"loss": 1.0})
        yield run


def test_points_and_values_of_a_run_that_goes_on_follow(
    show: Callable[..., Any], live: Any, tmp_path: Path
) -> None:
    page = show(wandb.Api(dir=tmp_path).runs("live").view())
    page.get_by_role("img", name="running").wait_for()
    page.get_by_role("slider", name="loss over step").wait_for()
    for step in range(1, 21):
        live.log({"loss": 1 / step, "acc": step / 20})
    page.wait_for_function("document.querySelector('.dv-line-place')?.ariaValueMax === '20'")
    page.get_by_role("region", name="acc").wait_for()
    page.get_by_role("gridcell", name="0.05").first.wait_for()
    live.finish()
    page.get_by_role("img", name="finished").wait_for()


def test_a_run_that_begins_meanwhile_comes_and_is_drawn(
    show: Callable[..., Any], live: Any, tmp_path: Path
) -> None:
    page = show(wandb.Api(dir=tmp_path).runs("live").view())
    page.get_by_text("1 shown of 1").wait_for()
    with wandb.init(project="live", dir=tmp_path, name="younger", reinit="create_new") as other:
        other.log({"loss": 3.0})
        live.log({"loss": 2.0})
        page.get_by_role("rowheader", name="younger").wait_for()
        page.get_by_text("2 shown of 2").wait_for()


def test_metrics_are_drawn_over_what_they_were_defined_with(show: Callable[..., Any], tmp_path: Path) -> None:
    wandb.finish()
    with wandb.init(project="live", dir=tmp_path) as run:
        run.define_metric("epoch", hidden=True)
        run.define_metric("val/*", step_metric="epoch")
        for step in range(10):
            run.log({"loss": 1 / (step + 1), "val/loss": 1.0, "epoch": step / 5})
    page = show(wandb.Api(dir=tmp_path).runs("live").view())
    page.get_by_role("slider", name="loss over step, 1 line", exact=True).wait_for()
    page.get_by_role("slider", name="val/loss over epoch, 1 line").wait_for()
    expect(page.get_by_role("region", name="epoch")).to_have_count(0)


def test_python_moves_the_screen(show: Callable[..., Any], tmp_path: Path) -> None:
    view = wandb.WorkspaceView(some_runs(tmp_path))
    page = show(view)
    page.get_by_text("8 shown of 12").wait_for()
    view.shown = ["run-10", "run-03"]
    page.get_by_text("2 shown of 12").wait_for()
    assert view.shown_runs == {"run-10": 0, "run-03": 3}
    view.tab = "config"
    page.get_by_role("columnheader", name="run-10").wait_for()
    view.query = view.query.group_by("optimizer")
    page.get_by_role("row", name="sgd, 6 runs").wait_for()


def test_a_column_of_numbers_says_what_is_best(show: Callable[..., Any], tmp_path: Path) -> None:
    view = wandb.WorkspaceView(some_runs(tmp_path))
    page = show(view)
    page.get_by_text("8 shown of 12").wait_for()
    head = page.get_by_role("columnheader", name="params")
    head.hover()
    head.get_by_role("button", name="Menu of params").click()
    page.get_by_role("menuitemradio", name="Best is the highest").click()
    page.locator(".dv-ws-foot").get_by_text("run-11").wait_for()
    page.stub.wait_until(lambda: view.best is not None and view.best.id == "run-11")


@pytest.mark.parametrize("width", [1280, 700, 400])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_fits_at_each_width(show: Callable[..., Any], tmp_path: Path, width: int, theme: str) -> None:
    page = show(wandb.WorkspaceView(some_runs(tmp_path)), width=width, theme=theme)
    page.get_by_role("slider", name="over step, 8 lines").first.wait_for()
    for tab in ("Charts", "Summaries", "Config differences"):
        page.get_by_role("radio", name=tab).click()
        page.wait_for_function(
            """() => {
                const { left, right } = document.querySelector(".dv").getBoundingClientRect();
                const parts = ".dv-toolbar > *, .dv-chart-controls > *, .dv-pane-head > *";
                return [...document.querySelectorAll(parts)]
                    .map((el) => el.getBoundingClientRect())
                    .every((box) => box.width === 0 || (box.left >= left && box.right <= right + 1));
            }"""
        )
    assert page.errors == []


def test_what_makes_no_sense_is_said(tmp_path: Path) -> None:
    runs = some_runs(tmp_path, count=2, steps=1)
    with pytest.raises(ViewError, match="Did you mean 'val/loss'"):
        wandb.WorkspaceView(runs, best="val/los")
    with pytest.raises(ViewError, match="smoothing must be"):
        wandb.WorkspaceView(runs, smoothing=1.0)
    with pytest.raises(ViewError, match="band must be one of"):
        wandb.WorkspaceView(runs, band="width")
    with pytest.raises(ViewError, match="got str"):
        wandb.WorkspaceView("digits")  # type: ignore[arg-type]


def test_a_run_that_logs_faster_than_the_kernel_answers_is_drawn(
    show: Callable[..., Any], live: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each answer comes a second late, and of a run that logs is told each quarter.
    def due_at(comm: StubComm, content: dict[str, Any] | None) -> float:
        return time.monotonic() + (1 if content and content.get("kind") == "answer" else 0)

    monkeypatch.setattr(StubComm, "_due_at", due_at)
    ended = threading.Event()

    def log() -> None:
        step = 0
        while not ended.wait(0.02):
            step += 1
            live.log({"loss": 1 / step})

    logging = threading.Thread(target=log)
    logging.start()
    try:
        page = show(wandb.Api(dir=tmp_path).runs("live").view())
        page.get_by_role("slider", name="loss over step").wait_for()
        last = "Number(document.querySelector('.dv-line-place')?.ariaValueMax)"
        page.wait_for_function(f"{last} > 0")
        first = page.evaluate(last)
        page.wait_for_function(f"first => {last} > first", arg=first)
    finally:
        ended.set()
        logging.join()
    assert page.errors == []
