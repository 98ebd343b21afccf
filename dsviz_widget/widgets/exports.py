"""The rows of a view as a file, or as a new version of a dataset."""

from __future__ import annotations

import dataclasses
import io
import os
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from dsviz_widget.errors import ViewError
from dsviz_widget.query import Query, Task
from dsviz_widget.runs import Artifact, current
from dsviz_widget.store import cannot_write
from dsviz_widget.table.parquet import write_parquet
from dsviz_widget.table.writers import write_csv
from dsviz_widget.widgets.channel import Handler, Reply
from dsviz_widget.widgets.params import query_of
from dsviz_widget.widgets.place import Place
from dsviz_widget.widgets.row_ids import unpack
from dsviz_widget.widgets.shown_table import Shown

if TYPE_CHECKING:
    import pyarrow as pa

    from dsviz_widget.types import ColumnType

Rows = Literal["matched", "selected"]
FORMATS = ("csv", "parquet", "artifact")
ROWS_AT_A_TIME = 50_000
MAX_BROWSER_BYTES = 256_000_000
"""A file that a browser is sent whole."""


class Exports:
    """Writes the rows of a view somewhere.

    All matching rows or the ticked ones, in the order of the view and with its columns, derived ones too.
    They are written some at a time: a table of any length takes little memory.

    Parameters
    ----------
    place : Place
        Where a new artifact goes.
    shown : Shown
        The table.
    title : str
        The table, as users know it; files are called by it.
    """

    def __init__(self, place: Place, shown: Shown, title: str) -> None:
        self._place = place
        self._shown = shown
        self._title = title

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {"export": self.answer}

    def answer(self, params: dict[str, Any], task: Task) -> Reply:
        """Write a file into the notebook's folder, send one to the browser, or log an artifact."""
        query, form, to = query_of(params), params.get("format"), params.get("to", "folder")
        selected = unpack(str(params.get("selected") or ""))
        if form not in FORMATS or to not in ("folder", "browser"):
            raise ViewError(f"rows are exported as {', '.join(FORMATS)}, not as {form!r} to {to!r}.")
        rows: Rows = "selected" if params.get("rows") == "selected" else "matched"
        ids = self.row_ids(query, rows, selected, task)
        name = str(params.get("name") or "").strip()
        about: dict[str, Any] = {"row_count": len(ids), "path": None}
        if form == "artifact":
            artifact = self.to_artifact(query, ids, name or None, rows, task)
            return {**about, "name": artifact.qualified_name, "size": artifact.size}, []
        if to == "browser":
            file = io.BytesIO()
            self.write(query, ids, form, _Limited(file), task)
            content = file.getvalue()
            return {**about, "name": f"{self._file_name(name)}.{form}", "size": len(content)}, [content]
        with new_file(Path.cwd(), self._file_name(name), form) as (path, staged):
            self.write(query, ids, form, str(staged), task)
        return {**about, "name": path.name, "path": str(path), "size": path.stat().st_size}, []

    def row_ids(
        self, query: Query, rows: Rows, selected: Sequence[int] | np.ndarray, task: Task | None = None
    ) -> np.ndarray:
        """Return the ids of the rows to write: those that match, or those that are ticked, both in order."""
        engine = self._shown.engine
        if rows == "matched":
            ids = engine.order(self._of_rows(query), task)
            found: np.ndarray = ids.slice(0, len(ids))
            return found
        # A row may be ticked and match no more: what is ticked is what is meant.
        ids = engine.order(dataclasses.replace(self._of_rows(query), filters=(), row_limit=None), task)
        every = ids.slice(0, len(ids))
        return every[np.isin(every, np.asarray(selected, np.int64))]

    def _of_rows(self, query: Query) -> Query:
        """Return the query for rows where it has groups on the screen."""
        keys = self._shown.engine.with_derived(query.derived).row_keys(query)
        return dataclasses.replace(query, group_keys=(), aggregates=(), sort_keys=keys)

    def write(self, query: Query, ids: np.ndarray, form: str, sink: Any, task: Task | None = None) -> None:
        """Write rows as CSV or Parquet.

        Parameters
        ----------
        query : Query
            Its columns are written.
        ids : int array
            The rows, in order.
        form : {"csv", "parquet"}
        sink : path or binary file
        """
        types, schema = self._columns(query)
        batches = self._batches(query, ids, task)
        if form == "csv":
            write_csv(batches, schema, list(types.values()), self._shown.source, sink)
        else:
            write_parquet(batches, list(types.values()), sink, {}, schema)

    def _columns(self, query: Query) -> tuple[dict[str, ColumnType], pa.Schema]:
        page = self._shown.engine.with_derived(query.derived).take([], query.columns).remove_column(0)
        types = self._shown.types_of(query)
        return {name: types[name] for name in page.column_names}, page.schema

    def _batches(self, query: Query, ids: np.ndarray, task: Task | None) -> Iterator[pa.RecordBatch]:
        engine = self._shown.engine.with_derived(query.derived)
        for start in range(0, len(ids), ROWS_AT_A_TIME):
            if task is not None:
                task.check()
                task.progress(start, len(ids))
            part = ids[start : start + ROWS_AT_A_TIME]
            yield from engine.take(part, query.columns).remove_column(0).to_batches()

    def to_artifact(
        self,
        query: Query,
        ids: np.ndarray,
        name: str | None = None,
        rows: Rows = "matched",
        task: Task | None = None,
    ) -> Artifact:
        """Log rows as a table of a new version of a dataset; pictures refer to where they are.

        Parameters
        ----------
        query : Query
            Its columns are taken, and it is noted in the metadata of the artifact.
        ids : int array
            The rows, in order.
        name : str or None
            Of the artifact; that of the table with ``-subset`` unless given.
        """
        origin, catalog, project = self._place.origin, self._place.catalog, self._place.project
        source, entry = "table", "table"
        if origin is not None:
            source, entry = origin.artifact, origin.path
        logged_at = " and ".join(dict.fromkeys(map(str, self._place.origins))) or None
        queried, engine = self._shown.queried(), self._shown.engine
        page = engine.with_derived(query.derived).take(ids, query.columns).remove_column(0)
        owners = engine.owners(dataclasses.replace(self._of_rows(query), filters=()))
        table = queried.table_of(page, [queried], owners, engine.owner_of_ids(ids))
        artifact = Artifact(
            name or f"{source}-subset",
            "dataset",
            description=f"{len(ids):,} {'ticked' if rows == 'selected' else 'matching'} rows"
            + (f" of {logged_at}" if logged_at else ""),
            metadata={"source": logged_at, "rows": rows, "query": query.to_json()},
        )
        if task is not None:
            task.check()
        artifact.stage_in(catalog)
        artifact.add(table, entry)
        run = current()
        if run is not None and run.catalog is catalog and run.project == project:
            for used in dict.fromkeys(found.qualified_version for found in self._place.origins):
                run.use_artifact(used)
            return run.log_artifact(artifact)
        artifact.log_to(catalog, project, (), None)
        return artifact

    def _file_name(self, name: str) -> str:
        return file_name(name, self._title)


class _Limited(io.RawIOBase):
    """A file that refuses more than a browser can be sent."""

    def __init__(self, file: io.BytesIO) -> None:
        self._file = file

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        if self._file.tell() + len(content) > MAX_BROWSER_BYTES:
            raise ViewError(
                f"these rows are more than {MAX_BROWSER_BYTES // 1_000_000} MB as a file, too many for a "
                "browser. Write them into the notebook's folder, or filter them first."
            )
        return self._file.write(content)


def file_name(name: str, title: str) -> str:
    """Return a name that a file can have everywhere, without ending; made of a title where none is given."""
    stem = re.sub(r"\.(csv|parquet|html)$", "", name or title)
    plain = re.sub(r'[\x00-\x1f<>:"/\\|?*]+', " ", stem).strip(" .")
    return plain[:120] or "rows"


@contextmanager
def new_file(folder: Path, stem: str, suffix: str) -> Iterator[tuple[Path, Path]]:
    """Give a name that no file has, and a hidden file to write first; what is there is never replaced."""
    number, path = 1, folder / f"{stem}.{suffix}"
    while True:
        try:
            path.touch(exist_ok=False)
            break
        except FileExistsError:
            number += 1
            path = folder / f"{stem} ({number}).{suffix}"
        except OSError as error:
            cannot_write(path, error)
    staged = folder / f".{path.name}.{secrets.token_hex(4)}.part"
    try:
        yield path, staged
        os.replace(staged, path)
    except BaseException:
        staged.unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        raise
