"""A project as rows: artifacts with their versions, runs, saved views, and a search over all their names."""

from __future__ import annotations

import secrets
import threading
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dsviz_widget.runs.listing.artifacts import ArtifactIndex, Item, Tell
from dsviz_widget.runs.listing.facts import VersionFacts
from dsviz_widget.runs.listing.runs import RunIndex
from dsviz_widget.runs.listing.search import Words
from dsviz_widget.store import Catalog, SavedViews, check_name

Row = dict[str, Any]

NEWEST = 3
"""Versions that stand under an artifact before it is opened."""
FILL_S = 0.4
"""How long a list waits for rows and new bytes that were never counted; what is left is None until then."""


class Listing:
    """What one project has, as plain JSON, from an index that is kept in the store's ``cache/``.

    The index is derived: a look costs a `stat` for each artifact and run, and only what has changed is read.
    Any thread may ask. Nothing heavy is imported, so that a server may list without loading Arrow.

    Parameters
    ----------
    catalog : Catalog
    project : str
        One that is not there has nothing.

    Examples
    --------
    >>> listing = Listing(catalog, "digits")  # doctest: +SKIP
    >>> [row["name"] for row in listing.artifacts()]  # doctest: +SKIP
    """

    def __init__(self, catalog: Catalog, project: str) -> None:
        self.catalog, self.project = catalog, check_name(project, "project name")
        self._lock = threading.RLock()
        self._artifacts = ArtifactIndex(catalog, project)
        self._runs = RunIndex(catalog, project)
        self._facts = VersionFacts(catalog, project, self._artifacts)
        self._views: dict[str, int] = {}
        self._own: dict[str, tuple[Item, dict[int, list[str]]]] = {}
        self._to_fill: deque[tuple[str, list[int]]] | None = None
        self._newest: tuple[int, list[tuple[str, str]]] | None = None
        self._made, self._count = secrets.token_hex(4), 0
        self._is_read = False
        self.is_whole = False
        """Whether rows and new bytes of all versions are counted."""

    @property
    def edition(self) -> str:
        """Another text whenever something has changed since the last look."""
        return f"{self._made}-{self._count}"

    def refresh(self, tell: Tell | None = None) -> list[str]:
        """Look at the store again.

        Parameters
        ----------
        tell : callable, optional
            Given the share that is done, of a long look.

        Returns
        -------
        list of str
            What has changed: ``"artifacts"``, ``"runs"``, ``"views"``.
        """
        with self._lock:
            # Most of a first look is versions.
            found = (
                ["artifacts"] if self._artifacts.refresh(tell and (lambda share: tell(0.6 * share))) else []
            )
            if self._runs.refresh(tell and (lambda share: tell(0.6 + 0.4 * share))):
                found.append("runs")
            views = self._view_files()
            if views != self._views:
                self._views = views
                found.append("views")
            self._is_read = True
            if found:
                self._count += 1
            if "artifacts" in found:
                self.is_whole, self._to_fill = False, None
            self._save()
            return found

    def fill(self, for_s: float | None = None) -> bool:
        """Count rows and new bytes of versions where that was never done, newest first, for so many seconds.

        Returns
        -------
        bool
            Whether all are counted now.
        """
        until_s = None if for_s is None else time.monotonic() + for_s
        with self._lock:
            self._look()
            if self._to_fill is None:
                self._to_fill = self._not_filled()
            while self._to_fill:
                # At least one at a time, so that a machine that has no time for us gets to the end too.
                self._facts.fill(*self._to_fill.popleft())
                if until_s is not None and self._to_fill and time.monotonic() > until_s:
                    # Written once all is counted: the index is large where this takes long.
                    return False
            for item in self._artifacts.items.values():
                if "whole" not in item:
                    item["whole"] = True
                    self._artifacts.index.changed()
            self.is_whole = True
            self._save()
            return True

    def _not_filled(self) -> deque[tuple[str, list[int]]]:
        """Return the versions of which something is not counted, the newest of all artifacts first."""
        left = {name: item for name, item in self._artifacts.items.items() if "whole" not in item}
        numbers = {name: sorted(map(int, item["versions"]), reverse=True) for name, item in left.items()}
        depth = max(map(len, numbers.values()), default=0)
        return deque(
            (name, numbers[name][start : start + NEWEST])
            for start in range(0, depth, NEWEST)
            for name in left
            if numbers[name][start:]
        )

    def artifacts(self) -> list[Row]:
        """Return an ArtifactRow of each artifact that has a version, by name."""
        with self._lock:
            self._look()
            return [self._artifact_row(name, item) for name, item in self._living()]

    def types(self) -> list[Row]:
        """Return ``{"type", "artifacts"}`` of each type, by name."""
        return _by_type(self.artifacts())

    def artifact(self, name: str) -> Row | None:
        """Return the ArtifactRow of a name, or None where it has no version."""
        with self._lock:
            self._look()
            item = self._artifacts.items.get(name)
            if item is None or not item["versions"]:
                return None
            self._facts.fill(name, sorted(map(int, item["versions"]), reverse=True)[:NEWEST])
            return self._artifact_row(name, item)

    def versions(self, name: str) -> list[Row]:
        """Return a VersionRow of each version of an artifact, newest first, with all its facts."""
        with self._lock:
            self._look()
            item = self._artifacts.items.get(name)
            if item is None:
                return []
            numbers = sorted(map(int, item["versions"]), reverse=True)
            self._facts.fill(name, numbers)
            self._save()
            return [self._version_row(item, number, numbers[0]) for number in numbers]

    def numbers(self, name: str) -> list[int]:
        """Return the numbers of the versions of an artifact that are there, rising."""
        with self._lock:
            self._look()
            item = self._artifacts.items.get(name)
            return sorted(map(int, item["versions"])) if item is not None else []

    def version(self, name: str, number: int) -> Row | None:
        """Return the VersionRow of one version, with all its facts; None where it is not there."""
        with self._lock:
            self._look()
            item = self._artifacts.items.get(name)
            if item is None or str(number) not in item["versions"]:
                return None
            self._facts.fill(name, [number])
            return self._version_row(item, number, max(map(int, item["versions"])))

    def deleted(self, name: str) -> list[Row]:
        """Return a DeletedRow of each version that was deleted, newest first."""
        with self._lock:
            self._look()
            item = self._artifacts.items.get(name)
            if item is None:
                return []
            numbers = sorted(map(int, item["deleted"]), reverse=True)
            return [self._deleted_row(number, item["deleted"][str(number)]) for number in numbers]

    def type_of(self, name: str) -> str | None:
        """Return the type of an artifact; None where no header says it."""
        item = self._artifacts.items.get(name)
        return _type_of(item) if item is not None else None

    @property
    def run_count(self) -> int:
        """How many runs there are."""
        self._look()
        return len(self._runs.items)

    @property
    def version_count(self) -> int:
        """How many versions there are."""
        self._look()
        return sum(len(item["versions"]) for item in self._artifacts.items.values())

    def runs(
        self, start: int = 0, count: int | None = None, text: str = "", state: str | None = None
    ) -> tuple[list[Row], int]:
        """Return RunRows, newest first, and how many match in all.

        Parameters
        ----------
        start, count : int
            Which of those that match; all unless given.
        text : str
            Words that a run's name, id, group, job type or tags have.
        state : str, optional
            Only runs that go so.
        """
        words = Words(text)
        with self._lock:
            self._look()
            found = [
                run_id
                for run_id, names in self._newest_runs()
                if (state is None or self._runs.state(run_id) == state) and words.match(names, run_id)
            ]
            end = len(found) if count is None else start + count
            return [self._runs.row(run_id) for run_id in found[start:end]], len(found)

    def run(self, run_id: str) -> Row | None:
        """Return the RunRow of an id, or None where there is no such run."""
        with self._lock:
            self._look()
            return self._runs.row(run_id) if run_id in self._runs.items else None

    def run_facts(self) -> dict[str, Row]:
        """Return what each readable record says of its run, with ``used``, ``logged`` and ``state``."""
        with self._lock:
            self._look()
            return {
                run_id: {**facts, "state": self._runs.state(run_id)}
                for run_id, facts in self._runs.items.items()
                if not facts.get("problem")
            }

    def views(self) -> list[Row]:
        """Return a SavedViewRow of each saved view, by name."""
        return [
            {"name": view.name, "table": view.table, "updated_at": view.saved_at}
            for view in SavedViews(self.catalog.storage, self.project)
        ]

    def problems(self) -> list[str]:
        """Return a sentence for everything that is damaged: versions, aliases, records."""
        with self._lock:
            self._look()
            found = [sentence for item in self._artifacts.items.values() for sentence in item["problems"]]
            for item in self._artifacts.items.values():
                found += [facts["problem"] for facts in item["versions"].values() if facts.get("problem")]
            return found + [facts["problem"] for facts in self._runs.items.values() if facts.get("problem")]

    def search(self, text: str, most_runs: int = 50) -> Row:
        """Return what has all words of a text in its names: types, runs and views, and how many of each.

        An artifact is found by its name or type, a version by ``name:v2``, a number, an alias or a tag;
        ``newest`` of a row has the versions that were found so. Case counts for nothing.
        """
        words = Words(text)
        with self._lock:
            self._look()
            rows, versions = [], 0
            for name, item in self._living():
                shared = f"{name}\n{_type_of(item) or ''}".casefold()
                by_name = words.match(shared)
                hits = [] if by_name and not words.has_version else self._hits(words, name, shared, item)
                versions += len(hits)
                if by_name or hits:
                    row = self._artifact_row(name, item)
                    latest = max(map(int, item["versions"]))
                    row["newest"] = [self._version_row(item, number, latest) for number in hits[:NEWEST]]
                    rows.append((words.rank(name), row))
            rows.sort(key=lambda pair: (pair[0], pair[1]["name"]))
            runs = [run_id for run_id, names in self._newest_runs() if words.match(names, run_id)]
            found = [self._runs.row(run_id) for run_id in runs[:most_runs]]
        views = [view for view in self.views() if words.match(f"{view['name']}\n{view['table']}".casefold())]
        counts = {"artifacts": len(rows), "versions": versions, "runs": len(runs), "views": len(views)}
        return {"types": _by_type([row for _, row in rows]), "runs": found, "views": views, "counts": counts}

    def _hits(self, words: Words, name: str, shared: str, item: Item) -> list[int]:
        """Return the versions that a search finds, newest first."""
        known = self._own.get(name)
        if known is None or known[0] is not item:
            known = self._own[name] = item, _own_names(item)
        own = known[1]
        if not words.may_match(shared, own):
            return []
        return [number for number, names in own.items() if words.match_version(shared, names)]

    def _look(self) -> None:
        if not self._is_read:
            self.refresh()

    def _save(self) -> None:
        # A project that is not there leaves nothing behind for having been asked for.
        if self._artifacts.items:
            self._artifacts.index.save()
        if self._runs.items:
            self._runs.index.save()

    def _living(self) -> Iterator[tuple[str, Item]]:
        for name in sorted(self._artifacts.items):
            item = self._artifacts.items[name]
            if item["versions"]:
                yield name, item

    def _newest_runs(self) -> list[tuple[str, str]]:
        """Return the id and the names of each run, newest first."""
        if self._newest is None or self._newest[0] != self._count:
            ordered = sorted(
                self._runs.items.items(),
                key=lambda pair: (pair[1].get("created_at", ""), pair[0]),
                reverse=True,
            )
            self._newest = self._count, [(run_id, _run_names(facts)) for run_id, facts in ordered]
        return self._newest[1]

    def _artifact_row(self, name: str, item: Item) -> Row:
        numbers = sorted(map(int, item["versions"]), reverse=True)
        newest = [self._version_row(item, number, numbers[0]) for number in numbers[:NEWEST]]
        return {
            "name": name,
            "type": _type_of(item) or "unknown",
            "description": newest[0]["description"],
            "version_count": len(numbers),
            "size": sum(facts.get("size", 0) for facts in item["versions"].values()),
            "newest": newest,
            "problem": next(iter(item["problems"]), None) or newest[0]["problem"],
        }

    def _version_row(self, item: Item, number: int, latest: int) -> Row:
        facts = item["versions"][str(number)]
        aliases = [alias for alias, version in item["aliases"].items() if version == number]
        if number == latest:
            aliases.append("latest")
        return {
            "version": number,
            "aliases": aliases,
            "tags": list(facts.get("tags", ())),
            "size": facts.get("size", 0),
            "files": facts.get("files", 0),
            "digest": facts.get("digest", ""),
            "new_bytes": facts.get("new", [None, None])[1],
            "rows": facts.get("rows"),
            "created_at": facts.get("created_at", ""),
            "run": self._run_name(facts.get("created_by")),
            "description": facts.get("description"),
            "problem": facts.get("problem"),
        }

    def _deleted_row(self, number: int, trace: Row) -> Row:
        kept = {part: trace.get(part) for part in ("deleted_at", "digest", "size", "freed", "created_at")}
        return {"version": number, **kept, "run": self._run_name(trace.get("created_by"))}

    def _run_name(self, run_id: Any) -> Row | None:
        if not isinstance(run_id, str):
            return None
        return {"id": run_id, "name": self._runs.items.get(run_id, {}).get("name", run_id)}

    def _view_files(self) -> dict[str, int]:
        files = self.catalog.storage.files(f"projects/{self.project}/views")
        if self.catalog.url is not None:
            return files
        folder = self.catalog.folder / "projects" / self.project / "views"
        if not self.catalog.follows_links and folder.is_symlink():
            return {}
        return {file: _changed_ns(folder / file) for file in files}

    def __repr__(self) -> str:
        return f"<Listing of {self.project!r} in {self.catalog.url or self.catalog.folder}>"


def _changed_ns(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _type_of(item: Item) -> str | None:
    """Return what the newest header that can be read says."""
    for number in sorted(map(int, item["versions"]), reverse=True):
        found = item["versions"][str(number)].get("type")
        if found is not None:
            return str(found)
    return None


def _by_type(rows: list[Row]) -> list[Row]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["type"], []).append(row)
    return [{"type": kind, "artifacts": found[kind]} for kind in sorted(found)]


def _own_names(item: Item) -> dict[int, list[str]]:
    """Return what each version alone is called, newest first: number, aliases and tags, case folded."""
    numbers = sorted(map(int, item["versions"]), reverse=True)
    found = {
        number: [f"v{number}", *(tag.casefold() for tag in item["versions"][str(number)].get("tags", ()))]
        for number in numbers
    }
    for alias, number in item["aliases"].items():
        if number in found:
            found[number].append(alias.casefold())
    if numbers:
        found[numbers[0]].append("latest")
    return found


def _run_names(facts: Row) -> str:
    """Return all names of a run but its id, a line each, case folded."""
    given = (facts.get("name"), facts.get("group"), facts.get("job_type"), *facts.get("tags", ()))
    return "\n".join(name for name in given if name).casefold()
