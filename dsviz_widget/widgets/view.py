"""Base of all widgets: the bundle, and a channel for the browser's questions."""

from __future__ import annotations

import inspect
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from dsviz_widget.errors import UnknownArgument, ViewError, did_you_mean
from dsviz_widget.query import Task
from dsviz_widget.widgets.channel import Channel, Handler, Reply

STATIC = Path(__file__).parent / "static"
CORE = "widget"


def _bundle(name: str) -> str:
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
    return {"name": name}, [_bundle(f"{name}.js").encode()]


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

    def __init__(self, handlers: dict[str, Handler], **traits: Any) -> None:
        for name in traits:
            if not self.has_trait(name):
                names = _arguments(type(self))
                raise UnknownArgument(
                    f"{type(self).__name__} has no argument {name!r}.{did_you_mean(name, names)}"
                )
        channel = self._channel = Channel({"chunk": chunk, **handlers}, self._send_piece)
        super().__init__(_esm=_bundle(f"{CORE}.js"), _css=_bundle(f"{CORE}.css"), **traits)
        self.on_msg(lambda _, content, buffers: channel.receive(content))

    def open(self) -> None:
        """Open the connection to the browser."""
        super().open()
        answer_where_asked(self.comm)

    def _send(self, msg: Any, buffers: Any = None) -> None:
        super()._send(msg, buffers)
        answer_where_asked(self.comm)

    def _send_piece(self, content: dict[str, Any], buffers: list[bytes] | None) -> None:
        if self.comm is not None:
            self.send(content, buffers=buffers)

    def close(self) -> None:
        """Close the widget and stop what is being answered."""
        if self._channel is not None:
            self._channel.close()
            super().close()
