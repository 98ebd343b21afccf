"""What the open viewer asks of a sound beside its bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from dsviz_widget.errors import MediaValueError
from dsviz_widget.media.audio_file import SoundReader
from dsviz_widget.media.audio_peaks import outline
from dsviz_widget.media.audio_spectrum import FLOOR_DB, SCALES, spectrogram
from dsviz_widget.media.audio_wav import write_wav

MAX_COLUMNS = 1 << 17
MAX_CELLS = 4_000_000
MAX_WINDOW = 1 << 15
PLAYED_HZ = (8000, 192_000)
"""Rates that browsers play; they refuse a file of 32 Hz, which W&B's own example logs."""
MAX_PLAYED_FRAMES = 60_000_000

Answer = tuple[dict[str, Any], list[bytes]]


def view_sound(reader: SoundReader, params: Mapping[str, Any], task: Any) -> Answer:
    """Answer a question of the viewer; ``params["what"]`` is one of these.

    ``peaks`` {from_s?, to_s?, columns}
        {from_s, to_s, channels, columns, peak}; int16 pairs, lowest and highest, a column, channel after
        channel, 32767 being full scale.
    ``spectrogram`` {from_s?, to_s?, columns, rows, scale?, window?, channel?}
        {from_s, to_s, columns, rows, scale, window_s, low_db, high_db, edges_hz}; uint8 rows from the
        highest frequency down, 0 being `low_db` and 255 `high_db`.
    ``wav`` {}
        {sample_rate, channels}; the sound as a WAV file of 16 bits that every browser plays.

    Raises
    ------
    MediaValueError
        For a question that makes no sense, or a damaged file.
    """
    asked = params.get("what")
    if asked == "wav":
        return _wav(reader, task)
    if asked not in ("peaks", "spectrogram"):
        raise MediaValueError(
            f"a sound has peaks, a spectrogram and a wav, not {asked!r}. Update dsviz_widget."
        )
    from_s = _number(params, "from_s", 0.0, reader.seconds, 0.0)
    to_s = _number(params, "to_s", from_s, reader.seconds, reader.seconds)
    start = min(int(from_s * reader.sample_rate), reader.frames - 1)
    stop = min(max(start + 1, round(to_s * reader.sample_rate)), reader.frames)
    found = {"from_s": start / reader.sample_rate, "to_s": stop / reader.sample_rate}
    columns = int(_number(params, "columns", 1, MAX_COLUMNS, 1024))
    if asked == "peaks":
        return _peaks(reader, start, stop, columns, found, task)
    return _spectrogram(reader, start, stop, columns, params, found, task)


def _peaks(
    reader: SoundReader, start: int, stop: int, columns: int, found: dict[str, Any], task: Any
) -> Answer:
    pairs = outline(reader, start, stop, columns, task)
    told = {
        **found,
        "channels": pairs.shape[0],
        "columns": pairs.shape[1],
        "peak": float(np.abs(pairs).max()),
    }
    scaled = np.rint(pairs * 32767).clip(-32768, 32767).astype("<i2")
    return told, [scaled.tobytes()]


def _spectrogram(
    reader: SoundReader,
    start: int,
    stop: int,
    columns: int,
    params: Mapping[str, Any],
    found: dict[str, Any],
    task: Any,
) -> Answer:
    scale = params.get("scale", "mel")
    if scale not in SCALES:
        raise MediaValueError(f"scale {scale!r} is none of {', '.join(SCALES)}.")
    rows = int(_number(params, "rows", 1, 1024, 256))
    window = params.get("window")
    if window is not None:
        window = int(_number(params, "window", 16, MAX_WINDOW, 1024))
    channel = params.get("channel")
    if channel is not None:
        channel = int(_number(params, "channel", 0, reader.channels - 1, 0))
    made = spectrogram(
        reader, start, stop, min(columns, MAX_CELLS // rows), rows, scale, window, channel, task
    )
    told = {
        **found,
        "columns": made.levels.shape[1],
        "rows": rows,
        "scale": scale,
        "window_s": made.window / reader.sample_rate,
        "low_db": FLOOR_DB,
        "high_db": 0.0,
        "edges_hz": [round(float(edge), 3) for edge in made.edges_hz],
    }
    return told, [np.ascontiguousarray(made.levels).tobytes()]


def _wav(reader: SoundReader, task: Any) -> Answer:
    """Return 16 bits, mono or stereo, each sample held or left out to come to a rate that is played."""
    low, high = PLAYED_HZ
    times = -(-low // reader.sample_rate) if reader.sample_rate < low else 1
    every = -(-reader.sample_rate // high)
    if reader.frames * times // every > MAX_PLAYED_FRAMES:
        raise MediaValueError(
            f"the sound is {reader.seconds / 60:,.0f} minutes long, too long to decode for this browser. "
            "Save the file, and play it with another program."
        )
    parts = []
    for block in reader.blocks():
        task.check()
        kept = block if reader.channels <= 2 else block.mean(axis=1, keepdims=True)
        parts.append(np.rint(kept.clip(-1, 1) * 32767).astype(np.int16))
    samples = np.concatenate(parts)[::every].repeat(times, axis=0)
    rate = reader.sample_rate * times // every
    return {"sample_rate": rate, "channels": samples.shape[1]}, [write_wav(samples, rate)]


def _number(params: Mapping[str, Any], name: str, low: float, high: float, default: float) -> float:
    """Return a number of a question within its limits."""
    value = params.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:
        raise MediaValueError(f"{name} is a number, got {value!r}.")
    return float(min(max(value, low), high))
