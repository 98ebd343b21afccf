"""Base of all widgets: the bundle, and a channel for the browser's questions."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from dsviz_widget.errors import UnknownArgument, ViewError, did_you_mean
from dsviz_widget.query import Task
from dsviz_widget.widgets.channel import Channel, Handler, Reply
from dsviz_widget.widgets.saved.bundle import with_picture

if TYPE_CHECKING:
    from dsviz_widget.widgets.sharing import HtmlPlan

STATIC = Path(__file__).parent / "static"
CORE = "widget"

making_inner: ContextVar[bool] = ContextVar("making_inner", default=False)
"""Whether views that are made now are to be shown within another view, as `inner_views` does."""


def bundle_text(name: str) -> str:
    """Return a file of the front end, as it was built last."""
    path = STATIC / name
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        raise ViewError(
            f"the front end is missing ({path}). From a checkout, run 'npm ci' and 'npm run build' in js/, "
            "or 'pip install -e .'; wheels carry it."
        ) from None


def chunk(params: dict[str, Any], task: Task) -> Reply:
    """Answer with a part of the front end that a view loads when it is first shown."""
    name = params.get("name")
    # By name among the files there are: what a browser sends never becomes a path.
    known = sorted(path.stem for path in STATIC.glob("*.js") if path.stem != CORE)
    if name not in known:
        raise ViewError(
            f"the front end has no part {name!r}.{did_you_mean(str(name), known)} "
            "Restart the kernel and reload the page; if that does not help, install dsviz-widget again."
        )
    return {"name": name}, [bundle_text(f"{name}.js").encode()]


@lru_cache(maxsize=8)
def _read(path: Path, modified_ns: int) -> str:
    # Read again when it was built again, so that a developer need not restart the kernel.
    return path.read_text(encoding="utf-8")


def answer_where_asked(comm: Any) -> None:
    """Let what the browser asks next go to the subshell that the browser sent it to.

    ipykernel 7.4 sends it to the one that the widget's last message came from. What a cell or a thread of
    ours said, as that a table has grown, came from none, and what is asked next would wait for the cell.
    """
    lock = getattr(comm, "_reply_subshell_lock", None)
    if lock is None:
        return
    with lock, suppress(AttributeError):
        comm._reply_subshell_ids.clear()
        del comm._reply_subshell_id


def _arguments(view: type[View]) -> list[str]:
    """Return what a view may be given by name: its own arguments, then what its browser side keeps."""
    named = inspect.signature(view).parameters.values()
    own = [one.name for one in named if one.kind is inspect.Parameter.KEYWORD_ONLY]
    own += [one.name for one in named if one.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD]
    kept = [name for name in view.class_trait_names(sync=True) if not name.startswith("_")]
    return list(dict.fromkeys([*own, *kept]))


class View(anywidget.AnyWidget):
    """A widget whose browser side asks questions.

    Parameters
    ----------
    handlers : dict
        Method name to the function that answers it.
    """

    kind = traitlets.Unicode().tag(sync=True)
    """Which view the front end opens."""

    _css = traitlets.Unicode().tag(sync=True)

    theme = traitlets.Enum(["auto", "light", "dark"], default_value="auto").tag(sync=True)
    """``auto`` follows the notebook."""

    # A widget that was refused its arguments is closed by Python all the same.
    _channel: Channel | None = None

    passes_on: Callable[[dict[str, Any]], None] | None = None
    """Takes the view's events where it is shown within another view and has no connection of its own."""

    def __init__(self, handlers: dict[str, Handler], **traits: Any) -> None:
        for name in traits:
            if not self.has_trait(name):
                names = _arguments(type(self))
                raise UnknownArgument(
                    f"{type(self).__name__} has no argument {name!r}.{did_you_mean(name, names)}"
                )
        self._is_inner = making_inner.get()
        self.handlers = {"chunk": chunk, **handlers}
        channel = self._channel = Channel(self.handlers, self._send_piece)
        super().__init__(_esm=bundle_text(f"{CORE}.js"), _css=bundle_text(f"{CORE}.css"), **traits)
        self.on_msg(lambda _, content, buffers: channel.receive(content))

    def open(self) -> None:
        """Open the connection to the browser; a view within another one goes by that one's."""
        if self._is_inner:
            return
        super().open()
        answer_where_asked(self.comm)

    def _send(self, msg: Any, buffers: Any = None) -> None:
        super()._send(msg, buffers)
        answer_where_asked(self.comm)

    @property
    def is_heard(self) -> bool:
        """Whether there is a browser side, or may be one, to tell of changes."""
        return self.comm is not None or self.passes_on is not None

    def _send_piece(self, content: dict[str, Any], buffers: list[bytes] | None) -> None:
        if self.passes_on is not None:
            self.passes_on(content)
        elif self.comm is not None:
            self.send(content, buffers=buffers)

    def answer(self, method: str, params: dict[str, Any], task: Task) -> Reply:
        """Return what a browser would be answered, for those who show the view without one."""
        assert self._channel is not None
        return self._channel.handler(method)(params, task)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """Return what a cell shows: the widget, its text, and a picture for where nothing runs widgets."""
        return with_picture(self, super()._repr_mimebundle_(**kwargs))

    def to_html(self, path: str | os.PathLike[str], **options: Any) -> HtmlPlan:
        """Write the view as one HTML file that works offline, without a kernel.

        Parameters
        ----------
        path : path
            Of the file; one that is there is replaced.
        **options
            ``max_rows``, ``picture_px``, ``max_bytes``, ``title`` and ``rows`` as `dsviz_widget.to_html`
            has them.
        """
        from dsviz_widget.widgets.sharing import to_html

        return to_html(self, path, **options)

    def html_plan(self, **options: Any) -> HtmlPlan:
        """Return how large `to_html` would make the file, and what would be in it; nothing is written."""
        from dsviz_widget.widgets.sharing import html_plan

        return html_plan(self, **options)

    def open_sidebar(self, anchor: str = "right", title: str | None = None) -> Any:
        """Show the view in JupyterLab's sidebar, beside the cells; what is done in one is seen in the other.

        Parameters
        ----------
        anchor : str
            ``right`` is the sidebar; ``split-right``, ``split-left``, ``split-top``, ``split-bottom``,
            ``tab-before`` and ``tab-after`` make a tab.
        title : str, optional
            Of the tab: the view's own unless given.

        Returns
        -------
        sidecar.Sidecar
            Its ``close()`` takes it away; the view stays.

        Raises
        ------
        LibraryMissing
            Without sidecar, which the extra ``lab`` brings.
        ViewError
            For another anchor, or in a host that is not JupyterLab.
        """
        from dsviz_widget.widgets.sidebar import open_sidebar

        return open_sidebar(self, anchor, title)

    def close(self) -> None:
        """Close the widget and stop what is being answered."""
        if self._channel is not None:
            self._channel.close()
            super().close()
