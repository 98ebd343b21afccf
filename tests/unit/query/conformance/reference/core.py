"""Evaluating an expression: literals, paths, variables, objects, and the table of operators."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.unit.query.conformance.reference.values import Raises

_MISSING = object()


@dataclass(frozen=True)
class Scope:
    """The row and the variables that an expression sees."""

    row: Mapping[str, Any]
    variables: Mapping[str, Any] = field(default_factory=dict)

    def value(self, expression: Any) -> Any:
        """Return the value of an expression; `Raises` where MongoDB stops."""
        if isinstance(expression, str) and expression.startswith("$"):
            return self._path(expression)
        if isinstance(expression, list | tuple):
            return [self.value(item) for item in expression]
        if isinstance(expression, Mapping):
            return self._object(expression)
        return expression

    def binding(self, **variables: Any) -> Scope:
        """Return this scope with more variables."""
        return Scope(self.row, {**self.variables, **variables})

    def _object(self, expression: Mapping[str, Any]) -> Any:
        if len(expression) == 1:
            ((name, argument),) = expression.items()
            if name in OPERATORS:
                return OPERATORS[name](self, argument)
            if name.startswith("$"):
                raise LookupError(f"the reference has no operator {name}")
        return {name: self.value(item) for name, item in expression.items()}

    def _path(self, text: str) -> Any:
        if not text.startswith("$$"):
            first, *rest = text[1:].split(".")
            # The index of a table before the path.
            path = rest if first.isdigit() and rest else [first, *rest]
            return follow(dict(self.row), path)
        name, *path = text[2:].split(".")
        if name in ("ROOT", "CURRENT"):
            return follow(dict(self.row), path)
        return None if name == "REMOVE" else follow(self.variables[name], path)


def follow(value: Any, path: list[str]) -> Any:
    """Follow a path into objects, and into every object of a list, once per step."""
    found = _follow(value, path)
    return None if found is _MISSING else found


def _follow(value: Any, path: list[str]) -> Any:
    if not path:
        return value
    if isinstance(value, list):
        parts = [_follow(item, path) for item in value if isinstance(item, dict)]
        return [part for part in parts if part is not _MISSING]
    if isinstance(value, dict):
        found = value.get(path[0], _MISSING)
        return found if len(path) == 1 else _follow(found, path[1:])
    return _MISSING


def evaluate(expression: Any, row: Mapping[str, Any]) -> Any:
    """Return the value of an expression for a row; `Raises` where MongoDB stops."""
    return Scope(row).value(expression)


OPERATORS: dict[str, Callable[[Scope, Any], Any]] = {}
"""Name -> function of the scope and the argument as it is written."""

Function = Callable[..., Any]


def operator(*names: str) -> Callable[[Function], Function]:
    """Register a function of the scope and the unevaluated argument."""

    def register(function: Function) -> Function:
        for name in names:
            OPERATORS[name] = function
        return function

    return register


def arguments_of(argument: Any) -> list[Any]:
    """Return the arguments by position: a list is all of them, anything else is the only one."""
    return list(argument) if isinstance(argument, list | tuple) else [argument]


def strict(*names: str) -> Callable[[Function], Function]:
    """Register a function of the evaluated arguments by position."""

    def register(function: Function) -> Function:
        def run(scope: Scope, argument: Any) -> Any:
            return function(*[scope.value(item) for item in arguments_of(argument)])

        return operator(*names)(run) and function

    return register


def spreading_null(*names: str) -> Callable[[Function], Function]:
    """Register a function of evaluated arguments that is null as soon as one of them is."""

    def register(function: Function) -> Function:
        def run(*values: Any) -> Any:
            return None if any(value is None for value in values) else function(*values)

        return strict(*names)(run) and function

    return register


def by_name(*names: str) -> Callable[[Function], Function]:
    """Register a function of evaluated arguments given by name."""

    def register(function: Function) -> Function:
        def run(scope: Scope, argument: Any) -> Any:
            return function(**{_snake(key): scope.value(item) for key, item in argument.items()})

        return operator(*names)(run) and function

    return register


def _snake(name: str) -> str:
    return re.sub("(?<=[a-z])([A-Z])", lambda letter: "_" + letter[1].lower(), name)


def stop_unless(condition: bool, message: str) -> None:
    """Stop with an error as MongoDB does, unless a condition holds."""
    if not condition:
        raise Raises(message)
