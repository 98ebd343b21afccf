"""Walks over typed trees, whatever kinds of nodes they have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from dsviz_widget.query.typed import Typed, TypedColumn


def children(node: Typed) -> Iterator[Typed]:
    """Yield the nodes that a node holds."""
    for part in fields(node):
        yield from _typed_in(getattr(node, part.name))


def _typed_in(value: Any) -> Iterator[Typed]:
    if isinstance(value, Typed):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _typed_in(item)


def columns_in(node: Typed) -> set[str]:
    """Return the names of the columns that an expression looks at."""
    if isinstance(node, TypedColumn):
        return {node.name}
    found: set[str] = set()
    for child in children(node):
        found |= columns_in(child)
    return found
