"""A view as a page, asked for from its own menu: how large it would be, and writing it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import ViewError
from dsviz_widget.query import Task
from dsviz_widget.widgets.channel import Handler, Reply
from dsviz_widget.widgets.exports import file_name, new_file
from dsviz_widget.widgets.view import making_inner

if TYPE_CHECKING:
    from dsviz_widget.widgets.sharing import HtmlPlan
    from dsviz_widget.widgets.view import View


class SharingQuestions:
    """Answers questions about the page of a view.

    Parameters
    ----------
    view : View
        As it is when somebody asks.
    part : callable, optional
        Makes the view of a part of it that a page may be of instead, given the params of the question; None
        where they name no part.
    """

    def __init__(self, view: View, part: Callable[[dict[str, Any]], View | None] | None = None) -> None:
        self._view, self._part = view, part

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {"share_plan": self.plan, "share": self.share}

    def plan(self, params: dict[str, Any], task: Task) -> Reply:
        """How large the page would be, and what it would lack."""
        from dsviz_widget.widgets.sharing import html_plan

        with self._asked(params) as view:
            return _told(html_plan(view, media=params.get("media", "stills"), task=task)), []

    def share(self, params: dict[str, Any], task: Task) -> Reply:
        """Write the page into the notebook's folder, or send it to the browser; nothing there is replaced."""
        from dsviz_widget.widgets.sharing import (
            MAX_BYTES,
            default_limits,
            heading_of,
            make_page,
            too_large,
            write_whole,
        )

        if params.get("to") not in ("folder", "browser"):
            raise ViewError(f"a page goes to the folder or the browser, not to {params.get('to')!r}.")
        limits = default_limits(params.get("media", "stills"))
        with self._asked(params) as view:
            page, plan = make_page([view], limits, None, task)
            if plan.size > MAX_BYTES:
                said = too_large(plan, MAX_BYTES, limits, [view])
                raise ViewError(f"{said} From Python: view.to_html(path, ...).")
            heading = heading_of(view)
        name = file_name(str(params.get("name") or "").strip(), heading)
        content = page.encode()
        if params["to"] == "browser":
            return {**_told(plan), "name": f"{name}.html", "path": None}, [content]
        with new_file(Path.cwd(), name, "html") as (path, staged):
            write_whole(staged, content)
        return {**_told(plan), "name": path.name, "path": str(path)}, []

    @contextmanager
    def _asked(self, params: dict[str, Any]) -> Iterator[View]:
        """Give the view, or the part of it that the question is about, which is closed afterwards."""
        token = making_inner.set(True)
        try:
            part = None if self._part is None else self._part(params)
        finally:
            making_inner.reset(token)
        try:
            yield self._view if part is None else part
        finally:
            if part is not None:
                part.close()


def _told(plan: HtmlPlan) -> dict[str, Any]:
    return {
        "size": plan.size,
        "pictures": plan.picture_count,
        "notes": list(plan.notes),
        "originals": plan.originals,
    }
