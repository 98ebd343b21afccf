"""What a browser may ask about predictions, whatever they are: classes, masks or boxes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from dsviz_widget.errors import EvaluationError
from dsviz_widget.evaluation.columns import Kind
from dsviz_widget.evaluation.rows import SideRows, sides_of
from dsviz_widget.query import DuckEngine, Query, Task
from dsviz_widget.types import BlobSource, ColumnType
from dsviz_widget.widgets.channel import Handler, Reply
from dsviz_widget.widgets.classification_scoring import ClassificationScoring
from dsviz_widget.widgets.detection_scoring import DetectionScoring
from dsviz_widget.widgets.params import query_of
from dsviz_widget.widgets.scoring_choice import Asked, choice_of, options_of
from dsviz_widget.widgets.scoring_offers import offers_of
from dsviz_widget.widgets.segmentation_scoring import SegmentationScoring

Answer = Callable[[Asked, Task], Reply]

METHODS = ("evaluation", "evaluation_curves", "at_threshold", "picked_rows", "picked_clause")


class ScoredTables(Protocol):
    """One table, or several that are compared."""

    @property
    def engine(self) -> DuckEngine:
        """What answers queries on the rows."""

    @property
    def source(self) -> BlobSource:
        """The files behind the cells."""

    def types_of(self, query: Query) -> dict[str, ColumnType]:
        """Return what each column holds, those that the query derives included."""


class Scoring:
    """Answers questions about predictions by what kind they are; thread-safe.

    Parameters
    ----------
    shown : ScoredTables
        The rows of the view.
    cache : Path, optional
        Folder of the project's cache, where counts of masks are kept from one process to the next.
    """

    def __init__(self, shown: ScoredTables, cache: Path | None = None) -> None:
        self.shown = shown
        boxes = DetectionScoring(shown)
        self._answers: dict[Kind, dict[str, Answer]] = {
            "class": ClassificationScoring().answers,
            "mask": SegmentationScoring(cache).answers,
            "boxes": {
                "evaluation": _of_boxes(boxes.evaluation),
                "evaluation_curves": _of_boxes(boxes.evaluation_curves),
                "at_threshold": _of_boxes(boxes.at_threshold),
                "picked_rows": _of_boxes(boxes.picked_rows),
                "picked_clause": _of_boxes(boxes.picked_clause),
            },
        }

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        answers: dict[str, Handler] = {method: self._handler(method) for method in METHODS}
        return {**answers, "evaluation_offers": self.offers}

    def offers(self, params: dict[str, Any], task: Task) -> Reply:
        """Which columns may be scored, the likeliest first."""
        return {"offers": offers_of(self._sides(query_of(params)))}, []

    def _handler(self, method: str) -> Handler:
        def answer(params: dict[str, Any], task: Task) -> Reply:
            options, query = options_of(params), query_of(params)
            sides = self._sides(query)
            choice = choice_of(sides, options)
            if choice is None:
                if method != "evaluation":
                    raise EvaluationError("nothing is scored yet. Choose a truth and a prediction.")
                return {"kind": None, "offers": offers_of(sides)}, []
            ask = self._answers[choice.kind].get(method)
            if ask is None:
                raise EvaluationError(f"there is no {method} of {choice.truth[0].name!r}.")
            result, buffers = ask(Asked(params, options, query, sides, choice), task)
            if method == "evaluation":
                result = {**result, "offers": offers_of(sides), "options": options}
            return result, buffers

        return answer

    def _sides(self, query: Query) -> list[SideRows]:
        shown = self.shown
        return sides_of(shown.engine, shown.types_of(query), query, shown.source)


def _of_boxes(ask: Callable[..., Reply]) -> Answer:
    """Return an answer about boxes, which is asked with columns and groups alone."""

    def answer(asked: Asked, task: Task) -> Reply:
        score = asked.options["score"]
        options = {
            "truth": [target.overlay for target in asked.choice.truth],
            "prediction": [target.overlay for target in asked.choice.prediction or ()],
            "score": score if isinstance(score, str) else None,
        }
        return ask(asked.params, options, task)

    return answer
