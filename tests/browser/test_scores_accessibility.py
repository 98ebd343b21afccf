"""What axe-core finds in each state of the scores, light and dark, wide and narrow."""

from __future__ import annotations

import os
from typing import Any

import pytest

from tests.browser.score_states import SCORE_STATES
from tests.browser.states import set_theme, show_state
from tests.browser.test_accessibility import AXE, FIND


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("name", SCORE_STATES)
def test_nothing_serious_stands_in_anyones_way(browser: Any, name: str, width: int) -> None:
    if not AXE.exists():
        if os.environ.get("DSVIZ_REQUIRE_BROWSER") == "1":
            pytest.fail(f"{AXE} is missing: run 'npm ci' in js/")
        pytest.skip("no axe-core: run 'npm ci' in js/")
    with show_state(browser, SCORE_STATES[name], None, width, "light") as page:
        page.evaluate(AXE.read_text())
        found = page.evaluate(FIND)
        set_theme(page, "dark")
        found += [f"dark {finding}" for finding in page.evaluate(FIND)]
        # Nothing pushes the page wider than it is.
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert not found, "\n".join(found)
