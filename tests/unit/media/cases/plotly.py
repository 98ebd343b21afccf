"""Figures of Plotly, and of matplotlib as such."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dsviz_widget as wandb
from tests.unit.media.media_cases import Family


def _figure(folder: Path) -> Any:
    import plotly.graph_objects as go

    return go.Figure([go.Scatter(y=[3, 1, 2]), go.Bar(y=[1, 2])], layout={"title": {"text": "Loss"}})


def _trace(folder: Path) -> Any:
    import plotly.graph_objects as go

    return go.Heatmap(z=[[1, 2], [3, 4]])


def _lines(folder: Path) -> Any:
    from matplotlib.figure import Figure

    figure = Figure()
    figure.subplots().plot([1, 2, 3, 4])
    return figure


def _picture(folder: Path) -> Any:
    from matplotlib.figure import Figure

    figure = Figure()
    figure.subplots().imshow([[1, 2], [3, 4]])
    return figure


FAMILY = Family(
    wandb.Plotly,
    ways={
        "figure": lambda folder: wandb.Plotly(_figure(folder)),
        "trace": lambda folder: wandb.Plotly(_trace(folder), caption="é 中 🙂"),
        "dict": lambda folder: wandb.Plotly({"data": [{"type": "pie", "values": [1, 2, float("nan")]}]}),
        "matplotlib": lambda folder: wandb.Plotly(_lines(folder)),
        "part of one": lambda folder: wandb.Plotly(_lines(folder).axes[0].lines[0]),
    },
    bad={
        "number": (lambda folder: wandb.Plotly(5), "a dict with 'data', got the number 5"),
        "no traces": (lambda folder: wandb.Plotly({"data": 3}), "'data' is a list of traces"),
        "layout": (lambda folder: wandb.Plotly({"data": [], "layout": []}), "'layout' of a Plotly figure"),
        "no JSON": (lambda folder: wandb.Plotly({"data": [{"x": {1, object()}}]}), "numbers, text, dates"),
        "image": (lambda folder: wandb.Plotly(_picture(folder)), "it has an image.*Use Image"),
    },
    facts={
        "figure": {"title": "Loss", "kinds": "bar, scatter", "traces": 2, "points": 5},
        "trace": {"title": None, "kinds": "heatmap", "traces": 1, "points": 4},
    },
    drawn=False,
)
