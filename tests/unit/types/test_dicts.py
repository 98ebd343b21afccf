"""Dicts whose keys differ by row: fields where keys are few, maps where they are data."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dsviz_widget as wandb
from dsviz_widget.errors import CellTypeError
from dsviz_widget.store import Catalog
from dsviz_widget.types import DictType, MapType, infer_type, is_split, type_from_json
from dsviz_widget.types.dicts import MAX_FIELDS
from tests.unit.builders import logged, pixels, table

WIDE = {f"w{index}": index for index in range(MAX_FIELDS + 1)}

FORMS: list[tuple[list[Any], str]] = [
    ([{"a": 1}, {"b": "x"}], "struct<a: int64, b: large_string>"),
    ([{"a": 1, "b": None}, {"a": 2}], "struct<a: int64, b: null, __none: list<item: string>>"),
    ([{"a": None}, {"a": 1}], "struct<a: int64>"),
    ([{}], "struct<_empty: null>"),
    ([{"": None}, {}], "struct<: null, __none: list<item: string>>"),
    ([{13: 0.5}, {7: 0.1}], "map<int64, double>"),
    ([{np.int32(3): 1}, {}], "map<int64, int64>"),
    ([{True: 1}, {"b": 2}], "struct<True: int64, b: int64>"),
    ([{2**63: 1}], "struct<9223372036854775808: int64>"),
    ([{13: 1}, {"a": 2}], "map<string, int64>"),
    ([WIDE], "map<string, int64>"),
    ([{"a": 1}, WIDE], "map<string, int64>"),
    ([{1: {"a": 1}}, {2: {"b": 1}}], "map<int64, struct<a: int64, b: int64>>"),
]


@pytest.mark.parametrize("flush_each_row", [False, True], ids=["one chunk", "a chunk a row"])
@pytest.mark.parametrize(("cells", "form"), FORMS, ids=[form for _, form in FORMS])
def test_the_form_of_a_column(store: object, cells: list[Any], form: str, flush_each_row: bool) -> None:
    made = table(["c"])
    for cell in cells:
        made.add_data(cell)
        if flush_each_row:
            made.to_arrow()
    arrow = made.to_arrow().column("c")
    arrow.validate(full=True)
    assert str(arrow.type) == form
    for found in (made, logged(made)):
        as_text = "map<string" in form or ("struct" in form and "map" not in form)
        expected = [{str(key): v for key, v in cell.items()} for cell in cells] if as_text else cells
        assert found.get_column("c") == expected
        assert type_from_json(found.column_types["c"].to_json()) == made.column_types["c"]


def test_values_of_several_kinds_make_a_map_of_mixed_values() -> None:
    made = table(["c"], [{1: 0.5}], [{2: [1]}], [{3: "x", 1: None}])
    arrow = made.to_arrow().column("c").type
    assert is_split(arrow.item_type)
    assert made.get_column("c") == [{1: 0.5}, {2: [1]}, {3: "x", 1: None}]
    wide = table(["c"], [{"a": 1, "b": "x", "c": None}], [{"a": None, "b": "y"}], [WIDE])
    assert is_split(wide.to_arrow().column("c").type.item_type)
    assert wide.get_column("c") == [{"a": 1, "b": "x", "c": None}, {"a": None, "b": "y"}, WIDE]


def test_a_key_keeps_its_type() -> None:
    made = table(["c"], [{"a": 1}], [{"b": 1}])
    with pytest.raises(CellTypeError, match="at key 'a': it holds numbers, got the text 'x'"):
        made.add_data({"a": "x"})
    with pytest.raises(CellTypeError, match="it holds dicts, got a list of 1"):
        made.add_data([1])
    whole = table(["c"], [{1: 1}])
    with pytest.raises(CellTypeError, match="it holds dicts, got a list of 1"):
        whole.add_data([1])
    with pytest.raises(CellTypeError, match="at key 2: a column of mixed types holds what JSON can say"):
        whole.add_data({2: object()})
    with pytest.raises(CellTypeError, match="two keys of the dict are both written '1'"):
        whole.add_data({1: 1, "1": 2})
    assert (len(made), len(whole)) == (2, 1)


def test_images_under_keys_of_any_kind(store: object) -> None:
    images = [wandb.Image(pixels(seed)) for seed in range(4)]
    made = table(
        ["few", "many"],
        [{"a": images[0]}, {1: images[1]}],
        [{"b": images[2]}, {2: images[3], 5: None}],
        [None, {}],
    )
    found = logged(made)
    assert found == made
    assert [path for path, *_ in found.files()] == [path for path, *_ in made.files()]
    assert np.array_equal(np.asarray(found.get_column("many")[1][2].image), pixels(3))
    with pytest.raises(CellTypeError, match="at key 3: it holds images"):
        made.add_data(None, {3: "x"})
    expected = [[cell.get("a") if cell else None, many.get(2)] for cell, many in found.data]
    found.add_data({"a": None}, None)
    again = logged(found, name="again")
    assert again == found
    for row, (few, many) in enumerate(expected):
        for kept, was in ((again.data[row][0] or {}).get("a"), few), (again.data[row][1].get(2), many):
            assert (kept and kept.encoded.ref) == (was and was.encoded.ref)


def test_more_keys_than_fields_with_images_in_them(store: object) -> None:
    image = wandb.Image(pixels())
    made = table(["c"], [{"a": image}], [{"b": None}], [{f"k{index}": image for index in range(MAX_FIELDS)}])
    assert isinstance(made.column_types["c"], MapType)
    found = logged(made)
    assert found == made
    assert len(found.get_column("c")[2]) == MAX_FIELDS


MERGES: list[tuple[Any, Any, str]] = [
    ({"a": 1}, {"a": 2}, "dicts with keys 'a'"),
    ({"a": 1}, {"b": 2}, "dicts with keys 'a', 'b'"),
    ({}, {"a": None}, "dicts with keys 'a'"),
    ({"a": None}, {"b": None}, "dicts with keys 'a', 'b'"),
    ({"a": 1}, {1: 2}, "dicts of numbers"),
    ({1: 1}, {"a": "x"}, "dicts of anything"),
    ({1: 1}, {}, "dicts of numbers"),
    ({}, {1: 1}, "dicts of numbers"),
    ({1: 1}, None, "dicts of numbers"),
    (WIDE, {"a": 1}, "dicts of numbers"),
    ({f"x{i}": i for i in range(150)}, {f"y{i}": "a" for i in range(150)}, "dicts of anything"),
]


@pytest.mark.parametrize(("mine", "theirs", "described"), MERGES, ids=map(str, range(len(MERGES))))
def test_files_with_other_keys_are_one_table(tmp_path: Path, mine: Any, theirs: Any, described: str) -> None:
    cells = [mine, None], [theirs, theirs]
    for number, rows in enumerate(cells):
        table(["c"], *([row] for row in rows)).to_parquet(tmp_path / f"{number}.parquet")
    found = wandb.Table.from_parquet(tmp_path)
    assert found.column_types["c"].describe() == described
    expected = [mine, None, theirs, theirs]
    if described == "dicts of anything" and 1 in mine:
        expected = [{"1": 1}, None, theirs, theirs]
    if isinstance(theirs, dict) and 1 in theirs and "a" in mine:
        expected = [mine, None, {"1": 2}, {"1": 2}]
    assert found.get_column("c") == expected
    assert found.engine().row_count == 4
    with pytest.raises(CellTypeError, match="it holds dicts"):
        infer_type(mine).merge(infer_type([1]))


def test_rows_that_are_added_to_a_logged_table(store: object) -> None:
    found = logged(table(["c"], [{"a": None, "b": 1}], [{"a": 2, "b": None}]))
    found.add_data({"b": 5, "c": [1]})
    found.add_data({"a": None})
    expected = [{"a": None, "b": 1}, {"a": 2, "b": None}, {"b": 5, "c": [1]}, {"a": None}]
    assert found.get_column("c") == expected
    again = logged(found, name="again")
    assert again.get_column("c") == expected
    again.add_data(WIDE)
    assert again.get_column("c")[:4] == expected


def test_an_incremental_table_whose_keys_grow(store: Catalog) -> None:
    run = wandb.init(project="p")
    made = wandb.Table(["c"], log_mode="INCREMENTAL")
    cells: list[Any] = [{"a": None}, {"b": 1}, {"a": 2, "c": {"d": None}}, {"c": {}}, WIDE]
    for cell in cells:
        made.add_data(cell)
        artifact = wandb.Artifact("grown", type="dataset")
        artifact.add(made, "t")
        run.log_artifact(artifact)
        assert run.use_artifact("grown:latest").get("t").get_column("c") == made.get_column("c")
    assert made.get_column("c") == cells


def test_declared_keys_stay_those(store: object) -> None:
    made = table(["c"], [{"a": 1, "b": None}], dtype=[{"a": int, "b": str}])
    found = logged(made)
    for held in (made, found):
        with pytest.raises(CellTypeError, match="declared to hold dicts of other keys; this one misses 'b'"):
            held.add_data({"a": 1})
    other = table(["c"], [{"a": 1}])
    with pytest.raises(CellTypeError, match="it holds dicts with keys 'a', 'b', got dicts with keys 'a'"):
        made.column_types["c"].merge(other.column_types["c"])


def test_maps_of_anyones_arrow(tmp_path: Path) -> None:
    cells = [[("a", 1), ("b", None)], None, [], [("c", 3)]]
    whole = [[(1, "x")], [(2, "y")], None, None]
    arrow = pa.table(
        {
            "text": pa.array(cells, pa.map_(pa.large_string(), pa.int32())),
            "whole": pa.array(whole, pa.map_(pa.int8(), pa.string())),
            "lists": pa.array([[cell] for cell in cells], pa.list_(pa.map_(pa.string(), pa.float64()))),
        }
    )
    for given_table in (arrow, arrow.slice(1), arrow.slice(2, 1)):
        made = wandb.Table.from_arrow(given_table)
        start = 4 - len(made) if len(made) > 1 else 2
        assert made.get_column("text") == [None if c is None else dict(c) for c in cells][start:][: len(made)]
        assert made.get_column("whole") == [{1: "x"}, {2: "y"}, None, None][start:][: len(made)]
        made.to_parquet(tmp_path / "t.parquet")
        assert wandb.Table.from_parquet(tmp_path / "t.parquet") == made
    with pytest.raises(CellTypeError, match="column 'c' holds map<double, int64>"):
        wandb.Table.from_arrow(pa.table({"c": pa.array([[(0.5, 1)]], pa.map_(pa.float64(), pa.int64()))}))


def test_dicts_from_their_own_arrow() -> None:
    cells = [{"a": 1, "b": None}, {"a": None}]
    made = wandb.Table.from_arrow(table(["c"], *([cell] for cell in cells)).to_arrow())
    # Arrow says nothing of keys that are lacking.
    assert made.get_column("c") == [{"a": 1, "b": None}, {"a": None, "b": None}]
    made.add_data({"b": 2})
    assert made.get_column("c") == [{"a": 1, "b": None}, {"a": None, "b": None}, {"b": 2}]


def test_wide_structs_of_anyones_arrow_stay_structs(tmp_path: Path) -> None:
    arrow = pa.table({"c": pa.array([WIDE, None, {**WIDE, "w0": None}])})
    for number in (1, 2):
        wandb.Table.from_arrow(arrow).to_parquet(tmp_path / f"{number}.parquet")
    found = wandb.Table.from_parquet(tmp_path)
    assert isinstance(found.column_types["c"], DictType)
    assert found.get_column("c") == [WIDE, None, {**WIDE, "w0": None}] * 2
    found.add_data({key: value for key, value in WIDE.items() if key != "w1"})
    assert isinstance(found.column_types["c"], DictType)
    assert found.get_column("c")[6] == {key: value for key, value in WIDE.items() if key != "w1"}
    found.add_data({"another": 1})
    assert isinstance(found.column_types["c"], MapType)
    assert found.get_column("c")[2:6] == [{**WIDE, "w0": None}, WIDE, None, {**WIDE, "w0": None}]


KEYS = st.text(st.characters(codec="utf-8"), max_size=3) | st.sampled_from(
    ["a", "A", "b", "__none", "__kind"]
)
VALUES = [st.integers(0, 9), st.text("xyz", max_size=2), st.lists(st.booleans())]


@st.composite
def dicts(draw: st.DrawFn) -> st.SearchStrategy[Any]:
    """Draw a strategy of dicts in which every key has one type, or, below whole numbers, any."""
    if draw(st.booleans()):
        return st.dictionaries(st.integers(-3, 3), st.none() | st.one_of(*VALUES), max_size=3)
    inner = st.dictionaries(st.sampled_from("pq"), st.none() | st.integers(0, 9))
    kinds = st.sampled_from([*VALUES, inner])
    fields = draw(st.dictionaries(KEYS, kinds.map(lambda kind: st.none() | kind), min_size=1, max_size=4))
    return st.fixed_dictionaries({}, optional=fields)


@st.composite
def columns(draw: st.DrawFn) -> list[Any]:
    cell = draw(dicts())
    cell = draw(st.sampled_from([cell, st.lists(st.none() | cell, max_size=2)]))
    return draw(st.lists(st.none() | cell, max_size=6))


@settings(deadline=None)
@given(cells=columns(), cuts=st.sets(st.integers(0, 5)))
def test_any_dicts_come_back(cells: list[Any], cuts: set[int]) -> None:
    made = wandb.Table(["c"])
    for index, cell in enumerate(cells):
        made.add_data(cell)
        if index in cuts:
            made.to_arrow()
    assert made.get_column("c") == cells
    for chunk in made.to_arrow().column("c").chunks:
        chunk.validate(full=True)
    with tempfile.TemporaryDirectory() as folder:
        made.to_parquet(Path(folder) / "t.parquet")
        found = wandb.Table.from_parquet(Path(folder) / "t.parquet")
        assert found.get_column("c") == cells
        assert isinstance(found.column_types["c"], type(made.column_types["c"]))


@settings(deadline=None)
@given(cells=columns(), cut=st.integers(0, 6))
def test_any_dicts_of_two_files_are_one_column(cells: list[Any], cut: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for number, part in enumerate((cells[:cut], cells[cut:])):
            table(["c"], *([cell] for cell in part)).to_parquet(Path(folder) / f"{number}.parquet")
        assert wandb.Table.from_parquet(folder).get_column("c") == cells


def test_descriptions_of_earlier_tables() -> None:
    old = {"wb_type": "typedDict", "params": {"type_map": {"a": {"wb_type": "number"}}}}
    found = type_from_json(old)
    assert isinstance(found, DictType)
    assert (found.optional, found.closed) == (frozenset(), False)
    assert found.to_json() == old
