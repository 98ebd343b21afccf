"""TensorBoard's folders become runs, read without TensorBoard."""

from __future__ import annotations

import importlib.util
import io
import struct
import warnings
from pathlib import Path

import numpy as np
import PIL.Image
import pytest

import dsviz_widget as wandb
from dsviz_widget.convert import import_tensorboard
from dsviz_widget.errors import ConvertError
from dsviz_widget.store import Catalog
from tests.unit.convert.tensorboard_files import (
    FLOAT,
    STRING,
    double,
    event,
    event_file,
    scalar,
    tensor,
)
from tests.unit.convert.written import message


def png(value: int) -> bytes:
    file = io.BytesIO()
    PIL.Image.new("L", (4, 3), value).save(file, "PNG")
    return file.getvalue()


def test_scalars_keep_their_steps_and_times(store: Catalog, tmp_path: Path) -> None:
    event_file(
        tmp_path / "logs" / "a",
        event(0, scalar("loss", 2.0), scalar("lr", 0.5)),
        event(200, scalar("loss", 1.5)),
        event(200, scalar("acc", 0.25), at=1.6e9 + 201),
        event(70_000, tensor("loss", "scalars", FLOAT, (), struct.pack("<f", 1.0))),
    )
    (run,) = import_tensorboard(tmp_path / "logs", project="tb")
    assert (run.name, run.state, run.created_at) == ("a", "finished", "2020-09-13T12:26:40.000+00:00")
    assert list(run.scan_history()) == [
        {"_step": 0, "_timestamp": 1.6e9, "_runtime": 0.0, "loss": 2.0, "lr": 0.5},
        {"_step": 200, "_timestamp": 1.6e9 + 201, "_runtime": 201.0, "loss": 1.5, "acc": 0.25},
        {"_step": 70_000, "_timestamp": 1.6e9 + 70_000, "_runtime": 70_000.0, "loss": 1.0},
    ]
    assert run.summary["loss"] == 1.0


def test_histograms_pictures_and_texts(store: Catalog, tmp_path: Path) -> None:
    buckets = np.array([[0.0, 1.0, 3.0], [1.0, 2.0, 5.0]], "<f4")
    old = double(1, -1.0) + double(2, 2.5) + double(3, 4.0)
    old += message((6, struct.pack("<3d", -0.5, 1.0, 1e300)), (7, struct.pack("<3d", 1, 2, 1)))
    event_file(
        tmp_path / "run",
        event(1, tensor("weights", "histograms", FLOAT, (2, 3), buckets.tobytes())),
        event(1, message((1, "old"), (5, old))),
        event(2, tensor("seen", "images", STRING, (4,), [b"4", b"3", png(10), png(200)])),
        event(2, message((1, "one"), (4, message((1, 3), (2, 4), (3, 1), (4, png(99)))))),
        event(3, tensor("note/text_summary", "text", STRING, (1,), [b"half way"])),
        event(3, tensor("vector", "", FLOAT, (3,), struct.pack("<3f", 1, 2, 3))),
    )
    (run,) = import_tensorboard(tmp_path / "run", project="tb")
    rows = {row["_step"]: row for row in run.scan_history()}
    assert rows[1]["weights"]["values"] == [3.0, 5.0]
    assert rows[1]["weights"]["bins"] == [0.0, 1.0, 2.0]
    # The outer buckets of TensorFlow 1 reach to the ends of all doubles; the extreme values count.
    assert rows[1]["old"]["values"] == [1.0, 2.0, 1.0]
    assert rows[1]["old"]["bins"] == [-1.0, -0.5, 1.0, 2.5]
    assert (rows[2]["seen"]["_type"], rows[2]["seen"]["count"]) == ("images/separated", 2)
    assert (rows[2]["one"]["width"], rows[2]["one"]["height"]) == (4, 3)
    picture = PIL.Image.open(io.BytesIO(run.catalog.blobs.get(rows[2]["one"]["digest"])))
    assert np.asarray(picture).max() == 99
    assert rows[3]["note"] == "half way"
    assert rows[3]["vector"] == [1.0, 2.0, 3.0]


def test_parts_of_a_run_are_one_run_or_one_each(store: Catalog, tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    event_file(logs / "big" / "train", event(0, scalar("epoch_loss", 2)))
    event_file(logs / "big" / "validation", event(0, scalar("epoch_loss", 3)), number=1)
    event_file(logs / "small", event(0, scalar("loss", 5)), number=2)
    event_file(logs / "small" / "eval", event(0, scalar("loss", 6)), number=3)
    event_file(logs / "small" / "loss_pair_a", event(0, scalar("loss/pair", 7)), number=4)
    big, small = import_tensorboard(logs, project="together")
    assert (big.name, small.name) == ("big", "small")
    assert {key for key, _ in big.reader().keys} == {"train/epoch_loss", "validation/epoch_loss"}
    # PyTorch's add_scalars makes a folder of each line.
    assert {key for key, _ in small.reader().keys} == {"loss", "eval/loss", "loss/pair/a"}
    apart = import_tensorboard(logs, project="apart", parts="apart")
    names = ["big/train", "big/validation", "small", "small/eval", "small/loss_pair_a"]
    assert [run.name for run in apart] == names
    assert apart[1].group == "big"


def test_hyperparameters_become_the_config(store: Catalog, tmp_path: Path) -> None:
    def value(number: int, content: bytes) -> bytes:
        return content if number == 2 else message((number, content))

    pairs = {"lr": double(2, 0.1), "layers": double(2, 3.0), "opt": message((3, "adam"))}
    start = message(*((1, message((1, name), (2, said))) for name, said in pairs.items()))
    start += message((4, "sweep")) + double(5, 1.6e9 - 10)
    end = message((1, 2)) + double(2, 1.6e9 + 90)

    def session(tag: str, field: int, content: bytes) -> bytes:
        data = message((1, "hparams"), (2, message((field, content))))
        return message((1, tag), (9, message((1, data))))

    event_file(
        tmp_path / "r",
        event(0, session("_hparams_/session_start_info", 3, start)),
        event(0, scalar("acc", 0.5)),
        event(0, session("_hparams_/session_end_info", 4, end)),
    )
    (run,) = import_tensorboard(tmp_path / "r", project="tb")
    assert run.config == {"lr": 0.1, "layers": 3, "opt": "adam"}
    assert (run.group, run.state) == ("sweep", "failed")
    assert run.created_at == "2020-09-13T12:26:30.000+00:00"


def test_importing_again_reads_what_was_written_since(store: Catalog, tmp_path: Path) -> None:
    event_file(tmp_path / "a", event(0, scalar("loss", 2)))
    (first,) = import_tensorboard(tmp_path / "a", project="tb")
    assert first.reader().row_count == 1
    event_file(tmp_path / "a", event(0, scalar("loss", 2)), event(1, scalar("loss", 1)))
    (tmp_path / "a").rename(tmp_path / "moved")
    (again,) = import_tensorboard(tmp_path / "moved", project="tb")
    assert again.id == first.id
    assert again.reader().row_count == 2
    assert len(wandb.Api().runs("tb")) == 1


def test_a_run_that_began_again_counts_once(store: Catalog, tmp_path: Path) -> None:
    steps = [event(step, scalar("loss", 10 - step)) for step in range(5)]
    restart = double(1, 1.7e9) + message((2, 3), (7, message((1, 1))))
    event_file(tmp_path / "r", *steps)
    event_file(tmp_path / "r", restart, event(3, scalar("loss", -3)), number=1)
    (run,) = import_tensorboard(tmp_path / "r", project="tb")
    steps_, values = run.reader().values("loss")
    assert steps_.tolist() == [0, 1, 2, 3]
    assert np.asarray(values).tolist() == [10, 9, 8, -3]


def test_values_that_were_logged_twice_at_a_step_are_both_there(store: Catalog, tmp_path: Path) -> None:
    event_file(tmp_path / "r", *(event(0, scalar("loss", value)) for value in (3, 2, 1)))
    (run,) = import_tensorboard(tmp_path / "r", project="tb")
    assert [(row["_step"], row["loss"]) for row in run.scan_history()] == [(0, 3), (0, 2), (0, 1)]


def test_a_file_that_was_cut_short_is_read_as_far_as_it_goes(store: Catalog, tmp_path: Path) -> None:
    path = event_file(tmp_path / "r", event(0, scalar("loss", 2)), event(1, scalar("loss", 1)))
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.warns(UserWarning, match="is cut short or damaged; what stands before"):
        (run,) = import_tensorboard(tmp_path / "r", project="tb")
    assert run.reader().row_count == 1


def test_what_is_left_out_is_said(store: Catalog, tmp_path: Path) -> None:
    curve = tensor("pr", "pr_curves", FLOAT, (6, 2), b"\0" * 48)
    for number in range(2):
        event_file(tmp_path / str(number), event(0, scalar("loss", 2)), event(0, curve), number=number)
    said = "plugin 'pr_curves' wrote has no form here, and was left out of 2 runs: pr"
    with pytest.warns(UserWarning, match=said) as warned:
        import_tensorboard(tmp_path, project="tb")
    assert [warning.filename for warning in warned] == [__file__]


def test_a_folder_without_event_files_is_an_error(store: Catalog, tmp_path: Path) -> None:
    with pytest.raises(ConvertError, match="there is no event file in"):
        import_tensorboard(tmp_path, project="tb")
    (tmp_path / "x.tfevents.1").write_text("this is no event file, whatever its name says")
    with pytest.raises(ConvertError, match="is no file of TFRecords"):
        import_tensorboard(tmp_path, project="tb")


def test_a_file_that_keras_wrote(store: Catalog, shared_data: Path) -> None:
    path = shared_data / "run_files" / "events.out.tfevents.1585769947.cvp"
    (run,) = import_tensorboard(path, project="tb")
    counts = {key: found.count for (key, _), found in run.reader().keys.items()}
    names = ("batch_loss", "batch_acc", "epoch_acc", "epoch_loss", "epoch_val_acc", "epoch_val_loss")
    assert counts == dict.fromkeys(names, 17)
    assert run.created_at.startswith("2020-04-01")


def test_sounds_are_sounds_and_damaged_ones_files(store: Catalog, tmp_path: Path) -> None:
    tone = wandb.Audio(np.sin(np.arange(4000) / 5), sample_rate=8000).read()
    event_file(
        tmp_path / "run",
        event(1, message((1, "heard"), (6, message((1, 8000), (4, tone), (5, "audio/wav"))))),
        event(2, tensor("heard", "audio", STRING, (2, 2), [tone, b"first", tone, b"second"])),
        event(3, message((1, "broken"), (6, message((4, tone[:50]))))),
    )
    (run,) = import_tensorboard(tmp_path / "run", project="tb")
    rows = {row["_step"]: row for row in run.scan_history(keys=["_step", "heard"])}
    assert (rows[1]["heard"]["seconds"], rows[1]["heard"]["sample_rate"]) == (0.5, 8000)
    assert rows[2]["heard"]["count"] == 2
    assert next(run.scan_history(keys=["broken"]))["broken"]["_type"] == "audio-file"
    # It had no path and no size; it opens all the same, with the bytes that there are.
    assert run.value("broken").read() == tone[:50]


@pytest.mark.skipif(importlib.util.find_spec("tensorboardX") is None, reason="tensorboardX is not installed")
def test_files_that_tensorboardx_writes(store: Catalog, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from tensorboardX import SummaryWriter

        writer = SummaryWriter(str(tmp_path / "logs" / "a"))
        for step in range(10):
            writer.add_scalar("loss", 1 / (step + 1), step)
        writer.add_histogram("weights", np.arange(1000) / 1000, 3)
        writer.add_image("seen", np.full((3, 4, 5), 7, np.uint8), 3)
        writer.add_text("note", "hello", 4)
        writer.add_hparams({"lr": 0.1, "opt": "adam"}, {"best": 0.5}, name="h")
        writer.close()
    (run,) = import_tensorboard(tmp_path / "logs", project="tb")
    steps, values = run.reader().values("loss")
    assert steps.tolist() == list(range(10))
    assert np.asarray(values) == pytest.approx([1 / (step + 1) for step in range(10)])
    rows = {row["_step"]: row for row in run.scan_history(keys=["_step", "weights", "seen"])}
    assert sum(rows[3]["weights"]["values"]) == 1000
    assert (rows[3]["seen"]["width"], rows[3]["seen"]["height"]) == (5, 4)
    assert run.config == {"lr": 0.1, "opt": "adam"}
