"""What a browser may ask about one version of an artifact: its facts, its files, and what is in them."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import ArtifactNotFound, Cancelled, DsvizError, ViewError
from dsviz_widget.media import FileReader, ImageType
from dsviz_widget.media.kept import Kept
from dsviz_widget.media.medium import Medium
from dsviz_widget.media.still import kept_still
from dsviz_widget.media.thumbnails import Thumbnails
from dsviz_widget.query import Task
from dsviz_widget.runs import Artifact
from dsviz_widget.runs.listing.facts import MEDIA as MEDIA_FOLDER
from dsviz_widget.store.catalog import VERSION
from dsviz_widget.widgets.compared_sides import INCREMENTS, plain_path, table_paths
from dsviz_widget.widgets.params import limited, start_of
from dsviz_widget.widgets.pictures import SIZES_PX
from dsviz_widget.widgets.run_info import plain
from dsviz_widget.widgets.version_kinds import (
    is_text,
    kind_of,
    mime_of,
    shown_name,
    table_of,
    value_of,
)

if TYPE_CHECKING:
    from dsviz_widget.widgets.channel import Handler, Reply
    from dsviz_widget.widgets.project_session import ProjectSession

MOST_FILES = 20_000
MOST_MEDIA = 200
MOST_THUMBS = 60
PART_BYTES = 1_000_000


class VersionSession:
    """Answers questions about versions of one project.

    Parameters
    ----------
    session : ProjectSession
    """

    def __init__(self, session: ProjectSession) -> None:
        self._session = session
        cache = session.catalog.cache
        self._thumbnails = Thumbnails(session.catalog.blobs, cache / "thumbnails")
        self._stills = Kept(cache / "stills")

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {
            "version": self.version,
            "version_files": self.files,
            "version_file": self.file,
            "version_thumbs": self.thumbs,
        }

    def version(self, params: dict[str, Any], task: Task) -> Reply:
        """What the overview says of a version; of one that was deleted, what is left to say."""
        session, listing = self._session, self._session.listing
        session.watch.look()
        name, number = str(params.get("name")), params.get("version")
        if number is None:
            number = int(session.catalog.resolve(session.project, name).version[1:])
        name = session.catalog.current_name(session.project, name, int(number))
        row = listing.version(name, int(number))
        if row is None:
            listing.refresh()
            row = listing.version(name, int(number))
        if row is None:
            return self._deleted(name, int(number)), []
        return self._described(open_version(session, name, int(number)), row, task), []

    def _described(self, artifact: Artifact, row: dict[str, Any], task: Task) -> dict[str, Any]:
        listing = self._session.listing
        there = listing.numbers(artifact.name)
        number, qualified = row["version"], artifact.qualified_name
        ttl_s = artifact.ttl.total_seconds() if artifact.ttl is not None else None
        expires = None
        if artifact.ttl is not None:
            expires = (datetime.datetime.fromisoformat(artifact.created_at) + artifact.ttl).isoformat()
        paths = [entry.path for entry in artifact.files()]
        media = [path for path in paths if not path.startswith(MEDIA_FOLDER) and _is_media(path)]
        return {
            **row,
            "name": artifact.name,
            "type": artifact.type,
            "qualified_name": qualified,
            "metadata": plain(artifact.metadata),
            "ttl_s": ttl_s,
            "expires_at": expires,
            "version_count": len(there),
            "newer": min((one for one in there if one > number), default=None),
            "older": max((one for one in there if one < number), default=None),
            "logged_by": self._run(row["run"]["id"]) if row["run"] is not None else None,
            "used_by": self._used_by(artifact.name, number),
            "tables": [self._table(artifact, path, task) for path in table_paths(artifact)],
            "media": media[:MOST_MEDIA],
            "code": f'run.use_artifact("{artifact.name}:v{number}")',
            "deleted": None,
        }

    def _deleted(self, name: str, number: int) -> dict[str, Any]:
        session, listing = self._session, self._session.listing
        trace = next((one for one in listing.deleted(name) if one["version"] == number), None)
        if trace is None:
            # Says what there is instead.
            session.catalog.resolve(session.project, name, f"v{number}")
            raise ArtifactNotFound(f"artifact {name}:v{number} is not there. Look at its other versions.")
        there = listing.numbers(name)
        unknown = ("new_bytes", "rows", "description", "ttl_s", "expires_at", "problem")
        nothing: dict[str, Any] = dict.fromkeys(unknown)
        empty: dict[str, Any] = {part: [] for part in ("aliases", "tags", "tables", "media")}
        return {
            **nothing,
            **empty,
            "version": number,
            "name": name,
            "type": listing.type_of(name) or "",
            "qualified_name": f"{session.project}/{name}:v{number}",
            "size": trace["size"] or 0,
            "files": 0,
            "digest": trace["digest"] or "",
            "created_at": trace["created_at"] or "",
            "run": trace["run"],
            "metadata": {},
            "version_count": len(there),
            "newer": min((one for one in there if one > number), default=None),
            "older": max((one for one in there if one < number), default=None),
            "logged_by": self._run(trace["run"]["id"]) if trace["run"] is not None else None,
            "used_by": self._used_by(name, number),
            "code": f'run.use_artifact("{name}:v{number}")',
            "deleted": trace,
        }

    def _run(self, run_id: str) -> dict[str, Any]:
        row = self._session.listing.run(run_id)
        if row is None:
            return {"id": run_id, "name": run_id, "state": "deleted", "job_type": None}
        return {part: row[part] for part in ("id", "name", "state", "job_type")}

    def _used_by(self, name: str, number: int) -> list[dict[str, Any]]:
        """Return the runs of the project that used a version, oldest first."""
        session = self._session
        wanted = session.catalog.names_of(session.project, name, number)
        facts = session.listing.run_facts()
        found = [run_id for run_id, told in facts.items() if wanted.intersection(told["used"])]
        found.sort(key=lambda run_id: facts[run_id]["created_at"])
        return [self._run(run_id) for run_id in found]

    def _table(self, artifact: Artifact, path: str, task: Task) -> dict[str, Any]:
        task.check()
        about: dict[str, Any] = {"path": path, "name": plain_path(path)}
        nothing: dict[str, Any] = {"rows": None, "columns": [], "picture": None, "caption": None}
        try:
            table = table_of(artifact, path)
            types = table.column_types
        except Cancelled:
            raise
        except (DsvizError, OSError) as error:
            # One table that is damaged leaves the others of the version as they are.
            return {**about, **nothing, "problem": str(error)}
        columns = [{"name": name, "kind": kind.kind} for name, kind in types.items()]
        return {
            **about,
            "rows": len(table),
            "columns": columns,
            "picture": next((name for name, kind in types.items() if isinstance(kind, ImageType)), None),
            "caption": next((one["name"] for one in columns if one["kind"] == "text"), None),
            "problem": None,
        }

    def files(self, params: dict[str, Any], task: Task) -> Reply:
        """Every file of a version, by path."""
        artifact = self._open(params)
        entries = artifact.files()
        found = [
            {
                "path": entry.path,
                "size": entry.size,
                "digest": entry.digest,
                "kind": "table" if INCREMENTS in entry.path else kind_of(entry.path),
                "name": shown_name(entry.path),
                "rows": None,
                "ref": entry.ref,
                "is_reference": entry.is_reference,
            }
            for entry in entries[:MOST_FILES]
        ]
        return {"files": found, "more": max(0, len(entries) - MOST_FILES)}, []

    def file(self, params: dict[str, Any], task: Task) -> Reply:
        """Some bytes of a file, from `start` on, as they were logged."""
        artifact = self._open(params)
        entry = artifact.get_entry(str(params.get("path")))
        if entry.is_reference:
            raise ViewError(f"{entry.path!r} lies outside the store, at {entry.ref}. Open it there.")
        kind = kind_of(entry.path)
        start, count = start_of(params), limited(params.get("count", PART_BYTES), PART_BYTES)
        content = FileReader(self._session.catalog.blobs, entry.digest).part(start, count)
        about = {"path": entry.path, "kind": kind, "mime": mime_of(entry.path, kind), "size": entry.size}
        return {
            **about,
            "start": start,
            "count": len(content),
            "is_text": is_text(kind) or _reads_as_text(content),
        }, [content]

    def thumbs(self, params: dict[str, Any], task: Task) -> Reply:
        """Small pictures of some files: of pictures, and stills of other media."""
        artifact = self._open(params)
        asked = limited(params.get("size_px", 256), SIZES_PX[-1])
        size_px = next(size for size in SIZES_PX if size >= asked)
        buffers: list[bytes] = []
        items = []
        for path in params.get("paths", [])[:MOST_THUMBS]:
            task.check()
            items.append({"path": path, **self._thumb(artifact, str(path), size_px, buffers)})
        return {"items": items}, buffers

    def _thumb(self, artifact: Artifact, path: str, size_px: int, buffers: list[bytes]) -> dict[str, Any]:
        nothing = {"data": -1, "mime": None, "width": 0, "height": 0}
        try:
            entry = artifact.get_entry(path)
            if entry.is_reference:
                return {**nothing, "error": f"It lies outside the store, at {entry.ref}."}
            if kind_of(path) == "image" and shown_name(path) == path:
                small: Any = self._thumbnails.image(entry.digest, size_px)
            else:
                value = value_of(artifact, entry)
                if isinstance(value, Medium):
                    read = FileReader(self._session.catalog.blobs, value.digest)
                    edition = f"{value.wb_type.removesuffix('-file')}{value.still_edition}"
                    small = kept_still(
                        self._stills, edition, type(value).still, value.to_struct(), read, size_px
                    )
                else:
                    digest = getattr(getattr(value, "encoded", None), "digest", None)
                    small = self._thumbnails.image(digest, size_px) if digest is not None else None
        except Cancelled:
            raise
        except (DsvizError, OSError) as error:
            return {**nothing, "error": str(error)}
        if small is None:
            return {**nothing, "error": None}
        buffers.append(small.content)
        shown = {"mime": small.mime, "width": small.width, "height": small.height}
        return {**shown, "data": len(buffers) - 1, "error": None}

    def _open(self, params: dict[str, Any]) -> Artifact:
        return open_version(self._session, str(params.get("name")), params.get("version"))


def open_version(session: ProjectSession, name: str, version: Any) -> Artifact:
    """Return a version of the session's project; the newest where none is named.

    Raises
    ------
    ArtifactNotFound
        If there is no such version.
    """
    alias = "latest" if version is None else str(version)
    if alias.isdigit():
        alias = f"v{alias}"
    if VERSION.fullmatch(alias) is None and alias != "latest":
        raise ViewError(f"a version is a number from 0 on, got {version!r}.")
    manifest = session.catalog.resolve(session.project, name, alias)
    return Artifact.open(session.catalog, session.project, manifest)


def open_named(session: ProjectSession, text: str) -> Artifact:
    """Return the version that a text such as ``scenes:v2`` names; the newest where it names none.

    Raises
    ------
    ArtifactNotFound
        If there is no such version.
    """
    name, _, version = text.partition(":")
    return open_version(session, name.rpartition("/")[2], version or None)


def _is_media(path: str) -> bool:
    return kind_of(path) not in ("table", "text", "json", "markdown", "classes", "file")


def _reads_as_text(content: bytes) -> bool:
    """Return whether bytes are text; what is cut in the middle of a letter is."""
    if b"\0" in content:
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(content) - 4 and len(content) > 4
    return True
