"""Every text of the table in the other way of writing, and back: the browser translates alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dsviz_widget.errors import QueryError
from dsviz_widget.query import DuckEngine, Schema, is_mongo, translate
from tests.unit.query import test_translate

UNKNOWN = "nothing known"
"""The table of `test_translate.py` where nothing is known of empty cells."""


def facts_said(schema: Schema) -> dict[str, list[bool]]:
    """Return per column whether some cell is empty, whether some is NaN, and whether all are finite."""
    known = {name: schema.facts(name) for name in schema.columns}
    return {name: [facts.nullable, facts.nan, facts.finite] for name, facts in known.items()}


def there_and_back(
    on: str, texts: Iterable[str], schema: Schema, *, condition: bool = True
) -> Iterator[dict[str, Any]]:
    """Give what each text is in the other form, and what that is in the first."""
    for text in texts:
        line, found = _line(on, text, schema, condition)
        yield line
        if found is not None:
            yield _line(on, found, schema, condition)[0]


def _line(on: str, text: str, schema: Schema, condition: bool) -> tuple[dict[str, Any], str | None]:
    line: dict[str, Any] = {"translates": text, "on": on}
    if not condition:
        line["as_value"] = True
    try:
        found = translate(text, schema, "infix" if is_mongo(text) else "mongo", condition=condition)
    except QueryError as error:
        return {**line, "message": error.message, "hint": error.hint}, None
    note = {"note": found.note} if found.note else {}
    return {**line, "to": found.text, **note}, found.text


def of_both_forms() -> Iterator[dict[str, Any]]:
    """Give the texts of the translation's own tests: nothing known of the columns, and all."""
    from tests.unit.query.conformance.export import arrow_text

    table = test_translate.TABLE
    known = DuckEngine(table).source.kinds
    texts = [text for pair in (*test_translate.PAIRS, *test_translate.TO_INFIX) for text in pair]
    texts += ["s endswith part", "zzz > 1", "{$lt: ['$full', 5]}", "{$add: ['$n', 1]}"]
    yield {"table": UNKNOWN, "arrow": arrow_text(table)}
    yield from there_and_back(UNKNOWN, texts, Schema.from_arrow(table.schema), condition=False)
    yield {"table": "translated", "arrow": arrow_text(table), "facts": facts_said(known)}
    yield from there_and_back("translated", texts, known)
