"""The number of rows in a Parquet file's footer, read without Arrow: as Arrow reads it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dsviz_widget.table.footer import footer_rows

TABLES = {
    "empty": pa.table({"n": pa.array([], pa.int64())}),
    "one": pa.table({"n": [1]}),
    "kinds": pa.table(
        {
            "text": ["a", None, "é"],
            "flag": [True, False, None],
            "inner": [{"x": 1, "y": [1.5, 2.5]}, None, {"x": 2, "y": []}],
            "words": pa.array(["a", "b", "a"]).dictionary_encode(),
            "at": pa.array([0, 1, 2], pa.timestamp("us", "UTC")),
        }
    ),
    "wide": pa.table({f"column {number}": np.arange(40) for number in range(400)}),
}


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("version", ["1.0", "2.6"])
def test_the_footer_says_as_many_rows_as_arrow(tmp_path: Path, name: str, version: str) -> None:
    path = tmp_path / "t.parquet"
    table = TABLES[name].replace_schema_metadata({"types": "x" * 300, "more": "é"})
    pq.write_table(table, path, version=version, row_group_size=7)
    assert footer_rows(path) == pq.read_metadata(path).num_rows == table.num_rows


def test_what_is_no_parquet_file_has_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(TABLES["kinds"], path)
    whole = path.read_bytes()
    for content in (
        b"",
        b"PAR1",
        whole[:-1],
        b"PAR1" + b"\xff" * 200 + b"\xc0\0\0\0PAR1",
        whole[:4] + whole[-8:],
    ):
        path.write_bytes(content)
        assert footer_rows(path) is None
