"""A table out as files and frames that others read."""

from __future__ import annotations

import datetime
import io
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import BlobMissing, LibraryMissing
from dsviz_widget.store import Catalog
from tests.unit.builders import ids, logged, pixels, table

DAY = datetime.datetime(2021, 2, 22, tzinfo=datetime.timezone.utc)


def rows() -> wandb.Table:
    return table(
        ["n", "s", "day", "tags", "meta", "none"],
        [1, "a", DAY, ["x"], {"k": 1}, None],
        [None, "", None, None, None, None],
        [2.5, None, DAY, [], {"k": None}, None],
    )


def test_parquet_comes_back_with_its_types(tmp_path: Path) -> None:
    made = wandb.Table(["n", "c", "v"], dtype=[int, ["a", "b"], np.ndarray], optional=[False, True, True])
    made.add_data(1, "a", np.zeros((2, 2)))
    made.to_parquet(tmp_path / "t.parquet")
    found = wandb.Table.from_parquet(tmp_path / "t.parquet")
    assert found == made
    assert found.column_types == made.column_types
    with pytest.raises(TypeError, match="column 'n' is not optional"):
        found.add_data(None, "a", None)


def test_others_read_the_parquet(store: Catalog, tmp_path: Path) -> None:
    made = rows()
    for each in (made, logged(made)):
        each.to_parquet(tmp_path / "t.parquet")
        read = pq.read_table(tmp_path / "t.parquet")
        assert read.column("tags").to_pylist() == [["x"], None, []]
        assert wandb.Table.from_parquet(tmp_path / "t.parquet") == made


def test_many_rows_are_written_in_groups(tmp_path: Path) -> None:
    made = wandb.Table(dataframe=pd.DataFrame({"n": np.arange(300_000)}))
    made.to_parquet(tmp_path / "t.parquet")
    assert pq.read_metadata(tmp_path / "t.parquet").num_row_groups == 3
    found = wandb.Table.from_parquet(tmp_path / "t.parquet")
    assert found.to_arrow().column("n").to_numpy().tolist() == list(range(300_000))
    assert found.to_csv(tmp_path / "t.csv") is None
    assert wandb.Table.from_csv(tmp_path / "t.csv").to_arrow().equals(found.to_arrow())


def test_pixels_stay_where_they_are(store: Catalog, tmp_path: Path) -> None:
    image = wandb.Image(pixels(), masks={"m": {"mask_data": ids()}})
    table(["im"], [image]).to_parquet(tmp_path / "t.parquet")
    found = wandb.Table.from_parquet(tmp_path / "t.parquet")
    assert found.column_types["im"].kind == "image"
    assert found.query().filter("size(im.masks.m.classes) > 0").count() == 1
    with pytest.raises(BlobMissing, match="no cell of this table has a file with digest"):
        _ = found.data[0][0].image


def test_csv(tmp_path: Path) -> None:
    made = rows()
    text = made.to_csv()
    assert text is not None
    read = pd.read_csv(__import__("io").StringIO(text), keep_default_na=False)
    assert read["n"].tolist() == [1.0, "", 2.5] or read["n"].tolist() == ["1", "", "2.5"]
    assert [json.loads(cell) if cell else None for cell in read["meta"]] == [{"k": 1}, None, {"k": None}]
    made.to_csv(tmp_path / "t.csv")
    found = wandb.Table.from_csv(tmp_path / "t.csv")
    assert found.get_column("s") == ["a", "", None]
    assert found.get_column("day") == [DAY, None, DAY]
    assert found.get_column("n") == [1, None, 2.5]
    images = table(["im"], [wandb.Image(pixels(), caption="x")]).to_csv()
    assert images is not None
    assert '""caption"": ""x""' in images


def test_polars(store: Catalog) -> None:
    pytest.importorskip("polars")
    made = rows()
    for each in (made, logged(made)):
        frame = each.to_polars()
        assert frame["n"].to_list() == [1.0, None, 2.5]
        assert frame["meta"].to_list()[0] == {"k": 1}


def test_without_polars(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(LibraryMissing, match="Run: pip install polars"):
        rows().to_polars()


def varied() -> wandb.Table:
    made = wandb.Table(["any", "few", "lists", "scores"], dtype=[object, None, [[int, str]], None])
    made.add_data(1, {"a": 1, "b": None}, [1, "a"], {13: 2.5})
    made.add_data('x "y"', {"b": 2}, None, {7: 0.5, 13: None})
    made.add_data(DAY, None, [], {})
    made.add_data([True, {"k": DAY}], {}, [2], None)
    return made


def test_csv_of_what_varies_by_row() -> None:
    text = varied().to_csv()
    assert text is not None
    frame = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    assert frame["any"].tolist() == ["1", 'x "y"', str(DAY), f'[true, {{"k": "{DAY}"}}]']
    assert frame["few"].tolist() == ['{"a": 1, "b": null}', '{"b": 2}', "", "{}"]
    assert frame["lists"].tolist() == ['[1, "a"]', "", "[]", "[2]"]
    assert frame["scores"].tolist() == ['{"13": 2.5}', '{"7": 0.5, "13": null}', "{}", ""]


def test_frames_of_what_varies_by_row() -> None:
    made = varied()
    frame = made.to_polars()
    assert frame["any"].to_list()[:3] == ["1", '"x \\"y\\""', '{"$date": "2021-02-22T00:00:00.000000Z"}']
    assert frame["few"].to_list() == [{"a": 1, "b": None}, {"a": None, "b": 2}, None, {"a": None, "b": None}]
    assert frame["lists"].to_list() == ['[1, "a"]', None, "[]", "[2]"]
    # A map, or, in older versions of polars, a list of structs.
    assert frame["scores"].to_list()[0] in ({13: 2.5}, [{"key": 13, "value": 2.5}])
    assert made.to_pandas()["any"].tolist() == made.get_column("any")
    assert made.to_pandas()["few"].tolist() == made.get_column("few")
