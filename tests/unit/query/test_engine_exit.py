"""A process that ends while work goes on ends well."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

SCRIPT = """
import sys, pyarrow as pa, pyarrow.parquet as pq
from dsviz_widget.query import DuckEngine, Query, VersionFiles
from dsviz_widget.query.engines import cubes

cubes.SAMPLED_FROM = 0
path, cache = sys.argv[1:]
engine = DuckEngine(path, columns=pq.read_schema(path), files=VersionFiles(cache, "v"))
engine.order_ahead(Query().sort("-x * y"))
engine.copy.begin()
engine.brush(Query(), "x", 0, 1, ["y"])
print(engine.count(Query().filter("x > 2")))
"""


def test_a_process_may_end_while_rows_are_ordered_and_copied(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    table = pa.table({"x": rng.random(2_000_000), "y": rng.random(2_000_000)})
    pq.write_table(table, tmp_path / "rows.parquet")
    for _ in range(3):
        ended = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(tmp_path / "rows.parquet"), str(tmp_path / "cache")],
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert (ended.returncode, ended.stdout, ended.stderr) == (0, "0\n", "")
    assert not list((tmp_path / "cache").rglob("*.part"))
