"""Runs as rows: which columns there are, in which order, and what stands in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dsviz_widget.runs.goals import best_of, guess_goal, likeliest_metric
from dsviz_widget.runs.runs_table import SHOWN_AT_FIRST, runs_table
from dsviz_widget.store import Catalog
from dsviz_widget.widgets.config_differences import config_differences, value_text
from dsviz_widget.widgets.group_series import mean_line
from tests.browser.runs import write_run


def make(folder: Path, configs: list[dict[str, Any]], summaries: list[dict[str, Any]]) -> Any:
    catalog = Catalog(folder)
    runs = [
        write_run(catalog, f"run-{at}", config, [], summary)
        for at, (config, summary) in enumerate(zip(configs, summaries, strict=True))
    ]
    return runs_table(runs)


def test_keys_are_columns_by_their_own_name(tmp_path: Path) -> None:
    found = make(tmp_path, [{"lr": 0.1, "optim": {"beta": 0.9}}, {"lr": 0.2}], [{"loss": 1.0}, {"loss": 2.0}])
    assert found.table.columns[:2] == ["name", "loss"]
    rows = {name: [row[at] for row in found.table.data] for at, name in enumerate(found.table.columns)}
    assert rows["lr"] == [0.1, 0.2]
    assert rows["optim.beta"] == [0.9, None]
    assert rows["duration_s"] == [40.0, 40.0]
    assert found.metric == "loss"


def test_a_key_of_both_parts_stands_after_its_part(tmp_path: Path) -> None:
    found = make(tmp_path, [{"epochs": 5, "name": "mine"}], [{"epochs": 4}])
    assert {"config.epochs", "summary.epochs", "config.name"} <= set(found.table.columns)


def test_one_key_with_values_of_several_kinds_keeps_each(tmp_path: Path) -> None:
    found = make(tmp_path, [{"decay": 0.1}, {"decay": "cosine"}, {"decay": False}], [{}, {}, {}])
    at = found.table.columns.index("decay")
    assert [row[at] for row in found.table.data] == [0.1, "cosine", False]


def test_of_hundreds_of_columns_some_are_shown(tmp_path: Path) -> None:
    found = make(
        tmp_path, [{f"c{at}": number for at in range(200)} for number in range(2)], [{"loss": 1.0}, {}]
    )
    assert found.shown is not None
    assert len(found.shown) == SHOWN_AT_FIRST
    assert found.shown[:2] == ["name", "loss"]


@pytest.mark.parametrize(
    ("name", "goal"),
    [
        ("val_loss", "minimize"),
        ("eval/mean_reward", "maximize"),
        ("topOneAccuracy", "maximize"),
        ("train_time_s", "minimize"),
        ("lr", None),
    ],
)
def test_a_name_tells_which_way_is_better(name: str, goal: str | None) -> None:
    assert guess_goal(name) == goal


def test_runs_are_judged_by_validation_and_not_by_time() -> None:
    assert likeliest_metric(["train_time_s", "train_loss", "val_loss", "width"]) == "val_loss"
    assert likeliest_metric(["width"]) is None


def test_nan_is_never_best() -> None:
    assert best_of({"a": float("nan"), "b": 2.0, "c": True, "d": "1"}, "minimize") == "b"
    assert best_of({"a": None}, "maximize") is None


def test_a_mean_is_drawn_while_half_of_the_lines_reach() -> None:
    long = (np.arange(5.0), np.full(5, 2.0))
    short = (np.arange(3.0), np.full(3, 4.0))
    shorter = (np.arange(2.0), np.full(2, 6.0))
    line = mean_line([long, short, shorter])
    assert line.x.tolist() == [0, 1, 2]
    assert line.y.tolist() == [4, 4, 3]
    assert line.lo.tolist() == [2, 2, 2]
    assert line.hi.tolist() == [6, 6, 4]


def test_a_line_is_read_between_its_own_points() -> None:
    line = mean_line([(np.array([0.0, 10.0]), np.array([0.0, 10.0])), (np.array([5.0]), np.array([1.0]))])
    assert line.x.tolist() == [0, 5, 10]
    assert line.y.tolist() == [0, 3, 10]


def test_bands_are_deviation_and_standard_error() -> None:
    lines = [(np.array([0.0]), np.array([value])) for value in (1.0, 3.0, 1.0, 3.0)]
    spread, error = mean_line(lines, "spread"), mean_line(lines, "error")
    assert (spread.lo[0], spread.hi[0]) == (1, 3)
    assert (error.lo[0], error.hi[0]) == (1.5, 2.5)
    assert len(mean_line([]).x) == 0


def test_values_differ_by_kind_and_a_key_that_is_missing_is_not_set() -> None:
    different, equal = config_differences(
        [{"a": 1, "b": 0, "c": "", "d": None}, {"a": 1.0, "b": False, "d": "None"}]
    )
    assert [(key["key"], key["cells"], key["differs"]) for key in different] == [
        ("b", ["0", "false"], [False, True]),
        ("c", ['""', None], [False, True]),
        ("d", ["null", '"None"'], [False, True]),
    ]
    assert [key["key"] for key in equal] == ["a"]


def test_text_is_in_quotes_where_it_would_read_as_something_else() -> None:
    texts = ["adam", "1e-3", "true", "", "2.9.1", " "]
    assert [value_text(text) for text in texts] == ["adam", '"1e-3"', '"true"', '""', "2.9.1", '" "']
