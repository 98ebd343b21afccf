"""PyAV for what is no GIF: what a video file holds, and arrays encoded so that every browser plays them."""

from __future__ import annotations

import io
import tempfile
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.errors import LibraryMissing, MediaValueError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

# The reader is named, so that no text in a file makes FFmpeg guess at one that opens other files.
READERS = {"mp4": "mov", "webm": "matroska", "ogg": "ogg"}
ENCODERS = {
    "mp4": ("libx264", {"preset": "veryfast", "crf": "20", "bf": "0"}, {"movflags": "+faststart"}),
    # Without frames that are never shown each packet is a frame, and a step is a step.
    "webm": (
        "libvpx-vp9",
        {"deadline": "good", "cpu-used": "5", "crf": "30", "b": "0", "row-mt": "1",
         "auto-alt-ref": "0", "lag-in-frames": "0"},
        {},
    ),
}  # fmt: skip
KEY_FRAME_EVERY = 30
PLAIN_PIXELS = ("yuv420p", "yuvj420p", "gray", "gray8")
BT709 = 1
LIMITED_RANGE = 1


def load_av(what_for: str) -> ModuleType:
    """Return PyAV; raises LibraryMissing with a sentence that says what needs it."""
    try:
        import av
    except ImportError:
        raise LibraryMissing(
            f"{what_for} needs PyAV, which is not installed. Run: pip install 'dsviz-widget[media]'"
        ) from None
    return av


def has_av() -> bool:
    """Return whether PyAV can be imported."""
    try:
        load_av("")
    except LibraryMissing:
        return False
    return True


def open_video(file: Path | bytes, file_format: str, what: str) -> tuple[InputContainer, VideoStream]:
    """Open a file and its first stream of pictures; the caller closes the container.

    Raises
    ------
    LibraryMissing
        If PyAV is not installed.
    MediaValueError
        If it is of another type, cannot be read, or has no pictures.
    """
    av = load_av("reading the frames of a video")
    if file_format not in READERS:
        raise MediaValueError(
            f"video: {what} is of type {file_format!r}, and only gif, {', '.join(READERS)} are read. "
            "Save the file to play it elsewhere."
        )
    try:
        container = av.open(
            str(file) if isinstance(file, Path) else io.BytesIO(file), format=READERS[file_format]
        )
    except (av.FFmpegError, OSError, ValueError) as error:
        raise MediaValueError(f"video: {what} cannot be read: {reason(error)}. Write it again.") from None
    if not container.streams.video:
        container.close()
        raise MediaValueError(f"video: {what} has no pictures. If it is a sound, use Audio.")
    stream = container.streams.video[0]
    stream.thread_type = "AUTO"
    return container, stream


def decoded(container: InputContainer, stream: VideoStream, what: str) -> Iterator[VideoFrame]:
    """Return the frames of a stream from where the container stands; raises MediaValueError for damage."""
    av = load_av("reading the frames of a video")
    try:
        yield from container.decode(stream)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise MediaValueError(f"video: {what} cannot be decoded: {reason(error)}. Write it again.") from None


def reason(error: Exception) -> str:
    """Return what FFmpeg says is wrong, without the file's name."""
    return str(getattr(error, "strerror", None) or error).rstrip(".")


def seen_size(stream: VideoStream, rotation: int) -> tuple[int, int]:
    """Return width and height as a browser shows them: pixels made square, and turned."""
    width, height = stream.codec_context.width, stream.codec_context.height
    aspect = stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio
    if aspect and aspect != 1:
        width = max(1, round(width * float(aspect)))
    return (height, width) if rotation % 180 else (width, height)


def measure_video(file: Path | bytes, file_format: str, what: str) -> dict[str, Any]:
    """Return what is known of a video: the facts of a cell, and ``pixels``, FFmpeg's name of their form.

    Every packet is looked at, none but the first frame is decoded.

    Raises
    ------
    LibraryMissing, MediaValueError
        As `open_video` does; also if the first frame cannot be decoded.
    """
    container, stream = open_video(file, file_format, what)
    with container:
        first = next(decoded(container, stream, what), None)
        if first is None:
            raise MediaValueError(f"video: {what} has no frame. Write it again.")
        rotation = first.rotation
        times = frame_times(container, stream, what)
        width, height = seen_size(stream, rotation)
        context = stream.codec_context
        seconds = container.duration / 1_000_000 if container.duration else None
        spread = times[-1] - times[0] if len(times) > 1 else 0.0
        fps = float(stream.average_rate) if stream.average_rate else None
        if fps is None and spread:
            fps = (len(times) - 1) / float(spread)
        return {
            "seconds": seconds if seconds is not None else float(times[-1]) + (1 / fps if fps else 0.0),
            "fps": None if fps is None else round(fps, 3),
            "frames": len(times),
            "width": width,
            "height": height,
            "has_sound": bool(container.streams.audio),
            "codec": context.codec.canonical_name,
            "pixels": context.pix_fmt,
        }


def frame_times(container: InputContainer, stream: VideoStream, what: str) -> np.ndarray[Any, Any]:
    """Return when each frame is shown, in seconds, in order; the container is at its end after that."""
    av = load_av("reading the frames of a video")
    scale = float(stream.time_base or 0)
    try:
        container.seek(0)
        shown = [
            packet.pts
            for packet in container.demux(stream)
            if packet.size and packet.pts is not None and not packet.is_discard
        ]
    except (av.FFmpegError, OSError, ValueError) as error:
        raise MediaValueError(f"video: {what} cannot be read: {reason(error)}. Write it again.") from None
    if not shown:
        raise MediaValueError(f"video: {what} has no frame. Write it again.")
    times: np.ndarray[Any, Any] = np.maximum(np.sort(np.asarray(shown, np.float64)) * scale, 0.0)
    return times


def playing_trouble(file_format: str, facts: dict[str, Any]) -> str | None:
    """Return why browsers do not play such a file, as the rest of a sentence, or None where they do."""
    codec, pixels = facts.get("codec"), facts.get("pixels")
    if file_format == "gif" or codec is None:
        return None
    if codec in ("vp8", "vp9", "av1"):
        return None
    if codec == "h264":
        if pixels in (None, *PLAIN_PIXELS):
            return None
        return f"its H.264 has pixels of form {pixels}, and browsers play yuv420p"
    named = {"hevc": "HEVC (H.265)", "mpeg4": "MPEG-4 part 2", "theora": "Theora", "prores": "ProRes"}.get(
        codec, codec
    )
    return f"it is encoded as {named}, which most browsers do not play"


def encode_video(frames: np.ndarray[Any, Any], fps: float, file_format: str) -> bytes:
    """Return frames as H.264 in mp4 (yuv420p, its index first), or as VP9 in webm.

    An odd width or height is padded by one column or row, a copy of the last.

    Parameters
    ----------
    frames : (t, h, w, 1 or 3) array of uint8
    fps : float
    file_format : {"mp4", "webm"}

    Raises
    ------
    LibraryMissing
        If PyAV is not installed.
    MediaValueError
        If the encoder refuses the frames.
    """
    av = load_av(f"encoding frames as {file_format}")
    encoder, options, moved = ENCODERS[file_format]
    odd = ((0, 0), (0, frames.shape[1] % 2), (0, frames.shape[2] % 2), (0, 0))
    if any(after for _, after in odd):
        frames = np.pad(frames, odd, mode="edge")
    # FFmpeg opens an mp4 a second time to move its index to the front, so it must have a name.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"video.{file_format}"
        try:
            with av.open(str(path), "w", format=file_format, container_options=moved) as container:
                stream = container.add_stream(
                    encoder, rate=Fraction(fps).limit_denominator(100_000), options=options
                )
                stream.width, stream.height, stream.pix_fmt = frames.shape[2], frames.shape[1], "yuv420p"
                context = stream.codec_context
                context.gop_size = KEY_FRAME_EVERY
                context.colorspace = context.color_primaries = context.color_trc = BT709
                context.color_range = LIMITED_RANGE
                for pixels in frames:
                    container.mux(stream.encode(_yuv(av, pixels)))
                container.mux(stream.encode())
        except (av.FFmpegError, OSError, ValueError) as error:
            raise MediaValueError(
                f"video: {frames.shape[2]:,} × {frames.shape[1]:,} frames cannot be encoded as "
                f"{file_format}: {reason(error)}. Make them smaller, or use format='gif'."
            ) from None
        return path.read_bytes()


def _yuv(av: ModuleType, pixels: np.ndarray[Any, Any]) -> VideoFrame:
    if pixels.shape[2] == 1:
        frame = av.VideoFrame.from_ndarray(np.repeat(pixels, 3, axis=2), format="rgb24")
    else:
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
    converted: VideoFrame = frame.reformat(
        format="yuv420p",
        dst_colorspace=av.video.reformatter.Colorspace.ITU709,
        dst_color_range=av.video.reformatter.ColorRange.MPEG,
    )
    return converted
