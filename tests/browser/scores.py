"""What tests of the Scores tab share: predictions of two models, and how to find what the tab shows."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np

import dsviz_widget as wandb

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
