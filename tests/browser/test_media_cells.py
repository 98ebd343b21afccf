"""Media of every kind in the cells of a table, in a gallery and in groups."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.media import EMPTY, KINDS, MAKE, media_table
from tests.browser.waiting import wait_for_focus, wait_for_focus_within


@pytest.fixture(scope="module")
def table() -> wandb.Table:
    return media_table()


def cell(page: Any, row: int, column: int) -> Any:
    name = page.get_by_role("gridcell", name=f"take {row}", exact=True)
    return page.get_by_role("row").filter(has=name).get_by_role("gridcell").nth(column)


def ready(where: Any) -> Any:
    found = where.locator('.dv-media[data-status="ready"]').first
    found.wait_for()
    return found


def test_every_kind_has_a_still_and_what_is_empty_says_so(
    show: Callable[..., Any], table: wandb.Table
) -> None:
    page = show(wandb.TableView(table), width=1500)
    for at, _ in enumerate((*KINDS, "frames")):
        shown = ready(cell(page, 0, 1 + at))
        # Something is drawn: a picture, a waveform, an excerpt.
        shown.locator("img, canvas, svg").or_(shown.get_by_text("Page 0")).first.wait_for()
        page.stub.wait_until(lambda shown=shown: shown.bounding_box()["height"] > 20)
    page.get_by_role("grid").focus()
    for _ in range(EMPTY):
        page.keyboard.press("ArrowDown")
    expect(cell(page, EMPTY, 1)).to_have_text("null")
    assert page.errors == []


def test_the_head_counts_a_fact_and_filters_by_it(show: Callable[..., Any], table: wandb.Table) -> None:
    view = wandb.TableView(table)
    page = show(view, width=1500)
    head = page.get_by_role("columnheader", name="sound", exact=True)
    expect(head).to_contain_text("seconds")
    page.get_by_role("grid").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("f")
    box = page.get_by_role("combobox", name="Filter")
    box.wait_for()
    expect(box).to_have_value("sound.")
    box.press_sequentially("seconds > 0.5")
    expect(box).to_have_value("sound.seconds > 0.5")
    box.press("Enter")
    expect(page.get_by_role("row").nth(1)).to_contain_text("take 21")
    page.stub.wait_until(lambda: view.query.filters[0].text == "sound.seconds > 0.5")
    assert page.errors == []


def test_the_menu_offers_what_makes_sense_for_media(show: Callable[..., Any], table: wandb.Table) -> None:
    page = show(wandb.TableView(table), width=1500)
    page.get_by_role("gridcell", name="take 0", exact=True).wait_for()
    page.get_by_role("columnheader", name="sound", exact=True).get_by_role("button").last.click()
    menu = page.get_by_role("menu", name="Column sound")
    expect(menu).to_contain_text("Filter by sound")
    words = menu.inner_text()
    assert "Sort" not in words
    assert "Group by" not in words
    assert page.errors == []


def test_a_medium_of_a_list_opens_where_it_is_clicked(show: Callable[..., Any], table: wandb.Table) -> None:
    page = show(wandb.TableView(table), width=1500)
    ready(cell(page, 2, 5)).locator("[data-item='1']").click()
    page.get_by_role("tab", name="Item 2 of 3", selected=True).wait_for()
    expect(page.get_by_text("frame 1")).to_be_visible()
    assert page.errors == []


def test_ten_thousand_rows_scroll_and_ask_for_what_is_in_sight(show: Callable[..., Any]) -> None:
    made = [MAKE["sound"](k) for k in range(8)]
    table = wandb.Table(["id", "sound"])
    for index in range(10_000):
        table.add_data(f"take {index}", made[index % len(made)])
    page = show(wandb.TableView(table))
    ready(cell(page, 0, 1))
    page.get_by_role("grid").focus()
    for _ in range(12):
        page.keyboard.press("PageDown")
    page.keyboard.press("Control+End")
    ready(cell(page, 9_999, 1))
    asked = [question["params"] for question in page.stub.asked if question.get("method") == "stills"]
    assert all(len(params["rows"]) <= 24 for params in asked)
    assert sum(len(params["rows"]) for params in asked) < 500
    assert page.locator(".dv-media").count() < 60
    assert page.errors == []


def test_a_gallery_has_a_card_for_each_medium(show: Callable[..., Any], table: wandb.Table) -> None:
    view = wandb.TableView(table)
    page = show(view)
    page.get_by_role("gridcell", name="take 0", exact=True).wait_for()
    page.get_by_role("radio", name="Gallery").click()
    card = page.get_by_role("gridcell").filter(has_text="take 0").first
    ready(card)
    page.get_by_role("grid").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    viewer = page.get_by_role("region", name="sound 2 of 30, column sound")
    viewer.wait_for()
    wait_for_focus_within(viewer)
    page.keyboard.press("Escape")
    ready(card)
    wait_for_focus(page.get_by_role("grid"))
    page.get_by_role("button", name="Captions:", exact=False).click()
    page.get_by_role("radio", name="frames").click()
    card.locator("img").first.wait_for()
    page.stub.wait_until(lambda: view.layout["gallery"]["column"] == "frames")
    assert page.errors == []


def test_a_group_has_a_strip_of_its_media(show: Callable[..., Any], table: wandb.Table) -> None:
    view = wandb.TableView(table, query=wandb.Query().group_by("light"))
    page = show(view, width=1500)
    strip = page.get_by_role("list", name="Pictures of page").first
    ready(strip)
    expect(strip).to_contain_text("Page 0")
    page.get_by_role("button", name="Later pictures").first.click()
    expect(strip).to_contain_text("Page 12")
    strip.get_by_role("button").first.click()
    # It goes through the rows of that group alone.
    page.get_by_role("region", name="page 7 of 15, column page").wait_for()
    assert page.errors == []


def test_a_file_that_is_gone_says_so_and_is_shown_once_it_is_back(
    show: Callable[..., Any], tmp_path: Path
) -> None:
    run = wandb.init(project="demo", dir=tmp_path / "store")
    table = wandb.Table(["id", "sound"])
    lost = MAKE["sound"](0)
    table.add_data("take 0", lost)
    table.add_data("take 1", MAKE["sound"](1))
    artifact = wandb.Artifact("sounds", "dataset")
    artifact.add(table, "rows")
    run.log_artifact(artifact)
    run.finish()
    logged = wandb.Api(dir=tmp_path / "store").artifact("demo/sounds:v0").get("rows")
    file = next(path for path in (tmp_path / "store").rglob(f"*{lost.digest[2:]}*") if path.is_file())
    content = file.read_bytes()
    file.chmod(0o644)
    file.unlink()
    page = show(wandb.TableView(logged))
    expect(cell(page, 0, 1)).to_contain_text("has no file")
    ready(cell(page, 1, 1))
    cell(page, 0, 1).click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("has no file")
    file.write_bytes(content)
    alert.get_by_role("button", name="Try again").click()
    alert.wait_for(state="detached")
    page.get_by_role("button", name="Play").first.wait_for()
    assert page.errors == []
