"""Files that claim what they do not hold, or are damaged: one sentence, no memory, the rest goes on."""

from __future__ import annotations

import contextlib
import io
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image as PILImage
from PIL import PngImagePlugin

import dsviz_widget as wandb
from dsviz_widget.errors import BlobCorrupt, MediaError, MediaValueError
from dsviz_widget.media.thumbnails import Thumbnails
from dsviz_widget.query import Task
from dsviz_widget.store import Blobs, Catalog
from dsviz_widget.widgets.table_session import TableSession
from tests.unit.builders import ids, logged, pixels, table


def claim(width: int, height: int, kind: str) -> bytes:
    """Return a file of at most 2 kB that claims a size."""
    if kind == "bmp":
        return b"BM" + struct.pack("<IIIIiiHHIIiiII", 54, 0, 54, 40, width, height, 1, 24, 0, 0, 1, 1, 0, 0)
    if kind == "gif":
        return b"GIF89a" + struct.pack("<HHBBB", width, height, 0, 0, 0) + b"," + bytes(9) + b"\x02\0;"
    header = struct.pack(">IIBBBBB", width, height, 1 if kind == "png of 1 bit" else 8, 0, 0, 0, 0)
    body = zlib.compress(bytes(100_000), 9)
    chunks = b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + chunks


@pytest.mark.parametrize("kind", ["png", "png of 1 bit", "bmp", "gif"])
def test_sixty_thousand_pixels_each_way_in_two_kilobytes(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"bomb.{kind[:3]}"
    path.write_bytes(claim(60_000, 60_000, kind))
    assert path.stat().st_size < 2000
    blobs = Blobs(tmp_path / "blobs")
    digest = blobs.put(path)
    for ask in (
        lambda: wandb.Image(path),
        lambda: wandb.Image(path, mode="L"),
        lambda: wandb.Image(pixels(), masks={"m": {"path": path}}),
        lambda: Thumbnails(blobs).image(digest, 128),
        lambda: Thumbnails(blobs).original(digest, "png"),
        lambda: Thumbnails(blobs).full_mask(digest),
    ):
        with pytest.raises(MediaValueError, match="claims 3,600,000,000 pixels, more than Pillow allows"):
            ask()


def test_the_rest_of_the_table_is_shown(
    tmp_path: Path, store: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(claim(60_000, 60_000, "png"))
    # Whoever logged it trusted it.
    with monkeypatch.context() as patch:
        patch.setattr(PILImage, "MAX_IMAGE_PIXELS", None)
        bomb = wandb.Image(path)
    found = logged(table(["name", "im"], ["a", wandb.Image(pixels())], ["b", bomb], ["c", None]))
    assert found.get_column("name") == ["a", "b", "c"]
    session = TableSession(found, "t")
    assert session.open({}, Task())[0]["matched"] == 3
    small, _ = session.pictures.small({"column": "im", "rows": [0, 1, 2]}, Task())
    assert "error" not in small["items"][0]
    assert "claims 3,600,000,000 pixels" in small["items"][1]["error"]
    assert (
        "claims 3,600,000,000 pixels"
        in session.pictures.whole({"column": "im", "row": 1}, Task())[0]["error"]
    )
    assert "error" not in session.pictures.whole({"column": "im", "row": 0}, Task())[0]
    with pytest.raises(MediaValueError, match="claims 3,600,000,000 pixels"):
        _ = found.data[1][1].image


def test_a_stored_file_that_was_exchanged(store: Catalog) -> None:
    found = logged(table(["im"], [wandb.Image(pixels())], [wandb.Image(pixels(1))]))
    cell = found.data[0][0]
    os.chmod(store.blobs.path(cell.encoded.digest), 0o644)
    store.blobs.path(cell.encoded.digest).write_bytes(claim(60_000, 60_000, "png"))
    small, _ = TableSession(found, "t").pictures.small({"column": "im", "rows": [0, 1]}, Task())
    assert "was changed after it was stored" in small["items"][0]["error"]
    assert "error" not in small["items"][1]
    with pytest.raises(BlobCorrupt):
        _ = cell.image


LARGEST = """
import resource, sys
from pathlib import Path
from dsviz_widget.media.thumbnails import Thumbnails
from dsviz_widget.store import Blobs
import warnings; warnings.simplefilter("ignore")
thumbnails = Thumbnails(Blobs(Path(sys.argv[1])))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
small = thumbnails.image(sys.argv[2], 128)
print(small.width, small.height, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_the_largest_that_pillow_allows_takes_one_byte_a_pixel(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    file = io.BytesIO()
    PILImage.new("P", (13_000, 13_000)).save(file, "PNG")
    digest = blobs.put(file.getvalue())
    script = [sys.executable, "-c", LARGEST, str(tmp_path), digest]
    done = subprocess.run(script, capture_output=True, text=True, check=True)
    width, height, grown_mb = map(int, done.stdout.split())
    assert (width, height) == (128, 128)
    assert grown_mb < 300


def test_files_that_are_programs(tmp_path: Path) -> None:
    PILImage.fromarray(pixels()).save(tmp_path / "page.eps")
    with pytest.raises(MediaValueError, match="of type EPS, which is a program rather than pixels"):
        wandb.Image(tmp_path / "page.eps")


def test_text_that_unpacks_without_end(tmp_path: Path) -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("comment", "a" * 5_000_000, zip=True)
    PILImage.fromarray(pixels()).save(tmp_path / "notes.png", pnginfo=notes)
    with pytest.raises(MediaValueError, match="is not an image that Pillow can read"):
        wandb.Image(tmp_path / "notes.png")


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    PILImage.fromarray(pixels()).save(tmp_path / "folder" / "a.png")
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    (tmp_path / "folder" / "a.png").chmod(0)
    with pytest.raises(MediaError, match=r"may not be read. Change its permissions"):
        wandb.Image(tmp_path / "folder" / "a.png")


def saved(values: np.ndarray[Any, Any], kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    PILImage.fromarray(values).save(file, kind, **options)
    return file.getvalue()


EXIF = PILImage.Exif()
EXIF[0x0112] = 6
SEEDS = [
    *(saved(pixels(), kind) for kind in ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF", "PPM", "ICO", "TGA")),
    saved(pixels(), "JPEG", exif=EXIF, progressive=True),
    saved(ids(), "TIFF", compression="tiff_lzw"),
    saved(ids(), "PNG"),
]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A real file with bytes changed, cut out, put in twice, or cut off."""
    content = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(content) - 1)) if content else 0
        match draw(st.sampled_from(["change", "cut", "repeat", "end", "size"])):
            case "change" if content:
                content[at] = draw(st.integers(0, 255))
            case "cut":
                del content[at : at + draw(st.integers(1, 40))]
            case "repeat":
                content[at:at] = content[at : at + draw(st.integers(1, 40))]
            case "end":
                del content[at:]
            case "size":
                content[at : at + 4] = draw(st.sampled_from([b"\xff" * 4, b"\x7f" + b"\xff" * 3, bytes(4)]))
    return bytes(content)


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=600, deadline=20_000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=damaged())
@example(content=b"")
def test_six_hundred_damaged_files(tmp_path: Path, content: bytes) -> None:
    """A damaged file is a picture, or an error of ours; nothing else."""
    path = tmp_path / "damaged"
    path.write_bytes(content)
    blobs = Blobs(tmp_path / "blobs")
    digest = blobs.put(content)

    def size_of_mask() -> None:
        wandb.Image("https://example.org/a.png", masks={"m": {"path": path}}).masks["m"].ids.max()

    for ask in (
        lambda: wandb.Image(path).image,
        lambda: wandb.Image(path, mode="RGB"),
        size_of_mask,
        lambda: Thumbnails(blobs).image(digest, 128),
        lambda: Thumbnails(blobs).image(digest, 8),
        lambda: Thumbnails(blobs).original(digest, "png"),
        lambda: Thumbnails(blobs).full_mask(digest),
    ):
        with contextlib.suppress(MediaError):
            ask()
