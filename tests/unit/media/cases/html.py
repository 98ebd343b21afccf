"""Pages of HTML."""

from __future__ import annotations

import io
from pathlib import Path

import dsviz_widget as wandb
from tests.unit.media.media_cases import Family

PAGE = "<title>Loss</title><h1>Loss</h1><script>alert(1)</script>"


def _file(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


FAMILY = Family(
    wandb.Html,
    ways={
        "text": lambda folder: wandb.Html(PAGE),
        "caption": lambda folder: wandb.Html("<p>é 中 🙂</p>", caption="a part"),
        "plain": lambda folder: wandb.Html("<p>as it is</p>", inject=False),
        "path": lambda folder: wandb.Html(
            str(_file(folder, "page.html", b"<p>from a file</p>")), inject=False
        ),
        "opened": lambda folder: wandb.Html(io.BytesIO(b"<p>opened</p>")),
        "svg": lambda folder: wandb.Html(_file(folder, "a.svg", b"<svg><text>drawn</text></svg>")),
    },
    bad={
        "number": (lambda folder: wandb.Html(5), "a page is text, a path or an open file, got the number 5"),
        "nothing": (lambda folder: wandb.Html(None), "got None"),
        "empty": (lambda folder: wandb.Html("  "), "the page is empty"),
        "empty file": (lambda folder: wandb.Html(_file(folder, "a.html", b"")), "is empty"),
        "no text": (lambda folder: wandb.Html(b"\x89PNG\0\0"), "is not text in UTF-8"),
        "extension": (lambda folder: wandb.Html(_file(folder, "a.png", b"x")), "ends in .png"),
        "missing": (lambda folder: wandb.Html(folder / "no.html"), "there is no file"),
    },
    facts={"text": {"title": "Loss", "text": "Loss", "words": 1, "has_script": True}},
)
