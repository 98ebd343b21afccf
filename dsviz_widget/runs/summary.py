"""The summary of a run: the last value of each key, or what `define_metric` asks for, and one's own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any

from dsviz_widget.errors import did_you_mean
from dsviz_widget.history import HistoryReader
from dsviz_widget.runs.metrics import Metrics
from dsviz_widget.runs.values import ValueWriter


class SummaryValues:
    """The values themselves, as JSON has them; nested dicts stay nested.

    Attributes
    ----------
    values : dict
    """

    def __init__(self, values: Mapping[str, Any] | None = None) -> None:
        self.values: dict[str, Any] = dict(values or {})

    def take(
        self, step: int, row: Mapping[str, Any], paths: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        """Take a committed row without empty values: each key's value replaces what was there.

        Parameters
        ----------
        step : int
        row : mapping
        paths : mapping, optional
            ``{"a.b": ("a", "b")}`` for keys that came from nested dicts.
        """
        values = self.values
        if not paths:
            values.update(row)
        else:
            for key, value in row.items():
                put(values, paths.get(key, (key,)), value)
        values["_step"] = step

    def copy(self) -> dict[str, Any]:
        """Return a copy, nested dicts copied too."""
        return _copy(self.values)  # type: ignore[no-any-return]


class Summary(MutableMapping[str, Any]):
    """A run's summary as users see it: by key and by attribute.

    ``run.summary["best"] = 0.9`` stays until ``log({"best": …})`` replaces it. A nested dict is again a
    `Summary`, so that ``run.summary["loss"]["min"]`` can be read and set. Arrays and tensors are kept whole,
    and show their shape, extremes, mean, variance and percentiles.

    Parameters
    ----------
    values : dict
        Shown, and changed in place.
    write : ValueWriter
        Turns a value into JSON; files behind it go to the run.
    changed : function
        Called after a change.
    """

    _values: dict[str, Any]
    _write: ValueWriter
    _changed: Callable[[], None]

    def __init__(self, values: dict[str, Any], write: ValueWriter, changed: Callable[[], None]) -> None:
        object.__setattr__(self, "_values", values)
        object.__setattr__(self, "_write", write)
        object.__setattr__(self, "_changed", changed)

    def __getitem__(self, key: str) -> Any:
        return self._shown(self._values[key])

    def __setitem__(self, key: str, value: Any) -> None:
        self.update({key: value})

    def __delitem__(self, key: str) -> None:
        del self._values[key]
        self._changed()

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._values))

    def __len__(self) -> int:
        return len(self._values)

    def __getattr__(self, key: str) -> Any:
        if key.startswith("__"):
            raise AttributeError(key)
        try:
            return self[key]
        except KeyError:
            raise AttributeError(f"the summary has no {key!r}.{did_you_mean(key, self._values)}") from None

    def __setattr__(self, key: str, value: Any) -> None:
        self[key] = value

    def __delattr__(self, key: str) -> None:
        try:
            del self[key]
        except KeyError:
            raise AttributeError(f"the summary has no {key!r}.{did_you_mean(key, self._values)}") from None

    def update(self, *others: Any, **values: Any) -> None:
        """Set many keys at once; nested dicts are merged into those that are there.

        Without arguments it does nothing: what is set is kept at once.

        Raises
        ------
        LogTypeError
            For a value that cannot be kept; then nothing is set.
        """
        given = dict(*others, **values)
        for path, value in self._write.items(given):
            put(self._values, path, value)
        if given:
            self._changed()

    def as_dict(self) -> dict[str, Any]:
        """Return a plain copy."""
        return _copy(self._values)  # type: ignore[no-any-return]

    def _shown(self, value: Any) -> Any:
        return Summary(value, self._write, self._changed) if isinstance(value, dict) else value

    def __repr__(self) -> str:
        return f"<Summary {json.dumps(self._values, default=str)}>"


def summary_now(told: Mapping[str, Any], metrics: Metrics, reader: HistoryReader) -> dict[str, Any]:
    """Return the summary of a run that has not said how it ended, as its history has it.

    Parameters
    ----------
    told : mapping
        The summary in the run's record: of some moment, with values of one's own.
    metrics : Metrics
        What was defined; new, for values are counted in it.
    reader : HistoryReader

    Returns
    -------
    dict
        Rows that came after that moment have the last word, as they would have had in the run itself.
    """
    values = {key: _copy(value) for key, value in told.items()}
    last, since = reader.last_step, told.get("_step", -1)
    if last is None or last <= since:
        return values
    newer: dict[str, tuple[int, str, Any, int]] = {}
    for (key, kind), info in reader.keys.items():
        if info.last is not None and info.last_step > since and info.last_step >= newer.get(key, (since,))[0]:
            newer[key] = (info.last_step, kind, info.last, info.count)
    for key, (_, kind, value, count) in newer.items():
        metric, path = metrics.of(key), _path_in(values, key)
        if metric is not None and metric.is_aggregate:
            steps, logged = reader.values(key, kind)
            new = [item for step, item in zip(steps, logged, strict=True) if step > since]
            metrics.resume(key, at(values, path), count - len(new))
            for item in new:
                value = metrics.summarized({key: item})[key]
        if metric is None or "none" not in metric.summary:
            put(values, path, value)
    times = {"_timestamp": reader.last_timestamp, "_runtime": reader.last_runtime}
    values.update({"_step": last, **{key: time for key, time in times.items() if time is not None}})
    return values


def _path_in(values: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Return where a key of the history stands: one with dots may have come from nested dicts."""
    path = tuple(key.split("."))
    return path if key not in values and at(values, path) is not None else (key,)


def at(values: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    """Return what stands under a path of keys, or None."""
    found: Any = values
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def put(values: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Set a value under a path of keys, making the dicts on the way."""
    for key in path[:-1]:
        inner = values.get(key)
        if not isinstance(inner, dict) or "_type" in inner:
            inner = values[key] = {}
        values = inner
    values[path[-1]] = value


def _copy(value: Any) -> Any:
    # Another thread may be setting a key: a list of the items is made at once.
    return {key: _copy(item) for key, item in list(value.items())} if isinstance(value, dict) else value
