"""The page about sharing: its code says what it prints."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import dsviz_widget as wandb

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_says_what_its_code_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DSVIZ_DIR", str(tmp_path / "dsviz"))
    try:
        failed, tried = doctest.testfile(str(DOCS / "sharing.md"), module_relative=False)
    finally:
        wandb.finish()
    assert failed == 0
    assert tried > 8
    assert "://" not in (tmp_path / "results.html").read_text().split("<script", 1)[0]
