"""States of a project in a stub page: busy, failing, narrow; and what axe-core finds in each screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import dsviz_widget as wandb
from dsviz_widget.widgets.project_view import ProjectView
from tests.browser.axe import check_state
from tests.browser.projects import PROJECT, log_scenes, project_view, some_project
from tests.browser.states import State


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return some_project(tmp_path_factory.mktemp("project"))


@pytest.fixture
def view(store: Path) -> Iterator[ProjectView]:
    shown = project_view(store)
    yield shown
    shown.close()


def test_a_busy_kernel_is_said_and_the_project_comes_after_it(
    show: Callable[..., Any], view: ProjectView
) -> None:
    page = show(view)
    page.get_by_role("treeitem", name="scenes, 3 versions").wait_for()
    page.stub.comm.hold.clear()
    page.get_by_role("treeitem", name="v2, latest, 8 rows").click()
    page.get_by_text("Kernel busy: the version is read after it.").wait_for()
    page.stub.comm.hold.set()
    page.get_by_text("Pictures of roads, dusk among them.").wait_for()


def test_a_version_that_cannot_be_read_says_why_and_the_tree_goes_on(
    show: Callable[..., Any], tmp_path: Path
) -> None:
    log_scenes(tmp_path, 0)
    view = project_view(tmp_path)
    page = show(view)
    page.get_by_role("treeitem", name="scenes, 1 version").wait_for()
    view.opened = {"kind": "version", "name": "scenes", "version": 7}
    alert = page.get_by_role("alert")
    alert.get_by_text("The version cannot be read.").wait_for()
    page.get_by_role("treeitem", name="v0, latest").click()
    page.get_by_text("Pictures of roads.").wait_for()


def test_narrow_views_show_the_list_or_what_is_open(show: Callable[..., Any], view: ProjectView) -> None:
    page = show(view, width=432)
    page.get_by_role("treeitem", name="v1, 6 rows").click()
    page.get_by_role("heading", name="scenes:v1").wait_for()
    page.get_by_role("tree").wait_for(state="detached")
    page.get_by_role("button", name="Back to the list").click()
    page.get_by_role("treeitem", name="v1, 6 rows").wait_for()
    page.get_by_role("main").wait_for(state="detached")


def here(page: Any) -> None:
    page.get_by_role("main").get_by_role("heading", name=PROJECT).wait_for()


def found(page: Any) -> None:
    page.locator("mark").first.wait_for()


def text(words: str) -> Callable[[Any], None]:
    return lambda page: page.get_by_text(words).first.wait_for()


def deleting(page: Any) -> None:
    page.get_by_role("button", name="More of the version").click()
    page.get_by_role("menuitem", name="Delete v0").click()
    page.get_by_text("stay, as others need them").wait_for()


def deleted(folder: Path) -> ProjectView:
    log_scenes(folder, 0)
    log_scenes(folder, 1)
    view = project_view(folder, open="scenes:v0")
    wandb.Api(folder).artifact(f"{PROJECT}/scenes:v0").delete(delete_aliases=True)
    return view


ALONE = ("home", "search")
SCREENS: dict[str, State] = {
    "home": State(project_view, here),
    "search": State(lambda folder: project_view(folder, find="best"), found),
    "overview": State(lambda folder: project_view(folder, open="scenes:v2"), text("Use it")),
    "files": State(lambda folder: project_view(folder, open="scenes:v2", tab="files"), text("notes.json")),
    "metadata": State(lambda folder: project_view(folder, open="scenes:v2", tab="metadata"), text("source")),
    "versions": State(
        lambda folder: project_view(folder, open="scenes:v2", tab="versions"), text("Added in v2")
    ),
    "deleting": State(lambda folder: project_view(folder, open="scenes:v0"), deleting),
}


# Of these two a narrow view has the list alone: `test_narrow_views_show_the_list_or_what_is_open`.
WIDTHS = [(name, width) for name in SCREENS for width in (1280, 400) if width > 400 or name not in ALONE]


@pytest.mark.parametrize(("name", "width"), WIDTHS)
def test_nothing_serious_stands_in_anyones_way(browser: Any, store: Path, name: str, width: int) -> None:
    check_state(browser, SCREENS[name], store, width)


def test_nothing_serious_stands_in_the_way_of_a_trace(browser: Any, tmp_path: Path) -> None:
    check_state(browser, State(deleted, text("This version is gone")), tmp_path, 1280)
