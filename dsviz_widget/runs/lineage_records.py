"""Where all that a store has came from, read from the records of its runs and the manifests of its versions.

What was read once is remembered: a version never changes, and a run only as its record does, so that another
look at thousands of them is a matter of listing folders.
"""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from dsviz_widget.errors import DsvizError, ManifestError
from dsviz_widget.runs.edits import run_key
from dsviz_widget.runs.lineage_nodes import (
    DELETED,
    LineageEdge,
    LineageNode,
    run_node_id,
    version_node_id,
)
from dsviz_widget.runs.open_runs import flush_open
from dsviz_widget.runs.record import RunRecord
from dsviz_widget.store import Catalog, Manifest

QUALIFIED = re.compile(r"([^/:]+)/([^/:]+):v(0|[1-9][0-9]{0,17})")
"""``project/name:v0``, as runs and references name versions."""
RECORDS = ("run.json", "edits.json")
DAMAGED = "damaged"


@dataclass(frozen=True)
class _Version:
    """What a version's manifest says of where it came from."""

    type: str
    created_at: str = ""
    created_by: str | None = None
    sources: frozenset[str] = frozenset()
    state: str = ""


class LineageRecords:
    """Reads who used and logged what in a store, and remembers it.

    Parameters
    ----------
    catalog : Catalog
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._versions: dict[tuple[str, str, int], _Version] = {}
        self._runs: dict[tuple[str, str], tuple[tuple[int, ...], RunRecord]] = {}

    def read(self) -> tuple[list[LineageNode], list[LineageEdge]]:
        """Return every run and every version of the store, oldest first, and what leads where.

        Versions that a run names and that were deleted since are nodes too, and so are deleted runs that
        a version names. A reference adds an edge only where no run says the same by having used the one
        version and logged the other.
        """
        versions = dict(self._read_versions())
        runs = list(self._read_runs())
        nodes: dict[str, LineageNode] = {}
        edges: dict[tuple[str, str], LineageEdge] = {}
        makers: dict[str, set[str]] = {}
        uses: dict[str, set[str]] = {}
        for (project, name, number), found in versions.items():
            node = _version_node(project, name, number, found)
            nodes[node.id] = node
        for run in runs:
            here = run_node_id(run.project, run.id)
            nodes[here] = _run_node(run)
            for name in map(self._now, run.used_names):
                _add_version(nodes, name)
                source = version_node_id(name)
                edges[source, here] = LineageEdge(source, here, "used")
                uses.setdefault(here, set()).add(source)
            for name in map(self._now, run.logged_names):
                _add_version(nodes, name)
                target = version_node_id(name)
                edges[here, target] = LineageEdge(here, target, "logged")
                makers.setdefault(target, set()).add(here)
        for (project, name, number), found in versions.items():
            target = version_node_id(f"{project}/{name}:v{number}")
            if found.created_by is not None:
                here = run_node_id(project, found.created_by)
                nodes.setdefault(here, _gone_run(project, found.created_by, found.created_at))
                edges[here, target] = LineageEdge(here, target, "logged")
                makers.setdefault(target, set()).add(here)
            for qualified in sorted(map(self._now, found.sources)):
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
        ordered = sorted(known, key=lambda node: (node.created_at or "~", node.id))
        return ordered, [edge for edge in edges.values() if edge.source in nodes and edge.target in nodes]

    def _now(self, qualified: str) -> str:
        """Return what a version is called now that is named as its artifact once was."""
        match = QUALIFIED.fullmatch(qualified)
        if match is None or (match[1], match[2], int(match[3])) in self._versions:
            return qualified
        project, name, number = match.groups()
        return f"{project}/{self.catalog.current_name(project, name, int(number))}:v{number}"

    def _read_versions(self) -> Iterator[tuple[tuple[str, str, int], _Version]]:
        for project in self.catalog.projects():
            for name in self.catalog.storage.folders(f"projects/{project}/artifacts"):
                for number in self.catalog.versions(project, name):
                    key = (project, name, number)
                    found = self._versions.get(key)
                    if found is None:
                        try:
                            found = _facts(self.catalog.read(project, name, number))
                            self._versions[key] = found
                        except DsvizError:
                            # Not remembered: whoever mends the file sees it mended.
                            found = _Version("", state=DAMAGED)
                    yield key, found

    def _read_runs(self) -> Iterator[RunRecord]:
        for project in self.catalog.projects():
            for run_id in self.catalog.runs(project):
                key = (project, run_id)
                flush_open(self.catalog, project, run_id)
                stamp = self._stamp(project, run_id)
                before = self._runs.get(key)
                if before is not None and stamp and before[0] == stamp:
                    yield before[1]
                    continue
                try:
                    run = RunRecord.read(self.catalog, project, run_id)
                except ManifestError:
                    # As `all_runs`: a damaged record takes no other with it.
                    continue
                self._runs[key] = (stamp, run)
                yield run

    def _stamp(self, project: str, run_id: str) -> tuple[int, ...]:
        """Return what changes when a run's record does; empty for a bucket, which is read each time."""
        found: list[int] = []
        if self.catalog.url is not None:
            return ()
        for file in RECORDS:
            with suppress(FileNotFoundError):
                stat = os.stat(self.catalog.folder / run_key(project, run_id, file))
                found += [stat.st_mtime_ns, stat.st_size]
        return tuple(found)


def _facts(manifest: Manifest) -> _Version:
    refs = {entry.ref for entry in manifest.contents.values() if entry.ref and not entry.is_reference}
    sources = {match.group() for ref in refs if (match := QUALIFIED.match(ref))}
    return _Version(manifest.type, manifest.created_at, manifest.created_by, frozenset(sources))


def _version_node(project: str, name: str, number: int, found: _Version) -> LineageNode:
    qualified = f"{project}/{name}:v{number}"
    return LineageNode(
        id=version_node_id(qualified),
        kind="artifact",
        label=f"{name}:v{number}",
        project=project,
        name=name,
        type=found.type,
        version=number,
        state=found.state,
        created_at=found.created_at,
    )


def _run_node(run: RunRecord) -> LineageNode:
    return LineageNode(
        id=run_node_id(run.project, run.id),
        kind="run",
        label=run.name,
        project=run.project,
        name=run.id,
        type=run.job_type or "",
        state=run.state,
        created_at=run.created_at,
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
