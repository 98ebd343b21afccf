"""Whatever Arrow a table can hold, it holds the same from memory, from a file and from an artifact."""

from __future__ import annotations

import datetime
import decimal
import os
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import dsviz_widget as wandb
from tests.unit.builders import logged

UTC = datetime.timezone.utc
MOMENTS = st.datetimes(datetime.datetime(1700, 1, 1), datetime.datetime(2200, 1, 1))
TEXT = st.text(max_size=5)
LEAVES: list[tuple[pa.DataType, st.SearchStrategy[Any]]] = [
    (pa.int8(), st.integers(-128, 127)),
    (pa.uint64(), st.integers(0, 2**64 - 1)),
    (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
    (pa.float32(), st.floats(width=32)),
    (pa.float64(), st.floats()),
    (pa.bool_(), st.booleans()),
    (pa.string(), TEXT),
    (pa.large_string(), TEXT),
    (pa.date32(), st.dates(datetime.date(1700, 1, 1), datetime.date(2200, 1, 1))),
    (pa.timestamp("s"), MOMENTS.map(lambda moment: moment.replace(microsecond=0))),
    (pa.timestamp("ns", tz="Asia/Tokyo"), MOMENTS.map(lambda moment: moment.replace(tzinfo=UTC))),
    (pa.decimal128(7, 2), st.integers(-99999, 99999).map(lambda cents: decimal.Decimal(cents) / 100)),
    (pa.dictionary(pa.int8(), pa.string()), st.sampled_from(["a", "b", ""])),
    (pa.null(), st.none()),
]


def entries(keys: st.SearchStrategy[Any], values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.dictionaries(keys, st.none() | values, max_size=3).map(lambda found: list(found.items()))


def nested(
    inner: st.SearchStrategy[tuple[pa.DataType, st.SearchStrategy[Any]]],
) -> st.SearchStrategy[tuple[pa.DataType, st.SearchStrategy[Any]]]:
    return st.one_of(
        inner.map(lambda made: (pa.list_(made[0]), st.lists(st.none() | made[1], max_size=3))),
        inner.map(lambda made: (pa.large_list(made[0]), st.lists(st.none() | made[1], max_size=3))),
        inner.map(lambda made: (pa.map_(pa.int8(), made[0]), entries(st.integers(-128, 127), made[1]))),
        inner.map(lambda made: (pa.map_(pa.large_string(), made[0]), entries(TEXT, made[1]))),
        st.dictionaries(st.text("abÄ ", min_size=1, max_size=3), inner, min_size=1, max_size=3).map(
            lambda fields: (
                pa.struct([(name, made[0]) for name, made in fields.items()]),
                st.fixed_dictionaries({name: st.none() | made[1] for name, made in fields.items()}),
            )
        ),
    )


SHAPES = st.recursive(st.sampled_from(LEAVES), nested, max_leaves=4)


@st.composite
def tables(draw: st.DrawFn) -> pa.Table:
    names = draw(st.lists(st.text(max_size=4), min_size=1, max_size=3, unique=True))
    count = draw(st.integers(0, 5))
    columns = []
    for _ in names:
        arrow, cells = draw(SHAPES)
        columns.append(pa.array(draw(st.lists(st.none() | cells, min_size=count, max_size=count)), arrow))
    return pa.table(columns, names=names)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(given_table=tables(), cut=st.integers(0, 5))
def test_arrow_in_memory_in_files_and_in_an_artifact_is_one_table(given_table: pa.Table, cut: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DSVIZ_DIR"] = str(Path(folder) / "store")
        try:
            wandb.finish()
            made = wandb.Table.from_arrow(given_table)
            assert made.columns == given_table.column_names
            cells = wandb.Table(made.columns)
            for _, row in made.iterrows():
                cells.add_data(*row)
            assert all(type_.kind == "any" for type_ in cells.column_types.values()) or len(made) == len(
                cells
            )
            pq.write_table(given_table.slice(0, cut), Path(folder) / "1.parquet")
            pq.write_table(given_table.slice(cut), Path(folder) / "2.parquet")
            (Path(folder) / "store").mkdir(exist_ok=True)
            lazy = wandb.Table.from_parquet([Path(folder) / "1.parquet", Path(folder) / "2.parquet"])
            assert lazy == made
            assert lazy.column_types == made.column_types
            for number, table in enumerate((made, lazy)):
                assert logged(table, name=f"data{number}") == made
            made.to_parquet(Path(folder) / "again.parquet")
            assert wandb.Table.from_parquet(Path(folder) / "again.parquet") == made
            page = lazy.engine().take(range(len(made))[::-1]).drop_columns(["__row"])
            backwards = made.to_arrow().take(pa.array(range(len(made))[::-1], pa.int64()))
            assert wandb.Table.from_arrow(page) == wandb.Table.from_arrow(backwards)
        finally:
            wandb.finish()
            del os.environ["DSVIZ_DIR"]
