"""A project as a page: what is in it, what it says that it lacks, and what it tells nobody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import ViewError
from tests.browser.projects import log_settings, project_view, some_project
from tests.unit.widgets.test_sharing_runs import parts_of

TABLES = (
    "Tables and media are those of the newest version of each artifact; of the others the page has facts, "
    "changes, texts and lineages."
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = some_project(tmp_path_factory.mktemp("store"))
    log_settings(made, 0)
    log_settings(made, 1)
    return made


def written(view: Any, path: Path, **options: Any) -> dict[str, Any]:
    """Return what JSON says in the page of a view, by the name of the part."""
    view.to_html(path, **options)
    return {
        name: json.loads(content)
        for name, content in parts_of(path).items()
        if name.startswith("v0") and content[:1] in (b"{", b"[")
    }


def version(parts: dict[str, Any], name: str, number: int) -> Any:
    return parts[parts["v0.head"]["project"]["artifacts"][name]][str(number)]


def opened(parts: dict[str, Any]) -> list[dict[str, Any]]:
    return [one["what"] for one in parts["v0.head"]["project"]["inner"]]


def test_a_page_says_which_tables_it_has(folder: Path, tmp_path: Path) -> None:
    view = project_view(folder)
    plan = view.to_html(tmp_path / "page.html")
    assert plan.notes[0] == TABLES
    assert plan.size == (tmp_path / "page.html").stat().st_size
    assert "<h1>driving</h1>" in (tmp_path / "page.html").read_text()
    parts = written(view, tmp_path / "page.html")
    tables = [(what["name"], what["version"]) for what in opened(parts) if what["what"] == "table"]
    assert tables == [("scenes", 2)]
    (there,), (lacking,) = (version(parts, "scenes", number)["about"]["tables"] for number in (2, 1))
    assert there["lacks"] is None
    assert lacking["lacks"] == (
        "This page has the tables and media of the newest version of each artifact. "
        "Open the notebook for scenes:v1."
    )


def test_the_open_version_comes_with_its_table(folder: Path, tmp_path: Path) -> None:
    parts = written(project_view(folder, open="scenes:v0"), tmp_path / "page.html")
    tables = [what["version"] for what in opened(parts) if what["what"] == "table"]
    assert sorted(tables) == [0, 2]
    assert "and of scenes:v0." in version(parts, "scenes", 1)["about"]["tables"][0]["lacks"]


def test_versions_that_are_compared_in_the_view_come_with_their_rows(folder: Path, tmp_path: Path) -> None:
    parts = written(project_view(folder, compared=["scenes:v0", "scenes:v1"]), tmp_path / "page.html")
    compared = [what["versions"] for what in opened(parts) if what["what"] == "compare"]
    assert compared == [["scenes:v0/scenes", "scenes:v1/scenes"], ["scenes:v1/scenes", "scenes:v2/scenes"]]


def test_every_version_has_its_facts_its_changes_and_its_texts(folder: Path, tmp_path: Path) -> None:
    view = project_view(folder)
    parts = written(view, tmp_path / "page.html")
    for number in range(3):
        told = version(parts, "scenes", number)
        assert told["about"]["metadata"]["count"] == 4 + 2 * number
        assert set(told["contents"]) == {"notes.json", "docs/readme.md"}
        assert told["change"]["to"] == number
    assert version(parts, "scenes", 2)["change"]["tables"][0]["added"] == 2
    weights = next(one for one in version(parts, "scenes", 2)["files"] if one["path"] == "weights.bin")
    assert weights["lacks"] == "This page has texts, media and tables, and no other files."


def test_rows_are_kept_within_a_budget(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # One row with a picture counts for twenty.
    monkeypatch.setattr("dsviz_widget.widgets.sharing_inner.MOST_ROWS", 30)
    parts = written(project_view(folder), tmp_path / "page.html")
    told = version(parts, "scenes", 2)["about"]["tables"][0]
    assert told["lacks"] == "What comes before it has filled this page. Open the notebook for this one."
    assert not [what for what in opened(parts) if what["what"] in ("table", "difference", "compare")]
    refused = {one["what"]["what"]: one["said"] for one in parts["v0.head"]["project"]["refused"]}
    assert set(refused) == {"difference", "compare", "saved_view"}


def test_fewer_rows_are_told_where_they_are(folder: Path, tmp_path: Path) -> None:
    parts = written(project_view(folder), tmp_path / "page.html", max_rows=3)
    table = next(one for one in parts["v0.head"]["project"]["inner"] if one["what"]["what"] == "table")
    assert table["notes"] == ["The first 3 of 8 rows; counts and figures are of these."]


def test_versions_beyond_a_budget_are_named_and_not_told(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dsviz_widget.widgets.sharing_versions.MOST_TOLD", 4)
    monkeypatch.setattr("dsviz_widget.widgets.sharing_versions.MOST_CHANGES", 1)
    monkeypatch.setattr("dsviz_widget.widgets.sharing_versions.MOST_LISTED", 20)
    view = project_view(folder)
    parts = written(view, tmp_path / "page.html")
    listed = parts["v0.listing"]["artifacts"]
    assert [len(listed[name]["versions"]) for name in ("scenes", "net", "settings")] == [3, 5, 2]
    told = [
        (name, number)
        for name, part in parts["v0.head"]["project"]["artifacts"].items()
        for number in parts[part]
    ]
    # The newest of each artifact, then what was logged last.
    assert sorted(told) == [("net", "4"), ("scenes", "2"), ("settings", "0"), ("settings", "1")]
    assert (
        "What is known is here of 4 of 10 versions, those that were logged last; the others are named."
        in (view.html_plan().notes)
    )
    assert version(parts, "settings", 0)["change"].startswith("What 1 newer versions changed is here.")
    assert [name for name in told if version(parts, name[0], int(name[1]))["files"] is None]


def test_the_store_is_not_named(folder: Path, tmp_path: Path) -> None:
    project_view(folder).to_html(tmp_path / "page.html")
    for name, content in parts_of(tmp_path / "page.html").items():
        assert str(folder).encode() not in content, name


def test_originals_come_along(folder: Path, tmp_path: Path) -> None:
    view = project_view(folder)
    stills = view.html_plan()
    assert stills.originals > 0
    parts = written(view, tmp_path / "page.html", media="originals")
    assert version(parts, "settings", 1)["contents"]["preview.png"]["size"] > 0


def test_a_page_that_would_be_too_large_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ViewError, match=r"more than the 1 kB of max_bytes.*max_points \(now 2,000\)"):
        project_view(folder).to_html(tmp_path / "page.html", max_bytes=1_000)
    assert list(tmp_path.iterdir()) == []


def test_a_project_without_anything_but_a_run_is_a_page_too(tmp_path: Path) -> None:
    with wandb.init(project="bare", dir=tmp_path / "store"):
        pass
    view = wandb.Api(tmp_path / "store").project("bare").view()
    assert view.html_plan().notes == ()
