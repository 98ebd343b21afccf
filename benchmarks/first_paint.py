"""From pressing Shift+Enter to the first rows painted, in JupyterLab in headless Chromium; then a far row.

    python benchmarks/first_paint.py --viewers dsviz_widget quak itables --rows 1000000 --reps 5

The frame is built and the packages are imported in an earlier cell. Viewers take turns; each repetition has
a new browser profile, notebook and kernel. For dsviz_widget also: from Enter in "Go to row" 900,000 (or
nine tenths of the rows) to that row painted.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.browser.chromium import ARGS, find_chromium
from tests.browser.lab import Notebook, Server

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
VIEWERS = {
    "itables": (
        "from itables import show, init_notebook_mode\n"
        "init_notebook_mode(all_interactive=False, connected=False)",
        "show(df)",
        "table.dataTable tbody tr td:not(.dt-empty):not([colspan])",
    ),
    "quak": ("import quak", "quak.Widget(df)", "table tbody tr td"),
    "perspective": (
        "from perspective.widget import PerspectiveWidget",
        "PerspectiveWidget(df)",
        "regular-table tbody td",
    ),
    "dsviz_widget": (
        "import dsviz_widget as wandb",
        "wandb.Table(dataframe=df)",
        "[role=gridcell]",
    ),
}
WATCH = """(selector) => {
  const find = () => {  // through open shadow roots
    const roots = [document];
    while (roots.length) {
      const root = roots.pop();
      for (const e of root.querySelectorAll(selector))
        if ((e.textContent || '').trim() && e.getClientRects().length) return e;
      for (const e of root.querySelectorAll('*')) if (e.shadowRoot) roots.push(e.shadowRoot);
    }
    return null;
  };
  window.__painted = null;
  let started = null;
  const tick = () => {
    if (find()) requestAnimationFrame(() => requestAnimationFrame(() => {
      window.__painted = performance.now() - started; }));
    else requestAnimationFrame(tick);
  };
  document.addEventListener('keydown', (e) => {
    if (e.key === 'Enter' && e.shiftKey && started === null) { started = performance.now(); tick(); }
  }, { capture: true });
}"""


def one(server: Server, browser: Any, viewer: str, rows: int) -> tuple[float, float | None]:
    imports, shown, selector = VIEWERS[viewer]
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    notebook = Notebook(
        server, context, [FRAME.replace("ROWS", str(rows)) + imports + "\n'rea' + 'dy'", shown]
    )
    try:
        page = notebook.page
        page.locator(".jp-Notebook .jp-Cell .cm-content").first.click()
        page.keyboard.press("Shift+Enter")
        page.locator(".jp-OutputArea-output", has_text="ready").wait_for(timeout=120_000)
        page.wait_for_timeout(1500)
        page.evaluate(WATCH, selector)
        page.keyboard.press("Shift+Enter")
        page.wait_for_function("() => window.__painted !== null", polling=50)
        painted = float(page.evaluate("() => window.__painted"))
        return painted, far_row(page, rows * 9 // 10) if viewer == "dsviz_widget" else None
    finally:
        notebook.close()
        context.close()


def far_row(page: Any, row: int) -> float:
    field = page.get_by_role("spinbutton", name="Go to row").or_(page.get_by_label("Go to row")).first
    field.scroll_into_view_if_needed()
    field.fill(str(row))
    page.evaluate(
        """(row) => {
          window.__far = null;
          const seen = () => {
            const e = document.querySelector(`[role=row][aria-rowindex="${row + 1}"] [role=gridcell]`);
            return e && e.textContent.trim() && e.getClientRects().length;
          };
          document.addEventListener('keydown', (e) => {
            if (e.key !== 'Enter') return;
            const started = performance.now();
            const tick = () => seen()
              ? requestAnimationFrame(() => { window.__far = performance.now() - started; })
              : requestAnimationFrame(tick);
            tick();
          }, { capture: true, once: true });
        }""",
        row,
    )
    field.press("Enter")
    page.wait_for_function("() => window.__far !== null", polling=20)
    return float(page.evaluate("() => window.__far"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--viewers", nargs="+", default=["dsviz_widget", "quak", "itables"], choices=VIEWERS)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--reps", type=int, default=5)
    arguments = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder:
        root, home = Path(folder) / "notebooks", Path(folder) / "home"
        root.mkdir()
        home.mkdir()
        server = Server(root, home)
        painted: dict[str, list[float]] = {viewer: [] for viewer in arguments.viewers}
        far: list[float] = []
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGS)
                for _ in range(arguments.reps):
                    for viewer in arguments.viewers:
                        first, jump = one(server, browser, viewer, arguments.rows)
                        painted[viewer].append(first)
                        if jump is not None:
                            far.append(jump)
                        print(f"  {viewer}: {first:.0f} ms", file=sys.stderr, flush=True)
                browser.close()
        finally:
            server.stop()
    ours = statistics.median(painted["dsviz_widget"]) if "dsviz_widget" in painted else None
    print(f"{arguments.rows:,} rows × 10 columns, first rows painted, median of {arguments.reps}")
    for viewer, times in painted.items():
        name = {"dsviz_widget": "dsviz-widget", "perspective": "perspective-python"}.get(viewer, viewer)
        median = statistics.median(times)
        ratio = f"   {median / ours:5.2f} × ours" if ours and viewer != "dsviz_widget" else ""
        spread = f"{min(times):.0f} to {max(times):.0f}"
        print(f"{viewer:14s} {importlib.metadata.version(name):10s} {median:8.0f} ms  ({spread}){ratio}")
    if far:
        print(f"go to row {arguments.rows * 9 // 10:,}: {statistics.median(far):.0f} ms")


if __name__ == "__main__":
    main()
