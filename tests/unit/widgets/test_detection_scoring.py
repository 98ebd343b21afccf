"""What a browser is told of detections: figures, what a threshold leaves, rows and clauses of picks."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import Cancelled, EvaluationError
from dsviz_widget.query import Query, Task
from dsviz_widget.widgets.detection_scoring import DetectionScoring
from dsviz_widget.widgets.shown_table import ShownTable
from tests.unit.evaluation.coco import photo_table

OPTIONS: dict[str, Any] = {"truth": [("photo", "truth")], "prediction": [("photo", "found")], "score": None}
KINDS = ("right", "poorly_placed", "confused", "duplicate", "background", "missed")


@pytest.fixture(scope="module")
def table(shared_data: Path) -> wandb.Table:
    folder = shared_data / "detection_voc"
    truth = json.loads((folder / "ground_truth.json").read_text())
    return photo_table(truth, json.loads((folder / "detections_small.json").read_text()), folder)


@pytest.fixture
def scoring(table: wandb.Table) -> DetectionScoring:
    return DetectionScoring(ShownTable(table))


def asked(scoring: DetectionScoring, method: str, clause: str | None = None, **params: Any) -> dict[str, Any]:
    """Return an answer as the browser gets it, through JSON."""
    query = Query() if clause is None else Query().filter(clause)
    answer, _ = getattr(scoring, method)({"query": query.to_json(), **params}, OPTIONS, Task())
    found: dict[str, Any] = json.loads(json.dumps(answer, allow_nan=False))
    return found


def test_figures_of_all_scores(scoring: DetectionScoring) -> None:
    found = asked(scoring, "evaluation")
    (side,) = found["sides"]
    assert (round(side["ap"], 4), round(side["ap50"], 4)) == (0.3105, 0.5882)
    assert (side["photos"], side["truths"], side["found"]) == (50, 135, 184)
    assert side["class_truths"][found["classes"].index("person")] == 41
    assert side["class_ap"][found["classes"].index("bird")] is None
    assert sum(side["histogram"]) == 184
    assert found["score"] == {"name": "score", "low": 0, "high": 1}
    assert side["expressions"] == {"truth": "photo.boxes.truth", "prediction": "photo.boxes.found"}


def test_a_filter_counts_the_photos_that_it_keeps(scoring: DetectionScoring) -> None:
    (side,) = asked(scoring, "evaluation", "image_id <= 5")["sides"]
    assert side["photos"] == 5
    (at,) = asked(scoring, "at_threshold", "image_id <= 5", threshold=0)["sides"]
    assert at["kinds"]["right"] + at["kinds"]["missed"] == side["truths"]
    (side,) = asked(scoring, "evaluation", "image_id > 100")["sides"]
    assert (side["photos"], side["ap"], side["class_found"][0]) == (0, None, 0)


def test_what_a_threshold_leaves(scoring: DetectionScoring) -> None:
    found = asked(scoring, "at_threshold", threshold=0.3, iou=0.5)
    (side,) = found["sides"]
    assert tuple(side["kinds"][kind] for kind in KINDS) == (76, 19, 9, 0, 29, 59)
    assert (side["found"], side["truths"]) == (133, 135)
    assert np.sum(side["class_kinds"], axis=0).tolist() == [76, 19, 9, 0, 29, 59]
    pairs = found["confused"]
    assert [sum(pair["counts"]) for pair in pairs] == sorted(
        (sum(pair["counts"]) for pair in pairs), reverse=True
    )
    assert 0 < sum(sum(pair["counts"]) for pair in pairs) <= 9
    assert found["photos"][0]["sides"][0]["wrong"] + found["photos"][0]["sides"][0]["truths"] > 5
    strict = asked(scoring, "at_threshold", threshold=0.3, iou=0.5, class_thresholds={"person": 0.9})
    assert strict["sides"][0]["kinds"]["right"] < 76
    with pytest.raises(EvaluationError, match=r"2, outside 0\.1 to 1"):
        asked(scoring, "at_threshold", iou=2)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_lists_its_photos(scoring: DetectionScoring, table: wandb.Table, kind: str) -> None:
    at = asked(scoring, "at_threshold", threshold=0.3)["sides"][0]["kinds"][kind]
    found = asked(scoring, "picked_rows", kind=kind, threshold=0.3)
    counts = [count for (count,) in found["counts"]]
    assert sum(counts) == at
    assert counts == sorted(counts, reverse=True)
    clause = asked(scoring, "picked_clause", kind=kind, threshold=0.3)
    assert clause["rows"] == found["total"] == len(counts)
    assert [photo["row"] for photo in clause["photos"]] == found["rows"][:24]
    if counts:
        kept = table.query().filter(clause["clause"]).to_pandas()["image_id"]
        assert kept.tolist() == sorted(row + 1 for row in found["rows"])
    else:
        assert clause["clause"] is None


def test_a_cell_of_the_matrix_lists_its_photos(scoring: DetectionScoring, table: wandb.Table) -> None:
    classes = asked(scoring, "evaluation")["classes"]
    matrix = wandb.evaluate(table, "photo.truth", "photo.found").at(0.2).confusion
    for truth, prediction in np.argwhere(matrix)[::5].tolist():
        cell = {
            "truth": "background" if truth == len(classes) else truth,
            "prediction": "missed" if prediction == len(classes) else prediction,
        }
        found = asked(scoring, "picked_rows", threshold=0.2, count=100, **cell)
        assert np.sum(found["counts"]) == matrix[truth, prediction]


def test_the_clause_of_a_class(scoring: DetectionScoring, table: wandb.Table) -> None:
    found = asked(scoring, "evaluation")
    clause = found["class_clauses"][found["classes"].index("dog")]
    assert clause == "any(photo.boxes.truth, class_id = 12)"
    assert table.query().filter(clause).count() == 3


def test_a_curve_of_a_class(scoring: DetectionScoring) -> None:
    found = asked(scoring, "evaluation")
    for label, average in zip(found["classes"], found["sides"][0]["class_ap50"], strict=True):
        (curve,) = asked(scoring, "evaluation_curves", iou=0.5, **{"class": found["classes"].index(label)})[
            "sides"
        ]
        assert (curve and curve["average"]) == (average and pytest.approx(average))
        if curve:
            assert curve["pr"]["score"] == sorted(curve["pr"]["score"], reverse=True)


def test_photos_without_a_key_go_by_their_digest(shared_data: Path) -> None:
    truth = json.loads((shared_data / "detection_voc" / "ground_truth.json").read_text())
    found = json.loads((shared_data / "detection_voc" / "detections_xl.json").read_text())
    named = photo_table(truth, found, shared_data / "detection_voc")
    table = wandb.Table(["photo"], [[image] for image in named.get_column("photo")])
    scoring = DetectionScoring(ShownTable(table))
    clause = asked(scoring, "picked_clause", kind="duplicate", threshold=0.3)
    assert clause["clause"].startswith('photo.digest in ["')
    assert table.query().filter(clause["clause"]).count() == clause["rows"] > 0


def test_a_question_that_is_overtaken_stops(scoring: DetectionScoring) -> None:
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        scoring.evaluation({"query": Query().to_json()}, OPTIONS, task)


@pytest.fixture(scope="module")
def detectors(shared_data: Path) -> dict[str, wandb.Table]:
    """Return two detectors on VOC's photos; the second has seen thirty of them."""
    folder = shared_data / "detection_voc"
    truth = json.loads((folder / "ground_truth.json").read_text())
    some = {**truth, "images": [image for image in truth["images"] if image["id"] <= 30]}
    some["annotations"] = [box for box in truth["annotations"] if box["image_id"] <= 30]
    small, xl = (json.loads((folder / f"detections_{name}.json").read_text()) for name in ("small", "xl"))
    return {
        "small": photo_table(truth, small, folder),
        "xl": photo_table(some, [box for box in xl if box["image_id"] <= 30], folder),
    }


def compared(tables: dict[str, wandb.Table], **options: Any) -> Callable[..., dict[str, Any]]:
    """Return what asks a comparison's view, as the browser does."""
    view = wandb.compare(tables, truth="photo.truth", prediction="photo.found", **options)
    handlers = view.session.handlers
    chosen = {"truth": "photo.truth", "prediction": "photo.found", "score": None}
    handlers["open"]({"query": Query().to_json()}, Task())

    def ask(method: str, clause: str | None = None, **params: Any) -> dict[str, Any]:
        query = Query() if clause is None else Query().filter(clause)
        answer, _ = handlers[method]({"query": query.to_json(), "options": chosen, **params}, Task())
        found: dict[str, Any] = json.loads(json.dumps(answer, allow_nan=False))
        return found

    return ask


def test_compared_tables_are_scored_on_their_own_photos(detectors: dict[str, wandb.Table]) -> None:
    ask = compared(detectors, key="image_id")
    small, xl = ask("evaluation")["sides"]
    assert (small["photos"], xl["photos"]) == (50, 30)
    alone = [wandb.evaluate(table, "photo.truth", "photo.found") for table in detectors.values()]
    assert [small["ap"], xl["ap"]] == pytest.approx([one.ap for one in alone])
    assert small["expressions"]["truth"] == "$0.photo.boxes.truth"
    both = ask("evaluation", "$0.present and $1.present")["sides"]
    assert [side["photos"] for side in both] == [30, 30]
    photos = ask("at_threshold", threshold=0.3)["photos"]
    # Photos that one of them has not seen are no difference.
    assert all(None not in photo["sides"] for photo in photos)
    rights = [photo["sides"][1]["right"] - photo["sides"][0]["right"] for photo in photos]
    assert [abs(more) for more in rights] == sorted((abs(more) for more in rights), reverse=True)
    missed = ask("picked_clause", threshold=0.3, kind="missed", side=0, keys=["image_id"])
    assert missed["clause"].startswith("image_id in [")
    assert any(photo["sides"][1] is None for photo in missed["photos"])
    assert ask("evaluation", missed["clause"])["sides"][0]["photos"] == missed["rows"]


def test_a_clause_names_the_table_whose_boxes_it_tests(detectors: dict[str, wandb.Table]) -> None:
    ask = compared(detectors, key="image_id")
    found = ask("evaluation")
    clause = found["class_clauses"][found["classes"].index("dog")]
    assert clause == "any($0.photo.boxes.truth, class_id = 12)"
    assert ask("evaluation", clause)["sides"][0]["photos"] == 3


def test_tables_side_by_side_without_a_key(detectors: dict[str, wandb.Table]) -> None:
    plain = {name: wandb.Table(["photo"], [[image] for image in table.get_column("photo")])
             for name, table in detectors.items()}  # fmt: skip
    ask = compared(plain, how="position")
    picked = ask("picked_clause", threshold=0.3, kind="right", side=1, keys=[])
    assert ".photo.digest in [" in picked["clause"]
    assert ask("evaluation", picked["clause"])["sides"][1]["photos"] == picked["rows"]


def test_several_columns_as_a_key(detectors: dict[str, wandb.Table]) -> None:
    parts = {}
    for name, table in detectors.items():
        rows = zip(table.get_column("image_id"), table.get_column("photo"), strict=True)
        parts[name] = wandb.Table(
            ["left", "rest", "photo"], [[n // 7, f"{n % 7}", image] for n, image in rows]
        )
    ask = compared(parts, key=["left", "rest"])
    picked = ask("picked_clause", threshold=0.3, kind="confused", side=0, keys=["left", "rest"])
    assert picked["clause"].startswith("(left = ")
    assert ask("evaluation", picked["clause"])["sides"][0]["photos"] == picked["rows"]
