"""Every operator of the language; importing this registers them."""

from dsviz_widget.query.operators import (
    arithmetic,
    arrays,
    bits,
    branches,
    comparison,
    logic,
    membership,
    numbers,
    strings,
    substrings,
    trigonometry,
)
from dsviz_widget.query.operators.registry import OPERATORS, Operator, operator

__all__ = [
    "OPERATORS",
    "Operator",
    "arithmetic",
    "arrays",
    "bits",
    "branches",
    "comparison",
    "logic",
    "membership",
    "numbers",
    "operator",
    "strings",
    "substrings",
    "trigonometry",
]
