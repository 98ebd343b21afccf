"""A project in a real JupyterLab: two versions are compared, a table opens inside, shared bytes are kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

SHOW = """
import numpy as np
import dsviz_widget as wandb

def scenes(rows):
    table = wandb.Table(["id", "scene"])
    for row in range(rows):
        table.add_data(f"scene-{row}", wandb.Image(np.full((24, 32, 3), 9 * row, np.uint8)))
    return table

for rows in (4, 6, 9):
    with wandb.init(project="lab-project") as run:
        dataset = wandb.Artifact("scenes", "dataset")
        dataset.add(scenes(rows), "scenes")
        run.log_artifact(dataset)
view = wandb.Api().project("lab-project").view(open="scenes:v2")
view
"""


def test_versions_are_compared_opened_and_deleted(notebook: Callable[..., Any]) -> None:
    opened = notebook(SHOW)
    opened.run_all()
    page = opened.page
    older = page.get_by_role("treeitem", name="v1, 6 rows")
    older.hover()
    older.get_by_role("button", name="Compare with v2").click()
    page.get_by_text("6 of 9 matched").wait_for()
    opened.wait_until("view.compared == ['scenes:v1', 'scenes:v2']")
    page.get_by_role("button", name="Back to scenes:v2").click()
    page.get_by_role("button", name="Open table", exact=True).click()
    page.get_by_role("grid", name="scenes, 9 rows").wait_for()
    page.get_by_role("button", name="Back to scenes:v2").click()
    page.get_by_role("button", name="More of the version").click()
    page.get_by_role("menuitem", name="Delete v2").click()
    form = page.get_by_role("dialog", name="Delete")
    form.get_by_text("stay, as others need them").wait_for()
    form.get_by_role("button", name="Delete").click()
    page.get_by_role("heading", name="This version is gone, its trace is not").wait_for()
    page.get_by_role("treeitem", name="v1, latest, 6 rows").wait_for()
    read = "wandb.Api().artifact('lab-project/scenes:v1').get('scenes')"
    assert opened.kernel(f"print([row[1].image.size for _, row in {read}.iterrows()])") == (
        f"{[(32, 24)] * 6}\n"
    )
    assert opened.errors == []
    assert opened.outside == []
