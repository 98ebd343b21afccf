"""Heads and groups of compared tables as a browser asks for them: real scenes, beside pandas."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import QueryError
from dsviz_widget.query import Task
from tests.unit.builders import pixels

GROUPS = ("colour", "texture")


def ask(view: wandb.CompareView, method: str, **params: Any) -> Any:
    found, _ = view.session.handlers[method]({"query": {"version": 1}, **params}, Task())
    return json.loads(json.dumps(found))


@pytest.fixture(scope="module")
def scenes(shared_data: Path) -> dict[str, pd.DataFrame]:
    """What two models made of the same road scenes; each lacks some of them."""
    rows = list(csv.DictReader((shared_data / "camvid" / "index.csv").read_text().splitlines()))
    found = {}
    for number, group in enumerate(GROUPS):
        frame = pd.DataFrame(
            {
                "id": [row["id"] for row in rows],
                "light": [row["light"] for row in rows],
                "accuracy": [float(row[f"pixel_accuracy_{group}"]) for row in rows],
            }
        )
        frame["grade"] = (frame.accuracy * 10).astype(int)
        found[group] = frame.drop(range(number * 3, number * 3 + 3)).reset_index(drop=True)
    return found


@pytest.fixture(scope="module")
def view(scenes: dict[str, pd.DataFrame]) -> wandb.CompareView:
    tables = {}
    for number, (group, frame) in enumerate(scenes.items()):
        table = wandb.Table([*frame.columns, "photo"])
        for seed, row in enumerate(frame.itertuples(index=False)):
            table.add_data(*row, wandb.Image(pixels(seed + seed % 2 * number)))
        tables[group] = table
    return wandb.compare(tables, key="id")


def test_heads_hold_both_tables(view: wandb.CompareView, scenes: dict[str, pd.DataFrame]) -> None:
    columns = ask(view, "compare_heads", columns=["id", "accuracy", "light", "grade", "photo"], bins=10)[
        "columns"
    ]
    accuracy = columns["accuracy"]
    assert [sum(counts) for counts in accuracy["counts"]] == [45, 45]
    assert accuracy["means"] == pytest.approx([frame.accuracy.mean() for frame in scenes.values()])
    assert accuracy["missing"] == [0, 0]
    both = scenes["colour"].merge(scenes["texture"], on="id")
    assert columns["grade"]["compared"] == len(both) == 42
    assert columns["grade"]["changed"] == (both.grade_x != both.grade_y).sum()
    assert columns["light"]["changed"] == 0
    assert columns["photo"] == {"kind": "other", "compared": 42, "changed": 21}
    assert columns["id"]["kind"] == "values"


def test_heads_follow_a_filter_on_both(view: wandb.CompareView, scenes: dict[str, pd.DataFrame]) -> None:
    query = {"version": 1, "filters": [{"text": "$1.accuracy - $0.accuracy > 0.1"}]}
    accuracy = ask(view, "compare_heads", query=query, columns=["accuracy"])["columns"]["accuracy"]
    both = scenes["colour"].merge(scenes["texture"], on="id")
    count = int((both.accuracy_y - both.accuracy_x > 0.1).sum())
    assert [sum(counts) for counts in accuracy["counts"]] == [count, count]


def test_groups_are_of_each_table(view: wandb.CompareView, scenes: dict[str, pd.DataFrame]) -> None:
    page = ask(
        view, "compare_groups", by="grade", sort="change", columns=["accuracy", "light", "photo"], gallery=4
    )
    sizes = {k: frame.groupby("grade").size() for k, frame in enumerate(scenes.values())}
    for group in page["groups"]:
        (key,) = group["key"]
        assert group["label"] == str(key)
        assert group["rows"] == [int(sizes[k].get(key, 0)) for k in (0, 1)]
        assert group["clause"] == f"$*.grade == {key}"
        assert group["clauses"] == [f"$0.grade == {key}", f"$1.grade == {key}"]
        assert sum(group["cells"]["accuracy"]["counts"][0]) == group["rows"][0]
        assert {item["value"] for item in group["cells"]["light"]["top"][1]} <= {"day", "dusk"}
        shown = group["cells"]["photo"]
        assert shown["kind"] == "image"
        assert len(shown["rows"]) == min(4, shown["total"])
        moved = [row["moved"] for row in shown["rows"]]
        assert moved == sorted(moved, reverse=True)
    changes = [abs(group["rows"][1] - group["rows"][0]) for group in page["groups"]]
    assert changes == sorted(changes, reverse=True)
    assert page["rows"] == [45, 45]
    assert page["largest"] == max(int(size.max()) for size in sizes.values())
    assert page["total"] == len(page["groups"])
    assert page["axes"]["accuracy"]["kind"] == "number"


def test_a_group_without_a_value_is_called_empty() -> None:
    first, second = (
        wandb.Table(["id", "sure"], [[1, True], [2, None], [3, answer]]) for answer in (True, False)
    )
    page = ask(wandb.compare(first, second, key="id"), "compare_groups", by="sure", sort="key")
    assert [(group["label"], group["rows"]) for group in page["groups"]] == [
        ("empty", [1, 1]), ("false", [0, 1]), ("true", [2, 1]),
    ]  # fmt: skip
    assert [group["clause"] for group in page["groups"]] == [
        "$*.sure is null", "$*.sure == false", "$*.sure == true",
    ]  # fmt: skip


def test_heads_are_anew_once_tables_are_arranged_otherwise(scenes: dict[str, pd.DataFrame]) -> None:
    tables = [wandb.Table(dataframe=frame) for frame in scenes.values()]
    view = wandb.compare(*tables, key="id")
    before = ask(view, "compare_heads", columns=["accuracy"])["columns"]["accuracy"]
    view.comparison = {**view.comparison, "order": [1, 0]}
    after = ask(view, "compare_heads", columns=["accuracy"])["columns"]["accuracy"]
    assert after["means"] == pytest.approx(before["means"][::-1])
    assert after["counts"] == before["counts"][::-1]


def test_what_cannot_be_grouped_is_said(view: wandb.CompareView) -> None:
    with pytest.raises(QueryError, match=r"colour has no column 'grad'\. .*Did you mean 'grade'"):
        ask(view, "compare_groups", by="grad")
