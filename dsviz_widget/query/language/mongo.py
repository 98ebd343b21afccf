"""MongoDB's way of writing: ``{$gt: ['$0.road', 0.05]}``, shell form or JSON.

::

    value    = object | list | text | number | word | "/" pattern "/" options
             | ["new"] constructor "(" value, ... ")"
    list     = "[" value, ... "]"
    object   = "{" operator ":" (value | arguments) "}" | "{" key ":" value, ... "}"
    arguments = "{" key ":" value, ... "}"

Keys need quotes only when they are no plain words; a comma may follow the last entry. A text that
starts with ``$`` is a path, with ``$$`` a variable. Inside ``$literal`` nothing is looked into.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from dsviz_widget.errors import QueryError
from dsviz_widget.query.language.constructors import CONSTRUCTORS, EXTENDED, construct
from dsviz_widget.query.language.dollar import read_string
from dsviz_widget.query.language.expression import (
    Call,
    ListLiteral,
    Literal,
    Node,
    Regex,
    Span,
    Struct,
)
from dsviz_widget.query.language.refused import check_operator
from dsviz_widget.query.language.tokens import Cursor, write_text

_KEY = re.compile(r"[$A-Za-z_][$\w]*")
_PATH = re.compile(r"[$.\w]*")
_WORDS = {
    "true": True,
    "false": False,
    "null": None,
    "undefined": None,
    "NaN": float("nan"),
    "Infinity": float("inf"),
}
_BRACKETS = {"[": "]", "{": "}"}
_LOGICAL = ("$and", "$or", "$not")
_CONDITIONS = ("cond", "if", "case")

Entry = tuple[str, Span, Any]
_Read = TypeVar("_Read")


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
        raise reader.cursor.fail(
            "There is text after the end of the expression.",
            end=len(text.rstrip()),
            hint="Combine expressions with {$and: [{...}, {...}]}.",
        )
    if isinstance(node, Struct):
        _check_document(node)
    return node


class _Reader:
    def __init__(self, text: str) -> None:
        self.cursor = Cursor(text)
        self.is_literal = False
        """Whether what is read stands inside ``$literal``."""
        self.is_path_spec = False
        """Whether an object that is read next has paths for keys, as ``sortBy`` does."""

    def expression(self) -> Node:
        cursor = self.cursor
        character = cursor.peek()
        start = cursor.position
        cursor.count_node(start)
        if character == "":
            raise cursor.fail(
                "The expression ends too early: a value is missing.", hint="A column is written '$0.name'."
            )
        if character == "{":
            return self._nested(self._object, start)
        if character == "[":
            return self._nested(self._list, start)
        if character in "'\"":
            value, span = cursor.string()
            return Literal(value, span=span) if self.is_literal else read_string(value, span)
        if character in "0123456789+-.":
            return self._number(start)
        if character == "/":
            pattern, options, span = cursor.regex()
            return Regex(pattern, options, span=span)
        match = _KEY.match(cursor.text, start)
        if match is None:
            raise cursor.fail(f"Expected a value, found {character!r}.", hint="A text is in quotes.")
        return self._word(match)

    def _nested(self, read: Callable[[int], _Read], start: int) -> _Read:
        self.cursor.enter(start)
        node = read(start)
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
        if word == "new":
            cursor.skip_space()
            after = _KEY.match(cursor.text, cursor.position)
            if after is None or after.group() not in CONSTRUCTORS:
                raise cursor.fail("Expected a value after 'new'.", hint="new Date('2021-04-01').")
            cursor.position = after.end()
            return self._constructor(after.group(), span)
        if word in CONSTRUCTORS:
            return self._constructor(word, span)
        if word.startswith("$"):
            path = _PATH.match(cursor.text, match.start())
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
            raise cursor.fail(f"Expected '(' after {word}.", hint=f"Write {word}(...).")
        arguments: list[Any] = []
        while not cursor.accept(")"):
            if arguments and not cursor.accept(","):
                raise cursor.fail(f"Expected ')' to close {word}(.", hint="Add ')'.")
            item = self._nested(lambda _: self.expression(), span.start)
            arguments.append(_constant(item) if isinstance(item, Literal) else item)
        span = Span(span.start, cursor.position)
        return Literal(construct(word, arguments, span), span=span)

    def _list(self, start: int) -> Node:
        cursor = self.cursor
        cursor.position += 1
        items: list[Node] = []
        while not cursor.accept("]"):
            if items and not cursor.accept(","):
                raise self._unclosed("[", start)
            if items and cursor.accept("]"):
                break
            items.append(self.expression())
        span = Span(start, cursor.position)
        if self.is_literal:
            return Literal([_constant(item) for item in items], span=span)
        return ListLiteral(tuple(items), span=span)

    def _unclosed(self, bracket: str, opened: int) -> QueryError:
        cursor = self.cursor
        close = _BRACKETS[bracket]
        if cursor.peek() == "":
            return cursor.fail(f"'{bracket}' is not closed.", opened, opened + 1, hint=f"Add '{close}'.")
        return cursor.fail(
            f"Expected ',' or '{close}', found {cursor.peek()!r}.", hint="Put a ',' between entries."
        )

    def _key(self) -> tuple[str, Span]:
        cursor = self.cursor
        if cursor.peek() in ("'", '"'):
            return cursor.string()
        match = _KEY.match(cursor.text, cursor.position)
        if match is None:
            raise cursor.fail(
                "Expected an operator such as $gt.", hint="A key with other characters is in quotes."
            )
        cursor.position = match.end()
        return match.group(), Span(match.start(), match.end())

    def _object(self, start: int) -> Node:
        takes_paths, self.is_path_spec = self.is_path_spec, False
        entries = self._entries(start)
        span = Span(start, self.cursor.position)
        if self.is_literal:
            return _literal_object(entries, span)
        if not entries or not entries[0][0].startswith("$"):
            return _struct(entries, span, takes_paths=takes_paths)
        return self._operator(entries, span)

    def _operator(self, entries: list[Entry], span: Span) -> Node:
        (operator, key_span, value), *others = entries
        if not others:
            return _call(operator, key_span, value, span)
        name, name_span, _ = others[0]
        if name.startswith("$"):
            raise QueryError(
                "syntax",
                f"An object holds one operator; found {operator} and {name}.",
                *name_span,
                hint="Combine them with {$and: [{...}, {...}]}.",
            )
        raise _beside(operator, name, name_span)

    def _entries(self, opened: int) -> list[Entry]:
        """Read ``{key: value, ...}``; the value of an operator may name its arguments."""
        cursor = self.cursor
        cursor.position += 1
        entries: list[Entry] = []
        keys: set[str] = set()
        while not cursor.accept("}"):
            if entries and not cursor.accept(","):
                raise self._unclosed("{", opened)
            if entries and cursor.accept("}"):
                break
            if cursor.peek() == "":
                raise self._unclosed("{", opened)
            key, key_span = self._key()
            if not self.is_literal and key.startswith("$"):
                check_operator(key, key_span)
            if not cursor.accept(":"):
                raise cursor.fail(f'Expected ":" after key "{key}".', hint=f"Write {{{key}: ...}}.")
            if key in keys:
                raise QueryError("syntax", f"The key {key} is there twice.", *key_span, hint="Keep one.")
            keys.add(key)
            entries.append((key, key_span, self._value(key)))
        return entries

    def _value(self, key: str) -> Any:
        cursor = self.cursor
        if self.is_literal or not key.startswith("$"):
            self.is_path_spec = key == "sortBy" and not self.is_literal
            return self.expression()
        if key == "$literal":
            self.is_literal = True
            value = self.expression()
            self.is_literal = False
            return value
        if cursor.peek() == "{":
            return self._nested(self._named_or_call, cursor.position)
        return self.expression()

    def _named_or_call(self, start: int) -> Any:
        entries = self._entries(start)
        span = Span(start, self.cursor.position)
        self.cursor.count_node(start)
        if entries and entries[0][0].startswith("$"):
            return self._operator(entries, span)
        return _Named(entries, span)


class _Named:
    """Arguments given by name, before the operator they belong to is known to take names."""

    def __init__(self, entries: list[Entry], span: Span) -> None:
        self.entries = entries
        self.span = span


def _call(operator: str, key_span: Span, value: Any, span: Span) -> Node:
    if operator == "$literal":
        return Literal(_constant(value), span=span)
    if operator in EXTENDED:
        if not isinstance(value, Literal):
            raise QueryError(
                "syntax", f"{operator} takes a constant.", *span, hint=f"Write {{{operator}: '...'}}."
            )
        return Literal(construct(EXTENDED[operator], [_constant(value)], span), span=span)
    if isinstance(value, _Named):
        if not _takes_object(operator, value):
            names = tuple((name, item) for name, _, item in value.entries)
            _check_conditions([item for name, item in names if name in _CONDITIONS])
            spans = tuple(name_span for _, name_span, _ in value.entries)
            return Call(operator, (), names, key_span, spans, span=span)
        value = _struct(value.entries, value.span)
    arguments = value.items if isinstance(value, ListLiteral) else (value,)
    if operator in _LOGICAL or operator == "$cond":
        _check_conditions(arguments[: 1 if operator == "$cond" else None])
    return Call(operator, arguments, (), key_span, span=span)


def _check_conditions(items: Sequence[Node]) -> None:
    """Refuse an object as a condition: it is always true, and surely an operator was meant."""
    for item in items:
        if isinstance(item, Struct) and item.fields:
            raise _not_an_operator(item)


def _takes_object(operator: str, value: _Named) -> bool:
    """Tell whether ``{$operator: {a: 1}}`` gives it one object rather than arguments by name."""
    from dsviz_widget.query.operators import OPERATORS

    known = OPERATORS.get(operator)
    if known is None:
        return False
    fewest, most = known.arity
    takes_one = fewest <= 1 and most != 0
    if not value.entries:
        return takes_one
    return takes_one and not known.names


def _beside(operator: str, field: str, span: Span) -> QueryError:
    return QueryError(
        "syntax",
        f"The operator {operator} stands beside the field {field}.",
        *span,
        hint=f"An object holds one operator or only fields: {{{field}: {{{operator}: ...}}}}.",
    )


def _struct(entries: list[Entry], span: Span, *, takes_paths: bool = False) -> Struct:
    for name, name_span, _ in entries:
        if name.startswith("$"):
            first = entries[0][0]
            raise _beside(name, first, name_span)
        if "." in name and not takes_paths:
            raise QueryError(
                "syntax",
                f"The field {name!r} of an object has a dot in its name.",
                *name_span,
                hint="Write an object inside the object, or use $setField.",
            )
    fields = tuple((name, item) for name, _, item in entries)
    return Struct(fields, tuple(name_span for _, name_span, _ in entries), span=span)


def _literal_object(entries: list[Entry], span: Span) -> Literal:
    return Literal({name: _constant(item) for name, _, item in entries}, span=span)


def _constant(item: Any) -> Any:
    if isinstance(item, Literal):
        return item.value
    raise QueryError(
        "value",
        "$literal takes numbers, texts, true, false, null, dates, lists and objects.",
        item.span.start,
        item.span.end,
        hint="Leave $literal out.",
    )


def _check_document(node: Struct) -> None:
    """Refuse a whole expression that is an object with no operator where one was surely meant."""
    if not node.fields:
        raise QueryError("syntax", "{} holds no operator.", *node.span, hint="Write {$gt: ['$0.column', 1]}.")
    values = [value for _, value in node.fields]
    if all(isinstance(value, Literal | Regex) for value in values) or any(map(_is_half, values)):
        raise _not_an_operator(node)
    if len(values) == 1 and isinstance(values[0], ListLiteral):
        raise _not_an_operator(node)


def _is_half(value: Node) -> bool:
    """Tell whether a call lacks the operand that find() takes from the key: ``{$gt: 5}``."""
    if not isinstance(value, Call):
        return False
    if value.operator == "$in":
        return all(isinstance(item, Literal | Regex) for item in value.arguments)
    return value.operator in ("$eq", "$ne", "$gt", "$gte", "$lt", "$lte") and len(value.arguments) < 2


def _not_an_operator(node: Struct) -> QueryError:
    from dsviz_widget.query.operators import OPERATORS

    (key, value), *_ = node.fields
    if "$" + key in OPERATORS:
        return QueryError(
            "name",
            f"{key} is not an operator.",
            *node.name_spans[0],
            hint=f"Did you mean ${key}?",
            replacement="$" + key,
        )
    if isinstance(value, Literal | Call | Regex):
        return QueryError(
            "syntax",
            f"{key} is not an operator; this is the form of find(), not of an expression.",
            *node.span,
            hint=f"Compare the column: {{$eq: ['$0.{key}', ...]}}.",
        )
    return QueryError(
        "syntax",
        f"{key} is not an operator.",
        *node.name_spans[0],
        hint=f"An operator starts with $: {{$gt: ['$0.{key}', 1]}}.",
    )
