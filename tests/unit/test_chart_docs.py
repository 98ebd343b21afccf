"""The page about charts: its code says what it prints, and its pictures are there."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

import dsviz_widget as wandb

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_says_what_its_code_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DSVIZ_DIR", str(tmp_path / "dsviz"))
    try:
        failed, tried = doctest.testfile(
            str(DOCS / "charts.md"), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE
        )
    finally:
        wandb.finish()
    assert failed == 0
    assert tried > 30


def test_its_pictures_are_there() -> None:
    named = re.findall(r"\]\((images/[^)]+)\)", (DOCS / "charts.md").read_text())
    assert named
    assert [path for path in named if not (DOCS / path).exists()] == []
