"""Every operator of the language; importing this registers them."""

from dsviz_widget.query.operators import arithmetic, arrays, comparison, logic, membership
from dsviz_widget.query.operators.registry import OPERATORS, Operator, operator

__all__ = [
    "OPERATORS",
    "Operator",
    "arithmetic",
    "arrays",
    "comparison",
    "logic",
    "membership",
    "operator",
]
