"""Videos: arrays that are encoded, files that are kept, and what is refused."""

from __future__ import annotations

import io
import struct
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dsviz_widget.errors import LibraryMissing, MediaError
from dsviz_widget.media.still import FileReader, Still
from dsviz_widget.media.video import Video
from dsviz_widget.media.video_pixels import frames_of

av = pytest.importorskip("av")


class Kept:
    """Bytes of one file, as a store has them."""

    def __init__(self, video: Video) -> None:
        self.content = video.read()

    def get(self, digest: str) -> bytes:
        """Return them."""
        return self.content

    def locate(self, digest: str) -> None:
        """Say that they are in memory only."""


class NobodyStops:
    """A question that nobody takes back."""

    def check(self) -> None:
        """Go on."""


def reader(video: Video) -> FileReader:
    return FileReader(Kept(video), video.digest)


def shown(video: Video, **params: Any) -> tuple[dict[str, Any], list[bytes]]:
    return Video.view(video.to_struct(), reader(video), params, NobodyStops())


def pixels_of(video: Video) -> np.ndarray[Any, Any]:
    """The frames of a video as its viewer gets them when the browser does not play it."""
    from PIL import Image

    facts, found = shown(video, what="frames", start=0, count=64, size_px=2048)
    assert facts["count"] == len(found)
    pictures = [Image.open(io.BytesIO(one)).convert("RGB") for one in found]
    made: np.ndarray[Any, Any] = np.array([np.asarray(picture) for picture in pictures])
    return made


def still_of(video: Video, size_px: int) -> Still:
    still = Video.still(video.to_struct(), reader(video), size_px)
    assert still is not None
    return still


def ramp(frames: int = 6, height: int = 32, width: int = 48) -> np.ndarray[Any, Any]:
    """Frames that are all alike but for their brightness, 20 to 220, so that a frame tells its number."""
    levels = np.linspace(20, 220, frames).astype(np.uint8)
    made: np.ndarray[Any, Any] = np.broadcast_to(
        levels[:, None, None, None], (frames, 3, height, width)
    ).copy()
    return made


def remade(frames: np.ndarray[Any, Any], codec: str, pixels: str, file_format: str) -> bytes:
    """Encode frames in a way that Video itself does not."""
    file = io.BytesIO()
    with av.open(file, "w", format=file_format) as container:
        stream = container.add_stream(codec, rate=10)
        stream.height, stream.width, stream.pix_fmt = frames.shape[2], frames.shape[3], pixels
        for frame in np.moveaxis(frames, 1, -1):
            made = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="rgb24")
            container.mux(stream.encode(made))
        container.mux(stream.encode())
    return file.getvalue()


@pytest.mark.parametrize(
    ("file_format", "codec", "loss"), [("mp4", "h264", 4), ("webm", "vp9", 4), ("gif", "gif", 0)]
)
def test_frames_come_back_in_order_and_on_time(file_format: str, codec: str, loss: int) -> None:
    frames = ramp()
    video = Video(frames, "a ramp", fps=12.5, format=file_format)
    assert (video.format, video.caption, video.facts["codec"]) == (file_format, "a ramp", codec)
    assert video.facts["frames"] == 6
    assert video.facts["fps"] == pytest.approx(12.5)
    assert video.facts["seconds"] == pytest.approx(6 / 12.5, abs=0.005)
    assert (video.facts["width"], video.facts["height"], video.facts["has_sound"]) == (48, 32, False)
    seen = pixels_of(video).astype(int)
    assert np.abs(seen - np.moveaxis(frames, 1, -1)).max() <= loss
    _, (times,) = shown(video, what="times")
    assert np.frombuffer(times, "<f8") == pytest.approx(np.arange(6) / 12.5, abs=0.002)


def test_mp4_begins_with_its_index_and_every_browser_plays_it() -> None:
    content = Video(ramp(height=31, width=47)).read()
    assert content[4:8] == b"ftyp"
    assert content.index(b"moov") < content.index(b"mdat")
    with av.open(io.BytesIO(content)) as container:
        context = container.streams.video[0].codec_context
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p")
        assert (context.width, context.height) == (48, 32)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 9])
def test_several_videos_are_tiled_as_the_original_tiles_them(count: int) -> None:
    original = pytest.importorskip("wandb").Video
    videos = np.random.default_rng(count).integers(0, 256, (count, 2, 3, 4, 6), dtype=np.uint8)
    assert np.array_equal(frames_of(videos), original._prepare_video(None, videos))


def test_numbers_of_any_kind_are_pixels() -> None:
    whole = ramp()
    for same in (
        whole.astype(np.int64),
        whole.astype(np.float64),
        whole / 255,
        (whole / 255).astype(np.float32),
        whole / 255 + 1e-7,
    ):
        assert np.array_equal(frames_of(same), np.moveaxis(whole, 1, -1))
    assert set(np.unique(frames_of(whole > 100))) == {0, 255}
    assert frames_of(whole[:, :1]).shape == (6, 32, 48, 1)


def test_transparent_pixels_are_laid_over_white() -> None:
    clear = np.zeros((2, 4, 2, 2), np.uint8)
    clear[1, 3] = 255
    assert (frames_of(clear)[0] == 255).all()
    assert (frames_of(clear)[1] == 0).all()


def test_gif_keeps_few_colors_exactly_and_frames_that_are_alike() -> None:
    frames = np.zeros((5, 3, 9, 7), np.uint8)
    frames[2:, :, 4, 3] = np.array([1, 2, 3])
    video = Video(frames, format="gif", fps=30)
    assert video.facts["frames"] == 5
    assert video.facts["seconds"] == pytest.approx(5 / 30, abs=0.005)
    assert np.array_equal(pixels_of(video), np.moveaxis(frames, 1, -1))


def test_files_are_kept_byte_for_byte(tmp_path: Path) -> None:
    content = Video(ramp(), format="webm").read()
    path = tmp_path / "clip.webm"
    path.write_bytes(content)
    with path.open("rb") as opened:
        opened.read(10)
        made = [Video(str(path)), Video(path), Video(content), Video(io.BytesIO(content)), Video(opened)]
    assert {video.digest for video in made} == {Video(path).digest}
    assert all(video == made[0] and video.format == "webm" for video in made)
    assert made[0].read() == content
    assert made[0].path.endswith("/clip.webm")
    assert made[0].facts["frames"] == 6


def test_what_has_no_effect_is_said(tmp_path: Path) -> None:
    content = Video(ramp(), format="gif").read()
    with pytest.warns(UserWarning, match=r"fps=4 and format='mp4' has no effect on a file.*as gif"):
        Video(content, fps=4, format="mp4")


@pytest.mark.parametrize(
    ("codec", "pixels", "file_format", "said"),
    [
        ("mpeg4", "yuv420p", "mp4", "encoded as MPEG-4 part 2, which most browsers do not play"),
        ("libx265", "yuv420p", "mp4", "encoded as HEVC"),
        ("libx264rgb", "rgb24", "mp4", "has pixels of form gbrp, and browsers play yuv420p"),
    ],
)
def test_what_browsers_do_not_play_is_kept_with_a_warning(
    codec: str, pixels: str, file_format: str, said: str
) -> None:
    content = remade(ramp(height=64, width=64), codec, pixels, file_format)
    with pytest.warns(UserWarning, match=said):
        video = Video(content)
    assert video.read() == content
    assert pixels_of(video).shape == (6, 64, 64, 3)


def test_a_phone_held_upright_films_upright() -> None:
    content = bytearray(Video(ramp(height=32, width=64)).read())
    # The matrix of the track header, ISO/IEC 14496-12 section 8.3.2: a quarter turn clockwise.
    matrix = content.index(b"tkhd") + 4 + 4 + 20 + 16
    one = 1 << 16
    content[matrix : matrix + 36] = struct.pack(">9i", 0, one, 0, -one, 0, 0, 32 * one, 0, 1 << 30)
    video = Video(bytes(content))
    assert (video.facts["width"], video.facts["height"]) == (32, 64)
    assert pixels_of(video).shape[1:] == (64, 32, 3)
    still = still_of(video, 256)
    assert (still.width, still.height) == (32, 64)


@pytest.mark.parametrize("file_format", ["mp4", "webm", "gif"])
def test_a_still_is_a_strip_of_frames(file_format: str) -> None:
    from PIL import Image

    frames = ramp(20)
    frames[0] = 0
    frames[1:, :, :16] //= 2
    video = Video(frames, fps=10, format=file_format)
    still = still_of(video, 24)
    assert (still.mime, still.width, still.height) == ("image/jpeg", 24, 16)
    assert still.facts["posters"] == 8
    assert still.facts["poster"] == 1
    assert still.facts["times"] == pytest.approx([0, 0.3, 0.5, 0.8, 1.1, 1.4, 1.6, 1.9], abs=0.002)
    strip = np.asarray(Image.open(io.BytesIO(still.content)).convert("L")).astype(int)
    assert strip.shape == (16, 8 * 24)
    levels = [int(strip[12, 24 * number + 12]) for number in range(8)]
    assert levels == sorted(levels)
    assert levels[-1] == pytest.approx(220, abs=6)


@pytest.mark.parametrize("file_format", ["mp4", "webm", "gif"])
def test_any_frame_can_be_had_alone(file_format: str) -> None:
    video = Video(ramp(40), fps=30, format=file_format)
    every = pixels_of(video)
    for number in (0, 1, 17, 38, 39):
        facts, found = shown(video, what="frames", start=number, count=1, size_px=2048)
        from PIL import Image

        assert facts["start"] == number
        assert np.array_equal(np.asarray(Image.open(io.BytesIO(found[0])).convert("RGB")), every[number])
    facts, _ = shown(video, what="strip", count=10, size_px=32)
    assert len(facts["times"]) == 10
    assert facts["width"] == 32


FRAMES = np.zeros((2, 3, 8, 8), np.uint8)
REFUSED = [
    (np.zeros((3, 8, 8)), {}, "got (3, 8, 8). Give it a first axis for time."),
    (np.zeros((2, 8, 8, 3)), {}, "channels come last here: use numpy.moveaxis(frames, -1, -3)"),
    (np.zeros((2, 2, 8, 8)), {}, "with 1, 3 or 4 channels; got (2, 2, 8, 8)"),
    (np.zeros((0, 3, 8, 8)), {}, "at least one frame and one pixel"),
    (np.zeros((1, 1, 2, 20_000), np.uint8), {}, "more than 16,384 on a side cannot be written"),
    (FRAMES - 1.0, {}, "floats lie in 0..1, or in 0..255"),
    (FRAMES * np.nan, {}, "384 of the video's 384 values are NaN or infinite"),
    (FRAMES.astype(int) + 256, {}, "integers run from 256 to 256, outside 0..255"),
    (FRAMES.astype(complex), {}, "made of numbers, got an array of complex128"),
    ([[1, 2], [3]], {}, "the frames of the list have different shapes"),
    ({"a": 1}, {}, "made from an array, a path, bytes or an open file, got a dict"),
    (FRAMES, {"fps": 0}, "fps must lie above 0"),
    (FRAMES, {"fps": "fast"}, "fps is a number of frames a second, got the text 'fast'"),
    (FRAMES, {"format": "avi"}, "format 'avi' is none of gif, mp4, webm, ogg"),
    (FRAMES, {"format": "ogg"}, "cannot be written as ogg"),
    (FRAMES, {"format": "gif", "fps": 60}, "a gif shows at most 50 frames a second"),
    (io.StringIO("text"), {}, "opened as text. Open it with mode 'rb'"),
    (b"", {}, "is empty"),
    (b"GIF89a" + bytes(20), {}, "damaged GIF"),
    (b"GIF89a\xff\xff\xff\xff\0\0\0;", {}, "GIF without a frame"),
    (
        b"GIF89a" + b"\xff" * 4 + b"\0\0\0,\0\0\0\0" + b"\xff" * 4 + b"\0\x08\x01\0\0;",
        {},
        "than Pillow allows",
    ),
    (b"\0\0\0\x18ftypqt  " + bytes(40), {}, "of type mov, which browsers do not play"),
    (b"RIFF\0\0\0\0AVI LIST", {}, "of type avi"),
    (b"not a video at all", {}, "does not begin as a video"),
    (b"\0\0\0\x10ftypisom\0\0\0\0", {}, "cannot be read"),
    (b"\x1a\x45\xdf\xa3\x84webm", {}, "cannot be read"),
    (b"OggS" + bytes(40), {}, "cannot be read"),
    ("nowhere.mp4", {}, "there is no file"),
]


@pytest.mark.parametrize(("given", "arguments", "said"), REFUSED)
def test_what_makes_no_video_is_refused_in_one_sentence(
    given: Any, arguments: dict[str, Any], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(MediaError) as raised:
        Video(given, **arguments)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("file_format", ["mp4", "webm", "gif"])
def test_a_file_that_is_cut_short_is_refused(file_format: str, tmp_path: Path) -> None:
    content = Video(ramp(40), format=file_format).read()
    path = tmp_path / f"clip.{file_format}"
    for kept in (len(content) - 1, len(content) // 2, 100):
        path.write_bytes(content[:kept])
        with pytest.raises(MediaError):
            Video(path)


def test_a_name_that_says_another_type_is_refused(tmp_path: Path) -> None:
    content = Video(ramp(), format="gif").read()
    for name, said in (("a.mp4", "ends in .mp4 and holds gif. Rename it to .gif"), ("a.dat", "ends in .dat")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(MediaError, match=said):
            Video(tmp_path / name)


def test_without_pyav_gif_does_all_and_files_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    webm = Video(ramp(), format="webm").read()
    monkeypatch.setitem(sys.modules, "av", None)
    video = Video(ramp())
    assert video.format == "gif"
    assert still_of(video, 128).facts["posters"] == 6
    with pytest.raises(LibraryMissing, match=r"needs PyAV.*pip install 'dsviz-widget\[media\]'"):
        Video(ramp(), format="mp4")
    kept = Video(webm)
    assert kept.read() == webm
    assert kept.facts["frames"] is None
    assert Video.still(kept.to_struct(), reader(kept), 128) is None
    with pytest.raises(LibraryMissing, match="needs PyAV"):
        shown(kept, what="times")


def test_a_file_of_another_tool_is_named_for_what_it_is() -> None:
    assert [Video.format_in(path) for path in ("a/b.m4v", "b.OGV", "c.webm")] == ["mp4", "ogg", "webm"]
    with pytest.raises(MediaError, match="is of type 'mov', and only gif, mp4, webm, ogg are read"):
        Video.measure(b"any", "mov")


REAL = {
    "flower.webm": (960, 540, 150, "vp8", True),
    "friday.mp4": (640, 480, 185, "h264", True),
    "stream-of-water.mp4": (480, 360, 90, "h264", True),
    "bigbuckbunny.mp4": (1280, 720, 132, "h264", True),
}


@pytest.mark.parametrize("name", REAL)
def test_real_files_tell_what_they_are(shared_data: Path, name: str) -> None:
    video = Video(shared_data / "media" / name)
    told = [video.facts[fact] for fact in ("width", "height", "frames", "codec", "has_sound")]
    assert told == list(REAL[name])
    _, (times,) = shown(video, what="times")
    apart = np.diff(np.frombuffer(times, "<f8"))
    assert (apart > 0).all()
    still = still_of(video, 128)
    assert len(still.content) < 40_000
