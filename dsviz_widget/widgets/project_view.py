"""A project in a notebook cell: its artifacts and their versions, its runs, its saved views."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import traitlets

from dsviz_widget.errors import ViewError, did_you_mean
from dsviz_widget.runs import Artifact
from dsviz_widget.runs.project import Project
from dsviz_widget.types import article
from dsviz_widget.widgets.compared_files import ComparedFiles
from dsviz_widget.widgets.custom_panels import PanelView
from dsviz_widget.widgets.inner_views import InnerViews
from dsviz_widget.widgets.lineage_session import LineageSession
from dsviz_widget.widgets.project_edits import ProjectEdits
from dsviz_widget.widgets.project_opening import ProjectOpening
from dsviz_widget.widgets.project_session import ProjectSession
from dsviz_widget.widgets.project_state import TABS, opened_from
from dsviz_widget.widgets.sharing_questions import SharingQuestions
from dsviz_widget.widgets.version_changes import VersionChanges
from dsviz_widget.widgets.version_session import VersionSession

if TYPE_CHECKING:
    from dsviz_widget.widgets.channel import Handler
    from dsviz_widget.widgets.view import View


class ProjectView(PanelView):
    """A project: find a dataset, open a version, compare it with the next, see where it came from.

    Parameters
    ----------
    project : Project, Artifact or str
        A project, by its name where it is in the store of `Api`; a logged artifact shows its project, opened
        at that version.
    open : str or dict, optional
        What to open: a version or artifact (``"camvid:v2"``, ``"camvid:best"``, ``"camvid"``), ``"runs"``,
        ``"run:<id>"``, ``"view:<name>"``, or what `opened` takes.
    tab : str, optional
        ``overview``, ``files``, ``metadata``, ``versions`` or ``lineage``.
    height_px : int
        Height of the widget, in pixels.

    Raises
    ------
    ViewError
        If there is nothing of the kind to show.
    ArtifactNotFound, StoreError
        If the project has no such artifact, version or run.

    Examples
    --------
    >>> wandb.Api().project("camvid").view(open="camvid:best", tab="files")  # doctest: +SKIP
    """

    project = traitlets.Unicode().tag(sync=True)
    """Name of the project that is shown; another one of the same store may be set."""

    opened = traitlets.Dict().tag(sync=True)
    """What is open: ``kind`` ("version", "artifact", "run", "runs", "saved_view" or "none"), ``name``,
    ``version`` (a number or None) and ``id`` (of a run). Setting it moves the screen."""

    tab = traitlets.Enum(TABS, default_value="overview").tag(sync=True)
    """What is shown of a version: overview, files, metadata, versions or lineage."""

    find = traitlets.Unicode().tag(sync=True)
    """Text that is looked for in all names."""

    compared = traitlets.List(traitlets.Unicode()).tag(sync=True)
    """Versions that are ticked to be compared, as ``"name:v2"``."""

    height_px = traitlets.Int(600, min=200).tag(sync=True)
    """Height of the widget, in pixels."""

    def __init__(
        self,
        project: Project | Artifact | str,
        open: str | dict[str, Any] | None = None,
        tab: str | None = None,
        height_px: int = 600,
        **traits: Any,
    ) -> None:
        catalog, name = _place_of(project)
        if isinstance(project, Artifact) and open is None:
            open = f"{project.name}:{project.version}"
        self.session = ProjectSession(catalog, name)
        self.inner = InnerViews(ProjectOpening(self.session).make, self._tell)
        opened = opened_from(open, self.session)
        if tab is not None:
            traits["tab"] = tab
        super().__init__(
            self._handlers(), kind="project", project=name, opened=opened, height_px=height_px, **traits
        )
        self.session.watch.tell = self._tell

    def _handlers(self) -> dict[str, Handler]:
        """Return what answers the browser's questions, by method name."""
        session = self.session
        parts = (
            session,
            VersionSession(session),
            VersionChanges(session),
            ComparedFiles(session),
            ProjectEdits(session),
            LineageSession(session),
            SharingQuestions(self),
            self.inner,
        )
        return {name: handler for part in parts for name, handler in part.handlers.items()}

    def _tell(self, name: str, **about: Any) -> None:
        if self._channel is not None:
            self._channel.tell(name, **about)

    @property
    def title(self) -> str:
        """What stands above the view in a page: the name of the project."""
        return self.project

    @property
    def inner_views(self) -> list[View]:
        """The tables, comparisons and runs that are open within the view, the last one at the end."""
        return self.inner.views

    def refresh(self) -> None:
        """Look at the store again; views that are open follow."""
        self.session.watch.check_now()

    def close(self) -> None:
        """Close the widget, and the views within it."""
        super().close()
        # A widget that was refused its arguments is closed by Python all the same.
        if hasattr(self, "inner"):
            self.inner.close()

    @traitlets.validate("opened")
    def _complete_opened(self, proposal: Any) -> dict[str, Any]:
        return opened_from(proposal["value"], None)

    @traitlets.validate("project")
    def _known_project(self, proposal: Any) -> str:
        name = str(proposal["value"])
        known = self.session.catalog.projects()
        if name not in known:
            raise ViewError(f"the store has no project {name!r}.{did_you_mean(name, known)}")
        return name

    @traitlets.observe("project")
    def _show_project(self, change: Any) -> None:
        if change["new"] != self.session.project:
            self.session.show(change["new"])
            self.inner.close()
            self.opened, self.compared = opened_from(None, None), []


def _place_of(given: Any) -> tuple[Any, str]:
    """Return the store and the name of the project that something is of."""
    if isinstance(given, str):
        from dsviz_widget.runs import Api

        given = Api().project(given)
    if isinstance(given, Project):
        return given.catalog, given.name
    if isinstance(given, Artifact):
        if given.is_draft or given._catalog is None:
            raise ViewError(
                f"artifact {given.name!r} is a draft and has no version to show. Log it, or call save()."
            )
        return given._catalog, given.project
    raise ViewError(
        f"ProjectView shows a project or a logged artifact, got {article(given)}. "
        "Give it what wandb.project() or Api().project(name) returns."
    )
