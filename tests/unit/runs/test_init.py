"""`init`: what it takes, runs that go on from earlier ones, and runs that keep nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import RunError, StoreError
from dsviz_widget.store import Catalog


def losses(path: str) -> list[tuple[int, Any]]:
    return [(row["_step"], row.get("loss")) for row in wandb.Api().run(path).scan_history()]


def log_once(run_id: str = "r", **arguments: Any) -> None:
    with wandb.init(project="p", id=run_id, **arguments) as run:
        run.log({"loss": 1})


def test_a_run_goes_on(store: Catalog) -> None:
    with wandb.init(project="p", id="r", config={"lr": 1}, tags=["a"], name="first", notes="why") as first:
        first.define_metric("loss", summary="mean,min")
        for loss in (4, 2):
            first.log({"loss": loss, "n": 1})
        first.summary["own"] = 5
        artifact = wandb.Artifact("data", type="dataset")
        first.log_artifact(artifact)
    created = wandb.Api().run("p/r").created_at
    edited = wandb.Api().run("p/r")
    edited.notes = "because"
    edited.update()
    with wandb.init(project="p", id="r", config={"lr": 2, "new": 3}, tags=["b"], resume="must") as run:
        assert (run.resumed, run.step, run.name, run.notes) == (True, 2, "first", "because")
        assert (run.tags, run.config) == (("a", "b"), {"lr": 2, "new": 3})
        assert wandb.Api().run("p/r").state == "running"
        run.log({"loss": 9})
    found = wandb.Api().run("p/r")
    assert losses("p/r") == [(0, 4), (1, 2), (2, 9)]
    assert (found.created_at, found.state) == (created, "finished")
    assert (found.summary["loss"], found.summary["own"]) == ({"mean": 5, "min": 2}, 5)
    assert found.logged_names == ("p/data:v0",)
    times = [row["_runtime"] for row in found.scan_history()]
    assert times == sorted(times)


def test_ways_to_resume(store: Catalog) -> None:
    with pytest.raises(StoreError, match="has no run 'r'"):
        wandb.init(project="p", id="r", resume="must")
    log_once(resume="allow")
    with pytest.raises(RunError, match="has a run 'r' already, and resume is 'never'"):
        wandb.init(project="p", id="r", resume="never")
    log_once("other", resume="never")
    log_once(resume="allow")
    log_once(resume=True)
    assert losses("p/r") == [(0, 1), (1, 1), (2, 1)]
    with pytest.raises(RunError, match="resume='must' needs the id"):
        wandb.init(project="p", resume="must")
    with pytest.raises(RunError, match="resume must be one of"):
        wandb.init(project="p", resume="sometimes")
    assert wandb.run is None


def test_an_id_that_is_taken_begins_anew_and_keeps_the_earlier_run(store: Catalog) -> None:
    log_once()
    with pytest.warns(UserWarning, match="has a run 'r' already; it begins anew") as said:
        log_once()
    assert said[0].filename == __file__
    assert losses("p/r") == [(0, 1)]
    kept = store.folder / "projects" / "p" / "runs" / "r" / "replaced" / "1"
    assert {path.name for path in kept.iterdir()} >= {"history", "run.json"}


def test_the_latest_run_that_broke_goes_on(store: Catalog) -> None:
    log_once("good")
    with wandb.init(project="p", resume="auto") as run:
        assert not run.resumed
        fresh = run.id
    run = wandb.init(project="p", id="broken")
    run.log({"loss": 1})
    run.finish(exit_code=1)
    with wandb.init(project="p", resume=True) as run:
        assert (run.id, run.resumed, run.step) == ("broken", True, 1)
    with wandb.init(project="p", resume=True) as run:
        assert run.id not in ("broken", "good", fresh)


def test_forms_of_reinit(store: Catalog) -> None:
    first = wandb.init(project="p")
    assert wandb.init() is first
    assert wandb.init(reinit=False) is first
    assert wandb.init(reinit="return_previous") is first
    beside = wandb.init(project="p", reinit="create_new")
    assert (wandb.run, first.is_finished) == (first, False)
    beside.log({"loss": 2})
    first.log({"loss": 1})
    assert (losses(beside.path), losses(first.path)) == ([(0, 2)], [(0, 1)])
    beside.finish()
    second = wandb.init(reinit="finish_previous")
    assert (first.is_finished, wandb.run) == (True, second)
    with pytest.raises(RunError, match="reinit must be True, False or one of"):
        wandb.init(reinit="perhaps")


def test_environment_variables(store: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {
        "PROJECT": "from-env", "ENTITY": "me", "NAME": "n", "RUN_ID": "i", "RUN_GROUP": "g", "JOB_TYPE": "j",
        "TAGS": "a, b,", "NOTES": "why",
    }  # fmt: skip
    for name, value in said.items():
        monkeypatch.setenv(f"WANDB_{name}", value)
    with wandb.init() as run:
        assert (run.project, run.entity, run.name, run.id) == ("from-env", "me", "n", "i")
        assert (run.group, run.job_type, run.tags, run.notes) == ("g", "j", ("a", "b"), "why")
    with wandb.init(project="given", tags=["c"], name="other", id="x") as run:
        assert (run.project, run.tags, run.name) == ("given", ("c",), "other")


@pytest.mark.parametrize(("name", "value"), [("WANDB_MODE", "disabled"), ("WANDB_DISABLED", "true")])
def test_disabled_by_the_environment(
    store: Catalog, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert wandb.init().disabled


def test_a_disabled_run_answers_and_keeps_nothing(store: Catalog, tmp_path: Path) -> None:
    run = wandb.init(project="p", mode="disabled", config={"lr": 1}, settings={"console": True})
    run.define_metric("loss", summary="min")
    for loss in (3, 1, 2):
        wandb.log({"loss": loss, "array": np.arange(100), "t": wandb.Table(["x"], [[1]])})
    run.history.row["x"] = 1
    run.config.epochs = 2
    assert (run.step, run.summary["loss"]["min"], run.config) == (3, 1, {"lr": 1, "epochs": 2})
    assert run.summary["array"]["max"] == 99
    draft = wandb.Artifact("data", type="dataset")
    assert wandb.log_artifact(draft) is draft
    Path(run.dir, "model.h5").write_text("weights")
    folder = run.dir
    with run.restore("model.h5") as file:
        assert file.read() == "weights"
    wandb.save("*")
    wandb.finish()
    assert (run.is_finished, Path(folder).exists()) == (True, False)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(TypeError):
        wandb.init(mode="disabled").log([1])  # type: ignore[arg-type]


def test_arguments_and_settings_without_effect_are_named(store: Catalog) -> None:
    with pytest.warns(UserWarning, match="init: save_code, fork_from have no effect here"):
        wandb.init(save_code=True, fork_from="x?_step=3")
    with pytest.warns(UserWarning, match="settings 'http_proxy' have no effect here. Those that do: console"):
        wandb.init(reinit=True, settings=wandb.Settings(http_proxy="x", start_method="fork"))
    for settings in ({"strict": "yes"}, {"console": "loud"}, {"system_interval_s": 0}, [1]):
        with pytest.raises(RunError, match="settings"):
            wandb.init(reinit=True, settings=settings)  # type: ignore[arg-type]


def test_what_a_run_says_of_itself(store: Catalog) -> None:
    run = wandb.init(project="p", id="r", name="first")
    run.name = "second"
    run.notes = "better"
    run.tags += ("late",)
    found = wandb.Api().run("p/r")
    assert (found.name, found.notes, found.tags) == ("second", "better", ["late"])
    assert (run.path, run.url, run.offline, run.disabled, run.resumed) == ("p/r", None, True, False, False)
    with pytest.warns(UserWarning, match="low: it is low"):
        run.alert("low", "it is low")


ENDINGS = [
    ("pass", "finished", 0),
    ("1 / 0", "failed", 1),
    ("import sys; sys.exit(7)", "failed", 7),
    ("import sys; sys.exit()", "finished", 0),
    ("import sys; sys.exit('no data')", "failed", 1),
    ("raise KeyboardInterrupt", "killed", 130),
    ("wandb.finish()", "finished", 0),
    ("wandb.finish(exit_code=3)", "failed", 3),
    ("import os; os._exit(0)", "crashed", None),
]


@pytest.mark.parametrize(("end", "state", "exit_code"), ENDINGS, ids=[end for end, _, _ in ENDINGS])
def test_how_a_script_ends(store: Catalog, end: str, state: str, exit_code: int | None) -> None:
    code = f"import dsviz_widget as wandb\nwandb.init(id='r')\nwandb.log({{'loss': 1}}, step=4)\n{end}\n"
    subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    run = wandb.Api().run("uncategorized/r")
    assert (run.state, run.exit_code) == (state, exit_code)
    assert losses("uncategorized/r") == ([] if state == "crashed" else [(4, 1)])


def test_what_code_for_wandb_asks_of_its_account_and_errors(store: Catalog) -> None:
    assert wandb.login(key="secret", relogin=True) is True
    with pytest.raises(wandb.Error):
        wandb.log({"loss": 1})
    run = wandb.init()
    run.finish()
    with pytest.raises(wandb.errors.UsageError):
        run.log({"loss": 1})
    with pytest.raises(wandb.errors.CommError):
        wandb.Api().run("p/nothing")


def test_a_run_that_crashed_goes_on_from_its_last_step(store: Catalog) -> None:
    code = """
import os, dsviz_widget as wandb
run = wandb.init(project="p", id="r")
run.define_metric("loss", summary="min,mean")
run.flush()
for loss in (5, 1, 3):
    run.log({"loss": loss})
os._exit(9)
"""
    subprocess.run([sys.executable, "-c", code], check=False)
    assert wandb.Api().run("p/r").state == "crashed"
    with wandb.init(project="p", resume="auto") as run:
        assert (run.id, run.step, run.summary["loss"].as_dict()) == ("r", 3, {"min": 1, "mean": 3})
        run.log({"loss": 11})
    found = wandb.Api().run("p/r")
    assert (found.state, found.summary["loss"]) == ("finished", {"min": 1, "mean": 5})
    times = [row["_runtime"] for row in found.scan_history()]
    assert times == sorted(times)


def test_a_second_init_in_a_notebook_finishes_the_first_run(store: Catalog) -> None:
    code = """
import dsviz_widget as wandb
first = wandb.init(id="first"); wandb.log({"loss": 1}, step=3)
second = wandb.init(id="second"); wandb.log({"loss": 2})
1 / 0
"""
    command = [sys.executable, "-m", "IPython", "--no-banner", "--colors=NoColor", "-c", code]
    subprocess.run(command, capture_output=True, check=False)
    found = [wandb.Api().run(f"uncategorized/{name}") for name in ("first", "second")]
    assert [run.state for run in found] == ["finished", "finished"]
    assert losses("uncategorized/first") == [(3, 1)]
