"""The last row of a history that is still lines, without reading the rest: where a run is, or was."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from dsviz_widget.history.segments import list_segments

TAIL_BYTES = 64 << 10


def last_row(folder: Path) -> dict[str, Any] | None:
    """Return the last whole row of the newest segment; None without one that can be read so.

    A row longer than 64 kB, and one that is packed already, is not looked for: who needs it exactly asks
    `HistoryReader`.
    """
    for segment in reversed(list_segments(folder)):
        if segment.is_packed:
            return None
        try:
            with segment.path.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(max(0, size - TAIL_BYTES))
                lines = file.read().split(b"\n")
        except FileNotFoundError:
            # It was packed between the list and the look at it.
            continue
        # What follows the last line break is a row that is being written, or that a killed process left.
        for line in reversed(lines[:-1]):
            try:
                row = json.loads(line)
            except ValueError:
                continue
            if isinstance(row, dict):
                return row
    return None
