"""What a call of log costs, and the bytes it leaves: beside W&B offline, trackio, tensorboardX, a bare file.

    python benchmarks/log_calls.py --calls 20000 --reps 3
    python benchmarks/log_calls.py --sides dsviz_widget wandb --keys 2

Each side runs in a process of its own, the sides in turn, so that a busy machine is busy for all. A call is
timed by itself; p50 and p99 are over all calls, `end` is finishing the run. A step of ours is in its file
when the call returns, and bytes are counted once it is packed; `file` is json.dumps and one write to an open
file, the least that could be.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

Log = Callable[[int, dict[str, float]], None]
End = Callable[[], None]


def ours(folder: Path) -> tuple[Log, End]:
    import dsviz_widget as wandb

    run = wandb.init(project="bench", dir=folder / "store")
    return (lambda step, row: run.log(row)), run.finish


def wandb_offline(folder: Path) -> tuple[Log, End]:
    import wandb

    quiet = wandb.Settings(x_disable_stats=True, console="off", x_disable_meta=True, silent=True)
    run = wandb.init(project="bench", mode="offline", dir=str(folder), settings=quiet)
    return (lambda step, row: run.log(row)), run.finish


def trackio(folder: Path) -> tuple[Log, End]:
    import trackio as peer

    peer.init(project="bench")
    return (lambda step, row: peer.log(row)), peer.finish


def tensorboard_x(folder: Path) -> tuple[Log, End]:
    from tensorboardX import SummaryWriter

    writer = SummaryWriter(str(folder / "events"))

    def log(step: int, row: dict[str, float]) -> None:
        for key, value in row.items():
            writer.add_scalar(key, value, step)

    return log, writer.close


def file(folder: Path) -> tuple[Log, End]:
    out = (folder / "rows.jsonl").open("wb", buffering=0)
    return (lambda step, row: out.write(json.dumps(row).encode() + b"\n") and None), out.close


SIDES = {
    "dsviz_widget": ours,
    "wandb": wandb_offline,
    "trackio": trackio,
    "tensorboardX": tensorboard_x,
    "file": file,
}


def bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def run_side(side: str, keys: int, calls: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ |= {
            "WANDB_SILENT": "true",
            "WANDB_DATA_DIR": name,
            "WANDB_CACHE_DIR": name,
            "TRACKIO_DIR": name,
            "TRACKIO_DISABLE_TELEMETRY": "1",
            "GRADIO_ANALYTICS_ENABLED": "False",
        }
        os.chdir(folder)
        values = np.random.default_rng(0).normal(size=calls + keys).tolist()
        log, end = SIDES[side](folder)
        before = bytes_in(folder)
        times = np.empty(calls, np.int64)
        clock = time.perf_counter_ns
        for step in range(calls):
            row = {f"metric_{key}": values[step + key] for key in range(keys)}
            start = clock()
            log(step, row)
            times[step] = clock() - start
        began = time.perf_counter()
        end()
        took = time.perf_counter() - began
        while any(path.stat().st_size > 256 << 10 for path in folder.rglob("history/*.jsonl")):
            time.sleep(0.1)
        p50, p99 = np.percentile(times, [50, 99]) / 1e3
        found = {"p50_us": p50, "p99_us": p99, "mean_us": times.mean() / 1e3, "end_s": took}
        print(json.dumps({**found, "bytes_per_call": (bytes_in(folder) - before) / calls}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sides", nargs="+", choices=list(SIDES), default=list(SIDES))
    parser.add_argument("--keys", type=int, nargs="+", default=[2, 50])
    parser.add_argument("--calls", type=int, default=20_000)
    parser.add_argument("--reps", type=int, default=3)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        run_side(options.one, options.keys[0], options.calls)
        return
    modules = {"file": "json"}
    sides = [side for side in options.sides if importlib.util.find_spec(modules.get(side, side))]
    for missing in set(options.sides) - set(sides):
        print(f"{missing} is not installed, and left out.")
    for keys in options.keys:
        measured: dict[str, list[dict[str, float]]] = {side: [] for side in sides}
        for _ in range(options.reps):
            for side in sides:
                arguments = ["--one", side, "--keys", str(keys), "--calls", str(options.calls)]
                out = subprocess.run(
                    [sys.executable, __file__, *arguments], capture_output=True, text=True, check=True
                ).stdout
                measured[side].append(json.loads(out.splitlines()[-1]))
        print(f"\n{keys} keys, {options.calls:,} calls, median of {options.reps}")
        medians = {
            side: {name: statistics.median(each[name] for each in found) for name in found[0]}
            for side, found in measured.items()
        }
        base = next(iter(medians.values()))["p50_us"]
        for side, found in medians.items():
            print(
                f"{side:14} p50 {found['p50_us']:8.1f} us  p99 {found['p99_us']:8.1f} us  mean "
                f"{found['mean_us']:8.1f} us  end {found['end_s']:6.2f} s  "
                f"{found['bytes_per_call']:7.1f} B/call  p50 ratio {found['p50_us'] / base:6.1f}"
            )


if __name__ == "__main__":
    main()
