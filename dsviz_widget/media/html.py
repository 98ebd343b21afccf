"""HTML pages, shown in a frame that can reach nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from dsviz_widget.errors import MediaTypeError, MediaValueError
from dsviz_widget.media.given import file_given
from dsviz_widget.media.html_style import with_base_style
from dsviz_widget.media.html_text import words_of
from dsviz_widget.media.medium import Medium
from dsviz_widget.media.registry import register_medium
from dsviz_widget.media.still import TEXT, FileReader, Still
from dsviz_widget.types import article

ENDINGS = (".html", ".htm", ".xhtml", ".svg")
CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?([\w-]+)", re.I)


@register_medium
class Html(Medium):
    """A page of HTML for a table cell or a run, shown in a frame that reaches no network and no notebook.

    Parameters
    ----------
    data : str, path or file
        The page, or a part of one; the path of a file that ends in .html, .htm, .xhtml or .svg; or an open
        file. Text that ends so, and has no ``<``, is a path.
    inject : bool
        Whether the page is given our base style, which reads well on light and dark ground. Without it a
        file is kept byte for byte.
    data_is_not_path : bool
        Whether text is a page whatever it looks like.
    caption : str, optional
        Shown under it.

    Attributes
    ----------
    facts : dict
        ``title``; ``text``, the first 2,000 characters of its words; ``words``, how many there are (None
        for a page of more than 4 million characters); ``has_script``.

    Raises
    ------
    MediaTypeError
        If it is no text and no file.
    MediaValueError
        If it is empty, no text in UTF-8 or in the charset that it names, or a file of another kind.
    MediaFileError
        If there is no such file.

    References
    ----------
    ``wandb.Html``, W&B reference, 2021.
    """

    wb_type: ClassVar[str] = "html-file"
    noun: ClassVar[str] = "HTML"
    folder: ClassVar[str] = "media/html"
    list_type: ClassVar[str] = "html"
    telling: ClassVar[str] = "words"
    fields: ClassVar[dict[str, str]] = {
        "title": "string",
        "text": "string",
        "words": "int64",
        "has_script": "bool",
    }
    mimes: ClassVar[dict[str, str]] = {"html": "text/html"}

    def __init__(
        self, data: Any, inject: bool = True, data_is_not_path: bool = False, caption: str | None = None
    ) -> None:
        path = None if data_is_not_path else _path_in(data)
        page = _text_of(path.read_bytes() if path else data, str(path) if path else "the page")
        content = path if path and not inject else (with_base_style(page) if inject else page).encode()
        super().__init__(content, "html", caption, _facts(page))

    @property
    def html(self) -> str:
        """The page, with the style that it was given."""
        return _text_of(self.read(), "the page")

    @classmethod
    def measure(cls, content: bytes | Path, file_format: str) -> dict[str, Any]:
        """Return the facts of a page that came from elsewhere."""
        return _facts(_text_of(content.read_bytes() if isinstance(content, Path) else content, "the page"))

    @classmethod
    def still(cls, cell: Mapping[str, Any], read: FileReader, size_px: int) -> Still | None:
        """Return an excerpt of the words."""
        said = cell.get("text") or cell.get("title")
        return Still(said[:400].encode(), TEXT) if said else None

    def __repr__(self) -> str:
        title = f" {self.facts['title']!r}" if self.facts["title"] else ""
        words = f", {self.facts['words']:,} words" if self.facts["words"] is not None else ""
        return f"<Html{title}{words}>"


def _path_in(data: Any) -> Path | None:
    """Return the path that was given in place of a page, or None."""
    if isinstance(data, os.PathLike):
        path = file_given(data, Html.noun)
        if path.suffix.lower() not in ENDINGS:
            raise MediaValueError(
                f"HTML: {path.name!r} ends in {path.suffix or 'nothing'}, and a page ends in "
                f"{', '.join(ENDINGS)}. For text that is HTML all the same, pass the text."
            )
        return path
    if isinstance(data, str) and "<" not in data and data.lower().endswith(ENDINGS):
        return file_given(data, Html.noun)
    return None


def _text_of(data: Any, name: str) -> str:
    """Return the page as text, from text, bytes or a file.

    Raises
    ------
    MediaTypeError
        If it is none of them.
    MediaValueError
        If it is empty or not text.
    """
    if hasattr(data, "read"):
        if hasattr(data, "seek"):
            data.seek(0)
        data = data.read()
    if isinstance(data, (bytes, bytearray, memoryview)):
        data = _decoded(bytes(data), name)
    if not isinstance(data, str):
        raise MediaTypeError(
            f"HTML: a page is text, a path or an open file, got {article(data)}. Write Html('<p>…</p>')."
        )
    if not data.strip():
        raise MediaValueError(f"HTML: {name} is empty. Leave the cell empty with None.")
    # Half of a pair is no character, and no file holds one.
    return data.encode("utf-8", "replace").decode()


def _decoded(content: bytes, name: str) -> str:
    declared = CHARSET.search(content[:2048])
    charset = declared[1].decode() if declared else "utf-8"
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        charset = "utf-16"
    elif charset.lower() in ("utf-8", "utf8"):
        charset = "utf-8-sig"
    if b"\0" not in content[:4096] or charset == "utf-16":
        try:
            return content.decode(charset)
        except (UnicodeDecodeError, LookupError):
            pass
    raise MediaValueError(
        f"HTML: {name} is not text in {charset.removesuffix('-sig').upper()}. Save it as UTF-8."
    )


def _facts(page: str) -> dict[str, Any]:
    words = words_of(page)
    return {
        "title": words.title,
        "text": words.text,
        "words": words.words,
        "has_script": bool(re.search(r"<script\b|\son\w+\s*=|javascript:", page, re.I)),
    }
