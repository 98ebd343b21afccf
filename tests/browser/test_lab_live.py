"""A table that grows in a real JupyterLab, while the cell that fills it runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

SHOW = """
import time
import dsviz_widget as wandb
table = wandb.Table(["step", "loss"], data=[[n, 1 / (n + 1)] for n in range(200)])
view = wandb.TableView(table)
view
"""
# Until the test makes the file: a cell that runs as long as it is needed, and not for ever.
TRAIN = """
import pathlib
ends = time.monotonic() + 240
while not pathlib.Path("stop").exists() and time.monotonic() < ends:
    table.add_data(len(table), 0.5)
    time.sleep(0.02)
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
    """Return a function that shows the table and starts the cell that fills it; at once where it may."""
    stop = server.root / "stop"

    def start(subshells: bool) -> Any:
        stop.unlink(missing_ok=True)
        opened = notebook(SHOW, TRAIN)
        opened.page.evaluate(START, subshells)
        row_count(opened, 200)
        if not subshells:
            opened.page.evaluate(RUN_SECOND)
        return opened

    yield start
    stop.touch()


def row_count(opened: Any, least: int) -> int:
    """Wait until the grid has so many rows; return how many it has."""
    found = opened.page.wait_for_function(
        """(least) => {
          const grid = document.querySelector('[role=grid][aria-rowcount]');
          const rows = Number(grid?.getAttribute('aria-rowcount')) - 1;
          return rows >= least && rows;
        }""",
        arg=least,
    )
    return int(found.json_value())


def test_rows_show_up_and_questions_are_answered_while_the_cell_runs(training: Any, server: Any) -> None:
    opened = training(subshells=True)
    page = opened.page
    first = row_count(opened, 201)
    row_count(opened, first + 20)
    assert page.evaluate(IS_RUNNING)
    # A filter, and a look far down, are answered beside the cell.
    grid = page.get_by_role("grid", name="Table")
    grid.focus()
    page.keyboard.press("/")
    page.get_by_role("combobox", name="Filter expression").fill("loss = 0.5")
    page.keyboard.press("Enter")
    page.locator(".dv-count", has_text=" of ").wait_for()
    grid.focus()
    page.keyboard.press("Control+End")
    grid.get_by_role("gridcell", name="0.500", exact=True).first.wait_for()
    assert page.evaluate(IS_RUNNING)
    (server.root / "stop").touch()
    opened.wait_until("[c.text for c in view.query.filters] == ['loss = 0.5']")
    total = int(opened.kernel("print(len(table))"))
    page.locator(".dv-count", has_text=f"{total:,} rows").wait_for()
    assert opened.errors == []
    assert opened.outside == []


def test_a_kernel_that_answers_between_cells_is_said_to_be_busy(training: Any, server: Any) -> None:
    opened = training(subshells=False)
    page = opened.page
    page.get_by_text("Kernel busy").first.wait_for()
    page.wait_for_function(IS_RUNNING)
    before = row_count(opened, 200)
    grid = page.get_by_role("grid", name="Table")
    grid.focus()
    page.keyboard.press("PageDown")
    grid.get_by_role("row").nth(12).get_by_role("gridcell").nth(1).wait_for()
    (server.root / "stop").touch()
    total = int(opened.kernel("print(len(table))"))
    assert total > before
    assert row_count(opened, total) == total
    page.get_by_text("Kernel busy").first.wait_for(state="hidden")
    assert opened.errors == []
