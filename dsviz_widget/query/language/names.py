"""Words of the infix form: keywords, symbols, and names that may hold almost any character."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dsviz_widget.errors import QueryError
from dsviz_widget.query.language.dollar import read_variable
from dsviz_widget.query.language.expression import ANY, Field, Node, Span, Table
from dsviz_widget.query.language.tokens import NUMBER, SPACE, Cursor, check_path

CONSTANTS = {
    "true": True,
    "false": False,
    "null": None,
    "none": None,
    "nan": float("nan"),
}
TEXT_TESTS = ("contains", "startswith", "endswith")
KEYWORDS = {"and", "or", "not", "in", "is", *TEXT_TESTS, *CONSTANTS}
"""Words that are no names: a column that is called so stands in backticks."""

COMPARISONS = {"=": "==", "==": "==", "!=": "!=", "<>": "!=", ">": ">", ">=": ">=", "<": "<", "<=": "<="}
BETTER = {
    "&": "and", "|": "or", "=>": ">=", "=<": "<=", "!": "!=", "===": "==", "!==": "!=",
    "~": "matches", "=~": "matches", "~=": "matches", "!~": "not matches",
    "≥": ">=", "≤": "<=", "≠": "!=", "−": "-", "×": "*", "÷": "/",
}  # fmt: skip
"""Symbols of other languages, and of print -> ours."""

_SYMBOL = re.compile(r"===|!==|==|!=|<>|>=|<=|&&|\|\||=>|=<|=~|!~|~=|[=<>&|!~≥≤≠−×÷]")
_WORD = re.compile(r"[^\W\d]\w*")
_NAME = re.compile(r"[%\w]+")
_TABLE = re.compile(r"\$(\d{1,6}|\*)\.")
_VARIABLE = re.compile(r"\$\$(?:[^\W\d]\w*)?(?:\.\w+)*")
_BACKTICKS = re.compile(r"`((?:[^`]|``)*)`(?!`)")


class Words:
    """Reads the words of one infix expression.

    Parameters
    ----------
    text : str
        The expression.
    names : iterable of str
        Columns of the schema.
    """

    def __init__(self, text: str, names: Iterable[str]) -> None:
        self.cursor = Cursor(text)
        # A number is a number: a column that is called 1 stands in backticks.
        known = (name for name in names if name and not NUMBER.fullmatch(name))
        self.names = sorted(known, key=len, reverse=True)

    def word(self) -> str:
        """Return the keyword at the position in lower case, or ``""``."""
        return self.plain_word().lower()

    def plain_word(self) -> str:
        """Return the word at the position as it is written, or ``""``."""
        self.cursor.skip_space()
        match = _WORD.match(self.cursor.text, self.cursor.position)
        return match.group() if match else ""

    def accept_word(self, *words: str) -> str:
        """Move past one of these keywords when it is next, and return it."""
        word = self.word()
        if word not in words:
            return ""
        self.cursor.position += len(word)
        return word

    def symbol(self) -> str:
        """Return the symbol at the position, or ``""``."""
        self.cursor.skip_space()
        match = _SYMBOL.match(self.cursor.text, self.cursor.position)
        return match.group() if match else ""

    def take(self, length: int) -> Span:
        """Move past so many characters and return their span."""
        start = self.cursor.position
        self.cursor.position += length
        return Span(start, self.cursor.position)

    def any_name(self, start: int) -> str:
        """Return what looks like a name at `start`, known or not, or ``""``."""
        match = _NAME.match(self.cursor.text, start)
        return match.group() if match else ""

    def known_name(self, start: int) -> str | None:
        """Return the longest column of the schema that stands at `start`."""
        text = self.cursor.text
        for name in self.names:
            if not text.startswith(name, start):
                continue
            after = text[start + len(name) : start + len(name) + 1]
            if is_word(name[-1]) and is_word(after):
                continue
            if name.lower() in KEYWORDS:
                continue
            return name
        return None

    def is_call(self, start: int, word: str) -> bool:
        """Tell whether a word is followed by the ``(`` of its arguments."""
        text = self.cursor.text
        end = start + len(word)
        if _WORD.fullmatch(word) is None:
            return False
        if word.lower() in ("and", "or", "in"):
            # Here no operator can stand: these are MongoDB's, and their '(' follows at once.
            return text[end : end + 1] == "("
        if word.lower() in KEYWORDS and word.lower() != "none":
            return False
        match = SPACE.match(text, end)
        assert match is not None
        return text[match.end() : match.end() + 1] == "("

    def argument_name(self) -> tuple[str, Span] | None:
        """Return the name before a single ``=`` at the position, and move nowhere."""
        cursor = self.cursor
        cursor.skip_space()
        start = cursor.position
        match = _BACKTICKS.match(cursor.text, start) or _WORD.match(cursor.text, start)
        if match is None:
            return None
        space = SPACE.match(cursor.text, match.end())
        assert space is not None
        if cursor.text[space.end() : space.end() + 1] != "=":
            return None
        if cursor.text[space.end() + 1 : space.end() + 2] in ("=", ">", "<", "~"):
            return None
        name = match.group(1).replace("``", "`") if match.lastindex else match.group()
        return name, Span(start, match.end())

    def path(self, start: int) -> Node:
        """Read a column and what is looked into, a variable, or fail."""
        cursor, text = self.cursor, self.cursor.text
        if match := _VARIABLE.match(text, start):
            cursor.position = match.end()
            return read_variable(match.group(), Span(*match.span()))
        table: Table | None = None
        if match := _TABLE.match(text, start):
            table = ANY if match.group(1) == ANY else int(match.group(1))
            cursor.position = match.end()
        path = [self.name(known=True)]
        while text[cursor.position : cursor.position + 1] == ".":
            cursor.position += 1
            path.append(self.name(known=False))
        span = Span(start, cursor.position)
        check_path(path, span)
        return Field(tuple(path), table, table is None, span=span)

    def name(self, known: bool) -> str:
        """Read one name: in backticks, of a column when `known`, or a plain word; or fail."""
        cursor, text = self.cursor, self.cursor.text
        start = cursor.position
        if text[start : start + 1] == "`":
            match = _BACKTICKS.match(text, start)
            if match is None:
                raise cursor.fail("This backtick is not closed.", start, len(text), hint="Add `.")
            cursor.position = match.end()
            return match.group(1).replace("``", "`")
        name = self.known_name(start) if known else None
        if name is None:
            name = self.any_name(start)
        if not name:
            raise self._no_name(start)
        cursor.position = start + len(name)
        return name

    def _no_name(self, start: int) -> QueryError:
        text = self.cursor.text
        found = text[start : start + 1]
        if text[start : start + 2] == "*.":
            after = self.any_name(start + 2)
            return self.cursor.fail(
                "Any of several tables is written '$*'.",
                start,
                start + 2 + len(after),
                hint=f"Write $*.{after or 'column'}.",
                replacement=f"$*.{after}" if after else None,
            )
        if not found or found.isspace():
            return self.cursor.fail(
                "A name is missing after '.'.", max(start - 1, 0), start, hint="Write column.field."
            )
        hints = {"$": "Write $0.column.", "*": "A power is written power(a, b)."}
        hint = hints.get(found, "Name a column, or write a constant; unusual names stand in backticks.")
        return self.cursor.fail(f"Expected a value, found {found!r}.", start, hint=hint)


def is_word(character: str) -> bool:
    """Tell whether a character may stand in the middle of a plain name."""
    return character == "_" or character.isalnum()


def write_name(name: str) -> str:
    """Return a name as the infix form reads it: bare where that is safe, else in backticks."""
    if _WORD.fullmatch(name) and name.lower() not in KEYWORDS:
        return name
    return "`" + name.replace("`", "``") + "`"
