"""Whether the columns that scores go by are there: a wrong name is said at once, not on the screen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dsviz_widget.errors import ViewError, did_you_mean
from dsviz_widget.media import ImageType
from dsviz_widget.widgets.compared_sides import ComparedSide

OF_ALL = re.compile(r"^\d+\.")
"""The number of a table before the name of its column, as in ``0.label``."""
ADDED = ("right", "present", "table")
"""Columns that a comparison has beyond those of its tables."""


def check_named(named: Mapping[str, Any], sides: Sequence[ComparedSide], derived: Iterable[str] = ()) -> None:
    """Refuse names of columns that none of the tables has.

    Parameters
    ----------
    named : mapping
        ``truth``, ``prediction`` and ``score``, as users give them; None is left out.
    sides : sequence of ComparedSide
        The tables.
    derived : iterable of str
        Columns that a query adds.

    Raises
    ------
    ViewError
        For a name that no table has.
    """
    known = dict.fromkeys([name for side in sides for name in side.table.columns] + [*derived])
    for part in ("truth", "prediction"):
        name = named.get(part)
        if isinstance(name, str) and name and not any(_is_in(known, text) for text in _ways(name)):
            raise ViewError(f"{part}: {_no_table(sides)} column {name!r}.{did_you_mean(name, known)}")
    score = named.get("score")
    # Scores of boxes are named by what the boxes have, not by columns.
    pictures = any(
        isinstance(found, ImageType) for side in sides for found in side.table.column_types.values()
    )
    if isinstance(score, str) and score and not pictures:
        start, star, end = score.partition("*")
        fits = [name for name in known if star and name.startswith(start) and name.endswith(end)]
        if not fits and not any(_is_in(known, text) for text in _ways(score)):
            near = did_you_mean(score.replace("*", ""), known)
            raise ViewError(f"score: {_no_table(sides)} column {score!r}.{near}")


def _no_table(sides: Sequence[ComparedSide]) -> str:
    return "the table has no" if len(sides) == 1 else "none of the tables has a"


def _ways(name: str) -> list[str]:
    return [name, OF_ALL.sub("", name)]


def _is_in(known: Iterable[str], name: str) -> bool:
    """Tell whether a name is a column, or something in one, as ``photo.truth``."""
    return any(name == one or name.startswith(f"{one}.") for one in (*known, *ADDED))
