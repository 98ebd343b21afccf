"""Deleting versions, and the bytes that nothing else needs.

Problem: bytes are put first and named by a version later, so a process that logs may rely on bytes at the
moment another decides that nobody needs them.

1. A process that logs writes the digests it will need into its lease, or into the list of its run's files,
   and only then looks whether the bytes are there (`Lease.note`, `Blobs.put_many`).
2. A process that reclaims moves what no version, run or lease names into ``trash/``, reads all leases and
   then all runs and versions again, moves back what is named now, and removes the rest.

Whoever notes a digest before the second reading finds it moved back; whoever notes it later finds the bytes
gone when it looks, and writes them again. Leases are read before versions, so that a digest which passes from
a lease to its version meanwhile is seen in one of the two.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from dsviz_widget.errors import StoreError
from dsviz_widget.store.lease import STALE_S, leased

if TYPE_CHECKING:
    from dsviz_widget.store.catalog import Catalog


def reclaim(catalog: Catalog, candidates: Iterable[str] | None = None) -> int:
    """Remove those bytes that no version, run or draft needs; return how many bytes that gave back.

    Parameters
    ----------
    catalog : Catalog
    candidates : iterable of str, optional
        Digests to look at; all in the store unless given, among them those a killed process left.

    Raises
    ------
    StoreError
        In a bucket, which has no locks to tell a living draft by.
    """
    if catalog.url is not None:
        raise StoreError(
            f"bytes in a bucket ({catalog.url}) are never reclaimed: no lock tells who still needs them. "
            "Let the bucket's own rules expire them."
        )
    trash = catalog.blobs.trash
    known = _named(catalog)
    doomed = [
        digest for digest in (_all(catalog) if candidates is None else candidates) if digest not in known
    ]
    if not doomed and not trash.is_dir():
        return 0
    trash.mkdir(parents=True, exist_ok=True)
    for digest in doomed:
        try:
            os.replace(catalog.blobs.path(digest), trash / digest)
        except FileNotFoundError:
            continue
    known = _named(catalog)
    freed = 0
    for path in trash.iterdir():
        try:
            if path.name in known:
                os.replace(path, catalog.blobs.path(path.name))
            else:
                size = path.stat().st_size
                path.unlink()
                freed += size
        except FileNotFoundError:
            continue
    return freed


def _named(catalog: Catalog) -> set[str]:
    named = leased(catalog.drafts)
    for project in catalog.projects():
        for run_id in catalog.runs(project):
            named.update(catalog.run_digests(project, run_id))
        for name in catalog.artifacts(project):
            for number in catalog.versions(project, name):
                named.update(catalog.digests(project, name, number))
    return named


def _all(catalog: Catalog) -> list[str]:
    found = []
    for path in catalog.blobs.folder.glob("??/*"):
        if not path.name.startswith("."):
            found.append(path.parent.name + path.name)
        elif time.time() - path.stat().st_mtime > STALE_S:
            path.unlink(missing_ok=True)
    return found
