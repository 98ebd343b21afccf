"""Trees become text again, in either way of writing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from dsviz_widget.query.language.expression import (
    Call,
    Field,
    ListLiteral,
    Literal,
    Node,
    Regex,
    Struct,
    Variable,
)
from dsviz_widget.query.language.functions import DEFAULTS, FUNCTIONS, POSITIONAL, names_of, operator_of
from dsviz_widget.query.language.infix import KINDS
from dsviz_widget.query.language.names import KEYWORDS, TEXT_TESTS, write_name
from dsviz_widget.query.language.tokens import MAX_LENGTH, write_text


class Unsayable(Exception):
    """This way of writing has no words for a tree; the message says which part."""


_PLAIN_KEY = re.compile(r"[$A-Za-z_][$\w]*")
_SAFE_COLUMN = re.compile(r"[^\W\d][%\w.]*|%[%\w.]*")
_SYMBOLS = {"$add": "+", "$subtract": "-", "$multiply": "*", "$divide": "/", "$mod": "%"}
_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
_OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _SIGN, _OPERAND = range(8)
_KIND_WORDS = {"string": "text", "bool": "a boolean", "date": "a date", "object": "an object"}
_SHORT = {operator: word for word, operator in reversed(FUNCTIONS.items())}
_MISSING = object()


def write_mongo(node: Node) -> str:
    """Return a tree in MongoDB's form.

    Raises
    ------
    Unsayable
        If it holds an operator of the infix form alone.
    """
    if isinstance(node, Literal):
        # By its first character such a text must not look like the infix form.
        return f"{{$literal: {_constant(node.value)}}}"
    if isinstance(node, Struct) and all(isinstance(item, Literal) for _, item in node.fields):
        return f"{{$literal: {_constant(_values(node))}}}"
    return _mongo(node)


def write_infix(node: Node, names: Iterable[str] = ()) -> str:
    """Return a tree in the infix form.

    Parameters
    ----------
    node : Node
        The tree.
    names : iterable of str
        Columns of the schema, which need no backticks where they hold ``%`` or dots.

    Raises
    ------
    Unsayable
        If it holds something that the infix form lacks.
    """
    return _Infix(names).write(node, _OR)


def _constant(value: Any) -> str:
    """Return a constant as it stands inside ``$literal``."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)}: {_constant(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_constant, value)) + "]"
    if isinstance(value, datetime):
        return f"ISODate({write_text(write_instant(value))})"
    if isinstance(value, str):
        return write_text(value)
    return _number(value, "NaN", "Infinity")


def _number(value: Any, nan: str, infinity: str) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, float):
        if value != value:
            return nan
        if value in (float("inf"), float("-inf")):
            return infinity if value > 0 else f"-{infinity}"
    return repr(value)


def write_instant(value: datetime) -> str:
    """Return a point in time as ISO 8601, in UTC."""
    text = value.replace(tzinfo=None).isoformat()
    return text.removesuffix("T00:00:00") if text.endswith("T00:00:00") else f"{text}Z"


def _key(name: str) -> str:
    return name if _PLAIN_KEY.fullmatch(name) else write_text(name)


def _mongo(node: Node) -> str:
    if isinstance(node, Literal):
        text = _constant(node.value)
        starts = isinstance(node.value, str) and node.value.startswith("$")
        return f"{{$literal: {text}}}" if starts or isinstance(node.value, dict | list) else text
    if isinstance(node, Field):
        return _mongo_path(node)
    if isinstance(node, Variable):
        return write_text("$$" + ".".join((node.name, *node.path)))
    if isinstance(node, ListLiteral):
        return f"[{', '.join(map(_mongo, node.items))}]"
    if isinstance(node, Regex):
        return _regex(node)
    if isinstance(node, Struct):
        return _mongo_object(node)
    assert isinstance(node, Call)
    if not node.operator.startswith("$"):
        raise Unsayable(f"MongoDB has no {node.operator!r}.")
    if node.named:
        text = _mongo_entries(node.named)
    elif len(node.arguments) == 1 and not isinstance(node.arguments[0], ListLiteral | Struct):
        text = _mongo(node.arguments[0])
    else:
        text = f"[{', '.join(map(_mongo, node.arguments))}]"
    return _bounded(f"{{{node.operator}: {text}}}")


def _bounded(text: str) -> str:
    """Return a text that is not too long: what is said twice at each level doubles with each."""
    if len(text) > MAX_LENGTH:
        raise Unsayable(f"It would be longer than {MAX_LENGTH} characters.")
    return text


def _mongo_object(node: Struct) -> str:
    if not any(name.startswith("$") for name, _ in node.fields):
        return _mongo_entries(node.fields)
    if all(isinstance(item, Literal) for _, item in node.fields):
        return f"{{$literal: {_constant(_values(node))}}}"
    raise Unsayable("MongoDB's form takes a field whose name starts with $ for an operator.")


def _values(node: Struct) -> dict[str, Any]:
    return {name: item.value for name, item in node.fields if isinstance(item, Literal)}


def _mongo_path(node: Field) -> str:
    path = ".".join(node.path)
    if not all(path.split(".")):
        raise Unsayable(f"MongoDB's form has no path to {path!r}, which has an empty name in it.")
    if node.table is None and path.startswith("$"):
        raise Unsayable(f"In MongoDB's form '${path}' would be a variable.")
    return write_text(f"${path}" if node.table is None else f"${node.table}.{path}")


def _mongo_entries(entries: tuple[tuple[str, Node], ...]) -> str:
    return "{" + ", ".join(f"{_key(name)}: {_mongo(item)}" for name, item in entries) + "}"


def _regex(node: Regex) -> str:
    return "/" + re.sub(r"(\\.)|/", lambda match: match.group(1) or r"\/", node.pattern) + f"/{node.options}"


class _Infix:
    def __init__(self, names: Iterable[str]) -> None:
        self.names = frozenset(names)

    def write(self, node: Node, level: int) -> str:
        """Return a node, in parentheses where it binds looser than `level`."""
        text, own = _WRITERS[type(node)](self, node)
        return _bounded(text if own >= level else f"({text})")

    def literal(self, node: Literal) -> tuple[str, int]:
        value = node.value
        if isinstance(value, dict):
            return self.struct(Struct(tuple((name, Literal(item)) for name, item in value.items())))
        if isinstance(value, list):
            return self.list(ListLiteral(tuple(map(Literal, value))))
        if isinstance(value, datetime):
            return f"date({write_text(write_instant(value))})", _OPERAND
        if isinstance(value, str):
            return write_text(value), _OPERAND
        # A number too large for a double is how infinity is written.
        text = _number(value, "nan", "1e999")
        return text, _SIGN if text.startswith("-") else _OPERAND

    def regex(self, node: Regex) -> tuple[str, int]:
        return _regex(node), _OPERAND

    def field(self, node: Field) -> tuple[str, int]:
        first, *rest = node.path
        known = first in self.names and _SAFE_COLUMN.fullmatch(first) and first.lower() not in KEYWORDS
        parts = [first if known else write_name(first), *map(_member, rest)]
        table = "" if node.table is None else f"${node.table}."
        return table + ".".join(parts), _OPERAND

    def variable(self, node: Variable) -> tuple[str, int]:
        for part in node.path:
            if not re.fullmatch(r"\w+", part):
                raise Unsayable(f"The infix form cannot write the field {part!r} of a variable.")
        return "$$" + ".".join((node.name, *node.path)), _OPERAND

    def list(self, node: ListLiteral) -> tuple[str, int]:
        return f"[{', '.join(self.write(item, _OR) for item in node.items)}]", _OPERAND

    def struct(self, node: Struct) -> tuple[str, int]:
        fields = [f"{_argument_name(name)}={self.write(item, _OR)}" for name, item in node.fields]
        return f"object({', '.join(fields)})", _OPERAND

    def call(self, node: Call) -> tuple[str, int]:
        special = _SPECIAL.get(node.operator)
        found = special(self, node) if special else None
        return found or (self.function(node), _OPERAND)

    def chain(self, node: Call) -> tuple[str, int] | None:
        if len(node.arguments) < 2:
            return None
        level = _OR if node.operator == "or" else _AND
        return f" {node.operator} ".join(self.write(item, level + 1) for item in node.arguments), level

    def negation(self, node: Call) -> tuple[str, int]:
        (inner,) = node.arguments
        if isinstance(inner, Call):
            if inner.operator in ("in", *TEXT_TESTS):
                return self.test(inner, "not "), _COMPARISON
            if inner.operator == "is null":
                return f"{self.write(inner.arguments[0], _SUM)} is not null", _COMPARISON
            if inner.operator == "$regexMatch" and (found := self.matches(inner, "not ")):
                return found
        return f"not {self.write(inner, _NOT)}", _NOT

    def comparison(self, node: Call) -> tuple[str, int]:
        last = node.arguments[-1]
        if node.operator == "==" and isinstance(last, Literal) and last.value != last.value:
            return f"{self.write(node.arguments[0], _SUM)} is nan", _COMPARISON
        return self.test(node, ""), _COMPARISON

    def test(self, node: Call, word: str) -> str:
        left, right = node.arguments
        return f"{self.write(left, _SUM)} {word}{node.operator} {self.write(right, _SUM)}"

    def null_test(self, node: Call) -> tuple[str, int]:
        return f"{self.write(node.arguments[0], _SUM)} is null", _COMPARISON

    def matches(self, node: Call, word: str = "") -> tuple[str, int] | None:
        if [name for name, _ in node.named] != ["input", "regex"]:
            return None
        (_, text), (_, pattern) = node.named
        return f"{self.write(text, _SUM)} {word}matches {self.write(pattern, _SUM)}", _COMPARISON

    def kind_test(self, node: Call) -> tuple[str, int] | None:
        noun = {"$isNumber": "a number", "$isArray": "a list"}.get(node.operator)
        subject = node.arguments[0] if len(node.arguments) == 1 else None
        if node.operator == "$eq" and len(node.arguments) == 2:
            kind, name = node.arguments
            is_type = isinstance(kind, Call) and kind.operator == "$type" and len(kind.arguments) == 1
            if is_type and isinstance(name, Literal) and isinstance(name.value, str):
                noun = _KIND_WORDS.get(name.value)
                assert isinstance(kind, Call)
                subject = kind.arguments[0]
        if noun is None or subject is None:
            return None
        assert noun.split()[-1] in KINDS
        return f"{self.write(subject, _SUM)} is {noun}", _COMPARISON

    def arithmetic(self, node: Call) -> tuple[str, int] | None:
        symbol = _SYMBOLS[node.operator]
        first, *rest = node.arguments or (Literal(None),)
        if not rest:
            return None
        level = _SUM if symbol in "+-" else _PRODUCT
        if symbol == "*" and len(rest) == 1 and isinstance(first, Literal) and _is_minus_one(first.value):
            return f"-{self.write(rest[0], _OPERAND)}", _SIGN
        texts = [self.write(first, level), *(self.write(item, level + 1) for item in rest)]
        return f" {symbol} ".join(texts), level

    def choice(self, node: Call) -> tuple[str, int] | None:
        items = node.arguments
        if not items:
            named = dict(node.named)
            if set(named) != {"if", "then", "else"}:
                return None
            items = (named["if"], named["then"], named["else"])
        return f"if({', '.join(self.write(item, _OR) for item in items)})", _OPERAND

    def switch(self, node: Call) -> tuple[str, int] | None:
        branches, default = node.argument("branches"), node.argument("default")
        if not isinstance(branches, ListLiteral) or not branches.items or default is None:
            return None
        parts: list[Node] = []
        for branch in branches.items:
            case = branch.get("case") if isinstance(branch, Struct) else None
            then = branch.get("then") if isinstance(branch, Struct) else None
            if case is None or then is None:
                return None
            parts += [case, then]
        parts.append(default)
        return f"if({', '.join(self.write(part, _OR) for part in parts)})", _OPERAND

    def field_of(self, node: Call) -> tuple[str, int] | None:
        if [name for name, _ in node.named] != ["field", "input"]:
            return None
        (_, field), (_, source) = node.named
        if not isinstance(source, Call) or not isinstance(field, Literal) or not isinstance(field.value, str):
            return None
        text = self.write(source, _OPERAND)
        return (f"{text}.{_member(field.value)}", _OPERAND) if text.endswith(")") else None

    def function(self, node: Call) -> str:
        word = self.word_for(node.operator)
        if word == "date" and isinstance(node.arguments[0], Literal):
            # date('...') is a constant, and refuses a text that is none.
            word = "toDate"
        if not node.named:
            return f"{word}({', '.join(self.write(item, _OR) for item in node.arguments)})"
        defaults = dict(DEFAULTS.get(node.operator, ()))
        given = {
            name: item
            for name, item in node.named
            if not (isinstance(item, Literal) and item.value == defaults.get(name, _MISSING))
        }
        order = POSITIONAL.get(node.operator, names_of(node.operator)[:1])
        parts = []
        for name in order:
            if name not in given:
                break
            parts.append(self.write(given.pop(name), _OR))
        parts += [f"{_argument_name(name)}={self.write(item, _OR)}" for name, item in given.items()]
        return f"{word}({', '.join(parts)})"

    def word_for(self, operator: str) -> str:
        word = operator.removeprefix("$")
        for candidate in (_SHORT.get(operator, word), word):
            if operator_of(candidate) == operator and candidate.lower() not in KEYWORDS - {
                "in",
                "and",
                "or",
                "none",
            }:
                return candidate
        raise Unsayable(f"The infix form has no word for {operator}.")


def _is_minus_one(value: Any) -> bool:
    return type(value) is int and value == -1


def _member(name: str) -> str:
    return name if re.fullmatch(r"[%\w]+", name) else write_name(name)


def _argument_name(name: str) -> str:
    return name if re.fullmatch(r"[^\W\d]\w*", name) else write_name(name)


_Special = Callable[[_Infix, Call], tuple[str, int] | None]

_SPECIAL: dict[str, _Special] = {
    "or": _Infix.chain,
    "and": _Infix.chain,
    "not": _Infix.negation,
    "is null": _Infix.null_test,
    **dict.fromkeys((*_COMPARISONS, "in", *TEXT_TESTS), _Infix.comparison),
    **dict.fromkeys(("$isNumber", "$isArray", "$eq"), _Infix.kind_test),
    **dict.fromkeys(_SYMBOLS, _Infix.arithmetic),
    "$regexMatch": _Infix.matches,
    "$getField": _Infix.field_of,
    "$cond": _Infix.choice,
    "$switch": _Infix.switch,
}

_WRITERS: dict[type[Node], Callable[[_Infix, Any], tuple[str, int]]] = {
    Literal: _Infix.literal,
    Regex: _Infix.regex,
    Field: _Infix.field,
    Variable: _Infix.variable,
    ListLiteral: _Infix.list,
    Struct: _Infix.struct,
    Call: _Infix.call,
}
