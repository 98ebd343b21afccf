"""A picture with its masks and boxes."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.errors import MediaTypeError, MediaValueError
from dsviz_widget.media.boxes import BoxGroup, parse_boxes
from dsviz_widget.media.classes import Classes, as_labels
from dsviz_widget.media.encoding import (
    Encoded,
    array_to_image,
    convert,
    inner_name,
    open_file,
    plain_array,
    save_image,
    settled_digest,
    storable,
)
from dsviz_widget.media.masks import Mask, parse_masks
from dsviz_widget.store import digest_of
from dsviz_widget.types import article, as_array

if TYPE_CHECKING:
    from PIL import Image as PILImage

FILE_TYPES = ("png", "jpg", "jpeg", "bmp")


class Image:
    """An image for a table cell, with segmentation masks and bounding boxes over it.

    Parameters
    ----------
    data_or_path : array, tensor, PIL.Image, path or Image
        Pixels as H×W, H×W×1, H×W×3 or H×W×4 (a torch tensor: C×H×W); a file, kept byte for byte; or
        another Image, whose pixels and caption are taken without copying a byte.
    mode : str, optional
        Pillow mode to convert to, such as ``"L"`` or ``"RGB"``.
    caption : str, optional
        Shown under the picture.
    grouping : int, optional
        Kept for code written for W&B; shown nowhere.
    classes : Classes or list of dict, optional
        Labels of the class ids in masks and boxes; a group's own ``class_labels`` win.
    boxes : dict, optional
        ``{group: {"box_data": [{"position": {"minX", "maxX", "minY", "maxY"}, "class_id": int,
        "scores": {str: number}, "box_caption": str, "domain": "pixel"}, ...], "class_labels": {id: str}}}``;
        positions are fractions of the image unless ``domain`` is ``"pixel"``.
    masks : dict, optional
        ``{group: {"mask_data": H×W array of class ids, or "path": file, "class_labels": {id: str}}}``.
    file_type : {"png", "jpg", "jpeg", "bmp"}, optional
        File made of an array; png unless given.
    normalize : bool
        Whether floats up to 1 are scaled to 0..255.

    Raises
    ------
    MediaValueError
        For an impossible shape, range, box position or mask size.
    MediaTypeError
        For a part of the wrong type.
    MediaFileError
        If a file is not there.

    References
    ----------
    ``wandb.Image``, W&B reference, 2021.
    """

    def __init__(
        self,
        data_or_path: Any,
        mode: str | None = None,
        caption: str | None = None,
        grouping: int | None = None,
        classes: Classes | list[dict[str, Any]] | None = None,
        boxes: Mapping[str, Any] | None = None,
        masks: Mapping[str, Any] | None = None,
        file_type: str | None = None,
        normalize: bool = True,
    ) -> None:
        if file_type is not None and file_type not in FILE_TYPES:
            raise MediaValueError(f"file_type {file_type!r} is none of {', '.join(FILE_TYPES)}.")
        if caption is not None and not isinstance(caption, str):
            caption = str(caption)
        # A caption is often a file's name, and such a name need not be Unicode.
        self.caption = None if caption is None else caption.encode("utf-8", "replace").decode()
        self.grouping = grouping
        self.width: int
        self.height: int
        self._opened: PILImage.Image | None = None
        self._file: Path | None = None
        self._encoded: Encoded | None = None
        self.format = (file_type or "png").replace("jpeg", "jpg")
        self._take(data_or_path, mode, normalize)
        self.labels = as_labels(classes)
        self.boxes = parse_boxes(boxes, self.width, self.height)
        self.masks = parse_masks(masks, self.width, self.height)

    def _take(self, source: Any, mode: str | None, normalize: bool) -> None:
        from PIL import Image as PILImage

        array = None
        if isinstance(source, Image):
            self.width, self.height, self.format = source.width, source.height, source.format
            self._opened, self._file, self._encoded = source._opened, source._file, source._encoded
            self.caption = source.caption if self.caption is None else self.caption
            if mode is not None:
                self._opened, self._file, self._encoded = convert(source.image, mode), None, None
                self.format = "png"
            return
        if isinstance(source, PILImage.Image):
            self._opened = convert(source, mode) if mode is not None else source.copy()
        elif isinstance(source, (str, Path)):
            if "://" in str(source):
                raise MediaValueError(
                    f"{str(source)!r} is an address; images are read from files and arrays. Download it."
                )
            path = Path(source).absolute()
            with open_file(path, "image") as opened:
                if mode is None:
                    self._file, (self.width, self.height) = path, opened.size
                    self.format = (opened.format or path.suffix[1:]).lower().replace("jpeg", "jpg")
                    return
                self._opened = convert(opened, mode)
        else:
            array = as_array(source)
            if array is None and isinstance(source, (list, tuple)):
                array = plain_array(source, "image")
            if array is None:
                raise MediaTypeError(
                    f"an image is made from an array, a path, a PIL image or another Image, "
                    f"got {article(source)}."
                )
            if hasattr(source, "detach") and array.ndim == 3 and array.shape[0] in (1, 3, 4):
                array = np.moveaxis(array, 0, -1)
            self._opened = array_to_image(array, mode, normalize)
        self._opened = storable(self._opened)
        self.width, self.height = self._opened.size

    @property
    def encoded(self) -> Encoded:
        """The image's file: made once, then the only copy kept."""
        if self._encoded is None:
            content: bytes | Path
            if self._file is not None:
                content = self._file
                digest, size = settled_digest(content, "image")
                path = f"media/images/{digest[:20]}/{inner_name(content)}"
            elif self._opened is not None:
                content = save_image(self._opened, self.format)
                digest, size = digest_of(content), len(content)
                path = f"media/images/{digest[:20]}.{self.format}"
            else:
                raise MediaValueError("the image has no pixels.")
            self._encoded = Encoded(digest, size, path, None, content)
            self._opened = None
        return self._encoded

    @property
    def image(self) -> PILImage.Image:
        """The picture, read from its file each time."""
        from PIL import Image as PILImage

        opened: PILImage.Image
        if self._opened is not None:
            return self._opened.copy()
        if self._file is not None:
            with open_file(self._file, "image") as opened:
                opened.load()
            return opened
        content = self.encoded.content
        if isinstance(content, Path):
            content = content.read_bytes()
        elif not isinstance(content, bytes):
            content = content.get(self.encoded.digest)
        opened = PILImage.open(io.BytesIO(content))
        return opened

    @property
    def _image(self) -> PILImage.Image:
        # The public name before mid-2021; the original demo notebook reads it.
        return self.image

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Image):
            return NotImplemented
        return (
            self.encoded.digest == other.encoded.digest
            and self.caption == other.caption
            and {group: value.boxes for group, value in self.boxes.items()}
            == {group: value.boxes for group, value in other.boxes.items()}
            and self.masks == other.masks
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        parts = [f"{self.width}×{self.height}", self.format]
        parts += [f"masks {', '.join(self.masks)}"] if self.masks else []
        parts += [f"boxes {', '.join(self.boxes)}"] if self.boxes else []
        return f"<Image {', '.join(parts)}>"

    @classmethod
    def _from_parts(
        cls,
        encoded: Encoded,
        width: int,
        height: int,
        file_format: str,
        caption: str | None,
        labels: dict[int, str],
        boxes: dict[str, BoxGroup],
        masks: dict[str, Mask],
    ) -> Image:
        image = cls.__new__(cls)
        image._opened, image._file, image._encoded = None, None, encoded
        image.width, image.height, image.format = width, height, file_format
        image.caption, image.grouping, image.labels = caption, None, labels
        image.boxes, image.masks = boxes, masks
        return image
