"""What a project's view puts into a page: its tree, its versions, where they came from, what opens inside."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from dsviz_widget.query import Task
from dsviz_widget.runs.lineage import lineages
from dsviz_widget.runs.lineage_nodes import DELETED
from dsviz_widget.widgets.sharing_inner import InnerWriter
from dsviz_widget.widgets.sharing_lineage import facts_said, lineage_said
from dsviz_widget.widgets.sharing_versions import VersionWriter
from dsviz_widget.widgets.sharing_views import BY_KERNEL, Limits, traits_of

if TYPE_CHECKING:
    from dsviz_widget.widgets.project_view import ProjectView
    from dsviz_widget.widgets.sharing_page import Page

PROJECT_CHUNKS = ("project", "lineage", "menus", "texts")
CHANGES = "A project is changed by a kernel, and this page has none. Open the notebook to change it."
BY_KERNEL_PROJECT = {
    **dict.fromkeys(("project_edit", "project_delete_plan", "project_delete"), CHANGES),
    "share": BY_KERNEL["share"],
    "share_plan": BY_KERNEL["share_plan"],
}
"""Method -> what the page says where an answer about a project needs a kernel."""


def add_project_view(page: Page, name: str, view: ProjectView, limits: Limits, task: Task) -> list[str]:
    """Add a project to a page under a name; return what the page is to say above it.

    All names are there: of artifacts, versions, runs and saved views. What is known of a version is there for
    those that were logged last, tables and media for the newest of each artifact and the one that is open.
    """
    page.add_code([f"{chunk}.js" for chunk in PROJECT_CHUNKS])
    session = view.session
    listing = session.listing
    listing.refresh()
    # So that rows and new bytes are told of every version.
    listing.fill()
    opened, _ = view.answer("project_open", {}, task)
    artifacts = {row["name"]: row for kind in opened["types"] for row in kind["artifacts"]}
    versions = {
        one: {"versions": listing.versions(one), "deleted": listing.deleted(one)} for one in artifacts
    }
    runs, _ = listing.runs()
    page.add_json(
        f"{name}.listing",
        {"opened": _plain(view, opened), "artifacts": versions, "runs": runs},
    )
    inner = InnerWriter(page, name, view, limits, task)
    writer = VersionWriter(page, name, view, inner, limits, task)
    said = writer.add_all(versions)
    if runs:
        inner.add_runs([run["id"] for run in runs])
    inner.add_saved([row["name"] for row in opened["views"]])
    head: dict[str, Any] = {
        "name": name,
        "traits": traits_of(view),
        "table": None,
        "comparison": None,
        "project": {
            "listing": f"{name}.listing",
            "artifacts": said,
            "lineages": _add_lineages(page, name, view, limits, task),
            "facts": f"{name}.facts",
            "inner": inner.said,
            "refused": inner.refused,
            "runs": inner.runs,
            "run": inner.run,
            "lacks": writer.lacks,
        },
        "baked": [],
        "refused": {**limits.refused(BY_KERNEL), **BY_KERNEL_PROJECT},
    }
    page.add_json(f"{name}.head", head)
    return [*writer.notes, *inner.notes]


def _plain(view: ProjectView, opened: dict[str, Any]) -> dict[str, Any]:
    """Return the answer without what is for nobody else: the folder of the store and its other projects."""
    now = datetime.datetime.now(datetime.timezone.utc)
    folder = str(view.session.catalog.folder)
    written_at = f"{now.day} {now:%b %Y, %H:%M} UTC"
    return {
        **opened,
        "store": f"as of {written_at}",
        "store_short": written_at,
        "projects": [opened["project"]],
        "problems": [problem.replace(folder, "the store") for problem in opened["problems"]],
        "is_writable": False,
        "is_page": True,
        "filling": False,
    }


def _add_lineages(page: Page, name: str, view: ProjectView, limits: Limits, task: Task) -> dict[str, str]:
    """Add a graph of all that are connected with each other; return the part of each run and version."""
    catalog, project = view.session.catalog, view.session.project
    parts: dict[str, str] = {}
    there = []
    alone: list[dict[str, Any]] = []
    for number, found in enumerate(lineages(catalog, project)):
        task.check()
        nodes = found.explode().nodes
        there += [node for node in nodes if node.state != DELETED]
        if len(nodes) == 1:
            # Thousands may be connected with nothing: one part has them all.
            parts[nodes[0].id] = f"{name}.alone"
            alone.append(lineage_said(found))
            continue
        part = f"{name}.lineage.{number}"
        parts.update(dict.fromkeys([node.id for node in nodes], part))
        page.add_json(part, [lineage_said(found)])
    page.add_json(f"{name}.alone", alone)
    told = sorted(there, key=lambda node: node.created_at)[-limits.max_rows :]
    page.add_json(f"{name}.facts", dict(facts_said(catalog, told, task)))
    return parts
