"""Python values as a history and a summary keep them: JSON, with files in the store behind it."""

from __future__ import annotations

import datetime
import decimal
import enum
import fractions
import math
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from dsviz_widget.errors import DsvizError, LogTypeError
from dsviz_widget.runs.files import RunFiles
from dsviz_widget.types import adopted, article, as_array

Path = tuple[str, ...]
SPEC = "vega.spec"
"""Under which the writer of Vega and Vega-Lite dicts is registered: those whose ``$schema`` says so."""
SHORT = 32
"""Arrays of up to this many numbers are kept as lists, larger ones as files with their statistics."""


@dataclass(frozen=True)
class Place:
    """Where a value is being logged.

    Attributes
    ----------
    key : str
        Dots between the keys of nested dicts.
    step : int or None
        None for the summary.
    files : RunFiles
        Takes bytes that the value needs.
    keep_table : function
        Logs a table as the artifact of a key, and returns what the history says of it.
    """

    key: str
    step: int | None
    files: RunFiles
    keep_table: Callable[[str, Any], dict[str, Any]]


PLAIN = frozenset({float, int, str, bool, np.float64})
"""Classes whose values go into a history and a summary as they are."""
NUMBERS = (np.floating, np.integer)
Writer = Callable[[Any, Place], Any]

_writers: dict[type | str, Writer] = {}
_list_writers: dict[type, Writer] = {}


def register_loggable(kind: type | str, write: Writer, write_list: Writer | None = None) -> None:
    """Let `log` take values of a class and of those derived from it.

    Parameters
    ----------
    kind : class or str
        For a class of a library that is not imported here its package and name, ``"pandas.DataFrame"``.
    write : function
        Called with the value and its `Place`; returns a dict with ``_type``, or a plain JSON value.
    write_list : function, optional
        Called with a list of such values.
    """
    _writers[kind] = write
    if write_list is not None and isinstance(kind, type):
        _list_writers[kind] = write_list


class ValueWriter:
    """Turns what is logged into JSON, and sees to the files behind it.

    Parameters
    ----------
    files : RunFiles
    keep_table : function
        See `Place`.
    """

    def __init__(self, files: RunFiles, keep_table: Callable[[str, Any], dict[str, Any]]) -> None:
        self._files, self._keep_table = files, keep_table

    def items(self, data: Mapping[Any, Any], step: int | None = None) -> list[tuple[Path, Any]]:
        """Return what a mapping holds as JSON values by path; dicts inside it are paths of several keys.

        Raises
        ------
        LogTypeError
            For a value that cannot be kept; it says under which key.
        """
        found: list[tuple[Path, Any]] = []
        self._add(data, (), step, found)
        return found

    def _add(
        self, data: Mapping[Any, Any], above: Path, step: int | None, found: list[tuple[Path, Any]]
    ) -> None:
        for key, value in data.items():
            path = (*above, str(key))
            if type(value) in PLAIN:
                found.append((path, value))
            elif isinstance(value, NUMBERS):
                found.append((path, _plain(value)))
            elif isinstance(value, Mapping) and not _is_typed(value):
                if len(path) > 100:
                    raise LogTypeError(f"{'.'.join(path[:4])}…: dicts are nested more than 100 deep.")
                self._add(value, path, step, found)
            else:
                place = Place(".".join(path), step, self._files, self._keep_table)
                found.append((path, to_json(value, place)))


def to_json(value: Any, place: Place) -> Any:
    """Return one value as JSON.

    Raises
    ------
    LogTypeError
        If a history cannot keep it.
    """
    plain = _plain(value)
    if plain is not NOT_PLAIN:
        return plain
    write = _writer_of(value)
    try:
        if write is not None:
            return write(value, place)
        array = _array_of(value)
        if array is not None:
            return _array_to_json(array, place)
        if isinstance(value, (list, tuple, set, frozenset)):
            return _list_to_json(list(value), place)
        if isinstance(value, Mapping):
            return {str(key): to_json(item, place) for key, item in value.items()}
    except LogTypeError:
        raise
    except DsvizError as error:
        raise LogTypeError(f"{place.key!r} cannot be logged: {error}") from error
    except RecursionError:
        raise LogTypeError(f"{place.key!r} cannot be logged: it is nested too deep.") from None
    raise LogTypeError(
        f"{place.key!r} cannot be logged: it is {article(value)}. A run takes numbers, text, lists, arrays, "
        "images and other media, histograms, tables and charts; log a number or a text that stands for it."
    )


class _NotPlain:
    """Says that a value is none of JSON's own."""


NOT_PLAIN = _NotPlain()


def _plain(value: Any) -> Any:
    """Return a number, text, boolean, date or nothing as JSON has it, or NOT_PLAIN."""
    if value is None or isinstance(value, (bool, np.bool_)):
        return None if value is None else bool(value)
    if isinstance(value, (np.datetime64, np.timedelta64)):
        return None if np.isnat(value) else _plain(value.astype("O")) if _fits(value) else str(value)
    if isinstance(value, np.floating):
        return float(value)
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, enum.Enum):
        return _plain(value.value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, (float, decimal.Decimal, fractions.Fraction)):
        return float(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, (datetime.date, datetime.time)):
        # pandas' NaT is a datetime that equals nothing, itself included.
        return value.isoformat() if value == value else None
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, os.PathLike):
        return os.fspath(value) if isinstance(os.fspath(value), str) else os.fsdecode(value)
    return None if type(value).__name__ == "NAType" else NOT_PLAIN


def _fits(value: np.datetime64 | np.timedelta64) -> bool:
    return isinstance(value.astype("O"), (datetime.date, datetime.timedelta))


def _is_typed(value: Mapping[Any, Any]) -> bool:
    return isinstance(value.get("_type"), str) or _is_spec(value)


def _is_spec(value: Mapping[Any, Any]) -> bool:
    return "vega" in str(value.get("$schema", ""))


def _writer_of(value: Any) -> Writer | None:
    if isinstance(value, Mapping):
        return _writers.get(SPEC) if _is_spec(value) else None
    for base in type(value).__mro__:
        name = f"{base.__module__.partition('.')[0]}.{base.__name__}"
        found = _writers.get(base) or _writers.get(name)
        if found is not None:
            return found
    if type(value).__name__ == "module":
        return _writers.get(getattr(value, "__name__", ""))
    return None


def _list_to_json(values: list[Any], place: Place) -> Any:
    values = adopted(values)
    for kind, write in _list_writers.items():
        if values and all(isinstance(value, kind) for value in values):
            return write(values, place)
    found = []
    for value in values:
        plain = _plain(value)
        if plain is NOT_PLAIN and _writer_of(value) is not None:
            raise LogTypeError(
                f"{place.key!r} cannot be logged: it is a list of {article(value)} and other things. "
                "Log a list of one kind, or put the values into a Table."
            )
        found.append(to_json(value, place) if plain is NOT_PLAIN else plain)
    return found


def _array_of(value: Any) -> np.ndarray[Any, Any] | None:
    try:
        return as_array(value)
    except TypeError:
        # NumPy has no bfloat16; float32 holds every one of them.
        return as_array(value.float()) if hasattr(value, "float") else None


def _array_to_json(array: np.ndarray[Any, Any], place: Place) -> Any:
    if array.dtype.kind not in "biuf":
        if array.dtype.kind in "OSUMm":
            return _list_to_json(array.tolist(), place) if array.ndim else to_json(array.item(), place)
        raise LogTypeError(
            f"{place.key!r} cannot be logged: it is an array of {array.dtype}. Log its real and imaginary "
            "parts, or its magnitude."
        )
    if array.size == 1:
        return _plain(array.reshape(-1)[0])
    if array.size <= SHORT:
        return array.tolist()
    return {"_type": "ndarray", **place.files.keep_array(array), **statistics(array)}


def statistics(array: np.ndarray[Any, Any]) -> dict[str, Any]:
    """Return what an array's numbers come to: NaN and infinities are counted, and left out of the rest.

    Returns
    -------
    dict
        ``min``, ``max``, ``mean``, ``var``, ``std``, ``5%`` to ``95%``, ``size`` in numbers, ``histogram``
        with ``values`` and one ``bins`` more; ``not_finite`` where some are.
    """
    from dsviz_widget.media import Histogram

    numbers = array.reshape(-1).astype(np.float64)
    finite = numbers[np.isfinite(numbers)]
    found: dict[str, Any] = {"size": int(numbers.size)}
    if len(finite) < len(numbers):
        found["not_finite"] = len(numbers) - len(finite)
    if len(finite):
        found.update(
            min=float(finite.min()),
            max=float(finite.max()),
            mean=float(finite.mean()),
            var=float(finite.var()),
            std=math.sqrt(float(finite.var())),
        )
        percents = (5, 10, 25, 50, 75, 90, 95)
        levels = np.percentile(finite, percents)
        found.update({f"{percent}%": float(level) for percent, level in zip(percents, levels, strict=True)})
        histogram = Histogram(finite)
        found["histogram"] = {"values": histogram.histogram, "bins": histogram.bins}
    return found
