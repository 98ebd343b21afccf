"""Memory of the page and of the kernel over minutes of scripted use, in JupyterLab. It should not grow.

    python benchmarks/browser_memory.py --minutes 10

One round scrolls, filters, sorts, brushes, groups, opens pictures, ticks rows, undoes, and closes
everything again. After each minute the page's garbage is collected and its heap, nodes and listeners are
counted, with the kernel's resident memory. Caches fill in the first minutes; the growth is from the median
of the third quarter of the readings to that of the last.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
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


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pictures", type=int, default=1000)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--readings", type=int, default=12)
    arguments = parser.parse_args()
    dice = random.Random(0)
    readings: list[tuple[float, float, int, int]] = []
    rounds = 0
    print("| minute | heap after GC | nodes | listeners | kernel |\n| --- | --- | --- | --- | --- |")
    with start_lab() as lab:
        cells = (pictures_cell(arguments.pictures), "view = wandb.TableView(table, height_px=600)\nview")
        with lab.show(*cells) as notebook:
            page = notebook.page
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
                heap = devtools.send("Runtime.getHeapUsage")["usedSize"] / 1e6
                dom = devtools.send("Memory.getDOMCounters")
                kernel = int(notebook.kernel(RSS)) / 1e3
                readings.append((heap, kernel, dom["nodes"], dom["jsEventListeners"]))
                minute = (time.monotonic() - started) / 60
                print(
                    f"| {minute:.1f} | {heap:.1f} MB | {dom['nodes']:,} | {dom['jsEventListeners']:,} "
                    f"| {kernel:.0f} MB |",
                    flush=True,
                )
            errors = notebook.errors
    quarter = max(1, len(readings) // 4)
    for name, place in (("heap", 0), ("kernel", 1)):
        early = statistics.median(r[place] for r in readings[-2 * quarter : -quarter])
        late = statistics.median(r[place] for r in readings[-quarter:])
        print(f"{name}: {early:.1f} MB, then {late:.1f} MB ({late - early:+.1f} MB)")
    print(f"{rounds} rounds; errors in the console: {len(errors)}")


if __name__ == "__main__":
    main()
