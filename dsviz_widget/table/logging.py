"""What logging a table again means after it has grown."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import Any, Literal

from dsviz_widget.errors import TableArgumentError, TableError

LogMode = Literal["IMMUTABLE", "MUTABLE", "INCREMENTAL"]
MODES = ("IMMUTABLE", "MUTABLE", "INCREMENTAL")
MANY_INCREMENTS = 100


def check_log_mode(mode: Any) -> LogMode:
    """Return a log mode; None is IMMUTABLE. Raises TableArgumentError for any other."""
    if mode is None:
        return "IMMUTABLE"
    if mode not in MODES:
        raise TableArgumentError(f"log_mode must be one of {', '.join(MODES)}, got {mode!r}.")
    return mode  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Increment:
    """Rows that were logged together: a Parquet file of their own."""

    digest: str
    size: int
    row_count: int


@dataclass
class LogState:
    """What of a table was logged.

    Attributes
    ----------
    edits : int
        How often a column was added or cast.
    increments : list of Increment
        What an incremental table has logged so far.
    """

    edits: int = 0
    logged: tuple[int, int] | None = None
    increments: list[Increment] = field(default_factory=list)

    @property
    def logged_rows(self) -> int:
        """Rows that the increments hold."""
        return sum(increment.row_count for increment in self.increments)

    def note(self, mode: LogMode, row_count: int) -> None:
        """Remember that the table was logged as it is; an immutable one that has changed warns."""
        if mode == "IMMUTABLE" and self.logged is not None and self.logged != (row_count, self.edits):
            warnings.warn(
                f"a table that was logged with {self.logged[0]:,} rows is logged again with {row_count:,}. "
                "Its log_mode is IMMUTABLE, for which W&B drops what came later; here every row is "
                "written again, and nothing is lost. Make the Table with log_mode='MUTABLE' to say that "
                "this is meant, or 'INCREMENTAL' to write only the new rows.",
                UserWarning,
                stacklevel=5,
            )
        self.logged = (row_count, self.edits)

    def check_whole(self, mode: LogMode, what: str) -> None:
        """Raise TableError for a table whose rows are logged a few at a time."""
        if mode == "INCREMENTAL":
            raise TableError(
                f"{what} changes rows that an INCREMENTAL table may have logged already. Make the Table "
                "with all its columns, or with log_mode='MUTABLE'."
            )

    def take_increment(self, increment: Increment) -> None:
        """Remember rows that were written."""
        self.increments.append(increment)
        if len(self.increments) == MANY_INCREMENTS + 1:
            warnings.warn(
                f"an INCREMENTAL table was logged more than {MANY_INCREMENTS} times. Each time makes a file "
                "that is opened when the table is read; log less often, with more rows.",
                UserWarning,
                stacklevel=6,
            )
