"""A table in parts: every table under one folder of an artifact."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import TableArgumentError
from dsviz_widget.table.links import PrimaryKeyType
from dsviz_widget.table.table import Table
from dsviz_widget.types import STRING, article

if TYPE_CHECKING:
    import pyarrow as pa

    from dsviz_widget.query import Query

PARTITIONED = ".partitioned-table.json"


class PartitionedTable:
    """Every table under a folder of an artifact, one after the other.

    Parameters
    ----------
    parts_path : str
        The folder, inside the artifact that this is added to. Its tables are known once the artifact is
        logged and this is got back from it.

    References
    ----------
    ``wandb.data_types.PartitionedTable``, W&B reference, 2021.
    """

    origin: str | None = None

    def __init__(self, parts_path: str) -> None:
        if not isinstance(parts_path, str) or not parts_path:
            raise TableArgumentError(
                f"parts_path must be the name of a folder in an artifact, got {article(parts_path)}."
            )
        self.parts_path = parts_path
        self._parts: dict[str, Callable[[], Table]] | None = None
        self._whole: Table | None = None

    @property
    def parts(self) -> list[str]:
        """Paths of the tables, in order: ``part2`` comes before ``part10``."""
        return list(self._known())

    @property
    def columns(self) -> list[str]:
        """Names of the columns, as the first part has them."""
        return next((open_part().columns for open_part in self._known().values()), [])

    def iterrows(self) -> Iterator[tuple[int, list[Any]]]:
        """Yield ``(index, [cell, ...])`` for every row of every part; one part is open at a time.

        Raises
        ------
        TableArgumentError
            If the columns of two parts differ; it is a ValueError.
        """
        index = 0
        for table in self._tables():
            for _, row in table.iterrows():
                yield index, row
                index += 1

    def to_table(self) -> Table:
        """Return all parts as one table."""
        if self._whole is None:
            self._whole = _after_each_other(list(self._tables()))
        return self._whole

    def to_arrow(self) -> pa.Table:
        """Return all parts as Arrow."""
        return self.to_table().to_arrow()

    def query(self) -> Query:
        """Return an empty query on all rows."""
        return self.to_table().query()

    def describe(self) -> bytes:
        """Return the entry's JSON."""
        return json.dumps({"_type": "partitioned-table", "parts_path": self.parts_path}).encode()

    @classmethod
    def from_description(
        cls, content: bytes, paths: Iterable[str], get: Callable[[str], Any]
    ) -> PartitionedTable:
        """Return what `describe` described.

        Parameters
        ----------
        paths : iterable of str
            Paths of all tables of the artifact.
        get : callable
            Answers with the table of a path.
        """
        found = cls(json.loads(content)["parts_path"])
        folder = found.parts_path.rstrip("/") + "/"
        inside = sorted((path for path in paths if path.startswith(folder)), key=natural_order)
        found._parts = {path: lambda path=path: get(path) for path in inside}  # type: ignore[misc]
        return found

    def known_parts(self) -> Iterator[tuple[str, Table]]:
        """Yield ``(path, table)`` of every part; none while the parts are not known."""
        for path, open_part in (self._parts or {}).items():
            yield path, open_part()

    def _known(self) -> dict[str, Callable[[], Table]]:
        if self._parts is None:
            raise TableArgumentError(
                f"the parts of PartitionedTable({self.parts_path!r}) are in an artifact. Add this to the "
                "artifact, log it, and get it back."
            )
        return self._parts

    def _tables(self) -> Iterator[Table]:
        first: tuple[str, list[str]] | None = None
        for path, open_part in self._known().items():
            table = open_part()
            if first is None:
                first = path, table.columns
            elif table.columns != first[1]:
                raise TableArgumentError(
                    f"the parts have different columns: {first[0]!r} has {first[1]} and {path!r} has "
                    f"{table.columns}. Log parts with the same columns, in the same order."
                )
            yield table

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PartitionedTable) and self.parts_path == other.parts_path

    def __hash__(self) -> int:
        return hash(self.parts_path)

    def __repr__(self) -> str:
        return f"<PartitionedTable {self.parts_path!r}>"


def natural_order(path: str) -> list[tuple[int, int | str]]:
    """Return a key that sorts ``part2`` before ``part10``."""
    return [(0, int(part)) if part.isdigit() else (1, part) for part in re.split(r"(\d+)", path) if part]


def _after_each_other(tables: Sequence[Table]) -> Table:
    """Return the rows of several tables with the same columns as one table."""
    made = Table(tables[0].columns if tables else [])
    for table in tables:
        arrow = table.settled()
        plain = [
            STRING if isinstance(found, PrimaryKeyType) else found for found in table.column_types.values()
        ]
        made._columns.append_arrow(arrow, plain)
        for _, digest, _, _ in table.files():
            made._columns.blobs.refer(digest, table.source)
    return made
