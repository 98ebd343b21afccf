"""One file of an artifact, as its user sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from dsviz_widget.errors import ArtifactNotLoggedError, ArtifactValueError
from dsviz_widget.store import Entry

if TYPE_CHECKING:
    from dsviz_widget.runs.artifact import Artifact

SCHEME = "dsviz-artifact://"


@dataclass(frozen=True)
class ArtifactEntry:
    """A file of an artifact.

    Attributes
    ----------
    path : str
        Where it is inside the artifact.
    digest : str
        SHA-256 of its bytes, 64 hexadecimal digits.
    size : int
        Bytes; 0 for a reference of unknown size.
    ref : str or None
        Where the bytes were first logged, ``project/name:v0/path``, when that was in another artifact; or
        the address of a reference.
    """

    path: str
    digest: str
    size: int
    ref: str | None = None
    _artifact: Artifact | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, artifact: Artifact, path: str, entry: Entry) -> ArtifactEntry:
        """Return a file of an artifact."""
        return cls(path, entry.digest, entry.size, entry.ref, artifact)

    @property
    def name(self) -> str:
        """The path, by the name that W&B's files have for it."""
        return self.path

    @property
    def is_reference(self) -> bool:
        """Whether the bytes lie outside the store, at the address `ref`."""
        return self.as_stored().is_reference

    @property
    def origin(self) -> str:
        """``project/name:v0/path`` of the artifact that the bytes were first logged in.

        Raises
        ------
        ArtifactNotLoggedError
            If the artifact is a draft.
        """
        if self.ref is not None and not self.is_reference:
            return self.ref
        return f"{self.parent_artifact().qualified_name}/{self.path}"

    def as_stored(self) -> Entry:
        """Return the entry without its path and artifact."""
        return Entry(self.digest, self.size, self.ref)

    def parent_artifact(self) -> Artifact:
        """Return the artifact that this entry belongs to.

        Raises
        ------
        ArtifactNotLoggedError
            If it was made by hand.
        """
        if self._artifact is None:
            raise ArtifactNotLoggedError(f"entry {self.path!r} belongs to no artifact. Add it to one.")
        return self._artifact

    def download(self, root: str | Path | None = None) -> str:
        """Copy the file into a folder and return where it is.

        Parameters
        ----------
        root : path, optional
            ``./artifacts/<name:version>`` unless given.
        """
        return self.parent_artifact().download_entry(self, root)

    def ref_target(self) -> str:
        """Return the address that a reference points to.

        Raises
        ------
        ArtifactValueError
            If the entry is no reference; it is a ValueError.
        """
        if self.ref is None:
            raise ArtifactValueError(f"entry {self.path!r} is a file of its artifact, not a reference.")
        return self.ref if self.is_reference else SCHEME + self.ref

    def ref_url(self) -> str:
        """Return an address that `Artifact.add_reference` of another artifact takes."""
        return f"{SCHEME}{self.parent_artifact().qualified_name}/{self.path}"
