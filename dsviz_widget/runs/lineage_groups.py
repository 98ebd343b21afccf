"""Runs of one job and versions of one artifact as one node each, so that a long history fits on a screen."""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from dsviz_widget.runs.lineage_nodes import LineageEdge, LineageNode, steps_of

RUN_TABLE = "run_table"
"""The type of the artifacts that a table logged under a key becomes, each named after its run."""
SHORTEST_STEM = 3


def with_groups(nodes: Sequence[LineageNode], edges: Iterable[LineageEdge]) -> list[LineageNode]:
    """Return the nodes with the group that each belongs to.

    Versions go by their artifact's name; those of a table that runs logged go by its key, as each run has an
    artifact of its own. Runs go by their job type. Those without one go together where they used artifacts of
    the same names and logged some of the same names; one that ended before it logged goes with those that
    used the same.
    """
    keys = {node.id: _artifact_key(node) for node in nodes if node.kind == "artifact"}
    edges = list(edges)
    used, logged = steps_of(edges, is_upstream=True), steps_of(edges, is_upstream=False)
    jobs: dict[tuple[str, frozenset[str]], list[tuple[frozenset[str], list[LineageNode]]]] = {}
    for node in nodes:
        if node.kind != "run":
            continue
        if node.type:
            keys[node.id] = f"runs:{node.project}/{node.type}"
            continue
        inputs = frozenset(keys[name] for name in used.get(node.id, ()) if name in keys)
        outputs = frozenset(keys[name] for name in logged.get(node.id, ()) if name in keys)
        alike = jobs.setdefault((node.project, inputs), [])
        for at, (before, members) in enumerate(alike):
            if before & outputs or not before or not outputs:
                alike[at] = (before | outputs, [*members, node])
                break
        else:
            alike.append((outputs, [node]))
    for (project, _), alike in jobs.items():
        for _, members in alike:
            # Named after its oldest run, so that it keeps its name as others join.
            for node in members:
                keys[node.id] = f"runs:{project}//{members[0].name}"
    return [dataclasses.replace(node, group=keys[node.id]) for node in nodes]


def collapsed(
    nodes: Sequence[LineageNode],
    edges: Iterable[LineageEdge],
    open_groups: Collection[str],
    project: str,
) -> tuple[list[LineageNode], list[LineageEdge]]:
    """Return the graph with the members of each group but the open ones as one node.

    Parameters
    ----------
    nodes : sequence of LineageNode
        With their groups, oldest first.
    edges : iterable of LineageEdge
    open_groups : collection of str
        Ids of groups whose members stay as they are.
    project : str
        Groups of others are named with theirs.
    """
    members: dict[str, list[LineageNode]] = {}
    for node in nodes:
        members.setdefault(node.id if node.group in open_groups else node.group, []).append(node)
    place = {node.id: where for where, found in members.items() for node in found}
    shown = [
        found[0] if where == found[0].id else _group_node(where, found, project)
        for where, found in members.items()
    ]
    counts: Counter[tuple[str, str, str]] = Counter()
    kinds: dict[tuple[str, str, str], LineageEdge] = {}
    for edge in edges:
        key = (place[edge.source], place[edge.target], edge.kind)
        if key[0] == key[1]:
            continue
        counts[key] += edge.count
        kinds[key] = edge
    joined = [
        LineageEdge(source, target, kinds[source, target, kind].kind, count)
        for (source, target, kind), count in counts.items()
    ]
    return shown, joined


def _artifact_key(node: LineageNode) -> str:
    name = node.name
    if node.type == RUN_TABLE and name.startswith("run-"):
        # run-<id>-<key>; an id has no "-" unless its user gave it one.
        return f"artifacts:{node.project}//{name.split('-', 2)[-1]}"
    return f"artifacts:{node.project}/{name}"


def _group_node(group: str, members: Sequence[LineageNode], project: str) -> LineageNode:
    first = members[0]
    current = next((node for node in members if node.is_current), None)
    only = first if len(members) == 1 else None
    if first.kind == "artifact":
        label = group.rpartition("/")[2]
        name = first.name if len({node.name for node in members}) == 1 else label
    else:
        label = first.type or _stem([node.label for node in members])
        name = only.name if only else first.type
    if first.project != project and not label.startswith(f"{first.project}/"):
        label = f"{first.project}/{label}"
    opened = "" if current is None else _short(current)
    return LineageNode(
        id=group,
        kind=first.kind,
        label=label,
        project=first.project,
        name=name,
        type=next((node.type for node in members if node.type), ""),
        group=group,
        version=only.version if only else None,
        state=only.state if only else "",
        created_at=first.created_at,
        is_group=True,
        is_current=current is not None,
        member_count=len(members),
        states=dict(Counter(node.state for node in members if node.state)),
        current_member=opened,
        member_labels=tuple(node.label for node in members),
    )


def _short(node: LineageNode) -> str:
    return f"v{node.version}" if node.kind == "artifact" else node.label


def _stem(labels: Sequence[str]) -> str:
    """Return what the names of some runs have in common: ``train`` of ``train-01`` and ``train-02``."""
    if len(labels) == 1:
        return labels[0]
    first, last = min(labels), max(labels)
    same = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    stem = first[: len(list(same))].rstrip("0123456789").rstrip("-_. ")
    return stem if len(stem) >= SHORTEST_STEM else "runs"
