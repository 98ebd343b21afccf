"""What of a project is open: a version, an artifact, a run, all runs, a saved view, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import StoreError, ViewError, did_you_mean
from dsviz_widget.store import SavedViews

if TYPE_CHECKING:
    from dsviz_widget.widgets.project_session import ProjectSession

TABS = ("overview", "files", "metadata", "versions", "lineage")
KINDS = ("version", "artifact", "run", "runs", "saved_view", "none")
NOTHING: dict[str, Any] = {"kind": "none", "name": "", "version": None, "id": ""}


def opened_from(given: Any, session: ProjectSession | None) -> dict[str, Any]:
    """Return what is to be open, with all of its parts.

    Parameters
    ----------
    given : str, dict or None
        As `ProjectView` takes it.
    session : ProjectSession or None
        The project that has it; None where what is not there is no error, as it may be deleted any time.

    Raises
    ------
    ViewError
        For what makes no sense.
    ArtifactNotFound, StoreError, SavedViewNotFound
        If the project does not have it.
    """
    if given is None:
        return dict(NOTHING)
    if isinstance(given, str):
        given = _from_text(given, session)
    if not isinstance(given, dict) or given.get("kind") not in KINDS:
        raise ViewError(
            f"opened takes a dict with kind, one of {', '.join(map(repr, KINDS))}, or a text such as "
            f"'camvid:v2', got {given!r:.80}."
        )
    unknown = given.keys() - NOTHING.keys()
    if unknown:
        raise ViewError(f"opened has no part {min(unknown)!r}: it has kind, name, version and id.")
    opened = {**NOTHING, **given}
    version = opened["version"]
    if version is not None and (isinstance(version, bool) or not isinstance(version, int) or version < 0):
        raise ViewError(f"the version that is open is a number from 0 on, got {version!r}.")
    if session is not None:
        _check(opened, session)
    return opened


def _from_text(text: str, session: ProjectSession | None) -> dict[str, Any]:
    if text in ("", "none", "runs"):
        return {"kind": text or "none"}
    if text.startswith("run:"):
        return {"kind": "run", "id": text.removeprefix("run:")}
    if text.startswith("view:"):
        return {"kind": "saved_view", "name": text.removeprefix("view:")}
    name, colon, alias = text.rpartition("/")[2].partition(":")
    if not colon:
        return {"kind": "artifact", "name": name}
    if session is None:
        if not alias.removeprefix("v").isdigit():
            raise ViewError(f"{text!r} is an alias. Set opened to a version, such as '{name}:v2'.")
        return {"kind": "version", "name": name, "version": int(alias.removeprefix("v"))}
    manifest = session.catalog.resolve(session.project, name, alias)
    return {"kind": "version", "name": manifest.name, "version": int(manifest.version[1:])}


def _check(opened: dict[str, Any], session: ProjectSession) -> None:
    """Raise where the project does not have what is to be open."""
    kind, name = opened["kind"], str(opened["name"])
    if kind == "version":
        version = opened["version"]
        session.catalog.resolve(session.project, name, "latest" if version is None else f"v{version}")
    elif kind == "artifact":
        session.catalog.resolve(session.project, name)
    elif kind == "run" and session.listing.run(str(opened["id"])) is None:
        rows, _ = session.listing.runs()
        ids = [row["id"] for row in rows]
        raise StoreError(
            f"project {session.project!r} has no run {opened['id']!r}.{did_you_mean(str(opened['id']), ids)}"
        )
    elif kind == "saved_view":
        SavedViews(session.catalog.storage, session.project).get(name)
