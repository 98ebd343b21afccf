"""A run's pictures, histograms, output and artifacts in a stub page, and a run that goes on meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.waiting import wait_for_rest

LABELS = {0: "road", 1: "car"}
STEPS = (0, 5, 20, 50, 100)


@pytest.fixture
def run(tmp_path: Path) -> Any:
    """Return a run that goes on, with everything that a tab shows."""
    random = np.random.default_rng(4)
    made = wandb.init(project="demo", name="train-1", dir=tmp_path / "store")
    pixels = np.full((24, 32, 3), 120, np.uint8)
    mask = {"predictions": {"mask_data": np.eye(24, 32, dtype=int), "class_labels": LABELS}}
    for step in STEPS:
        pictures = [wandb.Image(pixels, caption=f"{name} {step}", masks=mask) for name in ("left", "right")]
        weights = wandb.Histogram(random.normal(0, 1 + step / 50, 500))
        made.log({"val/seen": pictures, "weights": weights, "loss": 1.0}, step=step)
    made.log({"other": wandb.Image(pixels, caption="alone")})
    file = tmp_path / "weights.bin"
    file.write_bytes(b"1" * 38_000)
    artifact = wandb.Artifact("model", "model")
    artifact.add_file(str(file))
    made.log_artifact(artifact)
    yield made
    made.finish()


def open_tab(page: Any, name: str) -> None:
    page.get_by_role("tab", name=name).click()
    page.get_by_role("tabpanel", name=name).wait_for()


def test_tabs_are_walked_by_keys(show: Callable[..., Any], run: Any) -> None:
    view = run.view()
    page = show(view)
    page.get_by_role("tab", name="Charts").focus()
    for name in ("Media", "Histograms", "Artifacts"):
        page.keyboard.press("ArrowRight")
        page.get_by_role("tab", name=name, selected=True).wait_for()
        page.get_by_role("tabpanel", name=name).wait_for()
    page.stub.wait_until(lambda: view.tab == "artifacts")
    page.keyboard.press("ArrowRight")
    page.get_by_role("slider", name="loss over step").wait_for()
    assert page.errors == []


def test_pictures_of_steps_stand_side_by_side(show: Callable[..., Any], run: Any) -> None:
    page = show(run.view(tab="media"))
    for name in ("left 0", "right 0", "left 100", "right 100"):
        page.get_by_role("img", name=name).wait_for()
    first = page.get_by_role("slider", name="Step A of val/seen")
    first.focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("img", name="left 5", exact=True).wait_for()
    page.keyboard.press("End")
    # The last one is taken by B.
    page.get_by_role("img", name="left 50", exact=True).wait_for()
    page.get_by_role("button", name="Add a step").click()
    page.get_by_role("slider", name="Step C of val/seen").wait_for()
    page.get_by_role("button", name="One step less").click()
    page.get_by_role("slider", name="Step C of val/seen").wait_for(state="detached")
    box = wait_for_rest(page.locator(".dv-step-track"))
    page.mouse.click(box["x"] + 2, box["y"] + 18)
    page.get_by_role("img", name="left 0", exact=True).wait_for()
    assert page.errors == []


def test_space_plays_a_to_b(show: Callable[..., Any], run: Any) -> None:
    page = show(run.view(tab="media"))
    first = page.get_by_role("slider", name="Step A of val/seen")
    first.focus()
    # Written down as it happens: a busy machine looks too late to see a step that is gone a moment later.
    first.evaluate("""(slider) => {
      window.steps = [];
      const note = () => window.steps.push(slider.getAttribute("aria-valuenow"));
      new MutationObserver(note).observe(slider, { attributeFilter: ["aria-valuenow"] });
    }""")
    page.keyboard.press("Space")
    page.wait_for_function("() => window.steps.some((step) => step !== '0') && window.steps.at(-1) === '0'")
    assert page.errors == []


def test_classes_are_hidden_in_all_pictures(show: Callable[..., Any], run: Any) -> None:
    page = show(run.view(tab="media"))
    page.get_by_role("img", name="left 0", exact=True).wait_for()
    colors = "() => [...document.querySelectorAll('.dv-thumb canvas')].map(el => el.toDataURL()).join()"
    page.get_by_role("button", name="Hide car").wait_for()
    before = page.evaluate(colors)
    page.get_by_role("button", name="Hide car").click()
    page.get_by_role("button", name="Show car").wait_for()
    page.wait_for_function(f"(before) => ({colors})() !== before", arg=before)


def test_another_key_is_chosen(show: Callable[..., Any], run: Any) -> None:
    page = show(run.view(tab="media"))
    page.get_by_role("button", name="Key: val/seen").click()
    page.get_by_role("menuitemradio", name="other").click()
    page.get_by_role("img", name="alone").wait_for()


def test_histograms_are_read_column_by_column(show: Callable[..., Any], run: Any) -> None:
    page = show(run.view(tab="histograms"))
    place = page.get_by_role("slider", name="Step of weights")
    place.wait_for()
    place.focus()
    page.keyboard.press("Home")
    page.get_by_text("step 0: 500 values").wait_for()
    page.keyboard.press("ArrowRight")
    page.get_by_text("step 5: 500 values").wait_for()
    box = wait_for_rest(place)
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 40)
    page.get_by_text("step 20: 500 values").wait_for()
    filled = (
        "() => document.querySelector('.dv-heatmap canvas').getContext('2d').getImageData(0, 0, 5, 64).data"
    )
    page.wait_for_function(f"() => ({filled})().some((value) => value > 0)")


def test_artifacts_are_listed(show: Callable[..., Any], run: Any) -> None:
    page = show(run.view(tab="artifacts"))
    row = page.get_by_role("row", name="demo/model:v0")
    row.get_by_text("38 kB").wait_for()


def test_points_come_while_the_run_goes_on_unless_the_picture_is_held(
    show: Callable[..., Any], run: Any
) -> None:
    page = show(run.view())
    page.get_by_role("status").filter(has_text="Live").wait_for()
    value = page.get_by_role("article", name="loss").get_by_role("status")
    run.log({"loss": 7.25})
    value.filter(has_text="7.250").wait_for()
    run.log({"found/later": 3.0})
    page.get_by_role("slider", name="found/later over step").wait_for()
    page.get_by_role("button", name="Hold the picture").click()
    run.log({"loss": 8.5})
    run.log({"loss": 9.5})
    page.get_by_text("Paused, 2 new points").wait_for()
    expect(value).to_contain_text("7.250", use_inner_text=True)
    page.get_by_role("button", name="Go on showing new points").click()
    value.filter(has_text="9.500").wait_for()
    run.finish()
    page.get_by_text("Finished").wait_for()
    assert page.errors == []


def test_a_run_without_data_says_so_until_there_is_some(show: Callable[..., Any], tmp_path: Path) -> None:
    made = wandb.init(project="demo", name="young", dir=tmp_path / "store")
    page = show(made.view())
    page.get_by_role("heading", name="No data logged yet").wait_for()
    made.log({"loss": 1.0})
    page.get_by_role("slider", name="loss over step").wait_for()
    made.finish(exit_code=1)
    page.get_by_text("exit code 1").wait_for()
    page.get_by_text("Failed", exact=True).wait_for()


def test_a_run_that_was_deleted_says_so(show: Callable[..., Any], run: Any) -> None:
    view = run.view()
    run.finish()
    wandb.Api(dir=run.catalog.folder).run(f"demo/{run.id}").delete()
    page = show(view)
    page.get_by_role("alert").get_by_text("was deleted").wait_for()


def test_charts_that_were_logged_stand_among_the_charts(show: Callable[..., Any], run: Any) -> None:
    rows = wandb.Table(columns=["x", "y"], data=[[n, n * n] for n in range(20)])
    run.log({"squares": wandb.plot.line(rows, "x", "y", title="Squares")})
    run.log({"rows": rows})
    page = show(run.view())
    page.get_by_role("article", name="squares").locator("svg, canvas").first.wait_for()
    page.get_by_role("searchbox", name="Find a metric").fill("loss")
    page.get_by_role("article", name="squares").wait_for(state="detached")
    open_tab(page, "Media")
    page.get_by_role("button", name="Open the table rows").wait_for()
    assert page.errors == []
