"""The browser's evaluator, asked from Python: a process of Node that answers line by line."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pyarrow as pa

from tests.unit.query.conformance.case import ERROR
from tests.unit.query.conformance.export import arrow_text
from tests.unit.query.conformance.reference import revived

FOLDER = Path(__file__).parents[4] / "js"


class Refused(Exception):
    """The text makes no sense to the evaluator."""


class Browser:
    """An evaluator over one table.

    Parameters
    ----------
    table : pyarrow.Table
        What expressions are about.
    """

    def __init__(self, table: pa.Table) -> None:
        command = ["node", "test/query/answering.mjs"]
        self._process = subprocess.Popen(
            command, cwd=FOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.look_at(table)

    def look_at(self, table: pa.Table, facts: dict[str, list[bool]] | None = None) -> None:
        """Make another table the one that expressions are about; `facts` are what is known of its columns."""
        self._ask({"arrow": arrow_text(table), "facts": facts or {}})

    def close(self) -> None:
        """End the process."""
        self._process.communicate()

    def answers(self, text: str) -> list[Any]:
        """Return the answers of an expression for all rows, `ERROR` where it stops."""
        found = self._ask({"text": text})
        if "failure" in found:
            raise Refused(found["failure"]["message"])
        return [ERROR if answer == {"$error": True} else revived(answer) for answer in found["answers"]]

    def failure(self, text: str) -> dict[str, Any] | None:
        """Return what is wrong with an expression, as it crosses to the view; None for one that is right."""
        found: dict[str, Any] | None = self._ask({"text": text}).get("failure")
        return found

    def translation(self, text: str) -> dict[str, Any]:
        """Return a filter in the other form with a note, or what is wrong with it."""
        found: dict[str, Any] = self._ask({"text": text, "translate": True})
        return found

    def _ask(self, question: dict[str, Any]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())
