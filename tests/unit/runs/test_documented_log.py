"""The code of W&B's page on ``wandb.log`` (2021), with only its import line changed.

Names that the page leaves open are given by `around`; where it has ``...`` for values, real ones stand.
Charts are in tests/unit/plot. Audio, video, HTML, molecules and 3D objects come with their media types.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image as PILImage

import dsviz_widget as wandb
from dsviz_widget.store import Catalog
from tests.unit.builders import HEIGHT, WIDTH, ids, pixels

FIRST = "wandb.log({'accuracy': 0.9, 'epoch': 5})"

HISTOGRAMS = """
wandb.log({"gradients": wandb.Histogram(numpy_array_or_sequence)})
wandb.run.summary.update({"gradients": wandb.Histogram(np_histogram=np.histogram(data))})
"""

IMAGES = 'wandb.log({"examples": [wandb.Image(numpy_array_or_pil, caption="Label")]})'

MASKS = """
class_labels = {
  1: "tree",
  2: "car",
  3: "road"
}

mask_img = wandb.Image(image, masks={
  "predictions": {
    "mask_data": mask_data,
    "class_labels": class_labels
  },
  "groud_truth": {
    "mask_data": mask_data,
    "class_labels": class_labels
  },
})
"""

BOXES = """
class_id_to_label = {
    1: "car",
    2: "road",
    3: "building",
}

img = wandb.Image(image, boxes={
    "predictions": {
        "box_data": [{
            "position": {
                "minX": 0.1,
                "maxX": 0.2,
                "minY": 0.3,
                "maxY": 0.4,
            },
            "class_id" : 2,
            "box_caption": "minMax(pixel)",
            "scores" : {
                "acc": 0.1,
                "loss": 1.2
            },
        },
        ],
        "class_labels": class_id_to_label
    },
})

wandb.log({"driving_scene": img})
"""

TABLES = """
# Method 1
data = [["I love my phone", "1", "1"],["My phone sucks", "0", "-1"]]
wandb.log({"examples": wandb.Table(data=data, columns=["Text", "Predicted Label", "True Label"])})

# Method 2
table = wandb.Table(columns=["Text", "Predicted Label", "True Label"])
table.add_data("I love my phone", "1", "1")
table.add_data("My phone sucks", "0", "-1")
wandb.log({"examples": table})
"""

FRAME = "table = wandb.Table(dataframe=my_dataframe)"

FIGURE = """
import matplotlib.pyplot as plt
plt.plot([1, 2, 3, 4])
plt.ylabel('some interesting numbers')
wandb.log({"chart": plt})
"""

GATHERED = """
wandb.log({'loss': 0.2}, commit=False)
# Somewhere else when I'm ready to report this step:
wandb.log({'accuracy': 0.8})
"""

BEST = """
wandb.init(config=args)

best_accuracy = 0
for epoch in range(1, args.epochs + 1):
  test_loss, test_accuracy = test()
  if (test_accuracy > best_accuracy):
    wandb.run.summary["best_accuracy"] = test_accuracy
    best_accuracy = test_accuracy
"""

LATER = """
api = wandb.Api()
run = api.run("username/project/run_id")
run.summary["tensor"] = np.random.random(1000)
run.summary.update()
"""

TENSORFLOW = """
wandb.init(config=flags.FLAGS)

# Start tensorflow training
with tf.Session() as sess:
  sess.run(init)

  for step in range(1, run.config.num_steps+1):
      batch_x, batch_y = mnist.train.next_batch(run.config.batch_size)
      # Run optimization op (backprop)
      sess.run(train_op, feed_dict={X: batch_x, Y: batch_y})
      # Calculate batch loss and accuracy
      loss, acc = sess.run([loss_op, accuracy], feed_dict={X: batch_x, Y: batch_y})

      wandb.log({'acc': acc, 'loss':loss}) # log accuracy and loss
"""

PYTORCH = """
# Start pytorch training
wandb.init(config=args)

for epoch in range(1, args.epochs + 1):
  train_loss = train(epoch)
  test_loss, test_accuracy = test()

  torch.save(model.state_dict(), 'model')

  wandb.log({"loss": train_loss, "val_loss": test_loss})
"""

JPEG = """
im = PIL.fromarray(array)
rgb_im = im.convert('RGB')
rgb_im.save('myimage.jpg')
wandb.log({"example": wandb.Image("myimage.jpg")})
"""

MANY = """
wandb.log({"example": wandb.Image(image)})
# Or multiple images
wandb.log({"example": [wandb.Image(img) for img in images]})
"""

TESTED = """
wandb.log({
        "Examples": example_images,
        "Test Accuracy": 100. * correct / len(test_loader.dataset),
        "Test Loss": test_loss})
"""


@pytest.fixture
def around(store: Catalog) -> dict[str, Any]:
    """The names that the page leaves open, with a run begun."""
    wandb.init(project="project", id="run_id")
    return {"wandb": wandb, "np": np, "image": pixels(1), "data": np.arange(20.0)}


def rows(path: str = "project/run_id") -> list[dict[str, Any]]:
    found = wandb.Api().run(path).scan_history()
    return [{key: value for key, value in row.items() if not key.startswith("_")} for row in found]


def test_numbers(around: dict[str, Any]) -> None:
    exec(FIRST, around)
    exec("wandb.log({'acc': 0.9, 'custom_step': 3})", around)
    exec("wandb.log({'loss': 0.1, 'epoch': 1, 'batch': 3})", around)
    assert rows() == [
        {"accuracy": 0.9, "epoch": 5},
        {"acc": 0.9, "custom_step": 3},
        {"loss": 0.1, "epoch": 1, "batch": 3},
    ]


def test_one_step_by_its_number_and_by_commit(around: dict[str, Any]) -> None:
    for step in range(3):
        exec("wandb.log({'loss': 0.2}, step=step)", {**around, "step": step})
        exec('wandb.log({"acc":1,"batch":10}, step=step)', {**around, "step": step})
    exec(GATHERED, around)
    assert rows() == [{"loss": 0.2, "acc": 1, "batch": 10}] * 2 + [
        {"loss": 0.2, "acc": 1, "batch": 10, "accuracy": 0.8}
    ]


def test_histograms(around: dict[str, Any]) -> None:
    exec(HISTOGRAMS, {**around, "numpy_array_or_sequence": np.arange(100)})
    assert sum(rows()[0]["gradients"]["values"]) == 100
    assert len(wandb.run.summary["gradients"]["values"]) == 10


def test_images_with_masks_and_boxes(around: dict[str, Any]) -> None:
    exec(IMAGES, {**around, "numpy_array_or_pil": PILImage.fromarray(pixels(2))})
    exec(MASKS + 'wandb.log({"mask": mask_img})', {**around, "mask_data": ids(classes=3)})
    exec(BOXES, around)
    exec(MANY, {**around, "images": [pixels(3), pixels(4)]})
    found = rows()
    assert found[0]["examples"]["images"][0]["caption"] == "Label"
    assert set(found[1]["mask"]["masks"]) == {"predictions", "groud_truth"}
    box = found[2]["driving_scene"]["boxes"]["predictions"][0]
    assert (box["scores"], box["box_caption"]) == ({"acc": 0.1, "loss": 1.2}, "minMax(pixel)")
    assert found[4]["example"]["count"] == 2


def test_a_jpeg_is_kept_byte_for_byte(around: dict[str, Any], store: Catalog, tmp_path: Path) -> None:
    exec(JPEG, {**around, "PIL": PILImage, "array": pixels(1)})
    found = rows()[0]["example"]
    assert (found["format"], found["width"], found["height"]) == ("jpg", WIDTH, HEIGHT)
    assert store.blobs.get(found["digest"]) == (tmp_path / "myimage.jpg").read_bytes()


def test_tables(around: dict[str, Any]) -> None:
    exec(TABLES, around)
    exec(FRAME, {**around, "my_dataframe": pd.DataFrame({"x": [1]})})
    wandb.finish()
    assert wandb.use_artifact("project/run-run_id-examples:v0").get("examples").columns[0] == "Text"
    assert [row["examples"]["nrows"] for row in rows()] == [2, 2]


def test_figures(around: dict[str, Any]) -> None:
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    pytest.importorskip("plotly")
    exec(FIGURE, around)
    assert rows()[0]["chart"]["_type"] == "plotly-file"
    around["plt"].close("all")


def test_the_best_accuracy_in_the_summary(around: dict[str, Any]) -> None:
    exec('wandb.run.summary["accuracy"] = best_accuracy', {**around, "best_accuracy": 0.75})
    wandb.finish()
    scores = iter([0.5, 0.9, 0.7])
    args = argparse.Namespace(epochs=3)
    exec(BEST, {**around, "args": args, "test": lambda: (0.1, next(scores))})
    assert wandb.run.summary["best_accuracy"] == 0.9
    assert wandb.run.config.epochs == 3
    wandb.finish()


def test_a_tensor_in_the_summary_of_a_finished_run(around: dict[str, Any]) -> None:
    exec(FIRST, around)
    wandb.finish()
    exec(LATER, around)
    found = wandb.Api().run("project/run_id").summary["tensor"]
    assert 0 <= found["min"] < found["mean"] < found["95%"] <= found["max"] < 1
    assert {"var", "digest"} <= set(found)


def test_the_row_can_be_reached(around: dict[str, Any]) -> None:
    exec("wandb.run.history.row['loss'] = 0.5; wandb.run.history.add({'acc': 1})", around)
    assert rows() == [{"loss": 0.5, "acc": 1}]


class Session:
    """What the page's TensorFlow loop asks of a session."""

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *error: object) -> None:
        return None

    def run(self, what: Any, feed_dict: Any = None) -> Any:
        return (np.float32(0.25), np.float32(0.5)) if isinstance(what, list) else None


def test_tensorflow_loop(store: Catalog) -> None:
    flags = pytest.importorskip("absl.flags")
    values = flags.FlagValues()
    flags.DEFINE_integer("num_steps", 3, "", flag_values=values)
    flags.DEFINE_integer("batch_size", 8, "", flag_values=values)
    values(["program"])
    given = {
        "wandb": wandb,
        "flags": SimpleNamespace(FLAGS=values),
        "tf": SimpleNamespace(Session=Session),
        "mnist": SimpleNamespace(train=SimpleNamespace(next_batch=lambda size: (size, size))),
        **dict.fromkeys(("init", "train_op", "X", "Y", "loss_op", "accuracy"), "op"),
    }
    # The page takes the run that init began by its short name.
    exec(TENSORFLOW.replace("\n# Start", "\nrun = wandb.run\n# Start"), given)
    assert rows(wandb.run.path) == [{"acc": 0.5, "loss": 0.25}] * 3
    assert wandb.run.config == {"num_steps": 3, "batch_size": 8}


def test_pytorch_loop(store: Catalog, tmp_path: Path) -> None:
    given = {
        "wandb": wandb,
        "args": argparse.Namespace(epochs=2),
        "train": lambda epoch: 1 / epoch,
        "test": lambda: (0.5, 0.9),
        "torch": SimpleNamespace(save=lambda state, path: Path(path).write_text(state)),
        "model": SimpleNamespace(state_dict=lambda: "weights"),
    }
    exec(PYTORCH, given)
    assert rows(wandb.run.path) == [{"loss": 1, "val_loss": 0.5}, {"loss": 0.5, "val_loss": 0.5}]


def test_pictures_beside_numbers(around: dict[str, Any]) -> None:
    given = {"example_images": [wandb.Image(pixels(1))], "correct": 3, "test_loss": 0.5}
    exec(TESTED, {**around, **given, "test_loader": SimpleNamespace(dataset=range(4))})
    exec("wandb.log({'epoch': epoch, 'val_acc': 0.94})", {**around, "epoch": 2})
    exec("wandb.log({'batch': 1, 'loss': 0.3})", around)
    assert (rows()[0]["Test Accuracy"], rows()[1]["val_acc"], rows()[2]["loss"]) == (75, 0.94, 0.3)
