"""States of a project in a stub page: busy, failing, narrow; and what axe-core finds in each screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from dsviz_widget.widgets.project_view import ProjectView
from tests.browser.axe import check_state
from tests.browser.projects import PROJECT, log_scenes, project_view, some_project
from tests.browser.states import State
from tests.browser.waiting import wait_for_value


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


def test_runs_have_the_way_to_the_list_in_their_own_bar(show: Callable[..., Any], store: Path) -> None:
    page = show(project_view(store, open="runs"), width=700)
    bar = page.get_by_role("toolbar", name="Runs")
    bar.get_by_role("button", name="Show the list").click()
    page.get_by_role("tree").wait_for()
    bar.get_by_role("button", name="Hide the list").click()
    page.get_by_role("tree").wait_for(state="detached")
    page.get_by_role("grid").get_by_text("train-3").click()
    page.keyboard.press("Enter")
    run = page.get_by_role("region", name="Run train-3")
    expect(run.get_by_role("button", name="Show the list")).to_be_visible()
    expect(run).to_have_js_property("offsetTop", 0)
    run.get_by_role("button", name=PROJECT).click()
    bar.get_by_role("button", name="Show the list").wait_for()
    assert page.errors == []


def test_a_run_among_others_has_one_way_back_where_it_is_narrow(
    show: Callable[..., Any], store: Path
) -> None:
    page = show(project_view(store, open="runs"), width=432)
    page.get_by_role("toolbar", name="Runs").get_by_role("button", name="Back to the list").wait_for()
    page.get_by_role("grid").get_by_text("train-3").click()
    page.keyboard.press("Enter")
    run = page.get_by_role("region", name="Run train-3")
    run.get_by_role("button", name=PROJECT).wait_for()
    expect(run.get_by_role("button", name="Back to the list")).to_be_hidden()
    run.get_by_role("button", name=PROJECT).click()
    page.get_by_role("button", name="Back to the list").click()
    page.get_by_role("tree").wait_for()


def test_what_a_run_is_drawn_with_is_one_line_beside_the_tree(show: Callable[..., Any], store: Path) -> None:
    run = wandb.Api(store).runs(PROJECT).find("train-3")
    page = show(project_view(store, open=f"run:{run.id}"), width=1000)
    page.get_by_role("button", name="Log y").wait_for()
    page.get_by_role("treeitem", name="train-3").wait_for()
    tops = """() => [...document.querySelectorAll('.dv-run-tabs, .dv-run-bar-tools, .dv-run-bar-tools > *')]
        .filter((e) => e.offsetHeight > 0)
        .map((e) => e.getBoundingClientRect()).map((box) => Math.round((box.top + box.bottom) / 20))"""
    wait_for_value(lambda: len(set(page.evaluate(tops))), 1)
    page.get_by_role("button", name="Hide the list").click()
    page.get_by_role("tree").wait_for(state="detached")


def test_the_tab_that_is_open_is_in_sight_where_it_is_narrow(show: Callable[..., Any], store: Path) -> None:
    page = show(project_view(store, open="scenes:v2"), width=432)
    tab = page.get_by_role("tab", name="Lineage")
    tab.evaluate("tab => tab.click()")
    inside = """() => { const box = document.querySelector('.dv-page-tabs').getBoundingClientRect();
        const tab = document.querySelector('.dv-page-tabs [aria-selected=true]').getBoundingClientRect();
        return tab.right <= box.right + 1 && tab.left >= box.left; }"""
    expect(tab).to_have_attribute("aria-selected", "true")
    page.get_by_text("nodes in").wait_for()
    page.wait_for_function(inside)


def test_aliases_that_have_no_room_are_counted(show: Callable[..., Any], tmp_path: Path) -> None:
    log_scenes(tmp_path, 0)
    page = show(project_view(tmp_path, open="scenes:v0"), width=700)
    more = page.get_by_role("treeitem", name="v0, latest, first").get_by_text("+1", exact=True)
    inside = """more => { const box = more.parentElement.getBoundingClientRect();
        return more.getBoundingClientRect().right <= box.right + 0.5; }"""
    more.wait_for()
    wait_for_value(lambda: more.evaluate(inside), True)


def test_the_foot_names_the_store_as_python_does(
    show: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    log_scenes(tmp_path / "dsviz", 0)
    page = show(project_view(Path("dsviz")))
    expect(page.locator(".dv-project-store")).to_have_text("./dsviz")
    expect(page.locator(".dv-project-store")).to_have_attribute("title", str(tmp_path / "dsviz"))


def runs_alone(folder: Path) -> None:
    with wandb.init(project=PROJECT, name="train", dir=folder) as run:
        run.log({"loss": 0.5})


def artifacts_alone(folder: Path) -> None:
    log_scenes(folder, 0)
    for run in wandb.Api(folder).runs(PROJECT):
        run.delete()


def nothing(folder: Path) -> None:
    (folder / "projects" / PROJECT).mkdir(parents=True)


SPARSE: dict[str, tuple[Callable[[Path], None], tuple[str, ...]]] = {
    "nothing": (nothing, ("Nothing is logged in driving yet", 'wandb.init(project="driving")')),
    "runs alone": (runs_alone, ("No artifacts yet", "run.log_artifact(")),
    "artifacts alone": (artifacts_alone, ("No runs yet", 'wandb.init(project="driving")')),
}


@pytest.mark.parametrize("name", SPARSE)
def test_a_project_with_little_says_how_more_comes(
    show: Callable[..., Any], tmp_path: Path, name: str
) -> None:
    make, sentences = SPARSE[name]
    make(tmp_path)
    page = show(project_view(tmp_path))
    for sentence in sentences:
        page.get_by_text(sentence).wait_for()
    if name == "nothing":
        runs_alone(tmp_path)
    if name != "artifacts alone":
        page.get_by_role("treeitem", name="train").wait_for()
    assert page.errors == []


def test_a_store_that_goes_while_it_is_shown_is_missed_and_found_again(
    show: Callable[..., Any], tmp_path: Path
) -> None:
    store, away = tmp_path / "store", tmp_path / "away"
    store.mkdir()
    log_scenes(store, 0)
    page = show(project_view(store))
    page.get_by_role("treeitem", name="v0, latest, first").wait_for()
    store.rename(away)
    alert = page.get_by_role("alert")
    alert.get_by_text("is not there any more. Put the folder back").wait_for()
    page.get_by_role("treeitem", name="v0, latest, first").wait_for()
    assert not store.exists(), "a look leaves nothing behind"
    # The view looks by itself as well, and takes the button away: it is pressed before the store is back.
    page.stub.comm.hold.clear()
    alert.get_by_role("button", name="Try again").click()
    away.rename(store)
    page.stub.comm.hold.set()
    alert.wait_for(state="detached")
    page.get_by_role("treeitem", name="v0, latest, first").click()
    page.get_by_text("Pictures of roads.").wait_for()
    assert page.errors == []


def test_a_damaged_version_says_so_and_the_rest_goes_on(show: Callable[..., Any], tmp_path: Path) -> None:
    for version in range(2):
        log_scenes(tmp_path, version)
    path = tmp_path / "projects" / PROJECT / "artifacts" / "scenes" / "v0.json"
    path.chmod(0o644)
    path.write_text("{")
    page = show(project_view(tmp_path))
    page.locator(".dv-project-foot").get_by_text("v0.json is not a manifest").wait_for()
    damaged = page.get_by_role("treeitem", name="v0")
    damaged.click()
    page.get_by_role("alert").get_by_text("The version cannot be read.").wait_for()
    expect(damaged.get_by_role("button", name="Compare")).to_have_count(0)
    assert page.errors == []


def test_a_store_that_may_only_be_read_offers_no_change(
    show: Callable[..., Any], store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The tests may run as a user who may write anywhere.
    monkeypatch.setattr("dsviz_widget.widgets.project_session.os.access", lambda *_: False)
    page = show(project_view(store, open="scenes:v2"))
    page.get_by_text("read-only").wait_for()
    page.get_by_text("Kept for ever").wait_for()
    for name in ("Add an alias or a tag", "Edit the description", "Take off"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    page.get_by_role("tree", name="Artifacts, runs and saved views").focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    page.get_by_role("treeitem", name="high scores").hover()
    expect(page.get_by_role("button", name="Rename, delete")).to_have_count(0)
    page.get_by_role("button", name="More of the version").click()
    page.get_by_role("menuitem", name="Copy its name").wait_for()
    copies = ["Copy Python that uses it", "Copy its name", "Copy its digest"]
    expect(page.get_by_role("menuitem")).to_have_text([*copies, "Write the project as an HTML page …"])
    assert page.errors == []


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


def keeping(page: Any) -> None:
    page.get_by_role("button", name="for ever").click()
    page.get_by_role("radio", name="For some time").click()
    page.get_by_text("nothing deletes it by itself").wait_for()


def renaming(page: Any) -> None:
    page.get_by_role("treeitem", name="train-4").hover()
    page.get_by_role("treeitem", name="train-4").get_by_role("button", name="Rename, delete").click()
    page.get_by_role("menuitem", name="Tags").click()
    page.get_by_role("textbox", name="Tag").wait_for()


WIDE_ALONE = ("home", "search", "keeping", "renaming")
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
    "keeping": State(lambda folder: project_view(folder, open="net:v0"), keeping),
    "renaming": State(lambda folder: project_view(folder, find="train-4"), renaming),
}


# Of the first two a narrow view has the list alone: `test_narrow_views_show_the_list_or_what_is_open`.
# Forms are as wide in any view.
WIDTHS = [(name, width) for name in SCREENS for width in (1280, 400) if width > 400 or name not in WIDE_ALONE]


@pytest.mark.parametrize(("name", "width"), WIDTHS)
def test_nothing_serious_stands_in_anyones_way(browser: Any, store: Path, name: str, width: int) -> None:
    check_state(browser, SCREENS[name], store, width)


def test_nothing_serious_stands_in_the_way_of_a_trace(browser: Any, tmp_path: Path) -> None:
    check_state(browser, State(deleted, text("This version is gone")), tmp_path, 1280)
