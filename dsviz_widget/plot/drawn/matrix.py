"""The confusion matrix: true classes down, predicted ones across."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.plot.drawing import (
    DATA_NAME,
    SCHEMA,
    Drawing,
    columns_of,
    counted,
    made,
    need_number,
    plain_rows,
)
from dsviz_widget.plot.drawn.lines import titled

if TYPE_CHECKING:
    from dsviz_widget.table import Table

NUMBERED = 20
"""Up to so many classes, cells have their number written in them."""
CELL_PX = {20: 30, 40: 14, 100: 7}
"""Height of a cell, by the number of classes up to which it is used."""
LEAST_PX = 4
MOST_PX = 92
"""Width of a cell of a small matrix, at most."""


def confusion_matrix(table: Table, fields: dict[str, str], strings: dict[str, str]) -> Drawing:
    """Draw ``nPredictions`` for each pair of ``Actual`` and ``Predicted``; colour is the share of the row."""
    actual, predicted, number = fields["Actual"], fields["Predicted"], fields["nPredictions"]
    need_number(table, number, "a confusion matrix")
    import pyarrow as pa

    rows = plain_rows(columns_of(table, [actual, predicted, number]))
    counts = rows[number].fill_null(0).to_numpy()
    names = [str(name) for name in rows[actual].unique().to_pylist()]
    of_row = dict.fromkeys(names, 0.0)
    truth = [str(name) for name in rows[actual].to_pylist()]
    guess = [str(name) for name in rows[predicted].to_pylist()]
    for name, count in zip(truth, counts, strict=True):
        of_row[name] += float(count)
    totals = np.array([of_row[name] for name in truth])
    share = np.divide(counts, totals, out=np.zeros(len(counts)), where=totals > 0)
    drawn = pa.table({"actual": truth, "predicted": guess, "count": counts.astype(float), "share": share})
    size = len(names)
    notes: tuple[str, ...] = ()
    if size > NUMBERED:
        # Cells that are empty say nothing, and a hundred classes have ten thousand of them.
        drawn = drawn.filter(pa.array(counts > 0))
    height = next((px for most, px in CELL_PX.items() if size <= most), LEAST_PX)
    spec = {
        "$schema": SCHEMA,
        "data": {"name": DATA_NAME},
        # Themes set them: what is written on the ground, and on the darkest cell.
        "params": [{"name": "dvInk", "value": "#16181d"}, {"name": "dvOnAccent", "value": "#ffffff"}],
        "height": {"step": height},
        "usermeta": {"maxWidth": 180 + size * max(2 * height, MOST_PX if size <= 12 else 0)},
        "encoding": _axes(names, size),
        "layer": [_cells(size), *([_numbers()] if size <= NUMBERED else [])],
    }
    right = sum(float(count) for a, b, count in zip(truth, guess, counts, strict=True) if a == b)
    total = float(counts.sum())
    title = strings.get("title", "")
    said = f" {right:,.0f} of {total:,.0f} are right." if total else ""
    description = f"{title or 'Confusion matrix'} of {counted(size, 'class', 'classes')}.{said}"
    if total:
        notes = (
            f"{right:,.0f} of {total:,.0f} on the diagonal ({right / total:.1%}); "
            "colour is the share of a row.",
        )
    return Drawing(titled(spec, title), drawn, notes, description)


def _axes(names: list[str], size: int) -> dict[str, Any]:
    scale = {"domain": names, "paddingInner": 0.04 if size <= NUMBERED else 0}
    axis = {
        "ticks": False,
        "domain": False,
        "labelOverlap": "greedy" if size > NUMBERED else False,
        "labelLimit": 140,
    }
    return {
        "y": made("actual", "Actual", "nominal", scale=scale, sort=names, axis=axis),
        "x": made(
            "predicted",
            "Predicted",
            "nominal",
            scale=scale,
            sort=names,
            axis={**axis, "labelAngle": -45 if size > 6 else 0},
        ),
    }


def _cells(size: int) -> dict[str, Any]:
    return {
        "mark": {"type": "rect", "cornerRadius": 2 if size <= NUMBERED else 0},
        "encoding": {
            "color": made("share", "Share of row", scale={"type": "sqrt", "domain": [0, 1]}, legend=None),
            "tooltip": [
                made("actual", "actual", "nominal"),
                made("predicted", "predicted", "nominal"),
                made("count", "predictions", format=","),
                made("share", "of the row", format=".1%"),
            ],
        },
    }


def _numbers() -> dict[str, Any]:
    return {
        "mark": {"type": "text", "fontSize": 11},
        "encoding": {
            "text": made("count", "", format=",d"),
            "color": {
                "condition": {"test": "datum.share > 0.3", "value": {"expr": "dvOnAccent"}},
                "value": {"expr": "dvInk"},
            },
            "opacity": {"condition": {"test": "datum.count == 0", "value": 0.35}, "value": 1},
        },
    }
