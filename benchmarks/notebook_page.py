"""What the browser benchmarks share: data, a JupyterLab with a page, and waiting for what is painted."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser.chromium import ARGS, find_chromium  # noqa: E402
from tests.browser.lab import Notebook, Server  # noqa: E402

FRAME = """
import numpy as np, pandas as pd
def make(n):
    rng = np.random.default_rng(0)
    d = {f"f{i}": rng.normal(size=n) for i in range(4)}
    d |= {f"i{i}": rng.integers(0, 10 ** (2 + 2 * i), n) for i in range(3)}
    d["cat"] = np.array(["red", "green", "blue", "violet"])[rng.integers(0, 4, n)]
    d["name"] = np.char.add("item-", (np.arange(n) % 5000).astype(str))
    d["when"] = pd.Timestamp("2021-01-01") + pd.to_timedelta(np.arange(n), unit="s")
    return pd.DataFrame(d)
df = make(ROWS)
"""
"""Code that makes a frame of ten columns; `ROWS` is to be replaced."""

FOLDER = Path(tempfile.gettempdir()) / "dsviz-benchmarks"


def make_parquet(rows: int, folder: Path = FOLDER) -> Path:
    """Write the columns of `FRAME` to a Parquet file, unless it is there."""
    import duckdb

    path = folder / f"frame-{rows}.parquet"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    share = "(hash(n * 31 + {}) % 4294967291) / 4294967291.0"
    normal = f"sqrt(-2 * ln(1e-12 + {share})) * cos(6.283185307179586 * {share})"
    columns = [f"{normal.format(2 * i, 2 * i + 1)} AS f{i}" for i in range(4)]
    columns += [f"CAST(hash(n * 17 + {i}) % {10 ** (2 + 2 * i)} AS BIGINT) AS i{i}" for i in range(3)]
    columns += [
        "['red', 'green', 'blue', 'violet'][1 + CAST(hash(n * 13) % 4 AS INTEGER)] AS cat",
        "'item-' || (n % 5000) AS name",
        "TIMESTAMP '2021-01-01' + to_seconds(n) AS \"when\"",
    ]
    target = str(path).replace("'", "''")
    duckdb.connect().execute(
        f"COPY (SELECT {', '.join(columns)} FROM range({rows}) AS r(n)) TO '{target}.part' "
        "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
    )
    os.replace(f"{path}.part", path)
    return path


def pictures_cell(count: int) -> str:
    """Return code that makes `table`: pictures with two masks and two groups of boxes, and figures."""
    return f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
import dsviz_widget as wandb
from drawn_pictures import make_table
table = make_table({count})
"""


@dataclass
class Lab:
    """A JupyterLab, and a browser to look at it."""

    server: Server
    browser: Any

    @contextmanager
    def open(self, *cells: str, width: int = 1300, height: int = 900) -> Iterator[Notebook]:
        """Open a notebook with these cells in a profile of its own; nothing runs yet."""
        context = self.browser.new_context(viewport={"width": width, "height": height})
        notebook = Notebook(self.server, context, list(cells))
        notebook.page.set_default_timeout(600_000)
        try:
            yield notebook
        finally:
            notebook.close()
            context.close()

    @contextmanager
    def show(self, *cells: str, **size: int) -> Iterator[Notebook]:
        """Open a notebook, run all, and wait for the view that its last cell shows."""
        with self.open(*cells, **size) as notebook:
            notebook.run_all()
            grid = notebook.page.locator("[role=grid]").first
            grid.scroll_into_view_if_needed()
            grid.locator("[role=gridcell]").first.wait_for()
            notebook.page.wait_for_function(PAINTED)
            notebook.page.wait_for_timeout(1500)  # heads, chunks and pictures beyond the edge follow
            yield notebook


@contextmanager
def start_lab() -> Iterator[Lab]:
    """Start a JupyterLab with folders of its own, and a Chromium."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root, home = Path(folder) / "notebooks", Path(folder) / "home"
        root.mkdir()
        home.mkdir()
        server = Server(root, home)
        try:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGS)
            yield Lab(server, browser)
            browser.close()
        finally:
            server.stop()


PAINTED = """() => {
  const grid = document.querySelector('[role=grid]');
  return !grid || (grid.getAttribute('aria-busy') !== 'true' && !grid.querySelector('.dv-skeleton')
    && [...grid.querySelectorAll('.dv-thumb')].every((e) => e.dataset.status !== 'waiting'));
}"""
"""Whether every row and picture in sight is drawn."""

WATCH = """([selectors, key]) => {
  // Milliseconds from a key press until the text of every selector is another and the grid is quiet.
  const read = () => selectors.map((s) =>
    [...document.querySelectorAll(s)].slice(0, 64).map((e) => e.textContent).join('|'));
  const before = read();
  window.__changed = null;
  addEventListener('keydown', function once(e) {
    if (e.key !== key) return;
    removeEventListener('keydown', once, true);
    const started = performance.now();
    const tick = () => {
      const grid = document.querySelector('[role=grid]');
      const isQuiet = !grid.querySelector('.dv-skeleton');
      if (isQuiet && read().every((text, i) => text && text !== before[i]))
        requestAnimationFrame(() => { window.__changed = performance.now() - started; });
      else requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }, true);
}"""


def press_and_wait(page: Any, key: str, *selectors: str, event_key: str | None = None) -> float:
    """Press a key; return the milliseconds until what stands at every selector is another, and painted."""
    page.evaluate(WATCH, [list(selectors), event_key or key])
    page.keyboard.press(key)
    page.wait_for_function("() => window.__changed !== null", polling=20)
    return float(page.evaluate("() => window.__changed"))
