"""What a chart draws of a long line is what it would draw of all of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsviz_widget.history import HistoryReader, HistoryWriter, KeyInfo
from dsviz_widget.history.packed import PackedColumn, write_packed
from dsviz_widget.history.sampling import sample
from dsviz_widget.history.smoothing import smooth


def tensorboard(values: list[float], weight: float) -> list[float]:
    """Return the smoothed line as TensorBoard computes it, one value after the other."""
    last, count, found = 0.0, 0, []
    for value in values:
        if not np.isfinite(value):
            found.append(value)
            continue
        last = last * weight + (1 - weight) * value
        count += 1
        found.append(last / (1 - weight**count))
    return found


@pytest.mark.parametrize("weight", [0.0, 0.1, 0.6, 0.97, 0.999])
@pytest.mark.parametrize("count", [0, 1, 2, 63, 64, 65, 4096, 4097, 30_000])
def test_smoothing_is_tensorboards(weight: float, count: int) -> None:
    values = np.random.default_rng(count).normal(size=count).cumsum()
    if count > 60:
        values[[3, 17, 40]] = np.nan, np.inf, -np.inf
    expected = tensorboard(values.tolist(), weight)
    np.testing.assert_allclose(smooth(values, weight), expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("weight", [-0.1, 1.0, 2])
def test_a_weight_that_is_none_is_said(weight: float) -> None:
    with pytest.raises(ValueError, match="outside"):
        smooth(np.ones(3), weight)


@settings(max_examples=150, deadline=None)
@given(
    y=st.lists(
        st.floats(-10, 10) | st.sampled_from([float("nan"), float("inf"), float("-inf")]),
        min_size=1,
        max_size=300,
    ),
    gaps=st.lists(st.integers(0, 5), min_size=300, max_size=300),
    points=st.integers(5, 60),
)
def test_each_column_of_pixels_keeps_what_is_seen_of_it(y: list[float], gaps: list[int], points: int) -> None:
    x = np.cumsum(gaps[: len(y)]).astype(float)
    values = np.array(y)
    kept = sample(x, values, points)
    assert len(kept) <= max(points, 5)
    assert np.all(np.diff(kept) > 0)
    if len(y) <= points:
        assert len(kept) == len(y)
        return
    finite = np.isfinite(values)
    columns = max(points // (4 if finite.all() else 5), 1)
    edges = np.linspace(x[0], x[-1], columns + 1)[:-1]
    column = np.searchsorted(edges, x, "right") - 1
    for each in np.unique(column):
        inside = np.flatnonzero(column == each)
        mine = kept[np.isin(kept, inside)]
        assert {inside[0], inside[-1]} <= set(mine.tolist())
        seen = inside[finite[inside]]
        if len(seen):
            drawn = mine[finite[mine]]
            assert values[drawn].min() == values[seen].min()
            assert values[drawn].max() == values[seen].max()
        if not finite[inside].all():
            assert not finite[mine].all()


def test_a_million_steps_are_drawn_by_two_thousand_points_and_exactly_when_zoomed(tmp_path: Path) -> None:
    count = 1_000_000
    y = np.random.default_rng(1).normal(size=count).cumsum()
    y[123_456] = 1e6
    steps = np.arange(count)
    info = KeyInfo(count, 0, count - 1, float(y[-1]))
    times = {"_timestamp": steps / 10 + 1e9, "_runtime": steps / 10}
    column = PackedColumn("y", "number", "float", info, steps, y)
    write_packed(tmp_path / "000001.parquet", {"_step": steps, **times}, [column], {})
    writer = HistoryWriter(tmp_path)
    writer.append(count, {"y": 5.0, "_runtime": count / 10})
    reader = HistoryReader(tmp_path)
    whole = reader.series("y", smoothing=0.9)
    assert len(whole.x) <= 2000
    assert (whole.total, whole.exact, whole.step[-1]) == (count + 1, False, count)
    assert whole.y.max() == 1e6
    assert np.array_equal(whole.y, reader.series("y").y)
    assert whole.smooth is not None
    expected = smooth(np.append(y, 5.0), 0.9)[whole.step]
    np.testing.assert_allclose(whole.smooth, expected)
    part = reader.series("y", x="_relative", lo=12_340, hi=12_350)
    assert part.exact
    assert part.step.tolist() == list(range(123_399, 123_502))
    assert np.array_equal(part.y, y[123_399:123_502])
