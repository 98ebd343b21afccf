"""What columns hold in each of several compared tables, on one axis, and how often they differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import QueryError
from dsviz_widget.query import lane_sql, statements
from dsviz_widget.query.engines.axis import Axis, bound_text, counts_by_bin, make_axis
from dsviz_widget.query.engines.base import Task
from dsviz_widget.query.engines.lanes import Lanes
from dsviz_widget.query.engines.summary import CATEGORIC, MAX_BINS, NOWHERE, NUMERIC
from dsviz_widget.query.kinds import Kind

if TYPE_CHECKING:
    from dsviz_widget.query.query import Query

Column = list[str | None]
"""Per table the column of the compared rows, None where the table has none."""


def lane_heads(
    lanes: Lanes, query: Query, names: Sequence[str], bins: int, task: Task | None = None
) -> dict[str, dict[str, Any]]:
    """Return what the tables hold in columns of these names, in the rows that match.

    Parameters
    ----------
    lanes : Lanes
        The tables.
    query : Query
        The view; its clauses keep or drop a row of all tables.
    names : sequence of str
        Columns by the name that they have in their tables.
    bins : int
        Most bins of a histogram.
    task : Task or None
        Stops the question.

    Returns
    -------
    dict
        Per name ``kind``, and how many rows two tables have (``compared``) and differ in (``changed``).
        Of a ``number`` or ``timestamp`` besides the axis that all tables share (``low``, ``high``,
        ``integer``), and per table ``counts``, ``means`` and ``missing``: the table's rows without a finite
        value. Of ``values`` (text, true and false) per table its most frequent ``values`` with their
        ``count``, and about how many there are, ``distinct``. What a table lacks is None.
    """
    if not 1 <= bins <= MAX_BINS:
        raise QueryError("value", f"A histogram has 1 to {MAX_BINS} bins, not {bins}.")
    columns = {name: lanes.columns(name) for name in names}
    columns = {name: found for name, found in columns.items() if any(found)}
    kinds = {name: lanes.kind(found) for name, found in columns.items()}
    heads: dict[str, dict[str, Any]] = {name: {"kind": word_of(kind)} for name, kind in kinds.items()}
    numeric = {name: columns[name] for name, kind in kinds.items() if kind.name in NUMERIC}
    if numeric:
        _add_numbers(lanes, lanes.left(query), numeric, kinds, bins, heads, task)
    values = {name: columns[name] for name, kind in kinds.items() if kind.name in CATEGORIC}
    if values:
        _add_values(lanes, lanes.left(query), values, heads, task)
    _add_changes(lanes, lanes.left(query), columns, heads, task)
    return heads


def word_of(kind: Kind) -> str:
    """Return what the browser calls the kind of a column."""
    if kind.name in NUMERIC:
        return "timestamp" if kind.name == "date" else "number"
    return "values" if kind.name in CATEGORIC else "other"


def common_axis(bounds: Sequence[tuple[float | None, float | None]], bins: int, kind: Kind) -> Axis:
    """Return an axis over the values of all tables, given the least and the largest of each."""
    lows = [low for low, _ in bounds if low is not None]
    highs = [high for _, high in bounds if high is not None]
    return make_axis(min(lows), max(highs), bins, kind.integer) if lows else NOWHERE


def axis_ends(axis: Axis, kind: Kind) -> dict[str, Any]:
    """Return the ends of an axis as the browser has them, None where there are no values."""
    is_empty = axis is NOWHERE
    return {
        "low": None if is_empty else bound_text(axis.low, kind),
        "high": None if is_empty else bound_text(axis.high, kind),
        "integer": kind.integer,
    }


def _add_numbers(
    lanes: Lanes,
    query: Query,
    columns: dict[str, Column],
    kinds: dict[str, Kind],
    bins: int,
    heads: dict[str, dict[str, Any]],
    task: Task | None,
) -> None:
    """Describe columns of numbers: one pass for the counts of all bins, one for the means."""
    engine, sql = lanes.engine, lanes.engine.emitter()
    own = dict.fromkeys(column for found in columns.values() for column in found if column is not None)
    bounds = lanes.whole.summaries.bounds(list(own), task)
    axes = {
        name: common_axis([bounds[column] for column in found if column is not None], bins, kinds[name])
        for name, found in columns.items()
    }
    cells = [(name, table) for name, found in columns.items() for table in range(lanes.count) if found[table]]
    present = [lanes.present(sql, table) for table in range(lanes.count)]
    texts, parts = [], [lane_sql.count_where(text) for text in present]
    for name, table in cells:
        number = engine.number(str(columns[name][table]))
        texts.append(lane_sql.only_where(axes[name].bin_of(sql, number), present[table]))
        parts.append(lane_sql.mean_where(number, present[table]))
    with engine.summaries.kept_rows(sql, query, task) as (scan, conditions):
        rows = engine.run(scan, statements.counts_of_each(scan.text, texts, conditions), sql, task)
        figures = engine.row(scan, statements.figures(scan.text, parts, conditions), sql, task)
    which, counts = rows["which"].to_numpy(), rows["n"].to_numpy()
    for name, found in columns.items():
        heads[name].update(
            axis_ends(axes[name], kinds[name]),
            counts=[None] * len(found),
            means=[None] * len(found),
            missing=[None] * len(found),
        )
    for index, (name, table) in enumerate(cells):
        mine = which == index
        places = rows[f"c{index}"].filter(mine)
        known = [(place, n) for place, n in zip(places.to_pylist(), counts[mine].tolist(), strict=True)]
        inside = [(place, n) for place, n in known if place is not None]
        size = 0 if axes[name] is NOWHERE else axes[name].bins
        found_counts, _ = counts_by_bin([place for place, _ in inside], [n for _, n in inside], size)
        mean = figures[lanes.count + index]
        heads[name]["counts"][table] = found_counts
        heads[name]["missing"][table] = int(figures[table]) - sum(found_counts)
        heads[name]["means"][table] = mean_text(mean, kinds[name])


def mean_text(mean: float | None, kind: Kind) -> Any:
    """Return a mean as it is shown: of dates as ISO text."""
    return bound_text(mean, kind) if kind.name == "date" else mean


def _add_values(
    lanes: Lanes,
    query: Query,
    columns: dict[str, Column],
    heads: dict[str, dict[str, Any]],
    task: Task | None,
) -> None:
    """Describe columns of values by the most frequent, as often as they match.

    How many values there are is said of all rows: that stays while a filter changes.
    """
    own = dict.fromkeys(column for found in columns.values() for column in found if column is not None)
    told = lanes.engine.summaries.describe(query, list(own), 1, task)
    lanes.whole.summaries.look(list(own), 1, task)
    distinct = {column: lanes.whole.summaries.distinct(column, task) for column in own}
    for name, found in columns.items():
        heads[name]["values"] = [None if column is None else _kept(told[column]) for column in found]
        heads[name]["distinct"] = [None if column is None else distinct[column] for column in found]


def _kept(summary: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the values that occur in matching rows, the most frequent first, then in their own order."""
    kept = [{"value": item["value"], "count": item["kept"]} for item in summary["top"] if item["kept"]]
    return sorted(kept, key=lambda item: (-item["count"], item["value"]))


def _add_changes(
    lanes: Lanes,
    query: Query,
    columns: dict[str, Column],
    heads: dict[str, dict[str, Any]],
    task: Task | None,
) -> None:
    """Count the rows that two tables have, and those in which they differ, in one pass."""
    engine, sql = lanes.engine, lanes.engine.emitter()
    known = engine.source.kinds.columns
    names, parts = [], []
    for name, found in columns.items():
        if lanes.stack is not None or any(known[column].name == "other" for column in found if column):
            heads[name].update(compared=0, changed=0)
            continue
        trees = [None if column is None else lanes.tree(column) for column in found]
        names.append(name)
        parts += [lane_sql.count_where(text) for text in lanes.compared(sql, trees)]
    if not names:
        return
    with engine.summaries.kept_rows(sql, query, task) as (scan, conditions):
        figures = engine.row(scan, statements.figures(scan.text, parts, conditions), sql, task)
    for index, name in enumerate(names):
        compared, changed = figures[2 * index : 2 * index + 2]
        heads[name].update(compared=int(compared), changed=int(changed))
