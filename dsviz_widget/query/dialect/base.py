"""A dialect: how an engine quotes names, marks parameters, writes lambdas, and calls its functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

SqlType = Literal[
    "double", "huge", "bigint", "integer", "tiny", "text", "boolean", "timestamp", "decimal", "binary"
]  # fmt: skip
"""Types that operators cast to, by a name that every dialect translates."""

Template = str | Callable[..., str]
"""``"len({0})"``, or a function from the SQL of the arguments to SQL."""

_DIGITS = "[0-9][0-9]"
_OFFSET = f"(Z|[+-]{_DIGITS}(:?{_DIGITS})?)"
ISO_DATE = (
    f"{_DIGITS}{_DIGITS}-{_DIGITS}-{_DIGITS}([T ]{_DIGITS}:{_DIGITS}(:{_DIGITS}([.][0-9]+)?)?( ?{_OFFSET})?)?"
)
"""A pattern of texts that name a date; without braces, which templates fill in."""
ENDS_WITH_ZONE = f":[0-9.]+ ?{_OFFSET}$"


@dataclass(frozen=True)
class Dialect:
    """How one engine writes SQL.

    Parameters
    ----------
    name : str
        Of the engine.
    quote_mark : str
        Around identifiers; doubled inside one.
    parameter_mark : str
        Before the name of a bound value.
    types : mapping of str to str
        Name of a type in `SqlType` -> the engine's.
    functions : mapping of str to template
        Name that operators use -> what the engine calls it. Positions in lists count from 0.
    write_function : callable
        Names and body of a lambda -> its SQL.
    list_of, struct_of : callable
        SQL of a list of items; of a struct of named fields.
    type_of : callable
        SQL of the type of lists of a type, of structs of named types, and of maps:
        ``("list", [inner])``, ``("struct", [(name, inner), ...])``, ``("map", [key, inner])``.
    folds_case : bool
        Whether fields of a struct whose names differ in case alone are one to the engine.
    """

    name: str
    quote_mark: str
    parameter_mark: str
    types: Mapping[str, str]
    functions: Mapping[str, Template]
    write_function: Callable[[Sequence[str], str], str]
    list_of: Callable[[Sequence[str]], str]
    struct_of: Callable[[Sequence[tuple[str, str]]], str]
    type_of: Callable[[str, Sequence[tuple[str, str]]], str]
    folds_case: bool = True
    date_letters: Mapping[str, str] = field(default_factory=dict)
    date_literal: Callable[[str], str] = str
    regex_flags: Callable[[str], str] = lambda letters: f"(?{letters})" if letters else ""
    backslash_escapes: bool = False
    """Whether a backslash in a text literal takes the next character as it is."""
    placeholder: re.Pattern[str] = field(init=False)
    """A text or a quoted identifier, which may hold anything, or a bound value (group 1)."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "placeholder", self.marks(r"p\d+"))

    def marks(self, names: str) -> re.Pattern[str]:
        """Return what finds bound values of some names (group 1), and not inside what is quoted."""
        mark, sign = re.escape(self.quote_mark), re.escape(self.parameter_mark)
        character = r"[^'\\]|''|\\." if self.backslash_escapes else "[^']|''"
        return re.compile(
            rf"'(?:{character})*'|{mark}(?:[^{mark}]|{mark}{mark})*{mark}|{sign}({names})", re.DOTALL
        )

    def quote(self, name: str) -> str:
        """Return a quoted identifier."""
        mark = self.quote_mark
        return f"{mark}{name.replace(mark, mark * 2)}{mark}"

    def field_names(self, names: Sequence[str]) -> list[str]:
        """Return the names that the fields of a struct have in the engine."""
        return engine_names(names) if self.folds_case else list(names)

    def call(self, name: str, *arguments: str) -> str:
        """Return SQL of a function by the name that operators use."""
        template = self.functions[name]
        return template.format(*arguments) if isinstance(template, str) else template(*arguments)

    def cast(self, text: str, to: SqlType) -> str:
        """Return SQL of a value as another type."""
        return f"CAST({text} AS {self.types[to]})"


def engine_names(names: Sequence[str], reserved: Sequence[str] = ()) -> list[str]:
    """Return an engine name for each column or field: DuckDB does not tell ``Road`` from ``road``."""
    taken = {name.lower() for name in reserved}
    found = []
    for name in names:
        # Nor can a name in SQL hold the character that ends a text in C.
        plain = name.replace("\0", "_")
        engine_name, number = plain or "column", 1
        while engine_name.lower() in taken:
            engine_name, number = f"{plain}_{number}", number + 1
        taken.add(engine_name.lower())
        found.append(engine_name)
    return found
