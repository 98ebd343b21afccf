"""Tables at rest: Parquet with our column types in its metadata, and a copy for random access."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import CellTypeError, TableArgumentError, TableError, TableFileError, did_you_mean
from dsviz_widget.types import ColumnType, type_from_json

if TYPE_CHECKING:
    import pyarrow as pa

KEY = b"dsviz_widget"
FORMAT = 1
ROW_GROUP = 122_880
NO_PLACE = "which a table cannot hold. Convert it first, or choose the others with columns=[...]"


def write_parquet(
    table: pa.Table | Iterable[pa.RecordBatch],
    types: Sequence[ColumnType],
    path: Path,
    extra: dict[str, Any],
    schema: pa.Schema | None = None,
) -> None:
    """Write a table; column types go into the file's metadata under ``dsviz_widget``.

    Batches are written as they come, with `schema`; no more than a row group of them is in memory.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    described = {
        "format": FORMAT,
        "types": [column_type.to_json() for column_type in types],
        **extra,
    }
    noted = {KEY: json.dumps(described).encode()}
    if isinstance(table, pa.Table):
        named = table.replace_schema_metadata(noted)
        pq.write_table(named, path, compression="zstd", row_group_size=ROW_GROUP, write_statistics=True)
        return
    assert schema is not None
    with pq.ParquetWriter(path, schema.with_metadata(noted), compression="zstd") as writer:
        for group in _groups(table):
            writer.write_table(pa.Table.from_batches(group, schema=schema), row_group_size=ROW_GROUP)


def _groups(batches: Iterable[pa.RecordBatch]) -> Iterable[list[pa.RecordBatch]]:
    """Gather batches, cut so that each group but the last has exactly a row group of rows."""
    group: list[pa.RecordBatch] = []
    room = ROW_GROUP
    for batch in batches:
        while batch.num_rows >= room:
            yield [*group, batch.slice(0, room)]
            batch, group, room = batch.slice(room), [], ROW_GROUP
        if batch.num_rows:
            group.append(batch)
            room -= batch.num_rows
    if group:
        yield group


def read_description(path: Path) -> tuple[pa.Schema, list[ColumnType], dict[str, Any], int]:
    """Return the schema, the column types, what else was noted, and the number of rows.

    Only the file's footer is read. Of Parquet that others wrote the types are those of its columns.
    """
    footer = read_footer(path)
    return footer.schema, footer.types, footer.notes, footer.row_count


@dataclass(frozen=True)
class Footer:
    """What a Parquet file says of itself.

    Attributes
    ----------
    schema, plain : pyarrow.Schema
        Columns as the file has them, and as a table has them.
    types : list of ColumnType
    notes : dict
        What was noted about the table, when `write_parquet` wrote it.
    """

    schema: pa.Schema
    plain: pa.Schema
    types: list[ColumnType]
    notes: dict[str, Any]
    row_count: int


def read_footer(path: Path, columns: Sequence[str] | None = None) -> Footer:
    """Return what a Parquet file says of itself.

    Raises
    ------
    TableArgumentError
        If one of `columns` is not there.
    CellTypeError
        If a column holds what no table can.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    from dsviz_widget.types.arrow import plain_type, type_of_arrow

    footer = pq.read_metadata(path)
    schema = footer.schema.to_arrow_schema()
    noted = (schema.metadata or {}).get(KEY)
    notes: dict[str, Any] = json.loads(noted) if noted is not None else {}
    schema = schema.remove_metadata()
    described: dict[str, ColumnType] = {}
    if notes:
        found = [type_from_json(item) for item in notes["types"]]
        described = dict(zip(schema.names, found, strict=True))
    fields = []
    for name in schema.names if columns is None else columns:
        if name not in schema.names:
            raise TableArgumentError(f"{path} has no column {name!r}.{did_you_mean(name, schema.names)}")
        plain = plain_type(schema.field(name).type)
        if plain is None:
            raise CellTypeError(f"column {name!r} of {path} holds {schema.field(name).type}, {NO_PLACE}.")
        fields.append(pa.field(name, plain))
    types = [described.get(field.name) or type_of_arrow(field.type) for field in fields]
    return Footer(schema, pa.schema(fields), types, notes, footer.num_rows)


def read_footers(paths: Sequence[Path], columns: Sequence[str] | None = None) -> list[Footer]:
    """Return what several Parquet files of one table say of themselves.

    Raises
    ------
    TableFileError
        If a file is not there.
    TableError
        If a file is no Parquet, or has other columns than the first.
    """
    import pyarrow as pa

    footers: list[Footer] = []
    for path in paths:
        try:
            footer = read_footer(path, columns)
        except FileNotFoundError:
            raise TableFileError(f"there is no file {str(path)!r}. Check the path.") from None
        except (pa.ArrowException, OSError) as error:
            raise TableError(f"{str(path)!r} cannot be read as Parquet: {error}") from None
        if footers and columns is None and set(footer.schema.names) != set(footers[0].schema.names):
            mine, theirs = set(footer.schema.names), set(footers[0].schema.names)
            raise TableError(
                f"{str(path)!r} has other columns than {str(paths[0])!r}: {_differences(mine, theirs)}. "
                "Choose those in both with columns=[...]."
            )
        if footers and columns is None and footer.plain.names != footers[0].plain.names:
            footer = read_footer(path, footers[0].plain.names)
        footers.append(footer)
    return footers


def _differences(mine: set[str], theirs: set[str]) -> str:
    parts = [f"it misses {', '.join(map(repr, sorted(theirs - mine)))}"] if theirs - mine else []
    parts += [f"it has {', '.join(map(repr, sorted(mine - theirs)))} besides"] if mine - theirs else []
    return " and ".join(parts)


def open_random_access(parquet: Path, copy: Path) -> pa.Table:
    """Return the rows of a Parquet file, mapped into memory from an uncompressed copy.

    Parquet decodes a whole row group for one row; a mapped Arrow file gives any row in microseconds and
    costs no memory. The copy is derived: it is made when missing or damaged, and may be deleted. Where it
    cannot be written, the rows are read into memory.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return _mapped(copy)
    except (FileNotFoundError, NotADirectoryError, pa.ArrowInvalid):
        pass
    try:
        _write_copy(parquet, copy)
    except OSError:
        return pq.read_table(parquet).replace_schema_metadata(None)
    return _mapped(copy)


def _write_copy(parquet: Path, copy: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    copy.parent.mkdir(parents=True, exist_ok=True)
    staged = copy.with_name(f".{copy.name}.{secrets.token_hex(8)}.part")
    try:
        file = pq.ParquetFile(parquet)
        schema = file.schema_arrow.remove_metadata()
        with pa.OSFile(str(staged), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
            for batch in file.iter_batches(batch_size=65_536):
                writer.write_batch(batch.replace_schema_metadata(None))
        os.replace(staged, copy)
    finally:
        staged.unlink(missing_ok=True)


def _mapped(copy: Path) -> pa.Table:
    import pyarrow as pa

    with pa.memory_map(str(copy)) as source:
        return pa.ipc.open_file(source).read_all()
