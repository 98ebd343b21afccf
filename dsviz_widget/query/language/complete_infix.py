"""Completion of the infix form: a forgiving reading of what stands before the cursor."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dsviz_widget.query.kinds import Kind
from dsviz_widget.query.language.expression import ANY, Table
from dsviz_widget.query.language.functions import FUNCTIONS, POSITIONAL, function_names, names_of, operator_of
from dsviz_widget.query.language.names import CONSTANTS, KEYWORDS, TEXT_TESTS, write_name
from dsviz_widget.query.language.offers import (
    FIELDS,
    FIRST,
    NAMES,
    WORDS,
    Offer,
    Place,
    classes,
    noun,
    signature,
)
from dsviz_widget.query.language.offers import (
    FUNCTIONS as FUNCTION_ORDER,
)
from dsviz_widget.query.language.sight import Bound, Found, Sight
from dsviz_widget.query.language.tokens import MAX_DEPTH

_TOKEN = re.compile(
    r"""(?P<space>\s+)|(?P<string>'(?:[^'\\]|\\.)*'?|"(?:[^"\\]|\\.)*"?)|(?P<tick>`(?:[^`]|``)*`?)"""
    r"""|(?P<variable>\$\$[\w.]*)|(?P<table>\$(?:\d+|\*)?\.?)|(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?)"""
    r"""|(?P<name>[%\w]+)|(?P<symbol>==|!=|<>|>=|<=|&&|\|\||.)""",
    re.DOTALL,
)
_PATTERN = re.compile(r"/(?:[^/\\\n]|\\.)*(?:/[A-Za-z]*)?")
_PLAIN = re.compile(r"[%\w]+")
_SAFE = re.compile(r"[%\w][%\w.]*")
_LOOKS = ("any", "all", "none", "count", "$filter", "$map", "$reduce")
_OPERAND_WORDS = {"and", "or", "not", "in", "between", "matches", *TEXT_TESTS}
_COMPARE = ("==", "!=", ">", ">=", "<", "<=")
_AFTER: dict[str, tuple[str, ...]] = {
    "text": (
        "==",
        "!=",
        "in",
        "contains",
        "startswith",
        "endswith",
        "matches",
        "is null",
        "is not null",
        "not in",
    ),
    "number": (*_COMPARE, "in", "between", "is null", "is not null", "not in", "+", "-", "*", "/", "%"),
    "date": (*_COMPARE, "between", "is null", "is not null"),
    "boolean": ("and", "or", "==", "is null", "is not null"),
    "list": ("contains", "is null", "is not null"),
    "struct": ("is null", "is not null"),
}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass
class _Frame:
    """A bracket that is open at the cursor; `word` is the function it belongs to."""

    opener: str
    word: str
    at: int
    """Number of the token that opened it."""
    commas: list[int]
    """Numbers of the tokens that part its items."""


def infix_offers(text: str, cursor: int, sight: Sight) -> Iterator[tuple[Place, Iterable[Offer]]]:
    """Give the places that a completion at `cursor` may replace, each with what fits there."""
    tokens = _read(text, cursor, sight)
    partial = _partial(tokens, cursor)
    before = tokens[:-1] if partial is not None else tokens
    place = _place(text, cursor, partial)
    frames = _frames(before)
    if len(frames) > MAX_DEPTH:
        return
    sight.bound = _bound(text, before, frames, sight)
    if partial is not None and partial.kind == "string":
        # Inside a text only the names of classes are known.
        yield place, _class_offers(before, frames, sight)
        return
    if partial is not None and partial.kind == "variable":
        yield from _variables(partial, place, sight)
        return
    if _after_dot(before):
        yield place, _members(before, sight)
        return
    if partial is not None and partial.kind == "table" and partial.text.endswith("."):
        yield Place(cursor, place.end, ""), _columns(sight, _table_of(partial))
        return
    if before and before[-1].kind == "table" and before[-1].text.endswith("."):
        yield place, _columns(sight, _table_of(before[-1]))
        return
    if partial is not None and partial.kind == "table":
        yield place, _tables(sight)
        return
    yield from _unusual(text, cursor, place, sight)
    if _is_after_value(before):
        # Right behind a finished value nothing is being typed yet.
        if partial is not None or before[-1].end < cursor:
            yield place, _after_value(before, sight)
    else:
        yield place, _operands(before, frames, sight)


def _read(text: str, cursor: int, sight: Sight) -> list[_Token]:
    known = sorted((n for n in sight.schema.names if n and not _PLAIN.fullmatch(n)), key=len, reverse=True)
    tokens: list[_Token] = []
    at = 0
    while at < cursor:
        name = next((n for n in known if text.startswith(n, at) and at + len(n) <= cursor), None)
        if name is not None and _is_whole(text, at, name):
            tokens.append(_Token("name", name, at))
            at += len(name)
            continue
        last = tokens[-1] if tokens else None
        if text[at] == "/" and (last is None or last.text.lower() in ("matches", "(", ",", "=")):
            match = _PATTERN.match(text, at, cursor)
        else:
            match = _TOKEN.match(text, at, cursor)
        assert match is not None
        kind = match.lastgroup or "string"
        if kind != "space":
            tokens.append(_Token(kind, match.group(), at))
        at = match.end()
    return tokens


def _is_whole(text: str, at: int, name: str) -> bool:
    """Tell whether a name that stands in a text ends and begins there."""
    before, after = text[at - 1 : at], text[at + len(name) : at + len(name) + 1]
    return not (re.match(r"\w", name) and re.match(r"\w", before)) and not (
        re.match(r"\w", name[-1]) and re.match(r"\w", after)
    )


def _partial(tokens: Sequence[_Token], cursor: int) -> _Token | None:
    """Return the token that is still being typed."""
    last = tokens[-1] if tokens else None
    if last is None or last.end != cursor:
        return None
    if last.kind in ("name", "variable", "table"):
        return last
    quote = last.text[0]
    is_open = len(last.text) == 1 or not last.text.endswith(quote) or last.text.endswith("\\" + quote)
    return last if last.kind in ("tick", "string") and is_open else None


def _place(text: str, cursor: int, partial: _Token | None) -> Place:
    if partial is None:
        return Place(cursor, cursor, "")
    tail = re.compile(r"[%\w]*").match(text, cursor)
    end = tail.end() if tail is not None and partial.kind in ("name", "variable") else cursor
    if partial.kind in ("tick", "string"):
        quote = partial.text[0]
        rest = re.compile(rf"[^{quote}\s]*{quote}").match(text, cursor)
        end = rest.end() if rest is not None else cursor
    return Place(partial.start, end, partial.text.lstrip("`'\""))


def _frames(tokens: Sequence[_Token]) -> list[_Frame]:
    frames: list[_Frame] = []
    for at, token in enumerate(tokens):
        if token.kind != "symbol":
            continue
        if token.text in "([":
            last = tokens[at - 1] if at else None
            called = token.text == "(" and last is not None and last.kind == "name"
            word = last.text if called and last is not None else ""
            frames.append(_Frame(token.text, word, at, []))
        elif token.text in ")]" and frames:
            frames.pop()
        elif token.text == "," and frames:
            frames[-1].commas.append(at)
    return frames


def _bound(text: str, tokens: Sequence[_Token], frames: Sequence[_Frame], sight: Sight) -> list[Bound]:
    """Return the elements that the list functions around the cursor look at."""
    bound: list[Bound] = []
    for frame in frames:
        operator = operator_of(frame.word) if frame.word else None
        if operator not in _LOOKS or not frame.commas:
            continue
        sight.bound = bound
        first = text[tokens[frame.at].end : tokens[frame.commas[0]].start]
        found = sight.element(first)
        if operator == "$reduce":
            bound = [*bound, Bound("value", None), Bound("this", found.kind, found.origin)]
        else:
            bound = [*bound, Bound("it", found.kind, found.origin)]
    return bound


def _after_dot(tokens: Sequence[_Token]) -> bool:
    if len(tokens) < 2 or tokens[-1].text != ".":
        return False
    return tokens[-2].end == tokens[-1].start and tokens[-2].kind in ("name", "tick", "variable")


def _path(tokens: Sequence[_Token]) -> tuple[list[str], Table | None, int]:
    """Return the path whose last token is the last one, its table, and where it starts."""
    path: list[str] = []
    at = len(tokens)
    while at > 0 and tokens[at - 1].kind in ("name", "tick"):
        token = tokens[at - 1]
        path.append(token.text.strip("`").replace("``", "`") if token.kind == "tick" else token.text)
        at -= 1
        if at > 1 and tokens[at - 1].text == "." and tokens[at - 1].end == token.start:
            at -= 1
            continue
        break
    path.reverse()
    table: Table | None = None
    if path and at > 0 and tokens[at - 1].kind == "table" and tokens[at - 1].text.endswith("."):
        table = _table_of(tokens[at - 1])
        at -= 1
    return path, table, at


def _found(tokens: Sequence[_Token], sight: Sight) -> Found:
    """Return what the path that ends with the last token leads to."""
    if tokens and tokens[-1].kind == "variable":
        name, *path = tokens[-1].text[2:].split(".")
        return sight.variable(name, path)
    path, table, _ = _path(tokens)
    return sight.follow(path, table, element_first=True)


def _members(tokens: Sequence[_Token], sight: Sight) -> Iterator[Offer]:
    for name, kind in sight.members(_found(tokens[:-1], sight)):
        yield _field(name, kind)


def _field(name: str, kind: Kind) -> Offer:
    insert = name if _PLAIN.fullmatch(name) else write_name(name)
    return Offer(name, insert, "field", noun(kind), FIELDS)


def _variables(partial: _Token, place: Place, sight: Sight) -> Iterator[tuple[Place, Iterable[Offer]]]:
    name, *path = partial.text[2:].split(".")
    if path:
        start = partial.end - len(path[-1])
        members = sight.members(sight.variable(name, path[:-1]))
        yield (
            Place(start, place.end, path[-1]),
            (Offer(key, key, "field", noun(kind), FIELDS) for key, kind in members),
        )
        return
    names = [
        Offer(f"$${bound.name}", f"$${bound.name}", "variable", noun(bound.kind)) for bound in sight.bound
    ]
    yield place, [*names, Offer("$$ROOT", "$$ROOT", "variable", "the whole row")]


def _table_of(token: _Token) -> Table:
    """Return the table that ``$1.`` or ``$*.`` names."""
    text = token.text[1:].rstrip(".")
    return ANY if text == ANY else int(text or 0)


def _tables(sight: Sight) -> Iterator[Offer]:
    """Give how each of several tables is written."""
    for written, label in sight.tables():
        yield Offer(f"{written}.", f"{written}.", "table", label, NAMES)


def _columns(sight: Sight, table: Table | None) -> Iterator[Offer]:
    hidden = {name for name, _ in sight.fields()} | {bound.name for bound in sight.bound}
    for name, kind in sight.columns(table):
        safe = _SAFE.fullmatch(name) and name.lower() not in KEYWORDS and not name[0].isdigit()
        written = name if safe else write_name(name)
        if table is None and name in hidden:
            written = f"$0.{written}"
        of_table = sight.written(name) if table is None and not safe else None
        yield Offer(of_table or name, of_table or written, "column", noun(kind), NAMES)


def _unusual(text: str, cursor: int, place: Place, sight: Sight) -> Iterator[tuple[Place, Iterable[Offer]]]:
    """Give columns whose names hold spaces or dashes, of which more than one word was typed."""
    for name, kind in sight.columns():
        if _PLAIN.fullmatch(name):
            continue
        for length in range(min(len(name), cursor), 1, -1):
            start = cursor - length
            if not text.endswith(name[:length], 0, cursor) or start >= place.start:
                continue
            if re.match(r"\w", text[start - 1 : start]) is None:
                offer = Offer(name, write_name(name), "column", noun(kind), NAMES)
                yield Place(start, place.end, text[start:cursor]), [offer]
                break


def _is_after_value(tokens: Sequence[_Token]) -> bool:
    last = tokens[-1] if tokens else None
    if last is None or last.kind == "table":
        return False
    if last.kind == "symbol":
        return last.text in ")]"
    word = last.text.lower()
    if last.kind != "name":
        return True
    if word == "is":
        return True
    if word == "not":
        before = len(tokens) - 1
        while before and tokens[before - 1].text.lower() == "not":
            before -= 1
        return before > 0 and (tokens[before - 1].text.lower() == "is" or _is_after_value(tokens[:before]))
    return word not in _OPERAND_WORDS


def _after_value(tokens: Sequence[_Token], sight: Sight) -> Iterator[Offer]:
    words = [token.text.lower() for token in tokens[-3:]]
    if words[-1] in ("a", "an") and (words[-2:-1] == ["is"] or words[:2] == ["is", "not"]):
        for word in ("number", "text", "date", "list", "object", "boolean"):
            yield Offer(word, word, "keyword", "", FIRST)
        return
    words = words[-2:]
    if words[-1] == "is" or words == ["is", "not"]:
        kinds = ["a number", "a date", "a list", "an object", "a boolean"]
        first = ["null", "nan"] if words == ["is", "not"] else ["null", "not null", "nan"]
        for word in (*first, "text", *kinds):
            yield Offer(word, word, "keyword", "", FIRST)
        return
    if words[-1] == "not":
        for word in ("in", "between", "matches", *TEXT_TESTS):
            yield Offer(word, word, "keyword", "", FIRST)
        return
    found = _found(tokens, sight)
    fitting = _AFTER.get(found.kind.name if found.kind is not None else "", ())
    for word in (*fitting, *_COMPARE, "and", "or", "in", "is null", "is not null", "contains", "between"):
        order = FIRST if word in fitting else WORDS
        yield Offer(word, word, "keyword" if word[0].isalpha() else "operator", "", order)


def _operands(tokens: Sequence[_Token], frames: Sequence[_Frame], sight: Sight) -> Iterator[Offer]:
    yield from _class_offers(tokens, frames, sight)
    yield from _argument_names(tokens, frames)
    for name, kind in sight.fields():
        yield _field(name, kind)
    for bound in sight.bound[-1:]:
        yield Offer(bound.name, bound.name, "variable", noun(bound.kind) or "the element", FIELDS)
    yield from _columns(sight, None)
    yield from _tables(sight)
    for word in function_names():
        operator = operator_of(word)
        if operator is not None:
            aliased = word in FUNCTIONS
            yield Offer(
                word, f"{word}(", "function", signature(operator), FUNCTION_ORDER if aliased else WORDS
            )
    last = tokens[-1].text.lower() if tokens else ""
    words = ["not"] if last in ("", "(", "and", "or") else []
    for word in (*words, *(constant for constant in CONSTANTS if constant != "none")):
        yield Offer(word, word, "keyword" if word == "not" else "constant", "", WORDS)


def _argument_names(tokens: Sequence[_Token], frames: Sequence[_Frame]) -> Iterator[Offer]:
    """Give the names of arguments, at the start of an argument."""
    frame = frames[-1] if frames else None
    if frame is None or not frame.word or tokens[-1].text not in ("(", ","):
        return
    operator = operator_of(frame.word) or ""
    inside = tokens[frame.at :]
    named = {first.text for first, second in pairwise(inside) if second.text == "="}
    by_position = POSITIONAL.get(operator, names_of(operator))[: len(frame.commas)]
    for name in names_of(operator):
        if name not in named and name not in by_position and name != "as":
            yield Offer(f"{name}=", f"{name}=", "argument", frame.word, NAMES)


def _class_offers(tokens: Sequence[_Token], frames: Sequence[_Frame], sight: Sight) -> Iterator[Offer]:
    """Give the classes where a class id is compared: ``class_id == |``, ``class_id in [1, |``."""
    before = tokens
    if frames and frames[-1].opener == "[":
        before = tokens[: frames[-1].at]
        if not before or before[-1].text.lower() != "in":
            return
        before = before[:-1]
        if before and before[-1].text.lower() == "not":
            before = before[:-1]
    elif before and before[-1].text in ("==", "=", "!=", "<>"):
        before = before[:-1]
    else:
        return
    yield from classes(sight.classes_of(_found(before, sight).origin))
