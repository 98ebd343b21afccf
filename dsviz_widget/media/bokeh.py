"""Bokeh figures, kept as the JSON document that BokehJS draws."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from dsviz_widget.errors import MediaTypeError, MediaValueError
from dsviz_widget.media.figures import is_made_by
from dsviz_widget.media.given import file_given
from dsviz_widget.media.json_figure import JsonFigure
from dsviz_widget.media.plotly import plain
from dsviz_widget.media.registry import register_medium
from dsviz_widget.types import article


@register_medium
class Bokeh(JsonFigure):
    """A Bokeh figure or layout for a table cell or a run, interactive where it is shown.

    Parameters
    ----------
    data_or_path : bokeh model, document, dict or path
        A figure, a layout, a document with one root or more; what ``document.to_json()`` gives; or the path
        of a file of that.
    caption : str, optional
        Shown under it.

    Attributes
    ----------
    facts : dict
        ``title``; ``kinds``, the kinds of its marks ("Circle, Line"); ``version`` of bokeh that wrote it.

    Raises
    ------
    MediaTypeError
        If it is no figure.
    MediaValueError
        If a dict or a file is no document of Bokeh, or has no root.
    MediaFileError
        If there is no such file.

    References
    ----------
    ``wandb.data_types.Bokeh``, W&B reference, 2021.
    """

    wb_type: ClassVar[str] = "bokeh-file"
    noun: ClassVar[str] = "Bokeh figure"
    folder: ClassVar[str] = "media/bokeh"
    list_type: ClassVar[str] = "bokeh"
    fields: ClassVar[dict[str, str]] = {"title": "string", "kinds": "string", "version": "string"}
    mimes: ClassVar[dict[str, str]] = {"bokeh.json": "application/json"}

    def __init__(self, data_or_path: Any, caption: str | None = None) -> None:
        super().__init__(_document(data_or_path), caption)

    @property
    def document(self) -> dict[str, Any]:
        """The document as ``bokeh.document.Document.from_json`` takes it."""
        return self._parsed()

    @classmethod
    def facts_in(cls, figure: Any) -> dict[str, Any]:
        """Return the facts of a document; raises MediaValueError for what is none."""
        _check(figure)
        return _facts(figure)


def _document(value: Any) -> Any:
    """Return a figure as the JSON of its document; raises if it is none."""
    if is_made_by(value, "bokeh", "Document"):
        return _to_json(value)
    if is_made_by(value, "bokeh", "Model"):
        from bokeh.document import Document

        if value.document is not None:
            return _to_json(value.document)
        document = Document()
        document.add_root(value)
        try:
            return _to_json(document)
        finally:
            # A model belongs to one document, and the caller may want to show it elsewhere.
            document.remove_root(value)
    if isinstance(value, Mapping):
        return plain(value)
    if isinstance(value, (str, Path)):
        path = file_given(value, Bokeh.noun)
        try:
            return json.loads(path.read_bytes())
        except ValueError as error:
            raise MediaValueError(f"Bokeh figure: {str(path)!r} is no JSON: {error}.") from None
    raise MediaTypeError(
        f"a Bokeh figure is a model or document of bokeh, a dict or a path, got {article(value)}."
    )


def _to_json(document: Any) -> Any:
    # Bokeh 3 keeps the bytes of arrays apart unless told otherwise, which Bokeh 2 cannot be told.
    try:
        found = document.to_json(deferred=False)
    except TypeError:
        found = document.to_json()
    # It has a new name at each call, and says nothing of the figure.
    found.pop("config", None)
    return found


def _check(document: Any) -> None:
    roots = document.get("roots") if isinstance(document, Mapping) else None
    # Bokeh 2 had an object with "references" in place of the list.
    roots = roots.get("references") if isinstance(roots, Mapping) else roots
    if not isinstance(roots, list) or "version" not in document:
        raise MediaValueError(
            "a document of Bokeh has 'version' and 'roots', as document.to_json() gives them. "
            "Pass the figure."
        )
    if not roots:
        raise MediaValueError(
            "the document of Bokeh has no root. Add a figure with document.add_root(figure)."
        )


def _facts(document: Mapping[str, Any]) -> dict[str, Any]:
    models = list(_models(document["roots"]))
    marks = {
        model["attributes"].get("glyph", {}).get("name")
        for model in models
        if model["name"] == "GlyphRenderer" and isinstance(model["attributes"].get("glyph"), Mapping)
    }
    titles = (model["attributes"].get("text") for model in models if model["name"] == "Title")
    return {
        "title": next((title for title in titles if isinstance(title, str) and title), None),
        "kinds": ", ".join(sorted(filter(None, marks))) or None,
        "version": str(document["version"]),
    }


def _models(value: Any) -> Any:
    """Yield the objects in a document of Bokeh 3, wherever they are."""
    if isinstance(value, list):
        for item in value:
            yield from _models(item)
    elif isinstance(value, Mapping):
        if value.get("type") == "object" and isinstance(value.get("attributes", {}), Mapping):
            yield {"name": value.get("name"), "attributes": value.get("attributes", {})}
        for item in value.values():
            yield from _models(item)
