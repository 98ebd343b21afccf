"""Summaries and groups: figures kept with the version, put together from parts, counted in one pass."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dsviz_widget.query import DuckEngine, Query, VersionFiles
from dsviz_widget.query.engines.cells import pooled

ROWS = 20_000


def make_table() -> pa.Table:
    rng = np.random.default_rng(11)
    score = rng.normal(1e6, 1.0, ROWS)
    score[rng.random(ROWS) < 0.02] = np.nan
    score[5] = np.inf
    return pa.table(
        {
            "score": pa.array(score, mask=rng.random(ROWS) < 0.05),
            "step": rng.integers(-3, 40, ROWS),
            "label": pa.array(rng.choice(["a", "b", "", "d", None], ROWS)),
            "name": [f"name {i}" for i in rng.integers(0, 5_000, ROWS)],
            "ok": pa.array(rng.random(ROWS) < 0.3, mask=rng.random(ROWS) < 0.02),
            "items": pa.array([[1] * int(n) if n else None for n in rng.integers(0, 3, ROWS)]),
            "day": pa.array(np.datetime64("2021-01-01T00:00:00", "s") + rng.integers(0, 9e6, ROWS)),
        }
    )


TABLE = make_table()
FRAME = TABLE.to_pandas()
KEPT = {
    "step > 10": FRAME.step > 10,
    "any(items, it == 1)": FRAME["items"].map(lambda items: items is not None and len(items) > 0),
    "label == 'a' or ok": (FRAME.label == "a") | FRAME.ok.fillna(False).astype(bool),
}


@pytest.mark.parametrize("text", KEPT)
@pytest.mark.parametrize("ordered", [False, True])
def test_all_columns_are_counted_in_the_kept_rows(text: str, ordered: bool) -> None:
    engine, query = DuckEngine(TABLE), Query().filter(text)
    if ordered:
        engine.order(query)
    kept = FRAME[KEPT[text]]
    summary = engine.summary(query, bins=9)
    assert json.dumps(summary) == json.dumps(engine.summary(query, bins=9))
    for name in ("score", "step", "day"):
        one = summary[name]
        others = one["empty_kept"] + one.get("nan_kept", 0) + one.get("infinite_kept", 0)
        assert sum(one["bins_kept"]) + others == len(kept)
    whole = TABLE.to_pandas(types_mapper=pd.ArrowDtype).loc[KEPT[text]]
    assert summary["score"]["empty_kept"] == whole.score.isna().sum()
    assert summary["label"]["empty_kept"] == kept.label.isna().sum()
    for top in summary["label"]["top"]:
        assert top["kept"] == (kept.label == top["value"]).sum()
    assert len(summary["name"]["top"]) == 12
    names = kept["name"].value_counts()
    assert {top["value"]: top["kept"] for top in summary["name"]["top"]} == {
        top["value"]: names.get(top["value"], 0) for top in summary["name"]["top"]
    }
    assert summary["items"]["empty_kept"] == kept["items"].isna().sum()


def test_one_column_is_counted_as_among_many() -> None:
    query = Query().filter("step > 10")
    together = DuckEngine(TABLE).summary(query, bins=7)
    for name in TABLE.schema.names:
        assert DuckEngine(TABLE).summary(query, [name], bins=7)[name] == together[name]


def test_a_limited_view_is_summed_up_in_its_order() -> None:
    engine = DuckEngine(TABLE)
    for sign, expected in (("", FRAME.step.nsmallest(500)), ("-", FRAME.step.nlargest(500))):
        step = engine.summary(Query().sort(f"{sign}step").limit(500), ["step"], bins=43)["step"]
        assert sum(step["bins_kept"]) == 500
        counts = expected.value_counts()
        assert [counts.get(int(edge), 0) for edge in step["edges"][:-1]] == step["bins_kept"]


def test_statistics_are_kept_for_the_next_process(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    pq.write_table(TABLE, path)
    query = Query().filter("step > 10")

    def engine() -> DuckEngine:
        return DuckEngine(path, files=VersionFiles(tmp_path / "cache", "v"))

    expected = DuckEngine(TABLE).summary(query, bins=9)
    assert engine().summary(query, bins=9) == expected
    (file,) = (tmp_path / "cache").glob("statistics/*.json")
    written = file.read_bytes()
    again = engine()
    assert again.summaries.statistics["step"].bounds == (-3, 39)
    facts = again.source.kinds.facts("score")
    assert (facts.nullable, facts.nan, facts.finite) == (True, True, False)
    assert again.source.kinds.facts("step").finite
    assert again.summary(query, bins=9) == expected
    assert file.read_bytes() == written
    for damage in (b"", b"{}", b"\xff\x00", written[:-40], b'{"format": 1, "columns": {"step": 3}}'):
        file.write_bytes(damage)
        assert engine().summary(query, bins=9) == expected
    file.unlink()
    assert engine().summary(query, bins=9) == expected


def test_groups_of_many_bins_add_up_to_exact_figures() -> None:
    answer = DuckEngine(TABLE).groups(
        Query().filter("step >= 0").group_by("label", "step % 2 == 0"),
        0,
        50,
        bins=50,
        columns=["score", "step"],
    )
    kept = FRAME[FRAME.step >= 0]
    assert answer["matched"] == len(kept)
    for group in answer["groups"]:
        label, even = group["key"]
        rows = kept[(kept.label == label) if label is not None else kept.label.isna()]
        rows = rows[(rows.step % 2 == 0) == even]
        score = rows.score[np.isfinite(rows.score)]
        cell = group["cells"]["score"]
        assert cell["mean"] == pytest.approx(score.mean(), rel=1e-12)
        assert cell["std"] == pytest.approx(score.std(), rel=1e-6)
        assert (cell["min"], cell["max"]) == (score.min(), score.max())
        assert sum(cell["bins"]) == len(score)
        assert group["cells"]["step"]["mean"] == pytest.approx(rows.step.mean())


def test_parts_are_put_together() -> None:
    rng = np.random.default_rng(0)
    parts = [rng.normal(1e9, 1e-3, n) for n in (1, 5, 1000)]
    counts = np.array([len(part) for part in parts])
    mean, std = pooled(
        counts, np.array([part.mean() for part in parts]), np.array([part.var() for part in parts])
    )
    everything = np.concatenate(parts)
    assert mean == pytest.approx(everything.mean(), rel=1e-15)
    assert std == pytest.approx(everything.std(ddof=1), rel=1e-3)
    nothing = np.array([])
    assert pooled(nothing, nothing, nothing) == (None, None)
    assert pooled(np.array([1]), np.array([3.0]), np.array([0.0])) == (3.0, None)


@pytest.mark.parametrize("sort", [(), ("-score",), ("step", "-score")])
def test_the_gallery_of_a_group_begins_as_its_rows_do(sort: tuple[str, ...]) -> None:
    engine = DuckEngine(TABLE)
    query = Query().filter("step > 3").group_by("label").sort(*sort)
    answer = engine.groups(query, 1, 3, gallery=4, columns=["items"])
    assert len(answer["groups"]) == 3
    for group in answer["groups"]:
        rows = engine.gallery(query, group["key"], 0, ROWS)
        assert len(rows) == group["rows"]
        assert group["cells"]["items"]["rows"] == rows[:4]


WARM: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [
    ("step > 10", ("label",), ()),
    ("step > -9", ("label", "ok"), ("-count", "-label")),
    ("step > 10", ("step > 30", "ok"), ("-score",)),
    ("step > 10", ("label",), ("mean(step)",)),
    ("step > 38", ("name",), ()),
    ("step > 10", ("score > 1e6",), ()),
]


@pytest.mark.parametrize(("text", "keys", "sort"), WARM)
def test_groups_are_the_same_whether_heads_are_known(
    text: str, keys: tuple[str, ...], sort: tuple[str, ...]
) -> None:
    query = Query().filter(text).group_by(*keys).sort(*sort)
    cold, warm = DuckEngine(TABLE), DuckEngine(TABLE)
    warm.summary(Query())
    for start in (0, 2):
        first, second = (
            engine.groups(query, start, 3, bins=9, columns=["score", "step", "label"])
            for engine in (cold, warm)
        )
        for one, other in zip(first["groups"], second["groups"], strict=True):
            for name in ("score", "step"):
                for figure in ("mean", "std"):
                    # Threads add up in any order, so the last digit may differ.
                    before, after = (group["cells"][name].pop(figure) for group in (one, other))
                    assert before == (None if after is None else pytest.approx(after, rel=1e-9, abs=1e-6))
        assert first == second


def test_columns_beside_a_derived_one_are_not_looked_at_again(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    pq.write_table(TABLE, path)
    engine = DuckEngine(path, files=VersionFiles(tmp_path / "cache", "v"))
    derived = Query().derive(twice="step * 2")
    summary = engine.summary(derived, bins=9)
    assert summary["twice"]["max"] == 2 * summary["step"]["max"]
    assert engine.summaries.statistics["step"].histograms.keys() == {9}
    assert not engine.summaries.statistics["twice"].histograms
    again = DuckEngine(path, files=VersionFiles(tmp_path / "cache", "v"))
    assert again.summaries.statistics["step"] == engine.summaries.statistics["step"]
    assert again.summary(Query(), bins=9) == {name: summary[name] for name in TABLE.schema.names}


def test_heads_of_many_widths_may_be_asked_for_at_once() -> None:
    engine = DuckEngine(TABLE)
    failures: list[BaseException] = []

    def ask(bins: int) -> None:
        try:
            score = engine.summary(Query().filter("step > 3"), ["score", "step"], bins=bins)["score"]
            assert len(score["bins_all"]) == len(score["bins_kept"]) == bins
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=ask, args=(bins,)) for bins in range(2, 26)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
