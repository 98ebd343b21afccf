"""Which rows of two tables are not the same, and in which columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from dsviz_widget.query import lane_sql
from dsviz_widget.query.engines.base import Task
from dsviz_widget.query.engines.gathered import in_row_order
from dsviz_widget.query.engines.lanes import Lanes
from dsviz_widget.query.sameness import same_cells

if TYPE_CHECKING:
    from dsviz_widget.query.engines.duck import DuckEngine


@dataclass(frozen=True, eq=False)
class LaneChanges:
    """The rows in which two tables differ, in the order of the first and then of the second.

    Parameters
    ----------
    ids : (n,) int64 array
        Rows of the compared rows.
    in_first, in_second : (n,) bool arrays
        Whether each table has the row.
    differs : (n, columns) bool array
        In which columns the cells of a row that both have differ.
    equal : int
        Rows that both have, with the same cells.
    """

    ids: np.ndarray
    in_first: np.ndarray
    in_second: np.ndarray
    differs: np.ndarray
    equal: int


def lane_changes(
    engine: DuckEngine, columns: Sequence[tuple[str, str]], task: Task | None = None
) -> LaneChanges:
    """Return the rows in which two tables side by side differ.

    Parameters
    ----------
    engine : DuckEngine
        It answers on the rows of the two.
    columns : sequence of (str, str)
        Columns of the compared rows: of the first table, and the one of the second to hold it against.
    task : Task or None
        Stops the question.
    """
    lanes = Lanes(engine)
    sql = engine.emitter()
    same = [same_cells(sql, lanes.tree(first), lanes.tree(second)) for first, second in columns]
    present = [lanes.present(sql, table) for table in (0, 1)]
    with engine.source.scan() as scan:
        found = engine.run(scan, lane_sql.lane_changes(scan.text, present[0], present[1], same), sql, task)
    ids = pa.table({"order": found.column("id"), **dict(zip(found.column_names, found.columns, strict=True))})
    rows = in_row_order(ids)
    flags = [_flags(rows.column(f"d{index}")) for index in range(len(columns))]
    differs = np.column_stack(flags) if flags else np.zeros((rows.num_rows, 0), dtype=bool)
    return LaneChanges(
        np.asarray(rows.column("id"), dtype=np.int64),
        _flags(rows.column("in0")),
        _flags(rows.column("in1")),
        differs,
        engine.row_count - rows.num_rows,
    )


def _flags(column: pa.ChunkedArray) -> np.ndarray:
    flags: np.ndarray = column.to_numpy(zero_copy_only=False).astype(bool)
    return flags
