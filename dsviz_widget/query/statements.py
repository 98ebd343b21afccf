"""Whole statements, built from the SQL of expressions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dsviz_widget.query.dialect import DUCKDB, Dialect
from dsviz_widget.query.kinds import Facts, Kind
from dsviz_widget.query.sql import TABLE, quote
from dsviz_widget.query.typed import Typed, TypedLiteral

ROW_COLUMN = f'{TABLE}."__row"'
MARK_COLUMN = f'{TABLE}."__mark"'
GROUP_COLUMN = f'{TABLE}."__in_group"'
"""Number of the group that a row is in, on the page of groups that is asked for."""
MARKED = f"{MARK_COLUMN} >= 0"
"""Condition of rows that carry a mark; marks are group numbers, or 0 for "kept"."""

OTHER_BIN = {"null": -1, "nan": -2, "infinite": -3}
"""Bins of numbers that a histogram has no place for."""


def where_clause(conditions: Sequence[str]) -> str:
    """Return ``WHERE`` with all conditions, or nothing."""
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


def count_rows(source: str, conditions: Sequence[str], also: Sequence[str] = ()) -> str:
    """Return a count of matching rows; `also` are conditions counted among them."""
    more = "".join(f", count(*) FILTER (WHERE {condition})" for condition in also)
    return f"SELECT count(*){more} FROM {source}{where_clause(conditions)}"


def count_each(source: str, variants: Sequence[Sequence[str]]) -> str:
    """Return one count per list of conditions, in one pass."""
    counts = (
        f"count(*) FILTER (WHERE {' AND '.join(conditions)})" if conditions else "count(*)"
        for conditions in variants
    )
    return f"SELECT {', '.join(counts)} FROM {source}"


def ordered_ids(
    source: str,
    conditions: Sequence[str],
    order: Sequence[str],
    limit: int | None = None,
    id_type: str | None = None,
) -> str:
    """Return the ids of matching rows, sorted, ties by id; the first ones only with a `limit`.

    Without an order they come in no order, as fast as may be.
    """
    by = f" ORDER BY {', '.join([*order, ROW_COLUMN])}" if order or limit is not None else ""
    most = "" if limit is None else f" LIMIT {int(limit)}"
    ids = ROW_COLUMN if id_type is None else f"CAST({ROW_COLUMN} AS {id_type})"
    return f"SELECT {ids} AS id FROM {source}{where_clause(conditions)}{by}{most}"


def values(source: str, text: str, error: str | None) -> str:
    """Return the value of an expression per row, and whether computing it stops with an error."""
    failed = f"coalesce({error}, false)" if error else "false"
    return f"SELECT {ROW_COLUMN} AS id, {text} AS value, {failed} AS error FROM {source} ORDER BY id"


def order_terms(text: str, node: Typed, descending: bool, dialect: Dialect = DUCKDB) -> list[str]:
    """Return what to sort by: null first, then NaN, then values, or all of that turned round."""
    if isinstance(node, TypedLiteral):
        return []
    way = "DESC NULLS LAST" if descending else "ASC NULLS FIRST"
    if node.kind.name == "mixed":
        kind, number, digits = (f"({text}).{dialect.quote(name)}" for name in ("__kind", "__num", "__other"))
        more = dialect.call("beyond_double", digits, number)
        beyond = f"CASE WHEN {number} IS NOT NULL THEN CASE WHEN {digits} IS NULL THEN 0 ELSE {more} END END"
        parts = [kind, f"NOT {dialect.call('isnan', number)}", number, beyond, text]
        return [f"{part} {way}" for part in parts]
    nan = [f"NOT {dialect.call('isnan', text)} {way}"] if node.nan else []
    return [*nan, f"{text} {way}"]


@dataclass(frozen=True, slots=True)
class Number:
    """SQL of a column as a double, and what is known of its values."""

    text: str
    finite: bool = False
    nullable: bool = True
    huge: bool = False
    """Whether the square of a value could be more than a double holds."""

    @property
    def only_finite(self) -> str:
        """SQL that keeps NaN and infinities out of an aggregate."""
        return "" if self.finite else f" FILTER (WHERE isfinite({self.text}))"


def as_number(text: str, kind: Kind, facts: Facts) -> Number:
    """Return a column as a double; dates as seconds since 1970."""
    if kind.name == "date":
        text = f"epoch(CAST({text} AS TIMESTAMP))"
    elif not (kind.is_float and kind.bits == 64):
        text = f"CAST({text} AS DOUBLE)"
    return Number(text, facts.finite or not kind.is_float, facts.nullable)


def ends(number: Number) -> list[str]:
    """Return SQL of the least and the greatest finite value."""
    return [f"min({number.text}){number.only_finite}", f"max({number.text}){number.only_finite}"]


def values_and_distinct(text: str, distinct: bool) -> list[str]:
    """Return SQL of how many rows have a value, and of about how many values there are."""
    return [f"count({text})", f"approx_count_distinct({text})" if distinct else "0"]


def figures(source: str, parts: Sequence[str], conditions: Sequence[str] = ()) -> str:
    """Return figures over the rows, in one pass."""
    columns = ", ".join(f"{part} AS c{i}" for i, part in enumerate(parts))
    return f"SELECT {columns} FROM {source}{where_clause(conditions)}"


def number_facts(source: str, numbers: Sequence[Number], conditions: Sequence[str] = ()) -> str:
    """Return min and max of the finite values of each number, in one pass."""
    return figures(source, [part for number in numbers for part in ends(number)], conditions)


def column_facts(source: str, texts: Sequence[str]) -> str:
    """Return for each number whether any is NaN, and whether any is infinite."""
    parts = []
    for text in texts:
        parts += [f"coalesce(bool_or({test}({text})), false)" for test in ("isnan", "isinf")]
    return f"SELECT {', '.join(parts)} FROM {source}"


def bin_number(number: Number, low: str, width: str, last: str) -> str:
    """Return the bin of a number from 0 to `last`, or one of `OTHER_BIN`."""
    text = number.text
    position = f"CAST(least(floor(({text} - {low}) / {width}), {last}) AS SMALLINT)"
    if number.finite and not number.nullable:
        return position
    if number.finite:
        # DuckDB's least() skips nulls, so they have to be told apart before it.
        return f"CASE WHEN {text} IS NULL THEN {OTHER_BIN['null']} ELSE {position} END"
    return (
        f"CASE WHEN isfinite({text}) THEN {position} "
        f"WHEN {text} IS NULL THEN {OTHER_BIN['null']} "
        f"WHEN isnan({text}) THEN {OTHER_BIN['nan']} ELSE {OTHER_BIN['infinite']} END"
    )


def histogram(source: str, bin_text: str, conditions: Sequence[str]) -> str:
    """Return counts per bin."""
    return f"SELECT {bin_text} AS bin, count(*) AS n FROM {source}{where_clause(conditions)} GROUP BY ALL"


def counts_of_each(source: str, texts: Sequence[str], conditions: Sequence[str]) -> str:
    """Return counts per value of each expression, in one pass.

    A row of the result counts one value: of the expression ``which``, in column ``c<which>``.
    """
    if len(texts) == 1:
        kept = where_clause(conditions)
        return f"SELECT 0 AS which, {texts[0]} AS c0, count(*) AS n FROM {source}{kept} GROUP BY ALL"
    names = [f"c{i}" for i in range(len(texts))]
    columns = ", ".join(f"{text} AS {name}" for name, text in zip(names, texts, strict=True))
    which = " ".join(f"WHEN grouping({name}) = 0 THEN {i}" for i, name in enumerate(names))
    return (
        f"SELECT CASE {which} END AS which, {', '.join(names)}, count(*) AS n "
        f"FROM (SELECT {columns} FROM {source}{where_clause(conditions)}) AS counted "
        f"GROUP BY GROUPING SETS ({', '.join(f'({name})' for name in names)})"
    )


def settled_bin(text: str, bin_text: str, low: str, high: str, bins: str) -> str:
    """Return a bin, moved by one where the number lies outside the edges of it."""

    def edge(place: str) -> str:
        share = f"(CAST({place} AS DOUBLE) / {bins})"
        return f"({low} * (1.0::DOUBLE - {share}) + {high} * {share})"

    moved = (
        f"CASE WHEN b > 0 AND {text} < {edge('b')} THEN b - 1 "
        f"WHEN b < {bins} - 1 AND {text} >= {edge('(b + 1)')} THEN b + 1 ELSE b END"
    )
    return f"list_transform([{bin_text}], lambda b: {moved})[1]"


def place_in(text: str, values: Sequence[str]) -> str:
    """Return the place of a value in a list, from 1; 0 for one that is not in it, -1 for null."""
    place = f"coalesce(list_position([{', '.join(values)}], {text}), 0)" if values else "0"
    return f"CASE WHEN {text} IS NULL THEN -1 ELSE {place} END"


def counts_by_pixel(source: str, pixel: str, texts: Sequence[str], conditions: Sequence[str]) -> str:
    """Return counts per pixel and value of each expression, in one pass.

    A row of the result counts one value in one ``pixel``: of the expression ``which``, in column
    ``c<which>``, or of all rows where that is -1.
    """
    names = [f"c{i}" for i in range(len(texts))]
    columns = "".join(f", {text} AS {name}" for name, text in zip(names, texts, strict=True))
    which = "".join(f" WHEN grouping({name}) = 0 THEN {i}" for i, name in enumerate(names))
    sets = ", ".join(["(pixel)", *(f"(pixel, {name})" for name in names)])
    chosen = f"CASE{which} ELSE -1 END" if names else "-1"
    listed = "".join(f", {name}" for name in names)
    return (
        f"SELECT {chosen} AS which, pixel{listed}, count(*) AS n "
        f"FROM (SELECT {pixel} AS pixel{columns} FROM {source}{where_clause(conditions)}) AS counted "
        f"GROUP BY GROUPING SETS ({sets})"
    )


def top_values(source: str, text: str, conditions: Sequence[str], limit: int) -> str:
    """Return the most frequent values with their counts, and how many values there are."""
    return (
        f"SELECT {text} AS value, count(*) AS n, count(*) OVER () AS distinct_values FROM {source}"
        f"{where_clause([*conditions, f'{text} IS NOT NULL'])} "
        f"GROUP BY ALL ORDER BY n DESC, value LIMIT {int(limit)}"
    )


def likely_top_values(source: str, text: str, limit: int) -> str:
    """Return values that are probably the most frequent, without counting every one."""
    return f"SELECT unnest(approx_top_k({text}, {int(limit)})) AS value FROM {source}"


def count_values(
    source: str, text: str, values: Sequence[str], conditions: Sequence[str], empty: bool = False
) -> str:
    """Return counts of given values, and of empty cells where `empty`."""
    wanted = f"{text} IN ({', '.join(values)})" if values else "false"
    if empty:
        wanted = f"({wanted} OR {text} IS NULL)"
    return (
        f"SELECT {text} AS value, count(*) AS n FROM {source}"
        f"{where_clause([*conditions, wanted])} GROUP BY ALL"
    )


def class_totals(source: str, items: str, conditions: Sequence[str], has_fraction: bool, rows: str) -> str:
    """Return per class id: items, their mean share over all matching rows, rows that have it.

    `items` is SQL that makes a row of every one.
    """
    share = f"sum(item.fraction) / nullif({rows}, 0)" if has_fraction else "NULL"
    items = f"SELECT {ROW_COLUMN} AS id, {items} AS item FROM {source}"
    return (
        f"SELECT item.class_id AS class_id, count(*) AS n, CAST({share} AS DOUBLE) AS fraction, "
        f"count(DISTINCT id) AS row_count FROM ({items}{where_clause(conditions)}) AS items "
        "WHERE item.class_id IS NOT NULL GROUP BY item.class_id ORDER BY class_id"
    )


def item_values(source: str, items: str, value: str, conditions: Sequence[str]) -> str:
    """Return the finite values of `value` on ``item``; `items` is SQL that makes a row of every one."""
    unnested = f"SELECT {items} AS item FROM {source}{where_clause(conditions)}"
    values = f"SELECT CAST({value} AS DOUBLE) AS value FROM ({unnested}) AS items"
    return f"(SELECT value FROM ({values}) AS found WHERE value - value = 0)"


def ends_of_values(values: str) -> str:
    """Return how many values there are, the least and the largest."""
    return f"SELECT count(*), min(value), max(value) FROM {values} AS finite"


def bins_of_values(values: str, start: float, end: float, bins: int) -> str:
    """Return the number ``n`` of values per ``bin``; the last one holds its upper end."""
    position = f"floor((value - ({start!r})) / ({end!r} - ({start!r})) * {int(bins)})"
    at = f"CAST(least({position}, {int(bins) - 1}) AS INTEGER)"
    return f"SELECT {at} AS bin, count(*) AS n FROM {values} AS finite GROUP BY 1"


def grouped_rows(
    source: str,
    keys: Sequence[str],
    conditions: Sequence[str],
    measures: Sequence[str],
    order: Sequence[str],
) -> str:
    """Return groups in order: keys ``k0..``, size ``n``, measures ``m0..``.

    `order` names these columns.
    """
    columns = [f"{key} AS k{i}" for i, key in enumerate(keys)]
    columns += ["count(*) AS n"]
    columns += [f"{measure} AS m{i}" for i, measure in enumerate(measures)]
    by = ", ".join(f"k{i}" for i in range(len(keys)))
    inner = f"SELECT {', '.join(columns)} FROM {source}{where_clause(conditions)} GROUP BY {by}"
    return f"SELECT * FROM ({inner}) AS grouped ORDER BY {', '.join(order)}"


def group_order(name: str, descending: bool) -> str:
    """Return one key of the order of groups: a column of `grouped_rows`."""
    return f"{name} DESC NULLS LAST" if descending else f"{name} ASC NULLS FIRST"


def joined_groups(source: str, groups: str, keys: Sequence[str], conditions: Sequence[str]) -> str:
    """Return the rows that belong to some groups, with the number of their group.

    Parameters
    ----------
    groups : str
        Table with the keys of the groups in ``k0..``, and their numbers in ``mark``.
    keys : sequence of str
        SQL of the keys on the source.
    """
    on = " AND ".join(f"{key} IS NOT DISTINCT FROM groups.k{i}" for i, key in enumerate(keys))
    return (
        f'(SELECT {TABLE}.*, groups.mark AS "__in_group" FROM {source} '
        f"JOIN {quote(groups)} AS groups ON {on}{where_clause(conditions)}) AS {TABLE}"
    )


def _figures(number: Number) -> str:
    """Return SQL of mean, spread (of the square) and ends of the numbers in a bin."""
    text = number.text
    mean = f"avg({text} / 1e20) * 1e20" if number.huge else f"avg({text})"
    # Of what has no bin nothing is asked, and DuckDB refuses the variance of infinities.
    spread = "CAST(0 AS DOUBLE)" if number.huge else f"var_pop({text}){number.only_finite}"
    return f"{mean} AS mean, {spread} AS spread, min({text}) AS low, max({text}) AS high"


def group_figures(source: str, number: Number, bin_text: str) -> str:
    """Return per group and bin: ``cell_rows``, ``mean``, ``spread``, ``low`` and ``high``."""
    return (
        f"SELECT {GROUP_COLUMN} AS mark, {bin_text} AS bin, count(*) AS cell_rows, {_figures(number)} "
        f"FROM {source} GROUP BY mark, bin"
    )


def grouped_figures(
    source: str,
    keys: Sequence[str],
    number: Number,
    bin_text: str,
    conditions: Sequence[str],
    order: Sequence[str],
) -> str:
    """Return what `group_figures` does for all groups, with their keys ``k0..``, size ``n`` and place."""
    by = ", ".join(f"k{i}" for i in range(len(keys)))
    columns = ", ".join(f"{key} AS k{i}" for i, key in enumerate(keys))
    cells = (
        f"SELECT {columns}, {bin_text} AS bin, count(*) AS cell_rows, {_figures(number)} "
        f"FROM {source}{where_clause(conditions)} GROUP BY {by}, bin"
    )
    sized = f"SELECT *, CAST(sum(cell_rows) OVER (PARTITION BY {by}) AS BIGINT) AS n FROM ({cells}) AS cells"
    place = f"CAST(dense_rank() OVER (ORDER BY {', '.join(order)}) - 1 AS INTEGER) AS mark"
    return f"SELECT *, {place} FROM ({sized}) AS sized"


def group_quartiles(source: str, numbers: Sequence[Number]) -> str:
    """Return per group the quartiles of the finite values of each number, as ``q0``, ``q1`` and so on."""
    parts = [
        f"quantile_cont({number.text}, [0.25, 0.5, 0.75]){number.only_finite} AS q{index}"
        for index, number in enumerate(numbers)
    ]
    return f"SELECT {GROUP_COLUMN} AS mark, {', '.join(parts)} FROM {source} GROUP BY mark"


def first_of_groups(source: str, order: Sequence[str], count: int) -> str:
    """Return the first rows of each group: ``mark`` and ``id``, in order."""
    if not order:
        ids = f"SELECT {GROUP_COLUMN} AS mark, unnest(min({ROW_COLUMN}, {int(count)})) AS id FROM {source}"
        return f"SELECT mark, id FROM ({ids} GROUP BY mark) AS firsts ORDER BY mark, id"
    place = f"row_number() OVER (PARTITION BY {GROUP_COLUMN} ORDER BY {', '.join([*order, ROW_COLUMN])})"
    return (
        f"SELECT mark, id FROM (SELECT {GROUP_COLUMN} AS mark, {ROW_COLUMN} AS id, {place} AS place "
        f"FROM {source}) AS placed WHERE place <= {int(count)} ORDER BY mark, place"
    )


def group_values(source: str, text: str, limit: int) -> str:
    """Return per group: its most frequent values, number of distinct ones, of empty cells."""
    counted = f"SELECT {GROUP_COLUMN} AS mark, {text} AS value, count(*) AS n FROM {source} GROUP BY ALL"
    ranked = (
        "SELECT mark, value, n, "
        "row_number() OVER (PARTITION BY mark ORDER BY value IS NULL, n DESC, value) AS place, "
        "count(value) OVER (PARTITION BY mark) AS distinct_values, "
        "coalesce(sum(n) FILTER (WHERE value IS NULL) OVER (PARTITION BY mark), 0) AS empty "
        f"FROM ({counted}) AS counted"
    )
    return (
        "SELECT mark, value, n, distinct_values, CAST(empty AS BIGINT) AS empty "
        f"FROM ({ranked}) AS ranked WHERE place <= {int(limit)} ORDER BY mark, place"
    )


def group_candidates(source: str, text: str, limit: int) -> str:
    """Return per group values that are probably frequent, about how many there are, empty cells."""
    return (
        f"SELECT {GROUP_COLUMN} AS mark, approx_top_k({text}, {int(limit)}) AS likely, "
        f"approx_count_distinct({text}) AS distinct_values, count(*) - count({text}) AS empty "
        f"FROM {source} GROUP BY mark"
    )


def count_group_values(source: str, text: str, values: Sequence[str]) -> str:
    """Return counts of given values per group."""
    wanted = f"{text} IN ({', '.join(values)})"
    return (
        f"SELECT {GROUP_COLUMN} AS mark, {text} AS value, count(*) AS n FROM {source}"
        f"{where_clause([wanted])} GROUP BY ALL ORDER BY mark, n DESC, value"
    )


def parquet_source(files: str, offsets: str | None, nan: bool = True) -> str:
    """Return Parquet files as a table with row ids; both texts are placeholders, the second of several files.

    `nan` tells whether a column may hold NaN, which the smallest and largest values in a footer leave
    out: DuckDB would take them for bounds.
    """
    row = "files.file_row_number"
    if offsets is not None:
        row = f"{row} + list_extract({offsets}, CAST(files.file_index AS BIGINT) + 1)"
    return f'(SELECT files.*, {row} AS "__row" FROM {_read_parquet(files, nan)}) AS {TABLE}'


def _read_parquet(files: str, nan: bool) -> str:
    may = "true" if nan else "false"
    return f"read_parquet({files}, hive_partitioning = false, can_have_nan = {may}) AS files"


def parquet_stretches(files: str, stretches: Sequence[tuple[int, int, int, int]], nan: bool = True) -> str:
    """Return some rows of Parquet files as a table with row ids.

    Parameters
    ----------
    files : str
        Placeholder of the paths.
    stretches : sequence of (file, start, stop, offset)
        Rows of a file from `start` to before `stop`, and the row id of its first row.
    """
    parts = []
    for file, start, stop, offset in stretches:
        rows = _read_parquet(f"list_extract({files}, {int(file) + 1})", nan)
        inside = f"files.file_row_number >= {int(start)} AND files.file_row_number < {int(stop)}"
        row = f"files.file_row_number + CAST({int(offset)} AS BIGINT)"
        parts.append(f'SELECT files.*, {row} AS "__row" FROM {rows} WHERE {inside}')
    return f"({' UNION ALL '.join(parts)}) AS {TABLE}"


def joined_marks(source: str, marks: str) -> str:
    """Return a source inner-joined with a table of marks by row id."""
    return (
        f'(SELECT {TABLE}.*, marks."__mark" FROM {source} '
        f'JOIN {quote(marks)} AS marks ON {ROW_COLUMN} = marks."__row") AS {TABLE}'
    )


def parquet_columns() -> str:
    """Return a statement whose result has the columns of Parquet files and no rows."""
    return "SELECT * FROM read_parquet($files, hive_partitioning = false) LIMIT 0"


def parquet_rows(columns: Sequence[str], marks: str) -> str:
    """Return a statement for the rows of ``$file`` that a table of marks names, with their numbers in it."""
    names = "".join(f"files.{quote(column)}, " for column in columns)
    return (
        f'SELECT {names}files.file_row_number AS "__row" '
        f"FROM read_parquet($file, hive_partitioning = false) AS files "
        f'JOIN {quote(marks)} AS marks ON files.file_row_number = marks."__row"'
    )


def listed_rows(columns: Sequence[str], rows: Sequence[int]) -> str:
    """Return a statement for some rows of ``$file``, by their numbers in it.

    A list of constants skips row groups, which a join does not.
    """
    names = "".join(f"files.{quote(column)}, " for column in columns)
    return (
        f'SELECT {names}files.file_row_number AS "__row" '
        f"FROM read_parquet($file, hive_partitioning = false) AS files "
        f"WHERE files.file_row_number IN ({', '.join(str(int(row)) for row in rows)})"
    )


def named_source(name: str) -> str:
    """Return a registered table as the source of a statement."""
    return f"{quote(name)} AS {TABLE}"
