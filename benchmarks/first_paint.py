"""From pressing Shift+Enter to the first rows painted, in JupyterLab in headless Chromium; then a far row.

    python benchmarks/first_paint.py --viewers dsviz_widget quak itables perspective --rows 1000000 --reps 5
    python benchmarks/first_paint.py --viewers dsviz_widget quak --source parquet --rows 100000000 --reps 3

`--source frame` gives each a pandas frame that an earlier cell built, `parquet` a file on disk: quak gets a
view on it in DuckDB, perspective its bytes, and itables, which has no way to read one, the frame that
pandas reads in the same cell. The packages are imported in an earlier cell, too. Viewers take turns; each
repetition has a new browser profile, notebook and kernel, and nothing is kept of the one before. For
dsviz_widget also: from Enter in "Go to row" 900,000 (or nine tenths of the rows) to that row painted.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import statistics
import sys
import tempfile
from typing import Any

from notebook_page import FRAME, Lab, make_parquet, start_lab

IMPORTS = {
    "dsviz_widget": "import dsviz_widget as wandb",
    "quak": "import duckdb, quak",
    "itables": (
        "import pandas as pd\nfrom itables import show, init_notebook_mode\n"
        "init_notebook_mode(all_interactive=False, connected=False)"
    ),
    "perspective": "import duckdb\nfrom perspective.widget import PerspectiveWidget",
}
SHOWN = {
    "frame": {
        "dsviz_widget": "wandb.Table(dataframe=df)",
        "quak": "quak.Widget(df)",
        "itables": "show(df)",
        "perspective": "PerspectiveWidget(df)",
    },
    "parquet": {
        "dsviz_widget": "wandb.Table.from_parquet(PATH)",
        "quak": (
            "database = duckdb.connect()\n"
            "database.execute(f\"CREATE VIEW df AS FROM read_parquet('{PATH}')\")\n"
            "quak.Widget(database)"
        ),
        "itables": "show(pd.read_parquet(PATH))",
        "perspective": "PerspectiveWidget(duckdb.sql(f\"FROM read_parquet('{PATH}')\").to_arrow_table())",
    },
}
PAINTED = {
    "dsviz_widget": "[role=gridcell]",
    "quak": "table tbody tr td",
    "itables": "table.dataTable tbody tr td:not(.dt-empty):not([colspan])",
    "perspective": "regular-table tbody td",
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


def one(lab: Lab, viewer: str, source: str, rows: int) -> tuple[float, float | None]:
    """Return the milliseconds to the first rows and, for ours, to a far one."""
    if source == "frame":
        setup = FRAME.replace("ROWS", str(rows))
    else:
        setup = f"import os\nPATH = {str(make_parquet(rows))!r}\n"
        # What an earlier repetition kept of this file would make the next one look faster.
        setup += f"os.environ['DSVIZ_CACHE_DIR'] = {tempfile.mkdtemp()!r}\n"
    with lab.open(f"{setup}{IMPORTS[viewer]}\n'rea' + 'dy'", SHOWN[source][viewer]) as notebook:
        page = notebook.page
        page.locator(".jp-Notebook .jp-Cell .cm-content").first.click()
        page.keyboard.press("Shift+Enter")
        page.locator(".jp-OutputArea-output", has_text="ready").wait_for()
        page.wait_for_timeout(1500)
        page.evaluate(WATCH, PAINTED[viewer])
        page.keyboard.press("Shift+Enter")
        page.wait_for_function("() => window.__painted !== null", polling=50)
        painted = float(page.evaluate("() => window.__painted"))
        return painted, far_row(page, rows * 9 // 10) if viewer == "dsviz_widget" else None


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
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--viewers", nargs="+", default=["dsviz_widget", "quak", "itables"], choices=IMPORTS)
    parser.add_argument("--source", default="frame", choices=SHOWN)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--reps", type=int, default=5)
    arguments = parser.parse_args()
    if arguments.source == "parquet":
        make_parquet(arguments.rows)
    painted: dict[str, list[float]] = {viewer: [] for viewer in arguments.viewers}
    far: list[float] = []
    with start_lab() as lab:
        for _ in range(arguments.reps):
            for viewer in arguments.viewers:
                first, jump = one(lab, viewer, arguments.source, arguments.rows)
                painted[viewer].append(first)
                if jump is not None:
                    far.append(jump)
                print(f"  {viewer}: {first:.0f} ms", file=sys.stderr, flush=True)
    ours = statistics.median(painted["dsviz_widget"]) if "dsviz_widget" in painted else None
    what = "a pandas frame" if arguments.source == "frame" else "a Parquet file"
    print(f"{arguments.rows:,} rows × 10 columns in {what}, first rows painted, median of {arguments.reps}")
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
