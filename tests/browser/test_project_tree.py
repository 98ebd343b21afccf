"""The tree of a project in a stub page: what it lists, how it is searched, and what opens from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from dsviz_widget.widgets.project_view import ProjectView
from tests.browser.projects import PROJECT, log_scenes, project_view, some_project
from tests.browser.waiting import wait_for_focus


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return some_project(tmp_path_factory.mktemp("project"))


@pytest.fixture
def view(store: Path) -> Iterator[ProjectView]:
    shown = project_view(store)
    yield shown
    shown.close()


def item(page: Any, name: str) -> Any:
    return page.get_by_role("treeitem", name=name)


def wait_for_cursor(page: Any, name: str) -> None:
    page.wait_for_function(
        """name => document.querySelector('.dv-tree-item.is-cursor')
            ?.textContent.startsWith(name)""",
        arg=name,
    )


def test_types_artifacts_and_versions_are_listed_and_fold(
    show: Callable[..., Any], view: ProjectView
) -> None:
    page = show(view)
    item(page, "scenes, 3 versions").wait_for()
    item(page, "v2, latest, 8 rows").wait_for()
    item(page, "v0, first, 4 rows").wait_for()
    item(page, "net, 5 versions").wait_for()
    item(page, "2 older").click()
    item(page, "v0, 500 B").wait_for()
    item(page, "scenes, 3 versions").click()
    item(page, "v2, latest, 8 rows").wait_for(state="detached")
    item(page, "saved views, 1").click()
    item(page, "high scores").wait_for()
    assert page.errors == []


def test_the_tree_is_walked_and_opened_by_keys(show: Callable[..., Any], view: ProjectView) -> None:
    page = show(view)
    item(page, "v2, latest, 8 rows").wait_for()
    page.get_by_role("tree", name="Artifacts, runs and saved views").focus()
    page.keyboard.press("Home")
    wait_for_cursor(page, "dataset")
    for name in ("scenes", "v2"):
        page.keyboard.press("ArrowDown")
        wait_for_cursor(page, name)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="scenes:v2").wait_for()
    page.stub.wait_until(lambda: view.opened["version"] == 2)
    page.keyboard.press("ArrowLeft")
    wait_for_cursor(page, "scenes")
    page.keyboard.press("ArrowLeft")
    item(page, "v2, latest, 8 rows").wait_for(state="detached")
    page.keyboard.press("ArrowRight")
    item(page, "v2, latest, 8 rows").wait_for()
    page.keyboard.press("End")
    wait_for_cursor(page, "saved views")
    page.keyboard.press("ArrowRight")
    item(page, "high scores").wait_for()


def test_a_slash_searches_all_names_and_enter_opens_the_first(
    show: Callable[..., Any], view: ProjectView
) -> None:
    page = show(view)
    item(page, "v2, latest, 8 rows").click()
    page.get_by_role("heading", name="scenes:v2").wait_for()
    page.keyboard.press("/")
    search = page.get_by_role("searchbox", name="Search names, aliases, runs")
    wait_for_focus(search)
    search.fill("best")
    item(page, "v4, ").wait_for()
    page.locator("mark", has_text="best").wait_for()
    item(page, "scenes, 3 versions").wait_for(state="detached")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="net:v4").wait_for()
    page.stub.wait_until(lambda: view.find == "best")
    # A name stands for its newest version, also before saved views that have the name in theirs.
    search.fill("scenes")
    item(page, "scenes, 3 versions").wait_for()
    search.press("Enter")
    page.get_by_role("heading", name="scenes:v2").wait_for()
    search.fill("train-3")
    item(page, "train-3").wait_for()
    search.fill("no such name")
    page.get_by_text("Nothing is called “no such name”").wait_for()
    search.press("Escape")
    item(page, "scenes, 3 versions").wait_for()
    page.stub.wait_until(lambda: view.find == "")


def test_pointing_at_a_version_offers_to_compare_it_and_so_does_c(
    show: Callable[..., Any], view: ProjectView
) -> None:
    page = show(view)
    item(page, "v2, latest, 8 rows").click()
    page.get_by_role("heading", name="scenes:v2").wait_for()
    item(page, "v1, 6 rows").hover()
    item(page, "v1, 6 rows").get_by_role("button", name="Compare with v2").click()
    page.get_by_text("6 of 8 matched").wait_for()
    page.stub.wait_until(lambda: view.compared == ["scenes:v1", "scenes:v2"])
    page.get_by_role("button", name="Back to scenes:v2").click()
    page.get_by_role("tab", name="Overview").wait_for()
    page.stub.wait_until(lambda: view.compared == [] and len(view.inner_views) == 1)
    item(page, "v0, first, 4 rows").click()
    page.get_by_role("heading", name="scenes:v0").wait_for()
    page.keyboard.press("ArrowUp")
    wait_for_cursor(page, "v1")
    page.keyboard.press("c")
    page.get_by_text("4 of 6 matched").wait_for()
    back = page.get_by_role("button", name="Back to scenes:v0")
    wait_for_focus(back)
    page.keyboard.press("Escape")
    page.stub.wait_until(lambda: view.compared == [])
    assert page.errors == []


def test_python_opens_and_compares(show: Callable[..., Any], view: ProjectView) -> None:
    page = show(view)
    item(page, "v2, latest, 8 rows").wait_for()
    view.opened = {"kind": "version", "name": "net", "version": 0}
    page.get_by_role("heading", name="net:v0").wait_for()
    item(page, "v0, ").and_(page.locator("[aria-selected=true]")).wait_for()
    view.tab = "versions"
    page.get_by_role("table", name="Versions of net").wait_for()
    view.compared = ["scenes:v0", "scenes:v1"]
    page.get_by_text("4 of 6 matched").wait_for()
    view.compared = []
    page.get_by_role("table", name="Versions of net").wait_for()


def test_a_run_shows_its_charts_and_all_runs_theirs(show: Callable[..., Any], view: ProjectView) -> None:
    page = show(view)
    item(page, "runs, 8").click()
    page.get_by_text("8 shown of 8").wait_for()
    item(page, "train-3").click()
    page.get_by_role("heading", name="train-3").wait_for()
    page.get_by_role("slider", name="loss over step").wait_for()
    page.stub.wait_until(lambda: view.opened["kind"] == "run")
    item(page, "saved views, 1").click()
    item(page, "high scores").click()
    page.locator(".dv-count", has_text="6 of 8 rows").wait_for()
    assert page.errors == []


def test_an_old_version_that_is_opened_is_in_sight(show: Callable[..., Any], tmp_path: Path) -> None:
    name = "checkpoint-of-the-network-with-a-very-long-name"
    with wandb.init(project=PROJECT, dir=tmp_path) as run:
        for number in range(40):
            checkpoint = wandb.Artifact(name, "model")
            with checkpoint.new_file("weights.txt") as file:
                file.write(str(number))
            run.log_artifact(checkpoint)
    page = show(project_view(tmp_path, open=f"{name}:v8", tab="versions"), width=700)
    opened = page.locator(".dv-tree-item[aria-selected=true]")
    expect(opened).to_contain_text("v8")
    expect(opened).to_be_in_viewport()
    expect(page.get_by_role("heading", name=name).get_by_text(":v8")).to_be_in_viewport()
    page.get_by_role("checkbox", name="Compare v8", exact=True).and_(page.locator(":checked")).wait_for()
    page.get_by_role("button", name="Show 8 older of 8").wait_for()
    assert page.errors == []


def test_a_long_tree_says_what_its_first_line_is_inside_of(show: Callable[..., Any], tmp_path: Path) -> None:
    with wandb.init(project=PROJECT, dir=tmp_path) as run:
        for number in range(60):
            model = wandb.Artifact(f"net-{number:02}", "model" if number < 40 else "weights")
            with model.new_file("weights.txt") as file:
                file.write(str(number))
            run.log_artifact(model)
    page = show(project_view(tmp_path))
    tree = page.get_by_role("tree", name="Artifacts, runs and saved views")
    item(page, "net-00").wait_for()
    around = page.locator(".dv-project-heads button")
    expect(around).to_have_count(0)
    tree.focus()
    page.keyboard.press("PageDown")
    expect(page.locator(".dv-tree-item.is-cursor")).not_to_contain_text("model")
    page.keyboard.press("PageDown")
    expect(around).to_have_text("model")
    item(page, "net-00").wait_for(state="detached")
    page.keyboard.press("End")
    expect(around).to_have_text("weights")
    wait_for_cursor(page, "runs")
    page.keyboard.press("PageUp")
    expect(page.locator(".dv-tree-item.is-cursor")).to_contain_text("net-")
    around.click()
    wait_for_cursor(page, "weights, 20 artifacts")
    wait_for_focus(tree)
    expect(page.locator(".dv-tree-item.is-cursor")).to_be_in_viewport()
    assert page.errors == []


def test_what_is_logged_meanwhile_appears(show: Callable[..., Any], tmp_path: Path) -> None:
    log_scenes(tmp_path, 0)
    view = project_view(tmp_path)
    page = show(view)
    item(page, "v0, latest, first").wait_for()
    log_scenes(tmp_path, 1)
    item(page, "v1, latest").wait_for()
