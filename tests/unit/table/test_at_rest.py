"""A logged table is read through a copy for random access, which is never missed."""

from __future__ import annotations

from pathlib import Path

import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import BlobCorrupt, BlobMissing
from dsviz_widget.store import Catalog
from dsviz_widget.table.parquet import read_description
from tests.unit.builders import logged, pixels, table

ROWS = [[1, "a", wandb.Image(pixels())], [2, None, None]]


def again() -> wandb.Table:
    found = wandb.use_artifact("p/data").get("t")
    assert isinstance(found, wandb.Table)
    return found


def table_file(store: Catalog) -> Path:
    entry = wandb.use_artifact("p/data").manifest.contents["t.table.parquet"]
    return store.blobs.path(entry.digest)


@pytest.fixture
def found(store: Catalog) -> wandb.Table:
    return logged(table(["n", "s", "im"], *ROWS))


def test_the_copy_is_made_when_rows_are_looked_at(store: Catalog, found: wandb.Table) -> None:
    assert not store.cache.exists()
    assert found.data == ROWS
    (copy,) = (store.cache / "rows").iterdir()
    before = copy.stat().st_mtime_ns
    assert again().data == ROWS
    assert copy.stat().st_mtime_ns == before


def test_a_damaged_copy_is_made_again(store: Catalog, found: wandb.Table) -> None:
    assert found.data == ROWS
    (copy,) = (store.cache / "rows").iterdir()
    for damage in (b"", b"junk", copy.read_bytes()[:200]):
        copy.unlink()
        copy.write_bytes(damage)
        assert again().data == ROWS
        assert copy.stat().st_size > 1000


def test_without_room_for_a_copy_rows_are_read_into_memory(store: Catalog, found: wandb.Table) -> None:
    store.cache.write_text("a file where the folder should be")
    assert found.data == ROWS
    assert found.column_types == again().column_types


def test_a_damaged_table_says_what_to_do(store: Catalog, found: wandb.Table) -> None:
    path = table_file(store)
    path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(BlobCorrupt, match="Delete it and log the artifact again"):
        again()
    path.unlink()
    with pytest.raises(BlobMissing, match="Copy the whole store folder, or log the artifact again"):
        again()


def test_parquet_of_others_has_the_types_of_its_columns(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"a": [1], "b": [["x"]]}), tmp_path / "other.parquet")
    _, types, notes, row_count = read_description(tmp_path / "other.parquet")
    assert [found.describe() for found in types] == ["numbers", "lists of text"]
    assert (notes, row_count) == ({}, 1)
