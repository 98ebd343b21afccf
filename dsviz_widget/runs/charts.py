"""Charts in a history: what they are drawn from, so that they are found again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import ChartError
from dsviz_widget.plot import Chart
from dsviz_widget.plot.presets import look_in
from dsviz_widget.runs.opening import open_artifact
from dsviz_widget.runs.values import SPEC, Place, register_loggable
from dsviz_widget.store import Catalog
from dsviz_widget.store.storage import Storage

if TYPE_CHECKING:
    from dsviz_widget.table import Table


def _write_chart(chart: Chart, place: Place) -> dict[str, Any]:
    """Return a chart as a history keeps it.

    The table is the artifact ``run-<id>-<key>_table``, as W&B has it; a preset that is not one of ours goes
    along, so that it may change or go without changing what was logged.
    """
    told: dict[str, Any] = {
        "_type": "chart",
        "preset": chart.preset,
        "title": chart.title,
        "fields": chart.fields,
        "string_fields": chart.string_fields,
    }
    if chart.template is not None:
        told["template"] = place.files.keep_bytes(json.dumps(chart.template).encode())
    if chart.table is not None and chart.preset:
        told["table"] = place.keep_table(f"{place.key}_table", chart.table)
    return told


def _write_spec(spec: Any, place: Place) -> dict[str, Any]:
    return _write_chart(Chart.of(spec), place)


def open_chart(catalog: Catalog, project: str, told: Mapping[str, Any]) -> Chart:
    """Return a chart out of what a history says of it.

    Parameters
    ----------
    catalog : Catalog
        The store of the run.
    project : str
        Its project.
    told : dict
        With ``_type`` "chart".

    Raises
    ------
    ChartError
        If it is no chart.
    ArtifactNotFound
        If the version that has its rows was deleted.
    BlobMissing
        If the bytes of its preset are gone.
    """
    if not isinstance(told, Mapping) or told.get("_type") != "chart":
        raise ChartError("no chart was logged there; its _type would be 'chart'.")
    template = None
    if "template" in told:
        template = json.loads(catalog.blobs.get(str(told["template"])))
    if not told.get("preset"):
        return Chart.of(template)
    table = _open_table(catalog, project, told["table"]) if "table" in told else None
    fields, strings = dict(told.get("fields") or {}), dict(told.get("string_fields") or {})
    return Chart(str(told["preset"]), table, fields, strings, template)


def _open_table(catalog: Catalog, project: str, told: Mapping[str, Any]) -> Table:
    version, _, name = str(told["artifact_path"]).rpartition("/")
    table: Table = open_artifact(catalog, version, project).get(name)
    return table


def _presets_of_run(project: str | None, dir: str | Path | None) -> tuple[Storage, str]:
    from dsviz_widget.runs.active import current
    from dsviz_widget.runs.run import DEFAULT_PROJECT

    run = current()
    catalog = run.catalog if run is not None and dir is None else Catalog(dir)
    return catalog.storage, project or (run.project if run is not None else DEFAULT_PROJECT)


register_loggable(Chart, _write_chart)
register_loggable("altair.TopLevelMixin", _write_spec)
register_loggable(SPEC, _write_spec)
look_in(_presets_of_run)
