"""Pixels in, the same pixels out; what is no picture is refused in one sentence."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as PILImage

import dsviz_widget as wandb
from dsviz_widget.errors import MediaFileError, MediaTypeError, MediaValueError
from tests.unit.builders import HEIGHT, WIDTH, ids, logged, picture_file, pixels, table


def back(image: wandb.Image) -> np.ndarray[Any, Any]:
    """Return the pixels of the image's file."""
    content = image.encoded.content
    assert isinstance(content, (bytes, Path))
    return np.asarray(image.image)


@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 1), (5, 7, 3), (5, 7, 4), (1, 5, 7, 3), (1, 5, 7, 1)])
def test_shapes(shape: tuple[int, ...]) -> None:
    given = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    image = wandb.Image(given)
    assert (image.width, image.height, image.format) == (7, 5, "png")
    np.testing.assert_array_equal(back(image), given.squeeze())


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ((5,), "got (5,)."),
        ((5, 7, 2), "got (5, 7, 2)."),
        ((5, 7, 5), "got (5, 7, 5)."),
        ((3, 50, 70), "got (3, 50, 70). The channels come first here: use numpy.moveaxis(pixels, 0, -1)."),
        ((2, 5, 7, 3), "got (2, 5, 7, 3)."),
        ((0, 7), "needs at least one pixel; got shape (0, 7)"),
        ((), "got ()."),
    ],
)
def test_shapes_that_are_no_picture(shape: tuple[int, ...], message: str) -> None:
    with pytest.raises(MediaValueError) as caught:
        wandb.Image(np.zeros(shape, np.uint8))
    assert isinstance(caught.value, ValueError)
    assert message in str(caught.value)


VALUES: list[tuple[Any, list[int]]] = [
    (np.array([0, 7, 255], np.uint8), [0, 7, 255]),
    (np.array([0, 7, 255], np.int64), [0, 7, 255]),
    (np.array([0, 7, 127], np.int8), [0, 7, 127]),
    (np.array([True, False, True]), [255, 0, 255]),
    (np.array([0, 0.5, 1]), [0, 127, 255]),
    (np.array([0, 0.5, 1], np.float16), [0, 127, 255]),
    (np.array([0, 0.5, 1], np.longdouble), [0, 127, 255]),
    (np.array([-1.0, 0, 1]), [0, 127, 255]),
    (np.array([0.5, 100.25, 300]), [0, 100, 255]),
    (np.zeros(3), [0, 0, 0]),
]


@pytest.mark.parametrize(("row", "expected"), VALUES, ids=lambda value: repr(value)[:30])
def test_values(row: Any, expected: list[int]) -> None:
    assert back(wandb.Image(row[None])).tolist() == [expected]


def test_values_are_not_scaled_without_normalize() -> None:
    assert back(wandb.Image(np.array([[0, 0.5, 1]]), normalize=False)).tolist() == [[0, 0, 1]]


@pytest.mark.parametrize(
    ("pixels", "error", "message"),
    [
        (np.array([[-1, 5]]), MediaValueError, "integers run from -1 to 5, outside 0..255"),
        (np.array([[0, 300]]), MediaValueError, "integers run from 0 to 300, outside 0..255"),
        (np.array([[np.nan, 1]]), MediaValueError, "1 of the image's 2 values are NaN or infinite"),
        (np.array([[np.inf, 1]]), MediaValueError, "1 of the image's 2 values are NaN or infinite"),
        (np.array([[1j]]), MediaTypeError, "made of numbers, got an array of complex128"),
        (np.array([["a"]]), MediaTypeError, "made of numbers, got an array of <U1"),
        (np.array([[None]]), MediaTypeError, "made of numbers, got an array of object"),
        ([[0], [1, 2]], MediaTypeError, "nested lists have different lengths"),
        (None, MediaTypeError, "got None"),
        (5, MediaTypeError, "got the number 5"),
        (b"png", MediaTypeError, "got a bytes"),
    ],
    ids=repr,
)
def test_values_that_are_no_pixels(pixels: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        wandb.Image(pixels)
    assert message in str(caught.value)


def test_nested_lists_are_pixels() -> None:
    assert back(wandb.Image([[0, 255], [3, 4]])).tolist() == [[0, 255], [3, 4]]


def test_changing_the_array_later_changes_nothing() -> None:
    given, mask = pixels(), ids()
    image = wandb.Image(given, masks={"m": {"mask_data": mask}})
    given[:] = 0
    mask[:] = 0
    np.testing.assert_array_equal(back(image), pixels())
    np.testing.assert_array_equal(image.masks["m"].ids, ids())


class Tensor:
    """What torch.Tensor shows of itself."""

    def __init__(self, values: np.ndarray[Any, Any], needs_detach: bool = True) -> None:
        self.values, self.needs_detach, self.shape = values, needs_detach, values.shape

    def detach(self) -> Tensor:
        return Tensor(self.values, needs_detach=False)

    def cpu(self) -> Tensor:
        return self

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray[Any, Any]:
        if self.needs_detach:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad.")
        return self.values


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_tensors_have_channels_first(channels: int) -> None:
    given = np.random.default_rng(0).random((channels, 5, 7), np.float32)
    image = wandb.Image(Tensor(given))
    assert (image.width, image.height) == (7, 5)
    expected = (np.moveaxis(given, 0, -1) * 255).astype(np.uint8).squeeze()
    np.testing.assert_array_equal(back(image), expected)


def test_masks_may_be_tensors() -> None:
    image = wandb.Image(pixels(), masks={"m": {"mask_data": Tensor(ids())}})
    np.testing.assert_array_equal(image.masks["m"].ids, ids())


@pytest.mark.parametrize(
    ("mode", "expected"),
    [(m, m) for m in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")]
    + [("I", "I;16"), ("F", "L"), ("PA", "RGBA"), ("La", "LA"), ("RGBa", "RGBA")]
    + [(m, m[:4]) for m in ("I;16B", "I;16L", "I;16N")]
    + [(m, "RGB") for m in ("CMYK", "YCbCr", "HSV", "LAB", "RGBX")],
)
def test_pillow_modes(mode: str, expected: str) -> None:
    image = wandb.Image(PILImage.new(mode, (7, 5)))
    back(image)
    assert image.image.mode == expected


def test_sixteen_bit_grey_keeps_its_values() -> None:
    deep = np.array([[0, 300, 65535]], np.uint16)
    for given in (PILImage.fromarray(deep), PILImage.fromarray(deep.astype(np.int32))):
        np.testing.assert_array_equal(back(wandb.Image(given)), deep)


def test_pillow_without_pixels() -> None:
    with pytest.raises(MediaValueError, match="needs at least one pixel; got 0 × 3"):
        wandb.Image(PILImage.new("RGB", (0, 3)))


@pytest.mark.parametrize("file_type", ["png", "jpg", "jpeg", "bmp"])
def test_file_types(file_type: str) -> None:
    rgba = np.dstack([pixels(), np.full((HEIGHT, WIDTH), 9, np.uint8)])
    image = wandb.Image(rgba, file_type=file_type)
    back(image)
    assert image.format == file_type.replace("jpeg", "jpg")
    assert image.image.format == {"png": "PNG", "bmp": "BMP"}.get(file_type, "JPEG")
    assert image.image.mode == ("RGBA" if file_type == "png" else "RGB")
    assert image.encoded.path.endswith(f".{image.format}")


def test_unknown_file_type_and_argument() -> None:
    with pytest.raises(MediaValueError, match="'gif' is none of png, jpg, jpeg, bmp"):
        wandb.Image(pixels(), file_type="gif")
    with pytest.raises(TypeError, match="captoin"):
        wandb.Image(pixels(), captoin="a")  # type: ignore[call-arg]


@pytest.mark.parametrize(
    "name", ["photo.png", "photo.JPG", "photo.bmp", "photo.gif", "photo.webp", "photo.tiff", "ä b.png"]
)
@pytest.mark.parametrize("as_text", [True, False])
def test_files_are_kept_byte_for_byte(tmp_path: Path, name: str, as_text: bool) -> None:
    path = picture_file(tmp_path / name)
    image = wandb.Image(str(path) if as_text else path)
    assert (image.width, image.height) == (WIDTH, HEIGHT)
    assert image.encoded.content == path
    assert image.encoded.size == path.stat().st_size
    assert image.encoded.path.endswith(f"/{name}")
    assert image.format == path.suffix[1:].lower()


def test_relative_paths_are_settled_when_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture_file(tmp_path / "photo.png")
    monkeypatch.chdir(tmp_path)
    image = wandb.Image("photo.png")
    monkeypatch.chdir("/")
    np.testing.assert_array_equal(np.asarray(image.image), pixels())


def test_files_that_are_no_pictures(tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("hello")
    (tmp_path / "empty.png").write_text("")
    for name in ("text.png", "empty.png"):
        with pytest.raises(MediaValueError, match="is not an image that Pillow can read"):
            wandb.Image(tmp_path / name)
    with pytest.raises(MediaFileError, match=r"is a folder. Give the path of an image file"):
        wandb.Image(tmp_path)
    with pytest.raises(MediaFileError, match=r"there is no file .*nope.png.* Check the path") as caught:
        wandb.Image(tmp_path / "nope.png")
    assert isinstance(caught.value, FileNotFoundError)


def test_a_file_cut_short(tmp_path: Path) -> None:
    path = picture_file(tmp_path / "cut.png")
    os.truncate(path, path.stat().st_size // 2)
    with pytest.raises(MediaValueError, match="cannot be decoded"):
        wandb.Image(path, mode="L")


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    path = picture_file(tmp_path / "gone.png")
    image = wandb.Image(path)
    path.unlink()
    with pytest.raises(MediaFileError, match=r"was there when it was given and is gone now. Put it back"):
        _ = image.encoded


@pytest.mark.parametrize("kind", ["array", "pillow", "path", "image"])
def test_mode(tmp_path: Path, kind: str) -> None:
    source = {
        "array": pixels(),
        "pillow": PILImage.fromarray(pixels()),
        "path": picture_file(tmp_path / "a.jpg"),
        "image": wandb.Image(picture_file(tmp_path / "b.jpg")),
    }[kind]
    image = wandb.Image(source, mode="L")
    back(image)
    assert image.image.mode == "L"
    assert image.encoded.path.endswith(".png")
    assert image.format == "png"
    with pytest.raises(MediaValueError, match="cannot be turned into mode 'XYZ'"):
        wandb.Image(source, mode="XYZ")


def test_an_image_of_an_image_takes_pixels_and_caption_not_overlays() -> None:
    first = wandb.Image(pixels(), caption="a road", masks={"truth": {"mask_data": ids()}})
    second = wandb.Image(first, masks={"pred": {"mask_data": ids(1)}})
    assert second.caption == "a road"
    assert list(second.masks) == ["pred"]
    assert second.encoded.digest == first.encoded.digest
    assert wandb.Image(first, caption="other").caption == "other"


def test_equality() -> None:
    assert wandb.Image(pixels(1)) == wandb.Image(pixels(1))
    assert wandb.Image(pixels(1)) != wandb.Image(pixels(2))
    assert wandb.Image(pixels(1), caption="a") != wandb.Image(pixels(1))
    assert wandb.Image(pixels(1), masks={"m": {"mask_data": ids()}}) != wandb.Image(pixels(1))
    assert wandb.Image(pixels(1)) != 1


def test_captions_are_text() -> None:
    assert wandb.Image(pixels(), caption=5).caption == "5"  # type: ignore[arg-type]


def test_name_of_the_pillow_image_before_2021() -> None:
    assert wandb.Image(pixels())._image.size == (WIDTH, HEIGHT)


@pytest.mark.parametrize("name", ["a\\..\\b.png", "c:d.png", "new\nline.png", b"\xff.png"], ids=repr)
def test_files_of_odd_names(tmp_path: Path, store: object, name: str | bytes) -> None:
    path = picture_file(tmp_path / "plain.png").rename(tmp_path / os.fsdecode(name))
    image = wandb.Image(path, caption=path.name, masks={"m": {"path": mask_beside(path)}})
    found = logged(table(["im"], [image])).data[0][0]
    assert found == image
    np.testing.assert_array_equal(np.asarray(found.image), pixels())


def mask_beside(path: Path) -> Path:
    """Write a mask whose name is as odd."""
    mask = path.with_name(f"m{path.name}")
    PILImage.fromarray(ids()).save(mask)
    return mask
