"""Points: one mark a row, and of many rows how many lie in each cell of a grid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.plot.drawing import (
    DATA_NAME,
    SCHEMA,
    Drawing,
    counted,
    every_nth,
    field,
    made,
)
from dsviz_widget.plot.drawn.lines import _missing, bounds, finite, number_in, titled

if TYPE_CHECKING:
    import pyarrow as pa

    from dsviz_widget.table import Table

MAX_POINTS = 5_000
"""Points beyond which they are counted in cells."""
CELLS = (96, 60)
"""Of the grid, along x and y."""


def scatter(table: Table, fields: dict[str, str], strings: dict[str, str]) -> Drawing:
    """Draw a point at ``x`` and ``y`` for each row."""
    x, y = fields["x"], fields["y"]
    title = strings.get("title", "")
    are_numbers = all(table.column_types[name].kind == "number" for name in (x, y))
    description = f"{title or 'Scatter plot'}: {y} against {x}, {counted(len(table), 'point')}."
    if len(table) > MAX_POINTS and are_numbers:
        spec, rows, notes = _density(table, x, y)
    else:
        rows, notes = every_nth(table, list(dict.fromkeys((x, y))))
        notes = (*notes, *_missing(rows, [x, y]))
        many = rows.num_rows > 500
        spec = {
            "mark": {
                "type": "point",
                "filled": True,
                "size": 16 if many else 40,
                "opacity": 0.4 if many else 0.75,
            },
            "encoding": {
                "x": _axis(field(table, x)),
                "y": _axis(field(table, y)),
                "tooltip": [field(table, name) for name in dict.fromkeys((x, y))],
            },
        }
    return Drawing(
        titled({"$schema": SCHEMA, "data": {"name": DATA_NAME}, **spec}, title), rows, notes, description
    )


def _axis(encoding: dict[str, Any]) -> dict[str, Any]:
    return {**encoding, "scale": {"zero": False}} if encoding["type"] == "quantitative" else encoding


def _density(table: Table, x: str, y: str) -> tuple[dict[str, Any], pa.Table, tuple[str, ...]]:
    import pyarrow as pa

    lows, steps, keys = [], [], []
    for name, cells in zip((x, y), CELLS, strict=True):
        low, high = bounds(table, name)
        step = (high - low) / cells or 1.0
        shifted = {"$subtract": [number_in(table, name), low]}
        keys.append({"$min": [{"$floor": {"$divide": [shifted, step]}}, cells - 1]})
        lows.append(low)
        steps.append(step)
    both = table.query().filter(finite(number_in(table, x))).filter(finite(number_in(table, y)))
    cells = both.group_by(*keys, agg={"count": "count"}).to_arrow()
    i, j = (cells.column(k).to_numpy().astype(float) for k in (0, 1))
    counts = cells["count"].to_numpy()
    columns: dict[str, Any] = {"count": counts.astype(float)}
    for name, at, low, step in zip("xy", (i, j), lows, steps, strict=True):
        columns[name], columns[f"{name}_end"] = low + at * step, low + (at + 1) * step
    total = int(np.sum(counts))
    spec = {
        "mark": {"type": "rect"},
        "encoding": {
            "x": made("x", x, scale={"zero": False, "nice": False}),
            "x2": {"field": "x_end"},
            "y": made("y", y, scale={"zero": False, "nice": False}),
            "y2": {"field": "y_end"},
            "color": made("count", "Points", scale={"type": "sqrt"}, legend={"tickCount": 4}),
            "tooltip": [
                made("count", "points", format=","),
                made("x", f"{x} from", format=".4~g"),
                made("x_end", f"{x} to", format=".4~g"),
                made("y", f"{y} from", format=".4~g"),
                made("y_end", f"{y} to", format=".4~g"),
            ],
        },
    }
    notes = [f"{counted(total, 'point')}, counted in {CELLS[0]} × {CELLS[1]} cells."]
    if len(table) > total:
        left = len(table) - total
        notes.append(f"{counted(left, 'row')} without two numbers {'is' if left == 1 else 'are'} not drawn.")
    return spec, pa.table(columns), tuple(notes)
