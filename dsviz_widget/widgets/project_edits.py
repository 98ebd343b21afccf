"""What a browser may change in a project: names, aliases, tags, descriptions; and what it may delete."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import ArtifactValueError, RunError, ViewError
from dsviz_widget.query import Task
from dsviz_widget.runs import Artifact, RunRecord
from dsviz_widget.runs.deletion import delete_versions, plan_deletion
from dsviz_widget.store import SavedViews
from dsviz_widget.widgets.version_session import open_version

if TYPE_CHECKING:
    from dsviz_widget.widgets.channel import Handler, Reply
    from dsviz_widget.widgets.project_session import ProjectSession

MOST_NEEDED_BY = 20
MOST_TEXT = 20_000
NO_PLAN: dict[str, Any] = {
    "versions": [],
    "size": 0,
    "freed": 0,
    "kept": 0,
    "needed_by": [],
    "aliases": [],
    "used_by": [],
    "referred_by": [],
    "latest_after": None,
    "is_refused": None,
    "notes": [],
}


class ProjectEdits:
    """Changes what a project says of its artifacts, runs and views, and deletes them.

    Parameters
    ----------
    session : ProjectSession
    """

    def __init__(self, session: ProjectSession) -> None:
        self._session = session

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {
            "project_edit": self.edit,
            "project_delete_plan": self.plan,
            "project_delete": self.delete,
        }

    def edit(self, params: dict[str, Any], task: Task) -> Reply:
        """Change one thing; how what was changed looks then."""
        what = str(params.get("what"))
        answer: dict[str, Any] = dict.fromkeys(("artifact", "version", "run", "views"))
        if "run" in params:
            self._edit_run(what, params)
        elif "view" in params:
            if what != "rename":
                raise ViewError(f"a saved view can be renamed and deleted, not told {what!r}.")
            self._views.rename(str(params["view"]), str(params.get("to")))
        else:
            self._edit_artifact(what, params)
        listing = self._changed()
        if "run" in params:
            answer["run"] = listing.run(str(params["run"]))
        elif "view" in params:
            answer["views"] = listing.views()
        else:
            name = str(params.get("to") if what == "rename" else params.get("name"))
            answer["artifact"] = listing.artifact(name)
            if params.get("version") is not None:
                answer["version"] = listing.version(name, int(params["version"]))
        return answer, []

    def _edit_artifact(self, what: str, params: dict[str, Any]) -> None:
        changes: dict[str, Callable[[Artifact], None]] = {
            "rename": lambda artifact: artifact.rename(_text(params, "to")),
            "alias": lambda artifact: _keep_alias(artifact, _text(params, "alias")),
            "tag": lambda artifact: _set_tags(artifact, [*artifact.tags, _text(params, "tag")]),
            "untag": lambda artifact: _set_tags(
                artifact, [tag for tag in artifact.tags if tag != params.get("tag")]
            ),
            "describe": lambda artifact: _describe(artifact, params.get("text")),
            "ttl": lambda artifact: _set_ttl(artifact, params.get("seconds")),
        }
        name = str(params.get("name"))
        if what == "unalias":
            session = self._session
            alias = _text(params, "alias")
            if alias == "latest":
                raise ArtifactValueError("latest is always the newest version, and cannot be taken away.")
            session.catalog.resolve(session.project, name, alias)
            session.catalog.remove_alias(
                session.project, session.catalog.current_name(session.project, name), alias
            )
            return
        change = changes.get(what)
        if change is None:
            raise ViewError(f"an artifact can be told {', '.join([*changes, 'unalias'])}, not {what!r}.")
        change(open_version(self._session, name, params.get("version")))

    def _edit_run(self, what: str, params: dict[str, Any]) -> None:
        run = self._record(params["run"])
        if what == "rename":
            run.name = _text(params, "to")
        elif what == "tag":
            run.tags = list(dict.fromkeys([*run.tags, _text(params, "tag")]))
        elif what == "untag":
            run.tags = [tag for tag in run.tags if tag != params.get("tag")]
        elif what == "describe":
            run.notes = str(params.get("text") or "")[:MOST_TEXT] or None
        else:
            raise RunError(f"a run can be told rename, tag, untag and describe, not {what!r}.")
        run.update()

    def plan(self, params: dict[str, Any], task: Task) -> Reply:
        """What a deletion would free, who else needs the bytes, and what asks for a second thought."""
        session = self._session
        if "run" in params:
            run = self._record(params["run"])
            refused = None
            if run.state == "running":
                refused = f"Run {run.name} still goes on. Finish it, or end its process, and delete it then."
            notes = ["Its history, console and summary are removed. Versions that it logged stay."]
            return {**NO_PLAN, "what": f"run {run.name}", "is_refused": refused, "notes": notes}, []
        if "view" in params:
            view = self._views.get(str(params["view"]))
            notes = ["Its filters, sorting and columns are forgotten. What it shows stays."]
            return {**NO_PLAN, "what": f"the saved view {view.name!r}", "notes": notes}, []
        name, numbers = self._doomed(params)
        found = plan_deletion(session.catalog, session.project, name, numbers, task.progress)
        names = {run_id: (session.listing.run(run_id) or {}).get("name", run_id) for run_id in found.used_by}
        return {
            **NO_PLAN,
            "what": _what(name, numbers, params),
            "versions": list(found.versions),
            "size": found.size,
            "freed": found.freed,
            "kept": found.kept,
            "needed_by": [
                {"name": label, "bytes": size, "files": files}
                for label, size, files in found.needed_by[:MOST_NEEDED_BY]
            ],
            "aliases": [{"alias": alias, "version": number} for alias, number in found.aliases],
            "used_by": [{"id": run_id, "name": called} for run_id, called in names.items()],
            "referred_by": list(found.referred_by),
            "latest_after": found.latest_after,
            "notes": list(found.notes),
        }, []

    def delete(self, params: dict[str, Any], task: Task) -> Reply:
        """Delete versions, a run or a saved view; how many bytes came free."""
        session = self._session
        freed, deleted = 0, []
        if "run" in params:
            run = self._record(params["run"])
            run.delete()
            deleted.append(run.name)
        elif "view" in params:
            self._views.delete(str(params["view"]))
            deleted.append(str(params["view"]))
        else:
            name, numbers = self._doomed(params)
            found = [open_version(session, name, number) for number in numbers]
            is_told = params.get("aliases") is True
            for artifact in found:
                _refuse_aliases(artifact, is_told)
            freed = delete_versions(session.catalog, session.project, [one.manifest for one in found])
            deleted += [f"{name}:v{number}" for number in numbers]
        self._changed()
        return {"freed": freed, "deleted": deleted}, []

    def _doomed(self, params: dict[str, Any]) -> tuple[str, list[int]]:
        session, name = self._session, str(params.get("name"))
        newest = session.catalog.resolve(session.project, name)
        if params.get("all") is True:
            return newest.name, session.catalog.versions(session.project, newest.name)
        version = params.get("version")
        if not isinstance(version, int) or isinstance(version, bool):
            raise ViewError(f"which version of {name!r} is to be deleted is not said. Give its number.")
        return newest.name, [version]

    @property
    def _views(self) -> SavedViews:
        return SavedViews(self._session.catalog.storage, self._session.project)

    def _record(self, run_id: Any) -> RunRecord:
        return RunRecord.read(self._session.catalog, self._session.project, str(run_id))

    def _changed(self) -> Any:
        """Let all who look at the project see the change; return the listing as it is then."""
        self._session.watch.check_now()
        return self._session.listing


def _what(name: str, numbers: list[int], params: dict[str, Any]) -> str:
    if params.get("all") is not True:
        return f"{name}:v{numbers[0]}"
    return f"all {len(numbers)} versions of {name}" if len(numbers) > 1 else f"the one version of {name}"


def _refuse_aliases(artifact: Artifact, is_told: bool) -> None:
    names = [alias for alias in artifact.aliases if alias != "latest"]
    if names and not is_told:
        raise ArtifactValueError(
            f"{artifact.name}:{artifact.version} has the aliases {', '.join(names)}. "
            "Tick that they go too, to delete it all the same."
        )


def _keep_alias(artifact: Artifact, alias: str) -> None:
    artifact.aliases = list(dict.fromkeys([*artifact.aliases, alias]))
    artifact.save()


def _set_tags(artifact: Artifact, tags: list[str]) -> None:
    artifact.tags = list(dict.fromkeys(tags))
    artifact.save()


def _describe(artifact: Artifact, text: Any) -> None:
    artifact.description = str(text or "")[:MOST_TEXT] or None
    artifact.save()


def _set_ttl(artifact: Artifact, seconds: Any) -> None:
    artifact.ttl = None if seconds is None else datetime.timedelta(seconds=float(seconds))
    artifact.save()


def _text(params: dict[str, Any], part: str) -> str:
    found = params.get(part)
    if not isinstance(found, str) or not found.strip():
        raise ViewError(f"a text is needed for {part}. Type one.")
    return found.strip()
