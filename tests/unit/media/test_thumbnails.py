"""Small pictures and small masks."""

from __future__ import annotations

import io
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as PILImage
from PIL import ImageCms

import dsviz_widget as wandb
from dsviz_widget.errors import BlobMissing, MediaValueError
from dsviz_widget.media.thumbnails import PackedMask, SmallImage, Thumbnails, shrink_ids
from dsviz_widget.store import Blobs
from tests.unit.builders import ids, pixels


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "blobs")


def put(blobs: Blobs, image: wandb.Image) -> str:
    content = image.encoded.content
    assert isinstance(content, (bytes, Path))
    return blobs.put(content)


def opened(small: SmallImage) -> PILImage.Image:
    image = PILImage.open(io.BytesIO(small.content))
    assert image.get_format_mimetype() == small.mime
    assert image.size == (small.width, small.height)
    return image


def unpacked(mask: PackedMask) -> np.ndarray[Any, Any]:
    plain = zlib.decompress(mask.content)
    return np.frombuffer(plain, f"<u{mask.bits // 8}").reshape(mask.height, mask.width)


def test_a_small_picture_keeps_its_bytes(blobs: Blobs) -> None:
    digest = put(blobs, wandb.Image(pixels()))
    assert Thumbnails(blobs).image(digest, 128).content == blobs.get(digest)


@pytest.mark.parametrize(
    ("size", "expected"),
    [((600, 300), (128, 64)), ((300, 600), (64, 128)), ((1000, 2), (128, 1)), ((129, 129), (128, 128))],
)
def test_a_large_picture_keeps_its_proportions(
    blobs: Blobs, size: tuple[int, int], expected: tuple[int, int]
) -> None:
    digest = put(blobs, wandb.Image(pixels(0, size[1], size[0])))
    assert opened(Thumbnails(blobs).image(digest, 128)).size == expected


@pytest.mark.parametrize("file_type", ["png", "jpg", "bmp"])
def test_colors_survive(blobs: Blobs, file_type: str) -> None:
    flat = np.full((400, 400, 3), (200, 30, 90), np.uint8)
    digest = put(blobs, wandb.Image(flat, file_type=file_type))
    found = np.asarray(opened(Thumbnails(blobs).image(digest, 128)).convert("RGB"))
    np.testing.assert_allclose(found.reshape(-1, 3).mean(axis=0), (200, 30, 90), atol=4)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_mode_becomes_a_picture_for_a_screen(blobs: Blobs, mode: str) -> None:
    digest = put(blobs, wandb.Image(PILImage.new(mode, (300, 200))))
    assert opened(Thumbnails(blobs).image(digest, 128)).size == (128, 85)


@pytest.mark.parametrize(("mode", "kept"), [("RGB", True), ("RGBA", True), ("CMYK", False), ("L", False)])
@pytest.mark.parametrize("size", [50, 400])
def test_a_color_profile_goes_where_its_channels_go(blobs: Blobs, mode: str, kept: bool, size: int) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    file = io.BytesIO()
    PILImage.new(mode, (size, size)).save(file, "TIFF", icc_profile=profile)
    digest = blobs.put(file.getvalue())
    for shown in (Thumbnails(blobs).image(digest, 128), Thumbnails(blobs).original(digest, "tiff")):
        assert opened(shown).info.get("icc_profile") == (profile if kept else None)


def test_transparency_survives(blobs: Blobs) -> None:
    digest = put(blobs, wandb.Image(np.zeros((300, 300, 4), np.uint8)))
    assert opened(Thumbnails(blobs).image(digest, 128)).mode == "RGBA"


def test_a_mask_at_its_own_size(blobs: Blobs) -> None:
    for given in (ids(), ids().astype(np.uint16) * 1000):
        digest = put_mask(blobs, given)
        packed = Thumbnails(blobs).full_mask(digest)
        assert packed.bits == given.dtype.itemsize * 8
        np.testing.assert_array_equal(unpacked(packed), given)


def put_mask(blobs: Blobs, given: np.ndarray[Any, Any]) -> str:
    height, width = given.shape
    image = wandb.Image(np.zeros((height, width), np.uint8), masks={"m": {"mask_data": given}})
    content = image.masks["m"].encoded.content
    assert isinstance(content, bytes)
    return blobs.put(content)


def test_each_cell_of_a_small_mask_is_the_class_that_holds_most_of_it() -> None:
    given = np.zeros((4, 4), np.uint8)
    given[:2, :2] = [[5, 5], [5, 1]]
    given[2:, 2:] = 200
    np.testing.assert_array_equal(shrink_ids(given, 2, 2), [[5, 0], [0, 200]])


@pytest.mark.parametrize("size", [(24, 16), (12, 8), (7, 5), (1, 1), (48, 32), (100, 1), (1, 100)])
def test_a_mask_of_another_size_has_no_new_class(size: tuple[int, int]) -> None:
    given = (ids(classes=4) * 50).astype(np.uint16)
    found = shrink_ids(given, *size)
    assert found.shape == (size[1], size[0])
    assert found.dtype == given.dtype
    assert set(np.unique(found)) <= set(np.unique(given))


def test_thumbnails_are_made_once_and_kept_on_disk(blobs: Blobs, tmp_path: Path) -> None:
    picture = put(blobs, wandb.Image(pixels(0, 300, 300)))
    mask = put_mask(blobs, ids())
    first = Thumbnails(blobs, tmp_path / "cache")
    made = first.image(picture, 128), first.mask(mask, 6, 4)
    for digest in (picture, mask):
        blobs.path(digest).unlink()
    second = Thumbnails(blobs, tmp_path / "cache")
    assert (second.image(picture, 128), second.mask(mask, 6, 4)) == made
    with pytest.raises(BlobMissing):
        second.image(picture, 256)


def test_bytes_that_are_no_picture(blobs: Blobs) -> None:
    text = blobs.put(b"hello")
    cut = blobs.put(blobs.get(put(blobs, wandb.Image(pixels(0, 300, 300))))[:5000])
    for digest, message in ((text, "is not an image that Pillow can read"), (cut, "cannot be decoded")):
        with pytest.raises(MediaValueError, match=message):
            Thumbnails(blobs).image(digest, 128)
        with pytest.raises(MediaValueError):
            Thumbnails(blobs).full_mask(digest)


def test_pictures_of_more_pixels_than_pillow_allows(
    blobs: Blobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "huge.png"
    PILImage.fromarray(pixels(0, 60, 60)).save(path)
    digest = blobs.put(path)
    monkeypatch.setattr(PILImage, "MAX_IMAGE_PIXELS", 1000)
    with pytest.raises(MediaValueError, match="claims 3,600 pixels, more than Pillow allows"):
        Thumbnails(blobs).image(digest, 128)
    with pytest.raises(MediaValueError, match=r"huge\.png' claims 3,600 pixels, more than Pillow allows"):
        wandb.Image(path)


def test_many_threads(blobs: Blobs, tmp_path: Path) -> None:
    digests = [put(blobs, wandb.Image(pixels(seed, 200, 200))) for seed in range(6)]
    thumbnails = Thumbnails(blobs, tmp_path / "cache")
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: thumbnails.image(digests[n % 6], 128).content, range(120)))
    assert all(content == found[n % 6] for n, content in enumerate(found))


def test_a_cache_that_cannot_be_written_is_done_without(blobs: Blobs, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    digest = put(blobs, wandb.Image(pixels(0, 300, 300)))
    thumbnails = Thumbnails(blobs, tmp_path / "cache")
    assert opened(thumbnails.image(digest, 128)).size == (128, 128)
    blobs.path(digest).unlink()
    assert thumbnails.image(digest, 128).width == 128


@pytest.mark.parametrize("left", [0, 3, 20])
def test_a_thumbnail_that_was_cut_short_on_disk_is_made_again(
    blobs: Blobs, tmp_path: Path, left: int
) -> None:
    digest = put(blobs, wandb.Image(pixels(height=200, width=300)))
    made = Thumbnails(blobs, tmp_path / "cache").image(digest, 128)
    (kept,) = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    whole = kept.read_bytes()
    kept.write_bytes(whole[:left])
    assert Thumbnails(blobs, tmp_path / "cache").image(digest, 128) == made
    assert kept.read_bytes() == whole
