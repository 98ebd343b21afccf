"""Some rows of a table as a table of their own, so that many questions about few rows look at no others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from dsviz_widget.query.engines.gathered import GatheredSource


class TakenSource(GatheredSource):
    """Rows of another table by id; their columns are taken when they are first used, computed ones too.

    Parameters
    ----------
    base : Source
        The table.
    ids : int64 array
        Its rows, in the order that they have here.
    """

    def __init__(self, base: Any, ids: np.ndarray) -> None:
        self.base = base
        self.ids = ids
        below = getattr(base, "base", base)
        hidden = [field for field in below.all_columns if field.name not in below.schema.names]
        kinds = base.kinds
        super().__init__(base.schema, pa.schema(hidden), len(ids), kinds.columns, kinds.tables, kinds.present)
        self.kinds = replace(kinds, facts=self.facts, derived={})

    def gather(self, name: str) -> pa.ChunkedArray:
        """Return a column of all rows."""
        return self.base.take(self.ids, [name]).column(0)

    def take(self, row_ids: np.ndarray, columns: Sequence[str]) -> pa.Table:
        """Return rows by their number here."""
        found: pa.Table = self.base.take(self.ids[row_ids], columns)
        return found
