"""What docs/hosts.md says in figures is what the code has; tests/browser/test_marimo.py runs its code."""

from __future__ import annotations

import re
from pathlib import Path

from dsviz_widget.widgets.channel import PIECE_BYTES, RESULT_CHARACTERS
from dsviz_widget.widgets.saved import bundle, chart_picture, compare_picture, project_picture, table_picture

ROOT = Path(__file__).parents[2]


def test_the_limits_are_those_of_the_code() -> None:
    text = " ".join((ROOT / "docs" / "hosts.md").read_text().split())
    assert table_picture.QUERY_ROWS == 1_000_000
    assert "a query on more than a million rows" in text
    assert f"comparisons of more than {compare_picture.MATCHED_ROWS:,}" in text
    assert f"charts of more than {chart_picture.MOST_ROWS:,}" in text
    assert f"projects of more than {project_picture.MOST_LISTED:,} artifacts" in text
    host = (ROOT / "tests" / "browser" / "strict_host.js").read_text()
    limit = int(re.search(r"const LIMIT = ([\d_]+)", host)[1])  # type: ignore[index]
    assert f"at most {limit:,} bytes" in text
    assert limit > PIECE_BYTES * 4 / 3 + RESULT_CHARACTERS
    for program in ("nbconvert", "papermill", "jupyter execute"):
        assert program in text
        assert program.replace(" ", "-") in bundle.CONVERTERS


def test_the_notebooks_that_are_named_are_there() -> None:
    text = (ROOT / "docs" / "hosts.md").read_text()
    for name in re.findall(r"\]\(\.\./(notebooks/colab/\w+\.ipynb)\)", text):
        assert (ROOT / name).is_file()
