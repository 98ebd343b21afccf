"""A page without a kernel answers as the engine does: rows, counts, heads, groups, brushes, comparisons."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import dsviz_widget as wandb
from tests.browser.offline import PageEngine, query, same, table_of
from tests.unit.evaluation.coco import photo_table

SHARED = Path(__file__).parents[3] / "shared" / "data"
COLUMNS = ["num", "whole", "big", "flag", "word", "when", "items", "rec", "mix"]


@pytest.fixture
def empty_page(browser: Any) -> Iterator[Any]:
    page = browser.new_context(offline=True).new_page()
    yield page
    page.context.close()


def odd_cells(rows: int = 120) -> wandb.Table:
    """Return cells of every kind, with empty ones, NaN, infinities, whole numbers beyond 2**53."""
    random = np.random.default_rng(3)
    moment = dt.datetime(2021, 1, 1, tzinfo=dt.timezone.utc)
    data = []
    for k in range(rows):
        number = float("nan") if k % 11 == 0 else float("inf") if k % 29 == 0 else float(random.normal())
        mixed = [k, f"s{k}", None, {"x": k}, [k], True, moment, 1.5][k % 8]
        data.append(
            [
                None if k % 7 == 0 else number,
                None if k % 13 == 0 else int(random.integers(-5, 9)),
                2**53 + 2 * k,
                None if k % 5 == 0 else bool(k % 2),
                None if k % 17 == 0 else ["ä", "b", "𝒳x", "zz", "", "ﬀ"][k % 6],
                None if k % 9 == 0 else moment + dt.timedelta(days=3 * k, microseconds=1013 * k),
                None if k % 10 == 0 else list(range(k % 5)),
                None if k % 8 == 0 else {"a": k % 4, "b": {"c": f"t{k % 3}"}},
                mixed,
            ]
        )
    return wandb.Table(columns=COLUMNS, data=data, allow_mixed_types=True)


ROW_QUERIES = [
    query(),
    query("num > 0"),
    query("num < 0.5", sort=["-num"]),
    query("flag", "~word = 'b'", sort=["word", "-whole"]),
    query("{$lt: ['$whole', 3]}", sort=["when"]),
    query("rec.a > 1 and len(items) > 1", sort=["-mix"]),
    query("when > date('2021-06-01')", sort=["items"]),
    query("big > 9007199254740992", sort=["-big"]),
    query("whole in [1, 2, 3]", sort=["-whole"], limit=7),
    query("1 / (whole - 1) > 0"),
    query("dbl > 4", sort=["-dbl"], derive=[{"name": "dbl", "text": "whole * 2"}]),
    query("nope > 1"),
    query("num >"),
]
GROUP_QUERIES = [
    query(group=["word"]),
    query("num > 0", group=["whole"], sort=["-whole"]),
    query(group=["word"], sort=["-mean(whole)"]),
    query(group=["flag", "word"], sort=["-count"]),
    query(group=["flag", "word"], sort=["-mean(num)"]),
    query(group=["num > 0"]),
    query(group=["rec.a"]),
    query(group=["mix"]),
    query(group=["num"]),
]


def test_rows_heads_groups_and_brushes_are_the_engines(empty_page: Any) -> None:
    engine = PageEngine(empty_page, wandb.TableView(odd_cells()))
    found: list[str] = []
    for asked in ROW_QUERIES:
        found += same(engine, "open", {"query": asked, "count": 40})
        found += same(engine, "count", {"query": asked})
        found += same(engine, "rows", {"query": asked, "start": 5, "count": 50})
        found += same(engine, "row_order", {"query": asked, "start": 0, "count": 500})
        found += same(engine, "without_each", {"query": asked})
        found += same(engine, "ticked", {"query": asked, "rows": [3, 50, 4, 7]})
        if "nope" not in str(asked) and "num >'" not in str(asked):
            found += same(engine, "summary", {"query": asked, "columns": COLUMNS, "bins": 16})
    for asked in GROUP_QUERIES:
        page = {"start": 0, "count": 12, "gallery": 4, "bins": 12, "quartiles": ["num", "whole", "when"]}
        found += same(engine, "groups", {"query": asked, **page})
        found += same(engine, "groups", {"query": asked, "start": 2, "count": 3})
    brushed = {"columns": COLUMNS, "bins": 16, "pixels": 80}
    for column, low, high in (
        ("num", -1, 0.5),
        ("whole", -2, 3),
        ("when", "2021-02-01T00:00:00Z", "2021-09-01T00:00:00Z"),
    ):
        ends = {"column": column, "low": low, "high": high}
        found += same(engine, "brush", {"query": query("flag"), **ends, **brushed})
    assert found == []


@pytest.mark.parametrize(
    "text",
    ["num > 1", "{$lt: ['$whole', 3]}", "nope = 1", "word = ", "1 / (whole - 1) > 0", "lower(word) = 'b'"],
)
def test_a_clause_that_is_typed_is_counted_and_its_errors_are_pointed_at(empty_page: Any, text: str) -> None:
    engine = PageEngine(empty_page, wandb.TableView(odd_cells()))
    assert same(engine, "check", {"query": query("flag"), "text": text, "clause": None}) == []


def test_of_a_long_table_the_page_has_the_rows_that_the_view_shows_first(empty_page: Any) -> None:
    frame = pd.DataFrame({"x": np.arange(1_000), "even": np.arange(1_000) % 2 == 0})
    view = wandb.TableView(wandb.Table(dataframe=frame), query=wandb.Query().filter("even").sort("-x"))
    engine = PageEngine(empty_page, view, max_rows=100)
    assert engine.notes == [
        "The first 100 of 1,000 rows, those that match first and in the order of the view; "
        "counts and figures are of these."
    ]
    asked = view.query.to_json()
    result, rows = engine.ask("open", {"query": asked, "count": 40})
    assert (result["matched"], result["info"]["row_count"]) == (100, 100)
    assert table_of(rows[0]).column("x").to_pylist() == list(range(998, 918, -2))
    result, rows = engine.ask("rows", {"query": asked, "start": 95, "count": 40})
    # Row ids stay those of Python, so that what is ticked here can be found there.
    assert table_of(rows[0]).column("__row").to_pylist() == [808, 806, 804, 802, 800]


def test_rows_that_do_not_match_stay_out_where_that_is_asked_for(empty_page: Any) -> None:
    frame = pd.DataFrame({"x": np.arange(50)})
    view = wandb.TableView(wandb.Table(dataframe=frame), query="x < 20")
    engine = PageEngine(empty_page, view, rows="matched")
    assert engine.ask("count", {"query": query()})[0]["total"] == 20
    assert engine.notes == ["The 20 of 50 rows that match; counts and figures are of these."]


def two_tables() -> list[wandb.Table]:
    random = np.random.default_rng(5)
    first, second = [], []
    for k in range(80):
        label, moment = (
            ["cat", "dog", "it's", None][k % 4],
            dt.datetime(2021, 1, 1 + k % 28, tzinfo=dt.timezone.utc),
        )
        score = float(random.normal()) if k % 9 else None
        first.append([f"r{k}", label, score, k % 7, moment, [k % 3]])
        if k % 6:
            changed = label if k % 5 else "cat"
            second.append(
                [f"r{k}" if k % 15 else f"z{k}", changed, float(random.normal()), k % 5, moment, [k % 2]]
            )
    columns = ["id", "pred", "score", "n", "when", "tags"]
    return [wandb.Table(columns=columns, data=rows) for rows in (first, second)]


@pytest.mark.parametrize("options", [{"key": "id", "right": "score > 0"}, {"how": "concat"}])
def test_compared_tables_are_counted_as_the_engine_counts_them(
    empty_page: Any, options: dict[str, Any]
) -> None:
    view = wandb.compare(*two_tables(), **options)
    engine = PageEngine(empty_page, view)
    queries = [query(), query("score > 0")]
    if "key" in options:
        queries = [query(), query("$1.score > 0"), query("$*.score > 0.5"), query("$0.pred = 'cat'")]
        queries += [query("$1.score > $0.score", sort=["$1.score - $0.score"])]
    names = ["id", "pred", "score", "n", "when", "tags"]
    found: list[str] = []
    for asked in queries:
        found += same(engine, "open", {"query": asked, "count": 40})
        found += same(engine, "rows", {"query": asked, "start": 0, "count": 100})
        found += same(engine, "quick", {"query": asked})
        found += same(engine, "compare_heads", {"query": asked, "columns": names, "bins": 16})
        for by in ("pred", "n", "when", "score > 0"):
            for sort in ("change", "-rows", "key", "mean(score)"):
                page = {"start": 0, "count": 25, "sort": sort, "columns": names[1:], "bins": 12, "gallery": 4}
                found += same(engine, "compare_groups", {"query": asked, "by": by, **page})
    assert found == []


def test_real_rows_with_masks_are_counted_by_class(empty_page: Any) -> None:
    folder = SHARED / "camvid"
    if not folder.exists():
        pytest.skip("the real pictures are not beside the project (../shared/data/camvid)")
    view = wandb.TableView(camvid(folder))
    engine = PageEngine(empty_page, view, picture_px=64)
    found = same(engine, "summary", {"query": query("name > 'a'"), "columns": ["name", "scene"], "bins": 16})
    found += same(engine, "groups", {"query": query(group=["split"]), "start": 0, "count": 10})
    ours, buffers = engine.ask("thumbnails", {"column": "scene", "rows": [0, 1], "size_px": 64})
    item = ours["items"][0]
    assert max(item["thumb_width"], item["thumb_height"]) == 64
    assert buffers[item["pixels"]][:2] in (b"\xff\xd8", b"\x89P")
    assert [mask["group"] for mask in item["masks"]] == ["truth"]
    assert found == []


def camvid(folder: Path, most: int = 12) -> wandb.Table:
    """Return street scenes with their masks."""
    from PIL import Image

    table = wandb.Table(["name", "split", "scene"])
    pictures = sorted(path for path in folder.rglob("*.png") if not path.stem.endswith("_L"))[:most]
    for number, path in enumerate(pictures):
        photo = np.asarray(Image.open(path).convert("RGB"))
        mask = (photo.mean(axis=2) // 86).astype(np.uint8)
        classes = {0: "dark", 1: "middle", 2: "light"}
        masks = {"truth": {"mask_data": mask, "class_labels": classes}}
        table.add_data(path.stem, ["a", "b"][number % 2], wandb.Image(photo, masks=masks))
    return table


TYPED = [
    "", "n", "num ", "num > 1 and ", "word ", "word = ", "rec.", "rec.b.c ", "when > da", "items ", "num is ",
    "any(items, it", "dTru", "tolo", "dateTrunc(when, ", "dateTrunc(when, unit=", "num is not ", "word not ",
    "`w", "whole in [1", "map(items, $$", "{", "{$g", "{$gt: [", "{$gt: ['$num', ", "{$gt: ['$rec.",
    "{$dateTrunc: {date: '$when', unit: ", "{$filter: {input: '$items', as: 'x', cond: {$gt: ['$$",
    "{$switch: {branches: [{", "{$eq: ['$word', 'b']}", "{$let: {vars: {a: '$num'}, in: {$gt: ['$$",
    "𝒳 = num > ", "xyzq",
]  # fmt: skip
COMPARED = ["", "$", "$1.s", "$*.", "$0.pred = $1.", "sc", "{$gt: ['$", "{$gt: ['$1.sc", "any($0.tags, "]


def test_names_values_and_functions_are_offered_as_the_engine_offers_them(
    empty_page: Any, shared_data: Path
) -> None:
    folder = shared_data / "detection_voc"
    truth, boxes = (
        json.loads((folder / f"{name}.json").read_text()) for name in ("ground_truth", "detections_xl")
    )
    odd = wandb.Table(columns=["my col", "a.b", "x-y", "in", "%"], data=[[1, "a", 2.5, True, 1]])
    photos = ["any(photo.boxes.found, class_id in [1, ", "photo.boxes.", "any(photo.boxes.found, scores.",
              "{$filter: {input: '$photo.boxes.found', as: 'b', cond: {$eq: ['$$b.class_id', "]  # fmt: skip
    found: list[str] = []
    for view, texts in (
        (wandb.TableView(odd_cells()), TYPED),
        (wandb.compare(*two_tables(), key="id"), COMPARED),
        (wandb.TableView(odd), ["m", "my col ", "a.", "x-", " in", "{$gt: ['$my"]),
        (wandb.TableView(photo_table(truth, boxes, folder)), photos),
    ):
        engine = PageEngine(empty_page, view, picture_px=32)
        for text in texts:
            found += same(engine, "complete", {"query": query(), "text": text, "cursor": len(text)})
    assert found == []


CLAUSES = [
    "num > 0", "num < 0.5", "whole <= 3", "whole <= 3 or whole is null", "big != 9007199254740994", "flag",
    "word contains 'b'", "word not in ['b', 'zz']", "word endswith word", "when < '2021-06-01'", "rec.a < 2",
    "any(items, it > 2)", "none(items, it > 2)", "mix > 1", "1 / (whole - 1) > 0", "lower(word) = 'b'",
    "{$lt: ['$whole', 3]}", "{$and: ['$num', {$gt: ['$big', 1]}]}", "{$add: ['$num', 1]}",
    "{$gt: [{$size: {$filter: {input: '$items', as: 'x', cond: {$lt: ['$$x', '$whole']}}}}, 0]}",
    "nope > 1", "num", "num >", "{$gt: ['$num']}",
]  # fmt: skip
ON_COMPARED = ["$1.score > $0.score", "$*.score < 0.5", "score < 0", "{$eq: ['$0.pred', '$1.pred']}", "n < 3"]


def test_a_clause_in_the_other_way_of_writing_is_what_python_says(empty_page: Any) -> None:
    derived = query(derive=[{"name": "dbl", "text": "whole * 2"}, {"name": "half", "text": "num / 2"}])
    broken = query(derive=[{"name": "dbl", "text": "nowhere * 2"}])
    found: list[str] = []
    for view, asked, texts in (
        (wandb.TableView(odd_cells()), query("nope > 1"), CLAUSES),
        (
            wandb.TableView(odd_cells()),
            derived,
            ["dbl < 4", "half <= 1 or half is null", "{$lt: ['$dbl', 1]}"],
        ),
        (wandb.TableView(odd_cells()), broken, ["dbl < 4", "num < 4"]),
        (wandb.compare(*two_tables(), key="id"), query(), ON_COMPARED),
    ):
        # What is known of a column is known of all its rows, also of those that the page lacks.
        engine = PageEngine(empty_page, view, max_rows=20)
        for text in texts:
            found += same(engine, "translate", {"query": asked, "text": text})
            other = engine.python("translate", {"query": asked, "text": text})[0].get("text")
            if other is not None:
                found += same(engine, "translate", {"query": asked, "text": other})
    assert found == []
