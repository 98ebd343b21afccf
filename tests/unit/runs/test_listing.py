"""A project as rows: what the store has, from an index that is derived and says what is damaged."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import dsviz_widget as wandb
from dsviz_widget.runs.listing import Listing
from dsviz_widget.store import Catalog
from tests.unit.builders import table

CRASH = """
import os, signal
import dsviz_widget as wandb
run = wandb.init(project="p", name="gone", id="gone")
for step in range(7):
    run.log({"loss": step})
run.flush()
os.kill(os.getpid(), signal.SIGKILL)
"""
LOG = """
import sys
import dsviz_widget as wandb
with wandb.init(project="p", name=sys.argv[1]) as run:
    artifact = wandb.Artifact("data", "dataset")
    artifact.add(wandb.Table(["n"], data=[[len(sys.argv[1])]]), "t")
    run.log_artifact(artifact, aliases=[sys.argv[1]])
"""


def run_script(script: str, *arguments: str) -> None:
    subprocess.run([sys.executable, "-c", script, *arguments], check=False, timeout=60)


@pytest.fixture
def project(store: Catalog) -> Catalog:
    """Three versions of a dataset that share files, a model, a run of each end, and a saved view."""
    with wandb.init(project="p", name="prepare", id="r1a", job_type="prepare", tags=["nightly"]) as run:
        for count in (2, 3, 5):
            data = wandb.Artifact("digits", "dataset", description=f"{count} rows", metadata={"n": count})
            data.tags = ["small"] if count == 2 else []
            data.add(table(["n"], *([number] for number in range(count))), "t")
            data.add(table(["m"], [1], [2]), "other")
            run.log_artifact(data, aliases=["best"] if count == 3 else [])
    with wandb.init(project="p", name="train", id="r2b", group="sweep") as run:
        run.use_artifact("digits:best")
        model = wandb.Artifact("mlp", "model")
        with model.new_file("weights.bin", mode="wb") as file:
            file.write(b"\0" * 1_000)
        run.log_artifact(model)
        run.log({"loss": 1.0})
        run.log({"loss": 0.5})
    run = wandb.init(project="p", name="broke", id="r3c")
    run.finish(exit_code=1)
    wandb.saved_views("p").save("worst first", {"query": {"version": 1}}, "p/digits")
    return store


def test_rows_say_what_the_project_has(project: Catalog) -> None:
    listing = Listing(project, "p")
    assert [(kind["type"], [row["name"] for row in kind["artifacts"]]) for kind in listing.types()] == [
        ("dataset", ["digits"]),
        ("model", ["mlp"]),
    ]
    versions = listing.versions("digits")
    assert [row["version"] for row in versions] == [2, 1, 0]
    assert [row["aliases"] for row in versions] == [["latest"], ["best"], []]
    assert [row["rows"] for row in versions] == [7, 5, 4]
    assert [row["tags"] for row in versions] == [[], [], ["small"]]
    for row in versions:
        artifact = wandb.Api(project="p").artifact(f"digits:v{row['version']}")
        made = artifact.logged_by()
        assert made is not None
        assert (row["size"], row["files"], row["digest"], row["created_at"], row["description"]) == (
            artifact.size, artifact.file_count, artifact.digest, artifact.created_at, artifact.description,
        )  # fmt: skip
        assert row["run"] == {"id": made.id, "name": "prepare"}
    # The second table is the same in all: only the first one's bytes are new.
    changed = wandb.Api(project="p").artifact("digits:v2").get_entry("t.table.parquet")
    assert versions[0]["new_bytes"] == changed.size
    assert versions[2]["new_bytes"] == versions[2]["size"]
    assert listing.versions("mlp")[0]["rows"] is None
    runs, count = listing.runs()
    assert count == 3
    assert [(row["name"], row["state"]) for row in runs] == [
        ("broke", "failed"), ("train", "finished"), ("prepare", "finished"),
    ]  # fmt: skip
    assert (runs[1]["steps"], runs[1]["group"], runs[2]["tags"]) == (2, "sweep", ["nightly"])
    assert listing.views()[0]["name"] == "worst first"
    json.dumps([listing.types(), runs])


SEARCHES = [
    ("digits", ["digits"], [], []),
    ("digits:v1", ["digits"], [1], []),
    ("DATASET best", ["digits"], [1], []),
    ("small", ["digits"], [0], []),
    ("latest", ["digits", "mlp"], [2, 0], []),
    ("v1", ["digits"], [1], []),
    ("nightly", [], [], ["prepare"]),
    ("sweep", [], [], ["train"]),
    ("r2b", [], [], ["train"]),
    ("2b", [], [], []),
    ("nothing of the kind", [], [], []),
]


@pytest.mark.parametrize(("text", "artifacts", "versions", "runs"), SEARCHES)
def test_a_search_is_over_all_names(
    project: Catalog, text: str, artifacts: list[str], versions: list[int], runs: list[str]
) -> None:
    found = Listing(project, "p").search(text)
    rows = [row for kind in found["types"] for row in kind["artifacts"]]
    assert [row["name"] for row in rows] == artifacts
    assert [row["version"] for one in rows for row in one["newest"]] == versions
    assert [row["name"] for row in found["runs"]] == runs
    assert found["counts"]["versions"] == len(versions)


def test_a_saved_view_is_found_by_its_words(project: Catalog) -> None:
    assert [view["name"] for view in Listing(project, "p").search("first worst")["views"]] == ["worst first"]


def test_rows_are_counted_when_there_is_time(project: Catalog) -> None:
    listing = Listing(project, "p")
    assert listing.fill(for_s=-1) is False
    assert [row["rows"] for row in listing.artifacts()[0]["newest"]] == [7, 5, 4], "some come each time"
    assert listing.artifacts()[1]["newest"][0]["new_bytes"] is None
    assert not listing.is_whole
    assert listing.fill(for_s=-1) is True, "and so all come, however busy the machine is"
    listing = Listing(project, "p")
    assert listing.fill() is True
    assert listing.is_whole
    assert [row["rows"] for row in listing.artifacts()[0]["newest"]] == [7, 5, 4]
    assert [row["rows"] for row in Listing(project, "p").artifacts()[0]["newest"]] == [7, 5, 4]


def test_a_run_that_goes_on_and_one_that_was_killed(store: Catalog) -> None:
    run_script(CRASH)
    run = wandb.init(project="p", name="on", id="on")
    run.log({"loss": 1})
    rows = {row["id"]: row for row in Listing(store, "p").runs()[0]}
    assert (rows["gone"]["state"], rows["gone"]["steps"], rows["gone"]["crashed_at"]) == ("crashed", 7, 6)
    assert (rows["on"]["state"], rows["on"]["steps"], rows["on"]["crashed_at"]) == ("running", 1, None)
    assert rows["gone"]["duration_s"] >= 0
    listing = Listing(store, "p")
    listing.refresh()
    run.finish()
    assert listing.refresh() == ["runs"]
    assert listing.run("on")["state"] == "finished"  # type: ignore[index]


def test_what_other_processes_log_is_seen(project: Catalog) -> None:
    listing = Listing(project, "p")
    listing.refresh()
    before = listing.edition
    assert listing.refresh() == []
    assert listing.edition == before
    started = [subprocess.Popen([sys.executable, "-c", LOG, name]) for name in ("one", "three")]
    for process in started:
        assert process.wait(timeout=60) == 0
    assert sorted(listing.refresh()) == ["artifacts", "runs"]
    assert listing.edition != before
    versions = listing.versions("data")
    assert sorted(alias for row in versions for alias in row["aliases"]) == ["latest", "one", "three"]
    assert {row["run"]["name"] for row in versions} == {"one", "three"}
    # Another listing, of another process say, reads the same from the index.
    assert Listing(project, "p").versions("data") == versions


def test_what_is_said_anew_is_seen(project: Catalog) -> None:
    listing = Listing(project, "p")
    listing.refresh()
    artifact = wandb.Api(project="p").artifact("digits:v0")
    artifact.description, artifact.tags = "said anew", ["large"]
    artifact.aliases.append("first")
    artifact.save()
    run = wandb.Api().runs("p").find("train")
    run.name, run.notes = "trained", "a note"
    run.update()
    assert listing.refresh() == ["artifacts", "runs"]
    row = listing.versions("digits")[-1]
    assert (row["description"], row["tags"], row["aliases"]) == ("said anew", ["large"], ["first"])
    assert listing.run(run.id)["note"] == "a note"  # type: ignore[index]
    artifact.delete(delete_aliases=True)
    assert listing.refresh() == ["artifacts"]
    assert [row["version"] for row in listing.versions("digits")] == [2, 1]
    (gone,) = listing.deleted("digits")
    assert (gone["version"], gone["digest"], gone["run"]["name"]) == (0, row["digest"], "prepare")
    assert gone["freed"] > 0


def test_what_is_damaged_is_said_and_hides_nothing_else(project: Catalog) -> None:
    folder = project.folder / "projects/p"
    (folder / "artifacts/digits/v1.json").write_text('{"format": 1, "name"')
    (folder / "artifacts/mlp/v0.notes.json").write_text("[")
    (folder / "artifacts/mlp/alias").mkdir()
    (folder / "artifacts/mlp/alias/good").write_text("what")
    (folder / "runs/broken").mkdir()
    (folder / "runs/broken/run.json").write_text("not JSON")
    listing = Listing(project, "p")
    rows = {row["version"]: row for row in listing.versions("digits")}
    assert "v1.json is not a manifest of dsviz_widget" in rows[1]["problem"]
    assert (rows[2]["problem"], rows[2]["rows"], rows[0]["rows"]) == (None, 7, 4)
    assert "v0.notes.json cannot be read" in listing.versions("mlp")[0]["problem"]
    row = listing.run("broken")
    assert row is not None
    assert row["state"] == "damaged"
    assert "run.json is not the record of a run" in row["problem"]
    assert len(listing.runs()[0]) == 4
    assert len(listing.problems()) == 4
    # Mended in place, which leaves the folder's time as it is.
    good = json.loads((folder / "artifacts/digits/v0.json").read_text())
    stat = os.stat(folder / "artifacts/digits")
    (folder / "artifacts/digits/v1.json").write_text(json.dumps({**good, "version": "v1"}))
    os.utime(folder / "artifacts/digits", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    listing.refresh()
    assert listing.versions("digits")[1]["problem"] is None


@pytest.mark.parametrize(
    "content", ["", "{", '{"format": 0, "items": {}}', '{"format": 1, "items": {"digits": 3}}']
)
def test_an_index_that_is_lost_is_made_again(project: Catalog, content: str) -> None:
    names = [row["name"] for row in sorted(Listing(project, "p").artifacts(), key=lambda row: row["type"])]
    for path in (project.cache / "listing").iterdir():
        path.write_text(content)
    listing = Listing(project, "p")
    listing.fill()
    assert [row["name"] for kind in listing.types() for row in kind["artifacts"]] == names
    assert [row["rows"] for row in listing.versions("digits")] == [7, 5, 4]


def test_a_project_that_may_only_be_read_is_listed(project: Catalog, tmp_path: Path) -> None:
    reader = Catalog(project.folder)
    blocked = tmp_path / "file"
    blocked.write_text("a file where a folder would have to be")
    reader.cache = blocked
    assert [row["name"] for row in Listing(reader, "p").artifacts()] == ["digits", "mlp"]


def test_a_project_that_is_not_there_has_nothing(store: Catalog) -> None:
    listing = Listing(store, "nobody")
    assert (listing.types(), listing.runs(), listing.problems()) == ([], ([], 0), [])
    assert not store.folder.exists(), "asking leaves nothing behind"


def test_five_thousand_runs_are_read_once(store: Catalog) -> None:
    runs = store.folder / "projects/p/runs"
    for number in range(5_000):
        folder = runs / f"run{number:05}"
        folder.mkdir(parents=True)
        clock = f"{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}"
        record = {
            "format": 1, "id": folder.name, "name": f"train-{number}", "config": {"lr": number / 5_000},
            "summary": {"_step": number}, "created_at": f"2026-01-01T{clock}.000+00:00",
            "finished_at": "2026-01-02T00:00:00.000+00:00", "exit_code": 0,
        }  # fmt: skip
        (folder / "run.json").write_text(json.dumps(record))
    # As if they had been there for long: what was written a moment ago is read once more.
    for folder in runs.iterdir():
        os.utime(folder, (1_767_225_600, 1_767_225_600))
    assert Listing(store, "p").runs(0, 2)[1] == 5_000
    for path in runs.glob("*/run.json"):
        path.write_text("{")
    for folder in runs.iterdir():
        os.utime(folder, (1_767_225_600, 1_767_225_600))
    listing = Listing(store, "p")
    rows, count = listing.runs(0, 2, text="train-49")
    assert count == 111, "the records are damaged now, and nothing read them again"
    assert rows[0]["name"] == "train-4999"
    began = time.perf_counter()
    assert listing.refresh() == []
    assert time.perf_counter() - began < 5, "a look is a stat for each run"


def test_listing_loads_nothing_heavy(project: Catalog) -> None:
    script = (
        "import sys\n"
        "from dsviz_widget.runs.listing import Listing\n"
        "from dsviz_widget.store import Catalog\n"
        "listing = Listing(Catalog(), 'p')\n"
        "assert listing.versions('digits')[0]['rows'] == 7, listing.versions('digits')\n"
        "listing.search('best'), listing.runs(), listing.views()\n"
        "print([name for name in ('pyarrow', 'duckdb', 'pandas', 'anywidget') if name in sys.modules])\n"
    )
    found: Any = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert (found.stdout.strip(), found.stderr) == ("[]", "")
