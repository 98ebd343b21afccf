"""What axe-core finds in groups of compared tables and in the states of matching, in both themes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.axe import check_state
from tests.browser.matching_states import MATCHING_STATES


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("name", MATCHING_STATES)
def test_nothing_serious_stands_in_anyones_way(browser: Any, name: str, width: int) -> None:
    check_state(browser, MATCHING_STATES[name], None, width)
