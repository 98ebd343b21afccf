"""Video files looked at byte by byte: what they are, and whether they are whole; no library is asked."""

from __future__ import annotations

import os
from typing import BinaryIO

from dsviz_widget.errors import MediaValueError

FORMATS = ("gif", "mp4", "webm", "ogg")
OTHER_SUFFIXES = {"m4v": "mp4", "ogv": "ogg"}
MIME = {"gif": "image/gif", "mp4": "video/mp4", "webm": "video/webm", "ogg": "video/ogg"}

HEAD_BYTES = 4096
EBML = b"\x1a\x45\xdf\xa3"
SEGMENT = b"\x18\x53\x80\x67"
# An Ogg page holds at most 255 segments of 255 bytes after 27 bytes and the table of segments.
OGG_PAGE_BYTES = 27 + 255 + 255 * 255


def format_of(head: bytes) -> str | None:
    """Return the format that a file's first bytes show, one of `FORMATS`, or what else they are, or None."""
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "gif"
    if head[4:8] == b"ftyp":
        return "mov" if head[8:12] == b"qt  " else "mp4"
    if head[4:8] in (b"moov", b"mdat", b"wide", b"free"):
        return "mov"
    if head[:4] == EBML:
        return "webm" if b"webm" in head[:HEAD_BYTES] else "mkv"
    if head[:4] == b"OggS":
        return "ogg"
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return "avi"
    return None


def check_format(head: bytes, size: int, suffix: str, what: str) -> str:
    """Return the format of a video file, one of `FORMATS`.

    Parameters
    ----------
    head : bytes
        The file's first `HEAD_BYTES`.
    size : int
        Bytes in the file.
    suffix : str
        What follows the last dot of its name, or ``""`` when it has none.
    what : str
        The file, for messages.

    Raises
    ------
    MediaValueError
        If it is empty, of another format, or not of the one that its name says.
    """
    suffix = suffix.lower()
    said = OTHER_SUFFIXES.get(suffix, suffix)
    if not size:
        raise MediaValueError(f"video: {what} is empty. Write it again.")
    found = format_of(head)
    if found in ("mov", "mkv", "avi"):
        raise MediaValueError(
            f"video: {what} is a file of type {found}, which browsers do not play. "
            f"Turn it into one of {', '.join(FORMATS)} first."
        )
    if found is None:
        raise MediaValueError(
            f"video: {what} does not begin as a video of type {', '.join(FORMATS[:-1])} or {FORMATS[-1]} "
            "does. Check that it is a video."
        )
    if said and said not in FORMATS:
        raise MediaValueError(
            f"video: {what} ends in .{suffix} and holds {found}; a video's name ends in "
            f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}. Rename it to .{found}."
        )
    if said and said != found:
        raise MediaValueError(f"video: {what} ends in .{suffix} and holds {found}. Rename it to .{found}.")
    return found


def check_whole(file: BinaryIO, file_format: str, what: str) -> None:
    """Raise MediaValueError where a file ends before its own structure does.

    A recording that was never closed says nothing of its length, and passes.
    """
    size = file.seek(0, os.SEEK_END)
    end = {"mp4": _end_of_mp4, "webm": _end_of_webm, "ogg": _end_of_ogg}.get(file_format, _no_end)(file, size)
    if end is not None and end > size:
        raise MediaValueError(
            f"video: {what} is cut short: it should have {end:,} bytes and has {size:,}. Copy it again."
        )


def _no_end(file: BinaryIO, size: int) -> int | None:
    return None


def _end_of_mp4(file: BinaryIO, size: int) -> int | None:
    """Return where the last box ends.

    References
    ----------
    ISO/IEC 14496-12, section 4.2: size (4 bytes), type, and a size of 8 bytes where the first is 1.
    """
    at = 0
    while at + 8 <= size:
        file.seek(at)
        head = file.read(16)
        length = int.from_bytes(head[:4], "big")
        if length == 0:
            return None
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        if length < 8:
            # Zeros or a note behind the last box: players stop here too.
            return None
        at += length
    return at


def _end_of_webm(file: BinaryIO, size: int) -> int | None:
    """Return where the segment ends, or None where its length was left open, as recorders do.

    References
    ----------
    RFC 8794 (EBML), section 4: the zeros before a number's first one say how many bytes follow.
    """
    file.seek(0)
    head = file.read(HEAD_BYTES)
    length = _ebml_number(head, 4)
    if length is None or length[0] is None:
        return None
    at = length[1] + length[0]
    if head[at : at + 4] != SEGMENT:
        return None
    length = _ebml_number(head, at + 4)
    return None if length is None or length[0] is None else length[1] + length[0]


def _ebml_number(data: bytes, at: int) -> tuple[int | None, int] | None:
    """Return a length (None: unknown) and where it ends; None if it is not all there."""
    if at >= len(data) or not data[at]:
        return None
    width = 9 - data[at].bit_length()
    raw = data[at : at + width]
    if len(raw) < width:
        return None
    mask = (1 << (7 * width)) - 1
    value = int.from_bytes(raw, "big") & mask
    return (None if value == mask else value), at + width


def _end_of_ogg(file: BinaryIO, size: int) -> int | None:
    """Return where the last page ends.

    References
    ----------
    RFC 3533, section 6: a page has 26 bytes, the number of its segments, and the length of each.
    """
    start = max(0, size - OGG_PAGE_BYTES)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(b"OggS")
    if at < 0:
        return size + 1
    if len(tail) < at + 27 or len(tail) < at + 27 + tail[at + 26]:
        return start + at + OGG_PAGE_BYTES
    count = tail[at + 26]
    return start + at + 27 + count + sum(tail[at + 27 : at + 27 + count])
