"""Masks: class ids in, the same ids and their shares of the picture out."""

from __future__ import annotations

import os
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
