"""Whatever a table holds, its view opens, pages, sums up, sorts and groups."""

from __future__ import annotations

import datetime
import json
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import dsviz_widget as wandb
from dsviz_widget.media import MediaFile
from dsviz_widget.media.encoding import Encoded
from dsviz_widget.query import Query, Task
from dsviz_widget.store import digest_of
from dsviz_widget.widgets.table_session import TableSession
from tests.unit.builders import box, ids, logged, pixels, table

IMAGE = wandb.Image(
    pixels(),
    masks={"m": {"mask_data": ids()}},
    boxes={"b": {"box_data": [box(0, 1, 0, 1, scores={"s": 0.5})]}},
)

SOUND = MediaFile(
    "audio-file",
    {"caption": "a tone"},
    Encoded(digest_of(b"la la"), 5, "media/audio/la.wav", None, b"la la"),
)

COLUMNS: dict[str, list[Any]] = {
    "numbers": [1.5, None],
    "infinities": [float("inf"), float("nan")],
    "very large": [1e308, -1e308],
    "beyond int64": [2**63, 1],
    "text": ["a\n\0", None],
    "booleans": [True, None],
    "moments": [datetime.datetime(2021, 2, 22), None],
    "lists": [[1, 2], None],
    "lists of nothing": [[None, None], []],
    "dicts": [{"a.b": 1, 'c"d': "x"}, None],
    "dicts without keys": [{}, None],
    "dicts of other keys": [{"a": 1, "b": None}, {"c": [1]}],
    "dicts by class": [{13: 0.5, 7: None}, {}],
    "dicts of any values": [{13: 0.5}, {7: "x"}],
    "arrays": [np.zeros((2, 3)), None],
    "half floats": [np.zeros(2, np.float16), None],
    "images": [IMAGE, None],
    "lists of images": [[IMAGE], None],
    "files of any kind": [SOUND, None],
    "pages": [wandb.Html("<p>a page</p>", caption="c"), None],
    "lists of pages": [[wandb.Html("<p>a page</p>"), None], []],
    "dotted.name": [1, 2],
    'quo"ted': [1, 2],
    "$0": [1, 2],
    "%_vegetation": [0.1, 0.2],
    "__row": [1, 2],
    "select": [1, 2],
    "ünï": [1, 2],
}


MIXED: dict[str, tuple[Any, list[Any]]] = {
    "kinds of media": ([wandb.Html, wandb.Object3D], [wandb.Html("a"), wandb.Object3D(np.zeros((1, 3)))]),
    "number and text": (object, [1, "a"]),
    "date and list": (object, [datetime.datetime(2021, 2, 22), [1, {"a": None}]]),
    "object and truth": (object, [{"a": [1, "b"]}, True]),
    "declared": ([int, str], [2**60, "x"]),
    "lists": ([[int, str]], [[1, "a", None], []]),
}


@pytest.mark.parametrize("is_logged", [False, True], ids=["in memory", "logged"])
@pytest.mark.parametrize("name", COLUMNS)
def test_any_column_shows(store: object, name: str, is_logged: bool) -> None:
    check_shows(name, table([name], *([cell] for cell in COLUMNS[name])), is_logged)


@pytest.mark.parametrize("is_logged", [False, True], ids=["in memory", "logged"])
@pytest.mark.parametrize("name", MIXED)
def test_any_mixed_column_shows(store: object, name: str, is_logged: bool) -> None:
    dtype, cells = MIXED[name]
    check_shows(name, table([name], *([cell] for cell in cells), dtype=[dtype]), is_logged)


def check_shows(name: str, made: wandb.Table, is_logged: bool) -> None:
    session = TableSession(logged(made) if is_logged else made, "title")
    result, buffers = session.open({}, Task())
    assert result["matched"] == 2
    assert result["info"]["columns"][0]["name"] == name
    assert pa.ipc.open_stream(buffers[0]).read_all().num_rows == 2
    summary, _ = session.heads.summary({"columns": [name]}, Task())
    assert list(summary["columns"]) == [name]
    ordered = Query().sort(name).to_json()
    assert session.rows({"query": ordered, "start": 0, "count": 5}, Task())[0]["count"] == 2
    grouped, _ = session.groups({"query": Query().group_by(name).to_json()}, Task())
    assert json.dumps(grouped)


def test_values_of_mixed_columns_cross_as_text(store: object) -> None:
    moment = datetime.datetime(2021, 2, 22, 18, 4, 3, 250_000)
    cells: list[Any] = [1, 0.5, "a", True, None, float("nan"), 2**60, moment, [1, "b"], {"$date": "x"}]
    made = table(["c", "d"], *([cell, {index % 3: cell}] for index, cell in enumerate(cells)), dtype=object)
    _, buffers = TableSession(made, "title").rows({"start": 0, "count": 20}, Task())
    shown = pa.ipc.open_stream(buffers[0]).read_all()
    texts = [
        "1", "0.5", '"a"', "true", None, '{"$numberDouble": "NaN"}', '{"$numberLong": "1152921504606846976"}',
        '{"$date": "2021-02-22T18:04:03.250000Z"}', '[1, "b"]', '{"$literal": {"$date": "x"}}',
    ]  # fmt: skip
    assert shown.column("c").to_pylist() == texts
    assert shown.column("d").to_pylist()[:2] == ['{"0": 1}', '{"1": 0.5}']


def test_dicts_of_other_keys_cross_with_their_own(store: object) -> None:
    cells = [{"a": None, "b": 1}, {"a": 2}, {"c": "x"}]
    for made in (table(["c"], *([cell] for cell in cells)), table(["c"], *([[cell]] for cell in cells))):
        _, buffers = TableSession(made, "title").rows({"start": 0, "count": 20}, Task())
        shown = pa.ipc.open_stream(buffers[0]).read_all().column("c").to_pylist()
        assert [json.loads(text) for text in shown] == made.get_column("c")


def test_pictures_with_their_overlays(store: object) -> None:
    for made in (table(["im"], [IMAGE], [None]), logged(table(["im"], [IMAGE], [None]))):
        session = TableSession(made, "title")
        result, buffers = session.pictures.small({"column": "im", "rows": [0, 1]}, Task())
        first, second = result["items"]
        assert second == {"row": 1, "error": "empty"}
        assert (first["thumb_width"], first["thumb_height"]) == (24, 16)
        assert first["boxes"][0]["boxes"][0]["max_x"] == 24
        assert len(buffers) == 2
        whole, parts = session.pictures.whole({"column": "im", "row": 0}, Task())
        assert parts[whole["pixels"]] == made.source.get(IMAGE.encoded.digest)
