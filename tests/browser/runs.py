"""Runs for tests of a workspace: written as `log` writes them, without waiting for it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from dsviz_widget.history import HistoryWriter
from dsviz_widget.runs.record import RunRecord
from dsviz_widget.store import Catalog

PROJECT = "digits"
STEPS = 40


def write_run(
    catalog: Catalog,
    run_id: str,
    config: dict[str, Any],
    rows: Iterable[dict[str, float]],
    summary: dict[str, Any],
    **about: Any,
) -> RunRecord:
    """Write a run that has finished, and read it back."""
    writer = HistoryWriter(catalog.folder / "projects" / PROJECT / "runs" / run_id / "history")
    for step, row in enumerate(rows):
        writer.append(step, {**row, "_timestamp": 1.7e9 + step, "_runtime": float(step)})
    writer.close()
    record = {
        "format": 1,
        "id": run_id,
        "name": run_id,
        "config": config,
        "summary": summary,
        "tags": [],
        "created_at": "2026-05-01T10:00:00+00:00",
        "finished_at": "2026-05-01T10:00:40+00:00",
        "exit_code": 0,
        **about,
    }
    catalog.write_run(PROJECT, run_id, record)
    return RunRecord.read(catalog, PROJECT, run_id)


def some_runs(folder: Path, count: int = 12, steps: int = STEPS) -> list[RunRecord]:
    """Return runs over three learning rates and two optimizers; ``run-07`` ends with the lowest loss."""
    catalog = Catalog(folder)
    runs = []
    for number in range(count):
        floor = 0.1 + 0.05 * ((number + 5) % count)
        rows = [
            {"val/loss": floor + math.exp(-step / 10), "val/acc": 1 - floor - math.exp(-step / 10) / 2}
            for step in range(steps)
        ]
        if number % 2:
            for row in rows:
                row["grad_norm"] = 1.0
        config = {"lr": 10.0 ** -(number % 3 + 1), "optimizer": "adam" if number % 2 else "sgd", "seed": 0}
        if number % 3 == 0:
            config["warmup"] = number % 2 == 0
        about = {"exit_code": 1} if number == 3 else {}
        runs.append(
            write_run(
                catalog,
                f"run-{number:02d}",
                config,
                rows,
                {"val/loss": rows[-1]["val/loss"], "val/acc": rows[-1]["val/acc"], "params": 1000 + number},
                **about,
            )
        )
    return runs
