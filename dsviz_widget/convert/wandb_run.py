"""An offline run folder that W&B wrote: what it was, what it logged, and the bytes it staged."""

from __future__ import annotations

import datetime
import os
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dsviz_widget.convert.protobuf import (
    Message,
    bytes_at,
    double_at,
    message_at,
    messages_at,
    number_at,
    read_message,
    text_at,
    texts_at,
    zigzag_at,
)
from dsviz_widget.convert.wandb_artifact import TABLE, Missing, WandbArtifact
from dsviz_widget.convert.wandb_cells import read_cell
from dsviz_widget.convert.wandb_files import WandbEntry, list_folder
from dsviz_widget.convert.wandb_json import list_of, number_of, read_json, read_object
from dsviz_widget.convert.wandb_log import WandbLog
from dsviz_widget.convert.wandb_staging import Staging, read_contents
from dsviz_widget.convert.wandb_streams import read_line, read_metric, read_stats
from dsviz_widget.convert.wandb_tables import read_cells, read_table
from dsviz_widget.errors import ConvertError, did_you_mean
from dsviz_widget.table import Table

# Field numbers of wandb_internal.proto, as wandb 0.10 to 0.31 has them.
HISTORY, SUMMARY, CONFIG, ARTIFACT, RUN, EXIT, USED = 2, 3, 5, 8, 17, 18, 25
STATS, METRIC, OUTPUT = 7, 12, 13
KEY, NESTED_KEY, VALUE_JSON = 1, 2, 16
DELIMITER = "_wandb_delimeter_"
LABELS = {"boxes": "bounding_box/class_labels", "masks": "mask/class_labels"}


@dataclass(frozen=True)
class WandbLogged:
    """An artifact version that a run logged.

    Attributes
    ----------
    aliases : tuple of str
    metadata : dict
    digest : str
        W&B's digest of the whole version.
    files : WandbArtifact
        Its contents, `get` among them.
    """

    name: str
    type: str
    description: str | None
    metadata: dict[str, Any]
    aliases: tuple[str, ...]
    digest: str
    client_id: str
    files: WandbArtifact


def open_wandb_run(
    folder: str | Path, staging: str | Path | None = None, missing: Missing = "raise"
) -> WandbRun:
    """Open the folder of a run that W&B wrote offline, ``offline-run-<time>-<id>``.

    Parameters
    ----------
    folder : path
        With ``run-<id>.wandb`` and ``files/`` in it.
    staging : path, optional
        Where W&B left the bytes of artifacts: ``$WANDB_DATA_DIR/artifacts/staging``, or
        ``~/.local/share/wandb/artifacts/staging``, unless given. Bytes are found by file name, or else by
        digest.
    missing : {"raise", "empty"}
        Whether a cell whose file is not there is an error, or empty.

    Returns
    -------
    WandbRun

    Raises
    ------
    ConvertError
        If there is no such folder, or no log that makes sense in it. A log that was cut short or garbled
        is read as far as it goes, with a warning.
    """
    root = Path(folder).absolute()
    logs = sorted(root.glob("run-*.wandb")) if root.is_dir() else []
    if len(logs) != 1 or not logs[0].is_file():
        raise ConvertError(
            f"{str(folder)!r} has {len(logs)} files run-<id>.wandb, and a run's folder has one. "
            "Give a folder such as wandb/offline-run-20240101_120000-abcd1234."
        )
    return WandbRun(root, WandbLog(logs[0]), Staging(_staging_folder(staging)), missing)


class WandbRun:
    """A run that W&B wrote offline; `open_wandb_run` makes it.

    Attributes
    ----------
    id, name, project, entity, group, job_type, notes : str
        Empty where W&B had none.
    tags : tuple of str
    config : dict
        Without W&B's own entry, which is `wandb_config`.
    summary : dict
    exit_code : int or None
        None when the log has no end: the run was killed, or still goes on.
    started_at : datetime.datetime or None
    logged_artifacts : list of WandbLogged
        In the order in which they were logged; a name may come several times.
    used_artifacts : list of str
    metrics : dict of str to dict
        What `define_metric` said, by name or by name with ``*``.
    system : list of dict
        What the machine did meanwhile: ``_timestamp`` and a figure for each part, one dict a sample.
    console : str
        What was printed.
    files : WandbArtifact
        What is in its folder ``files/``.
    """

    def __init__(self, folder: Path, log: WandbLog, staging: Staging, missing: Missing) -> None:
        self.folder = folder
        self.id = self.name = self.project = self.entity = self.group = self.job_type = self.notes = ""
        self.tags: tuple[str, ...] = ()
        self.config: dict[str, Any] = {}
        self.summary: dict[str, Any] = {}
        self.exit_code: int | None = None
        self.started_at: datetime.datetime | None = None
        self.logged_artifacts: list[WandbLogged] = []
        self.used_artifacts: list[str] = []
        self.metrics: dict[str, dict[str, Any]] = {}
        self.system: list[dict[str, Any]] = []
        self._lines: list[str] = []
        self._history: list[dict[str, Any]] = []
        self._staging, self._missing = staging, missing
        inside = folder / "files"
        entries = list_folder(inside) if inside.is_dir() else {}
        self.files = WandbArtifact(folder.name, inside, entries, missing=missing)
        damaged = 0
        for record in log.records():
            try:
                self._take(read_message(record))
            except ConvertError:
                damaged += 1
        for item in self.logged_artifacts:
            item.files.add_others({other.client_id: other.files for other in self.logged_artifacts})
        self.wandb_config = self.config.pop("_wandb", {})
        self.summary.pop("_wandb", None)
        if log.dropped or damaged:
            warnings.warn(
                f"{log.path.name} is damaged in {log.dropped + damaged} places, or was cut short when its "
                "process was killed; what it has besides was read.",
                UserWarning,
                stacklevel=3,
            )

    def history(self) -> list[dict[str, Any]]:
        """Return every step that was logged, one dict each, media as W&B's JSON says them.

        W&B's own ``_step``, ``_runtime`` and ``_timestamp`` are among the keys.
        """
        return [dict(row) for row in self._history]

    @property
    def console(self) -> str:
        """What was printed: of the file ``output.log``, or of the log where there is none."""
        file = self.folder / "files" / "output.log"
        if file.is_file():
            return file.read_text(encoding="utf-8", errors="replace")
        return "".join(self._lines)

    def value(self, key: str, value: Any) -> Any:
        """Return a value of `history` with its media as ours, where their files are there.

        Raises
        ------
        ConvertError
            If it makes no sense, or a file is missing and may not be.
        """
        return read_cell(self._labelled(key, value), None, self.files, f"{key!r} of run {self.id!r}")

    def history_table(self, keys: Iterable[str] | None = None) -> Table:
        """Return the history as a table of one row a step, images among them.

        Nested dicts become columns such as ``val.loss``. A cell that a step did not log is empty.

        Parameters
        ----------
        keys : iterable of str, optional
            Columns to take; all unless given.

        Raises
        ------
        ConvertError
            If there is no such key, or a picture's file is missing.
        """
        rows = [dict(flat_row(row)) for row in self._history]
        names = list(dict.fromkeys(["_step", *(name for row in rows for name in row)]))
        if keys is not None:
            wanted = list(keys)
            for name in wanted:
                if name not in names:
                    raise ConvertError(f"run {self.id!r} never logged {name!r}.{did_you_mean(name, names)}")
            names = wanted
        columns = {name: [self._labelled(name, row.get(name)) for row in rows] for name in names}
        return read_cells(columns, self.files, f"history of run {self.id!r}")

    def tables(self) -> list[str]:
        """Return the keys under which tables were logged."""
        found = [key for row in self._history for key, value in row.items() if is_table(value)]
        return list(dict.fromkeys(found))

    def table(self, key: str, step: int | None = None) -> Table:
        """Return a table that was logged, with its media where the bytes are staged.

        Parameters
        ----------
        key : str
        step : int, optional
            The step at which it was logged: the last unless given. Of an incremental table the rows up
            to that step are taken.

        Raises
        ------
        ConvertError
            If no table was logged under that key, or its bytes are not there.
        """
        logged: list[dict[str, Any]] = [
            row[key] for row in self._history if is_table(row.get(key)) and step in (None, row.get("_step"))
        ]
        if not logged:
            raise ConvertError(f"run {self.id!r} has no table {key!r}.{did_you_mean(key, self.tables())}")
        if logged[-1].get("_type") == "incremental-table-file":
            return self._incremental(key, step)
        # The artifact has the column types and the media; the run's own file has only names and rows.
        for item in self._artifacts_with(key, logged[-1]):
            if item.files.has(key + TABLE):
                found = item.files.get(key + TABLE)
                if isinstance(found, Table):
                    return found
        path = str(logged[-1].get("path"))
        where = f"table {key!r} of run {self.id!r}"
        content = read_object(self.files.file(path).read_bytes(), where)
        return read_table(content, list_of(content, "data", where), self.files, where)

    def _artifacts_with(self, key: str, value: dict[str, Any]) -> list[WandbLogged]:
        """Return the artifact that a table was logged in beside the run, if it is known."""
        made = WandbEntry("", ref=str(value.get("artifact_path"))).in_other_artifact
        if made is not None:
            return [item for item in self.logged_artifacts if item.client_id == made[0]]
        # Until 2023 the run did not say which artifact it was; they come in the order of the tables.
        name = re.sub(r"[^A-Za-z0-9_.-]", "_", f"run-{self.id}-{key}")
        named = [item for item in self.logged_artifacts if item.name == name]
        values = [row[key] for row in self._history if is_table(row.get(key))]
        place = next(index for index, found in enumerate(values) if found is value)
        return named[place : place + 1] if len(named) == len(values) else []

    def _incremental(self, key: str, step: int | None) -> Table:
        item: dict[str, Any] = {}
        rows: list[Any] = []
        where = f"increment of table {key!r} of run {self.id!r}"
        for row in self._history:
            value, at = row.get(key), row.get("_step")
            if not isinstance(value, dict) or not is_table(value):
                continue
            if step is not None and isinstance(at, (int, float)) and at > step:
                break
            item = read_object(self.files.file(str(value.get("path"))).read_bytes(), where)
            rows += list_of(item, "data", where)
        for logged in self.logged_artifacts:
            if logged.name != f"run-{self.id}-incr-{key}" or not all(
                map(logged.files.has, logged.files.entries)
            ):
                continue
            # The rows are in the run's own files; only the artifacts have the column types.
            for part in logged.files.increments():
                item = {**part, "columns": item.get("columns", part.get("columns"))}
        return read_table(item, rows, self.files, f"table {key!r} of run {self.id!r}")

    def _labelled(self, key: str, value: Any) -> Any:
        """Return an image with the labels of its overlays, which a run keeps once in its config."""
        if not isinstance(value, dict) or value.get("_type") != "image-file":
            return value
        for kind, place in LABELS.items():
            labels = self.wandb_config.get(place) if isinstance(self.wandb_config, dict) else None
            groups = value.get(kind)
            if isinstance(labels, dict) and isinstance(groups, dict):
                named = {}
                for group, item in groups.items():
                    found = labels.get(f"{key}{DELIMITER}{group}")
                    given = found.get("value") if isinstance(found, dict) else None
                    named[group] = {**item, "class_labels": given} if isinstance(item, dict) else item
                value = {**value, kind: named}
        return value

    def _take(self, record: Message) -> None:
        for number, take in _TAKERS.items():
            for message in messages_at(record, number):
                take(self, message)

    def _take_run(self, message: Message) -> None:
        self.id, self.entity, self.project = (text_at(message, number) for number in (1, 2, 3))
        self.group, self.job_type, self.name, self.notes = (text_at(message, n) for n in (6, 7, 8, 9))
        self.tags = tuple(texts_at(message, 10))
        for number, take in ((4, self._take_config), (5, self._take_summary)):
            inner = message_at(message, number)
            if inner is not None:
                take(inner)
        start = message_at(message, 17)
        if start is not None:
            try:
                self.started_at = datetime.datetime.fromtimestamp(
                    number_at(start, 1), datetime.timezone.utc
                ) + datetime.timedelta(microseconds=number_at(start, 2) // 1000)
            except (OverflowError, ValueError, OSError):
                self.started_at = None

    def _take_config(self, message: Message) -> None:
        _apply(self.config, message)
        _remove_keys(self.config, message)

    def _take_summary(self, message: Message) -> None:
        _apply(self.summary, message)
        _remove_keys(self.summary, message)

    def _take_history(self, message: Message) -> None:
        row: dict[str, Any] = {}
        _apply(row, message)
        step = message_at(message, 2)
        if step is not None and "_step" not in row:
            row["_step"] = number_at(step, 1)
        self._history.append(row)

    def _take_exit(self, message: Message) -> None:
        self.exit_code = number_at(message, 1)

    def _take_metric(self, message: Message) -> None:
        said = read_metric(message)
        if said is not None:
            self.metrics[said["name"]] = said

    def _take_stats(self, message: Message) -> None:
        self.system.append(read_stats(message))

    def _take_output(self, message: Message) -> None:
        self._lines.append(read_line(message))

    def _take_used(self, message: Message) -> None:
        self.used_artifacts.append(text_at(message, 3))

    def _take_artifact(self, message: Message) -> None:
        manifest = message_at(message, 12) or {}
        name = text_at(message, 5)
        entries = {}
        for item in read_contents(manifest, self._staging, f"the manifest of artifact {name!r}"):
            entries[item.path] = item
        metadata = bytes_at(message, 8)
        self.logged_artifacts.append(
            WandbLogged(
                name,
                text_at(message, 4),
                text_at(message, 7) or None,
                read_object(metadata, f"the metadata of artifact {name!r}") if metadata else {},
                tuple(texts_at(message, 11)),
                text_at(message, 6),
                text_at(message, 15),
                WandbArtifact(name, self._staging.folder, entries, missing=self._missing),
            )
        )

    def __repr__(self) -> str:
        return f"<WandbRun {self.name or self.id}, project {self.project}, {len(self._history)} steps>"


_TAKERS = {
    RUN: WandbRun._take_run,
    CONFIG: WandbRun._take_config,
    SUMMARY: WandbRun._take_summary,
    HISTORY: WandbRun._take_history,
    ARTIFACT: WandbRun._take_artifact,
    EXIT: WandbRun._take_exit,
    USED: WandbRun._take_used,
    METRIC: WandbRun._take_metric,
    STATS: WandbRun._take_stats,
    OUTPUT: WandbRun._take_output,
}


def _apply(target: dict[str, Any], message: Message) -> None:
    """Set and remove the keys that a history, config or summary record names."""
    for item in messages_at(message, 1):
        *parents, last = texts_at(item, NESTED_KEY) or [text_at(item, KEY)]
        inner = target
        for parent in parents:
            found = inner.get(parent)
            if not isinstance(found, dict):
                found = inner[parent] = {}
            inner = found
        inner[last] = _value(item)


def _remove_keys(target: dict[str, Any], message: Message) -> None:
    for item in messages_at(message, 2):
        _remove(target, texts_at(item, NESTED_KEY) or [text_at(item, KEY)])


def _remove(target: dict[str, Any], path: list[str]) -> None:
    for parent in path[:-1]:
        found = target.get(parent)
        if not isinstance(found, dict):
            return
        target = found
    target.pop(path[-1], None)


def _value(item: Message) -> Any:
    if VALUE_JSON in item:
        return number_of(read_json(bytes_at(item, VALUE_JSON), "a logged value"))
    if 4 in item:
        return bool(number_at(item, 4))
    if 5 in item:
        return zigzag_at(item, 5)
    if 6 in item:
        return double_at(item, 6)
    if 7 in item:
        return text_at(item, 7)
    return read_json(bytes_at(item, 8), "a logged value") if 8 in item else None


def flat_row(row: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield what a row holds by key, dots between the keys of nested dicts."""
    for key, value in row.items():
        if isinstance(value, dict) and value and "_type" not in value:
            yield from flat_row(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def is_table(value: Any) -> bool:
    """Return whether a value of the history stands for a table."""
    return isinstance(value, dict) and value.get("_type") in ("table-file", "incremental-table-file")


def _staging_folder(given: str | Path | None) -> Path:
    if given is not None:
        if not Path(given).is_dir():
            raise ConvertError(f"there is no folder {str(given)!r} for staging.")
        return Path(given).absolute()
    data = os.environ.get("WANDB_DATA_DIR")
    base = Path(data) if data else Path.home() / ".local" / "share" / "wandb"
    return base / "artifacts" / "staging"
