"""The notebook about sounds: it runs from top to bottom, and what it logs can be asked and played."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsviz_widget.runs import Api
from tests.unit.notebooks import check_widgets, execute


def test_the_notebook_makes_logs_and_asks_sounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outputs = execute("sound", tmp_path, monkeypatch)
    check_widgets(outputs, "voice", "look", "groups")

    (run,) = Api(tmp_path / "dsviz").runs("vowels")
    assert run.reader().keys["most wrong", "audio"].count == 6
    # As the text says: low voices in silence are understood, high ones are not.
    lines = [line.split() for line in outputs["ask"][0]["text"].splitlines()]
    wrong = {line[0] + line[1] + line[2]: int(line[-4]) / int(line[-2]) for line in lines}
    assert wrong["pitch<150"] < 0.1 < wrong["pitch>220"]
