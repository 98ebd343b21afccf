"""Videos: 100 frames encoded beside the original's way; one opened; a table of 10,000 scrolled.

    python benchmarks/media_video.py                      # all three
    python benchmarks/media_video.py --what encode --size 256
    python benchmarks/media_video.py --what scroll --videos 10000

`encode` makes ``Video(frames, fps=30, format=...)`` here, and with W&B's class of that name, which takes
moviepy and its ffmpeg (both must be installed; without them their columns are empty). `open` and `scroll` run
in a page with a live widget, without JupyterLab, in headless Chromium without a graphics card: `open` goes
from a click to the first frame, and from a key to another, of a file that the browser plays and of one that
Python decodes; `scroll` moves the table by the browser's own gesture, and counts frames and the share of
posters in sight that were drawn.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from media_scroll import scroll_table
from notebook_page import ARGS, find_chromium

FORMATS = ("mp4", "webm", "gif")


def waves(count: int, size: int, phase: float = 0.0) -> np.ndarray[Any, Any]:
    """Return frames of colored waves with some grain, (t, c, h, w) uint8."""
    y, x = np.mgrid[:size, :size]
    random = np.random.default_rng(int(phase))
    frames = np.empty((count, 3, size, size), np.uint8)
    for t in range(count):
        frames[t, 0] = np.sin(x / 20 + t / 5 + phase) * 100 + 128
        frames[t, 1] = np.cos(y / 15 + t / 7 + phase) * 100 + 128
        frames[t, 2] = random.integers(0, 24, (size, size)) + (x + y + 3 * t) % 200
    return frames


def cost(call: Callable[[], Any], reps: int) -> tuple[float, float]:
    """Return the median seconds by the clock and of the processors, with those of programs that it runs."""

    def busy() -> float:
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(each.ru_utime + each.ru_stime for each in used)

    clocks, processors = [], []
    for _ in range(reps):
        began, before = time.perf_counter(), busy()
        call()
        clocks.append(time.perf_counter() - began)
        processors.append(busy() - before)
    return statistics.median(clocks), statistics.median(processors)


def original(frames: np.ndarray[Any, Any]) -> Callable[[str], int] | None:
    """Return a function from a format to the bytes that W&B's class writes; None without it."""
    try:
        import moviepy  # noqa: F401
        import wandb
    except ImportError as error:
        print(f"\nthe original's way is left out: {error}. Run: pip install wandb moviepy")
        return None
    os.environ.setdefault("WANDB_DIR", tempfile.mkdtemp())

    def write(file_format: str) -> int:
        return os.path.getsize(wandb.Video(frames, fps=30, format=file_format)._path)

    return write


def encode(size: int, reps: int) -> None:
    """Print what a video of 100 frames costs."""
    import dsviz_widget

    frames = waves(100, size)
    theirs = original(frames)

    def ours(file_format: str) -> int:
        return dsviz_widget.Video(frames, fps=30, format=file_format).size

    print(f"\n100 frames, {size} × {size}, 30 a second; seconds of the clock and of the processors, median\n")
    print("| format | here: clock | processors | kB | W&B's: clock | processors | kB |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for file_format in FORMATS:
        clock, busy = cost(lambda name=file_format: ours(name), reps)
        row = f"| {file_format} | {clock:.2f} | {busy:.2f} | {ours(file_format) / 1000:,.0f} "
        if theirs is None:
            print(row + "| | | |")
            continue
        clock, busy = cost(lambda name=file_format: theirs(name), reps)
        print(row + f"| {clock:.2f} | {busy:.2f} | {theirs(file_format) / 1000:,.0f} |")


def open_player(browser: Any, reps: int) -> None:
    """Print how soon an open video shows its first frame, and the next one."""
    import dsviz_widget as wandb
    from dsviz_widget.widgets.view import STATIC
    from tests.browser.stub import StubPage

    table = wandb.Table(["kind", "clip"])
    for file_format in ("webm", "gif"):
        table.add_data(file_format, wandb.Video(waves(100, 256), fps=30, format=file_format))
    print(f"\nplayer, {(STATIC / 'video.js').stat().st_size / 1000:.0f} kB; ms, median of {reps}\n")
    print("| | from the click | the next frame | the last frame |")
    print("| --- | --- | --- | --- |")
    for number, name in enumerate(("webm, played by the browser", "gif, decoded by Python")):
        took: list[list[float]] = []
        for _ in range(reps):
            stub = StubPage(wandb.TableView(table))
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(stub.url)
            page.locator(".dv-video-still").nth(number).wait_for()
            steps = []
            for act, frame in (
                (page.locator(".dv-video-still").nth(number).click, 0),
                (lambda page=page: page.keyboard.press("."), 1),
                (lambda page=page: page.keyboard.press("End"), 99),
            ):
                began = time.perf_counter()
                act()
                page.wait_for_function(
                    """(frame) => {
                      const picture = document.querySelector("[data-ready=true] > .dv-video-picture");
                      if (!document.querySelector(`.dv-video-where[data-frame="${frame}"]`)) return false;
                      if (picture?.readyState === undefined) return picture?.dataset.frame === String(frame);
                      return picture.readyState > 1 && !picture.seeking;
                    }""",
                    arg=frame,
                )
                steps.append(time.perf_counter() - began)
            took.append(steps)
            page.close()
            stub.close()
        medians = [1000 * statistics.median(steps) for steps in zip(*took, strict=True)]
        print(f"| {name} | " + " | ".join(f"{ms:.0f}" for ms in medians) + " |")


def many(count: int) -> Any:
    """Return a table of short videos, each another."""
    import dsviz_widget as wandb

    table = wandb.Table(["clip", "phase"])
    for k in range(count):
        table.add_data(wandb.Video(waves(12, 64, k), fps=12, format="mp4"), k)
    return table


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--what", choices=["all", "encode", "open", "scroll"], default="all")
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--videos", type=int, default=10_000)
    parser.add_argument("--reps", type=int, default=3)
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    if asked.what in ("all", "encode"):
        encode(asked.size, asked.reps)
    if asked.what == "encode":
        return
    from playwright.sync_api import sync_playwright

    os.environ.setdefault("DSVIZ_DIR", tempfile.mkdtemp())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGS)
        if asked.what in ("all", "open"):
            open_player(browser, asked.reps)
        if asked.what in ("all", "scroll"):
            began = time.perf_counter()
            table = many(asked.videos)
            print(f"\n{asked.videos:,} videos in a table, made in {time.perf_counter() - began:.1f} s\n")
            scroll_table(browser, table, ".dv-video-still", "posters")
        browser.close()


if __name__ == "__main__":
    main()
