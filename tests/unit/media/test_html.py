"""Pages of HTML: what is taken, what is kept, and what can be asked of them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import MediaError

PAGE = """<!doctype html><html lang="en"><head><title>A &amp; B</title><style>p {margin: 0}</style></head>
<body><h1>Hello</h1><p>one <b>two</b> three<script>var hidden = 1</script></p>
<table><tr><td>four<td>five</table></body></html>"""


def test_a_page_is_kept_with_a_style_of_its_own() -> None:
    page = wandb.Html(PAGE)
    assert page.html.startswith('<!doctype html><html lang="en"><head><base target="_blank"><style')
    assert "http" not in page.html.split("</style>")[0]  # nothing is linked
    assert page.html.endswith(PAGE.partition("<head>")[2])
    assert (page.format, page.mime) == ("html", "text/html")


@pytest.mark.parametrize(
    "page", ["just words", "<p>a part</p>", "<html><body>no head</body></html>", "<!DOCTYPE html>\n<p>x"]
)
def test_the_style_comes_before_what_the_page_says(page: str) -> None:
    found = wandb.Html(page).html
    assert "<base" in found
    assert found.index("</style>") < max(found.find("words"), found.find("<p>"), found.find("<body>"))
    assert wandb.Html(found).html == found  # a page that was read back is not styled twice


def test_a_page_that_sets_colours_stays_light() -> None:
    assert "color-scheme:light}" in wandb.Html("<p style='color: #222'>x</p>").html
    assert "color-scheme:light dark}" in wandb.Html("<p>the color red</p>").html


def test_without_inject_nothing_is_added(tmp_path: Path) -> None:
    assert wandb.Html("<p>x</p>", inject=False).html == "<p>x</p>"
    file = tmp_path / "Page.HTM"
    file.write_bytes(b"\xef\xbb\xbf<p>caf\xc3\xa9</p>\r\n")
    kept = wandb.Html(file, inject=False)
    assert kept.read() == file.read_bytes()
    assert kept.html == "<p>café</p>\r\n"


def test_what_a_page_says_is_found_without_its_markup() -> None:
    assert wandb.Html(PAGE).facts == {
        "title": "A & B",
        "text": "Hello\none two three\nfour five",
        "words": 6,
        "has_script": True,
    }
    long = wandb.Html("<p>" + "word " * 5_000)
    assert long.facts["words"] == 5_000
    assert len(long.facts["text"]) <= 2_001
    assert long.facts["text"].endswith("word…")
    assert wandb.Html("<a href='https://mysite'>Link</a>").facts["has_script"] is False


def test_files_and_texts_are_told_apart(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(PAGE)
    with file.open() as text, file.open("rb") as content:
        for given in (file, str(file), text, content, io.StringIO(PAGE)):
            assert wandb.Html(given) == wandb.Html(PAGE)
    assert wandb.Html(str(file), data_is_not_path=True).facts["text"] == str(file)
    assert wandb.Html("see page.html <br>").facts["text"] == "see page.html"


def test_other_charsets_are_read(tmp_path: Path) -> None:
    file = tmp_path / "latin.html"
    file.write_bytes('<meta charset="latin-1"><p>caf\xe9'.encode("latin-1"))
    assert wandb.Html(file).facts["text"] == "café"
    file.write_bytes("<p>café".encode("utf-16"))
    assert wandb.Html(file).facts["text"] == "café"


def test_an_svg_is_a_page_too(tmp_path: Path) -> None:
    file = tmp_path / "drawing.svg"
    file.write_text('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>')
    drawing = wandb.Html(file, inject=False)
    assert drawing.facts["has_script"] is True
    assert drawing.read() == file.read_bytes()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (" \n", "HTML: the page is empty. Leave the cell empty with None."),
        (7, "HTML: a page is text, a path or an open file, got the number 7. Write Html('<p>…</p>')."),
        (b"\x89PNG\r\n\x1a\n\0\0", "HTML: the page is not text in UTF-8. Save it as UTF-8."),
        (io.BytesIO(b"\xff\xff\xff"), "HTML: the page is not text in UTF-8. Save it as UTF-8."),
        ("missing.html", "there is no file"),
        (Path(__file__), "HTML: 'test_html.py' ends in .py, and a page ends in .html, .htm, .xhtml, .svg."),
    ],
)
def test_what_is_no_page_is_refused_in_a_sentence(given: Any, sentence: str) -> None:
    with pytest.raises(MediaError) as caught:
        wandb.Html(given)
    assert sentence in str(caught.value)


def test_pages_are_asked_for_by_what_they_say() -> None:
    table = wandb.Table(columns=["page"])
    for word in ("apple", "pear", "plum"):
        table.add_data(wandb.Html(f"<h1>{word}</h1><p>{'juice ' * len(word)}</p>"))
    assert table.query().filter("page.text contains 'pear'").count() == 1
    assert table.query().filter("page.words > 5").count() == 1
