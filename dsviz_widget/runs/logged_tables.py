"""Tables that a run logs: each key is an artifact, and the history says which version."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from dsviz_widget.runs.artifact import Artifact
from dsviz_widget.store import Catalog, digest_of

NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_.\-]+")
LONGEST = 128


def table_to_json(
    run_id: str, key: str, table: Any, catalog: Catalog, log: Callable[[Artifact], Artifact]
) -> dict[str, Any]:
    """Log a table as the artifact ``run-<id>-<key>``; return what the history says of it.

    Parameters
    ----------
    run_id, key : str
    table : Table, JoinedTable or PartitionedTable
    catalog : Catalog
        The run's store.
    log : function
        Logs the artifact as one of the run's, and returns the version.
    """
    inner = NOT_IN_NAMES.sub("_", key).strip(".") or "table"
    name = f"run-{run_id}-{inner}"
    if inner != key or len(name) > LONGEST:
        # Other keys may come to the same name; their digests do not.
        name = f"{name[: LONGEST - 9]}-{digest_of(key.encode())[:8]}"
    artifact = Artifact(name, "run_table")
    artifact.stage_in(catalog)
    entry = artifact.add(table, inner)
    logged = log(artifact)
    columns = [str(column) for column in getattr(table, "columns", ())]
    return {
        "_type": "table-file",
        "artifact_path": f"{logged.qualified_name}/{inner}",
        "digest": entry.digest,
        "size": entry.size,
        "nrows": len(table) if hasattr(table, "__len__") else None,
        "ncols": len(columns),
        "columns": columns,
        "log_mode": getattr(table, "log_mode", "IMMUTABLE"),
    }
