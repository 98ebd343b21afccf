"""Sounds."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np

import dsviz_widget as wandb
from tests.unit.media.media_cases import Family

RATE = 8000
TONE = 0.5 * np.sin(np.arange(2000) / 3)
WAV = wandb.Audio(TONE, RATE).read()


def _file(folder: Path, ending: str) -> Path:
    import soundfile

    path = folder / f"sound.{ending}"
    soundfile.write(path, TONE, RATE)
    return path


def _opened(path: Path) -> wandb.Audio:
    with path.open("rb") as file:
        return wandb.Audio(file, caption="é 中 🙂")


def _named(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


FAMILY = Family(
    wandb.Audio,
    ways={
        "array": lambda folder: wandb.Audio(TONE, sample_rate=RATE, caption="a tone"),
        "stereo": lambda folder: wandb.Audio(np.stack([TONE, TONE / 2]), RATE),
        "integers": lambda folder: wandb.Audio((TONE * 30_000).astype(np.int16), RATE),
        "path": lambda folder: wandb.Audio(str(_file(folder, "flac"))),
        "opened": lambda folder: _opened(_file(folder, "ogg")),
        "bytes": lambda folder: wandb.Audio(_file(folder, "mp3").read_bytes(), caption="an mp3"),
        "another": lambda folder: wandb.Audio(wandb.Audio(TONE / 3, RATE), caption="quieter"),
        "slow": lambda folder: wandb.Audio(TONE, sample_rate=32, caption="as W&B's example"),
    },
    bad={
        "shape": (lambda folder: wandb.Audio(np.zeros((100, 100)), RATE), r"shape \(n,\), \(n, channels\)"),
        "rate": (lambda folder: wandb.Audio(TONE), "Pass sample_rate"),
        "no rate": (lambda folder: wandb.Audio(TONE, 0), "whole number of Hz"),
        "nan": (lambda folder: wandb.Audio([0.0, float("nan")], RATE), "NaN or infinite"),
        "empty": (lambda folder: wandb.Audio(_named(folder, "a.wav", b"")), "is empty"),
        "nowhere": (lambda folder: wandb.Audio("nowhere.wav"), "there is no file"),
        "cut": (lambda folder: wandb.Audio(_named(folder, "a.wav", WAV[:400])), "is cut short"),
        "ending": (lambda folder: wandb.Audio(_named(folder, "a.mp3", WAV)), "Rename it to end in .wav"),
        "magic": (lambda folder: wandb.Audio(io.BytesIO(b"RIFFxxxxAVI LIST")), "wav, flac, ogg or mp3"),
    },
    facts={
        "array": {"seconds": 0.25, "sample_rate": RATE, "channels": 1, "frames": 2000, "bits": 16},
        "stereo": {"channels": 2, "peak_db": -6.02},
        "path": {"seconds": 0.25, "bits": 16},
        "opened": {"sample_rate": RATE, "bits": None},
        "slow": {"seconds": 62.5, "loudness": None},
    },
)
