"""The values of this room as entries of an artifact: how each is written, and read back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import TableError
from dsviz_widget.table.at_rest import ParquetRows
from dsviz_widget.table.cell_files import File
from dsviz_widget.table.joined import JOINED, JoinedTable
from dsviz_widget.table.logging import Increment
from dsviz_widget.table.partitioned import PARTITIONED, PartitionedTable
from dsviz_widget.table.saving import save_increment
from dsviz_widget.table.staged import StoredBlobs
from dsviz_widget.table.table import Place, Table

if TYPE_CHECKING:
    from dsviz_widget.store import Blobs, Entry

TABLE = ".table.parquet"
INCREMENTAL = ".incremental-table.json"
SUFFIXES = (TABLE, INCREMENTAL, JOINED, PARTITIONED)
VALUES = (Table, JoinedTable, PartitionedTable)


@dataclass(frozen=True)
class Saved:
    """What was written for one value.

    Attributes
    ----------
    ref : str or None
        ``project/name:v0/path`` of a value that came from an artifact.
    files : list of (path, digest, size, ref)
        What else belongs to it.
    """

    digest: str
    size: int
    ref: str | None
    files: list[File]


def suffix_of(value: Table | JoinedTable | PartitionedTable) -> str:
    """Return what the name of the value's entry ends in."""
    if isinstance(value, JoinedTable):
        return JOINED
    if isinstance(value, PartitionedTable):
        return PARTITIONED
    return INCREMENTAL if value.log_mode == "INCREMENTAL" else TABLE


def save_value(
    value: Table | JoinedTable | PartitionedTable,
    base: str,
    blobs: Blobs,
    place: Place,
    contents: Mapping[str, Entry],
) -> Saved:
    """Write a value into a store.

    Parameters
    ----------
    base : str
        Its name in the artifact.
    place : callable
        Adds another table to the artifact and returns the path of its entry.
    contents : mapping
        The artifact's entries so far.
    """
    if isinstance(value, JoinedTable):
        content = value.describe_in(place, list(contents))
        return Saved(blobs.put(content), len(content), None, [])
    if isinstance(value, PartitionedTable):
        for path, part in value.known_parts():
            # Parts of another artifact come along.
            if path not in contents:
                place(part, path.removesuffix(TABLE))
        content = value.describe()
        return Saved(blobs.put(content), len(content), None, [])
    value._log.note(value.log_mode, len(value))
    if value.log_mode == "INCREMENTAL":
        return _save_increments(value, base, blobs)
    digest, size = value.save_to(blobs, place)
    return Saved(digest, size, value.origin, _files(value))


def _files(table: Table) -> list[File]:
    # Cells of a table that came from an artifact were first logged there.
    origin = getattr(table.source, "origin", None)
    return [
        (path, digest, size, ref or (f"{origin}/{path}" if origin else None))
        for path, digest, size, ref in table.files()
    ]


def _save_increments(table: Table, base: str, blobs: Blobs) -> Saved:
    increments = save_increment(table, blobs)
    parts = [(f"{base}.increments/{number}{TABLE}", part) for number, part in enumerate(increments)]
    content = json.dumps(
        {
            "_type": "incremental-table",
            "log_mode": "INCREMENTAL",
            "parts": [{"path": path, "rows": part.row_count} for path, part in parts],
        }
    ).encode()
    files: list[File] = [(path, part.digest, part.size, None) for path, part in parts]
    return Saved(blobs.put(content), len(content), None, files + _files(table))


def open_value(
    path: str,
    contents: Mapping[str, Entry],
    blobs: Blobs,
    cache: Path,
    origin: str,
    get: Callable[[str], Any],
) -> Table | JoinedTable | PartitionedTable:
    """Return the value of an entry.

    Parameters
    ----------
    path : str
        Of the entry, with its suffix.
    origin : str
        ``project/name:v0`` of the artifact.
    get : callable
        Opens another value of the artifact.

    Raises
    ------
    TableError
        If the entry is damaged.
    """
    entry, stored = contents[path], StoredBlobs(blobs, origin)
    if path.endswith(TABLE):
        where = f"{origin}/{path.removesuffix(TABLE)}"
        return Table.open_stored(stored, entry.digest, cache, where, get)
    content = blobs.get(entry.digest)
    try:
        if path.endswith(JOINED):
            return JoinedTable.from_description(content, get)
        if path.endswith(PARTITIONED):
            tables = [name for name in contents if name.endswith(TABLE)]
            return PartitionedTable.from_description(content, tables, get)
        parts = [(part["path"], int(part["rows"])) for part in json.loads(content)["parts"]]
        increments = [Increment(contents[name].digest, contents[name].size, rows) for name, rows in parts]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, TableError):
            raise
        raise TableError(f"{origin}/{path} is not as it was written: {error!r}. Log it again.") from error
    files = []
    for increment in increments:
        found = blobs.locate(increment.digest)
        if found is None:
            blobs.get(increment.digest)  # raises BlobMissing, with what to do
            raise AssertionError
        files.append(found)
    where = f"{origin}/{path.removesuffix(INCREMENTAL)}"
    table = Table._at_rest(ParquetRows(files, blobs=stored, origin=where), get)
    table._log.increments = increments
    return table
