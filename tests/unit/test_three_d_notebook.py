"""The notebook about clouds and meshes: it runs from top to bottom, and what it logs is there."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from dsviz_widget.runs import Api

ROOT = Path(__file__).parents[2]
WIDGET = "application/vnd.jupyter.widget-view+json"


def test_streets_are_scanned_logged_and_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.delenv("DSVIZ_DIR", raising=False)
    notebook = nbformat.read(ROOT / "notebooks" / "three_d.ipynb", as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells)
    where = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=240, kernel_name="python3", resources=where).execute()
    outputs = {cell.id: list(cell.outputs) for cell in notebook.cells if cell.cell_type == "code"}
    for cell in ("table", "mesh"):
        assert WIDGET in outputs[cell][-1]["data"]
    assert "points of each car, fewest first: [" in outputs["missed"][0]["text"]
    assert "faces 19,200" in outputs["artifact"][0]["text"]

    runs = Api(tmp_path / "dsviz").runs("street")
    keys = runs.find("detector").reader().keys
    assert {name: found.count for (name, _), found in keys.items() if name in ("scene", "shape")} == {
        "scene": 8,
        "shape": 10,
    }
    table = Api(tmp_path / "dsviz").artifact("street/streets:latest").get("streets")
    assert table.query().filter("scene.boxes > cars and scene.points > 10000").count() == 8
