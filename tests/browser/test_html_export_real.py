"""A page of real rows answers as the engine does: flights, boxes, predictions, every type of Arrow's."""

from __future__ import annotations

import datetime as dt
import re
import zlib
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import dsviz_widget as wandb
from tests.browser.offline import PageEngine, query, same
from tests.browser.scores import cifar
from tests.browser.states import settle
from tests.browser.waiting import expect
from tests.unit.evaluation.coco import instances_of_coco, photos_of_two_detectors

Asked = list[dict[str, Any]]
ROWS = 2_000


@pytest.fixture
def open_engine(browser: Any) -> Iterator[Callable[..., PageEngine]]:
    """Return a function that gives what answers in the page of a view."""
    page = browser.new_context(offline=True).new_page()
    yield lambda view, **limits: PageEngine(page, view, **limits)
    page.context.close()


def rows_differ(engine: PageEngine, queries: Asked) -> list[str]:
    names = engine.view.session.engine.schema.names
    found: list[str] = []
    for asked in queries:
        found += same(engine, "open", {"query": asked, "count": 40})
        found += same(engine, "rows", {"query": asked, "start": 3, "count": 60})
        found += same(engine, "row_order", {"query": asked, "start": 0, "count": ROWS})
        found += same(engine, "summary", {"query": asked, "columns": names, "bins": 16})
    return found


def groups_differ(engine: PageEngine, queries: Asked) -> list[str]:
    """Return where groups differ, their rows, and the rows that a gallery of them has."""
    names = engine.view.session.engine.schema.names
    found: list[str] = []
    for asked in queries:
        page = {"start": 0, "count": 12, "gallery": 4, "bins": 12, "quartiles": names}
        found += same(engine, "groups", {"query": asked, **page})
        for group in engine.python("groups", {"query": asked, "start": 0, "count": 2})[0]["groups"]:
            some = {"query": asked, "start": 0, "count": 9}
            found += same(engine, "rows", {**some, "group": group["key"]})
            found += same(engine, "gallery", {**some, "key": group["key"]})
    return found


def brushes_differ(engine: PageEngine, ends: list[tuple[str, Any, Any]]) -> list[str]:
    heads = {"columns": engine.view.session.engine.schema.names, "bins": 16, "pixels": 80}
    return [
        line
        for column, low, high in ends
        for line in same(
            engine, "brush", {"query": query(), "column": column, "low": low, "high": high, **heads}
        )
    ]


def csv_differs(engine: PageEngine, asked: dict[str, Any]) -> list[str]:
    """Return the lines of a file that differ."""
    params = {"query": asked, "rows": "matched", "selected": "", "format": "csv", "to": "browser"}
    (ours, our_file), (theirs, their_file) = engine.ask("export", params), engine.python("export", params)
    lines = zip(our_file[0].decode().split("\n"), their_file[0].decode().split("\n"), strict=True)
    return [str(line) for line in lines if line[0] != line[1]] + ([] if ours == theirs else [str(ours)])


def comparison_differs(engine: PageEngine, queries: Asked, by: list[str], names: list[str]) -> list[str]:
    found: list[str] = []
    for asked in queries:
        found += same(engine, "open", {"query": asked, "count": 40})
        found += same(engine, "rows", {"query": asked, "start": 0, "count": 50})
        found += same(engine, "quick", {"query": asked})
        found += same(engine, "compare_heads", {"query": asked, "columns": names, "bins": 16})
        for text in by:
            page = {"start": 0, "count": 12, "columns": names, "bins": 12, "gallery": 4}
            for sort in ("change", "-rows"):
                found += same(engine, "compare_groups", {"query": asked, "by": text, "sort": sort, **page})
    return found


def test_flights(open_engine: Callable[..., PageEngine], shared_data: Path) -> None:
    file = pq.ParquetFile(shared_data / "table_flights" / "flights-3m.parquet")
    rows = pa.Table.from_batches([next(file.iter_batches(ROWS))])
    engine = open_engine(wandb.TableView(wandb.Table.from_arrow(rows)))
    found = rows_differ(
        engine,
        [
            query("origin = 'SEA' or destination = 'SFO'", sort=["-date"]),
            query("date > date('2001-01-01') and delay / distance > 0.05", sort=["origin", "-delay"]),
            query("{$in: ['$origin', ['SEA', 'OAK']]}", "~delay > 0", sort=["-distance", "date"]),
        ],
    )
    found += groups_differ(
        engine,
        [
            query(group=["origin", "destination"], sort=["-mean(delay)"]),
            query("delay > 10", group=["hour(date)"], sort=["-sum(distance)"]),
            query(group=["date"]),
        ],
    )
    found += brushes_differ(
        engine, [("delay", -20, 100), ("date", "2001-01-01T00:00:00Z", "2001-01-01T12:00:00Z")]
    )
    assert found == []


def test_photos_with_the_boxes_of_two_detectors(
    open_engine: Callable[..., PageEngine], shared_data: Path
) -> None:
    tables = photos_of_two_detectors(shared_data)
    engine = open_engine(wandb.TableView(tables["xl"]), picture_px=32)
    found = rows_differ(
        engine,
        [
            query("any(photo.boxes.found, class_id = 15 and scores.score > 0.5)"),
            query("len(photo.boxes.found) > 3", sort=["-len(photo.boxes.found)", "photo.width"]),
            query("{$gt: [{$size: '$photo.boxes.truth'}, 2]}"),
        ],
    )
    found += groups_differ(engine, [query(group=["len(photo.boxes.found)"], sort=["-count"])])
    found += csv_differs(engine, query())
    box_scores = {"column": "photo", "group": "found", "key": "score", "bins": 20}
    found += same(engine, "box_scores", {"query": query(), **box_scores})
    engine = open_engine(wandb.compare(tables, key="image_id"), picture_px=32)
    queries = [query(), query("len($1.photo.boxes.found) > len($0.photo.boxes.found)")]
    found += comparison_differs(engine, queries, ["len(photo.boxes.found)"], ["image_id", "photo"])
    assert found == []


def test_instances_with_masks_and_boxes(open_engine: Callable[..., PageEngine], shared_data: Path) -> None:
    engine = open_engine(wandb.TableView(instances_of_coco(shared_data)), picture_px=64)
    found = rows_differ(engine, [query(text, sort=["-area"]) for text in INSTANCES])
    found += groups_differ(
        engine,
        [
            query(group=["category"], sort=["-sum(area)"]),
            query("not crowd", group=["category", "photo"], sort=["-count"]),
            query(group=["len(instance.masks.mask.classes)"]),
        ],
    )
    found += brushes_differ(engine, [("area", 500, 5_000)])
    found += csv_differs(engine, query("area > 1000"))
    for text in INSTANCES:
        found += same(engine, "translate", {"query": query(), "text": text})
    assert found == []


def test_an_instance_has_its_mask_and_its_box_in_the_page(
    open_engine: Callable[..., PageEngine], shared_data: Path
) -> None:
    table = instances_of_coco(shared_data)
    engine = open_engine(wandb.TableView(table), picture_px=128)
    asked = {"column": "instance", "rows": list(range(len(table))), "size_px": 128}
    (ours, our_buffers), (theirs, their_buffers) = (
        ask("thumbnails", asked) for ask in (engine.ask, engine.python)
    )
    for found, wanted in zip(ours["items"], theirs["items"], strict=True):
        assert found["boxes"] == wanted["boxes"]
        (ids,), (wanted_ids,) = (
            [buffers[mask["ids"]] for mask in item["masks"]]
            for item, buffers in ((found, our_buffers), (wanted, their_buffers))
        )
        assert ids == wanted_ids
        # COCO's numbers of classes are kept, those above 127 too.
        (box,) = (box for group in found["boxes"] for box in group["boxes"])
        assert box["class_id"] in set(zlib.decompress(ids))


def test_masks_boxes_a_filter_and_a_group_of_real_instances(
    open_file: Callable[..., Any], shared_data: Path
) -> None:
    table = instances_of_coco(shared_data)
    view = wandb.TableView(table, title="Instances")
    page = open_file(view, picture_px=96)
    page.wait_for_function(f"() => ({PIXELS})() > 0")
    settle(page)
    page.get_by_role("button", name="Classes").click()
    groups = page.get_by_role("dialog", name="Classes").get_by_role("list", name="Groups")
    for group in ("mask", "box"):
        before = page.evaluate(PIXELS)
        groups.get_by_role("button", name=f"Hide {group}").click()
        page.wait_for_function(f"(before) => ({PIXELS})() !== before", arg=before)
    page.keyboard.press("Escape")
    page.get_by_role("dialog", name="Classes").wait_for(state="detached")
    page.get_by_role("grid").focus()
    page.keyboard.press("/")
    page.get_by_role("combobox", name="Filter expression").fill(INSTANCES[0])
    page.get_by_role("dialog").get_by_text(re.compile("of 50 rows")).wait_for()
    page.keyboard.press("Enter")
    kept = table.query().filter(INSTANCES[0])
    expect(page.locator(".dv-count")).to_have_text(re.compile(f"^{kept.count()} of 50"))
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name=re.compile("^Group by")).click()
    page.get_by_role("combobox", name="Group by").fill("category")
    page.keyboard.press("Enter")
    shown = page.get_by_role("treegrid", name="Groups")
    for group in kept.group_by("category", agg={"n": "count"}).rows():
        line = shown.get_by_role("row", name=group["category"], exact=True)
        expect(line.get_by_role("rowheader")).to_contain_text(re.compile(rf"{group['n']} rows?$"))
    assert page.errors == []


INSTANCES = [
    "area > 1000 and not crowd",
    "any(instance.masks.mask.classes, class_id = 1 and fraction > 0.01)",
    "any(instance.boxes.box, position.maxX - position.minX > 100) or category startswith 'person'",
    "{$gt: [{$max: '$instance.masks.mask.classes.pixels'}, 200000]}",
]
PIXELS = """() => [...document.querySelectorAll('.dv [role=gridcell] canvas')].reduce((sum, canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return data.reduce((all, value, at) => (all + value * (at % 251)) % 1e9, sum);
}, 0)"""


def test_predictions_of_two_models(open_engine: Callable[..., PageEngine], shared_data: Path) -> None:
    tables = [cifar(shared_data / "cifar10", model) for model in ("resnet20", "resnet56")]
    engine = open_engine(wandb.compare(*tables, key="id", labels=["r20", "r56"]), picture_px=32)
    queries = [query(), query("$0.pred != $1.pred", sort=["-($1.p_cat - $0.p_cat)"]), query("$*.p_cat > 0.9")]
    by = ["label", "lower(pred)", "{$gt: ['$p_cat', 0.5]}", "round(p_cat, 1)", "if(p_cat > 0.5, null, label)"]
    assert comparison_differs(engine, queries, by, ["label", "pred", "p_cat"]) == []


def arrow_types(rows: int = 60) -> wandb.Table:
    """Return a column of each type that Arrow has and a table takes, with empty cells."""
    start, each = dt.datetime(1969, 12, 31, 23, 59, 59, 999_999), range(rows)
    moments = [None if k % 7 == 0 else start + dt.timedelta(37 * k, 0, k * k * 1013) for k in each]
    seconds = [None if m is None else int(m.replace(tzinfo=dt.timezone.utc).timestamp()) for m in moments]
    days = [None if m is None else m.date() for m in moments]
    odd = {0: None, 11: float("nan"), 13: float("inf"), 17: -float("inf")}
    numbers = [
        next((odd[by] for by in odd if by and k % by == 0), None if k % 5 == 0 else (k - 30) / 4)
        for k in each
    ]
    nested = pa.list_(pa.struct([("a", pa.int8()), ("b", pa.list_(pa.int64()))]))
    record = pa.struct([("a", pa.struct([("b", pa.int16())])), ("d", pa.string())])
    columns = {
        "decimal": pa.array([None if k % 6 == 0 else Decimal(k * 7) / 8 for k in each], pa.decimal128(12, 3)),
        "dict": pa.array([None if k % 9 == 0 else "bac"[k % 3] for k in each]).dictionary_encode(),
        "zone": pa.array(moments, pa.timestamp("us", "Europe/Berlin")),
        "nanos": pa.array([None if s is None else s * 10**9 for s in seconds], pa.timestamp("ns")),
        "seconds": pa.array(seconds, pa.timestamp("s")),
        "day": pa.array(days, pa.date32()),
        "day64": pa.array(days, pa.date64()),
        "large": pa.array([None if k % 8 == 0 else "é𝒳" * (k % 4) for k in each], pa.large_string()),
        "big": pa.array([None if k % 4 == 0 else 2**62 + k for k in each], pa.int64()),
        "unsigned": pa.array([2**63 + k for k in each], pa.uint64()),
        "number": pa.array(numbers, pa.float64()),
        "half": pa.array(np.arange(rows, dtype=np.float16) / 7),
        "single": pa.array([None if k % 3 == 0 else k / 7 for k in each], pa.float32()),
        "nested": pa.array([[{"a": k % 3, "b": [k]}, None] if k % 5 else None for k in each], nested),
        "record": pa.array([None if k % 5 == 0 else {"a": {"b": k % 4}, "d": None} for k in each], record),
        "pair": pa.array([[k, k + 1.5] for k in each], pa.list_(pa.float32(), 2)),
        "map": pa.array([[("x", k), ("y", None)] for k in each], pa.map_(pa.string(), pa.int32())),
        "nothing": pa.nulls(rows),
        "empty": pa.nulls(rows, pa.float64()),
        "flag": pa.array([None if k % 3 == 0 else k % 2 == 0 for k in each]),
    }  # fmt: skip
    return wandb.Table.from_arrow(pa.table(columns))


CLAUSES = [
    "decimal > 3.125 and decimal / 3 < 7", "dict = 'a'", "zone > date('1970-06-01') and hour(zone) > 11",
    "nanos < date('1971-01-01')", "day >= date('1971-01-01') and day = day64", "year(seconds) = 1972",
    "big + 1 > 4611686018427387910", "big = 4611686018427387909", "unsigned > 9223372036854775809",
    "half > 1 and single < 5", "single = 1/7", "any(nested, a = 1)", "len(nested) = 2", "record.a.b = 2",
    "record.d is null", "len(pair) = 2 and map.x > 3", "number is nan", "not (number > 0)", "len(large) > 2",
    "nothing is null and empty is null", "not flag",
]  # fmt: skip


def test_every_type_that_arrow_has(open_engine: Callable[..., PageEngine]) -> None:
    engine = open_engine(wandb.TableView(arrow_types()))
    names = engine.view.session.engine.schema.names
    found: list[str] = []
    for asked in [*(query(text) for text in CLAUSES), *(query(sort=[f"-{name}"]) for name in names)]:
        found += same(engine, "rows", {"query": asked, "start": 0, "count": 60})
    found += rows_differ(engine, [query(), query("flag")])
    found += csv_differs(engine, query(sort=["-number"]))
    keys = ("zone", "big", "unsigned", "number", "record", "map", "nothing", "dict")
    found += groups_differ(engine, [query(group=[name]) for name in keys])
    found += groups_differ(
        engine, [query(group=["flag"], sort=[f"-mean({name})"]) for name in ("decimal", "number")]
    )
    moments = ("1970-06-01T00:00:00Z", "1973-01-01T00:00:00Z")
    found += brushes_differ(
        engine,
        [
            ("decimal", -20, 10),
            ("big", 2**62, 2**62 + 20),
            ("number", -5, 5),
            *((name, *moments) for name in ("day", "zone", "nanos")),
        ],
    )
    assert found == []
