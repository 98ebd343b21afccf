"""Values a cell can hold besides numbers and text."""

from dsviz_widget.media.audio import Audio
from dsviz_widget.media.bokeh import Bokeh
from dsviz_widget.media.class_ids import ClassIdsType
from dsviz_widget.media.classes import Classes
from dsviz_widget.media.file import MEDIA_KINDS, MediaFile, MediaFileType
from dsviz_widget.media.foreign import register_figures
from dsviz_widget.media.histogram import Histogram
from dsviz_widget.media.histogram_type import HistogramType
from dsviz_widget.media.html import Html
from dsviz_widget.media.image import Image
from dsviz_widget.media.image_type import ImageType
from dsviz_widget.media.medium import Medium
from dsviz_widget.media.medium_type import MediumType
from dsviz_widget.media.molecule import Molecule
from dsviz_widget.media.object3d import Object3D
from dsviz_widget.media.plotly import Plotly
from dsviz_widget.media.point_cloud_boxes import box3d
from dsviz_widget.media.registry import MEDIA, media_in, medium_of_list, register_medium
from dsviz_widget.media.still import FileReader, Still
from dsviz_widget.media.vega import Vega
from dsviz_widget.media.video import Video

__all__ = [
    "MEDIA",
    "MEDIA_KINDS",
    "Audio",
    "Bokeh",
    "ClassIdsType",
    "Classes",
    "FileReader",
    "Histogram",
    "HistogramType",
    "Html",
    "Image",
    "ImageType",
    "MediaFile",
    "MediaFileType",
    "Medium",
    "MediumType",
    "Molecule",
    "Object3D",
    "Plotly",
    "Still",
    "Vega",
    "Video",
    "box3d",
    "media_in",
    "medium_of_list",
    "register_medium",
]

register_figures()
