"""What changed between two tables, beside the same worked out in plain Python."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dsviz_widget as wandb
from dsviz_widget.errors import QueryError, TableArgumentError, ViewError
from dsviz_widget.store import Catalog
from dsviz_widget.table.diff import TableDiff
from tests.unit.builders import blob_files


def differ(before: Any, after: Any, **options: Any) -> TableDiff:
    found = wandb.diff(before, after, **options)
    assert isinstance(found, TableDiff)
    return found


def rows_of(table: wandb.Table) -> list[dict[str, Any]]:
    return [dict(zip(table.columns, row, strict=True)) for row in table.data]


def test_rows_are_added_removed_and_changed() -> None:
    before = wandb.Table(["id", "acc", "label"], [[1, 0.5, "a"], [2, 0.7, "b"], [3, 0.9, "c"]])
    after = wandb.Table(["id", "acc", "label"], [[3, 0.9, "d"], [1, 0.5, "a"], [2, 0.8, "x"], [4, 0.6, "e"]])
    found = differ(before, after)
    assert found.columns == ["id", "change", "changed", "0.acc", "1.acc", "0.label", "1.label"]
    assert found.data == [
        [2, "changed", ["acc", "label"], 0.7, 0.8, "b", "x"],
        [3, "changed", ["label"], 0.9, 0.9, "c", "d"],
        [4, "added", [], None, 0.6, None, "e"],
    ]
    counts = found.counts
    assert (counts.added, counts.removed, counts.changed, counts.equal) == (1, 0, 2, 1)
    assert repr(found).startswith("<TableDiff 1 added, 0 removed, 2 changed, 1 equal: id, change")


def test_only_some_columns_are_compared() -> None:
    before = wandb.Table(["id", "acc", "label"], [[1, 0.5, "a"], [2, 0.7, "b"]])
    after = wandb.Table(["id", "acc", "label"], [[1, 0.6, "a"], [2, 0.7, "x"]])
    found = differ(before, after, columns="acc")
    assert found.columns == ["id", "change", "changed", "0.acc", "1.acc"]
    assert found.get_column("id") == [1]
    with pytest.raises(TableArgumentError, match="first has no column 'acx', to compare"):
        wandb.diff(before, after, columns=["acx"])


def test_empty_cells_and_nan_are_equal_to_themselves() -> None:
    cells = [None, math.nan, 0.0, 1.0]
    before = wandb.Table(["id", "x"], [[i, x] for i, x in enumerate(cells * 4)], allow_mixed_types=False)
    after = wandb.Table(["id", "x"], [[i, cells[i // 4]] for i in range(16)])
    assert differ(before, after).counts.equal == 4


def test_equal_tables_have_no_rows() -> None:
    table = wandb.Table(["id", "x"], [[1, "a"], [2, None]])
    found = differ(table, table)
    assert (len(found), found.counts.equal) == (0, 2)
    assert found.columns == ["id", "change", "changed", "0.x", "1.x"]


def test_repeated_and_empty_keys_are_told() -> None:
    before = wandb.Table(["id", "x"], [["a", 1], ["a", 2], ["b", 3], [None, 4]])
    after = wandb.Table(["id", "x"], [["a", 1], ["a", 9], ["b", 3], [None, 4]])
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        found = differ(before, after, key="id")
    assert [str(warning.message) for warning in told] == [
        "Some values of id occur more than once (1 in first, 1 in second): the nth row of each is held "
        "against the nth. Give key=[...] with more columns to tell such rows apart.",
        "Rows without id match no other, and count as added or removed (1 in first, 1 in second).",
    ]
    assert [row["change"] for row in rows_of(found)] == ["changed", "removed", "added"]
    assert found.counts.repeated_keys == (1, 1)
    assert found.counts.empty_keys == (1, 1)


def test_columns_that_one_table_has_are_told() -> None:
    before = wandb.Table(["id", "x", "old"], [[1, 2, 3]])
    after = wandb.Table(["id", "x", "new"], [[1, 2, 3]])
    with pytest.warns(UserWarning, match="has are not compared: (old|new)"):
        found = differ(before, after)
    assert found.only_in == (["old"], ["new"])
    assert len(found) == 0


def test_keys_may_be_several_or_named_otherwise() -> None:
    before = wandb.Table(["scene", "frame", "x"], [["a", 1, 1], ["a", 2, 2], ["b", 1, 3]])
    after = wandb.Table(["place", "frame", "x"], [["a", 1, 1], ["a", 2, 5], ["c", 1, 3]])
    with pytest.warns(UserWarning, match="not compared"):
        found = differ(before, after, key=[("scene", "place"), "frame"])
    assert [(row["scene"], row["frame"], row["change"]) for row in rows_of(found)] == [
        ("a", 2, "changed"), ("b", 1, "removed"), ("c", 1, "added"),
    ]  # fmt: skip


def test_a_table_may_have_columns_called_as_ours() -> None:
    before = wandb.Table(["change", "changed", "0.x"], [[1, "a", 1], [2, "b", 2]])
    after = wandb.Table(["change", "changed", "0.x"], [[1, "c", 1], [2, "b", 2]])
    found = differ(before, after, key="change")
    assert found.data == [[1, "changed", ["changed"], "a", "c", 1, 1]]
    assert found.columns[:3] == ["change", "change_", "changed"]


def test_lists_dicts_dates_and_mixed_cells_are_compared() -> None:
    before = wandb.Table(["id", "tags", "meta", "any"], allow_mixed_types=True)
    after = wandb.Table(["id", "tags", "meta", "any"], allow_mixed_types=True)
    for number in range(4):
        before.add_data(number, ["a", "b"], {"n": number, "deep": {"x": 1.5}}, 1 if number % 2 else "1")
        after.add_data(
            number, ["a"] if number == 1 else ["a", "b"],
            {"n": number, "deep": {"x": 2.5 if number == 2 else 1.5}}, 1 if number else 1.5,
        )  # fmt: skip
    found = differ(before, after, key="id")
    assert {row["id"]: row["changed"] for row in rows_of(found)} == {
        0: ["any"], 1: ["tags"], 2: ["meta", "any"],
    }  # fmt: skip


def picture(shade: int, caption: str | None = None, score: float = 0.5) -> wandb.Image:
    pixels = np.full((8, 8, 3), shade, dtype=np.uint8)
    box = {
        "position": {"minX": 0.1, "maxX": 0.5, "minY": 0.1, "maxY": 0.5},
        "class_id": 1,
        "scores": {"score": score},
    }
    mask = np.full((8, 8), 1 if shade < 100 else 2, dtype=np.uint8)
    return wandb.Image(
        pixels,
        caption=caption,
        boxes={"found": {"box_data": [box], "class_labels": {1: "cat"}}},
        masks={"truth": {"mask_data": mask, "class_labels": {1: "cat", 2: "dog"}}},
    )


def test_pictures_are_compared_by_what_they_show() -> None:
    before, after = (wandb.Table(["id", "photo"]) for _ in range(2))
    for number in range(5):
        before.add_data(number, picture(number * 10))
        after.add_data(
            number,
            picture(
                number * 10 + (number == 1),
                caption="new" if number == 2 else None,
                score=0.6 if number == 3 else 0.5,
            ),
        )
    found = differ(before, after)
    assert [row["id"] for row in rows_of(found)] == [1, 2, 3]
    assert np.array_equal(np.asarray(found.get_column("1.photo")[0].image)[0, 0], [11, 11, 11])
    assert found.get_column("1.photo")[1].caption == "new"


def log_version(tables: dict[str, wandb.Table], text: str = "") -> None:
    run = wandb.init(project="p")
    artifact = wandb.Artifact("eval", type="dataset")
    for name, table in tables.items():
        artifact.add(table, name)
    with artifact.new_file("notes.txt") as file:
        file.write(text)
    run.log_artifact(artifact)
    wandb.finish()


def log_photos() -> None:
    for version in range(2):
        table = wandb.Table(["id", "photo", "acc"])
        for number in range(3 + version):
            table.add_data(number, picture(number * 20 + (version if number == 1 else 0)), number / 2)
        log_version({"photos": table})


def test_versions_are_named_and_nothing_is_copied(store: Catalog) -> None:
    log_photos()
    before = blob_files(store)
    found = differ("p/eval:v0", "p/eval:v1")
    assert [row["change"] for row in rows_of(found)] == ["changed", "added"]
    assert repr(found) == repr(differ("p/eval:v0/photos", "p/eval:latest/photos"))
    assert blob_files(store) == before
    run = wandb.init(project="p")
    artifact = wandb.Artifact("changes", type="diff")
    artifact.add(found, "diff")
    run.log_artifact(artifact)
    added = [path for path in blob_files(store) if path not in before]
    assert sum(path.suffix in (".png", ".jpg") for path in added) == 0
    kept = run.use_artifact("changes:v0").get("diff")
    assert kept.get_column("changed") == [["photo"], []]
    assert kept.get_column("1.photo")[0].image.getpixel((0, 0)) == (21, 21, 21)


def test_versions_with_several_tables_are_a_dict(store: Catalog) -> None:
    table = wandb.Table(["id", "x"], [[1, 2]])
    other = wandb.Table(["id", "x"], [[1, 3]])
    log_version({"a": table, "b": table, "old": table}, "one")
    log_version({"a": table, "b": other, "new": table}, "two")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        found = wandb.diff("p/eval:v0", "p/eval:v1")
    assert isinstance(found, dict)
    assert {name: made.counts.changed for name, made in found.items()} == {"a": 0, "b": 1}
    assert [str(warning.message) for warning in told] == [
        "Files that are no tables are not compared, and differ: notes.txt.",
        "Tables that only one version has are not compared: old, new.",
    ]


values = st.one_of(st.none(), st.sampled_from([0.0, -0.0, 1.5, math.nan, math.inf]))
texts = st.one_of(st.none(), st.sampled_from(["", "a", "b'"]))
tables = st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 4)), values, texts), max_size=8)


def same(first: Any, second: Any) -> bool:
    if isinstance(first, float) and isinstance(second, float) and math.isnan(first) and math.isnan(second):
        return True
    return bool(first == second)


def plain_diff(before: list[Any], after: list[Any]) -> list[tuple[Any, str, list[str]]]:
    """Return what changed, worked out row by row: the nth row of a key is held against the nth."""

    def numbered(rows: list[Any]) -> dict[tuple[Any, int], Any]:
        seen: dict[Any, int] = {}
        found = {}
        for place, row in enumerate(rows):
            nth = place if row[0] is None else seen.get(row[0], 0)
            seen[row[0]] = nth + 1
            found[(row[0], nth)] = row
        return found

    mine, theirs = numbered(before), numbered(after)
    found: list[tuple[Any, str, list[str]]] = []
    for key, row in mine.items():
        other = theirs.get(key) if key[0] is not None else None
        if other is None:
            found.append((key[0], "removed", []))
            continue
        changed = [name for name, a, b in zip("xt", row[1:], other[1:], strict=True) if not same(a, b)]
        if changed:
            found.append((key[0], "changed", changed))
    found += [(key[0], "added", []) for key in theirs if key[0] is None or key not in mine]
    return found


@given(tables, tables)
@settings(max_examples=60, deadline=None)
def test_a_diff_is_what_plain_python_finds(before: list[Any], after: list[Any]) -> None:
    names, types = ["id", "x", "t"], [int, float, str]
    first, second = (wandb.Table(names, [list(row) for row in rows], dtype=types) for rows in (before, after))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = differ(first, second, key="id")
    told = sorted(
        zip(*(found.get_column(name) for name in ("id", "change", "changed")), strict=True), key=repr
    )
    expected = sorted(plain_diff(before, after), key=repr)
    assert [(key, change, list(changed)) for key, change, changed in told] == expected


def test_errors_say_what_to_do() -> None:
    before = wandb.Table(["id", "x"], [[1, "a"]])
    after = wandb.Table(["key", "y"], [[1, "a"]])
    with pytest.raises(ViewError, match="Give key="):
        wandb.diff(before, after)
    with pytest.raises(QueryError, match="no column 'idx'"):
        wandb.diff(before, before, key="idx")
    with pytest.raises(ViewError, match="tables or versions are compared, got"):
        wandb.diff(before, [1, 2])


def test_overlays_that_one_version_has_are_a_difference_where_they_are() -> None:
    before, after = (wandb.Table(["id", "photo"]) for _ in range(2))
    box = {"position": {"minX": 0.1, "maxX": 0.5, "minY": 0.1, "maxY": 0.5}, "class_id": 1}
    pixels = np.zeros((8, 8, 3), dtype=np.uint8)
    for number in range(3):
        before.add_data(number, wandb.Image(pixels, boxes={"truth": {"box_data": [box]}}))
        boxes = {"truth": {"box_data": [{**box, "scores": {"sure": 0.5}} if number == 1 else box]}}
        if number == 2:
            boxes["found"] = {"box_data": [box]}
        after.add_data(number, wandb.Image(pixels, boxes=boxes))
    assert [row["id"] for row in rows_of(differ(before, after))] == [1, 2]
