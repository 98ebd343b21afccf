"""What a page of HTML says: its title and its words, without its markup."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

LONGEST = 4_000_000
"""Characters from which on a page is not read for its words: that takes a second for each few millions."""
EXCERPT = 2_000
"""Characters of the words that a cell keeps, so that a clause finds them."""
SILENT = frozenset({"script", "style", "template", "noscript", "title"})
BREAKING = frozenset({
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol",
    "p", "pre", "section", "table", "tbody", "thead", "tr", "ul",
})  # fmt: skip
"""Elements that begin a line."""


@dataclass(frozen=True)
class Words:
    """What a page says.

    Attributes
    ----------
    title : str or None
    text : str or None
        The first 2,000 characters of its words, a line for each block.
    words : int or None
        How many words there are; None for a page of more than 4 million characters.
    """

    title: str | None
    text: str | None
    words: int | None


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title: list[str] = []
        self.lines: list[list[str]] = [[]]
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self._silent.append(tag)
        elif tag in BREAKING:
            self.lines.append([])
        elif tag in ("td", "th"):
            self.lines[-1].append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            # What was left open inside of it ends with it.
            del self._silent[self._silent.index(tag) :]
        elif tag in BREAKING:
            self.lines.append([])

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.lines[-1].append(data)
        elif self._silent == ["title"] and not self.title:
            self.title.append(data)


def words_of(page: str) -> Words:
    """Return title, excerpt and number of words of a page; broken markup is read as far as it goes."""
    reader = _Reader()
    reader.feed(page[:LONGEST])
    reader.close()
    lines = [" ".join("".join(parts).split()) for parts in reader.lines]
    lines = [line for line in lines if line]
    text = "\n".join(lines)
    title = " ".join("".join(reader.title).split())
    count = sum(len(line.split()) for line in lines) if len(page) <= LONGEST else None
    return Words(title[:200] or None, _cut(text) or None, count)


def _cut(text: str) -> str:
    if len(text) <= EXCERPT:
        return text
    return re.sub(r"\s+\S*$", "", text[:EXCERPT]) + "…"
