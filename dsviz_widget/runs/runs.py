"""Many runs: in an order, filtered, as a data frame."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from dsviz_widget.errors import QueryError, RunError, StoreError, did_you_mean
from dsviz_widget.runs.fields import MISSING, field_reader, moment
from dsviz_widget.runs.filters import run_filter
from dsviz_widget.runs.goals import best_of, goal_of
from dsviz_widget.runs.runs_table import matching_rows
from dsviz_widget.runs.sampled import sampled_history
from dsviz_widget.runs.showing import Viewable

if TYPE_CHECKING:
    import pandas as pd

    from dsviz_widget.runs.record import RunRecord

OLDEST_FIRST = "+created_at"


class Runs(Viewable, Sequence["RunRecord"]):
    """Runs that were read from a store, as `Api.runs` returns them.

    A slice is again `Runs`. What is logged later is seen by the runs' own `reader`, other runs by
    `read_again`.

    Parameters
    ----------
    runs : iterable of RunRecord
    again : callable, optional
        Reads them from the store once more; each by itself unless given.
    folder : Path, optional
        Where runs begin that `again` may find.

    Attributes
    ----------
    folder : Path or None
        None for a slice or another choice of runs: no others come.
    """

    def __init__(
        self,
        runs: Iterable[RunRecord] = (),
        again: Callable[[], Runs] | None = None,
        folder: Path | None = None,
    ) -> None:
        self._runs = list(runs)
        self._again = again
        self.folder = folder

    def read_again(self) -> Runs:
        """Return the runs as they are now: those that were deleted left out, those that came since with them.

        Of a slice or another choice of runs no others come.
        """
        if self._again is not None:
            return self._again()
        return Runs(found for run in self._runs if (found := _as_it_is(run)) is not None)

    def __len__(self) -> int:
        return len(self._runs)

    @overload
    def __getitem__(self, index: int) -> RunRecord: ...
    @overload
    def __getitem__(self, index: slice) -> Runs: ...
    def __getitem__(self, index: int | slice) -> RunRecord | Runs:
        return Runs(self._runs[index]) if isinstance(index, slice) else self._runs[index]

    def __iter__(self) -> Iterator[RunRecord]:
        return iter(self._runs)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, (Runs, list, tuple)):
            return self._runs == list(other)
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __add__(self, other: Iterable[RunRecord]) -> Runs:
        return Runs([*self._runs, *other])

    def filter(self, filters: Mapping[str, Any] | str | None) -> Runs:
        """Return those that pass a filter, in the same order.

        Parameters
        ----------
        filters : dict or str
            MongoDB's filters over fields of runs, as `Api.runs` takes them, or a text over the columns that
            the runs have as a table: ``"lr > 0.01 and val_loss < 0.5 and state = 'finished'"``.

        Raises
        ------
        QueryError
            For a filter that makes no sense.
        """
        if isinstance(filters, str):
            return Runs(self._runs[row] for row in matching_rows(self._runs, filters))
        passes = run_filter(filters)
        return Runs(run for run in self._runs if passes(run))

    def sorted(self, order: str) -> Runs:
        """Return the runs in an order, such as ``"-summary_metrics.acc"``; see `Api.runs`.

        Raises
        ------
        QueryError
            For a field that runs do not have.
        """
        if not isinstance(order, str) or not order.lstrip("+-"):
            raise QueryError(
                "value", f"order={order!r} is none.", hint='Write "-created_at" or "+config.lr".'
            )
        read, is_falling = field_reader(order.lstrip("+-")), order.startswith("-")
        known = [(read(run), run) for run in self._runs]
        there = [(_rank(value), run) for value, run in known if value is not MISSING]
        there.sort(key=lambda pair: pair[0], reverse=is_falling)
        # Runs without a value come last in either order: nobody looks for them.
        return Runs([*(run for _, run in there), *(run for value, run in known if value is MISSING)])

    def best(self, metric: str, goal: str | None = None) -> RunRecord | None:
        """Return the run with the best number in its summary, the first of equal ones; None without any.

        Parameters
        ----------
        metric : str
            A key of the summary; for a nested one ``loss.min``.
        goal : {"minimize", "maximize"}, optional
            What `define_metric` said in one of the runs, or else what the name says (loss, accuracy).

        Raises
        ------
        RunError
            If the goal is none of the two, or cannot be told.
        """
        if goal is None:
            told = (
                run.metrics.get(metric) or run.metrics.get(metric.rpartition(".")[0]) for run in self._runs
            )
            goal = next((found["goal"] for found in told if found and found.get("goal")), None)
        read = field_reader(f"summary_metrics.{metric}")
        return best_of({run: read(run) for run in self._runs}, goal_of(metric, goal))

    def find(self, name: str) -> RunRecord:
        """Return the run of an id, or else of a name.

        Raises
        ------
        RunError
            If there is none, or several have the name.
        """
        for run in self._runs:
            if run.id == name:
                return run
        found = [run for run in self._runs if run.name == name]
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(run.id for run in found[:5])
            raise RunError(f"{len(found)} runs are called {name!r}. Ask for one of them by its id: {ids}.")
        raise RunError(f"there is no run {name!r}.{did_you_mean(name, [run.name for run in self._runs])}")

    def to_pandas(self) -> pd.DataFrame:
        """Return a row for each run: what it is, ``config.*`` and ``summary.*``; an absent key is empty."""
        import pandas as pd

        frame: pd.DataFrame = pd.DataFrame([_row(run) for run in self._runs])
        return frame

    def histories(self, keys: Sequence[str] | None = None, samples: int | None = None) -> pd.DataFrame:
        """Return the steps of all runs below each other, with the columns ``run_id`` and ``run``.

        Parameters
        ----------
        keys : list of str, optional
            Only rows that have all of these, and only these of each row.
        samples : int, optional
            At most so many rows of each run, at even distances; all unless given.
        """
        import pandas as pd

        rows: list[dict[str, Any]] = []
        for run in self._runs:
            found: Iterable[dict[str, Any]]
            if samples is None:
                found = run.scan_history(None if keys is None else ["_step", *keys])
            else:
                found = sampled_history(run.reader(), samples, keys, "_step")
            rows.extend({"run_id": run.id, "run": run.name, **row} for row in found)
        frame: pd.DataFrame = pd.DataFrame(rows)
        return frame

    def __repr__(self) -> str:
        shown = ", ".join(run.name for run in self._runs[:4])
        more = ", …" if len(self._runs) > 4 else ""
        return f"<Runs: {len(self._runs)}{': ' if shown else ''}{shown}{more}>"


def _as_it_is(run: RunRecord) -> RunRecord | None:
    """Return a run as its record stands now; None when it was deleted."""
    try:
        return type(run).read(run.catalog, run.project, run.id)
    except StoreError:
        return None


def _row(run: RunRecord) -> dict[str, Any]:
    about = {
        "id": run.id,
        "name": run.name,
        "state": run.state,
        "group": run.group,
        "job_type": run.job_type,
        "tags": list(run.tags),
        "created_at": moment(run.created_at),
    }
    return {**about, **_flat("config", run.config), **_flat("summary", run.summary)}


def _flat(prefix: str, values: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in values.items():
        name = f"{prefix}.{key}"
        if isinstance(value, Mapping) and "_type" not in value:
            found.update(_flat(name, value))
        else:
            found[name] = value
    return found


def _rank(value: Any) -> tuple[int, Any]:
    """Return what values of several kinds are sorted by: numbers, text, the rest, and each by itself."""
    if isinstance(value, bool):
        return 3, value
    if isinstance(value, (int, float)):
        # NaN stands below all numbers, as MongoDB has it.
        return (0, 0.0) if value != value else (1, value)
    if isinstance(value, str):
        return 2, value
    if isinstance(value, datetime.datetime):
        return 4, value
    return 5, repr(value)
