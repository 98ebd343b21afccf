"""Lines that were packed into Parquet are the same history."""

from __future__ import annotations

import json
import math
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dsviz_widget.errors import ManifestError
from dsviz_widget.history import HistoryReader, HistoryWriter
from dsviz_widget.history.packing import pack_folder

VALUES: list[Any] = [
    0,
    1.0,
    -0.0,
    1 << 60,
    1 << 80,
    10**400,
    math.inf,
    -math.inf,
    1e-310,
    True,
    False,
    None,
    "",
    "word",
    "é🙂\ud800",
    "\x00\n",
    [],
    [1, [2.5, "x"]],
    {},
    {"_type": "histogram", "values": [1, 2], "bins": [0.0, 0.5, 1.0]},
    {"_type": "image-file", "sha256": "ab"},
]
KEYS = ["loss", "Loss", "", "a b/c", "🙂", "\ud800", "_more", "loss.float", "_runtime2"]


def random_rows(seed: int, count: int) -> list[dict[str, Any]]:
    chosen = random.Random(seed)
    rows = []
    for step in range(count):
        row: dict[str, Any] = {"_timestamp": 1.75e9 + step, "_runtime": step / 4}
        for key in chosen.sample(KEYS, chosen.randrange(len(KEYS))):
            row[key] = chosen.choice(VALUES)
        rows.append(row)
    return rows


def write(folder: Path, rows: list[dict[str, Any]], start: int = 0) -> None:
    writer = HistoryWriter(folder)
    for step, row in enumerate(rows, start):
        writer.append(step, row)
    writer.close()


def exact(value: Any) -> str:
    """Return a text that tells 1, 1.0 and True apart."""
    return json.dumps(value.tolist() if isinstance(value, np.ndarray) else value, sort_keys=True)


def everything(reader: HistoryReader) -> dict[str, Any]:
    """Return all that a reader answers, as texts."""
    keys = reader.keys
    return {
        "rows": [exact(row) for row in reader.rows()],
        "picked": [exact(row) for row in reader.rows(["loss", "🙂"], min_step=70, max_step=120)],
        "late": [exact(row) for row in reader.rows(min_step=150)],
        "some": [exact(row) for row in reader.rows_at(np.arange(0, reader.row_count, 3)[::-1])],
        "keys": {
            key: (info.count, info.first_step, info.last_step, exact(info.last)) for key, info in keys.items()
        },
        "values": {key: [exact(part) for part in reader.values(*key)] for key in keys},
        "times": {name: reader.series("loss", x=name).x.tolist() for name in ("_timestamp", "_relative")},
        "last": (reader.row_count, reader.last_step, reader.last_timestamp, reader.last_runtime),
    }


@pytest.mark.parametrize("most_columns", [2, 4096])
@pytest.mark.parametrize("seed", range(4))
def test_packing_changes_nothing_that_is_read(
    tmp_path: Path, seed: int, most_columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dsviz_widget.history.packing.MOST_COLUMNS", most_columns)
    rows = random_rows(seed, 200)
    write(tmp_path, rows[:90])
    write(tmp_path, rows[90:], start=90)
    before = everything(HistoryReader(tmp_path))
    assert before["rows"] == [exact({"_step": step, **row}) for step, row in enumerate(rows)]
    assert pack_folder(tmp_path, smallest=1) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["000001.parquet", "000002.parquet"]
    assert everything(HistoryReader(tmp_path)) == before


def test_a_reader_goes_on_over_the_packing(tmp_path: Path) -> None:
    write(tmp_path, [{"y": n} for n in range(10)])
    writer = HistoryWriter(tmp_path)
    writer.append(10, {"y": 10})
    reader = HistoryReader(tmp_path)
    rows = reader.rows()
    assert next(rows) == {"_step": 0, "y": 0}
    assert pack_folder(tmp_path, smallest=1) == 1
    assert not reader.refresh()
    assert reader.series("y").y.tolist() == list(range(11))
    writer.append(11, {"y": 11})
    assert reader.refresh()
    assert [row["y"] for row in rows] == list(range(1, 12))
    assert [row["y"] for row in reader.rows()] == list(range(12))


def test_what_somebody_writes_is_not_packed(tmp_path: Path) -> None:
    writer = HistoryWriter(tmp_path)
    writer.append(0, {"y": 1})
    assert pack_folder(tmp_path, smallest=1) == 0
    writer.append(1, {"y": 2})
    writer.close()
    assert pack_folder(tmp_path, smallest=1) == 1
    assert [row["y"] for row in HistoryReader(tmp_path).rows()] == [1, 2]


def test_lines_that_were_left_beside_their_packed_file_count_once(tmp_path: Path) -> None:
    write(tmp_path, [{"y": n} for n in range(5)])
    lines = (tmp_path / "000001.jsonl").read_bytes()
    pack_folder(tmp_path, smallest=1)
    (tmp_path / "000001.jsonl").write_bytes(lines)
    assert HistoryReader(tmp_path).row_count == 5


def test_a_run_that_ends_is_packed_unless_it_is_small(tmp_path: Path) -> None:
    write(tmp_path / "small", [{"y": 1}])
    write(tmp_path / "long", [{"loss": n / 7, "n": n} for n in range(10_000)])
    while [path.name for path in (tmp_path / "long").iterdir()] != ["000001.parquet"]:
        time.sleep(0.02)
    assert [path.name for path in (tmp_path / "small").iterdir()] == ["000001.jsonl"]
    table = pq.read_table(tmp_path / "long" / "000001.parquet")
    assert table.column_names == ["_step", "_timestamp", "_runtime", "loss", "n"]
    assert table["n"].to_pylist() == list(range(10_000))


def test_a_program_that_ends_before_its_run_is_packed_says_nothing(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from dsviz_widget.history import HistoryWriter
writer = HistoryWriter(Path(sys.argv[1]))
writer.append(0, {"text": "x" * 300_000})
writer.close()
"""
    command = [sys.executable, "-W", "always::ResourceWarning", "-c", code, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    while [path.name for path in tmp_path.iterdir()] != ["000001.parquet"]:
        time.sleep(0.02)


def test_a_step_of_many_keys_stays_lines(tmp_path: Path) -> None:
    count = 100_000
    write(tmp_path, [{"loss": 1.5}, {f"key {n}": n / 2 for n in range(count)}, {"loss": 0.5}])
    assert pack_folder(tmp_path) == 0
    reader = HistoryReader(tmp_path)
    assert len(reader.keys) == count + 1
    assert reader.series(f"key {count - 1}").y.tolist() == [(count - 1) / 2]
    assert reader.series("loss").y.tolist() == [1.5, 0.5]


def test_a_file_that_is_no_history_is_named(tmp_path: Path) -> None:
    (tmp_path / "000001.parquet").write_bytes(b"PAR1 not really")
    with pytest.raises(ManifestError, match=r"000001\.parquet cannot be read.*Remove it"):
        HistoryReader(tmp_path)
    pq.write_table(pa.table({"a": [1]}), tmp_path / "000001.parquet")
    with pytest.raises(ManifestError, match=r"000001\.parquet holds no steps of a run"):
        HistoryReader(tmp_path)


def test_a_column_that_was_damaged_is_said(tmp_path: Path) -> None:
    write(tmp_path, [{"y": n / 3} for n in range(5000)])
    pack_folder(tmp_path, smallest=1)
    path = tmp_path / "000001.parquet"
    content = bytearray(path.read_bytes())
    content[40 : len(content) - 4000] = b"\xff" * (len(content) - 4040)
    path.write_bytes(content)
    reader = HistoryReader(tmp_path)
    assert reader.row_count == 5000
    with pytest.raises(ManifestError, match=r"000001\.parquet cannot be read"):
        reader.series("y")
    with pytest.raises(ManifestError, match=r"000001\.parquet cannot be read"):
        list(reader.rows())
