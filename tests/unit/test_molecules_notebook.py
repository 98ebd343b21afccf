"""The notebook about molecules: it runs from top to bottom, and what it logs is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsviz_widget.runs import Api
from tests.unit.notebooks import check_widgets, execute


def test_molecules_are_made_asked_logged_and_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outputs = execute("molecules", tmp_path, monkeypatch)
    check_widgets(outputs, "small", "predict", "fold")
    assert outputs["ask"][0]["text"] == "2 of 5: ['ethanol', 'phenol']\n"

    run = next(iter(Api(tmp_path / "dsviz").runs("molecules")))
    keys = {name: found.count for (name, _), found in run.reader().keys.items()}
    assert keys == {"fold": 8, "wound": 8, "solvents": 1, "library": 1}
