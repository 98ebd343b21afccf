"""What every callback asks for first: a run to log to, and the framework it is for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from dsviz_widget.errors import LibraryMissing, RunError
from dsviz_widget.runs import Run, current


def active_run(who: str) -> Run:
    """Return the active run; raises RunError when there is none."""
    run = current()
    if run is None:
        raise RunError(f"{who} needs a run: call init() before it.")
    return run


def missing(module: str, library: str, error: ImportError) -> LibraryMissing:
    """Return the error to raise where a module's framework is not installed."""
    return LibraryMissing(f"{module} needs {library}, which cannot be imported: {error}.")


def plain_numbers(logs: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what a framework reports, with tensors and NumPy scalars of one element as floats."""
    found = {}
    for key, value in (logs or {}).items():
        if hasattr(value, "detach"):
            value = value.detach().cpu().numpy()
        if not isinstance(value, (bool, int, float, str)) and np.ndim(value) == 0 and value is not None:
            value = np.asarray(value).item()
        found[str(key)] = value
    return found
