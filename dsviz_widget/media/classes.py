"""Class ids and their labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.errors import MediaTypeError, MediaValueError
from dsviz_widget.types import article

if TYPE_CHECKING:
    from dsviz_widget.media.class_ids import ClassIdsType


class Classes:
    """A set of classes: what a class id of a mask or a box is called.

    Parameters
    ----------
    class_set : iterable of dict
        One ``{"id": int, "name": str}`` a class; ids may have gaps.

    Raises
    ------
    MediaValueError
        If an entry has no id or no name, or two entries share an id.

    References
    ----------
    ``wandb.Classes``, W&B reference, 2021.
    """

    def __init__(self, class_set: Iterable[Mapping[str, Any]]) -> None:
        labels: dict[int, str] = {}
        for position, item in enumerate(class_set):
            if not isinstance(item, Mapping) or "id" not in item or "name" not in item:
                raise MediaValueError(
                    f'class {position} is {article(item)}; each class needs {{"id": int, "name": str}}.'
                )
            class_id = as_class_id(item["id"], f"the id of class {position}")
            if class_id in labels:
                raise MediaValueError(
                    f"classes {labels[class_id]!r} and {item['name']!r} both have id {class_id}. "
                    "Give each class an id of its own."
                )
            labels[class_id] = as_text(str(item["name"]))
        self.labels = labels
        """Label by class id."""

    @property
    def class_set(self) -> list[dict[str, Any]]:
        """The classes as they were given, ``[{"id": int, "name": str}, ...]``."""
        return [{"id": class_id, "name": name} for class_id, name in self.labels.items()]

    @classmethod
    def of_labels(cls, labels: Mapping[int, str]) -> Classes:
        """Return the set of classes with these labels by id."""
        return cls({"id": class_id, "name": label} for class_id, label in labels.items())

    def get_type(self) -> ClassIdsType:
        """Return the type of a column that holds ids of these classes, for `Table.cast`."""
        from dsviz_widget.media.class_ids import ClassIdsType

        return ClassIdsType(self.labels)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Classes) and self.labels == other.labels

    def __hash__(self) -> int:
        return hash(tuple(self.labels.items()))

    def __repr__(self) -> str:
        return f"Classes({self.class_set!r})"


def as_text(text: str) -> str:
    """Return a text that can be stored: a file's name, often a caption or a label, need not be Unicode."""
    return text.encode("utf-8", "replace").decode()


def as_class_id(value: Any, what: str) -> int:
    """Return a class id as an int; NumPy's ints count, booleans do not.

    Raises
    ------
    MediaTypeError
        If it is not a whole number.
    MediaValueError
        If it has more than 64 bits.
    """
    if isinstance(value, (int, np.integer)) and not isinstance(value, bool):
        if not -(2**63) <= value < 2**63:
            raise MediaValueError(f"{what} is {value}, beyond 64 bits.")
        return int(value)
    raise MediaTypeError(f"{what} must be an integer, got {article(value)}.")


def as_labels(classes: Any) -> dict[int, str]:
    """Return labels by id from a Classes, a list of ``{"id", "name"}``, or None."""
    if classes is None:
        return {}
    if isinstance(classes, Classes):
        return classes.labels
    if isinstance(classes, (list, tuple)):
        return Classes(classes).labels
    raise MediaTypeError(
        f'classes must be a Classes or a list of {{"id": int, "name": str}}, got {article(classes)}.'
    )


def check_class_labels(labels: Any, where: str) -> dict[int, str]:
    """Return a ``class_labels`` dict with plain int keys.

    Raises
    ------
    MediaTypeError
        If it is not a dictionary of numbers to text.
    """
    if labels is None:
        return {}
    if not isinstance(labels, Mapping):
        raise MediaTypeError(
            f"{where}: Class labels must be a dictionary of numbers to string, got {article(labels)}."
        )
    checked = {}
    for key, label in labels.items():
        if not isinstance(label, str):
            raise MediaTypeError(
                f"{where}: Class labels must be a dictionary of numbers to string; "
                f"the label of {key!r} is {article(label)}."
            )
        checked[as_class_id(key, f"{where}: a key of class_labels")] = as_text(label)
    return checked
