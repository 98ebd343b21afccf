"""What W&B itself wrote, and artifacts and logs written here byte by byte in its forms."""

from __future__ import annotations

import base64
import hashlib
import json
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dsviz_widget.convert import WandbArtifact, open_wandb_artifact

REFERRED = ("truth-v0", "raw_examples-v0", "joined_local-v0")


def opened(shared_data: Path, name: str, others: bool = True, **options: Any) -> WandbArtifact:
    """Open one of the artifacts that W&B wrote, with those it refers to."""
    root = shared_data / "wandb_written"
    if others:
        options["others"] = [opened(shared_data, other, others=False) for other in REFERRED]
    manifest = root / "manifests" / f"{name}.wandb_manifest.json"
    return open_wandb_artifact(root / "artifacts" / name, manifest, **options)


def artifact_folder(folder: Path, files: Mapping[str, bytes | dict[str, Any]]) -> Path:
    """Write an artifact's folder: bytes as they are, dicts as JSON."""
    for path, content in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return folder


def manifest_file(folder: Path, contents: Mapping[str, Mapping[str, Any]]) -> Path:
    """Write a manifest beside an artifact's folder."""
    file = folder.with_name(folder.name + ".wandb_manifest.json")
    plain = {"version": 1, "storagePolicy": "wandb-storage-policy-v1", "contents": contents}
    file.write_text(json.dumps(plain))
    return file


def md5_of(content: bytes) -> str:
    """Return a digest as W&B's manifests have it."""
    return base64.b64encode(hashlib.md5(content).digest()).decode()


def table_json(columns: list[Any], rows: list[list[Any]], **types: Any) -> dict[str, Any]:
    """Return a table.json; without types it has no column types."""
    made: dict[str, Any] = {"_type": "table", "columns": columns, "data": rows}
    if types:
        made["column_types"] = {"wb_type": "typedDict", "params": {"type_map": types}}
    return made


def log_file(path: Path, *records: bytes) -> Path:
    """Write a run's log: records in blocks of 32 kB, cut where a block ends."""
    out = bytearray(struct.pack("<4sHB", b":W&B", 0xBEE1, 0))
    for record in records:
        rest, first = record, True
        while first or rest:
            room = 32_768 - len(out) % 32_768
            if room < 7:
                out += bytes(room)
                continue
            piece, rest = rest[: room - 7], rest[room - 7 :]
            kind = (1 if first else 4) if not rest else (2 if first else 3)
            out += struct.pack("<IHB", zlib.crc32(piece, zlib.crc32(bytes([kind]))), len(piece), kind) + piece
            first = False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(out)
    return path


def message(*fields: tuple[int, int | str | bytes]) -> bytes:
    """Return a Protocol Buffers message."""
    out = bytearray()
    for number, value in fields:
        if isinstance(value, int):
            out += _varint(number << 3) + _varint(value & (1 << 64) - 1)
        else:
            content = value.encode() if isinstance(value, str) else value
            out += _varint(number << 3 | 2) + _varint(len(content)) + content
    return bytes(out)


def step_record(**values: Any) -> bytes:
    """Return a record of one logged step."""
    items = [(1, message((2, key), (16, json.dumps(value)))) for key, value in values.items()]
    return message((2, message(*items)))


def _varint(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])
