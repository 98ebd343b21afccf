"""Why the keys of compared tables are never equal, and what would make them so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import QueryError
from dsviz_widget.media import ImageType
from dsviz_widget.query import Query, Task
from dsviz_widget.widgets.channel import Reply
from dsviz_widget.widgets.compare_keys import key_offers, matching_of
from dsviz_widget.widgets.compared_sides import ComparedSide
from dsviz_widget.widgets.compared_tables import ComparedTables

if TYPE_CHECKING:
    from dsviz_widget.types import ColumnType

SAMPLE = 2_000
"""First rows whose keys are looked at."""
SHOWN = 5
MOST_PARTS = 3
"""Beginnings and endings that are tried: each costs a match of all rows."""
MOST_OTHER_COLUMNS = 3
"""Other keys that are offered."""
OTHER_CASES = "The keys are written in other cases."

Spans = list[tuple[int, int] | None]


@dataclass(frozen=True)
class Sampled:
    """The first keys of one table, as text.

    Parameters
    ----------
    side : ComparedSide
        The table.
    text : str
        The expression of the key.
    kind : str
        Its kind: number, text, ...
    keys : list of str
    """

    side: ComparedSide
    text: str
    kind: str
    keys: list[str]


@dataclass(frozen=True)
class Change:
    """A way to write keys alike.

    Parameters
    ----------
    label : str
        What it does: ``without “.png”``.
    reason : str
        What differs, as a sentence.
    texts : list of str
        The key in each table.
    spans : callable
        Where what differs stands in a key, given the number of the table and the key; None if nowhere.
    """

    label: str
    reason: str
    texts: list[str]
    spans: Callable[[int, str], tuple[int, int] | None] = lambda number, key: None


def key_repairs(tables: ComparedTables, task: Task) -> Reply:
    """Say what differs in keys of which none is equal, and offer what makes some match, the most first."""
    comparison, sides = tables.comparison, tables.sides
    order = comparison["order"]
    part = [comparison["keys"][0][number] for number in order] if comparison["keys"] else []
    if not part:
        return {"first_keys": [], "sentence": "", "spans": [], "repairs": []}, []
    sampled = [_sample(side, text) for side, text in zip(sides, part, strict=True)]
    repairs: list[tuple[int, Change]] = []
    for change in changes_of(sampled):
        task.check()
        matched = _matched(sides, change.texts, task)
        if matched:
            repairs.append((matched, change))
    repairs.sort(key=lambda found: -found[0])
    best = repairs[0] if repairs else None
    spans: list[Spans] = [
        [best[1].spans(number, key) if best is not None else None for key in found.keys[:SHOWN]]
        for number, found in enumerate(sampled)
    ]
    offered = [
        {
            "label": f"Match {change.label}",
            "comparison": {"keys": [tables.key_of_all(change.texts)]},
            "matched": matched,
        }
        for matched, change in repairs
    ]
    return {
        "first_keys": [found.keys[:SHOWN] for found in sampled],
        "sentence": _sentence(sampled, best),
        "spans": spans,
        "repairs": [*offered[:2], *_other_keys(tables, task)],
    }, []


def _sample(side: ComparedSide, text: str) -> Sampled:
    name = "key"
    while name in side.table.columns:
        name += "_"
    engine = side.table.engine()
    kind = engine.read(text).tree.kind.name
    if kind == "null":
        return Sampled(side, text, kind, [])
    values = engine.page(Query().derive({name: text}), 0, SAMPLE, columns=[name]).column(name).to_pylist()
    return Sampled(side, text, kind, [str(value) for value in values if value is not None])


def _matched(sides: Sequence[ComparedSide], texts: Sequence[str], task: Task) -> int:
    try:
        found = matching_of([side.table for side in sides], [list(texts)], task)
    except QueryError:
        return 0
    return found.in_all


def changes_of(sampled: Sequence[Sampled]) -> Iterator[Change]:
    """Yield ways in which keys may be written alike, each of which makes sense of what is seen of them."""
    kinds = {found.kind for found in sampled}
    plain = [found.text if found.kind == "text" else f"toString({found.text})" for found in sampled]
    if kinds == {"number", "text"}:
        numbers = " and ".join(found.side.label for found in sampled if found.kind == "number")
        reason = f"The keys of {numbers} are numbers, the others text."
        doubles = [f"toDouble({found.text})" if found.kind == "text" else found.text for found in sampled]
        yield Change("as text", reason, plain)
        yield Change("as numbers", reason, doubles)
    if "text" not in kinds:
        return
    yield from _affixes(sampled, plain, at_end=True)
    yield from _affixes(sampled, plain, at_end=False)
    yield from _paths(sampled, plain)
    if any(key != key.strip() for found in sampled for key in found.keys):
        trimmed = [f"trim({text})" for text in plain]
        yield Change("without blanks around", "Some keys begin or end with blanks.", trimmed)
    if _has_capitals(sampled):
        yield Change("whatever the case", OTHER_CASES, _in_lower_case(plain))


def _has_capitals(sampled: Sequence[Sampled]) -> bool:
    return any(key != key.lower() for found in sampled for key in found.keys)


def _in_lower_case(texts: Sequence[str]) -> list[str]:
    return [f"toLower({text})" for text in texts]


def _affixes(sampled: Sequence[Sampled], plain: Sequence[str], at_end: bool) -> Iterator[Change]:
    """Yield the changes without what all keys of some tables begin with, or end in, and others' do not."""
    shared = [_shared(found.keys, at_end) for found in sampled]
    for whole in _parts(max(shared, key=len), at_end):
        mine = [text.endswith(whole) if at_end else text.startswith(whole) for text in shared]
        if not all(mine):
            yield Change(
                f"without “{whole}”",
                f"{_keys_of(sampled, mine)} {'end in' if at_end else 'begin with'} “{whole}”, "
                f"those of {_labels(sampled, mine, False)} do not.",
                _where(mine, plain, partial(_without, whole)),
                partial(_span_of_affix, len(whole), at_end, mine),
            )


def _shared(keys: Sequence[str], at_end: bool) -> str:
    """Return what all keys begin with, or end in."""
    if not keys:
        return ""
    if at_end:
        return _shared([key[::-1] for key in keys], False)[::-1]
    # The least and the greatest differ first where any two do.
    least, greatest = min(keys), max(keys)
    same = (place for place, pair in enumerate(zip(least, greatest, strict=False)) if pair[0] != pair[1])
    return least[: next(same, min(len(least), len(greatest)))]


def _parts(whole: str, at_end: bool) -> list[str]:
    """Return what may be left out of a beginning or an ending: up to a slash, a dash and the like."""
    marks = [place for place, letter in enumerate(whole) if not letter.isalnum()]
    if at_end:
        return [whole[place:] for place in marks][-MOST_PARTS:]
    return [whole[: place + 1] for place in marks][:MOST_PARTS][::-1]


def _where(mine: Sequence[bool], texts: Sequence[str], write: Callable[[str], str]) -> list[str]:
    """Return the keys of the tables, those of some of them written otherwise."""
    return [write(text) if is_mine else text for text, is_mine in zip(texts, mine, strict=True)]


def _without(whole: str, text: str) -> str:
    return f"replaceOne({text}, {_quoted(whole)}, '')"


def _span_of_affix(
    length: int, at_end: bool, mine: Sequence[bool], number: int, key: str
) -> tuple[int, int] | None:
    start = len(key) - length if at_end else 0
    return (start, start + length) if mine[number] else None


def _paths(sampled: Sequence[Sampled], plain: Sequence[str]) -> Iterator[Change]:
    """Yield the changes to the last part of a path, and to it without the ending of a file."""
    has_folder = [any("/" in key for key in found.keys) for found in sampled]
    has_ending = [any("." in key.rpartition("/")[2] for key in found.keys) for found in sampled]
    names = _where(has_folder, plain, lambda text: f"last(split({text}, '/'))")

    def folder(number: int, key: str) -> tuple[int, int] | None:
        return (0, key.rfind("/") + 1) if "/" in key else None

    if any(has_folder):
        reason = f"{_keys_of(sampled, has_folder)} are in folders."
        yield Change("without folders", reason, names, folder)
    if any(has_ending):
        stems = _where(has_ending, names, lambda text: f"first(split({text}, '.'))")

        def ending(number: int, key: str) -> tuple[int, int] | None:
            place = key.find(".", key.rfind("/") + 1)
            return (place, len(key)) if place >= 0 else None

        what = "folders and endings" if any(has_folder) else "endings"
        yield Change(f"without {what}", f"{_keys_of(sampled, has_ending)} are names of files.", stems, ending)
        if _has_capitals(sampled):
            label = f"without {what}, whatever the case"
            yield Change(label, OTHER_CASES, _in_lower_case(stems), ending)


def _other_keys(tables: ComparedTables, task: Task) -> list[dict[str, Any]]:
    """Return other columns on which rows match, and the pictures."""
    types = tables.tables[0].column_types
    now = tables.comparison["keys"]
    found = [
        {
            "label": _match_on(name, types[name]),
            "comparison": {"keys": [tables.key_of_all(key)]},
            "matched": matching.in_all,
        }
        for name, key, matching in key_offers(tables.sides, task)
        if matching.in_all and [tables.key_of_all(key)] != now
    ]
    found.sort(key=_matched_of, reverse=True)
    return found[:MOST_OTHER_COLUMNS]


def _match_on(name: str, column_type: ColumnType) -> str:
    if isinstance(column_type, ImageType):
        return "Match on the picture"
    return f"Match on the bytes of {name}" if column_type.has_file else f"Match on {name}"


def _matched_of(offer: dict[str, Any]) -> int:
    matched: int = offer["matched"]
    return matched


def _sentence(sampled: Sequence[Sampled], best: tuple[int, Change] | None) -> str:
    if any(not found.keys for found in sampled):
        empty = " and ".join(found.side.label for found in sampled if not found.keys)
        return f"The key is empty in {empty}. Choose another one."
    if best is None:
        return "The keys have nothing in common that we know of. Choose another key, or stack the tables."
    matched, change = best
    rows = "row matches" if matched == 1 else "rows match"
    return f"{change.reason} {change.label[:1].upper()}{change.label[1:]}, {matched:,} {rows}."


def _keys_of(sampled: Sequence[Sampled], which: Sequence[bool]) -> str:
    return f"The keys of {_labels(sampled, which, True)}"


def _labels(sampled: Sequence[Sampled], which: Sequence[bool], wanted: bool) -> str:
    return " and ".join(
        found.side.label for found, is_so in zip(sampled, which, strict=True) if is_so == wanted
    )


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
