"""Long tables in Parquet: filter, page, sort, heads, groups, brush, compare, beside SQL, polars and pandas.

    python benchmarks/large.py --rows 10000000 --boxes
    python benchmarks/large.py --rows 100000000

Makes its files once, in `--folder`. Each side runs in a process of its own, one after the other, and no
answer is asked twice: bounds move a little from one repetition to the next. A side that does not fit says so.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

Work = Callable[[float], Any]
"""Takes a number from 0 to 1 that differs in each repetition."""
Case = tuple[str, Work]

TWO = ("class_1", "class_2")
PANDAS_ROWS = 20_000_000
PAGE = 100


def make(path: Path, rows: int, boxes: bool, seed: int) -> None:
    """Write a Parquet file: an id, three numbers, a label of 20 values, and boxes if asked."""
    import duckdb

    share = f"(hash(i * 7 + {{}} + {seed}) % 4294967291) / 4294967291.0"
    normal = f"sqrt(-2 * ln(1e-12 + {share.format(2)})) * cos(6.283185307179586 * {share.format(3)})"
    parts = [
        "i AS id",
        f"{share.format(1)} AS road",
        f"{normal} AS iou",
        f"{share.format(4)} AS score",
        "'class_' || (hash(i * 13 + 5) % 20) AS label",
    ]
    if boxes:
        score = "(hash(i + k * 5) % 1000) / 1000.0"
        box = f"{{'class_id': CAST((hash(i * 3 + k) % 13) AS INTEGER), 'score': {score}}}"
        parts.append(f"list_transform(range(CAST(hash(i) % 10 AS BIGINT)), lambda k: {box}) AS boxes")
    database = duckdb.connect()
    target = str(path).replace("'", "''")
    database.execute(
        f"COPY (SELECT {', '.join(parts)} FROM range({rows}) AS r(i)) TO '{target}.part' "
        "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
    )
    os.replace(f"{path}.part", path)


def ours(path: Path, other: Path, rows: int, boxes: bool) -> Iterator[Case]:
    """What this package does, as a view asks it."""
    import duckdb  # noqa: F401  what a package takes to import is no part of a case
    import pyarrow.parquet  # noqa: F401

    import dsviz_widget as wandb
    from dsviz_widget import Query

    table = wandb.Table.from_parquet(path)
    flat = ["id", "road", "iou", "score", "label"]

    def filtered(share: float) -> Query:
        return Query().filter(f"road > {0.7 + share / 100}").filter({"$in": ["$label", list(TWO)]})

    def heads(share: float) -> Any:
        engine = table.engine()
        return engine.page(Query(), 0, PAGE), engine.summary(Query(), flat)

    yield "open: first page and heads", heads
    engine = table.engine()
    yield "count of a filter", lambda share: engine.count(filtered(share))
    yield "first page of a filter", lambda share: engine.page(filtered(share), 0, PAGE)
    yield "first page, filtered and sorted", lambda share: engine.page(filtered(share).sort("-iou"), 0, PAGE)
    if engine.copy is not None:
        engine.copy.wait()
    half = rows * 3 // 100 // 2
    yield (
        "page in the middle, not ordered yet",
        lambda share: engine.page(filtered(share).sort("-iou"), half, PAGE),
    )
    wide = Query().filter("road > 0.7").sort("-iou")
    engine.order(wide)
    yield "page anywhere, once ordered", lambda share: engine.page(wide, int(share * rows * 0.3), PAGE)
    yield (
        "heads of a filter",
        lambda share: engine.summary(filtered(share), ["road", "iou", "score", "label"]),
    )
    yield (
        "groups with histograms",
        lambda share: engine.groups(
            Query().filter(f"road > {share / 100}").group_by("label"), 0, 25, columns=["iou", "score"]
        ),
    )
    heads_of_brush = ["iou", "score", "label"]
    exact = Query().filter("iou > -2")
    until = time.monotonic() + 600
    while engine.brush(exact, "road", 0, 1, heads_of_brush)["is_estimate"] and time.monotonic() < until:
        time.sleep(0.2)
    yield (
        "brush: the hand moves",
        lambda share: engine.brush(exact, "road", share / 2, share / 2 + 0.3, heads_of_brush),
    )
    if boxes:
        yield (
            "rows with a certain box",
            lambda share: engine.count(
                Query().filter(f"any(boxes, class_id == 3 and score > {0.5 + share / 10})")
            ),
        )
    if other.exists():
        compared = table.query().compare(wandb.Table.from_parquet(other), on="id")
        yield (
            "compare: match and count",
            lambda share: compared.filter(f"$1.iou - $0.iou > {0.5 + share / 100}").count(),
        )


def by_hand(path: Path, other: Path, rows: int, boxes: bool) -> Iterator[Case]:
    """SQL for DuckDB that gives the same answers, written by hand."""
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"CREATE VIEW t AS SELECT *, file_row_number AS row FROM read_parquet('{path}')")

    def ask(sql: str) -> Any:
        return connection.sql(sql).to_arrow_table()

    def where(share: float) -> str:
        return f"road > {0.7 + share / 100} AND label IN {TWO}"

    order = "ORDER BY iou DESC NULLS LAST, row"
    bins = "CAST(least(floor(({0} - {1}) / {2} * 20), 19) AS TINYINT)"
    axes = {"id": (0, rows), "road": (0, 1), "iou": (-6, 12), "score": (0, 1)}
    bin_of = {name: bins.format(name, low, length) for name, (low, length) in axes.items()}

    def heads(share: float) -> Any:
        ask(f"SELECT * FROM t LIMIT {PAGE}")
        ends = ", ".join(f"min({name}), max({name})" for name in axes)
        ask(f"SELECT {ends}, approx_count_distinct(label) FROM t")
        for name in axes:
            ask(f"SELECT {bin_of[name]} AS bin, count(*) FROM t GROUP BY bin")
        return ask("SELECT label, count(*) AS n FROM t GROUP BY label ORDER BY n DESC LIMIT 12")

    def kept(condition: str, names: list[str]) -> Any:
        columns = ", ".join(f"{bin_of.get(name, name)} AS b{i}" for i, name in enumerate(names))
        sets = ", ".join(f"(b{i})" for i in range(len(names)))
        listed = ", ".join(f"b{i}" for i in range(len(names)))
        return ask(
            f"SELECT {listed}, count(*) FROM (SELECT {columns} FROM t WHERE {condition}) "
            f"GROUP BY GROUPING SETS ({sets})"
        )

    def groups(share: float) -> Any:
        condition = f"WHERE road > {share / 100}"
        ask(f"SELECT min(iou), max(iou), min(score), max(score) FROM t {condition}")
        for name in ("iou", "score"):
            cells = (
                f"SELECT label, {bin_of[name]} AS bin, count(*) AS n, avg({name}) AS mean, "
                f"var_pop({name}) AS spread, min({name}) AS low, max({name}) AS high "
                f"FROM t {condition} GROUP BY ALL"
            )
            ask(f"SELECT *, sum(n) OVER (PARTITION BY label) AS size FROM ({cells}) ORDER BY size DESC")

    yield "open: first page and heads", heads
    yield "count of a filter", lambda share: ask(f"SELECT count(*) FROM t WHERE {where(share)}")
    yield "first page of a filter", lambda share: ask(f"SELECT * FROM t WHERE {where(share)} LIMIT {PAGE}")
    yield (
        "first page, filtered and sorted",
        lambda share: ask(f"SELECT * FROM t WHERE {where(share)} {order} LIMIT {PAGE}"),
    )
    half = rows * 3 // 100 // 2
    yield (
        "page in the middle, not ordered yet",
        lambda share: ask(f"SELECT * FROM t WHERE {where(share)} {order} LIMIT {PAGE} OFFSET {half}"),
    )
    yield (
        "page anywhere, once ordered",
        lambda share: ask(
            f"SELECT * FROM t WHERE road > 0.7 {order} LIMIT {PAGE} OFFSET {int(share * rows * 0.3)}"
        ),
    )
    yield "heads of a filter", lambda share: kept(where(share), ["road", "iou", "score", "label"])
    yield "groups with histograms", groups
    yield (
        "brush: the hand moves",
        lambda share: kept(
            f"iou > -2 AND road >= {share / 2} AND road < {share / 2 + 0.3}", ["iou", "score", "label"]
        ),
    )
    if boxes:
        yield (
            "rows with a certain box",
            lambda share: ask(
                "SELECT count(*) FROM t WHERE len(list_filter(boxes, lambda b: b.class_id = 3 "
                f"AND b.score > {0.5 + share / 10})) > 0"
            ),
        )
    if other.exists():
        connection.execute(f"CREATE VIEW u AS SELECT * FROM read_parquet('{other}')")
        yield (
            "compare: match and count",
            lambda share: ask(
                f"SELECT count(*) FROM t FULL JOIN u USING (id) WHERE u.iou - t.iou > {0.5 + share / 100}"
            ),
        )


def polars(path: Path, other: Path, rows: int, boxes: bool) -> Iterator[Case]:
    """Polars, lazily and streaming."""
    import polars as pl

    lazy = pl.scan_parquet(path)

    def collect(frame: Any) -> Any:
        return frame.collect(engine="streaming")

    def where(share: float) -> Any:
        return lazy.filter((pl.col("road") > 0.7 + share / 100) & pl.col("label").is_in(TWO))

    def kept(frame: Any) -> None:
        for name, low, length in (("road", 0, 1), ("iou", -6, 12), ("score", 0, 1)):
            place = ((pl.col(name) - low) / length * 20).floor().cast(pl.Int8)
            collect(frame.group_by(place).len())
        collect(frame.group_by("label").len())

    yield "open: first page and heads", lambda share: (collect(lazy.head(PAGE)), kept(lazy))
    yield "count of a filter", lambda share: collect(where(share).select(pl.len()))
    yield "first page of a filter", lambda share: collect(where(share).head(PAGE))
    yield "first page, filtered and sorted", lambda share: collect(where(share).top_k(PAGE, by="iou"))
    half = rows * 3 // 100 // 2
    yield (
        "page in the middle, not ordered yet",
        lambda share: collect(where(share).sort("iou", descending=True).slice(half, PAGE)),
    )
    yield "heads of a filter", lambda share: kept(where(share))
    place = ((pl.col("iou") + 6) / 12 * 20).floor().cast(pl.Int8)
    yield (
        "groups with histograms",
        lambda share: collect(
            lazy.filter(pl.col("road") > share / 100)
            .group_by("label", place.alias("bin"))
            .agg(pl.len(), pl.col("iou").mean().alias("mean"), pl.col("iou").var().alias("spread"))
        ),
    )


def pandas(path: Path, other: Path, rows: int, boxes: bool) -> Iterator[Case]:
    """Pandas, with everything in memory."""
    import pandas as pd

    if rows > PANDAS_ROWS:
        return
    frame = pd.read_parquet(path, columns=["id", "road", "iou", "score", "label"])

    def where(share: float) -> Any:
        return frame[(frame.road > 0.7 + share / 100) & frame.label.isin(TWO)]

    def kept(part: Any) -> None:
        for name in ("road", "iou", "score"):
            np.histogram(part[name], 20)
        part.label.value_counts()

    yield "open: first page and heads", lambda share: kept(frame)
    yield "count of a filter", lambda share: len(where(share))
    yield "first page of a filter", lambda share: where(share).head(PAGE)
    yield "first page, filtered and sorted", lambda share: where(share).nlargest(PAGE, "iou")
    half = rows * 3 // 100 // 2
    yield (
        "page in the middle, not ordered yet",
        lambda share: where(share).sort_values("iou").iloc[half:][:PAGE],
    )
    yield "heads of a filter", lambda share: kept(where(share))
    yield (
        "groups with histograms",
        lambda share: (
            frame[frame.road > share / 100].groupby("label").iou.agg(["size", "mean", "std", "min", "max"])
        ),
    )


SIDES = {"dsviz_widget": ours, "DuckDB SQL": by_hand, "polars": polars, "pandas": pandas}


def run_side(side: str, path: Path, other: Path, rows: int, boxes: bool, reps: int) -> None:
    """Time every case of a side, and print what was found as lines of JSON."""
    for name, work in SIDES[side](path, other, rows, boxes):
        times = []
        for repetition in range(1 if name.startswith("open") else reps):
            wall, cpu = time.perf_counter(), time.process_time()
            work((repetition + 1) / (reps + 1))
            times.append((time.perf_counter() - wall, time.process_time() - cpu))
        middle = [statistics.median(part) for part in zip(*times, strict=True)]
        print(json.dumps({"case": name, "wall": middle[0], "cpu": middle[1]}), flush=True)
        if os.environ.get("OPEN_ONLY"):
            break
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(json.dumps({"peak_gb": peak}), flush=True)


def ask_side(side: str, arguments: list[str], environment: dict[str, str]) -> tuple[dict[str, Any], str]:
    """Run a side in a process of its own; return its times by case, and its peak memory."""
    found: dict[str, Any] = {}
    peak = "failed"
    process = subprocess.run(
        [sys.executable, __file__, *arguments, "--side", side],
        stdout=subprocess.PIPE, text=True, env={**os.environ, **environment}, check=False,
    )  # fmt: skip
    for line in process.stdout.splitlines():
        item = json.loads(line)
        if "case" in item:
            found[item["case"]] = item
        else:
            peak = f"{item['peak_gb']:.2f} GB" if found else "does not fit"
    return found, peak


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--boxes", action="store_true", help="with a column of boxes")
    parser.add_argument("--compare", action="store_true", help="with a second table to compare with")
    parser.add_argument("--reps", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "dsviz-benchmarks")
    parser.add_argument("--sides", default=",".join(SIDES))
    parser.add_argument("--side", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    boxes = "-boxes" if arguments.boxes else ""
    path = arguments.folder / f"long-{arguments.rows}{boxes}.parquet"
    other = arguments.folder / (f"long-{arguments.rows}-other.parquet" if arguments.compare else "none")
    if arguments.side:
        run_side(arguments.side, path, other, arguments.rows, arguments.boxes, arguments.reps)
        return
    arguments.folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        make(path, arguments.rows, arguments.boxes, 0)
    if arguments.compare and not other.exists():
        make(other, arguments.rows, False, 1)
    cache = arguments.folder / "cache"
    shutil.rmtree(cache, ignore_errors=True)
    environment = {"DSVIZ_CACHE_DIR": str(cache)}
    passed = ["--rows", str(arguments.rows), "--reps", str(arguments.reps), "--folder", str(arguments.folder)]
    passed += [f"--{flag}" for flag in ("boxes", "compare") if getattr(arguments, flag)]
    results = {side: ask_side(side, passed, environment) for side in arguments.sides.split(",")}
    again, _ = ask_side("dsviz_widget", passed, {**environment, "OPEN_ONLY": "1"})
    if again:
        results["dsviz_widget"][0]["open again: first page and heads"] = next(iter(again.values()))
    cases = list(dict.fromkeys(case for found, _ in results.values() for case in found))
    what = f"{arguments.rows:,} rows{', boxes' if boxes else ''}"
    print(f"{what}; wall ms (CPU ms), medians of {arguments.reps}\n")
    print(f"| | {' | '.join(results)} |\n|{' --- |' * (len(results) + 1)}")
    for case in cases:
        cells = [
            f"{found[case]['wall'] * 1e3:,.1f} ({found[case]['cpu'] * 1e3:,.0f})" if case in found else "–"
            for found, _ in results.values()
        ]
        print(f"| {case} | {' | '.join(cells)} |")
    print(f"| peak memory | {' | '.join(peak for _, peak in results.values())} |")


if __name__ == "__main__":
    main()
