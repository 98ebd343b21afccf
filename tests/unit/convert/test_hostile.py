"""Files of unknown origin: whatever they say, one of our errors or a value, and nothing outside the folder.

Each property runs on INPUTS inputs; DSVIZ_INPUTS asks for more (4,000 of each were tried once).
"""

from __future__ import annotations

import contextlib
import json
import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image as PILImage

from dsviz_widget.convert import open_wandb_artifact, open_wandb_run
from dsviz_widget.convert.protobuf import read_message
from dsviz_widget.convert.wandb_files import read_manifest
from dsviz_widget.convert.wandb_json import read_json
from dsviz_widget.convert.wandb_log import WandbLog
from dsviz_widget.convert.wandb_types import LEGACY_NAMES, read_type
from dsviz_widget.errors import ConvertError, DsvizError
from dsviz_widget.media import MEDIA_KINDS
from dsviz_widget.table import Table
from tests.unit.convert.written import (
    artifact_folder,
    log_file,
    manifest_file,
    message,
    step_record,
    table_json,
)

INPUTS = int(os.environ.get("DSVIZ_INPUTS", "100"))
often = settings(
    max_examples=INPUTS, deadline=20_000, suppress_health_check=list(HealthCheck), derandomize=INPUTS <= 100
)

scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(-(10**40), 10**40), st.floats(),
    st.text(max_size=8),
    st.sampled_from(["a.png", "../a.png", "/etc/passwd", "link.png", "NaN", "\ud800", "\0"]),
)  # fmt: skip
names = st.one_of(
    st.sampled_from([
        "_type", "path", "width", "height", "format", "caption", "boxes", "masks", "classes", "class_id",
        "position", "minX", "maxX", "minY", "maxY", "middle", "scores", "sha256", "ground_truth", "domain",
        "class_labels", "box_data", "filenames", "all_masks",
    ]),
    st.text(max_size=4),
)  # fmt: skip
kinds = st.sampled_from(["image-file", "mask", "images/separated", "wandb.Image", "table", *MEDIA_KINDS])
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(names, inner, max_size=4),
        st.builds(
            lambda kind, item: {"path": "a.png", **item, "_type": kind}, kinds, st.dictionaries(names, inner)
        ),
    ),
    max_leaves=8,
)
wb_types = st.sampled_from([
    "none", "string", "number", "boolean", "timestamp", "any", "unknown", "invalid", "union", "list",
    "ndarray",
    "typedDict", "const", "pythonObject", "classesId", "image-file", "primaryKey", "foreignKey", "audio-file",
    *LEGACY_NAMES, "no such type",
])  # fmt: skip
descriptions = st.recursive(
    st.builds(lambda name: {"wb_type": name}, wb_types),
    lambda inner: st.builds(
        lambda name, params: {"wb_type": name, "params": params},
        wb_types,
        st.one_of(
            st.fixed_dictionaries({"allowed_types": st.lists(inner, max_size=3)}),
            st.fixed_dictionaries({"element_type": inner}),
            st.fixed_dictionaries({"type_map": st.dictionaries(names, inner, max_size=3)}),
            st.fixed_dictionaries({"shape": values, "serialization_path": values}),
            st.fixed_dictionaries({"val": values}),
            st.dictionaries(
                st.sampled_from(
                    ["box_layers", "mask_layers", "class_map", "box_class_maps", "mask_class_maps"]
                ),
                values,
            ),
            values,
        ),
    ),
    max_leaves=5,
)
tables = st.fixed_dictionaries(
    {
        "columns": st.one_of(st.just(["a", "b"]), st.lists(scalars, max_size=3), values),
        "data": st.one_of(
            st.lists(st.lists(values, min_size=2, max_size=2), max_size=4),
            st.lists(st.lists(values, max_size=3), max_size=3),
            values,
        ),
    },
    optional={
        "column_types": st.one_of(
            st.builds(
                lambda a, b: {"wb_type": "typedDict", "params": {"type_map": {"a": a, "b": b}}},
                descriptions,
                descriptions,
            ),
            values,
        ),
        "log_mode": st.sampled_from(["INCREMENTAL", "IMMUTABLE", 1]),
        "increment_num": values,
    },
)


@contextlib.contextmanager
def only_our_errors() -> Iterator[None]:
    with warnings.catch_warnings(), contextlib.suppress(DsvizError):
        warnings.simplefilter("ignore")
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An artifact with a picture, a link that leaves it, and room for a table."""
    root = tmp_path_factory.mktemp("hostile")
    PILImage.fromarray(np.zeros((4, 6), np.uint8)).save(root / "outside.png")
    inside = root / "artifact"
    inside.mkdir()
    PILImage.fromarray(np.zeros((4, 6), np.uint8)).save(inside / "a.png")
    (inside / "link.png").symlink_to(root / "outside.png")
    return inside


@often
@given(tables)
def test_any_table_is_a_table_or_one_of_our_errors(folder: Path, item: dict[str, Any]) -> None:
    (folder / "t.table.json").write_text(json.dumps({"_type": "table", **item}))
    with only_our_errors():
        table = open_wandb_artifact(folder).get("t")
        assert isinstance(table, Table)
        assert len(table.data) == len(table.to_arrow()) == len(table)


@often
@given(values)
def test_any_media_is_a_value_or_one_of_our_errors(folder: Path, item: Any) -> None:
    for suffix in ("image-file", "classes", "joined-table", "partitioned-table", "audio-file"):
        (folder / f"v.{suffix}.json").write_text(json.dumps(item))
        with only_our_errors():
            open_wandb_artifact(folder).get(f"v.{suffix}.json")


@often
@given(st.one_of(descriptions, values))
def test_any_type_description_is_read_or_refused(item: Any) -> None:
    with only_our_errors():
        read_type(item, "a column")


@often
@given(st.one_of(values, st.builds(lambda contents: {"version": 1, "contents": contents}, values)))
def test_any_manifest_is_read_or_refused(item: Any) -> None:
    with only_our_errors():
        for path in read_manifest(json.dumps(item).encode(), "m"):
            assert not path.startswith("/")
            assert ".." not in path.split("/")


@often
@given(st.binary(max_size=200))
def test_any_bytes_are_json_or_refused(content: bytes) -> None:
    with only_our_errors():
        read_json(content, "a file")


@often
@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_refused(content: bytes) -> None:
    with only_our_errors():
        read_message(content)


@often
@given(st.lists(st.binary(max_size=60), max_size=5), st.integers(0, 400), st.integers(0, 255))
def test_any_log_is_read_as_far_as_it_goes(
    tmp_path_factory: pytest.TempPathFactory, records: list[bytes], place: int, byte: int
) -> None:
    root = tmp_path_factory.mktemp("run")
    good = step_record(_step=1, loss=0.5, image={"_type": "image-file", "path": "../x.png"})
    wrapped = [message((number, record)) for number, record in enumerate(records, start=2)]
    path = log_file(root / "run-a.wandb", good, *records, *wrapped)
    content = bytearray(path.read_bytes())
    content[place % len(content)] = byte
    path.write_bytes(content)
    with only_our_errors():
        run = open_wandb_run(root, root)
        run.history()
        run.history_table()


@pytest.fixture(scope="module")
def real_records(shared_data: Path) -> list[bytes]:
    """The records of a run that logged tables, pictures with overlays, histograms and charts."""
    (path,) = (shared_data / "wandb_written" / "runs").glob("*b0q9nmka/*.wandb")
    return list(WandbLog(path).records())


@often
@given(st.data())
def test_a_real_log_with_bytes_changed_under_a_right_checksum(
    tmp_path_factory: pytest.TempPathFactory, real_records: list[bytes], data: st.DataObject
) -> None:
    records = list(real_records)
    for number in data.draw(st.lists(st.integers(0, len(records) - 1), min_size=1, max_size=3)):
        record = bytearray(records[number])
        place = data.draw(st.integers(0, max(len(record) - 1, 0)))
        record[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
        records[number] = bytes(record)
    root = tmp_path_factory.mktemp("run")
    log_file(root / "run-b0q9nmka.wandb", *records)
    with only_our_errors():
        run = open_wandb_run(root, root, missing="empty")
        run.history_table()
        for key in run.tables():
            with only_our_errors():
                run.table(key)


@often
@given(st.data())
def test_a_real_table_with_one_value_changed(shared_data: Path, folder: Path, data: st.DataObject) -> None:
    real = shared_data / "wandb_written" / "artifacts" / "raw_examples-v0" / "raw_examples.table.json"
    item = json.loads(real.read_text())
    item["data"] = item["data"][:2]
    _change(item, data)
    (folder / "t.table.json").write_text(json.dumps(item))
    with only_our_errors():
        table = open_wandb_artifact(folder, missing="empty").get("t")
        assert len(table.data) == len(table)


def _change(item: Any, data: st.DataObject) -> None:
    """Replace one value somewhere inside."""
    while True:
        keys = list(item) if isinstance(item, dict) else list(range(len(item)))
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        if isinstance(item[key], (dict, list)) and item[key] and data.draw(st.integers(0, 5)):
            item = item[key]
            continue
        item[key] = data.draw(values)
        return


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.9, 0.999])
def test_a_file_cut_short_is_said(shared_data: Path, tmp_path: Path, share: float) -> None:
    real = shared_data / "wandb_written" / "artifacts" / "raw_examples-v0" / "raw_examples.table.json"
    content = real.read_bytes()
    artifact_folder(tmp_path, {"t.table.json": content[: int(len(content) * share)]})
    with pytest.raises(ConvertError, match="is not JSON, or is cut short"):
        open_wandb_artifact(tmp_path).get("t")


def test_nan_and_infinity_in_a_table(tmp_path: Path) -> None:
    content = b'{"_type": "table", "columns": ["x"], "data": [[NaN], [Infinity], [-Infinity], [1.5], [null]]}'
    artifact_folder(tmp_path, {"t.table.json": content})
    cells = open_wandb_artifact(tmp_path).get("t").get_column("x")
    assert cells[0] != cells[0]
    assert cells[1:] == [float("inf"), float("-inf"), 1.5, None]


def test_an_unknown_type_is_said_and_the_cells_decide(tmp_path: Path) -> None:
    artifact_folder(tmp_path, {"t.table.json": table_json(["x"], [[1], [2]], x={"wb_type": "tensor-9000"})})
    with pytest.warns(UserWarning, match="'tensor-9000', which is not known here"):
        assert open_wandb_artifact(tmp_path).get("t").get_column("x") == [1, 2]


def test_cells_that_do_not_fit_their_type_are_kept_as_they_are(tmp_path: Path) -> None:
    item = table_json(["x"], [[1], ["two"], [{"_type": "image-file", "path": 3}]], x={"wb_type": "number"})
    artifact_folder(tmp_path, {"t.table.json": {**item, "data": item["data"][:2]}})
    with pytest.warns(UserWarning, match=r"column 'x' .* is kept as mixed values"):
        assert open_wandb_artifact(tmp_path).get("t").get_column("x") == [1, "two"]


@pytest.mark.parametrize(
    ("rows", "found"),
    [([[1]], "1 cells"), ([[1, 2, 3]], "3 cells"), (["ab"], "the text 'ab'"), ([None], "None")],
)
def test_a_row_of_another_width_is_said(tmp_path: Path, rows: list[Any], found: str) -> None:
    artifact_folder(tmp_path, {"t.table.json": table_json(["a", "b"], [[1, 2], *rows])})
    with pytest.raises(
        ConvertError, match=f"row 1 of 't.table.json' .* has {found}, and the table 2 columns"
    ):
        open_wandb_artifact(tmp_path).get("t")


OUTSIDE = [
    "../outside.png",
    "/etc/hostname",
    "a/../../outside.png",
    "..\\outside.png",
    "C:/x.png",
    "link.png",
    "",
]


@pytest.mark.parametrize("path", OUTSIDE)
def test_a_picture_outside_the_folder_is_refused(folder: Path, path: str) -> None:
    (folder / "t.table.json").write_text(
        json.dumps(table_json(["i"], [[{"_type": "image-file", "path": path, "width": 6, "height": 4}]]))
    )
    with pytest.raises(ConvertError, match="leaves"):
        open_wandb_artifact(folder).get("t")


@pytest.mark.parametrize("path", OUTSIDE[:-2])
def test_a_manifest_that_names_a_path_outside_is_refused(tmp_path: Path, path: str) -> None:
    inside = artifact_folder(tmp_path / "a", {"a.txt": b"x"})
    manifest_file(inside, {path: {"digest": "x", "size": 1}})
    with pytest.raises(ConvertError, match="leaves its artifact"):
        open_wandb_artifact(inside)


def test_deep_nesting_is_refused_and_does_not_crash(tmp_path: Path) -> None:
    deep = "[" * 100_000 + "]" * 100_000
    artifact_folder(tmp_path, {"t.table.json": deep.encode()})
    with pytest.raises(ConvertError, match="nested too deep"):
        open_wandb_artifact(tmp_path).get("t")
    description: dict[str, Any] = {"wb_type": "number"}
    for _ in range(200):
        description = {"wb_type": "list", "params": {"element_type": description}}
    with pytest.raises(ConvertError, match="nested deeper than"):
        read_type(description, "a column")
    cell: Any = 1
    for _ in range(60):
        cell = [cell]
    artifact_folder(tmp_path, {"t.table.json": table_json(["x"], [[cell]])})
    with pytest.warns(UserWarning, match="levels deep"):
        assert open_wandb_artifact(tmp_path).get("t").get_column("x") == [cell]


def test_references_in_a_circle_end(tmp_path: Path) -> None:
    ref = {"digest": "AAAA", "ref": "wandb-artifact://6964/t.table.json", "size": 0}
    first = artifact_folder(tmp_path / "a", {"x.txt": b""})
    second = artifact_folder(tmp_path / "b", {"x.txt": b""})
    manifest_file(first, {"t.table.json": ref})
    manifest_file(second, {"t.table.json": ref})
    other = open_wandb_artifact(second)
    other.add_others({"6964": open_wandb_artifact(first, others={"6964": other})})
    with pytest.raises(ConvertError):
        other.get("t")
    with pytest.raises(ConvertError):
        other.file("t.table.json")


def test_a_joined_table_of_itself_is_refused(tmp_path: Path) -> None:
    item = {"_type": "joined-table", "table1": "j.joined-table.json", "table2": "j", "join_key": "id"}
    artifact_folder(tmp_path, {"j.joined-table.json": item})
    with pytest.raises(ConvertError, match="refers to itself"):
        open_wandb_artifact(tmp_path).get("j")


def test_arrays_with_pickles_are_not_run(tmp_path: Path) -> None:
    class Bomb:
        def __reduce__(self) -> Any:
            return (os.mkdir, (str(tmp_path / "it-ran"),))

    np.savez(tmp_path / "x.npz", a=np.array([Bomb()], dtype=object))
    where = {"path": "x.npz", "key": "a"}
    described = {"wb_type": "ndarray", "params": {"serialization_path": where, "shape": [1]}}
    artifact_folder(tmp_path, {"t.table.json": table_json(["v"], [[None]], v=described)})
    with pytest.raises(ConvertError, match="no array 'a' that can be read"):
        open_wandb_artifact(tmp_path).get("t")
    assert not (tmp_path / "it-ran").exists()


def test_a_picture_of_60_000_by_60_000_in_two_kilobytes(tmp_path: Path) -> None:
    import struct
    import zlib

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", bytes(2000)) + chunk(b"IEND", b"")
    mask = {"m": {"_type": "mask", "path": "big.png"}}
    item = table_json(["i"], [[{"_type": "image-file", "path": "big.png", "masks": mask}]])
    artifact_folder(
        tmp_path, {"big.png": png, "t.table.json": item, "u.table.json": table_json(["x"], [[1]])}
    )
    with pytest.raises(DsvizError, match="pixels"):
        open_wandb_artifact(tmp_path).get("t")
    assert open_wandb_artifact(tmp_path).get("u").data == [[1]]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConvertError, match="there is no folder"):
        open_wandb_artifact(tmp_path / "nowhere")
    with pytest.raises(ConvertError, match="there is no manifest"):
        open_wandb_artifact(tmp_path, tmp_path / "m.json")
    with pytest.raises(ConvertError, match="'raise' or 'empty'"):
        open_wandb_artifact(tmp_path, missing="skip")  # type: ignore[arg-type]
    with pytest.raises(ConvertError, match="others must be a list"):
        open_wandb_artifact(tmp_path, others="truth-v0")
