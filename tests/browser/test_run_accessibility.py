"""What axe-core finds in each state of runs and charts, light and dark, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.axe import check_state
from tests.browser.run_states import RUN_STATES, let_go


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    let_go()


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("name", RUN_STATES)
def test_nothing_serious_stands_in_anyones_way(browser: Any, folder: Path, name: str, width: int) -> None:
    check_state(browser, RUN_STATES[name], folder, width)
