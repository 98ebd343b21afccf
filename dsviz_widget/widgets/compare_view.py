"""Tables beside each other in a notebook cell: rows, groups and scores of 1 to 8 of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import traitlets

from dsviz_widget.errors import ViewError
from dsviz_widget.query import Query
from dsviz_widget.query.parts import default_duplicates
from dsviz_widget.widgets.compare_keys import guess_key, key_parts
from dsviz_widget.widgets.compare_moves import MovedQuery, moved_rows
from dsviz_widget.widgets.compare_session import CompareSession
from dsviz_widget.widgets.compare_state import (
    COMPARISON,
    KEYLESS,
    TABS,
    complete_compare_layout,
    complete_compared_groups,
    complete_scores,
    state_trait,
)
from dsviz_widget.widgets.compared_sides import ComparedSide, sides_of
from dsviz_widget.widgets.compared_tables import ComparedTables, Together
from dsviz_widget.widgets.compared_views import PART
from dsviz_widget.widgets.named_columns import check_named
from dsviz_widget.widgets.place import cache_beside
from dsviz_widget.widgets.table_view import TableView

if TYPE_CHECKING:
    from dsviz_widget.query.parts import Duplicates, How


KEPT = ("comparison", "tab", "compare_layout", "compared_groups", "scores")
"""Traits that a saved view keeps beyond those of a table view."""


class CompareView(TableView):
    """Tables beside each other: what is in which, where they differ, and which is right more often.

    It is a table view whose rows are those of all tables taken together, so all that a TableView does is
    there too: `query`, `to_pandas`, `to_csv`, `to_artifact`, `selected_rows`. A column ``acc`` of the second
    table is ``$1.acc`` in expressions.

    Parameters
    ----------
    *tables : Table, JoinedTable, PartitionedTable, Query, Artifact, ArtifactEntry or str
        1 to 8 of them; also as one list, or as one dict of label -> table. A text names a table of a
        version, ``name:v0/path``, or a version that has one table, ``name:v0``.
    key : str, list or tuple, optional
        What rows are matched on: a column or an expression that all tables have; a list of several; a
        tuple where it differs by table. A column of pictures matches the same pictures. A column that
        tells rows apart unless given.
    how : {"compare", "inner", "left", "outer", "concat", "position"}
        All rows of all tables, matched; those that all have; those of the first; all combinations of equal
        keys; tables after each other; or the nth row beside the nth row.
    right : str, optional
        An expression on the columns of one table that tells whether its answer is right; where the
        prediction is the truth unless given.
    truth, prediction, score : str, optional
        Columns that the scores go by.
    labels : list of str, optional
        What to call the tables; their versions unless given.
    title : str, optional
    query : Query, str or dict, optional
        What to show first; a text or a dict is a filter.
    duplicates : {"pair", "first", "every"}
        Where a table has a key more than once: the nth row of it is compared with the nth, as in a
        comparison unless given; only the first is; or each with every one, as in joins unless given.
    better : dict, optional
        Column to ``"higher"`` or ``"lower"``: which way its numbers are better.

    Raises
    ------
    ViewError, QueryError
        For what is no table, or a key or an expression that does not fit the tables.

    Examples
    --------
    >>> view = wandb.compare("eval:v0", "eval:v1", key="id", right="iou >= 0.5")  # doctest: +SKIP
    >>> view.query.filter("$1.iou - $0.iou > 0.1").to_pandas()  # doctest: +SKIP
    """

    comparison = traitlets.Dict().tag(sync=True)
    """How the tables come together: ``how``, ``keys`` (for each part its expression in each table),
    ``duplicates``, ``order`` (numbers of the tables that are shown, the first is ``$0``), ``right``,
    ``truth``, ``prediction``, ``score``, ``better`` (column to "higher", "lower" or None) and ``changed``
    (the column whose changes are filtered). Setting it moves the screen; what is left out is as at first."""

    tab = traitlets.Enum(TABS, default_value="rows").tag(sync=True)
    """What is shown: ``rows``, ``groups`` or ``scores``."""

    compare_layout = state_trait(complete_compare_layout)
    """How compared rows are laid out: ``pictures`` are "beside" each other, a "swipe", or "differences"."""

    compared_groups = state_trait(complete_compared_groups)
    """What each table is grouped by, an expression on its own columns (``by``), in which order (``sort``:
    "change", "rows", "key" or "mean(column)", with "-" in front the other way round), and how columns are
    shown (``panels``)."""

    scores = traitlets.Dict().tag(sync=True)
    """What the scores show: ``threshold``, ``class_thresholds``, ``iou``, ``class``, ``matrix`` (``side``:
    the number of a table or "difference", ``values``), ``sort``, ``picks`` (clauses of what was clicked) and
    ``only_these`` (whether these rows alone are scored)."""

    def __init__(
        self,
        *tables: Any,
        key: Any = None,
        how: How = "compare",
        right: str | None = None,
        truth: Any = None,
        prediction: Any = None,
        score: Any = None,
        labels: Sequence[str] | None = None,
        title: str | None = None,
        query: Query | str | dict[str, Any] | None = None,
        duplicates: Duplicates | None = None,
        better: dict[str, Any] | None = None,
        **traits: Any,
    ) -> None:
        sides = sides_of(tables, labels)
        if not sides:
            raise ViewError("there is nothing to compare. Give tables, or versions such as 'eval:v0'.")
        given = {**COMPARISON, "duplicates": default_duplicates(how), **traits.pop("comparison", {})}
        named: dict[str, Any] = {
            "how": how, "right": right, "truth": truth, "prediction": prediction, "score": score,
            "duplicates": duplicates, "better": better,
        }  # fmt: skip
        given.update({name: value for name, value in named.items() if value != given[name] and value})
        if right == "":
            given["right"] = ""
        if key is not None:
            given["keys"] = key_parts(key, sides)
        elif not given["keys"] and given["how"] not in KEYLESS and len(sides) > 1:
            given["keys"] = guess_key(sides)
        self.compared = ComparedTables(sides, given)
        traits = {"comparison": self.compared.comparison, "kind": "compare", "height_px": 720, **traits}
        traits["scores"] = traits.get("scores", {})
        view = traits.pop("view", None)
        super().__init__(self.compared, query=query, title=title, **traits)  # type: ignore[arg-type]
        self.compared.moved = self._follow
        check_named(named, sides, (one.name for one in self.query.derived))
        if view is not None:
            self.load(view)
            if query is not None:
                self.query = query

    def _session_on(self, table: Any, title: str | None) -> CompareSession:
        session = CompareSession(table, title, cache_beside(table.tables))
        session.arranging.arranged = self._arranged
        session.named.told, session.named.shows = self._told, self._show
        return session

    @property
    def tables(self) -> list[ComparedSide]:
        """The tables that are shown, in their order: ``$0`` is the first."""
        return self.compared.sides

    @traitlets.validate("comparison")
    def _complete_comparison(self, proposal: Any) -> dict[str, Any]:
        value = proposal["value"]
        if value != self.compared.comparison:
            self.compared.arrange(value)
        return dict(self.compared.comparison)

    @traitlets.observe("comparison")
    def _tell_comparison(self, change: Any) -> None:
        if self._channel is not None and self.is_heard:
            self._channel.tell("rows", row_count=self.compared.growing_count)

    def group_by(self, by: str, sort: str | None = None) -> CompareView:
        """Show the groups of each table by its own value of an expression; return this view.

        Parameters
        ----------
        by : str
            An expression on the columns of one table, such as ``pred``.
        sort : str, optional
            As `compared_groups` has it.
        """
        self.compared_groups = {
            **self.compared_groups, "by": by, **({} if sort is None else {"sort": sort})
        }  # fmt: skip
        self.tab = "groups"
        return self

    def evaluate(
        self, truth: Any = None, prediction: Any = None, score: Any = None, **options: Any
    ) -> CompareView:
        """Show how good the predictions of each table are; return this view.

        Parameters
        ----------
        truth, prediction, score : str, optional
            Columns of each table; those that are named already unless given.
        **options
            Other parts of `comparison`.
        """
        named = {"truth": truth, "prediction": prediction, "score": score}
        given = {name: value for name, value in named.items() if value is not None}
        check_named(given, self.tables, (one.name for one in self.query.derived))
        assert isinstance(self.session, CompareSession)
        self.session.arranging.change({**options, **given})
        self.tab = "scores"
        return self

    def _follow(self, before: Together, now: Together) -> None:
        """Let the query, and the rows that are ticked, go on to mean what they meant."""
        if not now.is_arranged_as(before):
            clauses = [clause.text for clause in self.query.filters]
            self.query = MovedQuery(before, now).of(self.query)
            moved = {old: clause.text for old, clause in zip(clauses, self.query.filters, strict=False)}
            self._follow_scores(moved, len(now.sides))
        self.selected = moved_rows(self.selected, before, now)

    def _follow_scores(self, moved: Mapping[str, str], tables: int) -> None:
        """Let picks go on to be the clauses that they were, and the matrix show a table that is there."""
        matrix = self.scores["matrix"]
        if matrix["side"] != "difference" and matrix["side"] >= tables:
            matrix = {**matrix, "side": tables - 1}
        picks = [moved.get(text, text) for text in self.scores["picks"]]
        self.scores = {**self.scores, "matrix": matrix, "picks": picks}

    @property
    def state(self) -> dict[str, Any]:
        """What a saved view keeps, as JSON says it: that of a table view, and under ``compare`` the rest."""
        return {**super().state, PART: self._told()}

    def _told(self) -> dict[str, Any]:
        """Return what is kept beyond what a table view keeps."""
        return {name: getattr(self, name) for name in KEPT}

    def _show(self, told: Mapping[str, Any]) -> None:
        """Show what was kept; what does not fit these tables leaves all as it is."""
        comparison = told.get("comparison", self.comparison)
        if comparison != self.comparison:
            assert isinstance(self.session, CompareSession)
            self.session.arranging.change(comparison)
        for name in KEPT[1:]:
            if name in told:
                setattr(self, name, told[name])

    def _arranged(self) -> None:
        """Tell how the tables come together now."""
        self.comparison = self.compared.comparison

    @traitlets.validate("compare_layout")
    def _complete_compare_layout(self, proposal: Any) -> dict[str, Any]:
        return complete_compare_layout(proposal["value"])

    @traitlets.validate("compared_groups")
    def _complete_compared_groups(self, proposal: Any) -> dict[str, Any]:
        return complete_compared_groups(proposal["value"])

    @traitlets.validate("scores")
    def _complete_scores(self, proposal: Any) -> dict[str, Any]:
        return complete_scores(proposal["value"], len(self.compared.sides))


def compare(*tables: Any, **options: Any) -> CompareView:
    """Show tables or versions beside each other; see `CompareView` for the arguments.

    Examples
    --------
    >>> wandb.compare(before, after, key="id")  # doctest: +SKIP
    """
    return CompareView(*tables, **options)
