"""The bundle that each widget carries, and the chunks that it fetches."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from dsviz_widget.errors import ViewError
from dsviz_widget.query import Task
from dsviz_widget.widgets.view import STATIC, chunk

ROOT = Path(__file__).parents[3]
PROMISED_BYTES = 60_000


@pytest.fixture(scope="module", autouse=True)
def bundle() -> None:
    """Build the front end unless what is there was made from these sources."""
    subprocess.run([sys.executable, ROOT / "hatch_build.py"], check=True)


CHUNKS: list[str] = list(json.loads((ROOT / "js" / "chunks.json").read_text()))


def test_the_core_is_as_small_as_promised() -> None:
    sizes = [len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in ("widget.js", "widget.css")]
    assert sum(sizes) < PROMISED_BYTES


def test_every_chunk_is_there_and_belongs_to_this_core() -> None:
    core = (STATIC / "widget.js").read_text()
    assert CHUNKS
    for name in CHUNKS:
        result, buffers = chunk({"name": name}, Task())
        assert result == {"name": name}
        text = buffers[0].decode()
        build = re.match(r'export const build="(\w+)"', text)
        assert build is not None
        assert build[1] in core
        # Vega holds code that makes code; tests/browser/test_charts.py shows that charts never call it.
        if name != "chart":
            # 3Dmol makes a callback of text; what it is given here are functions, and files give it none.
            assert text.count("eval(") == (name == "molecules")
            # The guard of logged pages makes their handlers, in a frame that reaches nothing.
            assert text.count("new Function") == (name == "media")


def test_a_build_is_stale_without_its_chunks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    import hatch_build

    for path in STATIC.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(hatch_build, "STATIC", tmp_path)
    assert hatch_build.is_fresh()
    (tmp_path / f"{CHUNKS[0]}.js").unlink()
    assert not hatch_build.is_fresh()


@pytest.mark.parametrize("name", ["pictured", "widget", "../view", "static/pictures", "", None, ["pictures"]])
def test_a_part_that_is_not_there_is_named(name: object) -> None:
    with pytest.raises(ViewError, match=re.escape(f"the front end has no part {name!r}.")):
        chunk({"name": name}, Task())


ASKS = re.compile(r"\bfetch\(|\bXMLHttpRequest\b|\bWebSocket\b|\bEventSource\b|\bsendBeacon\b|\bimport\(")
ADDRESS = re.compile(r"https?://([a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+)")

BY_LIBRARIES = {
    # A part of ours, made a Blob of; and `page.js` is the module of exported pages that does the same.
    "widget": {"import("}, "page": {"import("},
    # Vega's loader, which ours replaces: it refuses every address.
    "chart": {"fetch("},
    # What three.js, 3Dmol and wavesurfer load files with: here they are given bytes, or a Blob's address.
    "spatial": {"fetch("}, "molecules": {"fetch(", "XMLHttpRequest"}, "sound": {"fetch("},
}  # fmt: skip
"""What could ask a network, by the file that has it; `tests/browser` shows that none of them does."""

NAMES_OF_THINGS = {"www.w3.org", "vega.github.io", "github.com", "page.invalid"}
"""Hosts in names of formats and in notes, which nothing asks."""


def test_no_part_of_the_front_end_asks_a_network() -> None:
    """VS Code's views have no server behind them, Colab's are of another origin: all comes over the model."""
    for path in sorted(STATIC.glob("*.js")):
        text = path.read_text(encoding="utf-8")
        assert set(ASKS.findall(text)) <= BY_LIBRARIES.get(path.stem, set()), path.name
        if (
            path.stem != "molecules"
        ):  # 3Dmol knows the addresses of data banks, for scripts that name a molecule
            assert set(ADDRESS.findall(text)) <= NAMES_OF_THINGS, path.name
    assert not ADDRESS.search((STATIC / "widget.css").read_text(encoding="utf-8"))
