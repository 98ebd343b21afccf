"""Pages without a kernel: what is refused, with which sentence, and that data cannot break out of a page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import ViewError


@pytest.fixture
def view() -> wandb.TableView:
    return wandb.TableView(
        wandb.Table(columns=["text"], data=[["</script><script>alert(1)</script>\u2028"]] * 4)
    )


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"max_rows": 0}, "max_rows is 1 or more, not 0."),
        ({"picture_px": 4}, "picture_px is 16 to 2048, not 4."),
        ({"max_points": 5}, "max_points is 100 or more, not 5."),
        ({"rows": "some"}, "rows is 'all' or 'matched', not 'some'."),
        ({"max_bytes": 1000}, "Lower max_rows (now 5,000), or raise max_bytes."),
    ],
)
def test_an_option_that_makes_no_sense_is_named(
    view: wandb.TableView, tmp_path: Path, options: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ViewError, match=re.escape(sentence)):
        view.to_html(tmp_path / "page.html", **options)
    assert list(tmp_path.iterdir()) == []


def test_only_views_are_written_and_only_into_folders(view: wandb.TableView, tmp_path: Path) -> None:
    with pytest.raises(ViewError, match="was given no view"):
        wandb.to_html([], tmp_path / "page.html")
    with pytest.raises(ViewError, match=re.escape("Give it TableView(table).")):
        wandb.to_html([wandb.Table(columns=["a"])], tmp_path / "page.html")  # type: ignore[list-item]
    with pytest.raises(ViewError, match="there is no folder"):
        view.to_html(tmp_path / "nowhere" / "page.html")


def test_no_cell_and_no_title_is_read_as_markup(view: wandb.TableView, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    view.to_html(path, title="</title><script>alert(2)</script>")
    text = path.read_text()
    assert "<script>alert" not in text
    # One script runs, and it goes by its hash.
    running = [tag for tag in re.findall(r"<script[^>]*>", text) if "text/plain" not in tag]
    assert running == ["<script>"]
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-inline" not in policy[1].split("style-src")[0]
    assert "unsafe-eval" not in policy[1]
