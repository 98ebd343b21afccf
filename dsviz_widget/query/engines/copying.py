"""A copy of Parquet rows for random access: made behind the first scattered page, mapped ever after."""

from __future__ import annotations

import shutil
import threading
from contextlib import suppress
from pathlib import Path

import pyarrow as pa

from dsviz_widget.query.engines.background import in_background
from dsviz_widget.query.engines.base import Task
from dsviz_widget.query.engines.parquet_source import ParquetSource
from dsviz_widget.query.engines.version_files import MAX_COPY_BYTES, VersionFiles

FOLDER = "rows"
SHARE_OF_DISK = 0.5
"""Of the free space of a disk no copy takes more."""
BATCH_ROWS = 65_536


class RandomAccessCopy:
    """An uncompressed Arrow file with the rows of a source.

    Parquet decodes a row group for one row of it; a mapped Arrow file gives any row in microseconds,
    and costs no memory but that of the pages of the file that are looked at.

    Parameters
    ----------
    source : ParquetSource
        Takes its pages from the copy as soon as there is one.
    files : VersionFiles
        Where the copy is kept.
    """

    def __init__(self, source: ParquetSource, files: VersionFiles) -> None:
        self._source = source
        self._files = files
        self._path = files.path(FOLDER, str(source.schema), ".arrow")
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self.share = 0.0
        """How much of the copy is written, from 0 to 1."""
        if not self._open():
            source.on_scattered = self.begin

    def begin(self) -> None:
        """Make the copy in the background, unless that was begun or there is no room for it."""
        with self._lock:
            if self._thread is not None:
                return
            self._thread, _ = in_background("dsviz-copy", self._make)

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until the copy is made; tells whether it is there."""
        if self._thread is not None:
            self._thread.join(timeout_s)
        return self.share == 1.0

    def _open(self) -> bool:
        found = self._files.read(self._path, self._map)
        if found is None:
            return False
        self._source.take_from(found)
        self.share = 1.0
        return True

    def _map(self, path: Path) -> pa.Table:
        with pa.memory_map(str(path)) as mapped:
            table = pa.ipc.open_file(mapped).read_all()
        if table.num_rows != self._source.row_count or not table.schema.equals(self._source.schema):
            raise ValueError(f"{path} holds other rows.")
        return table

    def _make(self, task: Task) -> None:
        self._source.on_scattered = None
        with suppress(OSError, pa.ArrowException):
            if not self._has_room():
                return
            with self._files.writing(self._path) as staged:
                self._write(staged, task)
            self._files.keep_below(FOLDER, MAX_COPY_BYTES, self._path)
            self._open()

    def _has_room(self) -> bool:
        self._files.folder.mkdir(parents=True, exist_ok=True)
        most = min(MAX_COPY_BYTES, shutil.disk_usage(self._files.folder).free * SHARE_OF_DISK)
        # Dictionaries are written out, and null or not takes a bit.
        return self._source.byte_count * 2 < most

    def _write(self, path: Path, task: Task) -> None:
        done, schema = 0, self._source.schema
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
            for group in self._source.batches():
                task.check()
                writer.write_table(group, max_chunksize=BATCH_ROWS)
                done += group.num_rows
                self.share = min(done / max(self._source.row_count, 1), 0.99)
