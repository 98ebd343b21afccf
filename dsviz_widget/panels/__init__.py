"""Panels of users: which there are, what each draws, and who wants to know when that changes."""

from dsviz_widget.panels.registry import (
    CustomPanel,
    find_panel,
    on_change,
    register_panel,
    registered_panels,
    unregister_panel,
)

__all__ = [
    "CustomPanel",
    "find_panel",
    "on_change",
    "register_panel",
    "registered_panels",
    "unregister_panel",
]
