"""A lineage in a notebook cell: runs and artifact versions as a graph."""

from __future__ import annotations

from typing import Any

import traitlets

from dsviz_widget.errors import ViewError
from dsviz_widget.runs.lineage import Lineage
from dsviz_widget.types import article
from dsviz_widget.widgets.lineage_session import LineageSession
from dsviz_widget.widgets.sharing_questions import SharingQuestions
from dsviz_widget.widgets.view import View


class LineageView(View):
    """Where a version or a run came from and what came of it, or all of a project.

    Parameters
    ----------
    lineage : Lineage
        What `Artifact.lineage`, `RunRecord.lineage` or `Project.lineage` returns.
    grouped, open_groups, find, height_px : optional
        What to show first; see the traits of these names. `grouped` and `open_groups` are the lineage's own
        unless given.

    Raises
    ------
    ViewError
        If `lineage` is none.

    Examples
    --------
    >>> LineageView(artifact.lineage(), grouped=False)  # doctest: +SKIP
    """

    grouped = traitlets.Bool(True).tag(sync=True)
    """Whether runs of one job type, and versions of one artifact, are one node."""

    open_groups = traitlets.List(traitlets.Unicode()).tag(sync=True)
    """Ids of groups whose members are shown while the others are one node each."""

    opened = traitlets.Dict().tag(sync=True)
    """What is marked, and what was pressed last: ``{"kind", "name", "version", "id"}``, where kind is
    ``version``, ``artifact``, ``run`` or ``runs``; with ``project`` where that is another one."""

    find = traitlets.Unicode().tag(sync=True)
    """Only what has this text in its name is bright; case counts for nothing."""

    height_px = traitlets.Int(560, min=240).tag(sync=True)
    """Height of the widget, in pixels."""

    def __init__(self, lineage: Lineage, **traits: Any) -> None:
        if not isinstance(lineage, Lineage):
            raise ViewError(
                f"LineageView shows a lineage, got {article(lineage)}. "
                "Give it what Artifact.lineage() or Project.lineage() returns."
            )
        self.lineage: Lineage = lineage
        current = next((node for node in lineage.explode().nodes if node.is_current), None)
        self.title = f"Lineage of {lineage.project if current is None else current.label}"
        session = LineageSession(lineage, lineage)
        first = {"grouped": lineage.is_grouped, "open_groups": list(lineage.open_groups)}
        handlers = {**session.handlers, **SharingQuestions(self).handlers}
        super().__init__(handlers, kind="lineage", **{**first, **traits})
