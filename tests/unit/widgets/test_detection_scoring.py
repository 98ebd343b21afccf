"""What a browser is told of detections: figures, what a threshold leaves, rows and clauses of picks."""

from __future__ import annotations

import json
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
    assert sum(side["matrix"]) == 133 + 59
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


def test_a_cell_of_the_matrix_lists_its_photos(scoring: DetectionScoring) -> None:
    classes = asked(scoring, "evaluation")["classes"]
    wide = len(classes) + 1
    matrix = np.reshape(asked(scoring, "at_threshold", threshold=0.2)["sides"][0]["matrix"], (wide, wide))
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
