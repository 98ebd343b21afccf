"""Every operator of the language; importing this registers them."""

from dsviz_widget.query.operators import (
    accumulators,
    arithmetic,
    arrays,
    bindings,
    bits,
    branches,
    comparison,
    logic,
    membership,
    numbers,
    predicates,
    sets,
    sorting,
    strings,
    substrings,
    trigonometry,
)
from dsviz_widget.query.operators.registry import OPERATORS, Operator, operator

__all__ = [
    "OPERATORS",
    "Operator",
    "accumulators",
    "arithmetic",
    "arrays",
    "bindings",
    "bits",
    "branches",
    "comparison",
    "logic",
    "membership",
    "numbers",
    "operator",
    "predicates",
    "sets",
    "sorting",
    "strings",
    "substrings",
    "trigonometry",
]
