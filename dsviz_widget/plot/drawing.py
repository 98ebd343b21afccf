"""What a chart draws: a spec, the rows that it names, and what there is to say about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import ChartError

if TYPE_CHECKING:
    import pyarrow as pa

    from dsviz_widget.table import Table

DATA_NAME = "wandb"
"""What a spec calls the rows of its table."""
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
MAX_ROWS = 10_000
"""Rows that a spec of users is drawn with; of more, every so many-th."""
_TYPES = {"number": "quantitative", "timestamp": "temporal"}


@dataclass(frozen=True)
class Drawing:
    """A spec and its rows.

    Attributes
    ----------
    spec : dict
        Vega-Lite or Vega, which calls its rows ``wandb``.
    rows : pyarrow.Table or None
        Numbers as doubles, dates as milliseconds; None for a spec that has its own.
    notes : tuple of str
        What the picture does not show of the table, a sentence each.
    description : str
        The chart in a sentence, for those who do not see it.
    """

    spec: dict[str, Any]
    rows: pa.Table | None
    notes: tuple[str, ...] = ()
    description: str = ""


def escaped(name: str) -> str:
    """Return a column's name as a field of Vega, in which dots and brackets mean paths."""
    for letter in "\\.[]'\"":
        name = name.replace(letter, f"\\{letter}")
    return name


def field(table: Table, name: str, **more: Any) -> dict[str, Any]:
    """Return the encoding of a column: field, type by its kind, and the name as title."""
    kind = table.column_types[name].kind
    return {"field": escaped(name), "type": _TYPES.get(kind, "nominal"), "title": name, **more}


def made(name: str, title: str, type: str = "quantitative", **more: Any) -> dict[str, Any]:
    """Return the encoding of a column that we made."""
    return {"field": name, "type": type, "title": title, **more}


def need_number(table: Table, name: str, chart: str, or_boolean: bool = True) -> None:
    """Raise ChartError unless a column holds numbers, or true and false where they may stand for 1 and 0."""
    found = table.column_types[name]
    is_number = found.kind == "number" or (or_boolean and found.kind == "boolean")
    if not is_number and len(table):
        numbers = [other for other, kind in table.column_types.items() if kind.kind == "number"]
        raise ChartError(
            f"{chart} needs numbers, and column {name!r} holds {found.describe()}."
            + (f" Columns with numbers: {', '.join(map(repr, numbers[:8]))}." if numbers else "")
        )


def columns_of(table: Table, names: Sequence[str]) -> pa.Table:
    """Return some columns of a short table."""
    return table.to_arrow().select(list(dict.fromkeys(names)))


def plain_rows(rows: pa.Table) -> pa.Table:
    """Return rows as a chart takes them: numbers as doubles, dates as milliseconds, no pictures."""
    import pyarrow as pa
    import pyarrow.compute as pc

    columns, names = [], []
    for name, column in zip(rows.column_names, rows.columns, strict=True):
        kind = column.type
        if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
            column = column.cast(pa.float64(), safe=False)
            # Neither NaN nor infinity has a place on an axis.
            column = pc.if_else(pc.is_finite(column), column, None)
        elif pa.types.is_timestamp(kind):
            column = pc.divide(column.cast(pa.timestamp("us")).cast(pa.int64()).cast(pa.float64()), 1000.0)
        elif pa.types.is_dictionary(kind):
            column = column.cast(pa.string())
        elif pa.types.is_struct(kind) and kind.get_field_index("digest") >= 0:
            continue
        columns.append(column)
        names.append(name)
    return pa.table(columns, names=names)


def every_nth(table: Table, names: Sequence[str] | None = None) -> tuple[pa.Table, tuple[str, ...]]:
    """Return the rows of a table, of a long one every so many-th, and a note that says so."""
    import numpy as np

    count = len(table)
    if count <= MAX_ROWS:
        arrow = table.to_arrow()
        return plain_rows(arrow if names is None else arrow.select(list(names))), ()
    step = -(-count // MAX_ROWS)
    ids = np.arange(0, count, step)
    rows = table.engine().take(ids, list(names) if names is not None else None).remove_column(0)
    return plain_rows(rows), (f"One of every {step:,} rows is drawn, of {count:,}.",)


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun."""
    return f"{number:,} {one if number == 1 else (many or one + 's')}"
