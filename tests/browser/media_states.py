"""Media in cells and opened, out of what the notebooks make: for the pictures in docs/media.md."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import dsviz_widget as wandb
from tests.browser.states import ROOT, State, run_notebook

SETTLED = """() => !document.querySelector('.dv-skeleton, [aria-busy=true]')"""


@functools.cache
def defined(name: str) -> dict[str, Any]:
    """Return what the code of a notebook defines; it runs once, however many pictures are taken."""
    return run_notebook(ROOT / "notebooks" / f"{name}.ipynb")


def of_notebook(name: str, table: str, **options: Any) -> Callable[[Any], wandb.TableView]:
    """Return what shows a table that a notebook makes."""

    def make(folder: Any) -> wandb.TableView:
        return wandb.TableView(defined(name)[table], **options)

    return make


def cells(page: Any) -> None:
    """Wait until the cells are drawn."""
    page.get_by_role("gridcell").first.wait_for()
    page.wait_for_function(SETTLED)
    page.wait_for_timeout(1_500)


def first_opened(page: Any) -> None:
    """Open the first cell, and wait until it is drawn."""
    cells(page)
    page.get_by_role("grid").focus()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Next row").wait_for()
    page.wait_for_function(SETTLED)
    page.wait_for_timeout(4_000)


MISHEARD = wandb.Query().filter("heard != vowel").sort("-sure")
TEXTS = (
    wandb.Query()
    .with_panel("answer", "markdown")
    .with_panel("call", "tree")
    .with_panel("logprobs", "sparkline")
)
MEDIA_STATES: dict[str, State] = {
    "media-sounds": State(of_notebook("sound", "table", query=MISHEARD), cells),
    "media-sound": State(of_notebook("sound", "table", query=MISHEARD, height_px=620), first_opened),
    "media-videos": State(of_notebook("video", "table"), cells),
    "media-molecules": State(of_notebook("molecules", "table"), cells),
    "media-cloud": State(of_notebook("three_d", "table", height_px=620), first_opened),
    "media-figures": State(of_notebook("figures", "table"), cells),
    "media-texts": State(of_notebook("text", "plain", query=TEXTS, height_px=520), cells),
}
