"""Lines: one or several, and curves whose axes go from 0 to 1."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.errors import ChartError
from dsviz_widget.plot.drawing import (
    DATA_NAME,
    SCHEMA,
    Drawing,
    columns_of,
    counted,
    every_nth,
    field,
    need_number,
    plain_rows,
)

if TYPE_CHECKING:
    import pyarrow as pa

    from dsviz_widget.table import Table

MAX_POINTS = 5_000
"""Points of a chart beyond which a line is drawn by its smallest and largest value of each step."""
STEPS = 600
"""Such steps along x: about one a pixel."""
ORDER = "__order"
"""A column with the place of each point in the table."""
SQUARE_PX = 400
"""Height of a chart whose axes both go from 0 to 1."""
MARKED = 40
"""Up to so many points each has a dot."""


def line(table: Table, fields: dict[str, str], strings: dict[str, str]) -> Drawing:
    """Draw ``y`` over ``x``, a line for each value of ``stroke`` if there is one."""
    x, y, stroke = fields["x"], fields["y"], fields.get("stroke")
    return _lines(table, x, y, stroke, strings.get("title", ""), {})


def line_series(table: Table, fields: dict[str, str], strings: dict[str, str]) -> Drawing:
    """Draw lines that a table has below each other: ``step``, ``lineKey`` and ``lineVal``."""
    x, y, stroke = fields["step"], fields["lineVal"], fields["lineKey"]
    return _lines(
        table, x, y, stroke, strings.get("title", ""), {"x": strings.get("xname") or x, "y": "", "stroke": ""}
    )


def _lines(table: Table, x: str, y: str, stroke: str | None, title: str, names: dict[str, str]) -> Drawing:
    need_number(table, y, "a line")
    rows, notes = _points(table, x, y, stroke)
    across = field(table, x, title=names.get("x", x))
    if across["type"] == "nominal":
        # In the order of the table: epochs that are named are not sorted as words.
        across["sort"] = None
    else:
        across["scale"] = {"zero": False, "nice": False}
    encoding: dict[str, Any] = {
        "x": across,
        "y": field(table, y, title=names.get("y", y), type="quantitative", scale={"zero": False}),
        "tooltip": [field(table, name) for name in (stroke, x, y) if name is not None],
    }
    if stroke is not None:
        encoding["color"] = {
            **field(table, stroke, title=names.get("stroke", stroke)),
            "type": "nominal",
            "sort": None,
        }
    is_short = rows.num_rows <= MARKED
    spec = {
        "$schema": SCHEMA,
        "data": {"name": DATA_NAME},
        "mark": {"type": "line", "point": {"size": 36} if is_short else False},
        "encoding": encoding,
    }
    lines = counted(_distinct(rows, stroke), "line") if stroke is not None else "a line"
    return Drawing(
        titled(spec, title),
        rows,
        notes,
        f"{title or 'Line plot'}: {y} over {x}, {lines}, {counted(len(table), 'point')}.",
    )


def _points(table: Table, x: str, y: str, stroke: str | None) -> tuple[pa.Table, tuple[str, ...]]:
    """Return the points of lines; of many, the smallest and largest of each step along x."""
    names = [name for name in (x, y, stroke) if name is not None]
    kind = table.column_types[x].kind
    if len(table) <= MAX_POINTS:
        rows = plain_rows(columns_of(table, names))
        return rows, _missing(rows, [x, y] if kind == "number" else [y])
    if kind in ("number", "timestamp"):
        return _thinned(table, x, y, stroke)
    return every_nth(table, names)


def _thinned(table: Table, x: str, y: str, stroke: str | None) -> tuple[pa.Table, tuple[str, ...]]:
    import pyarrow as pa

    low, high = bounds(table, x)
    step = (high - low) / STEPS or 1.0
    across = number_in(table, x)
    at = {"$min": [{"$floor": {"$divide": [{"$subtract": [across, low]}, step]}}, STEPS - 1]}
    keys = [at] if stroke is None else [{"$getField": stroke}, at]
    grouped = (
        table.query()
        .on_error("null")
        .filter(finite(across))
        .filter(finite(number_in(table, y)))
        .group_by(
            *keys,
            agg={
                "__first": ("min", across),
                "__last": ("max", across),
                "__low": ("min", number_in(table, y)),
                "__high": ("max", number_in(table, y)),
            },
        )
        .to_arrow()
    )
    first, last, lowest, highest = (
        grouped[name].to_numpy().astype(float) for name in ("__first", "__last", "__low", "__high")
    )
    order = np.argsort(first, kind="stable")
    where = np.repeat(order, 2)
    xs = np.stack([first, last], axis=1)[order].ravel()
    ys = np.stack([lowest, highest], axis=1)[order].ravel()
    columns: dict[str, Any] = {x: xs, y: ys}
    if stroke is not None:
        columns[stroke] = grouped.column(0).take(pa.array(where)).cast(pa.string())
    count = counted(len(table), "point")
    return pa.table(columns), (
        f"{count}: of each of {STEPS} steps along {x} the smallest and the largest {y} are drawn.",
    )


def area_under_curve(table: Table, fields: dict[str, str], strings: dict[str, str]) -> Drawing:
    """Draw curves with both axes from 0 to 1, a line for each class, and the area beside its name."""
    x, y, group = fields["x"], fields["y"], fields.get("class")
    need_number(table, x, "a curve")
    need_number(table, y, "a curve")
    names = [name for name in (group, x, y, "threshold") if name is not None and name in table.columns]
    rows = plain_rows(columns_of(table, names))
    rows = rows.append_column(ORDER, [np.arange(rows.num_rows, dtype=np.float64)])
    unit = {"domain": [0, 1], "nice": False, "clamp": True}
    encoding: dict[str, Any] = {
        "x": field(table, x, title=strings.get("x-axis-title") or x, scale=unit),
        "y": field(table, y, title=strings.get("y-axis-title") or y, scale=unit),
        # In the order of the table: a curve may go straight up.
        "order": {"field": ORDER, "type": "quantitative"},
        "tooltip": [field(table, name, **({} if name == group else {"format": ".3f"})) for name in names],
    }
    areas: dict[str, float] = {}
    if group is not None:
        areas = _areas(table, group)
        encoding["color"] = {**field(table, group), "type": "nominal", "sort": None, "legend": _legend(areas)}
    curve = {"mark": {"type": "line"}, "encoding": encoding}
    layers = [curve]
    is_roc = "auc" in table.columns
    if is_roc:
        chance = {"type": "rule", "strokeDash": [4, 4], "strokeWidth": 1, "opacity": 0.45}
        ends = {"x": {"datum": 0}, "y": {"datum": 0}, "x2": {"datum": 1}, "y2": {"datum": 1}}
        layers = [{"data": {"values": [{}]}, "mark": chance, "encoding": ends}, curve]
    spec = {
        "$schema": SCHEMA,
        "data": {"name": DATA_NAME},
        "usermeta": {"maxWidth": SQUARE_PX * 1.6},
        "height": SQUARE_PX,
        "layer": layers,
    }
    title = strings.get("title", "")
    worst = min(areas, key=lambda name: areas[name]) if areas else None
    said = (
        f" {counted(len(areas), 'class', 'classes')}; the smallest area is {areas[worst]:.3f}, of {worst}."
        if worst
        else ""
    )
    return Drawing(titled(spec, title), rows, (), f"{title or 'Curves'}: {y} over {x}.{said}")


def _areas(table: Table, group: str) -> dict[str, float]:
    """Return the area under each class's curve, from the column that says it."""
    name = next((name for name in ("auc", "average_precision") if name in table.columns), None)
    if name is None:
        return {}
    rows = columns_of(table, [group, name])
    return dict(zip(map(str, rows[group].to_pylist()), rows[name].to_pylist(), strict=True))


def _legend(areas: dict[str, float]) -> dict[str, Any]:
    if not areas:
        return {}
    # With a figure space, so that the numbers stand apart from the names.
    texts = {
        name: f"{name}\u2007{area:.3f}" for name, area in areas.items() if area is not None and area == area
    }
    return {"labelExpr": f"{json.dumps(texts)}[datum.label] || datum.label"}


def bounds(table: Table, name: str) -> tuple[float, float]:
    """Return the least and the greatest finite number of a column of a long table."""
    number = number_in(table, name)
    found = table.query().filter(finite(number)).agg(low=("min", number), high=("max", number)).to_arrow()
    low, high = found["low"][0].as_py(), found["high"][0].as_py()
    if low is None:
        raise ChartError(f"column {name!r} has no number to draw.")
    return float(low), float(high)


def number_in(table: Table, name: str) -> Any:
    """Return the expression of the numbers in a column: dates as milliseconds since 1970, true as 1."""
    is_number = table.column_types[name].kind == "number"
    return {"$getField": name} if is_number else {"$toLong": {"$getField": name}}


def finite(number: Any) -> dict[str, Any]:
    """Return the clause that an expression is a finite number."""
    edge = 1.7976931348623157e308
    return {"$and": [{"$gte": [number, -edge]}, {"$lte": [number, edge]}]}


def _missing(rows: pa.Table, names: list[str]) -> tuple[str, ...]:
    missing = np.zeros(rows.num_rows, bool)
    for name in names:
        missing |= rows[name].is_null().to_numpy()
    count = int(missing.sum())
    return (
        (f"{counted(count, 'row')} without a number {'is' if count == 1 else 'are'} not drawn.",)
        if count
        else ()
    )


def _distinct(rows: pa.Table, name: str | None) -> int:
    return 1 if name is None else len(rows[name].unique())


def titled(spec: dict[str, Any], title: str) -> dict[str, Any]:
    """Return a spec with a title, or without one where there is none."""
    return {**spec, "title": title} if title else spec
