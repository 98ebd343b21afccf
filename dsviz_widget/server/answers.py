"""The answers to the panel's questions, as plain JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from dsviz_widget.errors import RequestRefused
from dsviz_widget.server import params
from dsviz_widget.server.listings import Listings, OpenStore
from dsviz_widget.server.run_values import keys_of, with_values
from dsviz_widget.server.stores import MOST_LETTERS, Stores

Given = Mapping[str, str]

MOST_ARTIFACTS = 2_000
"""Artifacts that are listed of a project."""
MOST_VERSIONS = 500
"""Versions that are listed of an artifact that is open."""
MOST_OPEN = 50
"""Artifacts that can be open at once."""
MOST_FOUND = 50
"""Runs, versions and views that a search lists of one project."""

RUN = ("id", "name", "state", "created_at", "duration_s", "steps", "crashed_at", "note", "tags", "problem")
ARTIFACT = ("name", "type", "version_count", "problem")
COUNT_S = 0.3
"""How long one answer waits for rows of versions that were never counted."""
VERSION = ("version", "aliases", "size", "rows", "created_at", "problem")


class Answers:
    """Answers questions about the stores that there are.

    Parameters
    ----------
    stores : Stores

    Attributes
    ----------
    by_name : dict
        The name of each question, and what answers it.
    """

    def __init__(self, stores: Stores) -> None:
        self._stores, self._listings = stores, Listings()
        self.by_name: dict[str, Callable[[Given], dict[str, Any]]] = {
            "stores": self.stores,
            "look": self.look,
            "search": self.search,
        }

    def stores(self, given: Given) -> dict[str, Any]:
        """Return the stores under the root; ``again`` looks for them now."""
        found = self._stores.find(again=bool(params.text(given, "again")))
        return {"stores": found, "notes": self._stores.notes}

    def look(self, given: Given) -> dict[str, Any]:
        """Return all that the panel shows of a project, or that nothing has changed since ``edition``."""
        store = self._store(given)
        projects = store.projects()
        names = [project["name"] for project in projects]
        project = self._project(given, names)
        key = params.text(given, "key")
        found: dict[str, Any] = {"project": project, "projects": projects, **_nothing(key)}
        if project:
            found.update(self._look_at(store, project, key, given))
        edition = hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()[:16]
        if edition == params.text(given, "edition"):
            return {"edition": edition, "is_same": True}
        return {"edition": edition, **found}

    def _look_at(self, store: OpenStore, project: str, key: str, given: Given) -> dict[str, Any]:
        count = params.whole(given, "runs", 50, params.MOST_RUNS)
        listing = store.listing(project)
        listing.refresh()
        rows, run_count = listing.runs(count=count)
        summaries = store.summaries(project, rows)
        keys = keys_of(summaries.values())
        if key not in keys:
            key = next(iter(keys), "")
        if not listing.is_whole:
            listing.fill(COUNT_S)
        artifacts = listing.artifacts()
        there = {artifact["name"] for artifact in artifacts}
        return {
            "run_count": run_count,
            "runs": with_values([_still(row) for row in rows], summaries, key),
            "keys": keys,
            "key": key,
            "artifact_count": len(artifacts),
            "artifacts": [_artifact(row) for row in artifacts[:MOST_ARTIFACTS]],
            "versions": {
                name: [_parts(row, VERSION) for row in listing.versions(name)[:MOST_VERSIONS]]
                for name in _open_artifacts(given)
                if name in there
            },
            "view_count": len(listing.views()),
        }

    def search(self, given: Given) -> dict[str, Any]:
        """Return what has all words of ``text`` in its names, in the shown project first."""
        store = self._store(given)
        text = params.wanted(given, "text")
        names = [project["name"] for project in store.projects()]
        shown = self._project(given, names)
        key = params.text(given, "key")
        found = []
        for name in sorted(names, key=lambda name: name != shown):
            listing = store.listing(name)
            listing.refresh()
            hits = listing.search(text, MOST_FOUND)
            versions = _found_versions(hits)
            if versions or hits["runs"] or hits["views"] or name == shown:
                runs = with_values(
                    [_still(row) for row in hits["runs"]], store.summaries(name, hits["runs"]), key
                )
                counts = {
                    "versions": len(versions),
                    "runs": hits["counts"]["runs"],
                    "views": hits["counts"]["views"],
                }
                found.append(
                    {
                        "project": name,
                        "versions": versions[:MOST_FOUND],
                        "runs": runs,
                        "views": hits["views"][:MOST_FOUND],
                        "counts": counts,
                    }
                )
        return {"found": found}

    def _store(self, given: Given) -> OpenStore:
        return self._listings.open(self._stores.open(params.wanted(given, "store", MOST_LETTERS)))

    def _project(self, given: Given, names: list[str]) -> str:
        """Return the project that was asked for, or the first one; empty in a store without any."""
        if not given.get("project"):
            return names[0] if names else ""
        name = params.safe_name(given, "project")
        # It may have been deleted since the page was opened.
        return name if name in names else next(iter(names), "")


def _nothing(key: str) -> dict[str, Any]:
    return {
        "run_count": 0,
        "runs": [],
        "keys": [],
        "key": key,
        "artifact_count": 0,
        "artifacts": [],
        "versions": {},
        "view_count": 0,
    }


def _open_artifacts(given: Given) -> list[str]:
    names = [name for name in params.text(given, "artifacts", 130 * MOST_OPEN).split(",") if name]
    if len(names) > MOST_OPEN:
        raise RequestRefused(
            f"{len(names)} artifacts are open, and {MOST_OPEN} are the most. Close some.", status=413
        )
    return [params.safe_name({"artifact": name}, "artifact") for name in names]


def _found_versions(hits: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the versions that were found, and of an artifact that was found by its name alone the newest."""
    return [
        {"name": artifact["name"], "type": artifact["type"], **_parts(version, VERSION)}
        for kind in hits["types"]
        for artifact in kind["artifacts"]
        for version in artifact["newest"]
    ]


def _artifact(row: dict[str, Any]) -> dict[str, Any]:
    has_rows = any(version["rows"] is not None for version in row["newest"])
    return {**_parts(row, ARTIFACT), "has_rows": has_rows}


def _still(row: dict[str, Any]) -> dict[str, Any]:
    """Return a run as the panel shows it; how long it goes on is not shown, and would change each time."""
    found = _parts(row, RUN)
    return {**found, "duration_s": None} if row["state"] == "running" else found


def _parts(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: row[name] for name in names}
