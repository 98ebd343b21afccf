"""Engines on tables: one for the same rows, whoever asks, and where they keep what they found out."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

if TYPE_CHECKING:
    import pyarrow as pa

    from dsviz_widget.query import DuckEngine

KEEP_FROM = 1_000_000
"""From so many rows on row ids and statistics are kept in files; below they are found in no time."""
SCAN_FROM = 5_000_000
"""From so many rows on Parquet is scanned as it is, rather than copied before the first look."""
RECENT = 4
"""Engines that stay when nobody uses them."""

_lock = threading.Lock()
_engines: WeakValueDictionary[Hashable, DuckEngine] = WeakValueDictionary()
_recent: OrderedDict[Hashable, DuckEngine] = OrderedDict()


def shared_engine(key: Hashable, make: Callable[[], DuckEngine]) -> DuckEngine:
    """Return the engine on some rows, made when there is none.

    Parameters
    ----------
    key : hashable
        Names the rows and their form, so that equal keys mean equal answers.
    make : callable
        Makes the engine.
    """
    # A process that was forked must not use what its parent opened.
    key = (os.getpid(), key)
    with _lock:
        engine = _engines.get(key)
    if engine is None:
        made = make()
        with _lock:
            engine = _engines.setdefault(key, made)
    with _lock:
        _recent[key] = engine
        _recent.move_to_end(key)
        while len(_recent) > RECENT:
            _recent.popitem(last=False)
    return engine


class OwnEngine:
    """The engine on the rows that a table has in memory; copies of the table begin without one."""

    def __init__(self) -> None:
        self._made: tuple[int, pa.Table, DuckEngine] | None = None

    def on(self, rows: pa.Table) -> DuckEngine:
        """Return the engine on these rows, the last one if it is on the same."""
        from dsviz_widget.query import DuckEngine

        made = self._made
        if made is None or made[0] != os.getpid() or made[1] is not rows:
            made = self._made = (os.getpid(), rows, DuckEngine(rows))
        return made[2]

    def __reduce__(self) -> tuple[type[OwnEngine], tuple[()]]:
        return OwnEngine, ()


def cache_folder() -> Path:
    """Return where what is found out about Parquet files of anyone's is kept.

    ``DSVIZ_CACHE_DIR``, or ``~/.cache/dsviz_widget``; it may be deleted at any time.
    """
    kept = os.environ.get("DSVIZ_CACHE_DIR")
    return (Path(kept) if kept else Path.home() / ".cache" / "dsviz_widget") / "tables"


def parquet_engine(
    paths: Sequence[Path], schema: pa.Schema, row_count: int, cache: Path, version: str
) -> DuckEngine:
    """Return an engine that scans Parquet files.

    Parameters
    ----------
    cache : Path
        Folder for row ids, statistics and a copy for random access of long tables.
    version : str
        Names the bytes of the files.
    """
    from dsviz_widget.query import DuckEngine, VersionFiles

    def make() -> DuckEngine:
        files = VersionFiles(cache, version) if row_count >= KEEP_FROM else None
        return DuckEngine(list(paths), columns=schema, files=files)

    return shared_engine(("parquet", version, str(schema), str(cache)), make)
