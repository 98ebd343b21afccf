"""One HTML file that holds everything: the front end, the views, and what they answer from."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import secrets
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from dsviz_widget.widgets.view import STATIC, bundle_text

PACK_BYTES = 1_000_000
"""Pictures are packed into parts of about so many bytes, which the page decodes when it needs one."""
CODE, ROWS, PICTURES, MEDIA = "code", "rows", "pictures", "media"
"""Kinds of parts: the front end, tables and answers, pictures with their masks, and original files."""
PACKED_ENOUGH = 0.9
"""Originals are packed with gzip where that leaves less: text shrinks, videos do not."""
FIRST = ("widget.js", "widget.css", "offline.js")
ROOTS = ("viewer.js", "runs.js", "lineage.js", "project.js")
"""What views that are no tables begin with: it comes before pictures."""

POLICY = (
    "default-src 'none'; script-src {scripts} blob:; style-src 'unsafe-inline'; "
    "img-src data: blob:; media-src data: blob:; font-src data:; connect-src data: blob:; "
    "frame-src blob: data:; worker-src blob:; form-action 'none'; base-uri {base}"
)
"""Nothing leaves the page, whatever is in it: no address is allowed but those of what it holds itself."""

FRAME_ADDRESS = "https://page.invalid/"
"""What a framed page takes for its address; see `js/src/media/frame-document.ts`."""

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
        return len(self._around()) + 4 * -(-len(self.content) // 3)

    def to_html(self) -> str:
        """Return a block that no browser runs; base64 has no character that could end it."""
        return self._around(base64.b64encode(self.content).decode("ascii"))

    def _around(self, text: str = "") -> str:
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
    frame_nonce: str = ""
    """Lets scripts of framed pages run, which inherit the policy of this one; empty where it has none."""
    originals: dict[str, int] = field(default_factory=dict)
    """Files that are left out, by digest, each with its size in bytes."""
    _placed: dict[str, Place] = field(default_factory=dict)
    _open: dict[str, tuple[int, bytearray]] = field(default_factory=dict)
    """Of each kind the pack that is being filled, and its number."""
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

    def place(self, content: bytes, is_picture: bool = False, kind: str = PICTURES) -> Place:
        """Put bytes into a pack of a kind; return where they are."""
        digest = hashlib.sha256(content).hexdigest()
        found = self._placed.get(digest)
        if found is None:
            if kind not in self._open:
                self._open[kind] = (self._packs, bytearray())
                self._packs += 1
            number, pack = self._open[kind]
            found = self._placed[digest] = (number, len(pack), len(content))
            pack += content
            self.picture_count += is_picture
            if len(pack) >= PACK_BYTES:
                self._close(kind)
        return found

    def close_packs(self) -> None:
        """Make parts of the bytes that wait for one."""
        for kind in list(self._open):
            self._close(kind)

    def _close(self, kind: str) -> None:
        number, pack = self._open.pop(kind)
        content = bytes(pack)
        is_smaller = kind == MEDIA and len(zlib.compress(content, 1)) < PACKED_ENOUGH * len(content)
        self.add(f"pack.{number}", content, kind, pack=is_smaller)

    def sizes(self) -> dict[str, int]:
        """Return the bytes in the page by kind of part."""
        self.close_packs()
        found = dict.fromkeys((CODE, ROWS, PICTURES, MEDIA), 0)
        for part in self.parts.values():
            found[part.kind] += part.size
        return found

    def allow_frames(self) -> None:
        """Let pages that were logged, and libraries that draw figures, run in their frames."""
        self.frame_nonce = self.frame_nonce or secrets.token_hex(16)

    def _policy(self, script: str) -> str:
        """Return what the page may load and run: its one script, or what knows a secret of this file."""
        if self.frame_nonce:
            return POLICY.format(scripts=f"'nonce-{self.frame_nonce}' 'unsafe-eval'", base=FRAME_ADDRESS)
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        return POLICY.format(scripts=f"'sha256-{digest}'", base="'none'")

    def to_html(self) -> str:
        """Return the page. What the first rows need comes first: they are there before the rest is read."""
        self.close_packs()
        parts = sorted(self.parts.values(), key=_turn)
        first = sum(_turn(part) == 0 for part in parts)
        script = bundle_text("page.js")
        nonce = f' nonce="{self.frame_nonce}"' if self.frame_nonce else ""
        for_frames = nonce.replace("nonce", "data-dsviz-nonce")
        title = html.escape(self.title)
        return "".join(
            [
                '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n',
                f'<meta http-equiv="Content-Security-Policy" content="{self._policy(script)}">\n',
                '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
                '<meta name="referrer" content="no-referrer">\n',
                f"<title>{title}</title>\n<style>{bundle_text('page-styles.css')}</style></head>\n",
                f'<body data-jp-theme-light="true"{for_frames}>\n',
                '<div class="page">',
                f"<header><h1>{title}</h1>{THEMES}</header>\n<main>\n",
                *(_section(*section) for section in self.sections),
                "</main>\n<footer>Made with dsviz_widget. All of it is in this file: nothing is loaded and ",
                "nothing is sent. What is changed here is not kept.</footer></div>\n",
                *(part.to_html() for part in parts[:first]),
                f"<script{nonce}>{script}</script>\n",
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
    if part.kind in (PICTURES, MEDIA):
        return 2 if part.kind == PICTURES else 4
    return 1 if part.kind == ROWS or part.name in ROOTS else 3


def known_chunks() -> list[str]:
    """Return the names of the parts of the front end that come when they are first shown."""
    others = {"widget", "offline", "page"}
    return sorted(path.stem for path in STATIC.glob("*.js") if path.stem not in others)
