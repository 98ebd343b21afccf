"""Masks: class ids in, the same ids and their shares of the picture out."""

from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as PILImage

import dsviz_widget as wandb
from dsviz_widget.errors import MediaError, MediaFileError, MediaTypeError, MediaValueError
from tests.unit.builders import HEIGHT, WIDTH, ids, logged, pixels, table


def masked(data: Any, **more: Any) -> wandb.Image:
    return wandb.Image(pixels(), masks={"m": {"mask_data": data, **more}})


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.uint16, np.float32, np.int8, bool])
def test_types_of_numbers(dtype: Any) -> None:
    mask = masked((ids(classes=2)).astype(dtype)).masks["m"]
    np.testing.assert_array_equal(mask.ids, ids(classes=2))


def test_nested_lists() -> None:
    np.testing.assert_array_equal(masked(ids().tolist()).masks["m"].ids, ids())


def test_shares_of_the_picture() -> None:
    given = np.zeros((HEIGHT, WIDTH), int)
    given[:4] = 7
    assert masked(given).masks["m"].classes == [
        {"class_id": 0, "pixels": 12 * WIDTH, "fraction": 0.75},
        {"class_id": 7, "pixels": 4 * WIDTH, "fraction": 0.25},
    ]


def test_ids_beyond_255_survive_the_store(store: object) -> None:
    given = np.full((HEIGHT, WIDTH), 256)
    given[0, 0], given[1, 1] = 65_535, 0
    found = logged(table(["im"], [masked(given)])).data[0][0]
    np.testing.assert_array_equal(found.masks["m"].ids, given)
    assert [item["class_id"] for item in found.masks["m"].classes] == [0, 256, 65_535]


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        (np.zeros((HEIGHT, WIDTH, 1)), MediaTypeError, "mask 'm': mask_data must be a 2D array"),
        (np.zeros(5), MediaTypeError, "mask_data must be a 2D array"),
        (np.full((HEIGHT, WIDTH), 0.5), MediaTypeError, "must hold whole class ids, got float64"),
        (np.full((HEIGHT, WIDTH), np.nan), MediaTypeError, "must hold whole class ids, got float64"),
        (np.full((HEIGHT, WIDTH), np.inf), MediaTypeError, "must hold whole class ids, got float64"),
        (np.full((HEIGHT, WIDTH), "a"), MediaTypeError, "must hold whole class ids, got <U1"),
        (np.full((HEIGHT, WIDTH), -1), MediaTypeError, "must lie in 0..65535, got -1 to -1"),
        (np.full((HEIGHT, WIDTH), 65_536), MediaTypeError, "must lie in 0..65535, got 65536 to 65536"),
        ([[1], [1, 2]], MediaTypeError, "nested lists have different lengths"),
        (None, MediaValueError, "mask 'm' has neither \"mask_data\""),
        (np.zeros((WIDTH, HEIGHT)), MediaValueError, "mask 'm' is 16 × 24 and its image 24 × 16"),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_masks_that_cannot_be(data: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        masked(data)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("masks", "message"),
    [
        ([], "masks must be a dictionary"),
        ({3: {"mask_data": ids()}}, "name of a mask group must be text, got the number 3"),
        ({"m": ids()}, "mask 'm' has neither"),
        ({"m": {}}, "mask 'm' has neither"),
        ({"m": {"mask_data": ids(), "class_labels": ["a"]}}, "Class labels must be a dictionary of numbers"),
        ({"m": {"mask_data": ids(), "class_labels": {1: 5}}}, "the label of 1 is the number 5"),
        ({"m": {"mask_data": ids(), "class_labels": {"1": "a"}}}, "a key of class_labels must be an integer"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_arguments_that_cannot_be(masks: Any, message: str) -> None:
    with pytest.raises(MediaError) as caught:
        wandb.Image(pixels(), masks=masks)
    assert message in str(caught.value)


def test_masks_of_another_image_must_fit_too() -> None:
    found = masked(ids()).masks
    assert wandb.Image(pixels(1), masks=found).masks == found
    with pytest.raises(MediaValueError, match="mask 'm' is 24 × 16 and its image 3 × 3"):
        wandb.Image(np.zeros((3, 3)), masks=found)


@pytest.mark.parametrize("as_text", [True, False])
def test_mask_files(tmp_path: Path, store: object, as_text: bool) -> None:
    path = tmp_path / "truth.png"
    PILImage.fromarray(ids()).save(path)
    image = wandb.Image(pixels(), masks={"m": {"path": str(path) if as_text else path}})
    found = logged(table(["im"], [image])).data[0][0].masks["m"]
    np.testing.assert_array_equal(found.ids, ids())
    assert found.encoded.path.startswith("media/images/mask/")
    assert found.encoded.path.endswith("/truth.png")
    assert found.classes == masked(ids()).masks["m"].classes


def test_palette_files_hold_ids_not_colors(tmp_path: Path) -> None:
    palette = PILImage.fromarray(ids()).convert("P")
    palette.putdata(ids().ravel().tolist())
    palette.putpalette([255, 0, 0, 0, 255, 0, 0, 0, 255])
    palette.save(tmp_path / "palette.png")
    image = wandb.Image(pixels(), masks={"m": {"path": tmp_path / "palette.png"}})
    np.testing.assert_array_equal(image.masks["m"].ids, ids())


def test_sixteen_bit_files(tmp_path: Path) -> None:
    deep = ids().astype(np.uint16) * 1000
    PILImage.fromarray(deep).save(tmp_path / "deep.png")
    image = wandb.Image(pixels(), masks={"m": {"path": tmp_path / "deep.png"}})
    np.testing.assert_array_equal(image.masks["m"].ids, deep)


def test_mask_files_that_cannot_be(tmp_path: Path) -> None:
    PILImage.fromarray(pixels()).save(tmp_path / "rgb.png")
    PILImage.new("L", (3, 3)).save(tmp_path / "small.png")
    for name, error, message in [
        ("rgb.png", MediaValueError, "rgb.png) has the channels RGB, and they differ; a mask file has one"),
        ("small.png", MediaValueError, "mask 'm' is 3 × 3 and its image 24 × 16"),
        ("nope.png", MediaFileError, "mask 'm': there is no file"),
    ]:
        with pytest.raises(error) as caught:
            wandb.Image(pixels(), masks={"m": {"path": tmp_path / name}})
        assert message in str(caught.value)


def test_a_mask_file_cut_short_is_named_and_can_be_mended(tmp_path: Path) -> None:
    path = tmp_path / "cut.png"
    PILImage.fromarray(ids()).save(path)
    whole = path.read_bytes()
    os.truncate(path, len(whole) - 30)
    made = table(["im"], [wandb.Image(pixels(), masks={"m": {"path": path}})])
    with pytest.raises(MediaValueError, match=r"cut\.png.*cannot be decoded.*Write it again"):
        made.to_arrow()
    path.write_bytes(whole)
    np.testing.assert_array_equal(made.data[0][0].masks["m"].ids, ids())


def test_classes_without_a_label_are_called_by_their_id(store: object) -> None:
    given = np.zeros((HEIGHT, WIDTH), int)
    given[0] = 1
    given[1] = 9
    made = table(["im"], [masked(given, class_labels={1: "road"})])
    for found in (made, logged(made)):
        labels = found.column_types["im"].to_json()["params"]["mask_class_maps"]["m"]
        assert labels == {"0": "class_0", "1": "road", "9": "class_9"}


def grey_png(path: Path, values: np.ndarray[Any, Any], bits: int) -> Path:
    """Write a grey PNG of 1, 2 or 4 bits, which Pillow does not."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    height, width = values.shape
    rows = b"".join(
        b"\0" + np.packbits(np.unpackbits(row[:, None], axis=1)[:, -bits:].ravel()).tobytes()
        for row in values.astype(np.uint8)
    )
    header = struct.pack(">IIBBBBB", width, height, bits, 0, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + parts)
    return path


@pytest.mark.parametrize("bits", [1, 2, 4])
def test_grey_files_of_few_bits_hold_ids_not_brightness(tmp_path: Path, store: object, bits: int) -> None:
    given = ids(classes=1 << bits)
    image = wandb.Image(pixels(), masks={"m": {"path": grey_png(tmp_path / "few.png", given, bits)}})
    for found in (image, logged(table(["im"], [image])).data[0][0]):
        np.testing.assert_array_equal(found.masks["m"].ids, given)


MASK_FILES: dict[str, tuple[Any, dict[str, Any]]] = {
    "8 bits.bmp": (ids(), {}),
    "8 bits.gif": (ids(), {}),
    "8 bits.tiff": (ids(), {}),
    "8 bits.webp": (ids(), {"lossless": True}),
    "8 bits.pgm": (ids(), {}),
    "16 bits.png": (ids().astype(np.uint16) * 30_000, {}),
    "16 bits.tiff": (ids().astype(np.uint16) * 30_000, {"compression": "tiff_deflate"}),
    "16 bits big-endian.tiff": (ids().astype(">u2") * 30_000, {}),
    "16 bits.pgm": (ids().astype(np.uint16) * 30_000, {}),
    "32 bits.tiff": (ids().astype(np.int32) * 30_000, {}),
    "floats.tiff": (ids().astype(np.float32), {}),
    "grey in color.png": (np.dstack([ids()] * 3), {}),
    "grey with alpha.png": (np.dstack([ids(), ids(1)]), {}),
    "grey in color with alpha.png": (np.dstack([ids()] * 3 + [ids(1)]), {}),
}


@pytest.mark.parametrize("name", MASK_FILES)
def test_mask_files_of_all_kinds(tmp_path: Path, store: object, name: str) -> None:
    values, options = MASK_FILES[name]
    PILImage.fromarray(values).save(tmp_path / name, **options)
    image = wandb.Image(pixels(), masks={"m": {"path": tmp_path / name}})
    found = logged(table(["im"], [image])).data[0][0].masks["m"]
    expected = values if values.ndim == 2 else values[:, :, 0]
    np.testing.assert_array_equal(found.ids, expected)
    assert found.encoded.content.get(found.encoded.digest) == (tmp_path / name).read_bytes()
    assert [item["class_id"] for item in found.classes] == np.unique(expected).tolist()


def test_ids_beyond_16_bits_in_a_file(tmp_path: Path) -> None:
    PILImage.fromarray(np.full((HEIGHT, WIDTH), 70_000, np.int32)).save(tmp_path / "deep.tiff")
    made = table(["im"], [wandb.Image(pixels(), masks={"m": {"path": tmp_path / "deep.tiff"}})])
    with pytest.raises(MediaTypeError, match=r"deep\.tiff.*class ids must lie in 0..65535, got 70000 to"):
        made.to_arrow()


def test_a_jpeg_as_a_mask_is_warned_of(tmp_path: Path) -> None:
    PILImage.fromarray(ids()).save(tmp_path / "lossy.jpg")
    with pytest.warns(UserWarning, match="is a JPEG, which blurs class ids along every edge") as caught:
        wandb.Image(pixels(), masks={"m": {"path": tmp_path / "lossy.jpg"}})
    assert caught[0].filename == __file__


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_pixels_of_a_large_mask_are_all_counted(dtype: Any) -> None:
    given = np.random.default_rng(0).integers(0, 5, (1100, 2000)).astype(dtype) * 60
    image = wandb.Image(np.zeros((1100, 2000), np.uint8), masks={"m": {"mask_data": given}})
    values, counts = np.unique(given, return_counts=True)
    found = [(item["class_id"], item["pixels"]) for item in image.masks["m"].classes]
    assert found == list(zip(values.tolist(), counts.tolist(), strict=True))
