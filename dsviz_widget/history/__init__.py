"""The steps of a run: on disk the moment they are committed, and read back while others follow."""

from dsviz_widget.history.columns import KeyInfo
from dsviz_widget.history.kinds import kind_of
from dsviz_widget.history.reader import HistoryReader, Series
from dsviz_widget.history.writer import HistoryWriter

__all__ = ["HistoryReader", "HistoryWriter", "KeyInfo", "Series", "kind_of"]
