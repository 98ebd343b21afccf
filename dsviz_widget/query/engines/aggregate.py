"""One row per group: keys and figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dsviz_widget.errors import QueryError, UnknownColumn, did_you_mean
from dsviz_widget.query import statements
from dsviz_widget.query.aggregate_sql import Parts, as_number, ends, figure
from dsviz_widget.query.aggregates import FUNCTIONS, Aggregate, make_aggregate, write_aggregate
from dsviz_widget.query.engines.axis import make_axis
from dsviz_widget.query.kinds import DOUBLE, NOUNS, NULL, Kind
from dsviz_widget.query.sql import Emitter
from dsviz_widget.query.typed import Typed, TypedColumn

if TYPE_CHECKING:
    from dsviz_widget.query.engines.base import Task
    from dsviz_widget.query.engines.reading import Reading
    from dsviz_widget.query.query import Query


CALCULATED = ("sum", "mean", "std", "median", "quantile", "histogram")
"""Aggregates that calculate with numbers."""


@dataclass(frozen=True)
class _Figure:
    """An aggregate, the value it looks at, and its place in the statement."""

    aggregate: Aggregate
    tree: Typed | None
    column: str
    edges: tuple[float, ...] = ()

    @property
    def kind(self) -> Kind:
        """Kind of the value; of a column of mixed kinds its numbers are calculated with."""
        if self.tree is None:
            return NULL
        return DOUBLE if self.takes_numbers else self.tree.kind

    @property
    def takes_numbers(self) -> bool:
        """Whether only the numbers of a value of mixed kinds are looked at."""
        mixed = self.tree is not None and self.tree.kind.name == "mixed"
        return mixed and self.aggregate.function in CALCULATED

    def value(self, sql: Emitter) -> str:
        """Return SQL of the value, or nothing where there is none."""
        if self.tree is None:
            return ""
        text = sql.shown(self.tree)
        return sql.mixed_part(text, DOUBLE) if self.takes_numbers else text


def aggregate_rows(engine: Reading, query: Query, task: Task | None) -> pa.Table:
    """Return one row per group, largest first unless the query sorts them.

    Raises
    ------
    QueryError
        If an aggregate does not fit what it looks at, or groups cannot be sorted as asked.
    """
    sql = engine.emitter()
    keys, figures, write = _plan(engine, sql, query, task)
    with engine.source.scan() as scan:
        found = engine.run(scan, write(scan.text), sql, task)
    names, arrays = [], []
    for index, (text, tree) in enumerate(zip(query.group_keys, keys, strict=True)):
        names.append(text)
        arrays.append(_key_as_in_table(engine, tree, found.column(f"k{index}"), found.column("row")))
    for item in figures[: len(query.aggregates)]:
        names.append(item.aggregate.name)
        arrays.append(_finish(engine, item, found))
    return _selected(pa.table(arrays, names=names), query)


def aggregate_statement(engine: Reading, sql: Emitter, query: Query, source: str) -> str:
    """Return the statement that finds groups and their figures, on a source as SQL names it."""
    return _plan(engine, sql, query, None)[2](source)


def _plan(
    engine: Reading, sql: Emitter, query: Query, task: Task | None
) -> tuple[list[Typed], list[_Figure], Callable[[str], str]]:
    """Return keys, figures, and what writes the statement."""
    _check_names(query)
    keys = [engine.read(text).tree for text in query.group_keys]
    order, hidden = _order(query)
    figures = [
        _Figure(aggregate, read_value(engine, aggregate), f"a{index}")
        for index, aggregate in enumerate((*query.aggregates, *hidden))
    ]
    figures = [_with_edges(engine, query, item, task) for item in figures]
    return keys, figures, _writer(engine, sql, query, keys, figures, order)


def _check_names(query: Query) -> None:
    taken = set(query.group_keys)
    for aggregate in query.aggregates:
        if aggregate.name in taken:
            raise QueryError(
                "name",
                f"Two columns of the groups are named {aggregate.name!r}.",
                hint="Give the aggregate another name.",
            )
        taken.add(aggregate.name)


def _selected(groups: pa.Table, query: Query) -> pa.Table:
    if query.columns is None:
        return groups
    known = groups.column_names
    for name in query.columns:
        if name not in known:
            raise UnknownColumn("name", f"The groups have no column {name!r}.{did_you_mean(name, known)}")
    return groups.select(list(dict.fromkeys(query.columns)))


def read_value(engine: Reading, aggregate: Aggregate) -> Typed | None:
    """Return the typed tree of what an aggregate looks at.

    Raises
    ------
    QueryError
        If it is of a kind that the aggregate does not take.
    """
    if aggregate.of is None:
        return None
    expression = engine.read(aggregate.of)
    tree, function = expression.tree, FUNCTIONS[aggregate.function]
    called = write_aggregate(aggregate)
    if function.of == "path":
        item = tree.kind.element
        if item is None or item.field("class_id") is None:
            raise QueryError(
                "type", f"{called} needs a path to boxes or masks, such as image.boxes.truth.",
                hint="They are lists of objects with a class_id.",
            )  # fmt: skip
        if aggregate.function == "class_shares" and item.field("fraction") is None:
            raise QueryError(
                "type", f"{called}: boxes have no share of a picture; masks have.",
                hint="Count boxes with class_counts.",
            )  # fmt: skip
    elif tree.kind.name == "mixed" and aggregate.function in CALCULATED:
        return tree
    elif function.kinds and tree.kind.name not in (*function.kinds, "null"):
        wanted = " or ".join(NOUNS[name] for name in function.kinds)
        raise QueryError("type", f"{called} takes {wanted}, not {NOUNS[tree.kind.name]}.")
    return tree


def _order(query: Query) -> tuple[list[str], list[Aggregate]]:
    """Return what groups are ordered by, and figures that are needed for it alone."""
    names = [aggregate.name for aggregate in query.aggregates]
    terms: list[str] = []
    hidden: list[Aggregate] = []
    for key in query.sort_keys:
        if key.by in names:
            column = f"a{names.index(key.by)}"
        elif key.by in query.group_keys:
            column = f"k{query.group_keys.index(key.by)}"
        elif key.by == "count":
            column = "n"
        elif "(" in key.by:
            column = f"a{len(names) + len(hidden)}"
            hidden.append(make_aggregate(key.by, key.by))
        else:
            known = [*names, *query.group_keys, "count"]
            raise QueryError(
                "name",
                f"Groups cannot be sorted by {key.by!r}.{did_you_mean(key.by, known)}",
                hint="Sort by a key, an aggregate, count or mean(...).",
            )
        terms.append(statements.group_order(column, key.descending))
    if not terms and query.group_keys:
        terms.append(statements.group_order("n", descending=True))
    terms += [statements.group_order(f"k{index}", descending=False) for index in range(len(query.group_keys))]
    return terms, hidden


def _writer(
    engine: Reading,
    sql: Emitter,
    query: Query,
    keys: Sequence[Typed],
    figures: Sequence[_Figure],
    order: Sequence[str],
) -> Callable[[str], str]:
    key_texts = engine.group_texts(sql, query)
    values = [item.value(sql) for item in figures]
    conditions = engine.conditions(sql, query)

    def write(source: str) -> str:
        parts = Parts(sql, source, key_texts, conditions)
        for item, value in zip(figures, values, strict=True):
            _add(parts, sql, item, value)
        return parts.statement(order, query.row_limit)

    return write


def _add(parts: Parts, sql: Emitter, item: _Figure, text: str) -> None:
    function, tree, name = item.aggregate.function, item.tree, item.column
    if function == "mode":
        parts.add_mode(name, text)
    elif function == "top":
        parts.add_top(name, text, item.aggregate.option)
    elif function == "histogram":
        parts.add_bins(name, _bin_of(sql, item, text))
    elif function in ("class_counts", "class_shares"):
        assert tree is not None
        assert tree.kind.element is not None
        parts.add_classes(name, text, tree.kind.element, function == "class_shares")
    elif tree is None:
        parts.add_figure(name, figure(sql, function, "", NULL, nan=False))
    else:
        value = f"v{name}"
        if _is_taken(item):
            row = "min(row)" if function == "first" else "max(row)"
            found = f"{row} FILTER (WHERE {value} IS NOT NULL)"
        else:
            nan = tree.nan or item.takes_numbers
            found = figure(sql, function, value, item.kind, nan, item.aggregate.option)
        parts.add_figure(name, found, f"{text} AS {value}")


def _is_taken(item: _Figure) -> bool:
    """Tell whether a figure is a cell of the table, found by its row: media keep their form."""
    nested = item.tree is not None and item.tree.kind.name in ("struct", "list", "map", "mixed", "binary")
    return item.aggregate.function in ("first", "last") and nested and isinstance(item.tree, TypedColumn)


def _with_edges(engine: Reading, query: Query, item: _Figure, task: Task | None) -> _Figure:
    """Return a histogram with its edges: those asked for, or equal ones over all matching rows."""
    if item.aggregate.function != "histogram":
        return item
    option = item.aggregate.option
    if isinstance(option, tuple):
        return replace(item, edges=tuple(float(edge) for edge in option))
    sql = engine.emitter()
    number = as_number(sql, item.value(sql), item.kind)
    with engine.source.scan() as scan:
        statement = ends(sql, scan.text, number, engine.conditions(sql, query))
        low, high = engine.row(scan, statement, sql, task)
    if low is None:
        return item
    return replace(item, edges=tuple(make_axis(low, high, option, item.kind.integer).edges()))


def _bin_of(sql: Emitter, item: _Figure, value: str) -> str:
    """Return SQL of the number of edges that a value has reached; the last edge is in the last bin."""
    text = as_number(sql, value, item.kind)
    edges = sql.dialect.list_of([sql.cast(sql.bind(edge), "double") for edge in item.edges[1:-1]])
    if not item.edges:
        return "NULL"
    inside = f"{text} >= {sql.bind(item.edges[0])} AND {text} <= {sql.bind(item.edges[-1])}"
    reached = sql.f("len", sql.f("list_filter", edges, sql.lambda_(["edge"], f"edge <= {text}")))
    place = reached if len(item.edges) > 2 else "0"
    return f"CASE WHEN {inside} THEN {place} END"


def _as_in_table(engine: Reading, tree: Typed, values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return values of a column in the type that the table has it in; text is never encoded."""
    if not isinstance(tree, TypedColumn):
        return values
    wanted = engine.schema.field(tree.name).type
    if pa.types.is_dictionary(wanted):
        wanted = wanted.value_type
    return values if values.type == wanted or pa.types.is_nested(wanted) else values.cast(wanted, safe=False)


def _key_as_in_table(
    engine: Reading, tree: Typed, values: pa.ChunkedArray, rows: pa.ChunkedArray
) -> pa.ChunkedArray:
    """Return keys of groups as the table has them; `rows` are rows of the groups, where they are found."""
    if isinstance(tree, TypedColumn):
        wanted = engine.schema.field(tree.name).type
        if values.type != wanted and (pa.types.is_nested(wanted) or pa.types.is_dictionary(wanted)):
            return _taken(engine, tree.name, rows)
    return _as_in_table(engine, tree, values)


def _taken(engine: Reading, name: str, rows: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return cells of a column by row id; an empty id is an empty cell."""
    ids = rows.to_pylist()
    known = np.array([row for row in ids if row is not None], dtype=np.int64)
    cells = engine.source.take(known, [name]).column(0)
    if len(known) == len(ids):
        return cells
    places, place = [], 0
    for row in ids:
        places.append(None if row is None else place)
        place += row is not None
    return cells.take(pa.array(places, pa.int64()))


def _finish(engine: Reading, item: _Figure, found: pa.Table) -> pa.ChunkedArray:
    """Return a figure as it is answered."""
    function, tree = item.aggregate.function, item.tree
    values = found.column(item.column)
    if function in ("first", "last", "min", "max", "mode"):
        assert tree is not None
        if _is_taken(item):
            assert isinstance(tree, TypedColumn)
            return _taken(engine, tree.name, values)
        return _as_in_table(engine, tree, values)
    if function == "sum" and pa.types.is_decimal(values.type):
        try:
            return values.cast(pa.int64())
        except pa.ArrowInvalid:
            return values.cast(pa.float64())
    if function == "histogram":
        return _histograms(item, values)
    if function == "top":
        return _without_places(values)
    if function == "class_shares":
        return _maps(values, found.column("n"))
    if function == "class_counts":
        return _maps(values, None)
    return values


def _histograms(item: _Figure, values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return counts by bin as ``{edges, counts}``."""
    bins = max(len(item.edges) - 1, 0)
    edges: list[Any] = list(item.edges)
    edge_type = pa.float64()
    if item.kind.name == "date":
        edge_type = pa.timestamp("us", "UTC")
        edges = [round(edge * 1_000_000) for edge in edges]
    histograms = []
    for entries in values.to_pylist():
        counts = [0] * bins
        for place, count in entries or ():
            if place is not None:
                counts[place] = count
        histograms.append(counts)
    rows = len(histograms)
    counts = pa.array(histograms, pa.list_(pa.int64()))
    flat = pa.array(edges * rows, pa.int64() if item.kind.name == "date" else pa.float64())
    offsets = pa.array(np.arange(rows + 1) * len(edges), pa.int32())
    listed = pa.ListArray.from_arrays(offsets, flat.cast(edge_type))
    return pa.chunked_array([pa.StructArray.from_arrays([listed, counts], ["edges", "counts"])])


def _without_places(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return lists of values and counts, empty where a group has none, without their places in the list."""
    lists = _one(values)
    entries = pc.list_flatten(lists)
    lengths = np.asarray(pc.fill_null(pc.list_value_length(lists), 0))
    plain = pa.StructArray.from_arrays(
        [pc.struct_field(entries, 1), pc.struct_field(entries, 2)], names=["value", "count"]
    )
    return pa.chunked_array([pa.ListArray.from_arrays(_offsets(lengths), plain)])


def _one(values: pa.ChunkedArray) -> pa.Array:
    return pa.concat_arrays(values.chunks) if values.num_chunks else pa.array([], values.type)


def _offsets(lengths: np.ndarray) -> pa.Array:
    return pa.array(np.concatenate([[0], np.cumsum(lengths)]), pa.int32())


def _maps(values: pa.ChunkedArray, sizes: pa.ChunkedArray | None) -> pa.ChunkedArray:
    """Return maps from class ids to figures, empty where a group has no class; sums become means."""
    lists = _one(values).cast(_as_list(values.type))
    lengths = np.asarray(pc.fill_null(pc.list_value_length(lists), 0))
    entries = pc.list_flatten(lists)
    figures = pc.struct_field(entries, 1)
    if sizes is not None:
        figures = pc.divide(figures.cast(pa.float64()), pa.array(np.repeat(np.asarray(sizes), lengths)))
    return pa.chunked_array(
        [pa.MapArray.from_arrays(_offsets(lengths), pc.struct_field(entries, 0), figures)]
    )


def _as_list(kind: pa.DataType) -> pa.DataType:
    return pa.list_(pa.struct([pa.field("key", kind.key_type), pa.field("value", kind.item_type)]))
