"""What axe-core finds in each state of compared rows, light and dark, wide and narrow."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.axe import check_state
from tests.browser.compare_states import COMPARE_STATES


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("name", COMPARE_STATES)
def test_nothing_serious_stands_in_anyones_way(browser: Any, name: str, width: int) -> None:
    check_state(browser, COMPARE_STATES[name], None, width)
