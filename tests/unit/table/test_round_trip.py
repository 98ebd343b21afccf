"""Whatever rows go into an artifact, the same rows come out of it."""

from __future__ import annotations

import datetime
import os
import tempfile
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

import dsviz_widget as wandb
from tests.unit.builders import logged

TEXT = st.text(max_size=8)
KEYS = st.text(min_size=1, max_size=4)
UTC = datetime.timezone.utc
NUMBERS = st.one_of(
    st.integers(-(2**63), 2**63 - 1), st.floats(), st.sampled_from([0, -0.0, 2**53 + 1, float("inf")])
)
DATES = st.datetimes(datetime.datetime(1700, 1, 1), datetime.datetime(2200, 1, 1), timezones=st.just(UTC))
LEAVES = [st.integers(-(2**63), 2**63 - 1), st.floats(), TEXT, st.booleans(), DATES]


def shapes_of_cells() -> st.SearchStrategy[st.SearchStrategy[Any]]:
    """Draw a strategy all of whose values fit one column."""
    return st.recursive(
        st.sampled_from(LEAVES),
        lambda inner: st.one_of(
            inner.map(lambda cell: st.lists(st.none() | cell, max_size=3)),
            st.dictionaries(KEYS, inner, max_size=3).map(
                lambda fields: st.fixed_dictionaries({key: st.none() | cell for key, cell in fields.items()})
            ),
            st.dictionaries(KEYS, inner, max_size=3).map(
                lambda fields: st.fixed_dictionaries(
                    {}, optional={key: st.none() | cell for key, cell in fields.items()}
                )
            ),
            inner.map(lambda cell: st.dictionaries(st.integers(0, 99), st.none() | cell, max_size=3)),
        ),
        max_leaves=4,
    )


ARRAYS = st.tuples(
    npst.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3),
    st.sampled_from(["int8", "uint16", "int64", "float32", "float64", "bool"]),
).map(lambda drawn: npst.arrays(drawn[1], drawn[0]))

FRACTION = st.floats(0, 1)
CLASS = st.integers(0, 300)


@st.composite
def boxes(draw: st.DrawFn, width: int, height: int) -> dict[str, Any]:
    in_pixels = draw(st.booleans())
    x = sorted(draw(st.tuples(FRACTION, FRACTION)))
    y = sorted(draw(st.tuples(FRACTION, FRACTION)))
    sx, sy = (width, height) if in_pixels else (1, 1)
    box: dict[str, Any] = {
        "position": {"minX": x[0] * sx, "maxX": x[1] * sx, "minY": y[0] * sy, "maxY": y[1] * sy},
        "class_id": draw(CLASS),
    }
    if in_pixels:
        box["domain"] = "pixel"
    if draw(st.booleans()):
        box["scores"] = draw(st.dictionaries(KEYS, st.floats(allow_nan=False), max_size=2))
    if draw(st.booleans()):
        box["box_caption"] = draw(TEXT)
    return box


@st.composite
def images(draw: st.DrawFn) -> wandb.Image:
    height, width = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    channels = draw(st.sampled_from([(), (1,), (3,), (4,)]))
    groups = st.text(min_size=1, max_size=3)
    labels = st.dictionaries(CLASS, TEXT, max_size=2)
    return wandb.Image(
        draw(npst.arrays("uint8", (height, width, *channels))),
        caption=draw(st.none() | TEXT),
        masks={
            group: {"mask_data": draw(npst.arrays("uint16", (height, width))), "class_labels": draw(labels)}
            for group in draw(st.sets(groups, max_size=2))
        },
        boxes={
            group: {
                "box_data": draw(st.lists(boxes(width, height), max_size=2)),
                "class_labels": draw(labels),
            }
            for group in draw(st.sets(groups, max_size=2))
        },
    )


@st.composite
def rows(draw: st.DrawFn) -> list[list[Any]]:
    columns = draw(
        st.lists(
            st.one_of(shapes_of_cells(), ARRAYS, st.just(images()), st.just(NUMBERS)), min_size=1, max_size=3
        )
    )
    return draw(st.lists(st.tuples(*(st.none() | cell for cell in columns)).map(list), max_size=5))


def same(mine: Any, theirs: Any) -> bool:
    if isinstance(mine, np.ndarray):
        floats = mine.dtype.kind == "f"
        return mine.shape == theirs.shape and bool(np.array_equal(mine, theirs, equal_nan=floats))
    if isinstance(mine, (int, float)) and isinstance(theirs, float):
        # A column that holds a float somewhere holds floats everywhere.
        return theirs == float(mine) or (mine != mine and theirs != theirs)
    if isinstance(mine, list):
        return len(mine) == len(theirs) and all(map(same, mine, theirs))
    if isinstance(mine, dict):
        return mine.keys() == theirs.keys() and all(same(mine[key], theirs[key]) for key in mine)
    return bool(mine == theirs)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(rows=rows(), cuts=st.sets(st.integers(0, 5)))
def test_add_then_get_is_equal(rows: list[list[Any]], cuts: set[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DSVIZ_DIR"] = folder
        try:
            wandb.finish()
            made = wandb.Table([f"c{index}" for index in range(len(rows[0]) if rows else 1)])
            for index, row in enumerate(rows):
                made.add_data(*row)
                if index in cuts:
                    made.to_arrow()
            found = logged(made)
            assert found == made
            assert [type_.to_json() for type_ in found.column_types.values()] == [
                type_.to_json() for type_ in made.column_types.values()
            ]
            assert same(rows, found.data)
        finally:
            wandb.finish()
            del os.environ["DSVIZ_DIR"]
