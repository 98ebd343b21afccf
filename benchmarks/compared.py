"""What compared tables show: heads on one axis, groups of each table, rows that differ; beside pandas.

    python benchmarks/compared.py --rows 1000000
    python benchmarks/compared.py --rows 1000000 --shuffled

The second table lacks a hundredth of the rows, has as many new ones, and differs in a tenth of the others.
Heads and groups start from matched tables; both sides answer the same figures, which are checked.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

import dsviz_widget as wandb
from dsviz_widget.query import DuckEngine, LaneAnswers, Query

BINS = 20
GROUPS = 10


def make(rows: int, shuffled: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return two versions of a table: a key, two numbers and two labels."""
    rng = np.random.default_rng(0)
    first = pd.DataFrame(
        {
            "id": np.arange(rows),
            "score": rng.random(rows),
            "loss": rng.gamma(2.0, size=rows),
            "pred": rng.integers(0, GROUPS, rows).astype(str),
            "kind": rng.choice(["day", "dusk", "night"], rows),
        }
    )
    second = first.drop(np.arange(0, rows, 100))
    changed = rng.random(len(second)) < 0.1
    second.loc[changed, "score"] = rng.random(int(changed.sum()))
    second.loc[changed, "pred"] = rng.integers(0, GROUPS, int(changed.sum())).astype(str)
    new = first.iloc[::100].assign(id=np.arange(rows, rows + len(first.iloc[::100])))
    second = pd.concat([second, new])
    if shuffled:
        second = second.sample(frac=1, random_state=1)
    return first, second.reset_index(drop=True)


class Ours:
    """Tables of ours, compared."""

    def __init__(self, frames: tuple[pd.DataFrame, pd.DataFrame]) -> None:
        self.tables = [wandb.Table.from_pandas(frame) for frame in frames]
        self.fresh()

    def fresh(self) -> None:
        """Forget what was answered, and match anew."""
        first, second = (table.query() for table in self.tables)
        engine = first.compare(second, on="id").engine
        assert isinstance(engine, DuckEngine)
        self.answers = LaneAnswers(engine)

    def heads(self, bound: float) -> list[int]:
        """Count two numbers by bin and two labels by value, in rows whose difference is above a bound."""
        query = Query().filter(f"$1.score - $0.score > {bound}")
        found = self.answers.heads(query, ["score", "loss", "pred", "kind"], BINS)
        return [head["changed"] for head in found.values()]

    def groups(self, bound: float) -> list[list[int]]:
        """Count rows, bins and values per group, each table by its own value, in the same rows."""
        query = Query().filter(f"$1.score - $0.score > {bound}")
        page = self.answers.group_page(query, "pred", "key", 0, GROUPS, ["score", "loss", "kind"], BINS)
        return [group["rows"] for group in page["groups"]]

    def diff(self, bound: float) -> list[int]:
        """Return how many rows were added, removed and changed, with the cells of both at hand."""
        counts = wandb.diff(*self.tables, key="id").counts
        return [counts.added, counts.removed, counts.changed]


class Pandas:
    """Data frames, merged on the key."""

    def __init__(self, frames: tuple[pd.DataFrame, pd.DataFrame]) -> None:
        self.frames = frames
        self.fresh()

    def fresh(self) -> None:
        """Merge anew."""
        first, second = self.frames
        self.both = first.merge(second, on="id", how="outer", suffixes=("_0", "_1"), indicator=True)

    def heads(self, bound: float) -> list[int]:
        kept = self.both[self.both.score_1 - self.both.score_0 > bound]
        for name in ("score", "loss"):
            low = min(self.both[f"{name}_{k}"].min() for k in (0, 1))
            high = max(self.both[f"{name}_{k}"].max() for k in (0, 1))
            for k in (0, 1):
                values = kept[f"{name}_{k}"].dropna()
                np.histogram(values, BINS, (low, high))
                values.mean()
        for name in ("pred", "kind"):
            for k in (0, 1):
                kept[f"{name}_{k}"].value_counts()
        return [
            int((kept[f"{name}_0"] != kept[f"{name}_1"]).sum()) for name in ("score", "loss", "pred", "kind")
        ]

    def groups(self, bound: float) -> list[list[int]]:
        kept = self.both[self.both.score_1 - self.both.score_0 > bound]
        sizes = []
        for k in (0, 1):
            by = kept.groupby(f"pred_{k}")
            sizes.append(by.size())
            for name in ("score", "loss"):
                column = kept[f"{name}_{k}"]
                edges = np.linspace(column.min(), column.max(), BINS + 1)
                kept.groupby([f"pred_{k}", np.digitize(column, edges)]).size()
                by[f"{name}_{k}"].agg(["mean", "std"])
            by[f"kind_{k}"].value_counts()
        keys = sorted({*sizes[0].index, *sizes[1].index})
        return [[int(size.get(key, 0)) for size in sizes] for key in keys]

    def diff(self, bound: float) -> list[int]:
        first, second = self.frames
        merged = first.merge(second, on="id", how="outer", suffixes=("_0", "_1"), indicator=True)
        both = merged[merged._merge == "both"]
        names = ["score", "loss", "pred", "kind"]
        sides = [both[[f"{name}_{k}" for name in names]].set_axis(names, axis=1) for k in (0, 1)]
        changed = sides[0].compare(sides[1])
        return [int((merged._merge == side).sum()) for side in ("right_only", "left_only")] + [len(changed)]


def timed(ask: Callable[[float], Any], reps: int) -> tuple[str, list[Any]]:
    """Return wall and CPU time of the first answer and the medians of others, in ms, and the answers."""
    times, answers = [], []
    for repetition in range(reps + 1):
        wall, cpu = time.perf_counter(), time.process_time()
        answers.append(ask(0.2 + repetition / 100))
        times.append(((time.perf_counter() - wall) * 1e3, (time.process_time() - cpu) * 1e3))
    later = [statistics.median(part) for part in zip(*times[1:], strict=True)]
    return ", then ".join(f"{wall:,.0f} ({cpu:,.0f})" for wall, cpu in (times[0], later)), answers


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--shuffled", action="store_true", help="the second table in another order")
    parser.add_argument("--reps", type=int, default=3)
    arguments = parser.parse_args()
    frames = make(arguments.rows, arguments.shuffled)
    sides = {"dsviz_widget": Ours(frames), "pandas": Pandas(frames)}
    print(
        f"{arguments.rows:,} rows; wall ms (CPU ms) of the first answer, then medians of {arguments.reps}\n"
    )
    print("| | " + " | ".join(sides) + " |\n| --- | --- | --- |")
    for work, title in (
        ("fresh", "match"),
        ("heads", "heads of 4 columns under a new filter"),
        ("groups", "groups of 3 columns under a new filter"),
        ("diff", "rows that differ"),
    ):
        cells, answers = [], []
        for side in sides.values():
            ask = getattr(side, work)
            cell, found = timed((lambda bound, ask=ask: ask()) if work == "fresh" else ask, arguments.reps)
            cells.append(cell)
            answers.append(found)
        if answers[0] != answers[1]:
            raise SystemExit(f"The sides disagree on {title}: {answers[0][0]} and {answers[1][0]}")
        print(f"| {title} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
