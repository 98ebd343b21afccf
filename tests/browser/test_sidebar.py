"""The panel of JupyterLab's sidebar, by pointer and by keys, over real stores."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from dsviz_widget.store import Catalog, SavedViews
from tests.browser.axe import findings, load_axe
from tests.browser.chromium import slow_down
from tests.browser.sidebar import SidebarPage
from tests.browser.waiting import wait_for_focus, wait_for_value

Open = Callable[..., Any]


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root with a store of two projects in ``work/dsviz``, and another store."""
    root = tmp_path_factory.mktemp("root")
    store = root / "work" / "dsviz"
    for number in range(10):
        run = wandb.init(project="camvid", name=f"train-{number}", dir=store)
        run.log({"mean_iou": 0.2 + number / 100, "loss": 1 - number / 10})
        if number < 3:
            artifact = wandb.Artifact("scenes", type="dataset")
            artifact.add(wandb.Table(["n"], data=[[n] for n in range(16 + 10 * number)]), "rows")
            run.log_artifact(artifact, aliases=["best"] if number == 1 else None)
        run.finish(exit_code=1 if number == 8 else 0)
    SavedViews(Catalog(store).storage, "camvid").save("Road errors, v2", {"query": {}}, "scenes")
    for folder, project in ((store, "rl-zoo"), (root / "zoo" / "dsviz", "elsewhere")):
        wandb.init(project=project, name="ppo", dir=folder).finish()
    return root


@pytest.fixture
def panel(browser: Any, logged: Path) -> Iterator[Open]:
    """Return a function that opens the panel over a root; its page has `served` and `errors`."""
    opened: list[tuple[Any, SidebarPage]] = []

    def make(root: Path | None = None, width: int = 280, has_notebook: bool = True) -> Any:
        served = SidebarPage(root or logged, has_notebook)
        context = browser.new_context(viewport={"width": width, "height": 816})
        page = context.new_page()
        slow_down(page)
        page.set_default_timeout(60_000)
        opened.append((context, served))
        page.served, page.errors = served, []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.goto(served.url)
        page.wait_for_function("() => window.mounted")
        return page

    yield make
    for context, served in opened:
        context.close()
        served.close()


def rows(page: Any, name: str) -> Any:
    return page.get_by_role("list", name=name, exact=True)


def row(page: Any, name: str) -> Any:
    return page.get_by_role("button", name=name, exact=True)


def line(page: Any, name: str) -> Any:
    """Return a row with what stands at its end."""
    return page.locator(".dv-sb-row", has=row(page, name))


def done(page: Any) -> Any:
    return page.evaluate("() => window.done")


def last_line(page: Any) -> str:
    """Return the last line of the code that the panel gave last."""
    told = done(page)
    return str(told[-1]["code"]).splitlines()[-1] if told else ""


def test_runs_and_artifacts_are_listed(panel: Open) -> None:
    page = panel()
    expect(rows(page, "Projects").get_by_role("listitem")).to_contain_text(["camvid10 runs", "rl-zoo1 run"])
    expect(rows(page, "Runs").get_by_role("listitem")).to_contain_text(
        ["train-9", "train-8step 0", "train-7", "train-6", "train-5", "train-4", "4 more"]
    )
    page.get_by_role("button", name="4 more").click()
    expect(rows(page, "Runs").get_by_role("listitem")).to_have_count(10)
    expect(line(page, "train-1")).to_contain_text("0.900")
    page.get_by_role("button", name="Value shown beside each run").click()
    page.get_by_role("menuitemradio", name="mean_iou").click()
    expect(line(page, "train-1")).to_contain_text("0.210")
    row(page, "scenes").click()
    expect(line(page, "scenes:v2 latest")).to_contain_text("latest36 rows")
    expect(line(page, "scenes:v1 best")).to_contain_text("best26 rows")
    row(page, "rl-zoo").click()
    expect(rows(page, "Runs").get_by_role("listitem")).to_contain_text(["ppo"])
    expect(rows(page, "Artifacts")).to_contain_text("No artifact yet")
    assert page.errors == []


def test_what_a_row_stands_for_is_opened_and_inserted(panel: Open) -> None:
    page = panel()
    row(page, "train-7").hover()
    page.get_by_role("button", name="Open train-7", exact=True).click()
    wait_for_value(lambda: [one["what"] for one in done(page)], ["tab"])
    assert done(page)[0]["title"] == "train-7"
    assert '.Api("work/dsviz").run("camvid/' in last_line(page)
    page.get_by_role("button", name="Insert a cell that shows train-7").click()
    # The notebook is beside the store.
    wait_for_value(lambda: [one["what"] for one in done(page)], ["tab", "cell"])
    assert '.Api("dsviz").run("camvid/' in last_line(page)
    row(page, "scenes").focus()
    page.keyboard.press("ArrowRight")
    expect(row(page, "scenes:v2 latest")).to_be_visible()
    page.keyboard.press("ArrowDown")
    wait_for_focus(row(page, "scenes:v2 latest"))
    page.keyboard.press("Enter")
    wait_for_value(
        lambda: last_line(page), 'dsviz_widget.Api("work/dsviz").artifact("camvid/scenes:v2").view()'
    )
    # The cell has code by now: the next goes below it.
    page.keyboard.press("Shift+Enter")
    wait_for_value(lambda: [one["what"] for one in done(page)], ["tab", "cell", "tab", "below", "cell"])


def test_without_a_notebook_there_is_no_cell_to_insert(panel: Open) -> None:
    page = panel(has_notebook=False)
    row(page, "train-7").hover()
    expect(page.get_by_role("button", name="Insert a cell that shows train-7")).to_be_disabled()
    expect(page.get_by_role("button", name="Open train-7", exact=True)).to_be_enabled()


def test_two_ticks_are_compared_and_nine_are_not_taken(panel: Open) -> None:
    page = panel()
    row(page, "scenes").click()
    for name in ("scenes:v2", "scenes:v0"):
        page.get_by_role("checkbox", name=f"Tick {name}").check()
    tray = page.get_by_role("region", name="To compare")
    expect(tray.get_by_role("listitem")).to_contain_text(["scenes:v0", "scenes:v2"])
    tray.get_by_role("button", name="Compare").click()
    wait_for_value(lambda: last_line(page), ")")
    assert done(page)[0]["code"].splitlines()[-4:-1] == [
        "dsviz_widget.compare(",
        '    api.artifact("camvid/scenes:v0"),',
        '    api.artifact("camvid/scenes:v2"),',
    ]
    # A run cannot be compared with versions.
    row(page, "train-9").focus()
    page.keyboard.press("Space")
    expect(tray.get_by_role("status")).to_have_text(
        "Runs are compared with runs, and versions with versions."
    )
    expect(tray.get_by_role("button", name="Compare")).to_be_disabled()
    tray.get_by_role("button", name="Clear").click()
    expect(tray).to_have_count(0)

    page.get_by_role("button", name="4 more").click()
    expect(rows(page, "Runs").get_by_role("listitem")).to_have_count(10)
    row(page, "train-9").focus()
    for number in range(9, 1, -1):
        wait_for_focus(row(page, f"train-{number}"))
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
    expect(tray.get_by_role("listitem")).to_have_count(8)
    expect(tray.get_by_role("status")).to_have_text("Eight at most.")
    expect(page.get_by_role("checkbox", name="Tick train-1", exact=True)).to_be_disabled()
    page.keyboard.press("c")
    wait_for_value(lambda: len(done(page)), 2)
    assert '.runs("camvid", filters={"name": {"$in": [' in last_line(page)


def test_a_search_finds_names_of_all_kinds_in_all_projects(panel: Open) -> None:
    page = panel()
    expect(row(page, "train-9")).to_be_visible()
    row(page, "train-9").focus()
    page.keyboard.press("/")
    wait_for_focus(page.get_by_role("textbox", name="Search all names"))
    page.keyboard.type("v2")
    expect(rows(page, "Artifacts").get_by_role("listitem")).to_contain_text(["scenes:v2 latest"])
    expect(rows(page, "Artifacts").locator("mark")).to_have_text(["v2"])
    expect(rows(page, "Runs")).to_contain_text("No run, group or tag contains “v2”.")
    expect(row(page, "Road errors, v2")).to_be_visible()
    page.keyboard.press("ArrowDown")
    wait_for_focus(row(page, "scenes:v2 latest"))
    page.get_by_role("textbox").fill("ppo")
    expect(row(page, "ppo")).to_be_visible()
    expect(page.get_by_text("rl-zoo")).to_be_visible()
    row(page, "ppo").dblclick()
    wait_for_value(lambda: '.run("rl-zoo/' in last_line(page), True)
    page.get_by_role("textbox").press("Escape")
    expect(row(page, "train-9")).to_be_visible()


def test_a_run_that_logs_is_followed_and_an_answer_that_fails_is_said(panel: Open, logged: Path) -> None:
    page = panel()
    run = wandb.init(project="camvid", name="live", dir=logged / "work" / "dsviz")
    run.log({"mean_iou": 0.5})
    expect(line(page, "live")).to_contain_text("step 0")
    expect(row(page, "camvid").locator(".is-running")).to_be_visible()
    run.log({"mean_iou": 0.6})
    expect(line(page, "live")).to_contain_text("step 1now")
    page.served.is_down = True
    expect(page.get_by_role("alert")).to_contain_text("The notebook server does not answer.")
    expect(row(page, "live")).to_be_visible()
    # The panel tries again by itself, too: no answer comes before the button is pressed.
    page.served.go_on.clear()
    page.served.is_down = False
    page.get_by_role("button", name="Try again").click()
    page.served.go_on.set()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_text("Up to date")).to_be_visible()
    run.finish()
    shutil.rmtree(Path(run.dir).parent)
    expect(row(page, "live")).to_have_count(0)


def test_another_store_is_chosen_and_kept(panel: Open) -> None:
    page = panel()
    expect(row(page, "train-9")).to_be_visible()
    page.get_by_role("button", name="Choose the store").click()
    page.get_by_role("menuitemradio", name="zoo/dsviz").click()
    expect(rows(page, "Projects").get_by_role("listitem")).to_contain_text(["elsewhere"])
    expect(page.get_by_role("contentinfo").or_(page.locator("footer"))).to_contain_text("zoo/dsviz")
    kept = "() => window.kept.get('dsviz-widget:panel')"
    wait_for_value(lambda: (page.evaluate(kept) or {}).get("store"), "zoo/dsviz")
    wait_for_value(lambda: (page.evaluate(kept) or {}).get("project"), "elsewhere")


def test_the_panel_that_is_hidden_asks_nothing(panel: Open) -> None:
    page = panel()
    expect(row(page, "train-9")).to_be_visible()
    page.evaluate("() => { window.panel.isVisible = false; window.panel.onAfterHide(); }")

    def asked_meanwhile() -> int:
        before = len(page.served.asked)
        page.wait_for_timeout(3_000)
        return len(page.served.asked) - before

    # A question may be on its way; after it there is none, though one is due each other second.
    wait_for_value(asked_meanwhile, 0)
    count = len(page.served.asked)
    page.evaluate("() => { window.panel.isVisible = true; window.panel.onAfterShow(); }")
    wait_for_value(lambda: len(page.served.asked) > count, True)


def test_before_anything_is_logged_it_says_how(panel: Open, tmp_path: Path) -> None:
    page = panel(tmp_path)
    expect(page.get_by_text("No data logged yet")).to_be_visible()
    wandb.init(project="first", name="first-run", dir=tmp_path / "dsviz").finish()
    page.get_by_role("button", name="Refresh now").click()
    expect(row(page, "first-run")).to_be_visible()


def test_nothing_serious_stands_in_anyones_way(panel: Open, tmp_path: Path) -> None:
    page = panel()
    row(page, "scenes").click()
    for name in ("scenes:v2", "scenes:v0"):
        page.get_by_role("checkbox", name=f"Tick {name}").check()
    row(page, "train-7").focus()
    load_axe(page)
    found = findings(page, "lists")
    page.get_by_role("textbox").fill("v2")
    expect(rows(page, "Runs")).to_contain_text("No run")
    found += findings(page, "search")
    assert page.evaluate("() => document.documentElement.scrollWidth <= 280")
    empty = panel(tmp_path)
    expect(empty.get_by_text("No data logged yet")).to_be_visible()
    load_axe(empty)
    found += findings(empty, "empty")
    assert found == []
