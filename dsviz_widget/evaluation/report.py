"""Figures as text, for the repr of results."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def share(value: float) -> str:
    """Return a figure between 0 and 1 with three digits; a dash where there is none."""
    return "-" if np.isnan(value) else f"{value:.3f}"


def text_table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """Return lines under a head: names on the left, numbers on the right."""
    width = len(head)
    full = [[*line, *[""] * (width - len(line))] for line in (head, *lines)]
    widths = [max(len(line[column]) for line in full) for column in range(width)]
    return "\n".join(
        "  ".join(
            cell.ljust(widths[column]) if column == 0 else cell.rjust(widths[column])
            for column, cell in enumerate(line)
        ).rstrip()
        for line in full
    )
