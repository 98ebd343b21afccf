"""Views within a view: a table, a comparison or a run that opens inside another widget.

A widget inside a widget has no connection of its own, so that its questions, its traits and its events go by
the outer view's: ``inner_open`` makes a view, ``inner`` asks it, ``inner_set`` sets its traits, the event
``inner`` tells what Python changed or what the view has to say, ``inner_close`` closes it. Any view takes
part by adding `handlers` to its own.
"""

from __future__ import annotations

import itertools
import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import traitlets

from dsviz_widget.errors import QueryError, ViewError
from dsviz_widget.query import Task
from dsviz_widget.widgets.view import making_inner

if TYPE_CHECKING:
    from dsviz_widget.widgets.channel import Handler, Reply
    from dsviz_widget.widgets.view import View

MOST_OPEN = 12
"""Views that stay open; the one that was asked least lately is closed for another."""
HOSTS_OWN = frozenset({"layout", "tabbable", "tooltip"})
"""Traits that ipywidgets gives every widget, which mean nothing within another."""

Make = Callable[[dict[str, Any], Task], "View"]
Tell = Callable[..., None]


class InnerViews:
    """The views that are open within one view.

    Parameters
    ----------
    make : callable
        Given the params of ``inner_open`` and a Task, returns the view to show.
    tell : callable
        Sends an event of the outer view: its name, and what it says by keyword.
    """

    def __init__(self, make: Make, tell: Tell) -> None:
        self._make, self._tell = make, tell
        self._numbers = itertools.count(1)
        self._open: OrderedDict[str, InnerView] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {
            "inner_open": self.open,
            "inner": self.ask,
            "inner_set": self.set,
            "inner_close": self.close_one,
        }

    @property
    def views(self) -> list[View]:
        """The views that are open, the one that was asked last at the end."""
        with self._lock:
            return [inner.view for inner in self._open.values()]

    def open(self, params: dict[str, Any], task: Task) -> Reply:
        """Make a view: its id, its kind, and the traits that its browser side begins with."""
        token = making_inner.set(True)
        try:
            view = self._make(params, task)
        finally:
            making_inner.reset(token)
        name = f"inner-{next(self._numbers)}"
        inner = InnerView(name, view, self._tell)
        closed: list[InnerView] = []
        with self._lock:
            self._open[name] = inner
            while len(self._open) > MOST_OPEN:
                closed.append(self._open.popitem(last=False)[1])
        for old in closed:
            old.close()
        given = params.get("traits")
        if isinstance(given, dict) and given:
            inner.set(given, 0)
        return {"view": name, "kind": view.kind, "title": _title(view), "traits": inner.traits()}, []

    def ask(self, params: dict[str, Any], task: Task) -> Reply:
        """The answer of one of the views to a question."""
        inner, method, asked = self._find(params), str(params.get("method")), params.get("params")
        handler = inner.view.handlers.get(method)
        if handler is None:
            raise QueryError("internal", f"this version has no answer to {method!r}. Restart the kernel.")
        return handler(asked if isinstance(asked, dict) else {}, task)

    def set(self, params: dict[str, Any], task: Task) -> Reply:
        """Set traits of one of the views, as its browser side does; what Python made of them."""
        inner, given = self._find(params), params.get("traits")
        traits, stamp = inner.set(given if isinstance(given, dict) else {}, int(params.get("number") or 0))
        return {"traits": traits, "stamp": stamp}, []

    def close_one(self, params: dict[str, Any], task: Task) -> Reply:
        """Close one of the views; one that is closed already is no error."""
        with self._lock:
            inner = self._open.pop(str(params.get("view")), None)
        if inner is not None:
            inner.close()
        return {}, []

    def close(self) -> None:
        """Close all views."""
        with self._lock:
            closed = list(self._open.values())
            self._open.clear()
        for inner in closed:
            inner.close()

    def _find(self, params: dict[str, Any]) -> InnerView:
        name = str(params.get("view"))
        with self._lock:
            inner = self._open.get(name)
            if inner is not None:
                self._open.move_to_end(name)
        if inner is None:
            raise ViewError("this view was closed, as many others were opened after it. Open it again.")
        return inner


class InnerView:
    """One view within another.

    Parameters
    ----------
    name : str
        Its id.
    view : View
    tell : callable
        As `InnerViews` has it.
    """

    def __init__(self, name: str, view: View, tell: Tell) -> None:
        self.name, self.view, self._tell = name, view, tell
        self._lock = threading.RLock()
        self._names = [key for key in view.keys if not key.startswith("_") and key not in HOSTS_OWN]
        self._known = {key: _text(value) for key, value in self.traits().items()}
        self._last: dict[str, int] = {}
        self._stamp = 0
        self._setting: frozenset[str] = frozenset()
        view.passes_on = self._pass_on
        view.observe(self._changed, self._names)

    def traits(self) -> dict[str, Any]:
        """Return the traits that the browser side knows, as they cross."""
        return dict(self.view.get_state(self._names))

    def set(self, given: dict[str, Any], number: int) -> tuple[dict[str, Any], int]:
        """Take traits from the browser; return them as Python has them now, and its count of changes.

        Questions are answered on several threads, so that a later one may be here first; and what Python
        changes may be told before the answer is, which the browser sees by the count.

        Raises
        ------
        ViewError
            For a trait that the view does not have, or a value that it refuses; all stay as they were.
        """
        for key in given:
            if key not in self._names:
                raise ViewError(f"a view of kind {self.view.kind!r} has no trait {key!r}.")
            if self.view.traits()[key].read_only:
                raise ViewError(f"{key} of a view of kind {self.view.kind!r} is Python's to set.")
        with self._lock:
            taken = {key: value for key, value in given.items() if number >= self._last.get(key, 0)}
            self._last.update(dict.fromkeys(taken, number))
            before = self._setting
            self._setting = frozenset(taken)
            try:
                self.view.set_state(taken)
            except traitlets.TraitError as error:
                raise ViewError(f"{error}") from None
            finally:
                self._setting = before
                now = self.view.get_state([*given])
                self._known.update({key: _text(now[key]) for key in given})
            self._stamp += 1
            return dict(now), self._stamp

    def close(self) -> None:
        """Stop what is being answered, and say nothing more."""
        self.view.unobserve(self._changed, self._names)
        self.view.passes_on = _nobody
        self.view.close()

    def _pass_on(self, content: dict[str, Any]) -> None:
        if content.get("kind") == "event":
            told = {key: value for key, value in content.items() if key != "kind"}
            self._tell("inner", view=self.name, told=told)

    def _changed(self, change: Any) -> None:
        """Tell the browser of a trait that Python changed; what it said itself it knows."""
        key = change["name"]
        with self._lock:
            if key in self._setting:
                return
            value = self.view.get_state(key)[key]
            text = _text(value)
            if self._known.get(key) == text:
                return
            self._known[key] = text
            self._stamp += 1
            stamp = self._stamp
        self._tell("inner", view=self.name, traits={key: value}, stamp=stamp)


def _nobody(content: dict[str, Any]) -> None:
    """Take what a view that is closed has to say."""


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _title(view: Any) -> str:
    session = getattr(view, "session", None)
    return str(getattr(session, "title", "") or "")
