"""Make the pictures in docs/images from the demo notebook's own data.

    python scripts/screenshots.py [NAME ...]

Runs the code of notebooks/quickstart.ipynb, shows its tables in a stub page, and takes each picture in light
and dark, 1280 and 700 px wide.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
sys.path[:0] = [str(ROOT), str(ROOT / "notebooks")]

from tests.browser.chromium import ARGS, find_chromium  # noqa: E402
from tests.browser.stub import StubPage  # noqa: E402

Act = Callable[[Any], None]


def run_notebook(path: Path) -> dict[str, Any]:
    """Return what the notebook's code defines."""
    names: dict[str, Any] = {}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            exec(compile(cell.source, path.name, "exec"), names)
    return names


def settle(page: Any) -> None:
    """Wait until every picture in view is painted."""
    page.locator("[role=gridcell], [role=row]").first.wait_for()
    page.wait_for_function(
        """() => { const all = [...document.querySelectorAll('.dv-thumb')];
          return all.length > 0 && all.every((t) => t.dataset.status !== 'loading'); }"""
    )
    page.wait_for_timeout(400)


def open_classes(page: Any) -> None:
    """Open the legend of classes."""
    page.get_by_role("button", name="Classes").click()
    page.get_by_text("ground_truth").first.wait_for()


def open_picture(page: Any) -> None:
    """Open the third picture."""
    page.locator("canvas[role=img]").nth(2).click()
    page.get_by_role("button", name="Next").or_(page.get_by_label("Next row")).first.wait_for()
    page.wait_for_timeout(800)


def type_wrong(page: Any) -> None:
    """Type a filter with a typo."""
    page.locator("[role=gridcell]").first.click()
    page.keyboard.press("/")
    page.keyboard.type("acuracy > 0.9 and touching")
    page.get_by_text("Did you mean", exact=False).first.wait_for()
    page.wait_for_timeout(300)


def main(wanted: list[str]) -> None:
    """Take the pictures named, or all."""
    folder = tempfile.mkdtemp()
    os.chdir(folder)
    os.environ["DSVIZ_DIR"] = f"{folder}/dsviz"
    from dsviz_widget import TableView

    preds = run_notebook(ROOT / "notebooks" / "quickstart.ipynb")["preds"]
    touching = preds.query().filter("accuracy < 0.96").sort("accuracy")
    groups = preds.query().group_by("touching").sort("-mean(missed)")
    screens: dict[str, tuple[Any, Act | None]] = {
        "table": (touching, None),
        "groups": (groups, None),
        "classes": (touching, open_classes),
        "picture": (touching, open_picture),
        "error": (touching, type_wrong),
        "empty": (preds.query().filter("accuracy > 0.9").filter("missed > 4"), None),
    }
    from playwright.sync_api import sync_playwright

    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGS)
        for name, (query, act) in screens.items():
            if wanted and name not in wanted:
                continue
            for theme in ("light", "dark"):
                for width in (1280, 700):
                    stub = StubPage(TableView(preds, query=query, height_px=620))
                    page = browser.new_page(viewport={"width": width, "height": 900})
                    page.goto(stub.url)
                    page.evaluate(
                        "(light) => { document.body.dataset.jpThemeLight = light; }",
                        str(theme == "light").lower(),
                    )
                    if name == "empty":
                        page.get_by_text("without it", exact=False).first.wait_for()
                    else:
                        settle(page)
                    if act is not None:
                        act(page)
                    suffix = "" if width == 1280 else f"-{width}"
                    box = page.locator("#root").bounding_box()
                    height = min(900, max(200, box["height"] + 32))
                    page.screenshot(
                        path=str(IMAGES / f"{name}-{theme}{suffix}.png"),
                        clip={"x": 0, "y": 0, "width": width, "height": height},
                    )
                    page.close()
                    stub.close()
                    print(f"{name}-{theme}{suffix}.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
