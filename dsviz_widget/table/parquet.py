"""Tables at rest: Parquet with our column types in its metadata, and a copy for random access."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import TableError
from dsviz_widget.types import ColumnType, type_from_json

if TYPE_CHECKING:
    import pyarrow as pa

KEY = b"dsviz_widget"
FORMAT = 1
ROW_GROUP = 122_880


def write_parquet(table: pa.Table, types: list[ColumnType], path: Path, extra: dict[str, Any]) -> None:
    """Write a table; column types go into the file's metadata under ``dsviz_widget``."""
    import pyarrow.parquet as pq

    described = {
        "format": FORMAT,
        "types": [column_type.to_json() for column_type in types],
        **extra,
    }
    named = table.replace_schema_metadata({KEY: json.dumps(described).encode()})
    pq.write_table(named, path, compression="zstd", row_group_size=ROW_GROUP, write_statistics=True)


def read_description(path: Path) -> tuple[pa.Schema, list[ColumnType], dict[str, Any], int]:
    """Return the schema, the column types, what else was noted, and the number of rows.

    Only the file's footer is read.

    Raises
    ------
    TableError
        If the file was not written by `write_parquet`.
    """
    import pyarrow.parquet as pq

    footer = pq.read_metadata(path)
    schema = footer.schema.to_arrow_schema()
    noted = (schema.metadata or {}).get(KEY)
    if noted is None:
        raise TableError(f"{path} is Parquet, but not a table of dsviz_widget: it names no column types.")
    described = json.loads(noted)
    types = [type_from_json(item) for item in described["types"]]
    return schema.remove_metadata(), types, described, footer.num_rows


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
