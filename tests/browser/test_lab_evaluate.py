"""Two classifiers and two detectors evaluated in a real JupyterLab: a threshold, a picked cell, its rows."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import expect

from dsviz_widget.evaluation import evaluate
from tests.browser.lab import Notebook
from tests.browser.scores import cell, slider
from tests.unit.evaluation.coco import photo_table

MODELS = ("resnet20", "resnet56")
DETECTORS = ("small", "xl")
TABLES = """
import csv, json, pathlib
import dsviz_widget as wandb

data = pathlib.Path({folder!r})
images = list(csv.DictReader((data / "cifar10" / "predictions.csv").read_text().splitlines()))

def predictions(model):
    scores = [name for name in images[0] if name.startswith(f"{{model}}_p_")]
    named = [name.removeprefix(f"{{model}}_") for name in scores]
    table = wandb.Table(["file", "image", "label", "pred", *named])
    for row in images:
        picture = wandb.Image(data / "cifar10" / row["image"])
        shares = [float(row[name]) for name in scores]
        table.add_data(row["image"], picture, row["label"], row[f"{{model}}_pred"], *shares)
    return table

voc = json.loads((data / "detection_voc" / "ground_truth.json").read_text())
labels = {{item["id"]: item["name"] for item in voc["categories"]}}

def boxes(found, image_id):
    box_data = [
        {{
            "position": {{"minX": x, "maxX": x + width, "minY": y, "maxY": y + height}},
            "domain": "pixel",
            "class_id": box["category_id"],
            "scores": {{"score": box["score"]}} if "score" in box else {{}},
        }}
        for box in found
        if box["image_id"] == image_id
        for x, y, width, height in [box["bbox"]]
    ]
    return {{"box_data": box_data, "class_labels": labels}}

def detections(name):
    found = json.loads((data / "detection_voc" / f"detections_{{name}}.json").read_text())
    table = wandb.Table(["image_id", "photo"])
    for image in voc["images"]:
        groups = {{"truth": boxes(voc["annotations"], image["id"]), "found": boxes(found, image["id"])}}
        picture = wandb.Image(data / "detection_voc" / image["file_name"], boxes=groups)
        table.add_data(image["id"], picture)
    return table
"""
CLASSIFIERS = """
classes = wandb.compare(
    {{model: predictions(model) for model in {models!r}}}, key="file", title="CIFAR-10",
    truth="label", prediction="pred", score="p_*", tab="scores", height_px=1000,
)
classes
"""
PHOTOS = """
photos = wandb.compare(
    {{name: detections(name) for name in {detectors!r}}}, key="image_id", title="VOC",
    truth="photo.truth", prediction="photo.found", tab="scores", height_px=1000,
    scores={{"threshold": 0.3}},
)
photos
"""


@pytest.fixture(scope="module")
def frames(shared_data: Path) -> list[pd.DataFrame]:
    """What the networks say of CIFAR-10's pictures, as pandas has it: label, prediction, its probability."""
    rows = pd.read_csv(shared_data / "cifar10" / "predictions.csv")
    return [
        pd.DataFrame(
            {
                "file": rows.image,
                "label": rows.label,
                "pred": rows[f"{model}_pred"],
                "score": rows.filter(regex=f"^{model}_p_").max(axis=1),
            }
        )
        for model in MODELS
    ]


@pytest.fixture(scope="module")
def opened(server: Any, context: Any, shared_data: Path) -> Iterator[Any]:
    cells = [
        TABLES.format(folder=str(shared_data)),
        CLASSIFIERS.format(models=MODELS),
        PHOTOS.format(detectors=DETECTORS),
    ]
    notebook = Notebook(server, context, cells)
    notebook.run_all()
    yield notebook
    notebook.close()


def view_of(opened: Any, at: int) -> Any:
    """Return a comparison in its cell, in sight."""
    shown = opened.page.locator(".jp-NotebookPanel .dv").nth(at)
    shown.scroll_into_view_if_needed()
    return shown


def marks(shown: Any, chart: str) -> Any:
    return shown.get_by_role("region", name=chart).locator(".dv-curve-cursor circle")


def cursors(shown: Any, chart: str) -> list[str]:
    """Return where the cursors of a chart stand."""
    read = "(all) => all.map((mark) => `${mark.getAttribute('cx')} ${mark.getAttribute('cy')}`)"
    found: list[str] = marks(shown, chart).evaluate_all(read)
    return found


def wait_until_moved(shown: Any, chart: str, before: list[str], timeout_s: float = 60) -> None:
    end = time.monotonic() + timeout_s
    while cursors(shown, chart) in ([], before):
        assert time.monotonic() < end, f"the cursors of {chart} stand where they stood"
        time.sleep(0.1)


def test_a_threshold_moves_all_panels_of_two_classifiers(opened: Any, frames: list[pd.DataFrame]) -> None:
    shown = view_of(opened, 0)
    second = frames[1]
    expect(shown.locator(".dv-counted")).to_contain_text(f"{int((second.score >= 0.5).sum())} of 300")
    head = shown.locator(".dv-matrix-column").last
    expect(head).to_have_text("below 0.50")
    scores = shown.get_by_role("table", name="Scores per class")
    row = scores.get_by_role("row").filter(has=opened.page.get_by_role("rowheader", name="cat"))
    charts = ("Precision and recall", "ROC")
    for chart in charts:
        expect(marks(shown, chart).first).to_be_attached()
    before = {chart: cursors(shown, chart) for chart in charts}
    line = shown.locator(".dv-curve-threshold").first
    path = str(line.get_attribute("d"))
    slider(shown).focus()
    for _ in range(4):
        opened.page.keyboard.press("Shift+ArrowRight")
    opened.wait_until("classes.scores['threshold'] == 0.9")
    kept = second[second.score >= 0.9]
    # Counts beside the slider, the matrix, scores per class, the cursors on both curves, calibration.
    expect(shown.locator(".dv-counted")).to_contain_text(f"{len(kept)} of 300")
    expect(shown.locator(".dv-counted")).to_contain_text(f"{(kept.label == kept.pred).mean():.1%}"[:4])
    expect(head).to_have_text("below 0.90")
    hits = int(((kept.label == "cat") & (kept.pred == "cat")).sum())
    expect(cell(shown, "cat", "cat")).to_have_text(str(hits))
    below = int(((second.label == "cat") & (second.score < 0.9)).sum())
    expect(cell(shown, "cat", "below")).to_have_text(str(below))
    expect(row).to_contain_text(f"{hits / int((second.label == 'cat').sum()):.3f}")
    for chart, places in before.items():
        wait_until_moved(shown, chart, places)
    expect(line).not_to_have_attribute("d", path)
    assert opened.errors == []
    assert opened.outside == []


def test_a_picked_cell_shows_its_rows(opened: Any, frames: list[pd.DataFrame]) -> None:
    opened.kernel("classes.query, classes.tab = None, 'scores'")
    opened.kernel("classes.scores = {**classes.scores, 'threshold': 0.5}")
    shown = view_of(opened, 0)
    second = frames[1]
    rows = second[(second.label == "dog") & (second.pred == "cat") & (second.score >= 0.5)]
    expect(cell(shown, "dog", "cat")).to_have_text(str(len(rows)))
    cell(shown, "dog", "cat").click()
    picked = shown.get_by_role("region", name="Picked rows")
    expect(picked.get_by_role("heading")).to_have_text(f"{len(rows)} rows")
    expect(picked.get_by_role("listitem")).to_have_count(len(rows))
    opened.wait_until(f"sorted(classes.query.to_pandas().file) == {sorted(rows.file)!r}")
    picked.get_by_role("button", name="Open as rows").click()
    opened.wait_until("classes.tab == 'rows'")
    shown.get_by_text(f"{len(rows)} of 300 rows").first.wait_for()
    opened.page.keyboard.press("Escape")
    shown.get_by_role("tab", name="Groups").click()
    groups = shown.get_by_role("grid", name=re.compile("groups by pred"))
    groups.get_by_role("rowheader", name="cat").wait_for()
    groups.get_by_role("rowheader", name="cat").get_by_role("button").click()
    opened.wait_until(f"classes.tab == 'rows' and classes.query.count() == {len(rows)}")
    assert opened.errors == []


def test_a_threshold_moves_all_that_is_said_of_two_detectors(opened: Any, shared_data: Path) -> None:
    folder = shared_data / "detection_voc"
    truth = json.loads((folder / "ground_truth.json").read_text())
    found = json.loads((folder / "detections_xl.json").read_text())
    wanted = evaluate(photo_table(truth, found, folder), truth="photo.truth", prediction="photo.found")
    shown = view_of(opened, 1)
    figures = shown.get_by_role("group", name="Average precision and recall")
    for value in ("0.310", "0.392", "0.588", "0.704"):
        expect(figures).to_contain_text(value)

    def kinds_are(threshold: float) -> None:
        labels = ("Right", "Poorly placed", "Confused", "Duplicate", "Background", "Missed")
        for label, count in zip(labels, wanted.at(threshold).counts.values(), strict=True):
            button = shown.get_by_role("button", name=f"{label}, xl:")
            expect(button).to_have_text(str(count))

    kinds_are(0.3)
    slider(shown).focus()
    for _ in range(3):
        opened.page.keyboard.press("Shift+ArrowRight")
    opened.wait_until("photos.scores['threshold'] == 0.6")
    kinds_are(0.6)
    shown.get_by_text("at score 0.60, IoU 0.50").wait_for()
    # AP does not depend on it, and pictures draw the boxes that count.
    expect(figures).to_contain_text("0.392")
    opened.wait_until("photos.overlays['scores'].get('xl found') == {'score': [0.6, None]}")
    shown.get_by_role("button", name="Confused, xl:").click()
    opened.wait_until("len(photos.query.filters) == 1")
    ids = json.loads(
        opened.kernel("import json; print(json.dumps(photos.query.to_pandas().image_id.tolist()))")
    )
    kinds = wanted.at(0.6)
    assert 0 < len(ids) <= kinds.counts["confused"]
    shown.get_by_role("button", name="Open as rows").click()
    opened.wait_until("photos.tab == 'rows'")
    shown.get_by_text(f"{len(ids)} of 50 rows").first.wait_for()
    assert np.unique(ids).size == len(ids)
    assert opened.errors == []
    assert opened.outside == []
