"""Presets: ours, and those that a project keeps."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from dsviz_widget.errors import ChartError, PresetNotFound, did_you_mean
from dsviz_widget.media.vega_specs import as_spec
from dsviz_widget.plot.drawn import BUILTINS
from dsviz_widget.store import Catalog
from dsviz_widget.store.catalog import check_name
from dsviz_widget.store.storage import Storage

FORMAT = 1
MAX_NAME = 200
DEFAULT_PROJECT = "uncategorized"

Place = Callable[[str | None, "str | Path | None"], tuple[Storage, str]]
_place: Place | None = None


def look_in(place: Place) -> None:
    """Say where presets are: given a project and a store, or None for either, the storage and the project.

    The room of runs calls it, which knows the active run.
    """
    global _place
    _place = place


class Presets:
    """The presets of a project: a small file each, replaced as a whole.

    Iterating gives their names. A preset is Vega or Vega-Lite that calls its rows ``wandb``, with the
    holes ``${field:x}``, ``${field:x:placeholder}`` and ``${string:title}``.

    Parameters
    ----------
    storage : Storage
        Where the project is.
    project : str
        Its name.
    """

    def __init__(self, storage: Storage, project: str) -> None:
        self.project = check_name(project, "project name")
        self._storage = storage
        self._folder = f"projects/{self.project}/presets"

    @property
    def names(self) -> list[str]:
        """The names, sorted."""
        found = []
        for file in self._storage.files(self._folder):
            if file.endswith(".json"):
                found.append(str(self._read(f"{self._folder}/{file}")["name"]))
        return sorted(found, key=lambda name: (name.casefold(), name))

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __getitem__(self, name: str) -> dict[str, Any]:
        return self.get(name)

    def get(self, name: str) -> dict[str, Any]:
        """Return the spec of a preset, with its holes.

        Raises
        ------
        PresetNotFound
            If there is none; the message names those there are.
        """
        try:
            spec: dict[str, Any] = self._read(self._key(check_preset_name(name)))["spec"]
        except FileNotFoundError:
            near = did_you_mean(name, [*self.names, *BUILTINS])
            raise PresetNotFound(
                f"project {self.project!r} has no preset {name!r}.{near} "
                "Keep it with plot.save_preset(name, spec)."
            ) from None
        return spec

    def save(self, name: str, spec: Any) -> None:
        """Keep a preset: a dict, a file of JSON or an Altair chart; one that has the name is replaced.

        Raises
        ------
        ChartError
            If it is no spec, or the name is taken by one of ours.
        """
        name = check_preset_name(name)
        if name in BUILTINS:
            raise ChartError(f"{name!r} comes with the package; give the preset a name of its own.")
        content = {"format": FORMAT, "name": name, "spec": as_spec(spec)}
        self._storage.write(self._key(name), json.dumps(content, indent=1, allow_nan=False).encode())

    def delete(self, name: str) -> None:
        """Forget a preset; charts that were logged with it keep it.

        Raises
        ------
        PresetNotFound
            If there is none.
        """
        self.get(name)
        self._storage.remove(self._key(check_preset_name(name)))

    def _key(self, name: str) -> str:
        # Any text is a name, and few texts are file names everywhere.
        return f"{self._folder}/{hashlib.sha256(name.encode()).hexdigest()[:32]}.json"

    def _read(self, key: str) -> dict[str, Any]:
        content = self._storage.read(key)
        try:
            kept = json.loads(content)
            if not isinstance(kept["name"], str) or not isinstance(kept["spec"], dict):
                raise TypeError("it has no name or no spec")
        except (ValueError, TypeError, KeyError) as error:
            where = self._storage.where(key)
            raise ChartError(f"{where} is no preset: {error}. Delete the file, or mend it.") from None
        return dict(kept)

    def __repr__(self) -> str:
        return f"<Presets of {self.project!r}: {', '.join(map(repr, self.names)) or 'none'}>"


def presets(project: str | None = None, dir: str | Path | None = None) -> Presets:
    """Return the presets of a project.

    Parameters
    ----------
    project : str, optional
        The active run's, or ``uncategorized``, unless given.
    dir : path or str, optional
        The store: the active run's, ``DSVIZ_DIR``, or ``./dsviz`` beside the notebook, unless given.
    """
    if _place is not None:
        return Presets(*_place(project, dir))
    return Presets(Catalog(dir).storage, project or DEFAULT_PROJECT)


def save_preset(name: str, spec: Any, project: str | None = None, dir: str | Path | None = None) -> None:
    """Keep a preset under a name, with which `plot_table` draws.

    Parameters
    ----------
    name : str
        One line of text, such as ``my-team/calibration``.
    spec : dict, path or Altair chart
        Vega-Lite or Vega that calls its rows ``wandb``, with holes for columns (``${field:x}``, or
        ``${field:x:placeholder}``) and texts (``${string:title}``).
    project, dir
        See `presets`.

    Raises
    ------
    ChartError
        If `spec` is no spec, or the name cannot be one.
    """
    presets(project, dir).save(name, spec)


def check_preset_name(name: Any) -> str:
    """Return a preset's name; raises ChartError unless it is one line of text."""
    if not isinstance(name, str) or not name.strip() or len(name) > MAX_NAME or not name.isprintable():
        raise ChartError(
            f"a preset cannot be called {str(name)[:40]!r}: a name is one line of text, "
            f"up to {MAX_NAME} characters."
        )
    return name.strip()
