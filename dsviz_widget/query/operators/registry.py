"""How an operator is declared: its name, its arguments, its type rule and its SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dsviz_widget.query.language.expression import Call
from dsviz_widget.query.typed import Typed, TypedCall

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer

ToSql = Callable[["Emitter", TypedCall], str]
ToError = Callable[["Emitter", TypedCall], "str | None"]
TypeRule = Callable[["Typer", Call, "Operator"], Typed]


@dataclass(frozen=True)
class Operator:
    """One operator of the language.

    Parameters
    ----------
    name : str
        As written in MongoDB's form, or the infix word or symbol.
    arity : (int, int or None)
        Fewest and most arguments by position; None for no limit.
    names : tuple of str
        Arguments by name, those that must be given first; empty when given by position.
    required : int
        How many of `names` must be given.
    type_rule : callable
        Types a call, or raises `QueryError`.
    value : callable
        SQL of the value; for conditions exact: null only where MongoDB stops with an error.
    where : callable or None
        SQL that is true for the same rows but may be null for false: engines prune by it.
    error : callable or None
        SQL that is true where the operator itself stops with an error; None where it never does.
    lazy : bool
        Whether not every argument is computed for every row: `error` then covers the arguments, too.
    binds : bool
        Whether arguments after the first look at values that the operator binds.
    """

    name: str
    arity: tuple[int, int | None]
    type_rule: TypeRule
    value: ToSql
    names: tuple[str, ...] = ()
    required: int = 0
    where: ToSql | None = None
    error: ToError | None = None
    lazy: bool = False
    binds: bool = False


OPERATORS: dict[str, Operator] = {}
"""Name -> operator."""


def operator(
    name: str,
    *,
    arity: int | tuple[int, int | None] = 1,
    rule: TypeRule,
    names: tuple[str, ...] = (),
    required: int = 0,
    where: ToSql | None = None,
    error: ToError | None = None,
    lazy: bool = False,
    binds: bool = False,
) -> Callable[[ToSql], ToSql]:
    """Register the decorated function as the SQL of an operator."""
    bounds = (arity, arity) if isinstance(arity, int) else arity

    def register(value: ToSql) -> ToSql:
        OPERATORS[name] = Operator(name, bounds, rule, value, names, required, where, error, lazy, binds)
        return value

    return register
