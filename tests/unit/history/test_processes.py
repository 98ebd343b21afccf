"""Real processes that write, read and pack one history at once, and are killed while they do."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from dsviz_widget.history import HistoryReader
from dsviz_widget.history.packing import pack_folder

ROOT = Path(__file__).resolve().parents[3]

# One process that has everything loaded, and forks a new run for each line it is sent.
FORK_RUNS = """
import os, sys
import dsviz_widget as wandb
from dsviz_widget.history import HistoryWriter
for line in sys.stdin:
    number = int(line)
    child = os.fork()
    if child == 0:
        out = sys.stdout.fileno()
        os.write(out, b"pid %d\\n" % os.getpid())
        if number % 5:
            log = wandb.init(project="p", id=f"r{number}").log
        else:
            writer = HistoryWriter(f"{sys.argv[1]}/projects/p/runs/r{number}/history", segment_bytes=100_000)
            step = 0
            def log(row):
                global step
                writer.append(step, row)
                step += 1
        for step_logged in range(1_000_000):
            log({"value": step_logged / 3, "same": step_logged, "word": "x" * (step_logged % 97)})
            os.write(out, b"%d\\n" % step_logged)
    os.waitpid(child, 0)
    os.write(sys.stdout.fileno(), b"gone\\n")
"""

WRITE = """
import sys
from dsviz_widget.history import HistoryWriter
folder, start, count, segment_bytes = sys.argv[1], *map(int, sys.argv[2:])
writer = HistoryWriter(folder, segment_bytes=segment_bytes)
print("ready", flush=True)
sys.stdin.readline()
for step in range(start, start + count):
    writer.append(step, {"y": step, "half": step / 2})
writer.close()
"""


def start(script: str, *args: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", script, *map(str, args)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@pytest.fixture
def forker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[bytes]]:
    monkeypatch.setenv("DSVIZ_DIR", str(tmp_path))
    process = start(FORK_RUNS, tmp_path)
    yield process
    process.communicate()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
@pytest.mark.timeout(300)
def test_a_process_killed_at_any_moment_loses_no_step_that_was_logged(
    tmp_path: Path, forker: subprocess.Popen[bytes]
) -> None:
    assert forker.stdin is not None
    assert forker.stdout is not None
    chosen = random.Random(7)
    told = 0
    for number in range(50):
        forker.stdin.write(b"%d\n" % number)
        forker.stdin.flush()
        pid = int(forker.stdout.readline().split()[1])
        last = -1
        until = chosen.randrange(1, 1000)
        while last < until:
            last = int(forker.stdout.readline())
        # Not always right after a line was told.
        time.sleep(chosen.random() * 1e-3)
        os.kill(pid, signal.SIGKILL)
        while (line := forker.stdout.readline()) != b"gone\n":
            last = int(line)
        reader = HistoryReader(tmp_path / "projects/p/runs" / f"r{number}" / "history")
        steps, values = reader.values("same")
        # The step after the last one told may have been written too, and no other.
        assert reader.row_count in (last + 1, last + 2)
        assert steps.tolist() == list(range(reader.row_count))
        assert np.array_equal(values, steps)
        assert next(row["word"] for row in reader.rows(["word"], min_step=last)) == "x" * (last % 97)
        told += last + 1
    assert told > 10_000


def test_rows_that_are_written_packed_and_read_at_once_are_seen_once(tmp_path: Path) -> None:
    count = 30_000
    process = start(WRITE, tmp_path, 0, count, 150_000)
    assert process.stdin is not None
    process.stdin.write(b"\n")
    process.stdin.flush()
    reader = HistoryReader(tmp_path)
    seen = 0
    while seen < count:
        assert process.poll() in (None, 0)
        reader.refresh()
        pack_folder(tmp_path)
        if reader.row_count == seen:
            continue
        seen = reader.row_count
        line = reader.series("y", points=count + 5)
        assert np.array_equal(line.y, np.arange(len(line.y)))
        assert np.array_equal(reader.values("half")[1], np.arange(len(line.y)) / 2)
    process.communicate()
    assert not reader.refresh()
    assert HistoryReader(tmp_path).row_count == count
    assert sum(1 for _ in reader.rows(["y"])) == count


def test_two_processes_of_one_run_lose_no_row_of_either(tmp_path: Path) -> None:
    processes = [start(WRITE, tmp_path, first, 4000, 100_000) for first in (0, 4000)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(b"\n")
        process.stdin.flush()
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    reader = HistoryReader(tmp_path)
    line = reader.series("y", points=10_000)
    assert np.array_equal(line.x, np.arange(8_000))
    assert np.array_equal(line.y, np.arange(8_000))


def test_a_line_that_was_cut_short_is_left_out_and_said(tmp_path: Path) -> None:
    path = tmp_path / "000001.jsonl"
    path.write_bytes(b'{"_step":0,"y":1}\n{"_step":1,"y":2}\n{"_step":2,"y"')
    reader = HistoryReader(tmp_path)
    assert reader.series("y").y.tolist() == [1, 2]
    assert reader.problems == [f"1 line of {path} was cut short or damaged, and left out."]


@pytest.mark.parametrize(
    "damage", [b"\x00\x00\n", b'{"_step":1,"y"\n', b'{"y":3}\n', b"[1]\n", b'{"_step":"1"}\n']
)
def test_damage_in_the_middle_hides_no_row_after_it(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "000001.jsonl"
    path.write_bytes(b'{"_step":0,"y":1}\n' + damage + b'{"_step":2,"y":3}\n')
    reader = HistoryReader(tmp_path)
    assert list(reader.rows()) == [{"_step": 0, "y": 1}, {"_step": 2, "y": 3}]
    assert reader.rows_at(np.array([1, 0])) == [{"_step": 2, "y": 3}, {"_step": 0, "y": 1}]
    assert len(reader.problems) == 1
