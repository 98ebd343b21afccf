"""A picture with its masks and boxes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import MediaValueError
from dsviz_widget.media.addresses import check_address, fetch, format_of, is_address
from dsviz_widget.media.boxes import BoxGroup, parse_boxes
from dsviz_widget.media.classes import Classes, as_class_id, as_labels, as_text
from dsviz_widget.media.encoding import (
    Encoded,
    array_to_image,
    convert,
    inner_name,
    save_image,
    settled_digest,
    storable,
)
from dsviz_widget.media.forms import copy_of, figure_to_png, is_figure, pixels_of
from dsviz_widget.media.masks import Mask, check_mask_size, parse_masks
from dsviz_widget.media.opening import decode, open_file, seen_size
from dsviz_widget.store import digest_of

if TYPE_CHECKING:
    from PIL import Image as PILImage

FILE_TYPES = ("png", "jpg", "jpeg", "bmp")


class Image:
    """An image for a table cell, with segmentation masks and bounding boxes over it.

    Parameters
    ----------
    data_or_path : array, tensor, PIL.Image, matplotlib figure, path, address or Image
        Pixels as H×W, H×W×1, H×W×3 or H×W×4 (a torch tensor: C×H×W); a file, kept byte for byte and
        seen as its EXIF orientation says; an address (http, https, s3, gs), kept as it is and not
        fetched; or another Image, whose pixels and caption are taken without copying a byte.
    mode : str, optional
        Pillow mode to convert to, such as ``"L"`` or ``"RGB"``.
    caption : str, optional
        Shown under the picture.
    grouping : int, optional
        A number of the user's own; kept, and shown nowhere.
    classes : Classes or list of dict, optional
        Labels of the class ids in masks and boxes; a group's own ``class_labels`` win. Kept without
        masks and boxes too.
    boxes : dict, optional
        ``{group: {"box_data": [{"position": {"minX", "maxX", "minY", "maxY"}, "class_id": int,
        "scores": {str: number}, "box_caption": str, "domain": "pixel"}, ...], "class_labels": {id: str}}}``;
        positions are fractions of the image unless ``domain`` is ``"pixel"``.
    masks : dict, optional
        ``{group: {"mask_data": H×W array of class ids, or "path": file, "class_labels": {id: str}}}``.
    file_type : {"png", "jpg", "jpeg", "bmp"}, optional
        Type of file to make; png unless given. A file of another type is written anew.
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
        self.caption = None if caption is None else as_text(caption)
        self.grouping = None if grouping is None else as_class_id(grouping, "grouping")
        self.width: int | None
        """Pixels across, as the picture is seen; None for an address."""
        self.height: int | None
        """Pixels down."""
        self.url: str | None = None
        """The address of a picture whose bytes are not here, or None."""
        self._opened: PILImage.Image | None = None
        self._file: Path | None = None
        self._encoded: Encoded | None = None
        self._is_turned = False
        self.format: str | None = (file_type or "png").replace("jpeg", "jpg")
        self._take(data_or_path, mode, None if file_type is None else self.format, normalize)
        self.labels = as_labels(classes)
        self.boxes = parse_boxes(boxes, self.width, self.height)
        self.masks = parse_masks(masks, self.width, self.height, self._is_turned)

    def _take(self, source: Any, mode: str | None, file_type: str | None, normalize: bool) -> None:
        """Take pixels in any form; `file_type` is None unless it was asked for."""
        from PIL import Image as PILImage

        if isinstance(source, Image):
            self._take_image(source, mode, file_type)
            return
        if isinstance(source, (str, os.PathLike)):
            if isinstance(source, str) and is_address(source):
                self._take_address(source, mode, file_type)
                return
            opened = self._take_file(source, mode, file_type)
            if opened is None:
                return
        elif isinstance(source, PILImage.Image):
            opened = copy_of(source if mode is None else convert(source, mode))
        elif is_figure(source):
            opened = decode(open_file(figure_to_png(source), "the figure"), "the figure")
            opened = opened if mode is None else convert(opened, mode)
        else:
            opened = array_to_image(pixels_of(source), mode, normalize)
        self._opened = storable(opened, normalize)
        self.width, self.height = self._opened.size

    def _take_file(
        self, given: str | os.PathLike[str], mode: str | None, file_type: str | None
    ) -> PILImage.Image | None:
        """Keep the file, or return its pixels where a mode or another type of file is asked for."""
        path = Path(os.fsdecode(given)).absolute()
        with open_file(path, "image") as opened:
            found = (opened.format or path.suffix[1:]).lower().replace("jpeg", "jpg")
            if mode is None and file_type in (None, found):
                self._file, self.format = path, found
                self.width, self.height = seen_size(opened)
                self._is_turned = (self.width, self.height) != opened.size
                return None
            picture = decode(opened, f"image {str(path)!r}")
            return picture if mode is None else convert(picture, mode)

    def _take_image(self, source: Image, mode: str | None, file_type: str | None) -> None:
        self.caption = source.caption if self.caption is None else self.caption
        if source.url is not None:
            self._take_address(source.url, mode, file_type)
            self.width, self.height = source.width, source.height
        elif mode is None and file_type in (None, source.format):
            self.width, self.height, self.format = source.width, source.height, source.format
            self._opened, self._file, self._encoded = source._opened, source._file, source._encoded
            self._is_turned = source._is_turned
        else:
            picture = source.image
            self._opened = storable(picture if mode is None else convert(picture, mode))
            self.width, self.height = self._opened.size

    def _take_address(self, address: str, mode: str | None, file_type: str | None) -> None:
        if mode is not None or file_type is not None:
            raise MediaValueError(
                f"{address!r} is kept as an address, without its pixels: mode and file_type need them. "
                "Call Image(address).fetch() first."
            )
        self.url, self.format = check_address(address), format_of(address)
        self.width = self.height = None

    @property
    def encoded(self) -> Encoded:
        """The image's file: made once, then the only copy kept."""
        if self._encoded is None:
            content: bytes | Path
            if self.url is not None:
                raise MediaValueError(
                    f"the picture at {self.url!r} is kept as an address and its bytes are not here. "
                    "Call fetch() to get a picture that has them."
                )
            if self._file is not None:
                content = self._file
                digest, size = settled_digest(content, "image")
                path = f"media/images/{digest[:20]}/{inner_name(content)}"
            elif self._opened is not None:
                content = save_image(self._opened, self.format or "png")
                digest, size = digest_of(content), len(content)
                path = f"media/images/{digest[:20]}.{self.format}"
            else:
                raise MediaValueError("the image has no pixels.")
            self._encoded = Encoded(digest, size, path, None, content)
            self._opened = None
        return self._encoded

    @property
    def image(self) -> PILImage.Image:
        """The picture, read from its file each time and turned as its EXIF orientation says.

        Raises
        ------
        MediaValueError
            If the file is damaged, or the picture is an address; see `fetch`.
        """
        if self._opened is not None:
            return self._opened.copy()
        if self._file is not None:
            with open_file(self._file, "image") as opened:
                return decode(opened, f"image {str(self._file)!r}")
        content = self.encoded.content
        if not isinstance(content, (bytes, Path)):
            content = content.get(self.encoded.digest)
        with open_file(content, "image") as opened:
            return decode(opened, "image")

    def fetch(self, timeout_s: float = 30) -> Image:
        """Return the picture at an address with its pixels, and with the same caption and overlays.

        A picture that has its pixels is returned as it is.

        Raises
        ------
        MediaValueError
            If nothing can be had there, or it is no picture, or a mask or box does not fit it.
        """
        if self.url is None:
            return self
        content = fetch(self.url, timeout_s)
        with open_file(content, f"what {self.url!r} gave") as opened:
            width, height = seen_size(opened)
            found = (opened.format or "").lower().replace("jpeg", "jpg")
        digest = digest_of(content)
        encoded = Encoded(digest, len(content), f"media/images/{digest[:20]}.{found}", None, content)
        for group, mask in self.masks.items():
            check_mask_size(f"mask {group!r}", (mask.width, mask.height), (width, height))
        return Image._from_parts(
            encoded, width, height, found, self.caption, self.labels, self.boxes, self.masks, self.grouping
        )

    @property
    def _image(self) -> PILImage.Image:
        # The public name before mid-2021; the original demo notebook reads it.
        return self.image

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Image):
            return NotImplemented
        return (
            self.caption == other.caption
            and self.grouping == other.grouping
            and (self.width, self.height) == (other.width, other.height)
            and self.labels == other.labels
            and {group: value.boxes for group, value in self.boxes.items()}
            == {group: value.boxes for group, value in other.boxes.items()}
            and self.masks == other.masks
            and self._same_pixels(other)
        )

    def _same_pixels(self, other: Image) -> bool:
        if self.url is not None or other.url is not None:
            return self.url == other.url
        if self.encoded.digest == other.encoded.digest:
            return True
        # Other bytes may say the same, such as a PNG that was packed harder.
        mine, theirs = self.image, other.image
        return mine.mode == theirs.mode and mine.tobytes() == theirs.tobytes()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        parts = [self.url] if self.url is not None else [f"{self.width}×{self.height}", str(self.format)]
        parts += [f"masks {', '.join(self.masks)}"] if self.masks else []
        parts += [f"boxes {', '.join(self.boxes)}"] if self.boxes else []
        return f"<Image {', '.join(parts)}>"

    @classmethod
    def _from_parts(
        cls,
        encoded: Encoded | None,
        width: int | None,
        height: int | None,
        file_format: str | None,
        caption: str | None,
        labels: dict[int, str],
        boxes: dict[str, BoxGroup],
        masks: dict[str, Mask],
        grouping: int | None = None,
        url: str | None = None,
    ) -> Image:
        image = cls.__new__(cls)
        image._opened, image._file, image._encoded, image._is_turned = None, None, encoded, False
        image.width, image.height, image.format, image.url = width, height, file_format, url
        image.caption, image.grouping, image.labels = caption, grouping, labels
        image.boxes, image.masks = boxes, masks
        return image
