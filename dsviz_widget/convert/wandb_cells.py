"""Cells of W&B's tables: JSON in, the values that our columns hold out."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Any

from dsviz_widget.convert.wandb_files import WandbFiles
from dsviz_widget.convert.wandb_json import as_object, number_of, read_object, text_of
from dsviz_widget.errors import ConvertError, MediaTypeError, MediaValueError
from dsviz_widget.media import MEDIA, MEDIA_KINDS, Histogram, Image, MediaFile
from dsviz_widget.media.boxes import CORNERS, Box, BoxGroup
from dsviz_widget.media.masks import Mask
from dsviz_widget.media.opening import open_file, seen_size
from dsviz_widget.types import ColumnType, DictType, ListType, NdarrayType, article

LEGACY_KINDS = {"wandb.Image": "image-file"}
LISTS = {
    "audio": ("audio", "audio-file"),
    "bokeh": ("bokeh", "bokeh-file"),
    "html": ("html", "html-file"),
    "molecule": ("molecule", "molecule-file"),
    "object3D": ("objects", "object3D-file"),
    "plotly": ("plotly", "plotly-file"),
    "videos": ("videos", "video-file"),
}
"""What W&B calls a list of media -> under which key its items are, and their kind."""
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def read_cell(value: Any, column_type: ColumnType | None, files: WandbFiles, where: str) -> Any:
    """Return the value of a cell.

    Parameters
    ----------
    value : object
        As JSON has it.
    column_type : ColumnType or None
        What W&B says the column holds: it tells a date from a number.
    files : WandbFiles
        The artifact or run that the table is in.

    Raises
    ------
    ConvertError
        For media that make no sense, a missing file, or a date beyond the year 9999.
    """
    if isinstance(value, dict):
        kind = value.get("_type")
        reader = _media.get(LEGACY_KINDS.get(kind, kind)) if isinstance(kind, str) else None
        if reader is not None:
            return reader(value, files, where)
        fields = column_type.fields if isinstance(column_type, DictType) else {}
        return {key: read_cell(item, fields.get(key), files, where) for key, item in value.items()}
    if isinstance(value, list):
        if isinstance(column_type, NdarrayType):
            return value
        element = column_type.element if isinstance(column_type, ListType) else None
        return [read_cell(item, element, files, where) for item in value]
    if column_type is not None and column_type.kind == "timestamp":
        return read_moment(value, where)
    if column_type is not None and column_type.kind == "number":
        return number_of(value)
    return value


def holds_media(value: Any) -> bool:
    """Return whether a cell is media, or has some inside a list or dict."""
    if isinstance(value, dict):
        kind = value.get("_type")
        return (isinstance(kind, str) and LEGACY_KINDS.get(kind, kind) in _media) or any(
            map(holds_media, value.values())
        )
    return isinstance(value, list) and any(map(holds_media, value))


def read_moment(value: Any, where: str) -> Any:
    """Return the moment of milliseconds since 1970; what is no number is returned as it is."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:
        return None if value != value else value
    try:
        return EPOCH + datetime.timedelta(milliseconds=value)
    except OverflowError:
        raise ConvertError(
            f"{where} has the date {value:g} ms after 1970, outside the years 1 to 9999."
        ) from None


MediaReader = Callable[[dict[str, Any], WandbFiles, str], Any]
_media: dict[str, MediaReader] = {}


def reads(*kinds: str) -> Callable[[MediaReader], MediaReader]:
    """Register what reads the media with these names."""

    def register(reader: MediaReader) -> MediaReader:
        _media.update(dict.fromkeys(kinds, reader))
        return reader

    return register


@reads(*MEDIA_KINDS)
def read_file(item: dict[str, Any], files: WandbFiles, where: str) -> Any:
    """Return media, byte for byte; of a kind that has no class here with what was said of them."""
    if not isinstance(item.get("path"), str):
        return item
    found = files.locate(item["path"], where)
    if found is None:
        return None
    medium = MEDIA.get(item["_type"])
    if medium is None:
        return MediaFile(item["_type"], item, found.encoded())
    return medium.from_elsewhere(found.encoded(), item.get("caption"))


@reads("histogram")
def read_histogram(item: dict[str, Any], files: WandbFiles, where: str) -> Histogram:
    """Return a histogram; W&B keeps counts and edges in the cell itself."""
    try:
        return Histogram.from_parts(item["values"], item["bins"], item.get("not_finite", 0))
    except (KeyError, TypeError, MediaTypeError, MediaValueError) as error:
        raise ConvertError(f"{where} is no histogram that can be read: {error}") from None


@reads(*LISTS)
def read_list(item: dict[str, Any], files: WandbFiles, where: str) -> Any:
    """Return the media that were logged as one list; some kinds have items, others names and captions."""
    key, kind = LISTS[item["_type"]]
    told = item.get(key)
    if not isinstance(told, list):
        names, captions = item.get("filenames"), item.get("captions")
        if not isinstance(names, list):
            return item
        folder = f"media/{item['_type']}/"
        told = [
            {
                "path": name if str(name).startswith("media/") else f"{folder}{name}",
                "caption": captions[index] if isinstance(captions, list) and index < len(captions) else None,
            }
            for index, name in enumerate(names)
        ]
    found = [
        read_file({**one, "_type": kind}, files, f"item {index} of {where}")
        for index, one in enumerate(told)
        if isinstance(one, dict)
    ]
    return [one for one in found if one is not None]


@reads("image-file")
def read_image(item: dict[str, Any], files: WandbFiles, where: str) -> Image | None:
    """Return an image with its masks and boxes; None when its file is missing and may be."""
    where = f"image in {where}"
    path = text_of(item, "path", where)
    url = files.address(path)
    found = files.locate(path, where) if url is None else None
    if found is None and url is None:
        return None
    width, height, kind = item.get("width"), item.get("height"), item.get("format")
    if found is not None and not (_is_size(width) and _is_size(height) and kind == "png"):
        # W&B notes the size before a photo is turned as its EXIF says; the browser turns it.
        with open_file(found.file, where) as opened:
            width, height = seen_size(opened)
            kind = kind or opened.format
    if not isinstance(kind, str) or not kind:
        kind = PurePosixPath(path).suffix[1:] or "png"
    labels = {}
    if item.get("classes") is not None:
        labels = files.labels(
            text_of(as_object(item["classes"], f"classes of {where}"), "path", where), where
        )
    boxes = {}
    for group, group_item in _groups(item, "boxes", where):
        boxes[group] = _read_boxes(group_item, labels, files, f"boxes {group!r} of {where}")
    masks = {}
    for group, group_item in _groups(item, "masks", where):
        mask = _read_mask(group, group_item, labels, files, f"mask {group!r} of {where}")
        if mask is not None:
            masks[group] = mask
    caption, grouping = item.get("caption"), item.get("grouping")
    return Image._from_parts(
        found.encoded() if found is not None else None,
        width if _is_size(width) else None,
        height if _is_size(height) else None,
        kind.lower().replace("jpeg", "jpg"),
        None if caption is None else str(caption),
        labels,
        boxes,
        masks,
        grouping if isinstance(grouping, int) and abs(grouping) < 2**63 else None,
        url,
    )


@reads("images/separated")
def read_images(item: dict[str, Any], files: WandbFiles, where: str) -> Any:
    """Return the images that were logged as one list; a run keeps their sizes once and the rest in lists."""
    names = item.get("filenames")
    if not isinstance(names, list):
        return item

    def of(key: str, index: int) -> Any:
        found = item.get(key)
        return found[index] if isinstance(found, list) and index < len(found) else None

    shared = {key: item.get(key) for key in ("width", "height", "format")}
    images = []
    for index, name in enumerate(names):
        own = {"path": name, "caption": of("captions", index)}
        overlays = {"boxes": of("all_boxes", index) or None, "masks": of("all_masks", index) or None}
        images.append(read_image({**shared, **own, **overlays}, files, f"item {index} of {where}"))
    return images


def _groups(item: Mapping[str, Any], key: str, where: str) -> list[tuple[str, Any]]:
    found = item.get(key)
    return [] if found is None else list(as_object(found, f"{key!r} of {where}").items())


def _read_mask(group: str, item: Any, labels: dict[int, str], files: WandbFiles, where: str) -> Mask | None:
    found = files.locate(text_of(as_object(item, where), "path", where), where)
    if found is None:
        return None
    with open_file(found.file, where) as opened:
        width, height = seen_size(opened)
    labels = _class_labels(item.get("class_labels")) or labels
    return Mask(group, labels, width, height, encoded=found.encoded())


def _read_boxes(item: Any, labels: dict[int, str], files: WandbFiles, where: str) -> BoxGroup:
    if isinstance(item, dict):
        own = _class_labels(item.get("class_labels"))
        if "box_data" not in item:
            # A run keeps the boxes of an image in a file of their own.
            found = files.locate(text_of(item, "path", where), where)
            item = read_object(found.file.read_bytes(), where) if found is not None else {"box_data": []}
            own = _class_labels(item.get("class_labels")) or own
        item, labels = item.get("box_data"), own or labels
    if not isinstance(item, list):
        raise ConvertError(f"{where} must be a list, got {article(item)}.")
    return BoxGroup(tuple(_read_box(box, f"{where}, box {index}") for index, box in enumerate(item)), labels)


def _read_box(item: Any, where: str) -> Box:
    box = as_object(item, where)
    class_id, caption, domain = box.get("class_id"), box.get("box_caption"), box.get("domain")
    if class_id is not None and (type(class_id) is not int or not -(2**63) <= class_id < 2**63):
        raise ConvertError(f"{where}: class_id must be an int, got {article(class_id)}.")
    scores = {}
    for key, score in as_object(box.get("scores") or {}, f"the scores of {where}").items():
        if score is not None:
            scores[key] = _number(number_of(score), f"score {key!r} of {where}")
    return Box(
        _read_position(as_object(box.get("position"), f"the position of {where}"), where),
        None if domain is None else str(domain),
        class_id,
        None if caption is None else str(caption),
        scores,
    )


def _read_position(position: dict[str, Any], where: str) -> tuple[float, float, float, float]:
    """Return the corners. W&B checks neither order nor range, so neither is checked here: nothing is lost."""
    if all(corner in position for corner in CORNERS):
        x0, x1, y0, y1 = (_number(position[corner], f"{corner} of {where}") for corner in CORNERS)
        return x0, x1, y0, y1
    middle = position.get("middle")
    if not isinstance(middle, list) or len(middle) != 2:
        raise ConvertError(f"{where} has neither minX, maxX, minY and maxY nor middle, width and height.")
    x, y = (_number(part, f"middle of {where}") for part in middle)
    half_w = _number(position.get("width"), f"width of {where}") / 2
    half_h = _number(position.get("height"), f"height of {where}") / 2
    return x - half_w, x + half_w, y - half_h, y + half_h


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ConvertError(f"{where} must be a number, got {article(value)}.")
    try:
        return float(value)
    except OverflowError:
        raise ConvertError(f"{where} is a whole number beyond what a float holds.") from None


def _is_size(value: Any) -> bool:
    return type(value) is int and 0 < value < 2**31


def _class_labels(value: Any) -> dict[int, str]:
    labels = {}
    for key, label in value.items() if isinstance(value, dict) else ():
        try:
            labels[int(key)] = str(label)
        except ValueError:
            continue
    return labels
