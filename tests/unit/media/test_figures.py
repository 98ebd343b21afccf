"""Figures of other libraries in cells, and what is known of them without drawing one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import dsviz_widget as wandb
from dsviz_widget.media.plotly import plain

ROWS = [{"x": 1, "y": 2.5}, {"x": 2, "y": 1.5}]


@pytest.fixture
def figure() -> Iterator[Any]:
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from matplotlib import pyplot

    made, axes = pyplot.subplots(figsize=(4, 3), dpi=100)
    axes.plot([1, 2, 3])
    yield made
    pyplot.close("all")


def test_cells_take_figures_of_every_library(figure: Any, tmp_path: Path) -> None:
    altair, pandas = pytest.importorskip("altair"), pytest.importorskip("pandas")
    objects, plotting = pytest.importorskip("plotly.graph_objects"), pytest.importorskip("bokeh.plotting")
    drawn = plotting.figure(title="drawn")
    drawn.line([1, 2], [3, 4])
    row = {
        "plotly": objects.Figure(objects.Scatter(x=[1, 2], y=[3, 4])),
        "trace": objects.Bar(y=[1]),
        "bokeh": drawn,
        "altair": altair.Chart(pandas.DataFrame(ROWS)).mark_bar().encode(x="x:Q"),
        "chart": wandb.plot.line(wandb.Table(columns=["x", "y"], data=[[1, 2], [2, 3]]), "x", "y"),
        "matplotlib": figure,
        "part": figure.axes[0].lines[0],
        "list": [objects.Figure(), objects.Figure()],
    }
    table = wandb.Table(columns=list(row))
    table.add_data(*row.values())
    table.add_data(*[None] * len(row))
    kinds = {"plotly": wandb.Plotly, "trace": wandb.Plotly, "bokeh": wandb.Bokeh, "altair": wandb.Vega}
    kinds |= {"chart": wandb.Vega, "matplotlib": wandb.Image, "part": wandb.Image, "list": list}
    assert {name: type(table.get_column(name)[0]) for name in row} == kinds
    # A list of columns takes them too, and all of them come back.
    again = wandb.Table(columns=["n"], data=[[0], [1]])
    for name in row:
        again.add_column(name, [row[name], None], optional=True)
    assert [again.get_column(name)[0] for name in row if name != "bokeh"] == [
        table.get_column(name)[0] for name in row if name != "bokeh"
    ]
    assert (
        table.query().filter("plotly.points == 2 and altair.rows == 2 and bokeh.title == 'drawn'").count()
        == 1
    )


def test_a_cell_keeps_a_figure_as_it_was(figure: Any) -> None:
    objects = pytest.importorskip("plotly.graph_objects")
    grown = objects.Figure(objects.Scatter(y=[1, 2]))
    table = wandb.Table(columns=["plotly", "matplotlib"], data=[[grown, figure]])
    grown.add_scatter(y=[3, 4])
    figure.axes[0].plot([5, 6])
    table.add_data(grown, figure)
    assert [each.facts["traces"] for each in table.get_column("plotly")] == [1, 2]
    first, second = table.get_column("matplotlib")
    assert first != second
    assert (first.width, first.height) == (800, 600)  # two pixels for each of the figure's own


def test_pyplot_in_a_cell_is_its_current_figure(figure: Any) -> None:
    from matplotlib import pyplot

    table = wandb.Table(columns=["chart"], data=[[pyplot]])
    assert table.get_column("chart") == [
        wandb.Table(columns=["chart"], data=[[figure]]).get_column("chart")[0]
    ]


def test_values_of_a_figure_become_json() -> None:
    pandas = pytest.importorskip("pandas")
    found = plain(
        {
            "floats": np.array([1.5, np.nan, np.inf]),
            "matrix": np.eye(2, dtype=np.float32),
            "dates": np.array(["2021-02-22", "NaT"], "datetime64[D]"),
            "series": pandas.Series([1, 2]),
            "stamp": pandas.Timestamp("2021-02-22"),
            "pair": (np.int64(1), True, None),
        }
    )
    assert found == {
        "floats": [1.5, None, None],
        "matrix": [[1.0, 0.0], [0.0, 1.0]],
        "dates": ["2021-02-22", None],
        "series": [1, 2],
        "stamp": "2021-02-22T00:00:00",
        "pair": [1, True, None],
    }


def test_points_are_counted_in_arrays_that_plotly_packs() -> None:
    objects = pytest.importorskip("plotly.graph_objects")
    figure = objects.Figure([objects.Scatter(y=np.arange(1000.0)), objects.Heatmap(z=np.ones((4, 5)))])
    assert wandb.Plotly(figure).facts["points"] == 1020
    assert wandb.Plotly(figure.to_dict()).facts["points"] == 1020
