"""What each kind of view puts into a page: traits, rows, pictures, and answers given beforehand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from dsviz_widget.errors import ViewError
from dsviz_widget.query import Query, Task
from dsviz_widget.widgets import sharing_rows as rows_in
from dsviz_widget.widgets.chart_view import ChartView
from dsviz_widget.widgets.compare_view import CompareView
from dsviz_widget.widgets.sharing_comparison import BY_KERNEL_COMPARED, comparison_said
from dsviz_widget.widgets.sharing_originals import add_files
from dsviz_widget.widgets.sharing_page import FIRST, ROWS, Page
from dsviz_widget.widgets.sharing_pictures import (
    add_pictures,
    add_stills,
    image_columns,
    media_columns,
    size_said,
)
from dsviz_widget.widgets.sharing_scores import add_scores
from dsviz_widget.widgets.table_view import TableView

if TYPE_CHECKING:
    from dsviz_widget.widgets.table_session import TableSession
    from dsviz_widget.widgets.view import View

LEFT_OUT = ("_esm", "_css", "_anywidget_id", "layout", "tabbable", "tooltip")
"""Parts of a widget's state that a page has no use for."""
TABLE_CHUNKS = ("editor", "menus", "figures", "gallery", "viewer", "pictures", "texts")
OF_FILES = ("media", "media_view", "library")
"""Methods that open files, which a page has where it was asked for originals."""
BY_KERNEL = {
    **dict.fromkeys(
        OF_FILES, "This page has stills and no files: write it with media='originals' to open them."
    ),
    "views": "Views are saved with the project, which is not here. Open the notebook to save one.",
    "share": "This is a page already; send the file itself.",
    "share_plan": "This is a page already; send the file itself.",
}
"""Method -> what the page says where an answer needs a kernel."""


@dataclass(frozen=True)
class Limits:
    """What of a view goes into a page at most.

    Parameters
    ----------
    max_rows : int
        Rows of each table.
    picture_px : int
        Longer side of each picture.
    rows : {"all", "matched"}
        Whether rows that do not match the view come along, so that its filter can be switched off.
    max_points : int
        Points of each line of a run.
    media : {"stills", "originals"}
        Whether files of pictures and other media come along, so that they open and play.
    """

    max_rows: int
    picture_px: int
    rows: Literal["all", "matched"]
    max_points: int
    media: Literal["stills", "originals"] = "stills"

    def refused(self, others: Mapping[str, str]) -> dict[str, str]:
        """Return what the page says, by method, where an answer needs a kernel."""
        has_files = self.media == "originals"
        return {name: said for name, said in others.items() if not (has_files and name in OF_FILES)}


def add_view(page: Page, name: str, view: View, limits: Limits, task: Task) -> list[str]:
    """Add a view to a page under a name; return what the page is to say above it.

    Raises
    ------
    ViewError
        If views of this kind cannot be shared.
    """
    page.add_code([*FIRST])
    for kind, add in _writers():
        if isinstance(view, kind):
            return add(page, name, view, limits, task)
    raise ViewError(f"a {type(view).__name__} cannot be written as a page. Share the views that are in it.")


def _writers() -> list[tuple[type[View], Callable[..., list[str]]]]:
    """Return what adds a view of each kind; of a view that is of two kinds the first one does."""
    from dsviz_widget.widgets.lineage_view import LineageView
    from dsviz_widget.widgets.project_view import ProjectView
    from dsviz_widget.widgets.run_view import RunView
    from dsviz_widget.widgets.sharing_lineage import add_lineage_view
    from dsviz_widget.widgets.sharing_project import add_project_view
    from dsviz_widget.widgets.sharing_runs import add_run_view
    from dsviz_widget.widgets.sharing_workspace import add_workspace_view
    from dsviz_widget.widgets.workspace_view import WorkspaceView

    return [
        (RunView, add_run_view),
        (LineageView, add_lineage_view),
        (ProjectView, add_project_view),
        (WorkspaceView, add_workspace_view),
        (TableView, _add_table_view),
    ]


def _add_table_view(page: Page, name: str, view: TableView, limits: Limits, task: Task) -> list[str]:
    said, notes = add_table(page, name, view.session, view.query, limits, task)
    baked: list[dict[str, Any]] = []
    chunks = [*TABLE_CHUNKS]
    if said["stills"]:
        chunks.append("media")
    if view.custom_panels:
        chunks.append("panels")
        for panel in view.custom_panels:
            baked.append(asked(page, view, "panel", {"name": panel["name"]}, task))
    if isinstance(view, ChartView):
        chunks.append("chart")
        baked.append(asked(page, view, "chart", None, task))
    baked.append(asked(page, view, "code", None, task, {"state": view.state}))
    comparison = None
    if isinstance(view, CompareView):
        chunks.append("compare")
        comparison = comparison_said(view)
        comparison["scores"] = add_scores(page, f"{name}.scores", view, limits.rows, task)
        if comparison["scores"] and said["row_count"] > said["info"]["row_count"]:
            notes.append("Scores are of all rows, also of those that are not in this page.")
    page.add_code([f"{chunk}.js" for chunk in chunks])
    head = {
        "name": name,
        "traits": traits_of(view),
        "table": said,
        "comparison": comparison,
        "baked": baked,
        "refused": limits.refused({**BY_KERNEL, **BY_KERNEL_COMPARED}),
    }
    page.add_json(f"{name}.head", head)
    return notes


def traits_of(view: View) -> dict[str, Any]:
    """Return the traits that the browser side begins with."""
    state = {key: value for key, value in view.get_state().items() if key not in LEFT_OUT}
    return {key: value for key, value in state.items() if not key.startswith("_")}


def asked(
    page: Page,
    view: View,
    method: str,
    params: dict[str, Any] | None,
    task: Task,
    given: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Return an answer of Python as the page has it.

    Parameters
    ----------
    params : dict or None
        The questions that it answers; None for all of the method.
    given : dict, optional
        What to ask, where that is not `params`.
    """
    result, buffers = view.answer(method, given if given is not None else params or {}, task)
    places = [page.place(bytes(buffer)) for buffer in buffers]
    return {"method": method, "params": params, "result": result, "buffers": places}


def add_table(
    page: Page, name: str, session: TableSession, query: Query, limits: Limits, task: Task
) -> tuple[dict[str, Any], list[str]]:
    """Add the rows and the pictures of a table; return what the page knows of it, and what it is to say.

    Parameters
    ----------
    name : str
        Begins the names of its parts.
    query : Query
        The first one; its answer is there before the rows are read.
    """
    shown = session.shown
    chosen, first, notes = _first_answer(session, query, limits, task)
    page.add(f"{name}.first", first[1])
    page.add(f"{name}.rows", rows_in.rows_of(shown, chosen.ids), ROWS)
    ordered = _in_view_order(chosen)
    pictures, stills = {}, {}
    for number, column in enumerate(image_columns(shown.types)):
        part = f"{name}.pictures.{number}"
        add_pictures(page, part, session, column, ordered, limits.picture_px, task)
        pictures[column] = part
    for number, column in enumerate(media_columns(shown.types)):
        part = f"{name}.stills.{number}"
        add_stills(page, part, session, column, ordered, limits.picture_px, task)
        stills[column] = part
    files = add_files(page, name, session, limits.media, (list(pictures), list(stills)), ordered, task)
    if pictures:
        notes.append(size_said(limits.picture_px, limits.media == "originals"))
    plain = shown.engine.take(chosen.ids[:0])
    said = {
        "info": rows_in.plain_info(session, len(chosen.ids)),
        "schema": rows_in.schema_said(shown.engine.source.kinds),
        "shown": list(shown.engine.schema.names),
        "marks": [one for one in shown.marked(plain).column_names if one not in plain.column_names],
        "texts": rows_in.texts_in(shown),
        "measures": rows_in.measures_of(shown.types),
        "first": {
            "query": query.to_json(),
            "result": first[0],
            "count": rows_in.FIRST_ROWS,
        },
        "picture_px": limits.picture_px if pictures else None,
        "pictures": pictures,
        "stills": stills,
        **files,
        "row_count": chosen.total,
    }
    return said, notes


def _first_answer(
    session: TableSession, query: Query, limits: Limits, task: Task
) -> tuple[rows_in.ChosenRows, tuple[dict[str, Any], bytes], list[str]]:
    """Return the rows of the page, its first answer, and what it is to say of rows that it lacks."""
    chosen = rows_in.choose_rows(session.shown, query, limits.max_rows, limits.rows, task)
    first = rows_in.opened(session, query, chosen, task)
    is_ordered = query != Query() and bool(query.filters or query.sort_keys)
    note = chosen.note(is_ordered)
    return chosen, first, [note] if note else []


def _in_view_order(chosen: rows_in.ChosenRows) -> list[int]:
    """Return the rows of a page, those first that the view shows first."""
    import numpy as np

    others = np.setdiff1d(chosen.ids, chosen.order, assume_unique=True)
    return [*chosen.order.tolist(), *others.tolist()]
