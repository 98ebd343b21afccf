"""What a saved notebook shows of a widget where nothing runs it: one picture, drawn when the cell ends."""

from dsviz_widget.widgets.saved.bundle import with_picture

__all__ = ["with_picture"]
