"""The notebook about molecules: it runs from top to bottom, and what it logs is there."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from dsviz_widget.runs import Api

ROOT = Path(__file__).parents[2]
WIDGET = "application/vnd.jupyter.widget-view+json"


def test_molecules_are_made_asked_logged_and_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.delenv("DSVIZ_DIR", raising=False)
    notebook = nbformat.read(ROOT / "notebooks" / "molecules.ipynb", as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells)
    where = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=240, kernel_name="python3", resources=where).execute()
    outputs = {cell.id: list(cell.outputs) for cell in notebook.cells if cell.cell_type == "code"}
    for cell in ("small", "predict", "fold"):
        assert WIDGET in outputs[cell][-1]["data"]
    assert outputs["ask"][0]["text"] == "2 of 5: ['ethanol', 'phenol']\n"

    run = next(iter(Api(tmp_path / "dsviz").runs("molecules")))
    keys = {name: found.count for (name, _), found in run.reader().keys.items()}
    assert keys == {"fold": 8, "wound": 8, "solvents": 1, "library": 1}
