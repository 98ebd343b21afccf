"""Files that a run keeps beside its history: models, logs, whatever it is given."""

from __future__ import annotations

import glob
import os
import shutil
from abc import ABC, abstractmethod
from pathlib import Path
from typing import IO, Any

from dsviz_widget.errors import RunError
from dsviz_widget.store import cannot_write


class RunSavedFiles(ABC):
    """The part of a run that files go through."""

    @property
    @abstractmethod
    def folder(self) -> Path:
        """The run's folder."""

    @abstractmethod
    def _check_active(self, what: str) -> None:
        """Raise RunError when the run has ended."""

    @property
    def dir(self) -> str:
        """The folder of the run's files: what is written there is kept with the run."""
        path = self.folder / "files"
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            cannot_write(path, error)
        return str(path)

    def save(
        self,
        glob_str: str | os.PathLike[str],
        base_path: str | os.PathLike[str] | None = None,
        policy: Any = "live",
    ) -> list[str]:
        """Copy files into the run's.

        Parameters
        ----------
        glob_str : str or path
            A path, or a pattern such as ``"checkpoints/*.pt"``.
        base_path : path, optional
            The folder above which their paths are forgotten; for relative paths the working directory, for
            absolute ones their own folder, unless given.
        policy : str
            For code written for W&B; files are copied as they are now.

        Returns
        -------
        list of str
            Where the copies are.

        Raises
        ------
        RunError
            If the run has ended, or a file is not under `base_path`.
        """
        self._check_active("save")
        target = Path(self.dir)
        saved = []
        for found in sorted(glob.glob(os.fspath(glob_str), recursive=True)):
            path = Path(found)
            if not path.is_file() or target in path.absolute().parents:
                continue
            base = path.parent if path.is_absolute() else Path()
            base = base if base_path is None else Path(base_path)
            try:
                inner = path.absolute().relative_to(base.absolute())
            except ValueError:
                inner = Path("..")
            if ".." in inner.parts:
                raise RunError(f"{found!r} is not under {str(base)!r}. Pass the base_path that it is under.")
            copy = target / inner
            try:
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
            except OSError as error:
                cannot_write(copy, error)
            saved.append(str(copy))
        return saved

    def restore(
        self, name: str, run_path: str | None = None, replace: bool = False, root: Any = None
    ) -> IO[str]:
        """Open a file of this run, or of another, for reading.

        Parameters
        ----------
        name : str
            Its path inside the run's files.
        run_path : str, optional
            ``project/id`` of the run that has it; this one unless given.
        replace, root
            For code written for W&B; without effect, since the file is read where it is.

        Raises
        ------
        RunError
            If there is no such file.
        """
        folder = self.folder
        if run_path is not None:
            project, run_id = (folder.parts[-3], *str(run_path).strip("/").split("/"))[-2:]
            folder = folder.parents[2] / project / "runs" / run_id
        files = (folder / "files").resolve()
        path = (files / name).resolve()
        if files not in path.parents or not path.is_file():
            raise RunError(f"the run has no file {name!r} in {files}. See what is there.")
        return path.open()
