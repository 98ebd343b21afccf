"""Files that a run's history and summary need: bytes in the store, noted so that nobody reclaims them."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from dsviz_widget.store import RUN_FILES, Blobs, cannot_write, digest_of
from dsviz_widget.types import BlobSource


class Staged:
    """Takes the files behind cells, to be kept all at once."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes | Path | BlobSource] = {}

    def put(self, digest: str, content: bytes | Path, size: int) -> None:
        """Take bytes, or the path of a file that has them."""
        self.contents.setdefault(digest, content)

    def refer(self, digest: str, source: BlobSource) -> None:
        """Take what another store has."""
        self.contents.setdefault(digest, source)


class RunFiles:
    """The files of one run.

    Parameters
    ----------
    blobs : Blobs
    folder : path
        The run's. The digests are noted there before the bytes are relied on.
    """

    def __init__(self, blobs: Blobs, folder: Path) -> None:
        self._blobs, self._folder = blobs, folder
        self._noted: set[str] = set()

    def keep(self, contents: Mapping[str, bytes | Path | BlobSource]) -> None:
        """Keep bytes by their digest; raises StoreError when the store cannot be written."""
        new = [digest for digest in contents if digest not in self._noted]
        if new:
            self._note(new)
            self._noted.update(new)
        self._blobs.put_many(contents)

    def keep_bytes(self, content: bytes) -> str:
        """Keep bytes and return their digest."""
        digest = digest_of(content)
        self.keep({digest: content})
        return digest

    def keep_array(self, array: np.ndarray[Any, Any]) -> dict[str, Any]:
        """Keep an array whole as a ``.npy`` file; return its digest, shape and dtype, and the file's size."""
        file = io.BytesIO()
        np.save(file, np.ascontiguousarray(array), allow_pickle=False)
        content = file.getvalue()
        return {
            "digest": self.keep_bytes(content),
            "format": "npy",
            "shape": list(array.shape),
            "dtype": str(array.dtype),
            "bytes": len(content),
        }

    def _note(self, digests: list[str]) -> None:
        path = self._folder / RUN_FILES
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
            try:
                os.write(handle, "".join(f"{digest}\n" for digest in digests).encode())
            finally:
                os.close(handle)
        except OSError as error:
            cannot_write(path, error)


class NoFiles(RunFiles):
    """Keeps nothing: the files of a run that is disabled."""

    def __init__(self) -> None:
        self._noted = set()

    def keep(self, contents: Mapping[str, bytes | Path | BlobSource]) -> None:
        """Drop the bytes."""
