"""Specs as people have them: Altair charts, dicts, files of JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dsviz_widget.errors import ChartError
from dsviz_widget.types import article

MARKS = ("mark", "layer", "hconcat", "vconcat", "concat", "facet", "repeat", "spec", "marks")


def is_vega(spec: Mapping[str, Any]) -> bool:
    """Return whether a spec is Vega, not Vega-Lite."""
    schema = str(spec.get("$schema", ""))
    return "/vega/" in schema or ("/vega-lite/" not in schema and "marks" in spec)


def is_altair(value: Any) -> bool:
    """Return whether a value is a chart of Altair, which is not imported for it."""
    altair = sys.modules.get("altair")
    return altair is not None and isinstance(value, altair.TopLevelMixin)


def is_spec(value: Any) -> bool:
    """Return whether a value is an Altair chart, or a dict that looks like Vega or Vega-Lite."""
    if is_altair(value):
        return True
    if not isinstance(value, Mapping):
        return False
    schema = value.get("$schema")
    if isinstance(schema, str) and "vega" in schema:
        return True
    return any(key in value for key in MARKS) and ("data" in value or "encoding" in value)


def as_spec(value: Any) -> dict[str, Any]:
    """Return an Altair chart, a dict, JSON text or a file of JSON as a spec.

    Raises
    ------
    ChartError
        If it is none of them, or draws no mark.
    """
    if is_altair(value):
        return _of_altair(value)
    if isinstance(value, os.PathLike) or (isinstance(value, str) and not value.lstrip().startswith("{")):
        return _read(Path(value))
    if isinstance(value, str):
        value = _parsed(value, "the text")
    if not isinstance(value, Mapping):
        raise ChartError(
            f"a spec is an Altair chart, a dict or a file of JSON in Vega-Lite or Vega, got {article(value)}."
        )
    try:
        spec: dict[str, Any] = json.loads(json.dumps(value, allow_nan=False))
    except (TypeError, ValueError) as error:
        raise ChartError(f"the spec cannot be written as JSON: {error}.") from None
    if not is_vega(spec) and not any(key in spec for key in MARKS):
        raise ChartError("the spec draws no mark: a Vega-Lite spec has 'mark', 'layer' or the like.")
    return spec


def _of_altair(chart: Any) -> dict[str, Any]:
    import altair

    # The data go with the chart, however many rows: a spec that loads them from elsewhere is refused.
    with altair.data_transformers.enable("default", max_rows=None):
        try:
            spec: dict[str, Any] = chart.to_dict()
        except Exception as error:  # Altair raises classes of its own and of jsonschema
            first = str(error).strip().splitlines()
            raise ChartError(f"Altair refuses the chart: {first[0] if first else error}") from error
    # Sizes that Altair writes into every chart, where the view has its own.
    view = spec.get("config", {}).get("view", {})
    for name in ("continuousWidth", "continuousHeight"):
        if view.get(name) == 300:
            del view[name]
    return spec


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ChartError(
            f"there is no file {str(path)!r}. Check the path, or give the spec as a dict."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ChartError(f"{path} cannot be read: {error}.") from None
    return as_spec(_parsed(text, str(path)))


def _parsed(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise ChartError(f"{where} is no JSON: {error}.") from None
