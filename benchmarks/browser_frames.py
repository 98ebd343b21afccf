"""Frames per second while scrolling thumbnails with masks and boxes, and while brushing, in JupyterLab.

    python benchmarks/browser_frames.py --pictures 2000 --brush-rows 10000000

Chromium is headless, without a graphics card, so that a frame is drawn on the processor; it makes at most
60 a second. The hand is the browser's own: a synthetic scroll gesture, and a pointer that moves at every
frame.

* fps: frames over seconds; late: frames that came more than one and a half intervals after the one before;
* main thread: the share of the time in which it worked;
* pictures there: of the thumbnails in sight, those that were painted, over all frames.
"""

from __future__ import annotations

import argparse
import statistics
from itertools import pairwise
from typing import Any

from notebook_page import make_parquet, pictures_cell, start_lab

RECORD = """() => {
  window.__frames = [];
  window.__recording = true;
  const tick = (time) => {
    if (!window.__recording) return;
    const grid = document.querySelector('[role=grid]');
    const box = grid.getBoundingClientRect();
    let there = 0, all = 0;
    for (const row of grid.querySelectorAll('[role=row][aria-rowindex]')) {
      const at = row.getBoundingClientRect();
      if (at.bottom < box.top + 80 || at.top > box.bottom) continue;
      for (const cell of row.querySelectorAll('.dv-align-picture, .dv-thumb')) {
        if (cell.closest('.dv-align-picture') !== cell && cell.closest('.dv-align-picture')) continue;
        all += 1;
        const thumb = cell.matches('.dv-thumb') ? cell : cell.querySelector('.dv-thumb');
        if (thumb && thumb.dataset.status === 'ready') there += 1;
      }
    }
    window.__frames.push([time, there, all]);
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}"""
INTERVAL_MS = 1000 / 60


class Recorder:
    """Notes every frame, and how long the main thread works."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.devtools = page.context.new_cdp_session(page)
        self.devtools.send("Performance.enable")

    def _worked(self) -> tuple[float, float]:
        found = {m["name"]: m["value"] for m in self.devtools.send("Performance.getMetrics")["metrics"]}
        return found["Timestamp"], found["TaskDuration"]

    def __enter__(self) -> Recorder:
        self.page.evaluate(RECORD)
        self.before = self._worked()
        return self

    def __exit__(self, *problem: object) -> None:
        after = self._worked()
        self.busy = (after[1] - self.before[1]) / (after[0] - self.before[0])
        self.frames = self.page.evaluate("() => { window.__recording = false; return window.__frames; }")

    def report(self, name: str) -> str:
        """Return a row of the table of results."""
        times = [time for time, _, _ in self.frames]
        steps = [b - a for a, b in pairwise(times)]
        late = sum(step > 1.5 * INTERVAL_MS for step in steps) / len(steps)
        fps = 1000 * len(steps) / (times[-1] - times[0])
        tail = statistics.quantiles(steps, n=100)[98]
        there, seen = sum(f[1] for f in self.frames), sum(f[2] for f in self.frames)
        pictures = f"{there / seen:.0%}" if seen else ""
        return (
            f"| {name} | {fps:.1f} | {late:.1%} | {tail:.0f} ms | {max(steps):.0f} ms | {self.busy:.0%} | "
            f"{pictures} |"
        )


def scroll(page: Any, recorder: Recorder, distance_px: int, speed: int) -> None:
    """Scroll the grid by a gesture, at so many pixels a second."""
    box = page.locator("[role=grid]").first.bounding_box()
    with recorder:
        recorder.devtools.send(
            "Input.synthesizeScrollGesture",
            {
                "x": box["x"] + box["width"] / 2,
                "y": box["y"] + box["height"] * 0.7,
                "yDistance": -distance_px,
                "speed": speed,
                "gestureSourceType": "mouse",
            },
        )


def brush(page: Any, recorder: Recorder, column: str, sweeps: int) -> None:
    """Draw a range on a histogram, and move its end to and fro."""
    chart = page.get_by_role("columnheader", name=column, exact=True).locator("svg[role=img]")
    box = chart.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 6, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, y, steps=4)
    page.wait_for_timeout(1500)  # counts for the brush are being made
    with recorder:
        for _ in range(sweeps):
            for to in (box["width"] - 6, box["width"] * 0.3):
                page.mouse.move(box["x"] + to, y, steps=40)
    page.mouse.up()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pictures", type=int, default=2000)
    parser.add_argument("--brush-rows", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--seconds", type=int, default=12)
    arguments = parser.parse_args()
    print("| | fps | late | 99 of 100 within | longest | main thread | pictures there |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    with start_lab() as lab:
        cells = (pictures_cell(arguments.pictures), "wandb.TableView(table, height_px=600)")
        with lab.show(*cells) as notebook:
            recorder = Recorder(notebook.page)
            for name, speed in (("scroll, 1,000 px/s", 1000), ("scroll, 4,000 px/s", 4000)):
                for again in ("", ", again"):
                    notebook.page.locator("[role=grid]").first.focus()
                    notebook.page.keyboard.press("Control+Home")
                    notebook.page.wait_for_timeout(1500)
                    scroll(notebook.page, recorder, speed * arguments.seconds, speed)
                    print(recorder.report(f"{name}{again}"), flush=True)
        for rows in arguments.brush_rows:
            read = (
                f"import dsviz_widget as wandb\ntable = wandb.Table.from_parquet({str(make_parquet(rows))!r})"
            )
            with lab.show(read, "wandb.TableView(table, height_px=500)") as notebook:
                recorder = Recorder(notebook.page)
                notebook.page.wait_for_timeout(2000)
                brush(notebook.page, recorder, "f1", 8)
                print(recorder.report(f"brush, {rows:,} rows"), flush=True)


if __name__ == "__main__":
    main()
