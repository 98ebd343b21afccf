"""A comparison on the screen, matched and then asked, beside the same in pandas.

    python benchmarks/compare_view.py --rows 1000000

Both tables are in memory: a key, two numbers and a label each. The second lacks a hundredth of the rows and
has as many new ones. Each side runs in a process of its own, and answers the same numbers, which are checked.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

ORDERS = ("in order", "shuffled", "text keys", "text keys, shuffled")
SIDES = ("CompareView", "pandas")
STEPS = ("match, first page", "filters of one click", "filter and sort by a difference, first page")
PAGE = 40


def make(rows: int, order: str) -> list[pd.DataFrame]:
    """Return two versions of a table."""
    rng = np.random.default_rng(0)
    frames = []
    for version in range(2):
        ids = np.arange(rows) + version * (rows // 100)
        if version and "shuffled" in order:
            ids = rng.permutation(ids)
        frame = pd.DataFrame({"id": ids, "acc": rng.random(rows), "loss": rng.random(rows)})
        frame["label"] = rng.choice(["cat", "dog", "bird"], rows)
        if order.startswith("text"):
            frame["id"] = "image-" + frame["id"].astype(str)
        frames.append(frame)
    return frames


def ours(frames: list[pd.DataFrame]) -> list[Callable[[], Any]]:
    """Return what is asked, one step after the other."""
    import dsviz_widget as wandb
    from dsviz_widget.query import Query, Task

    tables = [wandb.Table(dataframe=frame) for frame in frames]
    state: dict[str, Any] = {}

    def match() -> Any:
        view = wandb.compare(*tables, key="id", right="acc > 0.5")
        state["ask"] = view.session.handlers
        opened = state["ask"]["open"]({"count": PAGE}, Task())[0]
        return opened["info"]["comparison"]["matching"]["in_all"]

    def quick() -> Any:
        counts = state["ask"]["quick"]({}, Task())[0]["counts"]
        return [counts[name] for name in ("only:0", "only:1", "fixed", "broke")]

    def difference() -> Any:
        query = Query().filter("$1.acc - $0.acc > 0.5").sort("-($1.acc - $0.acc)")
        return state["ask"]["open"]({"query": query.to_json(), "count": PAGE}, Task())[0]["matched"]

    return [match, quick, difference]


def by_pandas(frames: list[pd.DataFrame]) -> list[Callable[[], Any]]:
    """Return the same as users of pandas write it."""
    state: dict[str, pd.DataFrame] = {}

    def match() -> Any:
        both = frames[0].merge(frames[1], on="id", how="outer", suffixes=("_0", "_1"), indicator=True)
        state["both"] = both
        both.head(PAGE)
        return int((both["_merge"] == "both").sum())

    def quick() -> Any:
        both = state["both"]
        there = both["_merge"] == "both"
        right = [both[f"acc_{number}"] > 0.5 for number in range(2)]
        found = [both["_merge"] == "left_only", both["_merge"] == "right_only"]
        found += [there & ~right[0] & right[1], there & right[0] & ~right[1]]
        return [int(rows.sum()) for rows in found]

    def difference() -> Any:
        both = state["both"]
        gain = both["acc_1"] - both["acc_0"]
        kept = both[gain > 0.5]
        kept.assign(gain=gain).sort_values("gain", ascending=False).head(PAGE)
        return len(kept)

    return [match, quick, difference]


def run_side(side: str, rows: int, order: str, reps: int) -> None:
    """Print what a side took and found as JSON."""
    frames = make(rows, order)
    times: list[list[tuple[float, float]]] = [[] for _ in STEPS]
    found: list[Any] = []
    for _ in range(reps + 1):
        steps = ours(frames) if side == "CompareView" else by_pandas(frames)
        found = []
        for number, step in enumerate(steps):
            wall, cpu = time.perf_counter(), time.process_time()
            found.append(step())
            times[number].append((time.perf_counter() - wall, time.process_time() - cpu))
    # The first time imports what is needed.
    medians = [[statistics.median(part) for part in zip(*step[1:], strict=True)] for step in times]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(json.dumps({"times": medians, "found": found, "peak_gb": peak}))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--reps", type=int, default=3)
    parser.add_argument("--order", choices=ORDERS)
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.side:
        run_side(arguments.side, arguments.rows, arguments.order, arguments.reps)
        return
    print(f"{arguments.rows:,} rows a table; wall ms (CPU ms), medians of {arguments.reps}\n")
    print(f"| | | {' | '.join(STEPS)} | peak memory |\n| --- | --- |{' --- |' * (len(STEPS) + 1)}")
    for order in [arguments.order] if arguments.order else ORDERS:
        answers = []
        for side in SIDES:
            process = subprocess.run(
                [sys.executable, __file__, "--rows", str(arguments.rows), "--reps", str(arguments.reps),
                 "--order", order, "--side", side],
                stdout=subprocess.PIPE, text=True, check=True,
            )  # fmt: skip
            told = json.loads(process.stdout.splitlines()[-1])
            answers.append(told["found"])
            cells = [f"{wall * 1e3:,.0f} ({cpu * 1e3:,.0f})" for wall, cpu in told["times"]]
            print(f"| {order} | {side} | {' | '.join(cells)} | {told['peak_gb']:.2f} GB |")
        if answers[0] != answers[1]:
            raise SystemExit(f"The sides disagree: {answers}")


if __name__ == "__main__":
    main()
