"""Charts of a table's columns: lines, points, bars, histograms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.errors import ChartError
from dsviz_widget.plot.chart import Chart, make_chart

if TYPE_CHECKING:
    from dsviz_widget.table import Table


def line(
    table: Table, x: str, y: str, stroke: str | None = None, title: str | None = "", split_table: bool = False
) -> Chart:
    """Return a line of one column over another.

    Parameters
    ----------
    table : Table or data frame
    x, y : str
        Columns; `y` holds numbers.
    stroke : str, optional
        Column that says which line a row belongs to.
    title : str, optional
    split_table : bool
        W&B's; the table of a logged chart is kept beside it in either case.

    Raises
    ------
    ChartError
        If the table lacks a column.

    Examples
    --------
    >>> import dsviz_widget as wandb
    >>> table = wandb.Table(columns=["epoch", "loss"], data=[[1, 0.9], [2, 0.5]])
    >>> wandb.plot.line(table, "epoch", "loss", title="Loss")
    <Chart 'Loss' wandb/line/v0: x='epoch', y='loss'>
    """
    fields = {"x": x, "y": y, **({} if stroke is None else {"stroke": stroke})}
    return make_chart("wandb/line/v0", table, fields, {"title": title or ""})


def scatter(table: Table, x: str, y: str, title: str | None = "", split_table: bool = False) -> Chart:
    """Return a point for each row; see `line`.

    More than 5,000 points are counted in the cells of a grid.
    """
    return make_chart("wandb/scatter/v0", table, {"x": x, "y": y}, {"title": title or ""})


def bar(table: Table, label: str, value: str, title: str | None = "", split_table: bool = False) -> Chart:
    """Return a bar for each label, in the order of the table; see `line`.

    Values of one label are added up. Of more than 60 labels the largest are drawn.
    """
    return make_chart("wandb/bar/v0", table, {"label": label, "value": value}, {"title": title or ""})


def histogram(table: Table, value: str, title: str | None = "", split_table: bool = False) -> Chart:
    """Return how many rows have a value in each of some ranges; see `line`."""
    return make_chart("wandb/histogram/v0", table, {"value": value}, {"title": title or ""})


def line_series(
    xs: Any,
    ys: Any,
    keys: Sequence[Any] | None = None,
    title: str | None = "",
    xname: str | None = "x",
    split_table: bool = False,
) -> Chart:
    """Return several lines, each a list of numbers.

    Parameters
    ----------
    xs : sequence of numbers, or sequence of such
        One for all lines, or one for each.
    ys : sequence of sequences of numbers
    keys : sequence of str, optional
        Names of the lines; ``line_0`` and so on unless given.
    title : str, optional
    xname : str, optional
        Name of the x axis.
    split_table : bool
        W&B's; the table of a logged chart is kept beside it in either case.

    Returns
    -------
    Chart
        Its table has ``step``, ``lineKey`` and ``lineVal``.

    Raises
    ------
    ChartError
        If there are not as many lists or names as lines, or a line has another length than its `xs`.

    References
    ----------
    ``wandb.plot.line_series``, W&B reference, 2021.
    """
    import pyarrow as pa

    from dsviz_widget.table import Table

    lines = [_numbers(values, f"ys[{index}]") for index, values in enumerate(_listed(ys, "ys"))]
    across = _listed(xs, "xs")
    if len(across) and not _is_list(across[0]):
        across = [across] * len(lines)
    if len(across) != len(lines):
        raise ChartError(
            f"xs has {len(across)} lists, and ys {len(lines)}. Give one for each line, or one list for all."
        )
    steps = [_numbers(values, f"xs[{index}]") for index, values in enumerate(across)]
    names = [f"line_{index}" for index in range(len(lines))] if keys is None else [str(key) for key in keys]
    if len(names) != len(lines):
        raise ChartError(f"keys has {len(names)} names, and ys {len(lines)} lines.")
    for name, x, y in zip(names, steps, lines, strict=True):
        if len(x) != len(y):
            raise ChartError(
                f"line {name!r} has {len(y)} values, and {len(x)} values of x. Both need as many."
            )
    if not lines:
        raise ChartError("ys is empty; a chart needs at least one line.")
    lengths = [len(y) for y in lines]
    label = pa.DictionaryArray.from_arrays(
        pa.array(np.repeat(np.arange(len(names)), lengths)), pa.array(names, pa.string())
    )
    table = Table.from_arrow(
        pa.table(
            {
                "step": np.concatenate(steps),
                "lineKey": label.cast(pa.string()),
                "lineVal": np.concatenate(lines),
            }
        )
    )
    fields = {"step": "step", "lineKey": "lineKey", "lineVal": "lineVal"}
    return make_chart("wandb/lineseries/v0", table, fields, {"title": title or "", "xname": xname or "x"})


def _is_list(value: Any) -> bool:
    return hasattr(value, "__len__") and not isinstance(value, (str, bytes)) and np.ndim(value) > 0


def _listed(values: Any, what: str) -> Any:
    if not hasattr(values, "__len__") or isinstance(values, (str, bytes)):
        if hasattr(values, "__iter__") and not isinstance(values, (str, bytes)):
            return list(values)
        raise ChartError(f"{what} must be a list, got {values!r}.")
    return values


def _numbers(values: Any, what: str) -> np.ndarray:
    try:
        numbers = np.asarray([np.nan if value is None else value for value in values], np.float64)
    except (TypeError, ValueError):
        raise ChartError(f"{what} must be a list of numbers.") from None
    if numbers.ndim != 1:
        raise ChartError(f"{what} must be a list of numbers, and has shape {numbers.shape}.")
    return numbers
