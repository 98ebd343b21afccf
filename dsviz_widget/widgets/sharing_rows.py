"""The rows of a table that a page has, and what it must know to answer questions about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from dsviz_widget.media import HistogramType, ImageType, MediumType, media_in
from dsviz_widget.query import Query, Task, write_name
from dsviz_widget.query.kinds import OTHER, UNKNOWN
from dsviz_widget.table.writers import with_texts
from dsviz_widget.widgets.ipc import to_ipc

if TYPE_CHECKING:
    import pyarrow as pa

    from dsviz_widget.query.kinds import Kind, Schema
    from dsviz_widget.types import ColumnType
    from dsviz_widget.widgets.shown_table import Shown
    from dsviz_widget.widgets.table_session import TableSession

FIRST_ROWS = 40
"""Rows of the first answer, which the browser asks for."""


@dataclass(frozen=True, eq=False)
class ChosenRows:
    """The rows of a table that go into a page.

    Parameters
    ----------
    ids : (n,) int64 array
        Rising.
    order : (m,) int64 array
        Those of them that match the view, in its order.
    matched : int
        Rows of the table that match.
    total : int
        Rows of the table.
    """

    ids: np.ndarray
    order: np.ndarray
    matched: int
    total: int

    def note(self, is_ordered: bool) -> str | None:
        """Return what the page says of rows that it lacks, None where it has all.

        Parameters
        ----------
        is_ordered : bool
            Whether the view filters or sorts.
        """
        have = f"first {len(self.ids):,} of {self.total:,} rows"
        if len(self.ids) == self.total:
            return None
        if len(self.ids) == self.matched < self.total:
            return f"The {self.matched:,} of {self.total:,} rows that match; counts and figures are of these."
        of = ", those that match first and in the order of the view" if is_ordered else ""
        return f"The {have}{of}; counts and figures are of these."


def choose_rows(
    shown: Shown, query: Query, max_rows: int, rows: Literal["all", "matched"], task: Task
) -> ChosenRows:
    """Return the rows that a page of a view has: at most `max_rows`, those that match before the others."""
    engine = shown.engine
    found = engine.order(query, task)
    matched, total = len(found), engine.row_count
    order = found.slice(0, min(matched, max_rows)).astype(np.int64)
    ids = order
    if rows == "all" and len(order) < min(total, max_rows):
        others = np.setdiff1d(np.arange(total, dtype=np.int64), order, assume_unique=True)
        ids = np.concatenate([order, others[: max_rows - len(order)]])
    return ChosenRows(np.sort(ids), order, matched, total)


def rows_of(shown: Shown, ids: np.ndarray) -> bytes:
    """Return rows as an Arrow stream of one batch, all columns, in few types that the page reads."""
    import pyarrow as pa

    source = shown.engine.source
    # What expressions may name is more than what is shown: of compared tables, the key of each.
    page = source.take(ids, list(dict.fromkeys([*shown.engine.schema.names, *source.kinds.columns])))
    rows = with_texts(page, shown.types, shown.source, for_browser=True)
    return to_ipc(plain_rows(rows.add_column(0, pa.field("__row", pa.int64()), pa.array(ids))))


def plain_rows(rows: pa.Table) -> pa.Table:
    """Return rows with 32-bit offsets, and with values where there were dictionaries."""
    import pyarrow as pa

    from dsviz_widget.types.arrow import to_plain

    rows = rows.combine_chunks()
    columns, fields = [], []
    for field, column in zip(rows.schema, rows.columns, strict=True):
        wanted = _small(field.type)
        chunk = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
        columns.append(chunk if chunk.type.equals(wanted) else to_plain(chunk, wanted))
        fields.append(pa.field(field.name, wanted))
    return pa.table(columns, schema=pa.schema(fields))


def _small(arrow: pa.DataType) -> pa.DataType:
    """Return the type of the page for a type of ours."""
    import pyarrow as pa

    is_type = pa.types
    if is_type.is_dictionary(arrow):
        return _small(arrow.value_type)
    if is_type.is_large_string(arrow) or is_type.is_string_view(arrow):
        return pa.string()
    if is_type.is_large_binary(arrow) or is_type.is_binary_view(arrow):
        return pa.binary()
    if is_type.is_decimal(arrow):
        return pa.float64()
    if is_type.is_float16(arrow):
        return pa.float32()
    if is_type.is_fixed_size_list(arrow) or is_type.is_list(arrow) or is_type.is_large_list(arrow):
        return pa.list_(_small(arrow.value_type))
    if is_type.is_map(arrow):
        return pa.map_(_small(arrow.key_type), _small(arrow.item_type))
    if is_type.is_struct(arrow):
        return pa.struct([pa.field(one.name, _small(one.type)) for one in arrow])
    return arrow


def schema_said(schema: Schema) -> dict[str, Any]:
    """Return what expressions may name, as the page has it."""
    return {
        "columns": [
            {"name": name, "kind": kind_said(kind), **facts_said(schema, name)}
            for name, kind in schema.columns.items()
        ],
        "tables": [dict(names) for names in schema.tables],
        "present": list(schema.present),
        "labels": list(schema.labels),
    }


def facts_said(schema: Schema, name: str) -> dict[str, bool]:
    """Return what is known of a column's cells as the page has it; what nothing is known of is left out."""
    if schema.columns[name] == OTHER or name in schema.derived:
        return {}
    found = schema.facts(name)
    known = {"nullable": found.nullable, "nan": found.nan, "finite": found.finite}
    unknown = {"nullable": UNKNOWN.nullable, "nan": UNKNOWN.nan, "finite": UNKNOWN.finite}
    return {part: value for part, value in known.items() if value != unknown[part]}


def kind_said(kind: Kind) -> dict[str, Any]:
    """Return a kind as the page has it; parts that are as at first are left out."""
    said: dict[str, Any] = {"name": kind.name}
    if kind.bits:
        said["bits"] = kind.bits
    if kind.integer:
        said["integer"] = True
    if kind.element is not None:
        said["element"] = kind_said(kind.element)
    if kind.fields:
        said["fields"] = [[name, kind_said(inner)] for name, inner in kind.fields]
    if kind.integer_keys:
        said["integer_keys"] = True
    return said


def texts_in(shown: Shown) -> list[str]:
    """Return the columns whose cells are JSON text in a browser."""
    from dsviz_widget.types.arrow import type_of_arrow

    found = []
    for field in shown.engine.schema:
        column_type = shown.types.get(field.name) or type_of_arrow(field.type)
        if column_type.varies and not column_type.holds_files:
            found.append(field.name)
    return found


def measures_of(types: dict[str, ColumnType]) -> dict[str, Any]:
    """Return how heads of columns are told that have no axis of their own; see `heads.py`."""
    found: dict[str, Any] = {}
    for name, column_type in types.items():
        path = write_name(name)
        if isinstance(column_type, ImageType):
            found[name] = {"kind": "image"}
        elif isinstance(column_type, HistogramType):
            ends = [f"{path}.min", f"{path}.max"]
            found[name] = {"kind": "of", "of": f"{path}.{column_type.telling}", "ends": ends}
        elif isinstance(column_type, MediumType):
            found[name] = {"kind": "of", "of": f"{path}.{column_type.medium.telling}"}
        elif column_type.kind == "struct" and media_in(column_type)[0] is not None:
            found[name] = {"kind": "of", "of": f"{path}.size"}
        elif column_type.kind == "struct":
            found[name] = {"kind": "struct", "fields": list(getattr(column_type, "fields", {}))}
        elif column_type.kind in ("list", "any"):
            found[name] = {"kind": "of", "of": f"{'len' if column_type.kind == 'list' else 'type'}({path})"}
    return found


def opened(
    session: TableSession, query: Query, chosen: ChosenRows, task: Task
) -> tuple[dict[str, Any], bytes]:
    """Return the first answer of the page, as the view asks for it: what Python answers, of its rows."""
    shown = session.shown
    rows = b""
    if not query.group_keys:
        engine = shown.engine.with_derived(query.derived)
        page = engine.take(chosen.order[:FIRST_ROWS], query.columns)
        rows = to_ipc(shown.marked(with_texts(page, shown.types_of(query), shown.source, for_browser=True)))
    info = {**session.info(query), "row_count": len(chosen.ids)}
    warnings = shown.engine.warnings(query)
    result = {"info": info, "matched": len(chosen.order), "error": None, "warnings": warnings}
    return result, rows


def plain_info(session: TableSession, count: int) -> dict[str, Any]:
    """Return what the table is, without what a query derives."""
    return {**session.info(), "row_count": count}
