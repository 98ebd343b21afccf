"""Objects: their fields, and lists of their fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.unit.query.conformance.reference.core import (
    Scope,
    arguments_of,
    by_name,
    operator,
    spreading_null,
    stop_unless,
)
from tests.unit.query.conformance.reference.lists import a_list


def _an_object(name: str, value: Any) -> dict[str, Any]:
    stop_unless(isinstance(value, dict), f"{name} takes an object, not {value!r}")
    return dict(value)


@operator("$getField")
def _get_field(scope: Scope, argument: Any) -> Any:
    if isinstance(argument, Mapping) and "field" in argument:
        name, value = scope.value(argument["field"]), scope.value(argument["input"])
    else:
        name, value = scope.value(argument), dict(scope.row)
    return None if value is None else _an_object("$getField", value).get(name)


@by_name("$setField")
def _set_field(field: str, input: Any, value: Any) -> Any:
    return None if input is None else {**_an_object("$setField", input), field: value}


@by_name("$unsetField")
def _unset_field(field: str, input: Any) -> Any:
    if input is None:
        return None
    return {name: value for name, value in _an_object("$unsetField", input).items() if name != field}


@operator("$mergeObjects")
def _merge(scope: Scope, argument: Any) -> dict[str, Any]:
    parts = [scope.value(part) for part in arguments_of(argument)]
    if len(parts) == 1 and isinstance(parts[0], list):
        parts = parts[0]
    merged: dict[str, Any] = {}
    for part in parts:
        if part is not None:
            merged.update(_an_object("$mergeObjects", part))
    return merged


@spreading_null("$objectToArray")
def _to_array(value: Any) -> list[dict[str, Any]]:
    return [{"k": name, "v": item} for name, item in _an_object("$objectToArray", value).items()]


@spreading_null("$arrayToObject")
def _to_object(items: Any) -> dict[str, Any]:
    found = {}
    for item in a_list("$arrayToObject", items):
        key, value = (item.get("k"), item.get("v")) if isinstance(item, dict) else _pair(item)
        stop_unless(isinstance(key, str), "$arrayToObject: a key is a text")
        found[key] = value
    return found


def _pair(item: Any) -> tuple[Any, Any]:
    stop_unless(isinstance(item, list) and len(item) == 2, "$arrayToObject takes pairs")
    return item[0], item[1]
