"""What a browser may ask about a project as a whole: its tree, its runs, a search over all names."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import ArtifactNotFound, StoreError
from dsviz_widget.query import Task
from dsviz_widget.runs.listing import Listing
from dsviz_widget.runs.listing.listing import FILL_S
from dsviz_widget.widgets.params import limited, start_of
from dsviz_widget.widgets.project_watch import ProjectWatch

if TYPE_CHECKING:
    from dsviz_widget.store import Catalog
    from dsviz_widget.widgets.channel import Handler, Reply

FIRST_RUNS = 50
MOST_RUNS = 500


class ProjectSession:
    """Answers questions about one project. Thread-safe; knows no widget and no notebook.

    Parameters
    ----------
    catalog : Catalog
    project : str

    Attributes
    ----------
    listing : Listing
        What the project has.
    watch : ProjectWatch
        Tells when that has changed.
    """

    def __init__(self, catalog: Catalog, project: str) -> None:
        self.catalog, self.project = catalog, project
        self.listing = Listing(catalog, project)
        self.watch = ProjectWatch(self.listing)

    def show(self, project: str) -> None:
        """Answer about another project of the store from now on."""
        tell = self.watch.tell
        self.watch.tell = None
        self.project, self.listing = project, Listing(self.catalog, project)
        self.watch = ProjectWatch(self.listing)
        self.watch.tell = tell

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {
            "project_open": self.open,
            "project_versions": self.versions,
            "project_runs": self.runs,
            "project_search": self.search,
        }

    def open(self, params: dict[str, Any], task: Task) -> Reply:
        """Everything that the first paint needs: types, artifacts with their newest versions, first runs."""
        listing = self.listing
        self.watch.look()
        listing.refresh(task.progress)
        self._check_there()
        is_whole = listing.fill(FILL_S)
        if not is_whole:
            self.watch.fill_later()
        runs, run_count = listing.runs(0, FIRST_RUNS)
        types = listing.types()
        return {
            "project": self.project,
            "store": self.catalog.url or str(self.catalog.folder),
            "store_short": self.catalog.url or _from_here(self.catalog.folder),
            "projects": self.catalog.projects(),
            "types": types,
            "artifact_count": sum(len(kind["artifacts"]) for kind in types),
            "version_count": listing.version_count,
            "run_count": run_count,
            "runs": runs,
            "views": listing.views(),
            "problems": listing.problems(),
            "is_writable": self.catalog.url is not None or os.access(self.catalog.folder, os.W_OK),
            "edition": listing.edition,
            "filling": not is_whole,
        }, []

    def _check_there(self) -> None:
        """Raise StoreError where the project is gone: that nothing was logged would not be true."""
        folder = self.catalog.folder
        if self.catalog.url is not None or (folder / "projects" / self.project).is_dir():
            return
        if not folder.is_dir():
            raise StoreError(f"the store {folder} is not there any more. Put the folder back, and try again.")
        raise StoreError(
            f"project {self.project!r} is not in the store {folder} any more. Put its folder back, and try "
            "again, or open another project."
        )

    def versions(self, params: dict[str, Any], task: Task) -> Reply:
        """All versions of one artifact, with all their facts, and those that were deleted."""
        listing = self.listing
        name = self.catalog.current_name(self.project, str(params.get("name")))
        self.watch.look()
        row = listing.artifact(name)
        if row is None:
            # Says what there is instead.
            self.catalog.resolve(self.project, name)
            raise ArtifactNotFound(f"artifact {name!r} was renamed or deleted meanwhile. Look again.")
        return {"artifact": row, "versions": listing.versions(name), "deleted": listing.deleted(name)}, []

    def runs(self, params: dict[str, Any], task: Task) -> Reply:
        """Some of the runs, newest first, and how many match."""
        self.watch.look()
        state = params.get("state")
        rows, count = self.listing.runs(
            start_of(params),
            limited(params.get("count", FIRST_RUNS), MOST_RUNS),
            str(params.get("text") or ""),
            str(state) if state else None,
        )
        return {"runs": rows, "count": count}, []

    def search(self, params: dict[str, Any], task: Task) -> Reply:
        """What has all words of a text in its names."""
        self.watch.look()
        return self.listing.search(str(params.get("text") or "")), []


def _from_here(folder: Path) -> str:
    """Return the path of a folder from the working folder, where it is inside: "./dsviz"; else all of it."""
    try:
        inside = folder.relative_to(Path.cwd())
    except (ValueError, OSError):
        return str(folder)
    return f"./{inside.as_posix()}" if inside.parts else "."
