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
               | "$" (table | "*") "." path | "$$" variable ("." name)* | path
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

from dsviz_widget.errors import near_name
from dsviz_widget.query.language.expression import Call, ListLiteral, Literal, Node, Span
from dsviz_widget.query.language.names import COMPARISONS, CONSTANTS, TEXT_TESTS
from dsviz_widget.query.language.operands import Operands

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


class _Reader(Operands):
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
            raise self.wrong_symbol(symbol)
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
        right = self._members() if word == "in" and self.cursor.peek() == "(" else self.sum()
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

    def _members(self) -> Node:
        """Read ``(1, 2)``, as SQL writes what ``[1, 2]`` is here."""
        start = self.cursor.position
        self.cursor.position += 1
        items = self.items(")", start, "(")
        if len(items) == 1:
            return items[0].node
        return ListLiteral(tuple(item.node for item in items), span=Span(start, self.cursor.position))

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
