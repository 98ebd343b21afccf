"""What the browser gets of a sound: its outline, its spectrogram, and a file that it can play."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import MediaError
from dsviz_widget.query.engines.base import Task

RATE = 16_000


class Held:
    """The bytes of a sound that no file has."""

    path = None

    def __init__(self, content: bytes) -> None:
        self.content = content

    def __call__(self) -> bytes:
        return self.content


def ask(audio: wandb.Audio, what: str, **params: Any) -> tuple[dict[str, Any], np.ndarray]:
    """An answer to the viewer, with its numbers."""
    told, buffers = wandb.Audio.view(
        audio.to_struct(),
        Held(audio.read()),
        {"what": what, **params},
        Task(),  # type: ignore[arg-type]
    )
    if what == "spectrogram":
        return told, np.frombuffer(buffers[0], np.uint8).reshape(told["rows"], told["columns"])
    return told, np.frombuffer(buffers[0], "<i2").reshape(told["channels"], told["columns"], 2)


def sweep(seconds: float = 4) -> np.ndarray:
    """From 200 Hz to 6 kHz, getting louder."""
    t = np.arange(int(seconds * RATE)) / RATE
    return np.linspace(0.1, 0.8, len(t)) * np.sin(2 * np.pi * (200 * t + 5800 / (2 * seconds) * t**2))


SWEEP = wandb.Audio(sweep(), sample_rate=RATE)


def test_a_still_is_the_outline_scaled_to_its_peak() -> None:
    still = wandb.Audio.still(SWEEP.to_struct(), Held(SWEEP.read()), 100)  # type: ignore[arg-type]
    assert still is not None
    pairs = np.frombuffer(still.content, np.int8).reshape(-1, 2)
    assert (still.mime, still.width, len(pairs)) == ("application/x-peaks", 100, 100)
    assert still.facts["peak"] == pytest.approx(0.8, abs=0.01)
    assert pairs.max() in (126, 127)
    assert pairs[:10, 1].max() < 40 < pairs[-10:, 1].min()
    short = wandb.Audio([0.5, -0.25], sample_rate=RATE)
    still = wandb.Audio.still(short.to_struct(), Held(short.read()), 100)  # type: ignore[arg-type]
    assert still is not None
    assert np.frombuffer(still.content, np.int8).tolist() == [127, 127, -64, -64]


@pytest.mark.parametrize("columns", [1, 7, 1000, 3999])
def test_peaks_are_those_of_the_samples(columns: int) -> None:
    # More than one block of 262,144 frames, so that columns lie across their ends.
    samples = np.random.default_rng(1).integers(-30_000, 30_000, (600_001, 2)).astype(np.int16)
    told, pairs = ask(wandb.Audio(samples, sample_rate=RATE), "peaks", columns=columns)
    edges = np.arange(columns + 1) * len(samples) // columns
    for column in (0, columns // 2, columns - 1):
        part = samples[edges[column] : edges[column + 1]]
        assert np.abs(pairs[:, column, 0] - part.min(axis=0)).max() <= 1
        assert np.abs(pairs[:, column, 1] - part.max(axis=0)).max() <= 1
    assert (told["columns"], told["channels"]) == (columns, 2)


def test_peaks_of_a_range() -> None:
    told, pairs = ask(SWEEP, "peaks", from_s=1, to_s=1.01, columns=4000)
    assert (told["from_s"], told["to_s"], told["columns"]) == (1, 1.01, 160)
    assert (pairs[0, :, 0] == pairs[0, :, 1]).all()
    assert ask(SWEEP, "peaks", from_s=99, columns=10)[0]["columns"] == 1


@pytest.mark.parametrize("scale", ["mel", "linear", "log"])
def test_a_sweep_rises_in_its_spectrogram(scale: str) -> None:
    told, levels = ask(SWEEP, "spectrogram", columns=200, rows=128, scale=scale)
    edges = np.array(told["edges_hz"])
    assert (edges[0], len(edges)) == (RATE / 2, 129)
    assert (np.diff(edges) < 0).all()
    for column in (50, 100, 150):
        hertz = 200 + 5800 * (column + 0.5) / 200
        row = levels[:, column].argmax()
        width = edges[row] - edges[row + 1]
        assert edges[row + 1] - width - 60 <= hertz <= edges[row] + width + 60
        # 0.1 to 0.8 of full scale.
        level = told["low_db"] + levels[row, column] / 255 * (told["high_db"] - told["low_db"])
        assert level == pytest.approx(20 * np.log10(0.1 + 0.7 * column / 200), abs=3)


def test_a_click_stays_visible_in_a_long_sound() -> None:
    samples = np.zeros(60 * RATE, np.float32)
    samples[30 * RATE + 3] = 1
    _, levels = ask(wandb.Audio(samples, sample_rate=RATE), "spectrogram", columns=300, rows=64)
    assert levels[:, 149:151].max() > 60
    assert levels[:, :140].max() == 0


def test_a_channel_of_its_own() -> None:
    t = np.arange(RATE) / RATE
    audio = wandb.Audio(
        np.stack([np.sin(2 * np.pi * 500 * t), 0.5 * np.sin(2 * np.pi * 4000 * t)], 1), sample_rate=RATE
    )
    rows = [
        ask(audio, "spectrogram", columns=20, rows=100, scale="linear", channel=k)[1][:, 10].argmax()
        for k in (0, 1)
    ]
    assert rows[0] == pytest.approx(93, abs=1)
    assert rows[1] == pytest.approx(49, abs=1)


@pytest.mark.parametrize("count", [1, 2, 63, 64, 65])
def test_sounds_of_a_few_samples(count: int) -> None:
    audio = wandb.Audio(np.full(count, 0.5), sample_rate=RATE)
    assert ask(audio, "peaks", columns=500)[1].shape == (1, count, 2)
    assert ask(audio, "spectrogram", columns=500, rows=100)[1].shape == (100, count)


def test_a_file_that_browsers_refuse_comes_as_one_that_they_play() -> None:
    soundfile = pytest.importorskip("soundfile")
    for rate, channels, played in ((32, 1, 8000), (48_000, 6, 48_000), (384_000, 2, 192_000)):
        audio = wandb.Audio(np.full((rate, channels), 0.25), sample_rate=rate)
        told, buffers = wandb.Audio.view(
            audio.to_struct(),
            Held(audio.read()),
            {"what": "wav"},
            Task(),  # type: ignore[arg-type]
        )
        samples, found = soundfile.read(io.BytesIO(buffers[0]))
        assert found == told["sample_rate"] == played
        assert len(samples) / found == pytest.approx(1, abs=0.01)
        assert samples.max() == pytest.approx(0.25, abs=1e-3)


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"what": "smell"}, "not 'smell'"),
        ({"what": "peaks", "columns": "many"}, "columns is a number, got 'many'"),
        ({"what": "peaks", "from_s": float("nan")}, "from_s is a number"),
        ({"what": "spectrogram", "scale": "bark"}, "scale 'bark' is none of mel, linear, log"),
    ],
)
def test_questions_that_make_no_sense(params: dict[str, Any], said: str) -> None:
    with pytest.raises(MediaError, match=said):
        wandb.Audio.view(SWEEP.to_struct(), Held(SWEEP.read()), params, Task())  # type: ignore[arg-type]


def test_absurd_sizes_are_bounded() -> None:
    told, levels = ask(SWEEP, "spectrogram", columns=10**9, rows=10**9, window=10**9)
    assert levels.size <= 4_000_000
    assert told["window_s"] == 32_768 / RATE


def test_sounds_that_only_memory_has_are_found_in_every_compared_table() -> None:
    tables = [wandb.Table(["id", "clip"], data=[["a", wandb.Audio(sweep() / k, RATE)]]) for k in (1, 2)]
    session = wandb.compare(*tables, key="id").session
    for side in (0, 1):
        told, buffers = session.handlers["stills"](
            {"column": f"{side}.clip", "rows": [0], "size_px": 64}, Task()
        )
        (still,) = told["items"][0]["stills"]
        assert len(buffers[still["data"]]) >= 128
