"""A run in a real JupyterLab, while the loop that logs it runs in the same kernel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.waiting import wait_for_rest

SHOW = """
import math, pathlib, time
import dsviz_widget as wandb
run = wandb.init(project="lab", name="trained", config={"total_steps": 100_000})
for step in range(100):
    run.log({"train/loss": 1 / (step + 1), "train/accuracy": step / 100, "epoch": step // 10})
view = run.view()
view
"""
# Until the test makes the file: a cell that runs as long as it is needed, and not for ever.
TRAIN = """
ends = time.monotonic() + 240
while not pathlib.Path("stop").exists() and time.monotonic() < ends:
    step += 1
    run.log({"train/loss": 1 / (step + 1), "train/accuracy": step / 100, "epoch": step // 10})
    time.sleep(0.01)
"""

START = """(subshells) => {
  const { shell, serviceManager, commands } = window.jupyterapp;
  // What Settings > Kernels > "Comms over subshells" sets.
  serviceManager.kernels.commsOverSubshells = subshells ? 'perCommTarget' : 'disabled';
  if (subshells) void commands.execute('notebook:run-all-cells');
  else {
    shell.currentWidget.content.activeCellIndex = 0;
    return commands.execute('notebook:run-cell').then(() => undefined);
  }
}"""
RUN_SECOND = """() => {
  window.jupyterapp.shell.currentWidget.content.activeCellIndex = 1;
  void window.jupyterapp.commands.execute('notebook:run-cell');
}"""
# Not the status of the kernel: each answer that is given beside the cell sets that to idle.
IS_RUNNING = """() => window.jupyterapp.shell.currentWidget.content.widgets[1].node
  .querySelector('.jp-InputPrompt').innerText.includes('*')"""


@pytest.fixture
def training(notebook: Callable[..., Any], server: Any) -> Any:
    """Return a function that shows the run and starts the cell that logs it; at once where it may."""
    stop = server.root / "stop"

    def start(subshells: bool) -> Any:
        stop.unlink(missing_ok=True)
        opened = notebook(SHOW, TRAIN)
        opened.page.evaluate(START, subshells)
        opened.page.get_by_role("slider", name="train/loss over step").wait_for()
        if not subshells:
            opened.page.evaluate(RUN_SECOND)
        return opened

    yield start
    stop.touch()


def last_step(page: Any, least: int) -> int:
    """Wait until the x axis reaches so far; return how far it reaches."""
    found = page.wait_for_function(
        """(least) => {
          const place = document.querySelector('[role=slider][aria-label="train/loss over step"]');
          const last = Number(place?.getAttribute('aria-valuemax'));
          return last >= least && last;
        }""",
        arg=least,
    )
    return int(found.json_value())


def test_a_run_is_zoomed_searched_and_drawn_over_time_while_it_trains(training: Any, server: Any) -> None:
    opened = training(subshells=True)
    page = opened.page
    first = last_step(page, 100)
    last_step(page, first + 50)
    assert page.evaluate(IS_RUNNING)
    loss = page.get_by_role("slider", name="train/loss over step")
    # JupyterLab moves its cells about; a pointer that is put on the chart waits until it rests.
    loss.hover(position={"x": loss.bounding_box()["width"] * 0.4, "y": 50})
    box = wait_for_rest(loss)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 50, steps=4)
    page.mouse.up()
    page.get_by_role("button", name="Reset the zoom").wait_for()
    page.get_by_role("button", name="Reset the zoom").click()
    last_step(page, first + 51)
    page.get_by_role("searchbox", name="Find a metric").fill("accuracy")
    loss.wait_for(state="detached")
    page.get_by_role("button", name="x axis").click()
    page.get_by_role("menuitemradio", name="Relative time").click()
    page.get_by_role("slider", name="train/accuracy over relative time").wait_for()
    assert page.evaluate(IS_RUNNING)
    (server.root / "stop").touch()
    opened.wait_until("(view.find, view.x_axis, view.zoom) == ('accuracy', '_relative', [])")
    total = int(opened.kernel("print(step + 1)"))
    page.get_by_text(f"step {total - 1:,} of 100,000").wait_for()
    assert opened.errors == []
    assert opened.outside == []


def test_what_is_there_is_read_and_zoomed_while_the_kernel_is_busy(training: Any, server: Any) -> None:
    opened = training(subshells=False)
    page = opened.page
    page.get_by_text("Kernel busy").first.wait_for()
    page.wait_for_function(IS_RUNNING)
    loss = page.get_by_role("slider", name="train/loss over step")
    loss.focus()
    page.keyboard.press("Home")
    page.wait_for_function(
        "() => /^step 0: loss 1$/.test(document.activeElement.getAttribute('aria-valuetext'))"
    )
    page.keyboard.press("+")
    page.wait_for_function("() => Number(document.activeElement.getAttribute('aria-valuemax')) < 99")
    (server.root / "stop").touch()
    total = int(opened.kernel("print(step + 1)"))
    page.get_by_text(f"step {total - 1:,} of 100,000").wait_for()
    page.get_by_text("Kernel busy").first.wait_for(state="hidden")
    assert opened.errors == []
