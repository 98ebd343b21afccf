"""Our artifacts in W&B's layout: files, JSON objects and a manifest that W&B's own readers take."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.convert.wandb_artifact import MANIFEST
from dsviz_widget.convert.wandb_files import digests_of, file_inside
from dsviz_widget.convert.wandb_values import NO_CLASS, ValueWriter, describe_type
from dsviz_widget.errors import ConvertError
from dsviz_widget.media import Histogram, Image, MediaFile, MediaFileType, Medium
from dsviz_widget.table import Table
from dsviz_widget.types import MapType, NdarrayType
from dsviz_widget.types.maps import map_parts

if TYPE_CHECKING:
    from dsviz_widget.runs import Artifact

TABLE, IMAGE, MEDIUM = ".table.parquet", ".image.parquet", ".media.parquet"
JOINED = ".joined-table.json"
# The rows of an incremental table, which is written as one.
INCREMENTAL, INCREMENTS = ".incremental-table.json", ".increments/"
# W&B keeps arrays up to this length in the table itself.
INLINE_LENGTH = 150


def export_wandb_artifact(artifact: Artifact, folder: str | Path, manifest: str | Path | None = None) -> Path:
    """Write a logged artifact as W&B does, to be read by W&B's own readers or uploaded with it.

    The folder has what ``artifact.download()`` gives. What W&B cannot say is changed as W&B itself would:
    NaN becomes an empty cell, microseconds of dates are kept as fractions of a millisecond, and bytes that
    were first logged in another artifact are copied. A box without a class gets the id -1, with a warning.

    Parameters
    ----------
    artifact : Artifact
        A logged version.
    folder : path
        New or empty.
    manifest : path, optional
        ``<folder>.wandb_manifest.json`` beside the folder unless given.

    Returns
    -------
    Path
        The manifest.

    Raises
    ------
    ArtifactNotLoggedError
        If the artifact is a draft.
    ConvertError
        If the folder has files already.
    """
    root = Path(folder).absolute()
    target = Path(manifest) if manifest is not None else root.with_name(root.name + MANIFEST)
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise ConvertError(f"{str(folder)!r} has files already. Give a folder that is new or empty.")
    root.mkdir(parents=True, exist_ok=True)
    writer = _Writer(artifact, root)
    writer.write()
    contents = dict(sorted(writer.contents.items()))
    plain = {
        "version": 1,
        "storagePolicy": "wandb-storage-policy-v1",
        "storagePolicyConfig": {"storageLayout": "V2"},
        "contents": contents,
    }
    target.write_text(json.dumps(plain, indent=2, sort_keys=True))
    return target


class _Writer:
    """One export."""

    def __init__(self, artifact: Artifact, root: Path) -> None:
        self.artifact, self.root = artifact, root
        self.contents: dict[str, dict[str, Any]] = {}
        self.values = ValueWriter(self.put_json, self.refer, self.put_file)

    def write(self) -> None:
        for entry in self.artifact.files():
            path = entry.path
            if INCREMENTS in path:
                continue
            if path.endswith(INCREMENTAL):
                base = path.removesuffix(INCREMENTAL)
                self.write_table(self.artifact.get(base), base + ".table.json")
            elif path.endswith(TABLE):
                self.write_table(self.artifact.get(path), path.removesuffix(TABLE) + ".table.json")
            elif path.endswith(IMAGE):
                image = self.artifact.get(path.removesuffix(IMAGE))
                if isinstance(image, Image):
                    self.put_json(path.removesuffix(IMAGE) + ".image-file.json", self.values.image(image))
            elif path.endswith(MEDIUM):
                base = path.removesuffix(MEDIUM)
                medium = self.artifact.get(base)
                if isinstance(medium, (Medium, MediaFile)):
                    kind = medium.wb_type if isinstance(medium, Medium) else medium.kind
                    self.put_json(f"{base}.{kind}.json", self.values.cell(medium, None))
                elif isinstance(medium, Histogram):
                    self.put_json(f"{base}.histogram.json", self.values.cell(medium, None))
            elif entry.is_reference:
                self.refer(path, str(entry.ref))
            elif path.endswith(JOINED):
                content = json.loads(Path(entry.download(self.root)).read_bytes())
                for key in ("table1", "table2"):
                    content[key] = str(content[key]).replace(TABLE, ".table.json")
                self.put_json(path, content)
            else:
                entry.download(self.root)
                self.note(path)
        if self.values.unclassed:
            warnings.warn(
                f"{self.values.unclassed} boxes without a class were given the class id {NO_CLASS}: "
                "W&B's reader asks for one.",
                UserWarning,
                stacklevel=4,
            )

    def write_table(self, table: Table, path: str) -> None:
        types = table.column_types
        arrays = {
            name: self.put_arrays(table, name, column_type)
            for name, column_type in types.items()
            if isinstance(column_type, NdarrayType)
        }
        optional = _optional(table)
        type_map = {
            name: describe_type(
                column_type, optional[name], arrays.get(name), _kinds(table, name), _keys(table, name)
            )
            for name, column_type in types.items()
        }
        head: dict[str, Any] = {
            "_type": "table",
            "column_types": {"wb_type": "typedDict", "params": {"type_map": type_map}},
            "columns": table.columns,
        }
        # The rows of an incremental table are in one file here, which W&B calls mutable.
        mode = "IMMUTABLE" if table.log_mode == "IMMUTABLE" else "MUTABLE"
        tail = {"log_mode": mode, "ncols": len(table.columns), "nrows": len(table)}
        column_types = list(types.values())
        elsewhere = [arrays.get(name) is not None for name in types]
        with self.open(path) as file:
            # A row at a time: the whole as one text would be many times the table's size.
            file.write(json.dumps(head)[:-1] + ', "data": [')
            for index, row in table.iterrows():
                cells = [
                    None if kept else self.values.cell(cell, column_type)
                    for cell, column_type, kept in zip(row, column_types, elsewhere, strict=True)
                ]
                file.write((", " if index else "") + json.dumps(cells))
            file.write("], " + json.dumps(tail)[1:])
        self.note(path)

    def put_arrays(self, table: Table, name: str, column_type: NdarrayType) -> dict[str, str] | None:
        """Write a column of arrays as W&B does, and return where; None for one that stays in the table."""
        column = table.to_arrow().column(name)
        short = len(column_type.shape) == 1 and column_type.shape[0] <= INLINE_LENGTH
        if short or column.null_count or not len(column) or not column_type.shape:
            return None
        stacked = np.stack(table.get_column(name))
        staged = self.root / ".arrays.npz"
        named: dict[str, Any] = {name: stacked}
        np.savez_compressed(staged, **named)
        digest = digests_of(staged)[0]
        path = f"media/serialized_data/{digest[:20]}.npz"
        self.file(path).parent.mkdir(parents=True, exist_ok=True)
        os.replace(staged, self.file(path))
        self.note(path)
        return {"path": path, "key": name}

    def put_json(self, path: str, item: dict[str, Any]) -> str:
        with self.open(path) as file:
            json.dump(item, file, sort_keys=True)
        self.note(path)
        return str(self.contents[path]["digest"])

    def put_file(self, path: str, content: bytes) -> None:
        file = self.file(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        self.note(path)

    def refer(self, path: str, address: str) -> None:
        self.contents[path] = {"digest": address, "ref": address}

    def note(self, path: str) -> None:
        md5, _, size = digests_of(self.file(path))
        self.contents[path] = {"digest": base64.b64encode(bytes.fromhex(md5)).decode(), "size": size}

    def file(self, path: str) -> Path:
        file_inside(self.root, path, "the export")
        return self.root / path

    @contextlib.contextmanager
    def open(self, path: str) -> Iterator[IO[str]]:
        file = self.file(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w", encoding="utf-8") as opened:
            yield opened


def _kinds(table: Table, name: str) -> list[str]:
    """Return the kinds of media in a column of files."""
    import pyarrow.compute as pc

    if not isinstance(table.column_types[name], MediaFileType):
        return []
    kinds = pc.unique(pc.struct_field(table.to_arrow().column(name), "kind"))
    return sorted(kind for kind in kinds.to_pylist() if kind is not None)


def _keys(table: Table, name: str) -> list[str]:
    """Return the keys of the dicts in a column whose type does not name them, in order of appearance."""
    import pyarrow.compute as pc

    if not isinstance(table.column_types[name], MapType):
        return []
    keys: dict[str, None] = {}
    for chunk in table.to_arrow().column(name).chunks:
        keys.update(dict.fromkeys(map(str, pc.unique(map_parts(chunk)[1]).to_pylist())))
    return list(keys)


def _optional(table: Table) -> dict[str, bool]:
    """Return whether W&B's reader may find an empty cell in a column."""
    import pyarrow as pa
    import pyarrow.compute as pc

    arrow = table.to_arrow()
    found = {}
    for name, may_be_empty in zip(table.columns, table._optional_columns(), strict=True):
        column = arrow.column(name)
        is_float = pa.types.is_floating(column.type)
        has_nan = is_float and bool(pc.any(pc.is_nan(column)).as_py())
        found[name] = may_be_empty or column.null_count > 0 or has_nan
    return found
