"""The notebook about clouds and meshes: it runs from top to bottom, and what it logs is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsviz_widget.runs import Api
from tests.unit.notebooks import check_widgets, execute


def test_streets_are_scanned_logged_and_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outputs = execute("three_d", tmp_path, monkeypatch)
    check_widgets(outputs, "table", "mesh")
    assert "points of each car, fewest first: [" in outputs["missed"][0]["text"]
    assert "faces 19,200" in outputs["artifact"][0]["text"]

    runs = Api(tmp_path / "dsviz").runs("street")
    keys = runs.find("detector").reader().keys
    assert {name: found.count for (name, _), found in keys.items() if name in ("scene", "shape")} == {
        "scene": 8,
        "shape": 10,
    }
    table = Api(tmp_path / "dsviz").artifact("street/streets:latest").get("streets")
    assert table.query().filter("scene.boxes > cars and scene.points > 10000").count() == 8
