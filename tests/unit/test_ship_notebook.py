"""The notebook about which model to ship: it runs from top to bottom, and says what plain Python finds."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from dsviz_widget.runs.opening import open_artifact
from dsviz_widget.store import Catalog
from dsviz_widget.table import Table
from tests.unit.notebooks import ROOT, Outputs, check_widgets, execute

DATA = ROOT.parent / "shared" / "data"

Ship = Callable[[], Outputs]


@pytest.fixture
def ship(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ship:
    """Return a function that runs the notebook."""
    for name in ("DSVIZ_CIFAR10", "DSVIZ_VOC"):
        monkeypatch.delenv(name, raising=False)
    shutil.copy(ROOT / "notebooks" / "digit_scenes.py", tmp_path)
    return lambda: execute("which_model", tmp_path, monkeypatch)


def frame_of(folder: Path, version: str) -> pd.DataFrame:
    found = open_artifact(Catalog(folder / "dsviz"), f"classified:{version}", "ship").get("rows")
    assert isinstance(found, Table)
    return found.query().select("id", "label", "pred").to_pandas()


def check(outputs: Outputs, folder: Path) -> tuple[pd.Series, pd.Series]:
    """Hold what the notebook says of the classifiers against the logged rows."""
    check_widgets(outputs, "compare", "scores", "boxes", "diff")
    one, two = (frame_of(folder, version) for version in ("v0", "v1"))
    assert list(one["id"]) == list(two["id"])
    was, now = one["pred"] == one["label"], two["pred"] == two["label"]
    said = outputs["ask"][0]["text"]
    assert said.startswith(f"{(~was & now).sum()} rows fixed, {(was & ~now).sum()} broke, of {len(one)}")
    assert outputs["numbers"][0]["text"].startswith(f"accuracy {was.mean():.1%} -> {now.mean():.1%}")
    return was, now


def test_the_notebook_compares_classifiers_and_detectors_of_digits(ship: Ship, tmp_path: Path) -> None:
    outputs = ship()
    was, now = check(outputs, tmp_path)
    assert len(was) == 600
    assert now.mean() > was.mean()
    catalog = Catalog(tmp_path / "dsviz")
    for name in ("classified", "detected"):
        one, two = (open_artifact(catalog, f"{name}:{version}", "ship") for version in ("v0", "v1"))
        pictures = {path: entry for path, entry in one.manifest.contents.items() if "media" in path}
        assert pictures
        assert {path: two.manifest.contents[path].digest for path in pictures} == {
            path: entry.digest for path, entry in pictures.items()
        }
    one_ap, *_, two_ap = re.findall(r"0\.\d+", outputs["box-numbers"][0]["data"]["text/html"])[:5]
    assert float(two_ap) > float(one_ap)
    assert re.search(r"classifier: .*\ndetector: ", outputs["answer"][0]["text"])


@pytest.mark.skipif(not DATA.is_dir(), reason="needs the folders cifar10 and detection_voc of ../shared/data")
def test_the_notebook_compares_networks_and_detectors_of_photographs(
    ship: Ship, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSVIZ_CIFAR10", str(DATA / "cifar10"))
    monkeypatch.setenv("DSVIZ_VOC", str(DATA / "detection_voc"))
    outputs = ship()
    was, now = check(outputs, tmp_path)
    assert [round(was.mean(), 3), round(now.mean(), 3)] == [0.813, 0.857]
    # What pycocotools says of both detectors, as the data's README has it.
    html = outputs["box-numbers"][0]["data"]["text/html"]
    assert re.findall(r"0\.\d+", html)[:2] == ["0.310", "0.588"]
    assert re.findall(r"0\.\d+", html)[4:6] == ["0.392", "0.704"]
