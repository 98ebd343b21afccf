"""TensorBoard's events: what was written of one tag at one step."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dsviz_widget.convert.protobuf import (
    Message,
    bytes_at,
    double_at,
    message_at,
    messages_at,
    number_at,
    read_message,
    text_at,
)
from dsviz_widget.convert.tensors import read_tensor
from dsviz_widget.convert.tfrecord import RecordFile
from dsviz_widget.errors import ConvertError

# Field numbers of event.proto, summary.proto and tensor.proto, as TensorFlow 1 and 2 have them.
WALL_TIME, STEP, SUMMARY, SESSION_LOG = 1, 2, 5, 7
TAG, SIMPLE_VALUE, IMAGE, HISTOGRAM, AUDIO, TENSOR, METADATA = 1, 2, 4, 5, 6, 8, 9
SESSION_START = 1


@dataclass(frozen=True)
class Logged:
    """A value of one tag at one step.

    Attributes
    ----------
    kind : {"number", "histogram", "images", "audio", "text", "array"}
    value : object
        A float; a pair of counts and edges; a list of encoded pictures or sounds; a text; an array.
    """

    tag: str
    step: int
    wall_time: float
    kind: str
    value: Any


@dataclass(frozen=True)
class HyperParameters:
    """What the plugin "hparams" kept of a run: its settings, the group it belongs to, and how it ended."""

    values: dict[str, Any]
    group: str
    started_at: float
    ended_at: float
    status: int


@dataclass(frozen=True)
class Restart:
    """The process began again at a step: what was written for that step and later ones no longer counts."""

    step: int


class EventFile:
    """One event file.

    Attributes
    ----------
    skipped : dict of str to str
        Tags that have no value here, with the plugin that wrote them.
    is_whole : bool
        Whether the last reading went to the end of the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.skipped: dict[str, str] = {}
        self.is_whole = True
        # Only the first value of a tag says which plugin wrote it.
        self._plugins: dict[str, str] = {}

    def events(self) -> Iterator[Logged | HyperParameters | Restart]:
        """Yield what was logged, in the order of the file; raises ConvertError for a file of another kind."""
        file = RecordFile(self.path)
        for record in file.records():
            scalar = _scalar(record)
            if scalar is not None:
                yield scalar
                continue
            try:
                event = read_message(record)
                yield from self._take(event)
            except (ConvertError, ValueError):
                # A message that makes no sense although its checksum is right: nobody knows what it was.
                self.skipped["(an event that cannot be read)"] = "unknown"
        self.is_whole = file.is_whole

    def _take(self, event: Message) -> Iterator[Logged | HyperParameters | Restart]:
        step, wall_time = number_at(event, STEP), double_at(event, WALL_TIME)
        session = message_at(event, SESSION_LOG)
        if session is not None and number_at(session, 1) == SESSION_START and step > 0:
            yield Restart(step)
        for summary in messages_at(event, SUMMARY):
            for item in messages_at(summary, 1):
                yield from self._item(item, step, wall_time)

    def _item(self, item: Message, step: int, wall_time: float) -> Iterator[Logged | HyperParameters]:
        tag = text_at(item, TAG)
        metadata = message_at(item, METADATA)
        data = message_at(metadata, 1) if metadata is not None else None
        if data is not None and tag not in self._plugins:
            self._plugins[tag] = text_at(data, 1)
        plugin = self._plugins.get(tag, "")
        if plugin == "hparams":
            if data is not None:
                yield from _hyper_parameters(bytes_at(data, 2))
            return
        found = _value(item, plugin)
        if found is None:
            self.skipped[tag] = plugin or "unknown"
        else:
            kind, value = found
            yield Logged(tag, step, wall_time, kind, value)


def _scalar(record: bytes) -> Logged | None:
    """Read an event that is one scalar of TensorFlow 1, PyTorch or tensorboardX: most of most files."""
    # Field 1 (a double), field 2 (the step) unless it is 0, field 5 (the summary) of one value to the end.
    if len(record) < 20 or record[0] != 0x09:
        return None
    step, at = 0, 9
    if record[at] == 0x10:
        at, shift = at + 1, 0
        while True:
            if at >= len(record) or shift > 56:
                return None
            byte = record[at]
            step |= (byte & 0x7F) << shift
            at, shift = at + 1, shift + 7
            if byte < 0x80:
                break
    end = len(record)
    # Lengths below 128 are one byte; a longer tag goes the general way.
    if at + 6 > end or record[at] != 0x2A or record[at + 1] != end - at - 2:
        return None
    if record[at + 2] != 0x0A or record[at + 3] != end - at - 4 or record[at + 4] != 0x0A:
        return None
    size = record[at + 5]
    tag_end = at + 6 + size
    if tag_end + 5 != end or record[tag_end] != 0x15:
        return None
    wall_time = struct.unpack_from("<d", record, 1)[0]
    value = struct.unpack_from("<f", record, tag_end + 1)[0]
    tag = record[at + 6 : tag_end].decode("utf-8", "replace")
    return Logged(tag, step, wall_time, "number", value)


def _value(item: Message, plugin: str) -> tuple[str, Any] | None:
    if SIMPLE_VALUE in item:
        return "number", float(struct.unpack("<f", bytes_at(item, SIMPLE_VALUE))[0])
    for number, read in _OLD.items():
        inner = message_at(item, number)
        if inner is not None:
            return read(inner)
    tensor = message_at(item, TENSOR)
    if tensor is None:
        return None
    array = read_tensor(tensor)
    reader = _PLUGINS.get(plugin, _untold)
    return reader(array)


def _old_image(item: Message) -> tuple[str, Any]:
    return "images", [bytes_at(item, 4)]


def _old_audio(item: Message) -> tuple[str, Any]:
    return "audio", [bytes_at(item, 4)]


def _old_histogram(item: Message) -> tuple[str, Any] | None:
    limits = np.frombuffer(bytes_at(item, 6), "<f8")
    counts = np.frombuffer(bytes_at(item, 7), "<f8")
    if len(limits) != len(counts) or not len(counts):
        return None
    # A bucket says where it ends; the first and the last reach to the ends of the double range.
    smallest, largest = double_at(item, 1), double_at(item, 2)
    edges = np.concatenate([[min(smallest, limits[0])], limits])
    edges = np.clip(edges, smallest, max(largest, smallest))
    return "histogram", _without_width(counts, edges)


def _without_width(counts: np.ndarray, edges: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Leave out buckets that have no width and nothing in them."""
    kept = (np.diff(edges) > 0) | (counts > 0)
    kept_edges = np.concatenate([edges[:-1][kept], edges[1:][kept][-1:]])
    return counts[kept], kept_edges if kept.any() else edges[:1]


def _tensor_scalar(array: np.ndarray) -> tuple[str, Any] | None:
    return ("number", float(array.reshape(-1)[0])) if array.size == 1 and array.dtype != object else None


def _tensor_histogram(array: np.ndarray) -> tuple[str, Any] | None:
    if array.dtype == object or array.ndim != 2 or array.shape[1] != 3 or not len(array):
        return None
    # Rows are left edge, right edge, count; the buckets stand side by side.
    edges = np.concatenate([array[:1, 0], array[:, 1]]).astype(float)
    return "histogram", (array[:, 2].astype(float), edges)


def _tensor_images(array: np.ndarray) -> tuple[str, Any] | None:
    # The width and the height, as text, stand before the pictures.
    return ("images", list(array.reshape(-1)[2:])) if array.dtype == object and array.size > 2 else None


def _tensor_audio(array: np.ndarray) -> tuple[str, Any] | None:
    if array.dtype != object or not array.size:
        return None
    sounds = array[:, 0] if array.ndim == 2 else array.reshape(-1)
    return "audio", list(sounds)


def _tensor_text(array: np.ndarray) -> tuple[str, Any] | None:
    if array.dtype != object:
        return None
    return "text", "\n\n".join(item.decode("utf-8", "replace") for item in array.reshape(-1))


def _untold(array: np.ndarray) -> tuple[str, Any] | None:
    """Read a tensor of no plugin, or of one that is not known: by its shape."""
    if array.dtype == object:
        return None
    return ("number", float(array.reshape(-1)[0])) if array.size == 1 else ("array", array)


def _unread(array: np.ndarray) -> None:
    return None


_OLD: dict[int, Callable[[Message], tuple[str, Any] | None]] = {
    IMAGE: _old_image,
    HISTOGRAM: _old_histogram,
    AUDIO: _old_audio,
}
_PLUGINS: dict[str, Callable[[np.ndarray], tuple[str, Any] | None]] = {
    "scalars": _tensor_scalar,
    "histograms": _tensor_histogram,
    "images": _tensor_images,
    "audio": _tensor_audio,
    "text": _tensor_text,
    "pr_curves": _unread,
    "mesh": _unread,
    "projector": _unread,
    "graphs": _unread,
    "graph_keras_model": _unread,
    "graph_run_metadata": _unread,
    "graph_run_metadata_graph": _unread,
    "custom_scalars": _unread,
}


def _hyper_parameters(content: bytes) -> Iterator[HyperParameters]:
    """Read the plugin's data: ``HParamsPluginData`` with the start or the end of a session."""
    data = read_message(content)
    start, end = message_at(data, 3), message_at(data, 4)
    if start is not None:
        values = {}
        for pair in messages_at(start, 1):
            found = message_at(pair, 2)
            values[text_at(pair, 1)] = _plain(found) if found is not None else None
        yield HyperParameters(values, text_at(start, 4), double_at(start, 5), 0.0, 0)
    if end is not None:
        yield HyperParameters({}, "", 0.0, double_at(end, 2), number_at(end, 1))


def _plain(value: Message) -> Any:
    """Return what a ``google.protobuf.Value`` holds."""
    if 2 in value:
        number = double_at(value, 2)
        return int(number) if number.is_integer() and abs(number) < 2**53 else number
    if 3 in value:
        return text_at(value, 3)
    if 4 in value:
        return bool(number_at(value, 4))
    listed = message_at(value, 6)
    return [_plain(item) for item in messages_at(listed, 1)] if listed is not None else None
