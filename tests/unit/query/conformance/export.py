"""What the browser's evaluator is checked against: tables, cases, and sentences of errors, as JSON.

``python -m tests.unit.query.conformance.export`` writes the file; `test_export.py` says when it is stale.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from dsviz_widget.errors import QueryError
from dsviz_widget.query import DuckEngine, Schema, read_condition, read_expression
from dsviz_widget.query.language.parse import write_value
from tests.unit.query import test_infix, test_operator_errors, test_parse_errors, test_row_errors
from tests.unit.query.conformance.case import ERROR, Case
from tests.unit.query.conformance.engines import read_answers, text_of
from tests.unit.query.conformance.table import CASES
from tests.unit.query.conformance.tables import TABLES

FILE = Path(__file__).parents[4] / "js" / "test" / "query" / "conformance.jsonl"
"""One JSON value a line: first the tables, then cases, answers of texts, and errors."""


def write(cases: list[Case] = CASES) -> str:
    """Return the text of the file."""
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines(cases))


def lines(cases: list[Case]) -> Iterator[dict[str, Any]]:
    """Give what each line holds."""
    tables = {**TABLES, "infix": test_infix.TABLE, "errors": test_operator_errors.TABLE}
    tables["parse"] = test_parse_errors.SCHEMA_ARROW.empty_table()
    tables["rows"] = test_row_errors.TABLE
    for name, table in tables.items():
        yield {"table": name, "arrow": arrow_text(table)}
    for case in cases:
        asked = text_of(case)
        line = {
            "case": case.name,
            "on": case.table,
            "text": asked if isinstance(asked, str) else write_value(asked),
            "answers": [plain(answer) for answer in case.answers],
        }
        yield {**line, "unordered": True} if case.unordered else line
    infix = DuckEngine(test_infix.TABLE)
    for text, _ in test_infix.ANSWERS:
        answers = [plain(answer) for answer in read_answers(infix.evaluate(text))]
        yield {"case": f"text: {text}", "on": "infix", "text": text, "answers": answers}
    yield from _errors()
    for expression, sentence in test_row_errors.ERRORS:
        yield {
            "row_error": write_value(expression),
            "on": "rows",
            "sentence": f"{sentence}, which is an error.",
        }


def _errors() -> Iterator[dict[str, Any]]:
    for name, table, bad, read in (
        ("parse", test_parse_errors.SCHEMA_ARROW, test_parse_errors.BAD, read_condition),
        ("infix", test_infix.TABLE.schema, test_infix.BAD, read_condition),
        ("errors", test_operator_errors.TABLE.schema, test_operator_errors.BAD, read_expression),
        ("errors", test_operator_errors.TABLE.schema, test_operator_errors.WARNED, read_expression),
        ("parse", test_parse_errors.SCHEMA_ARROW, test_parse_errors.WARNED, read_condition),
    ):
        schema = Schema.from_arrow(table)
        for text, *_ in bad:
            line = {"says": text, "on": name, "as_condition": read is read_condition}
            try:
                found = read(text, schema)
            except QueryError as error:
                parts = ("kind", "message", "start", "end", "hint", "replacement")
                yield {**line, "failure": {part: getattr(error, part) for part in parts}}
            else:
                yield {**line, "warnings": [notice.as_dict() for notice in found.notices]}


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
