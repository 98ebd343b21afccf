"""Figures of other libraries: which library made one, and matplotlib's turned into Plotly's."""

from __future__ import annotations

import io
import sys
import warnings
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import MediaValueError
from dsviz_widget.media.forms import is_figure
from dsviz_widget.media.image import Image

if TYPE_CHECKING:
    from collections.abc import Iterator

SHARPNESS = 2
"""Pixels of a figure's picture for each of its own, so that its text is sharp on dense screens."""


def is_made_by(value: Any, package: str, name: str) -> bool:
    """Return whether a value is of a class of that name, or of one derived from it; nothing is imported."""
    return any(
        base.__name__ == name and base.__module__.partition(".")[0] == package for base in type(value).__mro__
    )


def figure_of(value: Any) -> Any:
    """Return the matplotlib figure that a figure, a part of one or ``pyplot`` stands for, or None."""
    if not is_figure(value):
        return None
    figure = value.gcf() if hasattr(value, "gcf") else value
    while figure is not None and not hasattr(figure, "savefig"):
        figure = getattr(figure, "figure", None)
    return figure


def picture_of(value: Any, caption: str | None = None) -> Image:
    """Return a matplotlib figure as a picture, with two pixels for each of its own.

    Raises
    ------
    MediaTypeError
        If it belongs to no figure.
    """
    from PIL import Image as PILImage

    figure = figure_of(value)
    if figure is None:
        return Image(value, caption=caption)
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=SHARPNESS * figure.dpi)
    return Image(PILImage.open(file), caption=caption)


def plotly_of(value: Any) -> dict[str, Any]:
    """Return a matplotlib figure as Plotly's description of one.

    Raises
    ------
    MediaValueError
        If plotly is not installed or no longer converts, or if something of the figure would be lost.
    """
    figure = figure_of(value)
    lost = "it belongs to no figure" if figure is None else _lost_in(figure)
    try:
        from plotly import tools
    except ImportError:
        raise _cannot("plotly is not installed") from None
    convert = getattr(tools, "mpl_to_plotly", None)
    if lost is not None or convert is None:
        raise _cannot(lost or "the plotly that is installed no longer converts")
    try:
        with warnings.catch_warnings():
            # It warns of frames of legends, and of what it uses of matplotlib; what is lost was found above.
            warnings.simplefilter("ignore")
            found: dict[str, Any] = convert(figure).to_plotly_json()
    except Exception as error:  # Its converter trips over much, in many ways.
        raise _cannot(f"plotly's converter stops at it ({type(error).__name__}: {error})") from None
    if len(found.get("data", ())) < _drawn_in(figure):
        raise _cannot("plotly's converter leaves out a part of it")
    # It has the size of the figure in pixels, and is to be as wide as its place.
    for name in ("width", "autosize"):
        found["layout"].pop(name, None)
    return found


def _cannot(reason: str) -> MediaValueError:
    return MediaValueError(
        f"the matplotlib figure cannot become a Plotly figure: {reason}. "
        "Use Image(figure), which keeps it as drawn."
    )


def _lost_in(figure: Any) -> str | None:
    """Return what plotly's converter would leave out of a figure or draw wrongly, or None."""
    axes = figure.get_axes()
    if not axes:
        return "it has no axes"
    if figure.images or any(ax.images for ax in axes):
        return "it has an image, which plotly's converter leaves out"
    for ax in axes:
        if ax.name != "rectilinear":
            return f"it has {ax.name} axes, which plotly's converter does not know"
        if any(not _is_bar(patch) for patch in ax.patches):
            return "it has shapes, which plotly's converter leaves out"
        kinds = {type(collection).__name__ for collection in ax.collections}
        if kinds - {"PathCollection"}:
            return f"it has a {sorted(kinds - {'PathCollection'})[0]}, which plotly's converter draws wrongly"
        if any("$" in text for text in _texts(ax)):
            return "it has formulas, which need MathJax there"
    return None


def _drawn_in(figure: Any) -> int:
    """Return how many lines, sets of points and sets of bars a figure has; one at least."""
    axes = figure.get_axes()
    bars = sum(type(container).__name__ == "BarContainer" for ax in axes for container in ax.containers)
    return max(1, bars + sum(len(ax.lines) + len(ax.collections) for ax in axes))


def _is_bar(patch: Any) -> bool:
    patches = sys.modules["matplotlib.patches"]
    return isinstance(patch, patches.Rectangle) and not patch.get_hatch() and patch.angle == 0


def _texts(ax: Any) -> Iterator[str]:
    yield from (ax.get_title(), ax.get_xlabel(), ax.get_ylabel())
    yield from (text.get_text() for text in ax.texts)
    yield from (str(line.get_label()) for line in ax.lines)
