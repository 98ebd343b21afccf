"""Files of TFRecords: messages one after another, each with its length and two checksums."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from dsviz_widget.errors import ConvertError

HEADER = struct.Struct("<QI")
FOOTER = struct.Struct("<I")
MASK_DELTA = 0xA282EAD8
CHECKED_BYTES = 4_096
LARGEST = 1 << 31


class RecordFile:
    """A file of TFRecords, such as the event files of TensorBoard.

    Attributes
    ----------
    is_whole : bool
        False when the last reading stopped before the end of the file: a process that was killed leaves its
        last record cut short, and a disk may garble one. Where the next one begins is not known then.

    References
    ----------
    https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details: a length of 8 bytes,
    its masked CRC-32C, the message, and its masked CRC-32C. The checksum of a long message is not computed:
    pictures, which are the long ones, have their own.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.is_whole = True

    def records(self) -> Iterator[bytes]:
        """Yield the bytes of every whole message, in order.

        Raises
        ------
        ConvertError
            If the file cannot be opened, or is none of TFRecords.
        """
        self.is_whole = True
        try:
            with self.path.open("rb") as file:
                yield from self._read(file)
        except OSError as error:
            raise ConvertError(f"{self.path} cannot be read: {error.strerror}.") from None

    def _read(self, file: BinaryIO) -> Iterator[bytes]:
        is_first = True
        while header := file.read(HEADER.size):
            if len(header) < HEADER.size:
                break
            size, checksum = HEADER.unpack(header)
            if size > LARGEST or masked_crc32c(header[:8]) != checksum:
                if is_first:
                    raise ConvertError(f"{self.path} is no file of TFRecords: its first checksum is wrong.")
                break
            message, footer = file.read(size), file.read(FOOTER.size)
            if len(message) < size or len(footer) < FOOTER.size:
                break
            if size <= CHECKED_BYTES and masked_crc32c(message) != FOOTER.unpack(footer)[0]:
                break
            is_first = False
            yield message
        else:
            return
        self.is_whole = False


def masked_crc32c(content: bytes) -> int:
    """Return the checksum of TFRecords: CRC-32C (Castagnoli), turned and shifted by a constant."""
    crc = 0xFFFF_FFFF
    for byte in content:
        crc = _TABLE[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    crc ^= 0xFFFF_FFFF
    return (((crc >> 15) | (crc << 17)) + MASK_DELTA) & 0xFFFF_FFFF


def _table() -> list[int]:
    table = []
    for value in range(256):
        for _ in range(8):
            value = (value >> 1) ^ (0x82F6_3B78 if value & 1 else 0)
        table.append(value)
    return table


_TABLE = _table()
