"""What every kind of media is tried with: the ways to make one, and what must be refused.

A kind adds a file to `cases/` with its `FAMILY`; `test_every_medium.py` tries all of them.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dsviz_widget.media import Medium
from tests.unit.media import cases

Make = Callable[[Path], Any]
"""Makes a value; the folder is for files that it is made from, which are deleted once it is logged."""


@dataclass(frozen=True)
class Family:
    """One kind of media.

    Attributes
    ----------
    cls : type
        The class.
    ways : dict of str to Make
        Each documented way to make one; at least two that differ in their bytes.
    bad : dict of str to (Make, str)
        What is refused: makes it, and a part of the sentence as a regular expression.
    facts : dict of str to dict
        Of some of the ways facts that are known.
    drawn : bool
        Whether each of the ways has a still.
    """

    cls: type[Medium]
    ways: dict[str, Make]
    bad: dict[str, tuple[Make, str]]
    facts: dict[str, dict[str, Any]] = field(default_factory=dict)
    drawn: bool = True

    @property
    def name(self) -> str:
        """The class's name."""
        return self.cls.__name__

    def all(self, folder: Path) -> list[Medium]:
        """Return one of each way."""
        return [make(folder) for make in self.ways.values()]


FAMILIES: list[Family] = [
    importlib.import_module(f"{cases.__name__}.{module.name}").FAMILY
    for module in pkgutil.iter_modules(cases.__path__)
]
