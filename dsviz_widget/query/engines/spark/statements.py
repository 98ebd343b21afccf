"""Whole statements in Spark's SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dsviz_widget.query.kinds import Kind
from dsviz_widget.query.statements import OTHER_BIN, ROW_COLUMN, where_clause

_NAN = "CAST('NaN' AS DOUBLE)"
_INFINITE = "abs({0}) = CAST('Infinity' AS DOUBLE)"


@dataclass(frozen=True, slots=True)
class SparkNumber:
    """SQL of a column as a double.

    ``may_be_nan`` tells whether it may be NaN or infinite, ``huge`` whether the square of a value could be
    more than a double holds.
    """

    text: str
    may_be_nan: bool = False
    huge: bool = False

    @property
    def nan(self) -> str:
        """SQL that tells whether it is NaN."""
        return f"isnan({self.text})" if self.may_be_nan else "false"

    @property
    def infinite(self) -> str:
        """SQL that tells whether it is infinite."""
        return _INFINITE.format(self.text) if self.may_be_nan else "false"

    @property
    def finite(self) -> str:
        """SQL of the number where it is finite, else null."""
        if not self.may_be_nan:
            return self.text
        return f"CASE WHEN {self.nan} OR {self.infinite} THEN NULL ELSE {self.text} END"


def as_number(text: str, kind: Kind) -> SparkNumber:
    """Return a column as a double; dates as seconds since 1970."""
    if kind.name == "date":
        return SparkNumber(f"(CAST(unix_micros(CAST({text} AS TIMESTAMP)) AS DOUBLE) / 1e6D)")
    plain = kind.is_float and kind.bits == 64
    return SparkNumber(text if plain else f"CAST({text} AS DOUBLE)", may_be_nan=kind.is_float)


def bin_number(number: SparkNumber, low: str, width: str, last: str, scale: str = "") -> str:
    """Return the bin of a number from 0 to `last`, or one of `OTHER_BIN`."""
    text = number.text
    position = f"CAST(least(floor(({text}{scale} - {low}) / {width}), {last}) AS INT)"
    return (
        f"CASE WHEN {text} IS NULL THEN {OTHER_BIN['null']} "
        f"WHEN {number.nan} THEN {OTHER_BIN['nan']} "
        f"WHEN {number.infinite} THEN {OTHER_BIN['infinite']} ELSE {position} END"
    )


def ends(source: str, numbers: Sequence[SparkNumber], conditions: Sequence[str] = ()) -> str:
    """Return min and max of the finite values of each number: columns ``c0, c1, ...``."""
    parts = [part for number in numbers for part in (f"min({number.finite})", f"max({number.finite})")]
    columns = ", ".join(f"{part} AS c{i}" for i, part in enumerate(parts))
    return f"SELECT {columns} FROM {source}{where_clause(conditions)}"


def bins(source: str, texts: Sequence[str], kept: str, marks: str, conditions: Sequence[str] = ()) -> str:
    """Return counts per mark, column (by its number) and bin, and how many of them are kept; in one pass."""
    items = ", ".join(f"named_struct('c', {i}, 'bin', {text})" for i, text in enumerate(texts))
    exploded = (
        f"SELECT {marks} AS mark, {kept} AS kept, explode(array({items})) AS item "
        f"FROM {source}{where_clause(conditions)}"
    )
    return (
        "SELECT mark, item.c AS c, item.bin AS bin, count(*) AS n, count_if(kept) AS kept "
        f"FROM ({exploded}) AS bins GROUP BY ALL"
    )


def top_values(
    source: str, texts: Sequence[str], kept: str, marks: str, limit: int, conditions: Sequence[str] = ()
) -> str:
    """Return per mark and column: its most frequent values, how many it has, and its empty cells.

    Values are texts. Empty cells come as a value that is null, after all others.
    """
    items = ", ".join(f"named_struct('c', {i}, 'value', {text})" for i, text in enumerate(texts))
    exploded = (
        f"SELECT {marks} AS mark, {kept} AS kept, explode(array({items})) AS item "
        f"FROM {source}{where_clause(conditions)}"
    )
    counted = (
        "SELECT mark, item.c AS c, item.value AS value, count(*) AS n, count_if(kept) AS kept "
        f"FROM ({exploded}) AS cells GROUP BY ALL"
    )
    ranked = (
        "SELECT *, row_number() OVER (PARTITION BY mark, c ORDER BY value IS NULL, n DESC, value) AS place, "
        f"count(value) OVER (PARTITION BY mark, c) AS distinct_values FROM ({counted}) AS counted"
    )
    return (
        f"SELECT mark, c, value, n, kept, distinct_values FROM ({ranked}) AS ranked "
        f"WHERE place <= {int(limit)} OR value IS NULL ORDER BY mark, c, place"
    )


def count_empty(source: str, texts: Sequence[str], kept: str) -> str:
    """Return how many cells of each column are empty, and how many of them are kept."""
    parts = [
        part
        for text in texts
        for part in (f"count_if({text} IS NULL)", f"count_if({text} IS NULL AND {kept})")
    ]
    columns = ", ".join(f"{part} AS c{i}" for i, part in enumerate(parts))
    return f"SELECT {columns} FROM {source}"


def limited_rows(source: str, ids: str) -> str:
    """Return a source with a column ``__kept``: whether a statement for ids names the row."""
    return (
        f'(SELECT t0.*, kept.id IS NOT NULL AS "__kept" FROM {source} '
        f"LEFT JOIN ({ids}) AS kept ON {ROW_COLUMN} = kept.id) AS t0"
    )


def grouped_rows(
    source: str, keys: Sequence[str], conditions: Sequence[str], measures: Sequence[str], order: Sequence[str]
) -> str:
    """Return groups in order: keys ``k0..``, size ``n``, measures ``m0..``; `order` names these columns."""
    columns = [f"{key} AS k{i}" for i, key in enumerate(keys)]
    columns += ["count(*) AS n", *(f"{measure} AS m{i}" for i, measure in enumerate(measures))]
    by = ", ".join(str(i + 1) for i in range(len(keys)))
    inner = f"SELECT {', '.join(columns)} FROM {source}{where_clause(conditions)} GROUP BY {by}"
    return f"SELECT * FROM ({inner}) AS grouped ORDER BY {', '.join(order)}"


def joined_groups(source: str, keys: Sequence[str], groups: str, conditions: Sequence[str]) -> str:
    """Return rows with the number of their group in ``__mark``; `groups` has keys ``k0..`` and ``mark``."""
    same = " AND ".join(f"{key} <=> chosen.k{i}" for i, key in enumerate(keys))
    chosen = f"(SELECT /*+ BROADCAST(groups) */ * FROM {groups} AS groups) AS chosen"
    return (
        f'(SELECT t0.*, chosen.mark AS "__mark" FROM {source} '
        f"JOIN {chosen} ON {same}{where_clause(conditions)}) AS t0"
    )


def group_numbers(source: str, numbers: Sequence[SparkNumber]) -> str:
    """Return mean, deviation, min, max, and number of values of each number per group."""
    parts = []
    for i, number in enumerate(numbers):
        finite = number.finite
        mean = f"avg({finite} / 1e20D) * 1e20D" if number.huge else f"avg({finite})"
        deviation = "CAST(NULL AS DOUBLE)" if number.huge else f"stddev_samp({finite})"
        parts += [
            f"{mean} AS mean{i}", f"{deviation} AS std{i}", f"min({finite}) AS min{i}",
            f"max({finite}) AS max{i}", f"count({number.text}) AS values{i}",
        ]  # fmt: skip
    return f'SELECT t0."__mark" AS mark, {", ".join(parts)} FROM {source} GROUP BY t0."__mark"'


def first_rows(source: str, order: Sequence[str], count: int) -> str:
    """Return per group the ids of its first rows in an order."""
    by = ", ".join([*order, ROW_COLUMN])
    ranked = (
        f'SELECT t0."__mark" AS mark, {ROW_COLUMN} AS id, '
        f'row_number() OVER (PARTITION BY t0."__mark" ORDER BY {by}) AS place FROM {source}'
    )
    return f"SELECT mark, id FROM ({ranked}) AS ranked WHERE place <= {int(count)} ORDER BY mark, place"
