"""A table in a notebook cell."""

from __future__ import annotations

import io
import os
import warnings
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import traitlets

from dsviz_widget.errors import ViewError
from dsviz_widget.query import Query, frame_of
from dsviz_widget.table import JoinedTable, PartitionedTable, Table
from dsviz_widget.types import article
from dsviz_widget.widgets.custom_panels import PanelView
from dsviz_widget.widgets.place import cache_beside
from dsviz_widget.widgets.row_ids import RowIds, from_browser, to_browser
from dsviz_widget.widgets.sharing_questions import SharingQuestions
from dsviz_widget.widgets.table_session import TableSession
from dsviz_widget.widgets.view_state import QueryTrait, complete_layout, complete_overlays

if TYPE_CHECKING:
    import pandas as pd

    from dsviz_widget.query import DuckEngine
    from dsviz_widget.runs import Artifact
    from dsviz_widget.table.answers import QueriedTable
    from dsviz_widget.widgets.channel import Handler
    from dsviz_widget.widgets.compare_view import CompareView


class TableView(PanelView):
    """A table whose cells are drawn by panels; filter, sort and group it in the browser or from Python.

    Parameters
    ----------
    table : Table, JoinedTable or PartitionedTable
        Rows that are added while it is shown show up; of a table that others are taken together in, or that
        is in parts, the rows of this moment are shown.
    query : Query, str or dict, optional
        What to show first; a text or a dict is a filter.
    title : str, optional
        The table's name unless given.
    view : str, optional
        A saved view to show, by its name; `query` goes before its query.
    layout : dict, optional
        How the rows are laid out, as `view_layout` has it.
    height_px : int, optional
        Height of the widget, in pixels.

    Raises
    ------
    ViewError
        If `table` is not a Table.

    Examples
    --------
    >>> view = TableView(table, query="accuracy < 0.5")  # doctest: +SKIP
    >>> view.query.to_pandas()  # what is on the screen  # doctest: +SKIP
    """

    query = QueryTrait().tag(
        sync=True, to_json=lambda query, _: query.to_json(), from_json=lambda plain, _: Query.from_json(plain)
    )
    """What is on the screen: filter, groups, sort, columns. Setting it moves the screen."""

    overlays = traitlets.Dict().tag(sync=True)
    """What is drawn over pictures. ``hidden_classes`` are labels, ``hidden_groups`` names; ``opacity`` is
    group to 0..1, ``styles`` group to ``{"look": "fill" | "outline" | "both", "line": "solid" | "dashed" |
    "dotted"}``, ``scores`` group to name of a score to ``[low, high]`` (null is open), ``colors`` label to
    ``"#rrggbb"``, ``labels`` whether boxes are named. Parts left out show everything; a class called
    background is hidden at first, as it would cover every picture."""

    view_layout = traitlets.Dict().tag(sync=True)
    """How the rows are laid out: ``mode`` ("grid" or "gallery"), ``widths`` (column to pixels), ``pinned``
    (columns that stay at the left; None leaves it to the view), ``row_height`` (pixels or None) and
    ``gallery`` (``column``, ``size_px``, ``captions``). Which columns there are, and in which order, is part
    of the query."""

    selected = RowIds().tag(sync=True, to_json=to_browser, from_json=from_browser)
    """Ids of the rows that are ticked: their positions in the table, from 0; up to a million."""

    page_size = traitlets.Int(25, min=1, max=500).tag(sync=True)
    """Groups shown at a time."""

    height_px = traitlets.Int(560, min=200).tag(sync=True)
    """Height of the widget, in pixels."""

    saved_view = traitlets.Unicode().tag(sync=True)
    """Name of the saved view that was saved or loaded last, or ``""``."""

    def __init__(
        self,
        table: Table | JoinedTable | PartitionedTable,
        query: Query | str | dict[str, Any] | None = None,
        title: str | None = None,
        view: str | None = None,
        layout: dict[str, Any] | None = None,
        **traits: Any,
    ) -> None:
        self.session = self._session_on(table, title)
        notes: list[str] = []
        if view is not None:
            state, notes = self.session.named.open(view)
            query = state["query"] if query is None else query
            layout = state["layout"] if layout is None else layout
            traits = {"saved_view": view, "overlays": state["overlays"], **traits}
        traits.setdefault("overlays", self.session.first_overlays)
        traits = {"kind": "table", **traits}
        super().__init__(self._handlers(), query=query, view_layout=layout or {}, **traits)
        if self._channel is not None:
            self.session.live.tell = self._channel.tell
        for note in notes:
            warnings.warn(note, UserWarning, stacklevel=2)

    def _session_on(self, table: Any, title: str | None) -> TableSession:
        """Return what answers about a table; views of something else say what answers about that."""
        if isinstance(table, (JoinedTable, PartitionedTable)):
            table = table.to_table()
        if not isinstance(table, Table):
            raise ViewError(f"TableView shows a Table, got {article(table)}. Wrap rows in wandb.Table first.")
        return TableSession(table, title, cache_beside([table]))

    def _handlers(self) -> dict[str, Handler]:
        """Return what answers the browser's questions, by method name; views that show more add to it."""
        return {**self.session.handlers, **SharingQuestions(self).handlers}

    @property
    def rows(self) -> QueriedTable | None:
        """The rows that the table has now, as queries see them."""
        session: TableSession | None = getattr(self, "session", None)
        return None if session is None else session.shown.queried()

    @property
    def engine(self) -> DuckEngine:
        """What answers queries on the rows that the table has now."""
        return self.session.shown.queried().engine()  # type: ignore[no-any-return]

    @traitlets.validate("overlays")
    def _complete_overlays(self, proposal: Any) -> dict[str, Any]:
        return complete_overlays(proposal["value"])

    # DOMWidget has a trait of this name, for CSS of its own; its front end fails on any other value.
    @property
    def layout(self) -> dict[str, Any]:
        """How the rows are laid out: `view_layout`."""
        return dict(self.view_layout)

    @layout.setter
    def layout(self, given: dict[str, Any]) -> None:
        self.view_layout = given

    @traitlets.validate("view_layout")
    def _complete_layout(self, proposal: Any) -> dict[str, Any]:
        return complete_layout(proposal["value"])

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows on the screen as a data frame: filtered, sorted, with the columns that are shown.

        A cell on which an expression stops with an error is empty, as it is on the screen; `view.query` names
        the row instead.
        """
        return self.query.on_error("null").to_pandas()

    def selected_rows(self) -> pd.DataFrame:
        """Return the ticked rows as a data frame, with all columns, in the order of the table."""
        ids = np.asarray(sorted(self.selected), np.int64)
        return frame_of(self.engine.take(ids).remove_column(0))

    def to_csv(
        self, path: str | os.PathLike[str] | None = None, rows: Literal["matched", "selected"] = "matched"
    ) -> str | None:
        """Write the rows on the screen, or those that are ticked, as CSV, some at a time.

        Cells are written as `Table.to_csv` writes them: lists, dicts and images as JSON text; of an
        image, digest, path in the artifact, caption, boxes and masks, and no pixels.

        Parameters
        ----------
        path : path, optional
            A file that is there is replaced; the text is returned when no path is given.
        rows : {"matched", "selected"}
        """
        sink: Any = io.BytesIO() if path is None else os.fspath(path)
        self._write(rows, "csv", sink)
        return sink.getvalue().decode() if path is None else None

    def to_parquet(
        self, path: str | os.PathLike[str], rows: Literal["matched", "selected"] = "matched"
    ) -> None:
        """Write the rows on the screen, or those that are ticked, as Parquet; `Table.from_parquet` reads it.

        Of images it has all but the pixels.
        """
        self._write(rows, "parquet", os.fspath(path))

    def _write(self, rows: Literal["matched", "selected"], form: str, sink: Any) -> None:
        exports, query = self.session.exports, self.query
        exports.write(query, exports.row_ids(query, rows, self.selected), form, sink)

    def to_artifact(
        self, name: str | None = None, rows: Literal["matched", "selected"] = "matched"
    ) -> Artifact:
        """Log the rows on the screen, or those that are ticked, as a new version of a dataset.

        Pictures and masks refer to the artifact that they are in; no bytes are copied.

        Parameters
        ----------
        name : str, optional
            Of the artifact; that of the table with ``-subset`` unless given.
        rows : {"matched", "selected"}

        Returns
        -------
        Artifact
            In the active run if that is of the same project; its metadata have the query.
        """
        exports, query = self.session.exports, self.query
        return exports.to_artifact(query, exports.row_ids(query, rows, self.selected), name, rows)

    def compare_with(self, *others: Any, **options: Any) -> CompareView:
        """Show this table beside others, or beside other versions of it; see `CompareView` for the options.

        Parameters
        ----------
        *others : Table, JoinedTable, PartitionedTable, TableView, Query, Artifact, ArtifactEntry or str

        Examples
        --------
        >>> table.view().compare_with("eval:v1", key="id")  # doctest: +SKIP
        """
        from dsviz_widget.widgets.compare_view import CompareView

        tables = [self.session.shown.tables]
        tables += [
            other.session.shown.tables if isinstance(other, TableView) else [other] for other in others
        ]
        return CompareView(*(table for some in tables for table in some), **options)

    def evaluate(
        self, truth: Any = None, prediction: Any = None, score: Any = None, **options: Any
    ) -> CompareView:
        """Show how good the predictions are: matrix, curves, scores of each class.

        Parameters
        ----------
        truth, prediction, score : str, optional
            Columns: what is true, what was predicted, and how sure the prediction is.
        **options
            Of `CompareView`.
        """
        from dsviz_widget.widgets.compare_view import CompareView

        named = {"truth": truth, "prediction": prediction, "score": score}
        options = {"query": self.query.bind(), "tab": "scores", **options}
        return CompareView(*self.session.shown.tables, **named, **options)

    @property
    def state(self) -> dict[str, Any]:
        """What a saved view keeps, as JSON says it: ``query``, ``overlays`` and ``layout``."""
        return {"query": self.query.to_json(), "overlays": dict(self.overlays), "layout": dict(self.layout)}

    def save(self, name: str) -> None:
        """Give the view a name, under which the project keeps it: query, overlays and layout.

        A view that has the name is replaced. `wandb.saved_views` lists, renames and deletes them.

        Raises
        ------
        SavedViewError
            For a name that cannot be one.
        """
        self.session.named.save(name, self.state)
        self.saved_view = name

    def load(self, name: str) -> None:
        """Show the view that was saved under a name, on this table.

        What the table has no place for, such as a clause on a column that it lacks, is switched off or left
        out, with a warning.

        Raises
        ------
        SavedViewNotFound
            If there is none; the message names those there are.
        """
        state, notes = self.session.named.open(name)
        for note in notes:
            warnings.warn(note, UserWarning, stacklevel=2)
        with self.hold_sync():
            self.query, self.overlays, self.layout = state["query"], state["overlays"], state["layout"]
            self.saved_view = name

    def code(self) -> str:
        """Return Python that shows the table as it is shown now."""
        return self.session.code_of(self.state)
