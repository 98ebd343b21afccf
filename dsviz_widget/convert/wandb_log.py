"""The ``run-<id>.wandb`` file: records in blocks as LevelDB writes them, each a message with a checksum."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from dsviz_widget.errors import ConvertError

BLOCK = 32_768
HEADER = struct.Struct("<IHB")
IDENT = struct.Struct("<4sHB")
FULL, FIRST, MIDDLE, LAST = 1, 2, 3, 4


class WandbLog:
    """A run's transaction log.

    Attributes
    ----------
    dropped : int
        Damaged places that were passed over by the last reading: a process that was killed leaves its
        last record cut short, and a disk may garble a block.

    References
    ----------
    https://github.com/google/leveldb/blob/main/doc/log_format.md; W&B puts seven bytes before it, ``:W&B``,
    0xBEE1 and a version, and takes zlib's CRC-32 where LevelDB has CRC-32C.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.dropped = 0

    def records(self) -> Iterator[bytes]:
        """Yield the bytes of every whole record, in order.

        Raises
        ------
        ConvertError
            If it is not such a file.
        """
        self.dropped = 0
        try:
            with self.path.open("rb") as file:
                yield from self._read(file)
        except OSError as error:
            raise ConvertError(f"the run's log {self.path} cannot be read: {error.strerror}.") from None

    def _read(self, file: BinaryIO) -> Iterator[bytes]:
        block = file.read(BLOCK)
        ident, magic, version = IDENT.unpack_from(block.ljust(IDENT.size, b"\0"))
        if ident != b":W&B" or magic != 0xBEE1:
            raise ConvertError(f"{self.path} is not a run's log: it does not begin with ':W&B'.")
        if version != 0:
            raise ConvertError(f"{self.path} is a log of version {version}; version 0 is known here.")
        position = IDENT.size
        parts: list[bytes] = []
        while block:
            while position + HEADER.size <= len(block):
                checksum, size, kind = HEADER.unpack_from(block, position)
                data = block[position + HEADER.size : position + HEADER.size + size]
                if kind == 0 and size == 0:
                    break
                whole = len(data) == size and zlib.crc32(data, zlib.crc32(bytes([kind]))) == checksum
                if not whole or kind not in (FULL, FIRST, MIDDLE, LAST):
                    # Where the next record begins is only known again at the next block.
                    self.dropped, parts = self.dropped + 1, []
                    break
                position += HEADER.size + size
                if kind in (FULL, FIRST):
                    self.dropped, parts = self.dropped + bool(parts), []
                elif not parts:
                    # The rest of a record whose beginning was lost.
                    continue
                parts.append(data)
                if kind in (FULL, LAST):
                    yield b"".join(parts)
                    parts = []
            block, position = file.read(BLOCK), 0
        self.dropped += bool(parts)
