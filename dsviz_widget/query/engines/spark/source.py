"""Rows that Spark reads: Parquet files, or a data frame; each row with a number that stays."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from dsviz_widget.errors import QueryError
from dsviz_widget.query import composed_sql
from dsviz_widget.query.dialect import SPARK
from dsviz_widget.query.engines.base import ROW, Task
from dsviz_widget.query.engines.spark.arrow import arrow_schema, shaped, to_spark
from dsviz_widget.query.engines.spark.session import fetch, file_key, own_session
from dsviz_widget.query.kinds import Facts, Schema, kind_of
from dsviz_widget.query.sql import TABLE
from dsviz_widget.query.statements import ROW_COLUMN

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

    from dsviz_widget.query.engines.spark.derived import SparkDerived

_FILE = "__file"
_FIRST = "__first"
_PLAIN_NAME = re.compile(r"[^`.:\s][^`]*\Z")


@dataclass
class SparkScan:
    """A session that sees the table, and how a statement names it."""

    session: SparkSession
    text: str
    parameters: dict[str, Any] = field(default_factory=dict)


class SparkSource:
    """A table of which Spark reads the rows, numbered from 0 in the order of files and rows in them.

    A data frame has no such order: it is persisted, and its rows are numbered as they lie there.

    Parameters
    ----------
    session : pyspark.sql.SparkSession or None
        Of the cluster; None for the active one.
    rows : DataFrame, pyarrow.Table, path, or sequence of paths
        A path is a file, a folder or a pattern, as the cluster names it.
    columns : pyarrow.Schema or None
        The columns to show, and the form that pages give them in; all, as Spark has them, unless given.
    """

    def __init__(self, session: SparkSession | None, rows: Any, columns: pa.Schema | None = None) -> None:
        self._persisted: DataFrame | None = None
        self._firsts: list[tuple[str, int]] = []
        self.row_count = 0
        paths: list[str] | None = None
        self._view = f"dsviz_{uuid.uuid4().hex}"
        if isinstance(rows, pa.Table):
            self.session = own_session(session)
            frame = self.session.createDataFrame(to_spark(rows))
        elif hasattr(rows, "createGlobalTempView"):
            self.session = own_session(rows.sparkSession)
            frame = adopt(self.session, rows)
        else:
            self.session = own_session(session)
            paths = [os.fspath(rows)] if isinstance(rows, str | os.PathLike) else list(map(os.fspath, rows))
            frame = self._read(paths)
        given = arrow_schema(frame)
        self.schema = given if columns is None else columns
        self.identifiers: Mapping[str, str] = engine_names(given.names)
        self.kinds = Schema({name: kind_of(given.field(name).type) for name in self.schema.names}, self.facts)
        numbered = self._number_rows(frame) if paths is None else self._number_files(frame, paths)
        numbered.createOrReplaceTempView(self._view)

    def _read(self, paths: list[str]) -> DataFrame:
        from pyspark.errors import AnalysisException

        if not paths:
            raise QueryError("value", "There is no path to read.")
        try:
            frame: DataFrame = self.session.read.parquet(*paths)
        except AnalysisException as error:
            raise QueryError(
                "value",
                f"Spark cannot read {paths[0]!r} as Parquet.",
                hint="Give paths as the cluster sees them, such as s3a://bucket/folder.",
            ) from error
        return frame

    def _number_rows(self, frame: DataFrame) -> DataFrame:
        """Return the rows of a data frame, kept where they are, with their numbers."""
        from pyspark.sql import functions as f

        self._persisted = frame.persist()
        # The number of the partition stands above the 33 lowest bits.
        part = f.shiftright(ROW, 33)
        placed = self._renamed(self._persisted, [f.monotonically_increasing_id()], [ROW])
        sizes = placed.groupBy(part.alias("part")).count().toArrow()
        counts = dict(zip(sizes["part"].to_pylist(), sizes["count"].to_pylist(), strict=True))
        firsts, total = [], 0
        for number in range(max(counts, default=-1) + 1):
            firsts.append(total)
            total += counts.get(number, 0)
        self.row_count = total
        first = f.try_element_at(f.lit(firsts or [0]), (part + 1).cast("int"))
        return placed.withColumn(ROW, first + f.col(ROW).bitwiseAND(f.lit(2**33 - 1)))

    def _number_files(self, frame: DataFrame, paths: list[str]) -> DataFrame:
        """Return the rows of files with their numbers: the files as given, in folders by name."""
        from pyspark.sql import functions as f

        metadata = [f.col("_metadata.row_index"), f.col("_metadata.file_path")]
        placed = self._renamed(frame, metadata, [ROW, _FILE])
        sizes = placed.groupBy(_FILE).count().toArrow().to_pylist()
        total = 0
        for size in sorted(sizes, key=lambda size: _place(size[_FILE], paths)):
            self._firsts.append((size[_FILE], total))
            total += size["count"]
        self.row_count = total
        placed.createOrReplaceTempView(f"{self._view}_files")
        if len(self._firsts) < 2:
            return placed.drop(_FILE)
        files = self.session.createDataFrame(self._firsts, f"`{_FILE}` string, `{_FIRST}` bigint")
        joined = placed.join(f.broadcast(files), _FILE)
        return joined.withColumn(ROW, f.col(ROW) + f.col(_FIRST)).drop(_FILE, _FIRST)

    def _renamed(self, frame: DataFrame, more: list[Column], names: list[str]) -> DataFrame:
        """Return a frame with more columns, all under names that statements can quote."""
        free = [_free_name(name, frame.columns) for name in names]
        wider = frame.withColumns(dict(zip(free, more, strict=True)))
        return wider.toDF(*self.identifiers.values(), *names)

    def facts(self, name: str) -> Facts:
        """Return what is known of a column: Spark is not asked, a question costs more than it saves."""
        kind = self.kinds.columns[name]
        return Facts(nullable=True, nan=kind.is_float, finite=not kind.is_float)

    @contextmanager
    def scan(self) -> Iterator[SparkScan]:
        """Give a session that sees the table."""
        yield SparkScan(self.session, f"{SPARK.quote(self._view)} AS {TABLE}")

    @contextmanager
    def named(self, rows: pa.Table) -> Iterator[str]:
        """Give the name of a small table that statements may join, quoted."""
        name = f"{self._view}_{uuid.uuid4().hex}"
        self.session.createDataFrame(rows).createOrReplaceTempView(name)
        try:
            yield SPARK.quote(name)
        finally:
            self.session.catalog.dropTempView(name)

    def take(
        self,
        row_ids: Any,
        columns: Sequence[str],
        task: Task | None = None,
        more: SparkDerived | None = None,
    ) -> pa.Table:
        """Return rows by id, in the order of the ids; of files those are read that hold them.

        Parameters
        ----------
        row_ids : int array
            The ids; one may come twice.
        columns : sequence of str
            Columns of the table, and of `more`.
        task : Task or None
            Stops the question.
        more : SparkDerived or None
            Columns that are computed for these rows.
        """
        shape = self if more is None else more
        ids = np.asarray(row_ids, dtype=np.int64)
        if not len(ids):
            return pa.schema([shape.schema.field(name) for name in columns]).empty_table()
        cells = [
            f"{TABLE}.{SPARK.quote(shape.identifiers[name])} AS c{index}"
            for index, name in enumerate(columns)
        ]
        wanted = np.unique(ids)
        view, row, where, parameters = self._place_of(wanted)
        source = f"{SPARK.quote(view)} AS {TABLE}"
        if more is not None:
            source = composed_sql.with_columns(source, more.text)
            parameters = {**parameters, **more.parameters}
        selected = ", ".join([f"{row} AS {SPARK.quote(ROW)}", *cells])
        found = fetch(self.session, f"SELECT {selected} FROM {source} WHERE {where}", parameters, task)
        order = pa.array(np.searchsorted(wanted, ids))
        rows = found.sort_by(ROW).drop_columns([ROW]).take(order).rename_columns(list(columns))
        return shaped(rows, shape.schema)

    def _place_of(self, wanted: np.ndarray) -> tuple[str, str, str, dict[str, Any]]:
        """Return the view that holds rows, SQL of their ids and of their condition, and what it binds."""
        if not self._firsts:
            return self._view, ROW_COLUMN, f"{ROW_COLUMN} IN ({_listed(wanted)})", {}
        starts = np.array([first for _, first in self._firsts])
        owners = np.searchsorted(starts, wanted, side="right") - 1
        tests, cases, files = [], [], {}
        for number, owner in enumerate(np.unique(owners)):
            file, first = self._firsts[owner]
            files[f"f{number}"] = file
            inside = _listed(wanted[owners == owner] - first)
            tests.append(f"({TABLE}.{_FILE} = :f{number} AND {ROW_COLUMN} IN ({inside}))")
            cases.append(f"WHEN :f{number} THEN {int(first)}")
        names = ", ".join(f":{name}" for name in files)
        row = f"{ROW_COLUMN} + CASE {TABLE}.{_FILE} {' '.join(cases)} END"
        where = f"{TABLE}.{_FILE} IN ({names}) AND ({' OR '.join(tests)})"
        return f"{self._view}_files", row, where, files

    def close(self) -> None:
        """Forget the rows: a data frame is no longer kept on the cluster."""
        self.session.catalog.dropTempView(self._view)
        self.session.catalog.dropTempView(f"{self._view}_files")
        if self._persisted is not None:
            self._persisted.unpersist()


def adopt(session: SparkSession, frame: DataFrame) -> DataFrame:
    """Return a data frame of another session of the cluster in this one."""
    name = f"dsviz_{uuid.uuid4().hex}"
    frame.createGlobalTempView(name)
    adopted: DataFrame = session.table(f"global_temp.{name}")
    frame.sparkSession.catalog.dropGlobalTempView(name)
    return adopted


def _place(file: str, paths: Sequence[str]) -> tuple[int, str]:
    """Return where a file stands: by the path that led to it, then by name."""
    places = {file_key(path): place for place, path in reversed(list(enumerate(paths)))}
    key = file_key(file)
    while key:
        if key in places:
            return places[key], file
        key, _, last = key.rpartition("/")
        if not last and not key:
            break
    return len(paths), file


def engine_names(names: Sequence[str]) -> dict[str, str]:
    """Return an engine name for each column: its own, where SQL can quote it."""
    taken = {*names, ROW, _FILE, _FIRST}
    found = {}
    for index, name in enumerate(names):
        plain = _PLAIN_NAME.match(name) and name not in (ROW, _FILE, _FIRST)
        found[name] = name if plain else _free_name(f"column_{index}", taken)
        taken.add(found[name])
    return found


def _free_name(name: str, taken: Container[str]) -> str:
    while name in taken:
        name += "_"
    return name


def _listed(numbers: np.ndarray) -> str:
    return ", ".join(map(str, numbers.tolist()))
