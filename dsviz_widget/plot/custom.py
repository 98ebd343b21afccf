"""Charts of presets: by name, by file, by an Altair chart."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import ChartError
from dsviz_widget.media.vega_specs import as_spec, is_spec, is_vega
from dsviz_widget.plot.chart import Chart, as_table, make_chart
from dsviz_widget.plot.drawing import DATA_NAME
from dsviz_widget.plot.holes import fields_of

if TYPE_CHECKING:
    from dsviz_widget.table import Table


def plot_table(
    vega_spec_name: Any,
    data_table: Table,
    fields: Mapping[str, str] | None = None,
    string_fields: Mapping[str, str] | None = None,
    split_table: bool = False,
) -> Chart:
    """Return a chart of a preset.

    Parameters
    ----------
    vega_spec_name : str, path, dict or Altair chart
        Name of a preset (``wandb/line/v0``, or one that `plot.save_preset` kept in the project), a file of
        JSON, or the spec itself. It calls its rows ``wandb``, and has the holes ``${field:x}`` and
        ``${string:title}``.
    data_table : Table or data frame
    fields : mapping of str to str
        Columns, by the name that the preset has for them; those of the same name unless given.
    string_fields : mapping of str to str, optional
        Texts, such as ``title``.
    split_table : bool
        W&B's; the table of a logged chart is kept beside it in either case.

    Raises
    ------
    ChartError
        If the table lacks a column, the preset needs a field that is not given, or a file is no spec.

    Warns
    -----
    UserWarning
        If the project has no preset of that name; the chart then shows its rows, until there is one.

    References
    ----------
    ``wandb.plot_table``, W&B reference, 2021.
    """
    table = as_table(data_table)
    if fields is not None and not isinstance(fields, Mapping):
        raise ChartError(f"fields is a dict of the preset's names to columns, got {fields!r}.")
    given, strings = dict(fields or {}), dict(string_fields or {})
    if isinstance(vega_spec_name, str) and not _is_file(vega_spec_name):
        return make_chart(vega_spec_name, table, given, strings)
    if not isinstance(vega_spec_name, (str, os.PathLike)) and not is_spec(vega_spec_name):
        raise ChartError("plot_table takes a preset's name, a file of JSON, a dict or an Altair chart.")
    template = as_spec(vega_spec_name)
    named = Path(vega_spec_name).name if isinstance(vega_spec_name, (str, os.PathLike)) else "spec"
    # The rows are those of the table, whatever the spec was made on.
    template.pop("datasets", None)
    if not is_vega(template):
        template["data"] = {"name": DATA_NAME}
    for name in fields_of(template):
        if name not in given and name in table.columns:
            given[name] = name
    return make_chart(named, table, given, strings, template)


def _is_file(name: str) -> bool:
    return name.endswith(".json") or name.lstrip().startswith("{")
