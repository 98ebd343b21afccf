"""The browser's evaluator: answers to random texts as the reference has them, sentences as Python has."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsviz_widget.errors import QueryError
from dsviz_widget.query import Schema, is_mongo, read_expression, translate
from dsviz_widget.query.language.parse import write_value
from tests.unit.query import test_translate
from tests.unit.query.conformance.browser import FOLDER, Browser
from tests.unit.query.conformance.checking import reference_answer, same
from tests.unit.query.conformance.export import FILE
from tests.unit.query.conformance.expressions import TABLE
from tests.unit.query.conformance.reference import rows_of
from tests.unit.query.conformance.tables import TABLES
from tests.unit.query.conformance.test_differential import asked, of_any_kind
from tests.unit.query.conformance.translations import facts_said

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


PIECES = [
    *"{}[]()'\"$.,: =<>!+-*/%|&`~0é🚀",
    "$$",
    " and ",
    " not ",
    " in ",
    "null",
    "$0.",
    "matches ",
    "any(",
]


def broken(text: str, chance: random.Random) -> str:
    """Return a text with a piece more, or some letters less."""
    at = chance.randrange(len(text) + 1)
    if chance.random() < 0.5:
        return text[:at] + chance.choice(PIECES) + text[at:]
    return text[:at] + text[at + chance.randrange(1, 5) :]


def sentence(text: str, schema: Schema) -> dict[str, Any] | None:
    """Return what Python says of a text, as it crosses to the view."""
    try:
        read_expression(text, schema)
    except QueryError as error:
        parts = ("kind", "message", "start", "end", "hint", "replacement", "clause")
        return {part: getattr(error, part) for part in parts}
    return None


@settings(max_examples=250)
@given(of_any_kind)
def test_the_browser_agrees_with_the_reference(browser: Browser, expression: Any) -> None:
    wanted = [reference_answer(expression, row) for row in ROWS]
    found = browser.answers(write_value(asked(expression)))
    wrong = [i for i, pair in enumerate(zip(found, wanted, strict=True)) if not same(*pair)]
    assert not wrong, f"rows {wrong}: found {found}, wanted {wanted}"


def translated(text: str, schema: Schema) -> dict[str, Any]:
    """Return what Python says a filter is in the other form."""
    try:
        return asdict(translate(text, schema, "infix" if is_mongo(text) else "mongo", condition=True))
    except QueryError as error:
        parts = ("kind", "message", "start", "end", "hint", "replacement", "clause")
        return {"failure": {part: getattr(error, part) for part in parts}}


@pytest.mark.parametrize("known", [True, False], ids=["known cells", "unknown cells"])
def test_the_browser_translates_as_python_does(browser: Browser, known: bool) -> None:
    schema = test_translate.SCHEMA if known else test_translate.UNKNOWN
    browser.look_at(test_translate.TABLE, facts_said(schema))

    @settings(max_examples=150, deadline=None)
    @given(st.one_of(test_translate.infix_conditions(), test_translate.mongo_conditions()))
    def check(text: str) -> None:
        wanted = translated(text, schema)
        assert browser.translation(text) == wanted
        if wanted.get("text"):
            assert browser.translation(wanted["text"]) == translated(wanted["text"], schema)

    try:
        check()
    finally:
        browser.look_at(TABLE)


@pytest.mark.parametrize("name", ["cells", "lists", "mixed", "dates"])
def test_the_browser_says_what_python_says_of_a_broken_text(browser: Browser, name: str) -> None:
    lines = [json.loads(line) for line in FILE.read_text().splitlines()]
    texts = [line["text"] for line in lines if line.get("on") == name and "text" in line]
    chance = random.Random(name)
    schema = Schema.from_arrow(TABLES[name].schema)
    browser.look_at(TABLES[name])
    asked_texts = [broken(chance.choice(texts), chance) for _ in range(250)]
    wrong = {
        text: (found, wanted)
        for text in asked_texts
        if (found := browser.failure(text)) != (wanted := sentence(text, schema))
    }
    browser.look_at(TABLE)
    assert wrong == {}
