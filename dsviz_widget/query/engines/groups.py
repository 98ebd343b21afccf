"""Groups of rows: their keys and sizes, and which rows belong to one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from dsviz_widget.errors import QueryError
from dsviz_widget.query import statements
from dsviz_widget.query.aggregates import measure_of, sort_measure
from dsviz_widget.query.engines.axis import plain
from dsviz_widget.query.engines.base import Task
from dsviz_widget.query.engines.cache import Cache
from dsviz_widget.query.engines.scanning import Scan
from dsviz_widget.query.query import Query
from dsviz_widget.query.sql import Emitter
from dsviz_widget.types import holds_split, python_values, to_json_text
from dsviz_widget.types.extended_json import LONG

if TYPE_CHECKING:
    from dsviz_widget.query.engines.duck import DuckEngine
    from dsviz_widget.query.engines.reading import Reading

TOP = 3
"""Most frequent values listed per cell."""
HUGE = 1e150
"""Values beyond it have no deviation that a double holds."""
EXACT = 2**53
"""Below it a browser holds every whole number."""
_KEYS_NAME = "dsviz_groups"
_AGGREGATES = {"mean": "avg", "std": "stddev_samp", "sum": "sum", "min": "min", "max": "max"}


class Groups:
    """The groups of one query, in order.

    Parameters
    ----------
    keys : pyarrow.Table
        One row per group, one column per key.
    sizes : int64 array
        Rows per group.
    """

    def __init__(self, keys: pa.Table, sizes: np.ndarray) -> None:
        self.keys = keys
        self.sizes = sizes
        self.bounds: dict[str, tuple[float | None, float | None]] = {}
        self.figures: dict[tuple[str, int], pa.Table] = {}
        """By column and number of bins, where they came with the groups: what `group_figures` answers."""
        self._rows: Cache[np.ndarray] = Cache(64, 64 * 1024**2, lambda ids: int(ids.nbytes))
        self._index: dict[str, int] | None = None

    def __len__(self) -> int:
        return len(self.sizes)

    def placed(self, figures: pa.Table) -> pa.Table:
        """Return figures of groups in the order of the query, with marks that number them in this order."""
        return figures

    @property
    def row_count(self) -> int:
        """Rows of all groups."""
        return int(self.sizes.sum())

    @property
    def size_bytes(self) -> int:
        """Memory that the groups take."""
        return int(self.sizes.nbytes) + int(self.keys.nbytes)

    def key(self, index: int) -> list[Any]:
        """Return the key of a group as plain data."""
        return [key_value(column.slice(index, 1)) for column in self.keys.columns]

    def find(self, key: Sequence[Any]) -> int:
        """Return the index of the group with a key.

        Raises
        ------
        QueryError
            If there is no such group.
        """
        if self._index is None:
            self._index = {_identity(self.key(i)): i for i in range(len(self))}
        found = self._index.get(_identity([_exact(plain(value)) for value in key]))
        if found is None:
            raise QueryError("value", f"There is no group {list(key)!r}.")
        return found

    def rows_of(self, key: Sequence[Any], engine: DuckEngine, query: Query, task: Task | None) -> np.ndarray:
        """Return the row ids of the group with a key, in the order of the query."""
        index = self.find(key)
        return self._rows.get(index, lambda: self._find_rows(index, engine, query, task))

    def _find_rows(self, index: int, engine: DuckEngine, query: Query, task: Task | None) -> np.ndarray:
        sql = engine.emitter()
        with self.scan(sql, (index, index + 1), engine, query, task) as scan:
            terms = engine.order_texts(sql, engine.row_keys(query))
            statement = statements.ordered_ids(scan.text, [], terms or [statements.ROW_COLUMN])
            ids: np.ndarray = engine.run(scan, statement, sql, task).column(0).to_numpy().astype(np.int64)
        return ids

    def first_rows(
        self, page: tuple[int, int], count: int, engine: DuckEngine, query: Query, task: Task | None
    ) -> list[list[int]]:
        """Return the first row ids of each group of a page, in the order of the query."""
        sql = engine.emitter()
        found: list[list[int]] = [[] for _ in range(page[1] - page[0])]
        if count == 0 or not found:
            return found
        with self.scan(sql, page, engine, query, task) as scan:
            terms = engine.order_texts(sql, engine.row_keys(query))
            rows = engine.run(scan, statements.first_of_groups(scan.text, terms, count), sql, task)
        for mark, row in zip(rows["mark"].to_pylist(), rows["id"].to_pylist(), strict=True):
            found[mark].append(row)
        return found

    @contextmanager
    def scan(
        self, sql: Emitter, page: tuple[int, int], engine: DuckEngine, query: Query, task: Task | None
    ) -> Iterator[Scan]:
        """Give a scan of the matching rows of some groups, which carry the number of their group.

        Statements on it go through the same `sql`, which has the values that it binds.
        """
        texts = engine.group_texts(sql, query)
        keys = marked_keys(self.keys, page)
        with engine.summaries.kept_rows(sql, query, task) as (scan, conditions):
            scan.cursor.register(_KEYS_NAME, keys)
            try:
                text = statements.joined_groups(scan.text, _KEYS_NAME, texts, conditions)
                yield Scan(scan.cursor, text, scan.parameters)
            finally:
                scan.cursor.unregister(_KEYS_NAME)


def marked_keys(keys: pa.Table, page: tuple[int, int]) -> pa.Table:
    """Return the keys of some groups, with marks that number them from 0.

    They are taken and not sliced: DuckDB refuses a struct that lies at an offset.
    """
    taken = keys.take(pa.array(np.arange(*page)))
    numbers = pa.array(np.arange(taken.num_rows, dtype=np.int32))
    return taken.append_column("mark", numbers).combine_chunks()


def key_value(column: pa.ChunkedArray) -> Any:
    """Return the one value of a column as JSON can hold it, each kind of a mixed one in its own words."""
    (value,) = python_values(column)
    if value is None or not holds_split(column.type):
        return _exact(plain(value))
    return json.loads(to_json_text(value, for_browser=True))


def _exact(value: Any) -> Any:
    """Return a whole number that a browser would round in the words of MongoDB's Extended JSON."""
    is_long = isinstance(value, int) and abs(value) >= EXACT
    return {LONG: str(value)} if is_long else value


def _identity(key: Sequence[Any]) -> str:
    def whole(value: Any) -> Any:
        return int(value) if isinstance(value, float) and value.is_integer() else value

    return json.dumps([whole(value) for value in key], sort_keys=True)


def make_groups(engine: DuckEngine, query: Query, task: Task | None) -> Groups:
    """Return the groups of a query, largest first unless the query sorts them."""
    sql = engine.emitter()
    keys = engine.group_texts(sql, query)
    measures, order = group_order(engine, sql, query)
    with engine.summaries.kept_rows(sql, query, task) as (scan, conditions):
        statement = statements.grouped_rows(scan.text, keys, conditions, measures, order)
        rows = engine.run(scan, statement, sql, task).combine_chunks()
    return Groups(rows.select([f"k{i}" for i in range(len(keys))]), rows["n"].to_numpy())


def group_order(engine: Reading, sql: Emitter, query: Query) -> tuple[list[str], list[str]]:
    """Return SQL of the measures that groups are sorted by, and of their order."""
    measures: list[str] = []
    order: list[str] = []
    for sort_key in query.sort_keys:
        by = sort_measure(query.aggregates, sort_key.by)
        measure = measure_of(by)
        if sort_key.by in query.group_keys:
            name = f"k{query.group_keys.index(sort_key.by)}"
        elif measure is None:
            if by != sort_key.by:
                raise QueryError(
                    "type",
                    f"Groups on the screen are not sorted by {by}.",
                    hint="They sort by count, mean, std, sum, min and max.",
                )
            continue
        elif measure[0] == "count":
            name = "n"
        else:
            tree = engine.read(measure[1]).tree
            if tree.kind.name != "number":
                raise QueryError("type", f"{sort_key.by} needs a number.", hint="Groups sort by count too.")
            name = f"m{len(measures)}"
            measures.append(f"{_AGGREGATES[measure[0]]}({sql.shown(tree)})")
        order.append(statements.group_order(name, sort_key.descending))
    if not order:
        order.append(statements.group_order("n", descending=True))
    names = (f"k{i}" for i in range(len(query.group_keys)))
    order += [statements.group_order(name, descending=False) for name in names]
    return measures, order
