"""TensorBoard's log folders: event files as runs, with their scalars, histograms, pictures and texts."""

from __future__ import annotations

import hashlib
import io
import warnings
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np

from dsviz_widget.convert.imported import ImportedRun, Keeper, digest_of_texts
from dsviz_widget.convert.run_columns import RunColumns, columns_of_series
from dsviz_widget.convert.tfevents import EventFile, HyperParameters, Logged, Restart
from dsviz_widget.convert.tfrecord import RecordFile
from dsviz_widget.errors import ConvertError, MediaError
from dsviz_widget.history import kind_of

EVENTS = "tfevents"
SPLITS = frozenset(("train", "training", "validation", "valid", "val", "test", "eval", "evaluation"))
TEXT_SUFFIX = "/text_summary"
# HParams' status of a session: 1 success, 2 failure, 3 running.
FAILED, RUNNING = 2, 3
ID_LENGTH = 12

Parts = Literal["together", "apart"]


@dataclass
class EventFolder:
    """A folder with event files in it.

    Attributes
    ----------
    name : str
        Relative to the folder that was asked for.
    files : list of path
        In the order in which they were begun.
    """

    name: str
    files: list[Path] = field(default_factory=list)


def find_tensorboard_runs(root: Path, parts: Parts = "together") -> list[ImportedRun]:
    """Return the runs in a log folder, or the one of an event file; their histories are not read yet.

    Parameters
    ----------
    root : path
    parts : {"together", "apart"}
        Whether ``train`` and ``validation`` of one run, and folders inside a run's folder, are one run, with
        their names before the tags, or a run each, as TensorBoard lists them.

    Raises
    ------
    ConvertError
        If there is no event file.
    """
    folders = _folders(root)
    if not folders:
        raise ConvertError(
            f"there is no event file in {str(root)!r}: no name has {EVENTS!r} in it. Give the folder that "
            "tensorboard --logdir was given."
        )
    groups: dict[str, list[EventFolder]] = {}
    for folder in folders:
        owner = folder.name if parts == "apart" else _owner(folder.name, folders)
        groups.setdefault(owner, []).append(folder)
    return [_run(root, name, members, parts) for name, members in groups.items()]


def _folders(root: Path) -> list[EventFolder]:
    if root.is_file():
        return [EventFolder(".", [root])]
    found: dict[str, EventFolder] = {}
    for path in sorted(root.rglob(f"*{EVENTS}*")):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(root).parts):
            name = path.parent.relative_to(root).as_posix()
            found.setdefault(name, EventFolder(name)).files.append(path)
    return [found[name] for name in sorted(found)]


def _owner(name: str, folders: list[EventFolder]) -> str:
    """Return the folder of the run that a folder is a part of."""
    names = {folder.name for folder in folders}
    steps = name.split("/")
    for depth in range(1, len(steps)):
        above = "/".join(steps[:depth])
        if above in names:
            return above
    # The root holds runs; only beside files of its own is it a run itself.
    if "." in names and len(folders) > 1 and steps[-1] in SPLITS and len(steps) == 1:
        return "."
    if steps[-1].lower() in SPLITS:
        return "/".join(steps[:-1]) or "."
    return name


def _run(root: Path, name: str, members: list[EventFolder], parts: Parts) -> ImportedRun:
    shown = name if name != "." else root.absolute().stem if root.is_file() else root.absolute().name
    files = [path for member in members for path in member.files]
    # Files grow, and folders are moved: a run is known again by the first message of its oldest file, which
    # has the time, and by that file's name, which begins with it and has the machine and the process.
    oldest = min(files, key=lambda path: path.name)
    told = hashlib.sha256(parts.encode() if parts == "apart" else b"")
    told.update(oldest.name.encode() + next(RecordFile(oldest).records(), b""))
    sizes = [(path.name, path.stat().st_size) for path in files]
    reading = _Reading(name, members)
    made = ImportedRun(
        id=told.hexdigest()[:ID_LENGTH],
        name=shown,
        group=shown.rpartition("/")[0] or None,
        source=str(root.absolute() if name == "." else root.absolute() / name),
        digest=digest_of_texts("tensorboard", *sizes),
        read=reading.columns,
    )
    reading.run = made
    return made


class _Reading:
    """Reads the event files of one run into columns."""

    run: ImportedRun

    def __init__(self, name: str, members: list[EventFolder]) -> None:
        self._name, self._members = name, members
        self._numbers: dict[str, tuple[array[int], array[float], array[float]]] = {}
        self._others: dict[tuple[str, str], tuple[list[int], list[float], list[Any]]] = {}
        self._skipped: dict[str, set[str]] = {}

    def columns(self, keeper: Keeper) -> RunColumns:
        for member in self._members:
            prefix = self._prefix(member)
            for path in member.files:
                for event in self._events(path):
                    if isinstance(event, Logged):
                        self._log(prefix, event, keeper)
                    elif isinstance(event, Restart):
                        self._forget(prefix, event.step)
                    else:
                        self._describe(event)
        self.run.left_out = self._skipped
        series: dict[tuple[str, str], tuple[Any, Any, Any]] = {
            (tag, "number"): tuple(np.array(part) for part in parts)  # type: ignore[misc]
            for tag, parts in self._numbers.items()
            if len(parts[0])
        }
        for key, (steps, times, values) in self._others.items():
            if steps:
                series[key] = np.array(steps, np.int64), np.array(times), values
        return columns_of_series(series)

    def _events(self, path: Path) -> Iterator[Logged | HyperParameters | Restart]:
        file = EventFile(path)
        yield from file.events()
        if not file.is_whole:
            warnings.warn(
                f"{path} is cut short or damaged; what stands before that place was read.",
                UserWarning,
                stacklevel=2,
            )
        for tag, plugin in file.skipped.items():
            self._skipped.setdefault(plugin, set()).add(tag)

    def _prefix(self, member: EventFolder) -> str:
        """Return what stands before the tags of a part: its name inside the run, unless it has hparams."""
        if member.name == self._name:
            return ""
        inner = member.name if self._name == "." else member.name.removeprefix(f"{self._name}/")
        # PyTorch's add_hparams makes a folder that is named by the time, for the settings of this run.
        is_session = inner.replace(".", "", 1).isdigit()
        return "" if is_session else f"{inner}/"

    def _log(self, prefix: str, event: Logged, keeper: Keeper) -> None:
        tag = _key(prefix, event.tag)
        if event.kind == "number":
            parts = self._numbers.get(tag)
            if parts is None:
                parts = self._numbers[tag] = (array("q"), array("d"), array("d"))
            parts[0].append(event.step)
            parts[1].append(event.wall_time)
            parts[2].append(event.value)
            return
        if event.kind == "text":
            tag = tag.removesuffix(TEXT_SUFFIX)
        ((_, value),) = keeper.write.items({tag: self._value(event, keeper)}, event.step)
        steps, times, values = self._others.setdefault((tag, kind_of(value)), ([], [], []))
        steps.append(event.step)
        times.append(event.wall_time)
        values.append(value)

    def _value(self, event: Logged, keeper: Keeper) -> Any:
        from dsviz_widget.media import Histogram, Image

        if event.kind == "histogram":
            return Histogram(np_histogram=_fewer_bins(*event.value))
        if event.kind == "images":
            import PIL.Image

            pictures = [Image(PIL.Image.open(io.BytesIO(content))) for content in event.value]
            return pictures[0] if len(pictures) == 1 else pictures
        if event.kind == "audio":
            sounds = [_sound(content, keeper) for content in event.value]
            return sounds[0] if len(sounds) == 1 else sounds
        return event.value

    def _forget(self, prefix: str, step: int) -> None:
        for tag, parts in self._numbers.items():
            if tag.startswith(prefix):
                kept = [place for place, at in enumerate(parts[0]) if at < step]
                if len(kept) < len(parts[0]):
                    chosen = (array(part.typecode, (part[place] for place in kept)) for part in parts)
                    self._numbers[tag] = tuple(chosen)  # type: ignore[assignment]
        for key, others in self._others.items():
            if key[0].startswith(prefix):
                kept = [place for place, at in enumerate(others[0]) if at < step]
                self._others[key] = tuple([part[place] for place in kept] for part in others)  # type: ignore

    def _describe(self, found: HyperParameters) -> None:
        self.run.config.update(found.values)
        self.run.group = found.group or self.run.group
        self.run.created_at = found.started_at or self.run.created_at
        self.run.finished_at = found.ended_at or self.run.finished_at
        if found.status in (FAILED, RUNNING):
            self.run.exit_code = 1 if found.status == FAILED else None


def say_left_out(runs: Sequence[ImportedRun], stacklevel: int) -> None:
    """Warn of what was written by plugins that have no form here, once for each plugin."""
    tags: dict[str, set[str]] = {}
    for run in runs:
        for plugin, names in run.left_out.items():
            tags.setdefault(plugin, set()).update(names)
    for plugin, found in tags.items():
        count = sum(plugin in run.left_out for run in runs)
        listed = ", ".join(sorted(found)[:3]) + (", ..." if len(found) > 3 else "")
        warnings.warn(
            f"what TensorBoard's plugin {plugin!r} wrote has no form here, and was left out of "
            f"{count} run{'s' if count > 1 else ''}: {listed}.",
            UserWarning,
            stacklevel=stacklevel + 1,
        )


def _key(prefix: str, tag: str) -> str:
    """Return the key of a tag; of a folder that PyTorch's `add_scalars` made for a line, that line."""
    line = tag.replace("/", "_") + "_"
    return f"{tag}/{prefix[len(line) : -1]}" if prefix.startswith(line) else prefix + tag


def _sound(content: bytes, keeper: Keeper) -> Any:
    """Return a sound with its facts, or, where it is in no form that is read here, its file alone."""
    from dsviz_widget.media import Audio

    try:
        return Audio(content)
    except MediaError:
        return {"_type": "audio-file", "digest": keeper.files.keep_bytes(content), "format": "wav"}


def _fewer_bins(counts: np.ndarray, edges: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Put neighbours together until a histogram has no more bins than ours may have; no value is lost."""
    from dsviz_widget.media import Histogram

    while len(counts) > Histogram.MAX_LENGTH:
        starts = np.arange(0, len(counts), 2)
        edges = np.append(edges[starts], edges[-1])
        counts = np.add.reduceat(counts, starts)
    return counts, edges
