"""What may be written next: for a text, finished or not, and a place in it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dsviz_widget.query.kinds import Schema
from dsviz_widget.query.language.complete_infix import infix_offers
from dsviz_widget.query.language.complete_mongo import mongo_offers
from dsviz_widget.query.language.offers import Completion, Offer, Place
from dsviz_widget.query.language.parse import is_mongo
from dsviz_widget.query.language.sight import Classes, Sight
from dsviz_widget.query.language.tokens import MAX_LENGTH

MOST = 50
"""Completions offered at once."""

_WORD_START = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]|(?<=[a-z])[A-Z]")


def complete(text: str, cursor: int, schema: Schema, classes: Classes | None = None) -> list[Completion]:
    """Return what may be written at a place of an expression, best first.

    Parameters
    ----------
    text : str
        An expression in either form; it need not be finished, or right.
    cursor : int
        Where in it, counted in characters.
    schema : Schema
        Columns that it may name.
    classes : mapping of str to mapping of int to str, optional
        Path of a list of boxes or masks, or of a column of class ids, to the names of its classes;
        they are offered where a class id is compared.

    Returns
    -------
    list of Completion
        No more than 50.
    """
    cursor = min(max(cursor, 0), len(text))
    if len(text) > MAX_LENGTH:
        return []
    sight = Sight(schema, classes or {})
    offers = mongo_offers if is_mongo(text) else infix_offers
    return _ranked(offers(text, cursor, sight), text)


def _ranked(places: Iterable[tuple[Place, Iterable[Offer]]], text: str) -> list[Completion]:
    found: list[tuple[tuple[int, int, int], Completion]] = []
    seen: set[tuple[str, int]] = set()
    for place, offers in places:
        for offer in offers:
            rank = fit(offer.label, place.typed)
            if rank is not None and offer.kind == "class":
                rank = 0
            if rank is None or (offer.insert, place.start) in seen:
                continue
            if text[place.start : place.end] == offer.insert:
                continue
            seen.add((offer.insert, place.start))
            completion = Completion(
                offer.label, offer.insert, place.start, place.end, offer.kind, offer.detail
            )
            found.append(((rank, offer.order, len(found)), completion))
    found.sort(key=lambda item: item[0])
    return [completion for _, completion in found[:MOST]]


def fit(label: str, typed: str) -> int | None:
    """Return how well a label fits what was typed, 0 the best; None when it does not."""
    if not typed:
        return 0
    if len(typed) > len(label):
        return None
    low, sought = label.lower(), typed.lower()
    if low.startswith(sought):
        return 0 if label.startswith(typed) else 1
    starts = [match.start() for match in _WORD_START.finditer(label)]
    if any(low.startswith(sought, start) for start in starts):
        return 2
    if sought in low:
        return 3
    if _steps(low, sought, starts):
        return 3
    letters = iter(low)
    return 4 if len(sought) > 1 and all(letter in letters for letter in sought) else None


def _steps(low: str, sought: str, starts: list[int]) -> bool:
    """Tell whether letters follow one another, or go on at the start of a word: ``dTru`` in dateTrunc."""
    reached = {start + 1 for start in starts if low[start] == sought[0]}
    for letter in sought[1:]:
        last = min(reached, default=len(low))
        reached = {
            at + 1
            for at in {*reached, *(start for start in starts if start >= last)}
            if at < len(low) and low[at] == letter
        }
    return bool(reached)
