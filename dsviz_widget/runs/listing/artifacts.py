"""The versions of a project's artifacts, from their headers; a file is read again when it has changed."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from dsviz_widget.errors import ManifestError
from dsviz_widget.runs.listing.index import KeptIndex, Stamp, read_moment
from dsviz_widget.store import Catalog
from dsviz_widget.store.catalog import NAME, VERSION
from dsviz_widget.store.manifest import NOTES, read_header

Item = dict[str, Any]
Tell = Callable[[float], None]

QUALIFIED = re.compile(r"([^/:]+)/([^/:]+):v(0|[1-9][0-9]{0,17})")
"""``project/name:v0``, as runs and references name versions."""
KEPT_FACTS = ("rows", "new", "sources")
"""What follows from a version's content, and holds while that is the same."""
NOTES_END, TRACE_END = ".notes.json", ".deleted.json"


class ArtifactIndex:
    """Facts of all artifacts of one project.

    An item is ``{"versions": {number: facts}, "aliases": {alias: number}, "deleted": {number: trace},
    "problems": [sentence]}``. Facts that take more than a header (`rows`, `new`, and `sources` of a version
    with many files) are put in by `VersionFacts`.

    Parameters
    ----------
    catalog : Catalog
    project : str
    """

    def __init__(self, catalog: Catalog, project: str) -> None:
        self._catalog, self._project = catalog, project
        self._base = f"projects/{project}/artifacts"
        self._folder = catalog.folder / "projects" / project / "artifacts"
        self.index = KeptIndex(catalog.cache / "listing" / f"{project}.artifacts.json")

    @property
    def items(self) -> dict[str, Item]:
        """Item of each artifact that has a version, or had one."""
        return self.index.items

    def refresh(self, tell: Tell | None = None) -> bool:
        """Read what has changed since the last look; return whether anything had."""
        found = self._stamps()
        is_changed = self.index.keep_only(set(found))
        stale = [name for name, stamp in found.items() if self.index.fresh(name, stamp) is None]
        for place, name in enumerate(stale):
            before = self.items.get(name)
            moment = read_moment()
            item = self._read(name, before)
            is_changed = is_changed or before is None or _said(before) != _said(item)
            is_damaged = any(facts.get("problem") for facts in item["versions"].values())
            self.index.put(name, found[name], item, moment, is_damaged or bool(item["problems"]))
            if tell is not None:
                tell((place + 1) / len(stale))
        return is_changed

    def _stamps(self) -> dict[str, Stamp]:
        """Return what tells of each artifact whether it has changed: a bucket says nothing of folders."""
        if self._catalog.url is not None:
            return {name: [read_moment()] for name in self._catalog.storage.folders(self._base)}
        found: dict[str, Stamp] = {}
        if self._is_passed_over(self._folder):
            return found
        try:
            with os.scandir(self._folder) as entries:
                for entry in entries:
                    if self._is_passed_over(entry.path):
                        continue
                    if not NAME.fullmatch(entry.name) or entry.name.startswith("."):
                        continue
                    try:
                        found[entry.name] = [
                            os.stat(entry.path).st_mtime_ns,
                            _changed_ns(os.path.join(entry.path, "alias")),
                        ]
                    except (FileNotFoundError, NotADirectoryError):
                        continue
        except (FileNotFoundError, NotADirectoryError):
            return {}
        return found

    def _read(self, name: str, before: Item | None) -> Item:
        files = self._files(name)
        known = (before or {}).get("versions", {})
        item: Item = {"versions": {}, "deleted": {}, "problems": []}
        for file, (size, changed_ns) in files.items():
            if not file.endswith(".json") or not VERSION.fullmatch(file[:-5]):
                continue
            number = file[1:-5]
            if not size:
                item["deleted"][number] = self._trace(name, number, files)
                continue
            notes = files.get(f"v{number}{NOTES_END}")
            key = [size, changed_ns, *(notes or ())]
            facts = known.get(number)
            # A bucket has no times; there a header stays as it is, and notes may be other ones.
            is_known = facts is not None and facts["key"] == key and not facts.get("problem")
            if not is_known or (notes is not None and not changed_ns):
                read = self._facts(name, number, notes is not None)
                if facts is not None and facts.get("digest") == read.get("digest"):
                    read = {**{part: facts[part] for part in KEPT_FACTS if part in facts}, **read}
                facts = {**read, "key": key}
            item["versions"][number] = facts
        item["aliases"] = self._aliases(name, item["problems"])
        return item

    def _files(self, name: str) -> dict[str, tuple[int, int]]:
        """Return size and time of change of each file of an artifact; a bucket tells sizes alone."""
        if self._catalog.url is not None:
            return {
                file: (size, 0) for file, size in self._catalog.storage.files(f"{self._base}/{name}").items()
            }
        found: dict[str, tuple[int, int]] = {}
        try:
            with os.scandir(self._folder / name) as entries:
                for entry in entries:
                    if entry.name.startswith(".") or self._is_passed_over(entry.path):
                        continue
                    try:
                        stat = entry.stat()
                    except FileNotFoundError:
                        continue
                    found[entry.name] = stat.st_size, stat.st_mtime_ns
        except (FileNotFoundError, NotADirectoryError):
            return {}
        return found

    def _is_passed_over(self, path: Path | str) -> bool:
        return not self._catalog.follows_links and os.path.islink(path)

    def _facts(self, name: str, number: str, has_notes: bool) -> dict[str, Any]:
        storage, key = self._catalog.storage, f"{self._base}/{name}/v{number}.json"
        where = storage.where(key)
        try:
            header = read_header(storage.read(key), where)
            facts = _checked(header, where)
        except FileNotFoundError:
            return {"problem": f"{where} was deleted while it was read. Look again."}
        except (ManifestError, OSError) as error:
            return {"problem": str(error)}
        if has_notes:
            notes_key = f"{self._base}/{name}/v{number}{NOTES_END}"
            try:
                notes = json.loads(storage.read(notes_key))
                facts.update(_noted({part: notes[part] for part in NOTES if part in notes}))
            except FileNotFoundError:
                return facts
            except (ValueError, TypeError, AttributeError, RecursionError, OSError) as error:
                facts["problem"] = (
                    f"{storage.where(notes_key)} cannot be read: {error}. Delete it to have the version as "
                    "it was logged."
                )
        return facts

    def _aliases(self, name: str, problems: list[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        folder = f"{self._base}/{name}/alias"
        for alias in sorted(self._catalog.storage.files(folder)):
            try:
                version = self._catalog.storage.read(f"{folder}/{alias}").decode("utf-8", "replace")
            except OSError:
                continue
            if VERSION.fullmatch(version):
                found[alias] = int(version[1:])
            else:
                where = self._catalog.storage.where(f"{folder}/{alias}")
                problems.append(f"{where} names no version: {version[:40]!r}. Set the alias again.")
        return found

    def _trace(self, name: str, number: str, files: dict[str, tuple[int, int]]) -> dict[str, Any]:
        """Return what is kept of a version that was deleted."""
        file = f"v{number}{TRACE_END}"
        if file not in files:
            return {}
        try:
            told = json.loads(self._catalog.storage.read(f"{self._base}/{name}/{file}"))
            return dict(told)
        except (OSError, ValueError, TypeError, RecursionError):
            # It is gone either way; what is left of it says nothing.
            return {}


def _checked(header: dict[str, Any], where: str) -> dict[str, Any]:
    """Return what is kept of a header; raises ManifestError for one that makes no sense."""
    try:
        contents = header.get("contents") or {}
        facts = {
            "type": _text(header["type"]),
            "digest": _text(header.get("digest", "")),
            "size": int(header["size"])
            if "size" in header
            else sum(one["size"] for one in contents.values()),
            "files": int(header["file_count"]) if "file_count" in header else len(contents),
            "created_at": _text(header["created_at"]),
            "created_by": header.get("created_by"),
            "packed": header.get("contents_digest"),
        }
        if facts["packed"] is None:
            facts["sources"] = sources_of(one.get("ref") for one in contents.values())
        facts.update(_noted({part: header.get(part) for part in NOTES}))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ManifestError(f"{where} is not a manifest of dsviz_widget: {error!r}.") from None
    return facts


def sources_of(refs: Iterable[str | None]) -> list[str]:
    """Return the versions, ``project/name:v0``, in which files were logged first that refer to one."""
    # An address as "s3://bucket/key" lies outside the store.
    named = (QUALIFIED.match(ref) for ref in refs if ref and "://" not in ref)
    return sorted({found.group() for found in named if found is not None})


def _noted(notes: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "description" in notes:
        found["description"] = notes["description"] if isinstance(notes["description"], str) else None
    if "tags" in notes:
        found["tags"] = [str(tag) for tag in notes["tags"] or ()]
    if "ttl_s" in notes:
        found["ttl_s"] = notes["ttl_s"]
    return found


def _said(item: Item) -> Item:
    """Return an item without what is of its reading alone."""
    return {part: value for part, value in item.items() if part not in ("stamp", "whole")}


def _changed_ns(path: str | Path) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text")
    return value
