"""The page that teaches the query language: each of its examples answers what the page says."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "query.md"


def test_each_example_answers_what_the_page_says(shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("polars")
    monkeypatch.setenv("DSVIZ_SHARED", str(shared_data))
    failed, tried = doctest.testfile(
        str(PAGE), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    )
    assert failed == 0
    assert tried > 60


def test_the_page_has_twenty_examples() -> None:
    numbers = [int(number) for number in re.findall(r"^\*\*(\d+)\.\*\*", PAGE.read_text(), re.MULTILINE)]
    assert numbers == list(range(1, 21))
