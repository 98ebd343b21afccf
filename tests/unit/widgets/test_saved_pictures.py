"""What a saved notebook shows of each view: a picture beside the widget, true to what is on the screen."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image

import dsviz_widget as wandb
from dsviz_widget.store import Catalog
from dsviz_widget.widgets.chart_view import ChartView
from dsviz_widget.widgets.saved import bundle as bundle_module
from dsviz_widget.widgets.saved.paper import CLASSES, SCALE

WIDGET = "application/vnd.jupyter.widget-view+json"
ROAD, CAR = 0, 1


def shown(view: Any) -> tuple[Image.Image, dict[str, Any]]:
    """Return the picture of a view, and what stands beside it."""
    data, metadata = view._repr_mimebundle_()
    assert data[WIDGET]["model_id"]
    assert data["text/plain"]
    about = metadata["image/png"]
    picture = Image.open(io.BytesIO(base64.b64decode(data["image/png"]))).convert("RGB")
    assert picture.width == round(about["width"] * SCALE)
    assert picture.height == round(about["height"] * SCALE)
    return picture, about


def colors(picture: Image.Image) -> set[tuple[int, ...]]:
    found = picture.getcolors(1 << 24)
    assert found is not None
    return {color for _, color in found}


def is_near(picture: Image.Image, color: tuple[int, ...]) -> bool:
    pixels = np.asarray(picture).astype(int).reshape(-1, 3)
    return bool((np.abs(pixels - color).max(1) <= 12).any())


def rows(count: int = 48) -> wandb.Table:
    return wandb.Table(
        columns=["id", "label", "score"],
        data=[[f"row {n}", ["cat", "dog"][n % 2], n / 100] for n in range(count)],
    )


def masked() -> wandb.Table:
    ids = np.zeros((48, 64), np.uint8)
    ids[:, 32:] = CAR
    labels = {ROAD: "road", CAR: "car"}
    masks = {"prediction": {"mask_data": ids, "class_labels": labels}}
    picture = wandb.Image(np.full((48, 64, 3), 255, np.uint8), masks=masks)
    return wandb.Table(columns=["name", "scene"], data=[["a", picture]])


def test_a_table_tells_how_much_of_it_is_there() -> None:
    _, about = shown(wandb.TableView(rows(), title="Predictions"))
    assert about["alt"] == (
        "Predictions, 48 rows. First 8 of 48 rows: a picture of this view. Run the notebook to explore it."
    )
    _, about = shown(wandb.TableView(rows(3)))
    assert "3 rows: a picture" in about["alt"]


def test_the_picture_has_the_rows_that_the_query_leaves() -> None:
    view = wandb.TableView(rows(), query=wandb.Query().filter("score >= 0.45").sort("-score"))
    picture, about = shown(view)
    assert "3 of 48 rows" in about["alt"]
    all_rows, _ = shown(wandb.TableView(rows()))
    assert picture.height < all_rows.height
    view.query = "score > 1"
    assert "0 of 48 rows" in shown(view)[1]["alt"]


def test_a_query_with_a_mistake_shows_what_it_says() -> None:
    _, about = shown(wandb.TableView(rows(), query="scroe > 1"))
    assert "Did you mean 'score'" in about["alt"]


def test_groups_and_galleries_show_as_such() -> None:
    _, about = shown(wandb.TableView(rows(), query=wandb.Query().group_by("label")))
    assert "2 groups" in about["alt"]
    gallery = wandb.TableView(masked(), layout={"mode": "gallery"})
    picture, _ = shown(gallery)
    table, _ = shown(wandb.TableView(masked()))
    assert picture.height != table.height


def test_masks_are_painted_as_the_grid_paints_them() -> None:
    view = wandb.TableView(masked())
    picture, _ = shown(view)
    # One group of two stands for the truth where none is called so: 46 % of its color over white.
    road, car = (tuple(round(255 * 0.54 + part * 0.46) for part in CLASSES[k]) for k in (ROAD, CAR))
    assert is_near(picture, road)
    assert is_near(picture, car)
    view.overlays = {**view.overlays, "hidden_classes": ["car"]}
    assert not is_near(shown(view)[0], car)
    view.overlays = {**view.overlays, "hidden_classes": [], "colors": {"car": "#00ff00"}}
    assert is_near(shown(view)[0], tuple(round(255 * 0.54 + part * 0.46) for part in (0, 255, 0)))


def test_media_show_their_stills() -> None:
    tone = np.sin(np.linspace(0, 800, 8_000)).astype(np.float32)
    with_sound, _ = shown(wandb.TableView(wandb.Table(["clip"], data=[[wandb.Audio(tone, 8_000)]])))
    without, _ = shown(wandb.TableView(wandb.Table(["clip"], data=[["no sound"]])))
    assert with_sound.height > without.height


def test_a_medium_alone_has_a_picture_and_its_own_text() -> None:
    from dsviz_widget.widgets.display import show_medium

    tone = np.zeros(800, np.float32)
    data, metadata = show_medium(wandb.Audio(tone, 8_000))
    assert data["text/plain"].startswith("<Audio") or "Audio" in data["text/plain"]
    assert metadata["image/png"]["alt"].startswith("Audio, 1 row.")


def test_compared_tables_stand_under_each_other() -> None:
    _, about = shown(wandb.compare({"v0": rows(48), "v1": rows(40)}, key="id"))
    assert "48 rows, 40 in all tables" in about["alt"]
    picture, _ = shown(wandb.compare({"v0": masked(), "v1": masked()}, key="name"))
    assert {(47, 111, 219), (224, 161, 0)} <= colors(picture) or is_near(picture, (47, 111, 219))


def test_what_would_keep_the_cell_waiting_is_a_card(monkeypatch: pytest.MonkeyPatch) -> None:
    from dsviz_widget.widgets.saved import compare_picture, table_picture

    monkeypatch.setattr(table_picture, "QUERY_ROWS", 40)
    monkeypatch.setattr(compare_picture, "MATCHED_ROWS", 40)
    assert "once it is looked at" in shown(wandb.TableView(rows(), query="score > 0.1"))[1]["alt"]
    assert "First 8 of 48" in shown(wandb.TableView(rows()))[1]["alt"]
    assert "once they are looked at" in shown(wandb.compare({"a": rows(), "b": rows()}, key="id"))[1]["alt"]


CHARTS: dict[str, Callable[[], Any]] = {
    "line": lambda: wandb.plot.line(rows(), "score", "score", title="Score"),
    "scatter": lambda: wandb.plot.scatter(rows(), "score", "score"),
    "histogram": lambda: wandb.plot.histogram(rows(), "score"),
    "bar": lambda: wandb.plot.bar(rows(5), "id", "score"),
    "lines": lambda: wandb.plot.line_series([0, 1], [[1, 2], [2, 1]], keys=["u", "v"]),
    "matrix": lambda: wandb.plot.confusion_matrix(y_true=[0, 1], preds=[0, 1], class_names=["a", "b"]),
    "roc": lambda: wandb.plot.roc_curve([0, 1, 1], [[0.4, 0.6], [0.2, 0.8], [0.5, 0.5]]),
}


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_drawn_with_what_it_says(name: str) -> None:
    chart = CHARTS[name]()
    picture, about = shown(ChartView(chart))
    assert chart.drawing.description.rstrip(".") in about["alt"]
    assert "without its controls" in about["alt"]
    # More than text: something in colour.
    assert any(max(color) - min(color) > 100 for color in colors(picture))


def test_a_chart_that_is_more_than_marks_is_a_card() -> None:
    spec = {"mark": "arc", "data": {"values": [{"a": 1}]}, "encoding": {"theta": {"field": "a"}}}
    assert "needs a browser" in shown(ChartView(spec))[1]["alt"]


def test_runs_and_projects_show_what_is_there(store: Catalog) -> None:
    for name in ("one", "two"):
        run = wandb.init(project="demo", name=name, config={"lr": 0.1})
        for step in range(30):
            wandb.log({"loss": 1 / (step + 1), "acc": step / 30})
        artifact = wandb.Artifact("eval", "dataset")
        artifact.add(rows(4 + len(name)), name)
        run.log_artifact(artifact)
        run.finish()
    record = next(iter(wandb.Api().runs("demo")))
    picture, about = shown(record.view())
    assert "2 metrics" in about["alt"]
    assert is_near(picture, (37, 99, 235))
    assert shown(wandb.Api().runs("demo").view())[1]["alt"].startswith("demo, 2 runs.")
    _, about = shown(wandb.Api().project("demo").view())
    assert about["alt"].startswith("Project demo, 1 artifact, 2 versions, 2 runs.")
    _, about = shown(wandb.Api().project("demo").lineage().view())
    assert about["alt"].startswith("Lineage of demo, 1 run and 1 artifact.")


def test_a_picture_that_fails_leaves_the_widget(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(bundle_module.DRAWERS, "table", "table_picture:nothing_of_the_kind")
    data, _ = wandb.TableView(rows())._repr_mimebundle_()
    assert WIDGET in data
    assert "image/png" not in data
    assert "could not be drawn" in caplog.text


def test_a_program_that_converts_notebooks_gets_the_picture_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle_module, "is_converted", lambda: True)
    data, metadata = wandb.TableView(rows())._repr_mimebundle_()
    assert WIDGET not in data
    assert data["image/png"]
    assert metadata["image/png"]["alt"]


def test_letters_that_the_face_lacks_are_written_with_another() -> None:
    plain, _ = shown(wandb.TableView(wandb.Table(["name"], data=[["gr  er"]])))
    other, _ = shown(wandb.TableView(wandb.Table(["name"], data=[["größer"]])))
    assert plain.tobytes() != other.tobytes()
