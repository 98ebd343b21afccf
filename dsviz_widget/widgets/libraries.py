"""JavaScript that Python packages of others carry: the page has it from there, and never from a network."""

from __future__ import annotations

import importlib.util
import threading
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dsviz_widget.errors import ViewError
from dsviz_widget.query import Task
from dsviz_widget.widgets.channel import Reply
from dsviz_widget.widgets.params import limited

PART_BYTES = 4_000_000
LIBRARIES = {
    "plotly": ("package_data/plotly.min.js",),
    "bokeh": tuple(
        f"server/static/js/bokeh{part}.min.js" for part in ("", "-gl", "-widgets", "-tables", "-mathjax")
    ),
}
"""Name of a package -> its files that a page needs, in order."""

_lock = threading.Lock()
_read: dict[str, bytes] = {}


def library(params: dict[str, Any], task: Task) -> Reply:
    """Some bytes of the JavaScript of an installed package, from `start` on."""
    name = str(params.get("name"))
    if name not in LIBRARIES:
        raise ViewError(f"there is no library {name!r}. Known are {', '.join(LIBRARIES)}.")
    with _lock:
        if name not in _read:
            _read[name] = _script(name)
        whole = _read[name]
    start = max(0, int(params.get("start", 0)))
    count = limited(params.get("count", PART_BYTES), PART_BYTES)
    return {"size": len(whole), "version": version(name), "start": start}, [whole[start : start + count]]


def _script(name: str) -> bytes:
    """Return the scripts of a package, one after the other; raises ViewError where it is not installed."""
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise ViewError(f"{name} is not installed where this kernel runs. Run: pip install {name}")
    folder = Path(found.origin).parent
    try:
        return b"\n;\n".join((folder / part).read_bytes() for part in LIBRARIES[name])
    except OSError as error:
        raise ViewError(
            f"{name} {version(name)} lacks {error.filename}. Run: pip install --force-reinstall {name}"
        ) from None
