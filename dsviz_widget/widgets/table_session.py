"""What a browser may ask about a table, and the answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import DsvizError, QueryError
from dsviz_widget.media import ImageType
from dsviz_widget.media.boxes import Box
from dsviz_widget.media.thumbnails import Thumbnails
from dsviz_widget.query import Query, Task
from dsviz_widget.table.writers import with_texts
from dsviz_widget.widgets.channel import Handler, Reply
from dsviz_widget.widgets.expressions import Expressions

if TYPE_CHECKING:
    import pyarrow as pa

    from dsviz_widget.table import Table
    from dsviz_widget.types import ColumnType

MAX_ROWS = 2_000
MAX_PICTURES = 64
PLAIN = ("number", "text", "boolean", "timestamp")
COUNT_LATER = 5_000_000
"""From so many rows on the first page does not wait for the number of rows that match."""
ORDER_AFTER_S = 0.7
"""A view that is looked at for so long is ordered for the pages that follow."""
SIZES_PX = (128, 256, 512)


class TableSession:
    """Answers questions about one table. Thread-safe; knows no widget and no notebook.

    Parameters
    ----------
    table : Table
        Its rows at this moment; rows added later are not seen.
    title : str
        Shown above the table.
    cache : path, optional
        Folder for thumbnails; they are kept in memory only unless given.
    """

    def __init__(self, table: Table, title: str, cache: Path | None = None) -> None:
        self.title = title
        self.origin = table.origin
        self.types = table.column_types
        self.source = table.source
        self.engine = table.engine()
        self.expressions = Expressions(self.engine, self.types)
        self.thumbnails = Thumbnails(self.source, cache / "thumbnails" if cache is not None else None)

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {
            "open": self.open,
            "count": self.count,
            "rows": self.rows,
            "summary": self.summary,
            "groups": self.groups,
            "gallery": self.gallery,
            "brush": self.brush,
            "without_each": self.without_each,
            "check": self.check,
            "complete": self.expressions.complete,
            "translate": self.expressions.translate,
            "thumbnails": self.small_pictures,
            "image": self.picture,
        }

    def types_of(self, query: Query) -> dict[str, ColumnType]:
        """Return what each column holds, those that the query derives included."""
        from dsviz_widget.types.arrow import type_of_arrow

        arrow = self.engine.with_derived(query.derived).schema
        derived = {item.name: type_of_arrow(arrow.field(item.name).type) for item in query.derived}
        return {**self.types, **derived}

    def info(self, query: Query | None = None) -> dict[str, Any]:
        """Return what the table is: title, columns (with those that a query derives), number of rows."""
        query = query or Query()
        arrow = self.engine.with_derived(query.derived).schema
        columns = []
        for name, column_type in self.types_of(query).items():
            layers = _layers(column_type) if isinstance(column_type, ImageType) else []
            columns.append(
                {
                    "name": name,
                    "kind": column_type.kind,
                    "integer": _is_integer(arrow.field(name).type),
                    "layers": layers,
                }
            )
        subtitle = self.origin.split("/")[1] if self.origin else ""
        return {
            "title": self.title,
            "subtitle": subtitle,
            "row_count": self.engine.row_count,
            "columns": columns,
        }

    def open(self, params: dict[str, Any], task: Task) -> Reply:
        """Everything the first paint needs; a query that fails leaves the rows unfiltered."""
        query, error = _query(params), None
        count = _limited(params.get("count", 40), MAX_ROWS)
        matched: int | None
        try:
            buffers = self._first_page(query, count, task)
            matched = self._matched_soon(query, task)
            warnings = self.engine.warnings(query)
            if not query.group_keys:
                self.engine.order_ahead(query, ORDER_AFTER_S)
        except QueryError as found:
            error, warnings, query = found.as_dict(), [], Query()
            buffers = self._first_page(query, count, task)
            matched = self.engine.row_count
        return {"info": self.info(query), "matched": matched, "error": error, "warnings": warnings}, buffers

    def _matched_soon(self, query: Query, task: Task) -> int | None:
        """Return how many rows match; None of a long table, where the browser asks once rows are there."""
        known = self.engine.known_count(query)
        if known is None and self.engine.row_count < COUNT_LATER:
            return self.engine.count(query, task=task)
        return known

    def _first_page(self, query: Query, count: int, task: Task) -> list[bytes]:
        return [] if query.group_keys else [self._ipc(query, self.engine.page(query, 0, count, task=task))]

    def count(self, params: dict[str, Any], task: Task) -> Reply:
        """How many rows match."""
        query = _query(params)
        matched = self.engine.count(query, task=task)
        return {
            "matched": matched,
            "total": self.engine.row_count,
            "warnings": self.engine.warnings(query),
        }, []

    def rows(self, params: dict[str, Any], task: Task) -> Reply:
        """One page of the filtered, sorted view, or of a group's rows, as Arrow IPC."""
        query = _query(params)
        start, count = _start(params), _limited(params.get("count"), MAX_ROWS)
        key = params.get("group")
        matched: int | None = None
        if key is None:
            page = self.engine.page(query, start, count, task=task)
            matched = self._matched_soon(query, task)
        else:
            page = self.engine.group_page(query, key, start, count, task=task)
        return {"start": start, "count": page.num_rows, "matched": matched}, [self._ipc(query, page)]

    def _ipc(self, query: Query, page: pa.Table) -> bytes:
        """Return rows as the browser has them: what varies in kind or keys is JSON text."""
        return _ipc(with_texts(page, self.types_of(query), self.source, for_browser=True))

    def summary(self, params: dict[str, Any], task: Task) -> Reply:
        """Header figures of some columns."""
        query = _query(params)
        types = self.types_of(query)
        names = [name for name in params.get("columns", []) if name in types]
        plain = self._plain(names, types)
        columns: dict[str, Any] = {}
        if plain:
            bins = _limited(params.get("bins", 20), 200)
            columns.update(self.engine.summary(query, plain, bins=bins, task=task))
        for name in names:
            column_type = types[name]
            if isinstance(column_type, ImageType):
                columns[name] = self._image_summary(query, name, column_type, task)
        return {"columns": {name: columns.get(name, {"kind": "none"}) for name in names}}, []

    def brush(self, params: dict[str, Any], task: Task) -> Reply:
        """What columns hold in a range of one of them, while a hand moves it."""
        query = _query(params)
        names = self._plain(params.get("columns", []), self.types_of(query))
        ends = (params.get("low"), params.get("high"))
        bins = _limited(params.get("bins", 20), 200)
        pixels = _limited(params.get("pixels", 200), 1_000)
        column = str(params.get("column"))
        return self.engine.brush(query, column, *ends, names, bins=bins, pixels=pixels, task=task), []

    def _plain(self, names: list[str], types: dict[str, ColumnType]) -> list[str]:
        """Return the columns whose heads show a histogram or the most frequent values."""
        return [name for name in names if name in types and types[name].kind in PLAIN]

    def _image_summary(self, query: Query, name: str, column_type: ImageType, task: Task) -> dict[str, Any]:
        layers = []
        for kind, groups in (("mask", column_type.mask_labels), ("box", column_type.box_labels)):
            for group in groups:
                path = (name, "masks", group, "classes") if kind == "mask" else (name, "boxes", group)
                totals = self.engine.class_totals(query, path, task=task)
                boxes = sum(total["count"] for total in totals) or 1
                classes = [
                    {
                        "class_id": total["class_id"],
                        "count": total["count"],
                        "share": total["fraction"] if kind == "mask" else total["count"] / boxes,
                    }
                    for total in totals
                    if total["class_id"] is not None
                ]
                layers.append({"group": group, "kind": kind, "classes": classes})
        return {"kind": "image", "layers": layers}

    def groups(self, params: dict[str, Any], task: Task) -> Reply:
        """One page of groups with their aggregates."""
        return self.engine.groups(
            _query(params),
            _start(params),
            _limited(params.get("count", 25), 500),
            gallery=_limited(params.get("gallery", 6), MAX_PICTURES),
            bins=_limited(params.get("bins", 20), 200),
            task=task,
        ), []

    def gallery(self, params: dict[str, Any], task: Task) -> Reply:
        """Row ids of one page of a group's pictures."""
        count = _limited(params.get("count", 6), MAX_PICTURES)
        rows = self.engine.gallery(_query(params), params.get("key") or [], _start(params), count, task=task)
        return {"rows": [int(row) for row in rows]}, []

    def without_each(self, params: dict[str, Any], task: Task) -> Reply:
        """How many rows would match with one clause switched off."""
        return {"counts": self.engine.without_each(_query(params), task=task)}, []

    def check(self, params: dict[str, Any], task: Task) -> Reply:
        """Try a clause while it is typed."""
        found = self.engine.check(
            str(params.get("text", "")), _query(params), clause=params.get("clause"), task=task
        )
        return dict(found), []

    def small_pictures(self, params: dict[str, Any], task: Task) -> Reply:
        """Thumbnails of some rows of an image column, each with its masks and boxes."""
        name = self._image_column(params)
        wanted = [int(row) for row in params.get("rows", [])[:MAX_PICTURES]]
        asked = _limited(params.get("size_px", 256), SIZES_PX[-1])
        size = next(size for size in SIZES_PX if size >= asked)
        buffers: list[bytes] = []
        items = []
        for row, cell in zip(wanted, self._cells(name, wanted), strict=True):
            task.check()
            items.append(self._small_picture(row, cell, size, buffers))
        return {"items": items}, buffers

    def _small_picture(
        self, row: int, cell: dict[str, Any] | None, size_px: int, buffers: list[bytes]
    ) -> dict[str, Any]:
        if cell is None:
            return {"row": row, "error": "empty"}
        if cell["digest"] is None:
            return {"row": row, "error": _not_fetched(cell)}
        try:
            small = self.thumbnails.image(cell["digest"], size_px)
        except (DsvizError, OSError) as error:
            return {"row": row, "error": str(error)}
        buffers.append(small.content)
        item = {
            **_described(row, cell),
            "thumb_width": small.width,
            "thumb_height": small.height,
            "mime": small.mime,
            "pixels": len(buffers) - 1,
            "masks": [],
        }
        for group, mask in (cell.get("masks") or {}).items():
            if mask is not None:
                item["masks"].append(self._mask(group, mask, cell, (small.width, small.height), buffers))
        return item

    def _mask(
        self,
        group: str,
        mask: dict[str, Any],
        cell: dict[str, Any],
        size: tuple[int, int] | None,
        buffers: list[bytes],
    ) -> dict[str, Any]:
        plain = {"group": group, "width": mask["width"], "height": mask["height"], "bits": 8, "ids": -1}
        if (mask["width"], mask["height"]) != (cell["width"], cell["height"]):
            return {
                **plain,
                "error": f"Mask {group} is {mask['width']} × {mask['height']} and its image "
                f"{cell['width']} × {cell['height']}. Log a mask at the size of its image.",
            }
        try:
            packed = (
                self.thumbnails.full_mask(mask["digest"])
                if size is None
                else self.thumbnails.mask(mask["digest"], *size)
            )
        except (DsvizError, OSError) as error:
            return {**plain, "error": str(error)}
        buffers.append(packed.content)
        return {
            "group": group,
            "width": packed.width,
            "height": packed.height,
            "bits": packed.bits,
            "ids": len(buffers) - 1,
        }

    def picture(self, params: dict[str, Any], task: Task) -> Reply:
        """One picture as it was logged, byte for byte where a browser shows that, with its masks."""
        name, row = self._image_column(params), int(params["row"])
        cell = self._cells(name, [row])[0]
        if cell is None:
            return {"row": row, "error": "empty"}, []
        if cell["digest"] is None:
            return {"row": row, "error": _not_fetched(cell)}, []
        described = _described(row, cell)
        buffers: list[bytes] = []
        try:
            shown = self.thumbnails.original(cell["digest"], cell["format"])
        except (DsvizError, OSError) as error:
            return {**described, "masks": [], "error": str(error)}, []
        buffers.append(shown.content)
        masks = []
        for group, mask in (cell.get("masks") or {}).items():
            task.check()
            if mask is not None:
                masks.append(self._mask(group, mask, cell, None, buffers))
        return {**described, "mime": shown.mime, "pixels": 0, "masks": masks}, buffers

    def _cells(self, name: str, rows: list[int]) -> list[dict[str, Any] | None]:
        inside = [row for row in rows if 0 <= row < self.engine.row_count]
        if len(inside) != len(rows):
            raise QueryError("value", f"the table has {self.engine.row_count:,} rows; one was asked beyond.")
        cells: list[dict[str, Any] | None] = self.engine.take(rows, [name]).column(name).to_pylist()
        return cells

    def _image_column(self, params: dict[str, Any]) -> str:
        name = params.get("column")
        if not isinstance(name, str) or not isinstance(self.types.get(name), ImageType):
            raise QueryError("name", f"column {name!r} holds no images.")
        return name


def _query(params: dict[str, Any]) -> Query:
    return Query.from_json(params.get("query") or {"version": 1})


def _start(params: dict[str, Any]) -> int:
    return max(0, int(params.get("start", 0)))


def _limited(value: Any, most: int) -> int:
    return max(0, min(int(value), most))


def _is_integer(arrow: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_integer(arrow))


def _ipc(table: pa.Table) -> bytes:
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema.remove_metadata()) as writer:
        writer.write_table(table.combine_chunks())
    return bytes(sink.getvalue())


def _layers(column_type: ImageType) -> list[dict[str, Any]]:
    layers = [
        {"group": group, "kind": "mask", "classes": sorted(labels.items()), "score_keys": []}
        for group, labels in column_type.mask_labels.items()
    ]
    layers += [
        {
            "group": group,
            "kind": "box",
            "classes": sorted(labels.items()),
            "score_keys": list(column_type.score_keys.get(group, ())),
        }
        for group, labels in column_type.box_labels.items()
    ]
    return layers


def _not_fetched(cell: dict[str, Any]) -> str:
    return f"This picture is kept as the address {cell['ref']} and was not fetched. Image.fetch() gets it."


def _described(row: int, cell: dict[str, Any]) -> dict[str, Any]:
    """Return what is known of a picture without opening it; boxes in its pixels."""
    width, height = cell["width"], cell["height"]
    groups = []
    for group, boxes in (cell.get("boxes") or {}).items():
        if boxes is None:
            continue
        plain = []
        for struct in boxes:
            box = Box.from_struct(struct)
            x0, x1, y0, y1 = box.in_pixels(width, height)
            plain.append(
                {
                    "min_x": x0,
                    "max_x": x1,
                    "min_y": y0,
                    "max_y": y1,
                    "class_id": box.class_id,
                    "caption": box.caption,
                    "scores": box.scores,
                }
            )
        groups.append({"group": group, "boxes": plain})
    return {"row": row, "width": width, "height": height, "caption": cell["caption"], "boxes": groups}
