"""The same calls, logged by W&B's package and by ours, make the same rows, summary and config."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import dsviz_widget as wandb
from dsviz_widget.convert import open_wandb_run
from dsviz_widget.store import Catalog

SCRIPT = Path(__file__).with_name("logging_script.py")
ROOT = Path(__file__).parents[3]


def log_with(package: str, folder: Path) -> str:
    environment = {**os.environ, "WANDB_SILENT": "true", "WANDB_DIR": str(folder), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, str(SCRIPT), package], env=environment, cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def without_times(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key not in ("_timestamp", "_runtime", "_wandb")}


def flat(values: dict[str, Any], above: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in values.items():
        found.update(flat(value, f"{above}{key}.") if isinstance(value, dict) else {above + key: value})
    return found


@pytest.mark.skipif(importlib.util.find_spec("wandb") is None, reason="W&B's package is not installed")
def test_the_rules_are_those_of_wandb(store: Catalog, tmp_path: Path) -> None:
    theirs, ours = tmp_path / "theirs", tmp_path / "ours"
    theirs.mkdir()
    ours.mkdir()
    assert log_with("wandb", theirs) == log_with("dsviz_widget", ours)
    (folder,) = theirs.glob("wandb/offline-run-*")
    expected, found = open_wandb_run(folder), wandb.Api().run("p/same")
    rows = [without_times(flat(row)) for row in expected.history()]
    assert [without_times(row) for row in found.scan_history()] == rows
    assert without_times(found.summary) == without_times(expected.summary)
    assert found.config == expected.config
