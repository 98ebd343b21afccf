"""The rows of a view as CSV, as Parquet and as a new version of a dataset."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import ViewError
from dsviz_widget.query import Query, Task
from dsviz_widget.widgets import exports
from dsviz_widget.widgets.row_ids import pack

QUERY = Query().derive(twice="2 * iou").filter("iou > 0.3").sort("-twice").select("name", "twice")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def view() -> Any:
    return wandb.TableView(
        wandb.Table(["name", "iou"], data=[["a", 0.2], ["b", 0.7], ["c", None], ["d", 0.9]]),
        query=QUERY,
        title="scores",
    )


def ask(view: Any, **params: Any) -> tuple[dict[str, Any], list[bytes]]:
    given = {
        "query": view.query.to_json(),
        "rows": "matched",
        "selected": pack(view.selected),
        "to": "folder",
    }
    result: tuple[dict[str, Any], list[bytes]] = view.session.handlers["export"]({**given, **params}, Task())
    return result


def test_the_rows_on_the_screen_come_as_a_frame(view: Any) -> None:
    assert view.to_pandas().to_dict("list") == {"name": ["d", "b"], "twice": [1.8, 1.4]}
    view.query = Query().derive(part="1 / (iou - 0.7)").filter("name != 'c'")
    assert view.to_pandas()["part"].isna().tolist() == [False, True, False]


def test_csv_has_rows_order_and_columns_of_the_view(view: Any, folder: Path) -> None:
    assert view.to_csv() == '"name","twice"\n"d",1.8\n"b",1.4\n'
    view.to_csv(folder / "mine.csv")
    assert (folder / "mine.csv").read_text() == view.to_csv()


def test_ticked_rows_are_written_also_where_they_match_no_more(view: Any) -> None:
    view.selected = [0, 1]
    assert view.to_csv(rows="selected") == '"name","twice"\n"b",1.4\n"a",0.4\n'
    view.selected = []
    assert view.to_csv(rows="selected") == '"name","twice"\n'


def test_parquet_is_read_back_with_its_types(view: Any, folder: Path) -> None:
    view.to_parquet(folder / "rows.parquet")
    again = wandb.Table.from_parquet(folder / "rows.parquet")
    assert again.to_pandas().equals(view.to_pandas())


def test_groups_on_the_screen_are_exported_as_their_rows(view: Any) -> None:
    view.query = Query().group_by("iou > 0.5").sort("-count", "-iou")
    assert pd.read_csv(io.StringIO(view.to_csv()))["name"].tolist() == ["d", "b", "a", "c"]


def test_many_rows_are_written_some_at_a_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "ROWS_AT_A_TIME", 1_000)
    frame = pd.DataFrame({"n": np.arange(10_500), "x": np.arange(10_500) % 7})
    view = wandb.TableView(wandb.Table(dataframe=frame), query=Query().filter("x > 2").sort("-n"))
    shares: list[float] = []
    task = Task(shares.append)
    params = {"query": view.query.to_json(), "rows": "matched", "to": "folder", "format": "parquet"}
    result, _ = view.session.handlers["export"](params, task)
    expected = frame.query("x > 2").sort_values("n", ascending=False).reset_index(drop=True)
    assert pq.read_table(result["path"]).to_pandas().equals(expected)
    assert result["row_count"] == len(expected)
    assert shares == sorted(shares)
    assert len(shares) == 6


def test_a_file_that_is_there_is_never_replaced(view: Any, folder: Path) -> None:
    names = [ask(view, format="csv")[0]["name"] for _ in range(3)]
    assert names == ["scores.csv", "scores (2).csv", "scores (3).csv"]
    assert {path.name for path in folder.iterdir()} == set(names)
    assert len({path.read_text() for path in folder.iterdir()}) == 1


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("hard scenes", "hard scenes.csv"),
        ("mine.csv", "mine.csv"),
        ("../../etc/x", "etc x.csv"),
        ("..", "rows.csv"),
        ("a\nb:c?", "a b c.csv"),
    ],
)
def test_a_name_never_leaves_the_folder(view: Any, folder: Path, name: str, file: str) -> None:
    result, _ = ask(view, format="csv", name=name)
    assert result["name"] == file
    assert Path(result["path"]) == folder / file


def test_what_fails_or_is_stopped_leaves_no_file(view: Any, folder: Path) -> None:
    task = Task()
    real = task.progress
    task.progress = lambda done, total=1.0: (task.cancel(), real(done, total))[1]  # type: ignore[method-assign]
    params = {"query": view.query.to_json(), "rows": "matched", "to": "folder", "format": "csv"}
    view.query = None
    frame = pd.DataFrame({"n": np.arange(200_000)})
    view = wandb.TableView(wandb.Table(dataframe=frame))
    params["query"] = view.query.to_json()
    with pytest.raises(Exception, match="cancelled"):
        view.session.handlers["export"](params, task)
    assert list(folder.iterdir()) == []


def test_a_browser_elsewhere_is_sent_the_file(
    view: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result, (content,) = ask(view, format="csv", to="browser")
    assert content.decode() == view.to_csv()
    assert (result["name"], result["path"], result["size"]) == ("scores.csv", None, len(content))
    result, (content,) = ask(view, format="parquet", to="browser", name="mine")
    assert pq.read_table(io.BytesIO(content)).num_rows == 2
    assert list(folder.iterdir()) == []
    monkeypatch.setattr(exports, "MAX_BROWSER_BYTES", 10)
    with pytest.raises(ViewError, match="too many for a browser"):
        ask(view, format="csv", to="browser")


@pytest.mark.parametrize(("form", "to"), [("xlsx", "folder"), ("csv", "moon"), (None, "folder")])
def test_other_forms_are_refused(view: Any, form: Any, to: str) -> None:
    with pytest.raises(ViewError, match="csv, parquet, artifact"):
        ask(view, format=form, to=to)


@pytest.fixture
def scenes(tmp_path: Path) -> Iterator[Any]:
    """Give a logged table of pictures with masks, and the run that used it."""
    labels = {0: "road", 1: "car"}
    with wandb.init(dir=tmp_path / "store", project="p") as run:
        table = wandb.Table(["image", "iou"])
        for shade in range(6):
            mask = {"truth": {"mask_data": np.eye(8, dtype=np.uint8), "class_labels": labels}}
            pixels = np.full((8, 8), shade * 40, np.uint8)
            table.add_data(wandb.Image(pixels, masks=mask, caption=f"shade {shade}"), shade / 5)
        artifact = wandb.Artifact("scenes", "dataset")
        artifact.add(table, "eval")
        run.log_artifact(artifact)
        yield run


def test_a_subset_refers_to_its_pictures_and_says_what_it_is_of(scenes: Any) -> None:
    view = wandb.TableView(scenes.use_artifact("scenes:v0").get("eval"), query="iou < 0.5")
    blobs = {path for path in (scenes.catalog.folder / "blobs").rglob("*") if path.is_file()}
    artifact = view.to_artifact()
    assert artifact.qualified_name == "p/scenes-subset:v0"
    assert artifact.metadata["source"] == "p/scenes:v0/eval"
    assert artifact.metadata["query"]["filters"][0]["text"] == "iou < 0.5"
    assert artifact.description == "3 matching rows of p/scenes:v0/eval"
    new = {path for path in (scenes.catalog.folder / "blobs").rglob("*") if path.is_file()} - blobs
    assert len(new) <= 2  # the table, and at most a list of files
    refs = [entry.ref for entry in artifact.manifest.contents.values() if "media/" in (entry.ref or "")]
    assert refs
    assert all(ref.startswith("p/scenes:v0/media/") for ref in refs)
    again = scenes.use_artifact("scenes-subset:latest").get("eval")
    assert len(again) == 3
    first = again.get_column("image")[0]
    assert first.caption == "shade 0"
    assert np.asarray(first.image).max() == 0
    assert "p/scenes:v0" in wandb.Api().run(f"p/{scenes.id}").used_names


def test_ticked_rows_become_the_next_version(scenes: Any) -> None:
    view = wandb.TableView(scenes.use_artifact("scenes:v0").get("eval"), query=Query().select("image"))
    view.selected = [5, 1]
    result, buffers = ask(view, format="artifact", rows="selected", name="relabel")
    assert (result["name"], result["row_count"], result["path"], buffers) == ("p/relabel:v0", 2, None, [])
    table = scenes.use_artifact("relabel:v0").get("eval")
    assert table.columns == ["image"]
    assert [image.caption for image in table.get_column("image")] == ["shade 1", "shade 5"]
    view.selected = [5]
    assert ask(view, format="artifact", rows="selected", name="relabel")[0]["name"] == "p/relabel:v1"


def test_rows_that_were_never_logged_bring_their_pictures(scenes: Any) -> None:
    table = wandb.Table(["image"], data=[[wandb.Image(np.full((4, 4), 9, np.uint8))]])
    artifact = wandb.TableView(table).to_artifact("mine")
    image = scenes.use_artifact(artifact.qualified_name.split("/")[1]).get("table").get_column("image")[0]
    assert np.asarray(image.image).max() == 9


def test_without_a_run_a_subset_goes_to_the_store_of_its_table(scenes: Any, tmp_path: Path) -> None:
    wandb.finish()
    table = wandb.Api(dir=tmp_path / "store", project="p").artifact("scenes:v0").get("eval")
    artifact = wandb.TableView(table, query="iou < 0.1").to_artifact()
    assert artifact.qualified_name == "p/scenes-subset:v0"
    assert not (tmp_path / "dsviz").exists()


def test_a_picture_in_csv_is_what_is_known_of_it(scenes: Any) -> None:
    view = wandb.TableView(scenes.use_artifact("scenes:v0").get("eval"), query=Query().limit(1))
    text = view.to_csv()
    assert text == view.query.to_table().to_csv() or "shade 0" in text
    assert '""caption"": ""shade 0""' in text
    assert "media/images/" in text
