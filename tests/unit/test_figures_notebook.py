"""The notebook about figures and pages: it runs from top to bottom, and what it logs is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsviz_widget.runs import Api
from tests.unit.notebooks import check_widgets, execute


def test_stations_are_forecast_logged_and_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outputs = execute("figures", tmp_path, monkeypatch)
    check_widgets(outputs, "table", "run")
    assert outputs["ask"][-1]["data"]["text/plain"] == "['Bergen', 'Faro', 'Jena']"

    run = Api(tmp_path / "dsviz").runs("weather").find("forecast")
    assert run.value("sorted errors").facts["points"] == 10
    assert run.value("all hours").format == "png"
    assert run.value("stations").get_column("figure")[0].facts["title"] == "Aachen"
