"""The notebook about texts: it runs from top to bottom, and its filters find what its words say."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from dsviz_widget.runs import Api

ROOT = Path(__file__).parents[2]
WIDGET = "application/vnd.jupyter.widget-view+json"


def test_the_notebook_reads_answers_and_asks_for_reasons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.delenv("DSVIZ_DIR", raising=False)
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    notebook = nbformat.read(ROOT / "notebooks" / "text.ipynb", as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells)
    where = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=240, kernel_name="python3", resources=where).execute()
    outputs = {cell.id: list(cell.outputs) for cell in notebook.cells if cell.cell_type == "code"}
    for cell in ("read", "differ", "words", "compare"):
        assert WIDGET in outputs[cell][0]["data"]
    # As the text says: all that is wrong came from the old atlas, and of these words the model was less sure.
    lines = outputs["ask"][0]["text"].splitlines()
    assert [line[30:].strip() for line in lines] == ["Kenya, Norway"] * 3
    assert len(Api(tmp_path / "dsviz").runs("capitals")) == 2
