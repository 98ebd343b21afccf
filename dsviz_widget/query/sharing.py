"""SQL of parts of an expression, written once: long parts get a name where they stand more than once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Literal

from dsviz_widget.errors import QueryError
from dsviz_widget.query.typed import Typed

VALUE: Literal["value"] = "value"
ERROR: Literal["error"] = "error"
What = Literal["value", "error"]

LONG = 300
"""Letters of SQL that are worth a name: the engine needs a list of one element to give it."""
MOST_LETTERS = 2_000_000
"""Letters that the SQL of an expression may have."""


class Shared:
    """The SQL that was written for the nodes of one expression."""

    def __init__(self) -> None:
        # The node is kept with its text, so that no other gets its id.
        self._texts: dict[tuple[What, int, tuple[tuple[int, str], ...]], tuple[Typed, str]] = {}
        self._named: dict[tuple[What, int], str] = {}

    def text(self, what: What, node: Typed, elements: Mapping[int, str], write: Callable[[], str]) -> str:
        """Return the SQL of a node: its name, what was written for it before, or what `write` gives."""
        name = self._named.get((what, id(node)))
        if name is not None:
            return name
        key = (what, id(node), tuple(elements.items()))
        if key not in self._texts:
            text = write()
            if len(text) > MOST_LETTERS:
                raise QueryError(
                    "limit", "The expression is too large for the engine.", *node.span, "Nest less in it."
                )
            self._texts[key] = (node, text)
        return self._texts[key][1]

    @contextmanager
    def named(
        self, parts: Sequence[tuple[What, Typed, str]], fresh: Callable[[], str]
    ) -> Iterator[list[tuple[str, str]]]:
        """Give the long ones of some parts a name inside the block; gives names with their SQL."""
        names = []
        keys = []
        for what, node, text in parts:
            key = (what, id(node))
            if len(text) > LONG and key not in self._named:
                # No name is the beginning of another.
                name = f"{fresh()}_"
                names.append((name, text))
                keys.append(key)
                self._named[key] = name
        try:
            yield names
        finally:
            for key in keys:
                del self._named[key]
