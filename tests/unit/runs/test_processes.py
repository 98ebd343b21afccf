"""Runs of several processes: each its own, seen as it ended."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from pathlib import Path

import pytest

import dsviz_widget as wandb
from dsviz_widget.store import Catalog

SCRIPT = """
import multiprocessing, sys
import dsviz_widget as wandb

def train(number):
    wandb.init(id=f"worker-{number}")
    for loss in range(3):
        wandb.log({"loss": loss + number})
    if number == 1:
        raise ValueError("diverged")

if __name__ == "__main__":
    wandb.init(id="parent")
    workers = multiprocessing.get_context(sys.argv[1])
    started = [workers.Process(target=train, args=(number,)) for number in range(2)]
    for worker in started:
        worker.start()
    for worker in started:
        worker.join()
    wandb.log({"loss": 9})
"""


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_workers_have_runs_of_their_own(store: Catalog, tmp_path: Path, method: str) -> None:
    script = tmp_path / "train.py"
    script.write_text(SCRIPT)
    subprocess.run([sys.executable, str(script), method], capture_output=True, check=True)
    runs = {run.id: run for run in wandb.Api().runs()}
    assert {name: run.state for name, run in runs.items()} == {
        "parent": "finished",
        "worker-0": "finished",
        "worker-1": "failed",
    }
    losses = {name: [row["loss"] for row in run.scan_history()] for name, run in runs.items()}
    assert losses == {"parent": [9], "worker-0": [0, 1, 2], "worker-1": [1, 2, 3]}
