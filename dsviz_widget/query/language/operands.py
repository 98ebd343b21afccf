"""Operands of the infix form: constants, columns, brackets and functions."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

from dsviz_widget.errors import QueryError, near_name
from dsviz_widget.query.language.expression import (
    Call,
    ListLiteral,
    Literal,
    Node,
    Regex,
    Span,
)
from dsviz_widget.query.language.functions import (
    Argument,
    build,
    names_of,
    operator_of,
    unknown_function,
)
from dsviz_widget.query.language.names import BETTER, CONSTANTS, KEYWORDS, TEXT_TESTS, Words
from dsviz_widget.query.language.tokens import to_instant

_FOREIGN_WORDS = {"like": "contains", "ilike": "contains", "regexp": "matches", "equals": "=="}
_BRACKET_HINTS = {
    "(": "A function stands before what it takes: lower(label).",
    "[": "An element is at(list, 0), a part of a text substring(text, 0, 1).",
}
_LOOKS_INTO_LISTS = ("any", "all", "none", "count", "$filter", "$map", "$reduce")


class Operands(Words, ABC):
    """Reads what stands between operators."""

    @abstractmethod
    def either(self) -> Node:
        """Read a whole expression, as brackets hold it."""

    def call(self, operator: str, start: int, at: Span, *arguments: Node) -> Call:
        """Return an operator that stands at `at` on arguments."""
        self.cursor.count_node(start)
        end = max(at.end, arguments[-1].span.end if arguments else 0)
        return Call(operator, arguments, operator_span=at, span=Span(start, end))

    def operand(self) -> Node:
        """Read a constant, a column, a bracket or a function."""
        cursor = self.cursor
        character = cursor.peek()
        start = cursor.position
        if character == "":
            raise cursor.fail(
                "The expression ends too early: a value is missing.",
                hint="Name a column, or write a constant.",
            )
        cursor.count_node(start)
        if character in "'\"":
            value, span = cursor.string()
            return Literal(value, span=span)
        if character == "(":
            return self._fields_of(self._parenthesis(start), start)
        if character == "[":
            cursor.position += 1
            items = self.items("]", start, "[")
            return ListLiteral(tuple(item.node for item in items), span=Span(start, cursor.position))
        if character == "/":
            pattern, options, span = cursor.regex()
            return Regex(pattern, options, span=span)
        if character in "`$":
            return self.path(start)
        name = self.known_name(start)
        if name is None or self.is_call(start, name):
            if character.isdigit() or (character == "." and cursor.text[start + 1 : start + 2].isdigit()):
                number, span = cursor.number()
                self._check_number_end(start)
                return Literal(number, span=span)
            word = self.plain_word()
            if word and self.is_call(start, word):
                return self._fields_of(self._function(word, start), start)
            if word.lower() in CONSTANTS:
                return Literal(CONSTANTS[word.lower()], span=self.take(len(word)))
            if word.lower() in KEYWORDS:
                hint = f"A column that is called so is written `{word}`."
                if word.lower() in TEXT_TESTS:
                    hint = f"It stands between its sides: label {word.lower()} 'a'."
                raise cursor.fail(
                    f"Expected a value, found {word.lower()!r}.", end=start + len(word), hint=hint
                )
        return self.path(start)

    def _fields_of(self, node: Node, start: int) -> Node:
        """Read the names behind a bracket: ``first(boxes).class_id``."""
        cursor = self.cursor
        depth = cursor.depth
        while cursor.text[cursor.position : cursor.position + 1] == ".":
            at = self.take(1)
            name = self.name(known=False)
            cursor.count_node(start)
            cursor.enter(start)
            field = Literal(name, span=Span(at.end, cursor.position))
            spans = (field.span, node.span)
            span = Span(start, cursor.position)
            node = Call("$getField", (), (("field", field), ("input", node)), at, spans, span=span)
        cursor.depth = depth
        return node

    def _check_number_end(self, start: int) -> None:
        end = self.cursor.position
        after = self.any_name(end)
        if not after or after.startswith("%"):
            return
        end += len(after)
        raise self.cursor.fail(
            f"{self.cursor.text[start:end]} is neither a number nor a column.",
            start,
            end,
            hint="A text is in quotes, an unusual column name in backticks.",
        )

    def _parenthesis(self, start: int) -> Node:
        cursor = self.cursor
        cursor.enter(start)
        cursor.position += 1
        inner = self.either()
        if not cursor.accept(")"):
            raise self._unclosed("(", ")", start)
        cursor.leave()
        return inner

    def items(
        self, close: str, opened: int, bracket: str, known: Callable[[str], bool] = lambda name: False
    ) -> list[Argument]:
        """Read what stands in brackets; `known` tells which names may stand before a ``=``."""
        cursor = self.cursor
        cursor.enter(opened)
        items: list[Argument] = []
        while not cursor.accept(close):
            if items and not cursor.accept(","):
                raise self._unclosed(bracket, close, opened)
            if items and cursor.accept(close):
                break
            if cursor.peek() == "":
                raise self._unclosed(bracket, close, opened)
            named = self.argument_name()
            if named is None or not known(named[0]):
                items.append(Argument(self.either()))
                continue
            name, span = named
            cursor.position = span.end
            cursor.accept("=")
            items.append(Argument(self.either(), name, span))
        cursor.leave()
        return items

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
        if symbol in BETTER:
            return self.wrong_symbol(symbol)
        if character == ")" or character == "]":
            return cursor.fail(f"{character!r} closes nothing that was opened.", hint="Leave it out.")
        word = self.word()
        found = self.any_name(start) or character
        if found in "^*?" or cursor.text.startswith("**", start):
            better = "if(condition, a, b)" if found == "?" else "power(a, b)"
            return cursor.fail(f"{found!r} is not an operator.", hint=f"Write {better}.")
        if word.lower() in ("desc", "asc", "descending", "ascending"):
            better = "('iou', 'desc') or '-iou' sort from the largest, 'iou' from the smallest."
            return cursor.fail(f"{word!r} belongs to no expression.", end=start + len(word), hint=better)
        if found in _BRACKET_HINTS:
            return cursor.fail(f"Expected an operator before {found!r}.", hint=_BRACKET_HINTS[found])
        close = _FOREIGN_WORDS.get(word)
        if close is None and word:
            close = near_name(word, ["and", "or", "in", "is", "matches", "between", *TEXT_TESTS])
        return cursor.fail(
            f"Expected an operator before {found!r}.",
            end=start + len(found),
            hint=f"Did you mean {close!r}?" if close else "A text is in quotes.",
            replacement=close,
        )

    def wrong_symbol(self, symbol: str) -> QueryError:
        """Return the error for a symbol of another language."""
        better = BETTER[symbol]
        return self.cursor.fail(
            f"{symbol!r} is not an operator here.",
            end=self.cursor.position + len(symbol),
            hint=f"Write {better!r}.",
            replacement=better,
        )

    def _function(self, word: str, start: int) -> Node:
        cursor = self.cursor
        at = self.take(len(word))
        operator = operator_of(word)
        if operator is None:
            raise unknown_function(word, at)
        cursor.accept("(")
        names = names_of(operator)

        def known(name: str) -> bool:
            if operator == "object" or name in names:
                return True
            close = near_name(name, names)
            if close is None or name in self.names or operator in _LOOKS_INTO_LISTS:
                return False
            position = cursor.position
            raise QueryError(
                "name",
                f"{word} has no argument {name!r}.",
                position,
                position + len(name),
                hint=f"Did you mean {close!r}?",
                replacement=close,
            )

        arguments = self.items(")", cursor.position - 1, "(", known)
        cursor.count_node(start)
        span = Span(start, cursor.position)
        if word.lower() == "date" and len(arguments) == 1:
            constant = self._instant(arguments[0].node, span)
            if constant is not None:
                return constant
        return build(word, operator, arguments, at, span)

    def _instant(self, node: Node, span: Span) -> Literal | None:
        """Return the date that a constant text names; ``date(column)`` converts a column."""
        if not isinstance(node, Literal) or not isinstance(node.value, str):
            return None
        instant = to_instant(node.value)
        if instant is None:
            raise QueryError(
                "value",
                f"{self.cursor.text[node.span.start : node.span.end]} is no date.",
                *node.span,
                hint="Write date('2021-04-01') or date('2021-04-01T12:00:00').",
            )
        return Literal(instant, span=span)
