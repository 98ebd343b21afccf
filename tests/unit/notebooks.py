"""The notebooks of the project, run from top to bottom in a kernel of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
WIDGET = "application/vnd.jupyter.widget-view+json"

Outputs = dict[str, list[nbformat.NotebookNode]]


def execute(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[str], str] = str
) -> Outputs:
    """Run a notebook in a folder, where its store is too; return what each cell, by its id, put out.

    Parameters
    ----------
    name : str
        Of its file, without ``.ipynb``. The file must have no outputs.
    change : callable
        Changes the text of the file before it runs.
    """
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.delenv("DSVIZ_DIR", raising=False)
    # Threads of two busy kernels get in each other's way with matrices as small as these.
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    text = (ROOT / "notebooks" / f"{name}.ipynb").read_text()
    notebook = nbformat.reads(change(text), as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells)
    where = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, timeout=240, kernel_name="python3", resources=where).execute()
    return {cell.id: list(cell.outputs) for cell in notebook.cells if cell.cell_type == "code"}


def check_widgets(outputs: Outputs, *cells: str) -> None:
    """Check that each of these cells shows a widget."""
    for cell in cells:
        assert any(WIDGET in output.get("data", {}) for output in outputs[cell]), cell
