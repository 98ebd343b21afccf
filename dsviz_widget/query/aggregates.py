"""What is found for a group of rows: the functions, what each takes, and how they are written."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from dsviz_widget.errors import QueryError, did_you_mean
from dsviz_widget.query.language.parse import write_value

MAX_BINS = 1000
"""Most bins of a histogram."""
_MEASURE = re.compile(r"(mean|std|sum|min|max)\((.+)\)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Function:
    """An aggregate: which kinds of values it takes, and its option.

    Parameters
    ----------
    kinds : tuple of str
        Kinds of values; empty for all.
    of : {"must", "may", "path"}
        Whether it needs an expression, can do without, or takes a path to a list of objects.
    option : str
        Name of its option, as messages call it; empty for none.
    default : JSON value or None
        Of the option; None when it must be given.
    """

    kinds: tuple[str, ...] = ()
    of: str = "must"
    option: str = ""
    default: Any = None


_NUMBERS = ("number", "boolean")
_ORDERED = ("number", "text", "boolean", "date")
_COUNTED = ("number", "text", "boolean", "date", "mixed")

FUNCTIONS: dict[str, Function] = {
    "count": Function(of="may"),
    "distinct": Function(),
    "sum": Function(_NUMBERS),
    "mean": Function(_NUMBERS),
    "std": Function(_NUMBERS),
    "min": Function(_ORDERED),
    "max": Function(_ORDERED),
    "median": Function(("number", "date")),
    "quantile": Function(("number", "date"), option="q"),
    "first": Function(),
    "last": Function(),
    "mode": Function(_COUNTED),
    "top": Function(_COUNTED, option="k", default=5),
    "histogram": Function(("number", "date"), option="bins", default=20),
    "class_counts": Function(of="path"),
    "class_shares": Function(of="path"),
}
"""Name -> aggregate."""

ALIASES = {
    "avg": "mean", "average": "mean", "nunique": "distinct", "count_distinct": "distinct", "stddev": "std",
    "minimum": "min", "maximum": "max", "quantiles": "quantile", "top_values": "top", "hist": "histogram",
}  # fmt: skip
"""Other names that people give them."""

_CALL = re.compile(r"\s*([A-Za-z_]+)\s*(?:\((.*)\))?\s*\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One figure per group of rows.

    Parameters
    ----------
    name : str
        Of its column in the answer.
    function : str
        One of `FUNCTIONS`.
    of : str or None
        The expression it looks at; None for the rows themselves.
    option : number, list of numbers, or None
        ``q`` of a quantile in [0, 1] or a list of them; ``k`` most frequent values; number of bins of a
        histogram, or its edges.
    """

    name: str
    function: str
    of: str | None = None
    option: Any = None

    def __post_init__(self) -> None:
        if isinstance(self.option, list):
            object.__setattr__(self, "option", tuple(self.option))


def make_aggregate(name: Any, spec: Any) -> Aggregate:
    """Return the aggregate that Python describes.

    Parameters
    ----------
    name : str
        Of its column; a bare function name looks at the column of this name.
    spec : str, tuple or Aggregate
        ``"mean"``, ``"mean(iou)"``, ``("mean", "iou")``, ``("quantile", "iou", 0.9)``.

    Raises
    ------
    QueryError
        If there is no such function, or it lacks something.
    """
    if not isinstance(name, str) or not name:
        raise QueryError("value", f"An aggregate has a text as its name, not {name!r}.")
    if isinstance(spec, Aggregate):
        return check_aggregate(name, spec.function, spec.of, spec.option)
    if isinstance(spec, str):
        match = _CALL.match(spec)
        if match is None:
            raise QueryError(
                "value", f"The aggregate {name!r} is {spec!r}, which is no function.", hint=_HINT
            )
        function, body = match.group(1), match.group(2)
        if body is None:
            of = None if _of(function, name) == "may" else name
            return check_aggregate(name, function, of, None)
        of, option = _split(function, body, name)
        return check_aggregate(name, function, of, option)
    if isinstance(spec, list | tuple) and 1 <= len(spec) <= 3 and isinstance(spec[0], str):
        of = spec[1] if len(spec) > 1 else None
        text = of if of is None or isinstance(of, str) else write_value(of)
        return check_aggregate(name, spec[0], text, spec[2] if len(spec) > 2 else None)
    raise QueryError("value", f"The aggregate {name!r} cannot be {spec!r}.", hint=_HINT)


_HINT = "Write 'mean', 'mean(iou)', ('mean', 'iou') or ('quantile', 'iou', 0.9)."


def _of(function: str, name: str) -> str:
    found = FUNCTIONS.get(ALIASES.get(function, function))
    if found is None:
        raise _unknown(function, name)
    return found.of


def _unknown(function: str, name: str) -> QueryError:
    return QueryError(
        "name",
        f"There is no aggregate {function!r}, which {name!r} asks for.{did_you_mean(function, FUNCTIONS)}",
    )


def _split(function: str, body: str, name: str) -> tuple[str | None, Any]:
    """Return the expression and the option of ``quantile(iou, 0.9)``."""
    _of(function, name)
    if not body.strip():
        return None, None
    if not FUNCTIONS[ALIASES.get(function, function)].option:
        return body.strip(), None
    # The option is plain JSON after the last comma that leaves JSON behind it.
    commas = [index for index, character in enumerate(body) if character == ","]
    for comma in commas:
        try:
            option = json.loads(body[comma + 1 :])
        except ValueError:
            continue
        return body[:comma].strip(), option
    return body.strip(), None


def check_aggregate(name: str, function: str, of: str | None, option: Any) -> Aggregate:
    """Return an aggregate whose function is known and whose option fits.

    Raises
    ------
    QueryError
        If it does not.
    """
    function = ALIASES.get(function, function)
    known = FUNCTIONS.get(function)
    if known is None:
        raise _unknown(function, name)
    if of is None and known.of != "may":
        raise QueryError("value", f"The aggregate {name!r} needs what to look at: {function}(column).")
    if not known.option:
        if option is not None:
            raise QueryError("value", f"The aggregate {name!r}: {function} has no option, got {option!r}.")
        return Aggregate(name, function, of)
    option = known.default if option is None else option
    if hasattr(option, "tolist") and callable(option.tolist):
        option = option.tolist()
    _CHECKS[function](name, option)
    return Aggregate(name, function, of, option)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _check_quantile(name: str, option: Any) -> None:
    shares = option if isinstance(option, list | tuple) else [option]
    if not shares or not all(_is_number(share) and 0 <= share <= 1 for share in shares):
        raise QueryError(
            "value",
            f"The aggregate {name!r} takes a quantile from 0 to 1 or a list of them, got {option!r}.",
            hint="The 90th percentile is ('quantile', 'iou', 0.9).",
        )


def _check_top(name: str, option: Any) -> None:
    if not isinstance(option, int) or isinstance(option, bool) or not 1 <= option <= MAX_BINS:
        raise QueryError("value", f"The aggregate {name!r} lists 1 to {MAX_BINS} values, not {option!r}.")


def _check_histogram(name: str, option: Any) -> None:
    if isinstance(option, list | tuple):
        rising = len(option) > 1 and all(_is_number(edge) for edge in option)
        if rising and all(low < high for low, high in pairwise(option)):
            return
        raise QueryError("value", f"The edges of the histogram {name!r} do not rise: {list(option)!r}.")
    if not isinstance(option, int) or isinstance(option, bool) or not 1 <= option <= MAX_BINS:
        raise QueryError("value", f"The histogram {name!r} has 1 to {MAX_BINS} bins, not {option!r}.")


_CHECKS = {"quantile": _check_quantile, "top": _check_top, "histogram": _check_histogram}


def write_aggregate(aggregate: Aggregate) -> str:
    """Return an aggregate as text, such as ``quantile(iou, 0.9)``."""
    option = aggregate.option
    plain = list(option) if isinstance(option, tuple) else option
    parts = [aggregate.of or "", *([] if plain is None else [json.dumps(plain)])]
    return f"{aggregate.function}({', '.join(part for part in parts if part)})"


def measure_of(text: str) -> tuple[str, str] | None:
    """Return aggregate and expression of a sort key that orders groups on the screen, or None."""
    if text == "count":
        return ("count", "")
    match = _MEASURE.match(text)
    return (match.group(1), match.group(2)) if match else None


def sort_measure(aggregates: Sequence[Aggregate], by: str) -> str:
    """Return what a sort key asks of groups: an aggregate that it names, written out, or the key itself."""
    named = next((item for item in aggregates if item.name == by), None)
    if named is None:
        return by
    return "count" if named.function == "count" and named.of is None else write_aggregate(named)


def make_aggregates(specs: Mapping[str, Any] | Sequence[Aggregate]) -> tuple[Aggregate, ...]:
    """Return aggregates, each under a name of its own.

    Raises
    ------
    QueryError
        If one cannot be read.
    """
    if isinstance(specs, Mapping):
        return tuple(make_aggregate(name, spec) for name, spec in specs.items())
    if isinstance(specs, list | tuple) and all(isinstance(item, Aggregate) for item in specs):
        return tuple(make_aggregate(item.name, item) for item in specs)
    raise QueryError("value", f"agg is a dict of aggregates by name, not {specs!r}.", hint=_HINT)
