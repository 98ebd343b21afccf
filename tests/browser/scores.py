"""What tests of the Scores tab share: predictions of two models, and how to find what the tab shows."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np

import dsviz_widget as wandb
from tests.browser.pictures import picture

CLASSES = ("cat", "deer", "dog", "fox")


def predictions(skill: float, rows: int = 160, classes: tuple[str, ...] = CLASSES) -> wandb.Table:
    """Return labels, what a model of some skill says, and how sure it is of each class."""
    rng = np.random.default_rng(7)
    truth = rng.integers(0, len(classes), rows)
    noise = rng.normal(size=(rows, len(classes)))
    logits = noise * 1.5 + skill * np.eye(len(classes))[truth]
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    table = wandb.Table(columns=["id", "label", "pred", *(f"p_{name}" for name in classes)])
    for row in range(rows):
        said = classes[int(shares[row].argmax())]
        table.add_data(f"row {row:03d}", classes[truth[row]], said, *shares[row].round(6).tolist())
    return table


def compared(**options: Any) -> Any:
    """Return a weaker and a better model beside each other, on the Scores tab."""
    named = {"truth": "label", "prediction": "pred", "score": "p_*", "tab": "scores", "key": "id"}
    return wandb.compare(
        predictions(1.0),
        predictions(2.0),
        labels=["small", "large"],
        **{"height_px": 1000, **named, **options},
    )


def unscorable() -> Any:
    """Return the same with a prediction that neither has, as a view may be left with by a saved one."""
    view = compared()
    view.comparison = {**view.comparison, "prediction": "nothing"}
    return view


def many_classes(classes: int = 40, rows: int = 1200) -> Any:
    """Return two models of more classes than a matrix has numbers for; neighbours are confused."""
    tables = []
    for skill in (0.7, 0.8):
        rng = np.random.default_rng(3)
        truth = rng.integers(0, classes, rows)
        near = (truth // 5) * 5 + rng.integers(0, 5, rows)
        said = np.where(rng.random(rows) < skill, truth, near)
        table = wandb.Table(columns=["id", "label", "pred", "score"])
        for row in range(rows):
            names = [f"class {code[row]:02d}" for code in (truth, said)]
            table.add_data(row, *names, float(rng.beta(5, 2)))
        tables.append(table)
    return wandb.compare(*tables, key="id", labels=["v0", "v1"], tab="scores", height_px=1000,
                         truth="label", prediction="pred", score="score")  # fmt: skip


def masks(**options: Any) -> Any:
    """Return two models of road and car, the second nearer to the truth."""
    tables = []
    for car_from in (16, 28):
        table = wandb.Table(columns=["id", "scene"])
        for row in range(6):
            table.add_data(f"scene {row}", picture(f"scene {row}", truth=32, pred=car_from))
        tables.append(table)
    named = {"truth": "scene.truth", "prediction": "scene.pred", "tab": "scores", "key": "id"}
    return wandb.compare(*tables, labels=["v0", "v1"], **{"height_px": 700, **named, **options})


def cifar(folder: Path, model: str) -> wandb.Table:
    """Return the CIFAR-10 pictures with what one network says of them."""
    with (folder / "predictions.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    names = [name for name in rows[0] if name.startswith(f"{model}_p_")]
    table = wandb.Table(columns=["id", "image", "label", "pred", *(name[len(model) + 1 :] for name in names)])
    for row in rows:
        picture = wandb.Image(str(folder / row["image"]))
        scores = [float(row[name]) for name in names]
        table.add_data(row["image"], picture, row["label"], row[f"{model}_pred"], *scores)
    return table


def cell(page: Any, truth: str, said: str) -> Any:
    """Return the cell of the matrix for rows of a class that another was said of, or nothing ("below")."""
    words = {"below": "below the threshold", truth: f"found as {truth}"}.get(said, f"taken for {said}")
    return page.get_by_role("gridcell", name=f"{truth} {words}:")


def slider(page: Any) -> Any:
    return page.get_by_role("slider", name="Score at least")


def counted(page: Any, text: str) -> None:
    """Wait until the counts beside the slider say something."""
    page.locator(".dv-counted").filter(has_text=text).wait_for()


def texts(view: Any) -> list[str]:
    """Return the clauses of a view's query."""
    return [clause.text for clause in view.query.filters]
