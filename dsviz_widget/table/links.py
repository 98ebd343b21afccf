"""Cells that point into a table: its primary key, and keys and row numbers of another one."""

# Overrides are described where they are declared, in types/base.py.
# ruff: noqa: D102
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from dsviz_widget.errors import CellTypeError, TableArgumentError, did_you_mean
from dsviz_widget.types import (
    NUMBER,
    STRING,
    BlobSink,
    BlobSource,
    ColumnType,
    UnknownType,
    article,
    register_inferrer,
    register_type,
)

if TYPE_CHECKING:
    import pyarrow as pa

    from dsviz_widget.table.reading import TableReading

NONE = type(None)


class Target:
    """The table that a link leads to: at hand, or in an artifact, opened when it is asked for."""

    def __init__(self, table: TableReading | None = None, path: str | None = None) -> None:
        self._table = table
        self.path = path
        self.open_table: Callable[[str], Any] | None = None

    @property
    def table(self) -> TableReading:
        """The table; raises TableArgumentError when it cannot be had."""
        if self._table is None:
            found = self.open_table(self.path) if self.open_table is not None and self.path else None
            if found is None:
                raise TableArgumentError(
                    f"the table {self.path!r} that a column links to is not there. Get the table from the "
                    "artifact that holds both."
                )
            self._table = found
        return self._table

    def is_same(self, other: Target) -> bool:
        """Return whether both are one table."""
        if self is other:
            return True
        if self._table is not None and other._table is not None:
            return self._table is other._table
        return self.path is not None and self.path == other.path


class TableIndex(int):
    """The number of a row that knows its table; in a column of another table it is a link to the row."""

    target: Target

    @classmethod
    def of(cls, target: Target, row: int) -> TableIndex:
        """Return the index of a row."""
        index = cls(row)
        index.target = target
        return index

    @property
    def table(self) -> TableReading:
        """The table that the row is in."""
        return self.target.table

    def get_row(self) -> dict[str, Any]:
        """Return the row it points to, ``{column: cell}``; raises TableArgumentError if there is none."""
        return self.table._row(int(self))


class TableKey(str):
    """The primary key of a row that knows its table; in a column of another table it is a link to the row."""

    target: Target
    column: str

    @classmethod
    def of(cls, target: Target, column: str, key: str) -> TableKey:
        """Return the key of a row."""
        found = cls(key)
        found.target, found.column = target, column
        return found

    @property
    def table(self) -> TableReading:
        """The table that the row is in."""
        return self.target.table

    def get_row(self) -> dict[str, Any]:
        """Return the first row that has the key, ``{column: cell}``.

        Raises
        ------
        TableArgumentError
            If no row has it.
        """
        return self.table._row(self.table._row_of_key(self.column, str(self)))


class LinkType(ColumnType):
    """Base of the types of columns of keys and row numbers."""

    plain: ClassVar[ColumnType]
    """The type of the same cells without their meaning."""

    def assign(self, value: Any) -> ColumnType:
        if value is None:
            return self
        if isinstance(value, (TableIndex, TableKey)):
            self.check_link(value)
            return self
        try:
            self.plain.assign(value)
        except CellTypeError:
            raise CellTypeError(f"it holds {self.describe()}, got {article(value)}") from None
        if isinstance(value, float):
            raise CellTypeError(f"it holds {self.describe()}, got {article(value)}")
        return self

    def check_link(self, value: TableIndex | TableKey) -> None:
        """Raise CellTypeError for a link to another table."""

    def merge(self, other: ColumnType) -> ColumnType:
        if isinstance(other, UnknownType) or type(other) in (type(self), type(self.plain)):
            return self
        raise CellTypeError(f"it holds {self.describe()}, got {other.describe()}")

    def to_arrow(self, values: Sequence[Any], sink: BlobSink) -> pa.Array:
        cells = [None if v is None else str(v) if isinstance(v, str) else int(v) for v in values]
        return self.plain.to_arrow(cells, sink)


@register_type
class PrimaryKeyType(LinkType):
    """The text that names each row of a table."""

    wb_type: ClassVar[str] = "primaryKey"
    legacy_names = ("wandb.TablePrimaryKey",)
    kind: ClassVar[str] = "text"
    fast = frozenset({str, TableKey})
    plain = STRING

    def __init__(self) -> None:
        self.target: Target | None = None
        self.column = ""

    def assign(self, value: Any) -> ColumnType:
        if value is None:
            raise CellTypeError("a primary key is never None")
        if not isinstance(value, str):
            raise CellTypeError(f"a primary key is text, got {article(value)}")
        return self

    def from_arrow(self, value: Any, source: BlobSource) -> Any:
        if value is None or self.target is None:
            return value
        return TableKey.of(self.target, self.column, value)

    def describe(self) -> str:
        return "primary keys"


@register_type
class ForeignKeyType(LinkType):
    """Primary keys of another table."""

    wb_type: ClassVar[str] = "foreignKey"
    legacy_names = ("wandb.TableForeignKey",)
    kind: ClassVar[str] = "text"
    fast = frozenset({NONE, str})
    plain = STRING

    def __init__(self, target: Target, column: str) -> None:
        self.target = target
        self.column = column

    def check_link(self, value: TableIndex | TableKey) -> None:
        if not isinstance(value, TableKey) or not self.target.is_same(value.target):
            raise CellTypeError(f"it holds {self.describe()}, got one of another table")

    def from_arrow(self, value: Any, source: BlobSource) -> Any:
        return None if value is None else TableKey.of(self.target, self.column, value)

    def to_json(self) -> dict[str, Any]:
        params = {"table": self.target.path, "col_name": self.column}
        return {"wb_type": self.wb_type, "params": params}

    @classmethod
    def from_json(cls, params: dict[str, Any]) -> ColumnType:
        return cls(Target(path=params.get("table")), params.get("col_name", ""))

    def describe(self) -> str:
        return f"keys of column {self.column!r} of another table"


@register_type
class ForeignIndexType(LinkType):
    """Row numbers of another table."""

    wb_type: ClassVar[str] = "foreignIndex"
    legacy_names = ("wandb.TableForeignIndex",)
    kind: ClassVar[str] = "number"
    fast = frozenset({NONE, int})
    plain = NUMBER

    def __init__(self, target: Target) -> None:
        self.target = target

    def check_link(self, value: TableIndex | TableKey) -> None:
        if not isinstance(value, TableIndex) or not self.target.is_same(value.target):
            raise CellTypeError(f"it holds {self.describe()}, got one of another table")

    def from_arrow(self, value: Any, source: BlobSource) -> Any:
        return None if value is None else TableIndex.of(self.target, value)

    def to_json(self) -> dict[str, Any]:
        return {"wb_type": self.wb_type, "params": {"table": self.target.path}}

    @classmethod
    def from_json(cls, params: dict[str, Any]) -> ColumnType:
        return cls(Target(path=params.get("table")))

    def describe(self) -> str:
        return "row numbers of another table"


def type_of_link(value: Any) -> ColumnType | None:
    """Return the type of a column that holds this link, or None for any other value."""
    if isinstance(value, TableKey):
        return ForeignKeyType(value.target, value.column)
    if isinstance(value, TableIndex):
        return ForeignIndexType(value.target)
    return None


def foreign_key(table: TableReading, column: str) -> ForeignKeyType:
    """Return the type of a column of keys of a table.

    Raises
    ------
    TableArgumentError
        If the table has no such column.
    """
    if column not in table.columns:
        raise TableArgumentError(
            f"the other table has no column {column!r}.{did_you_mean(column, table.columns)}"
        )
    return ForeignKeyType(Target(table), column)


def bind_links(
    names: Sequence[str],
    types: Iterable[ColumnType],
    owner: TableReading,
    open_table: Callable[[str], Any] | None,
) -> None:
    """Tell the types of a table that was read whose keys they hold, and where other tables are opened."""
    for name, column_type in zip(names, types, strict=True):
        if isinstance(column_type, PrimaryKeyType):
            column_type.target, column_type.column = Target(owner), name
        elif isinstance(column_type, (ForeignKeyType, ForeignIndexType)) and open_table is not None:
            column_type.target.open_table = open_table


register_inferrer(type_of_link, first=True)
