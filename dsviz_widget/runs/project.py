"""A project: the runs and artifacts under one name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import StoreError, did_you_mean
from dsviz_widget.runs.record import all_runs
from dsviz_widget.runs.runs import OLDEST_FIRST, Runs
from dsviz_widget.runs.showing import Viewable
from dsviz_widget.store import Catalog, check_name

if TYPE_CHECKING:
    from dsviz_widget.runs.lineage import Lineage


class Project(Viewable):
    """One project of a store, as `Api.project` returns it; it shows its artifacts, runs and saved views.

    Attributes
    ----------
    name : str
    """

    def __init__(self, catalog: Catalog, name: str) -> None:
        self.catalog = catalog
        self.name = check_name(name, "project name")
        known = catalog.projects()
        if name not in known:
            raise StoreError(
                f"there is no project {name!r} in {catalog.url or catalog.folder}.{did_you_mean(name, known)}"
            )

    def runs(self, filters: Mapping[str, Any] | str | None = None, order: str = OLDEST_FIRST) -> Runs:
        """Return the project's runs; see `Api.runs`."""
        found = Runs(all_runs(self.catalog, self.name)).filter(filters).sorted(order)
        return Runs(
            found,
            again=lambda: self.runs(filters, order),
            folder=self.catalog.runs_folder(self.name),
        )

    def lineage(self, explode: bool = False) -> Lineage:
        """Return which runs and versions of the project led to which, as a graph that shows itself.

        Parameters
        ----------
        explode : bool
            Whether every run and version is a node, instead of groups of them.
        """
        from dsviz_widget.runs.lineage import lineage

        return lineage(self.catalog, self.name, is_grouped=not explode)

    def __repr__(self) -> str:
        artifacts, runs = len(self.catalog.artifacts(self.name)), len(self.catalog.runs(self.name))
        counted = f"{artifacts} artifact{'s' * (artifacts != 1)}, {runs} run{'s' * (runs != 1)}"
        return f"<Project {self.name}, {counted}>"


def project(name: str | None = None, dir: str | Path | None = None) -> Project:
    """Return a project of the store; as the last expression of a cell it shows all that it has.

    Parameters
    ----------
    name : str, optional
        The active run's project, or ``uncategorized``, unless given; of a store with one project, that one.
    dir : path or str, optional
        The store: the active run's, ``DSVIZ_DIR``, or ``./dsviz`` beside the notebook, unless given.

    Raises
    ------
    StoreError
        If there is no such project; the message lists those there are.

    Examples
    --------
    >>> wandb.project("camvid")  # doctest: +SKIP
    """
    from dsviz_widget.runs.api import Api

    api = Api(dir=dir)
    known = api.catalog.projects()
    if name is None and len(known) == 1:
        name = known[0]
    return api.project(name)
