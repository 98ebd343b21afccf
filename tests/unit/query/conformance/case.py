"""A case: an expression, the table whose rows it sees, and the answer for every row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

NAN = float("nan")
INF = float("inf")


class _Error:
    def __repr__(self) -> str:
        return "ERROR"


ERROR = _Error()
"""The answer for a row on which MongoDB stops with an error."""


@dataclass(frozen=True)
class Case:
    """One expression over one table.

    Parameters
    ----------
    name : str
        Family, table and expression: unique, and what exceptions of an engine are listed by.
    expression : dict, list or str
        MongoDB's form as Python values; text in the infix form where `tree` is given.
    table : str
        Name of a table of `tables.py`.
    answers : tuple
        One for each row, or `ERROR`.
    unordered : bool
        Whether the answers are sets: lists whose order is free.
    tree : dict or None
        What an infix text says, for the reference.
    """

    name: str
    expression: Any
    table: str
    answers: tuple[Any, ...]
    unordered: bool = False
    tree: Any = None


def family(name: str, table: str, *cases: tuple[Any, Sequence[Any]], unordered: bool = False) -> list[Case]:
    """Return the cases of one family over one table."""
    return [
        Case(f"{name}: {table}: {write(expression)}", expression, table, tuple(answers), unordered)
        for expression, answers in cases
    ]


def constants(name: str, *cases: tuple[Any, Any], unordered: bool = False) -> list[Case]:
    """Return the cases of one family that look at no column."""
    return family(name, "one", *[(expression, [answer]) for expression, answer in cases], unordered=unordered)


def infix(table: str, *cases: tuple[str, Any, Sequence[Any]]) -> list[Case]:
    """Return cases of the infix form, each with what the text says."""
    return [
        Case(f"infix: {table}: {text}", text, table, tuple(answers), tree=tree)
        for text, tree, answers in cases
    ]


def write(expression: Any) -> str:
    """Return an expression as the MongoDB shell shows it."""
    if isinstance(expression, dict):
        return "{" + ", ".join(f"{_key(key)}: {write(item)}" for key, item in expression.items()) + "}"
    if isinstance(expression, list):
        return "[" + ", ".join(map(write, expression)) + "]"
    if isinstance(expression, datetime):
        return f"ISODate('{expression.isoformat()}')"
    if expression is None or isinstance(expression, bool):
        return {None: "null", True: "true", False: "false"}[expression]
    return repr(expression)


def _key(key: str) -> str:
    return key if re.fullmatch(r"[$\w]+", key) else repr(key)
