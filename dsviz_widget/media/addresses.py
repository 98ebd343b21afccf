"""Images that are kept as an address, and fetched only when somebody asks."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import SplitResult, unquote, urlsplit

from dsviz_widget.errors import MediaValueError, StoreError

ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
SCHEMES = ("http", "https", "s3", "gs")
MOST_BYTES = 500_000_000


def is_address(text: str) -> bool:
    """Return whether a text is an address and not a path."""
    return ADDRESS.match(text) is not None


def check_address(address: str) -> str:
    """Return an address that an image can be kept as.

    Raises
    ------
    MediaValueError
        If it is of a kind that nobody can fetch later.
    """
    parts = _split(address)
    if parts.scheme.lower() not in SCHEMES or not parts.netloc:
        raise MediaValueError(
            f"the address {address!r} is none of http://, https://, s3:// and gs://. "
            "Give the path of a file instead."
        )
    return address


def format_of(address: str) -> str | None:
    """Return the type of file that an address names, such as ``"png"``, or None."""
    suffix = PurePosixPath(unquote(_split(address).path)).suffix[1:].lower()
    return suffix.replace("jpeg", "jpg") or None


def fetch(address: str, timeout_s: float) -> bytes:
    """Return the bytes behind an address.

    Raises
    ------
    MediaValueError
        If it cannot be had, or is larger than 500 MB, or lies in a bucket and obstore is not installed.
    """
    parts = _split(address)
    if parts.scheme.lower() not in ("http", "https"):
        return _from_bucket(address, parts)
    # They bring ssl and email along: a tenth of the time that `import dsviz_widget` would take.
    import urllib.error
    import urllib.request
    from http.client import HTTPException

    try:
        with urllib.request.urlopen(address, timeout=timeout_s) as answer:  # the scheme is checked above
            content: bytes = answer.read(MOST_BYTES + 1)
    except urllib.error.HTTPError as error:
        error.close()
        raise MediaValueError(f"{address!r} cannot be fetched: {error}. Check the address.") from None
    except (OSError, ValueError, HTTPException) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        raise MediaValueError(f"{address!r} cannot be fetched: {reason}. Check the address.") from None
    if len(content) > MOST_BYTES:
        raise MediaValueError(f"{address!r} is larger than 500 MB. Download it, and give the file's path.")
    return content


def _from_bucket(address: str, parts: SplitResult) -> bytes:
    from dsviz_widget.store.bucket import open_bucket

    try:
        bucket, _ = open_bucket(f"{parts.scheme}://{parts.netloc}")
        return bucket.read(unquote(parts.path).lstrip("/"))
    except (StoreError, OSError) as error:
        raise MediaValueError(f"{address!r} cannot be fetched: {error}") from None


def _split(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError as error:
        raise MediaValueError(f"{address!r} is not an address: {error}.") from None
