"""A brush answers what the same range as a clause would, on every edge."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dsviz_widget.errors import QueryError
from dsviz_widget.query import DuckEngine, Query
from dsviz_widget.query.engines import cubes

ROWS = 30_000


def make_table() -> pa.Table:
    rng = np.random.default_rng(2)
    tenth = rng.integers(0, 31, ROWS) / 10
    score = rng.normal(size=ROWS)
    score[rng.random(ROWS) < 0.02] = np.nan
    score[3], score[4] = np.inf, -np.inf
    return pa.table(
        {
            "tenth": tenth,
            "score": pa.array(score, mask=rng.random(ROWS) < 0.05),
            "step": rng.integers(-7, 90, ROWS),
            "day": pa.array(np.datetime64("2021-01-01T00:00:00", "s") + rng.integers(0, 9e6, ROWS)),
            "label": pa.array(rng.choice(["a", "b", "", None], ROWS)),
            "name": pa.array([f"{i}" if i else "" for i in rng.zipf(1.3, ROWS) % 4_000]),
            "ok": pa.array(rng.random(ROWS) < 0.3, mask=rng.random(ROWS) < 0.02),
            "items": pa.array([[1] if n else None for n in rng.integers(0, 2, ROWS)]),
        }
    )


TABLE = make_table()


@pytest.fixture(scope="module", params=["memory", "parquet"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> DuckEngine:
    if request.param == "memory":
        return DuckEngine(TABLE)
    path: Path = tmp_path_factory.mktemp("brush") / "rows.parquet"
    pq.write_table(TABLE, path, row_group_size=7_000)
    return DuckEngine(path)


def kept_parts(summary: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for name, one in summary.items():
        found[name] = {key: value for key, value in one.items() if key.endswith("_kept")}
        if "top" in one:
            found[name]["top"] = [{"value": top["value"], "kept": top["kept"]} for top in one["top"]]
    return found


def clause(column: str, low: Any, high: Any, *, closed: bool) -> str:
    ends = [f"date('{end}')" if isinstance(end, str) else repr(end) for end in (low, high)]
    return f"{column} >= {ends[0]} and {column} {'<=' if closed else '<'} {ends[1]}"


@pytest.mark.parametrize("column", ["tenth", "score", "step", "day"])
@pytest.mark.parametrize("pixels", [1, 30, 200])
@pytest.mark.parametrize("other", [None, "label == 'a' or step > 50"])
def test_a_brush_answers_what_a_clause_would(
    engine: DuckEngine, column: str, pixels: int, other: str | None
) -> None:
    query = Query() if other is None else Query().filter(other)
    whole = engine.summary(Query(), [column])[column]
    low, high = (
        (float(whole["min"]), float(whole["max"])) if column != "day" else (whole["min"], whole["max"])
    )
    rng = np.random.default_rng(pixels)
    for share in np.sort(rng.random((4, 2)), axis=1):
        if column == "day":
            start = np.datetime64("2021-01-01T00:00:00", "s")
            ends = [str(start + int(part * 9e6)) for part in share]
        else:
            ends = [low + part * (high - low) for part in share]
        brushed = engine.brush(query, column, *ends, bins=13, pixels=pixels)
        assert not brushed["is_estimate"]
        is_end = brushed["high"] >= high
        direct = query.filter(clause(column, brushed["low"], brushed["high"], closed=is_end))
        assert brushed["matched"] == engine.count(direct)
        assert brushed["columns"] == kept_parts(engine.summary(direct, bins=13))


def test_every_edge_of_decimal_steps_counts_right(engine: DuckEngine) -> None:
    values = TABLE["tenth"].to_numpy()
    for step in range(30):
        low, high = step / 10, (step + 1) / 10
        brushed = engine.brush(Query(), "tenth", low, high, ["step"], pixels=30)
        upper = values <= brushed["high"] if step == 29 else values < brushed["high"]
        assert brushed["matched"] == int(((values >= brushed["low"]) & upper).sum())


def test_a_brush_that_moves_counts_once(engine: DuckEngine) -> None:
    query = Query().filter("step > -3")
    engine.brush(query, "score", -1, 1)
    began = time.process_time()
    for move in range(100):
        engine.brush(query, "score", -3 + move / 50, move / 50)
    assert time.process_time() - began < 2


def test_a_very_long_table_is_estimated_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cubes, "SAMPLED_FROM", 10_000)
    monkeypatch.setattr(cubes, "SAMPLE_ROWS", 3_200)
    engine = DuckEngine(TABLE)
    first = engine.brush(Query(), "step", 10, 50, ["score"])
    exact = DuckEngine(TABLE).count(Query().filter(f"step >= {first['low']} and step < {first['high']}"))
    if first["is_estimate"]:
        assert first["matched"] == pytest.approx(exact, rel=0.1)
        assert first["matched"] == pytest.approx(sum(first["columns"]["score"]["bins_kept"]) / 0.93, rel=0.05)
    until = time.monotonic() + 30
    while (found := engine.brush(Query(), "step", 10, 50, ["score"]))["is_estimate"]:
        assert time.monotonic() < until
        time.sleep(0.01)
    assert found["matched"] == exact


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("label", 0, 1), "numbers and dates"),
        (("scor", 0, 1), "Did you mean 'score'"),
        (("score", "x", 1), "does not end at 'x'"),
        (("score", None, 1), "not None"),
        (("score", float("nan"), 1), "not nan"),
    ],
)
def test_what_cannot_be_brushed_is_said(engine: DuckEngine, arguments: Any, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        engine.brush(Query(), *arguments)


def test_columns_without_values_and_limited_views_cannot_be_brushed() -> None:
    empty = DuckEngine(pa.table({"x": pa.array([None, None], pa.float64())}))
    with pytest.raises(QueryError, match="no value to brush"):
        empty.brush(Query(), "x", 0, 1)
    engine = DuckEngine(TABLE)
    with pytest.raises(QueryError, match="limit"):
        engine.brush(Query().limit(10), "step", 0, 1)
    with pytest.raises(QueryError, match="pixels"):
        engine.brush(Query(), "step", 0, 1, pixels=0)


def test_ranges_of_nothing_and_beyond_the_axis_snap_to_a_pixel(engine: DuckEngine) -> None:
    one = engine.brush(Query(), "step", 20, 20)
    assert one["low"] < one["high"]
    beyond = engine.brush(Query(), "step", 1e9, 2e9)
    assert beyond["high"] >= 89
    backwards = engine.brush(Query(), "step", 50, 10)
    assert backwards == engine.brush(Query(), "step", 10, 50)
