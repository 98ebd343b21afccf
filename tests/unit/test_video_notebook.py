"""The notebook about videos: it runs from top to bottom, and shows what its reward hides."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dsviz_widget.runs import Api
from tests.unit.notebooks import check_widgets, execute


def test_the_notebook_learns_logs_and_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outputs = execute("video", tmp_path, monkeypatch)
    check_widgets(outputs, "learn", "again", "rows", "groups")

    runs = Api(tmp_path / "dsviz").runs("pendulum")
    assert {run.name for run in runs} == {"touches", "stands"}
    for run in runs:
        keys: dict[tuple[str, str], Any] = run.reader().keys
        assert keys["swings", "video"].count == 4
        rewards = np.asarray(run.reader().values("reward")[1])
        # As the text says, both learn what they are asked for.
        assert rewards[-1] > 3 * rewards[0]
