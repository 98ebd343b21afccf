"""HTML pages, shown in a frame that can reach nothing."""

from __future__ import annotations

from typing import Any, ClassVar

from dsviz_widget.errors import MediaTypeError
from dsviz_widget.media.medium import Medium
from dsviz_widget.media.registry import register_medium
from dsviz_widget.types import article


@register_medium
class Html(Medium):
    """A page of HTML for a table cell or a run.

    Parameters
    ----------
    data : str
        The page, or a part of one.
    caption : str, optional
        Shown under it.

    Raises
    ------
    MediaTypeError
        If it is no text.

    References
    ----------
    ``wandb.Html``, W&B reference, 2021.
    """

    wb_type: ClassVar[str] = "html-file"
    noun: ClassVar[str] = "HTML"
    folder: ClassVar[str] = "media/html"
    list_type: ClassVar[str] = "html"
    mimes: ClassVar[dict[str, str]] = {"html": "text/html"}

    def __init__(self, data: Any, caption: str | None = None) -> None:
        if not isinstance(data, str):
            raise MediaTypeError(f"HTML: a page is text, got {article(data)}.")
        super().__init__(data.encode("utf-8", "replace"), "html", caption)
