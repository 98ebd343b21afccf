"""Files and captions that users give for media."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from dsviz_widget.errors import MediaFileError, MediaTypeError, MediaValueError
from dsviz_widget.media.classes import as_text
from dsviz_widget.types import article


def file_given(given: Any, noun: str) -> Path:
    """Return the absolute path of a file that is there, may be read and is not empty.

    Parameters
    ----------
    given : str or path
    noun : str
        What it is to be, for messages: ``"audio"``.

    Raises
    ------
    MediaTypeError
        If it is no path.
    MediaFileError
        If there is no such file, or it is a folder or may not be read.
    MediaValueError
        If it has no byte.
    """
    if not isinstance(given, (str, os.PathLike)):
        raise MediaTypeError(f"{noun}: a path is text or a Path, got {article(given)}.")
    path = Path(os.fsdecode(given)).absolute()
    try:
        if path.is_dir():
            raise MediaFileError(f"{noun}: {str(path)!r} is a folder. Give the path of a file.")
        with path.open("rb") as file:
            first = file.read(1)
    except (FileNotFoundError, NotADirectoryError):
        raise MediaFileError(
            f"{noun}: there is no file {str(path)!r} (looked in {Path.cwd()}). Check the path."
        ) from None
    except PermissionError:
        raise MediaFileError(f"{noun}: {str(path)!r} may not be read. Change its permissions.") from None
    except (OSError, ValueError) as error:
        # A name of 300 characters is an OSError, one with a null character a ValueError.
        reason = getattr(error, "strerror", None) or error
        raise MediaFileError(
            f"{noun}: {str(path)[:80]!r} cannot be read: {reason}. Check the path."
        ) from None
    if not first:
        raise MediaValueError(f"{noun}: the file {str(path)!r} is empty. Write it again.")
    return path


def caption_given(caption: Any) -> str | None:
    """Return a caption as text, or None."""
    return None if caption is None else as_text(caption if isinstance(caption, str) else str(caption))
