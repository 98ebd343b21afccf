"""Lists: looking into them, cutting, mapping and sorting them."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from tests.unit.query.conformance.reference.core import (
    Scope,
    by_name,
    follow,
    operator,
    spreading_null,
    stop_unless,
    strict,
)
from tests.unit.query.conformance.reference.values import compare, is_number, is_true, ordering


def a_list(name: str, value: Any) -> list[Any]:
    """Return a value, or stop unless it is a list."""
    stop_unless(isinstance(value, list), f"{name} takes a list, not {value!r}")
    return list(value)


def integral(name: str, value: Any) -> int:
    """Return a number as an int, or stop unless it is whole."""
    stop_unless(
        is_number(value) and value == value and value == int(value), f"{name}: {value!r} is not whole"
    )
    return int(value)


@strict("$size")
def _size(value: Any) -> int:
    return len(a_list("$size", value))


@strict("$isArray")
def _is_array(value: Any) -> bool:
    return isinstance(value, list)


@operator("$filter")
def _filter(scope: Scope, argument: Mapping[str, Any]) -> list[Any] | None:
    items = scope.value(argument["input"])
    limit = scope.value(argument.get("limit"))
    stop_unless(limit is None or integral("$filter", limit) > 0, "$filter: the limit is above 0")
    if items is None:
        return None
    name = argument.get("as", "this")
    kept = [
        item
        for item in a_list("$filter", items)
        if is_true(scope.binding(**{name: item}).value(argument["cond"]))
    ]
    return kept if limit is None else kept[: int(limit)]


@operator("$map")
def _map(scope: Scope, argument: Mapping[str, Any]) -> list[Any] | None:
    items = scope.value(argument["input"])
    if items is None:
        return None
    name = argument.get("as", "this")
    return [scope.binding(**{name: item}).value(argument["in"]) for item in a_list("$map", items)]


@operator("$reduce")
def _reduce(scope: Scope, argument: Mapping[str, Any]) -> Any:
    items = scope.value(argument["input"])
    if items is None:
        return None
    value = scope.value(argument["initialValue"])
    for item in a_list("$reduce", items):
        value = scope.binding(value=value, this=item).value(argument["in"])
    return value


@strict("$in")
def _in(value: Any, items: Any) -> bool:
    return any(compare(value, item) == 0 for item in a_list("$in", items))


@spreading_null("$arrayElemAt")
def _element_at(items: Any, index: Any) -> Any:
    a_list("$arrayElemAt", items)
    at = integral("$arrayElemAt", index)
    return items[at] if -len(items) <= at < len(items) else None


@spreading_null("$first")
def _first(items: Any) -> Any:
    return a_list("$first", items)[0] if items else None


@spreading_null("$last")
def _last(items: Any) -> Any:
    return a_list("$last", items)[-1] if items else None


@spreading_null("$slice")
def _slice(items: Any, first: Any, count: Any = None) -> list[Any]:
    a_list("$slice", items)
    first = integral("$slice", first)
    if count is None:
        return items[:first] if first >= 0 else items[first:]
    count = integral("$slice", count)
    stop_unless(count > 0, "$slice: the count after a position is above 0")
    start = first if first >= 0 else max(0, len(items) + first)
    return items[start : start + count]


@spreading_null("$concatArrays")
def _concat(*lists: Any) -> list[Any]:
    return [item for items in lists for item in a_list("$concatArrays", items)]


@strict("$indexOfArray")
def _index_of(items: Any, value: Any, start: Any = 0, end: Any = None) -> int | None:
    if items is None:
        return None
    a_list("$indexOfArray", items)
    start, end = (
        integral("$indexOfArray", start),
        len(items) if end is None else integral("$indexOfArray", end),
    )
    stop_unless(start >= 0 and end >= 0, "$indexOfArray: positions are not negative")
    found = (i for i in range(start, min(end, len(items))) if compare(items[i], value) == 0)
    return next(found, -1)


@strict("$range")
def _range(start: Any, end: Any, step: Any = 1) -> list[int]:
    start, end, step = (integral("$range", value) for value in (start, end, step))
    stop_unless(step != 0, "$range: the step is not 0")
    return list(range(start, end, step))


@spreading_null("$reverseArray")
def _reverse(items: Any) -> list[Any]:
    return a_list("$reverseArray", items)[::-1]


@by_name("$sortArray")
def _sort(input: Any, sort_by: Any) -> list[Any] | None:
    if input is None:
        return None
    items = a_list("$sortArray", input)
    if not isinstance(sort_by, dict):
        return sorted(items, key=ordering, reverse=sort_by == -1)

    def order(left: Any, right: Any) -> int:
        for path, direction in sort_by.items():
            steps = path.split(".")
            found = compare(follow(left, steps), follow(right, steps)) * direction
            if found:
                return int(found)
        return 0

    return sorted(items, key=functools.cmp_to_key(order))


@by_name("$zip")
def _zip(inputs: Any, use_longest_length: bool = False, defaults: Any = None) -> list[Any] | None:
    if any(items is None for items in inputs):
        return None
    lists = [a_list("$zip", items) for items in inputs]
    lengths = [len(items) for items in lists]
    fill = defaults if defaults is not None else [None] * len(lists)
    return [
        [items[i] if i < len(items) else fill[k] for k, items in enumerate(lists)]
        for i in range(max(lengths) if use_longest_length else min(lengths))
    ]


def _count(name: str, n: Any) -> int:
    count = integral(name, n)
    stop_unless(count > 0, f"{name}: n is above 0")
    return count


@by_name("$firstN")
def _first_n(input: Any, n: Any) -> list[Any]:
    return a_list("$firstN", input)[: _count("$firstN", n)]


@by_name("$lastN")
def _last_n(input: Any, n: Any) -> list[Any]:
    return a_list("$lastN", input)[-_count("$lastN", n) :]


@by_name("$maxN")
def _max_n(input: Any, n: Any) -> list[Any]:
    found = [item for item in a_list("$maxN", input) if item is not None]
    return sorted(found, key=ordering, reverse=True)[: _count("$maxN", n)]


@by_name("$minN")
def _min_n(input: Any, n: Any) -> list[Any]:
    found = [item for item in a_list("$minN", input) if item is not None]
    return sorted(found, key=ordering)[: _count("$minN", n)]
