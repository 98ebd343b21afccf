"""One HTML file that holds everything: the front end, the views, and what they answer from."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from dsviz_widget.widgets.view import STATIC, bundle_text

PACK_BYTES = 1_000_000
"""Pictures are packed into parts of about so many bytes, which the page decodes when it needs one."""
CODE, ROWS, PICTURES = "code", "rows", "pictures"
"""Kinds of parts: the front end, tables and answers, and pictures with their masks."""
FIRST = ("widget.js", "widget.css", "offline.js")

POLICY = (
    "default-src 'none'; script-src 'sha256-{digest}' blob:; style-src 'unsafe-inline'; "
    "img-src data: blob:; media-src data: blob:; font-src data:; connect-src data: blob:; "
    "frame-src blob: data:; worker-src blob:; form-action 'none'; base-uri 'none'"
)
"""Nothing leaves the page, whatever is in it: no address is allowed but those of what it holds itself."""

THEMES = (
    '<form class="theme" role="radiogroup" aria-label="Theme">'
    '<label><input type="radio" name="theme" value="auto" checked>Auto</label>'
    '<label><input type="radio" name="theme" value="light">Light</label>'
    '<label><input type="radio" name="theme" value="dark">Dark</label></form>'
)
Place = tuple[int, int, int]
"""Of bytes in a pack: its number, where they begin, and how many there are."""


@dataclass(frozen=True)
class Part:
    """One block of the page: its bytes as base64, packed with gzip unless they are small already."""

    name: str
    kind: str
    content: bytes
    is_packed: bool

    @property
    def size(self) -> int:
        """Bytes that it takes in the page."""
        return len(self.to_html())

    def to_html(self) -> str:
        """Return a block that no browser runs; base64 has no character that could end it."""
        text = base64.b64encode(self.content).decode("ascii")
        packed = " data-gz" if self.is_packed else ""
        return f'<script type="text/plain" data-part="{html.escape(self.name)}"{packed}>{text}</script>\n'


@dataclass
class Page:
    """What is in a page so far. Bytes that are added twice are there once.

    Parameters
    ----------
    title : str
        Stands at the top, and in the tab of the browser.
    """

    title: str
    parts: dict[str, Part] = field(default_factory=dict)
    sections: list[tuple[str, str, list[str]]] = field(default_factory=list)
    """Of each view its name in the page, its heading, and what the page says above it."""
    picture_count: int = 0
    """Pictures and stills in it; one that is there twice counts once."""
    _placed: dict[str, Place] = field(default_factory=dict)
    _pack: bytearray = field(default_factory=bytearray)
    _packs: int = 0

    def add(self, name: str, content: bytes, kind: str = ROWS, pack: bool = True) -> None:
        """Add a part; one of the name that is there stays."""
        if name not in self.parts:
            packed = gzip.compress(content, 6, mtime=0) if pack else content
            self.parts[name] = Part(name, kind, packed, pack)

    def add_json(self, name: str, value: Any) -> None:
        """Add what JSON can say."""
        self.add(name, json.dumps(value, separators=(",", ":"), allow_nan=False).encode())

    def add_code(self, names: Sequence[str]) -> None:
        """Add files of the front end."""
        for name in names:
            self.add(name, bundle_text(name).encode(), CODE)

    def place(self, content: bytes, is_picture: bool = False) -> Place:
        """Put bytes into a pack; return where they are."""
        digest = hashlib.sha256(content).hexdigest()
        found = self._placed.get(digest)
        if found is None:
            found = self._placed[digest] = (self._packs, len(self._pack), len(content))
            self._pack += content
            self.picture_count += is_picture
            if len(self._pack) >= PACK_BYTES:
                self.close_pack()
        return found

    def close_pack(self) -> None:
        """Make a part of the bytes that wait for one."""
        if self._pack:
            self.add(f"pack.{self._packs}", bytes(self._pack), PICTURES, pack=False)
            self._pack, self._packs = bytearray(), self._packs + 1

    def sizes(self) -> dict[str, int]:
        """Return the bytes in the page by kind of part."""
        self.close_pack()
        found = dict.fromkeys((CODE, ROWS, PICTURES), 0)
        for part in self.parts.values():
            found[part.kind] += part.size
        return found

    def to_html(self) -> str:
        """Return the page. What the first rows need comes first: they are there before the rest is read."""
        self.close_pack()
        parts = sorted(self.parts.values(), key=_turn)
        first = sum(_turn(part) == 0 for part in parts)
        script = bundle_text("page.js")
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        title = html.escape(self.title)
        return "".join(
            [
                '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n',
                f'<meta http-equiv="Content-Security-Policy" content="{POLICY.format(digest=digest)}">\n',
                '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
                '<meta name="referrer" content="no-referrer">\n',
                f"<title>{title}</title>\n<style>{bundle_text('page-styles.css')}</style></head>\n",
                '<body data-jp-theme-light="true">\n<div class="page">',
                f"<header><h1>{title}</h1>{THEMES}</header>\n<main>\n",
                *(_section(*section) for section in self.sections),
                "</main>\n<footer>Made with dsviz_widget. All of it is in this file: nothing is loaded and ",
                "nothing is sent. What is changed here is not kept.</footer></div>\n",
                *(part.to_html() for part in parts[:first]),
                f"<script>{script}</script>\n",
                *(part.to_html() for part in parts[first:]),
                "</body></html>\n",
            ]
        )


def _section(name: str, heading: str, notes: list[str]) -> str:
    """Return the place of a view, under its heading."""
    title = f"<h2>{html.escape(heading)}</h2>" if heading else ""
    said = "".join(f"<p>{html.escape(note)}</p>" for note in notes)
    return (
        f'<section aria-label="{html.escape(heading or "View")}">{title}{said}'
        f'<div class="view" data-view="{html.escape(name)}"></div></section>\n'
    )


def _turn(part: Part) -> int:
    """Return when the page is to have a part: 0 for what the first paint needs."""
    if part.name in FIRST or part.name.endswith((".head", ".first")):
        return 0
    if part.kind == PICTURES:
        return 2
    return 1 if part.kind == ROWS else 3


def known_chunks() -> list[str]:
    """Return the names of the parts of the front end that come when they are first shown."""
    others = {"widget", "offline", "page"}
    return sorted(path.stem for path in STATIC.glob("*.js") if path.stem not in others)
