"""Panels that users register: an ES module each, and the kinds of columns that it draws."""

from __future__ import annotations

import hashlib
import os
import threading
import weakref
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from dsviz_widget.errors import PanelError, did_you_mean
from dsviz_widget.panels.checks import check_kinds, check_name, check_size, read_module


@dataclass(frozen=True)
class CustomPanel:
    """One panel of a user's own.

    Parameters
    ----------
    name : str
        By which a query names it.
    label : str
        As the column menu says it.
    kinds : tuple of str
        Kinds of columns that it draws: ``"list"``, ``"number"``, …
    types : tuple of str
        Column types that it draws, by their W&B names; also those of users.
    module : str
        The ES module, as text.
    is_default : bool
        Whether columns show through it until another panel is chosen.
    width_px, height_px : int or None
        Room that a cell should have; None leaves it to the view.
    """

    name: str
    label: str
    kinds: tuple[str, ...]
    types: tuple[str, ...]
    module: str
    is_default: bool = False
    width_px: int | None = None
    height_px: int | None = None

    @property
    def digest(self) -> str:
        """Which module this is: another text has another digest."""
        return hashlib.sha256(self.module.encode()).hexdigest()[:16]

    def as_dict(self) -> dict[str, Any]:
        """Return what a view needs to know before it draws a cell; the module comes when one is drawn."""
        return {
            "name": self.name,
            "label": self.label,
            "kinds": list(self.kinds),
            "types": list(self.types),
            "digest": self.digest,
            "is_default": self.is_default,
            "width_px": self.width_px,
            "height_px": self.height_px,
        }


_panels: dict[str, CustomPanel] = {}
_listeners: weakref.WeakSet[Any] = weakref.WeakSet()
_lock = threading.Lock()


def register_panel(
    name: str,
    module: str | os.PathLike[str],
    *,
    kinds: Iterable[str] = (),
    types: Iterable[str] = (),
    label: str | None = None,
    default: bool = False,
    width_px: int | None = None,
    height_px: int | None = None,
) -> CustomPanel:
    """Add a panel of your own, or put another in place of one of the same name; open views follow at once.

    Parameters
    ----------
    name : str
        By which a query names it: ``query.with_panel("losses", "sparkline")``.
    module : str or path
        An ES module as text, or the path of a file with one. It exports
        ``mount(el, props)``, which draws ``props.value`` into ``el`` and returns
        ``{update(props), unmount()}``; docs/panels.md has the types.
    kinds : iterable of str
        Kinds of columns that it can draw: ``"number"``, ``"text"``, ``"boolean"``, ``"timestamp"``,
        ``"image"``, ``"list"``, ``"struct"`` or ``"any"``.
    types : iterable of str
        Column types that it can draw, by their names in W&B's descriptions, such as ``"ndarray"`` or
        that of a type of your own.
    label : str, optional
        As the column menu says it; the name unless given.
    default : bool
        Whether such columns show through it until another panel is chosen.
    width_px, height_px : int, optional
        Room that a cell should have, in pixels; columns and rows of the table grow to it.

    Returns
    -------
    CustomPanel
        What was registered.

    Raises
    ------
    PanelError
        If it cannot be a panel; the message says why.

    Examples
    --------
    >>> text = "export const mount = (el, {value}) => { ... return {update() {}, unmount() {}} }"
    >>> register_panel("length", text, kinds=["list"]).label
    'length'
    >>> unregister_panel("length")
    """
    check_name(name)
    panel = CustomPanel(
        name=name,
        label=name if label is None else label,
        kinds=check_kinds(name, kinds),
        types=tuple(dict.fromkeys([types] if isinstance(types, str) else types)),
        module=read_module(name, module),
        is_default=default,
        width_px=check_size(name, "width_px", width_px),
        height_px=check_size(name, "height_px", height_px),
    )
    if not panel.kinds and not panel.types:
        raise PanelError(
            f"The panel {name!r} draws no column: say which with kinds, such as kinds=['list'], "
            "or with types, such as types=['ndarray']."
        )
    with _lock:
        _panels[name] = panel
    _tell()
    return panel


def unregister_panel(name: str) -> None:
    """Take a panel away; columns that it drew show through their default again.

    Raises
    ------
    PanelError
        If there is no such panel.
    """
    with _lock:
        if _panels.pop(name, None) is None:
            raise PanelError(f"There is no panel {name!r}.{did_you_mean(name, _panels)}")
    _tell()


def registered_panels() -> list[CustomPanel]:
    """Return the panels of users, in the order in which they came."""
    with _lock:
        return list(_panels.values())


def find_panel(name: str) -> CustomPanel:
    """Return a panel by name.

    Raises
    ------
    PanelError
        If there is no such panel.
    """
    with _lock:
        found = _panels.get(name)
        if found is None:
            raise PanelError(
                f"There is no panel {name!r} in this kernel.{did_you_mean(name, _panels)} "
                "Run the cell that registers it again."
            )
        return found


def on_change(listener: Any) -> None:
    """Call `panels_changed` of an object when panels come or go, for as long as the object lives."""
    _listeners.add(listener)


def _tell() -> None:
    call: Callable[[], None]
    for call in [listener.panels_changed for listener in list(_listeners)]:
        call()
