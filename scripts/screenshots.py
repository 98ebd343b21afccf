"""Make the pictures in docs/images from data that anyone has: each state of a view, light and dark, wide and
narrow.

    python scripts/screenshots.py [NAME ...]

The states are those of tests/browser/states.py, of which most show the predictions that
notebooks/quickstart.ipynb makes, of tests/browser/run_states.py, and of the states of compared tables, of
media and of a project there.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
IMAGES = Path(os.environ.get("DSVIZ_IMAGES", ROOT / "docs" / "images"))
sys.path[:0] = [str(ROOT), str(ROOT / "notebooks")]

from tests.browser.chromium import ARGS, find_chromium  # noqa: E402
from tests.browser.compare_states import COMPARE_STATES  # noqa: E402
from tests.browser.detection_states import DETECTION_STATES  # noqa: E402
from tests.browser.matching_states import MATCHING_STATES  # noqa: E402
from tests.browser.media_states import MEDIA_STATES  # noqa: E402
from tests.browser.project_states import PROJECT_STATES  # noqa: E402
from tests.browser.project_states import store as project_store  # noqa: E402
from tests.browser.run_states import RUN_STATES, let_go  # noqa: E402
from tests.browser.score_states import SCORE_STATES  # noqa: E402
from tests.browser.states import QUICKSTART, STATES, State, run_notebook, show_state  # noqa: E402

HIGHEST_PX = 900
MARGIN_PX = 16
WIDTHS = (1280, 700, 400)
MENUS = ("column-menu", "new-column", "classes", "columns", "more", "saved-views", "export")
"""States in which something lies over the table; they are taken wide and narrow."""

LEFT_OUT = {"keys", "code", "compare-groups-choose", "compare-nothing-left", "compare-loading"}
"""States that say in words what the docs say, or are as those of a table."""

COMPARED = {
    "compare-rows": COMPARE_STATES["rows"],
    **MATCHING_STATES,
    "scores": SCORE_STATES["a picked cell"],
    "scores-many": SCORE_STATES["many classes"],
    "scores-masks": SCORE_STATES["scores of masks"],
    "scores-boxes": DETECTION_STATES["scores of boxes"],
    "scores-nothing": SCORE_STATES["nothing to score"],
}


def main(wanted: list[str]) -> None:
    """Take the pictures of the states named, or of all."""
    folder = tempfile.mkdtemp()
    os.chdir(folder)
    os.environ["DSVIZ_DIR"] = f"{folder}/dsviz"
    tables = [name for name in STATES if name not in LEFT_OUT and (not wanted or name in wanted)]
    # Charts are in docs/charts.md, made by a script of their own.
    runs = [name for name in RUN_STATES if not name.startswith("chart") and (not wanted or name in wanted)]
    others = {**COMPARED, **MEDIA_STATES, **PROJECT_STATES}
    others = {
        name: others[name] for name in others if name not in LEFT_OUT and (not wanted or name in wanted)
    }
    preds = run_notebook(QUICKSTART)["preds"] if tables else None
    from playwright.sync_api import sync_playwright

    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGS)
        for name in tables:
            take(browser, name, STATES[name], preds, WIDTHS if name not in MENUS else (1280, 400))
        for name in runs:
            take(browser, name, RUN_STATES[name], None, (1280, 400))
        for name, state in others.items():
            # A project names its store from the folder that it is looked at in.
            os.chdir(project_store().parent if name in PROJECT_STATES else folder)
            take(browser, name, state, None, (1280, 400))
        browser.close()


def take(browser: Any, name: str, state: State, data: Any, widths: Sequence[int]) -> None:
    """Take the pictures of one state, light and dark; without data it gets a fresh folder for runs."""
    for theme in ("light", "dark"):
        for width in widths:
            file = f"{name}-{theme}{'' if width == 1280 else f'-{width}'}.png"
            given = Path(tempfile.mkdtemp()) if data is None else data
            with show_state(browser, state, given, width, theme) as page:
                page.wait_for_timeout(400)
                lowest = page.evaluate(
                    """() => Math.max(...[...document.querySelectorAll('.dv, .dv-popover')].map(
                      (e) => e.getBoundingClientRect().bottom))"""
                )
                clip = {"x": 0, "y": 0, "width": width, "height": min(HIGHEST_PX, lowest + MARGIN_PX)}
                page.screenshot(path=str(IMAGES / file), clip=clip)
            let_go()
            print(file, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
