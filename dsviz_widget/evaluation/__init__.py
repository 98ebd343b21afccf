"""What predictions are worth: truth and predictions in, figures out."""

from dsviz_widget.evaluation.evaluate import evaluate

__all__ = ["evaluate"]
