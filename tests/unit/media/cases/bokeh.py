"""Figures of Bokeh."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import dsviz_widget as wandb
from tests.unit.media.media_cases import Family


def _figure(title: str = "Loss") -> Any:
    from bokeh.plotting import figure

    made = figure(title=title)
    made.line([1, 2, 3], [3, 1, 2])
    made.scatter([1, 2], [1, 2])
    return made


def _document() -> Any:
    from bokeh.document import Document

    document = Document()
    document.add_root(_figure("one"))
    document.add_root(_figure("two"))
    return document


def _file(folder: Path, text: str) -> Path:
    path = folder / "figure.bokeh.json"
    path.write_text(text)
    return path


FAMILY = Family(
    wandb.Bokeh,
    ways={
        "figure": lambda folder: wandb.Bokeh(_figure(), caption="é 中 🙂"),
        "document": lambda folder: wandb.Bokeh(_document()),
        "dict": lambda folder: wandb.Bokeh(_document().to_json(deferred=False)),
        "path": lambda folder: wandb.Bokeh(_file(folder, json.dumps(wandb.Bokeh(_figure("file")).document))),
    },
    bad={
        "number": (lambda folder: wandb.Bokeh(5), "got the number 5"),
        "no document": (lambda folder: wandb.Bokeh({"a": 1}), "has 'version' and 'roots'"),
        "no root": (lambda folder: wandb.Bokeh({"version": "3", "roots": []}), "has no root"),
        "no JSON": (lambda folder: wandb.Bokeh(_file(folder, "{")), "is no JSON"),
        "missing": (lambda folder: wandb.Bokeh(folder / "no.json"), "there is no file"),
    },
    facts={"figure": {"title": "Loss", "kinds": "Line, Scatter"}},
    drawn=False,
)
