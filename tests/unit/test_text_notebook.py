"""The notebook about texts: it runs from top to bottom, and its filters find what its words say."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsviz_widget.runs import Api
from tests.unit.notebooks import check_widgets, execute


def test_the_notebook_reads_answers_and_asks_for_reasons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outputs = execute("text", tmp_path, monkeypatch)
    check_widgets(outputs, "read", "differ", "words", "compare")
    # As the text says: all that is wrong came from the old atlas, and of these words the model was less sure.
    lines = outputs["ask"][0]["text"].splitlines()
    assert [line[30:].strip() for line in lines] == ["Kenya, Norway"] * 3
    assert len(Api(tmp_path / "dsviz").runs("capitals")) == 2
