"""Names and what is deleted, from the tree of a project in a stub page; how long a version is kept."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from dsviz_widget.store import FolderStorage, SavedViews
from dsviz_widget.widgets.project_view import ProjectView
from tests.browser.projects import PROJECT, log_scenes, project_view
from tests.browser.waiting import wait_for_focus, wait_for_value


@pytest.fixture
def view(tmp_path: Path) -> Iterator[ProjectView]:
    """Give a project of two versions, two runs and two saved views."""
    for version in range(2):
        log_scenes(tmp_path, version)
    table = wandb.Api(tmp_path).artifact(f"{PROJECT}/scenes:v1").get("scenes")
    for name in ("high scores", "low scores"):
        shown = wandb.TableView(table)
        shown.save(name)
        shown.close()
    shown = project_view(tmp_path, open="view:high scores")
    yield shown
    shown.close()


def item(page: Any, name: str) -> Any:
    return page.get_by_role("treeitem", name=name)


def menu_of(page: Any, line: str) -> None:
    item(page, line).hover()
    item(page, line).get_by_role("button", name="Rename, delete").click()


def press_on(page: Any, line: str, key: str) -> Any:
    """Put the keys on a line of the tree, and press one."""
    tree = page.get_by_role("tree", name="Artifacts, runs and saved views")
    tree.focus()
    page.keyboard.press("Home")
    for _ in range(30):
        now = page.locator(".dv-tree-item.is-cursor .dv-hidden").inner_text()
        if now.startswith(line):
            break
        page.keyboard.press("ArrowDown")
        expect(page.locator(".dv-tree-item.is-cursor .dv-hidden")).not_to_have_text(now)
    page.keyboard.press(key)
    return tree


def test_saved_views_are_renamed_and_deleted(
    show: Callable[..., Any], view: ProjectView, tmp_path: Path
) -> None:
    page = show(view, width=1280)
    views = SavedViews(FolderStorage(tmp_path), PROJECT)
    menu_of(page, "high scores")
    page.get_by_role("menuitem", name="Rename").click()
    page.get_by_role("textbox", name="Name").fill("best scores")
    page.keyboard.press("Enter")
    item(page, "best scores").and_(page.locator("[aria-selected=true]")).wait_for()
    page.stub.wait_until(lambda: view.opened["name"] == "best scores")
    assert views.names == ["best scores", "low scores"]
    said = page.get_by_role("status").filter(has_text="high scores is called best scores now.")
    said.get_by_role("button", name="Undo").click()
    page.stub.wait_until(lambda: view.opened["name"] == "high scores")
    wait_for_value(lambda: views.names, ["high scores", "low scores"])
    # The toolbar of the view that is open has an Undo, too.
    foot = page.get_by_role("status").filter(has_text="best scores is called high scores now.")
    foot.get_by_role("button", name="Undo").click()
    page.stub.wait_until(lambda: view.opened["name"] == "best scores")
    page.get_by_role("button", name="Hide this").click()
    page.get_by_role("status").filter(has_text="is called").wait_for(state="detached")
    tree = press_on(page, "best scores", "Delete")
    question = page.get_by_role("dialog", name="Delete")
    question.get_by_text("What it shows stays.").wait_for()
    page.keyboard.press("Escape")
    wait_for_focus(tree)
    press_on(page, "best scores", "Delete")
    question.get_by_role("button", name="Delete").click()
    item(page, "best scores").wait_for(state="detached")
    page.stub.wait_until(lambda: view.opened["kind"] == "none")
    wait_for_focus(tree)
    page.get_by_text("Deleted the saved view 'best scores'.").wait_for()
    page.locator(".dv-tree-item.is-cursor").filter(has_text="low scores").wait_for()
    press_on(page, "low scores", "F2")
    page.get_by_role("textbox", name="Name").fill("x\ty")
    page.keyboard.press("Enter")
    page.get_by_role("alert").get_by_text("a name is one line of text").wait_for()
    page.keyboard.press("Escape")
    wait_for_focus(tree)
    assert views.names == ["low scores"]
    assert page.errors == []


def test_an_artifact_that_is_renamed_keeps_its_fold_and_the_keys(
    show: Callable[..., Any], view: ProjectView
) -> None:
    view.opened = {"kind": "version", "name": "scenes", "version": 0}
    page = show(view, width=1280)
    item(page, "v0, first").wait_for()
    tree = press_on(page, "scenes, ", "F2")
    page.get_by_role("textbox", name="Name").fill("streets")
    page.keyboard.press("Enter")
    page.get_by_text("scenes is called streets now.").wait_for()
    page.stub.wait_until(lambda: view.opened["name"] == "streets")
    wait_for_focus(tree)
    page.locator(".dv-tree-item.is-cursor").filter(has_text="streets, 2 versions").wait_for()
    item(page, "v0, first").wait_for()
    # An artifact cannot have a name again that it had.
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    item(page, "v1, latest").click()
    page.get_by_text("scenes is called streets now.").wait_for(state="detached")
    assert page.errors == []


def test_runs_get_names_notes_and_tags_and_are_deleted(
    show: Callable[..., Any], view: ProjectView, tmp_path: Path
) -> None:
    page = show(view, width=1280)
    item(page, "runs, 2").locator(".dv-project-caret").click()
    tree = press_on(page, "prepare-0", "F2")
    page.get_by_role("textbox", name="Name").fill("baseline")
    page.keyboard.press("Enter")
    item(page, "baseline").wait_for()
    page.get_by_text("prepare-0 is called baseline now.").wait_for()
    wait_for_focus(tree)
    page.locator(".dv-tree-item.is-cursor").filter(has_text="baseline").wait_for()
    press_on(page, "baseline", "Shift+F10")
    page.get_by_role("menuitem", name="Notes").click()
    page.get_by_role("textbox", name="Notes").fill("no augmentation")
    page.get_by_role("button", name="Keep").click()
    page.get_by_role("dialog").wait_for(state="detached")
    menu_of(page, "baseline")
    page.get_by_role("menuitem", name="Tags").click()
    page.get_by_role("textbox", name="Tag").fill("good")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for(state="detached")
    run = wandb.Api(tmp_path).runs(PROJECT).find("baseline")
    assert (run.notes, run.tags) == ("no augmentation", ["good"])
    press_on(page, "baseline", "Delete")
    question = page.get_by_role("dialog", name="Delete")
    question.get_by_text("Versions that it logged stay.").wait_for()
    question.get_by_role("button", name="Delete").click()
    item(page, "baseline").wait_for(state="detached")
    page.locator(".dv-tree-item.is-cursor").filter(has_text="prepare-1").wait_for()
    page.get_by_text("Deleted run baseline.").wait_for()
    assert [run.name for run in wandb.Api(tmp_path).runs(PROJECT)] == ["prepare-1"]
    assert page.errors == []


def test_how_long_a_version_is_kept_is_said_and_set(
    show: Callable[..., Any], view: ProjectView, tmp_path: Path
) -> None:
    view.opened = {"kind": "version", "name": "scenes", "version": 0}
    page = show(view, width=1280)
    main = page.get_by_role("main")
    main.get_by_role("button", name="for ever").click()
    form = page.get_by_role("dialog", name="Keep scenes:v0")
    form.get_by_text("It stays until somebody deletes it.").wait_for()
    form.get_by_role("radio", name="For some time").click()
    form.get_by_role("spinbutton", name="How many days").fill("0")
    form.get_by_text("Type a number greater than 0.").wait_for()
    expect(form.get_by_role("button", name="Keep so")).to_be_disabled()
    form.get_by_role("spinbutton", name="How many days").fill("14")
    form.get_by_text("Api().delete_expired() deletes it then, whatever its aliases").wait_for()
    page.keyboard.press("Enter")
    main.get_by_role("button", name="2 weeks, until").wait_for()
    artifact = wandb.Api(tmp_path).artifact(f"{PROJECT}/scenes:v0")
    assert artifact.ttl == datetime.timedelta(days=14)
    page.get_by_role("button", name="More of the version").click()
    page.get_by_role("menuitem", name="How long it is kept").click()
    form.get_by_role("radio", name="For some time").focus()
    page.keyboard.press("ArrowLeft")
    form.get_by_text("It stays until somebody deletes it.").wait_for()
    form.get_by_role("button", name="Keep so").click()
    main.get_by_role("button", name="for ever").wait_for()
    assert wandb.Api(tmp_path).artifact(f"{PROJECT}/scenes:v0").ttl is None
    assert page.errors == []
