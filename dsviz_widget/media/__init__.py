"""Values a cell can hold besides numbers and text."""

from dsviz_widget.media.class_ids import ClassIdsType
from dsviz_widget.media.classes import Classes
from dsviz_widget.media.file import MEDIA_KINDS, MediaFile, MediaFileType
from dsviz_widget.media.histogram import Histogram
from dsviz_widget.media.image import Image
from dsviz_widget.media.image_type import ImageType

__all__ = [
    "MEDIA_KINDS",
    "ClassIdsType",
    "Classes",
    "Histogram",
    "Image",
    "ImageType",
    "MediaFile",
    "MediaFileType",
]
