"""What is said of a run after it was begun, by others than its own process.

A run's process writes ``run.json`` as a whole whenever something of it changes. What others say lies beside
it in ``edits.json`` and is laid over it, so that neither undoes the other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dsviz_widget.errors import ManifestError
from dsviz_widget.store import Catalog

REPLACED = ("name", "tags", "notes", "group", "job_type")
MERGED = ("config", "summary")
REMOVED = "removed"


def run_key(project: str, run_id: str, file: str) -> str:
    """Return the key of a file of a run."""
    return f"projects/{project}/runs/{run_id}/{file}"


def read_edits(catalog: Catalog, project: str, run_id: str) -> dict[str, Any]:
    """Return what was said of a run; empty when nothing was.

    Raises
    ------
    ManifestError
        If the file makes no sense.
    """
    key = run_key(project, run_id, "edits.json")
    try:
        edits = json.loads(catalog.storage.read(key))
        if not isinstance(edits, dict) or not all(isinstance(edits.get(part, {}), dict) for part in MERGED):
            raise TypeError("it is no record of edits")
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, RecursionError) as error:
        where = catalog.storage.where(key)
        raise ManifestError(
            f"{where} cannot be read: {error}. Delete it to have the run as it was."
        ) from None
    return edits


def write_edits(catalog: Catalog, project: str, run_id: str, edits: Mapping[str, Any]) -> None:
    """Replace what was said of a run, as a whole."""
    content = json.dumps(edits, indent=1).encode()
    catalog.storage.write(run_key(project, run_id, "edits.json"), content)


def edited(record: Mapping[str, Any], edits: Mapping[str, Any]) -> dict[str, Any]:
    """Return a run's record as it is with what was said of it."""
    result = {**record, **{name: edits[name] for name in REPLACED if name in edits}}
    for part in MERGED:
        values = {**(record.get(part) or {}), **edits.get(part, {})}
        gone = edits.get(REMOVED, {}).get(part, [])
        for key in gone:
            values.pop(key, None)
        result[part] = values
    return result


def edits_between(
    before: Mapping[str, Any], after: Mapping[str, Any], edits: Mapping[str, Any]
) -> dict[str, Any]:
    """Return `edits` with what differs between two states of a run added."""
    result = {**edits, **{name: after[name] for name in REPLACED if after[name] != before[name]}}
    gone = {part: set(edits.get(REMOVED, {}).get(part, [])) for part in MERGED}
    for part in MERGED:
        old, new = before[part], after[part]
        changed = {key: new[key] for key in new if key not in old or not _is_same(old[key], new[key])}
        gone[part] = (gone[part] - set(changed)) | (set(old) - set(new))
        kept = {key: value for key, value in edits.get(part, {}).items() if key not in gone[part]}
        result[part] = {**kept, **changed}
    result[REMOVED] = {part: sorted(gone[part]) for part in MERGED}
    return result


def fold_edits(catalog: Catalog, project: str, run_id: str) -> None:
    """Take what was said of a run into its record: for a process that goes on with the run."""
    edits = read_edits(catalog, project, run_id)
    if edits:
        catalog.write_run(project, run_id, edited(catalog.read_run(project, run_id), edits))
        catalog.storage.remove(run_key(project, run_id, "edits.json"))


def _is_same(old: Any, new: Any) -> bool:
    # 1, 1.0 and True are three values here, and NaN is itself.
    return json.dumps(old, sort_keys=True) == json.dumps(new, sort_keys=True)
