"""Read an artifact's folder with W&B's own readers, offline, and print what they read as JSON.

Run as a program: the wandb package talks to a service and warns at will, and none of it belongs in a test's
own process. Only what would ask a server is stood in for: where an entry's file is.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ.update(WANDB_MODE="offline", WANDB_SILENT="true", WANDB_ERROR_REPORTING="false")

import numpy as np
import wandb
from wandb.sdk.artifacts.artifact_manifests.artifact_manifest_v1 import ArtifactManifestV1
from wandb.sdk.data_types.base_types.wb_value import WBValue


class Entry:
    def __init__(self, path: Path) -> None:
        self.path = path

    def download(self, *_: Any, **__: Any) -> str:
        return str(self.path)


class Laid:
    """The folder of an artifact, asked as wandb's ``from_json`` asks an artifact."""

    _client_id = None
    aliases = ("latest",)

    def __init__(self, folder: Path, manifest: Path) -> None:
        self.folder = folder
        self.manifest = ArtifactManifestV1.from_manifest_json(json.loads(manifest.read_text()))

    def get_entry(self, path: str) -> Entry:
        assert path in self.manifest.entries, path
        return Entry(self.folder / path)

    get_path = get_entry

    def get(self, name: str) -> Any:
        for cls in WBValue.type_mapping().values():
            path = cls.with_suffix(name)
            if path in self.manifest.entries and (self.folder / path).is_file():
                return cls.from_json(json.loads((self.folder / path).read_text()), self)
        return None


def plain(value: Any) -> Any:
    if isinstance(value, wandb.Image):
        pixels = np.asarray(value.image)
        return {
            "shape": list(pixels.shape),
            "sum": int(pixels.astype(np.int64).sum()),
            "caption": value._caption,
            "format": value.format,
            "boxes": {group: boxes._val for group, boxes in (value._boxes or {}).items()},
            "masks": {group: counts(mask._path) for group, mask in (value._masks or {}).items()},
            "classes": value._classes and value._classes._class_set,
        }
    if isinstance(value, wandb.Classes):
        return value._class_set
    if isinstance(value, wandb.Table):
        return {
            "columns": value.columns,
            "data": [[plain(cell) for cell in row] for row in value.data],
            "types": {key: item.to_json() for key, item in value._column_types.params["type_map"].items()
                      if item.name not in ("foreignKey", "foreignIndex")},
        }  # fmt: skip
    if hasattr(value, "_table1"):
        return {"joined": [plain(value._table1), plain(value._table2)], "key": value._join_key}
    if hasattr(value, "parts_path"):
        return {"parts": [[index, [plain(cell) for cell in row]] for index, row in value.iterrows()]}
    if hasattr(value, "_path") and value._path:
        return {
            "file": type(value).__name__,
            "sha256": hashlib.sha256(Path(value._path).read_bytes()).hexdigest(),
        }
    if isinstance(value, np.ndarray):
        return {"array": value.tolist(), "dtype": str(value.dtype)}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value if isinstance(value, (str, int, float, bool, type(None))) else repr(type(value))


def counts(path: str) -> dict[str, int]:
    from PIL import Image

    found = np.unique(np.asarray(Image.open(path)), return_counts=True)
    return {str(key): int(count) for key, count in zip(*found, strict=True)}


def main() -> None:
    folder, manifest = Path(sys.argv[1]), Path(sys.argv[2])
    laid = Laid(folder, manifest)
    read = {name: plain(laid.get(name)) for name in sys.argv[3:]}
    print(json.dumps({"digest": laid.manifest.digest(), "read": read}))


if __name__ == "__main__":
    main()
