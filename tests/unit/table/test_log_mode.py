"""What logging a table again means after it has grown."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import TableArgumentError, TableError
from dsviz_widget.store import Catalog
from tests.unit.builders import blob_files, pixels, table


def log(made: wandb.Table, name: str = "data") -> wandb.Artifact:
    run = wandb.init(project="p")
    artifact = wandb.Artifact(name, type="dataset")
    artifact.add(made, "t")
    run.log_artifact(artifact)
    return artifact


def found(name: str = "data:latest") -> wandb.Table:
    again = wandb.use_artifact(f"p/{name}").get("t")
    assert isinstance(again, wandb.Table)
    return again


@pytest.mark.parametrize("change", ["row", "column", "cast"])
def test_an_immutable_table_that_changed_says_loudly_what_happens(store: Catalog, change: str) -> None:
    made = table(["n"], [1])
    assert made.log_mode == "IMMUTABLE"
    log(made)
    log(made)
    if change == "row":
        made.add_data(2)
    elif change == "column":
        made.add_column("m", [5])
    else:
        made.cast("n", [int, str])
    with pytest.warns(
        UserWarning, match=r"logged with 1 rows is logged again .*MUTABLE.*INCREMENTAL"
    ) as caught:
        assert log(made).version == "v1"
    assert len(caught) == 1
    assert caught[0].filename == __file__
    assert found().data == made.data


def test_a_mutable_table_is_a_new_version_each_time(store: Catalog) -> None:
    made = table(["n"], log_mode="MUTABLE")
    for number in range(3):
        made.add_data(number)
        assert log(made).version == f"v{number}"
    assert found("data:v1").data == [[0], [1]]
    assert found().log_mode == "MUTABLE"


def test_an_incremental_table_writes_only_new_rows(store: Catalog) -> None:
    made = table(["n", "im"], log_mode="INCREMENTAL")
    sizes = []
    for number in range(4):
        for step in range(50):
            made.add_data(number * 50 + step, wandb.Image(pixels(number * 50 + step)))
        before = set(blob_files(store))
        assert log(made).version == f"v{number}"
        sizes.append(sum(path.stat().st_size for path in set(blob_files(store)) - before))
    assert max(sizes[1:]) < sizes[0] * 1.2
    for version in range(4):
        assert found(f"data:v{version}").get_column("n") == list(range((version + 1) * 50))
    again = found()
    assert again == made
    assert again.log_mode == "INCREMENTAL"
    assert again.query().filter("n >= 190").count() == 10
    again.add_data(200, None)
    before = set(blob_files(store))
    log(again)
    parts = {path for path in wandb.use_artifact("p/data").manifest.contents if "t.increments/" in path}
    assert len(parts) == 5
    assert found().get_column("n") == list(range(201))
    assert sum(path.stat().st_size for path in set(blob_files(store)) - before) < sizes[0] / 4


def test_an_incremental_table_that_did_not_grow_is_the_same_version(store: Catalog) -> None:
    made = table(["n"], [1], log_mode="INCREMENTAL")
    assert [log(made).version for _ in range(2)] == ["v0", "v0"]
    empty = table(["n"], log_mode="INCREMENTAL")
    log(empty, "empty")
    assert found("empty:latest").data == []


def test_the_columns_of_increments_may_widen(store: Catalog) -> None:
    made = table(["n", "tags"], [1, None], log_mode="INCREMENTAL")
    log(made)
    made.add_data(2.5, ["a"])
    log(made)
    assert found().data == [[1, None], [2.5, ["a"]]]
    assert found().query().filter("n > 2").rows() == [{"n": 2.5, "tags": ["a"]}]


def test_increments_in_another_store(store: Catalog, tmp_path: Any) -> None:
    made = table(["n"], [1], log_mode="INCREMENTAL")
    log(made)
    made.add_data(2)
    wandb.finish()
    run = wandb.init(project="p", dir=tmp_path / "other")
    artifact = wandb.Artifact("data", type="dataset")
    artifact.add(made, "t")
    run.log_artifact(artifact)
    assert run.use_artifact("data:latest").get("t").data == [[1], [2]]


def test_columns_cannot_be_added_to_rows_that_were_logged() -> None:
    made = table(["n"], [1], log_mode="INCREMENTAL")
    for change in (
        lambda: made.add_column("m", [1]),
        lambda: made.add_computed_columns(lambda index, row: {"m": 1}),
    ):
        with pytest.raises(
            TableError, match=r"changes rows that an INCREMENTAL table may have logged already"
        ):
            change()


def test_too_many_increments(store: Catalog) -> None:
    made = table(["n"], log_mode="INCREMENTAL")
    run = wandb.init(project="p")
    for number in range(103):
        made.add_data(number)
        artifact = wandb.Artifact("data", type="dataset")
        if number == 100:
            with pytest.warns(UserWarning, match="logged more than 100 times"):
                artifact.add(made, "t")
        else:
            artifact.add(made, "t")
    run.log_artifact(artifact)
    assert found().get_column("n") == list(range(103))


def test_a_mode_that_is_not_there() -> None:
    with pytest.raises(TableArgumentError, match="log_mode must be one of IMMUTABLE, MUTABLE, INCREMENTAL"):
        wandb.Table(["a"], log_mode="APPEND")  # type: ignore[arg-type]
    assert wandb.Table(["a"], log_mode=None).log_mode == "IMMUTABLE"


def test_a_table_that_was_read_may_grow_without_a_word(store: Catalog) -> None:
    log(table(["n"], [1]))
    again = found()
    again.add_data(2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        log(again)
