"""What a tip says of a run or a version, besides what the graph does: how it went, its figures, its size."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from dsviz_widget.errors import StoreError, ViewError
from dsviz_widget.runs.listing.artifacts import QUALIFIED, ArtifactIndex
from dsviz_widget.runs.metrics import Metrics
from dsviz_widget.runs.record import RunRecord
from dsviz_widget.store import Catalog

MOST_FIGURES = 3
Fact = dict[str, Any]
Aliases = Callable[[str, str, int], list[str]]


class NodeFacts:
    """Reads the facts of nodes, one at a time.

    Parameters
    ----------
    catalog : Catalog
    aliases : callable, optional
        Given project, name and number, the aliases of a version; the store is asked unless given.
    """

    def __init__(self, catalog: Catalog, aliases: Aliases | None = None) -> None:
        self._catalog = catalog
        self._aliases = aliases or (
            lambda project, name, number: catalog.aliases(project, name, f"v{number}")
        )

    def of(self, node_id: str) -> list[Fact]:
        """Return what there is to say of ``run:project/id`` or ``artifact:project/name:v0``.

        Raises
        ------
        ViewError
            For an id that is neither.
        StoreError, ManifestError
            If it is not there, or cannot be read.
        """
        kind, _, name = node_id.partition(":")
        if kind == "run" and "/" in name:
            project, _, run_id = name.partition("/")
            return list(_run_facts(RunRecord.read(self._catalog, project, run_id)))
        match = QUALIFIED.fullmatch(name)
        if kind == "artifact" and match is not None:
            return list(self._version_facts(match[1], match[2], int(match[3])))
        raise ViewError(f"{node_id!r} names no run and no version. Reload the page.")

    def _version_facts(self, project: str, name: str, number: int) -> Iterator[Fact]:
        manifest = self._catalog.read(project, name, number)
        aliases = self._aliases(project, name, number)
        if aliases:
            yield _fact("aliases", ", ".join(aliases))
        figures = list(_figures(manifest.metadata))
        if not figures and manifest.created_by is not None:
            # Its run may be deleted, and it is there all the same.
            with suppress(StoreError):
                maker = RunRecord.read(self._catalog, project, manifest.created_by)
                figures = list(_figures({key: maker.summary.get(key) for key in _with_goal(maker)}))
        yield from figures[:MOST_FIGURES]
        yield _fact("size", _size(manifest.size))


def indexed_aliases(catalog: Catalog) -> Aliases:
    """Return what knows the aliases of all versions as they are now, for those who ask for many."""
    indexes: dict[str, ArtifactIndex] = {}

    def aliases(project: str, name: str, number: int) -> list[str]:
        if project not in indexes:
            indexes[project] = ArtifactIndex(catalog, project)
            indexes[project].refresh()
        item = indexes[project].items.get(name, {"aliases": {}, "versions": {}})
        found = [alias for alias, version in item["aliases"].items() if version == number]
        return [*found, "latest"] if number == max(map(int, item["versions"]), default=-1) else found

    return aliases


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
