"""The notebook about figures and pages: it runs from top to bottom, and what it logs is there."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from dsviz_widget.runs import Api

ROOT = Path(__file__).parents[2]
WIDGET = "application/vnd.jupyter.widget-view+json"


def test_stations_are_forecast_logged_and_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.delenv("DSVIZ_DIR", raising=False)
    notebook = nbformat.read(ROOT / "notebooks" / "figures.ipynb", as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells)
    where = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=240, kernel_name="python3", resources=where).execute()
    outputs = {cell.id: list(cell.outputs) for cell in notebook.cells if cell.cell_type == "code"}
    for cell in ("table", "run"):
        assert WIDGET in outputs[cell][-1]["data"]
    assert outputs["ask"][-1]["data"]["text/plain"] == "['Bergen', 'Faro', 'Jena']"

    run = Api(tmp_path / "dsviz").runs("weather").find("forecast")
    assert run.value("sorted errors").facts["points"] == 10
    assert run.value("all hours").format == "png"
    assert run.value("stations").get_column("figure")[0].facts["title"] == "Aachen"
