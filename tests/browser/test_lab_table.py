"""What people do most with a table, in a real JupyterLab; each control has tests of its own on stub pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.lab import Notebook
from tests.browser.waiting import wait_for_rest

SHOW = """
import numpy as np
import dsviz_widget as wandb

wandb.init(project="lab")
labels = {0: "road", 1: "car"}
table = wandb.Table(["name", "scene", "score", "light"])
for row in range(40):
    mask = np.zeros((48, 64), np.uint8)
    mask[:, row:] = 1
    pixels = np.full((48, 64, 3), 5 * row, np.uint8)
    masks = {"truth": {"mask_data": mask, "class_labels": labels}}
    scene = wandb.Image(pixels, caption=f"scene {row}", masks=masks)
    table.add_data(f"item {row}", scene, row / 40, "day" if row % 4 else "night")
view = wandb.TableView(table)
view
"""
PANEL = """
export function mount(el, props) {
  const draw = ({ value }) => { el.textContent = `${Math.round(100 * value)} of 100`; };
  draw(props);
  return { update: draw, unmount() {} };
}
"""
# "Create New View for Output" in the menu of an output.
NEW_VIEW = """async () => {
  const { shell, commands } = window.jupyterapp;
  const notebook = shell.currentWidget;
  notebook.content.activeCellIndex = 0;
  await commands.execute('notebook:create-output-view');
  shell.activateById(notebook.id);
  document.querySelector('.jp-LinkedOutputView').style.maxWidth = '400px';
}"""


@pytest.fixture(scope="module")
def opened(server: Any, context: Any) -> Iterator[Any]:
    notebook = Notebook(server, context, [SHOW])
    notebook.run_all()
    yield notebook
    notebook.close()


@pytest.fixture
def cell(opened: Any) -> Iterator[Any]:
    """Give the table in its cell, as at first."""
    opened.kernel("view.query, view.selected = None, []")
    shown = opened.page.locator(".jp-NotebookPanel .dv").first
    shown.scroll_into_view_if_needed()
    count(shown, "40 rows")
    yield shown
    assert opened.errors == []
    assert opened.outside == []


def count(shown: Any, text: str) -> None:
    # From the start: "40 rows" is a part of "5 of 40 rows".
    expect(shown.locator(".dv-count")).to_have_text(re.compile("^" + text.replace(" ", r"\s*")))


def add_clause(opened: Any, shown: Any, text: str) -> None:
    shown.get_by_role("grid").focus()
    opened.page.keyboard.press("/")
    shown.get_by_role("combobox", name="Filter expression").fill(text)
    opened.page.keyboard.press("Enter")


def test_a_filter_counts_reaches_python_and_is_undone(opened: Any, cell: Any) -> None:
    add_clause(opened, cell, "score >= 0.5 and light = 'night'")
    count(cell, "5 of 40 rows")
    opened.wait_until("len(view.to_pandas()) == 5")
    opened.kernel("view.query = view.query.filter('score > 0.8')")
    count(cell, "1 of 40 rows")
    cell.get_by_role("grid").focus()
    opened.page.keyboard.press("Control+z")
    count(cell, "5 of 40 rows")
    opened.page.keyboard.press("Control+z")
    count(cell, "40 rows")
    opened.wait_until("view.query == wandb.Query()")
    opened.page.keyboard.press("Control+Shift+z")
    count(cell, "5 of 40 rows")


def test_a_range_is_brushed_over_a_head(opened: Any, cell: Any) -> None:
    brush = cell.get_by_role("columnheader", name="score").locator(".dv-brush")
    # JupyterLab moves its cells about; a pointer that is put on the chart waits until it rests.
    brush.hover(position={"x": 1, "y": brush.bounding_box()["height"] / 2})
    box = wait_for_rest(brush)
    mouse, middle = opened.page.mouse, box["y"] + box["height"] / 2
    mouse.down()
    mouse.move(box["x"] + box["width"] / 2, middle, steps=6)
    mouse.up()
    opened.wait_until("15 < view.query.count() < 25")
    assert "score" in opened.kernel("print(view.query.filters[0].text)")


def test_rows_are_grouped_and_a_group_has_its_pictures(opened: Any, cell: Any) -> None:
    opened.kernel("view.query = wandb.Query().group_by('light')")
    groups = cell.get_by_role("treegrid")
    groups.get_by_text("night").first.wait_for()
    groups.locator("canvas").first.wait_for()
    opened.kernel("view.query = None")
    cell.get_by_role("grid").wait_for()


def test_a_picture_opens_large_and_the_next_one_follows(opened: Any, cell: Any) -> None:
    cell.get_by_role("img", name="scene 1", exact=True).first.click()
    viewer = cell.get_by_role("region", name="Picture")
    viewer.get_by_text("2 of 40").wait_for()
    opened.page.keyboard.press("ArrowRight")
    viewer.get_by_text("3 of 40").wait_for()
    opened.page.keyboard.press("Escape")
    viewer.wait_for(state="detached")
    cell.get_by_role("grid").wait_for()


def test_a_panel_of_ones_own_draws_and_goes(opened: Any, cell: Any) -> None:
    opened.kernel(f"wandb.register_panel('percent', {PANEL!r}, kinds=['number'])")
    opened.kernel("view.query = wandb.Query().with_panel('score', 'percent')")
    cell.get_by_text("5 of 100", exact=True).first.wait_for()
    opened.kernel("wandb.unregister_panel('percent')")
    cell.get_by_text("5 of 100", exact=True).first.wait_for(state="detached")


def test_a_view_is_saved_by_hand_and_opened_in_python(opened: Any, cell: Any) -> None:
    opened.kernel("view.query = 'score > 0.9'")
    count(cell, "3 of 40 rows")
    cell.get_by_role("button", name="Saved view").click()
    cell.get_by_role("textbox", name="Name for what is shown now").fill("hard scenes")
    opened.page.keyboard.press("Enter")
    opened.wait_until("wandb.saved_views().names == ['hard scenes']")
    opened.wait_until("wandb.TableView(table, view='hard scenes').query.count() == 3")
    opened.kernel("view.query = None")
    count(cell, "40 rows")
    opened.kernel("view.load('hard scenes')")
    count(cell, "3 of 40 rows")


def test_a_second_view_beside_the_notebook_stays_in_step(opened: Any, cell: Any) -> None:
    opened.page.evaluate(NEW_VIEW)
    beside = opened.page.locator(".jp-LinkedOutputView .dv")
    count(beside, "40 rows")
    add_clause(opened, cell, "light = 'night'")
    count(cell, "10 of 40 rows")
    beside.locator('[role=grid][aria-rowcount="11"]').wait_for()
    beside.get_by_role("grid").focus()
    opened.page.keyboard.press("Space")
    # The notebook is again the one that is asked.
    cell.get_by_role("grid").focus()
    opened.wait_until("len(view.selected) == 1")
    cell.locator('[role=row][aria-selected="true"]').first.wait_for()
    opened.kernel("view.query = None")
    count(cell, "40 rows")
    beside.locator('[role=grid][aria-rowcount="41"]').wait_for()
