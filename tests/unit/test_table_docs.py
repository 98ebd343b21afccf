"""The pages about the view: their code says what they print, and their pictures are there."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

import dsviz_widget as wandb

DOCS = Path(__file__).parents[2] / "docs"


def test_the_guide_says_what_its_code_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DSVIZ_DIR", str(tmp_path / "dsviz"))
    try:
        failed, tried = doctest.testfile(
            str(DOCS / "table.md"), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE
        )
    finally:
        wandb.finish()
    assert failed == 0
    assert tried > 15


@pytest.mark.parametrize("page", ["table.md", "states.md", "run-states.md"])
def test_pictures_of_a_page_are_there(page: str) -> None:
    named = re.findall(r"(?:\]\(|src=\")(images/[^)\"]+)", (DOCS / page).read_text())
    assert named
    assert [path for path in named if not (DOCS / path).exists()] == []
