"""Figures of masks are those of a plain computation, on drawn masks and on CamVid's two predictions."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PILImage

import dsviz_widget as wandb
from dsviz_widget.errors import Cancelled, EvaluationError
from dsviz_widget.evaluation import Segmentation, evaluate, mask_pairs
from dsviz_widget.query import Task
from dsviz_widget.store import Catalog

TRUTH = {0: "sky", 1: "road", 9: "void"}
GUESS = {4: "road", 5: "sky", 6: "car"}


def masked(
    truth: list[list[int]] | None, guess: list[list[int]] | None, /, **labels: dict[int, str]
) -> wandb.Image:
    drawn = {}
    for group, ids, names in (("truth", truth, TRUTH), ("pred", guess, GUESS)):
        if ids is not None:
            drawn[group] = {"mask_data": np.array(ids, np.uint8), "class_labels": labels.get(group, names)}
    shape = np.shape(truth if truth is not None else guess)
    return wandb.Image(np.zeros((*shape, 3), np.uint8), masks=drawn)


def segmented(*images: wandb.Image | None, **options: object) -> Segmentation:
    table = wandb.Table(columns=["scene"], data=[[image] for image in images])
    found = evaluate(table, truth="scene.truth", prediction="scene.pred", **options)
    assert isinstance(found, Segmentation)
    return found


def test_classes_meet_by_their_labels() -> None:
    found = segmented(masked([[0, 0], [1, 9]], [[5, 4], [4, 4]]))
    assert found.classes == ("sky", "road", "car")
    assert found.confusion.tolist() == [[1, 1, 0], [0, 1, 0], [0, 0, 0]]
    assert found.ious.tolist()[:2] == [0.5, 0.5]
    assert np.isnan(found.ious[2])
    assert found.mean_iou == 0.5
    assert found.dices.tolist()[:2] == pytest.approx([2 / 3, 2 / 3])
    assert found.pixel_accuracy == pytest.approx(2 / 3)
    assert found.ignored == ("void",)
    assert (found.truth_ids, found.prediction_ids["car"]) == ({"sky": 0, "road": 1}, 6)
    assert found.mistakes() == [("sky", "road", 1)]


def test_what_is_ignored_may_be_said() -> None:
    image = masked([[0, 0], [1, 9]], [[5, 4], [4, 4]])
    assert segmented(image, ignore=["sky"]).confusion.sum() == 2
    assert segmented(image, ignore="sky").ignored == ("sky",)
    assert segmented(image, ignore=[]).classes == ("sky", "road", "void", "car")
    # A class that is only predicted has no true pixels to leave out.
    for label, near in (("viod", "Did you mean 'void'"), ("car", "There is 'sky', 'road', 'void'")):
        with pytest.raises(EvaluationError, match=f"ignore: there is no true class '{label}'. {near}"):
            segmented(image, ignore=[label])


def test_one_table_of_several_may_have_what_is_ignored() -> None:
    image = masked([[0, 1]], [[5, 4]])
    water = masked([[0, 1]], [[5, 4]], truth={0: "sky", 1: "water"})
    tables = {n: wandb.Table(columns=["scene"], data=[[one]]) for n, one in enumerate((image, water))}
    found = evaluate(tables, truth="scene.truth", prediction="scene.pred", ignore=["water"])
    assert {n: one.confusion.sum() for n, one in found.items()} == {0: 2, 1: 1}


def test_what_has_no_effect_is_said() -> None:
    table = wandb.Table(columns=["label", "pred"], data=[["cat", "cat"]])
    with pytest.warns(UserWarning, match="ignore has no effect on a column of classes") as told:
        evaluate(table, truth="label", prediction="pred", ignore=["void"])
    assert told[0].filename == __file__
    with pytest.warns(UserWarning, match="ignore has no effect") as told:
        evaluate({"first": table}, truth="label", prediction="pred", ignore=["void"])
    assert told[0].filename == __file__
    evaluate(table, truth="label", prediction="pred", ignore=[])
    with pytest.warns(UserWarning, match="score has no effect on masks"):
        segmented(masked([[0]], [[5]]), score="score")


def test_rows_without_a_mask_are_left_out_and_told() -> None:
    found = segmented(
        masked([[0, 1]], [[5, 5]]),
        None,
        masked([[0, 0]], None),
        masked(None, [[5, 5]]),
        masked([[1, 1]], [[5, 4]]),
    )
    assert (found.rows, len(found.ids)) == (5, 2)
    assert found.skipped == {"truth": 2, "prediction": 1, "size": 0}
    rows, pixels = found.rows_of(1, 0)
    assert (rows.tolist(), pixels.tolist()) == ([0, 4], [1, 1])
    assert "Left out: 2 without a truth, 1 without a prediction, pixels of void." in repr(found)
    assert found.to_table().to_pandas()["class"].tolist() == ["sky", "road", "car"]


def test_a_mask_of_another_size_is_left_out() -> None:
    # Two columns: their pictures differ in size, and so do the masks.
    table = wandb.Table(columns=["a", "b"])
    table.add_data(masked([[0, 1]], None), masked(None, [[5], [4]]))
    found = evaluate(table, truth="a.truth", prediction="b.pred")
    assert found.skipped["size"] == 1
    assert np.isnan(found.mean_iou)


def test_ids_without_a_label_count_as_what_they_are() -> None:
    found = segmented(masked([[0, 7]], [[5, 200]]))
    assert found.confusion.sum() == 2
    assert set(found.classes) >= {"sky", "class_7", "class_200"}


def test_masks_may_be_held_against_those_of_another_table() -> None:
    first = wandb.Table(columns=["id", "scene"], data=[[1, masked([[0, 1]], [[5, 5]])]])
    second = wandb.Table(columns=["id", "scene"], data=[[1, masked(None, [[5, 4]])]])
    one, other = evaluate(
        first.query().compare(second, on="id"), truth="scene.truth", prediction="scene.pred"
    )
    assert (one.pixel_accuracy, other.pixel_accuracy) == (0.5, 1.0)


def camvid_rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "index.csv").open() as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def camvid(shared_data: Path) -> wandb.Table:
    folder = shared_data / "camvid"
    labels = {one["id"]: one["name"] for one in json.loads((folder / "classes.json").read_text())["classes"]}
    table = wandb.Table(columns=["id", "light", "scene"])
    groups = {"truth": "masks", "colour": "pred_colour", "texture": "pred_texture"}
    for row in camvid_rows(folder):
        masks = {
            group: {"path": folder / where / f"{row['id']}.png", "class_labels": labels}
            for group, where in groups.items()
        }
        table.add_data(
            row["id"], row["light"], wandb.Image(folder / "images" / f"{row['id']}.jpg", masks=masks)
        )
    return table


def plain_ious(folder: Path, prediction: str) -> tuple[np.ndarray, float]:
    """Return IoU per class and pixel accuracy, one picture and one class at a time."""
    both, either = np.zeros(11), np.zeros(11)
    right = scored = 0
    for row in camvid_rows(folder):
        truth = np.asarray(PILImage.open(folder / "masks" / f"{row['id']}.png"))
        guess = np.asarray(PILImage.open(folder / prediction / f"{row['id']}.png"))
        counts = truth != 11
        right += int((truth[counts] == guess[counts]).sum())
        scored += int(counts.sum())
        for code in range(11):
            a, b = (truth == code) & counts, (guess == code) & counts
            both[code] += (a & b).sum()
            either[code] += (a | b).sum()
    return both / either, right / scored


@pytest.mark.parametrize(("group", "mean", "accuracy"), [("colour", 0.270, 0.633), ("texture", 0.403, 0.742)])
def test_camvid_is_as_computed_plainly(
    camvid: wandb.Table, shared_data: Path, group: str, mean: float, accuracy: float
) -> None:
    found = evaluate(camvid, truth="scene.truth", prediction=f"scene.{group}")
    ious, share = plain_ious(shared_data / "camvid", f"pred_{group}")
    assert found.ious == pytest.approx(ious)
    assert found.mean_iou == pytest.approx(ious.mean())
    assert found.pixel_accuracy == pytest.approx(share)
    assert (round(found.mean_iou, 3), round(found.pixel_accuracy, 3)) == (mean, accuracy)
    assert found.ignored == ("Unlabelled",)


def test_the_rows_that_a_query_keeps_are_scored(camvid: wandb.Table) -> None:
    dusk = camvid.query().filter("light = 'dusk'")
    found = evaluate(dusk, truth="scene.truth", prediction="scene.texture")
    assert (found.rows, len(found.ids)) == (12, 12)


def test_counting_tells_how_far_it_is_and_can_be_stopped(
    camvid: wandb.Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mask_pairs, "_counted", mask_pairs.Cache(100))
    shares: list[float] = []
    task = Task(shares.append)
    evaluate(camvid, truth="scene.truth", prediction="scene.colour", task=task)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    stopped = Task(lambda share: stopped.cancel())
    with pytest.raises(Cancelled):
        evaluate(camvid, truth="scene.texture", prediction="scene.colour", task=stopped)


def test_counts_are_kept_beside_the_store(store: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(0)
    table = wandb.Table(columns=["scene"])
    for _ in range(9):
        ids = random.integers(0, 2, (6, 7))
        table.add_data(masked(ids.tolist(), (ids[::-1] + 4).tolist()))
    with wandb.init() as run:
        artifact = wandb.Artifact("masks", "dataset")
        artifact.add(table, "scenes")
        run.log_artifact(artifact)
    logged = artifact.get("scenes")
    first = evaluate(logged, truth="scene.truth", prediction="scene.pred")
    monkeypatch.setattr(mask_pairs, "_counted", mask_pairs.Cache(100))
    monkeypatch.setattr(mask_pairs, "load_ids", None)
    again = evaluate(logged, truth="scene.truth", prediction="scene.pred")
    assert (again.confusion == first.confusion).all()
    assert again.confusion.sum() == 9 * 42


@pytest.mark.parametrize(
    ("truth", "prediction", "message"),
    [
        ("scene.truht", "scene.pred", "no masks or boxes 'truht'. Did you mean 'truth'"),
        ("scene", "scene.pred", "has scene.truth, scene.pred; name one"),
        ("scene.truth", None, "name the prediction as well"),
        ("scene.truth", "id", "both must be alike"),
        ("id.truth", "scene.pred", "holds no images"),
    ],
)
def test_what_cannot_be_scored_is_said(truth: str, prediction: str | None, message: str) -> None:
    table = wandb.Table(columns=["id", "scene"], data=[["a", masked([[0]], [[5]])]])
    with pytest.raises(EvaluationError, match=message):
        evaluate(table, truth=truth, prediction=prediction)
