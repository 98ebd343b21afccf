"""Memory of a page and of Python over minutes of scripted use. It should not grow.

    python benchmarks/browser_memory.py --minutes 10
    python benchmarks/browser_memory.py --minutes 10 --lab

One round scrolls, filters, sorts, brushes, groups, opens pictures, ticks rows and undoes it all. Now
and then the page's garbage is collected, and its heap, its buffers (masks and what cameras see of them,
which lie beside the heap), nodes and listeners are counted, with the resident memory of the process that
answers. Caches fill in the first minutes: growth is from the median of the third quarter of the readings
to that of the last. The page holds the view alone; `--lab` plays
in JupyterLab, whose own page grows by a few hundred nodes with each round, and whose kernel is a
process without the test's own machinery.
"""

from __future__ import annotations

import argparse
import gc
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from notebook_page import PAINTED, pictures_cell, start_lab

RSS = """
import gc
gc.collect()
print([int(l.split()[1]) for l in open("/proc/self/status") if l.startswith("VmRSS")][0])
"""


def play(page: Any, random_number: random.Random) -> None:
    """Use everything once."""
    grid = page.locator("[role=grid]").first

    def press(*keys: str) -> None:
        grid.focus()
        for key in keys:
            page.keyboard.press(key)
        page.wait_for_function(PAINTED)

    press("Control+Home")
    press(*["PageDown"] * 12)
    grid.focus()
    page.keyboard.press("/")
    page.get_by_role("combobox", name="Filter expression").wait_for()
    page.keyboard.type(f"score > {0.3 + random_number.random() / 3:.3f}")
    page.keyboard.press("Enter")
    page.wait_for_function(PAINTED)
    press("Control+End", "Control+Home")
    chart = page.get_by_role("columnheader", name="area", exact=True).locator("svg[role=img]")
    box = chart.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 4, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * random_number.uniform(0.6, 0.95), y, steps=15)
    page.mouse.up()
    page.wait_for_function(PAINTED)
    press("ArrowUp", "ArrowUp", "ArrowRight", "ArrowRight", "Enter")  # sorted by score
    press("Home", "ArrowRight", "ArrowDown", "Enter")
    viewer = page.get_by_role("region", name="Picture")
    viewer.wait_for()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(120)
    page.keyboard.press("Escape")
    viewer.wait_for(state="detached")
    press("Space", "ArrowDown", "Space")
    page.get_by_role("button", name="Clear").first.click()
    page.get_by_role("button", name="Classes").first.click()
    page.get_by_role("button", name="Hide disc").first.click()
    page.get_by_role("button", name="Show disc").first.click()
    page.keyboard.press("Escape")
    head = page.get_by_role("columnheader", name="label", exact=True)
    head.hover()
    head.get_by_role("button", name="Menu of label").click()
    page.get_by_role("menuitem", name="Group by label").click()
    page.locator("[role=treegrid]").wait_for()
    page.wait_for_timeout(500)
    # Back to all rows, by the way that people take.
    undo = page.get_by_role("button", name="Undo")
    while undo.is_enabled():
        undo.click()
        page.wait_for_timeout(60)
    page.wait_for_function(PAINTED)


@contextmanager
def alone(pictures: int) -> Iterator[tuple[Any, Callable[[], int]]]:
    """Show a view in a page of its own; give the page, and what tells the memory of Python in kB."""
    from drawn_pictures import make_table
    from playwright.sync_api import sync_playwright

    import dsviz_widget as wandb
    from tests.browser.chromium import ARGS, find_chromium
    from tests.browser.stub import StubPage

    stub = StubPage(wandb.TableView(make_table(pictures), height_px=600))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGS)
        page = browser.new_page(viewport={"width": 1300, "height": 900})
        page.goto(stub.url)
        page.get_by_role("gridcell").first.wait_for()
        page.wait_for_function(PAINTED)

        def resident() -> int:
            stub.asked.clear()  # the test's own notes, not the view's
            gc.collect()
            status = Path("/proc/self/status").read_text()
            return int(status.split("VmRSS:")[1].split()[0])

        yield page, resident
        browser.close()
    stub.close()


@contextmanager
def in_lab(pictures: int) -> Iterator[tuple[Any, Callable[[], int]]]:
    """Show a view in JupyterLab; give the page, and what tells the kernel's memory in kB."""
    cells = (pictures_cell(pictures), "view = wandb.TableView(table, height_px=600)\nview")
    with start_lab() as lab, lab.show(*cells) as notebook:
        yield notebook.page, lambda: int(notebook.kernel(RSS))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pictures", type=int, default=1000)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--readings", type=int, default=12)
    parser.add_argument("--lab", action="store_true", help="in JupyterLab")
    arguments = parser.parse_args()
    dice = random.Random(0)
    readings: list[tuple[float, float, float]] = []
    errors: list[str] = []
    rounds = 0
    print("| minute | heap after GC | buffers | nodes | listeners | Python |")
    print("| --- " * 6 + "|")
    with (in_lab if arguments.lab else alone)(arguments.pictures) as (page, resident):
        page.on("pageerror", lambda error: errors.append(str(error)))
        devtools = page.context.new_cdp_session(page)
        devtools.send("HeapProfiler.enable")
        started = time.monotonic()
        step = 60 * arguments.minutes / arguments.readings
        while len(readings) < arguments.readings:
            until = started + step * (len(readings) + 1)
            while time.monotonic() < until:
                play(page, dice)
                rounds += 1
            for _ in range(2):
                devtools.send("HeapProfiler.collectGarbage")
            usage = devtools.send("Runtime.getHeapUsage")
            heap, buffers = usage["usedSize"] / 1e6, usage["backingStorageSize"] / 1e6
            dom = devtools.send("Memory.getDOMCounters")
            readings.append((heap, buffers, resident() / 1e3))
            minute = (time.monotonic() - started) / 60
            print(
                f"| {minute:.1f} | {heap:.1f} MB | {buffers:.1f} MB | {dom['nodes']:,} "
                f"| {dom['jsEventListeners']:,} | {readings[-1][2]:.0f} MB |",
                flush=True,
            )
    quarter = max(1, len(readings) // 4)
    for name, place in (("heap", 0), ("buffers", 1), ("Python", 2)):
        early = statistics.median(r[place] for r in readings[-2 * quarter : -quarter])
        late = statistics.median(r[place] for r in readings[-quarter:])
        print(f"{name}: {early:.1f} MB, then {late:.1f} MB ({late - early:+.1f} MB)")
    print(f"{rounds} rounds; errors in the page: {len(errors)} {errors[:1]}")


if __name__ == "__main__":
    main()
