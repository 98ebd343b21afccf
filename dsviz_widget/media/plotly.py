"""Plotly figures, kept as the JSON that plotly.js draws."""

from __future__ import annotations

import base64
import datetime
import math
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from dsviz_widget.errors import MediaTypeError, MediaValueError
from dsviz_widget.media.figures import is_made_by, plotly_of
from dsviz_widget.media.forms import is_figure
from dsviz_widget.media.json_figure import JsonFigure
from dsviz_widget.media.registry import register_medium
from dsviz_widget.types import article

LENGTHS = ("x", "y", "z", "values", "lat", "lon", "locations", "r", "labels", "open", "a", "value", "ids")
"""Arrays of a trace whose length is its number of points, the longest of them."""


@register_medium
class Plotly(JsonFigure):
    """A Plotly figure for a table cell or a run, interactive where it is shown.

    Parameters
    ----------
    val : plotly figure, trace, dict or matplotlib figure
        A figure of plotly; what ``figure.to_dict()`` gives; one of its traces; or a figure of matplotlib, a
        part of one or ``pyplot``, which is converted as far as plotly does that without loss.
    caption : str, optional
        Shown under it.

    Attributes
    ----------
    facts : dict
        ``title``; ``kinds``, the kinds of its traces ("bar, scatter"); ``traces``, how many; ``points``, in
        all of them.

    Raises
    ------
    MediaTypeError
        If it is no figure.
    MediaValueError
        If a dict has no list of traces or is no JSON, or something of a matplotlib figure would be lost.

    References
    ----------
    ``wandb.Plotly``, W&B reference, 2021.
    """

    wb_type: ClassVar[str] = "plotly-file"
    noun: ClassVar[str] = "Plotly figure"
    folder: ClassVar[str] = "media/plotly"
    list_type: ClassVar[str] = "plotly"
    telling: ClassVar[str] = "points"
    fields: ClassVar[dict[str, str]] = {
        "title": "string",
        "kinds": "string",
        "traces": "int64",
        "points": "int64",
    }
    mimes: ClassVar[dict[str, str]] = {"plotly.json": "application/vnd.plotly.v1+json"}

    def __init__(self, val: Any, caption: str | None = None) -> None:
        super().__init__(plain(_described(val)), caption)

    @property
    def figure(self) -> dict[str, Any]:
        """The figure as a dict with ``data`` and ``layout``; ``plotly.graph_objects.Figure`` takes it."""
        return self._parsed()

    @classmethod
    def facts_in(cls, figure: Any) -> dict[str, Any]:
        """Return the facts of a figure; raises MediaValueError for what is none."""
        _check(figure)
        return _facts(figure)


def _described(value: Any) -> Any:
    """Return a figure as a dict; raises MediaTypeError if it is none."""
    if is_made_by(value, "plotly", "BaseFigure"):
        return value.to_plotly_json()
    if is_made_by(value, "plotly", "BaseTraceType"):
        return {"data": [value.to_plotly_json()], "layout": {}}
    if is_figure(value):
        return plotly_of(value)
    if isinstance(value, Mapping):
        return value
    raise MediaTypeError(
        f"a Plotly figure is a figure of plotly or matplotlib, or a dict with 'data', got {article(value)}."
    )


def _check(figure: Any) -> None:
    traces = figure.get("data") if isinstance(figure, Mapping) else None
    if not isinstance(traces, list) or not all(isinstance(trace, Mapping) for trace in traces):
        raise MediaValueError(
            "a Plotly figure is a dict whose 'data' is a list of traces, each a dict such as "
            "{'type': 'scatter', 'x': [...], 'y': [...]}."
        )
    if not isinstance(figure.get("layout", {}), Mapping):
        raise MediaValueError("the 'layout' of a Plotly figure is a dict.")


def plain(value: Any) -> Any:
    """Return a value as JSON has it: arrays as lists, dates as text, and what is no number as null.

    Raises
    ------
    MediaValueError
        For a value that JSON has no word for.
    """
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray) and value.dtype.kind in "fiub":
        if value.dtype.kind == "f" and not np.isfinite(value).all():
            return plain(value.tolist())
        return value.tolist()
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else str(value)
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat() if value == value else None
    if hasattr(value, "tolist") and not isinstance(value, (list, tuple)):
        return plain(list(value) if getattr(value, "ndim", 1) else value.tolist())
    if isinstance(value, (list, tuple, set, frozenset, range)):
        return [plain(item) for item in value]
    if hasattr(value, "to_plotly_json"):
        return plain(value.to_plotly_json())
    raise MediaValueError(f"a figure holds numbers, text, dates and lists of them, got {article(value)}.")


def _facts(figure: Mapping[str, Any]) -> dict[str, Any]:
    traces = figure["data"]
    title = figure.get("layout", {}).get("title")
    title = title.get("text") if isinstance(title, Mapping) else title
    return {
        "title": title if isinstance(title, str) and title else None,
        "kinds": ", ".join(sorted({str(trace.get("type") or "scatter") for trace in traces})),
        "traces": len(traces),
        "points": sum(max(_length(trace.get(name)) for name in LENGTHS) for trace in traces),
    }


def _length(value: Any) -> int:
    """Return how many values an array of a trace has; plotly writes long ones as base64 of their bytes."""
    if isinstance(value, list):
        return len(value) if not value or not isinstance(value[0], list) else sum(map(len, value))
    if isinstance(value, Mapping) and "bdata" in value:
        try:
            return len(base64.b64decode(value["bdata"])) // np.dtype(value["dtype"]).itemsize
        except (TypeError, ValueError, KeyError):
            return 0
    return 0
