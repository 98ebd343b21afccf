"""Fixtures: a browser, a stub page with a live widget, and notebooks in a real JupyterLab."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.chromium import ARGS, find_chromium, slow_down
from tests.browser.lab import Notebook, Server
from tests.browser.stub import StubPage


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    executable = find_chromium()
    if executable is None:
        if os.environ.get("DSVIZ_REQUIRE_BROWSER") == "1":
            pytest.fail("DSVIZ_REQUIRE_BROWSER=1, and there is no Chromium: install it or set CHROMIUM")
        pytest.skip("no Chromium: install it or set CHROMIUM")
    from playwright.sync_api import expect, sync_playwright

    # Passed in any run that is well; a busy two-core machine may need seconds for what takes one frame.
    expect.set_options(timeout=60_000)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=ARGS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def context(browser: Any) -> Any:
    return browser.new_context(viewport={"width": 1280, "height": 900})


@pytest.fixture
def show(browser: Any, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Return a function that shows a view in a stub page, and gives the Playwright page.

    With `hold` the kernel is busy from the start, until `page.stub.comm.hold.set()`. The page has `stub`
    (the StubPage) and `errors` (what the console and the page complained of).
    """
    opened: list[tuple[Any, StubPage, Any]] = []

    def make(
        view: Any,
        width: int = 1280,
        height: int = 900,
        scale: float = 1,
        theme: str = "light",
        hold: bool = False,
    ) -> Any:
        stub = StubPage(view)
        if hold:
            stub.comm.hold.clear()
        context = browser.new_context(viewport={"width": width, "height": height}, device_scale_factor=scale)
        page = context.new_page()
        slow_down(page)
        page.set_default_timeout(60_000)
        page.errors = []
        page.stub = stub
        page.on("pageerror", lambda e: page.errors.append(str(e)))
        page.on("console", lambda m: m.type == "error" and page.errors.append(m.text))
        opened.append((context, stub, page))
        page.goto(stub.url)
        if theme == "dark":
            page.evaluate("() => { document.body.dataset.jpThemeLight = 'false'; }")
        page.wait_for_function("() => window.mounted")
        return page

    yield make
    failed = getattr(request.node, "failed", False)
    with contextlib.ExitStack() as closing:  # all are closed, whatever a host has to complain of
        for index, (context, stub, page) in enumerate(opened):
            if failed:
                path = tmp_path / f"failed-{index}.png"
                page.screenshot(path=str(path))
                print("screenshot:", path, "errors:", page.errors[:5], "refused:", stub.comm.refused[:5])
            closing.callback(stub.close)
            closing.callback(context.close)


@pytest.fixture
def open_file(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Return a function that writes views and opens the page: offline, and with what it asks for noted."""
    from dsviz_widget import to_html

    contexts = []

    def make(views: Any, width: int = 1280, theme: str = "light", **options: Any) -> Any:
        path = tmp_path / "page.html"
        to_html(views, path, **options)
        context = browser.new_context(
            viewport={"width": width, "height": 900}, offline=True, color_scheme=theme
        )
        contexts.append(context)
        page = context.new_page()
        slow_down(page)
        page.set_default_timeout(60_000)
        page.asked, page.errors = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.on("console", lambda message: message.type == "error" and page.errors.append(message.text))
        page.route(re.compile("^(?!file:|data:|blob:)"), lambda route: route.abort())
        page.goto(path.as_uri())
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    started = Server(tmp_path_factory.mktemp("notebooks"), tmp_path_factory.mktemp("jupyter"))
    yield started
    started.stop()


@pytest.fixture
def notebook(
    server: Server, context: Any, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Callable[..., Notebook]]:
    """Return a function that opens a new notebook with these cells, or a copy of an existing one."""
    made: list[Notebook] = []

    def make(*cells: str, path: Path | None = None) -> Notebook:
        made.append(Notebook(server, context, list(cells), path))
        return made[-1]

    yield make
    failed = getattr(request.node, "failed", False)
    for index, opened in enumerate(made):
        if failed:
            path = tmp_path / f"failed-{index}.png"
            opened.page.screenshot(path=str(path))
            print("screenshot:", path, "errors:", opened.errors[:5])
        opened.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    report = yield
    if report.when == "call":
        item.failed = report.failed  # type: ignore[attr-defined]
    return report
