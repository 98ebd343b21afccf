"""The notebooks run from top to bottom, and their queries answer what plain Python answers."""

from __future__ import annotations

import csv
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from dsviz_widget.runs.opening import open_artifact
from dsviz_widget.store import Catalog
from dsviz_widget.table import Table

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ROOT / "notebooks"
CAMVID = Path(os.environ.get("DSVIZ_CAMVID", ROOT.parent / "shared" / "data" / "camvid"))
WIDGET = "application/vnd.jupyter.widget-view+json"

Execute = Callable[..., nbformat.NotebookNode]


@pytest.fixture
def execute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Execute:
    """Run a copy of a notebook in a kernel of its own, with some of its text replaced."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.delenv("DSVIZ_DIR", raising=False)
    for part in NOTEBOOKS.glob("*.py"):
        shutil.copy(part, tmp_path)

    def run(name: str, replaced: dict[str, str] | None = None) -> nbformat.NotebookNode:
        text = (NOTEBOOKS / name).read_text()
        for old, new in (replaced or {}).items():
            assert old in text
            text = text.replace(old, new)
        notebook = nbformat.reads(text, as_version=4)
        where = {"metadata": {"path": str(tmp_path)}}
        NotebookClient(notebook, timeout=120, kernel_name="python3", resources=where).execute()
        return notebook

    return run


def logged_table(folder: Path, project: str, name: str, table: str) -> Table:
    found = open_artifact(Catalog(folder / "dsviz"), name, project).get(table)
    assert isinstance(found, Table)
    return found


def outputs(notebook: nbformat.NotebookNode, cell_id: str) -> list[Any]:
    return next(list(cell.outputs) for cell in notebook.cells if cell.id == cell_id)


def widget_count(notebook: nbformat.NotebookNode) -> int:
    codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return sum(WIDGET in output.get("data", {}) for cell in codes for output in cell.outputs)


def sure_and_wrong(image: Any) -> bool:
    scores = [box.scores for box in image.boxes["prediction"].boxes]
    return any(score["score"] > 0.9 and score["iou"] < 0.5 for score in scores)


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.name)
def test_a_notebook_is_kept_without_outputs(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"
    for cell in notebook.cells:
        assert cell.id
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


def test_the_quickstart_finds_what_plain_python_finds(execute: Execute, tmp_path: Path) -> None:
    notebook = execute("quickstart.ipynb")
    assert widget_count(notebook) == 5

    scenes = logged_table(tmp_path, "digits", "digit-scenes", "scenes")
    preds = logged_table(tmp_path, "digits", "digit-predictions", "predictions")
    assert len(scenes) == 300
    assert len(preds) == 150

    low = [row for row in preds.get_column("accuracy") if row < 0.9]
    (printed, _) = outputs(notebook, "readback")
    assert printed["text"].startswith(f"{len(low)} of 150 scenes")

    expected = sum(sure_and_wrong(image) for image in preds.get_column("image"))
    (answer,) = outputs(notebook, "infix")
    assert answer["data"]["text/plain"] == f"({expected}, {expected})"

    # What the notebook's text says of the numbers.
    rows = preds.query().rows()
    missed = sum(row["missed"] for row in rows)
    assert sum(row["missed"] for row in rows if row["touching"]) > 0.85 * missed
    misread = Counter(row["misread_digit"] for row in rows if not row["touching"] and row["misread"])
    assert misread.most_common(1)[0][0] == "8"


def test_predictions_refer_to_the_pictures_of_the_dataset(execute: Execute, tmp_path: Path) -> None:
    execute("quickstart.ipynb", {"SCENES = 300": "SCENES = 40"})
    catalog = Catalog(tmp_path / "dsviz")
    dataset = open_artifact(catalog, "digit-scenes", "digits")
    predictions = open_artifact(catalog, "digit-predictions", "digits")
    pictures = {
        path: entry
        for path, entry in predictions.manifest.contents.items()
        if path in dataset.manifest.contents
    }
    # 20 scenes to validate on, each a picture and a true mask.
    assert len(pictures) == 40
    assert all(entry.ref == f"digits/digit-scenes:v0/{path}" for path, entry in pictures.items())


def test_scenes_know_their_boxes_and_masks_exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(NOTEBOOKS)
    from digit_scenes import box_overlaps, compose_scenes, window_of

    scenes = compose_scenes(30, seed=3)
    assert [scene.split for scene in scenes] == ["train"] * 15 + ["val"] * 15
    for scene in scenes:
        inside = np.zeros_like(scene.mask, dtype=bool)
        for box in scene.boxes:
            inside[window_of(box)] = True
            if not scene.touching:
                ink = scene.mask[window_of(box)] == box["class_id"]
                for edge in (ink[0], ink[-1], ink[:, 0], ink[:, -1]):
                    assert edge.any()
        assert not scene.mask[~inside].any()
        assert np.diag(box_overlaps(scene.boxes, scene.boxes)) == pytest.approx(1)
    again = compose_scenes(30, seed=3)
    assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(scenes, again, strict=True))
    with pytest.raises(ValueError, match="Ask for fewer"):
        compose_scenes(1_000)
    del sys.modules["digit_scenes"]


def test_without_the_road_scenes_the_notebook_says_where_they_belong(
    execute: Execute, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DSVIZ_CAMVID", raising=False)
    with pytest.raises(CellExecutionError, match=r"no CamVid folder at .*set DSVIZ_CAMVID"):
        execute("road_scenes.ipynb")


@pytest.mark.skipif(not (CAMVID / "index.csv").is_file(), reason="needs the CamVid folder")
def test_the_road_scenes_agree_with_their_index(
    execute: Execute, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSVIZ_CAMVID", str(CAMVID))
    notebook = execute("road_scenes.ipynb")
    assert widget_count(notebook) == 6
    with (CAMVID / "index.csv").open() as file:
        index = list(csv.DictReader(file))

    scenes = logged_table(tmp_path, "road-scenes", "camvid", "scenes").query()
    trees = [int(row["px_Tree"]) / (480 * 360) for row in index]
    for bound in (0.25, 0.5):
        expected = sum(share > bound for share in trees)
        assert scenes.filter(f"%_vegetation > {bound}").count() == expected
    people = sorted((int(row["px_Pedestrian"]) for row in index), reverse=True)
    found = [row["%_person"] * 480 * 360 for row in scenes.sort("-%_person").rows()]
    assert found == pytest.approx(people)

    preds = logged_table(tmp_path, "road-scenes", "camvid-predictions", "predictions").query()
    accuracy = {row["id"]: row["acc_texture"] for row in preds.rows()}
    assert preds.filter("acc_texture < acc_colour").count() == 1
    assert preds.filter("%_bicyclist > 0.02 and iou_texture_bicyclist < 0.1").count() == 3
    for row in index:
        assert accuracy[row["id"]] == pytest.approx(float(row["pixel_accuracy_texture"]), abs=1e-4)
