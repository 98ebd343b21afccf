"""When lines are worth packing, and a process that does it aside. Loads nothing heavy."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from dsviz_widget.history.segments import list_segments

SMALL_BYTES = 256 << 10
"""Lines below this are read as fast as Parquet, and take less room."""


class _Aside(subprocess.Popen[bytes]):
    """A process that may outlive this one: nothing that Python has to warn of when it ends."""

    def __del__(self) -> None:
        pass


_children: list[_Aside] = []


def has_lines_to_pack(folder: Path) -> bool:
    """Return whether a history has segments of lines that are worth packing."""
    return any(not file.is_packed and file.size >= SMALL_BYTES for file in list_segments(folder))


def pack_later(folder: Path) -> None:
    """Pack a history in a process of its own, which outlives this one if need be."""
    _children[:] = [child for child in _children if child.poll() is None]
    with suppress(OSError, ValueError):
        _children.append(
            _Aside(
                [sys.executable, "-m", "dsviz_widget.history.packing", str(folder)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        )
