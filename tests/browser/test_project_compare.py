"""Versions held against each other in a stub page: by files and metadata, with tables and without."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from dsviz_widget.widgets.project_view import ProjectView
from tests.browser.axe import check_state
from tests.browser.projects import log_scenes, log_settings, project_view
from tests.browser.states import State
from tests.browser.waiting import wait_for_focus


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("compared")
    for version in range(2):
        log_settings(folder, version)
        log_scenes(folder, version)
    return folder


@pytest.fixture
def view(store: Path) -> Iterator[ProjectView]:
    """Give the project, opened at the newest version of what has no table."""
    shown = project_view(store, open="settings:v1")
    yield shown
    shown.close()


def file(page: Any, name: str) -> Any:
    return page.get_by_role("tree", name="Files").get_by_role("treeitem", name=name)


def part(page: Any, name: str) -> Any:
    return page.get_by_role("radiogroup", name="What is compared").get_by_role("radio", name=name)


def test_versions_without_tables_are_compared_by_their_files(
    show: Callable[..., Any], view: ProjectView
) -> None:
    page = show(view)
    page.get_by_role("button", name="Compare", exact=True).click()
    page.stub.wait_until(lambda: view.compared == ["settings:v0", "settings:v1"])
    page.get_by_text("1 added, 4 changed, 0 removed").wait_for()
    expect(part(page, "Rows")).to_have_count(0)
    file(page, "settings.yaml").click()
    page.get_by_text("2 lines of v0 gone, 2 lines of v1 new").wait_for()
    lines = page.get_by_role("region", name="Lines that differ")
    expect(lines.locator("del")).to_have_text(["lr: 1", "seed: 0"])
    expect(lines.locator("ins")).to_have_text(["lr: 2", "seed: 1"])
    lines.get_by_role("button", name="Show 24 lines that are the same").click()
    lines.get_by_text("key-15: 15").wait_for()
    file(page, "model.json").click()
    values = page.get_by_role("table", name="Values that differ")
    values.get_by_role("row", name="layers[1] 64 65").wait_for()
    page.get_by_role("radio", name="Lines").click()
    page.get_by_role("region", name="Lines that differ").wait_for()
    file(page, "preview.png").click()
    page.get_by_role("img", name="preview.png in v0").wait_for()
    page.get_by_role("img", name="preview.png in v1").wait_for()
    page.get_by_role("radio", name="In the viewer").click()
    page.locator(".dv-inner-root.is-compare").wait_for()
    file(page, "weights.bin").click()
    page.get_by_text("Its bytes differ").wait_for()
    file(page, "notes.txt, 10 B, added").click()
    page.get_by_text("a new file").wait_for()
    page.get_by_role("radio", name="All 6").click()
    file(page, "same.txt, 24 B, same").click()
    page.get_by_text("the same in all versions").wait_for()
    part(page, "Metadata 3").click()
    metadata = page.get_by_role("table", name="Metadata that differs")
    for row in ("lr 0.1 0.2", "split not set 2", "draft true not set"):
        metadata.get_by_role("row", name=row).wait_for()
    assert page.errors == []


def test_compared_files_are_walked_by_keys(show: Callable[..., Any], view: ProjectView) -> None:
    page = show(view)
    tree = page.get_by_role("tree", name="Artifacts, runs and saved views")
    tree.get_by_role("treeitem", name="v1, latest").and_(page.locator("[aria-selected=true]")).wait_for()
    tree.focus()
    page.keyboard.press("c")
    wait_for_focus(page.get_by_role("button", name="Back to settings:v1"))
    files = page.get_by_role("tree", name="Files")
    files.wait_for()
    files.focus()
    page.keyboard.press("/")
    field = page.get_by_role("searchbox", name="Filter files")
    wait_for_focus(field)
    field.fill("yaml")
    expect(files.get_by_role("treeitem")).to_have_count(2)
    page.keyboard.press("Enter")
    wait_for_focus(files)
    lines = page.get_by_role("region", name="Lines that differ")
    lines.get_by_role("button", name="Show 24 lines that are the same").click()
    lines.focus()
    page.keyboard.press("n")
    expect(lines.locator("ins", has_text="seed: 1")).to_be_in_viewport()
    page.keyboard.press("p")
    expect(lines.locator("ins", has_text="lr: 2")).to_be_in_viewport()
    part(page, "Files").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("table", name="Metadata that differs").wait_for()
    page.keyboard.press("Escape")
    page.stub.wait_until(lambda: view.compared == [])
    page.get_by_role("heading", name="settings:v1").wait_for()
    assert page.errors == []


def test_beside_the_rows_of_tables_are_their_files(show: Callable[..., Any], view: ProjectView) -> None:
    page = show(view)
    page.get_by_role("heading", name="settings:v1").wait_for()
    view.compared = ["scenes:v0", "scenes:v1"]
    page.get_by_text("4 of 6 matched").wait_for()
    view.inner_views[-1].query = "$1.score > 0.3"
    page.locator(".dv-count", has_text="of 6").wait_for()
    part(page, "Files").click()
    file(page, "scenes.table.parquet").click()
    page.get_by_role("button", name="Compare the rows").click()
    expect(part(page, "Rows")).to_be_checked()
    # The rows are as they were left.
    page.locator(".dv-count", has_text="of 6").wait_for()
    view.compared = ["settings:v0", "scenes:v1"]
    page.get_by_text("No table is in both").wait_for()
    file(page, "scenes.table.parquet").click()
    page.get_by_role("button", name="Open table").click()
    page.locator(".dv-count", has_text="6 rows").wait_for()
    page.get_by_role("button", name="Back to comparison").click()
    page.get_by_text("No table is in both").wait_for()
    view.compared = ["settings:v0", "settings:v1", "scenes:v1"]
    page.get_by_role("radio", name="settings:v0 and settings:v1").click()
    page.get_by_text("1 added, 4 changed, 0 removed").wait_for()
    assert page.errors == []


def pictures(page: Any) -> None:
    file(page, "preview.png").click()
    page.get_by_role("img", name="preview.png in v1").wait_for()


def lines(page: Any) -> None:
    file(page, "settings.yaml").click()
    page.get_by_text("2 lines of v0 gone").wait_for()


def metadata(page: Any) -> None:
    part(page, "Metadata 3").click()
    page.get_by_role("table", name="Metadata that differs").wait_for()


@pytest.mark.parametrize(
    ("prepare", "width"), [(pictures, 1280), (lines, 1280), (lines, 400), (metadata, 400)]
)
def test_nothing_serious_stands_in_the_way_of_a_comparison(
    browser: Any, store: Path, prepare: Callable[[Any], None], width: int
) -> None:
    compared = ["settings:v0", "settings:v1"]
    check_state(browser, State(lambda folder: project_view(folder, compared=compared), prepare), store, width)
