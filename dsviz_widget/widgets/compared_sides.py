"""The tables of a comparison: what users give for one, and what each is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dsviz_widget.errors import ArtifactNotFound, ViewError, did_you_mean
from dsviz_widget.query import Query
from dsviz_widget.runs import Artifact, ArtifactEntry, use_artifact
from dsviz_widget.store import Origin
from dsviz_widget.table import JoinedTable, PartitionedTable, Table
from dsviz_widget.table.entries import SUFFIXES
from dsviz_widget.types import article
from dsviz_widget.widgets.place import Place

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
INCREMENTS = ".increments/"
LONGEST_NOTE = 60

OpenArtifact = Callable[[str], Artifact]


@dataclass(frozen=True)
class ComparedSide:
    """One of the compared tables.

    Parameters
    ----------
    table : Table
        It may grow while it is shown.
    origin : Origin or None
        The artifact that it came from.
    label : str
        What it is called in a word, as ``v0``.
    """

    table: Table
    origin: Origin | None
    label: str

    @property
    def title(self) -> str:
        """The artifact's name, or the label."""
        return self.origin.artifact if self.origin is not None else self.label

    @property
    def version(self) -> str:
        """``v0`` of a table that came from an artifact, else ``""``."""
        return self.origin.version if self.origin is not None else ""

    @property
    def note(self) -> str:
        """The first line of the artifact's description."""
        if self.origin is None:
            return ""
        try:
            number = int(self.origin.version.removeprefix("v"))
            manifest = Place(self.table).catalog.read(self.origin.project, self.origin.artifact, number)
        except (ArtifactNotFound, ValueError):
            # It was deleted after the table was read.
            return ""
        return first_line(manifest.description)


def first_line(description: str | None) -> str:
    """Return the first line of a text, cut where it is long."""
    line = (description or "").strip().partition("\n")[0]
    return line if len(line) <= LONGEST_NOTE else line[: LONGEST_NOTE - 1].rstrip() + "…"


def sides_of(
    given: Sequence[Any], labels: Sequence[str] | None = None, known: Sequence[ComparedSide] = ()
) -> list[ComparedSide]:
    """Return the tables that users gave, each with a name of its own.

    Parameters
    ----------
    given : sequence
        For each table what `open_table` takes; or one dict of label -> table.
    labels : sequence of str, optional
        What to call them; versions or ordinals unless given.
    known : sequence of ComparedSide
        Tables that are there already, whose names stay.

    Raises
    ------
    ViewError
        For what is no table, or names that are not one for each.
    """
    if len(given) == 1 and isinstance(given[0], (list, tuple)):
        given = list(given[0])
    if len(given) == 1 and isinstance(given[0], Mapping):
        if labels is not None:
            raise ViewError("the tables have labels already, as keys of the dict. Leave labels= out.")
        labels = [str(label) for label in given[0]]
        given = list(given[0].values())
    tables = [open_table(item) for item in given]
    if labels is not None and (isinstance(labels, str) or len(labels) != len(tables)):
        raise ViewError(f"labels is a name for each of the {len(tables)} tables, got {labels!r:.60}.")
    sides = [
        ComparedSide(table, Origin.parse(table.origin) if table.origin is not None else None, "")
        for table in tables
    ]
    names = [str(label) for label in labels] if labels is not None else _names(sides, known)
    taken = [side.label for side in known]
    for number, name in enumerate(names):
        if not name or name in [*taken, *names[:number]]:
            raise ViewError(f"each table has a name of its own, and {name!r} names two. Give labels=[...].")
    return [replace(side, label=name) for side, name in zip(sides, names, strict=True)]


def default_labels(sides: Sequence[ComparedSide]) -> list[str]:
    """Return what tables are called unless users say otherwise."""
    return _names(sides, ())


def _names(sides: Sequence[ComparedSide], known: Sequence[ComparedSide]) -> list[str]:
    """Return the shortest names that tell tables apart."""
    ways: list[Callable[[Origin], str]] = [
        lambda origin: origin.version,
        lambda origin: f"{origin.artifact}:{origin.version}",
        lambda origin: origin.name,
        lambda origin: f"{origin.artifact}:{origin.version}/{origin.path}",
    ]
    taken = [side.label for side in known]
    for way in ways:
        names = [
            way(side.origin) if side.origin is not None else ORDINALS[(len(known) + number) % len(ORDINALS)]
            for number, side in enumerate(sides)
        ]
        if len({*names, *taken}) == len(names) + len(taken):
            return names
    found: list[str] = []
    for number, name in enumerate(names):
        while name in [*taken, *found]:
            name = f"{name} ({len(known) + number + 1})"
        found.append(name)
    return found


def open_table(given: Any, open_artifact: OpenArtifact = use_artifact) -> Table:
    """Return the table that something stands for.

    Parameters
    ----------
    given : Table, JoinedTable, PartitionedTable, Query, Artifact, ArtifactEntry or str
        A text names a table of a version, ``name:v0/path``, or a version that has one table, ``name:v0``.
    open_artifact : callable
        Opens a version by its name.

    Raises
    ------
    ViewError
        If it stands for no table, or for several.
    """
    if isinstance(given, Table):
        return given
    if isinstance(given, (JoinedTable, PartitionedTable)):
        return given.to_table()
    if isinstance(given, Query):
        table: Table = given.to_table()
        return table
    if isinstance(given, str):
        return _named(given, open_artifact)
    if isinstance(given, Artifact):
        return _of_artifact(given, None)
    if isinstance(given, ArtifactEntry):
        return _of_artifact(given.parent_artifact(), given.path)
    raise ViewError(
        f"tables or versions are compared, got {article(given)}. Wrap rows in wandb.Table first, "
        "or name a version, such as 'eval:v0'."
    )


def _named(text: str, open_artifact: OpenArtifact) -> Table:
    name, colon, rest = text.partition(":")
    version, _, path = rest.partition("/")
    return _of_artifact(open_artifact(f"{name}:{version}" if colon else name), path or None)


def _of_artifact(artifact: Artifact, path: str | None) -> Table:
    paths = table_paths(artifact)
    plain = [plain_path(found) for found in paths]
    name = f"{artifact.name}:{artifact.version}"
    if path is None:
        if len(paths) != 1:
            raise ViewError(
                f"{name} has {len(paths)} tables: {', '.join(plain)}. Say which, as '{name}/{plain[0]}'."
                if paths
                else f"{name} has no table."
            )
        path = plain[0]
    found = artifact.get(path)
    if not isinstance(found, (Table, JoinedTable, PartitionedTable)):
        raise ViewError(f"{name} has no table {path!r}.{did_you_mean(plain_path(path), plain)}")
    return open_table(found)


def table_paths(artifact: Artifact) -> list[str]:
    """Return the paths of all tables of a version, without the files that they are made of."""
    paths = [entry.path for entry in artifact.files()]
    return [path for path in paths if path.endswith(SUFFIXES) and INCREMENTS not in path]


def plain_path(path: str) -> str:
    """Return the path of a table without the ending of its file."""
    return next((path.removesuffix(suffix) for suffix in SUFFIXES if path.endswith(suffix)), path)
