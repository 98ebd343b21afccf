"""Where all that a store has came from, read from the index of its runs and versions.

The index is kept in the store's ``cache/`` (see `listing`): a look at thousands of runs and versions is a
`stat` for each run and artifact, and only what has changed is read.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from dsviz_widget.errors import DsvizError
from dsviz_widget.runs.lineage_nodes import (
    DELETED,
    LineageEdge,
    LineageNode,
    run_node_id,
    version_node_id,
)
from dsviz_widget.runs.listing.artifacts import QUALIFIED, ArtifactIndex
from dsviz_widget.runs.listing.facts import VersionFacts
from dsviz_widget.runs.listing.runs import RunIndex
from dsviz_widget.runs.open_runs import flush_open, open_runs
from dsviz_widget.store import Catalog

DAMAGED = "damaged"
Facts = dict[str, Any]


class _ProjectIndex:
    """What is known of the runs and versions of one project."""

    def __init__(self, catalog: Catalog, project: str) -> None:
        self.runs, self.artifacts = RunIndex(catalog, project), ArtifactIndex(catalog, project)
        self._facts = VersionFacts(catalog, project, self.artifacts)
        self._is_read = False

    def refresh(self) -> bool:
        """Look at the store again; return whether anything has changed."""
        changes = [self.runs.refresh(), self.artifacts.refresh()]
        return any(changes)

    def save(self) -> None:
        """Keep what was read first; later another reader of the store may have written more."""
        if not self._is_read:
            for index in (self.runs.index, self.artifacts.index):
                if index.items:
                    index.save()
        self._is_read = True

    def versions(self) -> Iterator[tuple[str, int, Facts]]:
        """Yield name, number and facts of each version, with ``sources`` and ``state``."""
        for name, item in self.artifacts.items.items():
            for number, facts in item["versions"].items():
                try:
                    if facts.get("problem"):
                        raise DsvizError(facts["problem"])
                    sources = self._facts.sources(name, int(number))
                    yield name, int(number), {**facts, "sources": sources, "state": ""}
                except (DsvizError, OSError):
                    # What of it can be read is no more sure than the rest; it is a node all the same.
                    yield name, int(number), {"state": DAMAGED, "sources": []}


class LineageRecords:
    """Reads who used and logged what in a store, and remembers it.

    Parameters
    ----------
    catalog : Catalog
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._projects: dict[str, _ProjectIndex] = {}
        self._there: set[tuple[str, str, int]] = set()
        self._told: tuple[list[LineageNode], list[LineageEdge]] | None = None

    def read(self) -> tuple[list[LineageNode], list[LineageEdge]]:
        """Return every run and every version of the store, oldest first, and what leads where.

        Versions that a run names and that were deleted since are nodes too, and so are deleted runs that
        a version names. A reference adds an edge only where no run says the same by having used the one
        version and logged the other.
        """
        if not self._look() and self._told is not None:
            return self._told
        versions = {
            (project, name, number): facts
            for project, index in self._projects.items()
            for name, number, facts in index.versions()
        }
        self._there = set(versions)
        nodes: dict[str, LineageNode] = {}
        edges: dict[tuple[str, str], LineageEdge] = {}
        makers: dict[str, set[str]] = {}
        uses: dict[str, set[str]] = {}
        for (project, name, number), found in versions.items():
            node = _version_node(project, name, number, found)
            nodes[node.id] = node
        for project, run_id, run in self._runs():
            here = run_node_id(project, run_id)
            nodes[here] = _run_node(project, run_id, run)
            for name in map(self._now, run["used"]):
                _add_version(nodes, name)
                source = version_node_id(name)
                edges[source, here] = LineageEdge(source, here, "used")
                uses.setdefault(here, set()).add(source)
            for name in map(self._now, run["logged"]):
                _add_version(nodes, name)
                target = version_node_id(name)
                edges[here, target] = LineageEdge(here, target, "logged")
                makers.setdefault(target, set()).add(here)
        for (project, name, number), found in versions.items():
            target = version_node_id(f"{project}/{name}:v{number}")
            if (maker := found.get("created_by")) is not None:
                here = run_node_id(project, maker)
                nodes.setdefault(here, _gone_run(project, maker, found["created_at"]))
                edges[here, target] = LineageEdge(here, target, "logged")
                makers.setdefault(target, set()).add(here)
            for qualified in sorted(map(self._now, found["sources"])):
                source = version_node_id(qualified)
                if source == target or any(source in uses.get(run, ()) for run in makers.get(target, ())):
                    continue
                _add_version(nodes, qualified)
                edges[source, target] = LineageEdge(source, target, "reference")
        types = {(node.project, node.name): node.type for node in nodes.values() if node.type}
        known = (
            node if node.type else dataclasses.replace(node, type=types.get((node.project, node.name), ""))
            for node in nodes.values()
        )
        for index in self._projects.values():
            index.save()
        ordered = sorted(known, key=lambda node: (node.created_at or "~", node.id))
        told = ordered, [edge for edge in edges.values() if edge.source in nodes and edge.target in nodes]
        # Who mends a list of files leaves the version's own file as it is: it is looked for each time.
        self._told = None if any(found["state"] == DAMAGED for found in versions.values()) else told
        return told

    def users(self, project: str, name: str, number: int) -> list[LineageNode]:
        """Return the runs of the store that used a version, oldest first, in whatever project they are."""
        return self.all_users().get(version_node_id(f"{project}/{name}:v{number}"), [])

    def all_users(self) -> dict[str, list[LineageNode]]:
        """Return, by the id of each version that was used, the runs that did, oldest first."""
        nodes, edges = self.read()
        used: dict[str, list[str]] = {}
        for edge in edges:
            if edge.kind == "used":
                used.setdefault(edge.target, []).append(edge.source)
        found: dict[str, list[LineageNode]] = {}
        for node in nodes:
            for source in used.get(node.id, ()):
                found.setdefault(source, []).append(node)
        return found

    def _now(self, qualified: str) -> str:
        """Return what a version is called now that is named as its artifact once was."""
        match = QUALIFIED.fullmatch(qualified)
        if match is None or (match[1], match[2], int(match[3])) in self._there:
            return qualified
        project, name, number = match.groups()
        return f"{project}/{self.catalog.current_name(project, name, int(number))}:v{number}"

    def _look(self) -> bool:
        """Look at the store again, with runs of this process as they are now; return whether it changed."""
        for run in list(open_runs):
            flush_open(self.catalog, run.project, run.id)
        known = self._projects
        self._projects = {
            project: known.get(project) or _ProjectIndex(self.catalog, project)
            for project in self.catalog.projects()
        }
        changes = [index.refresh() for index in self._projects.values()]
        return any(changes) or self._projects.keys() != known.keys()

    def _runs(self) -> Iterator[tuple[str, str, Facts]]:
        """Yield project, id and facts of each run but those whose record is damaged, as `all_runs` does."""
        for project, index in self._projects.items():
            for run_id, facts in index.runs.items.items():
                if not facts.get("problem"):
                    yield project, run_id, {**facts, "state": index.runs.state(run_id)}


def _version_node(project: str, name: str, number: int, found: Facts) -> LineageNode:
    return LineageNode(
        id=version_node_id(f"{project}/{name}:v{number}"),
        kind="artifact",
        label=f"{name}:v{number}",
        project=project,
        name=name,
        type=found.get("type", ""),
        version=number,
        state=found["state"],
        created_at=found.get("created_at", ""),
    )


def _run_node(project: str, run_id: str, run: Facts) -> LineageNode:
    return LineageNode(
        id=run_node_id(project, run_id),
        kind="run",
        label=run["name"],
        project=project,
        name=run_id,
        type=run["job_type"] or "",
        state=run["state"],
        created_at=run["created_at"],
    )


def _gone_run(project: str, run_id: str, created_at: str) -> LineageNode:
    return LineageNode(
        id=run_node_id(project, run_id),
        kind="run",
        label=run_id,
        project=project,
        name=run_id,
        type="",
        state=DELETED,
        created_at=created_at,
    )


def _add_version(nodes: dict[str, LineageNode], qualified: str) -> None:
    """Add a version that is named and was deleted since; what is no name of a version is passed over."""
    node_id = version_node_id(qualified)
    match = QUALIFIED.fullmatch(qualified)
    if node_id in nodes or match is None:
        return
    project, name, number = match.groups()
    nodes[node_id] = LineageNode(
        id=node_id,
        kind="artifact",
        label=f"{name}:v{number}",
        project=project,
        name=name,
        type="",
        version=int(number),
        state=DELETED,
    )
