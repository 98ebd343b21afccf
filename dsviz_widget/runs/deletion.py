"""Deleting versions: what that would free, told before it is done, and doing it."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from dsviz_widget.errors import DsvizError, ManifestError
from dsviz_widget.runs.warning import warn_user
from dsviz_widget.store import Catalog, Entry, Manifest, now, reclaim
from dsviz_widget.store.lease import leased
from dsviz_widget.store.manifest import read_header

A_DRAFT = "a draft that is not logged yet"
DIGESTS = re.compile(rb'"([0-9a-f]{64})"')

Tell = Callable[[float], None]


@dataclass(frozen=True)
class DeletionPlan:
    """What deleting some versions of one artifact means.

    Attributes
    ----------
    name : str
        Of the artifact.
    versions : tuple of int
    size : int
        Bytes of all their files, each counted once.
    freed : int
        Bytes that nothing else needs: these come free. None do in a bucket, or while a version is damaged.
    kept : int
        Bytes that stay, as others need them.
    needed_by : tuple of (str, int, int)
        Who needs them: ``name:v1``, ``run <id>`` or a draft, with bytes and files, most bytes first.
    aliases : tuple of (str, int)
        Aliases other than ``latest`` that mean one of the versions.
    used_by : tuple of str
        Ids of the project's runs that used one of them.
    referred_by : tuple of str
        Versions with files that came from one of them; they keep these.
    latest_after : int or None
        What ``latest`` means then.
    notes : tuple of str
        What else to know, a sentence each.
    """

    name: str
    versions: tuple[int, ...]
    size: int
    freed: int
    kept: int
    needed_by: tuple[tuple[str, int, int], ...]
    aliases: tuple[tuple[str, int], ...]
    used_by: tuple[str, ...]
    referred_by: tuple[str, ...]
    latest_after: int | None
    notes: tuple[str, ...] = ()


def plan_deletion(
    catalog: Catalog, project: str, name: str, versions: Iterable[int], tell: Tell | None = None
) -> DeletionPlan:
    """Return what deleting versions of an artifact would free; nothing is changed.

    Every manifest of the store is read, as deleting does. Bytes that somebody adds meanwhile may need some of
    them too, which then stay.

    Parameters
    ----------
    catalog : Catalog
    project, name : str
    versions : iterable of int
    tell : callable, optional
        Told the share that is done.

    Raises
    ------
    ArtifactNotFound
        If one of the versions is not there.
    """
    numbers = tuple(sorted(set(versions)))
    doomed = {number: catalog.read(project, name, number) for number in numbers}
    name = next((manifest.name for manifest in doomed.values()), name)
    sizes = _sizes(catalog, project, name, doomed)
    origins = tuple(f"{text}/" for number in numbers for text in catalog.names_of(project, name, number))
    needed: list[tuple[str, set[str]]] = []
    referred: list[str] = []
    notes: list[str] = []
    is_known = catalog.url is None
    others = [
        (where, artifact, number)
        for where in catalog.projects()
        for artifact in catalog.artifacts(where)
        for number in catalog.versions(where, artifact)
        if (where, artifact) != (project, name) or number not in doomed
    ]
    for place, (where, artifact, number) in enumerate(others):
        label = f"{artifact}:v{number}" if where == project else f"{where}/{artifact}:v{number}"
        try:
            digests, is_referring = _needs(catalog, where, artifact, number, sizes, origins)
        except (DsvizError, OSError, EOFError, zlib.error) as error:
            is_known = False
            notes.append(
                f"{label} cannot be read, so that no bytes are freed until it is mended or deleted: {error}"
            )
            continue
        needed.append((label, digests))
        if is_referring:
            referred.append(label)
        if tell is not None:
            tell((place + 1) / len(others))
    for where in catalog.projects():
        for run_id in catalog.runs(where):
            needed.append((f"run {run_id}", sizes.keys() & set(catalog.run_digests(where, run_id))))
    needed.append((A_DRAFT, sizes.keys() & leased(catalog.drafts)))
    stays = set().union(*(found for _, found in needed))
    by_bytes = [(label, sum(sizes[one] for one in found), len(found)) for label, found in needed if found]
    there = [number for number in catalog.versions(project, name) if number not in doomed]
    kept = sum(sizes[digest] for digest in (stays if is_known else sizes))
    if catalog.url is not None:
        notes.append("Bytes in a bucket are not removed with their version; its own rules expire them.")
    return DeletionPlan(
        name=name,
        versions=numbers,
        size=sum(sizes.values()),
        freed=sum(sizes.values()) - kept,
        kept=kept,
        needed_by=tuple(sorted(by_bytes, key=lambda one: (-one[1], one[0]))),
        aliases=tuple(_aliases(catalog, project, name, numbers)),
        used_by=tuple(_users(catalog, project, name, numbers)),
        referred_by=tuple(referred),
        latest_after=max(there, default=None),
        notes=tuple(notes),
    )


def delete_versions(catalog: Catalog, project: str, manifests: Iterable[Manifest]) -> int:
    """Delete versions, then the bytes that nothing else needs; return how many came free.

    Their numbers stay taken, and a few words say what they were.
    """
    doomed = list(manifests)
    digests: set[str] = set()
    for manifest in doomed:
        digests.update(catalog.digests(project, manifest.name, int(manifest.version[1:])))
    for manifest in doomed:
        catalog.remove_version(project, manifest)
    if catalog.url is not None:
        return 0
    try:
        freed = reclaim(catalog, digests)
    except ManifestError as error:
        # What a damaged version needs is not known: nothing is removed that it may need.
        warn_user(f"{error} No bytes are freed until it is mended or deleted; call Api().reclaim() then.")
        return 0
    if len(doomed) == 1:
        catalog.write_trace(project, doomed[0], {"deleted_at": now(), "freed": freed})
    return freed


def _needs(
    catalog: Catalog,
    project: str,
    name: str,
    number: int,
    sizes: Mapping[str, int],
    origins: tuple[str, ...],
) -> tuple[set[str], bool]:
    """Return which of some bytes a version needs, and whether it has files that came from some versions."""
    key = f"projects/{project}/artifacts/{name}/v{number}.json"
    content = catalog.storage.read(key)
    header = read_header(content, catalog.storage.where(key))
    packed = header.get("contents_digest")
    text = content if packed is None else gzip.decompress(catalog.blobs.get(packed))
    named = {digest.decode() for digest in DIGESTS.findall(text)}
    # Most versions share nothing with the ones in question, and need no closer look.
    if packed not in sizes and named.isdisjoint(sizes) and not any(one.encode() in text for one in origins):
        return set(), False
    contents = catalog.read(project, name, number).contents
    digests = sizes.keys() & set(catalog.digests(project, name, number))
    return digests, any(_came_from(entry, origins) for entry in contents.values())


def _sizes(catalog: Catalog, project: str, name: str, doomed: dict[int, Manifest]) -> dict[str, int]:
    """Return the size of every blob that the versions name, their lists of files among them."""
    sizes: dict[str, int] = {}
    for number, manifest in doomed.items():
        for entry in manifest.contents.values():
            if not entry.is_reference:
                sizes[entry.digest] = entry.size
        for digest in catalog.digests(project, name, number):
            if digest not in sizes:
                path = catalog.blobs.path(digest)
                # The address of a reference has a digest, and no bytes.
                if path.exists():
                    sizes[digest] = path.stat().st_size
    return sizes


def _came_from(entry: Entry, origins: tuple[str, ...]) -> bool:
    return entry.ref is not None and not entry.is_reference and entry.ref.startswith(origins)


def _aliases(catalog: Catalog, project: str, name: str, numbers: Iterable[int]) -> Iterator[tuple[str, int]]:
    for number in numbers:
        for alias in catalog.aliases(project, name, f"v{number}"):
            if alias != "latest":
                yield alias, number


def _users(catalog: Catalog, project: str, name: str, numbers: Iterable[int]) -> Iterator[str]:
    from dsviz_widget.runs.listing import Listing

    wanted = set().union(*(catalog.names_of(project, name, number) for number in numbers))
    for run_id, facts in Listing(catalog, project).run_facts().items():
        if wanted.intersection(facts["used"]):
            yield run_id
