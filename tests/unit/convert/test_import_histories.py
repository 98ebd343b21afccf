"""CSV, Parquet and data frames become runs: rows are steps, columns metrics, and nothing comes twice."""

from __future__ import annotations

import gzip
import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import dsviz_widget as wandb
from dsviz_widget.convert import import_csv, import_dataframe, import_parquet
from dsviz_widget.errors import ConvertError
from dsviz_widget.runs import RunRecord
from dsviz_widget.store import Catalog


def logged(run: RunRecord, key: str, kind: str = "number") -> dict[int, object]:
    steps, values = run.reader().values(key, kind)
    return dict(zip(steps.tolist(), np.asarray(values).tolist(), strict=True))


def test_a_file_is_a_run(store: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "first.csv"
    path.write_text("step,loss,acc,note\n10,2.5,,begun\n20,1.5,0.5,\n30,nan,0.75,done\n")
    (run,) = import_csv(path, project="p")
    assert (run.name, run.project, run.state) == ("first", "p", "finished")
    assert run.config == {}
    assert list(logged(run, "loss")) == [10, 20, 30]
    assert math.isnan(logged(run, "loss")[30])  # type: ignore[arg-type]
    # An empty cell was not logged.
    assert logged(run, "acc") == {20: 0.5, 30: 0.75}
    assert logged(run, "note", "string") == {10: "begun", 30: "done"}
    assert run.summary["acc"] == 0.75
    assert run.summary["_step"] == 30


def test_importing_again_makes_no_second_copy_and_reads_what_is_new(store: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("step,loss\n0,2\n1,1\n")
    (run,) = import_csv(path, project="p")
    run.tags, run.name = ["keep"], "renamed"
    run.update()
    (again,) = import_csv(path, project="p")
    assert (again.id, again.created_at) == (run.id, run.created_at)
    with path.open("a") as file:
        file.write("2,0.5\n")
    (grown,) = import_csv(path, project="p")
    assert logged(grown, "loss") == {0: 2, 1: 1, 2: 0.5}
    # What was said of it here stays.
    assert (grown.id, grown.name, grown.tags) == (run.id, "renamed", ["keep"])
    assert len(wandb.Api().runs("p")) == 1


def test_a_column_names_the_runs(store: Catalog) -> None:
    frame = pd.DataFrame(
        {
            "run": ["b", "a", "b", "a"],
            "global_step": [1, 0, 0, 1],
            "lr": [0.1, 0.2, 0.1, 0.2],
            "loss": [1.0, 9.0, 2.0, 8.0],
            "is_best": [True, False, False, True],
        }
    )
    b, a = import_dataframe(frame, project="p", config=["lr"])
    assert (b.id, b.name, b.config) == ("b", "b", {"lr": 0.1})
    assert (a.id, a.name, a.config) == ("a", "a", {"lr": 0.2})
    # Rows are put in the order of their steps.
    assert list(logged(b, "loss").items()) == [(0, 2.0), (1, 1.0)]
    assert logged(b, "is_best", "bool") == {0: False, 1: True}
    assert not any(key == "lr" for key, _ in b.reader().keys)


def test_whole_numbers_stay_whole_and_rows_without_a_step_are_numbered(store: Catalog) -> None:
    (run,) = import_dataframe(pd.DataFrame({"seen": [2**60, 2**60 + 1], "x": [0.5, 1.0]}), name="plain")
    rows = list(run.scan_history())
    assert [row["_step"] for row in rows] == [0, 1]
    assert [row["seen"] for row in rows] == [2**60, 2**60 + 1]
    assert run.name == "plain"


def test_times_are_kept(store: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("step,timestamp,loss\n0,2024-02-29T12:00:00Z,2\n1,2024-02-29T12:00:30Z,1\n")
    (run,) = import_csv(path, project="p")
    assert run.created_at.startswith("2024-02-29T12:00:00")
    assert run.finished_at.startswith("2024-02-29T12:00:30")
    assert run.reader().series("loss", x="_relative").x.tolist() == [0, 30]
    frame = pd.DataFrame({"_step": [0, 1], "_timestamp": [1.7e12, 1.7e12 + 5000], "loss": [2, 1]})
    (run,) = import_dataframe(frame, project="p", name="milliseconds")
    assert run.created_at.startswith("2023-11-14T22:13:20")


def test_what_is_known_of_runs_besides(store: Catalog, tmp_path: Path) -> None:
    with gzip.open(tmp_path / "h.csv.gz", "wt") as file:
        file.write("run,step,loss\na/1,0,2\na/1,1,1\na/2,0,3\n")
    entries = [
        {
            "id": "a/1",
            "group": "a",
            "config": {"lr": 0.1, "opt": {"name": "adam"}},
            "summary": {"best": 1.0},
            "started_unix": 1_600_000_000.0,
            "tags": ["x"],
        },
        {"id": "a/3", "name": "never ran", "seed": 7},
    ]
    (tmp_path / "runs.jsonl").write_text("\n".join(map(json.dumps, entries)))
    one, two, three = import_csv(tmp_path / "h.csv.gz", project="p", runs=tmp_path / "runs.jsonl")
    assert (one.name, one.group, one.tags) == ("a/1", "a", ["x"])
    assert one.config == {"lr": 0.1, "opt": {"name": "adam"}}
    assert one.summary["best"] == 1.0
    assert one.created_at == "2020-09-13T12:26:40.000+00:00"
    assert (two.name, two.config) == ("a/2", {})
    # A run that only the notes know is one without rows; what an entry says besides is config.
    assert (three.name, three.config, three.reader().row_count) == ("never ran", {"seed": 7}, 0)


def test_rows_of_a_run_in_several_files_are_put_together(store: Catalog, tmp_path: Path) -> None:
    (tmp_path / "eval.csv").write_text("run,step,eval/reward\na,100,5\na,200,7\n")
    (tmp_path / "train.csv").write_text("run,env_step,train/reward\na,50,1\na,150,2\n")
    files = [tmp_path / "eval.csv", tmp_path / "train.csv"]
    (run,) = import_csv(files, project="p", step=["step", "env_step"])
    assert [row["_step"] for row in run.scan_history()] == [50, 100, 150, 200]
    assert logged(run, "train/reward") == {50: 1, 150: 2}
    assert logged(run, "env_step") == {50: 50, 150: 150}


def test_a_folder_holds_a_run_a_file(store: Catalog, tmp_path: Path) -> None:
    for name in ("a", "b/history"):
        path = tmp_path / "logs" / f"{name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pd.DataFrame({"step": [0], "loss": [len(name)]}).to_parquet(path)
    runs = import_parquet(tmp_path / "logs", project="p")
    assert [run.name for run in runs] == ["a", "b/history"]
    assert [run.summary["loss"] for run in runs] == [1, 9]


ODD = [
    (pa.table({"run": ["a"], "loss": [{"train": 1.0, "val": 2.0}]}), {"loss.train": 1.0, "loss.val": 2.0}),
    (pa.table({"run": ["a"], "parts": [[1, 2]]}), {"parts": [1, 2]}),
    (pl.DataFrame({"run": ["a"], "loss": [1.5]}), {"loss": 1.5}),
    (pd.DataFrame({"run": pd.Categorical(["a"]), "how": pd.Categorical(["well"])}), {"how": "well"}),
    (pd.DataFrame({"loss": [1.0, 2.0]}, index=pd.Index([5, 6], name="step")), {"_step": 6, "loss": 2.0}),
    (pd.DataFrame({"step": [2**62, 2**62 + 1], "loss": [1, 2]}), {"_step": 2**62 + 1, "loss": 2}),
]


@pytest.mark.parametrize(("frame", "last"), ODD, ids=map(str, range(len(ODD))))
def test_tables_of_many_kinds(store: Catalog, frame: object, last: dict[str, object]) -> None:
    (run,) = import_dataframe(frame, project="p")
    assert list(run.scan_history())[-1].items() >= last.items()


def test_files_as_spreadsheets_write_them(store: Catalog, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("\ufeffstep;loss\n0;2\n")
    (tmp_path / "b.tsv").write_text("step\tloss\n0\t3\n")
    runs = import_csv(tmp_path, project="p")
    assert [run.summary["loss"] for run in runs] == [2, 3]
    (tmp_path / "c.csv").write_text("step,loss,loss\n0,1,2\n")
    with pytest.raises(ConvertError, match=r"'c' has two columns called 'loss'\. Rename one"):
        import_csv(tmp_path / "c.csv", project="p")
    (tmp_path / "d.csv").write_text("")
    with pytest.raises(ConvertError, match="cannot be read as CSV: Empty CSV file"):
        import_csv(tmp_path / "d.csv", project="p")


WRONG = [
    ({"step": "stpe"}, "has no column 'stpe'. Did you mean 'step'"),
    ({"step": "note"}, "column 'note' has 'x' in row 0, and a step is a whole number"),
    ({"config": ["loss"]}, "has 2 values in column 'loss', and a config has one"),
    ({"runs": [{"config": {}}]}, "entry 0 of runs names no run"),
    ({"runs": "none.jsonl"}, "there is no file 'none.jsonl' about the runs"),
]


@pytest.mark.parametrize(("told", "said"), WRONG, ids=[str(told) for told, _ in WRONG])
def test_what_makes_no_sense_is_said(store: Catalog, told: dict[str, object], said: str) -> None:
    frame = pd.DataFrame({"step": [0, 1], "loss": [2.0, 1.0], "note": ["x", "y"]})
    with pytest.raises(ConvertError, match=said):
        import_dataframe(frame, project="p", **told)  # type: ignore[arg-type]
    assert list(wandb.Api().runs("p")) == []


def test_a_run_that_was_logged_here_is_not_replaced(store: Catalog) -> None:
    with wandb.init(project="p", id="mine") as run:
        run.log({"loss": 1})
    with pytest.raises(ConvertError, match="has a run 'mine' that was logged here"):
        import_dataframe(pd.DataFrame({"run": ["mine"], "loss": [2]}), project="p")


def test_progress_is_told(store: Catalog) -> None:
    told: list[tuple[int, int]] = []
    frame = pd.DataFrame({"run": ["a", "b"], "loss": [1, 2]})
    import_dataframe(frame, project="p", progress=lambda done, count: told.append((done, count)))
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_the_speedruns(store: Catalog, shared_data: Path) -> None:
    folder = shared_data / "runs_nanogpt"
    runs = import_csv(folder / "history.csv.gz", project="nanogpt", runs=folder / "runs.jsonl")
    assert len(runs) == 182
    assert len({run.id for run in runs}) == 182
    assert len({run.group for run in runs}) == 23
    assert sum(run.reader().row_count for run in runs) == 38_023
    first = next(run for run in runs if run.name == "baseline/1bd8db7a")
    assert first.config["lr"] == 0.035
    assert first.reader().series("val_loss").y[-1] == pytest.approx(3.27839)
    assert sum(("train_loss", "number") in run.reader().keys for run in runs) == 12


def test_the_agents(store: Catalog, shared_data: Path) -> None:
    folder = shared_data / "runs_rl"
    files = [folder / "eval_history.csv", folder / "episodes.csv.gz"]
    runs = import_csv(files, project="rl", runs=folder / "runs.jsonl", step=["step", "env0_step"])
    assert len(runs) == 96
    assert sum(run.reader().keys["eval/mean_reward", "number"].count for run in runs) == 37_245
    assert {run.config["algo"] for run in runs} == {"ppo", "a2c", "dqn", "qrdqn", "ddpg"}
    assert next(run for run in runs if run.id == "a2c-Acrobot-v1_1").summary["best_eval_reward"] == -72.5


def test_a_long_import_says_how_far_it_is(
    store: Catalog, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dsviz_widget.convert.progress.QUIET_S", -1)
    frame = pd.DataFrame({"run": ["a", "b"], "loss": [1, 2]})
    import_dataframe(frame, project="p")
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err.startswith("\rImporting runs, 0 of 2")
    assert written.err.endswith("\rImporting runs, 2 of 2\n")
    import_dataframe(frame, project="p", progress=False)
    assert capsys.readouterr().err == ""
