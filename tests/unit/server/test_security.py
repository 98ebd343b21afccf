"""The notebook server tells strangers nothing, and nobody what is outside of its root and of a store."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from dsviz_widget.server.read_only import ReadOnlyCatalog
from tests.unit.server.conftest import NotebookServer, log_scenes

QUESTIONS = ("stores", "look?store=work/dsviz", "search?store=work/dsviz&text=train")


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("token", [None, "0" * 32], ids=["no token", "wrong token"])
def test_strangers_are_refused(notebook_server: NotebookServer, question: str, token: str | None) -> None:
    path = f"/dsviz-widget/{question}"
    assert notebook_server.ask(path, token=token).status == 403
    joint = "&" if "?" in path else "?"
    assert notebook_server.ask(f"{path}{joint}token={token or ''}", token=None).status == 403
    assert notebook_server.ask(path).status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_but_reading_is_answered(notebook_server: NotebookServer, method: str) -> None:
    for question in QUESTIONS:
        assert notebook_server.ask(f"/dsviz-widget/{question}", method=method).status == 405


def test_another_name_of_the_server_is_refused(notebook_server: NotebookServer) -> None:
    # A page elsewhere may let its own name lead to this machine.
    answer = notebook_server.ask("/dsviz-widget/stores", headers={"Host": "elsewhere.example"})
    assert answer.status == 403


@pytest.mark.parametrize(
    "store",
    [
        "..", "../outside/dsviz", "work/../../outside/dsviz", "work/./dsviz", "./work/dsviz", "work//dsviz",
        "/work/dsviz", "work/dsviz/", "work\\dsviz", "..\\outside\\dsviz", "C:\\dsviz",
        "%2e%2e/outside/dsviz", "..%2foutside%2fdsviz", "....//outside/dsviz", "~", "~/dsviz", "work/.dsviz",
        "file:///etc", "s3://bucket/dsviz", "work", "work/dsviz/projects", " ", "\n",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_the_root(notebook_server: NotebookServer, root: Path, store: str) -> None:
    for sent in (store, store.replace("outside", str(root.parent / "outside"))):
        for params in (quote(sent, safe=""), quote(quote(sent, safe=""), safe="")):
            answer = notebook_server.ask(f"/dsviz-widget/look?store={params}")
            assert answer.status in (400, 404)
            assert "secret" not in json.dumps(answer.body)
            assert answer.body["message"].endswith(".")


def test_an_absolute_path_is_refused(notebook_server: NotebookServer, root: Path) -> None:
    for store in (root / "work/dsviz", root.parent / "outside/dsviz", Path("/")):
        assert notebook_server.question("look", store=str(store)).status == 404


@pytest.mark.parametrize("name", ["..", "../../../outside", "a/b", "camvid/../x", "%2e%2e", "x" * 129])
def test_no_name_leads_out_of_the_store(notebook_server: NotebookServer, name: str) -> None:
    for params in ({"project": name}, {"artifacts": name}):
        assert notebook_server.question("look", store="work/dsviz", **params).status in (400, 413)
    assert notebook_server.question("search", store="work/dsviz", text="x", project=name).status in (400, 413)


def test_a_link_to_a_store_is_no_store(notebook_server: NotebookServer, root: Path) -> None:
    outside = root.parent / "outside"
    os.symlink(outside / "dsviz", root / "linked-store")
    os.symlink(outside, root / "linked")
    assert not [
        path for path in notebook_server.question("stores", again="1").body["stores"] if "linked" in path
    ]
    for store in ("linked-store", "linked/dsviz"):
        assert notebook_server.question("look", store=store).status == 404


@pytest.fixture
def linked(root: Path) -> Iterator[Path]:
    """A store of its own, into which links are put, and the project beside the root that they lead to."""
    store = root / "links" / "dsviz"
    log_scenes(store)
    yield store
    shutil.rmtree(store.parent)


def test_links_out_of_a_store_are_passed_over(
    notebook_server: NotebookServer, root: Path, linked: Path
) -> None:
    secret = root.parent / "outside/dsviz/projects/secret"
    (run,) = sorted((secret / "runs").iterdir())[:1]
    project = linked / "projects/camvid"
    os.symlink(secret, linked / "projects/borrowed")
    os.symlink(run, project / "runs/borrowed")
    (project / "runs/copied").mkdir()
    os.symlink(run / "run.json", project / "runs/copied/run.json")
    os.symlink(secret / "artifacts/scenes", project / "artifacts/borrowed")
    os.symlink(secret / "artifacts/scenes/v0.json", project / "artifacts/scenes/v2.json")
    (linked / "projects/hollow").mkdir()
    for part in ("runs", "artifacts"):
        os.symlink(secret / part, linked / "projects/hollow" / part)
    look = notebook_server.question("look", store="links/dsviz", artifacts="scenes", runs="1000").body
    assert [one["name"] for one in look["projects"]] == ["camvid", "hollow"]
    assert sorted(one["name"] for one in look["runs"]) == ["train-0", "train-1"]
    assert [one["name"] for one in look["artifacts"]] == ["scenes"]
    assert [one["version"] for one in look["versions"]["scenes"]] == [1, 0]
    hollow = notebook_server.question("look", store="links/dsviz", project="hollow").body
    assert (hollow["run_count"], hollow["artifact_count"]) == (0, 0)


def test_steps_behind_a_link_are_not_told(notebook_server: NotebookServer, root: Path, linked: Path) -> None:
    folder = next((linked / "projects/camvid/runs").iterdir())
    record = json.loads((folder / "run.json").read_text())
    (folder / "run.json").write_text(json.dumps({**record, "finished_at": None, "summary": {}}))
    elsewhere = root.parent / "outside" / "lines"
    elsewhere.mkdir(exist_ok=True)
    (elsewhere / "000001.jsonl").write_text('{"_step": 4711}\n')
    shutil.rmtree(folder / "history")
    os.symlink(elsewhere, folder / "history")
    answer = notebook_server.question("look", store="links/dsviz", runs="1000")
    assert "4711" not in json.dumps(answer.body)
    assert [run["steps"] for run in answer.body["runs"] if run["id"] == folder.name] == [None]


def test_a_pipe_in_a_store_keeps_nobody_waiting(notebook_server: NotebookServer, linked: Path) -> None:
    folder = linked / "projects/camvid/runs/piped"
    folder.mkdir()
    os.mkfifo(folder / "run.json")
    look = notebook_server.question("look", store="links/dsviz", runs="1000").body
    assert "piped" not in [run["id"] for run in look["runs"]]


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"runs": "1001"}, 413), ({"runs": "9" * 400}, 400), ({"runs": "-1"}, 400), ({"runs": "1e9"}, 400),
        ({"key": "k" * 201}, 413), ({"artifacts": "a," * 60}, 413), ({"store": "s" * 1025}, 413),
    ],
)  # fmt: skip
def test_what_asks_for_too_much_is_refused(
    notebook_server: NotebookServer, params: dict[str, str], status: int
) -> None:
    answer = notebook_server.question("look", **{"store": "work/dsviz", **params})
    assert answer.status == status
    assert answer.body["message"].endswith(".")


def test_huge_requests_are_refused_before_they_are_read(notebook_server: NotebookServer) -> None:
    assert notebook_server.ask(f"/dsviz-widget/look?store={'a' * 9_000}").status == 414
    # Nothing follows what is announced here: who waited for it would wait for ever.
    told = {"Content-Length": str(10**9)}
    assert notebook_server.ask("/dsviz-widget/stores", headers=told).status == 413
    assert notebook_server.ask("/dsviz-widget/search?store=work/dsviz&text=" + "x" * 201).status == 413


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "'; --", "%00", "é 日本", "[", "a" * 200])
def test_odd_texts_are_looked_for_as_they_are(notebook_server: NotebookServer, text: str) -> None:
    answer = notebook_server.question("search", store="work/dsviz", text=text, key=text)
    assert answer.status == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.body["found"][0]["counts"] == {"versions": 0, "runs": 0, "views": 0}


def test_nothing_is_written_through_the_store(root: Path) -> None:
    storage = ReadOnlyCatalog(root / "work/dsviz").storage
    for change in (
        lambda: storage.write("a", b""),
        lambda: storage.create("a", b""),
        lambda: storage.remove("a"),
    ):
        with pytest.raises(Exception, match="is not changed by the notebook server"):
            change()
