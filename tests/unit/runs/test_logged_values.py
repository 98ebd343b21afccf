"""What `log` makes of each kind of value, and that its files stay."""

from __future__ import annotations

import datetime
import decimal
import enum
import fractions
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import LogTypeError, RunError
from dsviz_widget.media import ImageType
from dsviz_widget.store import Catalog, reclaim
from tests.unit.builders import HEIGHT, WIDTH, blob_files, ids, pixels


def logged(value: Any) -> Any:
    """Return what is on disk of a value that was logged."""
    run = wandb.init(project="p", reinit=True)
    run.log({"value": value})
    (row,) = wandb.Api().run(run.path).scan_history()
    if row["value"] == row["value"]:
        assert run.summary.get("value") == row["value"]
    return row["value"]


class Level(str, enum.Enum):
    HIGH = "high"


class Tensor:
    """A tensor of another framework: an array behind ``detach`` and ``cpu``."""

    def __init__(self, array: Any) -> None:
        self.array = np.asarray(array)
        self.shape = self.array.shape

    def detach(self) -> Tensor:
        return self

    def cpu(self) -> Tensor:
        return self

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
        return self.array


PLAIN = [
    (1, 1),
    (2**70, 2**70),
    (0.1, 0.1),
    (True, True),
    (None, None),
    ("text", "text"),
    (np.float32(0.5), 0.5),
    (np.float64(0.1), 0.1),
    (np.longdouble(0.5), 0.5),
    (np.int8(-3), -3),
    (np.bool_(True), True),
    (np.str_("text"), "text"),
    (np.array(3.5), 3.5),
    (np.array([[7]]), 7),
    (Tensor(2.5), 2.5),
    (Tensor([1.0, 2.0]), [1, 2]),
    (decimal.Decimal("0.25"), 0.25),
    (fractions.Fraction(1, 4), 0.25),
    (Level.HIGH, "high"),
    (datetime.datetime(2026, 1, 2, 3, 4, tzinfo=datetime.timezone.utc), "2026-01-02T03:04:00+00:00"),
    (datetime.date(2026, 1, 2), "2026-01-02"),
    (datetime.timedelta(minutes=1), 60.0),
    (np.datetime64("2026-01-02"), "2026-01-02"),
    (np.datetime64("2026-01-02T03:04:05.123456789"), "2026-01-02T03:04:05.123456789"),
    (pd.Timestamp("2026-01-02"), "2026-01-02T00:00:00"),
    (pd.NaT, None),
    (pd.NA, None),
    (Path("a/b"), "a/b"),
    (b"text", "text"),
    ([1, [2.5, None], "x"], [1, [2.5, None], "x"]),
    ((1, 2), [1, 2]),
    ({3}, [3]),
    ([np.float32(0.5), {"a": 1}], [0.5, {"a": 1}]),
    (np.arange(6).reshape(2, 3), [[0, 1, 2], [3, 4, 5]]),
    (np.array(["a", "b"]), ["a", "b"]),
    (pd.Series([1, 2]), [1, 2]),
    ([], []),
]


@pytest.mark.parametrize(("value", "expected"), PLAIN, ids=[f"{type(v).__name__} {v}" for v, _ in PLAIN])
def test_numbers_text_and_lists(store: Catalog, value: Any, expected: Any) -> None:
    found = logged(value)
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize("value", [math.inf, -math.inf, np.float32("inf")])
def test_infinity(store: Catalog, value: float) -> None:
    assert logged(value) == value


def test_nan(store: Catalog) -> None:
    assert math.isnan(logged(math.nan))
    assert math.isnan(logged(np.float32("nan")))


def test_nested_dicts_are_keys_with_dots(store: Catalog) -> None:
    run = wandb.init()
    run.log({"val": {"loss": 0.5, "top": {"1": 0.9, 5: 0.99}}, "val.x": 1, "empty": {}})
    (row,) = wandb.Api().run(run.path).scan_history()
    assert {key: row[key] for key in row if key[0] != "_"} == {
        "val.loss": 0.5,
        "val.top.1": 0.9,
        "val.top.5": 0.99,
        "val.x": 1,
    }
    run.log({"val": {"more": 2}})
    assert run.summary["val"].as_dict() == {"loss": 0.5, "top": {"1": 0.9, "5": 0.99}, "more": 2}
    assert run.summary["val.x"] == 1


REFUSED = [object(), 1j, lambda: 1, np.array([1j, 2]), np.array([object(), 1], dtype=object), {"a": object()}]


@pytest.mark.parametrize("value", REFUSED, ids=str)
def test_what_cannot_be_kept_names_its_key_and_loses_nothing(store: Catalog, value: Any) -> None:
    run = wandb.init()
    run.log({"loss": 1})
    run.log({"gathered": 1}, commit=False)
    with pytest.raises(TypeError, match=r"'(bad|bad\.a)' cannot be logged: it is "):
        run.log({"good": 2, "bad": value})
    assert dict(run.history.row) == {"gathered": 1}
    run.log({"good": 3})
    found = [row.get("loss", row.get("good")) for row in wandb.Api().run(run.path).scan_history()]
    assert found == [1, 3]


def test_a_list_that_holds_itself(store: Catalog) -> None:
    wandb.init()
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(LogTypeError, match="nested too deep"):
        wandb.log({"x": endless})
    nested: dict[str, Any] = {}
    nested["x"] = nested
    with pytest.raises(LogTypeError, match="nested more than 100 deep"):
        wandb.log({"x": nested})


@pytest.mark.parametrize("make", [np.asarray, Tensor])
def test_an_array_is_kept_whole_beside_its_statistics(store: Catalog, make: Any) -> None:
    array = np.random.default_rng(0).normal(size=(100, 20)).astype(np.float32)
    array[0, :3] = [np.nan, np.inf, -np.inf]
    found = logged(make(array))
    kept = np.load(store.blobs.path(found["digest"]), allow_pickle=False)
    np.testing.assert_array_equal(kept, array)
    names = ("min", "max", "mean", "var", "std", "5%", "95%")
    finite = array[np.isfinite(array)].astype(np.float64)
    assert (found["_type"], found["shape"], found["dtype"]) == ("ndarray", [100, 20], "float32")
    assert (found["size"], found["not_finite"]) == (2000, 3)
    expected = [finite.min(), finite.max(), finite.mean(), finite.var(), finite.std()]
    expected += list(np.percentile(finite, [5, 95]))
    assert [found[name] for name in names] == pytest.approx(expected)
    assert sum(found["histogram"]["values"]) == 1997
    assert len(found["histogram"]["bins"]) == 65


def test_an_array_of_nan_alone(store: Catalog) -> None:
    found = logged(np.full(50, np.nan))
    assert (found["not_finite"], "min" in found) == (50, False)


def test_histograms(store: Catalog) -> None:
    found = logged(wandb.Histogram([1, 2, 2, 3], num_bins=2))
    assert found == {"_type": "histogram", "values": [1, 3], "bins": [1.0, 2.0, 3.0]}


def test_an_image_with_its_overlays(store: Catalog) -> None:
    masks = {"truth": {"mask_data": ids(classes=3), "class_labels": {0: "road", 1: "car"}}}
    image = wandb.Image(pixels(1), caption="a street", masks=masks)
    found = logged(image)
    assert (found["_type"], found["width"], found["height"]) == ("image-file", WIDTH, HEIGHT)
    assert found["caption"] == "a street"
    kind = ImageType.from_json(found["column_type"]["params"])
    again = kind.from_arrow({**dict.fromkeys(("ref", "grouping")), **found}, store.blobs)
    np.testing.assert_array_equal(np.asarray(again.image), pixels(1))
    assert again.masks["truth"].labels == {0: "road", 1: "car", 2: "class_2"}


def test_a_list_of_images(store: Catalog) -> None:
    found = logged([wandb.Image(pixels(1), caption="a"), wandb.Image(pixels(2))])
    assert (found["_type"], found["count"]) == ("images/separated", 2)
    assert [image.get("caption") for image in found["images"]] == ["a", None]


def test_files_of_a_run_are_not_reclaimed(store: Catalog) -> None:
    run = wandb.init()
    run.log({"image": wandb.Image(pixels(1)), "array": np.arange(100)})
    run.summary["whole"] = np.arange(200)
    wandb.finish()
    before = blob_files(store)
    assert len(before) == 3
    reclaim(store)
    assert blob_files(store) == before
    wandb.Api().run(run.path).delete()
    reclaim(store)
    assert blob_files(store) == []


@pytest.mark.parametrize(
    "make",
    [
        lambda: wandb.Table(columns=["x", "y"], data=[[1, "a"], [2, "b"]]),
        lambda: pd.DataFrame({"x": [1, 2], "y": ["a", "b"]}),
        lambda: pl.DataFrame({"x": [1, 2], "y": ["a", "b"]}),
    ],
)
def test_a_table_is_an_artifact_of_the_run(store: Catalog, make: Any) -> None:
    run = wandb.init(project="p", id="r1")
    run.log({"examples": make()})
    (row,) = wandb.Api().run("p/r1").scan_history()
    found = row["examples"]
    assert (found["_type"], found["nrows"], found["columns"]) == ("table-file", 2, ["x", "y"])
    assert found["artifact_path"] == "p/run-r1-examples:v0/examples"
    artifact = wandb.use_artifact("run-r1-examples:latest", type="run_table")
    assert artifact.get("examples").data == [[1, "a"], [2, "b"]]
    assert wandb.Api().run("p/r1").logged_names == ("p/run-r1-examples:v0",)


def test_a_table_that_grows_is_a_version_each_time(store: Catalog) -> None:
    run = wandb.init(project="p", id="r1")
    table = wandb.Table(columns=["x"], log_mode="MUTABLE")
    for number in range(3):
        table.add_data(number)
        run.log({"t": table})
    run.log({"t": table})
    found = [row["t"]["artifact_path"] for row in wandb.Api().run("p/r1").scan_history()]
    assert found == [f"p/run-r1-t:v{version}/t" for version in (0, 1, 2, 2)]
    assert len(wandb.use_artifact("run-r1-t:v1").get("t")) == 2


def test_only_new_rows_are_written_of_an_incremental_table(store: Catalog) -> None:
    run = wandb.init(project="p", id="r1")
    table = wandb.Table(columns=["x"], log_mode="INCREMENTAL")
    for number in range(3):
        table.add_data(number)
        run.log({"t": table})
    assert wandb.use_artifact("run-r1-t").get("t").data == [[0], [1], [2]]


def test_keys_that_no_artifact_can_be_named_by(store: Catalog) -> None:
    run = wandb.init(project="p", id="r1")
    run.log({"val/examples": wandb.Table(["x"], [[1]]), "val_examples": wandb.Table(["x"], [[2]])})
    (row,) = wandb.Api().run("p/r1").scan_history()
    paths = [row[key]["artifact_path"].split("/")[1] for key in ("val/examples", "val_examples")]
    assert paths[1] == "run-r1-val_examples:v0"
    assert paths[0] != paths[1]
    assert wandb.use_artifact(paths[0]).get("val_examples").data == [[1]]


@pytest.fixture
def pyplot() -> Iterator[Any]:
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from matplotlib import pyplot

    yield pyplot
    pyplot.close("all")


def test_figures_of_matplotlib_become_those_of_plotly(store: Catalog, pyplot: Any) -> None:
    pytest.importorskip("plotly")
    pyplot.plot([1, 2, 3, 4])
    pyplot.ylabel("some interesting numbers")
    for figure in (pyplot, pyplot.gcf(), pyplot.gca()):
        found = logged(figure)
        assert (found["_type"], found["points"]) == ("plotly-file", 4)


def test_figures_that_would_lose_something_are_kept_as_pictures(store: Catalog, pyplot: Any) -> None:
    def image(axes: Any) -> None:
        axes.imshow([[1, 2], [3, 4]])

    def area(axes: Any) -> None:
        axes.fill_between([1, 2], [1, 2])

    def formula(axes: Any) -> None:
        axes.plot([1, 2], label="$x^2$")

    def one_bar(axes: Any) -> None:
        axes.bar([1], [2])
        axes.plot([1, 2])

    for draw in (image, area, formula, one_bar):
        figure, axes = pyplot.subplots(figsize=(4, 3), dpi=100)
        draw(axes)
        found = logged(figure)
        assert (found["_type"], found["width"], found["height"]) == ("image-file", 800, 600), draw
    figure, _ = pyplot.subplots(subplot_kw={"projection": "polar"})
    assert logged(figure)["_type"] == "image-file"


SPEC = {"mark": "point", "data": {"values": [{"x": 1}]}, "encoding": {"x": {"field": "x"}}}


def test_figures_of_plotly_and_bokeh_are_kept(store: Catalog) -> None:
    objects = pytest.importorskip("plotly.graph_objects")
    plotting = pytest.importorskip("bokeh.plotting")
    figure = objects.Figure(objects.Bar(y=[1, 2]))
    drawn = plotting.figure()
    drawn.line([1, 2], [3, 4])
    with wandb.init(project="p", id="r") as run:
        run.log({"plotly": figure, "bokeh": drawn, "several": [figure, figure], "charts": [wandb.Vega(SPEC)]})
    found = wandb.Api().run("p/r")
    assert found.value("plotly") == wandb.Plotly(figure)
    assert found.value("bokeh").facts["kinds"] == "Line"
    assert found.value("several") == [wandb.Plotly(figure)] * 2
    assert found.value("charts") == [wandb.Vega(SPEC)]


def test_what_was_logged_comes_back_as_it_was(store: Catalog) -> None:
    masks = {"truth": {"mask_data": ids(classes=2), "class_labels": {0: "road", 1: "car"}}}
    boxes = {"found": {"box_data": [{"position": {"middle": [0.5, 0.5], "width": 0.2, "height": 0.2}}]}}
    image = wandb.Image(pixels(1), caption="a", masks=masks, boxes=boxes)
    array = np.arange(100.0).reshape(10, 10)
    table = wandb.Table(["x"], [[1]])
    values: dict[str, Any] = {
        "image": image,
        "images": [image, wandb.Image(pixels(2))],
        "array": array,
        "table": table,
        "histogram": wandb.Histogram([1, 2, 3]),
        "number": 0.5,
        "list": [1, "a"],
    }
    with wandb.init(project="p", id="r") as run:
        run.log(values)
        run.log({"number": 2, "other": 1})
        run.log({"number": "text"})
    found = wandb.Api().run("p/r")
    np.testing.assert_array_equal(found.value("array"), array)
    for key in set(values) - {"array", "number"}:
        assert found.value(key) == values[key]
    assert [found.value("number", step) for step in (0, 1, 2, 9)] == [0.5, 2, "text", "text"]
    assert found.value("number") == "text"
    assert found.value("image", 2) == image
    with pytest.raises(RunError, match=r"nothing was logged under 'other' up to step 0\."):
        found.value("other", 0)
    with pytest.raises(RunError, match=r"under 'nmber'\. Did you mean 'number'"):
        found.value("nmber")


def test_a_list_of_images_and_numbers(store: Catalog) -> None:
    wandb.init()
    with pytest.raises(LogTypeError, match="'x' cannot be logged: it is a list of"):
        wandb.log({"x": [wandb.Image(pixels(1)), 3]})
