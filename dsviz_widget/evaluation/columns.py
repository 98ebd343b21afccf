"""What a name stands for: a column of classes, or a group of masks or boxes of a column of images."""

from __future__ import annotations

from typing import Literal, NamedTuple

from dsviz_widget.errors import EvaluationError, did_you_mean
from dsviz_widget.evaluation.rows import SideRows
from dsviz_widget.media import ImageType

Kind = Literal["class", "mask", "boxes"]


class Overlay(NamedTuple):
    """Masks or boxes of one group in a column of images."""

    column: str
    group: str


class Target(NamedTuple):
    """What a name stands for.

    Attributes
    ----------
    kind : {"class", "mask", "boxes"}
    name : str
        As it was given.
    overlay : Overlay or None
        Where masks or boxes are; None for a column of classes.
    """

    kind: Kind
    name: str
    overlay: Overlay | None = None


def target_of(rows: SideRows, name: str) -> Target:
    """Return what a name stands for in a table.

    Parameters
    ----------
    rows : SideRows
    name : str
        A column, or ``"column.group"`` for masks or boxes (also ``"column.masks.group"`` and
        ``"column.boxes.group"``, as in expressions). A column of images alone stands for its only group.

    Raises
    ------
    EvaluationError
        If the table has no such column or group.
    """
    names = rows.names
    for place in [len(name), *(i for i in range(len(name) - 1, 0, -1) if name[i] == ".")]:
        column, rest = name[:place], name[place + 1 :]
        if column in names:
            break
    else:
        raise EvaluationError(f"{rows.table} has no column {name!r}.{did_you_mean(name, names)}")
    found = rows.type_of(column)
    if not isinstance(found, ImageType):
        if rest:
            raise EvaluationError(
                f"column {column!r} of {rows.table} holds no images, so it has no {rest!r}."
            )
        return Target("class", name)
    return _group(rows, name, column, rest, found)


def _group(rows: SideRows, name: str, column: str, rest: str, images: ImageType) -> Target:
    groups: dict[Kind, list[str]] = {"mask": list(images.mask_labels), "boxes": list(images.box_labels)}
    known = [group for mine in groups.values() for group in mine]
    if not rest:
        if len(known) == 1:
            rest = known[0]
        else:
            each = ", ".join(f"{column}.{group}" for group in known[:8]) or "no masks or boxes"
            raise EvaluationError(f"column {column!r} of {rows.table} has {each}; name one of its groups.")
    kinds: dict[Kind, str] = {"mask": "masks.", "boxes": "boxes."}
    for kind, start in kinds.items():
        for group in dict.fromkeys([rest, rest.removeprefix(start)]):
            if group in groups[kind]:
                return Target(kind, name, Overlay(column, group))
    raise EvaluationError(
        f"column {column!r} of {rows.table} has no masks or boxes {rest!r}.{did_you_mean(rest, known)}"
    )
