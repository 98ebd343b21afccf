"""The notebook about runs: it runs from top to bottom, and what it logs is what plain Python finds."""

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


@pytest.fixture
def executed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> nbformat.NotebookNode:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.delenv("DSVIZ_DIR", raising=False)
    # Threads of two busy kernels get in each other's way with matrices as small as these.
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    text = (ROOT / "notebooks" / "runs.ipynb").read_text()
    assert "EPOCHS, BATCH = 15, 32" in text
    notebook = nbformat.reads(text.replace("EPOCHS, BATCH = 15, 32", "EPOCHS, BATCH = 5, 32"), as_version=4)
    where = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=240, kernel_name="python3", resources=where).execute()
    return notebook


def test_the_notebook_trains_compares_and_shows(executed: nbformat.NotebookNode, tmp_path: Path) -> None:
    outputs = {cell.id: list(cell.outputs) for cell in executed.cells if cell.cell_type == "code"}
    for cell in ("watch", "runs"):
        assert WIDGET in outputs[cell][0]["data"]
    runs = Api(tmp_path / "dsviz").runs("digits-net")
    assert len(runs) == 7
    assert {run.state for run in runs} == {"finished"}

    first = runs.find("first")
    keys: dict[tuple[str, str], Any] = first.reader().keys
    assert keys["val/loss", "number"].count == 5
    assert keys["gradients/hidden", "histogram"].count == 5
    assert keys["most_wrong", "images"].count == 1
    assert keys["confusion", "chart"].count == 1
    losses = np.asarray(first.reader().values("val/loss")[1])
    assert first.summary["val/loss"]["min"] == pytest.approx(losses.min())
    assert keys["train/loss", "number"].count == 5 * int(np.ceil(1257 / 32))

    lowest = min(run.summary["val/loss"]["min"] for run in runs)
    (said,) = outputs["sweep"]
    assert f"7 runs; the lowest validation loss, {lowest:.3f}" in said["text"]
