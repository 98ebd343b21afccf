"""The page on comparing tables: each of its examples answers what the page says."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from dsviz_widget.store import Catalog

PAGE = Path(__file__).parents[2] / "docs" / "compare.md"


def test_each_example_answers_what_the_page_says(
    shared_data: Path, store: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSVIZ_SHARED", str(shared_data))
    failed, tried = doctest.testfile(
        str(PAGE), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    )
    assert failed == 0
    assert tried > 20
