"""MongoDB's aggregation expressions in plain Python, one row at a time, written from its manual.

It shares no code with the package. Where it departs from MongoDB: an empty cell, a null and a missing
field are one; `$and` and `$or` stop with an error only when no other part decides, which the manual leaves
open; and the type of a whole number that was computed is not tracked.
"""

from tests.unit.query.conformance.reference import (
    accumulators,
    arithmetic,
    branches,
    conversion,
    date_arithmetic,
    dates,
    infix,
    lists,
    objects,
    sets,
    strings,
)
from tests.unit.query.conformance.reference.core import OPERATORS, evaluate
from tests.unit.query.conformance.reference.values import (
    Long,
    Raises,
    agree,
    from_arrow,
    is_true,
    ordering,
    revived,
    rows_of,
)

__all__ = [
    "OPERATORS",
    "Long",
    "Raises",
    "accumulators",
    "agree",
    "arithmetic",
    "branches",
    "conversion",
    "date_arithmetic",
    "dates",
    "evaluate",
    "from_arrow",
    "infix",
    "is_true",
    "lists",
    "objects",
    "ordering",
    "revived",
    "rows_of",
    "sets",
    "strings",
]
