"""Histograms in cells of a table: kept, asked, grouped, added to artifacts, taken from W&B's files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import dsviz_widget as wandb
from dsviz_widget.convert import open_wandb_artifact
from dsviz_widget.errors import CellTypeError, ConvertError
from dsviz_widget.query import Query, Task
from dsviz_widget.widgets.table_session import TableSession
from tests.unit.convert.written import artifact_folder, table_json


def spread(low: float, count: int) -> wandb.Histogram:
    """Return a histogram of numbers from `low` on."""
    return wandb.Histogram(np.linspace(low, low + 1, count), num_bins=8)


@pytest.fixture
def table() -> wandb.Table:
    made = wandb.Table(["layer", "weights"])
    made.add_data("conv", spread(0, 100))
    made.add_data("conv", wandb.Histogram([1.0, float("nan"), float("inf")], num_bins=4))
    made.add_data("head", spread(4, 50))
    made.add_data("head", None)
    made.add_data("head", wandb.Histogram([]))
    return made


def test_figures_are_asked_as_fields(table: wandb.Table) -> None:
    def layers(clause: str) -> list[Any]:
        return [row[0] for row in table.query().filter(clause).to_table().data]

    assert layers("weights.mean > 3") == ["head"]
    assert layers("weights.not_finite > 0") == ["conv"]
    assert layers("len(weights.values) = 8") == ["conv", "head"]
    assert layers("weights.count = 0") == ["head"]


def test_a_table_gives_them_back_from_an_artifact(table: wandb.Table, tmp_path: Path) -> None:
    run = wandb.init(project="cells", dir=str(tmp_path))
    artifact = wandb.Artifact("spreads", type="dataset")
    artifact.add(table, "table")
    single = wandb.Histogram([1, 2, float("nan")], num_bins=2)
    artifact.add(single, "single")
    run.log_artifact(artifact).wait()
    kept = run.use_artifact("spreads:latest")
    assert [row[1] for row in kept.get("table").data] == [row[1] for row in table.data]
    assert kept.get("single") == single
    assert repr(kept.get("single")) == repr(single)
    run.finish()


def test_lists_and_declared_columns() -> None:
    table = wandb.Table(["many"], dtype=[[wandb.Histogram]])
    table.add_data([spread(0, 3), spread(1, 3)])
    assert table.data[0][0] == [spread(0, 3), spread(1, 3)]
    column = wandb.Table(["one"], dtype=[wandb.Histogram])
    with pytest.raises(CellTypeError, match="it holds histograms, got the number 3"):
        column.add_data(3)


def test_groups_add_up_on_one_axis(table: wandb.Table) -> None:
    session = TableSession(table)
    query = Query().group_by("layer").to_json()
    reply, _ = session.groups({"query": query}, Task())
    cells = {group["key"][0]: group["cells"]["weights"] for group in reply["groups"]}
    assert [(cell["low"], cell["high"]) for cell in cells.values()] == [(0.0, 5.0)] * 2
    assert (cells["conv"]["rows"], cells["head"]["rows"], cells["head"]["of"]) == (2, 1, 3)
    assert sum(cells["conv"]["bins"]) == pytest.approx(101)
    assert sum(cells["head"]["bins"][:20]) == 0


def test_the_head_counts_means_and_tells_the_ends_of_all(table: wandb.Table) -> None:
    head = TableSession(table).heads.summary({"query": Query().to_json(), "columns": ["weights"]}, Task())
    summary = head[0]["columns"]["weights"]
    assert (summary["of"], summary["empty_all"], summary["ends"]) == ("weights.mean", 2, [0.0, 5.0])


def test_what_wandb_wrote_becomes_histograms(tmp_path: Path) -> None:
    cell = {"_type": "histogram", "values": [1, 2], "bins": [0, 1, 2]}
    artifact_folder(tmp_path, {"t.table.json": table_json(["weights"], [[cell], [None]])})
    table = open_wandb_artifact(tmp_path).get("t")
    assert table.data[0][0] == wandb.Histogram(np_histogram=([1, 2], [0, 1, 2]))
    assert table.data[1][0] is None
    artifact_folder(tmp_path, {"t.table.json": table_json(["weights"], [[{**cell, "values": [1]}]])})
    with pytest.raises(ConvertError, match="is no histogram that can be read: np_histogram has 1 counts"):
        open_wandb_artifact(tmp_path).get("t")
