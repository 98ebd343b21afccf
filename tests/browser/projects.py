"""A small project for tests of its view: three versions of a dataset, five of a model, runs, a saved view."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

import dsviz_widget as wandb
from dsviz_widget.widgets.project_view import ProjectView

PROJECT = "driving"
CHANGED_ROW = 2


def scenes(rows: int, version: int) -> wandb.Table:
    """Return a table of as many pictures; the second version has another score in one row."""
    table = wandb.Table(["id", "scene", "score"])
    for row in range(rows):
        pixels = np.full((36, 48, 3), 20 * row, np.uint8)
        score = 0.5 if version > 0 and row == CHANGED_ROW else row / 10
        table.add_data(f"scene-{row}", wandb.Image(pixels), score)
    return table


def log_scenes(folder: Path, version: int) -> None:
    """Log the next version of the dataset: four pictures, then six, then eight."""
    about = "Pictures of roads." if version < 2 else "Pictures of roads, dusk among them."
    noted = {"source": "camera", "count": 4 + 2 * version, "split": {"train": 4, "val": 2 * version}}
    with wandb.init(project=PROJECT, name=f"prepare-{version}", dir=folder, job_type="prepare") as run:
        dataset = wandb.Artifact("scenes", "dataset", description=about, metadata=noted)
        dataset.add(scenes(4 + 2 * version, version), "scenes")
        with dataset.new_file("notes.json") as file:
            file.write('{"camera": "front", "lens": {"mm": 35}}')
        with dataset.new_file("docs/readme.md") as file:
            file.write("# Roads\n\nTaken *by day*.\n")
        with dataset.new_file("weights.bin", "wb") as file:
            file.write(bytes(range(256)))
        run.log_artifact(dataset, aliases=["first"] if version == 0 else ["latest"])


def some_project(folder: Path) -> Path:
    """Write the project into a folder, and return that."""
    for version in range(3):
        log_scenes(folder, version)
    for version in range(5):
        with wandb.init(project=PROJECT, name=f"train-{version}", dir=folder, job_type="train") as run:
            run.use_artifact("scenes:v2")
            for step in range(6):
                run.log({"loss": 1 / (1 + step + version)})
            net = wandb.Artifact("net", "model")
            with net.new_file("net.txt") as file:
                file.write(f"weights {version}\n" * 50)
            run.log_artifact(net, aliases=["best"] if version == 4 else [])
    newest = wandb.Api(folder).artifact(f"{PROJECT}/scenes:v2")
    shown = wandb.TableView(newest.get("scenes"), query="score > 0.2")
    shown.save("high scores")
    shown.close()
    return folder


def project_view(folder: Path, **options: Any) -> ProjectView:
    return ProjectView(wandb.Api(folder).project(PROJECT), **options)


def log_settings(folder: Path, version: int) -> None:
    """Log the next version of what has no table: settings as text and as JSON, a picture, bytes, metadata."""
    noted = {
        "lr": 0.1 * (version + 1),
        "optimizer": "adam",
        **({"draft": True} if version == 0 else {"split": 2}),
    }
    with wandb.init(project=PROJECT, name=f"tune-{version}", dir=folder, job_type="tune") as run:
        settings = wandb.Artifact("settings", "config", metadata=noted)
        with settings.new_file("train/settings.yaml") as file:
            lines = [
                f"lr: {version + 1}",
                *(f"key-{number}: {number}" for number in range(30)),
                f"seed: {version}",
            ]
            file.write("\n".join(lines) + "\n")
        with settings.new_file("model.json") as file:
            file.write(f'{{"layers": [64, {64 + version}], "name": "net"}}')
        with settings.new_file("weights.bin", "wb") as file:
            file.write(bytes([0, version]) * 40)
        with settings.new_file("same.txt") as file:
            file.write("the same in all versions")
        if version > 0:
            with settings.new_file("notes.txt") as file:
                file.write("a new file")
        picture = folder / f"preview-{version}.png"
        wandb.Image(np.full((30, 40, 3), 90 + 80 * version, np.uint8)).image.save(picture)
        settings.add_file(picture, "preview.png")
        run.log_artifact(settings)
