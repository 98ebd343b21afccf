"""Bytes over the websocket between JupyterLab and the kernel, for each action in a view.

    python benchmarks/browser_bytes.py --pictures 500

All frames are counted, also what Jupyter itself says of each message. An action ends when nothing crossed
for 0.8 s.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

from notebook_page import PAINTED, pictures_cell, start_lab

QUIET_S = 0.8


class Meter:
    """Counts what a page sends and receives."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.sent = self.received = self.messages = 0
        self.last = time.monotonic()
        page.on("websocket", self._open)

    def _open(self, socket: Any) -> None:
        socket.on("framesent", lambda data: self._count(data, sent=True))
        socket.on("framereceived", lambda data: self._count(data, sent=False))

    def _count(self, data: str | bytes, sent: bool) -> None:
        size = len(data if isinstance(data, bytes) else data.encode())
        self.sent, self.received = self.sent + size * sent, self.received + size * (not sent)
        self.messages += 1
        self.last = time.monotonic()

    def measure(self, work: Callable[[], Any]) -> tuple[int, int, int]:
        """Return bytes sent, bytes received and messages of some work, until it is quiet."""
        self._settle()
        before = self.sent, self.received, self.messages
        work()
        self.page.wait_for_function(PAINTED)
        self._settle()
        sent, received, messages = (
            now - then for now, then in zip((self.sent, self.received, self.messages), before, strict=True)
        )
        return sent, received, messages

    def _settle(self) -> None:
        self.last = time.monotonic()
        while time.monotonic() - self.last < QUIET_S:
            self.page.wait_for_timeout(100)


def press(page: Any, *keys: str) -> Callable[[], None]:
    def work() -> None:
        page.locator("[role=grid], [role=treegrid]").first.focus()
        for key in keys:
            page.keyboard.press(key)

    return work


def type_filter(page: Any, text: str) -> Callable[[], None]:
    def work() -> None:
        press(page, "/")()
        page.get_by_role("combobox", name="Filter expression").wait_for()
        page.keyboard.type(text)
        page.keyboard.press("Enter")

    return work


def brush(page: Any, column: str) -> Callable[[], None]:
    def work() -> None:
        chart = page.get_by_role("columnheader", name=column, exact=True).locator("svg[role=img]")
        box = chart.bounding_box()
        y = box["y"] + box["height"] / 2
        page.mouse.move(box["x"] + 6, y)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] - 10, y, steps=30)
        page.mouse.up()

    return work


def hide_class(page: Any) -> Callable[[], None]:
    def work() -> None:
        page.get_by_role("button", name="Classes").first.click()
        page.get_by_role("button", name="Hide disc").first.click()
        page.keyboard.press("Escape")

    return work


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pictures", type=int, default=500)
    arguments = parser.parse_args()
    with start_lab() as lab:
        cells = (pictures_cell(arguments.pictures), "view = wandb.TableView(table, height_px=600)\nview")
        with lab.open(*cells) as notebook:
            page = notebook.page
            meter = Meter(page)
            page.reload()  # the socket of the first load was there before the meter
            page.wait_for_function("() => window.jupyterapp?.shell?.currentWidget?.sessionContext")
            page.wait_for_timeout(4000)

            def show() -> None:
                notebook.run_all()
                page.locator("[role=grid]").first.scroll_into_view_if_needed()

            actions: dict[str, Callable[[], Any]] = {
                "shown for the first time: front end, rows, heads, pictures": show,
                "one row down": press(page, "ArrowDown"),
                "a screen down: rows and pictures": press(page, "PageDown", "PageDown", "PageDown"),
                "back up: nothing is asked again": press(page, "Control+Home"),
                "tick a row": press(page, "ArrowDown", "Space"),
                "switch a class off": hide_class(page),
                "type `score > 0.6`, Enter": type_filter(page, "score > 0.6"),
                "brush a histogram, 30 steps": brush(page, "area"),
                "undo": press(page, "Control+z"),
                "group by label": lambda: notebook.kernel("view.query = view.query.group_by('label')"),
                "ungroup": press(page, "Control+z"),
                "open a picture": press(page, "Home", "ArrowRight", "ArrowDown", "Enter"),
                "next picture": lambda: page.keyboard.press("ArrowRight"),
            }
            print("| | to Python | from Python | messages |\n| --- | --- | --- | --- |")
            for name, work in actions.items():
                sent, received, messages = meter.measure(work)
                print(
                    f"| {name} | {sent / 1e3:,.1f} kB | {received / 1e3:,.1f} kB | {messages} |", flush=True
                )


if __name__ == "__main__":
    main()
