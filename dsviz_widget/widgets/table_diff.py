"""What changed between two versions: `diff`, which takes whatever `compare` takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dsviz_widget.errors import ViewError
from dsviz_widget.runs import Artifact, use_artifact
from dsviz_widget.runs.warning import warn_user
from dsviz_widget.table import Table
from dsviz_widget.table.diff import TableDiff, diff_tables
from dsviz_widget.widgets.compare_keys import guess_key, key_parts
from dsviz_widget.widgets.compared_sides import INCREMENTS, ComparedSide, plain_path, sides_of, table_paths

MEDIA = "media/"
"""Where an artifact keeps the files behind the cells of its tables."""
MOST_NAMES = 5


def diff(
    v0: Any, v1: Any, key: Any = None, columns: str | Sequence[str] | None = None
) -> TableDiff | dict[str, TableDiff]:
    """Return the rows that were added, removed or changed between two tables, as a table.

    Parameters
    ----------
    v0, v1 : Table, Artifact, artifact entry, or str
        Two tables, or versions of an artifact: ``"eval:v0"`` or ``"eval:v0/predictions"``.
    key : str, list or tuple, optional
        What tells rows apart, as in `compare`; a column that does in both unless given. The nth row of a
        repeated key is held against the nth, and a row without a key matches none.
    columns : str or list of str, optional
        Columns to compare; all that both have unless given.

    Returns
    -------
    TableDiff
        A Table with the key, ``change`` (``added``, ``removed`` or ``changed``), ``changed`` (the columns
        that differ), and the cells of both, ``0.acc`` and ``1.acc``; its `counts` say how many rows there are
        of each. Pictures are references to where they are, and the same where their bytes, boxes, masks and
        captions are. For versions that have several tables: a dict of them, by name.

    Raises
    ------
    ViewError
        If there is no table to compare, or nothing that tells rows apart.
    TableArgumentError, QueryError
        If a column is not there, or the key does not fit.

    Examples
    --------
    >>> before = Table(["id", "acc"], [[1, 0.5], [2, 0.7], [3, 0.9]])
    >>> after = Table(["id", "acc"], [[1, 0.5], [2, 0.8], [4, 0.6]])
    >>> diff(before, after)
    <TableDiff 1 added, 1 removed, 1 changed, 1 equal: id, change, changed, 0.acc, 1.acc>
    """
    versions = [_version_of(given) for given in (v0, v1)]
    first, second = versions
    if first is None or second is None:
        return _diff(v0, v1, key, columns)
    paths = [[plain_path(path) for path in table_paths(version)] for version in versions if version]
    _tell_of_files(first, second)
    if len(paths[0]) == len(paths[1]) == 1:
        return _diff(first, second, key, columns)
    names = [name for name in paths[0] if name in paths[1]]
    if not names:
        raise ViewError(
            f"{_name(first)} and {_name(second)} have no table of the same name: there is "
            f"{_listed(paths[0])} and {_listed(paths[1])}. Name one of each, as '{_name(first)}/table'."
        )
    alone = [name for name in (*paths[0], *paths[1]) if name not in names]
    if alone:
        warn_user(f"Tables that only one version has are not compared: {_listed(alone)}.")
    return {name: _diff(first.get(name), second.get(name), key, columns) for name in names}


def _version_of(given: Any) -> Artifact | None:
    """Return a whole version that was given, or None."""
    if isinstance(given, str) and "/" not in given.partition(":")[2]:
        return use_artifact(given)
    return given if isinstance(given, Artifact) else None


def _diff(v0: Any, v1: Any, key: Any, columns: str | Sequence[str] | None) -> TableDiff:
    sides = sides_of([v0, v1])
    keys = guess_key(sides) if key is None else key_parts(key, sides)
    wanted = [columns] if isinstance(columns, str) else columns
    tables: list[Table] = [side.table for side in sides]
    made = diff_tables(tables[0], tables[1], keys, wanted, [side.label for side in sides])
    _tell_of_rows(made, sides, keys)
    return made


def _tell_of_rows(made: TableDiff, sides: Sequence[ComparedSide], keys: Sequence[Sequence[str]]) -> None:
    """Warn of what a reader of the counts would not expect."""
    counts, key = made.counts, ", ".join(part[0] for part in keys)
    repeated = _of_each(counts.repeated_keys, sides)
    if repeated:
        warn_user(
            f"Some values of {key} occur more than once ({repeated}): the nth row of each is held "
            "against the nth. Give key=[...] with more columns to tell such rows apart."
        )
    empty = _of_each(counts.empty_keys, sides)
    if empty:
        warn_user(f"Rows without {key} match no other, and count as added or removed ({empty}).")
    for side, names in zip(sides, made.only_in, strict=True):
        if names:
            warn_user(f"Columns that only {side.label} has are not compared: {_listed(names)}.")


def _of_each(counts: Sequence[int], sides: Sequence[ComparedSide]) -> str:
    return ", ".join(f"{count} in {side.label}" for count, side in zip(counts, sides, strict=True) if count)


def _tell_of_files(first: Artifact, second: Artifact) -> None:
    """Warn of files that are no tables, where they differ."""
    digests = []
    for version in (first, second):
        tables = set(table_paths(version))
        plain = [
            entry
            for entry in version.files()
            if entry.path not in tables and not entry.path.startswith(MEDIA) and INCREMENTS not in entry.path
        ]
        digests.append({entry.path: entry.digest for entry in plain})
    before, after = digests
    changed = [path for path in {**before, **after} if before.get(path) != after.get(path)]
    if changed:
        warn_user(f"Files that are no tables are not compared, and differ: {_listed(sorted(changed))}.")


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MOST_NAMES])
    return f"{shown} and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else shown


def _name(version: Artifact) -> str:
    return f"{version.name}:{version.version}"
