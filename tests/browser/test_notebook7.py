"""Notebook 7: a table with pictures is drawn, filtered, and followed by Python and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.lab import Notebook, Server

pytest.importorskip("notebook", reason="Notebook 7 is not installed: it is in the group 'dev'")

TABLE = """
import numpy as np
import dsviz_widget as wandb
rng = np.random.default_rng(0)
ids = np.zeros((60, 80), np.uint8)
ids[20:, 30:] = 1
def scene(n):
    masks = {"truth": {"mask_data": ids, "class_labels": {0: "road", 1: "car"}}}
    return wandb.Image(rng.integers(0, 255, (60, 80, 3), np.uint8), masks=masks, caption=f"scene {n}")
rows = [[f"row {n}", scene(n), n / 20] for n in range(20)]
table = wandb.Table(columns=["name", "scene", "score"], data=rows)
view = wandb.TableView(table)
view
"""


@pytest.fixture
def notebook7(context: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notebook]:
    root, home = tmp_path_factory.mktemp("notebooks"), tmp_path_factory.mktemp("jupyter")
    server = Server(root, home, app="notebook")
    try:
        opened = Notebook(server, context, [TABLE])
        try:
            yield opened
        finally:
            opened.close()
    finally:
        server.stop()


def test_a_table_works_in_notebook_7(notebook7: Notebook) -> None:
    page = notebook7.page
    notebook7.run_all()
    page.get_by_role("gridcell", name="row 0", exact=True).wait_for()
    page.locator('.dv-thumb[data-status="ready"] canvas[aria-label="scene 0"]').first.wait_for()
    page.get_by_role("grid").focus()
    page.keyboard.press("/")
    page.get_by_role("combobox", name="Filter expression").fill("score > 0.7")
    page.keyboard.press("Enter")
    page.get_by_text("5 of 20 rows").first.wait_for()
    page.get_by_role("gridcell", name="row 0", exact=True).wait_for(state="detached")
    notebook7.wait_until("[clause.text for clause in view.query.filters] == ['score > 0.7']")
    notebook7.kernel("view.query = 'score < 0.1'")
    page.get_by_role("gridcell", name="row 1", exact=True).wait_for()
    page.get_by_text("2 of 20 rows").first.wait_for()
    assert notebook7.outside == []
