"""What is said about clauses: warnings, what each costs, and a count while one is typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from dsviz_widget.errors import QueryError
from dsviz_widget.query import statements
from dsviz_widget.query.engines.answers import Answers
from dsviz_widget.query.engines.base import Task
from dsviz_widget.query.engines.reading import condition_text
from dsviz_widget.query.engines.row_errors import error_of
from dsviz_widget.query.query import Clause, Query
from dsviz_widget.query.typed import Typed, TypedCall, TypedLiteral


class Clauses(Answers):
    """Answers what an editor of clauses asks."""

    def warnings(self, query: Query) -> list[dict[str, Any]]:
        """Return what is odd in the clauses that are on: message, span and index of the clause."""
        return [
            {**notice.as_dict(), "clause": index}
            for index, clause in enumerate(query.filters)
            if clause.on
            for notice in self.read_clause(clause, index).notices
        ]

    def without_each(self, query: Query, task: Task | None = None) -> list[int]:
        """Return for each clause how many rows match when that one alone is switched off."""
        sql = self.emitter()
        texts = [
            condition_text(sql, self.read_clause(clause, index).tree, clause.negated) if clause.on else None
            for index, clause in enumerate(query.filters)
        ]
        if not texts:
            return []
        variants = [
            [text for other, text in enumerate(texts) if text is not None and other != index]
            for index in range(len(texts))
        ]
        with self.source.scan() as scan:
            statement = statements.count_each(scan.text, variants)
            return [int(n) for n in self.row(scan, statement, sql, task)]

    def with_each(self, query: Query, texts: Sequence[str], task: Task | None = None) -> list[int]:
        """Return for each of some clauses how many rows match once that one is added, in one pass."""
        sql = self.emitter()
        also = [condition_text(sql, self.read(text, condition=True).tree, False) for text in texts]
        conditions = self.conditions(sql, query)
        with self.source.scan() as scan:
            statement = statements.count_rows(scan.text, conditions, also)
            _, *counts = self.row(scan, statement, sql, task)
        return [int(count) for count in counts]

    def check(
        self, text: Any, query: Query, clause: int | None = None, task: Task | None = None
    ) -> dict[str, Any]:
        """Return how many rows match once `text` is a clause of the query.

        Parameters
        ----------
        text : str, dict or list
            The expression being typed.
        query : Query
            The query it belongs to.
        clause : int or None
            Index of the clause it replaces; None to add one.
        task : Task or None
            Stops the question.

        Returns
        -------
        dict
            ``count`` of matching rows, ``total`` rows, ``warnings``, and ``empty_matches``: how
            many of the matching rows are empty in what a MongoDB ``$lt`` or ``$lte`` compares;
            ``without_empty``: the clause that leaves those out, None where there are none to leave out;
            ``errors``: rows that do not match because the expression stops with an error on them.

        Raises
        ------
        QueryError
            With the span of what is wrong, and the index of its clause.
        """
        trial = query.filter(text)
        index = len(trial.filters) - 1
        if clause is not None:
            if not 0 <= clause < len(query.filters):
                raise QueryError("value", f"The query has no clause {clause}.")
            new = trial.filters[-1]
            old = query.filters[clause]
            filters = list(query.filters)
            filters[clause] = Clause(new.text, True, old.negated)
            trial, index = Query(tuple(filters)), clause
        expression = self.read_clause(trial.filters[index], index)
        sql = self.emitter()
        conditions = self.conditions(sql, trial)
        empties = [] if trial.filters[index].negated else _empty_operands(expression.tree)
        also = [" OR ".join(map(sql.is_null, empties))] if empties else []
        with self.source.scan() as scan:
            statement = statements.count_rows(scan.text, conditions, also)
            counts = self.row(scan, statement, sql, task)
            errors = self._count_errors(scan, trial, index, task)
        empty_count = int(counts[1]) if also else 0
        return {
            "count": int(counts[0]),
            "total": self.row_count,
            "warnings": [notice.as_dict() for notice in expression.notices],
            "empty_matches": empty_count,
            "without_empty": _without_empty(trial.filters[index].text, empties) if empty_count else None,
            "errors": errors,
        }

    def _count_errors(self, scan: Any, query: Query, index: int, task: Task | None) -> int:
        """Return on how many rows that pass the other clauses this one stops with an error."""
        sql = self.emitter()
        error = error_of(sql, self.read_clause(query.filters[index], index).tree)
        if error is None:
            return 0
        others = [clause for number, clause in enumerate(query.filters) if number != index]
        conditions = self.conditions(sql, Query(tuple(others)))
        statement = statements.count_rows(scan.text, [*conditions, error])
        return int(self.row(scan, statement, sql, task)[0])


def _empty_operands(tree: Typed) -> list[Typed]:
    """Return which operands of top-level ``$lt`` and ``$lte`` may be empty."""
    if not isinstance(tree, TypedCall):
        return []
    name = tree.operator.name
    if name == "$and":
        return [operand for item in tree.arguments for operand in _empty_operands(item)]
    if name not in ("$lt", "$lte", "$gt", "$gte"):
        return []
    small, large = tree.arguments if name in ("$lt", "$lte") else reversed(tree.arguments)
    if not small.nullable or not isinstance(large, TypedLiteral) or large.value is None:
        return []
    return [small]


def _without_empty(text: str, operands: list[Typed]) -> str:
    """Return a clause of MongoDB's form that says besides that these operands are not empty."""
    written = dict.fromkeys(text[operand.span.start : operand.span.end] for operand in operands)
    tests = ", ".join(f"{{$ne: [{operand}, null]}}" for operand in written)
    listed = re.fullmatch(r"(\s*\{\s*[\"']?\$and[\"']?\s*:\s*\[.*\S)\s*\]\s*\}\s*", text, re.DOTALL)
    if listed:
        return f"{listed[1]}, {tests}]}}"
    return f"{{$and: [{text}, {tests}]}}"
