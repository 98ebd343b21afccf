"""Sounds: facts, waveform and spectrogram of ten minutes; the player opened; a table of 10,000 scrolled.

    python benchmarks/media_sound.py                      # all three
    python benchmarks/media_sound.py --what compute --minutes 10
    python benchmarks/media_sound.py --what scroll --sounds 10000

`compute` stands beside what one would write by hand: soundfile's samples, and NumPy's lowest and highest of
each column. `open` and `scroll` run in a page with a live widget, without JupyterLab, in headless Chromium
without a graphics card: `open` goes from a click to the drawn waveform, with the player's part of the front
end on its way and with it there; `scroll` moves the table by the browser's own gesture, and counts frames and
the share of sounds in sight that were drawn.
"""

from __future__ import annotations

import argparse
import io
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from media_scroll import scroll_table
from notebook_page import ARGS, find_chromium

RATE = 44_100


def timed(call: Callable[[], Any], reps: int) -> float:
    """Return the median seconds of a call."""
    took = []
    for _ in range(reps):
        began = time.perf_counter()
        call()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def noise(minutes: float) -> np.ndarray[Any, Any]:
    """Return stereo noise that swells, (n, 2) int16."""
    count = int(minutes * 60 * RATE)
    random = np.random.default_rng(0)
    swell = 8000 * (1.1 + np.sin(np.arange(count) / RATE)) / 2
    return (random.standard_normal((count, 2)).clip(-3, 3) / 3 * swell[:, None]).astype(np.int16)


class Held:
    """The bytes of a sound, as a cell has them."""

    path = None

    def __init__(self, content: bytes) -> None:
        self.content = content

    def __call__(self) -> bytes:
        """Return them."""
        return self.content


def compute(minutes: float, reps: int) -> None:
    """Print what a long sound costs in Python."""
    import soundfile

    import dsviz_widget as wandb
    from dsviz_widget.query import Task

    samples = noise(minutes)
    file = io.BytesIO()
    soundfile.write(file, samples, RATE, format="FLAC")
    print(f"\n{minutes:g} min, 44,100 Hz, stereo; seconds, median of {reps}\n")
    print("| | wav | flac |")
    print("| --- | --- | --- |")
    made = [wandb.Audio(samples, RATE), wandb.Audio(file.getvalue())]
    cells = [sound.to_struct() for sound in made]
    reads: list[Any] = [Held(sound.read()) for sound in made]

    def row(name: str, call: Callable[[int], Any]) -> None:
        took = [timed(lambda k=k: call(k), reps) for k in (0, 1)]
        print(f"| {name} | {took[0]:.2f} | {took[1]:.2f} |")

    def ask(k: int, **params: Any) -> Any:
        return wandb.Audio.view(cells[k], reads[k], params, Task())

    def by_hand(k: int) -> Any:
        found, _ = soundfile.read(io.BytesIO(reads[k].content), dtype="float32", always_2d=True)
        found = found[: len(found) // 131_072 * 131_072].reshape(131_072, -1, 2)
        return found.min(axis=1), found.max(axis=1)

    row("facts, with loudness and peak", lambda k: wandb.Audio(reads[k].content).facts)
    row("still of a cell, 256 columns", lambda k: wandb.Audio.still(cells[k], reads[k], 256))
    row("waveform, 131,072 columns", lambda k: ask(k, what="peaks", columns=131_072))
    row("the same by soundfile and NumPy", by_hand)
    row("spectrogram, 1200 × 300", lambda k: ask(k, what="spectrogram", columns=1200, rows=300))
    row(
        "spectrogram of one second of it",
        lambda k: ask(k, what="spectrogram", columns=1200, rows=300, from_s=9, to_s=10),
    )


def tones(count: int) -> Any:
    """Return a table of sounds of half a second, each another."""
    import dsviz_widget as wandb

    time_s = np.arange(4000) / 8000
    table = wandb.Table(["clip", "hertz"])
    for k in range(count):
        hertz = 100 + k % 3000
        sound = np.sin(2 * np.pi * hertz * time_s) * np.exp(-time_s * (1 + k % 17)) / 2
        table.add_data(wandb.Audio((sound * 32767).astype(np.int16), 8000), hertz)
    return table


def open_player(browser: Any, reps: int) -> None:
    """Print how soon an open sound is drawn, the first time in a page and after that."""
    import dsviz_widget as wandb
    from dsviz_widget.widgets.view import STATIC
    from tests.browser.stub import StubPage

    first, later = [], []
    table = tones(20)
    for _ in range(reps):
        stub = StubPage(wandb.TableView(table))
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(stub.url)
        cells = page.locator(".dv-sound-outline")
        for took in (first, later):
            cells.first.wait_for()
            page.wait_for_timeout(500)
            began = time.perf_counter()
            cells.first.click()
            page.wait_for_function(
                "() => document.querySelector('.dv-wave > div')?.shadowRoot.querySelector('canvas')"
            )
            took.append(time.perf_counter() - began)
            page.keyboard.press("Escape")
        page.close()
        stub.close()
    size = (STATIC / "sound.js").stat().st_size
    print(f"\nplayer, {size / 1000:.0f} kB; from the click to the waveform, median of {reps}\n")
    at_first, after = (1000 * statistics.median(times) for times in (first, later))
    print(f"first time {at_first:.0f} ms, after that {after:.0f} ms")


def scroll(browser: Any, sounds: int) -> None:
    """Print frames per second of a table that is scrolled."""
    began = time.perf_counter()
    table = tones(sounds)
    print(f"\n{sounds:,} sounds in a table, made in {time.perf_counter() - began:.1f} s\n")
    scroll_table(browser, table, ".dv-sound-outline", "sounds")


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--what", choices=["all", "compute", "open", "scroll"], default="all")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--sounds", type=int, default=10_000)
    parser.add_argument("--reps", type=int, default=3)
    asked = parser.parse_args()
    if asked.what in ("all", "compute"):
        compute(asked.minutes, asked.reps)
    if asked.what == "compute":
        return
    from playwright.sync_api import sync_playwright

    os.environ.setdefault("DSVIZ_DIR", tempfile.mkdtemp())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGS)
        if asked.what in ("all", "open"):
            open_player(browser, asked.reps)
        if asked.what in ("all", "scroll"):
            scroll(browser, asked.sounds)
        browser.close()


if __name__ == "__main__":
    main()
