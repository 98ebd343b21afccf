"""What both ways of writing share: limits, a text cursor, and literals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timezone

from dsviz_widget.errors import QueryError
from dsviz_widget.query.language.expression import Span

MAX_LENGTH = 64 * 1024
"""Characters in one expression."""
MAX_DEPTH = 64
"""Levels of nesting."""
MAX_NODES = 2000
"""Nodes in one tree."""
MAX_PATTERN = 1000
"""Characters of one regular expression."""

NUMBER = re.compile(r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
STRING = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""", re.DOTALL)
REGEX = re.compile(r"/((?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)/([A-Za-z]*)")
SPACE = re.compile(r"\s*")

_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": "\0"}


class Cursor:
    """A position in the text of an expression, with the counters that bound its size."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_LENGTH:
            raise QueryError(
                "limit",
                f"The expression has {len(text)} characters; the limit is {MAX_LENGTH}.",
                0,
                len(text),
                hint="Split it into several clauses.",
            )
        self.text = text
        self.position = 0
        self.depth = 0
        self.nodes = 0

    def skip_space(self) -> None:
        """Move past white space."""
        match = SPACE.match(self.text, self.position)
        assert match is not None
        self.position = match.end()

    def peek(self) -> str:
        """Return the next character after white space, or ``""`` at the end."""
        self.skip_space()
        return self.text[self.position : self.position + 1]

    def accept(self, character: str) -> bool:
        """Move past `character` when it is next."""
        if self.peek() != character:
            return False
        self.position += 1
        return True

    def count_node(self, start: int) -> None:
        """Count one more node and refuse a tree that is too large."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise QueryError(
                "limit",
                f"The expression has more than {MAX_NODES} parts.",
                start,
                self.position,
                hint="Split it into several clauses; a long list of values is a table to join.",
            )

    def enter(self, start: int) -> None:
        """Go one level deeper and refuse nesting that is too deep."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise QueryError(
                "limit",
                f"The expression is nested more than {MAX_DEPTH} levels deep.",
                start,
                start + 1,
                hint="Split it into several clauses.",
            )

    def leave(self) -> None:
        """Come back one level."""
        self.depth -= 1

    def fail(
        self,
        message: str,
        start: int | None = None,
        end: int | None = None,
        hint: str | None = None,
        replacement: str | None = None,
    ) -> QueryError:
        """Return a syntax error at the next token, or at the span given."""
        if start is None:
            self.skip_space()
            start = self.position
        if end is None:
            end = min(start + 1, len(self.text)) if start < len(self.text) else start
        return QueryError("syntax", message, start, end, hint=hint, replacement=replacement)

    def string(self) -> tuple[str, Span]:
        """Read a quoted text at the position, which must be at its quote."""
        match = STRING.match(self.text, self.position)
        start = self.position
        if match is None:
            raise self.fail(
                "This text is not closed.",
                start,
                len(self.text),
                hint=f"Add {self.text[start]} at its end.",
            )
        self.position = match.end()
        return unescape(match.group()[1:-1]), Span(start, match.end())

    def regex(self) -> tuple[str, str, Span]:
        """Read ``/pattern/options`` at the position, which must be at its slash."""
        start = self.position
        match = REGEX.match(self.text, start)
        if match is None:
            raise self.fail("This pattern is not closed.", start, len(self.text), hint="Add / at its end.")
        self.position = match.end()
        pattern, options = match.groups()
        if len(pattern) > MAX_PATTERN:
            raise QueryError(
                "limit",
                f"The pattern has {len(pattern)} characters; the limit is {MAX_PATTERN}.",
                *match.span(),
                hint="Split it into several tests.",
            )
        # A slash is escaped only because slashes enclose the pattern.
        return pattern.replace(r"\/", "/"), options, Span(*match.span())

    def number(self) -> tuple[int | float, Span]:
        """Read an unsigned number at the position."""
        match = NUMBER.match(self.text, self.position)
        start = self.position
        if match is None:
            raise self.fail("Expected a number.", start, hint="Write 5, 0.5 or 5e-3.")
        self.position = match.end()
        return to_number(match.group()), Span(start, match.end())


def check_path(path: Sequence[str], span: Span) -> None:
    """Raise `QueryError` for a path of too many names."""
    if len(path) > MAX_DEPTH:
        raise QueryError(
            "limit", f"The path has {len(path)} names; the limit is {MAX_DEPTH}.", *span, hint="Name fewer."
        )


def unescape(text: str) -> str:
    """Return text with its backslash escapes resolved, as JavaScript reads them."""
    if "\\" not in text:
        return text

    def resolve(match: re.Match[str]) -> str:
        code = match.group(1)
        if len(code) > 1:
            return chr(int(code[1:], 16))
        return _ESCAPES.get(code, code)

    resolved = _ESCAPE.sub(resolve, text)
    # A pair of \u escapes stands for one character outside the basic plane.
    return resolved.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def to_number(text: str) -> int | float:
    """Return the number written; integers that no column of integers holds become doubles."""
    if text.isdigit() and len(text) <= 20:
        value = int(text)
        if value < 2**64:
            return value
    return float(text)


def to_instant(text: str) -> datetime | None:
    """Return the instant an ISO 8601 text names (UTC when it names no zone), or None."""
    if len(text) < 8 or not text[:4].isdigit():
        return None
    try:
        instant = datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        return None
    return (
        instant.replace(tzinfo=timezone.utc) if instant.tzinfo is None else instant.astimezone(timezone.utc)
    )


def write_text(value: str) -> str:
    """Return a text literal in single quotes that both ways of writing read back."""
    body = value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"'{body}'"
