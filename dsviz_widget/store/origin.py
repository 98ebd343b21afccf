"""Where something was first logged, as one text names it: ``project/name:v0/path``."""

from __future__ import annotations

from typing import NamedTuple


class Origin(NamedTuple):
    """A file or an object of a version of an artifact.

    Attributes
    ----------
    project, artifact : str
        Their names.
    version : str
        ``v0``, ``v1``, …
    path : str
        Inside the artifact; of an object without the ending of its file.
    """

    project: str
    artifact: str
    version: str
    path: str

    @classmethod
    def parse(cls, text: str) -> Origin:
        """Read the text that `str` gives.

        Raises
        ------
        ValueError
            If it is not of the form ``project/name:v0/path``.
        """
        qualified, _, inner = text.partition(":")
        version, _, path = inner.partition("/")
        project, _, artifact = qualified.rpartition("/")
        if not (project and artifact and version and path):
            raise ValueError(f"{text!r} is not of the form project/name:v0/path")
        return cls(project, artifact, version, path)

    @property
    def name(self) -> str:
        """The last part of the path, by which a reader knows the object."""
        return self.path.rpartition("/")[2]

    @property
    def qualified_artifact(self) -> str:
        """``project/name``, of whatever version."""
        return f"{self.project}/{self.artifact}"

    @property
    def qualified_version(self) -> str:
        """``project/name:v0``, as `use_artifact` takes it."""
        return f"{self.qualified_artifact}:{self.version}"

    def __str__(self) -> str:
        return f"{self.qualified_version}/{self.path}"
