"""Videos."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np

import dsviz_widget as wandb
from tests.unit.media.media_cases import Family

FRAMES = np.zeros((6, 3, 16, 24), np.uint8)
FRAMES[:, 0] = np.arange(0, 240, 40, np.uint8)[:, None, None]


def _file(folder: Path, file_format: str) -> Path:
    path = folder / f"clip.{file_format}"
    path.write_bytes(wandb.Video(FRAMES, format=file_format).read())
    return path


def _cut(folder: Path) -> Path:
    path = _file(folder, "mp4")
    path.write_bytes(path.read_bytes()[:-20])
    return path


FAMILY = Family(
    wandb.Video,
    ways={
        "array": lambda folder: wandb.Video(FRAMES, caption="redder"),
        "rate": lambda folder: wandb.Video(FRAMES, fps=12, format="gif"),
        "several": lambda folder: wandb.Video(np.stack([FRAMES, 255 - FRAMES]), format="webm"),
        "path": lambda folder: wandb.Video(str(_file(folder, "webm"))),
        "opened": lambda folder: wandb.Video(io.BytesIO(_file(folder, "gif").read_bytes()), "é 中 🙂"),
        "bytes": lambda folder: wandb.Video(_file(folder, "mp4").read_bytes()),
    },
    bad={
        "shape": (lambda folder: wandb.Video(FRAMES[0]), r"has shape \(t, c, h, w\).*first axis for time"),
        "format": (lambda folder: wandb.Video(FRAMES, format="avi"), "none of gif, mp4, webm, ogg"),
        "nowhere": (lambda folder: wandb.Video("nowhere.gif"), "there is no file"),
        "cut": (lambda folder: wandb.Video(_cut(folder)), "is cut short: it should have"),
    },
    facts={
        "array": {
            "seconds": 1.5,
            "fps": 4.0,
            "frames": 6,
            "width": 24,
            "height": 16,
            "has_sound": False,
            "codec": "h264",
        },
        "rate": {"seconds": 0.5, "fps": 12.0, "frames": 6, "codec": "gif"},
        "several": {"width": 48, "codec": "vp9"},
    },
)
