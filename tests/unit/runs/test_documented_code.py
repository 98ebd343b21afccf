"""The code of the 2021 "Datasets & Predictions" page, with only its import line changed.

Keras' data set is stood in for by 300 of the same pictures, and ``<path_to_image_file>`` by real paths.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as PILImage

import dsviz_widget as wandb
from dsviz_widget.store import Catalog
from tests.unit.builders import HEIGHT, WIDTH, blob_files, ids, picture_file, pixels

DATASET = """
classes = ['airplane', 'automobile', 'bird', 'cat',
           'deer', 'dog', 'frog', 'horse', 'ship', 'truck']

wandb.init(job_type='create-dataset') # start tracking program execution

# construct a table containing our dataset
table = wandb.Table(('image', 'label'))
for x, y in zip(x_test[:1000], y_test[:1000]):
    table.add_data(wandb.Image(x), classes[y[0]])

# put the table in an artifact and save it
dataset_artifact = wandb.Artifact('my-dataset', type='dataset')
dataset_artifact.add(table, 'dataset')
wandb.log_artifact(dataset_artifact)
"""

CLASSES = """
CLASSES = ['dog', 'cat']
class_set = wandb.Classes([{'name': c, 'id': i} for i, c in enumerate(CLASSES)])
"""

MASKED = """
example = wandb.Image(path_to_image_file, classes=class_set, masks={
            "ground_truth": {"path": path_to_mask}})
"""

REFERRING = """
artifact = wandb.use_artifact('my-dataset-1:v1')
dataset_image = artifact.get('an-image')  # if you've logged a wandb.Image here
predicted_image = wandb.Image(dataset_image, classes=class_set, masks={
            "predictions": {"path": path_to_mask}})
"""


def test_cifar10_in_a_table(store: Catalog, shared_data: Path) -> None:
    folder = shared_data / "cifar10"
    with (folder / "predictions.csv").open() as file:
        listed = list(csv.DictReader(file))
    names = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]
    given: dict[str, Any] = {
        "wandb": wandb,
        "x_test": np.stack([np.asarray(PILImage.open(folder / row["image"])) for row in listed]),
        "y_test": np.array([[names.index(row["label"])] for row in listed]),
    }
    exec(DATASET, given)
    wandb.finish()
    found = wandb.use_artifact("my-dataset:latest").get("dataset")
    assert found == given["table"]
    assert found.columns == ["image", "label"]
    assert found.get_column("label") == [row["label"] for row in listed]
    np.testing.assert_array_equal(found.get_column("image", convert_to="numpy"), given["x_test"])


@pytest.fixture
def mask_path(tmp_path: Path) -> Path:
    path = tmp_path / "mask.png"
    PILImage.fromarray(ids(classes=2)).save(path)
    return path


def test_masks_and_a_picture_of_another_artifact(store: Catalog, tmp_path: Path, mask_path: Path) -> None:
    given: dict[str, Any] = {
        "wandb": wandb,
        "path_to_image_file": str(picture_file(tmp_path / "photo.png")),
        "path_to_mask": str(mask_path),
    }
    exec(CLASSES + MASKED, given)
    run = wandb.init(project="p")
    for other in (pixels(5), None):
        artifact = wandb.Artifact("my-dataset-1", type="dataset")
        artifact.add(given["example"] if other is None else wandb.Image(other), "an-image")
        run.log_artifact(artifact)
    before = len(blob_files(store))
    exec(REFERRING, given)
    predictions = wandb.Artifact("predictions", type="predictions")
    predictions.add(given["predicted_image"], "an-image")
    run.log_artifact(predictions)
    found = run.use_artifact("predictions").get("an-image")
    assert found == given["predicted_image"]
    assert (found.width, found.height) == (WIDTH, HEIGHT)
    assert found.masks["predictions"].labels == {0: "dog", 1: "cat"}
    assert len(blob_files(store)) == before + 1, "the picture and an equal mask are there already"
    refs = [entry.ref for path, entry in predictions.manifest.contents.items() if path.endswith("photo.png")]
    assert [str(ref).partition("/media")[0] for ref in refs] == ["p/my-dataset-1:v1"]


def test_pixel_shares_of_road_scenes(store: Catalog, shared_data: Path) -> None:
    folder = shared_data / "camvid"
    with (folder / "index.csv").open() as file:
        scenes = list(csv.DictReader(file))[:6]
    classes = ["Sky", "Building", "Pole", "Road", "Pavement", "Tree"]
    made = wandb.Table(["id", "scene"])
    for scene in scenes:
        masks = {"truth": {"path": folder / scene["mask"], "class_labels": dict(enumerate(classes))}}
        made.add_data(scene["id"], wandb.Image(folder / scene["image"], masks=masks))
    artifact = wandb.Artifact("scenes", type="dataset")
    artifact.add(made, "t")
    wandb.init(project="p").log_artifact(artifact)
    for scene, (_, image) in zip(scenes, wandb.use_artifact("scenes").get("t").data, strict=True):
        counts = {item["class_id"]: item["pixels"] for item in image.masks["truth"].classes}
        for class_id, name in enumerate(classes):
            assert counts.get(class_id, 0) == int(scene[f"px_{name}"])
        assert sum(item["fraction"] for item in image.masks["truth"].classes) == pytest.approx(1)
        content = store.blobs.get(image.encoded.digest)
        assert content == (folder / scene["image"]).read_bytes()
