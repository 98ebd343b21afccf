"""PNG that any reader takes, of about the size that Pillow's would have."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image as PILImage

from dsviz_widget.media.png import encode_png

SIDE = st.integers(1, 40)
SHAPES = st.one_of(st.tuples(SIDE, SIDE), st.tuples(SIDE, SIDE, st.integers(2, 4)))
PIXELS = st.one_of(
    SHAPES.flatmap(lambda shape: arrays(np.uint8, shape)),
    st.tuples(SIDE, SIDE).flatmap(lambda shape: arrays(np.uint16, shape)),
    st.tuples(SIDE, SIDE).flatmap(lambda shape: arrays(np.dtype(">u2"), shape)),
)


def read(content: bytes) -> np.ndarray[Any, Any]:
    with PILImage.open(io.BytesIO(content)) as opened:
        opened.verify()
    return np.asarray(PILImage.open(io.BytesIO(content)))


def size_by_pillow(pixels: np.ndarray[Any, Any]) -> int:
    file = io.BytesIO()
    PILImage.fromarray(pixels).save(file, "PNG")
    return len(file.getvalue())


@settings(deadline=None)
@given(pixels=PIXELS)
def test_pillow_reads_the_same_pixels(pixels: np.ndarray[Any, Any]) -> None:
    np.testing.assert_array_equal(read(encode_png(pixels)), pixels)


def test_slices_and_turned_arrays() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (40, 30, 4), dtype=np.uint8)
    for given_pixels in (pixels[::2, ::3, :3], pixels[::-1], pixels.transpose(1, 0, 2), pixels[:, :, 0]):
        np.testing.assert_array_equal(read(encode_png(given_pixels)), given_pixels)


def pictures() -> dict[str, np.ndarray[Any, Any]]:
    rng = np.random.default_rng(0)
    slope = np.add.outer(np.arange(300), np.arange(400)) / 4
    return {
        "noise": rng.integers(0, 256, (300, 400, 3), dtype=np.uint8),
        "grain": np.clip(slope[:, :, None] + rng.normal(0, 10, (300, 400, 3)), 0, 255).astype(np.uint8),
        "slope": slope.astype(np.uint8),
        "classes": np.kron(rng.integers(0, 5, (30, 40), dtype=np.uint8), np.ones((10, 10), np.uint8)),
    }


@pytest.mark.parametrize("name", pictures())
def test_files_are_about_as_small_as_pillow_makes_them(name: str) -> None:
    pixels = pictures()[name]
    content = encode_png(pixels)
    np.testing.assert_array_equal(read(content), pixels)
    assert len(content) < 1.1 * size_by_pillow(pixels) + 8_000


def test_photos_are_about_as_small_as_pillow_makes_them(shared_data: Path) -> None:
    photos = sorted((shared_data / "camvid" / "images").glob("*.jpg"))[:8]
    pixels = [np.asarray(PILImage.open(photo).convert("RGB")) for photo in photos]
    ours = sum(len(encode_png(photo)) for photo in pixels)
    assert ours < 1.1 * sum(size_by_pillow(photo) for photo in pixels)
