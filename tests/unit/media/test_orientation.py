"""A photo that was taken with the camera held sideways is upright everywhere."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as PILImage
from PIL import ImageOps

import dsviz_widget as wandb
from dsviz_widget.errors import MediaValueError
from dsviz_widget.media.thumbnails import Thumbnails
from dsviz_widget.query import Task
from dsviz_widget.store import Blobs
from dsviz_widget.widgets.table_session import TableSession
from tests.unit.builders import box, logged, table

ORIENTATION = 0x0112
UPRIGHT = np.zeros((16, 32, 3), np.uint8)
UPRIGHT[:8, :16] = (250, 0, 0)
UPRIGHT[:8, 16:] = (0, 250, 0)
UPRIGHT[8:, :16] = (0, 0, 250)

TURNS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}
"""The way to hold the camera that undoes each way to hold it."""


def photo(path: Path, turn: int, **options: Any) -> Path:
    """Write `UPRIGHT` as a camera does that was held as `turn` says."""
    exif = PILImage.Exif()
    exif[ORIENTATION] = TURNS[turn]
    file = io.BytesIO()
    PILImage.fromarray(UPRIGHT).save(file, "PNG", exif=exif)
    stored = ImageOps.exif_transpose(PILImage.open(file))
    exif[ORIENTATION] = turn
    stored.save(path, exif=exif, **options)
    return path


def close(found: PILImage.Image) -> bool:
    pixels = np.asarray(found.convert("RGB")).astype(int)
    return pixels.shape == UPRIGHT.shape and bool(np.abs(pixels - UPRIGHT)[2:6, 2:14].max() < 30)


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tiff", "avif"])
def test_pixels_size_and_thumbnail_are_upright(tmp_path: Path, turn: int, suffix: str) -> None:
    path = photo(tmp_path / f"photo.{suffix}", turn)
    image = wandb.Image(path)
    assert (image.width, image.height) == (32, 16)
    assert close(image.image)
    blobs = Blobs(tmp_path / "blobs")
    digest = blobs.put(path)
    original = Thumbnails(blobs).original(digest, image.format or "")
    small = Thumbnails(blobs).image(digest, 128)
    tiny = Thumbnails(blobs).image(digest, 8)
    assert (original.width, original.height) == (small.width, small.height) == (32, 16)
    assert (tiny.width, tiny.height) == (8, 4)
    for shown in (original, small):
        opened = PILImage.open(io.BytesIO(shown.content))
        # Browsers turn JPEG as its EXIF says; what else they turn differs.
        assert opened.format == "JPEG" or not opened.getexif().get(ORIENTATION, 1) > 1
        assert close(ImageOps.exif_transpose(opened))


@pytest.mark.parametrize("turn", TURNS)
def test_the_file_is_kept_and_comes_back_upright(tmp_path: Path, store: object, turn: int) -> None:
    path = photo(tmp_path / "photo.jpg", turn)
    image = wandb.Image(path)
    found = logged(table(["im"], [image])).data[0][0]
    assert found == image
    assert found.encoded.content.get(found.encoded.digest) == path.read_bytes()
    assert close(found.image)


@pytest.mark.parametrize("argument", [{"mode": "RGB"}, {"file_type": "png"}], ids=repr)
def test_pixels_written_anew_are_not_turned_twice(tmp_path: Path, argument: Any) -> None:
    image = wandb.Image(photo(tmp_path / "photo.jpg", 6), **argument)
    assert (image.width, image.height) == (32, 16)
    assert close(image.image)
    content = image.encoded.content
    assert isinstance(content, bytes)
    assert close(PILImage.open(io.BytesIO(content)))
    assert PILImage.open(io.BytesIO(content)).getexif() == {}


def test_a_picture_of_pillow_is_its_pixels(tmp_path: Path) -> None:
    opened = PILImage.open(photo(tmp_path / "photo.jpg", 6))
    image = wandb.Image(opened)
    assert (image.width, image.height) == (16, 32)
    np.testing.assert_array_equal(np.asarray(image.image), np.asarray(opened))
    assert image.image.getexif() == {}


def test_masks_and_boxes_belong_to_the_picture_as_it_is_seen(tmp_path: Path) -> None:
    path = photo(tmp_path / "photo.jpg", 6)
    mask = (UPRIGHT[:, :, 0] > 0).astype(np.uint8)
    inside = box(20, 30, 2, 4, domain="pixel")
    image = wandb.Image(path, masks={"m": {"mask_data": mask}}, boxes={"b": {"box_data": [inside]}})
    np.testing.assert_array_equal(image.masks["m"].ids, mask)
    with pytest.raises(MediaValueError, match=r"m' is 16 × 32 and its image 32 × 16.*turned by its EXIF"):
        wandb.Image(path, masks={"m": {"mask_data": mask.T}})
    result, _ = TableSession(table(["im"], [image]), "t").pictures.whole({"column": "im", "row": 0}, Task())
    assert (result["width"], result["height"], result["mime"]) == (32, 16, "image/jpeg")
    assert [(item["width"], item["height"]) for item in result["masks"]] == [(32, 16)]


def test_a_mask_file_is_turned_too(tmp_path: Path) -> None:
    exif = PILImage.Exif()
    exif[ORIENTATION] = 6
    ids = np.arange(32 * 16, dtype=np.uint8).reshape(32, 16)
    PILImage.fromarray(ids).save(tmp_path / "mask.png", exif=exif)
    image = wandb.Image(UPRIGHT, masks={"m": {"path": tmp_path / "mask.png"}})
    np.testing.assert_array_equal(image.masks["m"].ids, np.rot90(ids, -1))


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize("exif", [b"", b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"nonsense" * 9])
def test_exif_that_says_nothing(tmp_path: Path, exif: bytes) -> None:
    PILImage.fromarray(UPRIGHT).save(tmp_path / "photo.jpg", exif=exif)
    assert close(wandb.Image(tmp_path / "photo.jpg").image)
