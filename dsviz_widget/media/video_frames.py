"""Frames of a stored video as pictures: a strip of posters, and any run of frames for stepping."""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.errors import MediaValueError
from dsviz_widget.media.video_codec import decoded, frame_times, open_video, seen_size
from dsviz_widget.media.video_gif import gif_frames, read_gif

if TYPE_CHECKING:
    from PIL import Image as PILImage

QUALITY = 80
# A strip of fewer pixels than this is had by decoding all frames in a row; a seek for each costs more.
STRAIGHT_PIXELS = 300_000_000
# Behind a key frame a strip goes on for so many frames at most; further away the nearest one does.
NEAR_FRAMES = 60
FLAT = 6.0
KNOWN_TIMES = 64

Check = Callable[[], None]


class StoredVideo:
    """A video in the store, opened anew for each question.

    Parameters
    ----------
    file : Path or bytes
    file_format : {"gif", "mp4", "webm", "ogg"}
    digest : str
        Of the file; what was found out about its times is kept by it.
    check : callable, optional
        Called between frames; it raises when nobody waits any more.
    """

    def __init__(
        self, file: Path | bytes, file_format: str, digest: str, check: Check = lambda: None
    ) -> None:
        self._file, self._format, self._digest, self._check = file, file_format, digest, check
        self._what = f"the stored {file_format}"

    def times(self) -> np.ndarray[Any, Any]:
        """Return when each frame is shown, in seconds, in order: (frames,) float64."""
        return _times.get(self._digest, self._find_times)

    def _find_times(self) -> np.ndarray[Any, Any]:
        if self._format == "gif":
            return read_gif(self._content(), self._what).times_s
        container, stream = open_video(self._file, self._format, self._what)
        with container:
            return frame_times(container, stream, self._what)

    def _content(self) -> bytes:
        return self._file.read_bytes() if isinstance(self._file, Path) else self._file

    def frames(self, start: int, count: int, size_px: int) -> Iterator[PILImage.Image]:
        """Yield some frames in a row, exactly those, at most `size_px` wide and high."""
        if self._format == "gif":
            for number, picture in enumerate(gif_frames(self._content(), self._what)):
                self._check()
                if number >= start + count:
                    return
                if number >= start:
                    yield _within(picture, size_px)
            return
        times = self.times()
        with _Decoder(self._file, self._format, self._what, size_px, self._check) as decoder:
            yield from decoder.run(float(times[start]), count)

    def chosen(self, indexes: Sequence[int], size_px: int) -> list[PILImage.Image]:
        """Return frames for a strip, in order; of a long video each is the wanted one or one near it."""
        pictures = (
            self._gif_pictures(indexes, size_px)
            if self._format == "gif"
            else self._pictures(indexes, size_px)
        )
        if not pictures:
            raise MediaValueError(f"video: {self._what} has no frame that can be decoded. Write it again.")
        return pictures

    def _gif_pictures(self, indexes: Sequence[int], size_px: int) -> list[PILImage.Image]:
        found = {}
        for number, picture in enumerate(gif_frames(self._content(), self._what)):
            self._check()
            if number in indexes:
                found[number] = _within(picture, size_px)
            if number >= indexes[-1]:
                break
        return [found[index] for index in indexes if index in found]

    def _pictures(self, indexes: Sequence[int], size_px: int) -> list[PILImage.Image]:
        times = self.times()
        with _Decoder(self._file, self._format, self._what, size_px, self._check) as decoder:
            if decoder.pixels * len(times) <= STRAIGHT_PIXELS:
                return decoder.straight([float(times[index]) for index in indexes])
            return [decoder.near(float(times[index])) for index in indexes]


class _Decoder:
    """An open file whose frames come as small pictures."""

    def __init__(self, file: Path | bytes, file_format: str, what: str, size_px: int, check: Check) -> None:
        self._container, self._stream = open_video(file, file_format, what)
        self._what, self._size_px, self._check = what, size_px, check
        self._scale = float(self._stream.time_base or 0)
        # Half a tick: times are whole ticks, in floats.
        self._slack = self._scale / 2
        self.pixels = self._stream.codec_context.width * self._stream.codec_context.height

    def __enter__(self) -> _Decoder:
        return self

    def __exit__(self, *raised: object) -> None:
        self._container.close()

    def run(self, start_s: float, count: int) -> Iterator[PILImage.Image]:
        for frame in self._from(start_s):
            if count <= 0:
                return
            yield self._picture(frame)
            count -= 1

    def straight(self, times_s: list[float]) -> list[PILImage.Image]:
        """Return the frames at these times by decoding the file once from its start."""
        found: list[PILImage.Image] = []
        for frame in self._from(0.0):
            if len(found) < len(times_s) and self._time_of(frame) >= times_s[len(found)] - self._slack:
                found.append(self._picture(frame))
            if len(found) == len(times_s):
                break
        return found

    def near(self, time_s: float) -> PILImage.Image:
        """Return the frame at a time, or one as near to it as `NEAR_FRAMES` behind its key frame."""
        self._seek(time_s)
        last = None
        for count, frame in enumerate(decoded(self._container, self._stream, self._what)):
            self._check()
            last = frame
            if self._time_of(frame) >= time_s - self._slack or count >= NEAR_FRAMES:
                break
        if last is None:
            raise MediaValueError(f"video: {self._what} has no frame at {time_s:.2f} s. Write it again.")
        return self._picture(last)

    def _from(self, start_s: float) -> Iterator[Any]:
        self._seek(start_s)
        for frame in decoded(self._container, self._stream, self._what):
            self._check()
            if self._time_of(frame) >= start_s - self._slack:
                yield frame

    def _seek(self, time_s: float) -> None:
        self._container.seek(round(time_s / self._scale), stream=self._stream, backward=True)

    def _time_of(self, frame: Any) -> float:
        return max(0.0, float(frame.pts) * self._scale) if frame.pts is not None else 0.0

    def _picture(self, frame: Any) -> PILImage.Image:
        from PIL import Image as PILImage

        turn = frame.rotation
        # Scaled before it is turned, by the size it has once it is.
        width, height = _fitted(seen_size(self._stream, turn), self._size_px)
        across, down = (height, width) if turn % 180 else (width, height)
        pixels = frame.reformat(width=across, height=down, format="rgb24").to_ndarray()
        picture = PILImage.fromarray(pixels)
        return picture.rotate(turn, expand=True) if turn % 360 else picture


class _KnownTimes:
    """The frame times of the last files that were asked about, by digest."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, np.ndarray[Any, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, digest: str, find: Callable[[], np.ndarray[Any, Any]]) -> np.ndarray[Any, Any]:
        with self._lock:
            if digest in self._kept:
                self._kept.move_to_end(digest)
                return self._kept[digest]
        found = find()
        with self._lock:
            self._kept[digest] = found
            if len(self._kept) > KNOWN_TIMES:
                self._kept.popitem(last=False)
        return found


_times = _KnownTimes()


def evenly(frames: int, count: int) -> list[int]:
    """Return up to `count` frame numbers, the first and the last among them, evenly apart."""
    count = max(1, min(frames, count))
    return sorted({int(index) for index in np.rint(np.linspace(0, frames - 1, count))})


def strip_of(pictures: Sequence[PILImage.Image]) -> tuple[bytes, int, int]:
    """Return pictures beside each other as one JPEG, and the width and height of each."""
    from PIL import Image as PILImage

    width, height = pictures[0].size
    strip = PILImage.new("RGB", (width * len(pictures), height), "white")
    for number, picture in enumerate(pictures):
        if picture.size != (width, height):
            picture = picture.resize((width, height))
        strip.paste(picture, (number * width, 0), picture if picture.mode == "RGBA" else None)
    file = io.BytesIO()
    strip.save(file, "JPEG", quality=QUALITY)
    return file.getvalue(), width, height


def poster_in(pictures: Sequence[PILImage.Image]) -> int:
    """Return which picture to show first: the first one that is not of one colour, as a black start is."""
    for number, picture in enumerate(pictures):
        if float(np.asarray(picture.convert("L")).std()) > FLAT:
            return number
    return 0


def picture_bytes(picture: PILImage.Image, lossless: bool) -> bytes:
    """Return one frame as a file: WebP without loss, or JPEG."""
    file = io.BytesIO()
    if lossless:
        picture.save(file, "WEBP", lossless=True, quality=0, method=0)
    else:
        picture.save(file, "JPEG", quality=88)
    return file.getvalue()


def _fitted(size: tuple[int, int], size_px: int) -> tuple[int, int]:
    scale = min(1.0, size_px / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _within(picture: PILImage.Image, size_px: int) -> PILImage.Image:
    size = _fitted(picture.size, size_px)
    return picture if size == picture.size else picture.resize(size)
