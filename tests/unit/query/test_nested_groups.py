"""Groups of several keys: those of one first key together, and quartiles, beside pandas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from dsviz_widget.query import DuckEngine, Query


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    rng = np.random.default_rng(1)
    rows = pd.DataFrame(
        {
            "light": rng.choice(["day", "dusk", "night"], 500, p=[0.5, 0.3, 0.2]),
            "k": rng.integers(0, 4, 500),
            "acc": rng.random(500),
        }
    )
    rows.loc[::17, "light"] = None
    rows.loc[::11, "acc"] = np.nan
    return rows


@pytest.fixture(scope="module")
def engine(frame: pd.DataFrame) -> DuckEngine:
    return DuckEngine(pa.Table.from_pandas(frame, preserve_index=False))


@pytest.mark.parametrize("keys", [("light", "k"), ("light", "k > 1")])
@pytest.mark.parametrize("sort", [(), ("mean(acc)",), ("-mean(acc)",), ("-light", "count"), ("k",)])
def test_groups_of_one_first_key_stand_together(
    engine: DuckEngine, frame: pd.DataFrame, keys: tuple[str, ...], sort: tuple[str, ...]
) -> None:
    query = Query().filter("k < 9").group_by(*keys).sort(*sort)
    if sort == ("k",) and keys[1] != "k":
        query = query.sort()
    found = engine.groups(query, 0, 50, columns=["acc"], nested=True)
    outer = [group["key"][0] for group in found["groups"]]
    bands = found["bands"]
    assert outer == [band["key"] for band, end in _ends(bands, len(outer)) for _ in range(band["start"], end)]
    assert len({band["key"] for band in bands}) == len(bands) == 4
    totals = frame.light.value_counts(dropna=False)
    for band in bands:
        rows = frame[frame.light.isna()] if band["key"] is None else frame[frame.light == band["key"]]
        assert band["rows"] == len(rows) <= totals.max()
    for group in found["groups"]:
        light, k = group["key"]
        mine = frame[frame.light.isna() if light is None else frame.light == light]
        mine = mine[(mine.k > 1) == k] if isinstance(k, bool) else mine[mine.k == k]
        assert group["rows"] == len(mine)
        assert group["cells"]["acc"]["mean"] == pytest.approx(mine.acc.mean())
    sizes = [band["rows"] for band in bands]
    means = [band["mean"] for band in bands]
    if not sort:
        assert sizes == sorted(sizes, reverse=True)
    elif "mean" in sort[0]:
        assert means == sorted(means, reverse=sort[0].startswith("-"))


def _ends(bands: list[dict[str, int]], count: int) -> list[tuple[dict[str, int], int]]:
    return list(zip(bands, [band["start"] for band in bands[1:]] + [count], strict=True))


def test_a_page_has_the_bands_of_its_groups(engine: DuckEngine) -> None:
    query = Query().group_by("light", "k").sort("mean(acc)")
    whole = engine.groups(query, 0, 50, columns=[], nested=True)
    page = engine.groups(query, 6, 4, columns=[], nested=True)
    assert [group["key"] for group in page["groups"]] == [group["key"] for group in whole["groups"]][6:10]
    assert [(band["key"], band["start"]) for band in page["bands"]] == [
        (whole["bands"][1]["key"], 0),
        (whole["bands"][2]["key"], 2),
    ]
    assert engine.groups(query, 99, 4, columns=[], nested=True)["bands"] == []
    assert "bands" not in engine.groups(Query().group_by("light"), 0, 9, columns=[], nested=True)


def test_first_keys_of_mixed_kind_nest_too() -> None:
    from dsviz_widget.table import Table

    table = Table(["any", "k"], allow_mixed_types=True)
    for row in [[1, "a"], ["x", "a"], [1, "b"], [True, "a"], ["x", "b"], [None, "a"], [1, "c"]]:
        table.add_data(*row)
    found = table.engine().groups(Query().group_by("any", "k"), 0, 20, columns=[], nested=True)
    assert [band["rows"] for band in found["bands"]] == [3, 2, 1, 1]
    assert [group["key"][0] for group in found["groups"]][:5] == [1, 1, 1, "x", "x"]


@pytest.mark.parametrize("keys", [("light",), ("light", "k")])
def test_quartiles_are_those_of_pandas(
    engine: DuckEngine, frame: pd.DataFrame, keys: tuple[str, ...]
) -> None:
    query = Query().group_by(*keys)
    found = engine.groups(query, 1, 3, columns=["acc", "k"], nested=True, quartiles=["acc", "light", "none"])
    assert len(found["groups"]) == 3
    for group in found["groups"]:
        mine = frame
        for name, value in zip(keys, group["key"], strict=True):
            mine = mine[mine[name].isna() if value is None else mine[name] == value]
        assert group["cells"]["acc"]["quartiles"] == pytest.approx(list(mine.acc.quantile([0.25, 0.5, 0.75])))
        assert "quartiles" not in group["cells"]["k"]
