"""The file that the browser's evaluator is checked against says what Python says today."""

from __future__ import annotations

import base64
import json

import pyarrow as pa

from tests.unit.query.conformance.export import FILE, write


def opened(line: str) -> str:
    """Return a line, with the rows of a table in place of its bytes, which differ by Arrow's version."""
    held = json.loads(line)
    if "arrow" in held:
        table = pa.ipc.open_stream(base64.b64decode(held["arrow"])).read_all()
        held["arrow"] = (str(table.schema), repr(table.to_pylist()))
    return json.dumps(held, ensure_ascii=False)


def test_the_file_of_cases_is_fresh() -> None:
    kept, today = (set(map(opened, text.splitlines())) for text in (FILE.read_text(), write()))
    stale = sorted(kept ^ today)
    assert stale == [], f"{FILE.name}: run python -m tests.unit.query.conformance.export, then vitest."
