"""What axe-core finds in each state of the view, light and dark, wide and narrow: nothing in anyone's way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import dsviz_widget as wandb
from tests.browser.axe import check_state
from tests.browser.states import QUICKSTART, STATES, run_notebook


@pytest.fixture(scope="module")
def preds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[wandb.Table]:
    """Return the predictions of the quickstart notebook: pictures with masks and boxes, and figures."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("quickstart")
        patch.chdir(folder)
        patch.setenv("DSVIZ_DIR", str(folder / "dsviz"))
        patch.syspath_prepend(str(QUICKSTART.parent))
        yield run_notebook(QUICKSTART)["preds"]


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("name", STATES)
def test_nothing_serious_stands_in_anyones_way(
    browser: Any, preds: wandb.Table, name: str, width: int
) -> None:
    check_state(browser, STATES[name], preds, width, fits=None)
