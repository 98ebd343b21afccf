"""A large lineage is laid out aside, and the page goes on; where workers are refused it says so first."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from dsviz_widget.runs.lineage import lineage
from dsviz_widget.store import Catalog
from tests.browser.stub import StubPage
from tests.browser.test_lineage import has_class, node
from tests.browser.waiting import wait_for_value
from tests.unit.runs.pipelines import many

LAYING = "Laying out 2,002 nodes …"
HELD = """{
  // A task reaches its worker when the test lets it.
  const Real = window.Worker;
  window.held = []; window.ended = 0;
  window.Worker = class extends Real {
    postMessage(...task) { window.held.push(() => super.postMessage(...task)); }
    terminate() { window.ended += 1; super.terminate(); }
  };
  window.release = () => { for (const send of window.held.splice(0)) send(); };
}"""
SAID = """{
  // What the status says at each frame that is painted.
  window.said = new Set();
  addEventListener("securitypolicyviolation", (event) => { window.refused = event.effectiveDirective; });
  const look = () => {
    const status = document.querySelector(".dv-lineage-count")
      ?? document.querySelector("#root > *")?.shadowRoot?.querySelector(".dv-lineage-count");
    if (status) window.said.add(status.textContent);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    found = Catalog(tmp_path_factory.mktemp("large"))
    many(found, 500)
    return found


@pytest.fixture
def held(browser: Any, catalog: Catalog) -> Any:
    """A page whose layouts wait for ``release()``."""
    stub = StubPage(lineage(catalog, "p").view())
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.stub = stub
    page.add_init_script(HELD)
    page.goto(stub.url)
    yield page
    context.close()
    stub.close()


def test_while_it_is_laid_out_the_old_picture_answers_and_a_newer_wish_ends_it(held: Any) -> None:
    page = held
    status = page.get_by_role("status")
    expect(status).to_have_text("2,002 nodes in 6 groups")
    page.get_by_role("radio", name="Explode").click()
    expect(status).to_have_text(LAYING)
    wait_for_value(lambda: page.evaluate("window.held.length"), 1)
    # The groups are still there, and do all that they did.
    node(page, "train").hover()
    has_class(node(page, "model"), "is-lit")
    page.get_by_role("listbox").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tooltip")).to_be_visible()
    page.keyboard.press("+")
    expect(page.get_by_role("group", name="Zoom").locator("span")).to_have_text("125 %")
    # Another wish: that layout ends, and nothing of it is shown.
    page.get_by_role("radio", name="Grouped").click()
    expect(status).to_have_text("2,002 nodes in 6 groups")
    wait_for_value(lambda: page.evaluate("window.ended"), 1)
    page.evaluate("release()")
    expect(page.get_by_role("option")).to_have_count(6)
    page.get_by_role("radio", name="Explode").click()
    expect(status).to_have_text(LAYING)
    wait_for_value(lambda: page.evaluate("window.held.length"), 1)
    page.evaluate("release()")
    expect(status).to_have_text("2,002 nodes")
    node(page, "t0").wait_for()


def test_where_workers_are_refused_the_page_says_what_it_does_first(browser: Any, catalog: Catalog) -> None:
    stub = StubPage(lineage(catalog, "p").view())
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.add_init_script(SAID)

    def without_workers(route: Any) -> None:
        got = route.fetch()
        policy = {"content-security-policy": "worker-src 'none'"}
        route.fulfill(response=got, headers={**got.headers, **policy})

    page.route(stub.url, without_workers)
    try:
        page.goto(stub.url)
        expect(page.get_by_role("status")).to_have_text("2,002 nodes in 6 groups")
        page.get_by_role("radio", name="Explode").click()
        node(page, "t0").wait_for()
        expect(page.get_by_role("status")).to_have_text("2,002 nodes")
        wait_for_value(lambda: LAYING in page.evaluate("[...window.said]"), True)
        assert page.evaluate("window.refused") == "worker-src"
    finally:
        context.close()
        stub.close()
