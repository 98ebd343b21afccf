"""The notebook about runs: it runs from top to bottom, and what it logs is what plain Python finds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dsviz_widget.runs import Api
from tests.unit.notebooks import check_widgets, execute


def shorter(text: str) -> str:
    """Return the notebook with fewer epochs."""
    assert "EPOCHS, BATCH = 15, 32" in text
    return text.replace("EPOCHS, BATCH = 15, 32", "EPOCHS, BATCH = 5, 32")


def test_the_notebook_trains_compares_and_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outputs = execute("runs", tmp_path, monkeypatch, shorter)
    check_widgets(outputs, "watch", "runs")
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
