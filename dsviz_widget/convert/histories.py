"""Histories in tables: CSV and Parquet files and data frames, a run each or with a column that names it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.convert.history_tables import Source, read_table
from dsviz_widget.convert.imported import ImportedRun, digest_of_texts, run_id_of
from dsviz_widget.convert.run_columns import RunColumns
from dsviz_widget.convert.run_notes import Notes
from dsviz_widget.errors import ConvertError, did_you_mean
from dsviz_widget.history.columns import RUNTIME, STEP, TIMESTAMP, Column, Key

if TYPE_CHECKING:
    import pyarrow as pa

RUN_COLUMNS = ("run", "run_id", "_run", "run_name")
STEP_COLUMNS = ("_step", "step", "Step", "global_step", "steps", "iteration", "iter")
TIME_COLUMNS = ("_timestamp", "timestamp", "wall_time", "Wall time")
RUNTIME_COLUMNS = ("_runtime",)
# What pandas calls an index that somebody wrote by the way.
WITHOUT_MEANING = ("Unnamed: 0", "__index_level_0__", "")


@dataclass(frozen=True)
class Columns:
    """Which columns of a table are not metrics.

    Attributes
    ----------
    run, step, time : str, sequence of str, or None
        Names to look for, the first that is there counts; None for the usual ones. A run or a time may
        be missing, and rows without a step are numbered.
    config : sequence of str
        Columns that say what the run was told: one value in all its rows.
    """

    run: str | Sequence[str] | None = None
    step: str | Sequence[str] | None = None
    time: str | Sequence[str] | None = None
    config: Sequence[str] = ()


def runs_of_tables(sources: Sequence[Source], columns: Columns, notes: Notes) -> list[ImportedRun]:
    """Return the runs in tables, in the order in which they first stand there.

    Parameters
    ----------
    sources : sequence of Source
        Where several have rows of one run, those are put together.
    columns : Columns
    notes : Notes
        What is known of runs besides. A run that only they know has no rows.

    Raises
    ------
    ConvertError
        If a column that was named is not there, or a step is no number.
    """
    parts: dict[str, list[tuple[pa.Table, _Roles]]] = {}
    told: dict[str, str] = {}
    for source in sources:
        table = read_table(source)
        roles = _roles(table, columns, source)
        for name, rows in _by_run(table, roles, source):
            parts.setdefault(name, []).append((rows, roles))
            if roles.run is None:
                told[name] = source.told
    for name in notes.names():
        parts.setdefault(name, [])
    return [_run(name, pieces, told.get(name), columns, notes, sources) for name, pieces in parts.items()]


def _run(
    name: str,
    pieces: list[tuple[pa.Table, _Roles]],
    told: str | None,
    columns: Columns,
    notes: Notes,
    sources: Sequence[Source],
) -> ImportedRun:
    history = _joined([_columns(rows, roles, columns.config) for rows, roles in pieces])
    known = notes.of(name)
    times = history.timestamps[np.isfinite(history.timestamps)]
    if known.created_at is not None and not len(times) and np.isfinite(history.runtimes).any():
        history.timestamps = history.runtimes + known.created_at
    where = ", ".join(
        dict.fromkeys(str(item.content) if isinstance(item.content, Path) else item.name for item in sources)
    )
    config = {
        key: value for rows, _ in pieces for key, value in _constants(rows, columns.config, name).items()
    }
    return ImportedRun(
        id=run_id_of(name) if told is None else run_id_of(name, told),
        name=known.name or name,
        source=where,
        digest=digest_of_texts("table", _digest(history), known, config),
        read=lambda keeper: history,
        config={**config, **known.config},
        summary=known.summary,
        tags=known.tags,
        group=known.group,
        job_type=known.job_type,
        notes=known.notes,
        created_at=known.created_at,
        finished_at=known.finished_at,
    )


@dataclass(frozen=True)
class _Roles:
    run: str | None
    step: str | None
    time: str | None
    runtime: str | None


def _roles(table: pa.Table, columns: Columns, source: Source) -> _Roles:
    names = table.column_names
    for name in columns.config:
        if name not in names:
            raise _no_column(name, names, source)

    def find(given: str | Sequence[str] | None, usual: Sequence[str]) -> str | None:
        wanted = usual if given is None else [given] if isinstance(given, str) else list(given)
        found = next((name for name in wanted if name in names), None)
        if found is None and given is not None:
            raise _no_column(wanted[0], names, source)
        return found

    return _Roles(
        run=find(columns.run, RUN_COLUMNS),
        step=find(columns.step, STEP_COLUMNS),
        time=find(columns.time, TIME_COLUMNS),
        runtime=find(None, RUNTIME_COLUMNS),
    )


def _no_column(name: str, names: list[str], source: Source) -> ConvertError:
    return ConvertError(
        f"{source.name!r} has no column {name!r}.{did_you_mean(name, names)} It has {', '.join(names[:12])}."
    )


def _by_run(table: pa.Table, roles: _Roles, source: Source) -> Iterable[tuple[str, pa.Table]]:
    """Yield the rows of each run, in their order."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if roles.run is None:
        yield source.name, table
        return
    named = table.column(roles.run)
    named = named.cast(pa.string()) if not pa.types.is_string(named.type) else named
    coded = named.combine_chunks().dictionary_encode()
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
    order = np.argsort(codes, kind="stable")
    starts = np.searchsorted(codes[order], np.arange(len(coded.dictionary)))
    ends = np.append(starts[1:], len(order))
    for name, start, end in zip(coded.dictionary.to_pylist(), starts, ends, strict=True):
        yield name, table.take(pa.array(order[start:end]))


def _columns(rows: pa.Table, roles: _Roles, config: Sequence[str]) -> RunColumns:
    """Return the rows of one run as columns; a cell that is empty was not logged."""
    count = len(rows)
    steps = np.arange(count) if roles.step is None else _steps(rows, roles.step)
    timestamps = np.full(count, np.nan) if roles.time is None else _times(rows.column(roles.time))
    runtimes = np.full(count, np.nan) if roles.runtime is None else _numbers(rows.column(roles.runtime))
    if np.isnan(runtimes).all() and np.isfinite(timestamps).any():
        runtimes = timestamps - np.nanmin(timestamps)
    left_out = {roles.run, roles.runtime, *config, *WITHOUT_MEANING}
    # A step or a time under a name of its own may be wanted as an axis beside others.
    left_out |= {roles.step, roles.time} & {*STEP_COLUMNS, *TIME_COLUMNS}
    found: dict[Key, Column] = {}
    for name in rows.column_names:
        if name not in left_out:
            found.update(_metric(name, rows.column(name)))
    made = RunColumns(steps, timestamps, runtimes, found)
    return made if (np.diff(steps) >= 0).all() else _in_order(made)


def _steps(rows: pa.Table, name: str) -> np.ndarray:
    import pyarrow as pa

    column = rows.column(name)
    if pa.types.is_integer(column.type) and column.null_count == 0:
        whole: np.ndarray = column.cast(pa.int64(), safe=False).to_numpy()
        return whole
    values = _numbers(column)
    wrong = np.flatnonzero(~np.isfinite(values))
    if len(wrong):
        said = column[int(wrong[0])].as_py()
        raise ConvertError(f"column {name!r} has {said!r} in row {wrong[0]}, and a step is a whole number.")
    steps: np.ndarray = np.rint(values).astype(np.int64)
    return steps


def _numbers(column: pa.ChunkedArray) -> np.ndarray:
    import pyarrow as pa

    if not (pa.types.is_integer(column.type) or pa.types.is_floating(column.type)):
        try:
            column = column.cast(pa.float64())
        except (pa.ArrowException, pa.ArrowNotImplementedError):
            return np.full(len(column), np.nan)
    return np.asarray(column.cast(pa.float64(), safe=False).to_numpy(), np.float64)


def _times(column: pa.ChunkedArray) -> np.ndarray:
    """Return seconds since 1970 of numbers, moments, or texts that say one."""
    import pyarrow as pa

    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        try:
            column = column.cast(pa.timestamp("us", tz="UTC"))
        except pa.ArrowException:
            column = column.cast(pa.timestamp("us"))
    if pa.types.is_timestamp(column.type):
        moments = column.cast(pa.timestamp("us", tz=column.type.tz), safe=False).cast(pa.int64())
        return _numbers(moments) / 1e6
    values = _numbers(column)
    # Milliseconds would be dates in the year 5000 and later.
    return values / 1e3 if np.nanmedian(values) > 1e11 else values


def _metric(name: str, column: pa.ChunkedArray) -> dict[Key, Column]:
    import pyarrow as pa
    import pyarrow.compute as pc

    there = pc.is_valid(column).to_numpy()
    rows = None if there.all() else np.flatnonzero(there)
    if rows is not None and not len(rows):
        return {}
    kept = column if rows is None else column.take(pa.array(rows))
    if pa.types.is_boolean(column.type):
        return {(name, "bool"): Column(rows, kept.to_pylist())}
    if pa.types.is_signed_integer(column.type):
        return {(name, "number"): Column(rows, kept.cast(pa.int64()).to_numpy())}
    if (
        pa.types.is_integer(column.type)
        or pa.types.is_floating(column.type)
        or pa.types.is_decimal(column.type)
    ):
        return {(name, "number"): Column(rows, _numbers(kept))}
    if pa.types.is_null(column.type):
        return {}
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        return {(name, "other"): Column(rows, kept.to_pylist())}
    return {(name, "string"): Column(rows, [_text(value) for value in kept.to_pylist()])}


def _text(value: Any) -> str:
    return (
        value if isinstance(value, str) else value.isoformat() if hasattr(value, "isoformat") else str(value)
    )


def _constants(rows: pa.Table, names: Sequence[str], run: str) -> dict[str, Any]:
    """Return the one value that a run has in each of these columns."""
    import pyarrow.compute as pc

    found = {}
    for name in names:
        values = pc.unique(rows.column(name).drop_null()).to_pylist()
        if len(values) > 1:
            raise ConvertError(
                f"run {run!r} has {len(values)} values in column {name!r}, and a config has one. "
                "Leave the column out of config, so that it is a metric."
            )
        if values:
            found[name] = values[0]
    return found


def _in_order(history: RunColumns) -> RunColumns:
    order = np.argsort(history.steps, kind="stable")
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    columns = {}
    for key, column in history.columns.items():
        rows = place if column.rows is None else place[column.rows]
        turned = np.argsort(rows, kind="stable")
        values: Any = column.values
        values = values[turned] if isinstance(values, np.ndarray) else [values[index] for index in turned]
        columns[key] = Column(None if column.rows is None else rows[turned], values)
    return RunColumns(history.steps[order], history.timestamps[order], history.runtimes[order], columns)


def _joined(parts: list[RunColumns]) -> RunColumns:
    """Return several histories of one run as one, in the order of their steps."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        empty = np.empty(0)
        return RunColumns(empty.astype(np.int64), empty, empty.copy())
    columns: dict[Key, Column] = {}
    start = 0
    for part in parts:
        for key, column in part.columns.items():
            rows = (np.arange(part.row_count) if column.rows is None else column.rows) + start
            known = columns.get(key)
            if known is not None:
                rows = np.concatenate([np.asarray(known.rows), rows])
                both = (known.values, column.values)
                values: Any = np.concatenate(both) if key[1] == "number" else [*both[0], *both[1]]
                columns[key] = Column(rows, values)
            else:
                columns[key] = Column(rows, column.values)
        start += part.row_count
    steps, timestamps, runtimes = (
        np.concatenate([part.base(name) for part in parts]) for name in (STEP, TIMESTAMP, RUNTIME)
    )
    return _in_order(RunColumns(steps, timestamps, runtimes, columns))


def _digest(history: RunColumns) -> str:
    import hashlib

    told = hashlib.sha256()
    for values in (history.steps, history.timestamps):
        told.update(np.ascontiguousarray(values).tobytes())
    for key, column in history.columns.items():
        told.update(repr(key).encode())
        for part in (column.rows, column.values):
            told.update(part.tobytes() if isinstance(part, np.ndarray) else repr(part).encode())
    return told.hexdigest()
