"""Completion of MongoDB's form: a forgiving reading of what stands before the cursor."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from dsviz_widget.query.kinds import Kind
from dsviz_widget.query.language.expression import ANY, Table
from dsviz_widget.query.language.functions import names_of
from dsviz_widget.query.language.offers import (
    FIELDS,
    FIRST,
    NAMES,
    WORDS,
    Offer,
    Place,
    classes,
    noun,
    operators,
    signature,
)
from dsviz_widget.query.language.sight import Bound, Sight
from dsviz_widget.query.language.tokens import MAX_DEPTH

_TOKEN = re.compile(
    r"""(?P<space>\s+)|(?P<string>'(?:[^'\\]|\\.)*'?|"(?:[^"\\]|\\.)*"?)"""
    r"""|(?P<word>[$\w][$\w.]*)|(?P<symbol>.)""",
    re.DOTALL,
)
_UNITS = ("year", "quarter", "month", "week", "day", "hour", "minute", "second", "millisecond")
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "unit": _UNITS,
    "to": ("double", "int", "long", "decimal", "string", "bool", "date"),
    "startOfWeek": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    "method": ("approximate",),
}
"""What an argument of this name may be."""
_COMPARISONS = ("$eq", "$ne", "$in")
_WORDS = ("true", "false", "null", "NaN")


@dataclass
class _Frame:
    """A bracket that is open at the cursor."""

    opener: str
    owner: str
    """The key whose value this is, or which the list around is."""
    start: int
    key: str = ""
    expects: str = "key"
    """``key`` or ``value``, or ``after`` a value."""
    value_at: int = 0
    entries: dict[str, str] = field(default_factory=dict)
    items: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Piece:
    kind: str
    text: str
    start: int


def mongo_offers(text: str, cursor: int, sight: Sight) -> Iterator[tuple[Place, Iterable[Offer]]]:
    """Give the places that a completion at `cursor` may replace, each with what fits there."""
    pieces = _read(text, cursor)
    partial = _partial(pieces, cursor)
    frames = _frames(text, pieces[:-1] if partial is not None else pieces, cursor)
    if len(frames) > MAX_DEPTH:
        return
    sight.bound = _bound(frames, sight)
    top = frames[-1] if frames else None
    if top is not None and top.expects == "key":
        yield _key_place(text, cursor, partial), _keys(frames)
        return
    if top is not None and top.expects == "after":
        return
    if partial is not None and partial.kind == "string":
        yield from _inside_text(text, cursor, partial, frames, sight)
        return
    word = partial.text if partial is not None else ""
    start = cursor - len(word)
    tail = re.compile(r"[$\w.]*").match(text, cursor)
    place = Place(start, tail.end() if tail is not None else cursor, word)
    yield place, _class_offers(frames, sight)
    yield Place(start, place.end, re.sub(r"^\$(\d+\.)?", "", word)), _columns(sight, "'", "'")
    yield place, _values(frames, sight)


def _read(text: str, cursor: int) -> list[_Piece]:
    pieces = []
    for match in _TOKEN.finditer(text, 0, cursor):
        if match.lastgroup != "space":
            pieces.append(_Piece(match.lastgroup or "symbol", match.group(), match.start()))
    return pieces


def _partial(pieces: list[_Piece], cursor: int) -> _Piece | None:
    """Return the piece that is still being typed."""
    last = pieces[-1] if pieces else None
    if last is None or last.start + len(last.text) != cursor or last.kind == "symbol":
        return None
    if last.kind == "word":
        return last
    quote = last.text[0]
    is_closed = len(last.text) > 1 and last.text.endswith(quote) and not last.text.endswith("\\" + quote)
    return None if is_closed else last


def _frames(text: str, pieces: list[_Piece], cursor: int) -> list[_Frame]:
    frames: list[_Frame] = []
    for piece in pieces:
        top = frames[-1] if frames else None
        if piece.kind == "symbol" and piece.text in "{[":
            owner = "" if top is None else (top.key if top.opener == "{" else top.owner)
            frames.append(_Frame(piece.text, owner, piece.start + 1))
            frames[-1].value_at = piece.start + 1
            if piece.text == "[":
                frames[-1].expects = "value"
        elif piece.kind == "symbol" and piece.text in "}]":
            if frames:
                frames.pop()
            if frames:
                frames[-1].expects = "after"
        elif top is not None:
            _take(text, top, piece)
    return frames


def _take(text: str, top: _Frame, piece: _Piece) -> None:
    """Note what a piece means for the innermost bracket."""
    end = piece.start + len(piece.text)
    if piece.kind == "symbol" and piece.text == ",":
        value = text[top.value_at : piece.start].strip()
        if top.opener == "{":
            top.entries[top.key] = value
            top.key, top.expects = "", "key"
        else:
            top.items.append(value)
            top.expects = "value"
        top.value_at = end
    elif piece.kind == "symbol" and piece.text == ":":
        top.expects, top.value_at = "value", end
    elif top.expects == "key":
        top.key = piece.text.strip("'\"")
    elif piece.kind != "symbol":
        top.expects = "after"


def _bound(frames: list[_Frame], sight: Sight) -> list[Bound]:
    """Return the names that the operators around the cursor give."""
    bound: list[Bound] = []
    for frame in frames:
        if frame.opener != "{" or frame.key not in ("cond", "in"):
            continue
        sight.bound = bound
        if frame.owner == "$let":
            bound = [*bound, *_variables_of(frame.entries.get("vars", ""), sight)]
        elif frame.owner in ("$filter", "$map", "$reduce"):
            found = sight.element(frame.entries.get("input", ""))
            name = frame.entries.get("as", "").strip("'\"") if frame.owner != "$reduce" else ""
            if frame.owner == "$reduce":
                bound = [*bound, Bound("value", None)]
            bound = [*bound, Bound(name or "this", found.kind, found.origin)]
    return bound


def _variables_of(text: str, sight: Sight) -> Iterator[Bound]:
    for match in re.finditer(r"""[{,]\s*(['"]?)([A-Za-z_]\w*)\1\s*:\s*('[^']*'|"[^"]*")?""", text):
        found = sight.value(match.group(3) or "")
        yield Bound(match.group(2), found.kind, found.origin)


def _key_place(text: str, cursor: int, partial: _Piece | None) -> Place:
    typed = "" if partial is None else partial.text
    tail = re.compile(r"""[$\w]*['"]?""" if typed[:1] in ("'", '"') else r"[$\w]*").match(text, cursor)
    return Place(cursor - len(typed), tail.end() if tail is not None else cursor, typed.lstrip("'\""))


def _keys(frames: list[_Frame]) -> Iterator[Offer]:
    top = frames[-1]
    names = names_of(top.owner) if top.owner.startswith("$") and _is_direct(frames) else ()
    if top.owner == "branches":
        names = ("case", "then")
    for name in names:
        if name not in top.entries:
            yield Offer(name, f"{name}: ", "argument", signature(top.owner), FIRST)
    if (
        top.entries
        or top.owner == "vars"
        or (names and top.owner != "$cond" and not _takes_values(top.owner))
    ):
        return
    yield from operators()


def _is_direct(frames: list[_Frame]) -> bool:
    """Tell whether the innermost object is itself the value of its key, not an item of a list."""
    return len(frames) > 1 and frames[-2].opener == "{"


def _takes_values(operator: str) -> bool:
    from dsviz_widget.query.operators import OPERATORS

    known = OPERATORS.get(operator)
    return known is not None and (known.arity[1] is None or known.arity[1] > 0)


def _inside_text(
    text: str, cursor: int, partial: _Piece, frames: list[_Frame], sight: Sight
) -> Iterator[tuple[Place, Iterable[Offer]]]:
    quote, typed = partial.text[0], partial.text[1:]
    tail = re.compile(r"[%\w]*").match(text, cursor)
    end = tail.end() if tail is not None else cursor
    is_closed = text[end : end + 1] == quote
    close = "" if is_closed else quote
    if typed.startswith("$$"):
        yield from _variable_offers(partial, typed, end, close, sight)
        return
    if not typed.startswith("$"):
        whole = Place(partial.start, end + is_closed, typed)
        yield whole, _class_offers(frames, sight)
        yield Place(partial.start + 1, end, typed), _choices(frames, close)
        if not typed:
            yield Place(partial.start + 1, end, ""), _columns(sight, "", close)
        return
    prefix = re.match(r"\$((?:\d+|\*)\.)?", typed)
    assert prefix is not None
    table: Table | None = None
    if prefix.group(1):
        table = ANY if prefix.group(1)[:-1] == ANY else int(prefix.group(1)[:-1])
    elif not typed[1:] or re.fullmatch(r"\d+|\*", typed[1:]):
        yield Place(partial.start + 1, end, typed), _tables(sight)
    *path, last = typed[prefix.end() :].split(".")
    if path:
        members = sight.members(sight.follow(path, table))
        yield Place(cursor - len(last), end, last), _members(members, quote, close)
    # A column may hold a dot itself.
    yield Place(partial.start + 1, end, typed[prefix.end() :]), _columns(sight, "", close, table)


def _variable_offers(
    partial: _Piece, typed: str, end: int, close: str, sight: Sight
) -> Iterator[tuple[Place, Iterable[Offer]]]:
    name, *path = typed[2:].split(".")
    cursor = partial.start + len(partial.text)
    if path:
        members = sight.members(sight.variable(name, path[:-1]))
        if name in ("ROOT", "CURRENT") and len(path) == 1:
            members = sight.columns()
        yield Place(cursor - len(path[-1]), end, path[-1]), _members(members, partial.text[0], close)
        return
    offers = [_variable(bound.name, bound.kind, close) for bound in reversed(sight.bound)]
    offers += [_variable(word, None, close) for word in ("ROOT", "REMOVE")]
    yield Place(partial.start + 1, end, typed), offers


def _variable(name: str, kind: Kind | None, close: str) -> Offer:
    more = kind is not None and kind.name == "struct"
    return Offer(f"$${name}", f"$${name}{'.' if more else close}", "variable", noun(kind), FIELDS)


def _members(members: Iterable[tuple[str, Kind]], quote: str, close: str) -> Iterator[Offer]:
    for name, kind in members:
        written = name.replace("\\", "\\\\").replace(quote, "\\" + quote)
        yield Offer(name, written + ("." if kind.name == "struct" else close), "field", noun(kind), FIELDS)


def _columns(sight: Sight, opens: str, closes: str, table: Table | None = None) -> Iterator[Offer]:
    """Give columns as texts; one that is an object is left open for a field of it."""
    for name, kind in sight.columns(table):
        number = table if table is not None or sight.schema.tables else 0
        path = f"${name}" if number is None else f"${number}.{name}"
        written = path.replace("\\", "\\\\").replace("'", "\\'")
        after = "." if kind.name == "struct" else closes
        yield Offer(name, f"{opens}{written}{after}", "column", noun(kind), NAMES)


def _tables(sight: Sight) -> Iterator[Offer]:
    """Give how each of several tables is written."""
    for written, label in sight.tables():
        yield Offer(f"{written}.", f"{written}.", "table", label, FIRST)


def _choices(frames: list[_Frame], close: str) -> Iterator[Offer]:
    key = frames[-1].key if frames and frames[-1].opener == "{" else ""
    for choice in _CHOICES.get(key, ()):
        yield Offer(choice, choice + close, "constant", key, FIRST)


def _values(frames: list[_Frame], sight: Sight) -> Iterator[Offer]:
    key = frames[-1].key if frames and frames[-1].opener == "{" else ""
    for choice in _CHOICES.get(key, ()):
        yield Offer(choice, f"'{choice}'", "constant", key, FIRST)
    for bound in reversed(sight.bound):
        more = bound.kind is not None and bound.kind.name == "struct"
        written = f"'$${bound.name}{'.' if more else chr(39)}"
        yield Offer(f"$${bound.name}", written, "variable", noun(bound.kind), FIELDS)
    for word in _WORDS:
        yield Offer(word, word, "constant", "", WORDS)
    yield Offer("ISODate", "ISODate('", "constant", "a date", WORDS)


def _class_offers(frames: list[_Frame], sight: Sight) -> Iterator[Offer]:
    """Give the classes where a class id is compared: ``{$eq: ['$$box.class_id', |``."""
    around = frames[:-1] if len(frames) > 1 and frames[-1].opener == frames[-2].opener == "[" else frames
    top = around[-1] if around else None
    if top is None or top.opener != "[" or top.owner not in _COMPARISONS or len(top.items) != 1:
        return
    yield from classes(sight.classes_of(sight.value(top.items[0]).origin))
