"""What axe-core finds in each state of runs and charts, light and dark, wide and narrow."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.run_states import RUN_STATES, let_go
from tests.browser.states import set_theme, show_state
from tests.browser.test_accessibility import AXE, FIND


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    let_go()


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("name", RUN_STATES)
def test_nothing_serious_stands_in_anyones_way(browser: Any, folder: Path, name: str, width: int) -> None:
    if not AXE.exists():
        if os.environ.get("DSVIZ_REQUIRE_BROWSER") == "1":
            pytest.fail(f"{AXE} is missing: run 'npm ci' in js/")
        pytest.skip("no axe-core: run 'npm ci' in js/")
    with show_state(browser, RUN_STATES[name], folder, width, "light") as page:
        page.evaluate(AXE.read_text())
        found = page.evaluate(FIND)
        set_theme(page, "dark")
        found += [f"dark {finding}" for finding in page.evaluate(FIND)]
        # Nothing pushes the page wider than it is.
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert not found, "\n".join(found)
