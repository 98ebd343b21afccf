"""Parts of the front end that are fetched when they are first shown, as a user sees them come or not come."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from dsviz_widget.query import Task
from dsviz_widget.store import Catalog
from dsviz_widget.widgets import channel as channel_module
from dsviz_widget.widgets import view as view_module
from dsviz_widget.widgets.channel import Reply
from tests.browser.test_pictures import CAR, LABELS, ROAD, open_picture, wait_for_pixel
from tests.browser.waiting import wait_for_rest, wait_for_value

HELD_AT_ONCE = 16
"""Threads that answer in these tests: a chunk that is held takes one; rows and pictures need theirs."""


class Gate:
    """Answers for chunks when it is open, and may change what it lets through."""

    def __init__(self) -> None:
        self.opened = threading.Event()
        self.change: Callable[[bytes], bytes] = lambda content: content
        self.answer = view_module.chunk

    def chunk(self, params: dict[str, Any], task: Task) -> Reply:
        self.opened.wait()
        result, buffers = self.answer(params, task)
        return result, [self.change(buffer) for buffer in buffers]


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    made = Gate()
    monkeypatch.setattr(view_module, "chunk", made.chunk)
    # The page is still there when the gate goes, and its questions need threads then too.
    with ThreadPoolExecutor(HELD_AT_ONCE) as pool, monkeypatch.context() as held:
        held.setattr(channel_module, "_pool", pool)
        yield made
        made.opened.set()


def pictures() -> wandb.TableView:
    """Return a view of black pictures with road on the left half and car on the right half."""
    mask = np.zeros((48, 64), dtype=np.uint8)
    mask[:, 32:] = 1
    rows = wandb.Table(["name", "scene"])
    for index in range(4):
        masks = {"ground_truth": {"mask_data": mask, "class_labels": LABELS}}
        photo = np.zeros((48, 64, 3), dtype=np.uint8)
        rows.add_data(f"row {index}", wandb.Image(photo, caption=f"scene {index}", masks=masks))
    shown = wandb.TableView(rows)
    shown.overlays = {"hidden_classes": [], "hidden_groups": [], "opacity": {"ground_truth": 1}}
    return shown


CLEAR = (0, 0, 0, 0)


def overlay(viewer: Any, x: float) -> tuple[int, ...]:
    """Return the colour and opacity of what the viewer draws over the photo, at a fraction of its width."""
    read = """(canvas, x) => [...canvas.getContext("2d")
        .getImageData(Math.floor(x * canvas.width), canvas.height >> 1, 1, 1).data]"""
    return tuple(viewer.locator(".dv-pane canvas").nth(1).evaluate(read, x))


def chunks_asked(page: Any, name: str = "pictures") -> int:
    return sum(
        message.get("method") == "chunk" and message["params"]["name"] == name for message in page.stub.asked
    )


def wait_for_focus_on_the_grid(page: Any) -> None:
    page.stub.wait_until(lambda: page.evaluate("() => document.activeElement?.role") == "grid")


def test_a_chunk_is_asked_for_once_and_shares_the_state_of_the_core(show: Callable[..., Any]) -> None:
    page = show(pictures())
    wait_for_pixel(page, "scene 0", 0.75, CAR)
    # Fetched in an idle moment, before anyone wants it.
    page.stub.wait_until(lambda: chunks_asked(page) == 1)
    page.get_by_role("button", name="Classes").click()
    page.get_by_role("button", name="Hide car").click()
    page.keyboard.press("Escape")
    viewer = open_picture(page, "scene 0")
    viewer.get_by_role("button", name="Show car").wait_for()
    page.stub.wait_until(lambda: (overlay(viewer, 0.35), overlay(viewer, 0.65)) == ((*ROAD, 255), CLEAR))
    viewer.get_by_role("button", name="Show car").click()
    page.keyboard.press("Escape")
    wait_for_focus_on_the_grid(page)
    wait_for_pixel(page, "scene 0", 0.75, CAR)
    open_picture(page, "scene 1").get_by_text("2 of 4").wait_for()
    assert chunks_asked(page) == 1
    assert page.errors == []


def test_the_pressed_picture_stands_in_while_the_viewer_is_on_its_way(
    show: Callable[..., Any], gate: Gate
) -> None:
    page = show(pictures())
    wait_for_pixel(page, "scene 1", 0.75, CAR)
    page.stub.wait_until(lambda: chunks_asked(page) == 1)
    # What is fetched ahead keeps nobody waiting.
    page.wait_for_timeout(400)
    expect(page.get_by_role("progressbar")).to_have_count(0)
    waiting = open_picture(page, "scene 1")
    waiting.get_by_role("progressbar", name="Loading the viewer").wait_for()
    wait_for_pixel(page, "scene 1", 0.75, CAR)
    page.keyboard.press("Escape")
    waiting.wait_for(state="detached")
    wait_for_focus_on_the_grid(page)
    open_picture(page, "scene 1")
    page.keyboard.press("ArrowRight")
    page.locator('.dv-viewer-wait canvas[aria-label="scene 2"]').wait_for()
    gate.opened.set()
    page.get_by_text("3 of 4").wait_for()
    page.keyboard.press("ArrowRight")
    page.get_by_text("4 of 4").wait_for()
    assert chunks_asked(page) == 1
    assert page.errors == []


def test_a_chunk_that_the_browser_cannot_take_says_so_and_may_be_tried_again(
    show: Callable[..., Any], gate: Gate
) -> None:
    page = show(pictures())
    wait_for_pixel(page, "scene 1", 0.75, CAR)
    page.evaluate("""() => {
      const create = URL.createObjectURL;
      window.heal = () => { URL.createObjectURL = create; };
      URL.createObjectURL = (blob) => {
        const url = create.call(URL, blob);
        if (blob.type === "text/javascript") URL.revokeObjectURL(url);
        return url;
      };
    }""")
    gate.opened.set()
    failed = open_picture(page, "scene 1")
    failed.get_by_role("alert").get_by_text("The picture cannot be opened.").wait_for()
    expect(failed).to_contain_text("reload the page", use_inner_text=True)
    page.keyboard.press("Escape")
    failed.wait_for(state="detached")
    wait_for_focus_on_the_grid(page)
    failed = open_picture(page, "scene 1")
    failed.get_by_role("alert").wait_for()
    page.evaluate("() => window.heal()")
    failed.get_by_role("button", name="Try again").click()
    page.get_by_text("2 of 4").wait_for()


def test_a_chunk_of_another_build_is_refused(show: Callable[..., Any], gate: Gate) -> None:
    gate.change = lambda content: content.replace(b'export const build="', b'export const build="0', 1)
    gate.opened.set()
    page = show(pictures())
    wait_for_pixel(page, "scene 1", 0.75, CAR)
    failed = open_picture(page, "scene 1")
    failed.get_by_text("another version of dsviz_widget").wait_for()
    failed.get_by_role("button", name="Back to the table").click()
    wait_for_focus_on_the_grid(page)


def test_every_view_of_a_widget_has_the_styles_where_it_stands(show: Callable[..., Any]) -> None:
    """A host may put each view into a shadow root of its own, as marimo does."""
    page = show(pictures())
    wait_for_pixel(page, "scene 0", 0.75, CAR)
    open_picture(page, "scene 0").get_by_text("1 of 4").wait_for()
    page.evaluate("""() => {
      const host = document.body.appendChild(document.createElement("div"));
      host.id = "host";
      const root = host.attachShadow({ mode: "open" });
      const el = root.appendChild(document.createElement("div"));
      window.unmountSecond = window.widget.render({ model: window.model, el });
    }""")
    second = page.locator("#host")
    second.locator('.dv-thumb[data-status="ready"] canvas[aria-label="scene 1"]').first.dblclick()
    second.get_by_text("2 of 4").wait_for()
    assert second.locator(".dv-viewer-bar").evaluate("(bar) => getComputedStyle(bar).display") == "flex"
    sheets = "() => document.querySelector('#host').shadowRoot.adoptedStyleSheets.length"
    assert page.evaluate(sheets) > 0
    page.evaluate("() => window.unmountSecond()")
    wait_for_value(lambda: page.evaluate(sheets), 0)
    assert chunks_asked(page) == 1


def test_a_view_that_starts_in_groups_fetches_what_draws_them(show: Callable[..., Any], gate: Gate) -> None:
    shown = pictures()
    shown.query = shown.query.group_by("name")
    page = show(shown)
    page.get_by_role("progressbar", name="Loading the groups").wait_for()
    gate.opened.set()
    page.get_by_role("treegrid", name="Groups").get_by_text("row 3").wait_for()
    assert chunks_asked(page, "figures") == 1
    assert page.errors == []


def test_groups_that_cannot_be_drawn_say_so(show: Callable[..., Any], gate: Gate) -> None:
    gate.change = lambda content: b"throw new Error('cut off');"
    gate.opened.set()
    shown = pictures()
    shown.query = shown.query.group_by("name")
    page = show(shown)
    failed = page.get_by_role("alert")
    failed.get_by_text("The groups cannot be shown.").wait_for()
    expect(failed).to_contain_text("cut off", use_inner_text=True)
    gate.change = lambda content: content
    failed.get_by_role("button", name="Try again").click()
    page.get_by_role("treegrid", name="Groups").get_by_text("row 3").wait_for()


def test_a_clause_is_typed_and_applied_before_the_editor_is_here(
    show: Callable[..., Any], gate: Gate
) -> None:
    shown = pictures()
    page = show(shown)
    page.get_by_role("grid").focus()
    page.keyboard.press("/")
    field = page.get_by_role("textbox", name="Filter expression")
    field.wait_for()
    page.keyboard.type("name = 'row 2'")
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: [clause.text for clause in shown.query.filters] == ["name = 'row 2'"])
    page.get_by_role("grid").focus()
    page.keyboard.press("/")
    field.wait_for()
    page.keyboard.type("na")
    gate.opened.set()
    page.get_by_role("combobox", name="Filter expression").wait_for()
    page.keyboard.type("m")
    page.get_by_role("option", name="name").wait_for()
    expect(page.get_by_role("combobox", name="Filter expression")).to_have_value("nam")
    assert page.errors == []


def test_a_menu_says_that_it_is_on_its_way_and_opens_with_the_keys_in_it(
    show: Callable[..., Any], gate: Gate
) -> None:
    page = show(pictures())
    wait_for_pixel(page, "scene 0", 0.75, CAR)
    button = page.get_by_role("button", name="Menu of name")
    wait_for_rest(button)
    button.click(force=True)
    page.get_by_role("dialog", name="Column name").get_by_text("Loading").wait_for()
    gate.opened.set()
    first = page.get_by_role("menuitem").first
    first.wait_for()
    page.get_by_role("menu").locator(":focus").wait_for()
    page.keyboard.press("Escape")
    first.wait_for(state="detached")


def test_a_view_whose_part_waits_for_the_kernel_says_so(show: Callable[..., Any], store: Catalog) -> None:
    run = wandb.init(project="waits")
    run.log({"loss": 1})
    run.finish()
    page = show(wandb.project("waits").view(), hold=True)
    page.get_by_text("Kernel busy: the view is drawn after it.").wait_for()
    page.stub.comm.hold.set()
    page.get_by_role("tree", name="Artifacts, runs and saved views").wait_for()
    expect(page.get_by_text("Kernel busy")).to_have_count(0)
    assert page.errors == []
