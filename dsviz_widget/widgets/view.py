"""Base of all widgets: the bundle, and a channel for the browser's questions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

from dsviz_widget.errors import ViewError
from dsviz_widget.widgets.channel import Channel, Handler

STATIC = Path(__file__).parent / "static"


def _bundle(name: str) -> Path:
    path = STATIC / name
    if not path.exists():
        raise ViewError(
            f"the front end is missing ({path}). From a checkout, run 'npm ci' and 'npm run build' in js/, "
            "or 'pip install -e .'; wheels carry it."
        )
    return path


class View(anywidget.AnyWidget):
    """A widget whose browser side asks questions.

    Parameters
    ----------
    handlers : dict
        Method name to the function that answers it.
    """

    kind = traitlets.Unicode().tag(sync=True)
    """Which view the front end opens."""

    theme = traitlets.Enum(["auto", "light", "dark"], default_value="auto").tag(sync=True)
    """``auto`` follows the notebook."""

    def __init__(self, handlers: dict[str, Handler], **traits: Any) -> None:
        super().__init__(_esm=_bundle("widget.js"), _css=_bundle("widget.css"), **traits)
        self._channel = Channel(handlers, self._send_piece)
        self.on_msg(lambda _, content, buffers: self._channel.receive(content))

    def _send_piece(self, content: dict[str, Any], buffers: list[bytes] | None) -> None:
        if self.comm is not None:
            self.send(content, buffers=buffers)

    def close(self) -> None:
        """Close the widget and stop what is being answered."""
        self._channel.close()
        super().close()
