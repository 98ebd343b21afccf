"""Files of sound: which form they have, what they say of themselves, and their samples."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from dsviz_widget.errors import LibraryMissing, MediaValueError
from dsviz_widget.media.audio_wav import WavLayout, read_layout, read_samples

ENDINGS = {
    "wav": "wav", "wave": "wav", "flac": "flac", "ogg": "ogg", "oga": "ogg", "opus": "ogg", "mp3": "mp3"
}  # fmt: skip
"""Endings of files, and the form that each stands for."""
BLOCK_FRAMES = 1 << 18


def form_of(head: bytes) -> str | None:
    """Return what a file's first 12 bytes say it is: wav, flac, ogg or mp3; None for anything else."""
    if head[:4] in (b"RIFF", b"RF64", b"RIFX") and head[8:12] == b"WAVE":
        return "wav"
    if head[:4] == b"fLaC":
        return "flac"
    if head[:4] == b"OggS":
        return "ogg"
    return "mp3" if head[:3] == b"ID3" or _is_mpeg_frame(head) else None


def _is_mpeg_frame(head: bytes) -> bool:
    """Return whether a frame of MPEG audio starts here: 11 bits set, and no value that is reserved."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    return version != 1 and layer != 0 and head[2] >> 4 != 15 and head[2] >> 2 & 3 != 3


def check_form(content: bytes | Path, ending: str | None, what: str) -> str:
    """Return the form of a file: wav, flac, ogg or mp3.

    Parameters
    ----------
    ending : str or None
        The ending of its name without the dot, lower case; None where it has no name.

    Raises
    ------
    MediaValueError
        If it is empty, none of these, or another than its name says.
    """
    with _open(content) as file:
        head = file.read(12)
    if not head:
        raise MediaValueError(f"{what} is empty. Write it again.")
    found, named = form_of(head), ENDINGS.get(ending or "")
    if found is None:
        if named is not None:
            raise MediaValueError(
                f"{what} is no {named} file inside: it does not begin as one. Write it again."
            )
        raise MediaValueError(
            f"a file of sound is wav, flac, ogg or mp3, and {what} is none of them. "
            "Convert it first, for example with soundfile."
        )
    if named is not None and found != named:
        raise MediaValueError(f"{what} is a file of type {found} inside. Rename it to end in .{found}.")
    return found


class SoundReader:
    """The samples of a file of sound, read some at a time.

    Parameters
    ----------
    content : bytes or Path
    form : {"wav", "flac", "ogg", "mp3"}
    what : str
        Names the file in messages.

    Attributes
    ----------
    sample_rate, channels, frames : int
    bits : int or None
        Bits of a sample; None where the file does not keep samples as they were, as mp3 and ogg do not.

    Raises
    ------
    MediaValueError
        If the file is damaged.
    LibraryMissing
        If it takes soundfile to read it, and that is not installed.
    """

    def __init__(self, content: bytes | Path, form: str, what: str) -> None:
        self._content, self._what = content, what
        self._layout: WavLayout | None = None
        if form == "wav":
            with _open(content) as file:
                size = len(content) if isinstance(content, bytes) else content.stat().st_size
                self._layout = read_layout(file, size, what)
        if self._layout is not None:
            found = self._layout
            self.sample_rate, self.channels, self.frames = found.sample_rate, found.channels, found.frames
            self.bits: int | None = found.bits
            return
        library = _soundfile(what)
        try:
            with library.SoundFile(_source(content)) as sound:
                self.sample_rate, self.channels, self.frames = sound.samplerate, sound.channels, sound.frames
                self.bits = BITS.get(sound.subtype)
        except library.LibsndfileError as error:
            raise _damaged(what, error) from None
        if not self.frames or not self.sample_rate:
            raise MediaValueError(f"{what} has no sample: the sound is 0 s long. Write it again.")

    @property
    def seconds(self) -> float:
        """Length of the sound."""
        return self.frames / self.sample_rate

    def read(self, start: int = 0, stop: int | None = None) -> np.ndarray[Any, Any]:
        """Return the frames from `start` up to `stop` as (n, channels) float32, full scale at ±1.

        Raises
        ------
        MediaValueError
            If the file is damaged there.
        """
        parts = list(self.blocks(start, stop))
        return np.concatenate(parts) if parts else np.zeros((0, self.channels), np.float32)

    def blocks(self, start: int = 0, stop: int | None = None) -> Iterator[np.ndarray[Any, Any]]:
        """Yield the frames in blocks of at most 262,144, as `read` returns them."""
        stop = self.frames if stop is None else min(stop, self.frames)
        start = min(max(0, start), stop)
        if self._layout is not None:
            for first in range(start, stop, BLOCK_FRAMES):
                yield read_samples(self._content, self._layout, first, min(first + BLOCK_FRAMES, stop))
            return
        library = _soundfile(self._what)
        try:
            with library.SoundFile(_source(self._content)) as sound:
                if start:
                    sound.seek(start)
                while start < stop:
                    block = sound.read(min(BLOCK_FRAMES, stop - start), dtype="float32", always_2d=True)
                    if not len(block):
                        return
                    start += len(block)
                    yield np.nan_to_num(block, copy=False, posinf=1, neginf=-1)
        except library.LibsndfileError as error:
            raise _damaged(self._what, error) from None


BITS = {
    "PCM_S8": 8, "PCM_U8": 8, "PCM_16": 16, "PCM_24": 24, "PCM_32": 32, "FLOAT": 32, "DOUBLE": 64,
    "ULAW": 8, "ALAW": 8,
}  # fmt: skip
"""Bits of a sample, by libsndfile's names of codings."""


def _open(content: bytes | Path) -> BinaryIO:
    return content.open("rb") if isinstance(content, Path) else io.BytesIO(content)


def _source(content: bytes | Path) -> Any:
    return str(content) if isinstance(content, Path) else io.BytesIO(content)


def _soundfile(what: str) -> Any:
    try:
        import soundfile
    except (ImportError, OSError):
        raise LibraryMissing(
            f"the samples of {what} take soundfile to read. Install it: pip install soundfile"
        ) from None
    return soundfile


def _damaged(what: str, error: Exception) -> MediaValueError:
    said = str(getattr(error, "error_string", error)).rstrip(".")
    return MediaValueError(f"{what} cannot be decoded: {said}. Write it again.")
