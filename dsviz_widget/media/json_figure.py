"""What figures have in common that are kept as the JSON which a library draws."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dsviz_widget.media.medium import Medium


class JsonFigure(Medium):
    """A figure kept as JSON, of one format; subclasses are the libraries that draw it.

    Parameters
    ----------
    figure : dict
        As JSON has it.
    caption : str, optional
        Shown under it.

    Raises
    ------
    MediaValueError
        If it is no figure of that library.
    """

    def __init__(self, figure: Any, caption: str | None) -> None:
        facts = self.facts_in(figure)
        text = json.dumps(figure, ensure_ascii=False, separators=(",", ":"))
        super().__init__(text.encode("utf-8", "replace"), self.format_in(""), caption, facts)

    @classmethod
    def facts_in(cls, figure: Any) -> dict[str, Any]:
        """Return the facts of a figure; raises MediaValueError for what is none."""
        raise NotImplementedError

    @classmethod
    def format_in(cls, path: str) -> str:
        """Return the only format there is."""
        return next(iter(cls.mimes))

    @classmethod
    def measure(cls, content: bytes | Path, file_format: str) -> dict[str, Any]:
        """Return the facts of a figure that came from elsewhere."""
        return cls.facts_in(json.loads(content.read_bytes() if isinstance(content, Path) else content))

    def _parsed(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.read())
        return found
