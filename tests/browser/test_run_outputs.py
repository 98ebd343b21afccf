"""What the machine did and what a run printed, on the screen of the run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import dsviz_widget as wandb
from tests.browser.waiting import expect, wait_for_value


def test_figures_of_the_machine_are_a_group_of_charts(show: Callable[..., Any], tmp_path: Path) -> None:
    settings = {"system_metrics": True, "system_interval_s": 0.1}
    run = wandb.init(project="demo", dir=tmp_path / "store", settings=settings)
    run.log({"train/loss": 1.0})
    page = show(run.view())
    group = page.get_by_role("button", name="system", exact=False).first
    group.wait_for()
    chart = page.get_by_role("slider", name="system.cpu over")
    chart.wait_for()
    group.focus()
    page.keyboard.press("Enter")
    chart.wait_for(state="detached")
    group.click()
    chart.wait_for()
    page.get_by_role("searchbox", name="Find a metric").fill("system")
    page.get_by_role("slider", name="train/loss over").wait_for(state="detached")
    chart.wait_for()
    run.finish()
    assert page.errors == []


def test_what_a_run_prints_is_followed(show: Callable[..., Any], tmp_path: Path) -> None:
    run = wandb.init(project="demo", dir=tmp_path / "store", settings={"console": True})
    run.log({"loss": 1.0})
    print("\x1b[31mepoch 0\x1b[0m done")
    print("10 %\r20 %\r30 %")
    page = show(run.view(tab="console"))
    output = page.get_by_role("region", name="Console output")
    output.get_by_text("epoch 0 done").wait_for()
    output.get_by_text("30 %").wait_for()
    expect(output).not_to_contain_text("20 %")
    for epoch in range(1, 80):
        print(f"epoch {epoch} done")
    run.log({"loss": 0.5})
    output.get_by_text("epoch 79 done").wait_for()
    pre = output.locator("pre")
    # The end is followed while it is in sight.
    page.wait_for_function(
        "() => { const el = document.querySelector('.dv-run-console pre');"
        " return el.scrollHeight - el.scrollTop - el.clientHeight < 24 }"
    )
    pre.focus()
    page.keyboard.press("Home")
    page.wait_for_function("() => document.querySelector('.dv-run-console pre').scrollTop === 0")
    print("epoch 80 done")
    run.log({"loss": 0.25})
    output.get_by_text("epoch 80 done").wait_for()
    wait_for_value(lambda: page.evaluate("() => document.querySelector('.dv-run-console pre').scrollTop"), 0)
    run.finish()
    assert page.errors == []
