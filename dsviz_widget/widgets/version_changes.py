"""What changed from one version of an artifact to the next: rows, files, metadata."""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import Cancelled, DsvizError, StoreError
from dsviz_widget.query import Task
from dsviz_widget.store import digest_of
from dsviz_widget.store.files import write_derived
from dsviz_widget.widgets.compared_sides import INCREMENTS, plain_path, sides_of, table_paths
from dsviz_widget.widgets.run_info import plain
from dsviz_widget.widgets.table_diff import MEDIA
from dsviz_widget.widgets.version_kinds import table_of
from dsviz_widget.widgets.version_session import open_version

if TYPE_CHECKING:
    from pathlib import Path

    from dsviz_widget.runs import Artifact
    from dsviz_widget.widgets.channel import Handler, Reply
    from dsviz_widget.widgets.project_session import ProjectSession

MOST_PATHS = 200
FORMAT = 1
NOTHING = {"added": 0, "removed": 0, "changed": 0, "equal": 0}


class VersionChanges:
    """Answers what changed between versions.

    Versions never change, so that an answer is kept in the store's cache by the digests of the two.

    Parameters
    ----------
    session : ProjectSession
    """

    def __init__(self, session: ProjectSession) -> None:
        self._session = session

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {"version_change": self.change}

    def change(self, params: dict[str, Any], task: Task) -> Reply:
        """What a version has that another, the one before unless named, has not, and the other way round."""
        session, name = self._session, str(params.get("name"))
        newer = open_version(session, name, params.get("version"))
        number = params.get("to")
        if number is None:
            number = older_of(session, newer)
        older = None if number is None else open_version(session, name, number)
        return {
            "from": None if older is None else int(older.version[1:]),
            "to": int(newer.version[1:]),
            **self._kept(older, newer, task),
            "metadata": _metadata(older, newer),
        }, []

    def _kept(self, older: Artifact | None, newer: Artifact, task: Task) -> dict[str, Any]:
        """Return what changed in tables and files, worked out once."""
        before = older.digest if older is not None else ""
        # The name too: keys are guessed, and messages name versions.
        said = (
            f"{FORMAT} {newer.name} {older.version if older else ''} {before} {newer.version} {newer.digest}"
        )
        path = self._session.catalog.cache / "changes" / f"{digest_of(said.encode())[:40]}.json"
        kept = _read(path)
        if kept is not None:
            return kept
        made = {
            "tables": [self._table(older, newer, name, task) for name in _names(older, newer)],
            **_files(older, newer),
        }
        try:
            write_derived(path, json.dumps(made).encode())
        except (StoreError, OSError):
            # A store that may only be read is compared again next time.
            return made
        return made

    def _table(self, older: Artifact | None, newer: Artifact, name: str, task: Task) -> dict[str, Any]:
        task.check()
        paths = {
            plain_path(path): path for one in (older, newer) if one is not None for path in table_paths(one)
        }
        about: dict[str, Any] = {**NOTHING, "path": paths[name], "name": name}
        about.update(key=[], notes=[], problem=None)
        sides = [one if one is not None and _has(one, name) else None for one in (older, newer)]
        try:
            tables = [None if one is None else table_of(one, name) for one in sides]
            if tables[0] is None or tables[1] is None:
                there = next(table for table in tables if table is not None)
                return {**about, "added" if tables[1] is not None else "removed": len(there)}
            return {**about, **_rows(tables[0], tables[1])}
        except Cancelled:
            raise
        except (DsvizError, OSError) as error:
            # A table without a key, or a damaged one, leaves the others of the version as they are.
            return {**about, "problem": str(error)}


def older_of(session: ProjectSession, artifact: Artifact) -> int | None:
    """Return the number of the version before one, of those that are there."""
    number = int(artifact.version[1:])
    earlier = [one for one in session.catalog.versions(session.project, artifact.name) if one < number]
    return earlier[-1] if earlier else None


def _rows(first: Any, second: Any) -> dict[str, Any]:
    """Return the counts of two tables, the key that rows were matched by, and what a reader must know."""
    from dsviz_widget.table.diff import diff_tables
    from dsviz_widget.widgets.compare_keys import guess_key
    from dsviz_widget.widgets.table_diff import _tell_of_rows

    sides = sides_of([first, second])
    keys = guess_key(sides)
    made = diff_tables(sides[0].table, sides[1].table, keys, None, [side.label for side in sides])
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        _tell_of_rows(made, sides, keys)
    counts = made.counts
    return {
        "added": counts.added,
        "removed": counts.removed,
        "changed": counts.changed,
        "equal": counts.equal,
        "key": [part[0] for part in keys],
        "notes": [str(one.message) for one in told],
    }


def _names(older: Artifact | None, newer: Artifact) -> list[str]:
    """Return the names of all tables of either version, those of the newer one first."""
    found = [plain_path(path) for path in table_paths(newer)]
    if older is not None:
        found += [name for name in map(plain_path, table_paths(older)) if name not in found]
    return found


def _has(artifact: Artifact, name: str) -> bool:
    return name in map(plain_path, table_paths(artifact))


def _files(older: Artifact | None, newer: Artifact) -> dict[str, Any]:
    """Return which files that belong to no table came, went or changed, and how many bytes are new."""
    all_of = [{} if one is None else {entry.path: entry for entry in one.files()} for one in (older, newer)]
    plain_of = [
        {path: entry for path, entry in found.items() if _is_plain(path, one)}
        for found, one in zip(all_of, (older, newer), strict=True)
    ]
    before, after = plain_of
    paths = []
    for path in sorted({**before, **after}):
        old, new = before.get(path), after.get(path)
        if old is not None and new is not None and old.digest == new.digest:
            continue
        how = "added" if old is None else "removed" if new is None else "changed"
        paths.append({"path": path, "how": how, "size": (new or old).size})  # type: ignore[union-attr]
    counts = {how: sum(one["how"] == how for one in paths) for how in ("added", "removed", "changed")}
    equal = len({**before, **after}) - len(paths)
    known = {entry.digest for entry in all_of[0].values()}
    fresh = {entry.digest: entry.size for entry in all_of[1].values() if not entry.is_reference}
    new_bytes = sum(size for digest, size in fresh.items() if digest not in known)
    return {"files": {**counts, "equal": equal, "paths": paths[:MOST_PATHS]}, "new_bytes": new_bytes}


def _is_plain(path: str, artifact: Artifact | None) -> bool:
    if artifact is None or path.startswith(MEDIA) or INCREMENTS in path:
        return False
    return plain_path(path) == path


def _metadata(older: Artifact | None, newer: Artifact) -> list[dict[str, Any]]:
    before, after = plain(older.metadata) if older is not None else {}, plain(newer.metadata)
    found = []
    for key in sorted({**before, **after}):
        if key in before and key in after and before[key] == after[key]:
            continue
        how = "added" if key not in before else "removed" if key not in after else "changed"
        found.append({"key": key, "how": how, "from": before.get(key), "to": after.get(key)})
    return found


def _read(path: Path) -> dict[str, Any] | None:
    try:
        kept = json.loads(path.read_bytes())
        return kept if isinstance(kept, dict) and "tables" in kept else None
    except (OSError, ValueError):
        # Not there, or cut short: it is worked out again.
        return None
