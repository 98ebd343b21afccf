"""Panels of users, in a view: which there are, and the module of one that is about to draw."""

from __future__ import annotations

from typing import Any

import traitlets

from dsviz_widget import panels
from dsviz_widget.query import Task
from dsviz_widget.widgets.channel import Handler, Reply
from dsviz_widget.widgets.view import View


class PanelView(View):
    """A view whose cells may be drawn by panels of users.

    Parameters
    ----------
    handlers : dict
        Method name to the function that answers it.
    """

    custom_panels: Any = traitlets.List().tag(sync=True)
    """The panels that users registered: a dict each, without the modules. Python alone writes it."""

    def __init__(self, handlers: dict[str, Handler], **traits: Any) -> None:
        super().__init__({"panel": module_of, **handlers}, custom_panels=listed(), **traits)
        panels.on_change(self)

    def panels_changed(self) -> None:
        """Take note of a panel that came, changed or went."""
        self.custom_panels = listed()


def listed() -> list[dict[str, Any]]:
    """Return what a view knows of each panel before it draws a cell with it."""
    return [panel.as_dict() for panel in panels.registered_panels()]


def module_of(params: dict[str, Any], task: Task) -> Reply:
    """Answer with the ES module of a panel, as it is registered now."""
    panel = panels.find_panel(str(params.get("name")))
    return {"name": panel.name, "digest": panel.digest}, [panel.module.encode()]
