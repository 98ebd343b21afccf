"""Boxes: both ways to write a position, both domains, and what is wrong with the others."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import MediaError, MediaTypeError, MediaValueError
from dsviz_widget.media.boxes import Box
from tests.unit.builders import HEIGHT, WIDTH, box, logged, pixels, table


def boxed(*boxes: Any, **more: Any) -> wandb.Image:
    return wandb.Image(pixels(), boxes={"b": {"box_data": list(boxes), **more}})


def only(image: wandb.Image) -> Box:
    (found,) = image.boxes["b"].boxes
    return found


POSITIONS = [
    ({"minX": 0.25, "maxX": 0.75, "minY": 0.5, "maxY": 1}, None, (6, 18, 8, 16)),
    ({"middle": [0.5, 0.75], "width": 0.5, "height": 0.5}, None, (6, 18, 8, 16)),
    ({"middle": (12, 12), "width": 12, "height": 8}, "pixel", (6, 18, 8, 16)),
    ({"middle": np.array([12, 12]), "width": np.int64(12), "height": np.float32(8)}, "pixel", (6, 18, 8, 16)),
    ({"minX": np.int32(6), "maxX": 18.0, "minY": np.uint8(8), "maxY": 16}, "pixel", (6, 18, 8, 16)),
    ({"minX": 0, "maxX": 0, "minY": 0, "maxY": 0}, None, (0, 0, 0, 0)),
    ({"minX": -1e-9, "maxX": 1 + 1e-9, "minY": 0, "maxY": 1}, None, (0, 24, 0, 16)),
    ({"minX": -5, "maxX": 30, "minY": 3, "maxY": 20}, "pixel", (-5, 30, 3, 20)),
]


@pytest.mark.parametrize(("position", "domain", "in_pixels"), POSITIONS)
def test_positions(position: dict[str, Any], domain: str | None, in_pixels: tuple[float, ...]) -> None:
    given = {"position": position, "class_id": 1}
    if domain is not None:
        given["domain"] = domain
    found = only(boxed(given))
    assert found.domain == domain
    assert found.in_pixels(WIDTH, HEIGHT) == pytest.approx(in_pixels, abs=1e-5)


def test_everything_a_box_can_have_survives_the_store(store: object) -> None:
    full = box(1, 5, 2, 6, domain="pixel", scores={"acc": 0.5, "iou": np.float32(0.25)}, box_caption="a car")
    bare = {"position": full["position"], "domain": "pixel"}
    numpy_id = box(0, 1, 0, 1, class_id=np.int64(3), scores={"other": 1})
    image = boxed(full, bare, numpy_id)
    found = logged(table(["im"], [image], [None])).data[0][0].boxes["b"].boxes
    assert found == image.boxes["b"].boxes
    assert found[0].caption == "a car"
    assert found[0].scores == {"acc": 0.5, "iou": 0.25}
    assert (found[1].class_id, found[1].caption, found[1].scores) == (None, None, {})
    assert found[2].class_id == 3
    assert found[2].scores == {"other": 1.0}


def test_a_group_without_boxes_is_not_no_group(store: object) -> None:
    found = logged(table(["im"], [boxed()], [wandb.Image(pixels())], [boxed(box(0, 1, 0, 1))])).data
    assert [{group: len(value.boxes) for group, value in row[0].boxes.items()} for row in found] == [
        {"b": 0},
        {},
        {"b": 1},
    ]


REFUSED: list[tuple[Any, type[Exception], str]] = [
    (5, MediaTypeError, "box 0 of group 'b' must be a dictionary, got the number 5"),
    (
        {"class_id": 1},
        MediaTypeError,
        "Each box must contain a position with: middle, width, and height or minX",
    ),
    ({"position": {"minX": 0}}, MediaTypeError, "Each box must contain a position"),
    (
        {"position": {"middle": [1], "width": 1, "height": 1}},
        MediaTypeError,
        "Each box must contain a position",
    ),
    (box("0", 1, 0, 1), MediaTypeError, "Each box must contain a position"),  # type: ignore[arg-type]
    (box(True, 1, 0, 1), MediaTypeError, "Each box must contain a position"),
    (box(0, 1.5, 0, 1), MediaValueError, 'has maxX 1.5, outside [0, 1]. For boxes in pixels, set "domain"'),
    (box(-0.1, 1, 0, 1), MediaValueError, "has minX -0.1, outside [0, 1]"),
    (box(0.5, 0.4, 0, 1), MediaValueError, "a minimum is above its maximum"),
    (box(float("nan"), 1, 0, 1), MediaValueError, "not a finite number"),
    (box(0, float("inf"), 0, 1, domain="pixel"), MediaValueError, "not a finite number"),
    (box(25, 30, 0, 1, domain="pixel"), MediaValueError, "outside its image of 24 × 16"),
    (box(-9, -5, 0, 1, domain="pixel"), MediaValueError, "outside its image of 24 × 16"),
    (box(0, 1, 17, 20, domain="pixel"), MediaValueError, "outside its image of 24 × 16"),
    (box(0, 1, 0, 1, domain="pixels"), MediaValueError, "has domain 'pixels'. Use \"pixel\""),
    (box(0, 1, 0, 1, class_id="1"), MediaTypeError, "A box's class_id must be an integer, got the text '1'"),
    (box(0, 1, 0, 1, class_id=1.0), MediaTypeError, "A box's class_id must be an integer"),
    (box(0, 1, 0, 1, class_id=2**70), MediaValueError, "beyond 64 bits"),
    (box(0, 1, 0, 1, class_id=True), MediaTypeError, "A box's class_id must be an integer"),
    (box(0, 1, 0, 1, box_caption=5), MediaTypeError, "A box's caption must be a string"),
    (box(0, 1, 0, 1, scores=[1]), MediaTypeError, "Box scores must be a dictionary"),
    (box(0, 1, 0, 1, scores={1: 1}), MediaTypeError, "A score key must be a string"),
    (box(0, 1, 0, 1, scores={"a": "1"}), MediaTypeError, "A score value must be a number; 'a' is the text"),
    (box(0, 1, 0, 1, scores={"a": True}), MediaTypeError, "A score value must be a number"),
]


@pytest.mark.parametrize(("bad", "error", "message"), REFUSED, ids=[case[2][:40] for case in REFUSED])
def test_boxes_that_cannot_be(bad: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        boxed(bad)
    assert message in str(caught.value)
    assert "box 0 of group 'b'" in str(caught.value)


@pytest.mark.parametrize(
    ("boxes", "error", "message"),
    [
        ([], ValueError, "boxes must be a dictionary"),
        ({5: {"box_data": []}}, TypeError, "name of a box group must be text, got the number 5"),
        ({"b": [box(0, 1, 0, 1)]}, ValueError, "box group 'b' must be {\"box_data\""),
        ({"b": {}}, ValueError, "box group 'b' must be {\"box_data\""),
        ({"b": {"box_data": "x"}}, TypeError, "Boxes must be a list, got the text 'x'"),
        (
            {"b": {"box_data": [], "class_labels": []}},
            TypeError,
            "Class labels must be a dictionary of numbers",
        ),
    ],
)
def test_arguments_that_cannot_be(boxes: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        wandb.Image(pixels(), boxes=boxes)
    assert isinstance(caught.value, MediaError)
    assert message in str(caught.value)


def test_labels_come_from_the_group_then_the_classes_then_the_id(store: object) -> None:
    classes = wandb.Classes([{"id": 1, "name": "car"}, {"id": 2, "name": "bus"}])
    image = wandb.Image(
        pixels(),
        classes=classes,
        boxes={
            "a": {"box_data": [box(0, 1, 0, 1), box(0, 1, 0, 1, class_id=5)], "class_labels": {1: "auto"}},
            "b": {"box_data": [box(0, 1, 0, 1, class_id=np.int32(2))]},
        },
    )
    later = wandb.Image(
        pixels(), boxes={"b": {"box_data": [box(0, 1, 0, 1, class_id=7)], "class_labels": {7: "tram"}}}
    )
    made = table(["im"], [image], [later])
    for found in (made, logged(made)):
        maps = found.column_types["im"].to_json()["params"]["box_class_maps"]
        assert maps == {
            "a": {"1": "auto", "2": "bus", "5": "class_5"},
            "b": {"1": "car", "2": "bus", "7": "tram"},
        }


@pytest.mark.parametrize(
    ("class_set", "message"),
    [
        ([{"id": 1}], "each class needs"),
        ([{"name": "a"}], "each class needs"),
        (["a"], "class 0 is the text 'a'"),
        ([{"id": "1", "name": "a"}], "the id of class 0 must be an integer"),
        ([{"id": 1, "name": "a"}, {"id": 1, "name": "b"}], "classes 'a' and 'b' both have id 1"),
    ],
)
def test_classes_that_cannot_be(class_set: Any, message: str) -> None:
    with pytest.raises(MediaError) as caught:
        wandb.Classes(class_set)
    assert message in str(caught.value)


def test_classes() -> None:
    listed = [{"id": 0, "name": "dog"}, {"id": 7, "name": "cat"}]
    classes = wandb.Classes([{"id": np.int64(0), "name": "dog"}, {"id": 7, "name": "cat"}])
    assert classes.class_set == listed
    assert classes == wandb.Classes(listed)
    assert wandb.Image(pixels(), classes=listed).labels == {0: "dog", 7: "cat"}
    with pytest.raises(MediaTypeError, match="classes must be a Classes or a list"):
        wandb.Image(pixels(), classes="dog")  # type: ignore[arg-type]
