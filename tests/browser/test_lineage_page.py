"""A lineage as one file from the disk, with no network and no kernel: all that its graph does elsewhere."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from dsviz_widget.runs.lineage import lineage
from dsviz_widget.store import Catalog
from tests.browser.axe import FIND, load_axe
from tests.browser.offline import PageEngine, differences
from tests.browser.test_lineage import active, has_class, node
from tests.unit.runs.pipelines import logged, many, pipeline

COUNT = """() => {
  const Real = window.Worker;
  window.laid = 0;
  window.Worker = class extends Real {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => { window.laid += data.kind === "done"; });
    }
  };
}"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `pipeline` logs, a run that was deleted and a run of another project."""
    folder = tmp_path_factory.mktemp("lineage") / "store"
    pipeline(folder)
    api = wandb.Api(folder, project="road")
    with wandb.init(project="other", dir=folder, job_type="deploy", name="deploy-1") as run:
        run.use_artifact("road/mlp:v3")
        logged(run, "service", "image", "bytes")
    api.runs("road").find("train-2").delete()
    api.artifact("masks:v7").aliases.append("best")
    return folder


def test_the_page_groups_and_tells_as_python_does(browser: Any, store: Path) -> None:
    view = wandb.Api(store, project="road").artifact("camvid:v1").lineage().view()
    page = browser.new_page()
    engine = PageEngine(page, view)
    groups = [found.id for found in view.lineage.group().nodes]
    opened = [
        None,
        {"kind": "version", "name": "mlp", "version": 3, "id": ""},
        {"kind": "artifact", "name": "masks", "version": None, "id": ""},
        {"kind": "run", "name": "train-4", "version": None, "id": wandb.Api(store).runs("road")[4].id},
        {"kind": "version", "name": "service", "version": 0, "id": "", "project": "other"},
        {"kind": "runs", "name": "train", "version": None, "id": "", "job_type": "train"},
    ]
    open_groups = [[], groups[:1], groups[2:5], ["a group that is not there"]]
    for around, grouped, shown in itertools.product(opened, (True, False), open_groups):
        if shown == open_groups[3] and grouped:
            continue
        params = {"around": around, "grouped": grouped, "open_groups": shown}
        told, expected = engine.ask("lineage", params)[0], engine.python("lineage", params)[0]
        assert not differences(told, expected), params
    for found in view.lineage.explode().nodes:
        if found.state != "deleted":
            params = {"id": found.id}
            assert engine.ask("lineage_facts", params) == engine.python("lineage_facts", params)
    page.close()


def test_a_page_from_the_disk_does_what_the_graph_does(open_file: Callable[..., Any], store: Path) -> None:
    view = wandb.Api(store, project="road").artifact("camvid:v1").lineage().view()
    assert view.html_plan().size < 400_000
    page = open_file(view)
    page.get_by_role("heading", name="Lineage of camvid:v1").wait_for()
    page.get_by_text("none of their files is in this page").wait_for()
    status = page.get_by_role("status")
    expect(status).to_have_text("39 nodes in 9 groups")
    node(page, "train").dblclick()
    expect(page.get_by_role("option")).to_have_count(9 - 1 + 8)
    page.get_by_role("button", name="Group train again").click()
    expect(page.get_by_role("option")).to_have_count(9)
    page.get_by_role("radio", name="Explode").click()
    expect(page.get_by_role("option")).to_have_count(39)
    node(page, "mlp:v6").hover()
    has_class(node(page, "train-7"), "is-lit")
    has_class(node(page, "train-6"), "is-dim")
    # A press has no kernel to open anything: it marks the node, and what is known of it stays.
    node(page, "mlp:v6").click()
    expect(node(page, "mlp:v6")).to_have_attribute("aria-selected", "true")
    page.mouse.move(5, 5)
    tip = page.get_by_role("tooltip")
    expect(tip).to_contain_text("mean_iou.max0.270")
    expect(page.locator(".is-dim[role=option]")).to_have_count(0)
    page.get_by_role("searchbox").fill("evaluate-8")
    expect(status).to_have_text("1 found")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    active(page, "evaluate-8")
    page.keyboard.press("ArrowRight")
    active(page, "masks:v7")
    expect(tip).to_contain_text("mean_iou0.280")
    page.keyboard.press("Enter")
    expect(node(page, "masks:v7")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(tip).to_have_count(0)
    zoom = page.get_by_role("group", name="Zoom").locator("span")
    page.keyboard.press("f")
    page.keyboard.press("+")
    expect(zoom).to_have_text(re.compile(r"^(1\d\d|[5-9]\d) %$"))
    assert page.errors == []
    assert not [address for address in page.asked if not re.match("file:|blob:|data:", address)]


def test_the_page_is_written_from_the_bar(
    show: Callable[..., Any], store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page = show(wandb.Api(store, project="road").artifact("camvid:v1").lineage().view())
    node(page, "train").wait_for()
    page.get_by_role("button", name="Write as an HTML page").focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="HTML page of the lineage")
    panel.get_by_text(re.compile(r"^\d+ kB\. Runs and versions are named here")).wait_for()
    panel.get_by_role("button", name="Write the page").click()
    panel.get_by_text(re.compile("Lineage of camvid.*html has")).wait_for()
    (written,) = tmp_path.glob("*.html")
    assert written.read_text().startswith("<!doctype html>")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    assert page.errors == []


def test_two_thousand_nodes_open_from_the_disk(open_file: Callable[..., Any], tmp_path: Path) -> None:
    catalog = Catalog(tmp_path / "store")
    many(catalog, 500)
    page = open_file(lineage(catalog, "p").view(), width=400, max_rows=100)
    page.get_by_text("Figures are of 100 of 2,002 runs and versions, the newest.").wait_for()
    page.evaluate(COUNT)
    page.get_by_role("radio", name="Explode").click()
    expect(page.get_by_role("status")).to_have_text("2,002 nodes")
    node(page, "t0").wait_for()
    # A page from the disk has no origin, of which browsers make no workers that are modules.
    assert page.evaluate("window.laid") == 1
    load_axe(page)
    assert page.evaluate(FIND.replace("'#root'", "document")) == []
    assert page.errors == []
