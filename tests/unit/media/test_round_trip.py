"""Every kind of Image that can be made comes back from an artifact as it was, in a table and on its own."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image as PILImage

import dsviz_widget as wandb

SIZE = st.tuples(st.integers(1, 6), st.integers(1, 6))
NAME = st.text(max_size=6)
NUMBER = st.floats(0, 1, width=32)


@contextlib.contextmanager
def new_store() -> Iterator[Path]:
    """A store for one example; Hypothesis runs many in one test."""
    wandb.finish()
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DSVIZ_DIR", str(Path(folder) / "dsviz"))
        yield Path(folder)
        wandb.finish()


def forms(size: tuple[int, int]) -> st.SearchStrategy[tuple[str, Any]]:
    """Pixels of a height and width: arrays of every type of number, Pillow's modes, files."""
    shapes = st.sampled_from([size, *((*size, channels) for channels in (1, 3, 4)), (1, *size, 3)])
    whole = shapes.flatmap(lambda shape: arrays(np.uint8, shape))
    types = st.sampled_from([np.uint8, np.int16, np.int64, np.float32, np.float64])
    noise = arrays(np.uint8, (*size, 4))
    modes = st.sampled_from(["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "F", "I", "PA"])
    return st.one_of(
        st.tuples(st.just("array"), st.builds(lambda array, kind: array.astype(kind), whole, types)),
        st.tuples(st.just("array"), shapes.flatmap(lambda shape: arrays(np.bool_, shape))),
        st.tuples(st.just("array"), shapes.flatmap(lambda s: arrays(np.float32, s, elements=NUMBER))),
        st.tuples(st.just("array"), arrays(np.uint16, size)),
        st.tuples(st.just("list"), arrays(np.uint8, size).map(lambda array: array.tolist())),
        st.tuples(
            st.just("pillow"),
            st.builds(lambda array, mode: in_mode(PILImage.fromarray(array), mode), noise, modes),
        ),
        st.tuples(st.sampled_from(["png", "jpg", "bmp", "gif", "tiff", "webp"]), noise),
        st.tuples(st.just("address"), st.just("https://example.org/ä b.png")),
    )


def in_mode(image: PILImage.Image, mode: str) -> PILImage.Image:
    plain = image.convert("RGB")
    return image if mode == "RGBA" else plain.convert("LA" if mode == "PA" else mode)


@st.composite
def boxes(draw: st.DrawFn, size: tuple[int, int]) -> dict[str, Any]:
    height, width = size
    groups = {}
    for group in draw(st.lists(NAME, max_size=2, unique=True)):
        data = []
        for _ in range(draw(st.integers(0, 3))):
            (x0, x1), (y0, y1) = (sorted((draw(NUMBER), draw(NUMBER))) for _ in range(2))
            box: dict[str, Any] = {"class_id": draw(st.integers(-5, 300))}
            if draw(st.booleans()):
                box["domain"] = "pixel"
                x0, x1, y0, y1 = x0 * width, x1 * width, y0 * height, y1 * height
            box["position"] = {"minX": x0, "maxX": x1, "minY": y0, "maxY": y1}
            if draw(st.booleans()):
                middle = [(x0 + x1) / 2, (y0 + y1) / 2]
                box["position"] = {"middle": middle, "width": x1 - x0, "height": y1 - y0}
            if draw(st.booleans()):
                box["scores"] = draw(st.dictionaries(NAME, st.floats(allow_nan=False), max_size=2))
            if draw(st.booleans()):
                box["box_caption"] = draw(NAME)
            data.append(box)
        groups[group] = {"box_data": data, "class_labels": draw(st.dictionaries(st.integers(0, 9), NAME))}
    return groups


def masks(size: tuple[int, int]) -> st.SearchStrategy[dict[str, Any]]:
    values = st.one_of(
        arrays(np.uint8, size),
        arrays(np.uint16, size),
        arrays(np.int64, size, elements=st.integers(0, 65_535)),
    )
    labels = st.dictionaries(st.integers(0, 9), NAME)
    mask = st.fixed_dictionaries({"mask_data": values, "class_labels": labels})
    return st.dictionaries(NAME, mask, max_size=2)


CLASSES = st.lists(
    st.fixed_dictionaries({"id": st.integers(-9, 70_000), "name": NAME}),
    max_size=4,
    unique_by=lambda item: item["id"],
)


@st.composite
def images(draw: st.DrawFn) -> dict[str, Any]:
    """The arguments of an Image, its pixels as a form and a value."""
    size = draw(SIZE)
    form = draw(forms(size))
    made = {
        "form": form,
        "caption": draw(st.none() | st.text()),
        "grouping": draw(st.none() | st.integers(-(2**63), 2**63 - 1)),
        "classes": draw(st.none() | CLASSES),
        "boxes": draw(st.none() | boxes(size)),
        "masks": draw(st.none() | masks(size)),
    }
    if form[0] != "address":
        made["mode"] = draw(st.sampled_from([None, None, "L", "RGB", "RGBA"]))
        made["file_type"] = draw(st.sampled_from([None, None, "png", "jpg", "bmp"]))
    return made


def made_of(arguments: dict[str, Any], folder: Path) -> wandb.Image:
    (form, value), rest = arguments["form"], {k: v for k, v in arguments.items() if k != "form"}
    if form in ("png", "jpg", "bmp", "gif", "tiff", "webp"):
        path = folder / f"picture {os.urandom(4).hex()}.{form}"
        PILImage.fromarray(value).convert("RGB" if form in ("jpg", "bmp") else "RGBA").save(path)
        value = path
    return wandb.Image(value, **rest)


def check_same(found: Any, image: wandb.Image, before: np.ndarray[Any, Any] | None) -> None:
    assert found == image
    assert (found.width, found.height, found.format) == (image.width, image.height, image.format)
    assert (found.caption, found.grouping, found.url) == (image.caption, image.grouping, image.url)
    assert found.labels == image.labels
    assert list(found.boxes) == list(image.boxes)
    for group, value in image.boxes.items():
        assert found.boxes[group].boxes == value.boxes
        assert value.labels.items() <= found.boxes[group].labels.items()
    for group, mask in image.masks.items():
        np.testing.assert_array_equal(found.masks[group].ids, mask.ids)
        assert mask.labels.items() <= found.masks[group].labels.items()
    if before is not None:
        np.testing.assert_array_equal(np.asarray(found.image), before)


def pixels_of(image: wandb.Image) -> np.ndarray[Any, Any] | None:
    """Return the pixels before the file is made, where the file loses none of them."""
    return None if image.url is not None or image.format in ("jpg", "bmp") else np.asarray(image.image)


@settings(max_examples=120, deadline=None)
@given(arguments=images())
def test_an_image_of_its_own(arguments: dict[str, Any]) -> None:
    with new_store() as folder:
        image = made_of(arguments, folder)
        before = pixels_of(image)
        run, artifact = wandb.init(project="p"), wandb.Artifact("a", type="dataset")
        artifact.add(image, "one")
        run.log_artifact(artifact)
        found = run.use_artifact("a:latest").get("one")
        check_same(found, image, before)
        again = wandb.Artifact("b", type="dataset")
        overlays = {"masks": found.masks, "boxes": found.boxes, "classes": arguments["classes"]}
        again.add(wandb.Image(found, grouping=found.grouping, **overlays), "one")
        run.log_artifact(again)
        check_same(run.use_artifact("b:latest").get("one"), image, before)


@pytest.mark.filterwarnings("ignore:.* calls class ")
@settings(max_examples=60, deadline=None)
@given(column=st.lists(st.none() | images(), min_size=1, max_size=5))
def test_a_column_of_images(column: list[dict[str, Any] | None]) -> None:
    with new_store() as folder:
        given_cells = [None if cell is None else made_of(cell, folder) for cell in column]
        before = [None if cell is None else pixels_of(cell) for cell in given_cells]
        made = wandb.Table(["im"])
        for cell in given_cells:
            made.add_data(cell)
        run, artifact = wandb.init(project="p"), wandb.Artifact("a", type="dataset")
        artifact.add(made, "t")
        run.log_artifact(artifact)
        found = run.use_artifact("a:latest").get("t")
        assert found == made
        for cell, image, was in zip(found.get_column("im"), given_cells, before, strict=True):
            if image is None:
                assert cell is None
            else:
                assert cell == image
                if was is not None:
                    np.testing.assert_array_equal(np.asarray(cell.image), was)
