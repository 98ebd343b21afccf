"""Runs that W&B wrote offline become runs of ours, with all they logged over steps."""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path

import pytest

import dsviz_widget as wandb
from dsviz_widget.convert import import_wandb, open_wandb_run
from dsviz_widget.errors import ConvertError
from dsviz_widget.runs import RunRecord
from dsviz_widget.store import Catalog
from tests.unit.convert.written import log_file, message, step_record


def imported(shared_data: Path, name: str) -> RunRecord:
    root = shared_data / "wandb_written"
    return next(run for run in import_wandb(root / "runs", staging=root / "staging") if run.name == name)


def run_record(run_id: str, project: str = "p", at: int = 1_600_000_000) -> bytes:
    return message((17, message((1, run_id), (3, project), (8, "shown"), (17, message((1, at))))))


def test_a_folder_of_runs(shared_data: Path, store: Catalog) -> None:
    run = imported(shared_data, "make-data")
    assert (run.id, run.project, run.job_type, run.tags) == ("an7ybqm9", "demo", "create-dataset", ["data"])
    assert (run.config, run.state) == ({"n": 8, "size": [96, 96]}, "finished")
    assert run.created_at == "2026-11-21T05:42:55.984+00:00"
    assert {found.id for found in wandb.Api().runs("demo")} == {
        "an7ybqm9",
        "x3hclyzh",
        "3nlr6gfx",
        "b0q9nmka",
    }
    found = wandb.use_artifact("demo/raw_examples:v1")
    assert (found.type, found.description, found.metadata["n"]) == ("raw_data", "two changed, one added", 9)
    assert len(found.get("raw_examples")) == 9
    logger = found.logged_by()
    assert logger is not None
    assert logger.id == run.id
    imported(shared_data, "make-data")
    assert store.versions("demo", "raw_examples") == [0, 1]


def test_history_summary_and_metrics(shared_data: Path, store: Catalog) -> None:
    run = imported(shared_data, "train")
    rows = {row["_step"]: row for row in run.scan_history()}
    assert len(rows) == 78
    assert rows[60].items() >= {"a": 1, "b": 2}.items()
    odd = next(row for row in rows.values() if "nan" in row)
    assert math.isnan(odd["nan"])
    assert odd["inf"] == math.inf
    assert odd["nested.x.y"] == 3
    assert (odd["text"], odd["flag"], odd["lst"]) == ("hello", True, [1, 2, 3])
    assert run.summary["best_accuracy"] == 0.97
    assert set(run.summary["loss"]) == {"min"}
    assert run.metrics["loss"]["summary"] == ["min"]
    assert (run.metrics["val/*"]["step_metric"], run.metrics["val/*"]["step_sync"]) == ("epoch", True)
    line = run.reader().series("loss")
    assert (len(line.x), line.exact) == (60, True)


def test_pictures_histograms_and_tables_of_the_history(shared_data: Path, store: Catalog) -> None:
    run = imported(shared_data, "train")
    keys = dict(run.reader().keys.keys())
    assert keys["driving_scene"] == "image"
    assert keys["examples"] == "images"
    assert keys["gradients"] == "histogram"
    assert keys["frame_table"] == "table"
    (scene,) = run.reader().values("driving_scene", "image")[1]
    assert (scene["width"], scene["height"]) == (96, 96)
    assert {"predictions", "ground_truth"} <= set(scene["masks"])
    assert not run.catalog.blobs.absent([scene["digest"]])
    (told,) = run.reader().values("frame_table", "table")[1]
    name, _, inner = told["artifact_path"].rpartition("/")
    assert len(wandb.use_artifact(name).get(inner)) == 20
    growing = run.reader().values("inc_table", "table")[1]
    assert [item["nrows"] for item in growing] == [3, 6]


def test_other_media_and_the_console(shared_data: Path, store: Catalog) -> None:
    run = imported(shared_data, "media-zoo")
    (sound,) = run.reader().values("zoo/audio", "audio")[1]
    assert not run.catalog.blobs.absent([sound["digest"]])
    assert "Encoding video" in (run.folder / "output.log").read_text()


def test_a_missing_picture_leaves_what_wandb_said_of_it(
    shared_data: Path, store: Catalog, tmp_path: Path
) -> None:
    root = shared_data / "wandb_written"
    (folder,) = (root / "runs").glob("*b0q9nmka")
    mine = shutil.copytree(folder, tmp_path / folder.name)
    for path in [mine, *mine.rglob("*")]:
        path.chmod(0o755)
    next((mine / "files" / "media" / "images").glob("driving_scene*")).unlink()
    with pytest.warns(UserWarning, match="driving_scene"):
        (run,) = import_wandb(mine, staging=root / "staging")
    assert run.reader().row_count == 78
    assert run.reader().keys["loss", "number"].count == 60


def test_a_run_that_was_resumed_is_one_run(store: Catalog, tmp_path: Path) -> None:
    first = log_file(
        tmp_path / "offline-run-1-abc" / "run-abc.wandb",
        run_record("abc"),
        step_record(_step=0, _timestamp=1.6e9, loss=3),
    )
    log_file(
        tmp_path / "offline-run-2-abc" / "run-abc.wandb",
        run_record("abc", at=1_600_000_100),
        step_record(_step=1, _timestamp=1.6e9 + 100, loss=2),
        message((18, message((1, 0)))),
    )
    (run,) = import_wandb(tmp_path)
    assert [(row["_step"], row["loss"], row["_runtime"]) for row in run.scan_history()] == [
        (0, 3, 0.0),
        (1, 2, 100.0),
    ]
    assert run.state == "finished"
    (alone,) = import_wandb(first.parent, project="other")
    # Its log has no end: the process was killed.
    assert alone.state == "crashed"


def test_a_folder_without_runs_is_an_error(store: Catalog, tmp_path: Path) -> None:
    with pytest.raises(ConvertError, match=r"there is no run in .* no file is called run-"):
        import_wandb(tmp_path)
    with pytest.raises(ConvertError, match="there is no folder"):
        import_wandb(tmp_path / "none")


def test_system_metrics_and_printed_lines(store: Catalog, tmp_path: Path) -> None:
    def stats(seconds: int, **values: float) -> bytes:
        items = [(3, message((1, name), (16, json.dumps(value)))) for name, value in values.items()]
        return message((7, message((2, message((1, seconds))), *items)))

    log_file(
        tmp_path / "r" / "run-abc.wandb",
        run_record("abc"),
        stats(1_600_000_015, cpu=12.5, memory=40),
        stats(1_600_000_030, cpu=80.0),
        message((13, message((3, "epoch 1\n")))),
        message((13, message((3, "epoch 2\n")))),
    )
    theirs = open_wandb_run(tmp_path / "r")
    assert theirs.system[0] == {"_timestamp": 1_600_000_015.0, "cpu": 12.5, "memory": 40}
    (run,) = import_wandb(theirs)
    cpu = run.reader("system").series("system.cpu", x="_relative")
    assert (cpu.x.tolist(), cpu.y.tolist()) == ([15.0, 30.0], [12.5, 80.0])
    assert (run.folder / "output.log").read_text() == "epoch 1\nepoch 2\n"


def test_another_store_gets_every_byte(shared_data: Path, store: Catalog, tmp_path: Path) -> None:
    root = shared_data / "wandb_written"
    (folder,) = (root / "runs").glob("*b0q9nmka")
    with wandb.init(project="elsewhere"):
        (run,) = import_wandb(folder, staging=root / "staging", dir=tmp_path / "other")
    assert run.catalog.folder == tmp_path / "other"
    api = wandb.Api(tmp_path / "other", project="demo")
    assert len(api.artifact(f"run-{run.id}-frame_table:latest").get("frame_table")) == 20
    assert [path for path in (store.folder / "blobs").rglob("*") if path.is_file()] == []
