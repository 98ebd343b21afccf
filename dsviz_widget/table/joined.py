"""Two tables side by side, matched on a key."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.errors import QueryError, TableArgumentError, did_you_mean
from dsviz_widget.store import Origin
from dsviz_widget.table.partitioned import PartitionedTable
from dsviz_widget.table.table import Place, Table
from dsviz_widget.types import article

if TYPE_CHECKING:
    import pyarrow as pa

    from dsviz_widget.query import Query

JOINED = ".joined-table.json"
TABLE_SUFFIXES = (".table.json", ".table.parquet")


class JoinedTable:
    """Two tables whose rows are matched on a key; rows that only one table has are kept.

    Parameters
    ----------
    table1, table2 : Table, PartitionedTable, str or artifact entry
        A table, or where one is in the artifact that this is added to, such as ``"train.table.json"``.
    join_key : str or list of two str
        The column with the key, or one column for each table.

    Raises
    ------
    TableArgumentError
        For a table or a key of another form, or a table without the column of its key; it is a ValueError.
        Tables in parts, and those that a path names, are looked at when rows are matched.

    References
    ----------
    ``wandb.JoinedTable``, W&B reference, 2021.
    """

    def __init__(self, table1: Any, table2: Any, join_key: str | Sequence[str]) -> None:
        keys = (
            (join_key, join_key)
            if isinstance(join_key, str)
            else tuple(join_key)
            if isinstance(join_key, (list, tuple))
            else ()
        )
        if len(keys) != 2 or not all(isinstance(key, str) for key in keys):
            raise TableArgumentError(
                f"join_key must be the name of a column, or a list of two names, got {article(join_key)}."
            )
        self.join_key = join_key if isinstance(join_key, str) else list(keys)
        self.table1 = _check_side(table1, "table1")
        self.table2 = _check_side(table2, "table2")
        self._keys = keys
        self._check_keys((self.table1, self.table2))
        self._joined: Table | None = None

    @property
    def columns(self) -> list[str]:
        """Names of the columns: ``0.`` and the names of the first table, ``1.`` and those of the second."""
        return [f"{side}.{name}" for side, table in enumerate(self._sides()) for name in table.columns]

    @property
    def tables(self) -> list[Table]:
        """The two tables.

        Raises
        ------
        TableArgumentError
            If one of them is a path, whose rows are in an artifact.
        """
        return self._sides()

    @property
    def keys(self) -> tuple[str, str]:
        """The column with the key in each of the two."""
        first, second = self._keys
        return first, second

    def to_table(self) -> Table:
        """Return the matched rows as one table.

        Rows of the first table come first, in their order, each beside every row of the second with an
        equal key; then the rows that only the second has. An empty key matches nothing.

        Raises
        ------
        TableArgumentError
            If a key column is missing, or the two cannot be compared.
        """
        if self._joined is None:
            sides = self._sides()
            self._check_keys(sides)
            self._joined = _matched(sides, self._keys, self.columns)
        return self._joined

    def to_arrow(self) -> pa.Table:
        """Return the matched rows as Arrow."""
        return self.to_table().to_arrow()

    def query(self) -> Query:
        """Return an empty query on the matched rows."""
        return self.to_table().query()

    def describe_in(self, place: Place, contents: Sequence[str]) -> bytes:
        """Return the entry's JSON; tables that an artifact does not have yet are placed in it.

        Parameters
        ----------
        place : callable
            Adds a table under a name unless the artifact has it, and returns the path of its entry.
        contents : collection of str
            Paths of the artifact's entries.
        """
        paths = []
        for number, table in enumerate((self.table1, self.table2), start=1):
            if isinstance(table, str):
                paths.append(_existing(table, contents))
            else:
                name = Origin.parse(table.origin).name if table.origin else f"t{number}"
                paths.append(place(table, name))
        described = {
            "_type": "joined-table",
            "table1": paths[0],
            "table2": paths[1],
            "join_key": self.join_key,
        }
        return json.dumps(described, sort_keys=True).encode()

    @classmethod
    def from_description(cls, content: bytes, get: Callable[[str], Any]) -> JoinedTable:
        """Return what `describe_in` described; `get` answers with the table of a path, or None."""
        found = json.loads(content)
        sides = [get(found[name]) or found[name] for name in ("table1", "table2")]
        return cls(sides[0], sides[1], found["join_key"])

    def _sides(self) -> list[Table]:
        sides = []
        for name, table in (("table1", self.table1), ("table2", self.table2)):
            if isinstance(table, str):
                raise TableArgumentError(
                    f"{name} is the path {table!r}, whose rows are in an artifact. Add this to the artifact, "
                    "log it, and get it back; or give the Table itself."
                )
            sides.append(table.to_table() if isinstance(table, PartitionedTable) else table)
        return sides

    def _check_keys(self, sides: Sequence[Any]) -> None:
        for name, table, key in zip(("table1", "table2"), sides, self._keys, strict=True):
            if isinstance(table, Table) and key not in table.columns:
                raise TableArgumentError(f"{name} has no column {key!r}.{did_you_mean(key, table.columns)}")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, JoinedTable):
            return NotImplemented
        return (self.table1, self.table2, self.join_key) == (other.table1, other.table2, other.join_key)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<JoinedTable {self.table1!r} and {self.table2!r} on {self.join_key!r}>"


def _check_side(table: Any, name: str) -> Any:
    if isinstance(table, (Table, PartitionedTable)):
        return table
    if isinstance(table, str) and table.endswith(TABLE_SUFFIXES):
        return table
    # An entry of another artifact: the table it holds.
    if hasattr(table, "parent_artifact") and str(getattr(table, "path", "")).endswith(TABLE_SUFFIXES):
        return table.parent_artifact().get(table.path)
    raise TableArgumentError(
        f"{name} must be a Table, a PartitionedTable, or a path such as 'train.table.json', "
        f"got {article(table)}."
    )


def _existing(path: str, contents: Sequence[str]) -> str:
    base = path.removesuffix(".table.json").removesuffix(".table.parquet")
    for suffix in reversed(TABLE_SUFFIXES):
        if base + suffix in contents:
            return base + suffix
    raise TableArgumentError(
        f"the artifact has no table {path!r}. Call artifact.add(table, {base!r}) before the JoinedTable."
    )


def _matched(sides: Sequence[Table], keys: Sequence[str], names: Sequence[str]) -> Table:
    """Return the rows of two tables side by side, as an outer join has them; `names` are of all columns."""
    from dsviz_widget.query import Input, Inputs, Query, write_name
    from dsviz_widget.table.answers import QueriedTable, taken_columns

    queried = [QueriedTable(table) for table in sides]
    engines: list[Any] = [side.engine() for side in queried]
    inputs = Inputs(
        tuple(Input(table.origin, Query()) for table in sides), "outer", (tuple(map(write_name, keys)),)
    )
    try:
        engine = engines[0].combine(inputs, engines)
    except QueryError as error:
        alike = "A key is numbers, text, booleans or dates, and of one kind in both tables."
        raise TableArgumentError(f"{error.message} {alike}") from None
    sources = {
        name: [(number, own)]
        for number, here in enumerate(engine.kinds(Query()).tables)
        for own, name in here.items()
        if own in sides[number].columns
    }
    rows = engine.source.take(np.arange(engine.row_count), list(sources))
    arrow, types, blobs = taken_columns(rows, queried, sources)
    return Table.of_columns(arrow.rename_columns(list(names)), types, blobs, [True] * len(types))
