"""What a project has, as rows of plain JSON: from an index that is derived, and loads nothing heavy."""

from dsviz_widget.runs.listing.listing import Listing

__all__ = ["Listing"]
