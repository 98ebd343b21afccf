"""A segment in Parquet: written once, read column by column."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from dsviz_widget.errors import ManifestError
from dsviz_widget.history.columns import RUNTIME, STEP, TIMESTAMP, Column, Ints, Key, KeyInfo
from dsviz_widget.history.gathered import Gathered
from dsviz_widget.history.kinds import NUMBER

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

METADATA = b"dsviz_widget.history"
FORMAT = 1
MORE = "_more"
BATCH_ROWS = 1 << 17
BASE = (STEP, TIMESTAMP, RUNTIME)


@dataclass
class PackedColumn:
    """Values of one key, one kind and one storage.

    Attributes
    ----------
    storage : {"float", "int", "bool", "text", "json"}
    info : KeyInfo
        Of the key and the kind, whatever the storage.
    rows : sequence of int
        Rising.
    values : sequence
        As long as `rows`.
    """

    key: str
    kind: str
    storage: str
    info: KeyInfo
    rows: Any = field(repr=False)
    values: Any = field(repr=False)


def write_packed(
    path: Path,
    base: Mapping[str, npt.NDArray[Any]],
    columns: list[PackedColumn],
    more: Mapping[int, Mapping[str, Any]],
) -> None:
    """Write a segment.

    Parameters
    ----------
    path : path
    base : mapping
        ``_step``, ``_timestamp`` and ``_runtime`` of all rows; NaN for a row without.
    columns : list of PackedColumn
    more : mapping
        By row, the values that have no column.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    count = len(base[STEP])
    arrays = [pa.array(base[STEP], pa.int64())]
    arrays += [pa.array(base[name], pa.float64(), mask=np.isnan(base[name])) for name in BASE[1:]]
    names, described = list(BASE), []
    taken = {*BASE, MORE, ""}
    for column in columns:
        name = _free_name(column, taken)
        names.append(name)
        taken.add(name)
        arrays.append(_to_arrow(column, count))
        info = column.info
        described.append(
            {
                "name": name,
                "key": column.key,
                "kind": column.kind,
                "storage": column.storage,
                "count": info.count,
                "first_step": info.first_step,
                "last_step": info.last_step,
                "last": info.last,
            }
        )
    if more:
        names.append(MORE)
        texts = [json.dumps(more[row]) if row in more else None for row in range(count)]
        arrays.append(pa.array(texts, pa.string()))
    metadata = {METADATA: json.dumps({"format": FORMAT, "columns": described}).encode()}
    table = pa.Table.from_arrays(arrays, schema=_schema(arrays, names, metadata))
    encodings = {
        name: "DELTA_BINARY_PACKED" if array.type == pa.int64() else "BYTE_STREAM_SPLIT"
        for name, array in zip(names, arrays, strict=True)
        if array.type in (pa.int64(), pa.float64())
    }
    texts = [name for name, array in zip(names, arrays, strict=True) if array.type == pa.string()]
    pq.write_table(
        table,
        path,
        row_group_size=BATCH_ROWS,
        compression="zstd",
        use_dictionary=texts,
        column_encoding=encodings,
    )


def _schema(arrays: list[pa.Array], names: list[str], metadata: dict[bytes, bytes]) -> pa.Schema:
    import pyarrow as pa

    fields = [pa.field(name, array.type) for name, array in zip(names, arrays, strict=True)]
    return pa.schema(fields, metadata=metadata)


def _free_name(column: PackedColumn, taken: set[str]) -> str:
    """Return the key as a column's name; where it is taken, or no text that Parquet holds, with its kind."""
    text = column.key.encode("utf-8", "replace").decode()
    name, number = text, 1
    while name in taken:
        name = f"{text}.{column.storage}" if number == 1 else f"{text}.{column.storage}.{number}"
        number += 1
    return name


def _to_arrow(column: PackedColumn, count: int) -> pa.Array:
    import pyarrow as pa

    kinds: dict[str, tuple[Any, pa.DataType]] = {
        "float": (np.float64, pa.float64()),
        "int": (np.int64, pa.int64()),
        "bool": (np.bool_, pa.bool_()),
    }
    rows = np.asarray(column.rows, dtype=np.int64)
    if column.storage in kinds:
        dtype, arrow = kinds[column.storage]
        values: npt.NDArray[Any] = np.zeros(count, dtype)
        values[rows] = column.values
        if len(rows) == count:
            return pa.array(values, arrow, from_pandas=False)
        absent = np.ones(count, bool)
        absent[rows] = False
        return pa.array(values, arrow, mask=absent, from_pandas=False)
    texts = np.full(count, None, dtype=object)
    if column.storage == "json":
        texts[rows] = [json.dumps(value) for value in column.values]
    else:
        texts[rows] = list(column.values)
    return pa.array(texts.tolist(), pa.string())


class PackedSegment:
    """The rows of one ``.parquet`` file. It never changes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._open() as file:
            self._footer = file.metadata
            self._names: list[str] = file.schema_arrow.names
        try:
            told = json.loads((self._footer.metadata or {})[METADATA])
            if told["format"] != FORMAT:
                raise ManifestError(
                    f"{path} was written by a newer dsviz_widget (format {told['format']}). "
                    "Upgrade to open it."
                )
            self._columns: dict[Key, list[tuple[str, str]]] = {}
            self._keys: dict[Key, KeyInfo] = {}
            for column in told["columns"]:
                key = (column["key"], column["kind"])
                self._columns.setdefault(key, []).append((column["name"], column["storage"]))
                self._keys[key] = KeyInfo(
                    column["count"], column["first_step"], column["last_step"], column["last"]
                )
        except (KeyError, TypeError, ValueError) as error:
            if isinstance(error, ManifestError):
                raise
            raise ManifestError(f"{path} holds no steps of a run: {error!r} is not right in it.") from None
        self._last: dict[str, Any] = {}
        self._more, self._more_rows = self._read_more()
        self._keys = {**self._more.keys, **self._keys}

    @property
    def row_count(self) -> int:
        """How many there are."""
        return int(self._footer.num_rows)

    @property
    def keys(self) -> dict[Key, KeyInfo]:
        """Every key and kind that occurs."""
        return self._keys

    def base(self, name: str) -> npt.NDArray[Any]:
        """Return a column that every row has."""
        column: npt.NDArray[Any] = self._read([name]).column(0).to_numpy()
        return column

    def last(self, name: str) -> Any:
        """Return the last value of a column that every row has."""
        if name not in self._last:
            self._last[name] = self.base(name)[-1]
        return self._last[name]

    def column(self, key: Key) -> Column:
        """Return the values under a key that are of a kind."""
        parts = [self._stored(name, storage) for name, storage in self._columns.get(key, [])]
        more = self._more.column(key)
        if len(more.values):
            there = self._more_rows if more.rows is None else self._more_rows[more.rows]
            parts.append(Column(there, more.values))
        if len(parts) == 1:
            return parts[0]
        rows = np.concatenate([_all_rows(part, self.row_count) for part in parts] or [np.empty(0, np.int64)])
        order = np.argsort(rows)
        if key[1] == NUMBER:
            values = np.concatenate([np.asarray(part.values) for part in parts] or [np.empty(0)])
            return Column(rows[order], values[order])
        listed = [value for part in parts for value in part.values]
        return Column(rows[order], [listed[at] for at in order.tolist()])

    def dictionaries(self, keys: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
        """Yield the rows as they were written; of these keys, if some are named."""
        import pyarrow as pa

        with self._open() as file:
            try:
                for batch in file.iter_batches(BATCH_ROWS, columns=self._names_of(keys)):
                    yield from self._rows_of(batch)
            except (pa.ArrowException, OSError) as error:
                raise self._damaged(error) from None

    def at(self, rows: Ints) -> list[dict[str, Any]]:
        """Return some rows as they were written; `rows` rise."""
        return list(self._rows_of(self._read(self._names).take(rows)))

    def _open(self, footer: pq.FileMetaData | None = None) -> pq.ParquetFile:
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            return pq.ParquetFile(self.path, metadata=footer, memory_map=True)
        except FileNotFoundError:
            raise
        except (pa.ArrowException, OSError) as error:
            raise self._damaged(error) from None

    def _damaged(self, error: Exception) -> ManifestError:
        said = str(error).partition("\n")[0].rstrip(".")
        return ManifestError(
            f"{self.path} cannot be read: {said}. Remove it to read the steps that are whole."
        )

    def _read(self, names: list[str]) -> pa.Table:
        import pyarrow as pa

        with self._open(self._footer) as file:
            try:
                return file.read(names).combine_chunks()
            except (pa.ArrowException, OSError) as error:
                raise self._damaged(error) from None

    def _stored(self, name: str, storage: str) -> Column:
        values = self._read([name]).column(0)
        rows = None
        if values.null_count:
            rows = np.flatnonzero(values.is_valid().to_numpy(zero_copy_only=False))
            values = values.drop_null()
        if storage in ("float", "int"):
            return Column(rows, values.to_numpy().astype(np.float64, copy=False))
        listed = values.to_pylist()
        return Column(rows, listed if storage != "json" else [json.loads(text) for text in listed])

    def _read_more(self) -> tuple[Gathered, Ints]:
        """Return what has no column of its own, and the rows it is in."""
        gathered = Gathered()
        if MORE not in self._names:
            return gathered, np.empty(0, np.int64)
        column = self._stored(MORE, "json")
        rows = np.arange(self.row_count) if column.rows is None else column.rows
        steps = self.base(STEP)[rows].tolist()
        gathered.take([{STEP: step, **more} for step, more in zip(steps, column.values, strict=True)])
        return gathered, rows

    def _names_of(self, keys: Sequence[str] | None) -> list[str]:
        """Return the columns that some keys stand in, and those that every row has."""
        if keys is None:
            return self._names
        wanted = {name for key, columns in self._columns.items() if key[0] in keys for name, _ in columns}
        return [name for name in self._names if name in wanted or name in (*BASE, MORE)]

    def _rows_of(self, part: pa.Table | pa.RecordBatch) -> Iterator[dict[str, Any]]:
        listed: dict[str, list[Any]] = {}
        there = set(part.schema.names)
        for key, columns in {**{(name, ""): [(name, "")] for name in BASE}, **self._columns}.items():
            for name, storage in columns:
                if name not in there:
                    continue
                values = part.column(name).to_pylist()
                if storage == "json":
                    values = [None if text is None else json.loads(text) for text in values]
                before = listed.get(key[0])
                if before is not None:
                    # A row has one value under a key, of whatever kind.
                    values = [old if new is None else new for old, new in zip(before, values, strict=True)]
                listed[key[0]] = values
        more = part.column(MORE).to_pylist() if MORE in self._names else [None] * part.num_rows
        for rest, *values in zip(more, *listed.values(), strict=True):
            row = {key: value for key, value in zip(listed, values, strict=True) if value is not None}
            if rest is not None:
                row.update(json.loads(rest))
            yield row


def _all_rows(column: Column, row_count: int) -> Ints:
    rows: Ints = np.arange(row_count) if column.rows is None else column.rows
    return rows
