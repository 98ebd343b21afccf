"""Bars: one a label, and histograms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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

MAX_BARS = 60
"""Bars of a chart; of more labels the largest are drawn."""
MANY_ROWS = 10_000
"""Rows beyond which labels are added up in the engine."""
BINS = 40
BAR_PX = 22


def bar(table: Table, fields: dict[str, str], strings: dict[str, str]) -> Drawing:
    """Draw a bar for each ``label``, as long as the sum of its ``value``."""
    import pyarrow as pa

    label, value = fields["label"], fields["value"]
    need_number(table, value, "a bar chart")
    sums, notes = _sums(table, label, value)
    if len(sums) > MAX_BARS:
        largest = sorted(sums, key=lambda name: -abs(sums[name] or 0))[:MAX_BARS]
        notes.append(f"The {MAX_BARS} largest of {counted(len(sums), 'label')} are drawn.")
        sums = {name: sums[name] for name in sums if name in set(largest)}
    rows = pa.table({"label": list(sums), "value": pa.array(list(sums.values()), pa.float64())})
    height = {"step": BAR_PX}
    spec = {
        "$schema": SCHEMA,
        "data": {"name": DATA_NAME},
        "height": height,
        "mark": {"type": "bar", "cornerRadiusEnd": 2, "height": {"band": 0.72}},
        "encoding": {
            "y": made(
                "label",
                label,
                "nominal",
                sort=None,
                axis={"labelLimit": 200, "labelPadding": 6, "ticks": False, "domain": False},
            ),
            "x": made("value", value),
            "tooltip": [made("label", label, "nominal"), made("value", value)],
        },
    }
    title = strings.get("title", "")
    most = max(sums, key=lambda name: sums[name] or 0) if sums else None
    said = f" The longest is {most}, {sums[most]:g}." if most is not None and sums[most] is not None else ""
    description = f"{title or 'Bar chart'}: {value} by {label}, {counted(len(sums), 'bar')}.{said}"
    return Drawing(titled(spec, title), rows, tuple(notes), description)


def _sums(table: Table, label: str, value: str) -> tuple[dict[str, float | None], list[str]]:
    """Return the sum for each label, in the order of the table, and what there is to say."""
    if len(table) > MANY_ROWS:
        summed = {"__sum": ("sum", {"$getField": value})}
        grouped = table.query().group_by({"$getField": label}, agg=summed).to_arrow()
        found = dict(
            zip(map(_text, grouped.column(0).to_pylist()), grouped["__sum"].to_pylist(), strict=True)
        )
        return found, [f"Values of one label are added up: {counted(len(table), 'row')}."]
    rows = plain_rows(columns_of(table, [label, value]))
    sums: dict[str, float | None] = {}
    for name, number in zip(
        map(_text, columns_of(table, [label])[label].to_pylist()), rows[value].to_pylist(), strict=True
    ):
        before = sums.get(name)
        sums[name] = number if before is None else before + (number or 0.0)
    repeated = len(table) - len(sums)
    return sums, ["Values of one label are added up."] if repeated else []


def _text(value: Any) -> str:
    return "empty" if value is None else str(value)


def histogram(table: Table, fields: dict[str, str], strings: dict[str, str]) -> Drawing:
    """Draw how many rows have a ``value`` in each of some ranges of equal width."""
    import pyarrow as pa

    value = fields["value"]
    need_number(table, value, "a histogram", or_boolean=False)
    title = strings.get("title", "")
    summary: dict[str, Any] = {}
    if len(table):
        query = table.query().select(value)
        summary = table.engine().summary(query, [value], bins=BINS)[value]
    edges, counts = summary.get("edges") or [], summary.get("bins_all") or []
    rows = pa.table(
        {
            "from": pa.array(edges[:-1], pa.float64()),
            "to": pa.array(edges[1:], pa.float64()),
            "count": pa.array(counts, pa.float64()),
        }
    )
    notes = [
        f"{counted(summary[key], 'row')} {words} {'is' if summary[key] == 1 else 'are'} left out."
        for key, words in (
            ("empty_all", "without a value"),
            ("nan_all", "with NaN"),
            ("infinite_all", "with infinity"),
        )
        if summary.get(key)
    ]
    spec = {
        "$schema": SCHEMA,
        "data": {"name": DATA_NAME},
        "mark": {"type": "bar", "binSpacing": 1},
        "encoding": {
            "x": made("from", value, bin={"binned": True}, axis={"tickCount": 8}, scale={"zero": False}),
            "x2": {"field": "to"},
            "y": made("count", "Rows"),
            "tooltip": [
                made("from", "from", format=".4~g"),
                made("to", "to", format=".4~g"),
                made("count", "rows", format=","),
            ],
        },
    }
    total = int(sum(counts))
    said = f" from {summary['min']:g} to {summary['max']:g}" if total else ""
    description = f"{title or 'Histogram'} of {value}: {counted(total, 'value')}{said}."
    return Drawing(titled(spec, title), rows, tuple(notes), description)
