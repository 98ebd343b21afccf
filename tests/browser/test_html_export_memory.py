"""A page that is scrolled and filtered for long keeps no more than its code says."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import dsviz_widget as wandb
from tests.browser.waiting import expect

ROWS = 5_000
STEPS = 90
"""Stops on the way from one end to the other; each shows rows that no other shows."""
THUMBNAILS = Path(__file__).parents[2] / "js" / "src" / "thumbnails.ts"
COUNT_ADDRESSES = """() => {
  const { createObjectURL, revokeObjectURL } = URL;
  window.addresses = new Set();
  URL.createObjectURL = (blob) => {
    const url = createObjectURL.call(URL, blob);
    window.addresses.add(url);
    return url;
  };
  URL.revokeObjectURL = (url) => {
    window.addresses.delete(url);
    revokeObjectURL.call(URL, url);
  };
}"""
SCROLL = """([step, steps]) => {
  const scroller = document.querySelector('.dv-grid');
  scroller.scrollTop = (scroller.scrollHeight - scroller.clientHeight) * step / steps;
}"""
ALL_DRAWN = """(before) => {
  const cells = [...document.querySelectorAll('.dv [role=gridcell] .dv-thumb')];
  const rows = cells.map((cell) => cell.querySelector('canvas').dataset.row).join();
  const isDrawn = cells.every((cell) => cell.dataset.status === 'ready');
  return cells.length > 0 && isDrawn && rows !== before ? rows : null;
}"""


def kept_pictures() -> int:
    """Return how many pictures a view keeps that are out of sight, as its code declares it."""
    found = re.search(r"^const CACHED = (\d+);$", THUMBNAILS.read_text(), re.MULTILINE)
    assert found is not None
    return int(found.group(1))


def photos() -> wandb.Table:
    random = np.random.default_rng(4)
    some = [wandb.Image(random.integers(0, 255, (24, 32, 3), dtype=np.uint8)) for _ in range(40)]
    table = wandb.Table(["photo", "score"])
    for row in range(ROWS):
        table.add_data(some[row % len(some)], row / ROWS)
    return table


def scroll(page: Any, stops: list[int]) -> None:
    """Go from stop to stop; at each all pictures in sight are drawn before the next."""
    rows = ""
    for stop in stops:
        page.evaluate(SCROLL, [stop, STEPS])
        rows = page.wait_for_function(ALL_DRAWN, arg=rows).json_value()


def decoded(page: Any) -> int:
    """Return how many pictures are held, once what nobody holds is gone."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    prototype = session.send("Runtime.evaluate", {"expression": "HTMLImageElement.prototype"})
    found = session.send(
        "Runtime.queryObjects", {"prototypeObjectId": prototype["result"]["objectId"], "objectGroup": "held"}
    )
    objects = found["objects"]["objectId"]
    count = session.send(
        "Runtime.callFunctionOn",
        {
            "objectId": objects,
            "functionDeclaration": "function () { return this.length; }",
            "returnByValue": True,
        },
    )
    session.send("Runtime.releaseObjectGroup", {"objectGroup": "held"})
    session.detach()
    return int(count["result"]["value"])


def test_scrolling_and_filtering_twice_keeps_no_more_pictures_than_declared(
    open_file: Callable[..., Any],
) -> None:
    page = open_file(wandb.TableView(photos(), title="Photos", height_px=900), picture_px=64)
    page.get_by_role("img", name="picture of row 1", exact=True).wait_for()
    page.evaluate(COUNT_ADDRESSES)
    there = list(range(1, STEPS + 1))
    held = []
    for bound in (0.01, 0.02):
        scroll(page, there)
        scroll(page, there[-2::-1])
        page.get_by_role("grid").focus()
        page.keyboard.press("/")
        page.get_by_role("combobox", name="Filter expression").fill(f"score >= {bound}")
        page.get_by_role("dialog").get_by_text(re.compile("of .* rows")).wait_for()
        page.keyboard.press("Enter")
        expect(page.locator(".dv-count")).to_have_text(re.compile(rf"^{ROWS - int(bound * ROWS):,} of 5,000"))
        page.wait_for_function(ALL_DRAWN, arg="")
        # One that is being decoded has its address; rows a little out of sight may still be on their way.
        page.wait_for_function("() => addresses.size === 0")
        held.append(decoded(page))
    in_sight = page.locator(".dv [role=gridcell] canvas").count()
    # Each round draws more pictures than are kept, so that some went.
    assert kept_pictures() < STEPS * in_sight
    assert all(count <= kept_pictures() + in_sight for count in held), held
    assert page.errors == []
