"""Answers a browser's questions about where versions and runs came from."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from dsviz_widget.errors import ViewError
from dsviz_widget.query import Task
from dsviz_widget.runs.lineage import Lineage, lineage
from dsviz_widget.runs.lineage_nodes import run_node_id, version_node_id
from dsviz_widget.runs.lineage_records import LineageRecords
from dsviz_widget.runs.metrics import Metrics
from dsviz_widget.runs.opening import open_artifact
from dsviz_widget.runs.record import RunRecord
from dsviz_widget.store import Catalog

if TYPE_CHECKING:
    from dsviz_widget.widgets.channel import Handler, Reply

MOST_FIGURES = 3
MOST_GROUPS = 10_000
Fact = dict[str, Any]


class StoredProject(Protocol):
    """What says which project of which store it is about."""

    catalog: Catalog
    project: str


class LineageSession:
    """Answers ``lineage`` and ``lineage_facts`` for a project.

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
        return {"lineage": self.lineage, "lineage_facts": self.facts}

    def lineage(self, params: dict[str, Any], task: Task) -> Reply:
        """Nodes and edges around what is open, or of the whole project.

        ``around`` is ``{"kind", "name", "version", "id"}``, or null for the whole project; ``grouped`` and
        ``open_groups`` say which groups are one node.
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
        kind, _, name = str(params.get("id") or "").partition(":")
        if kind == "run" and "/" in name:
            project, _, run_id = name.partition("/")
            return {"facts": list(_run_facts(RunRecord.read(self._place.catalog, project, run_id)))}, []
        if kind == "artifact":
            return {"facts": list(self._version_facts(name))}, []
        raise ViewError(f"{params.get('id')!r} names no run and no version. Reload the page.")

    def _around(self, opened: Any) -> str | None:
        opened = opened if isinstance(opened, dict) else {}
        kind, name, version = opened.get("kind"), str(opened.get("name") or ""), opened.get("version")
        if kind == "run":
            return run_node_id(self._place.project, str(opened.get("id") or ""))
        if kind == "artifact" or (kind == "version" and version is None):
            newest = self._place.catalog.resolve(self._place.project, name)
            return version_node_id(f"{self._place.project}/{name}:{newest.version}")
        if kind == "version":
            return version_node_id(f"{self._place.project}/{name}:v{int(str(version).removeprefix('v'))}")
        return None

    def _version_facts(self, qualified: str) -> Iterator[Fact]:
        artifact = open_artifact(self._place.catalog, qualified, self._place.project)
        if artifact.aliases:
            yield _fact("aliases", ", ".join(artifact.aliases))
        figures = list(_figures(artifact.metadata))
        if not figures:
            maker = artifact.logged_by()
            goals = [] if maker is None else _with_goal(maker)
            figures = [] if maker is None else list(_figures({key: maker.summary.get(key) for key in goals}))
        yield from figures[:MOST_FIGURES]
        yield _fact("size", _size(artifact.size))


def _run_facts(run: RunRecord) -> Iterator[Fact]:
    yield _fact("state", run.state if not run.exit_code else f"{run.state}, exit code {run.exit_code}")
    goals = {key: run.summary.get(key) for key in _with_goal(run)}
    rest = {key: value for key, value in run.summary.items() if not key.startswith("_")}
    yield from list(_figures({**goals, **rest}))[:MOST_FIGURES]


def _with_goal(run: RunRecord) -> list[str]:
    """Return the keys of which `define_metric` said whether small or large is good."""
    metrics = Metrics(run.metrics)
    return [key for key in run.summary if (told := metrics.of(key)) is not None and told.goal]


def _figures(values: Mapping[str, Any]) -> Iterator[Fact]:
    for name, given in values.items():
        key, value = name, given
        if isinstance(given, Mapping) and given:
            # What `define_metric` was told to keep: {"max": 0.27}.
            kept, value = next(iter(given.items()))
            key = f"{name}.{kept}"
        if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
            yield _fact(key, value, "number")


def _size(count: float) -> str:
    """Return a number of bytes as people read it: ``812 B``, ``2.6 MB``."""
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if count < 999.5 or unit == "TB":
            break
        count /= 1000
    return f"{count:.1f} {unit}" if unit != "B" and count < 9.95 else f"{count:.0f} {unit}"


def _fact(name: str, value: str | float, unit: str = "text") -> Fact:
    return {"name": name, "value": value, "unit": unit}
