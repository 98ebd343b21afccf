"""What `log` makes of images, histograms, tables, data frames and figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dsviz_widget.errors import LogTypeError, MediaValueError
from dsviz_widget.media import Bokeh, Histogram, Image, ImageType, MediaFile, Medium, Plotly
from dsviz_widget.media.encoding import encode_all
from dsviz_widget.media.figures import picture_of
from dsviz_widget.runs.files import Staged
from dsviz_widget.runs.values import Place, register_loggable
from dsviz_widget.table import JoinedTable, PartitionedTable, Table


def images_to_json(images: Sequence[Image], place: Place) -> dict[str, Any]:
    """Return images as a history keeps them: each the struct that it is in a table's cell.

    Returns
    -------
    dict
        ``images``, and ``column_type``, from which `ImageType.from_json` reads the structs again, overlays
        and labels included.
    """
    kind: Any = ImageType()
    for image in images:
        kind = kind.assign(image)
    staged = Staged()
    array = kind.to_arrow(images, staged)
    kind = kind.note_classes(images)
    place.files.keep(staged.contents)
    return {"images": [_without_empty(cell) for cell in array.to_pylist()], "column_type": kind.to_json()}


def _write_image(image: Image, place: Place) -> dict[str, Any]:
    found = images_to_json([image], place)
    return {"_type": "image-file", **found["images"][0], "column_type": found["column_type"]}


def _write_images(images: list[Image], place: Place) -> dict[str, Any]:
    return {"_type": "images/separated", "count": len(images), **images_to_json(images, place)}


def _without_empty(cell: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in cell.items() if value is not None and value != {}}


def _write_histogram(histogram: Histogram, place: Place) -> dict[str, Any]:
    return histogram.to_json()


def _write_table(table: Any, place: Place) -> dict[str, Any]:
    return place.keep_table(place.key, table)


def _write_frame(frame: Any, place: Place) -> dict[str, Any]:
    return place.keep_table(place.key, Table(dataframe=frame))


def _write_file(file: MediaFile, place: Place) -> dict[str, Any]:
    staged = Staged()
    file.encoded.give_to(staged)
    place.files.keep(staged.contents)
    encoded = file.encoded
    return {
        **file.description,
        "_type": file.kind,
        "digest": encoded.digest,
        "size": encoded.size,
        "path": encoded.path,
    }


def _write_medium(medium: Medium, place: Place) -> dict[str, Any]:
    return {"_type": medium.wb_type, **_media_to_json([medium], place)[0]}


def _write_media(media: list[Medium], place: Place) -> dict[str, Any]:
    kinds = {medium.wb_type: medium for medium in media}
    if len(kinds) > 1:
        nouns = sorted(medium.noun for medium in kinds.values())
        raise LogTypeError(
            f"{place.key!r} cannot be logged: it is a list of {' and '.join(nouns)}. "
            "Log a list of one kind, or put the values into columns of a Table."
        )
    return {"_type": media[0].list_type, "count": len(media), "items": _media_to_json(media, place)}


def _media_to_json(media: Sequence[Medium], place: Place) -> list[dict[str, Any]]:
    """Return media as a history keeps them: each the struct that it is in a table's cell."""
    encode_all([lambda medium=medium: medium.encoded for medium in media])
    staged = Staged()
    for medium in media:
        medium.encoded.give_to(staged)
    place.files.keep(staged.contents)
    return [_without_empty(medium.to_struct()) for medium in media]


def _write_figure(figure: Any, place: Place) -> dict[str, Any]:
    """Keep a matplotlib figure as Plotly's, as W&B does, and as a picture where that would lose something."""
    try:
        made = Plotly(figure)
    except MediaValueError:
        return _write_image(picture_of(figure), place)
    return _write_medium(made, place)


def _write_plotly(figure: Any, place: Place) -> dict[str, Any]:
    return _write_medium(Plotly(figure), place)


def _write_bokeh(figure: Any, place: Place) -> dict[str, Any]:
    return _write_medium(Bokeh(figure), place)


register_loggable(Image, _write_image, _write_images)
register_loggable(Histogram, _write_histogram)
register_loggable(MediaFile, _write_file)
register_loggable(Medium, _write_medium, _write_media)
for kind in (Table, JoinedTable, PartitionedTable):
    register_loggable(kind, _write_table)
for name in ("pandas.DataFrame", "polars.DataFrame", "polars.LazyFrame", "pyarrow.Table"):
    register_loggable(name, _write_frame)
for name in ("matplotlib.Figure", "matplotlib.Artist", "matplotlib.pyplot"):
    register_loggable(name, _write_figure)
for name in ("plotly.BaseFigure", "plotly.BaseTraceType"):
    register_loggable(name, _write_plotly)
for name in ("bokeh.LayoutDOM", "bokeh.Document"):
    register_loggable(name, _write_bokeh)
