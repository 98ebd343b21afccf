"""Tables whose rows are files: in an artifact, or Parquet of anyone's. Rows are read when looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from dsviz_widget.errors import TableError, TableFileError
from dsviz_widget.table.engines import SCAN_FROM, cache_folder, parquet_engine, shared_engine
from dsviz_widget.table.parquet import open_random_access, read_description
from dsviz_widget.table.staged import StagedBlobs, StoredBlobs
from dsviz_widget.types import BlobSource, ColumnType

if TYPE_CHECKING:
    import pyarrow as pa

    from dsviz_widget.query import DuckEngine
    from dsviz_widget.table.parquet import Footer

BATCH_ROWS = 65_536
RESERVED = frozenset({"__row", "__mark"})
"""Names that a scan of files gives to the ids of rows and to groups."""


class RowsAtRest(Protocol):
    """Rows on disk.

    Attributes
    ----------
    optional : list of bool
    notes : dict
        What else was noted about the table when it was written.
    """

    names: list[str]
    types: list[ColumnType]
    optional: list[bool]
    row_count: int
    notes: dict[str, Any]

    @property
    def blobs(self) -> BlobSource:
        """Where the files behind the cells are."""

    @property
    def origin(self) -> str | None:
        """``project/name:v0/path`` of a table of an artifact."""

    def to_arrow(self) -> pa.Table:
        """Return all rows."""

    def select(self, names: Sequence[str]) -> pa.Table:
        """Return some columns of all rows."""

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield all rows, some at a time."""

    def engine(self) -> DuckEngine:
        """Return an engine that answers queries on the rows."""


class StoredRows:
    """A table of an artifact: its Parquet file, and a mapped copy of it for random access."""

    def __init__(self, blobs: StoredBlobs, digest: str, cache: Path, origin: str) -> None:
        import pyarrow as pa

        self.blobs, self.digest, self.origin = blobs, digest, origin
        found = blobs.locate(digest)
        if found is None:
            blobs.get(digest)  # raises BlobMissing, with what to do
            raise AssertionError
        self.path = found
        self.copy = cache / "rows" / f"{digest}.arrow"
        try:
            self.schema, self.types, self.notes, self.row_count = read_description(found)
        except pa.ArrowException:
            blobs.get(digest)  # raises BlobCorrupt, with what to do
            raise
        self.names: list[str] = self.schema.names
        self.optional: list[bool] = self.notes.get("optional", [True] * len(self.names))
        self._arrow: pa.Table | None = None

    def to_arrow(self) -> pa.Table:
        """Return all rows, mapped from disk."""
        if self._arrow is None:
            self._arrow = open_random_access(self.path, self.copy)
        return self._arrow

    def select(self, names: Sequence[str]) -> pa.Table:
        """Return some columns of all rows, mapped from disk."""
        return self.to_arrow().select(list(names))

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield all rows, some at a time."""
        yield from self.to_arrow().to_batches()

    def engine(self) -> DuckEngine:
        """Return an engine on the mapped rows; the Parquet file of a long table is scanned as it is."""
        from dsviz_widget.query import DuckEngine

        if self.row_count >= SCAN_FROM and self._arrow is None:
            cache = self.copy.parent.parent
            return parquet_engine([self.path], self.schema, self.row_count, cache, self.digest)
        return shared_engine(("rows", self.digest, str(self.copy)), lambda: DuckEngine(self.to_arrow()))


class ParquetRows:
    """Parquet files, one after the other; only their footers are read until rows are looked at.

    Parameters
    ----------
    paths : sequence of Path
        Files with the same columns; at least one.
    columns : sequence of str, optional
        The columns to take, in this order; all unless given.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        columns: Sequence[str] | None = None,
        blobs: BlobSource | None = None,
        origin: str | None = None,
    ) -> None:
        from dsviz_widget.table.parquet import read_footers

        self.paths = list(paths)
        self.blobs: BlobSource = blobs if blobs is not None else StagedBlobs()
        self.origin = origin
        footers = read_footers(self.paths, columns)
        self.names = list(footers[0].plain.names)
        self.row_counts = [footer.row_count for footer in footers]
        self.row_count = sum(self.row_counts)
        self.notes = footers[0].notes
        optional = self.notes.get("optional")
        self.optional = optional if columns is None and optional else [True] * len(self.names)
        self.types = list(footers[0].types)
        for footer in footers[1:]:
            self.types = [mine.merge(theirs) for mine, theirs in zip(self.types, footer.types, strict=True)]
        self._makers = [footer.types for footer in footers]
        self._same_form = _have_one_form(self.types, footers)
        self.schema = self._united([footer.plain for footer in footers])
        schemas = [footer.schema for footer in footers]
        self.is_uniform = self._same_form and all(schema.equals(schemas[0]) for schema in schemas)
        self.is_plain = self.is_uniform and footers[0].schema.equals(self.schema)
        """Whether the files hold just these columns, in the form in which we write them."""

    def _united(self, schemas: Sequence[pa.Schema]) -> pa.Schema:
        """Return the columns in the form that those of all files can be given."""
        import pyarrow as pa

        from dsviz_widget.types.arrow import unify

        fields = []
        for index, name in enumerate(self.names):
            found = [pa.nulls(0, schema.field(name).type) for schema in schemas]
            forms = [self._adopted(array, index, part).type for part, array in enumerate(found)]
            fields.append(pa.field(name, unify(forms)))
        return pa.schema(fields)

    def to_arrow(self) -> pa.Table:
        """Return all rows, in memory."""
        return self.select(self.names)

    def select(self, names: Sequence[str]) -> pa.Table:
        """Return some columns of all rows, in memory."""
        import pyarrow as pa

        schema = pa.schema([self.schema.field(name) for name in names])
        return pa.Table.from_batches(list(self._read(names)), schema=schema)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield all rows, some at a time; no more than a row group is in memory."""
        yield from self._read(self.names)

    def _read(self, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        schema = pa.schema([self.schema.field(name) for name in names])
        for part, (path, row_count) in enumerate(zip(self.paths, self.row_counts, strict=True)):
            shape = self.shape(names, part)
            if not names:
                yield from pa.table({"": pa.nulls(row_count)}).select([]).to_batches()
                continue
            with reading(path), pq.ParquetFile(path) as file:
                # A group at a time: over a whole file the reader runs far ahead of what is taken.
                for group in range(file.num_row_groups):
                    for batch in file.iter_batches(BATCH_ROWS, row_groups=[group], columns=list(names)):
                        yield pa.RecordBatch.from_arrays(shape(batch), schema=schema)

    def shape(self, names: Sequence[str], part: int) -> Callable[[Any], list[pa.Array]]:
        """Return a function from rows as a file has them to the arrays of these columns."""
        from dsviz_widget.types.arrow import conform, plain_type, to_plain

        targets = {name: self.schema.field(name).type for name in names}
        places = {name: self.names.index(name) for name in names}

        def arrays(rows: Any) -> list[Any]:
            plain = {
                name: to_plain(rows.column(name), plain_type(rows.schema.field(name).type)) for name in names
            }
            return [
                conform(self._adopted(plain[name], places[name], part), target)
                for name, target in targets.items()
            ]

        return arrays

    def _adopted(self, array: pa.Array, index: int, part: int) -> pa.Array:
        return array if self._same_form else self.types[index].adopt(array, self._makers[part][index])

    def engine(self) -> DuckEngine:
        """Return an engine that scans the files; rows of a page are read from the row groups they lie in."""
        from dsviz_widget.query import DuckEngine

        if not self.is_uniform or not self.names or not RESERVED.isdisjoint(map(str.lower, self.names)):
            # Files whose structs differ have no common form for DuckDB, and it takes names for itself.
            return DuckEngine(self.to_arrow())
        for path in self.paths:
            with reading(path):
                path.stat()
        from dsviz_widget.query.engines.version_files import file_version

        version = file_version([str(path) for path in self.paths])
        stored = self.blobs.blobs.folder.parent / "cache" if isinstance(self.blobs, StoredBlobs) else None
        return parquet_engine(self.paths, self.schema, self.row_count, stored or cache_folder(), version)


def _have_one_form(types: Sequence[ColumnType], footers: Sequence[Footer]) -> bool:
    """Return whether the files need no change before their rows are of these types."""
    for index, column_type in enumerate(types):
        if not all(column_type.same_form(footer.types[index]) for footer in footers):
            return False
        if column_type.varies and len({footer.plain.field(index).type for footer in footers}) > 1:
            return False
    return True


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Say in a sentence that a file is gone or damaged since its table was opened.

    Raises
    ------
    TableFileError
        If the file is gone.
    TableError
        If it cannot be read.
    """
    import pyarrow as pa

    try:
        yield
    except FileNotFoundError:
        raise TableFileError(
            f"the file {str(path)!r} was there when the table was opened and is gone now. "
            "Put it back, or open the table again from where it is."
        ) from None
    except (pa.ArrowException, OSError) as error:
        raise TableError(f"{str(path)!r} cannot be read as Parquet: {error}") from None
