"""What kind of value stands under a key: values of two kinds under one key are kept apart."""

from __future__ import annotations

from typing import Any

NUMBER, STRING, BOOL, NULL, OTHER = "number", "string", "bool", "null", "other"

OF_TYPE = {
    "histogram": "histogram",
    "image-file": "image",
    "images": "images",
    "images/separated": "images",
    "table-file": "table",
    "incremental-table-file": "table",
    "partitioned-table": "table",
    "joined-table": "table",
    "audio-file": "audio",
    "video-file": "video",
    "videos": "video",
    "ndarray": "array",
}
OF_CLASS: dict[type, str] = {
    bool: BOOL,
    int: NUMBER,
    float: NUMBER,
    str: STRING,
    type(None): NULL,
    list: OTHER,
}


def kind_of(value: Any) -> str:
    """Return the kind of a value as JSON has it.

    Parameters
    ----------
    value : JSON value
        What `json.loads` returned. A dictionary says what it is under ``_type``, in the words of W&B's
        summary.

    Returns
    -------
    str
        ``number``, ``string``, ``bool``, ``null``, ``histogram``, ``image``, ``images``, ``table``,
        ``chart``, ``array``, ``audio``, ``video`` and the like;
        ``other`` for a list, and for a dictionary without type.
    """
    found = OF_CLASS.get(type(value))
    if found is not None:
        return found
    said = value.get("_type") if isinstance(value, dict) else None
    if not isinstance(said, str) or not said:
        return OTHER
    return OF_TYPE.get(said) or said.removesuffix("-file").partition("/")[0] or OTHER
