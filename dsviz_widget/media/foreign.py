"""Figures of other libraries in cells: what each becomes when it comes in."""

from __future__ import annotations

from typing import Any

from dsviz_widget.media.bokeh import Bokeh
from dsviz_widget.media.figures import figure_of, picture_of
from dsviz_widget.media.plotly import Plotly
from dsviz_widget.media.vega import Vega
from dsviz_widget.types import register_foreign


def _module(value: Any) -> Any:
    return value if figure_of(value) is None else picture_of(value)


def register_figures() -> None:
    """Let cells take figures of plotly, bokeh, altair and matplotlib, none of which is imported for it."""
    for name in ("BaseFigure", "BaseTraceType"):
        register_foreign(f"plotly.{name}", Plotly)
    for name in ("LayoutDOM", "Document"):
        register_foreign(f"bokeh.{name}", Bokeh)
    register_foreign("altair.TopLevelMixin", Vega)
    # Figures of one column are of one kind, so they are pictures: many would lose something as Plotly's.
    register_foreign("matplotlib.Artist", picture_of)
    register_foreign("builtins.module", _module)
