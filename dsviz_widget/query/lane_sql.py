"""Statements on rows of several compared tables: each table counted by itself, in lanes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dsviz_widget.query.sql import TABLE, quote
from dsviz_widget.query.statements import ROW_COLUMN, Number, where_clause

EVERY_ROW = "true"
"""Condition that a table has a row, where it has all of them."""
NO_ROW = "false"


@dataclass(frozen=True, slots=True)
class Lane:
    """One of the tables in a statement: its number, whether it has a row, and the group that it is in.

    Parameters
    ----------
    table : int
        Its number.
    present : str
        SQL that tells whether it has the row.
    key : str
        SQL of the group that the row is in, in a form that is the same for all tables.
    """

    table: int
    present: str
    key: str


def count_where(condition: str) -> str:
    """Return SQL that counts the rows for which a condition holds."""
    return f"count(*) FILTER (WHERE {condition})"


def mean_where(number: Number, condition: str) -> str:
    """Return SQL of the mean of the finite values in rows for which a condition holds."""
    finite = "" if number.finite else f" AND isfinite({number.text})"
    return f"avg({number.text}) FILTER (WHERE {condition}{finite})"


def only_where(text: str, condition: str) -> str:
    """Return SQL of a value, null where a condition does not hold."""
    return f"CASE WHEN {condition} THEN {text} END"


def is_true(text: str) -> str:
    """Return SQL of a flag that is false where it is empty."""
    return f"coalesce({text}, false)"


def is_of_table(text: str, table: int) -> str:
    """Return SQL that tells whether the number of a table is this one."""
    return f"({text} = {int(table)})"


def all_of(*conditions: str) -> str:
    """Return SQL that holds where all conditions do."""
    return f"({' AND '.join(conditions)})"


def any_of(conditions: Sequence[str]) -> str:
    """Return SQL that holds where one of the conditions does."""
    return f"({' OR '.join(conditions)})" if conditions else NO_ROW


def negated(condition: str) -> str:
    """Return SQL that holds where a condition, which is never null, does not."""
    return f"NOT {condition}"


def lane_groups(
    source: str,
    lanes: Sequence[Lane],
    tables: int,
    conditions: Sequence[str],
    measures: Sequence[str | None],
    order: Sequence[str],
) -> str:
    """Return the groups of all tables: key ``k0``, and per table its rows ``n0, n1, ...``.

    Parameters
    ----------
    source : str
        The compared rows.
    lanes : sequence of Lane
        Tables that have the key.
    tables : int
        Number of tables.
    conditions : sequence of str
        What rows must meet.
    measures : sequence of str or None
        Per lane SQL of an aggregate, answered as ``m0, m1, ...`` by number of the table.
    order : sequence of str
        What to sort by, of these names.
    """
    parts = []
    for lane, measure in zip(lanes, measures, strict=True):
        kept = where_clause([*conditions, lane.present])
        parts.append(
            f"SELECT {lane.table} AS lane, {lane.key} AS k0, count(*) AS n, "
            f"{measure or 'CAST(NULL AS DOUBLE)'} AS m FROM {source}{kept} GROUP BY k0"
        )
    columns = []
    for table in range(tables):
        mine = f"FILTER (WHERE lane = {table})"
        columns.append(f"CAST(coalesce(sum(n) {mine}, 0) AS BIGINT) AS n{table}, max(m) {mine} AS m{table}")
    union = " UNION ALL ".join(parts)
    grouped = f"SELECT k0, {', '.join(columns)} FROM ({union}) AS lanes GROUP BY k0"
    return f"SELECT * FROM ({grouped}) AS grouped ORDER BY {', '.join(order)}"


def largest_change(name: str, tables: Sequence[int]) -> str:
    """Return SQL of how far a figure of `lane_groups` is at most from that of the first of some tables."""
    first, *others = tables
    return f"greatest({', '.join(f'abs({name}{table} - {name}{first})' for table in others or [first])})"


def lowest_first(text: str) -> str:
    """Return one key of an order: the lowest first, and last what has no value."""
    return f"{text} ASC NULLS LAST"


def sum_over(name: str, tables: Sequence[int]) -> str:
    """Return SQL of the sum of a figure of `lane_groups`."""
    return f"({' + '.join(f'{name}{table}' for table in tables)})"


def lane_rows(
    source: str,
    lanes: Sequence[Lane],
    columns: Sequence[Sequence[str]],
    groups: str,
    page: int,
    conditions: Sequence[str],
) -> str:
    """Return as a source the rows of some groups, a row once for every table that has it in one of them.

    Parameters
    ----------
    source : str
        The compared rows.
    lanes : sequence of Lane
        Tables that have the key.
    columns : sequence of sequence of str
        Per lane SQL of columns, which are called ``c0, c1, ...``.
    groups : str
        Table with the keys of the groups in ``k0``, and their numbers in ``mark``.
    page : int
        How many groups there are: rows of table t in group g carry the number ``t * page + g``.
    conditions : sequence of str
        What rows must meet.
    """
    parts = []
    for lane, texts in zip(lanes, columns, strict=True):
        named = "".join(f", {text} AS c{index}" for index, text in enumerate(texts))
        parts.append(
            f'SELECT {ROW_COLUMN} AS "__row", {lane.table * page} + groups.mark AS "__in_group"{named} '
            f"FROM {source} JOIN {quote(groups)} AS groups ON {lane.key} IS NOT DISTINCT FROM groups.k0"
            f"{where_clause([*conditions, lane.present])}"
        )
    return f"({' UNION ALL '.join(parts)}) AS {TABLE}"


def no_number() -> str:
    """Return SQL of the number that a table without the column has."""
    return "CAST(NULL AS DOUBLE)"


def column_of_lanes(index: int) -> str:
    """Return a column of `lane_rows`."""
    return f"{TABLE}.c{index}"


def lane_pictures(
    source: str,
    lanes: Sequence[Lane],
    groups: str,
    order: Sequence[str],
    conditions: Sequence[str],
    count: int,
) -> str:
    """Return rows to show of some groups: ``mark``, ``moved``, ``lane``, how many ``n``, and their ``ids``.

    A row is in a group where a table has it there, and the first such table is its lane; it has moved where
    another table has it in another group. Of each sort there are up to `count` ids, in order.
    """
    joins, marks = "", []
    for lane in lanes:
        name = f"g{lane.table}"
        joins += f" LEFT JOIN {quote(groups)} AS {name} ON {lane.key} IS NOT DISTINCT FROM {name}.k0"
        marks.append(f"{only_where(f'{name}.mark', lane.present)} AS m{lane.table}")
        marks.append(f"{lane.present} AS p{lane.table}")
    texts, ways = _taken_apart(order)
    by = "".join(f", {text} AS o{index}" for index, text in enumerate(texts))
    placed = (
        f"SELECT {ROW_COLUMN} AS id, {', '.join(marks)}{by} FROM {source}{joins}{where_clause(conditions)}"
    )
    keys = "".join(f", o{index}" for index in range(len(order)))
    parts = []
    for index, lane in enumerate(lanes):
        mark = f"m{lane.table}"
        first = [f"{mark} IS NOT NULL"]
        first += [f"m{before.table} IS DISTINCT FROM {mark}" for before in lanes[:index]]
        moved = any_of(
            [
                f"(p{other.table} AND m{other.table} IS DISTINCT FROM {mark})"
                for other in lanes
                if other is not lane
            ]
        )
        parts.append(
            f"SELECT id, {mark} AS mark, {lane.table} AS lane, {moved} AS moved{keys} FROM placed "
            f"WHERE {' AND '.join(first)}"
        )
    rows = " UNION ALL ".join(parts)
    if order:
        terms = ", ".join(f"o{index} {way}" for index, way in enumerate(ways))
        ids = f"(list(id ORDER BY {terms}, id))[1:{int(count)}]"
    else:
        ids = f"min(id, {int(count)})"
    return (
        f"WITH placed AS MATERIALIZED ({placed}), rows AS ({rows}) "
        f"SELECT mark, moved, lane, count(*) AS n, {ids} AS ids FROM rows GROUP BY mark, moved, lane"
    )


def lane_changes(source: str, first: str, second: str, same: Sequence[str]) -> str:
    """Return the rows that two tables do not share: ``id``, ``in0``, ``in1``, and ``d0, d1, ...``.

    Parameters
    ----------
    source : str
        The compared rows.
    first, second : str
        SQL that tells whether each table has a row.
    same : sequence of str
        SQL that tells of each column whether the cells are the same; ``d0`` where those of the first differ.
    """
    there = f"{first} AS in0, {second} AS in1"
    flags = "".join(f", {first} AND {second} AND NOT {text} AS d{i}" for i, text in enumerate(same))
    changed = any_of(["NOT (in0 AND in1)", *(f"d{i}" for i in range(len(same)))])
    found = f"SELECT {ROW_COLUMN} AS id, {there}{flags} FROM {source}"
    return f"SELECT * FROM ({found}) AS told WHERE {changed}"


def _taken_apart(order: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return what the terms of an order sort by, and the way of each, such as ``ASC NULLS FIRST``."""
    parts = [term.rsplit(" ", 3) for term in order]
    return [text for text, *_ in parts], [" ".join(way) for _, *way in parts]
