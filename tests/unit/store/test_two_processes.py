"""Processes that log at once, and one that is killed while it logs: real ones."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import dsviz_widget as wandb
from dsviz_widget.store import Catalog
from tests.unit.builders import logged, table

ROOT = Path(__file__).resolve().parents[3]

LOG_MANY = """
import sys
import numpy as np
import dsviz_widget as wandb
worker, count = int(sys.argv[1]), int(sys.argv[2])
run = wandb.init(project="p")
print("ready", flush=True)
sys.stdin.readline()
for index in range(count):
    table = wandb.Table(["worker", "index", "image"])
    table.add_data(worker, index, wandb.Image(np.full((4, 4, 3), index, np.uint8)))
    artifact = wandb.Artifact("shared", type="dataset")
    artifact.add(table, "t")
    run.log_artifact(artifact, aliases=[f"worker-{worker}"])
    print(artifact.version, flush=True)
"""


def start(script: str, *args: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", script, *map(str, args)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def ready(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def test_processes_that_log_at_once_lose_no_version(store: Catalog) -> None:
    workers, count = 3, 12
    processes = [start(LOG_MANY, worker, count) for worker in range(workers)]
    for process in processes:
        ready(process)
    for process in processes:
        go(process)
    mine = []
    while any(process.poll() is None for process in processes):
        # What is visible at any moment is whole.
        for number in store.versions("p", "shared")[-3:]:
            mine.append(store.read("p", "shared", number).version)
        time.sleep(0.002)
    said = [process.communicate()[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0] * workers
    versions = [version for lines in said for version in lines]
    assert sorted(versions, key=lambda version: int(version[1:])) == [f"v{n}" for n in range(workers * count)]
    assert store.versions("p", "shared") == list(range(workers * count))
    assert mine
    for worker, lines in enumerate(said):
        found = wandb.use_artifact(f"p/shared:worker-{worker}")
        assert found.version == lines[-1]
        assert found.get("t").data[0][:2] == [worker, count - 1]
    assert not list((store.folder / "projects").rglob("*.part"))


def test_a_process_killed_while_it_logs_leaves_nothing_half_visible(store: Catalog) -> None:
    seen = 0
    for attempt in range(4):
        process = start(LOG_MANY, 0, 10_000)
        ready(process)
        go(process)
        assert process.stdout is not None
        for _ in range(3 + attempt):
            assert process.stdout.readline().startswith("v")
        time.sleep(0.003 * attempt)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        versions = store.versions("p", "shared")
        assert versions == list(range(len(versions)))
        assert len(versions) > seen
        seen = len(versions)
        for number in versions:
            row = wandb.use_artifact(f"p/shared:v{number}").get("t").data[0]
            assert row[0] == 0
            assert row[2].image.size == (4, 4)
    after = logged(table(["a"], ["still works"]), name="shared")
    assert after.origin == f"p/shared:v{seen}/t"
