"""Views as one HTML file that needs no kernel: what it would hold, and writing it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from dsviz_widget.errors import ViewError
from dsviz_widget.query import Task
from dsviz_widget.types import article
from dsviz_widget.widgets.sharing_page import CODE, MEDIA, PICTURES, ROWS, Page
from dsviz_widget.widgets.sharing_views import Limits, add_view
from dsviz_widget.widgets.view import View

MAX_ROWS = 5_000
PICTURE_PX = 128
MAX_BYTES = 50_000_000
"""A page of more is refused unless told otherwise: mail and chats take no larger files."""
SIZES_PX = (16, 2_048)
"""Least and largest side of pictures."""
MAX_POINTS = 2_000
WITH_LINES = ("run", "workspace", "project")
"""Kinds of views that `max_points` is of."""
FEWEST_POINTS = 100
"""Fewer do not draw a line that one can read."""


@dataclass(frozen=True)
class HtmlPlan:
    """What a page holds, and how large it is.

    Parameters
    ----------
    size : int
        Bytes of the file.
    code, rows, pictures : int
        Bytes of it that are the front end, tables with their answers, and pictures with their masks.
    picture_count : int
        Pictures and stills in it.
    notes : tuple of str
        What the page says of what it lacks, a sentence each.
    path : Path or None
        Where it was written.
    media : int
        Bytes of it that are original files.
    originals : int
        Bytes that original files would add about, where they are left out.
    """

    size: int
    code: int
    rows: int
    pictures: int
    picture_count: int
    notes: tuple[str, ...]
    path: Path | None = None
    media: int = 0
    originals: int = 0

    def __str__(self) -> str:
        """Say in a line how large it is and why, and what it lacks."""
        parts = [f"front end {words(self.code)}", f"rows {words(self.rows)}"]
        if self.picture_count:
            parts.append(f"{self.picture_count:,} pictures {words(self.pictures)}")
        if self.media:
            parts.append(f"original files {words(self.media)}")
        where = f"{self.path}: " if self.path is not None else ""
        said = [f"{where}{words(self.size)} ({', '.join(parts)}).", *self.notes]
        if self.originals:
            said.append(f"With media='originals' it would be about {words(self.originals)} larger.")
        return " ".join(said)

    __repr__ = __str__


def html_plan(
    views: View | Sequence[View],
    *,
    max_rows: int = MAX_ROWS,
    picture_px: int = PICTURE_PX,
    title: str | None = None,
    rows: Literal["all", "matched"] = "all",
    max_points: int = MAX_POINTS,
    media: Literal["stills", "originals"] = "stills",
    task: Task | None = None,
) -> HtmlPlan:
    """Return how large a page of some views would be; nothing is written.

    The pictures are made for it and kept in the cache, so that `to_html` has them.
    """
    _, plan = make_page(_listed(views), _limits(max_rows, picture_px, rows, max_points, media), title, task)
    return plan


def to_html(
    views: View | Sequence[View],
    path: str | os.PathLike[str],
    *,
    max_rows: int = MAX_ROWS,
    picture_px: int = PICTURE_PX,
    max_bytes: int = MAX_BYTES,
    title: str | None = None,
    rows: Literal["all", "matched"] = "all",
    max_points: int = MAX_POINTS,
    media: Literal["stills", "originals"] = "stills",
    task: Task | None = None,
) -> HtmlPlan:
    """Write views as one HTML file that scrolls, filters, sorts, groups and compares without a kernel.

    The file opens offline, and asks no server for anything. A file that is there is replaced.

    Parameters
    ----------
    views : View or sequence of View
        Tables, comparisons, charts, runs, workspaces, lineages and projects; each under a heading where there
        are several.
    path : path
        Of the file.
    max_rows : int
        Rows of each table at most; the page says how many there would be.
    picture_px : int
        Longer side of pictures, in pixels.
    max_bytes : int
        A larger page is refused, and not written.
    title : str, optional
        Stands at the top of the page; that of the first view unless given.
    rows : {"all", "matched"}
        With ``"matched"`` rows that do not match a view stay out of the page; with ``"all"`` they come
        along, so that its filter can be switched off.
    max_points : int
        Points of each line of a run at most; the page says where a line has more.
    media : {"stills", "originals"}
        With ``"originals"`` files of pictures, sounds, videos and the like come along, so that they open and
        play in the page; with ``"stills"`` what cells show of them does.

    Returns
    -------
    HtmlPlan
        How large it became, and what it lacks.

    Raises
    ------
    ViewError
        If the page would be larger than `max_bytes`, or a view cannot be shared.

    Examples
    --------
    >>> dsviz_widget.to_html([view, chart], "results.html")  # doctest: +SKIP
    """
    limits = _limits(max_rows, picture_px, rows, max_points, media)
    shared = _listed(views)
    page, plan = make_page(shared, limits, title, task)
    if plan.size > max_bytes:
        raise ViewError(too_large(plan, max_bytes, limits, shared))
    target = Path(path)
    write_whole(target, page.encode())
    return replace(plan, path=target)


def make_page(
    views: Sequence[View], limits: Limits, title: str | None, task: Task | None = None
) -> tuple[str, HtmlPlan]:
    """Return a page as text, and what is in it."""
    task = task or Task()
    headings = [heading_of(view) for view in views]
    page = Page(title or headings[0])
    notes: list[str] = []
    for number, (view, heading) in enumerate(zip(views, headings, strict=True)):
        name = f"v{number}"
        said = add_view(page, name, view, limits, task)
        page.sections.append((name, heading if len(views) > 1 or title else "", said))
        notes += [note if len(views) == 1 else f"{heading}: {note}" for note in said]
    text = page.to_html()
    sizes = page.sizes()
    plan = HtmlPlan(
        size=len(text.encode()),
        code=sizes[CODE],
        rows=sizes[ROWS],
        pictures=sizes[PICTURES],
        picture_count=page.picture_count,
        notes=tuple(notes),
        media=sizes[MEDIA],
        # As base64.
        originals=sum(page.originals.values()) * 4 // 3,
    )
    return text, plan


def default_limits(media: Any = "stills") -> Limits:
    """Return what of a view goes into a page unless told otherwise, with or without original files."""
    return _limits(MAX_ROWS, PICTURE_PX, "all", MAX_POINTS, media)


def too_large(plan: HtmlPlan, max_bytes: int, limits: Limits, views: Sequence[View]) -> str:
    """Return why a page is refused, and what would make it smaller."""
    way = f"max_rows (now {limits.max_rows:,})"
    if any(view.kind in WITH_LINES for view in views):
        way += f" or max_points (now {limits.max_points:,})"
    if plan.pictures > plan.size / 2:
        way = f"picture_px (now {limits.picture_px}) or {way}"
    if plan.media > plan.size / 2:
        way = f"media='stills' or lower {way}"
    most, what = max((plan.pictures, "pictures"), (plan.rows, "rows"), (plan.media, "original files"))
    lower = "Take" if plan.media > plan.size / 2 else "Lower"
    return (
        f"the page would have {words(plan.size)}, more than the {words(max_bytes)} of max_bytes, of which "
        f"{words(most)} are {what}. "
        f"{lower} {way}, or raise max_bytes."
    )


def words(size: int) -> str:
    """Return bytes as one reads them, such as ``1.2 MB``."""
    for unit, power in (("GB", 9), ("MB", 6), ("kB", 3)):
        if size >= 10**power:
            return f"{size / 10**power:.3g} {unit}"
    return f"{size} bytes"


def write_whole(path: Path, content: bytes) -> None:
    """Write a file such that nobody ever sees a part of it."""
    if not path.parent.is_dir():
        raise ViewError(f"there is no folder {str(path.parent)!r} to write {path.name!r} to. Make it first.")
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        # mkstemp lets nobody else read; a page is for others.
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _listed(views: Any) -> list[View]:
    found = [views] if isinstance(views, View) else list(views)
    if not found:
        raise ViewError("to_html was given no view. Give it one or more, such as TableView(table).")
    for view in found:
        if not isinstance(view, View):
            raise ViewError(f"to_html writes views, got {article(view)}. Give it TableView(table).")
    return found


def _limits(max_rows: int, picture_px: int, rows: Any, max_points: int, media: Any) -> Limits:
    if max_rows < 1:
        raise ViewError(f"max_rows is 1 or more, not {max_rows}.")
    low, high = SIZES_PX
    if not low <= picture_px <= high:
        raise ViewError(f"picture_px is {low} to {high}, not {picture_px}.")
    if rows not in ("all", "matched"):
        raise ViewError(f"rows is 'all' or 'matched', not {rows!r}.")
    if max_points < FEWEST_POINTS:
        raise ViewError(f"max_points is {FEWEST_POINTS} or more, not {max_points}.")
    if media not in ("stills", "originals"):
        raise ViewError(f"media is 'stills' or 'originals', not {media!r}.")
    return Limits(max_rows, picture_px, rows, max_points, media)


def heading_of(view: View) -> str:
    """Return what a view is called above it."""
    title = getattr(view, "title", "") or getattr(getattr(view, "session", None), "title", "")
    return str(title) or type(view).__name__
