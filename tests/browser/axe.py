"""What axe-core finds on a page."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.browser.states import State, set_theme, show_state

AXE = Path(__file__).parents[2] / "js" / "node_modules" / "axe-core" / "axe.min.js"

FIND = """async () => {
  const { violations } = await axe.run('#root', { resultTypes: ['violations'] });
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').flatMap(
    ({ id, help, nodes }) => nodes.map(({ html, failureSummary }) =>
      `${id}: ${help}\\n  ${html.slice(0, 200)}\\n  ${failureSummary.replaceAll('\\n', ' ')}`));
}"""


def load_axe(page: Any) -> None:
    """Bring axe-core to a page; without it the test is skipped, or fails where a browser is required."""
    if not AXE.exists():
        if os.environ.get("DSVIZ_REQUIRE_BROWSER") == "1":
            pytest.fail(f"{AXE} is missing: run 'npm ci' in js/")
        pytest.skip("no axe-core: run 'npm ci' in js/")
    # Without motion colours are at once what they come to.
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(AXE.read_text())


def findings(page: Any, what: str) -> list[str]:
    """Return what axe-core calls serious or critical, in both themes; it has to be loaded."""
    found = []
    for theme in ("light", "dark"):
        set_theme(page, theme)
        found += [f"{what}, {theme}: {finding}" for finding in page.evaluate(FIND)]
    return found


def check_state(browser: Any, state: State, given: Any, width: int, *, fits: str | None = "html") -> None:
    """Check that nothing serious stands in anyone's way in a state, light or dark.

    Parameters
    ----------
    given : object
        What the state is made of.
    width : int
        Of the window, in px.
    fits : str, optional
        Selector of what has to have room for all that is in it.
    """
    with show_state(browser, state, given, width, "light") as page:
        load_axe(page)
        found = findings(page, f"{width} px")
        if fits is not None:
            assert page.locator(fits).evaluate("(el) => el.scrollWidth <= el.clientWidth")
    assert not found, "\n".join(found)
