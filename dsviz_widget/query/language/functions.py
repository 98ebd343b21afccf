"""Functions of the infix form: their names, and how their arguments reach an operator.

Every operator is a function by its Mongo name without the ``$`` (``dateTrunc``, in any case); some
have a shorter name besides. Arguments are given by position, or by the operator's own names for
them: ``dateTrunc(when, unit='day')``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dsviz_widget.errors import QueryError, near_name
from dsviz_widget.query.language.expression import Call, ListLiteral, Literal, Node, Span, Struct
from dsviz_widget.query.language.refused import refusal

FUNCTIONS = {
    "size": "$size",
    "len": "len",
    "length": "$strLenCP",
    "lower": "$toLower",
    "upper": "$toUpper",
    "substring": "$substrCP",
    "replace": "$replaceAll",
    "mean": "$avg",
    "avg": "$avg",
    "std": "$stdDevSamp",
    "power": "$pow",
    "at": "$arrayElemAt",
    "unique": "$setUnion",
    "reverse": "$reverseArray",
    "ifnull": "$ifNull",
    "coalesce": "$ifNull",
    "day": "$dayOfMonth",
    "weekday": "$isoDayOfWeek",
    "text": "$toString",
    "number": "$toDouble",
    "int": "$toInt",
    "bool": "$toBool",
    "date": "$toDate",
    "if": "$cond",
    "filter": "$filter",
    "map": "$map",
    "reduce": "$reduce",
    "object": "object",
    "any": "any",
    "all": "all",
    "none": "none",
    "count": "count",
}
"""Name of a function -> the operator it calls; all others have the operator's own name."""

POSITIONAL = {
    "$filter": ("input", "cond", "limit"),
    "$map": ("input", "in"),
    "$reduce": ("input", "initialValue", "in"),
}
"""Names of arguments by position, where that is not the operator's own order."""

ELSEWHERE = {
    "exists": "x is not null",
    "isnull": "x is null",
    "isna": "x is null",
    "notnull": "x is not null",
    "isnan": "x is nan",
    "isin": "x in [1, 2]",
    "strlen": "length(text)",
    "like": "text contains 'a'",
    "match": "text matches /a.*b/",
    "regex": "text matches /a.*b/",
    "nin": "x not in [1, 2]",
    "nor": "not (x > 1 or y > 1)",
    "elemmatch": "any(boxes, class_id == 3)",
    "case": "if(condition, 1, 2)",
    "where": "if(condition, 1, 2)",
    "iif": "if(condition, 1, 2)",
    "now": "date('2021-04-01')",
    "random": "a column of random numbers",
}
"""Functions of other languages -> what is written here."""

DEFAULTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "$filter": (("as", "it"),),
    "$map": (("as", "it"),),
    "$median": (("method", "approximate"),),
    "$percentile": (("method", "approximate"),),
}
"""Arguments that a function gives unless the text does."""


class Argument(NamedTuple):
    """One argument of a function as it was written."""

    node: Node
    name: str = ""
    name_span: Span = Span(0, 0)


def operator_of(word: str) -> str | None:
    """Return the operator that a function calls, or None when there is no such function."""
    from dsviz_widget.query.operators import OPERATORS

    if (operator := FUNCTIONS.get(word.lower())) is not None:
        return operator
    if "$" + word in OPERATORS:
        return "$" + word
    sought = "$" + word.lower()
    return next((name for name in OPERATORS if name.lower() == sought), None)


def function_names() -> list[str]:
    """Return the names of all functions, the short ones first."""
    from dsviz_widget.query.operators import OPERATORS

    # Those that have a short name besides are the common ones.
    common = set(FUNCTIONS.values())
    own = sorted((name not in common, name) for name in OPERATORS if name.startswith("$"))
    return [*FUNCTIONS, *(name[1:] for _, name in own)]


def names_of(operator: str) -> tuple[str, ...]:
    """Return the names of an operator's arguments; none when it takes them by position."""
    from dsviz_widget.query.operators import OPERATORS

    known = OPERATORS.get(operator)
    return known.names if known is not None else ()


def unknown_function(word: str, span: Span) -> QueryError:
    """Return the error for a function that is not there, or that MongoDB has and that is refused."""
    if word.lower() in ELSEWHERE:
        better = ELSEWHERE[word.lower()]
        return QueryError("name", f"There is no function {word}.", *span, hint=f"Write {better}.")
    refused = refusal("$" + word, word, span)
    if refused is not None:
        return refused
    names = function_names()
    close = near_name(word, names)
    return QueryError(
        "name",
        f"There is no function {word}.",
        *span,
        hint=f"Did you mean {close}?" if close else f"There is {', '.join(names[:12])} and more.",
        replacement=close,
    )


def build(word: str, operator: str, arguments: Sequence[Argument], at: Span, span: Span) -> Node:
    """Return the call of a function.

    Raises
    ------
    QueryError
        If the arguments do not fit the function.
    """
    if operator == "object":
        return _object(word, arguments, span)
    if operator == "$cond" and len(arguments) > 3 and not any(part.name for part in arguments):
        return _switch(arguments, at, span)
    names = names_of(operator)
    if not _by_name(operator, names, arguments):
        return Call(operator, tuple(part.node for part in arguments), operator_span=at, span=span)
    order = POSITIONAL.get(operator, names)
    given: list[tuple[str, Node]] = []
    spans: list[Span] = []
    for position, part in enumerate(arguments):
        if not part.name and position >= len(order):
            raise QueryError(
                "type",
                f"{word} takes at most {len(order)} arguments, got {len(arguments)}.",
                *span,
                hint=f"They are {', '.join(order)}.",
            )
        given.append((part.name or order[position], part.node))
        spans.append(part.name_span if part.name else part.node.span)
    for name, value in DEFAULTS.get(operator, ()):
        if name in names and all(name != key for key, _ in given):
            given.append((name, Literal(value, span=at)))
            spans.append(at)
    return Call(operator, (), tuple(given), at, tuple(spans), span=span)


def _by_name(operator: str, names: tuple[str, ...], arguments: Sequence[Argument]) -> bool:
    """Tell whether the operator gets its arguments by name."""
    from dsviz_widget.query.operators import OPERATORS

    if not names:
        return False
    if any(part.name for part in arguments):
        return True
    fewest, most = OPERATORS[operator].arity
    takes_positions = most is None or most > 0
    return not (takes_positions and fewest <= len(arguments) and (most is None or len(arguments) <= most))


def _object(word: str, arguments: Sequence[Argument], span: Span) -> Struct:
    for part in arguments:
        if not part.name:
            raise QueryError(
                "syntax", f"{word}() takes its fields by name.", *part.node.span, hint="object(a=1, b=road)."
            )
    names = [part.name for part in arguments]
    for at, part in enumerate(arguments):
        if part.name in names[:at]:
            raise QueryError(
                "syntax", f"The field {part.name} is there twice.", *part.name_span, hint="Keep one."
            )
    return Struct(
        tuple((part.name, part.node) for part in arguments),
        tuple(part.name_span for part in arguments),
        span=span,
    )


def _switch(arguments: Sequence[Argument], at: Span, span: Span) -> Node:
    """Return ``if(a, 1, b, 2, 3)`` as MongoDB's $switch."""
    if len(arguments) % 2 == 0:
        raise QueryError(
            "type",
            f"if() takes conditions and values in pairs and one value for the rest, got {len(arguments)}.",
            *span,
            hint="if(road > 0.5, 'much', road > 0.1, 'some', 'little').",
        )
    branches = []
    for first, second in zip(arguments[:-1:2], arguments[1::2], strict=True):
        whole = Span(first.node.span.start, second.node.span.end)
        spans = (first.node.span, second.node.span)
        branches.append(Struct((("case", first.node), ("then", second.node)), spans, span=whole))
    last = arguments[-1].node
    listed = ListLiteral(tuple(branches), span=Span(branches[0].span.start, branches[-1].span.end))
    named = (("branches", listed), ("default", last))
    return Call("$switch", (), named, at, (listed.span, last.span), span=span)
