"""A lineage on the screen: groups that open, what leads to a node and what follows, by pointer and keys."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from dsviz_widget.runs.lineage import lineage
from dsviz_widget.store import Catalog
from tests.browser.axe import findings, load_axe
from tests.browser.waiting import wait_for_focus, wait_for_rest, wait_for_value
from tests.unit.runs.pipelines import many, pipeline


@pytest.fixture(scope="module")
def camvid(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("lineage") / "store"
    pipeline(folder)
    return wandb.Api(folder, project="road").artifact("camvid:v1").lineage()


def node(page: Any, name: str) -> Any:
    # Playwright writes the pattern between slashes.
    pattern = re.escape(name).replace("/", r"\/")
    return page.get_by_role("option", name=re.compile(f"^{pattern}[ ,]"))


def has_class(target: Any, name: str) -> None:
    expect(target).to_have_class(re.compile(rf"\b{name}\b"))


def active(page: Any, name: str) -> None:
    """Wait until the keys are on a node."""
    pane = page.get_by_role("listbox")
    expect(pane).to_have_attribute("aria-activedescendant", node(page, name).get_attribute("id"))


def test_explode_shows_every_run_and_pointing_shows_where_it_belongs(
    show: Callable[..., Any], camvid: Any
) -> None:
    view = camvid.view()
    page = show(view)
    expect(node(page, "train")).to_have_accessible_name(re.compile("9 runs, 1 failed, runs, group"))
    expect(node(page, "camvid")).to_have_attribute("aria-selected", "true")
    page.get_by_text("v1 open, of 2").wait_for()
    expect(page.get_by_role("status")).to_have_text("37 nodes in 6 groups")
    page.get_by_role("radio", name="Explode").click()
    expect(page.get_by_role("option")).to_have_count(37)
    expect(page.get_by_role("status")).to_have_text("37 nodes")
    page.stub.wait_until(lambda: view.grouped is False)
    wait_for_rest(node(page, "mlp:v6"))
    node(page, "mlp:v6").hover()
    has_class(node(page, "train-7"), "is-lit")
    has_class(node(page, "masks:v6"), "is-lit")
    has_class(node(page, "train-6"), "is-dim")
    expect(page.locator(".is-dim[role=option]")).to_have_count(37 - 8)
    tip = page.get_by_role("tooltip")
    expect(tip).to_contain_text("mlp:v6, model")
    expect(tip).to_contain_text("logged bytrain-7")
    expect(tip).to_contain_text("comes from5 nodes")
    expect(tip).to_contain_text("leads to2 nodes")
    # Of the run that logged it, what it was to make large.
    expect(tip).to_contain_text("mean_iou.max0.270")
    page.mouse.move(5, 5)
    expect(page.locator(".is-dim[role=option]")).to_have_count(0)
    node(page, "mlp:v6").click()
    opened = {"kind": "version", "name": "mlp", "version": 6, "id": ""}
    page.stub.wait_until(lambda: view.opened == opened)
    expect(node(page, "mlp:v6")).to_have_attribute("aria-selected", "true")
    expect(node(page, "camvid:v1")).to_have_attribute("aria-selected", "false")
    assert page.errors == []


def test_a_double_click_explodes_one_group_and_its_chip_groups_it_again(
    show: Callable[..., Any], camvid: Any
) -> None:
    view = camvid.view()
    page = show(view)
    node(page, "train").dblclick()
    expect(page.get_by_role("option")).to_have_count(5 + 9)
    has_class(node(page, "train-1"), "is-run")
    wait_for_value(lambda: [group.rpartition("/")[2] for group in view.open_groups], ["train"])
    assert view.opened == {}
    page.get_by_role("button", name="Group train again").click()
    expect(page.get_by_role("option")).to_have_count(6)
    # One click opens all of a group, when no second one comes.
    node(page, "mlp").click()
    page.stub.wait_until(
        lambda: view.opened == {"kind": "artifact", "name": "mlp", "version": None, "id": ""}
    )
    node(page, "train").click()
    page.stub.wait_until(lambda: view.opened.get("job_type") == "train")
    view.grouped = False
    expect(page.get_by_role("option")).to_have_count(37)
    expect(page.get_by_role("radio", name="Explode")).to_have_attribute("aria-checked", "true")


def test_keys_walk_along_edges_open_groups_and_zoom(show: Callable[..., Any], camvid: Any) -> None:
    view = camvid.view()
    page = show(view)
    node(page, "camvid").wait_for()
    page.get_by_role("searchbox").focus()
    page.keyboard.press("Tab")
    wait_for_focus(page.get_by_role("button", name="Write as an HTML page"))
    page.keyboard.press("Tab")
    wait_for_focus(page.get_by_role("listbox"))
    active(page, "camvid")
    page.keyboard.press("ArrowRight")
    active(page, "train")
    expect(page.get_by_role("tooltip")).to_contain_text("9 runs, 1 failed")
    page.keyboard.press("e")
    active(page, "train-1")
    page.keyboard.press("ArrowDown")
    active(page, "train-2")
    page.keyboard.press("End")
    active(page, "train-9")
    page.keyboard.press("e")
    active(page, "train")
    page.keyboard.press("ArrowRight")
    active(page, "mlp")
    page.keyboard.press("ArrowLeft")
    active(page, "train")
    page.keyboard.press("ArrowLeft")
    active(page, "camvid")
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: view.opened.get("kind") == "artifact")
    zoom = page.get_by_role("group", name="Zoom").locator("span")
    expect(zoom).to_have_text("100 %")
    page.keyboard.press("+")
    expect(zoom).to_have_text("125 %")
    page.keyboard.press("-")
    expect(zoom).to_have_text("100 %")
    page.keyboard.press("-")
    expect(zoom).to_have_text("80 %")
    page.keyboard.press("f")
    expect(zoom).to_have_text("100 %")
    assert page.errors == []


def test_finding_a_run_inside_a_group_opens_it(show: Callable[..., Any], camvid: Any) -> None:
    page = show(camvid.view())
    node(page, "train").wait_for()
    field = page.get_by_role("searchbox", name="Find a run or version")
    field.fill("TRAIN-8")
    expect(page.get_by_role("status")).to_have_text("1 found")
    has_class(node(page, "train"), "is-found")
    has_class(node(page, "mlp"), "is-dim")
    page.keyboard.press("Enter")
    has_class(node(page, "train-8"), "is-found")
    page.keyboard.press("ArrowDown")
    wait_for_focus(page.get_by_role("listbox"))
    active(page, "train-8")
    field.fill("nothing like it")
    expect(page.get_by_role("status")).to_have_text("none found")
    field.press("Escape")
    expect(page.get_by_role("status")).to_have_text("37 nodes")


def test_the_picture_is_dragged_zoomed_and_fitted(show: Callable[..., Any], camvid: Any) -> None:
    page = show(camvid.view())
    zoom = page.get_by_role("group", name="Zoom")
    expect(zoom.locator("span")).to_have_text("100 %")
    node(page, "prepare").wait_for()
    pane = wait_for_rest(page.get_by_role("listbox"))
    before = wait_for_rest(node(page, "prepare"))
    page.mouse.move(pane["x"] + 40, pane["y"] + 60)
    page.mouse.down()
    page.mouse.move(pane["x"] + 90, pane["y"] + 80, steps=4)
    page.mouse.up()
    wait_for_value(lambda: round(node(page, "prepare").bounding_box()["x"] - before["x"]), 50)
    at = wait_for_rest(node(page, "prepare"))
    page.mouse.move(at["x"] + 10, at["y"] + 10)
    page.mouse.wheel(0, -300)
    expect(zoom.locator("span")).to_have_text("182 %")
    zoom.get_by_role("button", name="Zoom out").click()
    expect(zoom.locator("span")).to_have_text("146 %")
    zoom.get_by_role("button", name="Show all").click()
    expect(zoom.locator("span")).to_have_text("100 %")
    wait_for_value(lambda: round(node(page, "prepare").bounding_box()["x"] - before["x"]), 0)


def test_what_cannot_be_read_says_why(show: Callable[..., Any], camvid: Any) -> None:
    view = camvid.view(opened={"kind": "artifact", "name": "camvd"})
    page = show(view)
    alert = page.get_by_role("alert")
    alert.get_by_text("no artifact 'camvd'").wait_for()
    view.opened = {}
    node(page, "train").wait_for()
    expect(alert).to_have_count(0)


def test_a_project_in_which_nothing_is_linked_says_how(show: Callable[..., Any], tmp_path: Path) -> None:
    with wandb.init(project="alone", dir=tmp_path) as run:
        run.log({"loss": 1.0})
    page = show(wandb.Api(tmp_path, project="alone").project().lineage().view())
    page.get_by_text("Nothing is linked yet").wait_for()
    page.get_by_text("There is 1 run or version").wait_for()


def test_two_thousand_nodes_are_few_elements(show: Callable[..., Any], tmp_path: Path) -> None:
    catalog = Catalog(tmp_path)
    many(catalog, 500)
    view = lineage(catalog, "p").view()
    page = show(view)
    expect(page.get_by_role("status")).to_have_text("2,002 nodes in 6 groups")
    page.get_by_role("radio", name="Explode").click()
    node(page, "t0").wait_for()
    count = page.get_by_role("option")
    assert 4 < count.count() < 400
    page.get_by_role("button", name="Show all").click()
    # All of them are a handful of paths; one that is pointed at is drawn by itself.
    page.locator(".dv-lineage-stage.is-far").wait_for()
    wait_for_value(count.count, 0)
    field = page.get_by_role("searchbox")
    field.fill("t321")
    expect(page.get_by_role("status")).to_have_text("1 found")
    page.keyboard.press("Enter")
    has_class(node(page, "t321"), "is-found")
    assert page.errors == []


@pytest.mark.parametrize("width", [1280, 400])
def test_nothing_serious_stands_in_anyones_way(show: Callable[..., Any], camvid: Any, width: int) -> None:
    page = show(camvid.explode("train").view(), width=width)
    node(page, "train-1").wait_for()
    load_axe(page)
    found = findings(page, f"{width} px")
    page.get_by_role("listbox").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("tooltip").wait_for()
    found += findings(page, f"{width} px, by keys")
    assert not found, "\n".join(found)
    assert page.locator("html").evaluate("(el) => el.scrollWidth <= el.clientWidth")
