"""Logged pages in a table: their words in cells, the page itself in the viewer, by pointer and by keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.axe import findings, load_axe

REPORT = """<title>Report</title><h1>Epoch 3</h1><p>The model confuses cats with dogs.</p>
<p id=count>0</p><button onclick="count.textContent = Number(count.textContent) + 1">Add</button>
<a href="https://mysite/page">Link</a> <div style="height: 900px"></div>
<script>document.body.append('made by a script')</script>"""


def pages() -> Any:
    table = wandb.Table(columns=["id", "page"])
    table.add_data(0, wandb.Html(REPORT, caption="a report"))
    table.add_data(1, wandb.Html("<p>plain words</p><img src='https://elsewhere/cat.png'>"))
    table.add_data(2, None)
    table.add_data(3, wandb.Html("<p>last</p>"))
    return wandb.TableView(table)


def inside(page: Any) -> Any:
    """Return the document of the open page, two frames down."""
    return page.frame_locator(".dv-frame > iframe").frame_locator("iframe")


def open_row(page: Any, hand: str) -> None:
    cell = page.locator(".dv-html-still").first
    cell.wait_for()
    if hand == "pointer":
        cell.click()
    else:
        page.get_by_role("grid").focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
    inside(page).get_by_text("made by a script").wait_for()


@pytest.mark.parametrize("hand", ["pointer", "keys"])
def test_a_page_is_opened_used_and_left(show: Callable[..., Any], hand: str) -> None:
    page = show(pages())
    page.get_by_text("The model confuses").wait_for()  # an excerpt, and no frame
    expect(page.locator("iframe")).to_have_count(0)
    open_row(page, hand)
    frame = page.locator(".dv-frame > iframe")
    page.wait_for_function("() => document.querySelector('.dv-frame > iframe').clientHeight > 900")
    button = inside(page).get_by_role("button", name="Add")
    button.click()
    button.press("Enter")
    expect(inside(page).locator("#count")).to_have_text("2")
    inside(page).get_by_role("link", name="Link").click()
    page.get_by_text("https://mysite/page").wait_for()
    assert page.url == page.stub.url
    page.get_by_role("button", name="Close the note").click()
    expect(page.locator(".dv-frame-note")).to_have_count(0)
    # Esc gives the keys back to the viewer, and then closes it.
    button.focus()
    page.keyboard.press("Escape")
    expect(page.locator(".dv-viewer")).to_be_focused()
    expect(frame).to_be_visible()
    page.keyboard.press("ArrowRight")
    inside(page).get_by_text("plain words").wait_for()
    page.get_by_text("https://elsewhere/cat.png").wait_for()
    page.keyboard.press("ArrowRight")
    page.get_by_text("has nothing in page").wait_for()
    page.keyboard.press("Escape")
    expect(page.locator(".dv-viewer")).to_have_count(0)


def test_a_page_takes_the_whole_window_and_gives_it_back(show: Callable[..., Any]) -> None:
    page = show(pages())
    open_row(page, "pointer")
    page.locator(".dv-viewer").press("f")
    full = page.locator(".dv-page.is-full")
    full.wait_for()
    page.wait_for_function(
        "() => Math.abs(document.querySelector('.dv-frame > iframe').clientHeight - innerHeight) < 80"
    )
    expect(inside(page).get_by_text("made by a script")).to_have_count(1)  # it was not loaded anew
    page.get_by_role("button", name="Leave the full screen").click()
    expect(full).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_page_follows_the_theme_unless_it_has_colours(show: Callable[..., Any], theme: str) -> None:
    table = wandb.Table(columns=["page"])
    table.add_data(wandb.Html("<p>made by a script</p>"))
    table.add_data(wandb.Html("<p style='color: #222'>coloured</p>"))
    page = show(wandb.TableView(table), theme=theme)
    open_row(page, "pointer")
    root = inside(page).locator(":root")
    expect(root).to_have_css("color-scheme", theme)
    page.locator(".dv-viewer").press("ArrowRight")
    inside(page).get_by_text("coloured").wait_for()
    expect(root).to_have_css("color-scheme", "light")


def test_a_page_runs_in_its_cell_when_asked_to(show: Callable[..., Any]) -> None:
    table = wandb.Table(columns=["page"])
    for index in range(5):
        table.add_data(wandb.Html(f"<p>page {index}</p><script>document.title = 'x'</script>"))
    view = wandb.TableView(table, height_px=900)
    view.view_layout = {**view.view_layout, "row_height": 180, "widths": {"page": 320}}
    page = show(view, height=1000)
    asked = page.get_by_role("button", name="Show page")
    asked.first.wait_for()
    for count in range(3):
        asked.first.press("Enter")
        expect(page.locator(".dv-html-live")).to_have_count(count + 1)
    inside_first = page.frame_locator(".dv-html-live iframe >> nth=0").frame_locator("iframe")
    inside_first.get_by_text("page 0").wait_for()
    # No more than three run; who was asked first gives way.
    asked.first.click()
    expect(page.locator(".dv-html-live")).to_have_count(3)
    expect(page.locator(".dv-viewer")).to_have_count(0)


def test_an_open_page_has_names_for_all_it_offers(show: Callable[..., Any]) -> None:
    page = show(pages())
    open_row(page, "pointer")
    load_axe(page)
    assert findings(page, "an open page") == []
