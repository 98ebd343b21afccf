"""MongoDB's way of writing: ``{$gt: ['$0.road', 0.05]}``, shell form or JSON."""

from __future__ import annotations

import re
from typing import Any

from dsviz_widget.errors import QueryError
from dsviz_widget.query.language.expression import (
    Call,
    Field,
    ListLiteral,
    Literal,
    Node,
    Span,
    Variable,
)
from dsviz_widget.query.language.tokens import Cursor, to_instant, write_text

_KEY = re.compile(r"[$A-Za-z_][$\w]*")
_WORDS = {
    "true": True,
    "false": False,
    "null": None,
    "undefined": None,
    "NaN": float("nan"),
    "Infinity": float("inf"),
}
_CONSTRUCTORS = ("ISODate", "NumberInt", "NumberLong", "NumberDouble")
_BRACKETS = {"[": "]", "{": "}"}
_VARIABLE_NAME = re.compile(r"[A-Za-z_]\w*\Z")


def parse_mongo(text: str) -> Node:
    """Read a MongoDB aggregation expression.

    Raises
    ------
    QueryError
        With the span of what could not be read.
    """
    reader = _Reader(text)
    node = reader.expression()
    if reader.cursor.peek():
        raise reader.cursor.fail("There is text after the end of the expression.", end=len(text.rstrip()))
    return node


class _Reader:
    def __init__(self, text: str) -> None:
        self.cursor = Cursor(text)

    def expression(self) -> Node:
        cursor = self.cursor
        character = cursor.peek()
        start = cursor.position
        cursor.count_node(start)
        if character == "":
            raise cursor.fail("The expression ends too early: a value is missing.")
        if character == "{":
            return self._nested(self._object, start)
        if character == "[":
            return self._nested(self._list, start)
        if character in "'\"":
            value, span = cursor.string()
            return read_string(value, span)
        if character.isdigit() or character in "+-.":
            return self._number(start)
        match = _KEY.match(cursor.text, start)
        if match is None:
            raise cursor.fail(f"Expected a value, found {character!r}.")
        return self._word(match)

    def _nested(self, read: Any, start: int) -> Node:
        self.cursor.enter(start)
        node: Node = read(start)
        self.cursor.leave()
        return node

    def _number(self, start: int) -> Literal:
        cursor = self.cursor
        sign = 1
        if cursor.text[start] in "+-":
            sign = -1 if cursor.text[start] == "-" else 1
            cursor.position += 1
        if cursor.text.startswith("Infinity", cursor.position):
            cursor.position += len("Infinity")
            return Literal(sign * float("inf"), span=Span(start, cursor.position))
        value, _ = cursor.number()
        return Literal(sign * value, span=Span(start, cursor.position))

    def _word(self, match: re.Match[str]) -> Node:
        cursor = self.cursor
        word = match.group()
        cursor.position = match.end()
        span = Span(match.start(), match.end())
        if word in _WORDS:
            return Literal(_WORDS[word], span=span)
        if word in _CONSTRUCTORS:
            return self._constructor(word, span)
        if word.startswith("$"):
            path = re.compile(r"[$.\w]*").match(cursor.text, match.start())
            assert path is not None
            raise cursor.fail(
                f"{path.group()} needs quotes here.",
                *path.span(),
                replacement=write_text(path.group()),
                hint=f"Write {write_text(path.group())}.",
            )
        raise cursor.fail(
            f"{word} is not a value.",
            *span,
            hint=f"A column is '$0.{word}', a text is in quotes.",
            replacement=write_text(f"$0.{word}"),
        )

    def _constructor(self, word: str, span: Span) -> Literal:
        cursor = self.cursor
        if not cursor.accept("("):
            raise cursor.fail(f"Expected '(' after {word}.")
        argument = self.expression()
        if not cursor.accept(")"):
            raise cursor.fail(f"Expected ')' to close {word}(.")
        span = Span(span.start, cursor.position)
        value = argument.value if isinstance(argument, Literal) else None
        if word == "ISODate":
            instant = to_instant(value) if isinstance(value, str) else None
            if instant is None:
                raise cursor.fail(
                    "ISODate takes a date as text.", *span, hint="ISODate('2021-04-01T12:00:00Z')."
                )
            return Literal(instant, span=span)
        try:
            number = float(value) if word == "NumberDouble" else int(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            raise cursor.fail(f"{word} takes a number.", *span) from None
        return Literal(number, span=span)

    def _list(self, start: int) -> ListLiteral:
        cursor = self.cursor
        cursor.position += 1
        items: list[Node] = []
        while not cursor.accept("]"):
            if items and not cursor.accept(","):
                raise self._unclosed("[", start)
            if items and cursor.accept("]"):
                break
            items.append(self.expression())
        return ListLiteral(tuple(items), span=Span(start, cursor.position))

    def _unclosed(self, bracket: str, opened: int) -> QueryError:
        cursor = self.cursor
        close = _BRACKETS[bracket]
        if cursor.peek() == "":
            return cursor.fail(f"'{bracket}' is not closed.", opened, opened + 1, hint=f"Add '{close}'.")
        return cursor.fail(f"Expected ',' or '{close}', found {cursor.peek()!r}.")

    def _key(self) -> tuple[str, Span]:
        cursor = self.cursor
        if cursor.peek() in ("'", '"'):
            return cursor.string()
        match = _KEY.match(cursor.text, cursor.position)
        if match is None:
            raise cursor.fail("Expected an operator such as $gt.")
        cursor.position = match.end()
        return match.group(), Span(match.start(), match.end())

    def _object(self, start: int) -> Node:
        entries = self._entries(start)
        span = Span(start, self.cursor.position)
        if not entries:
            raise self.cursor.fail("{} holds no operator.", *span, hint="Write {$gt: ['$0.column', 1]}.")
        (operator, key_span, value), *others = entries
        if not operator.startswith("$"):
            raise _not_an_operator(operator, key_span, value, span)
        if others:
            raise QueryError(
                "syntax",
                f"An object holds one operator; found {operator} and {others[0][0]}.",
                *others[0][1],
                hint="Combine them with {$and: [{...}, {...}]}.",
            )
        return self._call(operator, key_span, value, span)

    def _call(self, operator: str, key_span: Span, value: Any, span: Span) -> Node:
        if operator == "$literal":
            return Literal(_as_constant(value), span=span)
        if isinstance(value, _Named):
            return Call(operator, (), value.entries, key_span, value.name_spans, span=span)
        if isinstance(value, ListLiteral):
            return Call(operator, value.items, (), key_span, span=span)
        return Call(operator, (value,), (), key_span, span=span)

    def _entries(self, opened: int) -> list[tuple[str, Span, Any]]:
        """Read ``{key: value, ...}``; the value of an operator may name its arguments."""
        cursor = self.cursor
        cursor.position += 1
        entries: list[tuple[str, Span, Any]] = []
        while not cursor.accept("}"):
            if entries and not cursor.accept(","):
                raise self._unclosed("{", opened)
            if entries and cursor.accept("}"):
                break
            if cursor.peek() == "":
                raise self._unclosed("{", opened)
            key, key_span = self._key()
            if not cursor.accept(":"):
                raise cursor.fail(f'Expected ":" after key "{key}".')
            entries.append((key, key_span, self._value(key)))
        return entries

    def _value(self, key: str) -> Any:
        cursor = self.cursor
        if not (key.startswith("$") and cursor.peek() == "{"):
            if key == "$literal":
                cursor.skip_space()
                if cursor.peek() in ("'", '"'):
                    value, span = cursor.string()
                    return Literal(value, span=span)
            return self.expression()
        return self._nested(self._named_or_call, cursor.position)

    def _named_or_call(self, start: int) -> Any:
        entries = self._entries(start)
        span = Span(start, self.cursor.position)
        self.cursor.count_node(start)
        if entries and all(not name.startswith("$") for name, _, _ in entries):
            return _Named(entries, span)
        if len(entries) != 1:
            raise QueryError(
                "syntax",
                "An object holds one operator." if entries else "{} holds no operator and no arguments.",
                *span,
            )
        operator, key_span, value = entries[0]
        return self._call(operator, key_span, value, span)


class _Named:
    """Arguments given by name, before the operator they belong to is built."""

    def __init__(self, entries: list[tuple[str, Span, Any]], span: Span) -> None:
        self.span: Span = span
        self.name_spans = tuple(name_span for _, name_span, _ in entries)
        for name, _, value in entries:
            if isinstance(value, _Named):
                raise QueryError("syntax", f"{name} holds no operator.", *value.span)
        self.entries = tuple((name, value) for name, _, value in entries)


def read_string(value: str, span: Span) -> Node:
    """Return what a text means: ``$0.path``, ``$$variable`` or itself."""
    if value.startswith("$$"):
        name, *path = value[2:].split(".")
        if not _VARIABLE_NAME.match(name) or not all(path):
            raise QueryError(
                "syntax", f"{value!r} is no variable.", *span, hint="Write '$$name' or '$$name.x'."
            )
        if name in ("ROOT", "CURRENT") and path:
            return Field(tuple(path), span=span)
        return Variable(name, tuple(path), span=span)
    if not value.startswith("$") or value == "$":
        return Literal(value, span=span)
    first, *rest = value[1:].split(".")
    table: int | None = None
    path = [first, *rest]
    if first.isdecimal() and rest:
        table, path = int(first[:6]), rest
    if not all(path):
        raise QueryError(
            "syntax",
            f"{value!r} has an empty name in its path.",
            *span,
            hint="Write '$0.column' or '$0.column.field'.",
        )
    return Field(tuple(path), table, span=span)


def _as_constant(value: Any) -> Any:
    if isinstance(value, Literal):
        return value.value
    if isinstance(value, ListLiteral):
        return [_as_constant(item) for item in value.items]
    raise QueryError("value", "$literal takes a number, a text, true, false, null or a list.", *value.span)


def _not_an_operator(key: str, key_span: Span, value: Any, span: Span) -> QueryError:
    from dsviz_widget.query.operators import OPERATORS

    if "$" + key in OPERATORS:
        return QueryError(
            "name",
            f"{key} is not an operator.",
            *key_span,
            hint=f"Did you mean ${key}?",
            replacement="$" + key,
        )
    if isinstance(value, Literal | Call):
        return QueryError(
            "syntax",
            f"{key} is not an operator; this is the form of find(), not of an expression.",
            *span,
            hint=f"Compare the column: {{$eq: ['$0.{key}', ...]}}.",
        )
    return QueryError(
        "syntax",
        f"{key} is not an operator.",
        *key_span,
        hint=f"An operator starts with $: {{$gt: ['$0.{key}', 1]}}.",
    )
