"""Filter, sort, page, summaries and groups, beside DuckDB SQL written by hand for the same answer.

    python benchmarks/queries.py --rows 1000000 --reps 7

Both sides read the same Arrow table in the same process, in turn; each repetition is cold to our caches, but
for what heads of all rows have told by the time that someone groups.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from dsviz_widget import Query
from dsviz_widget.query import DuckEngine, read_condition


def make(rows: int) -> pa.Table:
    rng = np.random.default_rng(0)
    return pa.table(
        {
            "id": np.arange(rows),
            "road": rng.random(rows),
            "iou": rng.normal(size=rows),
            "score": rng.random(rows),
            "label": np.array([f"class_{i}" for i in range(20)])[rng.integers(0, 20, rows)],
        }
    )


def timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return time.perf_counter() - wall, time.process_time() - cpu, result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--reps", type=int, default=7)
    arguments = parser.parse_args()
    table = make(arguments.rows)
    numbered = table.append_column("__row", pa.array(np.arange(arguments.rows)))
    connection = duckdb.connect()
    connection.register("t", numbered)

    filtered = Query().filter("road > 0.7").filter("label in ['class_1', 'class_2']")
    ordered = filtered.sort("-iou")
    middle = arguments.rows // 40

    def by_hand(sql: str) -> Callable[[], Any]:
        return lambda: connection.sql(sql).to_arrow_table()

    where = "road > 0.7 AND label IN ('class_1', 'class_2')"

    def in_bins(name: str) -> str:
        return (
            f"CASE WHEN {name} IS NULL THEN -1 WHEN isnan({name}) THEN -2 ELSE "
            f"CAST(least(floor(({name} - low) / (high - low) * 20), 19) AS SMALLINT) END"
        )

    def ends(name: str) -> str:
        return f"(SELECT min({name}) AS low, max({name}) AS high FROM t)"

    cells = (
        f"SELECT label, {in_bins('iou')} AS bin, count(*) AS n, avg(iou) AS mean, var_pop(iou) AS spread, "
        f"min(iou) AS least, max(iou) AS most FROM t, {ends('iou')} GROUP BY ALL"
    )
    size = "sum(n) OVER (PARTITION BY label) AS size"
    cases: list[tuple[str, Callable[[DuckEngine], Any], Callable[[], Any]]] = [
        ("count", lambda e: e.count(filtered), by_hand(f"SELECT count(*) FROM t WHERE {where}")),
        (
            "ordered ids",
            lambda e: e.order(ordered),
            by_hand(f"SELECT __row FROM t WHERE {where} ORDER BY iou DESC NULLS LAST, __row"),
        ),
        (
            "first page",
            lambda e: e.page(ordered, 0, 100),
            by_hand(f"SELECT * FROM t WHERE {where} ORDER BY iou DESC NULLS LAST, __row LIMIT 100"),
        ),
        (
            "page in the middle",
            lambda e: e.page(ordered, middle, 100),
            by_hand(
                f"SELECT * FROM t WHERE {where} ORDER BY iou DESC NULLS LAST, __row LIMIT 100 OFFSET {middle}"
            ),
        ),
        (
            "head of one column, all and kept",
            lambda e: e.summary(filtered, ["road"]),
            by_hand(
                f"SELECT {in_bins('road')} AS bin, count(*), count(*) FILTER (WHERE {where}) "
                f"FROM t, {ends('road')} GROUP BY bin"
            ),
        ),
        (
            "groups, with the heads of cells",
            lambda e: e.groups(Query().group_by("label"), 0, 25, columns=["iou"]),
            by_hand(f"SELECT *, {size} FROM ({cells}) ORDER BY size DESC, label, bin"),
        ),
    ]
    print(f"{arguments.rows:,} rows, duckdb {duckdb.__version__}; medians of {arguments.reps}")
    for name, ours, theirs in cases:
        times: dict[str, list[tuple[float, float]]] = {"ours": [], "sql": []}
        for _ in range(arguments.reps + 1):
            engine = DuckEngine(table)
            engine.count(Query().filter("id >= 0"))  # opens the connection, which a view has by then
            if name.startswith("groups"):
                engine.summary(Query())
            times["ours"].append(timed(lambda engine=engine, ours=ours: ours(engine))[:2])
            times["sql"].append(timed(theirs)[:2])
        (wall, cpu), (sql_wall, sql_cpu) = (
            [statistics.median(part) * 1000 for part in zip(*found[1:], strict=True)]
            for found in times.values()
        )
        print(
            f"{name:34s} ours {wall:8.2f} ms (cpu {cpu:8.2f})  sql {sql_wall:8.2f} ms (cpu {sql_cpu:8.2f})  "
            f"ratio {wall / sql_wall:5.2f} (cpu {cpu / sql_cpu:5.2f})"
        )
    engine = DuckEngine(table)
    engine.order(ordered)
    again = [timed(lambda: engine.page(ordered, middle, 100))[0] * 1000 for _ in range(20)]
    print(f"another page of the same view: {statistics.median(again):.2f} ms")
    kinds = engine.source.kinds
    text = "{$and: [{$gt: ['$0.road', 0.05]}, {$in: ['$0.label', ['class_1', 'class_2']]}]}"
    compile_ms = [timed(lambda: read_condition(text, kinds))[0] * 1000 for _ in range(200)]
    print(f"parse and type one expression: {statistics.median(compile_ms):.3f} ms")


if __name__ == "__main__":
    main()
