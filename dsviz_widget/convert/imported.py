"""A run of another tool, on its way into the store: what it was, its rows, and how it is kept once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from dsviz_widget.convert.run_columns import RunColumns
from dsviz_widget.runs import Artifact
from dsviz_widget.runs.files import RunFiles
from dsviz_widget.runs.values import ValueWriter
from dsviz_widget.store import Catalog

UNSAFE = re.compile(r"[^A-Za-z0-9_.-]+")
LONGEST_ID = 100


@dataclass(frozen=True)
class Keeper:
    """What reading a history needs of the store that it goes to.

    Attributes
    ----------
    write : ValueWriter
        Turns pictures, histograms and tables into JSON, and keeps the files behind them.
    files : RunFiles
        Keeps bytes of the run.
    catalog : Catalog
        The store.
    log : function
        Logs an artifact as one of the run's.
    """

    write: ValueWriter
    files: RunFiles
    catalog: Catalog
    log: Callable[[Artifact, Sequence[str]], Artifact]


@dataclass
class ImportedRun:
    """A run as another tool kept it.

    Attributes
    ----------
    id : str
        The same each time the same run is imported.
    name : str
    source : str
        Where it was read from, for people.
    digest : str
        Changes when what was read changes.
    read : function
        Returns its history; called only when it is to be written.
    created_at, finished_at : float or None
        Seconds since 1970, UTC; the times of the first and the last row unless given.
    exit_code : int or None
    summary : dict or None
        The last value of each key unless given.
    metrics : dict
        What `define_metric` said, by name.
    system : RunColumns or None
        What the machine did meanwhile.
    console : str
        What was printed.
    left_out : dict of str to set of str
        Keys that have no form here, by what wrote them; known once it was read.
    """

    id: str
    name: str
    source: str
    digest: str
    read: Callable[[Keeper], RunColumns]
    config: dict[str, Any] = field(default_factory=dict)
    summary: dict[str, Any] | None = None
    tags: tuple[str, ...] = ()
    group: str | None = None
    job_type: str | None = None
    notes: str | None = None
    entity: str | None = None
    created_at: float | None = None
    finished_at: float | None = None
    exit_code: int | None = 0
    metrics: dict[str, dict[str, Any]] = field(default_factory=dict)
    system: RunColumns | None = None
    console: str = ""
    left_out: dict[str, set[str]] = field(default_factory=dict)


def run_id_of(name: str, *also: object) -> str:
    """Return an id made of a name, and a digest of what else tells runs apart.

    A name that can be an id is one, unless something else is given.
    """
    safe = UNSAFE.sub("-", name).strip("-.")[:LONGEST_ID]
    if safe == name and not also:
        return safe
    told = hashlib.sha256("\0".join(map(str, (name, *also))).encode()).hexdigest()[:8]
    return f"{safe}-{told}" if safe else told


def digest_of_texts(*parts: object) -> str:
    """Return a digest of what makes an import what it is."""
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()
