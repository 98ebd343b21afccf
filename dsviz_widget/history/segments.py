"""The files of a history: segments, numbered in the order they were begun.

A segment is ``000001.jsonl`` while it is written and ``000001.parquet`` once it is packed. The packed file
appears as a whole before the lines are removed, and stands for them from that moment, so that who reads
finds every row once.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

from dsviz_widget.store.files import cannot_write, make_folder

NAME = re.compile(r"([0-9]{6,})\.(jsonl|parquet)")


class SegmentFile(NamedTuple):
    """One segment as it lies on disk.

    Attributes
    ----------
    number : int
    path : Path
    is_packed : bool
        Whether it is Parquet, which never changes, or lines, which may still grow.
    size : int
        In bytes, when it was listed.
    """

    number: int
    path: Path
    is_packed: bool
    size: int


def list_segments(folder: Path) -> list[SegmentFile]:
    """Return the segments of a history in their order; where a packed file is there, the lines are not."""
    found: dict[int, SegmentFile] = {}
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                match = NAME.fullmatch(entry.name)
                if match is None:
                    continue
                number, is_packed = int(match[1]), match[2] == "parquet"
                if number in found and not is_packed:
                    continue
                try:
                    size = entry.stat().st_size
                except FileNotFoundError:
                    continue
                found[number] = SegmentFile(number, Path(entry.path), is_packed, size)
    except (FileNotFoundError, NotADirectoryError):
        return []
    return [found[number] for number in sorted(found)]


def create_segment(folder: Path) -> tuple[Path, int]:
    """Create the next segment for lines; return its path and an open handle that appends.

    Raises
    ------
    StoreError
        If the folder cannot be written.
    """
    make_folder(folder)
    number = max((segment.number for segment in list_segments(folder)), default=0)
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    while True:
        number += 1
        path = folder / f"{number:06d}.jsonl"
        if path.with_suffix(".parquet").exists():
            continue
        try:
            return path, os.open(path, flags, 0o666)
        except FileExistsError:
            continue
        except OSError as error:
            cannot_write(path, error)
