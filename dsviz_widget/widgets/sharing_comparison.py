"""How compared tables stand in the rows of a page, and what of a comparison only Python answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dsviz_widget.query.engines.lanes import Lanes
from dsviz_widget.widgets.compare_filters import quick_filters

if TYPE_CHECKING:
    from dsviz_widget.widgets.compare_view import CompareView

_ARRANGING = "Bringing the tables together in another way needs a kernel, and this page has none."
BY_KERNEL_COMPARED = {
    "arrange": _ARRANGING,
    "versions": "Other versions are with the project, which is not here. Open the notebook to compare them.",
    "key_offers": _ARRANGING,
    "duplicates": "The rows whose key repeats are not in this page. Open the notebook to see them.",
    "repairs": _ARRANGING,
}
"""Method -> what the page says where an answer about a comparison needs a kernel."""


def comparison_said(view: CompareView) -> dict[str, Any]:
    """Return how the tables of a comparison stand in its rows, as the page has it."""
    together = view.compared.together
    lanes = Lanes(together.engine)
    names = list(dict.fromkeys([*together.engine.schema.names, *(n for t in _tables(together) for n in t)]))
    return {
        "count": lanes.count,
        "present": together.present,
        "stacked": lanes.stack.table_column if lanes.stack is not None else None,
        "columns": {name: found for name in names if any(found := lanes.columns(name))},
        "quick": [{"id": one["id"], "clause": one["clause"]} for one in quick_filters(together)],
    }


def _tables(together: Any) -> tuple[Any, ...]:
    """Return per table the names of its columns."""
    found: tuple[Any, ...] = together.engine.source.kinds.tables
    return found
