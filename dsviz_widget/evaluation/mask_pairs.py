"""Pixels of two masks by class pair, counted once for each pair of files."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dsviz_widget.media.masks import load_ids
from dsviz_widget.query import Task
from dsviz_widget.query.engines.cache import Cache
from dsviz_widget.store.files import write_atomic

if TYPE_CHECKING:
    from dsviz_widget.types import BlobSource

FOLDER = "mask-pairs"
KEPT = 50_000
"""Pairs of masks whose counts stay in memory, about 1 kB each."""
WORTH_A_FILE = 8
"""Pairs from which their counts are written to the cache folder."""


class Files(NamedTuple):
    """Digests of the files of a true and a predicted mask."""

    truth: str
    prediction: str


class PixelPairs(NamedTuple):
    """How many pixels have each pair of ids; pairs that do not occur are left out.

    Attributes
    ----------
    truth, prediction, pixels : (m,) int arrays
    """

    truth: np.ndarray
    prediction: np.ndarray
    pixels: np.ndarray


_counted: Cache[PixelPairs | str] = Cache(KEPT)


def count_masks(
    pairs: Sequence[Files],
    truths: BlobSource,
    predictions: BlobSource,
    folder: Path | None = None,
    task: Task | None = None,
    part: tuple[int, int] = (0, 1),
) -> list[PixelPairs | None]:
    """Return the pixels of each pair of masks; None where the two differ in size.

    Masks are read on all cores. What was counted before, in this process or, with a `folder`, in another,
    is not read again, for a digest says what a file holds.

    Parameters
    ----------
    pairs : sequence of Files
    truths, predictions : BlobSource
        Where the files are.
    folder : Path, optional
        The cache folder of the project.
    task : Task, optional
        Is told how far it is, and stops it.
    part : (int, int)
        Which part of the work this is, and of how many.

    Raises
    ------
    BlobMissing
        If a file is not there.
    """
    wanted = list(dict.fromkeys(pair for pair in pairs if _counted.peek(pair) is None))
    path = None
    if folder is not None and len(wanted) >= WORTH_A_FILE:
        name = hashlib.sha256("".join(map("".join, wanted)).encode()).hexdigest()
        path = folder / FOLDER / f"{name}.npz"
        wanted = _read_known(path, wanted)
    if wanted:

        def count(pair: Files) -> PixelPairs | str:
            if task is not None:
                task.check()
            return _count(pair, truths, predictions)

        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            for done, (pair, found) in enumerate(zip(wanted, pool.map(count, wanted), strict=True), start=1):
                _counted.put(pair, found)
                if task is not None:
                    task.progress(part[0] + done / len(wanted), part[1])
        if path is not None:
            _write(path, wanted)
    counts = []
    for pair in pairs:
        # One that was dropped meanwhile, of very many, is counted again.
        found = _counted.peek(pair) or _counted.put(pair, _count(pair, truths, predictions))
        counts.append(None if isinstance(found, str) else found)
    return counts


def _count(pair: Files, truths: BlobSource, predictions: BlobSource) -> PixelPairs | str:
    truth = load_ids(truths.get(pair.truth), f"mask {pair.truth[:12]}…")
    prediction = load_ids(predictions.get(pair.prediction), f"mask {pair.prediction[:12]}…")
    if truth.shape != prediction.shape:
        return "differ in size"
    width = int(prediction.max(initial=0)) + 1
    cells = truth.reshape(-1).astype(np.int32) * width + prediction.reshape(-1)
    if width * (int(truth.max(initial=0)) + 1) <= 4 * cells.size + 65_536:
        pixels = np.bincount(cells)
        found = np.flatnonzero(pixels)
        pixels = pixels[found]
    else:
        found, pixels = np.unique(cells, return_counts=True)
    return PixelPairs(
        (found // width).astype(np.int32), (found % width).astype(np.int32), pixels.astype(np.int64)
    )


def _read_known(path: Path, wanted: list[Files]) -> list[Files]:
    """Take counts from a file that an earlier process wrote; return what is still to be counted."""
    with suppress(OSError, ValueError, KeyError), np.load(path, allow_pickle=False) as kept:
        ends = kept["ends"]
        if len(ends) != len(wanted):
            return wanted
        columns = [np.split(kept[name], ends[:-1]) for name in PixelPairs._fields]
        for pair, *parts, fits in zip(wanted, *columns, kept["fits"], strict=True):
            _counted.put(pair, PixelPairs(*parts) if fits else "differ in size")
        return []
    return wanted


def _write(path: Path, pairs: Sequence[Files]) -> None:
    none = np.zeros(0, np.int64)
    found = [_counted.peek(pair) for pair in pairs]
    if any(one is None for one in found):
        return
    counts = [one if isinstance(one, PixelPairs) else PixelPairs(none, none, none) for one in found]
    file = io.BytesIO()
    np.savez(
        file,
        truth=np.concatenate([one.truth for one in counts]),
        prediction=np.concatenate([one.prediction for one in counts]),
        pixels=np.concatenate([one.pixels for one in counts]),
        ends=np.cumsum([len(one.pixels) for one in counts]),
        fits=np.array([isinstance(one, PixelPairs) for one in found]),
    )
    # On a full or read-only disk memory has them.
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, file.getvalue())
