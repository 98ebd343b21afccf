"""Views of a project that were given a name: a small file each, replaced as a whole."""

from __future__ import annotations

import hashlib
import json
import unicodedata
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dsviz_widget.errors import ManifestError, SavedViewError, SavedViewNotFound, did_you_mean
from dsviz_widget.store.catalog import check_name, now
from dsviz_widget.store.storage import Storage

FORMAT = 1
MAX_NAME = 200


@dataclass(frozen=True)
class SavedView:
    """A view that has a name.

    Attributes
    ----------
    name : str
        Any text on one line.
    state : dict
        ``query``, ``overlays`` and ``layout``, as JSON says them.
    saved_at : str
        ISO 8601, UTC.
    table : str
        The table it was made on, as users know it.
    tables : tuple of str
        Where the tables it was made on were logged, each as ``project/name:v0/path``, ``""`` for one that was
        not; empty in views that were saved before this was kept.
    """

    name: str
    state: dict[str, Any] = field(repr=False)
    saved_at: str = ""
    table: str = ""
    tables: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the view as plain data."""
        return {
            "name": self.name,
            "state": self.state,
            "saved_at": self.saved_at,
            "table": self.table,
            "tables": list(self.tables),
        }


class SavedViews:
    """The saved views of a project.

    Several processes may change them at once: a view is a file that is replaced as a whole, and the last one
    to save under a name wins. A new name is taken exclusively.

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
        self._folder = f"projects/{self.project}/views"

    @property
    def names(self) -> list[str]:
        """The names of the views, sorted as people sort them."""
        return [view.name for view in self]

    def __iter__(self) -> Iterator[SavedView]:
        found = []
        for file in self._storage.files(self._folder):
            if not file.endswith(".json"):
                continue
            try:
                found.append(self._read(f"{self._folder}/{file}"))
            except FileNotFoundError:
                continue
            except ManifestError as error:
                # One that is damaged hides no other, and stays for whoever wants to mend it.
                warnings.warn(str(error), UserWarning, stacklevel=2)
        return iter(sorted(found, key=lambda view: (view.name.casefold(), view.name)))

    def __len__(self) -> int:
        return len(self.names)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __getitem__(self, name: str) -> SavedView:
        return self.get(name)

    def get(self, name: str) -> SavedView:
        """Return the view that has a name.

        Raises
        ------
        SavedViewNotFound
            If there is none; the message names those there are.
        """
        name = check_view_name(name)
        try:
            return self._read(self._key(name))
        except FileNotFoundError:
            raise self._missing(name) from None

    def save(
        self, name: str, state: dict[str, Any], table: str = "", tables: Sequence[str] = ()
    ) -> SavedView:
        """Keep a view under a name, in place of the one that has it.

        Raises
        ------
        SavedViewError
            For a name that cannot be one.
        StoreError
            If the store cannot be written.
        """
        view = SavedView(check_view_name(name), state, now(), table, tuple(tables))
        self._storage.write(self._key(view.name), _content(view))
        return view

    def rename(self, name: str, to: str) -> SavedView:
        """Give a view another name.

        Raises
        ------
        SavedViewNotFound
            If no view has the name.
        SavedViewError
            If a view has the new name already.
        """
        view = self.get(name)
        renamed = replace(view, name=check_view_name(to))
        if renamed.name == view.name:
            return view
        if not self._storage.create(self._key(renamed.name), _content(renamed)):
            raise SavedViewError(
                f"project {self.project!r} has a view {renamed.name!r} already. "
                "Choose another name, or delete that one first."
            )
        self._storage.remove(self._key(view.name))
        return renamed

    def delete(self, name: str) -> None:
        """Forget a view.

        Raises
        ------
        SavedViewNotFound
            If no view has the name.
        """
        self.get(name)
        self._storage.remove(self._key(check_view_name(name)))

    def _key(self, name: str) -> str:
        # Any text is a name, and few texts are file names everywhere.
        return f"{self._folder}/{hashlib.sha256(name.encode()).hexdigest()[:32]}.json"

    def _read(self, key: str) -> SavedView:
        content = self._storage.read(key)
        where = self._storage.where(key)
        try:
            data = json.loads(content)
            tables = tuple(map(str, data.get("tables", ())))
            view = SavedView(
                data["name"], data["state"], data.get("saved_at", ""), data.get("table", ""), tables
            )
            if not isinstance(view.name, str) or not isinstance(view.state, dict):
                raise TypeError("it has no name or no state")
            newer = data.get("format", FORMAT) != FORMAT
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise ManifestError(f"{where} is no saved view: {error}. Delete the file, or mend it.") from None
        if newer:
            raise ManifestError(
                f"{where} was written by a newer dsviz_widget (format {data['format']}). Upgrade to open it."
            )
        return view

    def _missing(self, name: str) -> SavedViewNotFound:
        there = self.names
        if not there:
            return SavedViewNotFound(f"project {self.project!r} has no saved views, and {name!r} was asked.")
        return SavedViewNotFound(f"project {self.project!r} has no view {name!r}.{did_you_mean(name, there)}")

    def __repr__(self) -> str:
        return f"<SavedViews of {self.project!r}: {', '.join(map(repr, self.names)) or 'none'}>"


def check_view_name(name: Any) -> str:
    """Return a name as it is kept: without space around it, letters composed.

    Raises
    ------
    SavedViewError
        If it is no text, empty, too long, or more than one line.
    """
    if not isinstance(name, str):
        raise SavedViewError(f"the name of a view is text, got {name!r}.")
    kept = unicodedata.normalize("NFC", name).strip()
    unseen = any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in kept)
    if not kept or len(kept) > MAX_NAME or unseen:
        raise SavedViewError(
            f"a view cannot be called {name[:40]!r}: a name is one line of text, up to {MAX_NAME} characters."
        )
    return kept


def _content(view: SavedView) -> bytes:
    # Python's own JSON says NaN where JSON cannot; no state has one.
    return json.dumps({"format": FORMAT, **view.as_dict()}, indent=1, allow_nan=False).encode()
