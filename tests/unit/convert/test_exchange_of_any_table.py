"""Whatever a table holds, W&B's layout holds it, and both readers give it back."""

from __future__ import annotations

import datetime
import math
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import dsviz_widget as wandb
from dsviz_widget.convert import export_wandb_artifact, open_wandb_artifact
from dsviz_widget.runs import Artifact
from dsviz_widget.store import Catalog
from tests.unit.convert.test_wandb_exchange import read_with_wandb

MOMENTS = st.datetimes(
    datetime.datetime(1, 1, 2), datetime.datetime(9999, 12, 30), timezones=st.just(datetime.timezone.utc)
)
TEXT = st.text(st.characters(codec="utf-8"), max_size=6)
FLOATS = st.floats(allow_nan=False)
CELLS: list[st.SearchStrategy[Any]] = [
    st.integers(-(2**53), 2**53),
    FLOATS,
    TEXT,
    st.booleans(),
    MOMENTS,
    st.lists(st.integers(0, 9), max_size=3),
    st.lists(st.lists(FLOATS, max_size=2), max_size=2),
    st.fixed_dictionaries({"a": FLOATS, "b": st.fixed_dictionaries({"c": TEXT})}),
]


@st.composite
def rows(draw: st.DrawFn) -> tuple[list[str], list[list[Any]]]:
    """Return the names and rows of a table, with empty cells."""
    kinds = draw(st.lists(st.sampled_from(range(len(CELLS))), min_size=1, max_size=4))
    names = draw(st.lists(TEXT.filter(bool), min_size=len(kinds), max_size=len(kinds), unique=True))
    cells = st.tuples(*(st.one_of(st.none(), CELLS[kind]) for kind in kinds))
    return names, [list(row) for row in draw(st.lists(cells, max_size=4))]


def made(names: list[str], data: list[list[Any]]) -> wandb.Table:
    table = wandb.Table(names)
    for row in data:
        table.add_data(*row)
    return table


def written(tables: list[wandb.Table], folder: Path) -> tuple[Path, Path]:
    """Log tables ``0``, ``1``, … and return the folder and manifest of their export."""
    artifact = Artifact("any", type="dataset")
    artifact._catalog = Catalog(folder / "store")
    for number, table in enumerate(tables):
        artifact.add(table, str(number))
    artifact.log_to(artifact._catalog, "p", (), None)
    return folder / "out", export_wandb_artifact(artifact, folder / "out")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(rows())
def test_what_is_written_is_read_again(drawn: tuple[list[str], list[list[Any]]]) -> None:
    table = made(*drawn)
    with tempfile.TemporaryDirectory() as folder:
        out, manifest = written([table], Path(folder))
        found = open_wandb_artifact(out, manifest).get("0")
        assert found.columns == table.columns
        for mine, theirs in zip(table.data, found.data, strict=True):
            assert [_close(cell) for cell in mine] == [_close(cell) for cell in theirs]


@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.lists(rows(), min_size=30, max_size=30))
def test_wandb_reads_it_too(drawn: list[tuple[list[str], list[list[Any]]]]) -> None:
    tables = [made(*item) for item in drawn]
    with tempfile.TemporaryDirectory() as folder:
        read = read_with_wandb(*written(tables, Path(folder)), *map(str, range(len(tables))))
    for number, table in enumerate(tables):
        assert read[str(number)]["columns"] == table.columns
        for mine, theirs in zip(table.data, read[str(number)]["data"], strict=True):
            for cell, other in zip(mine, theirs, strict=True):
                if isinstance(cell, datetime.datetime):
                    moment = datetime.datetime.fromisoformat(other)
                    assert abs(moment - cell) < datetime.timedelta(milliseconds=1)
                else:
                    assert cell == other


def _close(cell: Any) -> Any:
    """Return a cell; a moment as seconds, since fractions of a millisecond are a float's."""
    if isinstance(cell, datetime.datetime):
        return pytest.approx(cell.timestamp(), abs=1e-3)
    return "nan" if isinstance(cell, float) and math.isnan(cell) else cell
