"""Statements on tables that are made of others: derived columns, rows matched on a key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from dsviz_widget.query.sql import TABLE, quote
from dsviz_widget.query.statements import ROW_COLUMN, where_clause


def table_column(name: str) -> str:
    """Return a column of the table by its engine name."""
    return f"{TABLE}.{quote(name)}"


def with_columns(source: str, columns: str) -> str:
    """Return a source with more columns, computed where they are used."""
    return f"(SELECT {TABLE}.*, {columns} FROM {source}) AS {TABLE}"


def no_rows(source: str, columns: Sequence[str]) -> str:
    """Return a statement whose result has these columns and no rows."""
    return f"SELECT {', '.join(columns)} FROM {source} LIMIT 0"


def computed_rows(source: str, values: Sequence[str]) -> str:
    """Return values per row behind their ids; threads may hand over parts out of turn."""
    columns = ", ".join(f"{text} AS c{index}" for index, text in enumerate(values))
    return f"SELECT {ROW_COLUMN} AS id, {columns} FROM {source}"


def first_rows(source: str, conditions: Sequence[Sequence[str]]) -> str:
    """Return per list of conditions the first row that meets them all, or null."""
    found = (
        f"min({ROW_COLUMN}) FILTER (WHERE {' AND '.join(f'({text})' for text in texts)})"
        for texts in conditions
    )
    return f"SELECT {', '.join(found)} FROM {source}"


def at_row(source: str, texts: Sequence[str], row: str) -> str:
    """Return values of one row."""
    return f"SELECT {', '.join(texts)} FROM {source}{where_clause([f'{ROW_COLUMN} = {row}'])}"


Nth = Literal["pair", "first"]
"""Whether the nth row of a key goes with the nth of it, or only the first row of a key is there."""


def _numbered(table: str, keys: Sequence[str], nth: Nth | None) -> str:
    """Return a table of keys with, per row, how many rows before it have the same key."""
    if nth is None:
        return f"SELECT * FROM {table}"
    text = f"SELECT *, row_number() OVER (PARTITION BY {', '.join(keys)} ORDER BY row) AS nth FROM {table}"
    if nth == "pair":
        return text
    empty = " OR ".join(f"{key} IS NULL" for key in keys)
    return f"SELECT * FROM ({text}) WHERE nth = 1 OR {empty}"


_JOINS = {"inner": "JOIN", "left": "LEFT JOIN", "outer": "FULL JOIN", "compare": "FULL JOIN"}


def matched_rows(tables: Sequence[str], keys: Sequence[str], how: str, nth: Nth | None = None) -> str:
    """Return row numbers ``row0, row1, ...`` of rows that stand beside each other, null for none.

    Parameters
    ----------
    tables : sequence of str
        Names of tables with the columns `keys` and ``row``; a null key equals no other.
    how : str
        Kind of join.
    nth : {"pair", "first"} or None
        What is done where a table has a key more than once; None lets each row go with every one.
    """
    text = _joined(tables, keys, how, nth)
    rows = [f"row{index}" for index in range(len(tables))]
    order = ", ".join(f"{row} NULLS LAST" for row in rows)
    return f"SELECT {', '.join(rows)} FROM {text} ORDER BY {order}"


def matched_rows_of_unique_keys(tables: Sequence[str], keys: Sequence[str], most: int) -> str:
    """Return row numbers as `matched_rows` does for a comparison, in no order.

    No key is counted, which is half the work: where keys are unique every row is there once. Where they
    are not, it ends after `most` rows, and some row is there more than once.
    """
    rows = ", ".join(f"row{index}" for index in range(len(tables)))
    return f"SELECT {rows} FROM {_joined(tables, keys, 'compare', None)} LIMIT {int(most)}"


def _joined(tables: Sequence[str], keys: Sequence[str], how: str, nth: Nth | None) -> str:
    using = ", ".join([*keys, *(["nth"] if nth else [])])
    text = ""
    for index, table in enumerate(tables):
        columns = [*keys, *(["nth"] if nth else []), f"row AS row{index}"]
        rows = f"(SELECT {', '.join(columns)} FROM ({_numbered(table, keys, nth)}))"
        text = rows if not text else f"{text} {_JOINS[how]} {rows} USING ({using})"
    return text


def count_keys(tables: Sequence[str], keys: Sequence[str]) -> str:
    """Return per key in which tables it is, counted: ``in0, in1, ..., n``."""
    known = " AND ".join(f"{key} IS NOT NULL" for key in keys)
    text = ""
    for index, table in enumerate(tables):
        rows = f"(SELECT {', '.join(keys)}, true AS in{index} FROM {table} WHERE {known} GROUP BY ALL)"
        text = rows if not text else f"{text} FULL JOIN {rows} USING ({', '.join(keys)})"
    flags = [f"coalesce(in{index}, false) AS has{index}" for index in range(len(tables))]
    return f"SELECT {', '.join(flags)}, count(*) AS n FROM {text} GROUP BY ALL"


def describe_keys(table: str, keys: Sequence[str]) -> str:
    """Return how many rows have an empty key, how many keys occur more than once, and in how many rows."""
    empty = " OR ".join(f"{key} IS NULL" for key in keys)
    counted = f"SELECT count(*) AS n FROM {table} WHERE NOT ({empty}) GROUP BY {', '.join(keys)}"
    return (
        f"SELECT (SELECT count(*) FROM {table} WHERE {empty}), "
        f"count(*) FILTER (WHERE n > 1), coalesce(sum(n) FILTER (WHERE n > 1), 0) FROM ({counted})"
    )


def _repeated(tables: Sequence[str], keys: Sequence[str]) -> str:
    """Return the rows of all tables whose key some table has more than once: the key, the table, the row."""
    known = " AND ".join(f"{key} IS NOT NULL" for key in keys)
    names = ", ".join(keys)
    of_tables = " UNION ".join(
        f"SELECT {names} FROM {table} WHERE {known} GROUP BY {names} HAVING count(*) > 1" for table in tables
    )
    rows = " UNION ALL ".join(
        f"SELECT {names}, {number} AS side, row FROM {table} SEMI JOIN repeated USING ({names})"
        for number, table in enumerate(tables)
    )
    return f"WITH repeated AS ({of_tables}), rows AS ({rows})"


def repeated_keys(tables: Sequence[str], keys: Sequence[str], start: int, count: int) -> str:
    """Return keys that some table has more than once, in the order of their first rows, with the numbers of
    their rows in each table: ``rows0, rows1, ...``."""
    names = ", ".join(keys)
    rows = ", ".join(
        f"coalesce(list(row ORDER BY row) FILTER (WHERE side = {number}), []) AS rows{number}"
        for number in range(len(tables))
    )
    firsts = ", ".join(f"min(row) FILTER (WHERE side = {number}) NULLS LAST" for number in range(len(tables)))
    return (
        f"{_repeated(tables, keys)} SELECT {names}, {rows} FROM rows GROUP BY {names} "
        f"ORDER BY {firsts} LIMIT {int(count)} OFFSET {int(start)}"
    )


def repeated_counts(tables: Sequence[str], keys: Sequence[str]) -> str:
    """Return how many keys that some table has more than once have how many rows: ``n0, n1, ..., keys``."""
    names = ", ".join(keys)
    counts = ", ".join(
        f"count(*) FILTER (WHERE side = {number}) AS n{number}" for number in range(len(tables))
    )
    return (
        f"{_repeated(tables, keys)} SELECT *, count(*) AS keys "
        f"FROM (SELECT {counts} FROM rows GROUP BY {names}) GROUP BY ALL"
    )


def numbered_rows(name: str) -> str:
    """Return a table that has no row ids as a source with them."""
    return f'(SELECT *, row_number() OVER () - 1 AS "__row" FROM {quote(name)}) AS {TABLE}'
