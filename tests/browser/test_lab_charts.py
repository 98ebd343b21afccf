"""A chart as the last expression of a cell in a real JupyterLab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

CELL = """
import dsviz_widget as wandb
table = wandb.Table(columns=["epoch", "loss"], data=[[i, 1 / (1 + i)] for i in range(20)])
chart = wandb.plot.line(table, "epoch", "loss", title="Loss by epoch")
chart
"""


def test_a_chart_shows_itself_and_its_rows(notebook: Callable[..., Any]) -> None:
    opened = notebook(CELL)
    opened.run_all()
    page = opened.page
    page.locator(".dv-vega[aria-busy=false] svg path").first.wait_for()
    page.get_by_role("button", name="Data").press("Enter")
    page.get_by_role("columnheader", name="loss", exact=True).wait_for()
