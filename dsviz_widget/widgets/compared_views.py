"""Comparisons that have a name, and the Python that makes one again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dsviz_widget.errors import DsvizError
from dsviz_widget.query import Query
from dsviz_widget.query.parts import default_duplicates
from dsviz_widget.widgets.compare_keys import guess_key, key_parts
from dsviz_widget.widgets.compare_right import right_of
from dsviz_widget.widgets.compare_state import COMPARE_LAYOUT, COMPARED_GROUPS, COMPARISON, KEYLESS
from dsviz_widget.widgets.compared_sides import ComparedSide, default_labels
from dsviz_widget.widgets.compared_tables import ComparedTables
from dsviz_widget.widgets.naming import NamedViews
from dsviz_widget.widgets.view_code import write_comparison

PART = "compare"
"""Name, in the state of a saved view, of what a comparison keeps beyond what a table view does."""


class ComparedViews(NamedViews):
    """Answers questions about the saved views of a project, which also keep how tables came together.

    A view that was saved of one table is shown on the comparison as it is, and the other way round.

    Attributes
    ----------
    told : callable
        Returns what a comparison keeps beyond a table view: ``comparison``, ``tab`` and so on.
    shows : callable
        Shows what `told` returned once; raises where it does not fit these tables.
    """

    told: Callable[[], dict[str, Any]]
    shows: Callable[[Mapping[str, Any]], None]

    @property
    def tables(self) -> list[str]:
        """Where the tables that are compared were logged, ``""`` for one that was not."""
        shown = self._shown
        assert isinstance(shown, ComparedTables)
        return [str(side.origin or "") for side in shown.sides]

    def kept(self, state: Any) -> dict[str, Any]:
        """Return what is kept of a state; raises ViewError where it makes no sense."""
        return {**super().kept(state), PART: self.told()}

    def open(self, name: str) -> tuple[dict[str, Any], list[str]]:
        """Return the state of a name as these tables can show it, and what they have no place for."""
        more = self.views.get(name).state.get(PART)
        notes = []
        if isinstance(more, Mapping):
            try:
                self.shows(more)
            except DsvizError as error:
                notes.append(f"The tables come together as they are: {error}")
        state, others = super().open(name)
        return state, [*notes, *others]


def code_of_comparison(
    tables: ComparedTables, told: Mapping[str, Any], state: Mapping[str, Any], first_overlays: dict[str, Any]
) -> str:
    """Return Python that shows tables as they are compared now.

    Parameters
    ----------
    tables : ComparedTables
        The tables.
    told : mapping
        What a comparison keeps beyond a table view.
    state : mapping
        What a table view keeps.
    first_overlays : dict
        What is drawn over pictures unless told otherwise.
    """
    sides = tables.sides
    names = [name_in_python(side.label, number) for number, side in enumerate(sides)]
    given: dict[str, str] = {}
    labels = [side.label for side in sides]
    if labels != default_labels(sides):
        given["labels"] = repr(labels)
    given.update(_comparison(tables))
    firsts: dict[str, Any] = {
        "tab": "rows", "compare_layout": COMPARE_LAYOUT, "compared_groups": COMPARED_GROUPS,
    }  # fmt: skip
    for name, first in firsts.items():
        value = told.get(name, first)
        if value != first:
            changed = {k: v for k, v in value.items() if v != first[k]} if isinstance(value, dict) else value
            given[name] = repr(changed)
    return write_comparison(
        list(zip(names, (side.origin for side in sides), strict=True)),
        given,
        Query.from_json(state["query"]),
        state["overlays"],
        state["layout"],
        first_overlays,
    )


def name_in_python(label: str, number: int) -> str:
    """Return what Python may call a table: its label where that is a name."""
    import keyword

    plain = label.isascii() and label.isidentifier() and not keyword.iskeyword(label)
    return label if plain else f"table{number}"


def _comparison(tables: ComparedTables) -> dict[str, str]:
    comparison, order = tables.comparison, tables.comparison["order"]
    given: dict[str, str] = {}
    if comparison["how"] not in KEYLESS and len(order) > 1:
        keys = [[part[number] for number in order] for part in comparison["keys"]]
        if keys != _guessed(tables.sides):
            parts = [_key(texts, tables.sides) for texts in keys]
            plain = len(parts) == 1 and isinstance(parts[0], str)
            given["key"] = repr(parts[0] if plain else parts)
    right = comparison["right"]
    if right is not None and right == right_of(comparison, [side.table.engine() for side in tables.sides]):
        right = None
    shown = {**comparison, "right": right}
    firsts = {**COMPARISON, "duplicates": default_duplicates(comparison["how"])}
    for name in ("how", "duplicates", "right", "truth", "prediction", "score", "better"):
        if shown[name] != firsts[name]:
            given[name] = repr(shown[name])
    if comparison["changed"] is not None:
        given["comparison"] = repr({"changed": comparison["changed"]})
    return given


def _key(texts: list[str], sides: list[ComparedSide]) -> str | tuple[str, ...]:
    """Return a part of the key as users give it: one text where that stands for it in all tables."""
    for text in (texts[0], texts[0].removesuffix(".digest")):
        if key_parts(text, sides) == [texts]:
            return text
    return tuple(texts)


def _guessed(sides: list[ComparedSide]) -> list[list[str]] | None:
    try:
        return guess_key(sides)
    except DsvizError:
        return None
