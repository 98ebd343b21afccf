"""Charts: data in, a spec that browsers draw out."""

from dsviz_widget.plot.basic import bar, histogram, line, line_series, scatter
from dsviz_widget.plot.chart import Chart
from dsviz_widget.plot.custom import plot_table
from dsviz_widget.plot.evaluation import confusion_matrix, pr_curve, roc_curve
from dsviz_widget.plot.presets import Presets, presets, save_preset

__all__ = [
    "Chart",
    "Presets",
    "bar",
    "confusion_matrix",
    "histogram",
    "line",
    "line_series",
    "plot_table",
    "pr_curve",
    "presets",
    "roc_curve",
    "save_preset",
    "scatter",
]
