"""The infix way of writing: ``road > 0.05 and label in ['cat', 'dog']``.

::

    or         = and ("or" and)*
    and        = not ("and" not)*
    not        = "not" not | comparison
    comparison = sum [("=" | "==" | "!=" | "<>" | ">" | ">=" | "<" | "<=" | "in" | "not in"
                 | "contains" | "startswith" | "endswith") sum | "is" ["not"] "null"]
    sum        = product (("+" | "-") product)*
    product    = sign (("*" | "/" | "%") sign)*
    sign       = "-" sign | operand
    operand    = number | text | true | false | null | "[" or, ... "]" | "(" or ")"
               | function "(" or, ... ")" | name ("." name)*

A name is the longest column of the schema that stands at that place, else a plain word;
backticks take any name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from dsviz_widget.errors import QueryError, near_name
from dsviz_widget.query.language.expression import (
    Call,
    Field,
    ListLiteral,
    Literal,
    Node,
    Span,
)
from dsviz_widget.query.language.tokens import SPACE, Cursor

FUNCTIONS = {
    "size": "$size",
    "abs": "$abs",
    "sum": "$sum",
    "avg": "$avg",
    "min": "$min",
    "max": "$max",
    "first": "$first",
    "last": "$last",
    "ifnull": "$ifNull",
    "any": "any",
    "count": "count",
}
"""Name of a function -> the operator it calls."""

COMPARISONS = {"=": "==", "==": "==", "!=": "!=", "<>": "!=", ">": ">", ">=": ">=", "<": "<", "<=": "<="}
TEXT_TESTS = ("contains", "startswith", "endswith")
_SYMBOL = re.compile(r"==|!=|<>|>=|<=|&&|\|\||=>|[=<>&|!~]")
_WORD = re.compile(r"[^\W\d]\w*")
_NAME = re.compile(r"[%\w]+")
_TABLE = re.compile(r"\$(\d{1,6})\.")
_CONSTANTS = {"true": True, "false": False, "null": None, "none": None, "nan": float("nan")}
_BETTER = {"&": "and", "|": "or", "=>": ">=", "!": "!=", "~": "contains"}
_KEYWORDS = {"and", "or", "not", "in", "is", *TEXT_TESTS, *_CONSTANTS}


def parse_infix(text: str, names: Iterable[str] = ()) -> Node:
    """Read an infix expression.

    Parameters
    ----------
    text : str
        The expression.
    names : iterable of str
        Columns of the schema; those that are no plain words are read only when listed here.

    Raises
    ------
    QueryError
        With the span of what could not be read.
    """
    reader = _Reader(text, names)
    node = reader.either()
    if reader.cursor.peek():
        raise reader.unexpected()
    return node


class _Reader:
    def __init__(self, text: str, names: Iterable[str]) -> None:
        self.cursor = Cursor(text)
        self.names = sorted((name for name in names if name), key=len, reverse=True)

    def word(self) -> str:
        """Return the keyword at the position in lower case, or ``""``."""
        self.cursor.skip_space()
        match = _WORD.match(self.cursor.text, self.cursor.position)
        return match.group().lower() if match else ""

    def accept_word(self, word: str) -> bool:
        if self.word() != word:
            return False
        self.cursor.position += len(word)
        return True

    def symbol(self) -> str:
        self.cursor.skip_space()
        match = _SYMBOL.match(self.cursor.text, self.cursor.position)
        return match.group() if match else ""

    def call(self, operator: str, start: int, at: Span, *arguments: Node) -> Call:
        self.cursor.count_node(start)
        end = max(at.end, arguments[-1].span.end if arguments else 0)
        return Call(operator, arguments, operator_span=at, span=Span(start, end))

    def take_operator(self, length: int) -> Span:
        start = self.cursor.position
        self.cursor.position += length
        return Span(start, self.cursor.position)

    def either(self) -> Node:
        return self._chain("or", "||", self.both)

    def both(self) -> Node:
        return self._chain("and", "&&", self.negation)

    def _chain(self, word: str, symbol: str, read: object) -> Node:
        assert callable(read)
        items: list[Node] = [read()]
        at = None
        while self.word() == word or self.symbol() == symbol:
            length = len(word) if self.word() == word else len(symbol)
            at = self.take_operator(length)
            items.append(read())
        if at is None:
            return items[0]
        return self.call(word, items[0].span.start, at, *items)

    def negation(self) -> Node:
        cursor = self.cursor
        word = self.word() == "not"
        if not word and self.symbol() != "!":
            return self.comparison()
        start = cursor.position
        at = self.take_operator(3 if word else 1)
        cursor.enter(start)
        inner = self.negation()
        cursor.leave()
        return self.call("not", start, at, inner)

    def comparison(self) -> Node:
        left = self.sum()
        symbol, word = self.symbol(), self.word()
        start = left.span.start
        if symbol in COMPARISONS:
            at = self.take_operator(len(symbol))
            right = self.sum()
            if self.symbol() in COMPARISONS:
                middle = self.cursor.text[right.span.start : right.span.end]
                raise self.cursor.fail(
                    "Two comparisons in a row.",
                    end=self.cursor.position + len(self.symbol()),
                    hint=f"Write 'and' between them: ... {middle} and {middle} ...",
                )
            return self.call(COMPARISONS[symbol], start, at, left, right)
        if symbol and symbol not in ("&&", "||"):
            raise self._wrong_symbol(symbol)
        if word == "is":
            return self._null_test(left, self.take_operator(2))
        negated = word == "not"
        if negated:
            at = self.take_operator(3)
            word = self.word()
        if word == "in" or word in TEXT_TESTS:
            at = self.take_operator(len(word))
            test: Node = self.call(word, start, at, left, self.sum())
            return self.call("not", start, at, test) if negated else test
        if negated:
            raise self.cursor.fail(
                "Expected 'in' after 'not'.", hint="Write 'x not in [...]' or 'not (x > 1)'."
            )
        return left

    def _null_test(self, left: Node, at: Span) -> Node:
        negated = self.accept_word("not")
        if not (self.accept_word("null") or self.accept_word("none")):
            raise self.cursor.fail(
                "Expected 'null' or 'not null' after 'is'.", hint="Equality is written '=='."
            )
        at = Span(at.start, self.cursor.position)
        test = self.call("is null", left.span.start, at, left)
        return self.call("not", left.span.start, at, test) if negated else test

    def _wrong_symbol(self, symbol: str) -> QueryError:
        better = _BETTER[symbol]
        return self.cursor.fail(
            f"{symbol!r} is not an operator here.",
            end=self.cursor.position + len(symbol),
            hint=f"Write {better!r}.",
            replacement=better,
        )

    def sum(self) -> Node:
        return self._arithmetic("+-", self.product)

    def product(self) -> Node:
        return self._arithmetic("*/%", self.sign)

    def _arithmetic(self, symbols: str, read: object) -> Node:
        assert callable(read)
        left: Node = read()
        operators = {"+": "$add", "-": "$subtract", "*": "$multiply", "/": "$divide", "%": "$mod"}
        while (symbol := self.cursor.peek()) and symbol in symbols:
            if symbol == "%":
                self._check_modulo(left)
            at = self.take_operator(1)
            left = self.call(operators[symbol], left.span.start, at, left, read())
        return left

    def _check_modulo(self, left: Node) -> None:
        """Refuse a ``%`` that could as well belong to a name."""
        cursor, text = self.cursor, self.cursor.text
        at = cursor.position
        column = self._known_name(at)
        glued_left = at == left.span.end
        after = text[at + 1 : at + 2]
        glued_right = bool(after) and not after.isspace()
        if column is None and (
            not (glued_left or glued_right) or after.isdigit() or after == "(" or isinstance(left, Literal)
        ):
            return
        if column is None and glued_left and not glued_right:
            return
        match = _NAME.match(text, at + 1)
        right = match.group() if match else ""
        name = column or (text[left.span.start : left.span.end] if glued_left else "") + f"%{right}"
        dividend = text[left.span.start : left.span.end]
        raise cursor.fail(
            f"'%' is ambiguous: the name `{name}`, or the remainder of {dividend} by {right}?",
            at,
            at + 1 + len(right),
            hint=f"Write `{name}` in backticks for the column, '{dividend} % {right}' "
            "with spaces for the remainder.",
            replacement=f" % {right}" if glued_left else f"% {right}",
        )

    def sign(self) -> Node:
        cursor = self.cursor
        symbol = cursor.peek()
        if symbol not in ("-", "+") or self._known_name(cursor.position):
            return self.operand()
        start = cursor.position
        at = self.take_operator(1)
        cursor.enter(start)
        inner = self.sign()
        cursor.leave()
        if symbol == "+":
            return inner
        if isinstance(inner, Literal) and isinstance(inner.value, int | float):
            return Literal(-inner.value, span=Span(start, inner.span.end))
        minus_one = Literal(-1, span=at)
        return self.call("$multiply", start, at, minus_one, inner)

    def operand(self) -> Node:
        cursor = self.cursor
        character = cursor.peek()
        start = cursor.position
        if character == "":
            raise cursor.fail("The expression ends too early: a value is missing.")
        cursor.count_node(start)
        if character in "'\"":
            value, span = cursor.string()
            return Literal(value, span=span)
        if character == "(":
            return self._parenthesis(start)
        if character == "[":
            cursor.position += 1
            items = self._items("]", start, "[")
            return ListLiteral(items, span=Span(start, cursor.position))
        if character in "`$":
            return self._path(start)
        name = self._known_name(start)
        if name is None or self._is_call(start, name):
            if character.isdigit() or (character == "." and cursor.text[start + 1 : start + 2].isdigit()):
                number, span = cursor.number()
                self._check_number_end(start)
                return Literal(number, span=span)
            word = self.word()
            if word and self._is_call(start, word):
                return self._function(word, start)
            if word in _CONSTANTS:
                span = self.take_operator(len(word))
                return Literal(_CONSTANTS[word], span=span)
            if word in _KEYWORDS:
                raise cursor.fail(f"Expected a value, found {word!r}.", end=start + len(word))
        return self._path(start)

    def _check_number_end(self, start: int) -> None:
        match = _NAME.match(self.cursor.text, self.cursor.position)
        if match is None or match.group().startswith("%"):
            return
        text = self.cursor.text[start : match.end()]
        raise self.cursor.fail(
            f"{text} is neither a number nor a column.",
            start,
            match.end(),
            hint="A text is in quotes, an unusual column name in backticks.",
        )

    def _is_call(self, start: int, word: str) -> bool:
        text = self.cursor.text
        match = SPACE.match(text, start + len(word))
        assert match is not None
        is_word = _WORD.fullmatch(word) is not None and word.lower() not in _KEYWORDS
        return is_word and text[match.end() : match.end() + 1] == "("

    def _parenthesis(self, start: int) -> Node:
        cursor = self.cursor
        cursor.enter(start)
        cursor.position += 1
        inner = self.either()
        if not cursor.accept(")"):
            raise self._unclosed("(", ")", start)
        cursor.leave()
        return inner

    def _items(self, close: str, opened: int, bracket: str) -> tuple[Node, ...]:
        cursor = self.cursor
        cursor.enter(opened)
        items: list[Node] = []
        while not cursor.accept(close):
            if items and not cursor.accept(","):
                raise self._unclosed(bracket, close, opened)
            if items and cursor.accept(close):
                break
            if cursor.peek() == "":
                raise self._unclosed(bracket, close, opened)
            items.append(self.either())
        cursor.leave()
        return tuple(items)

    def _unclosed(self, bracket: str, close: str, opened: int) -> QueryError:
        if self.cursor.peek() == "":
            return self.cursor.fail(f"'{bracket}' is not closed.", opened, opened + 1, hint=f"Add '{close}'.")
        return self.unexpected()

    def unexpected(self) -> QueryError:
        """Return the error for a token that nothing expects."""
        cursor = self.cursor
        character = cursor.peek()
        start = cursor.position
        symbol = self.symbol()
        if symbol in _BETTER:
            return self._wrong_symbol(symbol)
        if character == ")" or character == "]":
            return cursor.fail(f"{character!r} closes nothing that was opened.")
        word = self.word()
        match = _NAME.match(cursor.text, start)
        found = match.group() if match else character
        close = near_name(word, ["and", "or", "in", "is", *TEXT_TESTS]) if word else None
        return cursor.fail(
            f"Expected an operator before {found!r}.",
            end=start + len(found),
            hint=f"Did you mean {close!r}?" if close else "A text is in quotes.",
            replacement=close,
        )

    def _function(self, word: str, start: int) -> Node:
        cursor = self.cursor
        at = self.take_operator(len(word))
        operator = FUNCTIONS.get(word)
        if operator is None:
            close = near_name(word, FUNCTIONS)
            known = ", ".join(FUNCTIONS)
            raise QueryError(
                "name",
                f"There is no function {cursor.text[at.start : at.end]}.",
                *at,
                hint=f"Did you mean {close}?" if close else f"There is {known}.",
                replacement=close,
            )
        cursor.accept("(")
        opened = cursor.position - 1
        arguments = self._items(")", opened, "(")
        cursor.count_node(start)
        span = Span(start, cursor.position)
        return Call(operator, arguments, operator_span=at, span=span)

    def _known_name(self, start: int) -> str | None:
        """Return the longest column of the schema that stands at `start`."""
        text = self.cursor.text
        for name in self.names:
            if not text.startswith(name, start):
                continue
            after = text[start + len(name) : start + len(name) + 1]
            if _is_word(name[-1]) and _is_word(after):
                continue
            if name.lower() in _KEYWORDS:
                continue
            return name
        return None

    def _path(self, start: int) -> Field:
        cursor, text = self.cursor, self.cursor.text
        table = None
        if match := _TABLE.match(text, start):
            table = int(match.group(1))
            cursor.position = match.end()
        path = [self._name(known=True)]
        while text[cursor.position : cursor.position + 1] == ".":
            cursor.position += 1
            path.append(self._name(known=False))
        return Field(tuple(path), table, table is None, span=Span(start, cursor.position))

    def _name(self, known: bool) -> str:
        cursor, text = self.cursor, self.cursor.text
        start = cursor.position
        if text[start : start + 1] == "`":
            end = text.find("`", start + 1)
            if end < 0:
                raise cursor.fail("This backtick is not closed.", start, len(text), hint="Add `.")
            cursor.position = end + 1
            return text[start + 1 : end]
        name = self._known_name(start) if known else None
        if name is None:
            match = _NAME.match(text, start)
            if match is None:
                raise self._no_name(start)
            name = match.group()
        cursor.position = start + len(name)
        return name

    def _no_name(self, start: int) -> QueryError:
        found = self.cursor.text[start : start + 1]
        if not found or found.isspace():
            return self.cursor.fail("A name is missing after '.'.", max(start - 1, 0), start)
        return self.cursor.fail(f"Expected a value, found {found!r}.", start)


def _is_word(character: str) -> bool:
    return character == "_" or character.isalnum()
