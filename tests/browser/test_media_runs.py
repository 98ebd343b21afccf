"""What a run logged over steps, of any kind, beside each other and opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.media import MAKE
from tests.browser.waiting import wait_for_focus

STEPS = 5


def logged(folder: Path) -> Any:
    """Return a run with a page, two sounds, a clip and a list of pictures at each step."""
    run = wandb.init(project="demo", dir=folder / "store")
    for step in range(STEPS):
        run.log(
            {
                "page": MAKE["page"](step),
                "sounds": [MAKE["sound"](step), MAKE["sound"](step + 10)],
                "clip": MAKE["clip"](step),
            }
        )
    run.finish()
    return run


def test_media_of_steps_stand_beside_each_other_and_open(show: Callable[..., Any], tmp_path: Path) -> None:
    page = show(logged(tmp_path).view(tab="media"))
    tiles = page.locator(".dv-media-tile")
    for key, count in (("page", 2), ("sounds", 4), ("clip", 2)):
        picker = page.get_by_role("button", name="Key:", exact=False)
        picker.wait_for()
        if picker.get_attribute("aria-label") != f"Key: {key}":
            picker.click()
            page.get_by_role("menu", name="Key").get_by_text(key, exact=True).click()
        page.get_by_role("button", name=f"Key: {key}").wait_for()
        expect(tiles.locator('.dv-media[data-status="ready"]')).to_have_count(count)
    page.get_by_role("button", name="Key: clip").click()
    page.get_by_role("menu", name="Key").get_by_text("page", exact=True).click()
    expect(tiles.last).to_contain_text(f"Page {STEPS - 1}")
    button = page.get_by_role("button", name=f"Open what was logged at step {STEPS - 1}")
    button.focus()
    page.keyboard.press("Enter")
    opened = page.get_by_role("region", name=f"page {STEPS} of {STEPS}, column page")
    opened.wait_for()
    expect(opened).to_contain_text(f"step {STEPS - 1}")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("region", name=f"page {STEPS - 1} of {STEPS}")).to_contain_text("step 3")
    page.keyboard.press("ArrowRight")
    opened.wait_for()
    page.keyboard.press("Escape")
    wait_for_focus(page.get_by_role("button", name=f"Open what was logged at step {STEPS - 1}"))
    assert page.errors == []
