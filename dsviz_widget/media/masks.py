"""Segmentation masks of an image: one class id per pixel."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.errors import MediaTypeError, MediaValueError
from dsviz_widget.media.classes import as_text, check_class_labels
from dsviz_widget.media.encoding import (
    GREY_IN_COLOR,
    Encoded,
    check_mask_mode,
    image_to_ids,
    inner_name,
    mask_ids,
    settled_digest,
)
from dsviz_widget.media.opening import open_file, seen_size
from dsviz_widget.media.png import encode_png
from dsviz_widget.store import digest_of
from dsviz_widget.types import article

if TYPE_CHECKING:
    from dsviz_widget.types import BlobSource


class Mask:
    """A mask of one group. Its pixels are an array, a file, or bytes in a store."""

    def __init__(
        self,
        group: str,
        labels: dict[int, str],
        width: int,
        height: int,
        pixels: np.ndarray[Any, Any] | Path | None = None,
        encoded: Encoded | None = None,
        classes: list[dict[str, Any]] | None = None,
    ) -> None:
        self.group = group
        self.labels = labels
        self.width = width
        self.height = height
        self._pixels = pixels
        self._encoded = encoded
        self._classes = classes

    @property
    def ids(self) -> np.ndarray[Any, Any]:
        """Class ids, height × width, uint8 or uint16."""
        if isinstance(self._pixels, np.ndarray):
            return self._pixels
        return load_ids(self._read(), f"mask {self.group!r}")

    @property
    def classes(self) -> list[dict[str, Any]]:
        """Per class in the mask: ``class_id``, ``pixels`` and ``fraction`` of the mask's area."""
        if self._classes is None:
            ids, counts = count_ids(self.ids)
            area = self.width * self.height
            self._classes = [
                {"class_id": int(class_id), "pixels": int(count), "fraction": int(count) / area}
                for class_id, count in zip(ids, counts, strict=True)
            ]
        return self._classes

    @property
    def encoded(self) -> Encoded:
        """The mask's file."""
        if self._encoded is None:
            content: bytes | Path
            if isinstance(self._pixels, Path):
                content = self._pixels
                digest, size = settled_digest(content, f"mask {self.group!r}")
                path = f"media/images/mask/{digest[:20]}/{inner_name(content)}"
            else:
                content = encode_png(self.ids)
                digest, size = digest_of(content), len(content)
                path = f"media/images/mask/{digest[:20]}.mask.png"
            encoded = Encoded(digest, size, path, None, content)
            # Counted before the array is let go, so that the file need not be read again.
            _ = self.classes
            self._encoded = encoded
            if not isinstance(self._pixels, Path):
                self._pixels = None
        return self._encoded

    def to_struct(self) -> dict[str, Any]:
        """Return the mask as a cell of the masks column."""
        encoded = self.encoded
        return {
            "digest": encoded.digest,
            "width": self.width,
            "height": self.height,
            "path": encoded.path,
            "ref": encoded.ref,
            "size": encoded.size,
            "classes": self.classes,
        }

    @classmethod
    def from_struct(
        cls,
        group: str,
        labels: dict[int, str],
        struct: Mapping[str, Any],
        source: BlobSource,
        ref: str | None,
    ) -> Mask:
        """Return the mask that `to_struct` gave, its bytes in `source`."""
        encoded = Encoded(struct["digest"], struct["size"], struct["path"], ref, source)
        return cls(
            group, labels, struct["width"], struct["height"], encoded=encoded, classes=struct["classes"]
        )

    def _read(self) -> bytes | Path:
        if isinstance(self._pixels, Path):
            return self._pixels
        if self._encoded is None:
            raise MediaValueError(f"mask {self.group!r} has no pixels.")
        content = self._encoded.content
        return content if isinstance(content, (bytes, Path)) else content.get(self._encoded.digest)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mask):
            return NotImplemented
        return self.encoded.digest == other.encoded.digest

    __hash__ = None  # type: ignore[assignment]


def parse_masks(
    masks: Any, width: int | None, height: int | None, is_turned: bool = False
) -> dict[str, Mask]:
    """Check the ``masks`` argument of Image.

    Parameters
    ----------
    masks : dict
        ``{group: {"mask_data": H×W array of class ids, or "path": file, "class_labels": {id: label}}}``;
        ids up to 65,535.
    width, height : int or None
        Size of the image, in pixels; a mask must have the same. None when nobody has looked yet.
    is_turned : bool
        Whether the image's file says in EXIF that it is to be shown on its side.

    Raises
    ------
    MediaTypeError
        If a part has the wrong type, or the array is not 2-D.
    MediaValueError
        If a mask has another size than its image.
    MediaFileError
        If a mask's file is not there.

    References
    ----------
    ``masks`` of ``wandb.Image``, W&B reference, 2021.
    """
    if masks is None:
        return {}
    if not isinstance(masks, Mapping):
        raise MediaTypeError(
            f'masks must be a dictionary {{group: {{"mask_data": array}}}}, got {article(masks)}.'
        )
    parsed = {}
    for group, value in masks.items():
        where = f"mask {group!r}"
        if not isinstance(group, str):
            raise MediaTypeError(f"the name of a mask group must be text, got {article(group)}.")
        group = as_text(group)
        if isinstance(value, Mask):
            if width is not None and height is not None:
                check_mask_size(where, (value.width, value.height), (width, height), is_turned)
            parsed[group] = value
            continue
        if not isinstance(value, Mapping) or (value.get("mask_data") is None and value.get("path") is None):
            raise MediaValueError(
                f'{where} has neither "mask_data" (an array of class ids) nor "path" (a file of them).'
            )
        labels = check_class_labels(value.get("class_labels"), where)
        pixels: np.ndarray[Any, Any] | Path
        if value.get("mask_data") is not None:
            pixels = mask_ids(value["mask_data"], where)
            mask_height, mask_width = pixels.shape
        else:
            pixels = Path(value["path"]).absolute()
            with open_file(pixels, where) as opened:
                check_mask_mode(opened, f"{where} ({pixels})")
                mask_width, mask_height = seen_size(opened)
                if opened.mode in GREY_IN_COLOR:
                    image_to_ids(opened, f"{where} ({pixels})")
                if opened.format in ("JPEG", "MPO"):
                    warnings.warn(
                        f"{where} ({pixels}) is a JPEG, which blurs class ids along every edge. "
                        "Save masks as PNG.",
                        UserWarning,
                        stacklevel=3,
                    )
        if width is not None and height is not None:
            check_mask_size(where, (mask_width, mask_height), (width, height), is_turned)
        parsed[group] = Mask(group, labels, mask_width, mask_height, pixels)
    return parsed


def check_mask_size(
    where: str, mask_size: tuple[int, int], size: tuple[int, int], is_turned: bool = False
) -> None:
    """Raise MediaValueError unless a mask has the width and height of its image."""
    if mask_size == size:
        return
    hint = "Log a mask at the size of its image."
    if is_turned and mask_size == size[::-1]:
        hint = "The image is turned by its EXIF orientation, as browsers show it: turn the mask too."
    raise MediaValueError(
        f"{where} is {mask_size[0]} × {mask_size[1]} and its image {size[0]} × {size[1]} "
        f"(width × height). {hint}"
    )


def count_ids(ids: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return the class ids in a mask, in order, and how many pixels each has."""
    counts = np.zeros(1 << (8 * ids.dtype.itemsize), np.int64)
    # A band at a time: bincount turns its input into int64 first.
    for band in np.array_split(ids.reshape(-1), max(1, ids.size >> 20)):
        found = np.bincount(band)
        counts[: len(found)] += found
    present = np.flatnonzero(counts)
    return present, counts[present]


def load_ids(content: bytes | Path, where: str) -> np.ndarray[Any, Any]:
    """Return the class ids of a mask file."""
    if isinstance(content, Path):
        where = f"{where} ({content})"
    with open_file(content, where) as opened:
        return image_to_ids(opened, where)
