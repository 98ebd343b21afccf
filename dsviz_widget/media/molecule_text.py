"""What readers of molecules share: lines of a text file, numbers in them, and the sentences for bad ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dsviz_widget.errors import MediaValueError

Array = np.ndarray[Any, Any]


def refused(reason: str) -> MediaValueError:
    """Return the error of a file that cannot be read."""
    return MediaValueError(f"molecule: {reason}")


def text_of(content: bytes, file_format: str) -> str:
    """Return a text file as text; raises MediaValueError for one that is none."""
    if content[:2] == b"\x1f\x8b":
        raise refused(
            f"the {file_format} file is compressed with gzip. Decompress it first: gzip.decompress(bytes)."
        )
    if b"\0" in content:
        raise refused(
            f"the {file_format} file holds binary data, and {file_format} is text. "
            "Check its type: only mmtf and bcif are binary."
        )
    if not content.strip():
        raise refused(f"the {file_format} file is empty. Write it again.")
    # Names in remarks may be in any encoding; coordinates are ASCII.
    return content.decode("utf-8-sig", "replace")


def numbers_of(texts: Sequence[Sequence[str]], file_format: str) -> Array:
    """Return texts as an (n, 3) array of finite coordinates, in the file's unit.

    Raises
    ------
    MediaValueError
        Naming the first atom that has something else.
    """
    try:
        found = np.array(texts, dtype=np.float64).reshape(-1, 3)
    except ValueError:
        found = None
    if found is not None and np.isfinite(found).all():
        return found
    for index, row in enumerate(texts):
        for text in row:
            if not _is_finite(text):
                raise refused(
                    f"atom {index + 1} of the {file_format} file has the coordinate {text.strip()[:20]!r}, "
                    "which is no number. Write the file again."
                )
    raise refused(f"the {file_format} file has coordinates that are no numbers. Write the file again.")


def count_in(text: str, what: str, file_format: str) -> int:
    """Return a count that a file states."""
    try:
        count = int(text)
    except ValueError:
        count = -1
    if count < 0:
        raise refused(
            f"the {file_format} file says {text.strip()[:20]!r} where the number of {what} should be. "
            "Check that it is such a file, and whole."
        )
    return count


def no_atoms(file_format: str, looked_for: str) -> MediaValueError:
    """Return the error of a file without atoms."""
    return refused(
        f"the {file_format} file has no atoms: {looked_for}. Check that it is a {file_format} file."
    )


def cut_short(file_format: str, stated: int, found: int, what: str = "atoms") -> MediaValueError:
    """Return the error of a file that ends before what it announced."""
    return refused(
        f"the {file_format} file says that it has {stated:,} {what} and ends after {found:,}: "
        "it is cut short. Write it again."
    )


def _is_finite(text: str) -> bool:
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False
