"""What is refused when a panel is registered, with a sentence that says what to do."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from dsviz_widget.errors import PanelError, did_you_mean
from dsviz_widget.types import article

KINDS = ("number", "text", "boolean", "timestamp", "image", "list", "struct", "any")
"""Kinds of columns, as the front end knows them."""
OURS = frozenset(
    {
        *("value", "bar", "position", "shade", "text", "boolean", "timestamp", "json", "image", "media"),
        *("histogram", "histogram-shared", "markdown", "difference", "sparkline", "tree"),
        *("local-time", "relative-time"),
    }
)
"""Names of the panels that come with the package."""
MAX_BYTES = 8_000_000
SIZES_PX = (8, 2_000)

_IMPORT = re.compile(
    r"""(?:^|[;\n}])\s*(?:import|export)\s+(?:[^;'"`()]*?\bfrom\s*)?(["'])(?P<what>[^"'\n]+)\1"""
)
_MOUNT = re.compile(r"\bmount\b")
_EXPORT = re.compile(r"\bexport\b")


def check_name(name: object) -> None:
    """Refuse what is no name, and names of our own panels."""
    if not isinstance(name, str) or not name.strip():
        raise PanelError(f"A panel has a text as its name, not {article(name)}.")
    if name in OURS:
        raise PanelError(f"The panel {name!r} comes with dsviz_widget. Take another name for yours.")


def check_kinds(name: str, kinds: Iterable[str]) -> tuple[str, ...]:
    """Return kinds, once each; refuse those that do not exist."""
    found = [kinds] if isinstance(kinds, str) else list(kinds)
    for kind in found:
        if kind not in KINDS:
            raise PanelError(
                f"The panel {name!r} is for columns of kind {kind!r}, which there is not."
                f"{did_you_mean(str(kind), KINDS)} Kinds are {', '.join(KINDS)}."
            )
    return tuple(dict.fromkeys(found))


def check_size(name: str, what: str, value: object) -> int | None:
    """Return a size in pixels, or None where none was given."""
    if value is None:
        return None
    low, high = SIZES_PX
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise PanelError(
            f"{what} of the panel {name!r} is a whole number of pixels from {low} to {high}, not {value!r}."
        )
    return value


def read_module(name: str, module: object) -> str:
    """Return the text of an ES module that could be a panel."""
    text = _text(name, module)
    if len(text.encode()) > MAX_BYTES:
        raise PanelError(
            f"The module of the panel {name!r} has {len(text):,} characters; at most {MAX_BYTES:,} bytes "
            "are sent to a browser. Minify it, or load what is large when it is needed."
        )
    if not _EXPORT.search(text) or not _MOUNT.search(text):
        raise PanelError(
            f"The module of the panel {name!r} exports no mount. Write "
            "export function mount(el, props) { ... return { update(props) { ... }, unmount() { ... } }; }"
        )
    for match in _IMPORT.finditer(text):
        what = match["what"]
        if not re.match(r"(https?|data|blob):", what):
            raise PanelError(
                f"The module of the panel {name!r} imports {what!r}, which has no address in a notebook. "
                "Put it into one file first: esbuild panel.js --bundle --format=esm --outfile=out.js"
            )
    return text


def _text(name: str, module: object) -> str:
    if isinstance(module, str) and re.match(r"\s*(https?|file)://\S+\s*$", module):
        raise PanelError(
            f"The module of the panel {name!r} is the address {module.strip()}. Nothing is fetched for a "
            "panel: give its text, or the path of a file."
        )
    if isinstance(module, str) and not re.fullmatch(r"[^\n{}();]+\.m?js", module.strip()):
        return module
    if not isinstance(module, str | os.PathLike):
        raise PanelError(
            f"The module of the panel {name!r} is {article(module)}. Give the text of an ES module, or the "
            "path of a file with one."
        )
    path = Path(module).expanduser()
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PanelError(f"The module of the panel {name!r} is not there: {path.absolute()}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise PanelError(
            f"The module of the panel {name!r} cannot be read from {path.absolute()}: {error}."
        ) from None
