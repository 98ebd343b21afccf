"""One suite that every kind of media passes: made, stored, got back equal, shown, compared; bad input."""

from __future__ import annotations

import copy
import csv
import json
import pickle
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import LogTypeError, MediaError
from dsviz_widget.media import MEDIA, Medium
from dsviz_widget.query import Query, Task
from dsviz_widget.store import Catalog
from dsviz_widget.widgets.compare_view import compare
from dsviz_widget.widgets.display import show_medium
from dsviz_widget.widgets.run_readers import RunReaders
from dsviz_widget.widgets.run_view import run_handlers
from dsviz_widget.widgets.table_session import TableSession
from tests.unit.media.media_cases import FAMILIES, Family

WAYS = [pytest.param(family, way, id=f"{family.name}-{way}") for family in FAMILIES for way in family.ways]
BAD = [pytest.param(family, way, id=f"{family.name}-{way}") for family in FAMILIES for way in family.bad]
KINDS = {"float64": float, "int64": int, "bool": bool, "string": str}
every_family = pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "given"
    made.mkdir()
    return made


def test_every_kind_has_cases() -> None:
    without = sorted(cls.__name__ for cls in set(MEDIA.values()) - {family.cls for family in FAMILIES})
    assert without == []
    assert all(len(family.ways) > 1 and family.bad for family in FAMILIES)


@pytest.mark.parametrize(("family", "way"), WAYS)
def test_it_is_made_and_knows_itself(family: Family, way: str, folder: Path, tmp_path: Path) -> None:
    made = family.ways[way](folder)
    assert type(made) is family.cls
    assert made.size == len(made.read()) > 0
    assert list(made.facts) == list(family.cls.fields)
    for name, value in made.facts.items():
        assert value is None or type(value) is KINDS[family.cls.fields[name]], name
    for name, value in family.facts.get(way, {}).items():
        expected = pytest.approx(value, rel=1e-3) if isinstance(value, float) else value
        assert made.facts[name] == expected, name
    assert made.path.startswith(f"{family.cls.folder}/")
    assert made.path.lower().endswith(f".{made.format}")
    assert made.mime == family.cls.mimes[made.format]
    assert Path(made.save(tmp_path)).read_bytes() == made.read()
    assert repr(made).startswith(f"<{family.name}")
    assert pickle.loads(pickle.dumps(made)) == copy.deepcopy(made) == made
    assert (made == 5) is False


@pytest.mark.parametrize(("family", "way"), BAD)
def test_bad_input_is_one_sentence(family: Family, way: str, folder: Path) -> None:
    make, sentence = family.bad[way]
    with pytest.raises(MediaError, match=sentence) as caught:
        make(folder)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


@every_family
def test_runs_tables_lists_and_artifacts_give_it_back(family: Family, folder: Path, store: Catalog) -> None:
    made = family.all(folder)
    contents = [medium.read() for medium in made]
    table = wandb.Table(["n", "one", "many"])
    for index, medium in enumerate(made):
        table.add_data(index, medium, made[: index + 1])
    table.add_data(len(made), None, [])
    run = wandb.init(project="p")
    run.log({"one": made[0], "many": made, "loss": 0.5})
    run.log({"table": table})
    artifact = wandb.Artifact("kept", type="media")
    artifact.add(made[0], "one")
    artifact.add(table, "table")
    run.log_artifact(artifact)
    run.finish()
    # From here on everything comes out of the store.
    shutil.rmtree(folder)

    told = wandb.Api().run(f"p/{run.id}")
    assert told.summary["loss"] == 0.5
    assert told.value("one") == made[0]
    assert told.value("many") == made
    kept = wandb.Api().artifact("p/kept:latest")
    assert kept.get("one") == made[0]
    assert kept.get("one").facts == made[0].facts
    found = kept.get("table")
    assert found == table
    assert found.get_column("one")[:-1] == made
    assert found.get_column("many") == [*(made[: index + 1] for index in range(len(made))), []]
    assert [medium.read() for medium in found.get_column("one")[:-1]] == contents
    assert told.value("table") == table


@every_family
def test_it_is_shown_and_asked(family: Family, folder: Path, store: Catalog) -> None:
    made = family.all(folder)
    table = wandb.Table(["n", "one", "many"])
    for index, medium in enumerate([*made, *made]):
        table.add_data(index % len(made), medium, made)
    table.add_data(len(made), None, [])
    session, task = TableSession(table, cache=store.folder / "cache"), Task()
    handlers = session.handlers

    columns = {column["name"]: column for column in session.info()["columns"]}
    assert [columns[name]["media"] for name in columns] == [None, family.cls.wb_type, family.cls.wb_type]
    assert [columns[name]["many"] for name in columns] == [False, False, True]

    rows = list(range(len(made)))
    answer, buffers = handlers["stills"]({"column": "one", "rows": [*rows, 2 * len(made)]}, task)
    assert answer["items"][-1] == {"row": 2 * len(made), "error": "empty"}
    for medium, item in zip(made, answer["items"], strict=False):
        (still,) = item["stills"]
        assert "error" not in still
        assert (still["type"], still["format"], still["size"]) == (
            family.cls.wb_type,
            medium.format,
            medium.size,
        )
        assert still["caption"] == medium.caption
        assert still["facts"].items() >= medium.facts.items()
        assert (still["still"] is not None) is (still["data"] >= 0)
        assert still["still"] is not None or not family.drawn
        assert still["data"] < 0 or buffers[still["data"]]
    assert show_medium(made[0])[0]["text/plain"] == repr(made[0])
    many, _ = handlers["stills"]({"column": "many", "rows": [0]}, task)
    assert [still["index"] for still in many["items"][0]["stills"]] == rows[:12]

    for index, medium in enumerate(made):
        asked = {"column": "many", "row": 0, "index": index, "start": 0, "count": 100}
        told, (part,) = handlers["media"](asked, task)
        rest = handlers["media"]({**asked, "start": 100, "count": 4_000_000}, task)[1][0]
        assert part + rest == medium.read()[: 100 + 4_000_000]
        assert (told["mime"], told["size"]) == (medium.mime, medium.size)

    head = handlers["summary"]({"columns": ["one", "many"]}, task)[0]["columns"]
    assert head["one"]["of"] == f"one.{family.cls.telling}"
    assert head["many"]["of"] == "len(many)"
    for name in ("size", *family.cls.fields):
        query = Query().filter(f"one.{name} != null").to_json()
        counted = handlers["count"]({"query": query}, task)[0]["matched"]
        assert counted == 2 * sum(getattr(m, name, m.facts.get(name)) is not None for m in made)
    groups = handlers["groups"]({"query": Query().group_by("n").to_json(), "gallery": 4}, task)[0]["groups"]
    assert groups[0]["cells"]["one"] == {"kind": "rows", "rows": [0, len(made)]}


@every_family
def test_runs_show_it_over_steps(family: Family, folder: Path, store: Catalog) -> None:
    made = family.all(folder)
    with wandb.init(project="p") as run:
        run.log({"one": made[0], "many": made})
        run.log({"loss": 0.5})
        run.log({"one": made[1], "many": made[1]})
    record = wandb.Api().run(f"p/{run.id}")
    handlers, task = run_handlers(RunReaders([record])), Task()
    asked = {"run": run.id, "key": "many"}
    told, _ = handlers["run_media"](asked, task)
    steps = [(step["step"], step["row"], step["count"]) for step in told["steps"]]
    assert steps == [(0, 0, len(made)), (2, len(made), 1)]
    assert (told["column"]["media"], told["column"]["many"]) == (family.cls.wb_type, False)
    answer, _ = handlers["run_stills"]({**asked, "rows": [len(made), 0], "size_px": 128}, task)
    stills = [item["stills"][0] for item in answer["items"]]
    assert [still["size"] for still in stills] == [made[1].size, made[0].size]
    assert [still["facts"].items() >= m.facts.items() for still, m in zip(stills, made[1::-1], strict=True)]
    told, (part,) = handlers["run_media_file"]({**asked, "row": 1}, task)
    assert (told["type"], part) == (family.cls.wb_type, made[1].read()[:4_000_000])


@every_family
def test_joined_and_compared_tables_show_it(family: Family, folder: Path) -> None:
    made = family.all(folder)[:3]
    sides = [
        wandb.Table(["id", "one", "many"], data=[["a", first, made], ["b", second, [first]]])
        for first, second in ((made[0], made[1]), (made[1], made[0]))
    ]
    task = Task()
    joined = TableSession(wandb.JoinedTable(*sides, "id").to_table())
    compared = compare(*sides, key="id").session
    for session in (joined, compared):
        columns = session.handlers["open"]({}, task)[0]["info"]["columns"]
        media = {column["name"]: column["many"] for column in columns if column["media"]}
        assert list(media.values()) == [False, True, False, True]
        sizes = set()
        for name, many in media.items():
            answer, _ = session.handlers["stills"]({"column": name, "rows": [0, 1]}, task)
            assert [item["count"] for item in answer["items"]] == ([len(made), 1] if many else [1, 1])
            sizes |= {still["size"] for item in answer["items"] for still in item["stills"]}
            told, _ = session.handlers["media"]({"column": name, "row": 0, "index": 0}, task)
            assert told["type"] == family.cls.wb_type
        assert sizes == {medium.size for medium in made}
    asked = {"by": "id", "columns": ["one"], "gallery": 4}
    groups = compared.handlers["compare_groups"](asked, task)[0]["groups"]
    assert [group["cells"]["one"]["kind"] for group in groups] == ["media", "media"]
    by_bytes = compare(*sides, key="one").session
    info = by_bytes.handlers["open"]({}, task)[0]["info"]
    assert info["comparison"]["matching"]["in_all"] == 2


@every_family
def test_a_second_artifact_refers_to_the_first(family: Family, folder: Path, store: Catalog) -> None:
    made = family.all(folder)
    table = wandb.Table(["id", "one", "many"], data=[[n, medium, made] for n, medium in enumerate(made)])
    with wandb.init(project="p") as run:
        first = wandb.Artifact("first", type="media")
        first.add(table, "t")
        run.log_artifact(first)
        before = sorted((store.folder / "blobs").rglob("*"))
        second = wandb.Artifact("second", type="media")
        again = wandb.Table(["id", "one", "many"])
        for _, row in run.use_artifact("first:latest").get("t").iterrows():
            again.add_data(*row)
        second.add(again, "t")
        run.log_artifact(second)
    entries = [e for e in second.files() if e.path.startswith(family.cls.folder)]
    assert {entry.ref for entry in entries} == {f"p/first:v0/{entry.path}" for entry in entries}
    # The table itself is new; no file of its cells is.
    new = [path for path in (store.folder / "blobs").rglob("*") if path not in before and path.is_file()]
    assert len(new) == 1
    assert wandb.diff("p/first:v0", "p/second:v0", key="id").counts.changed == 0
    rows = again.data
    rows[0][1].caption = "another one"
    other = wandb.Table(again.columns, data=rows)
    assert wandb.diff(table, other, key="id").counts.changed == 1


@every_family
def test_it_leaves_as_data_frame_parquet_csv_and_pickle(
    family: Family, folder: Path, store: Catalog, tmp_path: Path
) -> None:
    made = family.all(folder)
    table = wandb.Table(["one", "many"], data=[[medium, made] for medium in made])
    assert list(table.get_dataframe()["one"]) == made
    assert wandb.Table(dataframe=table.get_dataframe()) == table
    table.to_parquet(tmp_path / "t.parquet")
    found = wandb.Table.from_parquet(tmp_path / "t.parquet")
    assert found.column_types == table.column_types
    assert [medium.digest for medium in found.get_column("one")] == [medium.digest for medium in made]
    for row in csv.DictReader(table.to_csv().splitlines()):
        told = json.loads(row["one"])
        assert (told["digest"], len(json.loads(row["many"]))) == (made.pop(0).digest, len(table))
    with wandb.init(project="p") as run:
        run.log({"t": table, "one": table.data[0][0]})
    again = pickle.loads(pickle.dumps(table))
    assert again == table
    kept = wandb.Api().run(f"p/{run.id}").value("one")
    assert pickle.loads(pickle.dumps(kept)).read() == again.data[0][0].read()


def test_many_threads_ask_at_once(folder: Path, store: Catalog) -> None:
    made = [next(iter(family.ways.values()))(folder) for family in FAMILIES]
    table = wandb.Table(["one"], data=[[medium] for medium in made], dtype=[[f.cls for f in FAMILIES]])
    session, task = TableSession(table, cache=store.folder / "cache"), Task()
    asked = {"column": "one", "rows": list(range(len(made))), "size_px": 128}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: session.handlers["stills"](asked, task), range(8)))
    assert all(answer == answers[0] for answer in answers)
    assert not any("error" in item for item in answers[0][0]["items"])


@every_family
def test_without_other_packages_files_are_kept_and_a_sentence_says_what_to_install(
    family: Family, folder: Path, store: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = family.all(folder)
    others = tmp_path / "others"
    others.mkdir()
    refused = []
    for package in ("av", "soundfile", "trimesh", "plotly", "bokeh", "rdkit", "matplotlib", "altair"):
        monkeypatch.setitem(sys.modules, package, None)
    for name, make in family.ways.items():
        try:
            made = make(others)
        except wandb.DsvizError as error:
            refused.append(f"{name}: {error}")
        except ImportError:
            # What the case itself makes it from is not there.
            continue
        else:
            assert made.read()
    assert [sentence for sentence in refused if "pip install" not in sentence] == []
    table = wandb.Table(["one"], data=[[medium] for medium in before])
    session, task = TableSession(table, cache=store.folder / "cache"), Task()
    answer, _ = session.handlers["stills"]({"column": "one", "rows": list(range(len(before)))}, task)
    for item in answer["items"]:
        assert "pip install" in item["stills"][0].get("error", "pip install")


@every_family
def test_other_kinds_do_not_fit_into_its_column(family: Family, folder: Path) -> None:
    table = wandb.Table(["one"])
    table.add_data(next(iter(family.ways.values()))(folder))
    for other in (5, "text", wandb.Image([[0, 1], [1, 0]])):
        with pytest.raises(wandb.DsvizError, match=f"media of kind {family.cls.noun}"):
            table.add_data(other)
    assert len(table) == 1


@pytest.mark.parametrize(
    "options", [{"allow_mixed_types": True}, {"dtype": "declared"}], ids=["any", "one of"]
)
def test_kinds_side_by_side_where_they_are_let(folder: Path, store: Catalog, options: Any) -> None:
    made = [next(iter(family.ways.values()))(folder) for family in FAMILIES]
    if "dtype" in options:
        classes = [family.cls for family in FAMILIES]
        options = {"dtype": [classes, [classes]]}
    table = wandb.Table(["one", "many"], **options)
    for index, medium in enumerate(made):
        table.add_data(medium, made[:index])
    artifact = wandb.Artifact("mixed", type="media")
    artifact.add(table, "t")
    with wandb.init(project="p") as run:
        found = run.log_artifact(artifact).get("t")
    assert found == table
    assert found.get_column("one") == made
    assert found.get_column("many")[-1] == made[:-1]
    session, task = TableSession(found), Task()
    assert [column["media"] for column in session.info()["columns"]] == ["media-file", "media-file"]
    answer, _ = session.handlers["stills"]({"column": "one", "rows": list(range(len(made)))}, task)
    stills = [item["stills"][0] for item in answer["items"]]
    assert [still["type"] for still in stills] == [medium.wb_type for medium in made]
    assert [still["format"] for still in stills] == [medium.format for medium in made]
    assert [still["facts"].items() >= m.facts.items() for still, m in zip(stills, made, strict=True)]
    told, (content,) = session.handlers["media"]({"column": "many", "row": len(made) - 1, "index": 0}, task)
    assert (told["type"], content) == (made[0].wb_type, made[0].read())
    assert session.handlers["summary"]({"columns": ["one"]}, task)[0]["columns"]["one"]["of"] == "one.size"


def test_a_file_that_is_gone_or_changed_is_one_sentence(store: Catalog, tmp_path: Path) -> None:
    class Note(Medium):
        wb_type, noun, folder, list_type = "note-file", "note", "media/notes", "notes"

    given = tmp_path / "note.txt"
    given.write_text("first")
    run = wandb.init(project="p")
    changed = Note(given, "txt")
    given.write_text("second")
    with pytest.raises(LogTypeError, match=r"'note' cannot be logged: note: the file .* was changed after"):
        run.log({"loss": 1.0, "note": changed})
    gone = Note(given, "txt")
    given.unlink()
    with pytest.raises(LogTypeError, match=r"'note' cannot be logged: note: the file .* is gone now"):
        run.log({"loss": 2.0, "note": gone})
    run.log({"loss": 3.0})
    run.finish()
    assert wandb.Api().run(f"p/{run.id}").value("loss") == 3.0
