"""One completion, and the words that every expression may use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dsviz_widget.query.kinds import NOUNS, Kind

_COMMON = (
    "$and", "$or", "$not", "$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$filter", "$size",
    "$anyElementTrue", "$regexMatch", "$ifNull", "$cond",
)  # fmt: skip
"""Operators offered before the others."""

FIRST, FIELDS, NAMES, FUNCTIONS, WORDS = range(5)
"""Order of what fits equally well."""


@dataclass(frozen=True, slots=True)
class Completion:
    """One thing that may be written.

    Parameters
    ----------
    label : str
        As it is shown.
    insert : str
        As it is written, in place of what stands from `start` to `end`.
    start, end : int
        Offsets into the text, in characters.
    kind : str
        ``column``, ``table``, ``field``, ``variable``, ``function``, ``operator``, ``argument``, ``keyword``,
        ``constant`` or ``class``.
    detail : str
        The kind of a column's values, the arguments of a function, the id of a class.
    """

    label: str
    insert: str
    start: int
    end: int
    kind: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """The piece of text that a completion replaces, and what of it was typed before the cursor."""

    start: int
    end: int
    typed: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A completion before its place is known."""

    label: str
    insert: str
    kind: str
    detail: str = ""
    order: int = NAMES


def noun(kind: Kind | None) -> str:
    """Return how a kind is called beside a name."""
    if kind is None:
        return ""
    if kind.name == "list" and kind.element is not None and kind.element.name != "null":
        return f"list of {NOUNS.get(kind.element.name, 'values').removeprefix('a ').removeprefix('an ')}"
    return NOUNS.get(kind.name, "").removeprefix("a ").removeprefix("an ")


def signature(operator: str) -> str:
    """Return the arguments of an operator as they are called."""
    from dsviz_widget.query.operators import OPERATORS

    known = OPERATORS.get(operator)
    if known is None:
        return ""
    if known.names:
        parts = [name if at < known.required else f"{name}?" for at, name in enumerate(known.names)]
        return f"({', '.join(parts)})"
    fewest, most = known.arity
    letters = [chr(ord("a") + at) for at in range(fewest if most is None else min(most, 5))]
    shown = [letter if at < fewest else f"{letter}?" for at, letter in enumerate(letters)]
    return f"({', '.join([*shown, '...'] if most is None else shown)})"


def usage(operator: str, called: str) -> str:
    """Return how an operator is written, by the name that a text calls it: a hint."""
    parts = signature(operator)[1:-1]
    if called.startswith("$"):
        from dsviz_widget.query.operators import OPERATORS

        opens, closes = "{}" if OPERATORS[operator].names else "[]"
        return f"It is written {{{called}: {opens}{parts}{closes}}}."
    return f"It is written {called}({parts})."


def classes(labels: Mapping[int, str]) -> Iterator[Offer]:
    """Give the classes that a class id may be compared with, by id."""
    for class_id, label in sorted(labels.items()):
        yield Offer(label, str(class_id), "class", f"class {class_id}", FIRST)


def operators() -> Iterator[Offer]:
    """Give MongoDB's operators as keys, the common ones first."""
    from dsviz_widget.query.operators import OPERATORS

    known = [name for name in OPERATORS if name.startswith("$")]
    common = [name for name in _COMMON if name in known]
    for name in (*common, *sorted(name for name in known if name not in common)):
        order = NAMES if name in common else FUNCTIONS
        yield Offer(name, f"{name}: ", "operator", signature(name), order)
