"""Lists as sets: no duplicates, no order."""

from __future__ import annotations

from typing import Any

from tests.unit.query.conformance.reference.core import spreading_null, strict
from tests.unit.query.conformance.reference.lists import a_list
from tests.unit.query.conformance.reference.values import compare, is_true


def _holds(items: list[Any], value: Any) -> bool:
    return any(compare(item, value) == 0 for item in items)


def _distinct(items: list[Any]) -> list[Any]:
    found: list[Any] = []
    for item in items:
        if not _holds(found, item):
            found.append(item)
    return found


@spreading_null("$setUnion")
def _union(*lists: Any) -> list[Any]:
    return _distinct([item for items in lists for item in a_list("$setUnion", items)])


@spreading_null("$setIntersection")
def _intersection(*lists: Any) -> list[Any]:
    if not lists:
        return []
    first, *rest = [a_list("$setIntersection", items) for items in lists]
    return [item for item in _distinct(first) if all(_holds(items, item) for items in rest)]


@spreading_null("$setDifference")
def _difference(left: Any, right: Any) -> list[Any]:
    a_list("$setDifference", right)
    return [item for item in _distinct(a_list("$setDifference", left)) if not _holds(right, item)]


@strict("$setIsSubset")
def _is_subset(left: Any, right: Any) -> bool:
    a_list("$setIsSubset", right)
    return all(_holds(right, item) for item in a_list("$setIsSubset", left))


@strict("$setEquals")
def _equals(*lists: Any) -> bool:
    first, *rest = [a_list("$setEquals", items) for items in lists]
    return all(
        all(_holds(items, item) for item in first) and all(_holds(first, item) for item in items)
        for items in rest
    )


@strict("$anyElementTrue")
def _any(items: Any) -> bool:
    return any(is_true(item) for item in a_list("$anyElementTrue", items))


@strict("$allElementsTrue")
def _all(items: Any) -> bool:
    return all(is_true(item) for item in a_list("$allElementsTrue", items))
