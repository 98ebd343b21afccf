"""The infix way of writing: ``road > 0.05 and label in ['cat', 'dog']``.

::

    or         = and ("or" and)*
    and        = not ("and" not)*
    not        = "not" not | comparison
    comparison = sum [("=" | "==" | "!=" | "<>" | ">" | ">=" | "<" | "<=") sum
                 | ["not"] ("in" | "contains" | "startswith" | "endswith" | "matches") sum
                 | ["not"] "between" sum "and" sum
                 | "is" ["not"] ("null" | "nan" | "true" | "false" | ["a" | "an"] kind)]
    kind       = "number" | "text" | "boolean" | "date" | "list" | "object"
    sum        = product (("+" | "-") product)*
    product    = sign (("*" | "/" | "%") sign)*
    sign       = "-" sign | operand
    operand    = number | text | "/" pattern "/" options | true | false | null | nan
               | "[" or, ... "]" | "(" or ")" | function "(" [name "="] or, ... ")"
               | "$" table "." path | "$$" variable ("." name)* | path
    path       = name ("." name)*

A bracket or a function may be followed by ``.name`` as well: ``first(boxes).class_id``.

A name is the longest column of the schema that stands at that place, else a plain word;
backticks take any name, a backtick doubled. A comparison with an empty cell is false.

``any all none count map filter`` look into a list: ``any(boxes, class_id == 13 and acc > 0.5)``.
A bare name in their second argument is a field of the element before it is a column, and ``it``
is the element itself. ``all`` and ``none`` are true of an empty list and false of an empty cell.
``reduce(list, 0, value + this)`` works alike. ``if(condition, a, b)`` chooses, and
``if(first, a, second, b, c)`` tries several. ``object(a=1, b=road)`` makes an object. An argument
whose name the function knows is given by ``name=value``; ``==`` is always a comparison.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

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
    FUNCTIONS as FUNCTIONS,
)
from dsviz_widget.query.language.functions import (
    Argument,
    build,
    names_of,
    operator_of,
    unknown_function,
)
from dsviz_widget.query.language.names import (
    BETTER,
    COMPARISONS,
    CONSTANTS,
    KEYWORDS,
    TEXT_TESTS,
    Words,
)
from dsviz_widget.query.language.tokens import to_instant

KINDS = {
    "number": "number",
    "text": "string",
    "string": "string",
    "boolean": "bool",
    "bool": "bool",
    "date": "date",
    "list": "array",
    "array": "array",
    "object": "object",
}
"""Kind that 'is a ...' asks for -> what MongoDB's $type answers."""

_ARITHMETIC = {"+": "$add", "-": "$subtract", "*": "$multiply", "/": "$divide", "%": "$mod"}
_FOREIGN_WORDS = {"like": "contains", "ilike": "contains", "regexp": "matches", "equals": "=="}
_LOOKS_INTO_LISTS = ("any", "all", "none", "count", "$filter", "$map", "$reduce")


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


class _Reader(Words):
    def call(self, operator: str, start: int, at: Span, *arguments: Node) -> Call:
        self.cursor.count_node(start)
        end = max(at.end, arguments[-1].span.end if arguments else 0)
        return Call(operator, arguments, operator_span=at, span=Span(start, end))

    def either(self) -> Node:
        return self._chain("or", "||", self.both)

    def both(self) -> Node:
        return self._chain("and", "&&", self.negation)

    def _chain(self, word: str, symbol: str, read: Callable[[], Node]) -> Node:
        items: list[Node] = [read()]
        at = None
        while self.word() == word or self.symbol() == symbol:
            length = len(word) if self.word() == word else len(symbol)
            at = self.take(length)
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
        at = self.take(3 if word else 1)
        cursor.enter(start)
        inner = self.negation()
        cursor.leave()
        return self.call("not", start, at, inner)

    def comparison(self) -> Node:
        left = self.sum()
        symbol, word = self.symbol(), self.word()
        start = left.span.start
        if symbol in COMPARISONS:
            at = self.take(len(symbol))
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
            return self._kind_test(left, self.take(2))
        negated = word == "not"
        if negated:
            at = self.take(3)
            word = self.word()
        if word in ("in", "between", "matches", *TEXT_TESTS):
            test = self._word_test(word, left)
            return self.call("not", start, at, test) if negated else test
        if negated:
            raise self.cursor.fail(
                "Expected 'in' after 'not'.", hint="Write 'x not in [...]' or 'not (x > 1)'."
            )
        return left

    def _word_test(self, word: str, left: Node) -> Node:
        start = left.span.start
        at = self.take(len(word))
        right = self.sum()
        if word == "matches":
            # null matches nothing in both forms, so that MongoDB's operator will do.
            self.cursor.count_node(start)
            return Call(
                "$regexMatch",
                (),
                (("input", left), ("regex", right)),
                at,
                (left.span, right.span),
                span=Span(start, right.span.end),
            )
        if word != "between":
            return self.call(word, start, at, left, right)
        if not self.accept_word("and"):
            raise self.cursor.fail("Expected 'and' after 'between'.", hint="Write 'x between 1 and 5'.")
        last = self.sum()
        low = self.call(">=", start, at, left, right)
        return self.call("and", start, at, low, self.call("<=", start, at, left, last))

    def _kind_test(self, left: Node, at: Span) -> Node:
        cursor = self.cursor
        start = left.span.start
        negated = bool(self.accept_word("not"))
        article = self.accept_word("a", "an")
        word = self.word()
        test: Node
        if word in KINDS:
            cursor.position += len(word)
            at = Span(at.start, cursor.position)
            test = self._is_of_kind(left, word, at)
        elif word in CONSTANTS and not article:
            cursor.position += len(word)
            value = CONSTANTS[word]
            at = Span(at.start, cursor.position)
            if value is None:
                test = self.call("is null", start, at, left)
            else:
                test = self.call("==", start, at, left, Literal(value, span=at))
        else:
            close = near_name(word, [*KINDS, "null"]) if word else None
            raise cursor.fail(
                "Expected 'null' or 'not null' after 'is', or a kind such as 'a number'.",
                end=cursor.position + len(word) if word else None,
                hint=f"Did you mean {close!r}?" if close else "Equality is written '=='.",
                replacement=close,
            )
        return self.call("not", start, at, test) if negated else test

    def _is_of_kind(self, left: Node, word: str, at: Span) -> Node:
        start = left.span.start
        if KINDS[word] == "number":
            return self.call("$isNumber", start, at, left)
        if KINDS[word] == "array":
            return self.call("$isArray", start, at, left)
        kind = self.call("$type", start, at, left)
        return self.call("$eq", start, at, kind, Literal(KINDS[word], span=at))

    def _wrong_symbol(self, symbol: str) -> QueryError:
        better = BETTER[symbol]
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

    def _arithmetic(self, symbols: str, read: Callable[[], Node]) -> Node:
        cursor = self.cursor
        left = read()
        depth = cursor.depth
        while (symbol := cursor.peek()) and symbol in symbols:
            start = left.span.start
            if symbol == "%":
                self._check_modulo(left)
            at = self.take(1)
            parts = [left, read()]
            # A long sum is one sum, not one inside the other; of differences each is one level.
            while symbol in "+*" and cursor.accept(symbol):
                parts.append(read())
            cursor.enter(start)
            left = self.call(_ARITHMETIC[symbol], start, at, *parts)
        cursor.depth = depth
        return left

    def _check_modulo(self, left: Node) -> None:
        """Refuse a ``%`` that could as well belong to a name."""
        cursor, text = self.cursor, self.cursor.text
        at = cursor.position
        column = self.known_name(at)
        glued_left = at == left.span.end
        after = text[at + 1 : at + 2]
        glued_right = bool(after) and not after.isspace()
        if column is None and (
            not (glued_left or glued_right) or after.isdigit() or after == "(" or isinstance(left, Literal)
        ):
            return
        if column is None and glued_left and not glued_right:
            return
        right = self.any_name(at + 1)
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
        if symbol not in ("-", "+") or self.known_name(cursor.position):
            return self.operand()
        start = cursor.position
        at = self.take(1)
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
            items = self._items("]", start, "[")
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

    def _items(
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
            return self._wrong_symbol(symbol)
        if character == ")" or character == "]":
            return cursor.fail(f"{character!r} closes nothing that was opened.", hint="Leave it out.")
        word = self.word()
        found = self.any_name(start) or character
        if found in "^*?" or cursor.text.startswith("**", start):
            better = "if(condition, a, b)" if found == "?" else "power(a, b)"
            return cursor.fail(f"{found!r} is not an operator.", hint=f"Write {better}.")
        close = _FOREIGN_WORDS.get(word)
        if close is None and word:
            close = near_name(word, ["and", "or", "in", "is", "matches", "between", *TEXT_TESTS])
        return cursor.fail(
            f"Expected an operator before {found!r}.",
            end=start + len(found),
            hint=f"Did you mean {close!r}?" if close else "A text is in quotes.",
            replacement=close,
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

        arguments = self._items(")", cursor.position - 1, "(", known)
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
