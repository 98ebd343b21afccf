"""The presets that come with the package, by the names that W&B gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dsviz_widget.plot.drawing import Drawing
from dsviz_widget.plot.drawn.bars import bar, histogram
from dsviz_widget.plot.drawn.lines import area_under_curve, line, line_series
from dsviz_widget.plot.drawn.matrix import confusion_matrix
from dsviz_widget.plot.drawn.points import scatter

if TYPE_CHECKING:
    from dsviz_widget.table import Table

Draw = Callable[["Table", dict[str, str], dict[str, str]], Drawing]


@dataclass(frozen=True)
class Builtin:
    """A preset of ours.

    Attributes
    ----------
    draw : callable
        Takes a table, its columns by field, and texts; returns what is drawn.
    fields : tuple of str
        Those that it needs.
    """

    draw: Draw
    fields: tuple[str, ...]


BUILTINS: Mapping[str, Builtin] = {
    "wandb/line/v0": Builtin(line, ("x", "y")),
    "wandb/scatter/v0": Builtin(scatter, ("x", "y")),
    "wandb/bar/v0": Builtin(bar, ("label", "value")),
    "wandb/histogram/v0": Builtin(histogram, ("value",)),
    "wandb/lineseries/v0": Builtin(line_series, ("step", "lineKey", "lineVal")),
    "wandb/area-under-curve/v0": Builtin(area_under_curve, ("x", "y")),
    "wandb/confusion_matrix/v1": Builtin(confusion_matrix, ("Actual", "Predicted", "nPredictions")),
}
