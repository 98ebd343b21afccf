"""A chart: a table, a preset, and which column goes where."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import ChartError, PresetNotFound, did_you_mean
from dsviz_widget.media import Vega
from dsviz_widget.media.vega_specs import as_spec, is_vega
from dsviz_widget.plot.drawing import DATA_NAME, Drawing, every_nth
from dsviz_widget.plot.drawn import BUILTINS
from dsviz_widget.plot.holes import fill
from dsviz_widget.plot.presets import presets
from dsviz_widget.types import article, register_foreign

if TYPE_CHECKING:
    from dsviz_widget.table import Table


class Chart:
    """A chart of a table; as the last expression of a cell it shows itself.

    `plot.line` and the like make one, `plot_table` makes one of any preset, and `Chart.of` one of an Altair
    chart or a spec. It does not change: a table that grows later leaves it as it was first drawn.

    Parameters
    ----------
    preset : str
        Name of a preset, such as ``wandb/line/v0``; ``""`` for a spec that has its own rows.
    table : Table or None
        Its rows; None for a spec that has its own.
    fields : mapping of str to str
        Columns, by the name that the preset has for them.
    string_fields : mapping of str to str
        Texts, such as ``title``.
    template : dict, optional
        The preset's spec, unless it is one of ours.
    """

    def __init__(
        self,
        preset: str,
        table: Table | None,
        fields: Mapping[str, str],
        string_fields: Mapping[str, str],
        template: dict[str, Any] | None = None,
    ) -> None:
        self._preset = preset
        self._table = table
        self._fields = dict(fields)
        self._strings = dict(string_fields)
        self._template = template

    @classmethod
    def of(cls, spec: Any) -> Chart:
        """Return an Altair chart, a Vega-Lite or Vega dict, or a file of one, as a chart.

        Raises
        ------
        ChartError
            If it is none of them.
        """
        template = as_spec(spec)
        return cls("", _table_of(template), {}, {}, template)

    @property
    def table(self) -> Table | None:
        """The rows behind the chart, all of them; None for a spec that has no table of its own."""
        return self._table

    @property
    def preset(self) -> str:
        """Name of the preset, or ``""``."""
        return self._preset

    @property
    def template(self) -> dict[str, Any] | None:
        """The spec of a preset that is not one of ours, with its holes."""
        return self._template

    @property
    def fields(self) -> dict[str, str]:
        """Columns, by the name that the preset has for them."""
        return dict(self._fields)

    @property
    def string_fields(self) -> dict[str, str]:
        """Texts, by the name that the preset has for them."""
        return dict(self._strings)

    @property
    def title(self) -> str:
        """The title, or ``""``."""
        given = self._strings.get("title", "")
        own = (self._template or {}).get("title", "")
        if isinstance(own, Mapping):
            own = own.get("text", "")
        return given or (str(own) if isinstance(own, str) and "${" not in own else "")

    @cached_property
    def drawing(self) -> Drawing:
        """What is drawn: spec, rows and notes; long tables are counted or thinned first.

        Raises
        ------
        ChartError
            If a column is of a kind that the chart cannot draw, or the preset is not there.
        """
        builtin = BUILTINS.get(self._preset)
        if builtin is not None and self._table is not None:
            return builtin.draw(self._table, self._fields, self._strings)
        template = self._template
        if template is None:
            template = presets().get(self._preset)
        spec = fill(template, self._fields, self._strings)
        said = f"{self.title or 'Chart'}."
        if self._table is None or not self._preset:
            return Drawing(spec, None, (), said)
        rows, notes = every_nth(self._table)
        if not is_vega(spec) and "data" not in spec:
            spec = {**spec, "data": {"name": DATA_NAME}}
        return Drawing(spec, rows, notes, said)

    @property
    def spec(self) -> dict[str, Any]:
        """Vega-Lite or Vega; it calls its rows ``wandb``, and `to_dict` has them inside."""
        return self.drawing.spec

    @property
    def notes(self) -> tuple[str, ...]:
        """What the picture leaves out of the table, a sentence each."""
        return self.drawing.notes

    def to_dict(self) -> dict[str, Any]:
        """Return the spec with its rows inside, for any tool that reads Vega."""
        spec, rows = self.drawing.spec, self.drawing.rows
        if rows is None:
            return dict(spec)
        values = rows.to_pylist()
        if not is_vega(spec):
            return {**spec, "datasets": {**spec.get("datasets", {}), DATA_NAME: values}}
        data = [
            {**item, "values": values} if item.get("name") == DATA_NAME else item
            for item in spec.get("data", [])
        ]
        if all(item.get("name") != DATA_NAME for item in data):
            data = [{"name": DATA_NAME, "values": values}, *data]
        return {**spec, "data": data}

    def to_altair(self) -> Any:
        """Return the chart as one of Altair, to go on with there.

        Raises
        ------
        ChartError
            If its spec is Vega, which Altair does not have.
        """
        if is_vega(self.spec):
            raise ChartError("this chart is Vega, and Altair has Vega-Lite only. Use to_dict().")
        import altair

        return altair.Chart.from_dict(self.to_dict())

    def to_png(self, theme: str = "light", scale: float = 2) -> bytes:
        """Return the chart as a PNG; see `save`."""
        from dsviz_widget.plot.rendering import to_png

        return to_png(self.to_dict(), theme, scale)

    def to_svg(self, theme: str = "light") -> str:
        """Return the chart as an SVG; see `save`."""
        from dsviz_widget.plot.rendering import to_svg

        return to_svg(self.to_dict(), theme)

    def save(self, path: str | os.PathLike[str], theme: str = "light", scale: float = 2) -> None:
        """Write the chart as a picture, a page or its spec.

        Parameters
        ----------
        path : path
            Its ending says the form: ``.png``, ``.svg``, ``.html`` (a page that needs no network) or
            ``.json`` (the spec with its rows).
        theme : {"light", "dark"}
        scale : float
            Pixels of a PNG for each pixel of the chart.

        Raises
        ------
        LibraryMissing
            For all but JSON, if vl-convert is not installed (``pip install dsviz-widget[charts]``).
        ChartError
            For any other ending.
        """
        from dsviz_widget.plot.rendering import write

        write(self.to_dict(), Path(path), theme, scale)

    def __repr__(self) -> str:
        name = self._preset or "spec"
        columns = ", ".join(f"{key}={value!r}" for key, value in self._fields.items())
        title = f" {self.title!r}" if self.title else ""
        return f"<Chart{title} {name}{': ' + columns if columns else ''}>"


def make_chart(
    preset: str,
    table: Any,
    fields: Mapping[str, str],
    strings: Mapping[str, str],
    template: dict[str, Any] | None = None,
) -> Chart:
    """Return a chart of a preset by its name, or of a template; the columns are checked.

    Raises
    ------
    ChartError
        If `table` is no table, or lacks a column.
    """
    table = as_table(table)
    fields = {key: str(column) for key, column in fields.items()}
    strings = {key: str(value) for key, value in strings.items() if value is not None}
    for key, column in fields.items():
        _known(table, column, key)
    builtin = BUILTINS.get(preset)
    if builtin is not None:
        for key in builtin.fields:
            if key not in fields:
                raise ChartError(f"{preset!r} needs the field {key!r}. Write fields={{{key!r}: 'a column'}}.")
        return Chart(preset, table, fields, strings)
    try:
        template = template or presets().get(preset)
    except PresetNotFound as error:
        warnings.warn(f"{error} Until then the chart shows its rows only.", UserWarning, stacklevel=3)
    if template is not None:
        fill(template, fields, strings)
    return Chart(preset, table, fields, strings, template)


def as_table(value: Any) -> Table:
    """Return a table, or a data frame as one; raises ChartError for anything else."""
    from dsviz_widget.table import JoinedTable, PartitionedTable, Table

    if isinstance(value, Table):
        return value
    if isinstance(value, (JoinedTable, PartitionedTable)):
        return value.to_table()
    if type(value).__module__.split(".")[0] in ("pandas", "polars", "pyarrow"):
        return Table(dataframe=value)
    raise ChartError(f"a chart is drawn from a Table or a data frame, got {article(value)}.")


def _known(table: Table, column: str, key: str) -> None:
    if str(column) not in table.columns:
        near = did_you_mean(str(column), table.columns)
        there = ", ".join(map(repr, table.columns[:12]))
        raise ChartError(f"the table has no column {column!r} for {key!r}.{near} It has {there}.")


def _table_of(spec: dict[str, Any]) -> Table | None:
    """Return the rows that a spec holds, when they are one list of records."""
    from dsviz_widget.errors import TableError
    from dsviz_widget.table import Table

    datasets = list((spec.get("datasets") or {}).values())
    data = spec.get("data")
    if isinstance(data, Mapping) and "values" in data:
        datasets.append(data["values"])
    if len(datasets) != 1 or not isinstance(datasets[0], list) or not datasets[0]:
        return None
    if not all(isinstance(row, Mapping) for row in datasets[0]):
        return None
    try:
        return Table.from_records(datasets[0])
    except TableError:
        return None


def _as_medium(chart: Chart) -> Vega:
    return Vega(chart.to_dict())


register_foreign("dsviz_widget.Chart", _as_medium)
