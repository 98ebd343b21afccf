"""Rows with pictures as one HTML file: its size, the time to write it, and until rows are on the screen.

    python benchmarks/html_page.py --rows 5000 --reps 3

Beside pandas' `to_html` with the same small pictures as base64, which is what people write by hand: a page
that scrolls and does nothing else. Both files are opened from the disk in headless Chromium, a new profile
each time, in turns; "painted" is the first row laid out and its picture decoded, by the page's own clock.
Each repetition writes anew with an empty cache. For ours also: from Enter in a filter to the filtered rows.
"""

from __future__ import annotations

import argparse
import base64
import io
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from PIL import Image as PILImage

sys.path.insert(0, str(Path(__file__).parents[1]))
PX = 128
PAINTED = """async (selector) => {
  for (;;) {
    const shown = document.querySelector(selector);
    const image = shown?.tagName === "IMG" ? shown : null;
    if (shown && (!image || image.complete)) break;
    await new Promise(requestAnimationFrame);
  }
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now();
}"""


def draw(folder: Path, rows: int) -> list[Path]:
    """Write photos of 320 x 240, smooth like those of a camera, each another."""
    random = np.random.default_rng(0)
    paths = []
    for row in range(rows):
        small = PILImage.fromarray(random.integers(0, 255, (12, 16, 3), dtype=np.uint8))
        paths.append(folder / f"{row}.jpg")
        small.resize((320, 240), PILImage.Resampling.BICUBIC).save(paths[-1], quality=90)
    return paths


def frame_of(rows: int) -> pd.DataFrame:
    """Return what stands beside the pictures."""
    random = np.random.default_rng(1)
    return pd.DataFrame(
        {
            "name": [f"photo {row}" for row in range(rows)],
            "score": random.uniform(size=rows),
            "label": random.choice(["cat", "dog", "fox"], rows),
            "count": random.integers(0, 100, rows),
        }
    )


def ours(photos: list[Path], frame: pd.DataFrame, path: Path) -> float:
    """Write our page; return the seconds, without those of making the table."""
    import dsviz_widget as wandb

    table = wandb.Table(["image", *frame.columns])
    for photo, row in zip(photos, frame.itertuples(index=False), strict=True):
        table.add_data(wandb.Image(str(photo)), *row)
    view = wandb.TableView(table)
    start = time.perf_counter()
    view.to_html(path, picture_px=PX, max_bytes=10**9)
    return time.perf_counter() - start


def by_pandas(photos: list[Path], frame: pd.DataFrame, path: Path) -> float:
    """Write the table with its pictures in it by pandas; return the seconds."""
    start = time.perf_counter()
    cells = []
    for photo in photos:
        picture = PILImage.open(photo)
        picture.thumbnail((PX, PX))
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=85)
        cells.append(f'<img src="data:image/jpeg;base64,{base64.b64encode(file.getvalue()).decode()}">')
    shown = frame.assign(image=cells)[["image", *frame.columns]]
    with pd.option_context("display.max_colwidth", None):
        path.write_text(f"<!doctype html><meta charset=utf-8>{shown.to_html(escape=False)}")
    return time.perf_counter() - start


WAYS = {"dsviz_widget": ours, "pandas": by_pandas}
FIRST = {"dsviz_widget": ".dv [role=gridcell] img, .dv [role=gridcell] canvas", "pandas": "td img"}


def open_page(browser: Any, path: Path, way: str) -> tuple[float, float | None]:
    """Return milliseconds until the first row is painted, and from Enter in a filter to its rows."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    page = context.new_page()
    page.set_default_timeout(180_000)
    page.goto(path.as_uri(), wait_until="commit")
    painted = page.evaluate(PAINTED, FIRST[way])
    filtered = None
    if way == "dsviz_widget":
        page.wait_for_load_state("load")
        page.get_by_role("grid").focus()
        page.keyboard.press("/")
        page.get_by_role("combobox", name="Filter expression").fill("score > 0.9 and label = 'cat'")
        page.get_by_role("dialog").get_by_text(" rows").first.wait_for()
        start = time.perf_counter()
        page.keyboard.press("Enter")
        page.locator(".dv-count", has_text=" of ").wait_for()
        filtered = 1000 * (time.perf_counter() - start)
    context.close()
    return painted, filtered


def main() -> None:
    """Run the comparison and print a table of medians."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--reps", type=int, default=3)
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import ARGS, find_chromium

    written: dict[str, list[float]] = {way: [] for way in WAYS}
    painted: dict[str, list[float]] = {way: [] for way in WAYS}
    filters: list[float] = []
    sizes: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        photos, frame = draw(folder, options.rows), frame_of(options.rows)
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGS)
        for number in range(options.reps):
            for way, write in WAYS.items():
                os.environ["DSVIZ_DIR"] = str(folder / f"store-{number}")
                path = folder / f"{way}.html"
                written[way].append(write(photos, frame, path))
                sizes[way] = path.stat().st_size
                first, filtered = open_page(browser, path, way)
                painted[way].append(first)
                filters += [filtered] if filtered is not None else []
        browser.close()
    load = os.getloadavg()[0]
    print(f"{options.rows:,} rows with pictures of {PX} px, medians of {options.reps}, load {load:.1f}")
    print("| page | size | written | first row painted | filtered |\n| --- | --- | --- | --- | --- |")
    for way in WAYS:
        filtered = f"{statistics.median(filters):.0f} ms" if way == "dsviz_widget" else "cannot"
        print(
            f"| {way} | {sizes[way] / 1e6:.1f} MB | {statistics.median(written[way]):.1f} s "
            f"| {statistics.median(painted[way]):.0f} ms | {filtered} |"
        )


if __name__ == "__main__":
    main()
