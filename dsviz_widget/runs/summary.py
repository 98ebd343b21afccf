"""The summary of a run: the last value of each key, or what `define_metric` asks for, and one's own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any

from dsviz_widget.errors import did_you_mean
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
        """Take a committed row: each key's value replaces what was there.

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
        return {key: _copy(value) for key, value in self.values.items()}


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
        return {key: _copy(value) for key, value in list(self._values.items())}

    def _shown(self, value: Any) -> Any:
        return Summary(value, self._write, self._changed) if isinstance(value, dict) else value

    def __repr__(self) -> str:
        return f"<Summary {json.dumps(self._values, default=str)}>"


def put(values: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Set a value under a path of keys, making the dicts on the way."""
    for key in path[:-1]:
        inner = values.get(key)
        if not isinstance(inner, dict) or "_type" in inner:
            inner = values[key] = {}
        values = inner
    values[path[-1]] = value


def _copy(value: Any) -> Any:
    return {key: _copy(item) for key, item in value.items()} if isinstance(value, dict) else value
