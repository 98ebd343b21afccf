"""Media of several kinds for tests of the screen: small, drawn here, and made once."""

from __future__ import annotations

from typing import Any

import numpy as np

import dsviz_widget as wandb

ROWS = 30
EMPTY = 4
"""The row that has no media."""
KINDS = ("sound", "page", "clip", "cloud")
"""Columns that hold one medium a cell; `frames` holds lists of pictures."""


def sound(index: int, version: int = 0) -> wandb.Audio:
    """Return a tone of a quarter of a second and a little more for each row."""
    count = 2_000 + 100 * index
    wave = np.sin(np.arange(count) * (0.1 + 0.01 * index + version)) * np.linspace(1, 0, count)
    return wandb.Audio(wave.astype(np.float32), sample_rate=8_000, caption=f"tone {index}")


def page(index: int, version: int = 0) -> wandb.Html:
    """Return a page of a few words."""
    return wandb.Html(f"<h1>Page {index}</h1><p>version {version}</p>")


def clip(index: int, version: int = 0) -> wandb.Video:
    """Return four frames of 16 x 24 pixels."""
    frames = np.zeros((4, 3, 16, 24), np.uint8)
    frames[:, index % 3] = 60 + 5 * index + version
    return wandb.Video(frames, fps=4, format="gif")


def cloud(index: int, version: int = 0) -> wandb.Object3D:
    """Return points on a line."""
    return wandb.Object3D(np.arange(3 * (10 + index), dtype=float).reshape(-1, 3) + version)


def frames(index: int, version: int = 0) -> list[wandb.Image]:
    """Return one to three small pictures."""
    return [
        wandb.Image(np.full((12, 16, 3), 30 + 5 * index + 40 * k + version, np.uint8), caption=f"frame {k}")
        for k in range(1 + index % 3)
    ]


MAKE: dict[str, Any] = {"sound": sound, "page": page, "clip": clip, "cloud": cloud, "frames": frames}


def media_table(columns: tuple[str, ...] = (*KINDS, "frames"), version: int = 0) -> wandb.Table:
    """Return a table of an id, media and a score; row `EMPTY` has no media."""
    table = wandb.Table(["id", *columns, "score", "light"])
    for index in range(ROWS):
        cells = [None if index == EMPTY else MAKE[name](index, version) for name in columns]
        table.add_data(f"take {index}", *cells, index / ROWS, ["day", "night"][index % 2])
    return table
