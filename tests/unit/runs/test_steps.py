"""The rules of step and commit, as W&B has them, seen in the history that was written."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import DsvizError, LogTypeError, RunError, StepError
from dsviz_widget.store import Catalog

OWN = ("_timestamp", "_runtime")


def rows(run: wandb.Run) -> list[dict[str, Any]]:
    """Return what is on disk of a run, without the times."""
    found = wandb.Api().run(run.path).scan_history()
    return [
        {key: value for key, value in row.items() if key not in OWN and value is not None} for row in found
    ]


def test_each_call_is_a_step(store: Catalog) -> None:
    run = wandb.init()
    assert run.step == 0
    wandb.log({"loss": 0.5, "epoch": 1})
    wandb.log({"loss": 0.25})
    assert rows(run) == [{"_step": 0, "loss": 0.5, "epoch": 1}, {"_step": 1, "loss": 0.25}]
    assert run.step == 2


def test_commit_false_gathers(store: Catalog) -> None:
    run = wandb.init()
    wandb.log({"loss": 0.2}, commit=False)
    assert (rows(run), run.step) == ([], 0)
    wandb.log({"loss": 0.3, "lr": 1}, commit=False)
    wandb.log({"accuracy": 0.8})
    assert rows(run) == [{"_step": 0, "loss": 0.3, "lr": 1, "accuracy": 0.8}]


def test_one_step_from_many_places(store: Catalog) -> None:
    run = wandb.init()
    wandb.log({"loss": 1}, step=3)
    wandb.log({"acc": 2}, step=3)
    assert (rows(run), run.step) == ([], 3)
    wandb.log({"loss": 4}, step=5)
    assert rows(run) == [{"_step": 3, "loss": 1, "acc": 2}]
    wandb.log({"more": 5})
    assert rows(run)[1:] == [{"_step": 5, "loss": 4, "more": 5}]
    assert run.step == 6


def test_a_step_may_be_committed_at_once(store: Catalog) -> None:
    run = wandb.init()
    wandb.log({"loss": 1}, step=10, commit=True)
    assert rows(run) == [{"_step": 10, "loss": 1}]
    assert run.step == 11


def test_what_is_gathered_is_committed_at_the_end(store: Catalog) -> None:
    run = wandb.init()
    wandb.log({"loss": 1}, step=2)
    wandb.finish()
    assert rows(run) == [{"_step": 2, "loss": 1}]


def test_an_empty_call_is_a_step(store: Catalog) -> None:
    run = wandb.init()
    wandb.log({})
    wandb.log({"loss": 1})
    assert rows(run) == [{"_step": 0}, {"_step": 1, "loss": 1}]


def test_an_empty_call_commits_what_was_gathered(store: Catalog) -> None:
    run = wandb.init()
    wandb.log({"loss": 1}, commit=False)
    wandb.log({})
    assert rows(run) == [{"_step": 0, "loss": 1}]


def test_a_step_that_has_passed_is_dropped_and_said_once(store: Catalog) -> None:
    run = wandb.init()
    wandb.log({"loss": 1}, step=5)
    with pytest.warns(UserWarning, match="given step 3, and the run is at step 5 already") as said:
        wandb.log({"loss": 2, "lost": 1}, step=3)
    assert said[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        wandb.log({"loss": 3}, step=4)
    wandb.finish()
    assert rows(run) == [{"_step": 5, "loss": 1}]


def test_a_strict_run_raises_instead(store: Catalog) -> None:
    run = wandb.init(settings={"strict": True})
    wandb.log({"loss": 1}, step=5)
    with pytest.raises(StepError, match="steps only go up"):
        wandb.log({"loss": 2}, step=3)
    wandb.finish()
    assert rows(run) == [{"_step": 5, "loss": 1}]


@pytest.mark.parametrize("step", [np.int64(4), 4.0, np.array(4)[()]])
def test_steps_of_other_kinds_of_number(store: Catalog, step: Any) -> None:
    run = wandb.init()
    wandb.log({"loss": 1}, step=step, commit=True)
    assert rows(run) == [{"_step": 4, "loss": 1}]


@pytest.mark.parametrize("step", ["4", 4.5, True, [4]])
def test_steps_that_are_none(store: Catalog, step: Any) -> None:
    wandb.init()
    with pytest.raises(LogTypeError, match="step must be a whole number"):
        wandb.log({"loss": 1}, step=step)


@pytest.mark.parametrize("given", [[1], "loss", None, 3, {1, 2}])
def test_what_is_no_dictionary(store: Catalog, given: Any) -> None:
    wandb.init()
    with pytest.raises(TypeError, match="log takes a dictionary, got"):
        wandb.log(given)


@pytest.mark.parametrize("key", [1, None, ("a", "b"), b"loss"])
def test_keys_that_are_no_text(store: Catalog, key: Any) -> None:
    run = wandb.init()
    with pytest.raises(TypeError, match="keys that are logged must be text"):
        wandb.log({"loss": 1, key: 2})
    assert (rows(run), run.step) == ([], 0)


@pytest.mark.parametrize("key", ["_step", "_runtime"])
def test_keys_of_the_run_itself(store: Catalog, key: str) -> None:
    wandb.init()
    with pytest.raises(LogTypeError, match="is the run's own"):
        wandb.log({key: 1})


def test_a_time_of_ones_own(store: Catalog) -> None:
    run = wandb.init()
    wandb.log({"loss": 1, "_timestamp": 1e9})
    assert [row["_timestamp"] for row in wandb.Api().run(run.path).scan_history()] == [1e9]
    with pytest.raises(LogTypeError, match="_timestamp must be a number"):
        wandb.log({"_timestamp": "now"})


def test_keys_are_any_text_and_know_upper_from_lower_case(store: Catalog) -> None:
    run = wandb.init()
    keys = ["Loss", "loss", "", "a.b", "a/b", "précision", "損失", "\u0000", '"quoted"', "\ud800", "a\nb"]
    wandb.log({key: number for number, key in enumerate(keys)})
    assert rows(run) == [{"_step": 0, **{key: number for number, key in enumerate(keys)}}]


def test_the_dictionary_is_left_as_it_was(store: Catalog) -> None:
    run = wandb.init()
    given = {"a": {"b": 1}, "c": np.arange(3)}
    wandb.log(given)
    assert list(given) == ["a", "c"]
    assert given["a"] == {"b": 1}
    again = {"loss": 1.0}
    wandb.log(again, commit=False)
    again["loss"] = 2.0
    wandb.log({})
    assert rows(run)[1]["loss"] == 1.0


def test_the_row_can_be_reached_as_in_early_code(store: Catalog) -> None:
    run = wandb.init()
    run.history.row["loss"] = 0.5
    run.history.row.update({"acc": 0.25, "image": np.arange(3)})
    assert dict(run.history.row) == {"loss": 0.5, "acc": 0.25, "image": [0, 1, 2]}
    run.history.add({"lr": 1})
    run.history.row["loss"] = 0.75
    run.log({"acc": 1})
    run.history.add({"loss": 2}, step=7, timestamp=1e9)
    assert [row["_step"] for row in rows(run)] == [0, 1, 7]
    assert rows(run)[0] == {"_step": 0, "loss": 0.5, "acc": 0.25, "image": [0, 1, 2], "lr": 1}
    assert rows(run)[1] == {"_step": 1, "loss": 0.75, "acc": 1}
    assert len(run.history.row) == 0


def test_threads_may_log_at_once(store: Catalog) -> None:
    run = wandb.init()

    def work(name: str) -> None:
        for number in range(500):
            run.log({name: number})

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = rows(run)
    assert [row["_step"] for row in found] == list(range(2000))
    for name in "abcd":
        assert [row[name] for row in found if name in row] == list(range(500))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_forked_process_logs_to_the_same_run(store: Catalog, tmp_path: Path) -> None:
    code = """
import os, dsviz_widget as wandb
run = wandb.init(id="forked")
run.log({"parent": 1})
child = os.fork()
if child == 0:
    run.log({"child": 2})
    raise SystemExit(3)
os.waitpid(child, 0)
run.log({"parent": 3})
"""
    subprocess.run([sys.executable, "-c", code], check=True)
    run = wandb.Api().run("uncategorized/forked")
    assert (run.state, run.exit_code) == ("finished", 0)
    assert [row.get("child") or row.get("parent") for row in run.scan_history()] == [1, 2, 3]


def test_logging_needs_a_run(store: Catalog) -> None:
    with pytest.raises(RunError, match=r"log needs a run: call init\(\) first"):
        wandb.log({"loss": 1})
    run = wandb.init()
    run.finish()
    with pytest.raises(DsvizError, match="has finished; log needs an active one"):
        run.log({"loss": 1})


def test_a_million_keys(store: Catalog) -> None:
    run = wandb.init()
    wandb.log({f"key {number}": number for number in range(1_000_000)})
    assert run.summary["key 999999"] == 999_999
    wandb.finish()
    (line,) = (Path(run.folder) / "history").glob("*")
    assert line.stat().st_size > 1_000_000
