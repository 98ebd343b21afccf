"""A project of handwritten digits in its states, for the pictures in docs/project.md."""

from __future__ import annotations

import functools
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

import dsviz_widget as wandb
from dsviz_widget.widgets.project_view import ProjectView
from tests.browser.states import ROOT, State

PROJECT = "digits"
SCENES, TRAININGS, EPOCHS = 48, 8, 30
FIRST, MENDED = 36, 3
"""Scenes of the first version, and scenes whose truth the third mends."""


@functools.cache
def composed() -> list[Any]:
    """Return scenes of scikit-learn's digits."""
    sys.path.insert(0, str(ROOT / "notebooks"))
    from digit_scenes import compose_scenes

    return compose_scenes(SCENES)


def dataset(rows: int, mended: int) -> wandb.Artifact:
    """Return a version of the dataset; in the first `mended` scenes a box is put right."""
    from digit_scenes import LABELS

    classes = wandb.Classes([{"id": number, "name": name} for number, name in LABELS.items()])
    table = wandb.Table(["id", "split", "scene", "contrast", "touching", "digits"])
    for place, scene in enumerate(composed()[:rows]):
        boxes = {"truth": {"box_data": scene.boxes, "class_labels": LABELS}}
        masks = {"truth": {"mask_data": scene.mask, "class_labels": LABELS}}
        picture = wandb.Image(scene.pixels, classes=classes, boxes=boxes, masks=masks)
        digits = len(scene.boxes) - (1 if mended == 0 and place < MENDED else 0)
        table.add_data(scene.id, scene.split, picture, round(scene.contrast, 3), scene.touching, digits)
    about = "Sheets of paper with handwritten digits, each with its boxes and masks."
    made = wandb.Artifact("scenes", "dataset", description=about, metadata={"scenes": rows, "px": 128})
    made.add(table, "scenes")
    with made.new_file("card.md") as file:
        file.write(f"# Scenes\n\n{rows} sheets, half of them for *training*.\n")
    with made.new_file("classes.json") as file:
        file.write('{"background": 0, "digits": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}')
    return made


@functools.cache
def store() -> Path:
    """Write the project once, and return the folder of its store, which is called as it usually is."""
    folder = Path(tempfile.mkdtemp()) / "dsviz"
    versions = [(FIRST, 0, ["first"]), (SCENES, 0, []), (SCENES, MENDED, ["clean"])]
    for number, (rows, mended, aliases) in enumerate(versions):
        with wandb.init(project=PROJECT, name=f"compose-{number}", dir=folder, job_type="compose") as run:
            run.log_artifact(dataset(rows, mended), aliases=["latest", *aliases])
    rng = np.random.default_rng(0)
    for number in range(TRAININGS):
        config = {"lr": round(0.1 / (1 + number % 4), 3), "width": 32 * (1 + number // 4)}
        with wandb.init(
            project=PROJECT, name=f"train-{number}", dir=folder, job_type="train", config=config
        ) as run:
            run.use_artifact(f"scenes:v{min(2, number // 3)}")
            for epoch in range(EPOCHS):
                loss = (1.2 - 0.05 * number) * np.exp(-epoch / (6 + number)) + rng.normal(0, 0.01)
                run.log({"loss": float(loss), "accuracy": float(1 - loss / 2)})
            net = wandb.Artifact("reader", "model", metadata=config)
            with net.new_file("weights.bin", "wb") as file:
                file.write(rng.bytes(4_000 * config["width"]))
            run.log_artifact(net, aliases=["best"] if number == 5 else [])
    with wandb.init(project=PROJECT, name="judge", dir=folder, job_type="evaluate") as run:
        run.use_artifact("scenes:v2")
        run.use_artifact("reader:best")
        report = wandb.Artifact("judged", "evaluation")
        cells = [[scene.id, float(rng.beta(8, 2))] for scene in composed()]
        report.add(wandb.Table(["id", "accuracy"], data=cells), "scores")
        run.log_artifact(report)
    newest = wandb.Api(folder).artifact(f"{PROJECT}/scenes:v2")
    shown = wandb.TableView(newest.get("scenes"), query="touching")
    shown.save("digits that touch")
    shown.close()
    return folder


def project(folder: Any, **options: Any) -> ProjectView:
    return ProjectView(wandb.Api(store()).project(PROJECT), **options)


def settled(page: Any) -> None:
    """Wait until the project is read, and what it shows painted."""
    page.locator(".dv-version, .dv-project-inner, [role=grid]").first.wait_for()
    # Charts that are not in sight wait until they are.
    page.wait_for_function("() => !document.querySelector('.dv-skeleton, [aria-busy=true]:not(.dv-ws-wait)')")
    page.wait_for_timeout(1_500)


def compared(page: Any) -> None:
    """Compare the open version with the one before it."""
    settled(page)
    page.get_by_role("button", name="Compare", exact=True).first.click()
    page.get_by_role("button", name="Back to scenes:v2").wait_for()
    page.get_by_role("grid").wait_for()
    settled(page)


def exploded(page: Any) -> None:
    """Show every run and version."""
    page.get_by_role("radio", name="Explode").click()
    page.get_by_text("nodes").first.wait_for()
    page.wait_for_timeout(1_000)


PROJECT_STATES: dict[str, State] = {
    "project": State(lambda folder: project(folder, open="scenes:v2", height_px=640), settled),
    "project-files": State(
        lambda folder: project(folder, open="scenes:v2", tab="files", height_px=640), settled
    ),
    "project-versions": State(
        lambda folder: project(folder, open="scenes:v2", tab="versions", height_px=640), settled
    ),
    "project-compare": State(lambda folder: project(folder, open="scenes:v2", height_px=640), compared),
    "project-runs": State(lambda folder: project(folder, open="runs", height_px=640), settled),
    "lineage": State(lambda folder: wandb.Api(store()).project(PROJECT).lineage().view(), exploded),
}
