"""Image files of any origin: opened safely, and turned the way that a browser shows them."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

from dsviz_widget.errors import MediaFileError, MediaValueError

if TYPE_CHECKING:
    from PIL import Image as PILImage

# Pillow hands these to another program, or to a library that it knows nothing of.
RUN_BY_OTHERS = ("EPS", "WMF", "BUFR", "GRIB", "HDF5")
ORIENTATION = 0x0112
QUARTER_TURNED = (5, 6, 7, 8)


def open_file(file: Path | bytes, what: str) -> PILImage.Image:
    """Open an image file, or its bytes, far enough to know its size.

    Raises
    ------
    MediaFileError
        If there is no such file, or it may not be read.
    MediaValueError
        If it is not an image that Pillow reads by itself, or one of more pixels than Pillow allows.
    """
    from PIL import Image as PILImage

    name = _name(file)
    try:
        opened = PILImage.open(file if isinstance(file, Path) else io.BytesIO(file))
    except FileNotFoundError:
        raise MediaFileError(
            f"{what}: there is no file {name} (looked in {Path.cwd()}). Check the path."
        ) from None
    except IsADirectoryError:
        raise MediaFileError(f"{what}: {name} is a folder. Give the path of an image file.") from None
    except PermissionError:
        raise MediaFileError(f"{what}: {name} may not be read. Change its permissions.") from None
    except (PILImage.DecompressionBombError, PILImage.DecompressionBombWarning) as error:
        raise _too_large(what, name, error) from None
    except MemoryError:
        raise MediaValueError(f"{what}: {name} claims more than fits into memory.") from None
    except Exception:  # What a damaged file makes Pillow raise is not to be foreseen.
        raise MediaValueError(f"{what}: {name} is not an image that Pillow can read.") from None
    if opened.format in RUN_BY_OTHERS:
        opened.close()
        raise MediaValueError(
            f"{what}: {name} is a file of type {opened.format}, which is a program rather than pixels. "
            "Turn it into a PNG first."
        )
    return opened


def decode(opened: PILImage.Image, what: str) -> PILImage.Image:
    """Return an opened picture with its pixels in memory, the way up that a browser shows it.

    Raises
    ------
    MediaValueError
        If the file is cut short or damaged.
    """
    from PIL import Image as PILImage

    turn = orientation(opened)
    try:
        opened.load()
    except (PILImage.DecompressionBombError, PILImage.DecompressionBombWarning) as error:
        raise _too_large(what, "the file", error) from None
    except MemoryError:
        raise MediaValueError(f"{what}: its pixels do not fit into memory.") from None
    except Exception as error:  # As in open_file.
        raise MediaValueError(
            f"{what}: its file cannot be decoded: {str(error).rstrip('.')}. Write it again."
        ) from None
    return turned(opened, turn)


def orientation(opened: PILImage.Image) -> int:
    """Return how the camera was held, 1 to 8 as EXIF counts; 1 is upright.

    References
    ----------
    Tag 0x0112 in Exif 2.32, section 4.6.4.
    """
    from PIL import Image as PILImage

    # Pillow turns TIFF by itself. Its getexif() would decode a whole PNG to look behind the pixels.
    exif = opened.info.get("exif")
    if opened.format == "TIFF" or not isinstance(exif, bytes):
        return 1
    tags = PILImage.Exif()
    try:
        tags.load(exif)
        found = tags.get(ORIENTATION, 1)
    except Exception:  # Damaged EXIF says nothing about the pixels.
        return 1
    return found if isinstance(found, int) and 1 <= found <= 8 else 1


def seen_size(opened: PILImage.Image) -> tuple[int, int]:
    """Return width and height as a browser shows the file."""
    width, height = opened.size
    return (height, width) if orientation(opened) in QUARTER_TURNED else (width, height)


def turned(image: PILImage.Image, turn: int) -> PILImage.Image:
    """Return a picture upright that was taken with the camera held as `turn` says."""
    from PIL import Image as PILImage

    way = {
        2: PILImage.Transpose.FLIP_LEFT_RIGHT,
        3: PILImage.Transpose.ROTATE_180,
        4: PILImage.Transpose.FLIP_TOP_BOTTOM,
        5: PILImage.Transpose.TRANSPOSE,
        6: PILImage.Transpose.ROTATE_270,
        7: PILImage.Transpose.TRANSVERSE,
        8: PILImage.Transpose.ROTATE_90,
    }.get(turn)
    if way is None:
        return image
    upright = image.transpose(way)
    upright.format = image.format
    # Upright now: whoever saves it with its EXIF must not turn it twice.
    upright.info.pop("exif", None)
    return upright


def _name(file: Path | bytes) -> str:
    return repr(str(file)) if isinstance(file, Path) else "what is stored"


def _too_large(what: str, name: str, error: Exception | Warning) -> MediaValueError:
    found = re.search(r"\((\d+) pixels\)", str(error))
    claim = f"claims {int(found[1]):,} pixels, more" if found else "has more pixels"
    return MediaValueError(
        f"{what}: {name} {claim} than Pillow allows, as a file made to fill the memory would. "
        "If you trust it, raise PIL.Image.MAX_IMAGE_PIXELS."
    )
