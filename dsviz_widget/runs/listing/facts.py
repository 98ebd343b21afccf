"""What takes more than a header to know of a version: rows of its tables, new bytes, whose files it has."""

from __future__ import annotations

import json
import os
from typing import Any

from dsviz_widget.errors import DsvizError
from dsviz_widget.runs.listing.artifacts import ArtifactIndex, sources_of
from dsviz_widget.store import Catalog
from dsviz_widget.store.manifest import unpack
from dsviz_widget.table.entries import TABLE
from dsviz_widget.table.footer import footer_rows

MEDIA = "media/"
"""Where an artifact keeps what belongs to cells; tables that columns link to are there too."""

File = tuple[str, str, int, str | None]


class VersionFacts:
    """Works out rows and new bytes, once for every version, and puts them into the index.

    Parameters
    ----------
    catalog : Catalog
    project : str
    artifacts : ArtifactIndex
    """

    def __init__(self, catalog: Catalog, project: str, artifacts: ArtifactIndex) -> None:
        self._catalog, self._project, self._artifacts = catalog, project, artifacts
        self._rows: dict[str, int | None] = {}

    def fill(self, name: str, numbers: list[int]) -> None:
        """Work out what is not known of some versions of an artifact."""
        item = self._artifacts.items.get(name)
        if item is None:
            return
        there = sorted(int(number) for number, facts in item["versions"].items() if not facts.get("problem"))
        before = {number: there[place - 1] if place else None for place, number in enumerate(there)}
        lists: dict[int, list[File]] = {}
        for number in numbers:
            if number not in before:
                continue
            facts, earlier = item["versions"][str(number)], before[number]
            since = item["versions"][str(earlier)]["digest"] if earlier is not None else ""
            if "rows" in facts and facts.get("new", [None])[0] == since:
                continue
            self._fill_one(name, number, earlier, since, facts, lists)
            self._artifacts.index.changed()

    def sources(self, name: str, number: int) -> list[str]:
        """Return the versions, ``project/name:v0``, that had files of this one first.

        Raises
        ------
        ManifestError, OSError
            If the list of its files cannot be read.
        """
        facts: dict[str, Any] = self._artifacts.items[name]["versions"][str(number)]
        if "sources" not in facts:
            files = self._files(name, number, facts["packed"], {})
            facts["sources"] = sources_of(ref for _, _, _, ref in files)
            self._artifacts.index.changed()
        return list(facts["sources"])

    def _fill_one(
        self,
        name: str,
        number: int,
        earlier: int | None,
        since: str,
        facts: dict[str, Any],
        lists: dict[int, list[File]],
    ) -> None:
        try:
            files = self._files(name, number, facts["packed"], lists)
            facts["rows"] = self._row_count(files)
            known: set[str] = set()
            if earlier is not None:
                packed = self._artifacts.items[name]["versions"][str(earlier)]["packed"]
                known = {digest for _, digest, _, _ in self._files(name, earlier, packed, lists)}
            sizes = {digest: size for _, digest, size, ref in files if not (ref and "://" in ref)}
            facts["new"] = [since, sum(size for digest, size in sizes.items() if digest not in known)]
        except (DsvizError, OSError) as error:
            facts.setdefault("rows", None)
            facts["new"] = [since, None]
            facts["problem"] = str(error)

    def _files(self, name: str, number: int, packed: str | None, lists: dict[int, list[File]]) -> list[File]:
        if number not in lists:
            key = f"projects/{self._project}/artifacts/{name}/v{number}.json"
            where = self._catalog.storage.where(key)
            if packed is not None:
                lists[number] = unpack(self._catalog.blobs.get(packed), where)
            else:
                contents = json.loads(self._catalog.storage.read(key)).get("contents") or {}
                lists[number] = [
                    (path, item["digest"], item["size"], item.get("ref")) for path, item in contents.items()
                ]
        return lists[number]

    def _row_count(self, files: list[File]) -> int | None:
        """Return the rows of all tables; None without tables, or where a table is not on this machine."""
        found: int | None = None
        for path, digest, _, _ in files:
            if not path.endswith(TABLE) or path.startswith(MEDIA):
                continue
            if digest not in self._rows:
                self._rows[digest] = self._footer_rows(digest)
            rows = self._rows[digest]
            if rows is None:
                return None
            found = (found or 0) + rows
        return found

    def _footer_rows(self, digest: str) -> int | None:
        path = self._catalog.blobs.path(digest)
        # From a bucket a table comes when it is opened, and not for a number.
        return footer_rows(path) if os.path.exists(path) else None
