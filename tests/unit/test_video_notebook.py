"""The notebook about videos: it runs from top to bottom, and shows what its reward hides."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from dsviz_widget.runs import Api

ROOT = Path(__file__).parents[2]
WIDGET = "application/vnd.jupyter.widget-view+json"


def test_the_notebook_learns_logs_and_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.delenv("DSVIZ_DIR", raising=False)
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    notebook = nbformat.read(ROOT / "notebooks" / "video.ipynb", as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells)
    where = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=240, kernel_name="python3", resources=where).execute()
    outputs = {cell.id: list(cell.outputs) for cell in notebook.cells if cell.cell_type == "code"}
    for cell in ("learn", "again", "rows", "groups"):
        assert any(WIDGET in output.get("data", {}) for output in outputs[cell]), cell

    runs = Api(tmp_path / "dsviz").runs("pendulum")
    assert {run.name for run in runs} == {"touches", "stands"}
    for run in runs:
        keys: dict[tuple[str, str], Any] = run.reader().keys
        assert keys["swings", "video"].count == 4
        rewards = np.asarray(run.reader().values("reward")[1])
        # As the text says, both learn what they are asked for.
        assert rewards[-1] > 3 * rewards[0]
