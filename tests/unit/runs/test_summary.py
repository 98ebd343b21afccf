"""The summary of a run: automatic values, values of one's own, and what a crash leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import LogTypeError
from dsviz_widget.history import HistoryReader
from dsviz_widget.runs.metrics import Metrics
from dsviz_widget.runs.summary import summary_now
from dsviz_widget.store import Catalog


def test_the_last_value_of_each_key(store: Catalog) -> None:
    run = wandb.init()
    run.log({"loss": 1, "lr": 0.5})
    run.log({"loss": 2, "text": "x", "none": None, "lr": None})
    found = run.summary.as_dict()
    assert {key: found[key] for key in ("loss", "lr", "text", "_step")} == {
        "loss": 2,
        "lr": 0.5,
        "text": "x",
        "_step": 1,
    }
    assert "none" not in found
    assert found["_runtime"] >= 0
    assert found["_timestamp"] == pytest.approx(run.start_time, abs=60)


def test_what_is_not_committed_is_not_in_it(store: Catalog) -> None:
    run = wandb.init()
    run.log({"loss": 1}, commit=False)
    assert "loss" not in run.summary
    run.log({})
    assert run.summary["loss"] == 1


def test_values_of_ones_own_stay_until_they_are_logged(store: Catalog) -> None:
    run = wandb.init()
    wandb.summary["best"] = 0.9
    run.summary.acc = 0.75
    run.summary.update({"a": 1}, b=2)
    run.log({"loss": 1})
    assert (run.summary["best"], run.summary.acc, run.summary["a"], run.summary.b) == (0.9, 0.75, 1, 2)
    run.log({"best": 0.1})
    assert run.summary["best"] == 0.1
    del run.summary["a"]
    del run.summary.b
    wandb.finish()
    found = wandb.Api().run(run.path).summary
    assert {key for key in found if key[0] != "_"} == {"best", "acc", "loss"}


def test_nested_values(store: Catalog) -> None:
    run = wandb.init()
    run.summary["nested"] = {"a": {"b": 1}}
    run.summary["nested"]["a"]["c"] = 2
    run.summary.nested.a.d = 3
    assert run.summary["nested"].as_dict() == {"a": {"b": 1, "c": 2, "d": 3}}


def test_arrays_and_histograms(store: Catalog) -> None:
    run = wandb.init()
    data = np.random.default_rng(0).random(1000)
    run.summary["tensor"] = data
    run.summary.update({"gradients": wandb.Histogram(np_histogram=np.histogram(data))})
    run.summary.update()
    assert run.summary["tensor"]["min"] == data.min()
    assert run.summary["tensor"]["95%"] == pytest.approx(np.percentile(data, 95))
    assert run.summary["gradients"]["values"] == np.histogram(data)[0].tolist()
    np.testing.assert_array_equal(np.load(store.blobs.path(run.summary["tensor"]["digest"])), data)
    with pytest.raises(LogTypeError, match="'odd' cannot be logged"):
        run.summary.update({"good": 1, "odd": object()})
    assert "good" not in run.summary


def test_names_that_are_not_there(store: Catalog) -> None:
    run = wandb.init()
    run.summary["accuracy"] = 1
    with pytest.raises(AttributeError, match=r"no 'acuracy'\. Did you mean 'accuracy'"):
        _ = run.summary.acuracy
    with pytest.raises(KeyError):
        _ = run.summary["acuracy"]
    assert run.summary.get("acuracy", 5) == 5


def test_it_can_be_set_after_the_end(store: Catalog) -> None:
    run = wandb.init()
    run.log({"loss": 1})
    run.finish()
    run.summary["test"] = 2
    assert wandb.Api().run(run.path).summary["test"] == 2


CRASHING = """
import sys, dsviz_widget as wandb
run = wandb.init(id="crashed")
run.define_metric("loss", summary="min,mean")
run.define_metric("hidden", summary="none")
run.summary["own"] = {"a": 1}
run.summary["logged later"] = 5
run.log({"nested": {"x": 0}, "loss": 9})
run.flush()
for number in range(10):
    run.log({"loss": 10 - number, "plain": number, "nested": {"x": number}, "hidden": 1, "logged later": 6})
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL on Windows")
def test_a_killed_run_has_the_summary_of_all_its_steps(store: Catalog) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", CRASHING], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdin is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdin.close()
    process.stdout.close()
    run = wandb.Api().run("uncategorized/crashed")
    assert run.state == "crashed"
    found: dict[str, Any] = dict(run.summary)
    assert found["loss"] == {"min": 1, "mean": pytest.approx((9 + sum(range(1, 11))) / 11)}
    assert (found["plain"], found["own"], found["logged later"]) == (9, {"a": 1}, 6)
    assert (found["nested"], found["_step"], "hidden" in found) == ({"x": 9}, 10, False)


def test_a_record_older_than_the_steps_is_brought_up_to_them(store: Catalog, tmp_path: Path) -> None:
    run = wandb.init()
    run.define_metric("loss", summary="max")
    for number in range(3):
        run.log({"loss": number})
    reader = HistoryReader(run.folder / "history")
    told = {"loss": {"max": 7}, "kept": 1, "_step": 1}
    found = summary_now(told, Metrics({"loss": {"summary": ["max"]}}), reader)
    assert (found["loss"], found["kept"], found["_step"]) == ({"max": 7}, 1, 2)
    assert summary_now(found, Metrics(), reader) == found
    assert told == {"loss": {"max": 7}, "kept": 1, "_step": 1}


def test_an_array_in_the_summary_of_a_run_that_was_read_back(store: Catalog) -> None:
    with wandb.init(project="project", id="run_id"):
        wandb.log({"loss": 1})
    run = wandb.Api().run("username/project/run_id")
    data = np.random.default_rng(0).random(1000)
    run.summary["tensor"] = data
    run.summary["nested"] = {"a": np.float32(0.5)}
    run.summary.update()
    again = wandb.Api().run("project/run_id").summary
    assert again["tensor"]["max"] == data.max()
    assert (again["nested"], again["loss"]) == ({"a": 0.5}, 1)


def test_a_change_of_a_moment_ago_is_read_back(store: Catalog) -> None:
    run = wandb.init()
    for number in range(5):
        run.config.update({"lr": number}, allow_val_change=True)
        run.summary["best"] = number
        run.tags += (f"tag {number}",)
        read = wandb.Api().run(run.path)
        assert (read.config["lr"], read.summary["best"], len(read.tags)) == (number, number, number + 1)


def test_it_is_written_while_it_changes(store: Catalog) -> None:
    run = wandb.init()
    failed: list[BaseException] = []

    def write() -> None:
        try:
            for _ in range(20):
                run.flush()
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=write)
    thread.start()
    number = 0
    while thread.is_alive():
        run.summary[f"key {number}"] = {"a": {f"b {number}": 1}}
        run.log({f"logged {number}": {"c": number}})
        number += 1
    thread.join()
    run.finish()
    assert failed == []
    assert len(wandb.Api().run(run.path).summary) == 2 * number + 3
