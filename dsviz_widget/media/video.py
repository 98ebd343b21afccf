"""A video: an array of frames, or a file that is kept byte for byte."""

from __future__ import annotations

import io
import math
import os
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from dsviz_widget.errors import LibraryMissing, MediaTypeError, MediaValueError
from dsviz_widget.media.given import file_given
from dsviz_widget.media.medium import Medium, Stoppable, format_of
from dsviz_widget.media.registry import register_medium
from dsviz_widget.media.still import FileReader, Still
from dsviz_widget.media.video_codec import encode_video, has_av, measure_video, playing_trouble
from dsviz_widget.media.video_files import (
    FORMATS,
    HEAD_BYTES,
    MIME,
    OTHER_SUFFIXES,
    check_format,
    check_whole,
)
from dsviz_widget.media.video_frames import StoredVideo, evenly, picture_bytes, poster_in, strip_of
from dsviz_widget.media.video_gif import MAX_FPS, gif_frames, read_gif, write_gif
from dsviz_widget.media.video_pixels import frames_of
from dsviz_widget.types import article

DEFAULT_FPS = 4
MOST_FPS = 1000
POSTERS = 8
MOST_THUMBNAILS = 64
MOST_FRAMES = 64
MOST_PX = 2048


@register_medium
class Video(Medium):
    """A video for a table cell or a step of a run.

    Parameters
    ----------
    data_or_path : array, tensor, path, bytes or open file
        Frames as (t, c, h, w), or several videos as (b, t, c, h, w), which are laid out as a grid: time,
        channels, height, width; 1, 3 or 4 channels, what is transparent over white. uint8, booleans,
        integers of 0..255, floats of 0..1, or floats of 0..255. Or a video file of type gif, mp4, webm or
        ogg, as a path, as bytes or opened for reading; it is kept byte for byte.
    caption : str, optional
        Shown under the video.
    fps : float, optional
        Frames a second of an array; 4 unless given. A file has its own.
    format : {"gif", "mp4", "webm"}, optional
        What frames are written as: mp4 (H.264, yuv420p) unless given, or gif where PyAV is not installed;
        webm is VP9. mp4 and webm need PyAV (``pip install 'dsviz-widget[media]'``), gif needs nothing more,
        has 256 colors a frame and at most 50 frames a second. mp4 and webm pad an odd width or height by
        one pixel. A file keeps its format.

    Raises
    ------
    MediaTypeError
        If it is none of these, or not made of numbers.
    MediaValueError
        For an impossible shape, range or rate, and for a file that is empty, cut short, damaged, or not of
        the type that its name says.
    MediaFileError
        If there is no such file.
    LibraryMissing
        If `format` is mp4 or webm and PyAV is not installed.

    Warns
    -----
    UserWarning
        If browsers do not play the file, for example HEVC in mp4: it is shown frame by frame.

    Notes
    -----
    A cell knows ``seconds``, ``fps``, ``frames``, ``width``, ``height`` (in pixels, as seen), ``has_sound``
    and ``codec``; all but those of gif are None where PyAV is not installed.

    References
    ----------
    ``wandb.Video``, W&B reference, 2021.
    """

    wb_type: ClassVar[str] = "video-file"
    noun: ClassVar[str] = "video"
    folder: ClassVar[str] = "media/videos"
    list_type: ClassVar[str] = "videos"
    telling: ClassVar[str] = "seconds"
    mimes: ClassVar[dict[str, str]] = MIME
    fields: ClassVar[dict[str, str]] = {
        "seconds": "float64",
        "fps": "float64",
        "frames": "int64",
        "width": "int64",
        "height": "int64",
        "has_sound": "bool",
        "codec": "string",
    }

    def __init__(
        self,
        data_or_path: Any,
        caption: str | None = None,
        fps: float | None = None,
        format: str | None = None,
    ) -> None:
        if format is not None and format not in FORMATS:
            raise MediaValueError(f"video: format {format!r} is none of {', '.join(FORMATS)}.")
        content: Path | bytes
        if isinstance(data_or_path, (str, os.PathLike)):
            content = file_given(data_or_path, self.noun)
            what = f"the file {str(content)!r}"
        elif (found := _bytes_given(data_or_path)) is not None:
            content, what = found, "what was given"
        else:
            content, file_format = _encoded(data_or_path, _rate(fps), format)
            super().__init__(content, file_format, caption, _facts(content, file_format, "the video"))
            return
        file_format, facts = _looked_at(content, what)
        _warn_of_ignored(fps, format, file_format)
        trouble = playing_trouble(file_format, facts)
        if trouble:
            warnings.warn(
                f"{what} is kept, but {trouble}; it is shown frame by frame, without sound. "
                "Encode it as H.264 with yuv420p, or as VP9 in webm, to have it played.",
                UserWarning,
                stacklevel=2,
            )
        super().__init__(content, file_format, caption, facts)

    @classmethod
    def format_in(cls, path: str) -> str:
        """Return the format that the name of a file says."""
        found = format_of(path)
        return OTHER_SUFFIXES.get(found, found)

    @classmethod
    def measure(cls, content: bytes | Path, file_format: str) -> dict[str, Any]:
        """Return the facts of a file; each is None where PyAV is needed and not installed."""
        facts = _facts(content, file_format, f"the {file_format}")
        return {name: facts.get(name) for name in cls.fields}

    @classmethod
    def still(cls, cell: Mapping[str, Any], read: FileReader, size_px: int) -> Still | None:
        """Return up to eight frames beside each other; `facts` say how many, and which to show at rest.

        None where PyAV is needed and not installed: browsers play the file all the same.

        ``facts``: ``posters``, how many; ``poster``, which of them to show; ``times``, in seconds.
        ``width`` and ``height`` are those of one.

        Raises
        ------
        MediaValueError
            If the file is damaged.
        """
        stored = _stored(cell, read)
        try:
            times = stored.times()
        except LibraryMissing:
            return None
        indexes = evenly(len(times), POSTERS)
        pictures = stored.chosen(indexes, size_px)
        content, width, height = strip_of(pictures)
        facts = {
            "posters": len(pictures),
            "poster": poster_in(pictures),
            "times": [round(float(times[index]), 4) for index in indexes[: len(pictures)]],
        }
        return Still(content, "image/jpeg", width, height, facts)

    @classmethod
    def view(
        cls, cell: Mapping[str, Any], read: FileReader, params: Mapping[str, Any], task: Stoppable
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Answer what the viewer asks beside the file.

        ``times``: when each frame is shown, float64 seconds. ``strip`` (`count`, `size_px`): thumbnails
        beside each other, and their times. ``frames`` (`start`, `count`, `size_px`): exactly these frames,
        a picture each, for stepping where the browser cannot play the file.
        """
        stored = _stored(cell, read, task)
        what = params.get("what")
        times = stored.times()
        if what == "times":
            return {"frames": len(times)}, [times.astype("<f8").tobytes()]
        size_px = max(16, min(int(params.get("size_px", 160)), MOST_PX))
        if what == "strip":
            indexes = evenly(len(times), min(int(params.get("count", 24)), MOST_THUMBNAILS))
            pictures = stored.chosen(indexes, min(size_px, 256))
            content, width, height = strip_of(pictures)
            shown = [float(times[index]) for index in indexes[: len(pictures)]]
            return {"times": shown, "width": width, "height": height, "mime": "image/jpeg"}, [content]
        if what == "frames":
            start = max(0, min(int(params.get("start", 0)), len(times) - 1))
            count = max(1, min(int(params.get("count", 16)), MOST_FRAMES))
            is_exact = cell["format"] == "gif"
            found = [picture_bytes(picture, is_exact) for picture in stored.frames(start, count, size_px)]
            mime = "image/webp" if is_exact else "image/jpeg"
            return {"start": start, "count": len(found), "mime": mime}, found
        return super().view(cell, read, params, task)


def _encoded(data: Any, fps: float, file_format: str | None) -> tuple[bytes, str]:
    if file_format == "ogg":
        raise MediaValueError(
            "video: frames cannot be written as ogg, whose codec browsers no longer play. Use format='webm'."
        )
    frames = frames_of(data)
    if file_format is None:
        file_format = "mp4" if has_av() else "gif"
    if file_format != "gif":
        return encode_video(frames, fps, file_format), file_format
    if fps > MAX_FPS:
        raise MediaValueError(
            f"video: a gif shows at most {MAX_FPS} frames a second, got fps={fps:g}. Use format='mp4'."
        )
    return write_gif(frames, fps), "gif"


def _rate(fps: Any) -> float:
    if fps is None:
        return DEFAULT_FPS
    try:
        rate = float(fps)
    except (TypeError, ValueError):
        raise MediaTypeError(f"video: fps is a number of frames a second, got {article(fps)}.") from None
    if not math.isfinite(rate) or not 0 < rate <= MOST_FPS:
        raise MediaValueError(f"video: fps must lie above 0 and be at most {MOST_FPS:,}, got {rate:g}.")
    return rate


def _bytes_given(given: Any) -> bytes | None:
    if isinstance(given, (bytes, bytearray, memoryview)):
        return bytes(given)
    if not hasattr(given, "read"):
        return None
    if isinstance(given, io.TextIOBase):
        raise MediaTypeError("video: the file was opened as text. Open it with mode 'rb'.")
    if hasattr(given, "seek") and given.seekable():
        given.seek(0)
    content = given.read()
    if not isinstance(content, bytes):
        raise MediaTypeError(f"video: reading what was given returned {article(content)}, not bytes.")
    return content


def _looked_at(content: Path | bytes, what: str) -> tuple[str, dict[str, Any]]:
    """Return the format of a file and what is known of it, once it is whole and can be decoded."""
    with content.open("rb") if isinstance(content, Path) else io.BytesIO(content) as file:
        head = file.read(HEAD_BYTES)
        size = file.seek(0, os.SEEK_END)
        suffix = content.suffix[1:] if isinstance(content, Path) else ""
        file_format = check_format(head, size, suffix, what)
        check_whole(file, file_format, what)
    facts = _facts(content, file_format, what)
    if file_format == "gif":
        # Its blocks were counted; this opens the first frame, and refuses what would fill the memory.
        next(gif_frames(content.read_bytes() if isinstance(content, Path) else content, what), None)
    return file_format, facts


def _facts(content: Path | bytes, file_format: str, what: str) -> dict[str, Any]:
    if file_format == "gif":
        found = read_gif(content.read_bytes() if isinstance(content, Path) else content, what)
        frames = len(found.delays_s)
        return {
            "seconds": round(found.seconds, 3),
            "fps": round(frames / found.seconds, 3),
            "frames": frames,
            "width": found.width,
            "height": found.height,
            "has_sound": False,
            "codec": "gif",
        }
    try:
        return measure_video(content, file_format, what)
    except LibraryMissing:
        return {}


def _warn_of_ignored(fps: float | None, asked: str | None, found: str) -> None:
    said = [f"fps={fps:g}"] if fps is not None else []
    said += [f"format={asked!r}"] if asked not in (None, found) else []
    if said:
        warnings.warn(
            f"video: {' and '.join(said)} has no effect on a file, which is kept as it is, as {found}.",
            UserWarning,
            stacklevel=3,
        )


def _stored(cell: Mapping[str, Any], read: FileReader, task: Stoppable | None = None) -> StoredVideo:
    file = read.path or read()
    return StoredVideo(file, cell["format"], cell["digest"], (lambda: None) if task is None else task.check)
