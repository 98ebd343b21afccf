"""Tables from files and from the frames of other libraries, as columns."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet as pq
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import CellTypeError, TableArgumentError, TableError, TableFileError
from dsviz_widget.store import Catalog
from dsviz_widget.widgets.table_view import TableView
from tests.unit.builders import logged, pixels, table

ROOT = Path(__file__).parents[3]
UTC = datetime.timezone.utc
DAY = datetime.datetime(2021, 2, 22, tzinfo=UTC)
COLUMNS: dict[str, Any] = {
    "n": pa.array([3, None, 1], pa.int32()),
    "f": pa.array([0.5, float("nan"), None]),
    "s": pa.array(["a", "", None]),
    "cat": pa.array(["x", "y", "x"]).dictionary_encode(),
    "day": pa.array([DAY.date(), None, DAY.date()]),
    "at": pa.array([DAY, DAY, None], pa.timestamp("ns", tz="Europe/Paris")),
    "price": pa.array([None, 1, 2], pa.decimal128(5, 2)),
    "tags": pa.array([["a"], [], None]),
    "meta": pa.array([{"k": 1, "when": DAY.date()}, None, {"k": None, "when": None}]),
    "flag": pa.array([True, None, False]),
}
KINDS = ["number", "number", "text", "text", "timestamp", "timestamp", "number", "list", "struct", "boolean"]
ROWS = [
    [3, 0.5, "a", "x", DAY, DAY, None, ["a"], {"k": 1, "when": DAY}, True],
    [None, float("nan"), "", "y", None, DAY, 1.0, [], None, None],
    [1, None, None, "x", DAY, None, 2.0, None, {"k": None, "when": None}, False],
]


def arrow() -> pa.Table:
    return pa.table(COLUMNS)


def parquet(folder: Path) -> Path:
    pq.write_table(arrow(), folder / "t.parquet")
    return folder / "t.parquet"


def parquet_folder(folder: Path) -> Path:
    parts = folder / "parts"
    (parts / "deep").mkdir(parents=True)
    pq.write_table(arrow().slice(0, 1), parts / "a.parquet")
    pq.write_table(arrow().slice(1), parts / "deep" / "b.pq")
    (parts / "_SUCCESS").write_text("")
    (parts / ".half.parquet").write_text("not yet")
    return parts


WAYS: dict[str, Callable[[Path], wandb.Table]] = {
    "arrow": lambda folder: wandb.Table.from_arrow(arrow()),
    "dataframe=": lambda folder: wandb.Table(dataframe=arrow()),
    "data=": lambda folder: wandb.Table(data=arrow()),
    "record batch": lambda folder: wandb.Table.from_arrow(arrow().to_batches()[0]),
    "reader": lambda folder: wandb.Table.from_arrow(arrow().to_reader()),
    "dataset": lambda folder: wandb.Table.from_arrow(pyarrow.dataset.dataset(arrow())),
    "dataset of files": lambda folder: wandb.Table.from_arrow(
        pyarrow.dataset.dataset(parquet_folder(folder), format="parquet", exclude_invalid_files=True)
    ),
    "file": lambda folder: wandb.Table.from_parquet(parquet(folder)),
    "text path": lambda folder: wandb.Table.from_parquet(str(parquet(folder))),
    "folder": lambda folder: wandb.Table.from_parquet(parquet_folder(folder)),
    "list of files": lambda folder: wandb.Table.from_parquet(
        [parquet_folder(folder) / "a.parquet", folder / "parts" / "deep" / "b.pq"]
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_arrow_and_parquet_come_in(store: Catalog, tmp_path: Path, way: str) -> None:
    made = WAYS[way](tmp_path)
    assert made.columns == list(COLUMNS)
    assert len(made) == 3
    assert [found.kind for found in made.column_types.values()] == KINDS
    expected = table(list(COLUMNS), *ROWS)
    assert made == expected
    assert made.get_column("meta") == [row[8] for row in ROWS]
    assert made.query().filter("cat == 'x'").count() == 2
    assert logged(made) == expected
    made.add_data(*ROWS[0])
    assert made.data[3] == ROWS[0]


@pytest.mark.parametrize("way", WAYS)
def test_what_came_in_shows(tmp_path: Path, way: str) -> None:
    made = WAYS[way](tmp_path)
    session = TableView(made).session
    reply, buffers = session.open({}, _task())
    assert reply["info"]["row_count"] == 3
    page = pa.ipc.open_stream(buffers[0]).read_all()
    assert page.column("s").to_pylist() == ["a", "", None]
    assert page.column("cat").to_pylist() == ["x", "y", "x"]
    assert page.column("day").to_pylist() == [DAY, None, DAY]
    assert page.column("price").to_pylist() == [None, 1.0, 2.0]


def _task() -> Any:
    from dsviz_widget.query import Task

    return Task()


def test_polars_frames() -> None:
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame({"n": [1, 2, None], "s": ["a", None, ""], "when": [DAY, None, DAY]})
    for made in (
        wandb.Table(dataframe=frame),
        wandb.Table(data=frame),
        wandb.Table.from_polars(frame),
        wandb.Table.from_polars(frame.lazy()),
    ):
        assert made.data == [[1, "a", DAY], [2, None, None], [None, "", DAY]]
    assert made.to_polars().rows() == frame.rows()
    assert wandb.Table.from_polars(frame, columns=["s"]).columns == ["s"]


def test_pandas_frames() -> None:
    frame = pd.DataFrame({"n": [1, 2], "s": ["a", None]})
    made = wandb.Table.from_pandas(frame, columns=["s"])
    assert made.data == [["a"], [None]]
    pd.testing.assert_frame_equal(wandb.Table.from_pandas(frame).to_pandas(), frame, check_dtype=False)


def test_arrow_is_not_copied() -> None:
    numbers = np.arange(1_000_000)
    given = pa.table({"n": numbers})
    made = wandb.Table.from_arrow(given).to_arrow()
    assert made.column("n").chunk(0).buffers()[1].address == given.column("n").chunk(0).buffers()[1].address


def test_records(store: Catalog) -> None:
    image = wandb.Image(pixels())
    records = [{"a": 1, "im": image}, {"b": "x"}, {"a": 2.5, "b": None}]
    expected = [[1, image, None], [None, None, "x"], [2.5, None, None]]
    for made in (wandb.Table.from_records(records), wandb.Table(data=records)):
        assert made.columns == ["a", "im", "b"]
        assert made.data == expected
        assert logged(made, name=f"data{id(made)}").data == expected
    assert wandb.Table(columns=["b", "a"], data=records).data == [[None, 1], ["x", None], [None, 2.5]]
    with pytest.raises(TableArgumentError, match="record 1 must be a dict, got the number 5"):
        wandb.Table.from_records([{"a": 1}, 5])  # type: ignore[list-item]
    with pytest.raises(CellTypeError, match="row 1 of column 'a': it holds numbers, got the text 'x'"):
        wandb.Table.from_records([{"a": 1}, {"a": "x"}])


def test_csv(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        'n,s,day,clock,flag\n1,a,2021-02-22,08:30:00,true\n,"",,,\n2.5,"x\ny",2021-02-22,,false\n'
    )
    made = wandb.Table.from_csv(path)
    assert made.data == [
        [1.0, "a", DAY, "08:30:00", True],
        [None, "", None, None, None],
        [2.5, "x\ny", DAY, None, False],
    ]
    assert wandb.Table.from_csv(str(path), columns=["s"]).get_column("s") == ["a", "", "x\ny"]
    (tmp_path / "semicolons.csv").write_text("a;b\n1;2\n")
    assert wandb.Table.from_csv(tmp_path / "semicolons.csv", delimiter=";").data == [[1, 2]]


def test_columns_can_be_chosen(tmp_path: Path) -> None:
    made = wandb.Table.from_parquet(parquet_folder(tmp_path), columns=["s", "n"])
    assert made.data == [["a", 3], ["", None], [None, 1]]
    assert made.query().filter("n == 3").to_arrow().column_names == ["s", "n"]


def test_files_may_have_their_columns_in_another_order(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": [1], "b": ["x"]}), tmp_path / "1.parquet")
    pq.write_table(pa.table({"b": ["y"], "a": [2.5]}), tmp_path / "2.parquet")
    made = wandb.Table.from_parquet(tmp_path)
    assert made.data == [[1, "x"], [2.5, "y"]]
    assert made.query().filter("a > 2").rows() == [{"a": 2.5, "b": "y"}]


def test_folders_named_like_columns_are_said_to_be_left_out(tmp_path: Path) -> None:
    pyarrow.dataset.write_dataset(
        pa.table({"year": [2020, 2021], "n": [1, 2]}),
        tmp_path,
        format="parquet",
        partitioning=["year"],
        partitioning_flavor="hive",
    )
    with pytest.warns(UserWarning, match="the folder 'year=2020' looks like a value of a column 'year'"):
        made = wandb.Table.from_parquet(tmp_path)
    assert made.columns == ["n"]
    whole = wandb.Table.from_arrow(pyarrow.dataset.dataset(tmp_path, partitioning="hive"))
    assert sorted(whole.data) == [[1, 2020], [2, 2021]]


def make(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def other_columns(folder: Path) -> Path:
    pq.write_table(pa.table({"a": [1]}), folder / "1.parquet")
    pq.write_table(pa.table({"b": [1]}), folder / "2.parquet")
    return folder


def of_bytes(folder: Path) -> Path:
    pq.write_table(pa.table({"a": [1], "raw": [b"x"]}), folder / "raw.parquet")
    return folder / "raw.parquet"


@pytest.mark.parametrize(
    ("read", "error", "message"),
    [
        (
            lambda folder: wandb.Table.from_parquet(folder / "none.parquet"),
            TableFileError,
            "there is no file",
        ),
        (lambda folder: wandb.Table.from_parquet(folder), TableFileError, "there is no Parquet file in"),
        (lambda folder: wandb.Table.from_parquet([]), TableArgumentError, "path must be a file, a folder"),
        (lambda folder: wandb.Table.from_parquet(5), TableArgumentError, "got the number 5"),
        (
            lambda folder: wandb.Table.from_parquet(make(folder / "x.parquet", b"PAR1 and so on")),
            TableError,
            "x.parquet' cannot be read as Parquet",
        ),
        (
            lambda folder: wandb.Table.from_parquet(other_columns(folder)),
            TableError,
            r"other columns than .*it misses 'a' and it has 'b' besides",
        ),
        (
            lambda folder: wandb.Table.from_parquet(parquet(folder), columns=["scroe", "n"]),
            TableArgumentError,
            "no column 'scroe'",
        ),
        (
            lambda folder: wandb.Table.from_parquet(parquet(folder), columns="n"),
            TableArgumentError,
            "columns must be a list of names",
        ),
        (
            lambda folder: wandb.Table.from_parquet(of_bytes(folder)),
            CellTypeError,
            "column 'raw' of .* holds binary, which a table cannot hold. Convert it first, or choose",
        ),
        (lambda folder: wandb.Table.from_csv(folder / "none.csv"), TableFileError, "there is no file"),
        (
            lambda folder: wandb.Table.from_csv(make(folder / "x.csv", b"a,b\n1\n")),
            TableError,
            "x.csv' cannot be read as CSV",
        ),
        (
            lambda folder: wandb.Table.from_csv(make(folder / "x.csv", b"a,b\n1,2\n"), columns=["c"]),
            TableArgumentError,
            "'c'",
        ),
        (lambda folder: wandb.Table.from_arrow([1]), TableArgumentError, "must be of pandas, polars or"),
        (
            lambda folder: wandb.Table.from_arrow(pa.table({"raw": [b"x"]})),
            CellTypeError,
            "column 'raw' holds binary, which a table cannot hold",
        ),
        (
            lambda folder: wandb.Table.from_arrow(arrow(), columns=["m"]),
            TableArgumentError,
            "there is no column 'm'",
        ),
    ],
)
def test_what_cannot_be_read_says_why(
    tmp_path: Path, read: Callable[[Path], Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        read(tmp_path)


def test_columns_of_bytes_can_be_left_out(tmp_path: Path) -> None:
    assert wandb.Table.from_parquet(of_bytes(tmp_path), columns=["a"]).data == [[1]]


MEASURE = """
import json, sys
import dsviz_widget as wandb
import duckdb, pandas, pyarrow.dataset, pyarrow.parquet
wandb.Table(["a"], [[1]]).query().filter("a > 0").to_arrow()

def peak():
    # getrusage would answer with the peak of the process that started this one.
    status = dict(line.split(":", 1) for line in open("/proc/self/status"))
    return int(status["VmHWM"].split()[0]) / 1024

steps = {"start": peak()}
table = wandb.Table.from_parquet(sys.argv[1])
assert len(table) == int(sys.argv[2]) and table.columns[0] == "id"
steps["open"] = peak()
query = table.query()
assert query.filter("x > 0.999").count() > 0
page = query.engine.page(query, len(table) // 2, 100)
assert page.num_rows == 100 and page.column("id")[0].as_py() == len(table) // 2
steps["ask"] = peak()
artifact = wandb.Artifact("big", type="dataset")
artifact.add(table, "t")
steps["add"] = peak()
run = wandb.init(project="p")
run.log_artifact(artifact)
assert len(run.use_artifact("big:latest").get("t")) == len(table)
steps["log"] = peak()
print(json.dumps(steps))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
@pytest.mark.parametrize("form", ["one file, as we write it", "two files with dictionaries and dates"])
def test_millions_of_rows_in_files_stay_there(store: Catalog, tmp_path: Path, form: str) -> None:
    parts = 1 if form.startswith("one") else 2
    rows = 6_000_000 // parts
    folder = tmp_path / "big"
    folder.mkdir()
    for part in range(parts):
        numbers = np.arange(part * rows, (part + 1) * rows)
        made = pa.table({"id": numbers, "x": np.random.default_rng(part).random(rows)})
        if parts > 1:
            days = pa.array(np.full(rows, np.datetime64("2021-02-22")))
            names = pa.DictionaryArray.from_arrays(pa.array(numbers % 3, pa.int8()), ["a", "b", "c"])
            made = made.append_column("day", days).append_column("name", names)
        pq.write_table(made, folder / f"{part}.parquet", row_group_size=100_000)
    out = subprocess.run(
        [sys.executable, "-c", MEASURE, str(folder), str(parts * rows)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    steps = json.loads(out.stdout.splitlines()[-1])
    # In memory the rows take 96 MB and more. What is used does not grow with them: it is that of the
    # engine, and of one row group that is read while another is written.
    assert steps["open"] - steps["start"] < 15
    assert steps["ask"] - steps["open"] < 90
    if parts == 1:
        assert steps["log"] - steps["ask"] < 10
    assert steps["log"] - steps["ask"] < 120


def test_text_as_views(tmp_path: Path) -> None:
    pq.write_table(pa.table({"s": pa.array(["a", None, ""], pa.string_view())}), tmp_path / "t.parquet")
    made = wandb.Table.from_parquet(tmp_path / "t.parquet")
    assert made.data == [["a"], [None], [""]]
    assert made.query().filter("s == 'a'").rows() == [{"s": "a"}]


def test_pages_of_a_sorted_view_take_rows_from_many_groups(tmp_path: Path) -> None:
    numbers = np.random.default_rng(0).permutation(1000)
    rows = pa.table({"n": numbers, "tags": [[str(n)] for n in numbers], "When": [DAY.date()] * 1000})
    for part in range(2):
        pq.write_table(rows.slice(part * 500, 500), tmp_path / f"{part}.parquet", row_group_size=64)
    query = wandb.Table.from_parquet(tmp_path).query().filter("n % 2 == 0").sort("-n")
    page = query.engine.page(query, 100, 50).drop_columns(["__row"])
    expected = [{"n": n, "tags": [str(n)], "When": DAY} for n in range(798, 698, -2)]
    assert page.to_pylist() == expected


def test_files_that_go_or_change_after_the_table_was_opened(store: Catalog, tmp_path: Path) -> None:
    made = wandb.Table.from_parquet(parquet(tmp_path))
    content = (tmp_path / "t.parquet").read_bytes()
    (tmp_path / "t.parquet").unlink()
    artifact = wandb.Artifact("data", type="dataset")
    for look in (made.to_arrow, made.query, lambda: made.data, lambda: artifact.add(made, "t")):
        with pytest.raises(
            TableFileError, match=r"t.parquet' was there when the table was opened and is gone now"
        ):
            look()
    (tmp_path / "t.parquet").write_bytes(
        content[:4] + bytes(len(content) // 2) + content[4 + len(content) // 2 :]
    )
    with pytest.raises(TableError, match=r"t.parquet' cannot be read as Parquet"):
        made.to_arrow()
    (tmp_path / "t.parquet").write_bytes(content)
    assert made == table(list(COLUMNS), *ROWS)


def test_a_file_in_our_form_is_taken_as_it_is(store: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"n": [1, 2], "s": ["a", "b"]}), path, compression="gzip")
    made = wandb.Table.from_parquet(path)
    found = logged(made)
    assert found == made
    entry = wandb.use_artifact("p/data").manifest.contents["t.table.parquet"]
    assert store.blobs.get(entry.digest) == path.read_bytes()
    path.unlink()
    with pytest.raises(TableFileError, match="is gone now"):
        wandb.Artifact("again", type="dataset").add(made, "t")
