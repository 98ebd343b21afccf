"""The runs of a project in a stub page: who is shown, in which order, and what is drawn of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dsviz_widget.widgets.workspace_view import WorkspaceView
from tests.browser.runs import some_runs


@pytest.fixture
def view(tmp_path: Path) -> WorkspaceView:
    return WorkspaceView(some_runs(tmp_path), best="val/loss")


def names(page: Any) -> list[str]:
    """Return the names of the runs in the list, from the top."""
    found = page.get_by_role("rowheader").all_inner_texts()
    return [str(text).strip() for text in found]


def wait_for_names(page: Any, expected: list[str]) -> None:
    page.wait_for_function(
        """expected => {
            const found = [...document.querySelectorAll("[role=rowheader]")].map((el) => el.innerText.trim());
            return JSON.stringify(found.slice(0, expected.length)) === JSON.stringify(expected);
        }""",
        arg=expected,
    )


def row(page: Any, name: str) -> Any:
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name))


def eye(page: Any, name: str) -> Any:
    return page.get_by_role("button", name=f"Show {name} in charts")


def focus_list(page: Any) -> None:
    page.get_by_role("grid").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")


def test_the_first_eight_runs_are_drawn(show: Callable[..., Any], view: WorkspaceView) -> None:
    page = show(view)
    page.get_by_text("8 shown of 12").wait_for()
    page.get_by_role("slider", name="val/loss over step, 8 lines").wait_for()
    page.stub.wait_until(lambda: view.shown == [f"run-{number:02d}" for number in range(8)])
    page.get_by_text("4 of 8 runs have it").wait_for()


def test_an_eye_hides_a_run_and_its_colour_goes_to_the_next(
    show: Callable[..., Any], view: WorkspaceView
) -> None:
    page = show(view)
    eye(page, "run-02").click()
    page.get_by_role("slider", name="val/loss over step, 7 lines").wait_for()
    eye(page, "run-09").click()
    page.stub.wait_until(lambda: view.shown_runs is not None and view.shown_runs.get("run-09") == 2)
    assert view.shown_runs is not None
    assert view.shown_runs["run-03"] == 3


def test_space_shows_and_p_pins(show: Callable[..., Any], view: WorkspaceView) -> None:
    page = show(view)
    page.get_by_text("8 shown of 12").wait_for()
    focus_list(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.get_by_text("7 shown of 12").wait_for()
    page.stub.wait_until(lambda: "run-01" not in view.shown)
    page.keyboard.press("p")
    wait_for_names(page, ["run-01", "run-00", "run-02"])
    page.get_by_text("12 runs, 1 pinned").wait_for()
    page.stub.wait_until(lambda: view.pinned_runs == ["run-01"])


def test_a_pinned_run_stays_on_top_of_another_order(show: Callable[..., Any], view: WorkspaceView) -> None:
    page = show(view)
    page.get_by_role("rowheader", name="run-05").hover()
    page.get_by_role("button", name="Keep run-05 on top").click()
    wait_for_names(page, ["run-05", "run-00"])
    page.get_by_role("columnheader", name="val/loss", exact=True).get_by_role("button").first.click()
    wait_for_names(page, ["run-05", "run-07", "run-08"])


def test_the_best_run_has_a_star_and_can_be_turned_round(
    show: Callable[..., Any], view: WorkspaceView
) -> None:
    page = show(view)
    foot = page.locator(".dv-ws-foot")
    foot.get_by_text("Lowest val/loss").wait_for()
    foot.get_by_text("run-07").wait_for()
    row(page, "run-07").locator(".dv-icon-star").wait_for()
    assert view.best is not None
    assert view.best.id == "run-07"
    foot.get_by_role("button", name="Lowest val/loss").click()
    foot.get_by_text("run-06").wait_for()
    page.stub.wait_until(lambda: view.best_by == {"key": "val/loss", "goal": "maximize"})


def test_a_filter_on_the_config_leaves_the_runs_that_pass(
    show: Callable[..., Any], view: WorkspaceView
) -> None:
    page = show(view)
    page.get_by_role("grid").focus()
    page.keyboard.press("/")
    page.get_by_role("combobox", name="Filter expression").fill('optimizer = "adam" and lr < 0.05')
    page.get_by_role("dialog").get_by_text("4 of 12 runs").wait_for()
    page.keyboard.press("Enter")
    page.locator(".dv-count", has_text="4 of 12 runs").wait_for()
    wait_for_names(page, ["run-01", "run-05", "run-07", "run-11"])
    page.get_by_role("slider", name="val/loss over step, 3 lines").wait_for()
    page.get_by_text("3 shown of 4").wait_for()


def test_a_filter_that_keeps_no_run_says_so(show: Callable[..., Any], view: WorkspaceView) -> None:
    view.query = "lr > 5"
    page = show(view)
    page.get_by_text("No run matches the clause").wait_for()
    page.get_by_role("button", name="Switch it off").click()
    page.get_by_text("8 shown of 12").wait_for()


def test_rows_are_selected_by_click_and_by_keys(show: Callable[..., Any], view: WorkspaceView) -> None:
    page = show(view)
    page.get_by_role("rowheader", name="run-01").click()
    page.stub.wait_until(lambda: view.selected == [1])
    page.get_by_role("rowheader", name="run-03").click(modifiers=["Shift"])
    page.stub.wait_until(lambda: view.selected == [1, 2, 3])
    page.get_by_role("rowheader", name="run-02").click(modifiers=["Control"])
    page.stub.wait_until(lambda: view.selected == [1, 3])
    assert [run.id for run in view.selected_runs()] == ["run-01", "run-03"]
    page.get_by_role("grid").focus()
    page.keyboard.press("Escape")
    page.stub.wait_until(lambda: view.selected == [])
    page.keyboard.press("Shift+ArrowDown")
    page.stub.wait_until(lambda: len(view.selected) == 2)


def test_a_run_opens_and_esc_comes_back(show: Callable[..., Any], view: WorkspaceView) -> None:
    page = show(view)
    page.get_by_text("8 shown of 12").wait_for()
    focus_list(page)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="digits").wait_for()
    page.get_by_role("heading", name="run-00").wait_for()
    page.keyboard.press("Escape")
    page.get_by_text("8 shown of 12").wait_for()
    page.wait_for_function("document.activeElement?.getAttribute('role') === 'grid'")


def test_who_went_on_as_a_run_was_closed_keeps_the_keys(
    show: Callable[..., Any], view: WorkspaceView
) -> None:
    page = show(view)
    page.get_by_text("8 shown of 12").wait_for()
    focus_list(page)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="run-00").wait_for()
    # A field is taken the moment that the list is there.
    page.evaluate("""() => {
      new MutationObserver((_, observer) => {
        if (document.querySelector('.dv-open-run')) return;
        observer.disconnect();
        const field = document.querySelector('[role=radio]');
        field.focus();
        window.taken = document.activeElement === field;
        setTimeout(() => { window.kept = document.activeElement === field; }, 500);
      }).observe(document.querySelector('.dv'), { childList: true, subtree: true });
    }""")
    page.keyboard.press("Escape")
    page.wait_for_function("() => window.kept !== undefined")
    assert page.evaluate("() => [window.taken, window.kept]") == [True, True]


def test_a_run_that_failed_says_so_with_a_glyph(show: Callable[..., Any], view: WorkspaceView) -> None:
    page = show(view)
    row(page, "run-03").get_by_role("img", name="failed").wait_for()
    row(page, "run-02").get_by_role("img", name="finished").wait_for()
