"""Rows of several tables matched on a key, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dsviz_widget.errors import QueryError
from dsviz_widget.query import composed_sql
from dsviz_widget.query.engines.base import Task
from dsviz_widget.query.engines.gathered import NONE, GatheredSource, Owner, Side, in_row_order
from dsviz_widget.query.engines.matching import MatchedRows, Matching, beside, matching_by_position
from dsviz_widget.query.engines.stopping import stoppable
from dsviz_widget.query.kinds import BOOLEAN, NOUNS, Kind, kind_of
from dsviz_widget.query.parts import Inputs
from dsviz_widget.query.sql import Emitter
from dsviz_widget.query.typed import Typed, TypedColumn
from dsviz_widget.query.typing import read_expression
from dsviz_widget.types import is_split
from dsviz_widget.types.split import split_type

MATCHED_BY = ("number", "text", "boolean", "date", "mixed")
"""Kinds of a key."""
PRESENT = "present"
"""Name in each table of the column that says whether it has the row."""


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
    present : tuple of str
        Per table, the column here that says whether it has the row; in the table it is called `PRESENT`,
        with as many ``_`` as make the name free.
    """

    owners: dict[str, Owner]
    shown: list[str]
    hidden: list[str]
    tables: tuple[dict[str, str], ...]
    present: tuple[str, ...]


READING = 0.4
"""Share of the time to match rows that reading their keys takes."""


class PairedSource(GatheredSource):
    """Tables side by side, matched on a key once; columns are gathered by row number where they are used.

    A column ``iou`` of the second table is ``1.iou`` here. The key comes first under its own name; what a
    single table has of it, ``$1.id``, and whether it has the row at all, ``$1.present``, can be asked for
    and is not shown. Side by side by position, there is no key.

    Parameters
    ----------
    sides : sequence of Side
        The tables.
    inputs : Inputs
        The key, and how rows are matched.
    task : Task or None
        Stops the matching, and is told how much of it is done.
    any_kind : bool
        Whether keys that are never equal, as text and numbers, match nothing rather than being refused.

    Raises
    ------
    QueryError
        If a key does not fit its table, or the keys of two tables are never equal.

    Attributes
    ----------
    positions : list of int array
        Per table, the row that stands in each row of the whole, or `NONE`.
    aside : tuple of int
        Per table, rows that are left out because an earlier row has their key.
    """

    def __init__(
        self, sides: Sequence[Side], inputs: Inputs, task: Task | None = None, any_kind: bool = False
    ) -> None:
        self.sides = list(sides)
        parts = [read_key(sides, texts, any_kind) for texts in inputs.keys]
        self.keys: list[pa.Table] = []
        self._matched: MatchedRows | None = None
        self.aside = (0,) * len(sides)
        if parts:
            self._match(inputs, parts, task)
        else:
            self.positions = beside([len(side) for side in sides])
        names = name_columns(sides, parts)
        self.owners = names.owners
        self.present = names.present
        kinds: dict[str, Kind] = {part.name: kind_of(part.arrow) for part in parts}
        kinds.update((name, BOOLEAN) for name in names.present)
        self._parts = {part.name: index for index, part in enumerate(parts)}
        for name, (number, column) in self.owners.items():
            kinds[name] = sides[number].source.kinds.columns[column]
        fields = [pa.field(part.name, part.arrow) for part in parts]
        super().__init__(
            pa.schema([*fields, *(self._field(name) for name in names.shown)]),
            pa.schema(
                [
                    *(self._field(name) for name in names.hidden),
                    *(pa.field(name, pa.bool_()) for name in names.present),
                ]
            ),
            len(self.positions[0]),
            kinds,
            names.tables,
            names.present,
        )
        self.kinds = replace(self.kinds, labels=labels_of(inputs))

    def _match(self, inputs: Inputs, parts: Sequence[Key], task: Task | None) -> None:
        share = READING / len(self.sides)
        for number, side in enumerate(self.sides):
            stage = task and task.stage(number * share, (number + 1) * share)
            self.keys.append(_keys_of(side, number, parts, stage))
        stage = task and task.stage(READING, 1.0)
        self._matched = MatchedRows(self.keys, inputs.how, inputs.duplicates or "pair", stage)
        if self._matched.is_aligned:
            self.keys = [self.keys[0]] * len(self.sides)
        self.positions, self.aside = self._matched.positions, self._matched.aside

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
                rows = side.take(self.positions[number][row_ids], [self.owners[name][1] for name in mine])
                found.update(zip(mine, rows.columns, strict=True))
        for name in columns:
            if name not in found:
                found[name] = self._column(name, row_ids)
        schema = pa.schema([self.all_columns.field(name) for name in columns])
        return pa.table([found[name] for name in columns], schema=schema)

    def _column(self, name: str, row_ids: np.ndarray | None) -> pa.ChunkedArray:
        positions = [rows if row_ids is None else rows[row_ids] for rows in self.positions]
        if name in self.owners:
            number, column = self.owners[name]
            return self.sides[number].column(positions[number], column)
        if name in self.present:
            return pa.chunked_array([positions[self.present.index(name)] != NONE])
        index = self._parts[name]
        if self._matched is not None and self._matched.is_aligned and row_ids is None:
            return self.keys[0].column(index)
        found = None
        for keys, rows in zip(self.keys, positions, strict=True):
            values = keys.column(index).take(pa.array(rows, pa.int64(), mask=rows == NONE))
            found = values if found is None else pc.coalesce(found, values)
        return found

    def matching(self, task: Task | None = None) -> Matching:
        """Return how many keys the tables have in common, and which are missing, empty or repeated.

        By position, a row number counts as the key.
        """
        if self._matched is not None:
            return self._matched.counted(task)
        return matching_by_position([len(side) for side in self.sides])

    def repeated(
        self, start: int, count: int, task: Task | None = None
    ) -> tuple[pa.Table, list[tuple[int, ...]]]:
        """Return keys that some table has more than once; see `MatchedRows.repeated`. None without a key."""
        if self._matched is None:
            return pa.table({}), []
        return self._matched.repeated(start, count, task)


def labels_of(inputs: Inputs) -> tuple[str, ...]:
    """Return what messages call tables; none unless all have a label."""
    labels = tuple(item.label for item in inputs.tables if item.label is not None)
    return labels if len(labels) == len(inputs.tables) else ()


def name_columns(sides: Sequence[Any], parts: Sequence[Key]) -> Names:
    """Return what the columns of tables side by side are called; each side has a `source`."""
    taken = {part.name for part in parts}
    owners: dict[str, Owner] = {}
    shown: list[str] = []
    hidden: list[str] = []
    tables: list[dict[str, str]] = []
    present: list[str] = []
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
        own = PRESENT
        while own in names or f"{number}.{own}" in taken:
            own += "_"
        names[own] = f"{number}.{own}"
        taken.add(names[own])
        present.append(names[own])
        tables.append(names)
    return Names(owners, shown, hidden, tuple(tables), tuple(present))


def read_key(sides: Sequence[Any], texts: Sequence[str], any_kind: bool = False) -> Key:
    """Return a part of the key, typed in each table; each side has a `source`.

    With `any_kind` keys may differ in kind from table to table, and then are compared as they are.

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
        if tree.kind.name not in (*MATCHED_BY, "null") and side.source.row_count:
            raise QueryError(
                "type",
                f"The key {text!r} of table {number} is {NOUNS[tree.kind.name]}.",
                hint="A key is numbers, text, true/false or dates.",
            )
        trees.append(tree)
    # A table without rows says little of what its columns hold.
    known = [tree for tree, side in zip(trees, sides, strict=True) if side.source.row_count] or trees
    names = {tree.kind.name for tree in known if tree.kind.name in MATCHED_BY}
    if len(names) > 1 and any_kind:
        names = {"mixed"}
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
    return Key(name, tuple(trees), _compared(kind, known))


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


def _keys_of(side: Side, number: int, parts: Sequence[Key], task: Task | None = None) -> pa.Table:
    """Return the key of every row of a side, in its order."""
    if not side.source.row_count:
        return pa.schema([(f"k{index}", part.arrow) for index, part in enumerate(parts)]).empty_table()
    sql = Emitter(side.source.identifiers)
    texts = [
        sql.mixed(part.trees[number]) if is_split(part.arrow) else sql.value(part.trees[number])
        for part in parts
    ]
    with side.source.scan() as scan:
        statement = composed_sql.computed_rows(scan.text, texts)
        parameters = {**scan.parameters, **sql.used_in(statement)}
        run = scan.cursor.sql
        found = stoppable(scan.cursor, lambda: run(statement, params=parameters).to_arrow_table(), task)
    found = in_row_order(found)
    columns = {}
    for index, part in enumerate(parts):
        column = found.column(index)
        if column.type != part.arrow:
            column = column.cast(part.arrow, safe=False)
        columns[f"k{index}"] = column
    keys = pa.table(columns)
    ids = side.ids.ids
    return keys.slice(0, len(side)) if ids is None else keys.take(pa.array(ids.astype(np.int64)))
