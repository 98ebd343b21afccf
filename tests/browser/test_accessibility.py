"""What axe-core finds in each state of the view, light and dark, wide and narrow: nothing in anyone's way."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import dsviz_widget as wandb
from tests.browser.states import QUICKSTART, STATES, run_notebook, set_theme, show_state

AXE = Path(__file__).parents[2] / "js" / "node_modules" / "axe-core" / "axe.min.js"

FIND = """async () => {
  const { violations } = await axe.run('#root', { resultTypes: ['violations'] });
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').flatMap(
    ({ id, help, nodes }) => nodes.map(({ html, failureSummary }) =>
      `${id}: ${help}\\n  ${html.slice(0, 200)}\\n  ${failureSummary.replaceAll('\\n', ' ')}`));
}"""


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
    if not AXE.exists():
        if os.environ.get("DSVIZ_REQUIRE_BROWSER") == "1":
            pytest.fail(f"{AXE} is missing: run 'npm ci' in js/")
        pytest.skip("no axe-core: run 'npm ci' in js/")
    with show_state(browser, STATES[name], preds, width, "light") as page:
        page.evaluate(AXE.read_text())
        found = page.evaluate(FIND)
        set_theme(page, "dark")
        found += [f"dark {finding}" for finding in page.evaluate(FIND)]
    assert not found, "\n".join(found)
