"""A view as one file, opened from the disk with neither network nor kernel: it filters and compares."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from dsviz_widget.errors import ViewError
from tests.browser.axe import AXE, FIND
from tests.browser.pictures import picture
from tests.browser.waiting import wait_for_value

LIGHTS = ["day", "dusk", "night"]


def photos(rows: int = 60) -> wandb.Table:
    table = wandb.Table(["scene", "name", "score", "light"])
    for row in range(rows):
        shown = picture(f"scene {row}", ground_truth=32, model=16)
        table.add_data(shown, f"photo {row}", None if row % 10 == 9 else row / rows, LIGHTS[row % 3])
    return table


def count_is(page: Any, text: str) -> None:
    expect(page.locator(".dv-count")).to_have_text(re.compile(text))


def filter_by(page: Any, text: str) -> None:
    page.get_by_role("grid").focus()
    page.keyboard.press("/")
    page.get_by_role("combobox", name="Filter expression").fill(text)
    page.get_by_role("dialog").get_by_text(re.compile("of .* rows")).wait_for()
    page.keyboard.press("Enter")


def test_a_page_scrolls_filters_sorts_and_groups_with_nothing_around_it(
    open_file: Callable[..., Any],
) -> None:
    page = open_file(wandb.TableView(photos(), title="Photos </script><b>"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Photos </script><b>")
    page.get_by_role("gridcell", name="photo 0", exact=True).wait_for()
    count_is(page, "^60\\s*rows")
    filter_by(page, "score > 0.5 and light = 'dusk'")
    expected = sum(row / 60 > 0.5 and row % 3 == 1 and row % 10 != 9 for row in range(60))
    count_is(page, f"^{expected} of 60")
    # Sorting is a click on the head, as in a notebook: rising, then falling.
    head = page.get_by_role("columnheader", name="score", exact=True)
    head.get_by_role("button", name="score", exact=True).click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    head.get_by_role("button", name="score", exact=True).click()
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(page.get_by_role("gridcell", name=re.compile("^photo ")).first).to_have_text("photo 58")
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name=re.compile("^Group by")).click()
    page.get_by_role("combobox", name="Group by").fill("light")
    page.keyboard.press("Enter")
    expect(page.get_by_role("treegrid", name="Groups")).to_be_visible()
    assert [url for url in page.asked if not url.startswith(("file:", "blob:", "data:"))] == []
    assert page.errors == []


def test_overlays_are_switched_and_a_typo_is_pointed_at(open_file: Callable[..., Any]) -> None:
    page = open_file(wandb.TableView(photos(6), title="Photos"))
    pixels = """() => {
      const canvas = document.querySelector('.dv [role=gridcell] canvas');
      if (!canvas) return 0;
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return data.reduce((sum, value, at) => (sum + value * (at % 251)) % 1e9, 0);
    }"""
    page.wait_for_function(f"() => ({pixels})() > 0")
    with_masks = page.evaluate(pixels)
    page.get_by_role("button", name="Classes").click()
    groups = page.get_by_role("dialog", name="Classes").get_by_role("list", name="Groups")
    for group in ("ground_truth", "model"):
        groups.get_by_role("button", name=f"Hide {group}").click()
    page.wait_for_function(f"(before) => ({pixels})() !== before", arg=with_masks)
    page.keyboard.press("Escape")
    page.get_by_role("grid").focus()
    page.keyboard.press("/")
    page.get_by_role("combobox", name="Filter expression").fill("scroe > 0.5")
    expect(page.get_by_role("alert")).to_contain_text("scroe")
    expect(page.get_by_role("alert")).to_contain_text("score")


def test_a_clause_is_written_the_other_way_and_back(open_file: Callable[..., Any]) -> None:
    page = open_file(wandb.TableView(photos(6), title="Photos"))
    page.get_by_role("gridcell", name="photo 0", exact=True).wait_for()
    page.get_by_role("grid").focus()
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="Filter expression")
    box.fill("score < 0.5 and light contains 'd'")
    forms = page.get_by_role("radiogroup", name="Form")
    forms.get_by_role("radio", name="Mongo").click()
    expect(box).to_have_value(re.compile(r"^\{\$and: \[.*\$0\.score"))
    expect(page.get_by_role("dialog")).to_contain_text("2 of 6 rows")
    forms.get_by_role("radio", name="Infix").click()
    expect(box).to_have_value("score < 0.5 and light contains 'd'")
    # What the other way cannot say stays as it was, with the reason.
    box.fill("name endswith light")
    forms.get_by_role("radio", name="Mongo").click()
    expect(page.get_by_role("dialog")).to_contain_text("only when the ending is a constant")
    expect(box).to_have_value("name endswith light")
    assert page.errors == []


@pytest.mark.parametrize("width", [400, 1280])
def test_no_number_of_a_head_is_cut_and_the_foot_says_what_its_field_is(
    open_file: Callable[..., Any], width: int
) -> None:
    table = wandb.Table(["area", "share", "whole"])
    for row in range(60):
        table.add_data(100 + row * 2_230, None if row % 7 else row / 60, 9_990 + row)
    page = open_file(wandb.TableView(table, title="Areas"), width=width)
    captions = page.locator("[role=columnheader] .dv-caption")
    expect(captions).to_have_count(3)
    cut = """(all) => all.filter((caption) => {
      const parts = [caption, ...caption.children];
      return parts.some((part) => part.scrollWidth > part.clientWidth);
    }).map((caption) => caption.innerText)"""
    wait_for_value(lambda: captions.evaluate_all(cut), [])
    expect(page.get_by_text("Go to row", exact=True)).to_be_visible()


def test_compared_tables_and_a_chart_stand_under_their_headings(open_file: Callable[..., Any]) -> None:
    random = np.random.default_rng(2)
    columns = ["id", "pred", "acc"]
    first = [[f"r{k}", LIGHTS[k % 3], float(random.uniform())] for k in range(30)]
    second = [[f"r{k}", LIGHTS[(k + k % 2) % 3], float(random.uniform())] for k in range(24)]
    tables = [wandb.Table(columns=columns, data=rows) for rows in (first, second)]
    compared = wandb.compare(*tables, key="id", title="Before and after")
    chart = wandb.ChartView(wandb.plot.scatter(tables[0], "acc", "acc", title="Accuracy"))
    page = open_file([compared, chart], title="Results")
    expect(page.get_by_role("heading", level=1)).to_have_text("Results")
    expect(page.get_by_role("heading", level=2)).to_have_text(["Before and after", "Accuracy"])
    view = page.get_by_role("region", name="Before and after")
    changed = view.get_by_role("button", name=re.compile(r"^Changed"))
    expect(changed).to_contain_text("12")
    changed.click()
    expect(view.locator(".dv-count")).to_have_text(re.compile("^12 of 30"))
    expect(page.get_by_role("region", name="Accuracy").locator("canvas, svg").first).to_be_visible()
    assert page.errors == []


def test_rows_are_saved_as_csv_and_what_needs_a_kernel_says_so(
    open_file: Callable[..., Any], tmp_path: Path
) -> None:
    table = photos(6)
    page = open_file(wandb.TableView(table, title="Photos"))
    page.get_by_role("gridcell", name="photo 0", exact=True).wait_for()
    page.get_by_role("button", name=re.compile("^Export")).click()
    panel = page.get_by_role("dialog")
    with page.expect_download() as saved:
        panel.get_by_role("button", name=re.compile("^Export")).press("Enter")
    assert saved.value.suggested_filename == "Photos.csv"
    saved.value.save_as(tmp_path / "saved.csv")
    assert (tmp_path / "saved.csv").read_text() == table.to_csv()
    panel.get_by_role("radio", name=re.compile("^Parquet")).check()
    panel.get_by_role("button", name=re.compile("^Export")).click()
    expect(page.get_by_role("alert")).to_contain_text("Of formats without a kernel there is CSV")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_is_accessible_and_follows_the_theme(open_file: Callable[..., Any], theme: str) -> None:
    page = open_file(wandb.TableView(photos(6), title="Photos"), theme=theme, width=700)
    page.get_by_role("gridcell", name="photo 0", exact=True).wait_for()
    expect(page.locator(".dv").first).to_have_attribute("data-theme", theme)
    page.emulate_media(reduced_motion="reduce", color_scheme=theme)  # type: ignore[arg-type]
    page.evaluate(AXE.read_text())
    assert page.evaluate(FIND.replace("'#root'", "document")) == []
    other = "dark" if theme == "light" else "light"
    page.get_by_role("radio", name=other.title()).check()
    expect(page.locator(".dv").first).to_have_attribute("data-theme", other)


def test_what_is_left_out_is_said_in_the_page(open_file: Callable[..., Any]) -> None:
    page = open_file(wandb.TableView(photos(30), title="Photos"), max_rows=10, picture_px=32)
    expect(page.get_by_text("The first 10 of 30 rows; counts and figures are of these.")).to_be_visible()
    expect(page.get_by_text(re.compile("Pictures are at most 32 px"))).to_be_visible()
    count_is(page, "^10\\s*rows")


def test_a_page_that_is_too_large_is_refused_and_not_written(tmp_path: Path) -> None:
    view = wandb.TableView(photos(30))
    plan = view.html_plan(picture_px=32)
    assert plan.picture_count == 1  # pictures that are the same are there once
    path = tmp_path / "page.html"
    with pytest.raises(ViewError, match=r"the page would have .* more than the 100 kB of max_bytes"):
        view.to_html(path, max_bytes=100_000)
    assert not path.exists()
    written = view.to_html(path, picture_px=32)
    assert (written.size, written.path) == (path.stat().st_size, path)
    assert written.size == plan.size
    assert "front end" in str(written)


def test_the_menu_tells_the_size_and_then_writes_the_page(
    show: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page = show(wandb.TableView(photos(6), title="Photos"))
    page.get_by_role("button", name=re.compile("^Export")).click()
    panel = page.get_by_role("dialog", name="Export")
    panel.get_by_role("radio", name=re.compile("HTML page")).check()
    expect(panel.get_by_role("status")).to_contain_text(
        re.compile(r"^\d.* [kM]B\. Pictures are at most 128 px")
    )
    # What original files would add is told, and chosen by a key.
    panel.get_by_role("radio", name=re.compile(r"^Stills$")).press("ArrowRight")
    chosen = panel.get_by_role("radio", name=re.compile(r"^Originals, about .* more$"))
    expect(chosen).to_have_attribute("aria-checked", "true")
    expect(panel.get_by_role("status")).to_contain_text("an open one is the original")
    panel.get_by_role("button", name="Write the page").press("Enter")
    expect(panel.get_by_text("Photos.html", exact=True)).to_be_visible()
    assert (tmp_path / "Photos.html").read_text().startswith("<!doctype html>")
    assert page.errors == []
