"""A project as one file, opened from the disk with neither network nor kernel."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.axe import AXE, FIND, load_axe
from tests.browser.axe import findings as axe_findings
from tests.browser.offline import PageEngine, differences
from tests.browser.projects import log_settings, project_view, some_project


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = some_project(tmp_path_factory.mktemp("store"))
    log_settings(made, 0)
    log_settings(made, 1)
    return made


def tab(page: Any, name: str) -> Any:
    page.get_by_role("tab", name=re.compile(f"^{name}")).click()
    return page.get_by_role("tabpanel", name=name)


def line(page: Any, name: str) -> Any:
    """Return a line of the tree, by how its name begins."""
    return page.get_by_role("treeitem", name=re.compile(f"^{name}")).first


def find(page: Any, text: str) -> None:
    """Open the first that a search finds."""
    page.get_by_role("searchbox", name="Search names, aliases, runs").fill(text)
    expect(page.get_by_text(re.compile("views found$"))).to_be_attached()
    page.keyboard.press("Enter")


def is_alone(page: Any) -> bool:
    """Return whether the page asked for nothing outside of itself, and nothing went wrong in it."""
    outside = [url for url in page.asked if not url.startswith(("file:", "blob:", "data:"))]
    return outside == [] and page.errors == []


def findings(page: Any) -> list[str]:
    """Return what axe-core calls serious or critical on the page."""
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(FIND.replace("'#root'", "document"))
    return found


def test_a_version_is_found_and_its_table_filtered(open_file: Callable[..., Any], folder: Path) -> None:
    page = open_file(project_view(folder))
    expect(page.get_by_role("heading", level=1)).to_have_text("driving")
    page.get_by_role("tree").wait_for()
    page.keyboard.press("/")
    find(page, "scenes v2")
    expect(page.get_by_role("heading", name="scenes:v2")).to_be_visible()
    overview = page.get_by_role("tabpanel", name="Overview")
    expect(overview.get_by_text("Pictures of roads, dusk among them.")).to_be_visible()
    expect(overview.get_by_role("button", name="Open scene-0 in the table").locator("canvas")).to_be_visible()
    page.get_by_role("button", name="Open table").click()
    expect(page.get_by_role("grid", name="scenes, 8 rows")).to_be_visible()
    page.get_by_role("gridcell", name="scene-0").click()
    page.keyboard.press("/")
    page.get_by_role("combobox", name="Filter expression").fill("score > 0.45")
    page.keyboard.press("Enter")
    rows = wandb.Api(folder).artifact("driving/scenes:v2").get("scenes").get_dataframe()
    matched = int((rows.score > 0.45).sum())
    expect(page.get_by_role("grid", name=f"scenes, {matched} rows")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text=f"{matched} of 8 rows").first).to_be_visible()
    assert is_alone(page)


def test_metadata_versions_and_lineage_are_in_the_page(open_file: Callable[..., Any], folder: Path) -> None:
    page = open_file(project_view(folder, open="scenes:v2"))
    expect(tab(page, "Metadata").get_by_text("camera", exact=True)).to_be_visible()
    versions = tab(page, "Versions")
    expect(versions.get_by_role("button", name=re.compile(r"\+2 rows.*1 changed"))).to_be_visible()
    versions.get_by_role("button", name="Open the difference as a table").click()
    expect(page.get_by_role("grid", name=re.compile("v1 to v2, scenes, 2 rows"))).to_be_visible()
    page.keyboard.press("Escape")
    lineage = tab(page, "Lineage")
    expect(lineage.get_by_text("12 nodes in 4 groups")).to_be_visible()
    page.get_by_role("radio", name="Explode").click()
    expect(lineage.get_by_role("status").filter(has_text=re.compile("^12 nodes$"))).to_be_visible()
    lineage.get_by_text("net:v3", exact=True).first.click()
    expect(page.get_by_role("heading", name="net:v3")).to_be_visible()
    assert is_alone(page)


def test_files_are_read_and_compared(open_file: Callable[..., Any], folder: Path) -> None:
    page = open_file(project_view(folder, open="settings:v1", tab="files"))
    files = page.get_by_role("tabpanel", name="Files")
    expect(files.get_by_role("region", name="model.json").get_by_text("65", exact=True)).to_be_visible()
    line(page, "preview.png").click()
    expect(
        files.get_by_role("region", name="preview.png").get_by_role("img", name="picture of row 1")
    ).to_be_visible()
    line(page, "weights.bin").click()
    expect(files.get_by_text("This page has texts, media and tables, and no other files.")).to_be_visible()
    expect(files.get_by_role("button", name="Save the file")).to_have_count(0)
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.get_by_role("table", name="Values that differ")).to_contain_text("layers")
    line(page, "notes.txt").click()
    expect(page.get_by_text("a new file")).to_be_visible()
    assert is_alone(page)


def test_what_is_not_in_the_page_says_so(open_file: Callable[..., Any], folder: Path) -> None:
    page = open_file(project_view(folder, open="scenes:v1"), max_rows=5)
    there = "Tables and media are those of the newest version of each artifact and of scenes:v1;"
    expect(page.get_by_text(there)).to_be_visible()
    expect(page.get_by_text("The first 5 of 6 rows; counts and figures are of these.")).to_be_visible()
    find(page, "scenes first")
    lacks = "Open the notebook for scenes:v0."
    expect(page.get_by_role("tabpanel", name="Overview").get_by_text(lacks)).to_be_visible()
    expect(page.get_by_role("button", name="Open table")).to_have_count(0)
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    # Nothing is changed in a page, by any way.
    expect(page.get_by_text("read-only")).to_be_visible()
    for name in ("Add an alias or a tag", "Edit the description", "Write as an HTML page"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    assert is_alone(page)


def test_rows_of_two_versions_are_compared(open_file: Callable[..., Any], folder: Path) -> None:
    page = open_file(project_view(folder, open="scenes:v2"))
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.get_by_role("grid", name=re.compile("8 rows"))).to_be_visible()
    page.get_by_role("button", name="Back to scenes:v2").click()
    find(page, "scenes v0")
    page.get_by_role("button", name="Compare", exact=True).click()
    # Of these two the page has no rows: it begins with the files.
    expect(page.get_by_role("radio", name=re.compile("^Files"))).to_be_checked()
    page.get_by_role("radio", name="Rows").click()
    expect(page.get_by_text("Rows of these versions are matched by a kernel")).to_be_visible()
    assert is_alone(page)


def test_runs_and_saved_views_open_inside(open_file: Callable[..., Any], folder: Path) -> None:
    page = open_file(project_view(folder))
    line(page, "runs").click()
    page.get_by_role("slider", name="loss over step, 5 lines").wait_for()
    line(page, "train-4").click()
    # Of this run alone: the chart of all of them is there until it is.
    loss = page.get_by_role("slider", name="loss over step", exact=True)
    loss.locator("canvas").wait_for()
    loss.focus()
    page.keyboard.press("Home")
    expect(loss).to_have_attribute("aria-valuetext", re.compile("^step 0: loss 0.2"))
    page.get_by_role("tab", name=re.compile("^Artifacts")).click()
    expect(page.get_by_role("cell", name=re.compile("net:v4"))).to_be_visible()
    # One that began before the newest has its lines alone, and says so.
    line(page, "prepare-0").click()
    expect(page.get_by_text("only those of the runs that began last")).to_be_visible()
    line(page, "saved views").click()
    line(page, "high scores").click()
    expect(page.get_by_role("grid", name=re.compile("6 rows"))).to_be_visible()
    assert is_alone(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(open_file: Callable[..., Any], folder: Path, theme: str) -> None:
    page = open_file(project_view(folder, open="scenes:v1"), theme=theme)
    for name in ("Files", "Metadata", "Versions", "Lineage", "Overview"):
        expect(tab(page, name)).to_be_visible()
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        assert findings(page) == [], name
    find(page, "scenes v0")
    expect(page.get_by_text("Open the notebook for scenes:v0.")).to_be_visible()
    assert findings(page) == []


def test_a_narrow_page_goes_from_the_list_to_a_version(open_file: Callable[..., Any], folder: Path) -> None:
    page = open_file(project_view(folder), width=400)
    line(page, "v2, latest").click()
    expect(page.get_by_role("heading", name="scenes:v2")).to_be_visible()
    page.get_by_role("button", name="Back to the list").click()
    expect(page.get_by_role("tree")).to_be_visible()
    page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
    assert is_alone(page)


def test_the_page_is_written_from_the_view(
    show: Callable[..., Any], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page = show(project_view(folder, open="scenes:v2"))
    page.get_by_role("button", name="More of the version").click()
    page.get_by_role("menuitem", name="Write the project as an HTML page").click()
    panel = page.get_by_role("dialog", name="HTML page of the project")
    panel.get_by_text(re.compile(r"^\d+ kB\. Tables and media are those")).wait_for()
    load_axe(page)
    assert axe_findings(page, "the panel") == []
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    page.get_by_role("button", name="Write as an HTML page").focus()
    page.keyboard.press("Enter")
    panel.get_by_role("button", name="Write the page").click()
    panel.get_by_text(re.compile("driving.*html has")).wait_for()
    (written,) = tmp_path.glob("*.html")
    assert written.read_text().startswith("<!doctype html>")
    assert page.errors == []


@pytest.fixture
def engine(browser: Any, folder: Path) -> Any:
    context = browser.new_context()
    yield PageEngine(context.new_page(), project_view(folder))
    context.close()


SCENES = {"kind": "version", "name": "scenes", "id": ""}
QUESTIONS: list[tuple[str, dict[str, Any]]] = [
    *[("project_search", {"text": text}) for text in (
        "scenes", "net v4", "BEST", "v1", "train", "dusk", "high", "model:v0", "scenes first")],
    *[("project_versions", {"name": name}) for name in ("scenes", "net")],
    ("project_runs", {"start": 2, "count": 3}),
    ("project_runs", {"start": 0, "count": 50, "text": "train"}),
    *[("version", {"name": "scenes", "version": number}) for number in (0, 2, None)],
    *[("version_files", {"name": "settings", "version": number}) for number in (0, 1)],
    *[("version_change", {"name": "scenes", "version": number}) for number in (0, 1, 2)],
    ("version_change", {"name": "settings", "version": 1, "to": 0}),
    *[("version_compare", {"versions": versions}) for versions in (
        ["settings:v0", "settings:v1"], ["scenes:v2", "scenes:v0"], ["scenes:v1", "net:v3"],
        ["driving/scenes:v0", "scenes"])],
    ("version_compare", {"versions": ["scenes:v0", "scenes:v1", "scenes:v2"], "of": [0, 1]}),
    ("version_file", {"name": "scenes", "version": 0, "path": "notes.json", "start": 3, "count": 9}),
    ("used_elsewhere", {"name": "scenes", "version": 2}),
    *[("lineage", {"around": {**SCENES, **around}, "grouped": grouped, "open_groups": groups})
      for around, grouped, groups in (
        ({"version": 2}, True, []), ({"version": 2}, False, []),
        ({"version": 0}, True, ["runs:driving/prepare"]),
        ({"kind": "artifact", "version": None}, True, []))],
]  # fmt: skip
OURS = ("lacks", "rows_lack")
"""What a page says besides, of what it lacks."""


def without_lacks(told: Any) -> Any:
    if isinstance(told, dict):
        return {name: without_lacks(value) for name, value in told.items() if name not in OURS}
    return [without_lacks(one) for one in told] if isinstance(told, list) else told


def test_the_page_answers_as_python_does(engine: Any) -> None:
    found = []
    for method, params in QUESTIONS:
        ours, our_bytes = engine.ask(method, params)
        theirs, their_bytes = engine.python(method, params)
        lines = differences(without_lacks(ours), theirs)
        found += [f"{method} {params}: {one}" for one in lines[:3]]
        if our_bytes != their_bytes:
            found.append(f"{method} {params}: other bytes")
    assert found == []
