"""A version in a stub page: its facts, files and changes, and what is opened, renamed and deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from dsviz_widget.widgets.project_view import ProjectView
from tests.browser.projects import PROJECT, project_view, some_project
from tests.browser.waiting import wait_for_focus


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return some_project(tmp_path_factory.mktemp("project"))


@pytest.fixture
def version(store: Path) -> Iterator[ProjectView]:
    """Give the project, opened at the newest version of the dataset."""
    shown = project_view(store, open="scenes:v2")
    yield shown
    shown.close()


def test_the_overview_tells_and_its_table_opens_inside(
    show: Callable[..., Any], version: ProjectView
) -> None:
    page = show(version)
    page.get_by_text("Pictures of roads, dusk among them.").wait_for()
    facts = page.locator(".dv-facts")
    expect(facts).to_contain_text("Rows\n8", use_inner_text=True)
    page.get_by_role("button", name="Open scene-0 in the table").wait_for()
    page.get_by_text('run.use_artifact("scenes:v2")').wait_for()
    page.get_by_role("button", name="Open table", exact=True).click()
    page.get_by_role("grid").focus()
    page.keyboard.press("/")
    page.get_by_role("combobox", name="Filter expression").fill("score > 0.6")
    page.keyboard.press("Enter")
    page.locator(".dv-count", has_text="1 of 8 rows").wait_for()
    page.stub.wait_until(
        lambda: [clause.text for clause in version.inner_views[-1].query.filters] == ["score > 0.6"]
    )
    version.inner_views[-1].query = "score > 0.5"
    page.locator(".dv-count", has_text="2 of 8 rows").wait_for()
    page.get_by_role("button", name="Back to scenes:v2").click()
    page.get_by_role("button", name="5 runs").click()
    page.get_by_role("menuitem", name="train-2").click()
    page.get_by_role("heading", name="train-2").wait_for()
    assert page.errors == []


def test_files_are_walked_and_read(show: Callable[..., Any], version: ProjectView) -> None:
    page = show(version)
    page.get_by_role("tab", name="Overview").focus()
    page.keyboard.press("ArrowRight")
    wait_for_focus(page.get_by_role("tab", name="Files"))
    page.stub.wait_until(lambda: version.tab == "files")
    page.get_by_role("grid", name="scenes, 8 rows").wait_for()
    files = page.get_by_role("tree", name="Files")
    files.get_by_role("treeitem", name="notes.json").click()
    values = page.get_by_role("tree", name="notes.json")
    values.get_by_role("treeitem", name="mm: 35").wait_for()
    page.get_by_role("radio", name="Text").click()
    page.get_by_text('{"camera": "front"').wait_for()
    files.get_by_role("treeitem", name="weights.bin").click()
    page.get_by_text("There is no preview of this kind of file.").wait_for()
    files.get_by_role("treeitem", name="readme.md").click()
    page.get_by_role("heading", name="Roads").wait_for()
    files.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    files.get_by_role("treeitem", name="readme.md").wait_for(state="detached")
    page.keyboard.press("ArrowRight")
    files.get_by_role("treeitem", name="readme.md").wait_for()
    assert page.errors == []


def test_files_are_filtered_saved_and_copied(show: Callable[..., Any], version: ProjectView) -> None:
    version.tab = "files"
    page = show(version)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    files = page.get_by_role("tree", name="Files")
    files.get_by_role("treeitem", name="docs, 1 file, 25 B").wait_for()
    files.focus()
    page.keyboard.press("/")
    field = page.get_by_role("searchbox", name="Filter files")
    wait_for_focus(field)
    field.fill("readme")
    page.get_by_text("1 of 12 files, 25 B").wait_for()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Roads").wait_for()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the file").click()
    assert saved.value.suggested_filename == "readme.md"
    assert Path(saved.value.path()).read_text() == "# Roads\n\nTaken *by day*.\n"
    more = page.get_by_role("button", name="More of the file")
    more.click()
    page.get_by_role("menuitem", name="Copy Python that reads it").click()
    page.get_by_text("The code was copied.").wait_for()
    code = page.evaluate("navigator.clipboard.readText()")
    assert code == 'wandb.Api().artifact("driving/scenes:v2").get_entry("docs/readme.md").download()'
    more.focus()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="Copy its path").click()
    page.get_by_text("The path was copied.").wait_for()
    field.fill("nothing like it")
    page.get_by_role("button", name="Show all files").click()
    page.get_by_role("button", name="Show one kind of files").click()
    page.get_by_role("menuitemradio", name="json").click()
    expect(files.get_by_role("treeitem")).to_have_count(1)
    files.get_by_role("treeitem", name="notes.json").wait_for()
    assert page.errors == []


def test_thousands_of_files_are_drawn_as_they_come_in_sight(show: Callable[..., Any], tmp_path: Path) -> None:
    with wandb.init(project=PROJECT, dir=tmp_path) as run:
        crawl = wandb.Artifact("crawl", "raw")
        for number in range(3000):
            with crawl.new_file(f"part/{number:04d}.txt") as file:
                file.write(str(number % 7))
        run.log_artifact(crawl)
    page = show(project_view(tmp_path, open="crawl:v0", tab="files"))
    files = page.get_by_role("tree", name="Files")
    files.get_by_role("treeitem", name="part, 3,000 files").click()
    files.get_by_role("treeitem", name="0000.txt").wait_for()
    assert files.get_by_role("treeitem").count() < 60
    files.focus()
    page.keyboard.press("End")
    files.get_by_role("treeitem", name="2999.txt").wait_for()
    page.get_by_role("searchbox", name="Filter files").fill("199")
    page.get_by_text("13 of 3,000 files").wait_for()
    assert page.errors == []


def test_a_picture_among_the_files_opens_in_the_viewer(
    show: Callable[..., Any], version: ProjectView
) -> None:
    version.tab = "files"
    page = show(version)
    files = page.get_by_role("tree", name="Files")
    files.get_by_role("treeitem", name=".png").first.click()
    page.locator(".dv-file").get_by_role("region", name="Picture").locator("canvas").first.wait_for()
    assert page.errors == []


def test_metadata_is_a_tree(show: Callable[..., Any], version: ProjectView) -> None:
    version.tab = "metadata"
    page = show(version)
    tree = page.get_by_role("tree", name="Metadata")
    tree.get_by_role("treeitem", name="source: camera").wait_for()
    tree.get_by_role("treeitem", name="train: 4").wait_for()
    tree.get_by_role("treeitem", name="split").click()
    tree.get_by_role("treeitem", name="train: 4").wait_for(state="detached")


def test_versions_tell_what_they_changed_and_two_are_compared(
    show: Callable[..., Any], version: ProjectView
) -> None:
    version.tab = "versions"
    page = show(version)
    table = page.get_by_role("table", name="Versions of scenes")
    newest = table.get_by_role("row").filter(has=page.get_by_role("button", name="v2", exact=True))
    newest.get_by_text("+2 rows").wait_for()
    page.get_by_role("heading", name="Added in v2").wait_for()
    page.get_by_role("button", name="Open scene-7 in the table").wait_for()
    middle = table.get_by_role("row").filter(has=page.get_by_role("button", name="v1", exact=True))
    middle.get_by_text("1 changed").click()
    page.get_by_role("heading", name="Added in v1").wait_for()
    page.get_by_role("button", name="Open the difference as a table").click()
    page.locator(".dv-count", has_text="3 rows").wait_for()
    page.keyboard.press("Escape")
    first = page.get_by_role("checkbox", name="Compare v0")
    first.focus()
    page.keyboard.press("Space")
    page.get_by_text("v0 beside v2, row by row.").wait_for()
    page.get_by_role("main").get_by_role("button", name="Compare", exact=True).last.click()
    page.get_by_text("4 of 8 matched").wait_for()
    page.stub.wait_until(lambda: version.compared == ["scenes:v0", "scenes:v2"])
    assert page.errors == []


def test_the_lineage_is_a_tab(show: Callable[..., Any], version: ProjectView) -> None:
    version.tab = "lineage"
    page = show(version)
    page.get_by_role("radio", name="Explode").wait_for()
    page.get_by_role("tab", name="Lineage").get_by_text("12").wait_for()


def test_aliases_tags_words_and_names_are_given(show: Callable[..., Any], tmp_path: Path) -> None:
    some_project(tmp_path)
    view = project_view(tmp_path, open="scenes:v1")
    api = wandb.Api(tmp_path)
    page = show(view)
    page.get_by_role("button", name="Add an alias or a tag").click()
    page.get_by_role("textbox", name="Alias").fill("checked")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Take off checked").wait_for()
    assert "checked" in api.artifact(f"{PROJECT}/scenes:v1").aliases
    page.get_by_role("button", name="Take off checked").click()
    page.get_by_role("button", name="Take off checked").wait_for(state="detached")
    page.get_by_role("button", name="Edit the description").click()
    page.get_by_role("textbox", name="Description").fill("Two more pictures.")
    page.get_by_role("button", name="Keep").click()
    page.get_by_text("Two more pictures.").wait_for()
    page.get_by_role("button", name="More of the version").click()
    page.get_by_role("menuitem", name="Rename the artifact").click()
    page.get_by_role("textbox", name="Name").fill("roads")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="roads:v1").wait_for()
    page.get_by_role("treeitem", name="roads, 3 versions").wait_for()
    assert api.artifact(f"{PROJECT}/roads:v1").description == "Two more pictures."
    assert page.errors == []


def test_deleting_tells_what_comes_free_and_leaves_a_trace(show: Callable[..., Any], tmp_path: Path) -> None:
    some_project(tmp_path)
    view = project_view(tmp_path, open="scenes:v0")
    page = show(view)
    page.get_by_role("button", name="More of the version").click()
    page.get_by_role("menuitem", name="Delete v0").click()
    form = page.get_by_role("dialog", name="Delete")
    form.get_by_text("stay, as others need them").wait_for()
    form.get_by_text("scenes:v1").wait_for()
    delete = form.get_by_role("button", name="Delete")
    expect(delete).to_be_disabled()
    form.get_by_role("checkbox").check()
    delete.click()
    page.get_by_role("heading", name="This version is gone, its trace is not").wait_for()
    kept = wandb.Api(tmp_path).artifact(f"{PROJECT}/scenes:v1").get("scenes")
    assert [row[1].image.size for _, row in kept.iterrows()] == [(48, 36)] * 6
    page.get_by_role("button", name="Show in lineage").click()
    page.get_by_role("tab", name="Lineage").and_(page.locator("[aria-selected=true]")).wait_for()
    page.get_by_text("nodes in").wait_for()
    expect(page.get_by_role("tab")).to_have_count(2)
    page.get_by_role("tab", name="Overview").click()
    page.get_by_role("button", name="Open v1, the next").click()
    page.get_by_role("heading", name="scenes:v1").wait_for()
    assert page.errors == []
