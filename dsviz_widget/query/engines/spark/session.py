"""A Spark session of our own: its settings, how a statement runs in it, and how one is stopped."""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from dsviz_widget.errors import Cancelled, LibraryMissing, QueryError
from dsviz_widget.query.engines.base import Task
from dsviz_widget.query.engines.spark.arrow import nullable

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

OLDEST = (4, 0)
"""Spark 3 has no ``toArrow``, and no ``try_`` form of some functions."""

SETTINGS = {
    # Column names are told apart by case, as a table does.
    "spark.sql.caseSensitive": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    # Names that we write into every statement are quoted as in other engines.
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    # Moments without a zone mean UTC, so that there is one type of them.
    "spark.sql.parquet.inferTimestampNTZ.enabled": "false",
}


def own_session(session: SparkSession | None) -> SparkSession:
    """Return a session on the same cluster with settings of its own; the given one keeps its settings.

    Without a session it is the active one, or a new one.

    Raises
    ------
    LibraryMissing
        If pyspark is not installed, or is too old.
    """
    try:
        import pyspark
    except ImportError:
        raise LibraryMissing(
            "the Spark engine needs pyspark. Install it with: pip install 'dsviz-widget[spark]'"
        ) from None
    found = tuple(int(part) for part in pyspark.__version__.split(".")[:2])
    if found < OLDEST:
        raise LibraryMissing(
            f"the Spark engine needs pyspark {'.'.join(map(str, OLDEST))} or newer, "
            f"not {pyspark.__version__}. Install it with: pip install --upgrade pyspark"
        )
    if session is None:
        from pyspark.sql import SparkSession as Session

        session = Session.getActiveSession() or Session.builder.getOrCreate()
    own = session.newSession()
    for name, value in SETTINGS.items():
        own.conf.set(name, value)
    return own


def file_key(path: str) -> str:
    """Return a path as Spark and people write it alike: without scheme, absolute, not escaped."""
    from urllib.parse import unquote, urlsplit

    if "://" not in path and not path.startswith("file:"):
        return os.path.abspath(path)
    parts = urlsplit(path)
    return parts.netloc + unquote(parts.path).rstrip("/")


def argument(value: Any) -> Any:
    """Return a value as Spark binds it."""
    if isinstance(value, datetime):
        # A moment without a zone would be taken for local time.
        return value if value.tzinfo is not None else value.replace(tzinfo=timezone.utc)
    if isinstance(value, date):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and not -(2**63) <= value < 2**63:
        return Decimal(value) if abs(value) < 10**38 else float(value)
    return value


def prepare(session: SparkSession, statement: str, arguments: Mapping[str, Any]) -> DataFrame:
    """Return a statement, checked by Spark, that has not run.

    Raises
    ------
    QueryError
        If the session was stopped.
    """
    bound = {name: argument(value) for name, value in arguments.items()}
    try:
        frame: DataFrame = session.sql(statement, args=bound)
    except (AssertionError, AttributeError):
        # pyspark looks for its gateway, which is gone.
        raise _ended() from None
    return frame


def _ended() -> QueryError:
    return QueryError(
        "value",
        "The Spark session has ended.",
        hint="Start another, and make the engine again in it.",
    )


def fetch(
    session: SparkSession, statement: str, arguments: Mapping[str, Any], task: Task | None = None
) -> pa.Table:
    """Return the result of a statement as Arrow.

    Raises
    ------
    Cancelled
        If the task was cancelled while it ran.
    QueryError
        If Spark could not run it; its own error is the cause.
    """
    from pyspark.errors import PySparkException

    tag = f"dsviz-{uuid.uuid4().hex}"
    session.addTag(tag)
    try:
        if task is None:
            return _collect(session, statement, arguments)

        def stop() -> None:
            session.interruptTag(tag)

        with task.on_cancel(stop):
            answer = _collect(session, statement, arguments)
        task.check()
        return answer
    except Exception as error:
        if task is not None and task.cancelled:
            # Which error a stopped job ends with depends on how far it was.
            raise Cancelled("The question was cancelled.") from None
        # What a job failed of comes through the gateway, where it may be no error of Spark's.
        if isinstance(error, PySparkException) or type(error).__module__.startswith("py4j"):
            raise _translated(error) from error
        raise
    finally:
        session.removeTag(tag)


def _translated(error: Exception) -> QueryError:
    text = str(error)
    if "FILE_NOT_EXIST" in text or "FileNotFoundException" in text:
        return QueryError(
            "value",
            "A file of the table is gone since the table was opened.",
            hint="Open the table again from where it is.",
        )
    # A session that has ended has lost its settings, and with them how names are quoted.
    if "stopped SparkContext" in text or "SparkContext was shut down" in text or "near '\"__row\"'" in text:
        return _ended()
    return QueryError(
        "value",
        "Spark could not compute this for some row.",
        hint="Report the expression; the cause is chained to this error.",
    )


def _collect(session: SparkSession, statement: str, arguments: Mapping[str, Any]) -> pa.Table:
    frame = prepare(session, statement, arguments)
    wanted = [nullable(column.dataType) for column in frame.schema]
    if any(kind != column.dataType for kind, column in zip(wanted, frame.schema, strict=True)):
        # toArrow refuses an empty struct of which a field is said never to be empty.
        frame = frame.select(
            *(
                frame[column.name].cast(kind).alias(column.name)
                for kind, column in zip(wanted, frame.schema, strict=True)
            )
        )
    answer: pa.Table = frame.toArrow()
    return answer
