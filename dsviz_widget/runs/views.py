"""The saved views of a project."""

from __future__ import annotations

from pathlib import Path

from dsviz_widget.store import Catalog, SavedViews


def saved_views(project: str | None = None, dir: str | Path | None = None) -> SavedViews:
    """Return the views of a project that were given a name, in the browser or by `TableView.save`.

    Parameters
    ----------
    project : str, optional
        The active run's, or ``uncategorized``, unless given.
    dir : path or str, optional
        The store: the active run's, ``DSVIZ_DIR``, or ``./dsviz`` beside the notebook, unless given.

    Returns
    -------
    SavedViews
        ``names`` lists them; ``rename`` and ``delete`` change them. `TableView(table, view=name)` shows one.
    """
    from dsviz_widget.runs.active import current
    from dsviz_widget.runs.run import DEFAULT_PROJECT

    run = current()
    catalog = run.catalog if run is not None and dir is None else Catalog(dir)
    return SavedViews(catalog.storage, project or (run.project if run is not None else DEFAULT_PROJECT))
