"""What a lineage puts into a page: all runs and versions, their groups, and what a tip says of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import DsvizError
from dsviz_widget.runs.lineage_nodes import DELETED, LineageNode
from dsviz_widget.store import Catalog
from dsviz_widget.widgets.lineage_facts import Fact, NodeFacts, indexed_aliases
from dsviz_widget.widgets.sharing_views import BY_KERNEL, Limits, traits_of

if TYPE_CHECKING:
    from dsviz_widget.query import Task
    from dsviz_widget.runs.lineage import Lineage
    from dsviz_widget.widgets.lineage_view import LineageView
    from dsviz_widget.widgets.sharing_page import Page

LINEAGE_CHUNKS = ("lineage", "menus")
BY_KERNEL_LINEAGE = {"share": BY_KERNEL["share"], "share_plan": BY_KERNEL["share_plan"]}
"""Method -> what the page says where an answer about a lineage needs a kernel."""


def add_lineage_view(page: Page, name: str, view: LineageView, limits: Limits, task: Task) -> list[str]:
    """Add a lineage to a page under a name; return what the page is to say above it.

    The graph is there as a whole, however large. Figures of runs and versions are read one by one, so that
    the page has those of `Limits.max_rows`, the newest first.
    """
    page.add_code([f"{chunk}.js" for chunk in LINEAGE_CHUNKS])
    lineage = view.lineage
    there = [node for node in lineage.explode().nodes if node.state != DELETED]
    # The newest are last.
    told = sorted(there, key=lambda node: node.is_current)[-limits.max_rows :]
    page.add_json(f"{name}.lineage", lineage_said(lineage))
    page.add_json(f"{name}.facts", dict(facts_said(lineage.catalog, told, task)))
    head: dict[str, Any] = {
        "name": name,
        "traits": traits_of(view),
        "table": None,
        "comparison": None,
        "lineage": {"graph": f"{name}.lineage", "facts": f"{name}.facts"},
        "baked": [],
        "refused": BY_KERNEL_LINEAGE,
    }
    page.add_json(f"{name}.head", head)
    notes = ["Runs and versions are named here with their figures; none of their files is in this page."]
    if len(told) < len(there):
        notes.append(f"Figures are of {len(told):,} of {len(there):,} runs and versions, the newest.")
    return notes


def lineage_said(lineage: Lineage) -> dict[str, Any]:
    """Return every run and version, every group as it is when it is closed, and what leads where."""
    every, grouped = lineage.explode(), lineage.group()
    return {
        "project": lineage.project,
        "around": lineage.around,
        "nodes": [node.to_json() for node in every.nodes],
        "groups": [node.to_json() for node in grouped.nodes],
        "edges": [edge.to_json() for edge in every.edges],
        "unlinked_count": lineage.unlinked_count,
    }


def facts_said(
    catalog: Catalog, nodes: Iterable[LineageNode], task: Task
) -> Iterator[tuple[str, list[Fact]]]:
    """Yield the id of each run and version with what a tip says of it."""
    facts = NodeFacts(catalog, indexed_aliases(catalog))
    for node in nodes:
        task.check()
        try:
            yield node.id, facts.of(node.id)
        except DsvizError:
            # As on the screen: what cannot be read is left out of a tip, and the rest stands.
            continue
