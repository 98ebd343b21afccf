"""Where a version or a run came from, and what came of it: a graph of runs and artifact versions."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from dsviz_widget.errors import LibraryMissing, RunError, StoreError, did_you_mean
from dsviz_widget.runs.lineage_groups import collapsed, with_groups
from dsviz_widget.runs.lineage_nodes import LineageEdge, LineageNode, reachable, steps_of
from dsviz_widget.runs.lineage_records import LineageRecords
from dsviz_widget.runs.showing import Viewable
from dsviz_widget.store import Catalog

if TYPE_CHECKING:
    import networkx


class Lineage(Viewable):
    """Runs and artifact versions, and which led to which; it shows itself as a graph.

    By default runs are grouped by their job type and versions by their artifact; `explode` shows every one.

    Parameters
    ----------
    catalog : Catalog
    project : str
    nodes, edges : sequence
        Every run and version with its group, oldest first, and what leads where.
    around : str, optional
        Id of the node that it is around; it is the whole project's unless given.
    is_grouped : bool
    open_groups : iterable of str
        Ids of groups whose members are shown all the same.
    unlinked_count : int
        Runs and versions of the project that used nothing, logged nothing and were used by nothing. They
        are not among the nodes.

    Attributes
    ----------
    nodes : list of LineageNode
        As they are shown: groups, or runs and versions.
    edges : list of LineageEdge
        Between these. Of groups one edge stands for all between their members.
    node_count, group_count : int
        How many runs and versions there are, and in how many groups.
    """

    def __init__(
        self,
        catalog: Catalog,
        project: str,
        nodes: Sequence[LineageNode],
        edges: Sequence[LineageEdge],
        around: str | None = None,
        *,
        is_grouped: bool = True,
        open_groups: Iterable[str] = (),
        unlinked_count: int = 0,
    ) -> None:
        self.catalog, self.project, self.around = catalog, project, around
        self.is_grouped, self.open_groups = is_grouped, tuple(open_groups)
        self.unlinked_count = unlinked_count
        self._all_nodes = [
            node
            if node.is_current == (node.id == around)
            else dataclasses.replace(node, is_current=node.id == around)
            for node in nodes
        ]
        self._all_edges = list(edges)
        self.node_count = len(self._all_nodes)
        self.group_count = len({node.group for node in self._all_nodes})
        opened = frozenset(self.open_groups) if is_grouped else {node.group for node in self._all_nodes}
        self.nodes, self.edges = collapsed(self._all_nodes, self._all_edges, opened, project)

    def explode(self, *groups: str) -> Lineage:
        """Return the lineage with every run and version, or with those of some groups.

        Parameters
        ----------
        *groups : str
            Ids or labels of groups, such as ``"train"``; all of them unless given.

        Raises
        ------
        RunError
            For a name that no group has; the message names those there are.
        """
        if not groups:
            return self._as(False, ())
        known = collapsed(self._all_nodes, self._all_edges, (), self.project)[0]
        found = []
        for wanted in groups:
            ids = [node.id for node in known if wanted in (node.id, node.label)]
            if not ids:
                labels = [node.label for node in known]
                raise RunError(
                    f"the lineage has no group {wanted!r}.{did_you_mean(wanted, labels)} "
                    "Call explode() without a name to open all."
                )
            found += ids
        return self._as(True, dict.fromkeys([*self.open_groups, *found]))

    def group(self) -> Lineage:
        """Return the lineage with runs grouped by job type and versions by artifact."""
        return self._as(True, ())

    def around_node(self, node_id: str) -> Lineage:
        """Return the same nodes and edges with another node marked, if it is one of them."""
        known = any(node.id == node_id for node in self._all_nodes)
        return self._as(self.is_grouped, self.open_groups, node_id if known else self.around)

    def upstream(self, node: str) -> list[LineageNode]:
        """Return all that leads to a node, oldest first; see `downstream`."""
        return self._reached(node, is_upstream=True)

    def downstream(self, node: str) -> list[LineageNode]:
        """Return all that follows from a node, oldest first.

        Parameters
        ----------
        node : str
            Id or label of one of `nodes`, such as ``"digits:v1"``.

        Raises
        ------
        RunError
            For a name that no node has; the message names the nearest.
        """
        return self._reached(node, is_upstream=False)

    def to_networkx(self) -> networkx.MultiDiGraph[str]:
        """Return the graph as networkx has it: nodes by id, with their attributes; edges keyed by their kind.

        Raises
        ------
        LibraryMissing
            If networkx is not installed.
        """
        try:
            import networkx
        except ImportError:
            raise LibraryMissing(
                "a lineage becomes a graph of networkx, which is not installed. "
                "Install it: pip install networkx"
            ) from None
        graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph(project=self.project, around=self.around)
        for node in self.nodes:
            graph.add_node(node.id, **{key: value for key, value in node.to_json().items() if key != "id"})
        for edge in self.edges:
            graph.add_edge(edge.source, edge.target, key=edge.kind, kind=edge.kind, count=edge.count)
        return graph

    def _as(self, is_grouped: bool, open_groups: Iterable[str], around: str | None = None) -> Lineage:
        return Lineage(
            self.catalog,
            self.project,
            self._all_nodes,
            self._all_edges,
            around or self.around,
            is_grouped=is_grouped,
            open_groups=open_groups,
            unlinked_count=self.unlinked_count,
        )

    def _reached(self, name: str, *, is_upstream: bool) -> list[LineageNode]:
        start = next((node.id for node in self.nodes if name in (node.id, node.label)), None)
        if start is None:
            labels = [node.label for node in self.nodes]
            raise RunError(
                f"the lineage has no node {name!r}.{did_you_mean(name, labels)} "
                "Call explode() to have every run and version."
            )
        found = reachable(start, steps_of(self.edges, is_upstream=is_upstream))
        return [node for node in self.nodes if node.id in found and node.id != start]

    def __repr__(self) -> str:
        centre = next((node for node in self._all_nodes if node.is_current), None)
        what = f"{self.project}/{centre.label}" if centre is not None else self.project
        return f"<Lineage of {what}, {self.node_count} nodes in {self.group_count} groups>"


def lineage(
    catalog: Catalog,
    project: str,
    around: str | None = None,
    *,
    is_grouped: bool = True,
    open_groups: Iterable[str] = (),
    records: LineageRecords | None = None,
) -> Lineage:
    """Return the lineage of a project, or of one version or run.

    Around a version or run it has all that is connected with it, in any direction and in any project of the
    store. Of a project it has its runs and versions, and what of other projects these used or led to.

    Parameters
    ----------
    catalog : Catalog
    project : str
    around : str, optional
        Id of a node, see `LineageNode.id`.
    is_grouped : bool
    open_groups : iterable of str
        Ids of groups to show member by member.
    records : LineageRecords, optional
        What remembers the store from an earlier call.

    Raises
    ------
    StoreError
        If there is no such version or run.
    """
    nodes, edges = (records or LineageRecords(catalog)).read()
    neighbors = _neighbors(edges)
    own = {node.id for node in nodes if node.project == project}
    unlinked_count = 0
    if around is not None:
        if all(node.id != around for node in nodes):
            raise StoreError(
                f"{around.partition(':')[2]!r} is not in {catalog.url or catalog.folder}, so it has no "
                "lineage. Log it first, or open the store that has it."
            )
        kept = {around} | reachable(around, neighbors)
    else:
        kept = {node for node in own if node in neighbors}
        unlinked_count = len(own) - len(kept)
        kept |= {other for node in kept for other in neighbors[node]}
    shown = [_placed(node, project) for node in nodes if node.id in kept]
    between = [edge for edge in edges if edge.source in kept and edge.target in kept]
    return Lineage(
        catalog,
        project,
        with_groups(shown, between),
        between,
        around,
        is_grouped=is_grouped,
        open_groups=open_groups,
        unlinked_count=unlinked_count,
    )


def lineages(catalog: Catalog, project: str, records: LineageRecords | None = None) -> list[Lineage]:
    """Return what `lineage` returns around each version and run of a project, each lineage once.

    What is connected has one lineage, whichever of it is looked at.
    """
    nodes, edges = (records or LineageRecords(catalog)).read()
    neighbors = _neighbors(edges)
    place: dict[str, int] = {}
    count = 0
    for node in nodes:
        if node.project == project and node.id not in place:
            place.update(dict.fromkeys({node.id} | reachable(node.id, neighbors), count))
            count += 1
    members: list[list[LineageNode]] = [[] for _ in range(count)]
    between: list[list[LineageEdge]] = [[] for _ in range(count)]
    for node in nodes:
        if node.id in place:
            members[place[node.id]].append(_placed(node, project))
    for edge in edges:
        if edge.source in place:
            between[place[edge.source]].append(edge)
    return [
        Lineage(catalog, project, with_groups(shown, inner), inner)
        for shown, inner in zip(members, between, strict=True)
    ]


def _neighbors(edges: Iterable[LineageEdge]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for edge in edges:
        found.setdefault(edge.source, []).append(edge.target)
        found.setdefault(edge.target, []).append(edge.source)
    return found


def _placed(node: LineageNode, project: str) -> LineageNode:
    if node.project == project:
        return node
    return dataclasses.replace(node, label=f"{node.project}/{node.label}")
