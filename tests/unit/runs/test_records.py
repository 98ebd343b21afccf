"""Runs read back while and after they are written: state, summary, steps, and what others say of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import RunError, StoreError
from dsviz_widget.history import HistoryWriter
from dsviz_widget.runs import RunRecord
from dsviz_widget.runs.edits import fold_edits
from dsviz_widget.store import Catalog, now
from dsviz_widget.store.alive import Alive

ROOT = Path(__file__).resolve().parents[3]


def run_of(store: Catalog, run_id: str = "r1", rows: int = 0, **record: Any) -> RunRecord:
    """Return a run that is in the store as its own process would leave it."""
    told = {"id": run_id, "name": run_id, "created_at": now(), "finished_at": now(), "exit_code": 0, **record}
    store.write_run("p", run_id, told)
    run = RunRecord.read(store, "p", run_id)
    writer = HistoryWriter(run.folder / "history")
    for step in range(rows):
        row = {"_timestamp": 100.0 + step, "_runtime": float(step), "loss": 1 / (step + 1), "n": step}
        writer.append(step, {**row, **({"val": step / 10} if step % 10 == 0 else {})})
    writer.close()
    return run


@pytest.mark.parametrize(
    ("finished_at", "exit_code", "state"),
    [("2026", 0, "finished"), ("2026", 1, "failed"), ("2026", 130, "killed"), (None, None, "crashed")],
)
def test_the_state_follows_from_how_it_ended(
    store: Catalog, finished_at: str | None, exit_code: int | None, state: str
) -> None:
    assert run_of(store, finished_at=finished_at, exit_code=exit_code).state == state


HOLD = """
import sys
from pathlib import Path
from dsviz_widget.store.alive import Alive
held = Alive(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.readline()
"""


def test_a_run_goes_on_while_its_process_lives_and_has_crashed_once_that_is_killed(store: Catalog) -> None:
    run = run_of(store, finished_at=None, exit_code=None)
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(run.folder / "alive")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    assert [run.state, run.state] == ["running", "running"]
    with pytest.raises(RunError, match="run p/r1 still goes on"):
        run.delete()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert run.state == "crashed"


def test_two_processes_of_one_run_keep_it_alive_until_both_let_go(store: Catalog) -> None:
    run = run_of(store, finished_at=None)
    first, second = Alive(run.folder / "alive"), Alive(run.folder / "alive")
    first.release()
    assert run.state == "running"
    second.release()
    assert run.state == "crashed"


def test_the_summary_of_a_run_that_goes_on_is_what_it_logged_last(store: Catalog) -> None:
    run = run_of(store, rows=15, finished_at=None, summary={"best": 0.9, "loss": 7})
    expected = {
        "best": 0.9,
        "loss": 1 / 15,
        "n": 14,
        "val": 1.0,
        "_step": 14,
        "_timestamp": 114.0,
        "_runtime": 14.0,
    }
    assert run.summary == expected
    assert run_of(store, "done", rows=3, summary={"best": 0.9}).summary == {"best": 0.9}


def test_edits_are_kept_beside_what_the_run_itself_writes(store: Catalog) -> None:
    run = run_of(store, config={"lr": 0.1, "old": 1}, summary={"acc": 0.5, "n": 1}, tags=["a"])
    run.name, run.notes, run.config["lr"] = "better", "why", 0.2
    run.tags.append("b")
    del run.config["old"]
    run.summary.update({"acc": 0.7, "new": [1, 2]})
    # The run's own process writes its record again, as it knows it.
    record = store.read_run("p", "r1")
    store.write_run("p", "r1", {**record, "logged_artifacts": ["p/x:v0"]})
    again = RunRecord.read(store, "p", "r1")
    assert (again.name, again.notes, again.tags) == ("better", "why", ["a", "b"])
    assert again.config == {"lr": 0.2}
    assert again.summary == {"acc": 0.7, "n": 1, "new": [1, 2]}
    assert again.logged_names == ("p/x:v0",)
    again.config["old"] = 3
    again.update()
    assert RunRecord.read(store, "p", "r1").config == {"lr": 0.2, "old": 3}
    fold_edits(store, "p", "r1")
    assert store.read_run("p", "r1")["config"] == {"lr": 0.2, "old": 3}
    assert not (run.folder / "edits.json").exists()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("name", "", "the name of a run"),
        ("tags", [1], "the tags of a run"),
        ("config", {"x": {1}}, "cannot keep"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_changes(
    store: Catalog, name: str, value: Any, said: str
) -> None:
    run = run_of(store, config={"lr": 1})
    setattr(run, name, value)
    with pytest.raises(RunError, match=said):
        run.update()
    again = RunRecord.read(store, "p", "r1")
    assert (again.name, again.tags, again.config) == ("r1", [], {"lr": 1})


def test_a_deleted_run_is_gone_with_its_steps(store: Catalog) -> None:
    run = run_of(store, rows=3)
    run.delete()
    assert not run.folder.exists()
    assert wandb.Api(dir=store.folder).runs("p") == []
    with pytest.raises(StoreError, match="has no run 'r1'"):
        RunRecord.read(store, "p", "r1")
    assert list(run.folder.parent.iterdir()) == []


def test_a_damaged_file_of_edits_is_named(store: Catalog) -> None:
    run = run_of(store)
    (run.folder / "edits.json").write_text("{")
    with pytest.raises(StoreError, match=r"edits\.json cannot be read.*Delete it"):
        RunRecord.read(store, "p", "r1")
    run.delete()


def test_history_takes_rows_at_even_distances_and_always_the_same(store: Catalog) -> None:
    run = run_of(store, rows=1001)
    frame = run.history(samples=11)
    assert frame["_step"].tolist() == list(range(0, 1001, 100))
    assert frame["n"].tolist() == frame["_step"].tolist()
    assert frame.equals(run.history(samples=11))
    assert len(run.history()) == 500
    few = run.history(samples=3, keys=["val"], pandas=False)
    assert few == [{"val": n / 10, "_step": n} for n in (0, 500, 1000)]
    falling = run.history(samples=2, keys=["n"], x_axis="loss", pandas=False)
    assert [row["n"] for row in falling] == [1000, 0]
    assert run.history(keys=["never"], pandas=False) == []
    assert run.history(stream="system", pandas=False) == []


def test_scan_history_has_every_row(store: Catalog) -> None:
    run = run_of(store, rows=2000)
    assert [row["n"] for row in run.scan_history()] == list(range(2000))
    assert list(run.scan_history(keys=["val", "n"], min_step=20, max_step=41)) == [
        {"val": n / 10, "n": n} for n in (20, 30, 40)
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"samples": 0}, "samples=0 is no number"),
        ({"keys": "loss"}, "keys must be a list of names"),
        ({"stream": "else"}, "no stream 'else'"),
    ],
)
def test_history_says_what_it_cannot_take(store: Catalog, options: dict[str, Any], said: str) -> None:
    with pytest.raises(RunError, match=said):
        run_of(store).history(**options)


def test_what_a_run_logged_is_not_reclaimed_while_the_run_is_there(store: Catalog) -> None:
    with wandb.init(project="p", id="media") as run:
        run.log({"weights": np.arange(1000.0)})
    api = wandb.Api(dir=store.folder)
    assert api.reclaim() == 0
    logged = next(api.run("p/media").scan_history())["weights"]
    assert len(store.blobs.get(logged["digest"])) > 8000
    api.run("p/media").delete()
    assert api.reclaim() > 8000
