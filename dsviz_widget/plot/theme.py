"""Colours and type of a chart that leaves the notebook as a file; in a cell it takes those of the view."""

from __future__ import annotations

from typing import Any

FONT = 'Inter, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif'

# The tokens of js/src/tokens.css, mixed: --dv-table-N-line, ink, ink-2, line, ground.
LINES = {
    "light": ["#2c65c4", "#ab7d07", "#b04373", "#288a7f", "#7e55be", "#c15929", "#537f2a", "#706252"],
    "dark": ["#7aa6f4", "#f0cd81", "#e68ab5", "#70d0c4", "#b99df0", "#f19d70", "#9ecb6e", "#bbab98"],
}
INK = {"light": "#16181d", "dark": "#eceef2"}
QUIET = {"light": "#4d4f54", "dark": "#b9bbbf"}
RULE = {"light": "#e8e8e8", "dark": "#27292d"}
GROUND = {"light": "#ffffff", "dark": "#111317"}
ACCENT = {"light": "#2563eb", "dark": "#6ea0ff"}
TINT = {"light": "#e5ecfd", "dark": "#1c2433"}
ON_ACCENT = {"light": "#ffffff", "dark": "#0b1020"}


def config(theme: str) -> dict[str, Any]:
    """Return Vega's config of a theme, ``light`` or ``dark``.

    ``js/src/vega/theme.ts`` makes the same of the colours of a view.
    """
    ink, quiet, rule = INK[theme], QUIET[theme], RULE[theme]
    lines = LINES[theme]
    return {
        "background": GROUND[theme],
        "font": FONT,
        "padding": 12,
        "view": {"stroke": None, "continuousWidth": 640, "continuousHeight": 320},
        "title": {"anchor": "start", "color": ink, "fontSize": 13, "fontWeight": 600, "offset": 12},
        "axis": {
            "labelColor": quiet,
            "titleColor": quiet,
            "labelFontSize": 11,
            "titleFontSize": 11,
            "titleFontWeight": 400,
            "titlePadding": 8,
            "gridColor": rule,
            "domainColor": rule,
            "tickColor": rule,
        },
        "axisX": {"grid": False, "labelFlush": False, "labelOverlap": "parity", "labelSeparation": 10},
        "legend": {
            "labelColor": ink,
            "titleColor": quiet,
            "labelFontSize": 11,
            "titleFontSize": 11,
            "titleFontWeight": 400,
            "symbolStrokeWidth": 2,
        },
        "header": {"labelColor": ink, "titleColor": quiet},
        "mark": {"color": lines[0]},
        "line": {"strokeWidth": 1.75, "strokeJoin": "round"},
        "rule": {"color": quiet},
        "text": {"color": ink},
        "range": {
            "category": lines,
            "ordinal": {"scheme": "blues"},
            "heatmap": [TINT[theme], ACCENT[theme]],
            "ramp": [TINT[theme], ACCENT[theme]],
        },
    }


def themed(spec: dict[str, Any], theme: str) -> dict[str, Any]:
    """Return a spec in the colours of a theme; what it says itself goes before."""
    colours = {"dvInk": INK[theme], "dvOnAccent": ON_ACCENT[theme]}
    shown = {**spec, "config": _merged(config(theme), spec.get("config", {}))}
    if "params" in spec:
        shown["params"] = [
            {**item, "value": colours[item["name"]]} if item.get("name") in colours else item
            for item in spec["params"]
        ]
    return shown


def _merged(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    both = {**under, **over}
    for key in under.keys() & over.keys():
        if isinstance(under[key], dict) and isinstance(over[key], dict):
            both[key] = _merged(under[key], over[key])
    return both
