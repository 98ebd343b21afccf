"""Panels of users: the examples of their page, swapping, errors, coming and going with the rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from dsviz_widget import panels
from tests.browser.waiting import wait_for_value

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "panels.md").read_text()
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)

COUNTED = """
const log = (globalThis.log ??= { mounts: 0, updates: 0, unmounts: 0, inside: 0 });
export function mount(el, props) {
  log.mounts++; log.inside++;
  el.textContent = `WORD ${props.value.length} in ${props.width}`;
  return {
    update(props) { log.updates++; el.textContent = `WORD ${props.value.length} in ${props.width}`; },
    unmount() { log.unmounts++; log.inside--; },
  };
}
"""


@pytest.fixture(autouse=True)
def no_panels() -> Iterator[None]:
    yield
    for panel in panels.registered_panels():
        wandb.unregister_panel(panel.name)


def lists(rows: int = 40) -> wandb.TableView:
    return wandb.TableView(wandb.Table(["name", "losses"], [[f"n{i}", [0.5] * (i + 1)] for i in range(rows)]))


def test_the_page_shows_the_types_that_the_front_end_has() -> None:
    contract = (ROOT / "js" / "src" / "panels" / "custom-contract.ts").read_text()
    assert f"```ts\n{contract}```" in PAGE


def test_a_curve_is_drawn_over_a_list(show: Callable[..., Any]) -> None:
    names: dict[str, Any] = {}
    exec(EXAMPLES[0], names)
    exec(EXAMPLES[1], names)
    page = show(names["view"])
    lines = page.get_by_role("img", name="losses: 20 values")
    lines.first.wait_for()
    expect(lines).to_have_count(8)
    assert len(set(lines.locator("path").evaluate_all("paths => paths.map(p => p.getAttribute('d'))"))) == 8
    assert page.errors == []


def test_a_type_of_ones_own_is_drawn_stored_and_filtered(show: Callable[..., Any], tmp_path: Path) -> None:
    names: dict[str, Any] = {}
    exec(EXAMPLES[2], names)
    run = wandb.init(dir=tmp_path)
    artifact = wandb.Artifact("poses", type="dataset")
    artifact.add(names["people"], "people")
    run.log_artifact(artifact)
    again = run.use_artifact("poses:latest").get("people")
    wandb.finish()
    page = show(wandb.TableView(again, query="len(pose.joints) = 3 or pose is null"))
    page.get_by_title("3 joints").first.wait_for()
    expect(page.get_by_title("3 joints")).to_have_count(2)
    assert page.get_by_title("3 joints").first.bounding_box()["height"] > 60
    expect(page.get_by_role("gridcell", name="null")).to_have_count(1)
    assert page.errors == []


def test_registering_again_swaps_it_where_it_stands(show: Callable[..., Any]) -> None:
    view = lists(3)
    page = show(view)
    page.get_by_text("[0.5, 0.5]", exact=True).wait_for()
    wandb.register_panel("counted", COUNTED.replace("WORD", "first"), kinds=["list"], default=True)
    page.get_by_text("first 2 in").wait_for()
    wandb.register_panel(
        "counted", COUNTED.replace("WORD", "second"), kinds=["list"], default=True, width_px=216
    )
    page.get_by_text("second 2 in 200").wait_for()
    wait_for_value(lambda: page.evaluate("log.inside"), 3)
    wandb.unregister_panel("counted")
    page.get_by_text("[0.5, 0.5]", exact=True).wait_for()
    wait_for_value(lambda: page.evaluate("log"), {"mounts": 6, "updates": 0, "unmounts": 6, "inside": 0})
    assert page.errors == []


def test_only_cells_in_sight_are_mounted(show: Callable[..., Any]) -> None:
    wandb.register_panel("counted", COUNTED.replace("WORD", "holds"), kinds=["list"], default=True)
    view = lists(5_000)
    page = show(view)
    page.get_by_text("holds 1 in", exact=False).first.wait_for()
    assert page.evaluate("log.inside") < 60
    page.get_by_role("grid").focus()
    page.keyboard.press("Control+End")
    page.get_by_text("holds 5000 in").wait_for()
    assert page.evaluate("log.inside") < 60
    view.query = view.query.select("name")
    page.get_by_text("holds 5000 in").wait_for(state="detached")
    wait_for_value(lambda: page.evaluate("log.inside"), 0)
    assert page.errors == []


FAILING = [
    ("export function mount() { throw new Error('no paint left') }", "failed in mount: no paint left."),
    ("export function mount() {}", "failed in mount: mount returned nothing, not an object with update"),
    ("export const mount = 3", "failed in mount: its module exports no function mount"),
    ("export function mount( {", "failed in mount:"),
]


@pytest.mark.parametrize(("module", "message"), FAILING)
def test_what_a_panel_throws_stays_in_its_cell(show: Callable[..., Any], module: str, message: str) -> None:
    wandb.register_panel("broken", module, kinds=["list"], default=True)
    view = lists(3)
    page = show(view)
    alert = page.get_by_role("alert").filter(has_text=message).first
    alert.wait_for()
    assert alert.text_content().startswith('The panel "broken" failed')
    page.get_by_role("gridcell", name="n2").wait_for()
    page.get_by_role("button", name="Show as text").first.click()
    page.get_by_text("[0.5, 0.5]", exact=True).wait_for()
    page.stub.wait_until(lambda: view.query.panels == {"losses": "json"})
    assert page.errors == []


def test_an_update_that_throws_is_told_and_the_next_row_tries_again(show: Callable[..., Any]) -> None:
    module = """export function mount(el, { value }) {
      if (value.length === 2) throw new Error("two is too few");
      el.textContent = `is ${value.length}`;
      return { update({ value }) { if (value.length === 2) throw new Error("two is too few");
        el.textContent = `is ${value.length}`; }, unmount() { throw new Error("cannot end") } };
    }"""
    wandb.register_panel("picky", module, kinds=["list"], default=True)
    view = lists(4)
    page = show(view)
    page.get_by_text("two is too few").wait_for()
    expect(page.get_by_role("alert")).to_have_count(1)
    page.get_by_text("is 4").wait_for()
    view.query = wandb.Query().filter("len(losses) != 2")
    page.get_by_role("alert").wait_for(state="detached")
    page.get_by_text("is 3").wait_for()
    assert page.errors == []
