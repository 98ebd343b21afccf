"""What a lineage is made of: runs and artifact versions, what a run used and logged, and groups of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

NodeKind = Literal["run", "artifact"]
EdgeKind = Literal["used", "logged", "reference"]

DELETED = "deleted"


@dataclass(frozen=True)
class LineageNode:
    """A run, a version of an artifact, or a group of either.

    Attributes
    ----------
    id : str
        ``run:project/id``, ``artifact:project/name:v0``; of groups ``runs:…`` and ``artifacts:…``.
    kind : {"run", "artifact"}
    label : str
        What stands on it; with the project before it where that is another than is looked at.
    project : str
    name : str
        The artifact's name, or the run's id; of several runs their job type.
    type : str
        The artifact's type; of runs the job type, empty where none was given.
    group : str
        Id of the group that it belongs to.
    version : int or None
        Of a version, or of the only one in a group.
    state : str
        How a run goes, see `RunRecord.state`; ``deleted`` for a version or run that is not there any more;
        empty otherwise.
    created_at : str
        UTC, as ISO 8601; of a group that of its first member.
    is_group : bool
    is_current : bool
        Whether the lineage is around this, or around one of the group.
    member_count : int
    states : dict
        Of a group, how many of its members have which state.
    current_member : str
        Of a group, ``v2`` or the name of the run that the lineage is around; empty otherwise.
    member_labels : tuple of str
        Of a group, what stands on its members.
    """

    id: str
    kind: NodeKind
    label: str
    project: str
    name: str
    type: str
    group: str = ""
    version: int | None = None
    state: str = ""
    created_at: str = ""
    is_group: bool = False
    is_current: bool = False
    member_count: int = 1
    states: Mapping[str, int] = field(default_factory=dict)
    current_member: str = ""
    member_labels: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the node as JSON has it."""
        told = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        return {**told, "states": dict(self.states), "member_labels": list(self.member_labels)}


@dataclass(frozen=True)
class LineageEdge:
    """What leads from one node to another.

    Attributes
    ----------
    source, target : str
        Ids of nodes.
    kind : {"used", "logged", "reference"}
        A run used a version, a run logged a version, or a version has files that another had first.
    count : int
        How many such edges between the members of two groups this stands for.
    """

    source: str
    target: str
    kind: EdgeKind
    count: int = 1

    def to_json(self) -> dict[str, Any]:
        """Return the edge as JSON has it."""
        return dataclasses.asdict(self)


def run_node_id(project: str, run_id: str) -> str:
    """Return the id of a run's node."""
    return f"run:{project}/{run_id}"


def version_node_id(qualified: str) -> str:
    """Return the id of the node of ``project/name:v0``."""
    return f"artifact:{qualified}"


def reachable(start: str, steps: Mapping[str, Iterable[str]]) -> set[str]:
    """Return all that can be reached from a node, itself left out unless a way leads back to it."""
    found: set[str] = set()
    waiting = list(steps.get(start, ()))
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend(steps.get(node, ()))
    return found


def steps_of(edges: Iterable[LineageEdge], *, is_upstream: bool) -> dict[str, list[str]]:
    """Return where one step leads from each node, with the edges or against them."""
    steps: dict[str, list[str]] = {}
    for edge in edges:
        start, end = (edge.target, edge.source) if is_upstream else (edge.source, edge.target)
        steps.setdefault(start, []).append(end)
    return steps
