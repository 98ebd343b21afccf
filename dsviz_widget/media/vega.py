"""Charts in Vega and Vega-Lite as media: specs with their rows inside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from dsviz_widget.errors import ChartError, MediaValueError
from dsviz_widget.media.json_figure import JsonFigure
from dsviz_widget.media.registry import register_medium
from dsviz_widget.media.still import FileReader, Still
from dsviz_widget.media.vega_specs import as_spec, is_vega

DRAWN_BYTES = 200_000
"""Size of a spec up to which a cell draws it."""


@register_medium
class Vega(JsonFigure):
    """A chart in Vega or Vega-Lite for a table cell or a run.

    Parameters
    ----------
    spec : altair chart, dict, path or str
        An Altair chart; a spec as a dict, as text of JSON, or in a file. Its rows are inside of it.
    caption : str, optional
        Shown under it.

    Attributes
    ----------
    facts : dict
        ``title``; ``mark``, the kinds of marks ("line, point"); ``rows``, how many it has inside.

    Raises
    ------
    MediaValueError
        If it is no spec, draws no mark, or would load its rows from an address.
    """

    wb_type: ClassVar[str] = "vega-file"
    noun: ClassVar[str] = "Vega chart"
    folder: ClassVar[str] = "media/vega"
    list_type: ClassVar[str] = "vega"
    telling: ClassVar[str] = "rows"
    fields: ClassVar[dict[str, str]] = {"title": "string", "mark": "string", "rows": "int64"}
    mimes: ClassVar[dict[str, str]] = {"vega.json": "application/json"}

    def __init__(self, spec: Any, caption: str | None = None) -> None:
        try:
            found = as_spec(spec)
        except ChartError as error:
            raise MediaValueError(f"Vega chart: {error}") from None
        _check(found)
        super().__init__(found, caption)

    @property
    def spec(self) -> dict[str, Any]:
        """The spec, with its rows."""
        return self._parsed()

    @classmethod
    def facts_in(cls, figure: Any) -> dict[str, Any]:
        """Return the facts of a spec, wherever its rows are."""
        return _facts(figure)

    @classmethod
    def still(cls, cell: Mapping[str, Any], read: FileReader, size_px: int) -> Still | None:
        """Return the spec itself, which the browser draws, unless it is long."""
        return Still(read(), cls.mimes["vega.json"]) if cell["size"] <= DRAWN_BYTES else None


def _check(spec: Mapping[str, Any]) -> None:
    for data in _data_in(spec):
        address = data.get("url")
        if address is not None:
            raise MediaValueError(
                f"Vega chart: the spec loads its rows from {str(address)[:80]!r}, and charts load nothing. "
                "Put the rows into the spec, as {'data': {'values': [...]}}."
            )


def _data_in(spec: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the data of a spec and of the charts within."""
    if isinstance(spec, list):
        for item in spec:
            yield from _data_in(item)
    if not isinstance(spec, Mapping):
        return
    for name, value in spec.items():
        if name == "data":
            yield from (
                item for item in (value if isinstance(value, list) else [value]) if isinstance(item, Mapping)
            )
        elif name not in ("values", "datasets"):
            yield from _data_in(value)


def _facts(spec: Mapping[str, Any]) -> dict[str, Any]:
    title = spec.get("title")
    title = title.get("text") if isinstance(title, Mapping) else title
    sets = [*(spec.get("datasets") or {}).values(), *(data.get("values") for data in _data_in(spec))]
    return {
        "title": title if isinstance(title, str) and title else None,
        "mark": ", ".join(sorted(set(_marks_in(spec)))) or None,
        "rows": sum(len(rows) for rows in sets if isinstance(rows, list)),
    }


def _marks_in(spec: Any) -> Iterator[str]:
    if isinstance(spec, list):
        for item in spec:
            yield from _marks_in(item)
    if not isinstance(spec, Mapping):
        return
    if is_vega(spec) or "marks" in spec:
        for mark in spec.get("marks") or ():
            if isinstance(mark, Mapping):
                yield str(mark.get("type"))
    mark = spec.get("mark")
    if isinstance(mark, (str, Mapping)):
        yield str(mark if isinstance(mark, str) else mark.get("type"))
    for name in ("layer", "hconcat", "vconcat", "concat", "spec"):
        yield from _marks_in(spec.get(name))
