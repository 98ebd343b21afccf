"""The states of a table view and the way to each, for the test of accessibility and for docs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pandas as pd

import dsviz_widget as wandb
from tests.browser.chromium import slow_down
from tests.browser.waiting import press_and_follow

ROOT = Path(__file__).parents[2]
QUICKSTART = ROOT / "notebooks" / "quickstart.ipynb"

WIDE_PX = 1000
"""In a wider window no button of the toolbar is folded away."""

ALL_PAINTED = """() => !document.querySelector('.dv-skeleton')
  && [...document.querySelectorAll('.dv-thumb')].every((t) => t.dataset.status !== 'waiting')"""


def run_notebook(path: Path) -> dict[str, Any]:
    """Return what the code of a notebook defines."""
    names: dict[str, Any] = {}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            exec(compile(cell.source, path.name, "exec"), names)
    return names


def million() -> wandb.Table:
    """Return a million rows of numbers, words and days."""
    rows = 1_000_000
    random = np.random.default_rng(0)
    return wandb.Table(
        dataframe=pd.DataFrame(
            {
                "id": np.arange(rows),
                "score": random.beta(5, 2, rows),
                "loss": random.lognormal(0, 0.7, rows),
                "label": random.choice(["cat", "dog", "bird", "fish"], rows, p=[0.5, 0.3, 0.15, 0.05]),
                "seen": pd.Timestamp("2026-01-01")
                + pd.to_timedelta(random.integers(0, 8_000_000, rows), "s"),
                "hard": random.uniform(size=rows) < 0.1,
            }
        )
    )


def settle(page: Any) -> None:
    """Wait until every picture in view is painted."""
    page.locator("[role=gridcell]:visible, [role=row]:visible").first.wait_for()
    page.wait_for_function(ALL_PAINTED)


@dataclass(frozen=True)
class State:
    """A state of the view.

    Attributes
    ----------
    make : callable
        Takes the table of predictions that the quickstart notebook makes, or a folder for runs; returns the
        view.
    enter : callable
        Brings the page there, and returns when it is there.
    is_held : bool
        Whether the kernel answers nothing from the start.
    """

    make: Callable[[Any], Any]
    enter: Callable[[Any], None] = settle
    is_held: bool = False


def worst(preds: wandb.Table, **options: Any) -> wandb.TableView:
    """Return the scenes that are read worst, the worst first."""
    query = preds.query().filter("accuracy < 0.96").sort("accuracy")
    return wandb.TableView(preds, query=query, height_px=620, **options)


def opened(*buttons: str) -> Callable[[Any], None]:
    """Return a way that presses a button (in More where it is folded away), then entries of its menu."""

    def enter(page: Any) -> None:
        settle(page)
        page.locator("button[aria-label=More]:enabled").wait_for()  # its chunk brings other buttons, too
        button = page.get_by_role("button", name=buttons[0], exact=buttons[0] == "More").first
        # Where there is room it is there, or comes: the chunk is drawn at each of its places in turn.
        if page.viewport_size["width"] > WIDE_PX or button.is_visible():
            button.click()
        else:
            page.get_by_role("button", name="More", exact=True).click()
            page.get_by_role("menuitem", name=buttons[0]).click()
        for entry in buttons[1:]:
            page.get_by_role("menuitem", name=entry).click()
        page.get_by_role("dialog").or_(page.get_by_role("menu")).first.wait_for()

    return enter


def open_picture(page: Any) -> None:
    settle(page)
    page.get_by_role("grid").focus()
    press_and_follow(page, "ArrowDown")
    press_and_follow(page, "ArrowDown")
    if not page.locator(".dv-cell.is-focused .dv-thumb").count():
        press_and_follow(page, "ArrowRight")
    page.keyboard.press("Enter")
    page.get_by_role("region", name="Picture").wait_for()
    page.get_by_role("button", name="Next row").wait_for()
    page.wait_for_function(ALL_PAINTED)


def open_column_menu(page: Any) -> None:
    settle(page)
    page.get_by_role("grid").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Alt+ArrowDown")
    page.get_by_role("menu").first.wait_for()


def type_clause(text: str, answer: str) -> Callable[[Any], None]:
    """Return a way that types a clause, and waits for what the editor says."""

    def enter(page: Any) -> None:
        settle(page)
        page.get_by_role("grid").first.focus()
        page.keyboard.press("/")
        page.get_by_role("combobox", name="Filter expression").fill(text)
        page.get_by_role("dialog").get_by_text(answer).first.wait_for()

    return enter


def keep_busy(page: Any) -> None:
    settle(page)
    page.stub.comm.hold.clear()
    page.get_by_role("grid").focus()
    # A head beyond that of the pictures, which sorts nothing.
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    page.get_by_text("Kernel busy").first.wait_for()


def wait_for_rows(page: Any) -> None:
    page.get_by_role("gridcell").first.wait_for()
    page.locator(".dv-count", has_text="1,000,000").first.wait_for()
    page.get_by_role("columnheader", name="score", exact=True).locator("svg[role=img]").wait_for()


def wait_for_groups(page: Any) -> None:
    page.get_by_role("button", name="Open ").first.wait_for()
    page.locator(".dv-thumb").first.wait_for()
    settle(page)


def grouped(preds: wandb.Table) -> wandb.TableView:
    query = preds.query().group_by("touching", "misread > 0").sort("-mean(missed)")
    return wandb.TableView(preds, query=query, height_px=620)


def gallery(preds: wandb.Table) -> wandb.TableView:
    view = worst(preds)
    view.layout = {**view.layout, "mode": "gallery"}
    return view


def empty(preds: wandb.Table) -> wandb.TableView:
    query = preds.query().filter("accuracy > 0.9").filter("missed > 4")
    return wandb.TableView(preds, query=query, height_px=620)


def three(preds: wandb.Table) -> wandb.TableView:
    rows = [{"name": "a", "score": 0.91}, {"name": "", "score": 0.0}, {"name": None, "score": float("nan")}]
    return wandb.TableView(wandb.Table(dataframe=pd.DataFrame(rows)))


STATES: dict[str, State] = {
    "table": State(worst),
    "three-rows": State(three),
    "million": State(lambda _: wandb.TableView(million(), height_px=560), wait_for_rows),
    "groups": State(grouped, wait_for_groups),
    "gallery": State(gallery),
    "picture": State(worst, open_picture),
    "editor": State(worst, type_clause("accuracy < 0.9 and touching", " of 150 rows")),
    "error": State(worst, type_clause("acuracy > 0.9 and touching", "Did you mean")),
    "empty": State(empty, lambda page: page.get_by_text("without it").first.wait_for()),
    "busy": State(worst, keep_busy),
    "loading": State(worst, lambda page: page.locator(".dv-waiting, .dv-skeleton").first.wait_for(), True),
    "column-menu": State(worst, open_column_menu),
    "classes": State(worst, opened("Classes")),
    "columns": State(worst, opened("Columns")),
    "more": State(worst, opened("More")),
    "keys": State(worst, opened("More", "Keys")),
    "code": State(worst, opened("More", "Code of this view")),
    "saved-views": State(worst, opened("Saved views")),
    "export": State(worst, opened("Export")),
    "new-column": State(worst, opened("More", "Add a column")),
}


@contextmanager
def show_state(browser: Any, state: State, data: Any, width: int, theme: str) -> Iterator[Any]:
    """Give a page that is in a state; its `stub` is the StubPage."""
    from tests.browser.stub import StubPage

    stub = StubPage(state.make(data))
    if state.is_held:
        stub.comm.hold.clear()
    # Without motion colours are at once what they come to.
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    try:
        page = context.new_page()
        slow_down(page)
        page.stub = stub
        page.set_default_timeout(60_000)
        page.goto(stub.url)
        set_theme(page, theme)
        state.enter(page)
        yield page
    finally:
        context.close()
        stub.close()


def set_theme(page: Any, theme: str) -> None:
    """Give the notebook another theme, and wait until the view has followed."""
    page.evaluate("(light) => { document.body.dataset.jpThemeLight = light; }", str(theme == "light").lower())
    page.wait_for_function("(theme) => document.querySelector('.dv')?.dataset.theme === theme", arg=theme)
