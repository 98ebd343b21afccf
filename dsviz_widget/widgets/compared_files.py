"""Versions beside each other by their files: what came, what went, what changed; tables or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import ViewError
from dsviz_widget.query import Task
from dsviz_widget.runs import Artifact, ArtifactEntry
from dsviz_widget.widgets.compared_sides import INCREMENTS, plain_path, table_paths
from dsviz_widget.widgets.run_info import plain
from dsviz_widget.widgets.version_kinds import kind_of, shown_name
from dsviz_widget.widgets.version_session import MOST_FILES, open_named

if TYPE_CHECKING:
    from dsviz_widget.widgets.channel import Handler, Reply
    from dsviz_widget.widgets.project_session import ProjectSession

HOWS = ("added", "removed", "changed", "same")


class ComparedFiles:
    """Answers how the files of one version differ from those of another.

    Only lists of files are read, never the files: equal digests are equal bytes.

    Parameters
    ----------
    session : ProjectSession
    """

    def __init__(self, session: ProjectSession) -> None:
        self._session = session

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {"version_compare": self.compare}

    def compare(self, params: dict[str, Any], task: Task) -> Reply:
        """Files of two of several versions by path, their metadata, and the tables that all of them have.

        ``of`` says which two, the first and the last unless given.
        """
        names = [str(name) for name in params.get("versions") or ()]
        if len(names) < 2:
            raise ViewError("two versions at least are compared. Tick another one.")
        versions = [open_named(self._session, name) for name in names]
        before, after = (versions[at] for at in _pair(params.get("of"), len(versions)))
        files = _files(before, after)
        counts = {how: sum(file["how"] == how for file in files) for how in HOWS}
        return {
            "sides": [_side(before), _side(after)],
            "tables": _tables(versions),
            "files": files[:MOST_FILES],
            "more": max(0, len(files) - MOST_FILES),
            "counts": counts,
        }, []


def _pair(given: Any, count: int) -> tuple[int, int]:
    if given is None:
        return 0, count - 1
    is_pair = isinstance(given, list) and len(given) == 2
    if not is_pair or not all(type(at) is int and 0 <= at < count for at in given):
        raise ViewError(f"the two versions are named by numbers from 0 to {count - 1}, got {given!r:.60}.")
    return given[0], given[1]


def _side(artifact: Artifact) -> dict[str, Any]:
    return {
        "name": artifact.name,
        "version": int(artifact.version[1:]),
        "qualified_name": artifact.qualified_name,
        "size": artifact.size,
        "files": artifact.file_count,
        "created_at": artifact.created_at,
        "description": artifact.description,
        "metadata": plain(artifact.metadata),
        "tables": [plain_path(path) for path in table_paths(artifact)],
    }


def _files(before: Artifact, after: Artifact) -> list[dict[str, Any]]:
    """Return every path of either version; where they are too many to list, those that differ come first."""
    old, new = ({entry.path: entry for entry in one.files()} for one in (before, after))
    found = [_file(path, old.get(path), new.get(path)) for path in sorted({**old, **new})]
    if len(found) > MOST_FILES:
        found.sort(key=lambda file: file["how"] == "same")
    return found


def _file(path: str, old: ArtifactEntry | None, new: ArtifactEntry | None) -> dict[str, Any]:
    if old is None or new is None:
        how = "added" if old is None else "removed"
    else:
        how = "same" if old.digest == new.digest else "changed"
    there = new or old
    assert there is not None
    return {
        "path": path,
        "name": shown_name(path),
        "kind": "table" if INCREMENTS in path else kind_of(path),
        "how": how,
        "size": there.size,
        "sizes": [None if one is None else one.size for one in (old, new)],
        "digests": [None if one is None else one.digest for one in (old, new)],
        "refs": [None if one is None else one.ref for one in (old, new)],
        "is_reference": there.is_reference,
    }


def _tables(versions: list[Artifact]) -> list[dict[str, Any]]:
    """Return the tables that all versions have, by name; the one of each where their names differ."""
    named = [{plain_path(path): path for path in table_paths(version)} for version in versions]
    shared = [name for name in named[0] if all(name in other for other in named)]
    if not shared and all(len(one) == 1 for one in named):
        each = [next(iter(one)) for one in named]
        return [{"name": " and ".join(dict.fromkeys(each)), "paths": each}]
    return [{"name": name, "paths": [name] * len(versions)} for name in shared]
