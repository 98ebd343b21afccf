"""Make the pictures in docs/images from data that anyone has: each state of a view, light and dark, wide and
narrow.

    python scripts/screenshots.py [NAME ...]

The states are those of tests/browser/states.py; most show the predictions that notebooks/quickstart.ipynb
makes.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
sys.path[:0] = [str(ROOT), str(ROOT / "notebooks")]

from tests.browser.chromium import ARGS, find_chromium  # noqa: E402
from tests.browser.states import QUICKSTART, STATES, run_notebook, show_state  # noqa: E402

HIGHEST_PX = 900
MARGIN_PX = 16
WIDTHS = (1280, 700, 400)
MENUS = ("column-menu", "new-column", "classes", "columns", "more", "saved-views", "export")
"""States in which something lies over the table; they are taken wide and narrow."""

LEFT_OUT = {"keys", "code"}
"""States that say in words what docs/table.md says."""


def main(wanted: list[str]) -> None:
    """Take the pictures of the states named, or of all."""
    folder = tempfile.mkdtemp()
    os.chdir(folder)
    os.environ["DSVIZ_DIR"] = f"{folder}/dsviz"
    preds = run_notebook(QUICKSTART)["preds"]
    from playwright.sync_api import sync_playwright

    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGS)
        for name, state in STATES.items():
            if name in LEFT_OUT or (wanted and name not in wanted):
                continue
            for theme in ("light", "dark"):
                for width in WIDTHS if name not in MENUS else (1280, 400):
                    file = f"{name}-{theme}{'' if width == 1280 else f'-{width}'}.png"
                    with show_state(browser, state, preds, width, theme) as page:
                        page.wait_for_timeout(400)
                        lowest = page.evaluate(
                            """() => Math.max(...[...document.querySelectorAll('.dv, .dv-popover')].map(
                              (e) => e.getBoundingClientRect().bottom))"""
                        )
                        height = min(HIGHEST_PX, lowest + MARGIN_PX)
                        clip = {"x": 0, "y": 0, "width": width, "height": height}
                        page.screenshot(path=str(IMAGES / file), clip=clip)
                    print(file, flush=True)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
