"""One DuckDB for all tables of a process: how much memory it takes, where it spills, when it gives up."""

from __future__ import annotations

import os
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dsviz_widget.errors import QueryError

if TYPE_CHECKING:
    import duckdb

MEMORY_BYTES = 1_000_000_000
"""Most memory for DuckDB unless told otherwise: with it a table of 100M rows stays under 2 GB resident."""

SHARE_OF_MEMORY = 0.6
"""Of a small machine's memory no more than this."""

_UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}

_lock = threading.Lock()
_databases: dict[tuple[int, int, str], duckdb.DuckDBPyConnection] = {}


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """What an engine may use.

    Parameters
    ----------
    memory_bytes : int or None
        Most memory for DuckDB; beyond it sorts and groups spill to disk. ``DSVIZ_MEMORY_LIMIT`` (as
        ``2GB``) unless given, or 1 GB, or 60 % of a small machine's memory.
    temp_folder : path or None
        Where it spills: ``DSVIZ_TEMP_DIR`` unless given, or the system's folder for temporary files.
    timeout_s : float or None
        Longest time for one statement; ``DSVIZ_QUERY_TIMEOUT_S`` unless given, or no limit.

    Raises
    ------
    QueryError
        If an environment variable holds no such thing.
    """

    memory_bytes: int | None = None
    temp_folder: Path | None = None
    timeout_s: float | None = None

    @property
    def memory(self) -> int:
        """Most memory for DuckDB, in bytes."""
        if self.memory_bytes is not None:
            return self.memory_bytes
        given = os.environ.get("DSVIZ_MEMORY_LIMIT")
        return parse_bytes(given) if given else min(MEMORY_BYTES, int(machine_memory() * SHARE_OF_MEMORY))

    @property
    def spill(self) -> Path:
        """Folder for what does not fit into memory."""
        given = self.temp_folder or os.environ.get("DSVIZ_TEMP_DIR") or tempfile.gettempdir()
        return Path(given) / f"dsviz-spill-{os.getpid()}"

    @property
    def limit_s(self) -> float | None:
        """Longest time for one statement."""
        if self.timeout_s is not None:
            return self.timeout_s
        given = os.environ.get("DSVIZ_QUERY_TIMEOUT_S")
        if not given:
            return None
        try:
            return float(given)
        except ValueError:
            raise QueryError(
                "value", f"DSVIZ_QUERY_TIMEOUT_S is {given!r}.", hint="Set it to seconds, such as 60."
            ) from None


def parse_bytes(text: str) -> int:
    """Return the number of bytes that a text such as ``1.5GB`` names."""
    text = text.strip()
    number = text.rstrip("BGIKMbgikm ").strip()
    unit = text[len(number) :].strip().upper()
    try:
        return int(float(number) * _UNITS[unit])
    except (ValueError, KeyError):
        raise QueryError(
            "value", f"DSVIZ_MEMORY_LIMIT is {text!r}.", hint="Set it to a size, such as 2GB."
        ) from None


def machine_memory() -> int:
    """Return the memory of this machine in bytes, or 4 GB where the system does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 4 * 10**9


def connect(options: EngineOptions | None = None) -> duckdb.DuckDBPyConnection:
    """Return a connection to this process's database, which loads nothing by itself and thinks in UTC."""
    options = options or EngineOptions()
    # A process that was forked has none of the threads of its parent's database.
    key = (os.getpid(), options.memory, str(options.spill))
    with _lock:
        if key not in _databases:
            _databases[key] = _open(options)
        return _databases[key].cursor()


def new_cursor(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Return another connection to the same database, which says how far its statements are."""
    cursor = connection.cursor()
    cursor.execute("SET enable_progress_bar = true")
    cursor.execute("SET enable_progress_bar_print = false")
    return cursor


def _open(options: EngineOptions) -> duckdb.DuckDBPyConnection:
    import duckdb

    database = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "python_enable_replacements": "false",
            "order_by_non_integer_literal": "true",
            "memory_limit": f"{options.memory}B",
            "temp_directory": str(options.spill),
        }
    )
    database.execute("SET GLOBAL TimeZone = 'UTC'").fetchall()
    return database
