"""Runs that show themselves: the widgets say how, so that this room knows no screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dsviz_widget.errors import ViewError

Viewer = Callable[..., Any]

_viewers: dict[type, Viewer] = {}


def register_viewer(kind: type, viewer: Viewer) -> None:
    """Say what `view` of a class returns; `viewer` is called with the value and the options."""
    _viewers[kind] = viewer


class Viewable:
    """A value that a widget shows."""

    def view(self, **options: Any) -> Any:
        """Return a widget that shows this, live while it goes on.

        Parameters
        ----------
        **options
            What to show first: of a run the traits of `RunView`, such as ``x_axis="_relative"`` and
            ``smoothing=0.6``, of several runs those of `WorkspaceView`, such as ``group_by="optimizer"``, of
            a project or a logged artifact those of `ProjectView`, such as ``tab="files"``.

        Raises
        ------
        ViewError
            For an option that the widget does not have.
        """
        viewer = next((_viewers[kind] for kind in type(self).__mro__ if kind in _viewers), None)
        if viewer is None:
            raise ViewError(f"nothing shows {type(self).__name__}. Import dsviz_widget, not a part of it.")
        return viewer(self, **options)
