"""What a workspace puts into a page: its runs as a table, and of each run the lines."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import DsvizError
from dsviz_widget.query import Task
from dsviz_widget.runs.runs_table import flat
from dsviz_widget.widgets.config_differences import config_cells
from dsviz_widget.widgets.sharing_lines import KINDS
from dsviz_widget.widgets.sharing_rows import choose_rows
from dsviz_widget.widgets.sharing_runs import RUN_CHUNKS, RunWriter, lines_said, refused_of
from dsviz_widget.widgets.sharing_views import Limits, add_table, asked, traits_of

if TYPE_CHECKING:
    from dsviz_widget.runs.record import RunRecord
    from dsviz_widget.widgets.sharing_page import Page
    from dsviz_widget.widgets.workspace_view import WorkspaceView

WORKSPACE_CHUNKS = (*RUN_CHUNKS, "editor", "figures")
MOST_WHOLE = 8
"""Runs that come with all that they logged: as many as are drawn at first."""
MOST_ITEMS = 500
"""Rows of their tables, and media of a key."""
MOST_POINTS, FEWEST_POINTS = 1_000_000, 100
"""Points of all lines together, and of each line at least."""
NOBODY = {"id": "", "name": "", "state": "", "created_at": "", "tags": []}
"""Stands for a run that is not in the page: the others keep their places, by which rows name them."""
BY_KERNEL_WORKSPACE = {
    "edit_runs": "Runs are changed by a kernel, and this page has none. Open the notebook to change them.",
}
"""Method -> what the page says where an answer about runs needs a kernel."""


@dataclass(frozen=True)
class WholeRuns:
    """Runs that come with all that they logged.

    Parameters
    ----------
    ids : sequence of str
    which : str
        Which ones they are, as a clause: ``that were drawn first``.
    """

    ids: Sequence[str]
    which: str


def add_workspace_view(page: Page, name: str, view: WorkspaceView, limits: Limits, task: Task) -> list[str]:
    """Add a workspace to a page under a name; return what the page is to say above it."""
    return add_workspace(page, name, view, limits, task)[1]


def add_workspace(
    page: Page,
    name: str,
    view: WorkspaceView,
    limits: Limits,
    task: Task,
    *,
    wanted: WholeRuns | None = None,
    known: dict[str, str] | None = None,
) -> tuple[dict[str, str], list[str]]:
    """Add a workspace; return the parts of its runs by their id, and what the page is to say above it.

    Parameters
    ----------
    wanted : WholeRuns, optional
        Runs that come with all they logged; those that are drawn, or would be at first, unless given.
    known : dict of str to str, optional
        Parts of runs that are in the page already; none is added then.
    """
    page.add_code([f"{chunk}.js" for chunk in WORKSPACE_CHUNKS])
    session, workspace = view.session, view.workspace
    workspace.look_again()
    runs = list(workspace.runs)
    said, notes = add_table(page, name, session, view.query, limits, task)
    chosen = choose_rows(session.shown, view.query, limits.max_rows, limits.rows, task)
    there = [runs[row] for row in chosen.ids]
    if known is None:
        whole = wanted or _drawn_runs(view, [runs[row] for row in (*chosen.order, *chosen.ids)])
        parts = {run.id: f"{name}.run.{number}" for number, run in enumerate(there)}
        notes += _add_runs(page, view, parts, whole, limits, task)
    else:
        parts = {run.id: known[run.id] for run in there if run.id in known}
    page.add_json(f"{name}.configs", {run.id: config_cells(flat(run.config)) for run in there})
    head = {
        "name": name,
        "traits": _traits(view, parts),
        "table": said,
        "comparison": None,
        "runs": parts,
        "baked": [
            *_about(view, runs, parts, task),
            asked(page, view, "code", None, task, {"state": view.state}),
        ],
        "refused": {**refused_of(limits), **BY_KERNEL_WORKSPACE},
    }
    page.add_json(f"{name}.head", head)
    return parts, notes


def _drawn_runs(view: WorkspaceView, ordered: Sequence[RunRecord]) -> WholeRuns:
    """Return the runs that are drawn, or would be at first.

    Parameters
    ----------
    ordered : sequence of RunRecord
        Those in the page, in the order of the view.
    """
    there = dict.fromkeys(run.id for run in ordered)
    slots = view.shown_runs
    drawn = [*view.pinned_runs, *there] if slots is None else sorted(slots, key=lambda run: slots[run])
    found = [run for run in dict.fromkeys(drawn) if run in there]
    return WholeRuns(found[:MOST_WHOLE], "that were drawn first")


def _add_runs(
    page: Page, view: WorkspaceView, parts: dict[str, str], whole: WholeRuns, limits: Limits, task: Task
) -> list[str]:
    """Add the runs; return what the page is to say of their lines, and of runs that have only these.

    Parameters
    ----------
    parts : dict of str to str
        Id of each run to its part; those that cannot be read are taken out.
    """
    workspace = view.workspace
    within = replace(limits, max_rows=min(limits.max_rows, MOST_ITEMS))
    writer = RunWriter(page, workspace, within, task, tells_within=True)
    count = sum(run in parts for run in whole.ids)
    runs = [workspace.find(run_id) for run_id in parts]
    points = _points(view, runs, limits.max_points)
    notes, lacking = [], 0
    for run in runs:
        task.check()
        try:
            if run.id in whole.ids:
                writer.add(parts[run.id], run, points)
            else:
                lacking += writer.add_lines_only(parts[run.id], run, points, whole.which)
        except DsvizError as error:
            del parts[run.id]
            notes.append(f"The run {run.name} is not in the page: {error}")
    if lacking:
        notes.append(
            f"Of the {count:,} runs {whole.which} the page has all they logged; of {lacking:,} "
            "others it has lines, config and summary, and neither media, tables, output nor artifacts."
        )
    return [*lines_said(writer.shortened, writer.count, points), *notes]


def _points(view: WorkspaceView, runs: Sequence[RunRecord], most: int) -> int:
    """Return how many points each line has at most, so that all of them together are not too many."""
    counts: list[int] = []
    for run in runs:
        # A history that cannot be read says so when it is written.
        with suppress(DsvizError):
            keys = view.workspace.reader(run).keys
            counts += [info.count for (_, kind), info in keys.items() if kind in KINDS]
    while most > FEWEST_POINTS and sum(min(count, most) for count in counts) > MOST_POINTS:
        most = max(FEWEST_POINTS, most // 2)
    return most


def _about(
    view: WorkspaceView, runs: Sequence[RunRecord], parts: dict[str, str], task: Task
) -> list[dict[str, Any]]:
    """Return what the runs in the page are, and which metrics they logged, as Python answers it."""
    told, _ = view.answer("workspace", {}, task)
    heads = [head if head["id"] in parts else NOBODY for head in told["runs"]]
    metrics = view.workspace.metrics_of([run for run in runs if run.id in parts], task)
    total = len(parts)
    answers = {
        "workspace": {**told, "runs": heads},
        "metrics": {"metrics": metrics, "read": total, "total": total},
    }
    return [
        {"method": method, "params": None, "result": result, "buffers": []}
        for method, result in answers.items()
    ]


def _traits(view: WorkspaceView, parts: dict[str, str]) -> dict[str, Any]:
    """Return the traits of the view; runs that are not in the page are not named."""
    traits = traits_of(view)
    traits["pinned_runs"] = [run for run in view.pinned_runs if run in parts]
    for name in ("shown_runs", "shown_groups"):
        if traits[name] is not None:
            traits[name] = {
                one: slot for one, slot in traits[name].items() if one in parts or one.startswith("[")
            }
    return traits
