"""A run's charts in a stub page: hover, zoom, smoothing, axes and groups, by pointer and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.waiting import wait_for_rest, wait_for_value

STEPS = 40


@pytest.fixture
def run(tmp_path: Path) -> Any:
    """Return a run that goes on, with two groups, a band, zeros, and an epoch as an axis of its own."""
    made = wandb.init(project="demo", name="train-1", dir=tmp_path / "store", config={"total_steps": 100})
    made.define_metric("val/*", step_metric="epoch")
    for step in range(STEPS):
        mean = 10.0 + step
        row = {"eval/mean_reward": mean, "eval/min_reward": mean - 5, "eval/max_reward": mean + 5}
        made.log({**row, "train/loss": 0.0 if step % 10 == 9 else 1 / (step + 1), "train/lr": 0.5})
        if step % 4 == 0:
            made.log({"val/accuracy": step / STEPS, "epoch": step // 4}, commit=False)
    yield made
    made.finish()


def chart(page: Any, key: str) -> Any:
    return page.get_by_role("slider", name=f"{key} over")


def drawn(page: Any, key: str) -> Any:
    """Return a chart once it is drawn, and the pointer is followed."""
    chart(page, key).locator("canvas").wait_for()
    return chart(page, key)


def value(page: Any, key: str) -> Any:
    return page.get_by_role("article", name=key).get_by_role("status")


def text_is(page: Any, key: str, text: str) -> None:
    value(page, key).filter(has_text=text).wait_for()


def hover(page: Any, key: str, share: float) -> None:
    box = wait_for_rest(drawn(page, key))
    page.mouse.move(box["x"] + 34 + (box["width"] - 34) * share - 3, box["y"] + 60)
    page.mouse.move(box["x"] + 34 + (box["width"] - 34) * share, box["y"] + 62)


def test_a_run_says_who_it_is_and_what_it_has(show: Callable[..., Any], run: Any) -> None:
    page = show(run.view())
    page.get_by_role("heading", name="train-1").wait_for()
    page.get_by_text(f"step {STEPS - 1} of 100").wait_for()
    page.get_by_role("progressbar", name="Progress of the run").wait_for()
    page.get_by_text("3 metrics in 1 chart").wait_for()
    for key in ("eval/mean_reward", "train/loss", "train/lr", "val/accuracy"):
        chart(page, key).wait_for()
    side = page.get_by_role("complementary", name="Summary and config")
    side.get_by_text("total_steps").wait_for()
    side.get_by_role("searchbox", name="Find a key").fill("lr")
    side.get_by_text("total_steps").wait_for(state="detached")
    side.get_by_text("train/lr").wait_for()
    assert page.errors == []


def test_the_pointer_reads_all_charts_at_once(show: Callable[..., Any], run: Any) -> None:
    page = show(run.view())
    chart(page, "train/loss").wait_for()
    text_is(page, "train/lr", "0.500")
    hover(page, "eval/mean_reward", 0.5)
    readout = page.locator(".dv-readout")
    readout.get_by_text("step ").first.wait_for()
    for name in ("max_reward", "mean_reward", "min_reward"):
        readout.get_by_text(name).first.wait_for()
    page.wait_for_function("() => document.querySelectorAll('.dv-line-cursor').length >= 3")
    page.mouse.move(5, 5)
    page.wait_for_function("() => document.querySelectorAll('.dv-line-cursor').length === 0")


def test_arrows_move_by_one_logged_point(show: Callable[..., Any], run: Any) -> None:
    page = show(run.view())
    place = drawn(page, "eval/mean_reward")
    place.focus()
    page.keyboard.press("Home")
    text_is(page, "eval/mean_reward", "10")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    text_is(page, "eval/mean_reward", "12")
    page.wait_for_function(
        "() => /^step 2: mean_reward 12$/.test(document.activeElement.getAttribute('aria-valuetext'))"
    )
    page.keyboard.press("End")
    text_is(page, "eval/mean_reward", str(10 + STEPS - 1))


def test_a_drag_zooms_all_charts_and_escape_goes_back(show: Callable[..., Any], run: Any) -> None:
    view = run.view()
    page = show(view)
    box = wait_for_rest(drawn(page, "eval/mean_reward"))
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + 70, steps=5)
    page.mouse.up()
    page.stub.wait_until(lambda: len(view.zoom) == 2)
    low, high = view.zoom
    assert 10 < low < high < STEPS
    for key in ("eval/mean_reward", "train/loss"):
        page.wait_for_function(
            "([key, low]) => Number([...document.querySelectorAll('[role=slider]')].find(el =>"
            " (el.ariaLabel ?? '').startsWith(key)).ariaValueMin) >= low - 1e-9",
            arg=[key, low],
        )
    # What is drawn over epochs shows all of them.
    expect(chart(page, "val/accuracy")).to_have_attribute("aria-valuemin", "0")
    asked = page.stub.asked
    page.stub.wait_until(lambda: any(q["params"]["range"] for q in asked if q.get("method") == "series"))
    chart(page, "train/loss").focus()
    page.keyboard.press("Escape")
    page.stub.wait_until(lambda: view.zoom == [])


def test_keys_zoom_around_the_line(show: Callable[..., Any], run: Any) -> None:
    view = run.view()
    page = show(view)
    place = drawn(page, "eval/mean_reward")
    place.focus()
    page.keyboard.press("Home")
    text_is(page, "eval/mean_reward", "10")
    page.keyboard.press("+")
    page.stub.wait_until(lambda: len(view.zoom) == 2 and view.zoom[1] < STEPS - 1)
    page.get_by_role("button", name="Reset the zoom").click()
    page.stub.wait_until(lambda: view.zoom == [])


def test_smoothing_keeps_the_raw_line(show: Callable[..., Any], run: Any) -> None:
    view = run.view()
    page = show(view)
    chart(page, "eval/mean_reward").wait_for()
    slider = page.get_by_role("slider", name="Smoothing")
    slider.focus()
    for _ in range(50):
        page.keyboard.press("ArrowRight")
    page.stub.wait_until(lambda: 0.45 < view.smoothing < 0.55)
    hover(page, "eval/mean_reward", 0.9)
    page.locator(".dv-readout").get_by_text("smoothed").wait_for()
    page.locator(".dv-readout").get_by_text("raw").wait_for()


def test_a_logarithmic_axis_says_what_it_leaves_out(show: Callable[..., Any], run: Any) -> None:
    view = run.view()
    page = show(view)
    chart(page, "train/loss").wait_for()
    page.get_by_role("button", name="Log y").click()
    page.get_by_text(f"{STEPS // 10} of {STEPS} values are 0: not drawn").wait_for()
    page.stub.wait_until(lambda: view.log_y)
    page.get_by_role("button", name="Log y").focus()
    page.keyboard.press("Enter")
    page.get_by_text("not drawn").wait_for(state="detached")
    page.get_by_role("article", name="train/loss").hover()
    page.get_by_role("button", name="More of train/loss").click()
    page.get_by_role("menuitemradio", name="Logarithmic y axis").click()
    page.get_by_text("values are 0: not drawn").wait_for()
    wait_for_value(lambda: view.log_y, False)


def test_the_x_axis_is_chosen(show: Callable[..., Any], run: Any) -> None:
    view = run.view()
    page = show(view)
    chart(page, "val/accuracy").wait_for()
    expect(chart(page, "val/accuracy")).to_have_attribute("aria-label", "val/accuracy over epoch")
    button = page.get_by_role("button", name="x axis")
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_role("menuitemradio", name="Relative time").wait_for()
    page.get_by_role("menuitemradio", name="Relative time").click()
    page.stub.wait_until(lambda: view.x_axis == "_relative")
    page.get_by_role("slider", name="train/loss over relative time").wait_for()
    button.click()
    page.get_by_role("menuitemradio", name="epoch").click()
    page.get_by_role("slider", name="train/loss over epoch").wait_for()
    view.x_axis = "_step"
    page.get_by_role("slider", name="val/accuracy over step").wait_for()
    assert page.errors == []


def test_metrics_are_found_and_groups_fold(show: Callable[..., Any], run: Any) -> None:
    view = run.view()
    page = show(view)
    chart(page, "eval/mean_reward").wait_for()
    page.get_by_role("searchbox", name="Find a metric").fill("LOSS")
    chart(page, "eval/mean_reward").wait_for(state="detached")
    chart(page, "train/loss").wait_for()
    page.stub.wait_until(lambda: view.find == "LOSS")
    page.get_by_role("searchbox", name="Find a metric").fill("nothing of the kind")
    page.get_by_role("button", name="Show all metrics").click()
    chart(page, "eval/mean_reward").wait_for()
    train = page.get_by_role("button", name="train 2 metrics")
    train.focus()
    page.keyboard.press("Enter")
    chart(page, "train/loss").wait_for(state="detached")
    train.click()
    chart(page, "train/loss").wait_for()


def test_one_chart_is_shown_large(show: Callable[..., Any], run: Any) -> None:
    page = show(run.view())
    chart(page, "train/loss").wait_for()
    page.get_by_role("article", name="train/loss").hover()
    page.get_by_role("button", name="Show train/loss large").click()
    chart(page, "eval/mean_reward").wait_for(state="detached")
    chart(page, "train/loss").focus()
    page.keyboard.press("Escape")
    chart(page, "eval/mean_reward").wait_for()
