"""Offline runs that W&B wrote: history, config, summary, tables and artifacts, without the wandb package."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from dsviz_widget.convert import WandbRun, open_wandb_run
from dsviz_widget.convert.wandb_log import WandbLog
from dsviz_widget.errors import ConvertError
from dsviz_widget.media import MediaFile, Medium
from tests.unit.convert.written import artifact_folder, log_file, md5_of, message, step_record, table_json


def run_named(shared_data: Path, name: str) -> WandbRun:
    root = shared_data / "wandb_written"
    runs = [open_wandb_run(folder, root / "staging") for folder in sorted((root / "runs").iterdir())]
    return next(run for run in runs if run.name == name)


def test_what_a_run_was(shared_data: Path) -> None:
    run = run_named(shared_data, "make-data")
    assert (run.id, run.project, run.job_type, run.tags) == ("an7ybqm9", "demo", "create-dataset", ("data",))
    assert run.notes == "writes the dataset tables"
    assert run.config == {"n": 8, "size": [96, 96]}
    assert run.exit_code == 0
    assert run.started_at is not None
    assert run.started_at.isoformat() == "2026-11-21T05:42:55.984547+00:00"


def test_config_and_summary(shared_data: Path) -> None:
    run = run_named(shared_data, "train")
    assert run.config == {"lr": 0.01, "layers": [32, 16], "opt": {"name": "sgd"}}
    assert "bounding_box/class_labels" in run.wandb_config
    assert run.summary["best_accuracy"] == 0.97
    assert set(run.summary["loss"]) == {"min"}
    assert run.summary["nested"] == {"x": {"y": 3}}


def test_history_has_every_step_in_order(shared_data: Path) -> None:
    run = run_named(shared_data, "train")
    rows = run.history()
    steps = [row["_step"] for row in rows]
    assert len(rows) == 78
    assert steps == sorted(set(steps))
    assert next(row for row in rows if row["_step"] == 60).items() >= {"a": 1, "b": 2}.items()
    odd = next(row for row in rows if "nan" in row)
    assert math.isnan(odd["nan"])
    assert odd["inf"] == float("inf")
    assert odd["nested"] == {"x": {"y": 3}}
    assert (odd["text"], odd["flag"], odd["lst"]) == ("hello", True, [1, 2, 3])


def test_history_as_a_table_with_its_pictures(shared_data: Path) -> None:
    run = run_named(shared_data, "train")
    table = run.history_table()
    assert len(table) == 78
    assert {"_step", "loss", "nested.x.y", "examples", "driving_scene"} <= set(table.columns)
    losses = run.history_table(["_step", "loss"]).get_dataframe()
    assert losses["loss"].min() == pytest.approx(run.summary["loss"]["min"])
    (scene,) = [image for image in table.get_column("driving_scene") if image is not None]
    assert np.asarray(scene.image).shape == (96, 96, 3)
    assert set(scene.masks) == {"predictions", "ground_truth"}
    # A run keeps the labels of overlays in its config.
    assert scene.boxes["predictions"].labels[3] == "triangle"
    (listed,) = [images for images in table.get_column("examples") if images is not None]
    assert len(listed) == 3
    with pytest.raises(ConvertError, match="Did you mean 'loss'"):
        run.history_table(["los"])


def test_tables_that_were_logged(shared_data: Path) -> None:
    run = run_named(shared_data, "train")
    assert {"examples_text", "frame_table", "inc_table", "pr_table"} <= set(run.tables())
    frame = run.table("frame_table")
    assert frame.column_types["t"].kind == "timestamp"
    assert len(frame) == 20
    assert run.table("examples_text").data == [["I love my phone", "1", "1"], ["My phone sucks", "0", "-1"]]
    assert len(run.table("conf_mat_table")) == 9
    incremental = run.table("inc_table")
    assert incremental.get_column("step") == [0, 1, 2, 3, 4, 5]
    assert run.table("inc_table", step=107).get_column("step") == [0, 1, 2]
    with pytest.raises(ConvertError, match="no table 'fram_table'"):
        run.table("fram_table")


def test_a_table_is_had_from_the_runs_own_files_when_nothing_is_staged(
    shared_data: Path, tmp_path: Path
) -> None:
    root = shared_data / "wandb_written" / "runs"
    (folder,) = root.glob("*b0q9nmka")
    run = open_wandb_run(folder, tmp_path)
    assert len(run.table("frame_table")) == 20
    assert len(run.table("inc_table")) == 6
    with pytest.raises(ConvertError, match=r"has no file 'frame_table\.table\.json'"):
        next(item for item in run.logged_artifacts if "frame" in item.name).files.get("frame_table")


def test_a_table_of_a_run_that_does_not_say_in_which_artifact_it_is(tmp_path: Path) -> None:
    # As wandb 0.16 wrote it: the run's own file says "Image" where the artifact has one.
    staging = tmp_path / "staging"
    run = tmp_path / "run"
    records = [message((17, message((1, "abc"))))]
    for number in range(2):
        real = json.dumps(table_json(["image"], [[f"number {number}"]])).encode()
        artifact_folder(staging, {f"tmp{number}": real})
        told = {"_type": "table-file", "path": f"media/table/{number}.table.json", "nrows": 1}
        artifact_folder(run / "files", {told["path"]: {"columns": ["image"], "data": [["Image"]]}})
        entry = message((1, "val/t.table.json"), (2, md5_of(real)), (6, f"/elsewhere/tmp{number}"))
        records.append(message((8, message((5, "run-abc-val_t"), (12, message((4, entry)))))))
        records.append(step_record(_step=number, **{"val/t": told}))
    log_file(run / "run-abc.wandb", *records)
    opened = open_wandb_run(run, staging)
    assert opened.table("val/t").data == [["number 1"]]
    assert opened.table("val/t", step=0).data == [["number 0"]]


def test_artifacts_are_found_among_the_staged_bytes(shared_data: Path) -> None:
    run = run_named(shared_data, "make-data")
    names = [(item.name, item.type, item.aliases) for item in run.logged_artifacts]
    assert names == [
        ("raw_examples", "raw_data", ("latest",)),
        ("images", "dataset", ("latest",)),
        ("raw_examples", "raw_data", ("latest",)),
    ]
    first, _, second = run.logged_artifacts
    assert first.metadata["n"] == 8
    assert first.description == "images and truth"
    first.files.verify()
    assert len(first.files.get("raw_examples")) == 8
    assert len(second.files.get("raw_examples")) == 9


def test_media_of_a_run(shared_data: Path) -> None:
    row = run_named(shared_data, "media-zoo").history_table()
    cells = dict(zip(row.columns, row.data[0], strict=True))
    for name in ("zoo/audio", "zoo/video", "zoo/html", "zoo/mol", "zoo/obj", "zoo/glb", "zoo/gltf", "zoo/pc"):
        assert isinstance(cells[name], (Medium, MediaFile))
        assert cells[name].read()


def test_records_longer_than_a_block(tmp_path: Path) -> None:
    texts = ["x" * size for size in (0, 1, 32_700, 32_761, 32_768, 100_000)]
    folder = tmp_path / "run"
    log_file(folder / "run-a.wandb", *(step_record(text=text, _step=n) for n, text in enumerate(texts)))
    assert [row["text"] for row in open_wandb_run(folder).history()] == texts


def test_steps_of_older_and_newer_records(tmp_path: Path) -> None:
    import struct

    old = message((2, message((1, message((1, "loss"), (16, "0.5"))), (2, message((1, 7))))))
    typed = message(
        (1, message((2, "a"), (4, 1))),
        (1, message((2, "b"), (5, 5))),
        (1, message((2, "d"), (7, "text"))),
        (1, message((2, "e"), (8, "[1]"))),
        (1, message((2, "f"), (3, 0))),
    )
    number = (
        bytes([(1 << 3) | 2, 12, (2 << 3) | 2, 1]) + b"c" + bytes([(6 << 3) | 1]) + struct.pack("<d", 2.5)
    )
    log_file(tmp_path / "run-a.wandb", old, message((2, typed + number)))
    assert open_wandb_run(tmp_path).history() == [
        {"loss": 0.5, "_step": 7},
        {"a": True, "b": -3, "d": "text", "e": [1], "f": None, "c": 2.5},
    ]


def test_keys_that_were_removed(tmp_path: Path) -> None:
    def config(number: int, *path: str) -> bytes:
        item = message(*((2, key) for key in path), (16, json.dumps(1)))
        return message((5, message((number, item))))

    records = [config(1, "a", "b"), config(1, "a", "c"), config(1, "d"), config(2, "a", "b"), config(2, "d")]
    log_file(tmp_path / "run-a.wandb", *records)
    run = open_wandb_run(tmp_path)
    assert run.config == {"a": {"c": 1}}
    assert run.exit_code is None


def test_a_log_that_was_cut_short_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = log_file(tmp_path / "run-a.wandb", *(step_record(_step=n, x=n) for n in range(100)))
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.warns(UserWarning, match="damaged in 1 places, or was cut short"):
        run = open_wandb_run(tmp_path)
    assert [row["x"] for row in run.history()] == list(range(99))


def test_a_garbled_block_loses_only_itself(tmp_path: Path) -> None:
    path = log_file(tmp_path / "run-a.wandb", *(step_record(_step=n, x="y" * 1000) for n in range(200)))
    content = bytearray(path.read_bytes())
    content[40_000] ^= 1
    path.write_bytes(content)
    with pytest.warns(UserWarning, match="damaged"):
        run = open_wandb_run(tmp_path)
    steps = [row["_step"] for row in run.history()]
    assert 165 <= len(steps) < 200
    assert steps[-1] == 199
    assert steps == sorted(steps)


@pytest.mark.parametrize("content", [b"", b":W&B", b"PK\x03\x04" * 10, b":W&B\xe1\xbe\x07"])
def test_a_file_that_is_no_log(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "run-a.wandb").write_bytes(content)
    with pytest.raises(ConvertError, match=r"is not a run's log|version 7"):
        open_wandb_run(tmp_path)


def test_a_folder_that_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(ConvertError, match=r"has 0 files run-<id>\.wandb"):
        open_wandb_run(tmp_path)
    with pytest.raises(ConvertError, match="no folder"):
        open_wandb_run(log_file(tmp_path / "run-a.wandb").parent, tmp_path / "nowhere")


def test_a_log_names_files_only_inside_the_staging_folder(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("not to be read")
    staging = tmp_path / "staging"
    staging.mkdir()
    (staging / "link.txt").symlink_to(secret)
    for named in (str(secret), "../secret.txt", "link.txt", "/dev/zero", "\0", ""):
        entry = message((1, "a.txt"), (2, "AAAA"), (4, 3), (6, named))
        logged = message((8, message((5, "data"), (12, message((4, entry))))))
        run = open_wandb_run(log_file(tmp_path / "run" / "run-a.wandb", logged).parent, staging)
        with pytest.raises(ConvertError, match=r"no file 'a\.txt'"):
            run.logged_artifacts[0].files.file("a.txt")


def test_a_record_that_names_a_path_outside_is_dropped_and_said(tmp_path: Path) -> None:
    logged = message((8, message((5, "data"), (12, message((4, message((1, "../a"), (2, "x"))))))))
    log_file(tmp_path / "run-a.wandb", logged, step_record(_step=0))
    with pytest.warns(UserWarning, match="damaged in 1 places"):
        run = open_wandb_run(tmp_path)
    assert run.logged_artifacts == []
    assert len(run.history()) == 1


def test_an_empty_log_has_no_records(tmp_path: Path) -> None:
    log = WandbLog(log_file(tmp_path / "run-a.wandb"))
    assert list(log.records()) == []
    assert log.dropped == 0
