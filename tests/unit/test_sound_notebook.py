"""The notebook about sounds: it runs from top to bottom, and what it logs can be asked and played."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from dsviz_widget.runs import Api

ROOT = Path(__file__).parents[2]
WIDGET = "application/vnd.jupyter.widget-view+json"


def test_the_notebook_makes_logs_and_asks_sounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.delenv("DSVIZ_DIR", raising=False)
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    notebook = nbformat.read(ROOT / "notebooks" / "sound.ipynb", as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells)
    where = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=240, kernel_name="python3", resources=where).execute()
    outputs = {cell.id: list(cell.outputs) for cell in notebook.cells if cell.cell_type == "code"}
    for cell in ("voice", "look", "groups"):
        assert WIDGET in outputs[cell][0]["data"]

    (run,) = Api(tmp_path / "dsviz").runs("vowels")
    assert run.reader().keys["most wrong", "audio"].count == 6
    # As the text says: low voices in silence are understood, high ones are not.
    lines = [line.split() for line in outputs["ask"][0]["text"].splitlines()]
    wrong = {line[0] + line[1] + line[2]: int(line[-4]) / int(line[-2]) for line in lines}
    assert wrong["pitch<150"] < 0.1 < wrong["pitch>220"]
