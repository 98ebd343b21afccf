"""From a key press to what it leads to, painted, in JupyterLab in headless Chromium.

    python benchmarks/browser_keys.py --rows 1000000 10000000 --reps 7

Numbers and words in a Parquet file, opened once before. Measured, each with a bound that was not asked
before:

* live count: a digit typed into the filter editor, until "n of m rows" under it says the new count;
* filter: Enter in the editor, until the bar has the new count and the new first rows are painted;
* sort: Enter on a column's head, until the new first rows are painted;
* end: Ctrl End in the sorted, filtered view, until its last rows are painted.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable

from notebook_page import Lab, make_parquet, press_and_wait, start_lab

COUNT = ".dv-count"
LIVE = "[role=dialog] [role=status]"
ROWS = "[role=row] [role=gridcell]"


def measure(lab: Lab, rows: int, reps: int) -> dict[str, list[float]]:
    """Return the milliseconds of each action, of each repetition."""
    path = make_parquet(rows)
    setup = f"import dsviz_widget as wandb\ntable = wandb.Table.from_parquet({str(path)!r})"
    times: dict[str, list[float]] = {name: [] for name in ("live count", "filter", "sort", "end")}
    with lab.show(setup, "view = wandb.TableView(table, height_px=500)\nview") as notebook:
        page = notebook.page
        grid = page.locator("[role=grid]").first

        def note(name: str, work: Callable[[], float]) -> None:
            times[name].append(work())
            page.wait_for_timeout(1200)

        for repetition in range(reps):
            notebook.kernel("view.query = None")
            page.locator(COUNT, has_text=f"{rows:,} rows").wait_for()
            page.wait_for_timeout(800)
            grid.focus()
            page.keyboard.press("/")
            box = page.get_by_role("combobox", name="Filter expression")
            box.fill(f"f0 > 0.{repetition + 1}")
            page.locator(LIVE, has_text=" of ").wait_for()
            page.wait_for_timeout(800)
            digit = str(1 + repetition % 9)
            note("live count", lambda digit=digit: press_and_wait(page, digit, LIVE))
            note("filter", lambda: press_and_wait(page, "Enter", COUNT, ROWS))
            grid.focus()
            for _ in range(8):
                page.keyboard.press("ArrowUp")
            column = 1 + repetition % 3
            page.keyboard.press("Home")
            for _ in range(column):
                page.keyboard.press("ArrowRight")
            note("sort", lambda: press_and_wait(page, "Enter", ROWS))
            note("end", lambda: press_and_wait(page, "Control+End", ROWS, event_key="End"))
            page.keyboard.press("Control+Home")
    return times


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--reps", type=int, default=7)
    arguments = parser.parse_args()
    with start_lab() as lab:
        found = {rows: measure(lab, rows, arguments.reps) for rows in arguments.rows}
    print(f"key press to painted, ms, median of {arguments.reps} (least to most)\n")
    print(f"| | {' | '.join(f'{rows:,} rows' for rows in found)} |\n|{' --- |' * (len(found) + 1)}")
    for name in next(iter(found.values())):
        cells = [
            f"{statistics.median(times[name]):.0f} ({min(times[name]):.0f} to {max(times[name]):.0f})"
            for times in found.values()
        ]
        print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
