"""Sounds: arrays become WAV files, and files are kept byte for byte."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from dsviz_widget.errors import LibraryMissing, MediaTypeError, MediaValueError
from dsviz_widget.media.addresses import is_address
from dsviz_widget.media.audio_file import SoundReader, check_form
from dsviz_widget.media.audio_loudness import Loudness
from dsviz_widget.media.audio_peaks import small_outline
from dsviz_widget.media.audio_samples import check_rate, to_samples
from dsviz_widget.media.audio_view import view_sound
from dsviz_widget.media.audio_wav import write_wav
from dsviz_widget.media.given import file_given
from dsviz_widget.media.medium import Medium, Stoppable
from dsviz_widget.media.registry import register_medium
from dsviz_widget.media.still import PEAKS, FileReader, Still

if TYPE_CHECKING:
    import numpy as np

    from dsviz_widget.media.encoding import Encoded

HEADER = ("seconds", "sample_rate", "channels", "frames", "bits")


@register_medium
class Audio(Medium):
    """A sound for a table cell or a run, played with its waveform and spectrogram.

    Parameters
    ----------
    data_or_path : array, tensor, list, path, file, bytes or Audio
        Samples as (n,), (n, channels) or (channels, n): floats are full scale at ±1 and become 16 bits,
        integers are scaled by their range. Or a file, wav, flac, ogg or mp3, which is kept byte for byte.
        Or another Audio, whose file and caption are taken.
    sample_rate : int, optional
        Samples a second; an array needs it, and a file says it itself.
    caption : str, optional
        Shown under the sound.

    Attributes
    ----------
    facts : dict
        ``seconds``, ``sample_rate`` in Hz, ``channels``, ``frames``, ``bits`` of a sample (None of mp3 and
        ogg, which keep no samples), ``loudness`` in LUFS by ITU-R BS.1770 and ``peak_db``, the largest
        sample in dB below full scale. Loudness and peak are None for silence. Of flac, ogg and mp3 all are
        None where soundfile is not installed.

    Raises
    ------
    MediaValueError
        For samples that are NaN, missing or of an impossible shape, an array without `sample_rate`, and a
        file that is empty, cut short, or another than its name says.
    MediaTypeError
        For anything but numbers.
    MediaFileError
        If there is no such file.

    Warns
    -----
    UserWarning
        If floats lie beyond ±1, which are clipped, or `sample_rate` is not what the file says.

    References
    ----------
    ``wandb.Audio``, W&B reference, 2021.
    """

    wb_type: ClassVar[str] = "audio-file"
    noun: ClassVar[str] = "audio"
    folder: ClassVar[str] = "media/audio"
    list_type: ClassVar[str] = "audio"
    telling: ClassVar[str] = "seconds"
    fields: ClassVar[dict[str, str]] = {
        "seconds": "float64",
        "sample_rate": "int64",
        "channels": "int64",
        "frames": "int64",
        "bits": "int64",
        "loudness": "float64",
        "peak_db": "float64",
    }
    mimes: ClassVar[dict[str, str]] = {
        "wav": "audio/wav",
        "flac": "audio/flac",
        "ogg": "audio/ogg",
        "mp3": "audio/mpeg",
    }

    def __init__(self, data_or_path: Any, sample_rate: int | None = None, caption: str | None = None) -> None:
        self._measured = False
        if isinstance(data_or_path, Audio):
            self._take_audio(data_or_path, sample_rate, caption)
            return
        content, file_format = self._take(data_or_path, sample_rate)
        super().__init__(content, file_format, caption, _header(content, file_format, _named(content)))
        said = self._facts["sample_rate"]
        if sample_rate is not None and said is not None and said != sample_rate:
            warnings.warn(
                f"sample_rate={sample_rate} has no effect: {_named(content)} says {said:,} Hz. "
                "Leave it out, or pass the samples as an array.",
                stacklevel=2,
            )

    def _take(self, source: Any, sample_rate: int | None) -> tuple[bytes | Path, str]:
        """Return the file of what was given, and its form."""
        content: bytes | Path
        if isinstance(source, (str, os.PathLike)):
            if isinstance(source, str) and is_address(source):
                raise MediaValueError(
                    f"audio: {source!r} is an address, and sounds are kept with their bytes. "
                    "Download the file, and give its path."
                )
            content = file_given(source, self.noun)
            return content, check_form(content, content.suffix[1:].lower() or None, _named(content))
        if isinstance(source, (bytes, bytearray, memoryview)) or hasattr(source, "read"):
            content = source.read() if hasattr(source, "read") else bytes(source)
            if not isinstance(content, bytes):
                raise MediaTypeError("audio: the file is open as text. Open it with mode 'rb'.")
            return content, check_form(content, None, _named(content))
        samples = to_samples(source)
        rate = check_rate(sample_rate, samples.shape[1], samples.dtype.itemsize)
        return write_wav(samples, rate), "wav"

    def _take_audio(self, source: Audio, sample_rate: int | None, caption: str | None) -> None:
        if sample_rate is not None and sample_rate != source.sample_rate:
            raise MediaValueError(
                f"an Audio has its sample rate, {source.sample_rate} Hz, and cannot be given another, "
                f"{sample_rate}. Pass the samples as an array."
            )
        encoded = source.encoded
        super().__init__(b"", source.format, source.caption if caption is None else caption, source.facts)
        self._content, self._encoded, self._measured = None, encoded, True

    @property
    def facts(self) -> dict[str, Any]:
        """What is known of the sound by the names in `fields`; the first look reads all samples."""
        if not self._measured:
            self._measured = True
            content = self._content if self._encoded is None else self._encoded.content
            if isinstance(content, (bytes, Path)):
                self._facts.update(_levels(content, self.format))
        return self._facts

    @facts.setter
    def facts(self, facts: dict[str, Any]) -> None:
        self._facts = facts

    @property
    def encoded(self) -> Encoded:
        """The file; a column asks for it on all cores, and loudness and peak are measured along with it."""
        _ = self.facts
        return super().encoded

    @classmethod
    def from_parts(cls, *parts: Any) -> Audio:
        """Return a sound whose file is stored already."""
        made = super().from_parts(*parts)
        made._measured = True
        return made

    @property
    def seconds(self) -> float | None:
        """Length; None where it takes soundfile to know."""
        found: float | None = self._facts["seconds"]
        return found

    @property
    def sample_rate(self) -> int | None:
        """Samples a second; None where it takes soundfile to know."""
        found: int | None = self._facts["sample_rate"]
        return found

    def samples(self) -> np.ndarray[Any, Any]:
        """Return the sound as an (n, channels) float32 array, full scale at ±1.

        Raises
        ------
        MediaValueError
            If the file is damaged.
        LibraryMissing
            If it is no plain WAV file and soundfile is not installed.
        """
        content = self.encoded.content
        file = content if isinstance(content, (bytes, Path)) else self.read()
        return SoundReader(file, self.format, f"the sound {self.path!r}").read()

    @classmethod
    def durations(cls, audio_list: Iterable[Audio]) -> list[float | None]:
        """Return the seconds of each sound."""
        return [audio.seconds for audio in audio_list]

    @classmethod
    def sample_rates(cls, audio_list: Iterable[Audio]) -> list[int | None]:
        """Return the sample rate of each sound, in Hz."""
        return [audio.sample_rate for audio in audio_list]

    @classmethod
    def captions(cls, audio_list: Iterable[Audio]) -> list[str] | bool:
        """Return the caption of each sound, ``""`` for one without; False where none has any, as W&B does."""
        found = [audio.caption for audio in audio_list]
        return (
            [caption or "" for caption in found] if any(caption is not None for caption in found) else False
        )

    @classmethod
    def measure(cls, content: bytes | Path, file_format: str) -> dict[str, Any]:
        """Return the facts of a file that came from elsewhere."""
        found = check_form(content, file_format, "the sound")
        return {**_header(content, found, "the sound"), **_levels(content, found)}

    @classmethod
    def still(cls, cell: Mapping[str, Any], read: FileReader, size_px: int) -> Still | None:
        """Return the outline of all channels together; its largest sample is 127."""
        try:
            reader = SoundReader(read.path or read(), cell["format"], "the sound")
            pairs, peak = small_outline(reader, size_px)
        except LibraryMissing:
            # The browser plays it all the same.
            return None
        return Still(pairs.tobytes(), PEAKS, len(pairs), 1, {"peak": round(peak, 5)})

    @classmethod
    def view(
        cls, cell: Mapping[str, Any], read: FileReader, params: Mapping[str, Any], task: Stoppable
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Return ``peaks``, a ``spectrogram``, or the ``wav`` of a sound that the browser does not play.

        `audio_view.py` says what each takes and gives.
        """
        return view_sound(SoundReader(read.path or read(), cell["format"], "the sound"), params, task)


def _named(content: bytes | Path) -> str:
    return f"the file {str(content)!r}" if isinstance(content, Path) else "what was given"


def _header(content: bytes | Path, file_format: str, what: str) -> dict[str, Any]:
    """Return what a file says of itself; nothing where it takes soundfile to read."""
    try:
        reader = SoundReader(content, file_format, what)
    except LibraryMissing:
        return {}
    return {name: getattr(reader, name) for name in HEADER}


def _levels(content: bytes | Path, file_format: str) -> dict[str, Any]:
    """Return loudness and peak; nothing of a file that is damaged further on, which is kept all the same."""
    try:
        reader = SoundReader(content, file_format, "the sound")
        loudness = Loudness(reader.sample_rate, reader.channels)
        for block in reader.blocks():
            loudness.add(block)
    except (MediaValueError, LibraryMissing, OSError):
        return {}
    return {"loudness": loudness.integrated(), "peak_db": loudness.peak_db()}
