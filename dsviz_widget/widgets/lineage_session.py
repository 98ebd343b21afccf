"""Answers a browser's questions about where versions and runs came from."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from dsviz_widget.query import Task
from dsviz_widget.runs.lineage import Lineage, lineage
from dsviz_widget.runs.lineage_nodes import LineageNode, run_node_id, version_node_id
from dsviz_widget.runs.lineage_records import LineageRecords
from dsviz_widget.store import Catalog
from dsviz_widget.widgets.lineage_facts import NodeFacts

if TYPE_CHECKING:
    from dsviz_widget.widgets.channel import Handler, Reply

MOST_GROUPS = 10_000


def users_said(project: str, users: Sequence[LineageNode]) -> list[dict[str, Any]]:
    """Return those of some runs that are of other projects, as the browser knows them."""
    return [
        {"project": run.project, "id": run.name, "name": run.label, "state": run.state}
        for run in users
        if run.project != project
    ]


class StoredProject(Protocol):
    """What says which project of which store it is about."""

    catalog: Catalog
    project: str


class LineageSession:
    """Answers ``lineage``, ``lineage_facts`` and ``used_elsewhere`` for a project.

    Parameters
    ----------
    place : StoredProject
        Asked each time, as it may move on to another project.
    shown : Lineage, optional
        What is answered in place of the store as it is now; that still says what there is to tell of a node.
    """

    def __init__(self, place: StoredProject, shown: Lineage | None = None) -> None:
        self._place, self._shown = place, shown
        self._records = LineageRecords(place.catalog)
        self._lock = threading.Lock()

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {
            "lineage": self.lineage,
            "lineage_facts": self.facts,
            "used_elsewhere": self.used_elsewhere,
        }

    def lineage(self, params: dict[str, Any], task: Task) -> Reply:
        """Nodes and edges around what is open, or of the whole project.

        ``around`` is ``{"kind", "name", "version", "id"}``, with ``project`` where it is another, or null for
        the whole project; ``grouped`` and ``open_groups`` say which groups are one node.
        """
        is_grouped = bool(params.get("grouped", True))
        groups = [str(group) for group in list(params.get("open_groups") or ())[:MOST_GROUPS]]
        if self._shown is not None:
            shown = self._shown
            around = self._around(params.get("around"))
            shown = shown if around is None else shown.around_node(around)
            found = shown.group() if is_grouped else shown.explode()
            found = found.explode(*groups) if is_grouped and groups else found
        else:
            around = self._around(params.get("around"))
            # One at a time: what reads the store remembers it.
            with self._lock:
                task.check()
                found = lineage(
                    self._place.catalog,
                    self._place.project,
                    around,
                    is_grouped=is_grouped,
                    open_groups=groups,
                    records=self._records,
                )
        told = {
            "nodes": [node.to_json() for node in found.nodes],
            "edges": [edge.to_json() for edge in found.edges],
            "project": self._place.project,
            "node_count": found.node_count,
            "group_count": found.group_count,
            "unlinked_count": found.unlinked_count,
        }
        return told, []

    def facts(self, params: dict[str, Any], task: Task) -> Reply:
        """What a tip says of one run or version, besides what the graph does."""
        return {"facts": NodeFacts(self._place.catalog).of(str(params.get("id") or ""))}, []

    def used_elsewhere(self, params: dict[str, Any], task: Task) -> Reply:
        """Runs of other projects of the store that used a version of this one, oldest first."""
        project = self._place.project
        with self._lock:
            task.check()
            users = self._records.users(project, str(params.get("name")), int(params["version"]))
        return {"runs": users_said(project, users)}, []

    def _around(self, opened: Any) -> str | None:
        opened = opened if isinstance(opened, dict) else {}
        kind, name, version = opened.get("kind"), str(opened.get("name") or ""), opened.get("version")
        project = str(opened.get("project") or self._place.project)
        if kind == "run":
            return run_node_id(project, str(opened.get("id") or ""))
        if kind == "artifact" or (kind == "version" and version is None):
            newest = self._place.catalog.resolve(project, name)
            return version_node_id(f"{project}/{name}:{newest.version}")
        if kind == "version":
            return version_node_id(f"{project}/{name}:v{int(str(version).removeprefix('v'))}")
        return None
