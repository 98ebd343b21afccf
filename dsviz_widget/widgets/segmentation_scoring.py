"""What a browser may ask about predicted masks, and the answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dsviz_widget.evaluation.columns import Overlay
from dsviz_widget.evaluation.confusion import confused_together
from dsviz_widget.evaluation.rows import SideRows
from dsviz_widget.evaluation.segment import segment
from dsviz_widget.evaluation.segmentation import Segmentation
from dsviz_widget.query import DuckEngine, Task, write_name
from dsviz_widget.widgets.channel import Reply
from dsviz_widget.widgets.class_figures import number, numbers
from dsviz_widget.widgets.made_once import MadeOnce
from dsviz_widget.widgets.params import limited, start_of
from dsviz_widget.widgets.scoring_choice import Asked, expression_of, stacked_where

MAX_ROWS = 2_000
KEPT = 8


@dataclass(frozen=True)
class Scored:
    """The segmentations of all tables of a question, and the engine that their rows are from."""

    engine: DuckEngine
    tables: list[Segmentation]


class SegmentationScoring:
    """Answers questions about masks; their pixels are counted once for each pair of files.

    Parameters
    ----------
    cache : Path, optional
        Folder where counts are kept from one process to the next.
    """

    def __init__(self, cache: Path | None = None) -> None:
        self._cache = cache
        self._kept: MadeOnce[Scored] = MadeOnce(KEPT)

    @property
    def answers(self) -> dict[str, Callable[[Asked, Task], Reply]]:
        """Method name to the function that answers it."""
        return {"evaluation": self.evaluation, "picked_rows": self.picked_rows}

    def evaluation(self, asked: Asked, task: Task) -> Reply:
        """Pixels by class pair, and the figures that follow from them."""
        tables = self._scored(asked, task).tables
        classes = tables[0].classes
        sides = [
            {
                **_figures(one),
                "expressions": {
                    "where": stacked_where(rows),
                    "truth": _expression(rows, truth),
                    "prediction": _expression(rows, prediction),
                },
            }
            for rows, one, (truth, prediction) in zip(asked.sides, tables, _overlays(asked), strict=True)
        ]
        return {
            "kind": "segmentation",
            "classes": list(classes),
            "ids": {
                "truth": [[one.truth_ids.get(label) for label in classes] for one in tables],
                "prediction": [[one.prediction_ids.get(label) for label in classes] for one in tables],
            },
            "order": confused_together(np.sum([one.confusion for one in tables], axis=0)),
            "ignored": list(dict.fromkeys(label for one in tables for label in one.ignored)),
            "sides": sides,
        }, []

    def picked_rows(self, asked: Asked, task: Task) -> Reply:
        """Rows with pixels of a pair of classes, those with most first."""
        tables, params = self._scored(asked, task).tables, asked.params
        side = limited(params.get("side", 0), len(tables) - 1)
        truth, prediction = params.get("truth"), params.get("prediction")
        pair = (
            truth if isinstance(truth, int) else None,
            prediction if isinstance(prediction, int) else None,
        )
        ids, _ = tables[side].rows_of(*pair)
        start, count = start_of(params), limited(params.get("count", 24), MAX_ROWS)
        page = [int(row) for row in ids[start : start + count]]
        found = []
        for one in tables:
            of_row = dict(zip(*(values.tolist() for values in one.rows_of(*pair)), strict=True))
            found.append([of_row.get(row, 0) for row in page])
        return {
            "rows": page,
            "total": len(ids),
            "pixels": [list(row) for row in zip(*found, strict=True)],
        }, []

    def _scored(self, asked: Asked, task: Task) -> Scored:
        engine = asked.engine

        def make() -> Scored:
            return Scored(engine, segment(asked.sides, _overlays(asked), task=task, cache=self._cache))

        # The answer holds the engine, so that no other can have its id.
        return self._kept.get((id(engine), asked.key), make, task)


def _overlays(asked: Asked) -> list[tuple[Overlay, Overlay]]:
    pairs = zip(asked.choice.truth, asked.choice.prediction or (), strict=True)
    return [(a.overlay, b.overlay) for a, b in pairs if a.overlay is not None and b.overlay is not None]


def _expression(rows: SideRows, where: Overlay) -> str:
    return f"{expression_of(rows, where.column)}.masks.{write_name(where.group)}"


def _figures(one: Segmentation) -> dict[str, Any]:
    return {
        "rows": one.rows,
        "scored": len(one.ids),
        "skipped": dict(one.skipped),
        "matrix": one.confusion.reshape(-1).tolist(),
        "iou": numbers(one.ious),
        "dice": numbers(one.dices),
        "precision": numbers(one.precisions),
        "recall": numbers(one.recalls),
        "pixels": one.pixels.tolist(),
        "predicted_pixels": one.predicted_pixels.tolist(),
        "mean_iou": number(one.mean_iou),
        "mean_dice": number(one.mean_dice),
        "pixel_accuracy": number(one.pixel_accuracy),
    }
