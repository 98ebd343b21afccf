"""The notebooks for Colab, run from top to bottom, and what their cells show in the strict host."""

from __future__ import annotations

import ast
import io
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import nbformat
import pytest

import dsviz_widget as wandb
from dsviz_widget.store import Catalog
from dsviz_widget.widgets.view import View

FOLDER = Path(__file__).parents[2] / "notebooks" / "colab"


def run(name: str) -> Iterator[Any]:
    """Run a notebook's cells in turn; give what the last expression of each is."""
    cells = [cell for cell in nbformat.read(FOLDER / name, as_version=4).cells if cell.cell_type == "code"]
    first, *others = (cell.source for cell in cells)
    # Nothing but pip comes first, and it names the package.
    lines = [line for line in first.splitlines() if not line.startswith("#")]
    assert len(lines) == 1
    assert lines[0].startswith("%pip install -q dsviz-widget")
    space: dict[str, Any] = {"__name__": "__main__"}
    for source in others:
        tree = ast.parse(source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        with redirect_stdout(io.StringIO()):
            exec(compile(tree, name, "exec"), space)
            if last is not None:
                assert isinstance(last, ast.Expr)
                yield eval(compile(ast.Expression(last.value), name, "eval"), space)


@pytest.fixture
def outputs(store: Catalog) -> Callable[[str], list[Any]]:
    """What the cells of a notebook show, in a store of its own."""
    return lambda name: list(run(name))


def test_digits(show: Callable[..., Any], outputs: Callable[[str], list[Any]]) -> None:
    logged, mistakes, frame = outputs("digits.ipynb")
    page = show(logged.view() if not isinstance(logged, View) else logged)
    page.get_by_text("val/accuracy").first.wait_for()
    assert isinstance(mistakes, wandb.TableView)
    page = show(mistakes)
    wrong = len(mistakes.query.to_pandas())
    assert wrong >= len(frame) > 0
    page.get_by_text(f"{wrong} of 897 rows").first.wait_for()
    page.locator('.dv-thumb[data-status="ready"] canvas').first.wait_for()
    page.get_by_role("grid").focus()
    page.keyboard.press("/")
    page.get_by_role("combobox", name="Filter expression").fill("truth == 8")
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: [clause.text for clause in mistakes.query.filters][-1] == "truth == 8")
    eights = len(mistakes.query.to_pandas())
    page.get_by_text(f"{eights} of 897 rows").first.wait_for()
    assert page.errors == []


def test_segmentation(show: Callable[..., Any], outputs: Callable[[str], list[Any]]) -> None:
    worst, comparison = outputs("segmentation.ipynb")
    page = show(worst)
    page.get_by_text("60 rows").first.wait_for()
    page.locator('.dv-thumb[data-status="ready"] canvas').first.wait_for()
    # One click opens it: a second press would land on what is there by then.
    page.locator('.dv-thumb[data-status="ready"] canvas').first.click()
    page.get_by_role("region", name="Picture").wait_for()
    page.get_by_text("1 of 60").first.wait_for()
    assert page.errors == []
    page = show(comparison)
    page.get_by_text("60 rows").first.wait_for()
    page.get_by_text("adaptive prediction").first.wait_for()
    page.get_by_role("row", name="scene 1").locator("canvas").first.wait_for()
    frame = comparison.query.to_pandas()
    assert frame["1.disc_iou"].mean() > frame["0.disc_iou"].mean()
    assert page.errors == []
