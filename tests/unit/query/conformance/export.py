"""What the browser's evaluator is checked against: tables, cases, and sentences of errors, as JSON.

``python -m tests.unit.query.conformance.export`` writes the file; `test_export.py` says when it is stale.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from dsviz_widget.errors import QueryError
from dsviz_widget.query import DuckEngine, Engine, Schema, read_condition, read_expression
from dsviz_widget.query.language.parse import write_value
from dsviz_widget.query.language.tokens import write_text
from tests.unit.query import (
    test_any_table,
    test_infix,
    test_mixed_values,
    test_operator_errors,
    test_parse_errors,
    test_patterns,
    test_row_errors,
    test_whole_numbers,
)
from tests.unit.query.conformance.case import ERROR
from tests.unit.query.conformance.case import write as case_text
from tests.unit.query.conformance.engines import read_answers, text_of
from tests.unit.query.conformance.table import CASES
from tests.unit.query.conformance.tables import TABLES
from tests.unit.query.conformance.translations import facts_said, of_both_forms, there_and_back

FILE = Path(__file__).parents[4] / "js" / "test" / "query" / "conformance.jsonl"
"""One JSON value a line: tables, cases, translations, texts and what they are answered."""


def write() -> str:
    """Return the text of the file."""
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines())


def lines() -> Iterator[dict[str, Any]]:
    """Give what each line holds; a table comes before what is asked of it."""
    schemas = {name: DuckEngine(table).source.kinds for name, table in TABLES.items()}
    for name, table in TABLES.items():
        yield {"table": name, "arrow": arrow_text(table), "facts": facts_said(schemas[name])}
    for case in CASES:
        yield _case(case.name, case.table, text_of(case), case.answers, unordered=case.unordered)
        yield from there_and_back(case.table, [_text(text_of(case))], schemas[case.table])
    for name, table, texts in _suites():
        engine = DuckEngine(table)
        known = engine.source.kinds
        yield {"table": name, "arrow": arrow_text(table), "facts": facts_said(known)}
        for text in texts:
            yield from _asked(name, engine, text)
        yield from there_and_back(name, map(_text, texts), known)
    yield from of_both_forms()
    yield from _joined()
    yield {"table": "parse", "arrow": arrow_text(test_parse_errors.SCHEMA_ARROW.empty_table())}
    yield {"table": "errors", "arrow": arrow_text(test_operator_errors.TABLE)}
    yield from _said()
    yield {"table": "rows", "arrow": arrow_text(test_row_errors.TABLE)}
    for expression, sentence in test_row_errors.ERRORS:
        yield {
            "row_error": write_value(expression),
            "on": "rows",
            "sentence": f"{sentence}, which is an error.",
        }


def _case(
    name: str, on: str, asked: Any, answers: Sequence[Any], *, unordered: bool = False
) -> dict[str, Any]:
    line = {"case": name, "on": on, "text": _text(asked), "answers": [plain(answer) for answer in answers]}
    return {**line, "unordered": True} if unordered else line


def _text(asked: Any) -> str:
    return asked if isinstance(asked, str) else write_value(asked)


def _asked(name: str, engine: Engine, text: Any) -> Iterator[dict[str, Any]]:
    """Give what an engine answers a text, unless it refuses it."""
    try:
        answers = read_answers(engine.evaluate(text))
    except QueryError:
        return
    shown = text if isinstance(text, str) else case_text(text)
    yield _case(f"{name}: {shown}", name, text, answers)


def _suites() -> Iterator[tuple[str, pa.Table, list[Any]]]:
    """Give tables and texts of the other tests of the language."""
    yield "infix", test_infix.TABLE, [text for text, _ in test_infix.ANSWERS]
    yield "whole numbers", test_whole_numbers.ROWS, [
        text for text, _ in (*test_whole_numbers.EXACT, *test_whole_numbers.CONDITIONS)
    ]  # fmt: skip
    yield "digits", test_whole_numbers.SPLIT_ROWS, [text for text, _ in test_whole_numbers.AMONG_MIXED]
    yield "kinds", test_mixed_values.TABLE, [text for text, _ in test_mixed_values.INFIX]
    yield "patterns", test_patterns.TABLE, [
        {operator: {"input": "$s", "regex": pattern, "options": options}}
        for pattern, options in test_patterns.SAME_IN_PYTHON
        for operator in ("$regexMatch", "$regexFind", "$regexFindAll")
    ]  # fmt: skip


def _joined() -> Iterator[dict[str, Any]]:
    """Give two tables side by side, and what is asked of both."""
    query = test_any_table.compared()
    engine, schema = query.engine, query.schema
    assert isinstance(engine, DuckEngine)
    table = pa.table({name: engine.evaluate(name)["value"] for name in schema.columns})
    tables = [dict(names) for names in schema.tables]
    extra = {"tables": tables, "present": list(schema.present), "labels": ["v0", "v1"]}
    yield {"table": "joined", "arrow": arrow_text(table), "schema": extra, "facts": facts_said(schema)}
    examples = [text for text, _ in test_any_table.EXAMPLES]
    for text in examples:
        yield from _asked("joined", engine, text)
    named = replace(schema, labels=("v0", "v1"))
    odd = ("$1.only > 1", "$0.iuo > 1", "$*.iuo > 1", "iou > 1", "$2.iou > 1", "$*.iou", "$*.only > 2")
    for text in odd:
        yield _line_of(text, "joined", named, as_condition=True)
    yield from there_and_back("joined", [*examples, *odd], named)


def _said() -> Iterator[dict[str, Any]]:
    parse, infix = test_parse_errors.SCHEMA_ARROW, test_infix.TABLE.schema
    errors = test_operator_errors.TABLE.schema
    bad_patterns = [
        (f"{{$regexMatch: {{input: '$s', regex: {write_text(pattern)}}}}}",)
        for pattern, *_ in test_patterns.BAD
    ]
    for name, table, texts, as_condition in (
        ("parse", parse, test_parse_errors.BAD, True),
        ("parse", parse, test_parse_errors.WARNED, True),
        ("infix", infix, test_infix.BAD, True),
        ("errors", errors, test_operator_errors.BAD, False),
        ("errors", errors, test_operator_errors.WARNED, False),
        ("patterns", test_patterns.TABLE.schema, bad_patterns, True),
    ):
        schema = Schema.from_arrow(table)
        for text, *_ in texts:
            yield _line_of(text, name, schema, as_condition=as_condition)


def _line_of(text: str, name: str, schema: Schema, *, as_condition: bool) -> dict[str, Any]:
    """Return what is said of a text that is wrong, or legal but odd."""
    line = {"says": text, "on": name, "as_condition": as_condition}
    try:
        found = (read_condition if as_condition else read_expression)(text, schema)
    except QueryError as error:
        parts = ("kind", "message", "start", "end", "hint", "replacement")
        return {**line, "failure": {part: getattr(error, part) for part in parts}}
    return {**line, "warnings": [notice.as_dict() for notice in found.notices]}


def arrow_text(table: pa.Table) -> str:
    """Return a table as an Arrow stream, in base64."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return base64.b64encode(sink.getvalue()).decode()


def plain(value: Any) -> Any:
    """Return an answer as JSON, in which objects of one word say what JSON cannot."""
    if value is ERROR:
        return {"$error": True}
    if isinstance(value, datetime):
        return {"$date": f"{value.isoformat(timespec='milliseconds')}Z"}
    if isinstance(value, float) and not math.isfinite(value):
        return {"$numberDouble": "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"}
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53:
        return {"$numberLong": str(value)}
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value


if __name__ == "__main__":
    FILE.write_text(write())
