"""The row that is being gathered, as W&B's early code reached for it: ``run.history.row``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

from dsviz_widget.errors import LogTypeError
from dsviz_widget.runs.steps import Steps


class HistoryRow(MutableMapping[str, Any]):
    """What was gathered for the current step; setting a key adds to it, as ``log(…, commit=False)`` does."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps

    def __getitem__(self, key: str) -> Any:
        return self._steps.pending[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._steps.log({key: value}, commit=False)

    def __delitem__(self, key: str) -> None:
        raise LogTypeError(f"{key!r} was logged and stays. Set it to another value instead.")

    def __iter__(self) -> Iterator[str]:
        return iter(self._steps.pending)

    def __len__(self) -> int:
        return len(self._steps.pending)

    def update(self, *others: Any, **values: Any) -> None:
        """Add many keys at once."""
        self._steps.log(dict(*others, **values), commit=False)

    def __repr__(self) -> str:
        return f"<HistoryRow {self._steps.pending!r}>"


class RunHistory:
    """A run's current row, and the way to commit it."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps

    @property
    def row(self) -> HistoryRow:
        """What was gathered for the current step; `add` or `log` commits it."""
        return HistoryRow(self._steps)

    def add(
        self, row: Mapping[str, Any] | None = None, step: int | None = None, timestamp: float | None = None
    ) -> None:
        """Add to the current row and commit it.

        Parameters
        ----------
        row : dict, optional
        step : int, optional
            Of the row; the current one unless given.
        timestamp : float, optional
            When it was, in seconds since 1970; now unless given.
        """
        given = dict(row or {})
        if timestamp is not None:
            given["_timestamp"] = timestamp
        self._steps.log(given, step=step, commit=True)

    def __repr__(self) -> str:
        return f"<RunHistory at step {self._steps.step}>"
