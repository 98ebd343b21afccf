"""What a browser may ask about a project, and may change, answered on real stores."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import (
    ArtifactNotFound,
    ArtifactValueError,
    RunError,
    SavedViewNotFound,
    StoreError,
    ViewError,
)
from dsviz_widget.query import Task
from dsviz_widget.store import Catalog
from dsviz_widget.widgets.project_view import ProjectView
from tests.unit.builders import blob_files


def image(value: int) -> wandb.Image:
    return wandb.Image(np.full((24, 32, 3), value, np.uint8))


@pytest.fixture
def project(store: Catalog, tmp_path: Path) -> Any:
    with wandb.init(project="roads", name="prepare", id="prep", job_type="prepare") as run:
        for count in (4, 6):
            artifact = wandb.Artifact("camvid", "dataset", metadata={"count": count})
            rows = [[f"r{number}", image(number * 20), number / 10] for number in range(count)]
            artifact.add(wandb.Table(["id", "photo", "score"], data=rows), "photos")
            notes = tmp_path / "notes.md"
            notes.write_text(f"# {count} photos")
            artifact.add_file(notes, "notes.md")
            artifact.add(image(250), "cover")
            run.log_artifact(artifact, aliases=["best"] if count == 4 else [])
    with wandb.init(project="roads", name="train", id="train") as run:
        run.use_artifact("camvid:best")
        run.log({"loss": 0.5})
    return wandb.project("roads")


def ask(view: ProjectView, method: str, /, **params: Any) -> dict[str, Any]:
    result, buffers = view.handlers[method](params, Task())
    json.dumps(result)
    return {**result, "buffers": buffers} if buffers else result


def test_the_first_answer_has_all_that_is_painted_first(project: wandb.runs.Project) -> None:
    view = project.view()
    told = ask(view, "project_open")
    assert (told["project"], told["projects"], told["run_count"]) == ("roads", ["roads"], 2)
    (kind,) = told["types"]
    (row,) = kind["artifacts"]
    assert (kind["type"], row["name"], row["version_count"]) == ("dataset", "camvid", 2)
    assert [(one["version"], one["rows"], one["aliases"]) for one in row["newest"]] == [
        (1, 6, ["latest"]), (0, 4, ["best"]),
    ]  # fmt: skip
    assert [run["name"] for run in told["runs"]] == ["train", "prepare"]
    assert (told["problems"], told["filling"], told["is_writable"]) == ([], False, True)


def test_a_version_tells_its_facts_its_files_and_who_used_it(project: wandb.runs.Project) -> None:
    view = project.view()
    told = ask(view, "version", name="camvid", version=0)
    assert (told["qualified_name"], told["newer"], told["older"]) == ("roads/camvid:v0", 1, None)
    assert (told["metadata"], told["logged_by"]["name"]) == ({"count": 4}, "prepare")
    assert [run["name"] for run in told["used_by"]] == ["train"]
    (table,) = told["tables"]
    assert (table["rows"], table["picture"], table["caption"]) == (4, "photo", "id")
    assert told["media"] == ["cover.image.parquet"]
    files = {file["path"]: file for file in ask(view, "version_files", name="camvid", version=0)["files"]}
    assert files["photos.table.parquet"]["kind"] == "table"
    assert (files["cover.image.parquet"]["kind"], files["cover.image.parquet"]["name"]) == ("image", "cover")
    text = ask(view, "version_file", name="camvid", version=0, path="notes.md")
    assert (text["kind"], text["is_text"], text["buffers"]) == ("markdown", True, [b"# 4 photos"])
    part = ask(view, "version_file", name="camvid", version=0, path="notes.md", start=2, count=1)
    assert part["buffers"] == [b"4"]
    pictures = [path for path in files if path.startswith("media/")]
    thumbs = ask(view, "version_thumbs", name="camvid", version=0, paths=[*pictures, "cover.image.parquet"])
    assert {(item["width"], item["height"], item["error"]) for item in thumbs["items"]} == {(32, 24, None)}
    assert len(thumbs["buffers"]) == len(pictures) + 1
    missing = ask(view, "version_thumbs", name="camvid", version=0, paths=["nothing.png"])["items"][0]
    assert "nothing.png" in missing["error"]


def test_what_changed_between_versions_is_counted_by_rows(project: wandb.runs.Project) -> None:
    view = project.view()
    told = ask(view, "version_change", name="camvid", version=1)
    (table,) = told["tables"]
    assert (told["from"], told["to"], table["name"], table["key"]) == (0, 1, "photos", ["id"])
    assert (table["added"], table["removed"], table["changed"], table["equal"]) == (2, 0, 0, 4)
    assert told["files"]["paths"] == [{"path": "notes.md", "how": "changed", "size": 10}]
    assert told["metadata"] == [{"key": "count", "how": "changed", "from": 4, "to": 6}]
    assert ask(view, "version_change", name="camvid", version=1) == told
    first = ask(view, "version_change", name="camvid", version=0)
    assert (first["from"], first["tables"][0]["added"]) == (None, 4)


OPENED = [
    ({"what": "table", "name": "camvid", "version": 1}, "table", 6),
    (
        {"what": "table", "name": "camvid", "version": 1, "path": "photos", "query": "score > 0.25"},
        "table",
        3,
    ),
    ({"what": "compare", "versions": ["camvid:v0", "camvid:v1"]}, "compare", 6),
    ({"what": "difference", "name": "camvid", "version": 1, "change": "added"}, "table", 2),
    ({"what": "file", "name": "camvid", "version": 1, "path": "cover.image.parquet"}, "table", 1),
    ({"what": "workspace"}, "workspace", 2),
    ({"what": "workspace", "runs": ["train"]}, "workspace", 1),
]


@pytest.mark.parametrize(("params", "kind", "rows"), OPENED)
def test_what_opens_within(project: wandb.runs.Project, params: dict[str, Any], kind: str, rows: int) -> None:
    view = project.view()
    opened = ask(view, "inner_open", **params)
    assert opened["kind"] == kind
    query = opened["traits"]["query"]
    answer = ask(view, "inner", view=opened["view"], method="count", params={"query": query})
    assert answer["matched"] == rows
    view.close()


def test_a_run_and_a_saved_view_open_within(project: wandb.runs.Project) -> None:
    view = project.view()
    opened = ask(view, "inner_open", what="run", run="train")
    told = ask(view, "inner", view=opened["view"], method="run_info", params={"runs": ["train"]})
    assert told["runs"][0]["name"] == "train"
    photos = wandb.Api(project="roads").artifact("camvid").get("photos")
    wandb.TableView(photos, query="score < 0.15").save("low")
    project.runs().view(query="name = 'train'", title="roads").save("trained")
    for name, kind, rows in (("low", "table", 2), ("trained", "workspace", 1)):
        opened = ask(view, "inner_open", what="saved_view", name=name)
        query = opened["traits"]["query"]
        assert opened["kind"] == kind
        answer = ask(view, "inner", view=opened["view"], method="count", params={"query": query})
        assert answer["matched"] == rows


def test_a_saved_comparison_opens_the_versions_that_it_was_saved_of(project: wandb.runs.Project) -> None:
    view = project.view()
    compared = ask(view, "inner_open", what="compare", versions=["camvid:v1", "camvid:v0"])
    view.inner_views[-1].save("turned round")
    with wandb.init(project="roads", name="more") as run:
        newest = wandb.Artifact("camvid", "dataset")
        newest.add(wandb.Table(["id", "score"], data=[["r0", 1.0]]), "photos")
        newest.add(wandb.Table(["id"], data=[["r0"]]), "a-first")
        run.log_artifact(newest)
    opened = ask(view, "inner_open", what="saved_view", name="turned round")
    assert opened["traits"]["comparison"] == compared["traits"]["comparison"]
    assert [side.label for side in view.inner_views[-1].compared.sides] == ["v1", "v0"]
    wandb.Api(project="roads").artifact("camvid:v0").delete(delete_aliases=True)
    with pytest.raises(
        ViewError, match="compares camvid:v1, camvid:v0: camvid:v0, which is not in the store"
    ):
        ask(view, "inner_open", what="saved_view", name="turned round")
    shown = wandb.TableView(wandb.Api(project="roads").artifact("camvid:v1").get("photos"))
    shown.save("of photos")
    ask(view, "inner_open", what="saved_view", name="of photos")
    columns = [column["name"] for column in view.inner_views[-1].session.info()["columns"]]
    assert columns == ["id", "score"], "its own table, not the first of the version"


def test_a_difference_begins_with_what_changed(store: Catalog) -> None:
    with wandb.init(project="roads", name="twice") as run:
        for value in (1, 2):
            cars = wandb.Artifact("cars", "dataset")
            cars.add(wandb.Table(["id", "a", "b"], data=[["x", 0, value], ["y", 0, 0]]), "cars")
            run.log_artifact(cars)
    view = wandb.project("roads").view()
    opened = ask(view, "inner_open", what="difference", name="cars", version=1, change="changed")
    assert opened["traits"]["query"]["columns"] == ["id", "change", "changed", "0.b", "1.b", "0.a", "1.a"]


def test_versions_are_compared_by_their_files(project: wandb.runs.Project, tmp_path: Path) -> None:
    view = project.view()
    told = ask(view, "version_compare", versions=["camvid:v0", "camvid:v1"])
    assert [(side["version"], side["metadata"]) for side in told["sides"]] == [
        (0, {"count": 4}), (1, {"count": 6}),
    ]  # fmt: skip
    assert told["tables"] == [{"name": "photos", "paths": ["photos", "photos"]}]
    files = {file["path"]: file for file in told["files"]}
    assert (files["notes.md"]["how"], files["notes.md"]["kind"]) == ("changed", "markdown")
    assert files["notes.md"]["sizes"] == [10, 10]
    assert len(set(files["notes.md"]["digests"])) == 2
    assert files["cover.image.parquet"]["how"] == "same"
    assert told["counts"] == {
        how: sum(file["how"] == how for file in files.values())
        for how in ("added", "removed", "changed", "same")
    }
    back = ask(view, "version_compare", versions=["camvid:v0", "camvid:v1"], of=[1, 0])
    assert back["counts"]["removed"] == told["counts"]["added"] > 0
    with wandb.init(project="roads", name="weights") as run:
        net = wandb.Artifact("net", "model")
        net.add(wandb.Table(["id"], data=[["r1"]]), "scores")
        run.log_artifact(net)
    told = ask(view, "version_compare", versions=["camvid:v1", "net:v0"])
    assert told["tables"] == [{"name": "photos and scores", "paths": ["photos", "scores"]}]
    opened = ask(view, "inner_open", what="compare", versions=["camvid:v1/photos", "net:v0/scores"])
    assert opened["kind"] == "compare"
    with pytest.raises(ViewError, match="numbers from 0 to 1"):
        ask(view, "version_compare", versions=["camvid:v1", "net:v0"], of=[0, 2])
    with pytest.raises(ViewError, match="Tick another one"):
        ask(view, "version_compare", versions=["camvid:v1"])


REFUSED = [
    ({"what": "table", "name": "camvid", "version": 7}, "has no version 'v7'"),
    ({"what": "table", "name": "camvid", "version": 1, "path": "x"}, "has no table 'x': there is photos"),
    ({"what": "compare", "versions": ["camvid:v0"]}, "Tick another one"),
    ({"what": "difference", "name": "camvid", "version": 0}, "is the first version"),
    ({"what": "file", "name": "camvid", "version": 0, "path": "notes.md"}, "Download it instead"),
    ({"what": "run", "run": "nobody"}, "nobody"),
    ({"what": "saved_view", "name": "none"}, "none"),
    ({"what": "door"}, "not 'door'"),
]


@pytest.mark.parametrize(("params", "sentence"), REFUSED)
def test_what_cannot_open_says_so(project: wandb.runs.Project, params: dict[str, Any], sentence: str) -> None:
    with pytest.raises((ViewError, ArtifactNotFound, StoreError), match=sentence):
        ask(project.view(), "inner_open", **params)


def test_names_aliases_tags_and_descriptions_change(project: wandb.runs.Project) -> None:
    view = project.view()
    told = ask(view, "project_edit", what="alias", name="camvid", version=1, alias="best")
    assert told["version"]["aliases"] == ["best", "latest"]
    assert [row["aliases"] for row in told["artifact"]["newest"]] == [["best", "latest"], []]
    for edit in ({"what": "tag", "tag": "dusk"}, {"what": "describe", "text": "Evening roads."}):
        told = ask(view, "project_edit", name="camvid", version=1, **edit)
    assert (told["version"]["tags"], told["version"]["description"]) == (["dusk"], "Evening roads.")
    told = ask(view, "project_edit", what="untag", name="camvid", version=1, tag="dusk")
    assert told["version"]["tags"] == []
    told = ask(view, "project_edit", what="unalias", name="camvid", alias="best")
    assert told["artifact"]["newest"][0]["aliases"] == ["latest"]
    told = ask(view, "project_edit", what="rename", name="camvid", to="streets")
    assert told["artifact"]["name"] == "streets"
    assert ask(view, "version", name="camvid", version=0)["name"] == "streets"
    assert [run["name"] for run in ask(view, "version", name="streets", version=0)["used_by"]] == ["train"]
    for edit in (
        {"what": "rename", "to": "trained"},
        {"what": "tag", "tag": "good"},
        {"what": "describe", "text": "ok"},
    ):
        told = ask(view, "project_edit", run="train", **edit)
    assert (told["run"]["name"], told["run"]["tags"], told["run"]["note"]) == ("trained", ["good"], "ok")
    with pytest.raises(ArtifactValueError, match="latest is always the newest version"):
        ask(view, "project_edit", what="unalias", name="streets", alias="latest")
    with pytest.raises(ViewError, match="a text is needed for tag"):
        ask(view, "project_edit", what="tag", name="streets", version=0, tag=" ")


def test_deleting_says_first_what_it_frees_and_then_frees_it(project: wandb.runs.Project) -> None:
    view = project.view()
    plan = ask(view, "project_delete_plan", name="camvid", version=0)
    assert (plan["what"], plan["aliases"]) == ("camvid:v0", [{"alias": "best", "version": 0}])
    assert [run["name"] for run in plan["used_by"]] == ["train"]
    assert plan["needed_by"][0]["name"] == "camvid:v1"
    with pytest.raises(ArtifactValueError, match=r"has the aliases best\. Tick that they go too"):
        ask(view, "project_delete", name="camvid", version=0)
    assert ask(view, "project_delete", name="camvid", version=0, aliases=True)["freed"] == plan["freed"]
    told = ask(view, "version", name="camvid", version=0)
    assert (told["deleted"]["freed"], told["newer"], told["tables"]) == (plan["freed"], 1, [])
    assert told["logged_by"]["name"] == "prepare"
    assert [run["name"] for run in told["used_by"]] == ["train"], "its trace is not gone"
    wandb.Api(project="roads").artifact("camvid:v1").verify()
    plan = ask(view, "project_delete_plan", name="camvid", all=True)
    assert plan["what"] == "the one version of camvid"
    ask(view, "project_delete", name="camvid", all=True)
    assert blob_files(view.session.catalog) == []
    assert ask(view, "project_open")["types"] == []


def test_a_run_that_goes_on_is_not_deleted(project: wandb.runs.Project) -> None:
    view = project.view()
    run = wandb.init(project="roads", name="on", id="on")
    assert "still goes on" in ask(view, "project_delete_plan", run="on")["is_refused"]
    with pytest.raises(RunError, match="still goes on"):
        ask(view, "project_delete", run="on")
    run.finish()
    assert ask(view, "project_delete_plan", run="on")["is_refused"] is None
    assert ask(view, "project_delete", run="on")["deleted"] == ["on"]
    assert ask(view, "project_open")["run_count"] == 2


def test_the_view_is_told_when_the_project_changes(project: wandb.runs.Project) -> None:
    told: list[dict[str, Any]] = []
    view = project.view()
    view.session.watch.tell = lambda name, **about: told.append({"name": name, **about})
    edition = ask(view, "project_open")["edition"]
    wandb.init(project="roads", name="later").finish()
    until = time.monotonic() + 30
    while not told and time.monotonic() < until:
        time.sleep(0.02)
    assert (told[0]["name"], told[0]["what"]) == ("project", ["runs"])
    assert told[0]["edition"] != edition
    assert ask(view, "project_open")["runs"][0]["name"] == "later"


def test_what_is_open_is_checked(project: wandb.runs.Project) -> None:
    assert project.view(open="camvid:best").opened == {
        "kind": "version", "name": "camvid", "version": 0, "id": "",
    }  # fmt: skip
    assert project.view(open="runs").opened["kind"] == "runs"
    assert project.view(open="run:train", tab="lineage").opened["id"] == "train"
    artifact = wandb.Api(project="roads").artifact("camvid:v1")
    assert artifact.view(tab="files").opened["version"] == 1
    for wrong, error in (
        ("camvid:v9", ArtifactNotFound), ("run:tran", StoreError), ("view:x", SavedViewNotFound),
        ({"kind": "door"}, ViewError), ({"kind": "version", "version": -1}, ViewError),
    ):  # fmt: skip
        with pytest.raises(error):
            project.view(open=wrong)
    with pytest.raises(ViewError, match="is a draft and has no version to show"):
        wandb.Artifact("new", "dataset").view()
    with pytest.raises(ViewError, match="ProjectView shows a project or a logged artifact, got the number 3"):
        ProjectView(3)  # type: ignore[arg-type]


def test_another_project_of_the_store_may_be_shown(project: wandb.runs.Project) -> None:
    wandb.init(project="digits", name="elsewhere").finish()
    view = project.view(open="camvid:v0")
    ask(view, "inner_open", what="table", name="camvid", version=0)
    view.project = "digits"
    told = ask(view, "project_open")
    assert (told["project"], told["projects"]) == ("digits", ["digits", "roads"])
    assert [run["name"] for run in told["runs"]] == ["elsewhere"]
    assert (view.opened["kind"], view.inner_views) == ("none", [])
    with pytest.raises(ViewError, match="no project 'digit'"):
        view.project = "digit"


def test_project_finds_the_one_there_is(project: wandb.runs.Project) -> None:
    assert wandb.project().name == "roads"
    wandb.init(project="other").finish()
    with pytest.raises(StoreError, match="no project 'uncategorized'"):
        wandb.project()
    assert repr(wandb.project("roads")) == "<Project roads, 1 artifact, 2 runs>"
