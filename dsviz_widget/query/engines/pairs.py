"""Rows of several tables matched on a key, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dsviz_widget.errors import QueryError
from dsviz_widget.query import composed_sql
from dsviz_widget.query.engines.connection import connect
from dsviz_widget.query.engines.gathered import NONE, GatheredSource, Owner, Side, in_row_order
from dsviz_widget.query.kinds import NOUNS, Kind, kind_of
from dsviz_widget.query.parts import Inputs
from dsviz_widget.query.sql import Emitter
from dsviz_widget.query.typed import Typed, TypedColumn
from dsviz_widget.query.typing import read_expression
from dsviz_widget.types import is_split
from dsviz_widget.types.split import split_type

if TYPE_CHECKING:
    import duckdb

MATCHED_BY = ("number", "text", "boolean", "date", "mixed")
"""Kinds of a key."""


@dataclass(frozen=True)
class Matching:
    """How well the rows of several tables match on their key.

    Parameters
    ----------
    in_all : int
        Keys that every table has.
    in_some : int
        Keys that more than one table has, and not all.
    only_in : tuple of int
        Per table, keys that it alone has.
    repeated_keys, repeated_rows : tuple of int
        Per table, keys that occur more than once, and the rows they occur in.
    empty_keys : tuple of int
        Per table, rows without a key, which match nothing.
    """

    in_all: int
    in_some: int
    only_in: tuple[int, ...]
    repeated_keys: tuple[int, ...]
    repeated_rows: tuple[int, ...]
    empty_keys: tuple[int, ...]


@dataclass(frozen=True)
class Key:
    """One part of the key: its name, its expression in each table, and the type it is compared in."""

    name: str
    trees: tuple[Typed, ...]
    arrow: pa.DataType


@dataclass(frozen=True)
class Names:
    """What columns of tables side by side are called.

    Parameters
    ----------
    owners : dict of str to (int, str)
        Name here -> the table, and its name there.
    shown, hidden : list of str
        Columns that are shown, and those of the key, which expressions may name.
    tables : tuple of dict of str to str
        Per table, its name there -> name here.
    """

    owners: dict[str, Owner]
    shown: list[str]
    hidden: list[str]
    tables: tuple[dict[str, str], ...]


class PairedSource(GatheredSource):
    """Tables side by side, matched on a key once; columns are gathered by row number where they are used.

    A column ``iou`` of the second table is ``1.iou`` here. The key comes first under its own name; what a
    single table has of it, ``$1.id``, can be asked for and is not shown.

    Parameters
    ----------
    sides : sequence of Side
        The tables.
    inputs : Inputs
        The key, and how rows are matched.

    Raises
    ------
    QueryError
        If a key does not fit its table, or the keys of two tables are never equal.
    """

    def __init__(self, sides: Sequence[Side], inputs: Inputs) -> None:
        self.sides = list(sides)
        parts = [read_key(sides, texts) for texts in inputs.keys]
        self._keys = [_keys_of(side, number, parts) for number, side in enumerate(sides)]
        self._is_aligned = _are_aligned(self._keys)
        if self._is_aligned:
            self._keys = [self._keys[0]] * len(sides)
            self._positions = [_row_range(self._keys[0].num_rows)] * len(sides)
        else:
            self._positions = _match(self._keys, inputs.how)
        self._matching: Matching | None = None
        names = name_columns(sides, parts)
        self.owners = names.owners
        kinds: dict[str, Kind] = {part.name: kind_of(part.arrow) for part in parts}
        self._parts = {part.name: index for index, part in enumerate(parts)}
        for name, (number, column) in self.owners.items():
            kinds[name] = sides[number].source.kinds.columns[column]
        fields = [pa.field(part.name, part.arrow) for part in parts]
        super().__init__(
            pa.schema([*fields, *(self._field(name) for name in names.shown)]),
            pa.schema([self._field(name) for name in names.hidden]),
            len(self._positions[0]),
            kinds,
            names.tables,
        )

    def _field(self, name: str) -> pa.Field:
        number, column = self.owners[name]
        return pa.field(name, self.sides[number].source.schema.field(column).type)

    def gather(self, name: str) -> pa.ChunkedArray:
        """Return a column of all rows."""
        return self._column(name, None)

    def take(self, row_ids: np.ndarray, columns: Sequence[str]) -> pa.Table:
        """Return rows by id, in the order of the ids; each table is asked once."""
        found: dict[str, pa.ChunkedArray] = {}
        for number, side in enumerate(self.sides):
            mine = [name for name in columns if self.owners.get(name, (None, ""))[0] == number]
            if mine:
                rows = side.take(self._positions[number][row_ids], [self.owners[name][1] for name in mine])
                found.update(zip(mine, rows.columns, strict=True))
        for name in columns:
            if name not in found:
                found[name] = self._column(name, row_ids)
        schema = pa.schema([self.all_columns.field(name) for name in columns])
        return pa.table([found[name] for name in columns], schema=schema)

    def _column(self, name: str, row_ids: np.ndarray | None) -> pa.ChunkedArray:
        positions = [rows if row_ids is None else rows[row_ids] for rows in self._positions]
        if name in self.owners:
            number, column = self.owners[name]
            return self.sides[number].column(positions[number], column)
        index = self._parts[name]
        if self._is_aligned and row_ids is None:
            return self._keys[0].column(index)
        found = None
        for keys, rows in zip(self._keys, positions, strict=True):
            values = keys.column(index).take(pa.array(rows, pa.int64(), mask=rows == NONE))
            found = values if found is None else pc.coalesce(found, values)
        return found

    def matching(self) -> Matching:
        """Return how many keys the tables have in common, and which are missing, empty or repeated."""
        if self._matching is None:
            if self._is_aligned:
                none = (0,) * len(self.sides)
                self._matching = Matching(self.row_count, 0, none, none, none, none)
            else:
                self._matching = _count(self._keys)
        return self._matching


def name_columns(sides: Sequence[Any], parts: Sequence[Key]) -> Names:
    """Return what the columns of tables side by side are called; each side has a `source`."""
    taken = {part.name for part in parts}
    owners: dict[str, Owner] = {}
    shown: list[str] = []
    hidden: list[str] = []
    tables: list[dict[str, str]] = []
    for number, side in enumerate(sides):
        keys = {tree.name for part in parts if isinstance(tree := part.trees[number], TypedColumn)}
        names: dict[str, str] = {}
        for column in side.source.schema.names:
            name = f"{number}.{column}"
            while name in taken:
                name += "_"
            taken.add(name)
            names[column] = name
            owners[name] = (number, column)
            (hidden if column in keys else shown).append(name)
        tables.append(names)
    return Names(owners, shown, hidden, tuple(tables))


def read_key(sides: Sequence[Any], texts: Sequence[str]) -> Key:
    """Return a part of the key, typed in each table; each side has a `source`.

    Raises
    ------
    QueryError
        If it does not fit a table, or the keys of two tables are never equal.
    """
    trees = []
    for number, (side, text) in enumerate(zip(sides, texts, strict=True)):
        try:
            tree = read_expression(text, side.source.kinds).tree
        except QueryError as error:
            raise type(error)(
                error.kind,
                f"The key of table {number}: {error.message}",
                error.start,
                error.end,
                error.hint,
                error.replacement,
            ) from None
        if tree.kind.name not in (*MATCHED_BY, "null"):
            raise QueryError(
                "type",
                f"The key {text!r} of table {number} is {NOUNS[tree.kind.name]}.",
                hint="A key is numbers, text, true/false or dates.",
            )
        trees.append(tree)
    names = {tree.kind.name for tree in trees} - {"null"}
    if len(names) > 1 and "mixed" not in names:
        each = ", ".join(f"{NOUNS[tree.kind.name]} in table {number}" for number, tree in enumerate(trees))
        raise QueryError(
            "type",
            f"The key is {each}, which are never equal.",
            hint="Make them alike, for example with {$toString: '$id'}.",
        )
    first = trees[0]
    name = first.name if isinstance(first, TypedColumn) else texts[0]
    kind = "mixed" if "mixed" in names else names.pop() if names else "null"
    return Key(name, tuple(trees), _compared(kind, trees))


def _compared(kind: str, trees: Sequence[Typed]) -> pa.DataType:
    if kind == "number":
        whole = all(tree.kind.integer or tree.kind.name == "null" for tree in trees)
        if not whole:
            return pa.float64()
        wide = [tree.kind.bits > 64 for tree in trees if tree.kind.integer]
        if not any(wide):
            return pa.int64()
        return pa.uint64() if all(wide) else pa.decimal128(38, 0)
    if kind == "mixed":
        return split_type()
    plain = {"text": pa.string(), "boolean": pa.bool_(), "date": pa.timestamp("us", "UTC")}
    return plain.get(kind, pa.int64())


def _keys_of(side: Side, number: int, parts: Sequence[Key]) -> pa.Table:
    """Return the key of every row of a side, in its order."""
    sql = Emitter(side.source.identifiers)
    texts = [
        sql.mixed(part.trees[number]) if is_split(part.arrow) else sql.value(part.trees[number])
        for part in parts
    ]
    with side.source.scan() as scan:
        statement = composed_sql.computed_rows(scan.text, texts)
        parameters = {**scan.parameters, **sql.used_in(statement)}
        found = in_row_order(scan.cursor.sql(statement, params=parameters).to_arrow_table())
    columns = {}
    for index, part in enumerate(parts):
        column = found.column(index)
        if column.type != part.arrow:
            column = column.cast(part.arrow, safe=False)
        columns[f"k{index}"] = column
    keys = pa.table(columns)
    ids = side.ids.ids
    return keys.slice(0, len(side)) if ids is None else keys.take(pa.array(ids.astype(np.int64)))


def _registered(keys: Sequence[pa.Table]) -> tuple[duckdb.DuckDBPyConnection, list[str]]:
    cursor = connect()
    names = []
    for number, table in enumerate(keys):
        rows = pa.array(np.arange(table.num_rows, dtype=np.int64))
        cursor.register(f"keys{number}", table.append_column("row", rows))
        names.append(f"keys{number}")
    return cursor, names


def _are_aligned(keys: Sequence[pa.Table]) -> bool:
    """Tell whether all tables have the same keys in the same order, each once.

    So they mostly do, as results of two models on one dataset; then nothing needs to be matched. Only keys
    that rise from row to row are seen to be there once.
    """
    first, *others = keys
    if any(table.num_rows != first.num_rows for table in others):
        return False
    columns = [column for table in keys for column in table.columns]
    if any(column.null_count or pa.types.is_nested(column.type) for column in columns):
        return False
    rises = (
        pc.all(pc.less(column.slice(0, len(column) - 1), column.slice(1))).as_py() is not False
        for column in first.columns
        if len(column)
    )
    if first.num_rows and not any(rises):
        return False
    return all(
        pc.all(pc.equal(mine, theirs)).as_py() is not False
        for table in others
        for mine, theirs in zip(first.columns, table.columns, strict=True)
    )


def _row_range(count: int) -> np.ndarray:
    return np.arange(count, dtype=np.int32 if count < 2**31 else np.int64)


def _match(keys: Sequence[pa.Table], how: str) -> list[np.ndarray]:
    """Return per table the position of the row that stands in each row of the whole, or `NONE`."""
    cursor, tables = _registered(keys)
    parts = keys[0].column_names
    largest = max(table.num_rows for table in keys)
    with cursor:
        if how == "compare":
            most = sum(table.num_rows for table in keys) + 1
            found = cursor.sql(composed_sql.matched_rows_of_unique_keys(tables, parts, most)).to_arrow_table()
            rows = _row_numbers(found, largest)
            counts = [int((numbers != NONE).sum()) for numbers in rows]
            if counts == [table.num_rows for table in keys]:
                return _in_order(rows)
        statement = composed_sql.matched_rows(tables, parts, how, nth=how == "compare")
        return _row_numbers(cursor.sql(statement).to_arrow_table(), largest)


def _row_numbers(found: pa.Table, largest: int) -> list[np.ndarray]:
    kind = np.int32 if largest < 2**31 else np.int64
    return [np.asarray(pc.fill_null(column, NONE)).astype(kind, copy=False) for column in found.columns]


def _in_order(rows: list[np.ndarray]) -> list[np.ndarray]:
    """Return rows in the order of the first table, then what only the second has, and so on.

    Every number but `NONE` is there once.
    """
    order = []
    left = np.arange(len(rows[0]))
    for numbers in rows:
        there = numbers[left] != NONE
        mine = left[there]
        places = np.full(len(numbers), NONE)
        places[numbers[mine]] = mine
        order.append(places[places != NONE])
        left = left[~there]
    whole = np.concatenate(order)
    return [numbers[whole] for numbers in rows]


def _count(keys: Sequence[pa.Table]) -> Matching:
    cursor, tables = _registered(keys)
    parts = keys[0].column_names
    with cursor:
        described = [
            cursor.execute(composed_sql.describe_keys(table, parts)).fetchall()[0] for table in tables
        ]
        groups = cursor.execute(composed_sql.count_keys(tables, parts)).fetchall()
    return matching_of(described, groups)


def matching_of(described: Sequence[tuple[Any, ...]], groups: Sequence[tuple[Any, ...]]) -> Matching:
    """Return what `describe_keys` found of each table, and `count_keys` of all, as one value."""
    only = [0] * len(described)
    in_all = in_some = 0
    for *there, count in groups:
        if all(there):
            in_all += count
        elif sum(there) == 1:
            only[there.index(True)] += count
        else:
            in_some += count
    empty, repeated, rows = zip(*described, strict=True)
    return Matching(
        in_all,
        in_some,
        tuple(only),
        tuple(map(int, repeated)),
        tuple(map(int, rows)),
        tuple(map(int, empty)),
    )
