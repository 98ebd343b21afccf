"""Charts as pictures and pages, through vl-convert: no browser, no network."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dsviz_widget.errors import ChartError, LibraryMissing
from dsviz_widget.media.vega_specs import is_vega
from dsviz_widget.plot.theme import GROUND, themed

NOTHING: list[str] = []
"""Addresses that a spec may load from while it is drawn."""


def to_png(spec: dict[str, Any], theme: str, scale: float) -> bytes:
    """Return a spec drawn as a PNG."""
    draw = _converter()
    kind = "vega" if is_vega(spec) else "vegalite"
    picture: bytes = _tried(
        getattr(draw, f"{kind}_to_png"), _ready(spec, theme), scale=scale, allowed_base_urls=NOTHING
    )
    return picture


def to_svg(spec: dict[str, Any], theme: str) -> str:
    """Return a spec drawn as an SVG."""
    draw = _converter()
    kind = "vega" if is_vega(spec) else "vegalite"
    picture: str = _tried(getattr(draw, f"{kind}_to_svg"), _ready(spec, theme), allowed_base_urls=NOTHING)
    return picture


def write(spec: dict[str, Any], path: Path, theme: str, scale: float) -> None:
    """Write a spec in the form that the ending of a path says."""
    form = path.suffix.lower()
    if form == ".json":
        path.write_text(json.dumps(spec, indent=1, default=str), encoding="utf-8")
    elif form == ".png":
        path.write_bytes(to_png(spec, theme, scale))
    elif form == ".svg":
        path.write_text(to_svg(spec, theme), encoding="utf-8")
    elif form in (".html", ".htm"):
        kind = "vega" if is_vega(spec) else "vegalite"
        page = _tried(getattr(_converter(), f"{kind}_to_html"), _ready(spec, theme), bundle=True)
        path.write_text(page, encoding="utf-8")
    else:
        raise ChartError(
            f"a chart is saved as .png, .svg, .html or .json, not {form or 'without an ending'!r}."
        )


def _ready(spec: dict[str, Any], theme: str) -> dict[str, Any]:
    if theme not in GROUND:
        raise ChartError(f"theme is 'light' or 'dark', not {theme!r}.")
    return themed(spec, theme)


def _converter() -> Any:
    try:
        import vl_convert
    except ImportError:
        raise LibraryMissing(
            "pictures of charts need vl-convert: pip install 'dsviz-widget[charts]'. "
            "The chart's toolbar in a notebook saves PNG and SVG without it."
        ) from None
    return vl_convert


def _tried(draw: Any, *given: Any, **options: Any) -> Any:
    try:
        return draw(*given, **options)
    except ValueError as error:
        # The first line says what vl-convert did, the second what Vega said.
        said = " ".join(line.strip() for line in str(error).strip().splitlines()[:2])
        raise ChartError(f"the chart cannot be drawn: {said}") from None
