"""What the cells of compared groups show: histograms and means per table, most frequent values, pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import QueryError
from dsviz_widget.query import lane_sql, statements
from dsviz_widget.query.engines.axis import Axis, counts_by_bin, plain
from dsviz_widget.query.engines.base import Task
from dsviz_widget.query.engines.cells import pooled
from dsviz_widget.query.engines.groups import HUGE
from dsviz_widget.query.engines.lane_groups import LaneGroups
from dsviz_widget.query.engines.lane_heads import axis_ends, common_axis, mean_text, word_of
from dsviz_widget.query.engines.summary import CATEGORIC, COUNT_EXACTLY, MAX_BINS, NOWHERE, NUMERIC
from dsviz_widget.query.kinds import Kind
from dsviz_widget.query.sql import Emitter
from dsviz_widget.query.statements import Number

if TYPE_CHECKING:
    from dsviz_widget.query.query import Query

TOP = 8
"""Most frequent values listed per cell and table."""


class LaneCells:
    """Describes a page of compared groups.

    Parameters
    ----------
    groups : LaneGroups
        All groups.
    query : Query
        The view that they are of.
    page : (int, int)
        The first group, and the one after the last.
    task : Task or None
        Stops the question.
    """

    def __init__(
        self, groups: LaneGroups, query: Query, page: tuple[int, int], task: Task | None = None
    ) -> None:
        self.groups = groups
        self.lanes = groups.lanes
        self.engine = groups.lanes.engine
        self.query = groups.lanes.left(query)
        self.page = page
        self.task = task
        self.count = page[1] - page[0]
        self.axes: dict[str, dict[str, Any]] = {}
        """Per column of numbers the ends of the axis that all tables and groups share."""

    def describe(self, names: Sequence[str], bins: int) -> list[dict[str, Any]]:
        """Return per group the cells of columns of numbers, dates, text, true and false, by name."""
        if not 1 <= bins <= MAX_BINS:
            raise QueryError("value", f"A histogram has 1 to {MAX_BINS} bins, not {bins}.")
        cells: list[dict[str, Any]] = [{} for _ in range(self.count)]
        columns = {name: found for name in names if any(found := self.lanes.columns(name))}
        kinds = {name: self.lanes.kind(found) for name, found in columns.items()}
        numeric = [name for name, kind in kinds.items() if kind.name in NUMERIC]
        values = [name for name, kind in kinds.items() if kind.name in CATEGORIC]
        self._find_bounds([column for name in numeric for column in columns[name] if column is not None])
        sql = self.engine.emitter()
        texts = {name: self._lane_texts(sql, columns[name], kinds[name]) for name in (*numeric, *values)}
        many = {name: self._has_many(columns[name]) for name in values}
        if not self.count:
            return cells
        with self.groups.scan(sql, self.page, self.query, self.task) as (scan, lanes, conditions, page):
            for name, by_table in texts.items():
                columns_of_lanes = [[by_table[lane.table]] for lane in lanes]
                text = lane_sql.lane_rows(scan.text, lanes, columns_of_lanes, page, self.count, conditions)
                source = replace(scan, text=text)
                if name in numeric:
                    self._numbers(sql, source, cells, name, columns[name], kinds[name], bins)
                else:
                    self._values(sql, source, cells, name, columns[name], many[name])
        return cells

    def _lacks(self, columns: Sequence[str | None]) -> list[bool]:
        """Return per table whether it lacks a column, or that which groups are by."""
        return [
            column is None or tree is None for column, tree in zip(columns, self.groups.trees, strict=True)
        ]

    def _find_bounds(self, columns: Sequence[str]) -> None:
        known = self.groups.bounds
        wanted = [column for column in dict.fromkeys(columns) if column not in known]
        if not wanted:
            return
        sql = self.engine.emitter()
        numbers = [self.engine.number(column) for column in wanted]
        with self.engine.summaries.kept_rows(sql, self.query, self.task) as (scan, conditions):
            statement = statements.number_facts(scan.text, numbers, conditions)
            row = self.engine.row(scan, statement, sql, self.task)
        known.update({column: (row[2 * i], row[2 * i + 1]) for i, column in enumerate(wanted)})

    def _lane_texts(self, sql: Emitter, columns: Sequence[str | None], kind: Kind) -> list[str]:
        """Return SQL of a column in each table, of one type in all; numbers and dates as doubles."""
        if kind.name in NUMERIC:
            return [
                lane_sql.no_number() if column is None else self.engine.number(column).text
                for column in columns
            ]
        return [sql.null(kind) if column is None else sql.column(column) for column in columns]

    def _axis(self, columns: Sequence[str | None], kind: Kind, bins: int) -> tuple[Axis, bool]:
        bounds = [self.groups.bounds[column] for column in columns if column is not None]
        largest = max((abs(end or 0.0) for ends in bounds for end in ends), default=0.0)
        return common_axis(bounds, bins, kind), largest > HUGE

    def _numbers(
        self,
        sql: Emitter,
        scan: Any,
        cells: list[dict[str, Any]],
        name: str,
        columns: Sequence[str | None],
        kind: Kind,
        bins: int,
    ) -> None:
        axis, is_huge = self._axis(columns, kind, bins)
        size = 0 if axis is NOWHERE else axis.bins
        facts = [self.engine.number(column) for column in columns if column is not None]
        finite = all(number.finite for number in facts)
        number = Number(lane_sql.column_of_lanes(0), finite=finite, nullable=True, huge=is_huge)
        rows = self.engine.run(
            scan, statements.group_figures(scan.text, number, axis.bin_of(sql, number)), sql, self.task
        )
        self.axes[name] = {"kind": word_of(kind), **axis_ends(axis, kind)}
        marks, places = rows["mark"].to_numpy(), rows["bin"].to_numpy()
        counts = rows["cell_rows"].to_numpy()
        means, spreads = (rows[key].to_numpy(zero_copy_only=False) for key in ("mean", "spread"))
        for index, cell in enumerate(cells):
            found: dict[str, list[Any]] = {"counts": [], "means": [], "sds": [], "missing": []}
            for table, lacks in enumerate(self._lacks(columns)):
                if lacks:
                    for part in found.values():
                        part.append(None)
                    continue
                mine = marks == table * self.count + index
                inside = mine & (places >= 0)
                mean, deviation = pooled(counts[inside], means[inside], spreads[inside])
                by_bin, others = counts_by_bin(places[mine], counts[mine], size)
                found["counts"].append(by_bin)
                found["means"].append(mean_text(mean, kind))
                found["sds"].append(None if is_huge else deviation)
                found["missing"].append(sum(others.values()))
            cell[name] = {"kind": self.axes[name]["kind"], **found}

    def _has_many(self, columns: Sequence[str | None]) -> bool:
        """Tell whether a column has so many values that counting each would be slow."""
        own = {column for column in columns if column is not None}
        return any(self.engine.summaries.distinct(column, self.task) > COUNT_EXACTLY for column in own)

    def _values(
        self,
        sql: Emitter,
        scan: Any,
        cells: list[dict[str, Any]],
        name: str,
        columns: Sequence[str | None],
        many: bool,
    ) -> None:
        lacking = self._lacks(columns)
        for cell in cells:
            cell[name] = {
                "kind": "values",
                "top": [None if lacks else [] for lacks in lacking],
                "distinct": [None if lacks else 0 for lacks in lacking],
                "missing": [None if lacks else 0 for lacks in lacking],
            }
        text = lane_sql.column_of_lanes(0)
        for row in self._top(sql, scan, text, many):
            table, index = divmod(row["mark"], self.count)
            cell = cells[index][name]
            if lacking[table]:
                continue
            if "distinct_values" in row:
                cell["distinct"][table] = row["distinct_values"]
                cell["missing"][table] = row["empty"]
            if row["value"] is not None and len(cell["top"][table]) < TOP:
                cell["top"][table].append({"value": plain(row["value"]), "count": row["n"]})

    def _top(self, sql: Emitter, scan: Any, text: str, many: bool) -> list[dict[str, Any]]:
        """Return the most frequent values of each group and table, the most frequent first."""
        if not many:
            statement = statements.group_values(scan.text, text, TOP)
            found: list[dict[str, Any]] = self.engine.run(scan, statement, sql, self.task).to_pylist()
            return found
        likely = self.engine.run(
            scan, statements.group_candidates(scan.text, text, TOP), sql, self.task
        ).to_pylist()
        candidates = sorted({value for row in likely for value in row["likely"] or ()})
        rows = [{**row, "value": None, "n": 0} for row in likely]
        if candidates:
            bound = [sql.bind(value) for value in candidates]
            statement = statements.count_group_values(scan.text, text, bound)
            rows += self.engine.run(scan, statement, sql, self.task).to_pylist()
        return rows

    def pictures(self, count: int) -> list[dict[str, Any]]:
        """Return per group up to `count` rows to show, those first that are in another group elsewhere.

        Each row says the table that has it in the group, and whether it has moved; ``total`` is how many
        rows the group has in any table.
        """
        found: list[list[dict[str, Any]]] = [[] for _ in range(self.count)]
        sql = self.engine.emitter()
        order = self.engine.order_texts(sql, self.engine.row_keys(self.query))
        if self.count:
            with self.groups.scan(sql, self.page, self.query, self.task) as (scan, lanes, conditions, page):
                text = lane_sql.lane_pictures(scan.text, lanes, page, order, conditions, max(count, 1))
                for row in self.engine.run(scan, text, sql, self.task).to_pylist():
                    found[row["mark"]].append(row)
        return [
            {"rows": self._with_ids(_chosen(parts, count)), "total": sum(part["n"] for part in parts)}
            for parts in found
        ]

    def _with_ids(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return rows to show by the ids that they have among all rows."""
        ids = self.lanes.row_ids([row["row"] for row in rows])
        return [{**row, "row": known} for row, known in zip(rows, ids, strict=True)]


def _chosen(parts: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """Return the rows of one group to show: as many that moved of each table as there is room for."""
    moved = sorted((part for part in parts if part["moved"]), key=lambda part: part["lane"])
    stayed = sorted((part for part in parts if not part["moved"]), key=lambda part: part["lane"])
    taken: list[int] = [0] * len(moved)
    room = count
    while room and any(taken[i] < len(part["ids"]) for i, part in enumerate(moved)):
        for index, part in enumerate(moved):
            if room and taken[index] < len(part["ids"]):
                taken[index] += 1
                room -= 1
    rows = [
        {"row": int(row), "side": part["lane"], "moved": True}
        for part, number in zip(moved, taken, strict=True)
        for row in part["ids"][:number]
    ]
    rest = [{"row": int(row), "side": part["lane"], "moved": False} for part in stayed for row in part["ids"]]
    return rows + rest[: count - len(rows)]
