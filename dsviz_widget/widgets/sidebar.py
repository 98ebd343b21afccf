"""A view in JupyterLab's sidebar, or in a tab beside the notebook, linked with the one in the cell."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import LibraryMissing, ViewError, did_you_mean

if TYPE_CHECKING:
    from dsviz_widget.widgets.view import View

ANCHORS = ("right", "split-right", "split-left", "split-top", "split-bottom", "tab-before", "tab-after")


def open_sidebar(view: View, anchor: str = "right", title: str | None = None) -> Any:
    """Show a view in JupyterLab outside of the cells; see `View.open_sidebar`."""
    if anchor not in ANCHORS:
        raise ViewError(
            f"there is no place {anchor!r} for a view in JupyterLab.{did_you_mean(anchor, ANCHORS)}"
        )
    host = other_host()
    if host is not None:
        raise ViewError(
            f"open_sidebar shows a view in JupyterLab, and this is {host}. "
            "Make the view the last line of a cell instead."
        )
    try:
        from sidecar import Sidecar
    except ImportError:
        raise LibraryMissing(
            "open_sidebar needs sidecar. Run 'pip install \"dsviz-widget[lab]\"' where the kernel and "
            "JupyterLab run, and reload the page."
        ) from None
    from IPython.display import display

    beside = Sidecar(title=title or default_title(view), anchor=anchor)
    with beside:
        display(view)  # type: ignore[no-untyped-call]
    return beside


def default_title(view: View) -> str:
    """Return what a view calls itself: its title, else the name of its class."""
    own = getattr(view, "title", None)
    return own if isinstance(own, str) and own else type(view).__name__


def other_host() -> str | None:
    """Return what the code runs in where that is known not to be JupyterLab; None where it may be."""
    marimo = sys.modules.get("marimo")
    if marimo is not None and marimo.running_in_notebook():
        return "marimo"
    if "google.colab" in sys.modules:
        return "Colab"
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None or getattr(shell, "kernel", None) is None:
        return "no notebook"
    # The extension for notebooks puts it there before the first cell.
    return "VS Code" if "__vsc_ipynb_file__" in shell.user_ns else None
