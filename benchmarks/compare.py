"""Two tables compared on a key: matched, then filtered by a difference, beside SQL, polars and pandas.

    python benchmarks/compare.py --rows 1000000
    python benchmarks/compare.py --rows 10000000 --shuffled
    python benchmarks/compare.py --rows 100000000

Files are those of large.py, made once in `--folder`; `--shuffled` gives the second table another order. Each
side runs in a process of its own. A side that does not fit says so.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import large

Count = Callable[[float], int]
"""Counts the rows whose difference is above a number."""


def ours(first: Path, second: Path) -> Count:
    import dsviz_widget as wandb

    table, other = wandb.Table.from_parquet(first), wandb.Table.from_parquet(second)
    compared = table.query().compare(other, on="id")
    return lambda bound: compared.filter(f"$1.iou - $0.iou > {bound}").count()


def by_hand(first: Path, second: Path) -> Count:
    import duckdb

    connection = duckdb.connect()
    source = f"read_parquet('{first}') AS t FULL JOIN read_parquet('{second}') AS u USING (id)"
    statement = f"SELECT count(*) FROM {source} WHERE u.iou - t.iou > ?"
    return lambda bound: int(connection.execute(statement, [bound]).fetchall()[0][0])


def polars(first: Path, second: Path) -> Count:
    import polars as pl

    left, right = (pl.scan_parquet(path).select("id", "iou") for path in (first, second))
    joined = left.join(right, on="id", how="full", suffix="_second")

    def count(bound: float) -> int:
        kept = joined.filter(pl.col("iou_second") - pl.col("iou") > bound).select(pl.len())
        return int(kept.collect(engine="streaming").item())

    return count


def pandas(first: Path, second: Path) -> Count:
    import pandas as pd

    left, right = (pd.read_parquet(path, columns=["id", "iou"]) for path in (first, second))

    def count(bound: float) -> int:
        joined = left.merge(right, on="id", how="outer", suffixes=("_first", "_second"))
        return int((joined.iou_second - joined.iou_first > bound).sum())

    return count


SIDES: dict[str, Callable[[Path, Path], Count]] = {
    "dsviz_widget": ours, "DuckDB SQL": by_hand, "polars": polars, "pandas": pandas,
}  # fmt: skip


IMPORTS = {
    "dsviz_widget": ("dsviz_widget.query", "duckdb", "pyarrow.parquet"), "DuckDB SQL": ("duckdb",),
    "polars": ("polars",), "pandas": ("pandas", "pyarrow.parquet"),
}  # fmt: skip
"""What a side takes to import is no part of its time."""


def run_side(side: str, first: Path, second: Path, reps: int) -> None:
    """Ask once, then a few times more with other bounds, and print what was found as JSON."""
    for name in IMPORTS[side]:
        importlib.import_module(name)
    times, counts = [], []
    ask: Count | None = None
    for repetition in range(reps + 1):
        wall, cpu = time.perf_counter(), time.process_time()
        ask = ask or SIDES[side](first, second)
        counts.append(ask(0.5 + repetition / 100))
        times.append((time.perf_counter() - wall, time.process_time() - cpu))
    later = [statistics.median(part) for part in zip(*times[1:], strict=True)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(json.dumps({"first": times[0], "later": later, "peak_gb": peak, "counts": counts}))


def shuffle(path: Path, target: Path) -> None:
    """Write the rows of a file in another order."""
    import duckdb

    duckdb.execute(
        f"COPY (SELECT id, iou FROM read_parquet('{path}') ORDER BY hash(id)) "
        f"TO '{target}.part' (FORMAT parquet)"
    )
    os.replace(f"{target}.part", target)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--shuffled", action="store_true", help="the second table in another order")
    parser.add_argument("--reps", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "dsviz-benchmarks")
    parser.add_argument("--sides", default=",".join(SIDES))
    parser.add_argument("--side", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    first, second = (arguments.folder / f"long-{arguments.rows}{end}.parquet" for end in ("", "-other"))
    shuffled = arguments.folder / f"long-{arguments.rows}-shuffled.parquet"
    if arguments.side:
        run_side(arguments.side, first, shuffled if arguments.shuffled else second, arguments.reps)
        return
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for seed, path in enumerate((first, second)):
        if not path.exists():
            large.make(path, arguments.rows, False, seed)
    if arguments.shuffled and not shuffled.exists():
        shuffle(second, shuffled)
    order = ", the second in another order" if arguments.shuffled else ", both in one order"
    print(f"{arguments.rows:,} rows{order}; wall ms (CPU ms), medians of {arguments.reps}\n")
    print("| | match and count | count another difference | peak memory |\n| --- | --- | --- | --- |")
    counts = {}
    for side in arguments.sides.split(","):
        process = subprocess.run(
            [sys.executable, __file__, *sys.argv[1:], "--side", side],
            stdout=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
        if process.returncode != 0:
            print(f"| {side} | does not fit | | |")
            continue
        found = json.loads(process.stdout.splitlines()[-1])
        counts[side] = found["counts"]
        cells = [f"{wall * 1e3:,.0f} ({cpu * 1e3:,.0f})" for wall, cpu in (found["first"], found["later"])]
        print(f"| {side} | {' | '.join(cells)} | {found['peak_gb']:.2f} GB |")
    if len({json.dumps(answers) for answers in counts.values()}) > 1:
        raise SystemExit(f"The sides disagree: {counts}")


if __name__ == "__main__":
    main()
