"""Holes in presets: ``${field:x}``, ``${field:x:placeholder}`` and ``${string:title}``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dsviz_widget.errors import ChartError
from dsviz_widget.plot.drawing import escaped

HOLE = re.compile(r"\$\{(field|string):([^}:]+)(?::([^}]*))?\}")


def fields_of(template: Any) -> dict[str, str | None]:
    """Return the fields that a preset names, each with its placeholder or None."""
    found: dict[str, str | None] = {}
    for text in _texts(template):
        for kind, name, placeholder in HOLE.findall(text):
            if kind == "field":
                found[name] = found.get(name) or placeholder or None
    return found


def fill(template: Any, fields: Mapping[str, str], strings: Mapping[str, str]) -> Any:
    """Return a preset with columns and texts in its holes.

    A hole that is a whole text becomes the column as Vega's fields name it; inside a longer text, such as
    ``datum['${field:x}']``, it becomes the column's name as it is.

    Raises
    ------
    ChartError
        If a field is not given and has no placeholder.

    References
    ----------
    Custom chart presets, W&B documentation, 2021.
    """
    if isinstance(template, str):
        return _filled(template, fields, strings)
    if isinstance(template, Mapping):
        return {key: fill(value, fields, strings) for key, value in template.items()}
    if isinstance(template, (list, tuple)):
        return [fill(value, fields, strings) for value in template]
    return template


def _filled(text: str, fields: Mapping[str, str], strings: Mapping[str, str]) -> str:
    whole = HOLE.fullmatch(text)
    if whole:
        value = _value(whole, fields, strings)
        return escaped(value) if whole[1] == "field" else value

    def replaced(hole: re.Match[str]) -> str:
        value = _value(hole, fields, strings)
        before = text[hole.start() - 1] if hole.start() else ""
        if before in ("'", '"', "`"):
            # Inside an expression's text: a quote would end it.
            value = value.replace("\\", "\\\\").replace(before, f"\\{before}")
        return value

    return HOLE.sub(replaced, text)


def _value(hole: re.Match[str], fields: Mapping[str, str], strings: Mapping[str, str]) -> str:
    kind, name, placeholder = hole.groups()
    if kind == "string":
        return strings.get(name) or placeholder or ""
    if name in fields:
        return fields[name]
    if placeholder:
        return placeholder
    given = f"; given are {', '.join(map(repr, fields))}" if fields else ""
    raise ChartError(f"the preset needs the field {name!r}{given}. Write fields={{{name!r}: 'a column'}}.")


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        value = list(value.values())
    return [text for item in value for text in _texts(item)] if isinstance(value, (list, tuple)) else []
