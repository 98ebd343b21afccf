"""What W&B wrote, as versions of ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dsviz_widget.convert.wandb_artifact import KINDS, WandbArtifact, open_wandb_artifact
from dsviz_widget.convert.wandb_json import read_object, text_of
from dsviz_widget.convert.wandb_run import WandbLogged
from dsviz_widget.errors import ConvertError
from dsviz_widget.runs import Artifact
from dsviz_widget.store import Catalog
from dsviz_widget.table.joined import JoinedTable
from dsviz_widget.table.partitioned import PartitionedTable

VERSION = re.compile(r"[-:]v\d+$")
OBJECTS = {f".{kind}.json": kind for kind in KINDS}


def import_wandb_artifact(
    source: str | Path | WandbArtifact | WandbLogged,
    name: str | None = None,
    type: str | None = None,
    description: str | None = None,
    metadata: dict[str, Any] | None = None,
    aliases: Sequence[str] | None = None,
) -> Artifact:
    """Log an artifact that W&B wrote as the next version of ours, to the active run.

    Tables, images, other media, joined and partitioned tables and classes become ours; every other file is
    kept byte for byte at its path. A cell whose file is in an
    artifact that was imported before refers to that version, and no byte is copied.

    Parameters
    ----------
    source : path, WandbArtifact or WandbLogged
        A folder, what `open_wandb_artifact` opened, or one of a `WandbRun.logged_artifacts`.
    name : str, optional
        The name that W&B had, or the folder's without its version.
    type : str, optional
        The type that W&B had, or ``"dataset"``: a folder does not say.
    description, metadata, aliases
        As W&B had them, where that is known, unless given.

    Raises
    ------
    RunError
        If no run is active.
    ConvertError
        If something makes no sense or is missing; nothing is logged then.
    """
    from dsviz_widget.runs.active import log_artifact

    known = source if isinstance(source, WandbLogged) else None
    files = _files_of(source)
    artifact, names = draft_of(files, known, name, type, description, metadata)
    logged = log_artifact(artifact, aliases=list(names if aliases is None else aliases))
    files.imported = logged
    return logged


def _files_of(source: str | Path | WandbArtifact | WandbLogged) -> WandbArtifact:
    if isinstance(source, WandbLogged):
        return source.files
    return source if isinstance(source, WandbArtifact) else open_wandb_artifact(source)


def draft_of(
    files: WandbArtifact,
    known: WandbLogged | None,
    name: str | None = None,
    kind: str | None = None,
    description: str | None = None,
    metadata: dict[str, Any] | None = None,
    catalog: Catalog | None = None,
) -> tuple[Artifact, tuple[str, ...]]:
    """Return an artifact that W&B wrote as a draft of ours, and its aliases but ``latest``."""
    own = known.type if known is not None else "dataset"
    artifact = Artifact(
        name or VERSION.sub("", files.name),
        # W&B keeps the prefix for itself, and so do we.
        type=kind or own.removeprefix("wandb-"),
        description=description or (known.description if known is not None else None),
        metadata=metadata if metadata is not None else (known.metadata if known is not None else None),
    )
    if catalog is not None:
        artifact.stage_in(catalog)
    # Tables that others link to stay at hand until those are added, and are the same there.
    objects, later = [], []
    for path in sorted(files.entries):
        suffix = next((suffix for suffix in OBJECTS if path.endswith(suffix)), None)
        if suffix is None or path.startswith("media/"):
            continue
        if OBJECTS[suffix] in ("joined-table", "partitioned-table"):
            later.append(path)
        else:
            objects.append(_object(files, path))
            if objects[-1] is not None:
                artifact.add(objects[-1], path.removesuffix(suffix))
    for path in later:
        value = _by_path(files, path)
        gone = [table for table in _sides(value) if not files.has(table)]
        if gone:
            files.say_missing(gone[0])
        else:
            artifact.add(value, path)
    for path in sorted(files.entries):
        _add_file(artifact, files, path)
    aliases = tuple(alias for alias in known.aliases if alias != "latest") if known is not None else ()
    return artifact, aliases


def _object(files: WandbArtifact, path: str) -> Any:
    """Return an object to add, None when its bytes are missing and may be."""
    if not files.has(path):
        files.say_missing(path)
        return None
    owner, inner = files.owner_of(path)
    # What was imported before is taken from there, so that cells refer to that version.
    value = owner.imported.get(inner) if owner.imported is not None else None
    return files.get(path) if value is None else value


def _by_path(files: WandbArtifact, path: str) -> JoinedTable | PartitionedTable:
    """Return a table of tables that names them by their paths, which are the same in our artifact."""
    where = f"{path!r} of artifact {files.name!r}"
    item = read_object(files.file(path).read_bytes(), where)
    if path.endswith(".partitioned-table.json"):
        return PartitionedTable(text_of(item, "parts_path", where))
    names = [text_of(item, key, where) for key in ("table1", "table2")]
    key = item.get("join_key")
    if not isinstance(key, (str, list)):
        raise ConvertError(f"{where} has no 'join_key'.")
    first, second = (name if name.endswith(".json") else f"{name}.table.json" for name in names)
    return JoinedTable(first, second, key)


def _sides(value: JoinedTable | PartitionedTable) -> list[str]:
    return [] if isinstance(value, PartitionedTable) else [str(value.table1), str(value.table2)]


def _add_file(artifact: Artifact, files: WandbArtifact, path: str) -> None:
    is_object = not path.startswith("media/") and any(path.endswith(suffix) for suffix in OBJECTS)
    if is_object or path in artifact.manifest.contents:
        return
    address = files.address(path)
    if address is not None:
        artifact.add_reference(address, path)
    elif not files.has(path):
        files.say_missing(path)
    else:
        owner, inner = files.owner_of(path)
        if owner.imported is not None:
            artifact.add_reference(owner.imported.get_entry(inner), path)
        else:
            artifact.add_file(files.file(path), path)
