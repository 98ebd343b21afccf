"""What predictions are worth: truth and predictions in, figures out."""

from dsviz_widget.evaluation.classification import ClassFigures, Classification
from dsviz_widget.evaluation.confusion import Averages, Confusion
from dsviz_widget.evaluation.detection import Detection
from dsviz_widget.evaluation.evaluate import evaluate
from dsviz_widget.evaluation.segmentation import ClassIou, Segmentation

__all__ = [
    "Averages",
    "ClassFigures",
    "ClassIou",
    "Classification",
    "Confusion",
    "Detection",
    "Segmentation",
    "evaluate",
]
