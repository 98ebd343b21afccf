"""What a page may ask: texts and counts with limits, read from the address of a question."""

from __future__ import annotations

from collections.abc import Mapping

from dsviz_widget.errors import ArtifactNameError, RequestRefused
from dsviz_widget.store import check_name

MOST_LETTERS = 200
"""Of what is searched for, and of the key of a metric."""
MOST_RUNS = 1_000
"""Runs in one answer."""
MOST_COUNT = 10**9


def text(given: Mapping[str, str], name: str, most: int = MOST_LETTERS) -> str:
    """Return a text; empty where none was sent.

    Raises
    ------
    RequestRefused
        If it is longer than `most` letters.
    """
    value = given.get(name, "")
    if len(value) > most:
        raise RequestRefused(
            f"{name!r} has {len(value):,} letters, and {most:,} are the most. Shorten it.", status=413
        )
    return value


def wanted(given: Mapping[str, str], name: str, most: int = MOST_LETTERS) -> str:
    """Return a text that has to be there.

    Raises
    ------
    RequestRefused
        If it was not sent, or is too long.
    """
    value = text(given, name, most)
    if not value:
        raise RequestRefused(f"the question has no {name!r}. Update dsviz-widget, and reload the page.")
    return value


def safe_name(given: Mapping[str, str], name: str) -> str:
    """Return the name of a project or an artifact, which becomes a part of a path.

    Raises
    ------
    RequestRefused
        Unless it is one that a store may have: no ``/``, no ``..``.
    """
    value = wanted(given, name)
    try:
        return check_name(value, name)
    except ArtifactNameError as error:
        raise RequestRefused(str(error)) from None


def whole(given: Mapping[str, str], name: str, otherwise: int, most: int) -> int:
    """Return a whole number from 0 to `most`.

    Raises
    ------
    RequestRefused
        If it is none, or larger.
    """
    value = given.get(name)
    if value is None:
        return otherwise
    # Of int(), which takes "1_000", " 7 " and digits of all scripts, and any number of them.
    number = int(value) if value.isascii() and value.isdigit() and len(value) <= 12 else None
    if number is None:
        raise RequestRefused(f"{name!r} is a whole number from 0, got {value[:40]!r}.")
    if number > most:
        raise RequestRefused(
            f"{name!r} is {number:,}, and {most:,} is the most. Ask for less at once.", status=413
        )
    return number
