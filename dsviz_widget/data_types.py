"""What a table or an artifact holds, under the module name that W&B has them under."""

from dsviz_widget.media import (
    Audio,
    Bokeh,
    Classes,
    Histogram,
    Html,
    Image,
    Molecule,
    Object3D,
    Plotly,
    Vega,
    Video,
    box3d,
)
from dsviz_widget.table import JoinedTable, PartitionedTable, Table

__all__ = [
    "Audio",
    "Bokeh",
    "Classes",
    "Histogram",
    "Html",
    "Image",
    "JoinedTable",
    "Molecule",
    "Object3D",
    "PartitionedTable",
    "Plotly",
    "Table",
    "Vega",
    "Video",
    "box3d",
]
