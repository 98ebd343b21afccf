"""What every kind of media has: a file in the store, its format, a caption, and facts about it."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

from dsviz_widget.errors import MediaFileError
from dsviz_widget.media.encoding import Encoded, inner_name, settled_digest
from dsviz_widget.media.given import caption_given
from dsviz_widget.media.still import FileReader, Still
from dsviz_widget.store import digest_of

if TYPE_CHECKING:
    from dsviz_widget.types import BlobSource

COMMON = ("digest", "path", "ref", "size", "format", "caption")
"""Fields of every cell of media; `Medium.fields` come after them."""

log = logging.getLogger("dsviz_widget")

M = TypeVar("M", bound="Medium")


class Stoppable(Protocol):
    """What a long answer asks now and then."""

    def check(self) -> None:
        """Raise Cancelled when nobody waits for the answer any more."""


class Medium:
    """A file that a cell can hold, such as a sound or a page; subclasses are the kinds of media.

    A subclass checks what it is given and calls this with the bytes of a file, or with the path of the
    user's file, which is kept byte for byte: it is read when it is stored, so it must stay as it is until
    then.

    Parameters
    ----------
    content : bytes or Path
        As `given.file_given` returns it.
    file_format : str
        Ending of the file without a dot, in lower case: ``"wav"``, ``"pts.json"``.
    caption : str, optional
        Shown under it.
    facts : dict, optional
        Values by the names in `fields`.
    """

    wb_type: ClassVar[str]
    """Name of the kind in W&B's words: ``"audio-file"``."""
    noun: ClassVar[str]
    """What it is called in a sentence."""
    folder: ClassVar[str]
    """Where its files lie in an artifact: ``"media/audio"``."""
    list_type: ClassVar[str]
    """What a history calls a list of them, in W&B's words: ``"audio"``."""
    fields: ClassVar[dict[str, str]] = {}
    """Facts that a cell has of each file: name -> ``float64``, ``int64``, ``bool`` or ``string``."""
    telling: ClassVar[str] = "size"
    """The fact whose spread the head of a column shows."""
    mimes: ClassVar[dict[str, str]] = {}
    """Format -> MIME type of the file."""
    still_edition: ClassVar[int] = 1
    """Raised when `still` draws otherwise than before: stills that are kept on disk are then drawn anew."""

    def __init__(
        self,
        content: bytes | Path,
        file_format: str,
        caption: str | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        self.format = file_format
        """Ending of the file, without a dot."""
        self.caption = caption_given(caption)
        """What is shown under it, or None."""
        self.facts: dict[str, Any] = {name: (facts or {}).get(name) for name in self.fields}
        """What is known of it: a value or None for each name in `fields`."""
        self._content: bytes | Path | None = content
        self._stamp = _stamp(content) if isinstance(content, Path) else None
        self._encoded: Encoded | None = None

    @property
    def encoded(self) -> Encoded:
        """The file, its digest and its path inside an artifact.

        Raises
        ------
        MediaFileError
            If the user's file is gone or was changed since it was given.
        """
        if self._encoded is None:
            content = self._content
            assert content is not None
            if isinstance(content, Path):
                digest, size = settled_digest(content, self.noun)
                if _stamp(content) != self._stamp:
                    raise MediaFileError(
                        f"{self.noun}: the file {str(content)!r} was changed after it was given. "
                        "Give it again."
                    )
                path = f"{self.folder}/{digest[:20]}/{inner_name(content)}"
            else:
                digest, size = digest_of(content), len(content)
                path = f"{self.folder}/{digest[:20]}.{self.format}"
            self._encoded = Encoded(digest, size, path, None, content)
            self._content = None
        return self._encoded

    @property
    def digest(self) -> str:
        """SHA-256 of the file, 64 hexadecimal digits."""
        return self.encoded.digest

    @property
    def path(self) -> str:
        """Path inside an artifact."""
        return self.encoded.path

    @property
    def size(self) -> int:
        """Bytes."""
        return self.encoded.size

    @property
    def mime(self) -> str:
        """MIME type of the file."""
        return self.mime_of(self.format)

    @classmethod
    def mime_of(cls, file_format: str | None) -> str:
        """Return the MIME type of a format."""
        return cls.mimes.get(file_format or "", "application/octet-stream")

    def read(self) -> bytes:
        """Return the file's bytes.

        Raises
        ------
        MediaFileError, BlobMissing
            If they are gone.
        """
        content = self.encoded.content
        if isinstance(content, bytes):
            return content
        if not isinstance(content, Path):
            return content.get(self.encoded.digest)
        try:
            return content.read_bytes()
        except OSError as error:
            raise MediaFileError(
                f"{self.noun}: the file {str(content)!r} cannot be read: {error.strerror}. Put it back."
            ) from None

    def for_wandb(self) -> tuple[str, bytes] | None:
        """Return the format and the bytes in which W&B reads it; None where it reads the file itself."""
        return None

    def save(self, path: str | os.PathLike[str]) -> str:
        """Write the file to a path, or into a folder under its own name, and return where it is."""
        target = Path(path)
        if target.is_dir():
            target = target / self.path.rpartition("/")[2]
        target.write_bytes(self.read())
        return str(target)

    def to_struct(self) -> dict[str, Any]:
        """Return the cell that a column keeps."""
        encoded = self.encoded
        return {
            "digest": encoded.digest,
            "path": encoded.path,
            "ref": encoded.ref,
            "size": encoded.size,
            **self.described(),
        }

    def described(self) -> dict[str, Any]:
        """Return format, caption and facts."""
        return {"format": self.format, "caption": self.caption, **self.facts}

    @classmethod
    def from_struct(cls: type[M], cell: Mapping[str, Any], source: BlobSource) -> M:
        """Return what a cell holds, with the bytes in `source`."""
        origin = getattr(source, "origin", None)
        path = cell["path"]
        # A cell of a logged table that refers to nothing earlier was first logged there.
        ref = cell.get("ref") or (f"{origin}/{path}" if origin else None)
        encoded = Encoded(cell["digest"], cell["size"], path, ref, source)
        return cls.from_parts(encoded, cell.get("format"), cell.get("caption"), cell)

    @classmethod
    def from_parts(
        cls: type[M],
        encoded: Encoded,
        file_format: str | None,
        caption: str | None,
        facts: Mapping[str, Any],
    ) -> M:
        """Return media whose file is stored already, without a closer look at it."""
        made = cls.__new__(cls)
        made.format = file_format or cls.format_in(encoded.path)
        made.caption = caption
        made.facts = {name: facts.get(name) for name in cls.fields}
        made._content, made._stamp, made._encoded = None, None, encoded
        return made

    @classmethod
    def from_elsewhere(cls: type[M], encoded: Encoded, caption: str | None = None) -> M:
        """Return media that another tool wrote, with the facts of the file; a damaged one has none."""
        file_format = cls.format_in(encoded.path)
        content = encoded.content
        if not isinstance(content, (bytes, Path)):
            content = content.locate(encoded.digest) or content.get(encoded.digest)
        try:
            facts = cls.measure(content, file_format)
        except Exception as error:
            # Whatever a library makes of a damaged file: the bytes are kept, and the viewer says what it is.
            log.warning(
                "%s could not be read for its length or size (%s); the file is kept as it is: "
                "open it elsewhere to see whether it is damaged, and write it again if so",
                encoded.path,
                str(error) or type(error).__name__,
            )
            facts = {}
        return cls.from_parts(encoded, file_format, caption_given(caption), facts)

    @classmethod
    def format_in(cls, path: str) -> str:
        """Return the format that the name of a file says."""
        return format_of(path)

    @classmethod
    def measure(cls, content: bytes | Path, file_format: str) -> dict[str, Any]:
        """Return the facts of a file that came from elsewhere, such as a folder of W&B's.

        What cannot be told of a damaged file is left out or raised: then nothing is known of it, and it is
        kept all the same.
        """
        return {}

    @classmethod
    def still(cls, cell: Mapping[str, Any], read: FileReader, size_px: int) -> Still | None:
        """Return what a cell of the grid shows, at most `size_px` wide and high.

        Parameters
        ----------
        cell : dict
            As `to_struct` returns.
        read : FileReader
            Called, it returns the file's bytes; `read.path` is the file that has them, or None.

        Returns
        -------
        Still or None
            None where nothing can be drawn: the browser shows an icon, the caption, format and size.

        Raises
        ------
        DsvizError
            One sentence that the cell shows instead.
        """
        return None

    @classmethod
    def view(
        cls, cell: Mapping[str, Any], read: FileReader, params: Mapping[str, Any], task: Stoppable
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Return what the open viewer asks beside the bytes of the file: JSON, and typed arrays as bytes.

        Parameters
        ----------
        params : dict
            ``what`` says what is asked; the rest is up to the kind of media.
        """
        raise MediaFileError(
            f"{cls.noun}: there is no {params.get('what')!r} to be had. Update dsviz_widget."
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Medium):
            return NotImplemented
        return (
            self.wb_type == other.wb_type
            and self.format == other.format
            and self.caption == other.caption
            and self.digest == other.digest
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        told = [f"{name} {_short(value)}" for name, value in self.facts.items() if value is not None]
        return f"<{type(self).__name__} {', '.join([self.format, *told])}>"


def format_of(path: str) -> str:
    """Return the ending of a path, ``"pts.json"`` where it is such a one, in lower case."""
    name = path.rpartition("/")[2].lower()
    return "pts.json" if name.endswith(".pts.json") else name.rpartition(".")[2] if "." in name else ""


def _short(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
