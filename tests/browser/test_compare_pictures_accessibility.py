"""What axe-core finds in compared pictures: nothing serious, in any way to compare them, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.axe import findings, load_axe
from tests.browser.compared_pictures import detectors, many, panes, two

Show = Callable[..., Any]
WAYS = ("beside", "swipe", "differences")


@pytest.mark.parametrize("width", [1100, 400])
def test_pictures_of_rows(show: Show, width: int) -> None:
    view = two()
    page = show(view, width=width)
    load_axe(page)
    found: list[str] = []
    for way in WAYS:
        view.compare_layout = {"pictures": way}
        label = way.capitalize()
        expect(page.get_by_role("radio", name=label)).to_be_checked()
        panes(page).get_by_role("img").first.wait_for()
        found += findings(page, way)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("make", [detectors, lambda: many(8)], ids=["boxes", "eight tables"])
def test_the_large_view(show: Show, make: Callable[[], Any]) -> None:
    page = show(make(), width=1100)
    load_axe(page)
    panes(page).get_by_role("img").first.wait_for()
    found = findings(page, "rows")
    panes(page).first.dblclick()
    viewer = page.get_by_role("region", name="Pictures")
    viewer.locator(".dv-pane-head").first.wait_for()
    for mode in ("Beside", "Over one photo", "Swipe", "Differences"):
        viewer.get_by_role("radio", name=mode).click()
        expect(viewer.get_by_role("radio", name=mode)).to_be_checked()
        found += findings(page, mode)
    # Beside each other pictures want the width, and the panel comes when it is asked for.
    viewer.get_by_role("radio", name="Beside").click()
    expect(viewer.get_by_role("complementary")).to_have_count(0)
    viewer.get_by_role("button", name="Overlays").click()
    viewer.get_by_role("complementary").wait_for()
    found += findings(page, "panel")
    assert not found, "\n".join(found)
