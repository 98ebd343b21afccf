"""A query, and rows that are ticked, go on to mean the same once compared tables come together otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np

from dsviz_widget.errors import QueryError
from dsviz_widget.query import Clause, Query, fit, parse
from dsviz_widget.query.engines.gathered import NONE
from dsviz_widget.query.language.expression import Field, Node
from dsviz_widget.query.parts import Derived, SortKey
from dsviz_widget.widgets.compare_filters import quick_filters
from dsviz_widget.widgets.compared_tables import Together

TABLE = re.compile(r"\$(\d+)\.")


def places_of(before: Together, now: Together) -> dict[int, int]:
    """Return where each table stands now, by its place before; without those that are shown no longer."""
    tables = [id(side.table) for side in now.sides]
    found: dict[int, int] = {}
    for place, side in enumerate(before.sides):
        if id(side.table) in tables:
            at = tables.index(id(side.table))
            found[place] = at
            # The same table twice: each time another of its places.
            tables[at] = -1
    return found


class MovedQuery:
    """A query on compared tables, written for the order in which they stand now.

    Parameters
    ----------
    before, now : Together
        The tables.
    """

    def __init__(self, before: Together, now: Together) -> None:
        self._before, self._now = before, now
        self._places = places_of(before, now)
        quick_now = {found["id"]: found["clause"] for found in quick_filters(now)}
        self._quick = {
            found["clause"]: clause
            for found in quick_filters(before)
            if found["clause"] is not None
            and (clause := quick_now.get(self._quick_now(found["id"]))) is not None
        }
        self._columns = self._renamed()

    def _quick_now(self, name: str) -> str | None:
        """Return the filter that keeps the rows that one kept before."""
        if name.startswith("only:"):
            place = self._places.get(int(name[5:]))
            return None if place is None else f"only:{place}"
        first, last = 0, len(self._before.sides) - 1
        if name in ("fixed", "broke"):
            ends = self._places.get(first), self._places.get(last)
            if ends == (len(self._now.sides) - 1, 0):
                return "broke" if name == "fixed" else "fixed"
        return name

    def _renamed(self) -> dict[str, str]:
        before, now = self._before.engine.paired, self._now.engine.paired
        if before is None or now is None:
            return {}
        found: dict[str, str] = {}
        for place, own_names in enumerate(before.kinds.tables):
            if place in self._places:
                there = now.kinds.tables[self._places[place]]
                found.update((name, there[own]) for own, name in own_names.items() if own in there)
        return found

    def of(self, query: Query) -> Query:
        """Return the query; clauses on tables that are gone are switched off, the rest left out."""
        names = self._before.engine.kinds(query).names
        moved = replace(
            query,
            filters=tuple(self._clause(clause, names) for clause in query.filters),
            sort_keys=tuple(
                SortKey(text, key.descending)
                for key in query.sort_keys
                if (text := self._text(key.by, names)) is not None
            ),
            group_keys=tuple(
                text for key in query.group_keys if (text := self._text(key, names)) is not None
            ),
            derived=tuple(
                Derived(column.name, text)
                for column in query.derived
                if (text := self._text(column.text, names)) is not None
            ),
            columns=query.columns and tuple(self._columns.get(name, name) for name in query.columns),
            panels={self._columns.get(name, name): panel for name, panel in query.panels.items()},
        )
        return fit(moved, self._now.engine)[0]

    def _clause(self, clause: Clause, names: Sequence[str]) -> Clause:
        quick = self._quick.get(clause.text)
        text = quick if quick is not None else self._text(clause.text, names)
        return replace(clause, on=False) if text is None else replace(clause, text=text)

    def _text(self, text: str, names: Sequence[str]) -> str | None:
        """Return an expression with the places of now; None if it names a table that is shown no longer."""
        if text in self._columns:
            return self._columns[text]
        try:
            tree = parse(text, names)
        except QueryError:
            return text
        found = [node for node in nodes_of(tree) if isinstance(node, Field)]
        pieces = []
        for node in sorted(found, key=lambda node: node.span.start, reverse=True):
            if isinstance(node.table, int):
                if node.table not in self._places:
                    return None
                pieces.append((node.span, f"${self._places[node.table]}."))
        for span, mark in pieces:
            inner = TABLE.sub(lambda _, mark=mark: mark, text[span.start : span.end], count=1)  # type: ignore[misc]
            text = text[: span.start] + inner + text[span.end :]
        return text


def nodes_of(node: Node) -> Iterator[Node]:
    """Yield a node of an expression and all that it holds."""
    yield node
    for part in fields(node):
        yield from _nodes_in(getattr(node, part.name))


def _nodes_in(value: Any) -> Iterator[Node]:
    if isinstance(value, Node):
        yield from nodes_of(value)
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes_in(item)


def moved_rows(row_ids: Sequence[int], before: Together, now: Together) -> list[int]:
    """Return the ids that rows have now, by what the first table that has them has there; those that are gone
    are left out."""
    places = places_of(before, now)
    wanted: dict[int, list[int]] = {}
    for side, row in _owners(before, np.asarray(list(row_ids), np.int64)):
        if side in places:
            wanted.setdefault(places[side], []).append(row)
    found: set[int] = set()
    for side, rows in wanted.items():
        found.update(_find(now, side, np.asarray(rows, np.int64)))
    return sorted(found)


def _owners(together: Together, row_ids: np.ndarray) -> Iterator[tuple[int, int]]:
    """Yield for each row the first table that has it, and the row there."""
    row_ids = row_ids[(row_ids >= 0) & (row_ids < together.engine.row_count)]
    paired = together.engine.paired
    if paired is None:
        starts = _starts(together)
        sides = np.searchsorted(starts, row_ids, side="right") - 1
        yield from zip(sides.tolist(), (row_ids - starts[sides]).tolist(), strict=True)
        return
    for row in row_ids.tolist():
        for side, positions in enumerate(paired.positions):
            if positions[row] != NONE:
                yield side, int(positions[row])
                break


def _find(together: Together, side: int, rows: np.ndarray) -> list[int]:
    rows = rows[rows < together.engines[side].row_count]
    paired = together.engine.paired
    if paired is None:
        return [int(row) for row in rows + _starts(together)[side]]
    return [int(row) for row in np.flatnonzero(np.isin(paired.positions[side], rows))]


def _starts(together: Together) -> np.ndarray:
    """Return the first row of each table where tables stand after each other, or of the only one."""
    counts = [engine.row_count for engine in together.engines]
    return np.concatenate([[0], np.cumsum(counts)[:-1]])
