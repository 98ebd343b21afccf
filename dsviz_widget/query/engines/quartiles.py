"""Quartiles of columns over the rows of groups, for those who want them: they cost a pass of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dsviz_widget.query import statements
from dsviz_widget.query.engines.axis import bound_text
from dsviz_widget.query.engines.base import Task
from dsviz_widget.query.engines.groups import Groups
from dsviz_widget.query.engines.summary import NUMERIC
from dsviz_widget.query.query import Query

if TYPE_CHECKING:
    from dsviz_widget.query.engines.duck import DuckEngine


def add_quartiles(
    engine: DuckEngine,
    groups: Groups,
    query: Query,
    start: int,
    described: list[dict[str, Any]],
    columns: Sequence[str],
    task: Task | None,
) -> None:
    """Put ``quartiles`` into the cells of some columns: three values, or None where no cell has one."""
    kinds = engine.source.kinds.columns
    names = [name for name in columns if name in kinds and kinds[name].name in NUMERIC]
    if not names or not described:
        return
    first = min(max(start, 0), len(groups))
    sql = engine.emitter()
    numbers = [engine.number(name) for name in names]
    with groups.scan(sql, (first, first + len(described)), engine, query, task) as scan:
        rows = engine.run(scan, statements.group_quartiles(scan.text, numbers), sql, task).to_pylist()
    for row in rows:
        cells = described[row["mark"]]["cells"]
        for index, name in enumerate(names):
            found = row[f"q{index}"]
            if name in cells and found is not None:
                cells[name]["quartiles"] = [bound_text(value, kinds[name]) for value in found]
    for group in described:
        for name in names:
            group["cells"].get(name, {}).setdefault("quartiles", None)
