"""Whatever a table holds, its view opens, pages, sums up, sorts and groups."""

from __future__ import annotations

import datetime
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
    "arrays": [np.zeros((2, 3)), None],
    "half floats": [np.zeros(2, np.float16), None],
    "images": [IMAGE, None],
    "lists of images": [[IMAGE], None],
    "files of any kind": [SOUND, None],
    "dotted.name": [1, 2],
    'quo"ted': [1, 2],
    "$0": [1, 2],
    "%_vegetation": [0.1, 0.2],
    "__row": [1, 2],
    "select": [1, 2],
    "ünï": [1, 2],
}


@pytest.mark.parametrize("is_logged", [False, True], ids=["in memory", "logged"])
@pytest.mark.parametrize("name", COLUMNS)
def test_any_column_shows(store: object, name: str, is_logged: bool) -> None:
    made = table([name], *([cell] for cell in COLUMNS[name]))
    session = TableSession(logged(made) if is_logged else made, "title")
    result, buffers = session.open({}, Task())
    assert result["matched"] == 2
    assert result["info"]["columns"][0]["name"] == name
    assert pa.ipc.open_stream(buffers[0]).read_all().num_rows == 2
    summary, _ = session.summary({"columns": [name]}, Task())
    assert list(summary["columns"]) == [name]
    ordered = Query().sort(name).to_json()
    assert session.rows({"query": ordered, "start": 0, "count": 5}, Task())[0]["count"] == 2
    grouped, _ = session.groups({"query": Query().group_by(name).to_json()}, Task())
    assert grouped


def test_pictures_with_their_overlays(store: object) -> None:
    for made in (table(["im"], [IMAGE], [None]), logged(table(["im"], [IMAGE], [None]))):
        session = TableSession(made, "title")
        result, buffers = session.small_pictures({"column": "im", "rows": [0, 1]}, Task())
        first, second = result["items"]
        assert second == {"row": 1, "error": "empty"}
        assert (first["thumb_width"], first["thumb_height"]) == (24, 16)
        assert first["boxes"][0]["boxes"][0]["max_x"] == 24
        assert len(buffers) == 2
        whole, parts = session.picture({"column": "im", "row": 0}, Task())
        assert parts[whole["pixels"]] == made.source.get(IMAGE.encoded.digest)
