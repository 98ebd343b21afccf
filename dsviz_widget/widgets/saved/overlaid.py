"""Thumbnails with their masks and boxes, painted as the grid paints them."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.widgets.saved.paper import CLASSES, Color

if TYPE_CHECKING:
    from PIL import Image as PILImage

TRUTH = re.compile(r"truth|target|annotat|reference|\b(gts?|true|actual|human|manual)\b|labels?$", re.I)
TRUTH_FILL, GUESS_FILL = 0.46, 0.66
"""As in js/src/overlays.ts: a prediction is stronger, so that the two never look alike."""
BOX_PX = 2


class Painter:
    """Knows the colors of classes, and what is hidden.

    Parameters
    ----------
    columns : sequence of dict
        Of the table, as `column_info` tells them.
    overlays : mapping
        The trait of this name.
    """

    def __init__(self, columns: Iterable[Mapping[str, Any]], overlays: Mapping[str, Any]) -> None:
        self._overlays = overlays
        layers = [layer for column in columns for layer in column["layers"]]
        smallest: dict[str, int] = {}
        self._labels: dict[str, dict[int, str]] = {}
        for layer in layers:
            for class_id, label in layer["classes"]:
                smallest[label] = min(class_id, smallest.get(label, class_id))
                self._labels.setdefault(layer["group"], {})[class_id] = label
        ordered = sorted(smallest, key=lambda label: smallest[label])
        self._colors: dict[str, Color] = {
            label: CLASSES[place % len(CLASSES)] for place, label in enumerate(ordered)
        }
        for label, css in (overlays.get("colors") or {}).items():
            self._colors[label] = tuple(bytes.fromhex(css.removeprefix("#")))
        groups = list(dict.fromkeys(layer["group"] for layer in layers))
        named = [group for group in groups if TRUTH.search(group.replace("_", " "))]
        self._truth = set(named or groups[:1])

    def paint(self, item: Mapping[str, Any], buffers: Sequence[bytes]) -> PILImage.Image | None:
        """Return a thumbnail as the answer to ``thumbnails`` describes it; None where there is none."""
        from PIL import Image

        if "pixels" not in item:
            return None
        picture = Image.open(io.BytesIO(buffers[item["pixels"]])).convert("RGB")
        for mask in item["masks"]:
            if mask["ids"] >= 0 and mask["group"] not in self._overlays["hidden_groups"]:
                picture = self._masked(picture, mask, buffers[mask["ids"]])
        for group in item["boxes"]:
            if group["group"] not in self._overlays["hidden_groups"]:
                self._box(picture, group, picture.width / item["width"], picture.height / item["height"])
        return picture

    def _masked(self, picture: PILImage.Image, mask: Mapping[str, Any], packed: bytes) -> PILImage.Image:
        from PIL import Image

        kind = np.uint8 if mask["bits"] == 8 else np.dtype("<u2")
        ids = np.frombuffer(zlib.decompress(packed), kind).reshape(mask["height"], mask["width"])
        labels = self._labels.get(mask["group"], {})
        fill = self._overlays["opacity"].get(
            mask["group"], TRUTH_FILL if mask["group"] in self._truth else GUESS_FILL
        )
        colors = np.zeros((int(ids.max(initial=0)) + 1, 4), np.uint8)
        for class_id, label in labels.items():
            if 0 <= class_id < len(colors) and label not in self._overlays["hidden_classes"]:
                colors[class_id] = (*self._colors[label], round(255 * fill))
        layer = Image.fromarray(colors[ids], "RGBA").resize(picture.size, Image.Resampling.NEAREST)
        return Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB")

    def _box(self, picture: PILImage.Image, group: Mapping[str, Any], by_x: float, by_y: float) -> None:
        from PIL import ImageDraw

        draw = ImageDraw.Draw(picture)
        labels = self._labels.get(group["group"], {})
        ranges = self._overlays["scores"].get(group["group"], {})
        for box in group["boxes"]:
            label = labels.get(box["class_id"], "")
            if label in self._overlays["hidden_classes"] or not _is_in(box["scores"] or {}, ranges):
                continue
            left, right = sorted((box["min_x"] * by_x, box["max_x"] * by_x))
            top, bottom = sorted((box["min_y"] * by_y, box["max_y"] * by_y))
            draw.rectangle(
                [left, top, right, bottom], outline=self._colors.get(label, CLASSES[0]), width=BOX_PX
            )


def _is_in(scores: Mapping[str, float], ranges: Mapping[str, Sequence[float | None]]) -> bool:
    for key, (low, high) in ranges.items():
        score = scores.get(key)
        if score is not None and not ((low is None or score >= low) and (high is None or score <= high)):
            return False
    return True
