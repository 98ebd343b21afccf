"""Giving an artifact another name, so that everything that names it by the old one goes on to lead there.

Problem: manifests, records of runs and cells say ``project/name:v3/path``, are immutable, and lie in other
artifacts, other projects, scripts and notebooks. Choice: the folder moves as a whole, and the old name keeps
a folder in which every number is taken, as those of deleted versions are, beside ``moved.json``, which says
where they went. So ``old:v3`` means that version for ever, and what is logged under the old name later begins
with the next number, as an artifact of its own. ``former.json`` in the new folder says which names, up to
which number, meant it before.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import ArtifactNameError, StoreError
from dsviz_widget.store.files import cannot_write, create_exclusive

if TYPE_CHECKING:
    from dsviz_widget.store.catalog import Catalog
    from dsviz_widget.store.storage import Storage

MOVED, FORMER = "moved.json", "former.json"
LONGEST = 100
"""Names that are followed from one to the next."""
NUMBERED = re.compile(r"v([0-9]+)\.json")


def moved_to(storage: Storage, project: str, name: str) -> str | None:
    """Return what an artifact is called now that had another name; None where it was never renamed."""
    now: str | None = None
    for _ in range(LONGEST):
        found = _told(storage, f"projects/{project}/artifacts/{now or name}/{MOVED}").get("to")
        if not isinstance(found, str) or found == name:
            return now
        now = found
    return now


def former_names(storage: Storage, project: str, name: str) -> dict[str, int]:
    """Return the names that an artifact had before, each with the last number that meant it."""
    told = _told(storage, f"projects/{project}/artifacts/{name}/{FORMER}")
    return {str(old): last for old, last in told.items() if isinstance(last, int)}


def rename_artifact(catalog: Catalog, project: str, name: str, to: str) -> None:
    """Give an artifact with all its versions and aliases another name.

    Raises
    ------
    ArtifactNameError
        For a name that cannot be used, or that has been used.
    StoreError
        In a bucket, which cannot move many files at once; or if the store cannot be written.
    """
    from dsviz_widget.store.catalog import check_name, now

    check_name(to, "artifact name")
    if to == name:
        return
    if catalog.url is not None:
        raise StoreError(
            f"artifact {name!r} lies in a bucket ({catalog.url}), which cannot move its versions at once. "
            f"Log the next version under the name {to!r}, or link() this one there."
        )
    base = catalog.folder / "projects" / project / "artifacts"
    old, new = base / name, base / to
    is_back = moved_to(catalog.storage, project, to) == name
    if new.exists() and not is_back:
        state = (
            "is an artifact already" if catalog.versions(project, to) else "was the name of another artifact"
        )
        raise ArtifactNameError(
            f"artifact {name!r} cannot be called {to!r}: that {state}, and names are not given twice. "
            "Take another name."
        )
    if is_back and catalog.versions(project, to):
        raise ArtifactNameError(
            f"artifact {name!r} cannot be called {to!r} again: versions were logged under that name since. "
            "Take another name."
        )
    numbers = [int(match[1]) for file in catalog.storage.files(f"projects/{project}/artifacts/{name}")
               if (match := NUMBERED.fullmatch(file))]  # fmt: skip
    former = {**former_names(catalog.storage, project, name), name: max(numbers, default=-1)}
    former.pop(to, None)
    left, aside = (base / f".{name}.{secrets.token_hex(4)}" for _ in range(2))
    try:
        _write(old / FORMER, former)
        _leave(left, numbers, {"to": to, "at": now()})
        if is_back:
            os.rename(new, aside)
        os.rename(old, new)
        # A process that is killed here leaves the old name free, and the artifact whole under the new one.
        try:
            os.rename(left, old)
        except OSError:
            # Somebody logged under the old name in this moment: that stays, and the rest is put beside it.
            for file in left.iterdir():
                create_exclusive(old / file.name, file.read_bytes())
    except OSError as error:
        cannot_write(old, error)
    finally:
        shutil.rmtree(left, ignore_errors=True)
        shutil.rmtree(aside, ignore_errors=True)


def _leave(folder: Path, numbers: list[int], moved: dict[str, Any]) -> None:
    """Make what stays under the old name: every number taken, and where they went."""
    folder.mkdir()
    for number in numbers:
        (folder / f"v{number}.json").touch()
    _write(folder / MOVED, moved)


def _write(path: Path, told: dict[str, Any]) -> None:
    from dsviz_widget.store.files import write_atomic

    write_atomic(path, json.dumps(told, sort_keys=True, indent=1).encode())


def _told(storage: Storage, key: str) -> dict[str, Any]:
    try:
        told = json.loads(storage.read(key))
        return told if isinstance(told, dict) else {}
    except (OSError, ValueError, RecursionError):
        # Not there, or damaged: then the name means what its folder has.
        return {}
