"""What a page has of the versions of a project: facts, files, small pictures, and tables that open inside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import Cancelled, DsvizError
from dsviz_widget.query import Task
from dsviz_widget.runs.lineage_nodes import version_node_id
from dsviz_widget.runs.lineage_records import LineageRecords
from dsviz_widget.runs.listing.facts import MEDIA as MEDIA_FOLDER
from dsviz_widget.widgets.compared_sides import plain_path
from dsviz_widget.widgets.lineage_session import users_said
from dsviz_widget.widgets.pictures import SIZES_PX
from dsviz_widget.widgets.sharing_inner import InnerWriter
from dsviz_widget.widgets.sharing_page import MEDIA as ORIGINALS
from dsviz_widget.widgets.sharing_views import Limits
from dsviz_widget.widgets.version_session import PART_BYTES, open_version

if TYPE_CHECKING:
    from dsviz_widget.widgets.project_view import ProjectView
    from dsviz_widget.widgets.sharing_page import Page

MOST_TOLD = 300
"""Versions of which the page has all that is known, the newest first."""
MOST_CHANGES, MOST_CHANGED_ROWS = 100, 200_000
"""Versions of which it has what they changed, and rows of those whose tables are matched for that."""
MOST_LISTED = 50_000
"""Files that are listed, of all versions together."""
MOST_COMPARED = 3
"""Versions whose tables stand beside those of the version before."""
MOST_WHOLE = 40
"""Versions that come with their tables and media."""
MOST_TEXT_BYTES, TEXT_BYTES = 5_000_000, 200_000
"""Of all texts together, and of each: more of it is cut, which is said."""
MOST_PICTURES, MOST_VIEWERS = 200, 60
"""Files of which the page has a small picture, and of those the ones that open in their viewer."""
OPENED = frozenset(
    ["image", "audio", "video", "html", "object3D", "molecule", "plotly", "vega", "bokeh", "media"]
)
"""Kinds of files that are drawn."""
Versions = Mapping[str, Mapping[str, Any]]


class VersionWriter:
    """Puts the versions of a project into a page.

    Parameters
    ----------
    page : Page
    name : str
        Begins the names of its parts.
    view : ProjectView
    inner : InnerWriter
        Takes what opens within.
    limits : Limits
    task : Task

    Attributes
    ----------
    lacks : dict of str to str
        What is not in the page, and the sentence that says so; ``{version}`` in it is the one that was
        asked for.
    notes : list of str
        What the page says above the view.
    """

    def __init__(
        self, page: Page, name: str, view: ProjectView, inner: InnerWriter, limits: Limits, task: Task
    ) -> None:
        self._page, self._name, self._view, self._limits, self._task = page, name, view, limits, task
        self._session = view.session
        # Who used a version is a look at the whole store: one for all of them.
        self._users = LineageRecords(view.session.catalog).all_users()
        self._inner = inner
        self._texts, self._listed = MOST_TEXT_BYTES, MOST_LISTED
        self._pictures, self._viewers, self._changes = MOST_PICTURES, MOST_VIEWERS, MOST_CHANGES
        self._known: set[str] = set()
        """Digests of the texts that are in the page."""
        self.lacks: dict[str, str] = {}
        self.notes: list[str] = []

    def add_all(self, versions: Versions) -> dict[str, str]:
        """Add what is known of versions; return by artifact the part that has it.

        Parameters
        ----------
        versions : mapping
            By artifact its ``versions`` and those that were ``deleted``, as the listing has them.
        """
        ordered = list(self._ordered(versions))
        whole = self._whole(versions)
        self._say(versions, whole, len(ordered))
        said: dict[str, dict[str, Any]] = {name: {} for name in versions}
        for name, row in ordered[:MOST_TOLD]:
            self._task.check()
            try:
                said[name][str(row["version"])] = self._version(name, row, _key(name, row) in whole)
            except DsvizError as error:
                said[name][str(row["version"])] = {"problem": str(error)}
        self._add_comparisons([(name, row) for name, row in ordered if _key(name, row) in whole], said)
        for name, found in versions.items():
            for row in found["deleted"]:
                about, _ = self._view.answer("version", _params(name, row), self._task)
                said[name][str(row["version"])] = {"about": about}
        parts = {}
        for number, name in enumerate(versions):
            parts[name] = f"{self._name}.artifact.{number}"
            self._page.add_json(parts[name], said[name])
        return parts

    def _ordered(self, versions: Versions) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield every version: the newest of each artifact first, then those that were logged last."""
        opened = self._opened(versions)
        every = [(name, row) for name, found in versions.items() for row in found["versions"]]
        newest = {_key(name, found["versions"][0]) for name, found in versions.items()}
        every.sort(key=lambda one: str(one[1]["created_at"]), reverse=True)
        yield from sorted(every, key=lambda one: (_key(*one) != opened, _key(*one) not in newest))

    def _opened(self, versions: Versions) -> tuple[str, int] | None:
        """Return the version that is open in the view."""
        opened = self._view.opened
        if opened["kind"] not in ("version", "artifact") or opened["name"] not in versions:
            return None
        newest = versions[opened["name"]]["versions"][0]["version"]
        number = opened["version"] if opened["version"] is not None else newest
        return opened["name"], int(number)

    def _whole(self, versions: Versions) -> set[tuple[str, int]]:
        """Return the versions that come with tables and media: the open one, the newest of each artifact."""
        newest = [
            (found["versions"][0]["created_at"], _key(name, found["versions"][0]))
            for name, found in versions.items()
        ]
        newest.sort(reverse=True)
        opened = self._opened(versions)
        found = [key for _, key in newest if key != opened]
        return set([*([opened] if opened is not None else []), *found][:MOST_WHOLE])

    def _say(self, versions: Versions, whole: set[tuple[str, int]], count: int) -> None:
        """Write the sentences that say what is in the page, and what is not."""
        if len(whole) >= count:
            which = "every version"
        else:
            newest = {_key(name, found["versions"][0]) for name, found in versions.items()}
            among = len(whole & newest)
            of_all = "each artifact" if among == len(newest) else f"{among:,} of {len(newest):,} artifacts"
            others = "".join(f" and of {name}:v{number}" for name, number in whole - newest)
            which = f"the newest version of {of_all}{others}"
            self.notes.append(
                f"Tables and media are those of {which}; of the others the page has facts, changes, texts "
                "and lineages."
            )
        has = f"This page has the tables and media of {which}."
        self.lacks = {
            "whole": f"{has} Open the notebook for {{version}}.",
            "told": (
                f"This page tells of the {MOST_TOLD:,} versions that were logged last. "
                "Open the notebook for {version}."
            ),
            "compared": (
                "Rows of these versions are matched by a kernel, and this page has none. Open the notebook "
                "to compare them."
            ),
            "other": "This was not put into the page. Open the notebook to see it.",
        }
        if count > MOST_TOLD:
            told = f"{MOST_TOLD:,} of {count:,} versions, those that were logged last"
            self.notes.append(f"What is known is here of {told}; the others are named.")

    def _version(self, name: str, row: dict[str, Any], is_whole: bool) -> dict[str, Any]:
        """Return what the page has of a version."""
        params = _params(name, row)
        about, _ = self._view.answer("version", params, self._task)
        node = version_node_id(about["qualified_name"])
        lacks = None if is_whole else self.lacks["whole"].format(version=f"{name}:v{row['version']}")
        for table in about["tables"]:
            table["lacks"] = lacks or self._add_table(params, table)
        change = self._change(params, row)
        if is_whole and not isinstance(change, str):
            self._add_differences(params, change)
        return {
            "about": about,
            "used_elsewhere": users_said(self._session.project, self._users.get(node, [])),
            "change": change,
            **self._files(params, about, lacks),
        }

    def _change(self, params: dict[str, Any], row: dict[str, Any]) -> dict[str, Any] | str:
        """Return what the version changed to the one before, or why that is not in the page."""
        if self._changes <= 0:
            return f"What {MOST_CHANGES:,} newer versions changed is here. Open the notebook for older ones."
        if (row["rows"] or 0) > MOST_CHANGED_ROWS:
            return f"A kernel matches tables of more than {MOST_CHANGED_ROWS:,} rows. Open the notebook."
        self._changes -= 1
        try:
            return self._view.answer("version_change", params, self._task)[0]
        except Cancelled:
            raise
        except DsvizError as error:
            return str(error)

    def _add_table(self, params: dict[str, Any], table: dict[str, Any]) -> str | None:
        """Add a table, which opens inside; return why it is not there, where it is not."""
        if table["problem"] is not None:
            return None
        return self._inner.add({"what": "table", **params, "path": table["path"]})

    def _add_differences(self, params: dict[str, Any], change: dict[str, Any]) -> None:
        """Add the rows that the version changed, of each table."""
        for table in change["tables"]:
            count = table["added"] + table["removed"] + table["changed"]
            if change["from"] is None or table["problem"] is not None or count == 0:
                continue
            what = {"what": "difference", **params, "to": change["from"], "path": table["path"]}
            self._inner.add_or_refuse(what)

    def _add_comparisons(
        self, whole: list[tuple[str, dict[str, Any]]], said: Mapping[str, Mapping[str, dict[str, Any]]]
    ) -> None:
        """Add the tables that are compared in the view, and those of a few versions beside the one before."""
        known = {
            f"{name}:v{number}": one["about"]
            for name in said
            for number, one in said[name].items()
            if "about" in one
        }
        pairs = []
        for name, row in whole:
            after = said[name][str(row["version"])].get("about")
            before = said[name].get(str(after["older"])) if after is not None else None
            if after is not None and before is not None and "about" in before:
                pairs.append([before["about"], after])
        with_tables = [pair for pair in pairs if _shared(pair)][:MOST_COMPARED]
        compared = [known[name] for name in self._view.compared if name in known]
        if len(compared) > 1 and len(compared) == len(self._view.compared) and compared not in with_tables:
            with_tables.insert(0, compared)
        for abouts in with_tables:
            for table in _shared(abouts):
                versions = [f"{about['name']}:v{about['version']}/{table}" for about in abouts]
                self._inner.add_or_refuse({"what": "compare", "versions": versions})

    def _files(self, params: dict[str, Any], about: dict[str, Any], lacks: str | None) -> dict[str, Any]:
        """Return the list of files, and of a version that comes with them what is in them."""
        name = f"{params['name']}:v{params['version']}"
        if about["files"] > self._listed:
            lacks = f"This page lists {MOST_LISTED:,} files, and none of {name}. Open the notebook for it."
            return {"files": None, "lacks": lacks}
        self._listed -= about["files"]
        told, _ = self._view.answer("version_files", params, self._task)
        contents: dict[str, Any] = {}
        pictures: dict[str, Any] = {}
        tables = {plain_path(table["path"]): table["lacks"] for table in about["tables"]}
        for file in told["files"]:
            self._task.check()
            if file["ref"] is not None and file["ref"].startswith("file:"):
                # Where it lies on this machine is for nobody else.
                file["ref"] = "a folder of the machine that logged it"
            if file["kind"] == "table":
                file["lacks"] = tables.get(plain_path(file["path"]))
            elif file["is_reference"]:
                file["lacks"] = None
            elif file["kind"] not in OPENED:
                file["lacks"] = self._add_text(params, file, contents, lacks)
            else:
                file["lacks"] = lacks or self._add_medium(params, file, contents, pictures)
        return {"files": told["files"], "more": told["more"], "contents": contents, "pictures": pictures}

    def _add_medium(
        self, params: dict[str, Any], file: dict[str, Any], contents: dict[str, Any], pictures: dict[str, Any]
    ) -> str | None:
        """Add what there is to show of a picture or other media; return why there is nothing."""
        path = file["path"]
        if path.startswith(MEDIA_FOLDER):
            return "This page has it in the table that it is of. Open the notebook for the file."
        if self._pictures <= 0:
            return f"This page has {MOST_PICTURES:,} pictures and media. Open the notebook for this one."
        self._pictures -= 1
        size_px = next((size for size in SIZES_PX if size >= self._limits.picture_px), SIZES_PX[-1])
        asked = {**params, "paths": [path], "size_px": size_px}
        told, buffers = self._view.answer("version_thumbs", asked, self._task)
        item = told["items"][0]
        item["data"] = self._page.place(buffers[0], is_picture=True) if buffers else None
        pictures[path] = item
        if item["error"] is not None:
            return str(item["error"])
        if self._viewers <= 0:
            return f"This page opens {MOST_VIEWERS:,} pictures and media. Open the notebook for this one."
        self._viewers -= 1
        said = self._inner.add({"what": "file", **params, "path": path})
        if said is not None:
            return said
        if self._limits.media == "originals":
            self._add_bytes(params, file, contents)
        return None

    def _add_text(
        self, params: dict[str, Any], file: dict[str, Any], contents: dict[str, Any], lacks: str | None
    ) -> str | None:
        """Add the beginning of a text; return why it is not in the page."""
        if file["kind"] == "file" and lacks is not None:
            # Whether it is a text is seen by what is in it, which may be far away.
            return lacks
        asked = {**params, "path": file["path"], "start": 0, "count": min(TEXT_BYTES, PART_BYTES)}
        told, buffers = self._view.answer("version_file", asked, self._task)
        if not told["is_text"]:
            return "This page has texts, media and tables, and no other files."
        content = bytes(buffers[0]) if buffers else b""
        if file["digest"] not in self._known:
            if len(content) > self._texts:
                return "The texts before it have filled this page. Open the notebook for this one."
            self._texts -= len(content)
            self._known.add(file["digest"])
        contents[file["path"]] = {**told, "data": self._page.place(content, kind=ORIGINALS)}
        return None

    def _add_bytes(self, params: dict[str, Any], file: dict[str, Any], contents: dict[str, Any]) -> None:
        """Add a file as it was logged, so that it can be saved."""
        artifact = open_version(self._session, params["name"], params["version"])
        size = artifact.get_entry(file["path"]).size
        pieces = []
        told: dict[str, Any] = {}
        for start in range(0, max(size, 1), PART_BYTES):
            asked = {**params, "path": file["path"], "start": start, "count": PART_BYTES}
            told, buffers = self._view.answer("version_file", asked, self._task)
            pieces += [bytes(piece) for piece in buffers]
        contents[file["path"]] = {**told, "data": self._page.place(b"".join(pieces), kind=ORIGINALS)}


def _shared(abouts: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the names of the tables that all of some versions have."""
    names = [{table["name"] for table in about["tables"]} for about in abouts]
    return [table["name"] for table in abouts[0]["tables"] if all(table["name"] in some for some in names)]


def _key(name: str, row: Mapping[str, Any]) -> tuple[str, int]:
    return name, int(row["version"])


def _params(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "version": int(row["version"])}
