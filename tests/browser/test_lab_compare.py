"""Two versions of CamVid's predictions compared in a real JupyterLab, counted against pandas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image as PILImage
from playwright.sync_api import expect

from tests.browser.compared import quick
from tests.browser.lab import Notebook
from tests.browser.waiting import wait_for_value

LIMIT = 0.7
MODELS = ("colour", "texture")
LEFT_OUT = {"colour": ["0016E5_08013", "Seq05VD_f00330"], "texture": ["0016E5_07959"]}
LOG = """
import csv, pathlib
import dsviz_widget as wandb

camvid = pathlib.Path({folder!r})
scenes = list(csv.DictReader((camvid / "index.csv").read_text().splitlines()))
left_out = {left_out!r}

def predictions(model):
    table = wandb.Table(["id", "light", "scene", "acc"])
    for row in scenes:
        if row["id"] not in left_out[model]:
            masks = {{
                "truth": {{"path": camvid / "masks" / f"{{row['id']}}.png"}},
                "pred": {{"path": camvid / f"pred_{{model}}" / f"{{row['id']}}.png"}},
            }}
            scene = wandb.Image(camvid / row["image"], masks=masks)
            table.add_data(row["id"], row["light"], scene, float(row[f"pixel_accuracy_{{model}}"]))
    return table

with wandb.init(project="roads") as run:
    for model in left_out:
        artifact = wandb.Artifact("camvid-eval", type="evaluation", description=model)
        artifact.add(predictions(model), "predictions")
        run.log_artifact(artifact)
"""
COMPARE = """
view = wandb.compare("roads/camvid-eval:v0", "roads/camvid-eval:v1", key="id", right="acc >= 0.7")
view
"""
JOIN = """
blobs = lambda: sum(path.stat().st_size for path in pathlib.Path("dsviz/blobs").rglob("*") if path.is_file())
before = blobs()
with wandb.init(project="roads") as run:
    tables = [run.use_artifact(f"camvid-eval:v{k}").get("predictions") for k in (0, 1)]
    artifact = wandb.Artifact("joined", type="evaluation")
    artifact.add(wandb.JoinedTable(*tables, "id"), "both")
    run.log_artifact(artifact)
    added = blobs() - before
    joined = run.use_artifact("joined:v0").get("both")
joined
"""


@pytest.fixture(scope="module")
def frames(shared_data: Path) -> dict[str, pd.DataFrame]:
    """What the notebook logs, as pandas has it."""
    rows = list(csv.DictReader((shared_data / "camvid" / "index.csv").read_text().splitlines()))
    return {
        model: pd.DataFrame(
            [
                {"id": row["id"], "light": row["light"], "acc": float(row[f"pixel_accuracy_{model}"])}
                for row in rows
                if row["id"] not in LEFT_OUT[model]
            ]
        )
        for model in MODELS
    }


@pytest.fixture(scope="module")
def both(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return frames["colour"].merge(frames["texture"], on="id", how="outer", indicator=True)


@pytest.fixture(scope="module")
def opened(server: Any, context: Any, shared_data: Path) -> Iterator[Any]:
    log = LOG.format(folder=str(shared_data / "camvid"), left_out=LEFT_OUT)
    notebook = Notebook(server, context, [log, COMPARE, JOIN])
    notebook.run_all()
    yield notebook
    notebook.close()


@pytest.fixture
def cell(opened: Any) -> Iterator[Any]:
    """Give the comparison in its cell, as at first."""
    opened.kernel("view.query, view.tab = None, 'rows'")
    shown = opened.page.locator(".jp-NotebookPanel .dv").first
    shown.scroll_into_view_if_needed()
    expect(quick(shown, "All")).to_have_attribute("aria-pressed", "true")
    yield shown
    assert opened.errors == []
    assert opened.outside == []


def outcomes(both: pd.DataFrame) -> dict[str, pd.Series]:
    there = both._merge == "both"
    before, after = (there & (both[name] >= LIMIT) for name in ("acc_x", "acc_y"))
    return {
        "All": there | True,
        "In both": there,
        "Only v0": both._merge == "left_only",
        "Only v1": both._merge == "right_only",
        "Fixed": there & ~before & after,
        "Broke": there & before & ~after,
        "Still wrong": there & ~before & ~after,
        "Both right": there & before & after,
    }


def test_quick_filters_count_and_keep_what_pandas_does(opened: Any, cell: Any, both: pd.DataFrame) -> None:
    expected = outcomes(both)
    for name, rows in expected.items():
        expect(quick(cell, name).locator(".dv-quick-count")).to_have_text(str(int(rows.sum())))
    for name in ("Fixed", "Only v0"):
        quick(cell, name).click()
        ids = both.id[expected[name]].tolist()
        opened.wait_until(f"sorted(view.query.to_pandas().id) == {sorted(ids)!r}")
        cell.get_by_text(f"{len(ids)} of {len(both)} rows").first.wait_for()
        quick(cell, name).click()
        opened.wait_until("view.query.filters == ()")


def test_a_difference_filters_and_sorts(opened: Any, cell: Any, both: pd.DataFrame) -> None:
    opened.kernel("view.query = view.query.filter('$1.acc - $0.acc > 0.15').sort('-($1.acc - $0.acc)')")
    gain = both.acc_y - both.acc_x
    expected = both.id[gain > 0.15][
        gain.sort_values(ascending=False).index.intersection(gain.index[gain > 0.15])
    ]
    cell.get_by_text(f"{len(expected)} of {len(both)} rows").first.wait_for()
    first = both.id[gain.idxmax()]
    cell.get_by_role("grid").get_by_text(first).first.wait_for()


def test_groups_have_the_counts_and_the_colours_of_both(
    opened: Any, cell: Any, frames: dict[str, pd.DataFrame]
) -> None:
    opened.kernel("view.group_by('light')")
    for light in ("day", "dusk"):
        row = cell.get_by_role("row").filter(has=opened.page.get_by_role("rowheader", name=light))
        sizes = [int((frame.light == light).sum()) for frame in frames.values()]
        for size in sizes:
            row.get_by_role("gridcell").first.get_by_text(str(size), exact=True).first.wait_for()
    chart = cell.locator(".is-histogram .dv-cg-chart").first

    def has_both_colors() -> bool:
        found = PILImage.open(io.BytesIO(chart.screenshot())).convert("RGB")
        pixels = np.asarray(found).reshape(-1, 3).astype(int)
        # Blue is the first, yellow the second; both are there.
        warmth = pixels[:, 0] - pixels[:, 2]
        return bool(warmth.min() < -60 and warmth.max() > 60)

    wait_for_value(has_both_colors, True)


def test_a_join_across_two_versions_copies_no_picture(opened: Any, cell: Any, both: pd.DataFrame) -> None:
    added = int(opened.kernel("print(added)"))
    # Two tables of rows and what names them; one photo alone takes more.
    assert 0 < added < 20_000
    shown = opened.page.locator(".jp-NotebookPanel .dv").nth(1)
    shown.scroll_into_view_if_needed()
    names = {"In both": "In both", "Only v0": "Only predictions", "Only v1": "Only predictions_2"}
    for alike, name in names.items():
        button = shown.locator(".dv-quick").get_by_role("button", name=re.compile(rf"^{name} \d"))
        expect(button.locator(".dv-quick-count")).to_have_text(str(int(outcomes(both)[alike].sum())))
    button.click()
    shown.get_by_text(f"2 of {len(both)} rows").first.wait_for()
    expect(shown.get_by_role("grid").get_by_text("not in predictions").first).to_be_visible()
