"""Charts of columns: what is drawn of small and long tables, and what is said about it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import ChartError
from dsviz_widget.plot import Chart

RANDOM = np.random.default_rng(8)
ODD = "a.b[0] 'quoted' \"twice\" \\ `tick`"


def long_table(rows: int = 50_000) -> wandb.Table:
    x = np.arange(rows, dtype=float)
    frame = pd.DataFrame(
        {"x": x, "y": np.sin(x / 999), "name": np.where(x % 2, "odd", "even"), "part": (x // 20).astype(int)}
    )
    frame.loc[1234, "y"] = 9.0
    frame.loc[777, "y"] = -9.0
    return wandb.Table(dataframe=frame)


def odd_table(rows: int) -> wandb.Table:
    values = np.arange(rows, dtype=float)
    return wandb.Table(dataframe=pd.DataFrame({ODD: values, "y.z": values % 7, "k": "all"}))


SHORT = wandb.Table(columns=["x", "y", "name"], data=[[i, i * i, "ab"[i % 2]] for i in range(10)])
MADE: dict[str, Callable[[], Chart]] = {
    "line": lambda: wandb.plot.line(SHORT, "x", "y", title="T"),
    "strokes": lambda: wandb.plot.line(SHORT, "x", "y", stroke="name", title="T"),
    "scatter": lambda: wandb.plot.scatter(SHORT, "x", "y", title="T"),
    "bar": lambda: wandb.plot.bar(SHORT, "name", "y", title="T"),
    "histogram": lambda: wandb.plot.histogram(SHORT, "y", title="T"),
    "histogram, no title": lambda: wandb.plot.histogram(SHORT, "y", title=None),
    "lines": lambda: wandb.plot.line_series([1, 2], [[1, 2], [2, 1]], ["a", "b"], "T", "epoch"),
    "lines, an x each": lambda: wandb.plot.line_series([[1, 2], [3, 4, 5]], [[1, 2], [2, 1, 0]]),
    "curve": lambda: wandb.plot.roc_curve([0, 1, 1], [[0.7, 0.3], [0.2, 0.8], [0.6, 0.4]]),
    "precision": lambda: wandb.plot.pr_curve([0, 1, 1], [[0.7, 0.3], [0.2, 0.8], [0.6, 0.4]]),
    "matrix": lambda: wandb.plot.confusion_matrix(preds=[0, 1], y_true=[1, 1]),
    "long line": lambda: wandb.plot.line(long_table(), "x", "y", stroke="name"),
    "long scatter": lambda: wandb.plot.scatter(long_table(), "x", "y"),
    "long bar": lambda: wandb.plot.bar(long_table(), "part", "y"),
    "odd line": lambda: wandb.plot.line(odd_table(9), ODD, "y.z", stroke="k"),
    "odd long line": lambda: wandb.plot.line(odd_table(9_000), ODD, "y.z", stroke=ODD),
    "odd long scatter": lambda: wandb.plot.scatter(odd_table(9_000), ODD, "y.z"),
    "odd bar": lambda: wandb.plot.bar(odd_table(12_000), ODD, "y.z"),
    "odd histogram": lambda: wandb.plot.histogram(odd_table(9), ODD),
    "pandas": lambda: wandb.plot.line(pd.DataFrame({"x": [1, 2], "y": [2, 3]}), "x", "y"),
    "polars": lambda: wandb.plot.line(pl.DataFrame({"x": [1, 2], "y": [2, 3]}), "x", "y"),
    "dates": lambda: wandb.plot.line(
        pd.DataFrame({"x": pd.date_range("2026-01-01", periods=3), "y": [1, 2, 3]}), "x", "y"
    ),
    "empty line": lambda: wandb.plot.line(wandb.Table(columns=["x", "y"]), "x", "y"),
    "empty bar": lambda: wandb.plot.bar(wandb.Table(columns=["x", "y"]), "x", "y"),
    "empty histogram": lambda: wandb.plot.histogram(wandb.Table(columns=["x"]), "x"),
}


@pytest.mark.parametrize("name", MADE)
def test_each_chart_is_a_picture_and_a_chart_of_altair(name: str) -> None:
    chart = MADE[name]()
    assert chart.to_svg().startswith("<svg")
    assert chart.to_altair().to_dict()["data"]["name"] == "wandb"
    assert chart.drawing.description.endswith(".")


@pytest.mark.parametrize("name", ["line", "matrix", "curve"])
def test_a_chart_is_saved_in_each_form(name: str, tmp_path: Path) -> None:
    chart = MADE[name]()
    starts = {"png": b"\x89PNG", "svg": b"<svg", "json": b"{", "html": b"<!DOCTYPE html>"}
    for form, start in starts.items():
        chart.save(tmp_path / f"chart.{form}", theme="dark")
        assert (tmp_path / f"chart.{form}").read_bytes().startswith(start)
    assert "http" not in (tmp_path / "chart.svg").read_text().replace("http://www.w3.org", "")
    with pytest.raises(ChartError, match=r"\.png, \.svg, \.html or \.json, not '\.gif'"):
        chart.save(tmp_path / "chart.gif")


def test_a_long_line_keeps_its_peaks_and_says_what_is_drawn() -> None:
    drawing = MADE["long line"]().drawing
    assert drawing.rows is not None
    assert drawing.rows.num_rows <= 2 * 2 * 600
    values = drawing.rows["y"].to_numpy()
    assert (values.min(), values.max()) == (-9, 9)
    assert set(drawing.rows["name"].to_pylist()) == {"odd", "even"}
    assert drawing.notes[0].startswith("50,000 points: of each of 600 steps along x")
    assert MADE["long line"]().drawing.rows == drawing.rows


def test_a_long_line_over_dates_keeps_its_peaks() -> None:
    when = pd.date_range("2026-01-01", periods=20_000, freq="min")
    values = np.sin(np.arange(20_000) / 99)
    values[4321] = 7
    rows = wandb.plot.line(pd.DataFrame({"when": when, "y": values}), "when", "y").drawing.rows
    assert rows is not None
    assert rows.num_rows <= 2 * 600
    assert max(rows["y"].to_pylist()) == 7
    assert rows["when"].to_pylist()[0] == when[0].timestamp() * 1000


def test_of_many_rows_with_words_so_many_are_drawn_and_that_is_said() -> None:
    frame = pd.DataFrame({"word": ["a", "b"] * 15_000, "y": np.arange(30_000.0)})
    for make in (wandb.plot.line, wandb.plot.scatter):
        drawing = make(frame, "word", "y").drawing
        assert drawing.notes == ("One of every 3 rows is drawn, of 30,000.",)
        assert drawing.rows is not None
        assert drawing.rows.num_rows == 10_000


def test_true_and_false_are_one_and_zero_on_a_line() -> None:
    for rows in (10, 9_000):
        frame = pd.DataFrame({"x": np.arange(rows), "y": np.arange(rows) % 2 == 0})
        drawn = wandb.plot.line(frame, "x", "y").drawing.rows
        assert drawn is not None
        assert {float(value) for value in drawn["y"].to_pylist()} == {0.0, 1.0}


def test_columns_may_be_called_by_numbers() -> None:
    chart = wandb.plot.line(wandb.Table(columns=[0, 1], data=[[1, 2]]), 0, 1)
    assert chart.to_svg().startswith("<svg")


def test_a_dense_scatter_counts_every_point() -> None:
    table = long_table()
    drawing = wandb.plot.scatter(table, "x", "y").drawing
    assert drawing.rows is not None
    assert drawing.rows.num_rows <= 96 * 60
    assert sum(drawing.rows["count"].to_pylist()) == 50_000
    assert drawing.notes == ("50,000 points, counted in 96 × 60 cells.",)


def test_a_histogram_counts_as_numpy_does() -> None:
    values = RANDOM.normal(size=3_000)
    values[:5] = [np.nan, np.inf, -np.inf, np.nan, 0]
    drawing = wandb.plot.histogram(wandb.Table(dataframe=pd.DataFrame({"v": values})), "v").drawing
    assert drawing.rows is not None
    edges = [*drawing.rows["from"].to_pylist(), drawing.rows["to"].to_pylist()[-1]]
    expected = np.histogram(values[np.isfinite(values)], bins=edges)[0]
    assert drawing.rows["count"].to_pylist() == expected.tolist()
    assert drawing.notes == ("2 rows with NaN are left out.", "2 rows with infinity are left out.")


def test_values_of_one_label_are_added_up_in_the_order_of_the_table() -> None:
    table = wandb.Table(columns=["label", "value"], data=[["b", 1.0], ["a", 2.0], ["b", 3.0]])
    drawing = wandb.plot.bar(table, "label", "value").drawing
    assert drawing.rows is not None
    assert drawing.rows.to_pydict() == {"label": ["b", "a"], "value": [4.0, 2.0]}
    assert drawing.notes == ("Values of one label are added up.",)


def test_of_many_labels_the_largest_are_drawn_and_that_is_said() -> None:
    drawing = MADE["long bar"]().drawing
    assert drawing.rows is not None
    assert drawing.rows.num_rows == 60
    assert "The 60 largest of 2,500 labels are drawn." in drawing.notes
    sums = long_table().to_pandas().groupby("part")["y"].sum()
    assert max(drawing.rows["value"].to_pylist()) == pytest.approx(sums.max())


def test_rows_without_a_number_are_counted_not_hidden() -> None:
    table = wandb.Table(columns=["x", "y"], data=[[1, 2.0], [2, None], [3, float("nan")], [4, 5.0]])
    assert wandb.plot.scatter(table, "x", "y").notes == ("2 rows without a number are not drawn.",)


def test_a_chart_stays_as_it_was_when_its_table_grows() -> None:
    table = wandb.Table(columns=["x", "y"], data=[[1, 2]])
    chart = wandb.plot.line(table, "x", "y")
    before = chart.to_dict()
    table.add_data(2, 3)
    assert chart.to_dict() == before


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: wandb.plot.line(SHORT, "x", "yy"), r"no column 'yy' for 'y'\. Did you mean 'y'\?"),
        (lambda: wandb.plot.line([1], "x", "y"), "Table or a data frame, got a list"),
        (lambda: wandb.plot.line(SHORT, "x", "name").spec, "needs numbers, and column 'name'"),
        (lambda: wandb.plot.histogram(SHORT, "name").spec, "Columns with numbers: 'x', 'y'"),
        (lambda: wandb.plot.histogram(pd.DataFrame({"v": [True]}), "v").spec, "needs numbers, .*'v'"),
        (lambda: wandb.plot.line_series([1, 2], [[1, 2], [1]]), "line 'line_1' has 1 values, and 2"),
        (lambda: wandb.plot.line_series([1, 2], [[1, 2]], ["a", "b"]), "2 names, and ys 1 lines"),
        (lambda: wandb.plot.line_series([[1, 2]], [[1, 2], [1, 2]]), "xs has 1 lists, and ys 2"),
        (lambda: wandb.plot.line_series([1], []), "ys is empty"),
        (lambda: wandb.plot.line_series([1], [["a"]]), r"ys\[0\] must be a list of numbers"),
    ],
)
def test_what_makes_no_sense_is_said(make: Callable[[], Any], says: str) -> None:
    with pytest.raises(ChartError, match=says):
        make()
