"""Cells of mixed kinds: the split form that queries see, and values that come back as they went in."""

from __future__ import annotations

import datetime
import decimal
import json
import math
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dsviz_widget as wandb
from dsviz_widget.errors import CellTypeError
from dsviz_widget.query.kinds import MIXED, RANKS, kind_of
from dsviz_widget.types import AnyType, is_split, python_values
from dsviz_widget.types.extended_json import from_json_text, to_json_text
from dsviz_widget.types.split import FIELDS, split_array, split_type
from tests.unit.builders import logged, pixels, table

UTC = datetime.timezone.utc
MOMENT = datetime.datetime(2021, 2, 22, 18, 4, 3, 250_000, tzinfo=UTC)
NAN = float("nan")
INFINITE = 2**20_000
"""More digits than Python writes."""

FORMS: list[tuple[Any, dict[str, Any] | None]] = [
    (None, None),
    (1, {"__kind": 1, "__num": 1.0}),
    (2**53, {"__kind": 1, "__num": 2.0**53}),
    (2**53 + 1, {"__kind": 1, "__num": 2.0**53, "__other": str(2**53 + 1)}),
    (-(10**400), {"__kind": 1, "__num": -math.inf, "__other": str(-(10**400))}),
    (0.5, {"__kind": 1, "__num": 0.5}),
    (INFINITE, {"__kind": 1, "__num": math.inf}),
    (decimal.Decimal("0.5"), {"__kind": 1, "__num": 0.5}),
    (np.float32(0.5), {"__kind": 1, "__num": 0.5}),
    (np.int8(5), {"__kind": 1, "__num": 5.0}),
    ("a\0é😀", {"__kind": 2, "__text": "a\0é😀"}),
    ("half \ud800", {"__kind": 2, "__text": "half ?"}),
    ({"a": [1, None]}, {"__kind": 3, "__other": '{"a": [1, null]}'}),
    ([1, "b"], {"__kind": 4, "__other": '[1, "b"]'}),
    ((), {"__kind": 4, "__other": "[]"}),
    ({3, 1}, {"__kind": 4, "__other": "[1, 3]"}),
    (np.arange(3), {"__kind": 4, "__other": "[0, 1, 2]"}),
    (True, {"__kind": 6, "__bool": True}),
    (np.bool_(False), {"__kind": 6, "__bool": False}),
    (MOMENT, {"__kind": 7, "__date": MOMENT.replace(tzinfo=None)}),
    (datetime.date(2021, 2, 22), {"__kind": 7, "__date": datetime.datetime(2021, 2, 22)}),
    (np.datetime64("2021-02-22"), {"__kind": 7, "__date": datetime.datetime(2021, 2, 22)}),
    (np.datetime64("NaT"), None),
]


@pytest.mark.parametrize(("value", "form"), FORMS, ids=lambda value: "" if value is INFINITE else repr(value))
def test_a_value_has_one_form(value: Any, form: dict[str, Any] | None) -> None:
    array = AnyType().to_arrow([value], None)  # type: ignore[arg-type]
    array.validate(full=True)
    assert array.type == split_type()
    assert array.to_pylist() == [None if form is None else {**dict.fromkeys(FIELDS), **form}]


def test_the_form_is_that_of_queries() -> None:
    assert kind_of(split_type()) == MIXED
    values = [1, "a", {}, [], True, MOMENT]
    found = split_array(values).field("__kind").to_pylist()
    assert found == [RANKS[name] for name in ("number", "text", "struct", "list", "boolean", "date")]
    lookalike = pa.struct([("__kind", pa.string()), ("b", pa.int64())])
    assert not is_split(lookalike)
    assert kind_of(lookalike).name == "struct"


MIXES: list[list[Any]] = [
    [1, "a", True, None, 2**60 + 1, -(2**70), 0.5, MOMENT],
    [0.5, 1.0, "a"],
    [1.0, "a"],
    [NAN, math.inf, -math.inf, "x"],
    [[1, 2.0, NAN, MOMENT, 2**60 + 1, None], "a"],
    [{"a": {"b": [{}]}, "": None, "ä.b": MOMENT}, [{"$date": "x"}, {"$literal": {"$numberDouble": "NaN"}}]],
    [{"$numberLong": "5"}, {"$numberDouble": "NaN"}, {"$date": "2021-02-22T18:04:03.250000Z"}, 1],
    [[datetime.datetime(1, 1, 1, tzinfo=UTC), datetime.datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)]],
    ["", 0, False, [], {}],
    [np.float32(1.5), np.bool_(True), np.str_("x")],
]
ANYTHING: list[dict[str, Any]] = [{"dtype": object}, {"allow_mixed_types": True}]


@pytest.mark.parametrize("flush_each_row", [False, True], ids=["one chunk", "a chunk a row"])
@pytest.mark.parametrize("options", ANYTHING, ids=["declared", "allowed"])
@pytest.mark.parametrize("cells", MIXES, ids=lambda value: repr(value)[:40])
def test_mixed_cells_come_back(
    store: object, cells: list[Any], options: dict[str, Any], flush_each_row: bool
) -> None:
    made = wandb.Table(["c"], **options)
    for cell in cells:
        made.add_data(cell)
        if flush_each_row:
            made.to_arrow()
    expected = [cell.item() if isinstance(cell, np.generic) else cell for cell in cells]
    for found in (made, logged(made), wandb.Table.from_arrow(made.to_arrow())):
        assert list(map(_exact, found.get_column("c"))) == list(map(_exact, expected))
    assert [type(cell) for cell in logged(made).get_column("c")] == [type(cell) for cell in expected]


def _exact(value: Any) -> Any:
    """Return a value that is equal to itself, and in which True is not 1."""
    if isinstance(value, list):
        return [_exact(item) for item in value]
    if isinstance(value, dict):
        return {key: _exact(item) for key, item in value.items()}
    if isinstance(value, bool) or (isinstance(value, float) and value != value):
        return ("exactly", repr(value))
    return value


def test_whole_floats_beside_ints_are_ints() -> None:
    made = table(["c"], [1], [2.0], ["a"], dtype=object)
    assert [type(cell) for cell in made.get_column("c")] == [int, int, str]


@pytest.mark.parametrize("flush_each_row", [False, True], ids=["one chunk", "a chunk a row"])
def test_whole_numbers_of_any_size_beside_floats(flush_each_row: bool) -> None:
    made = wandb.Table(["c"], dtype=object)
    cells = [1.5, np.int64(2**60 + 1), -(2**70), True]
    for cell in cells:
        made.add_data(cell)
        if flush_each_row:
            made.to_arrow()
    assert made.get_column("c") == cells


def test_numbers_are_floats_where_only_floats_came_in() -> None:
    made = table(["c", "u"], [1.0, 2.0], ["a", "b"], dtype=[object, [float, str]])
    assert [type(cell) for cell in made.data[0]] == [float, float]
    made.add_data(3, 4)
    assert [type(cell) for cell in made.data[2]] == [int, int]


REFUSED: list[tuple[Any, str]] = [
    (object(), "holds what JSON can say"),
    (b"bytes", "holds what JSON can say"),
    ([b"bytes"], "holds what JSON can say"),
    ({1: "a", "1": "b"}, "holds what JSON can say|two keys of the dict are both written '1'"),
    ([INFINITE], "holds what JSON can say"),
    (np.datetime64("20000-01-01"), "the years 1 to 9999"),
    (wandb.Image(pixels()), "Give media a column of their own"),
]


@pytest.mark.parametrize(("cell", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_what_no_mixed_column_holds(cell: Any, message: str) -> None:
    made = table(["c"], [1], ["a"], allow_mixed_types=True)
    with pytest.raises(CellTypeError, match=message) as caught:
        made.add_data(cell)
    assert "allow_mixed_types" not in str(caught.value)
    assert made.get_column("c") == [1, "a"]


def test_what_is_nested_too_deep_is_refused() -> None:
    cell: list[Any] = []
    for _ in range(5_000):
        cell = [cell]
    made = table(["c"], [1], allow_mixed_types=True)
    with pytest.raises(CellTypeError):
        made.add_data(cell)
    assert made.get_column("c") == [1]


def test_tables_that_hold_nan_anywhere_are_equal(store: object) -> None:
    made = table(["l", "d", "m"], [[[NAN]], {"a": NAN, "b": [NAN]}, {1: NAN}], dtype=None)
    assert logged(made) == made
    assert made != table(["l", "d", "m"], [[[NAN]], {"a": NAN, "b": [0.5]}, {1: NAN}])
    anything = table(["c"], [NAN], [[NAN, {"a": NAN}]], dtype=object)
    assert logged(anything) == anything


def test_a_declared_union_in_a_list_is_split() -> None:
    made = table(["c"], [[1, "a", None]], [[]], [None], [[2**60 + 1]], dtype=[[[int, str]]])
    assert is_split(made.to_arrow().schema.field("c").type.value_type)
    assert made.get_column("c") == [[1, "a", None], [], None, [2**60 + 1]]


def test_a_frame_of_mixed_objects(store: object) -> None:
    frame = pd.DataFrame({"c": pd.Series([1, "a", None, NAN, [1], pd.NaT, pd.NA, True], dtype=object)})
    made = wandb.Table(dataframe=frame, allow_mixed_types=True)
    assert logged(made).get_column("c") == [1, "a", None, None, [1], None, None, True]


def test_frames_of_python_objects() -> None:
    import polars as pl

    objects = pl.DataFrame(
        {"n": [1, 2, 3], "c": pl.Series([1, "a", None], dtype=pl.Object), "s": ["x", None, ""]}
    )
    declared = wandb.Table(dataframe=objects, dtype=[int, object, str])
    for made in (wandb.Table(data=objects, allow_mixed_types=True), declared):
        assert made.columns == ["n", "c", "s"]
        assert made.data == [[1, 1, "x"], [2, "a", None], [3, None, ""]]
    with pytest.raises(CellTypeError, match="row 1 of column 'c': it holds numbers, got the text 'a'"):
        wandb.Table.from_polars(objects)
    same = pl.DataFrame({"c": pl.Series([{"a": 1}, {"b": 2}], dtype=pl.Object)})
    assert wandb.Table.from_polars(same).get_column("c") == [{"a": 1}, {"b": 2}]
    kinds = pd.DataFrame({"c": pd.Categorical(["x", 1, None])})
    assert wandb.Table(dataframe=kinds, allow_mixed_types=True).get_column("c") == ["x", 1, None]
    with pytest.raises(CellTypeError, match="it holds text, got the number 1"):
        wandb.Table(dataframe=kinds)


def test_parquet_keeps_the_range_of_each_kind(tmp_path: Path) -> None:
    made = table(["c"], *([cell] for cell in [3, "b", 1.5, "a", None]), allow_mixed_types=True)
    made.to_parquet(tmp_path / "t.parquet")
    group = pq.read_metadata(tmp_path / "t.parquet").row_group(0)
    columns = {group.column(i).path_in_schema: group.column(i).statistics for i in range(group.num_columns)}
    assert (columns["c.__num"].min, columns["c.__num"].max) == (1.5, 3.0)
    assert (columns["c.__text"].min, columns["c.__text"].max) == ("a", "b")
    assert columns["c.__kind"].null_count == 1


def test_tables_that_kept_json_text_are_read(tmp_path: Path) -> None:
    texts = pa.table({"c": pa.array(['[1, "b"]', "1", '"a"', None, "NaN"], pa.large_string())})
    noted = json.dumps({"format": 1, "types": [{"wb_type": "any"}], "optional": [True]}).encode()
    for number in (1, 2):
        pq.write_table(
            texts.replace_schema_metadata({b"dsviz_widget": noted}), tmp_path / f"{number}.parquet"
        )
    found = wandb.Table.from_parquet(tmp_path / "1.parquet")
    assert found.get_column("c")[:4] == [[1, "b"], 1, "a", None]
    assert wandb.Table.from_parquet(tmp_path).get_column("c")[5:9] == [[1, "b"], 1, "a", None]
    found.add_data(True)
    assert is_split(found.to_arrow().schema.field("c").type)
    assert found.get_column("c")[:4] == [[1, "b"], 1, "a", None]
    assert found.get_column("c")[5] is True
    # A file of today beside them.
    table(["c"], [1], ["x"], allow_mixed_types=True).to_parquet(tmp_path / "3.parquet")
    every = wandb.Table.from_parquet(tmp_path)
    assert every.get_column("c")[8:] == [None, pytest.approx(NAN, nan_ok=True), 1, "x"]
    assert every.engine().row_count == 12


def test_files_of_numbers_and_of_mixed_cells_are_one_table(tmp_path: Path) -> None:
    table(["c"], ["x"], [2**60 + 1], allow_mixed_types=True).to_parquet(tmp_path / "1.parquet")
    table(["c"], [1], [None]).to_parquet(tmp_path / "2.parquet")
    assert wandb.Table.from_parquet(tmp_path).get_column("c") == ["x", 2**60 + 1, 1, None]


def test_values_of_any_arrow_column() -> None:
    made = wandb.Table(["a", "l", "d", "m"], dtype=[object, [[int, str]], None, None])
    made.add_data(1, [1, "a"], {"x": 1}, {5: "a"})
    made.add_data("x", None, None, {6: 0.5})
    arrow = made.to_arrow()
    assert [python_values(column) for column in arrow.columns] == [
        [1, "x"],
        [[1, "a"], None],
        [{"x": 1}, None],
        [{5: "a"}, {6: 0.5}],
    ]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(codec="utf-8"), max_size=4)
    | st.datetimes(timezones=st.just(UTC)),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(st.characters(codec="utf-8"), max_size=3)
            | st.sampled_from(["$date", "$literal", "$numberDouble", "$numberLong"]),
            inner,
            max_size=2,
        )
    ),
    max_leaves=8,
)


@given(JSON, st.booleans())
def test_any_value_comes_back_from_its_text(value: Any, for_browser: bool) -> None:
    text = to_json_text(value, for_browser)
    json.loads(text, parse_constant=lambda word: pytest.fail(f"{word} is not JSON"))
    assert from_json_text(text) == value


@given(st.lists(JSON, max_size=4))
def test_any_mixed_column_comes_back(cells: list[Any]) -> None:
    made = wandb.Table(["c"], dtype=object)
    for cell in cells:
        made.add_data(cell)
    assert list(map(_exact, made.get_column("c"))) == list(map(_exact, cells))


SMALL = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.sampled_from([0.5, 2.0, NAN])
    | st.sampled_from(["", "a"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=2)
        | st.dictionaries(st.integers(0, 2), inner, min_size=1, max_size=2)
    ),
    max_leaves=6,
)


@settings(deadline=None)
@given(cells=st.lists(SMALL, max_size=5), cuts=st.sets(st.integers(0, 4)))
def test_any_cells_come_back_from_a_column_that_may_mix(cells: list[Any], cuts: set[int]) -> None:
    made = wandb.Table(["c"], allow_mixed_types=True)
    for index, cell in enumerate(cells):
        made.add_data(cell)
        if index in cuts:
            made.to_arrow()
    made.to_arrow().validate(full=True)
    with tempfile.TemporaryDirectory() as folder:
        made.to_parquet(Path(folder) / "t.parquet")
        for found in (made, wandb.Table.from_parquet(Path(folder) / "t.parquet")):
            expected = [_with_text_keys(cell) for cell in cells]
            assert [_exact(_with_text_keys(cell)) for cell in found.get_column("c")] == list(
                map(_exact, expected)
            )


def _with_text_keys(value: Any) -> Any:
    """Return a value whose keys are text, as whole ones are beside dicts of other keys, or no dicts."""
    if isinstance(value, list):
        return [_with_text_keys(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _with_text_keys(item) for key, item in value.items()}
    return value


WIDENED: list[tuple[list[Any], str, str]] = [
    ([1, 2], "numbers", "int64"),
    ([1, "a"], "anything", ""),
    (["a", NAN], "anything", ""),
    ([None, MOMENT, None], "dates", "timestamp[us, tz=UTC]"),
    ([[1], ["a", None], []], "lists of anything", ""),
    ([[1], 5], "anything", ""),
    ([[[1], ["a"]], [[None]]], "lists of lists of anything", ""),
    ([{"a": 1, "b": 2}, {"a": "x"}], "dicts with keys 'a', 'b'", ""),
    ([{"a": [1]}, {"a": ["x"], "c": [1, "y"]}], "dicts with keys 'a', 'c'", ""),
    ([{"a": [1, "x"]}, {"a": None}], "dicts with keys 'a'", ""),
    ([{13: [1, "x"]}, {}], "dicts of anything", ""),
    ([{"a": 1}, 5], "anything", ""),
    ([np.zeros(2), np.ones(2)], "arrays of shape (2,)", "list<item: double>"),
    ([{f"k{index}": [index, "x"] for index in range(250)}], "dicts of anything", ""),
]


@pytest.mark.parametrize("flush_each_row", [False, True], ids=["one chunk", "a chunk a row"])
@pytest.mark.parametrize(("cells", "described", "form"), WIDENED, ids=lambda value: repr(value)[:40])
def test_a_column_that_may_mix_widens_no_more_than_it_must(
    store: object, cells: list[Any], described: str, form: str, flush_each_row: bool
) -> None:
    made = wandb.Table(["c"], allow_mixed_types=True)
    for cell in cells:
        made.add_data(cell)
        if flush_each_row:
            made.to_arrow()
    at_once = wandb.Table(
        dataframe=pd.DataFrame({"c": pd.Series(cells, dtype=object)}), allow_mixed_types=True
    )
    assert made.column_types["c"].describe() == described
    assert form in str(made.to_arrow().schema.field("c").type)
    for found in (made, logged(made)):
        values = [cell.tolist() if isinstance(cell, np.ndarray) else cell for cell in found.get_column("c")]
        given_cells = [cell.tolist() if isinstance(cell, np.ndarray) else cell for cell in cells]
        assert list(map(_exact, values)) == list(map(_exact, given_cells))
    if not any(isinstance(cell, float) for cell in cells):
        assert at_once.column_types == made.column_types
        assert at_once == made


def test_a_table_that_may_mix_does_so_after_it_was_logged(store: object, tmp_path: Path) -> None:
    made = table(["c", "d"], [1, 2], allow_mixed_types=True)
    made.cast("d", int)
    made.to_parquet(tmp_path / "t.parquet")
    for found in (made, logged(made), wandb.Table.from_parquet(tmp_path / "t.parquet")):
        found.add_data("a", 3)
        assert found.data == [[1, 2], ["a", 3]]
        with pytest.raises(CellTypeError, match="column 'd': it holds numbers, got the text 'b'"):
            found.add_data(0, "b")
        found.add_column("e", [1, "x"])
        assert found.get_column("e") == [1, "x"]


def test_an_incremental_table_that_comes_to_mix(store: object) -> None:
    run = wandb.init(project="p")
    made = wandb.Table(["c", "l"], log_mode="INCREMENTAL", allow_mixed_types=True)
    for cell, items in ((1, [1]), (2.5, ["a"]), ("x", [None]), ([1, "y"], [2])):
        made.add_data(cell, items)
        artifact = wandb.Artifact("grown", type="dataset")
        artifact.add(made, "t")
        run.log_artifact(artifact)
        found = run.use_artifact("grown:latest").get("t")
        assert found.data == made.data
        assert found.query().filter("c >= 1").count() == min(len(made), 2)
    assert made.data == [[1, [1]], [2.5, ["a"]], ["x", [None]], [[1, "y"], [2]]]
