"""A long run opened and drawn: our reader beside pandas and pyarrow on one Parquet file of the same rows.

    python benchmarks/histories.py --rows 10000000

Each side runs in a process of its own and answers the same: four metrics over steps as at most 2,000 points,
one of them zoomed to 1,000 steps, and one smoothed. pandas and pyarrow draw every n-th row, as there is
nothing else in them, which loses spikes; ours keeps the extremes of each column of pixels.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

METRICS = ("loss", "acc", "lr", "grad")
POINTS = 2000
SEGMENT = 200_000

Answer = Callable[[], object]


def make(folder: Path, rows: int) -> None:
    """Write the run as our writer packs it, and as one Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from dsviz_widget.history import KeyInfo
    from dsviz_widget.history.packed import PackedColumn, write_packed

    drawn = np.random.default_rng(0)
    steps = np.arange(rows)
    base = {"_step": steps, "_timestamp": 1.79e9 + steps * 0.01, "_runtime": steps * 0.01}
    values = {key: drawn.normal(size=rows).cumsum() for key in METRICS}
    (folder / "history").mkdir(parents=True)
    for number, start in enumerate(range(0, rows, SEGMENT), 1):
        part = slice(start, min(start + SEGMENT, rows))
        count = part.stop - start
        packed = [
            PackedColumn(
                key,
                "number",
                "float",
                KeyInfo(count, start, part.stop - 1, float(column[part.stop - 1])),
                np.arange(count),
                column[part],
            )
            for key, column in values.items()
        ]
        path = folder / "history" / f"{number:06d}.parquet"
        write_packed(path, {name: column[part] for name, column in base.items()}, packed, {})
    pq.write_table(pa.table({**base, **values}), folder / "rows.parquet")


def ours(folder: Path) -> dict[str, Answer]:
    from dsviz_widget.history import HistoryReader

    reader = HistoryReader(folder / "history")
    middle = reader.row_count // 2
    return {
        "four lines": lambda: [reader.series(key, points=POINTS) for key in METRICS],
        "again": lambda: [reader.series(key, points=POINTS) for key in METRICS],
        "zoom": lambda: reader.series("loss", lo=middle, hi=middle + 1000),
        "smoothed": lambda: reader.series("loss", smoothing=0.99, points=POINTS),
    }


def pandas(folder: Path) -> dict[str, Answer]:
    import pandas as pd

    frame = pd.read_parquet(folder / "rows.parquet")
    every, middle = max(len(frame) // POINTS, 1), len(frame) // 2
    return {
        "four lines": lambda: [frame[["_step", key]].iloc[::every] for key in METRICS],
        "again": lambda: [frame[["_step", key]].iloc[::every] for key in METRICS],
        "zoom": lambda: frame[frame["_step"].between(middle, middle + 1000)],
        "smoothed": lambda: frame["loss"].ewm(alpha=0.01).mean().iloc[::every],
    }


def pyarrow(folder: Path) -> dict[str, Answer]:
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    path = folder / "rows.parquet"
    rows = pq.ParquetFile(path).metadata.num_rows
    every, middle = pa.array(np.arange(0, rows, max(rows // POINTS, 1))), rows // 2

    def lines() -> object:
        return [pq.read_table(path, columns=["_step", key]).take(every) for key in METRICS]

    def zoom() -> object:
        between = (pc.field("_step") >= middle) & (pc.field("_step") <= middle + 1000)
        return pq.read_table(path, columns=["_step", "loss"], filters=between)

    return {"four lines": lines, "again": lines, "zoom": zoom}


SIDES = {"dsviz_widget": ours, "pyarrow": pyarrow, "pandas": pandas}


def run_side(side: str, folder: Path) -> None:
    import pyarrow.parquet  # noqa: F401  loading libraries is not what is compared

    found: dict[str, float] = {}
    start, cpu = time.perf_counter(), time.process_time()
    answers = SIDES[side](folder)
    for name, answer in {"open": lambda: None, **answers}.items():
        answer()
        now, used = time.perf_counter(), time.process_time()
        found[f"{name} wall_s"], found[f"{name} cpu_s"] = now - start, used - cpu
        start, cpu = time.perf_counter(), time.process_time()
    found["peak MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(found))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--sides", nargs="+", choices=list(SIDES), default=list(SIDES))
    parser.add_argument(
        "--folder", type=Path, help="where the run is made once; a temporary one unless given"
    )
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        run_side(options.one, options.folder)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = (options.folder or Path(name)) / str(options.rows)
        if not folder.exists():
            make(folder, options.rows)
        size = sum(os.path.getsize(path) for path in (folder / "history").iterdir())
        print(f"{options.rows:,} rows, {size / options.rows:.1f} bytes a row")
        for side in options.sides:
            arguments = ["--one", side, "--folder", str(folder)]
            out = subprocess.run(
                [sys.executable, __file__, *arguments], capture_output=True, text=True, check=True
            ).stdout
            found = json.loads(out.splitlines()[-1])
            steps = [name.removesuffix(" wall_s") for name in found if name.endswith(" wall_s")]
            shown = "  ".join(
                f"{step} {found[f'{step} wall_s'] * 1e3:.0f} ms ({found[f'{step} cpu_s'] * 1e3:.0f} cpu)"
                for step in steps
            )
            print(f"{side:14} {shown}  peak {found['peak MB']:.0f} MB")


if __name__ == "__main__":
    main()
