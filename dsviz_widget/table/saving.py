"""Tables into a store: a table's rows as Parquet, the files behind its cells by their digests."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import TableArgumentError
from dsviz_widget.table.at_rest import ParquetRows, StoredRows, reading
from dsviz_widget.table.links import ForeignIndexType, ForeignKeyType
from dsviz_widget.table.logging import Increment
from dsviz_widget.table.parquet import write_parquet
from dsviz_widget.table.staged import StagedBlobs, StoredBlobs

if TYPE_CHECKING:
    import pyarrow as pa

    from dsviz_widget.table.table import Place, Table

_saving: list[int] = []


def save_table(table: Table, blobs: Any, place: Place | None) -> tuple[str, int]:
    """Write a table into a store; see `Table.save_to`."""
    stored = table._stored
    moved = _place_targets(table, place)
    if isinstance(stored, StoredRows) and stored.blobs.blobs.folder == blobs.folder and not moved:
        return stored.digest, stored.path.stat().st_size
    save_files(table, blobs)
    if isinstance(stored, ParquetRows) and len(stored.paths) == 1 and stored.is_plain:
        # Just these columns in the form that we write: the file is taken as it is.
        with reading(stored.paths[0]):
            size = stored.paths[0].stat().st_size
        return blobs.put(stored.paths[0]), size
    if isinstance(stored, ParquetRows):
        batches, schema = table._batches()
        return _put(table, batches, schema, blobs)
    return _put(table, table.settled(), None, blobs)


def save_files(table: Table, blobs: Any) -> None:
    """Write every file behind the cells into a store."""
    source = table.source
    if isinstance(source, StagedBlobs):
        table.column_types  # noqa: B018  rows that wait become columns, and their files are known
        table._select([])
        source.move_to(blobs)
    elif isinstance(source, StoredBlobs):
        blobs.put_many({digest: source for _, digest, _, _ in table.files()})


def save_increment(table: Table, blobs: Any) -> list[Increment]:
    """Write the rows that an incremental table has not logged yet, and return all increments."""
    state = table._log
    if state.increments and any(blobs.locate(part.digest) is None for part in state.increments):
        # Another store: its files are not there, and all rows are new to it.
        state.increments = []
    done = state.logged_rows
    if len(table) > done or not state.increments:
        table._load()
        save_files(table, blobs)
        rows = table.to_arrow().slice(done)
        digest, size = _put(table, rows, None, blobs)
        state.take_increment(Increment(digest, size, rows.num_rows))
    return list(state.increments)


def _put(table: Table, rows: Any, schema: pa.Schema | None, blobs: Any) -> tuple[str, int]:
    notes = table._notes()
    if table.log_mode != "IMMUTABLE":
        notes["log_mode"] = table.log_mode
    with _staged(blobs.folder) as staged:
        write_parquet(rows, list(table.column_types.values()), staged, notes, schema)
        return blobs.put(staged), staged.stat().st_size


@contextmanager
def _staged(folder: Path) -> Iterator[Path]:
    staged = folder / f".{secrets.token_hex(8)}.parquet"
    staged.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield staged
    finally:
        staged.unlink(missing_ok=True)


def _place_targets(table: Table, place: Place | None) -> bool:
    """Put the tables that columns link to into the artifact; return whether one is elsewhere than it was."""
    targets = [
        found.target
        for found in table.column_types.values()
        if isinstance(found, (ForeignKeyType, ForeignIndexType))
    ]
    if not targets:
        return False
    if place is None:
        raise TableArgumentError(
            "a table with links to another one is saved together with it. Add it to an artifact."
        )
    if id(table) in _saving:
        raise TableArgumentError(
            "two tables link to each other, and neither can be logged before the other. "
            "Leave one of the links out."
        )
    _saving.append(id(table))
    moved = False
    try:
        for target in targets:
            path = place(target.table, None)
            moved |= path != target.path
            target.path = path
    finally:
        _saving.remove(id(table))
    return moved
