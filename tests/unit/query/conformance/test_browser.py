"""Random expressions: the browser's evaluator and the reference agree on every row, errors included."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings

from dsviz_widget.query.language.parse import write_value
from tests.unit.query.conformance.browser import FOLDER, Browser
from tests.unit.query.conformance.checking import reference_answer, same
from tests.unit.query.conformance.expressions import TABLE
from tests.unit.query.conformance.reference import rows_of
from tests.unit.query.conformance.test_differential import asked, of_any_kind

pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or not (FOLDER / "node_modules" / "esbuild").exists(),
    reason="needs Node and the front end's packages: npm ci in js/",
)
ROWS = rows_of(TABLE)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    evaluator = Browser(TABLE)
    yield evaluator
    evaluator.close()


@settings(max_examples=250)
@given(of_any_kind)
def test_the_browser_agrees_with_the_reference(browser: Browser, expression: Any) -> None:
    wanted = [reference_answer(expression, row) for row in ROWS]
    found = browser.answers(write_value(asked(expression)))
    wrong = [i for i, pair in enumerate(zip(found, wanted, strict=True)) if not same(*pair)]
    assert not wrong, f"rows {wrong}: found {found}, wanted {wanted}"
