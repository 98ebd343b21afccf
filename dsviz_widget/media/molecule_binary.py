"""MMTF and BinaryCIF: structures of biology in packed arrays."""

from __future__ import annotations

import struct
from itertools import pairwise
from typing import Any

import numpy as np

from dsviz_widget.errors import MediaValueError
from dsviz_widget.media.molecule_atoms import Atoms, Entry
from dsviz_widget.media.molecule_cif import entry_of
from dsviz_widget.media.molecule_elements import number_of
from dsviz_widget.media.molecule_msgpack import unpack
from dsviz_widget.media.molecule_text import cut_short, no_atoms, refused

Array = np.ndarray[Any, Any]

MOST = 50_000_000
"""Values of one array; a damaged file may claim more."""


def read_mmtf(content: bytes, at: int = 0) -> tuple[Entry, int]:
    """Return one model of an MMTF file, and how many it has.

    References
    ----------
    MMTF specification 1.0, https://github.com/rcsb/mmtf/blob/master/spec.md.
    """
    data = _unzipped(content, "mmtf")
    try:
        return _mmtf(data, at)
    except (KeyError, IndexError, TypeError, ValueError, struct.error, OverflowError) as error:
        raise _damaged(error, "mmtf") from None


def _mmtf(data: dict[str, Any], at: int) -> tuple[Entry, int]:
    count = int(data["numAtoms"])
    if count <= 0:
        raise no_atoms("mmtf", "numAtoms is 0")
    axes = [_decoded(data[f"{axis}CoordList"]) for axis in "xyz"]
    if min(map(len, axes)) < count:
        raise cut_short("mmtf", count, min(map(len, axes)))
    xyz = np.stack([axis[:count] for axis in axes], axis=1).astype(np.float64)
    if not np.isfinite(xyz).all():
        raise refused("the mmtf file has coordinates that are no numbers. Write it again.")
    groups = data["groupList"]
    kinds = _decoded(data["groupTypeList"])
    sizes = np.array([len(group["elementList"]) for group in groups])[kinds]
    if sizes.sum() != count:
        raise ValueError("groups of other atoms")
    group_of = np.repeat(np.arange(len(kinds)), sizes)
    elements = [symbol for kind in kinds.tolist() for symbol in groups[kind]["elementList"]]
    names = [name for kind in kinds.tolist() for name in groups[kind]["atomNameList"]]
    residue_names = np.array([group["groupName"] for group in groups])[kinds][group_of]
    polymers = np.array(["LINKING" in str(group.get("chemCompType", "")).upper() for group in groups])
    chains_of_model = [int(each) for each in data["chainsPerModel"]]
    groups_of_chain = np.array(data["groupsPerChain"], np.int64)
    chain_of_group = np.repeat(np.arange(len(groups_of_chain)), groups_of_chain)
    known = _texts(data.get("chainNameList") or data["chainIdList"])
    model = min(at, len(chains_of_model) - 1)
    first = sum(chains_of_model[:model])
    chain = chain_of_group[group_of]
    rows = np.flatnonzero((chain >= first) & (chain < first + chains_of_model[model]))
    if len(rows) == 0:
        raise no_atoms("mmtf", f"model {model + 1} is empty")
    atoms = Atoms(
        np.array([number_of(symbol) for symbol in elements], np.uint8)[rows],
        xyz[rows],
        np.array(names)[rows],
        residue_names[rows],
        group_of[rows],
        np.array(known)[chain[rows]],
        ~polymers[kinds][group_of[rows]],
    )
    return Entry(atoms, str(data.get("title") or data.get("structureId") or "")), len(chains_of_model)


def _decoded(packed: bytes) -> Array:
    """Return the numbers of a field; the first 12 bytes say how they are packed."""
    codec, length, parameter = struct.unpack_from(">iii", packed)
    body = packed[12:]
    if length > MOST:
        raise ValueError("too many")
    if codec in (2, 3, 4):
        return np.frombuffer(body, {2: "i1", 3: ">i2", 4: ">i4"}[codec]).astype(np.int64)
    if codec == 1:
        return np.frombuffer(body, ">f4").astype(np.float64)
    if codec in (7, 8, 9):
        runs = _runs(np.frombuffer(body, ">i4"))
        plain: Array = np.cumsum(runs) if codec == 8 else runs / parameter if codec == 9 else runs
        return plain
    if codec == 10:
        steps: Array = _recursive(np.frombuffer(body, ">i2"))
        return np.asarray(np.cumsum(steps) / parameter)
    if codec in (11, 12, 13):
        values = np.frombuffer(body, "i1" if codec == 13 else ">i2")
        return np.asarray((values if codec == 11 else _recursive(values)) / parameter)
    if codec in (14, 15):
        return _recursive(np.frombuffer(body, "i1" if codec == 15 else ">i2"))
    raise ValueError(f"codec {codec}")


def _texts(packed: bytes | list[str]) -> list[str]:
    if isinstance(packed, list):
        return [str(each) for each in packed]
    _, count, wide = struct.unpack_from(">iii", packed)
    rows = np.frombuffer(packed[12:], f"S{wide}") if 0 < wide <= 64 and count <= MOST else np.zeros(0, "S1")
    return [row.decode("ascii", "replace").strip("\0 ") for row in rows.tolist()]


def _runs(pairs: Array) -> Array:
    counts = pairs[1::2]
    if len(pairs) % 2 or (counts < 0).any() or int(counts.sum(dtype=np.int64)) > MOST:
        raise ValueError("runs that do not fit")
    return np.repeat(pairs[::2].astype(np.int64), counts)


def _recursive(values: Array) -> Array:
    """Return numbers of which large ones are sums: the extremes of the type go on in the next value."""
    limits = np.iinfo(values.dtype)
    goes_on = (values == limits.max) | (values == limits.min)
    wide = values.astype(np.int64)
    starts = np.flatnonzero(np.concatenate([[True], ~goes_on[:-1]])) if len(values) else np.zeros(0, np.int64)
    return np.add.reduceat(wide, starts) if len(starts) else wide


def read_bcif(content: bytes, at: int = 0) -> tuple[Entry, int]:
    """Return one model of a BinaryCIF file, and how many it has.

    References
    ----------
    Sehnal et al. 2020, BinaryCIF and CIFTools.
    """
    data = _unzipped(content, "bcif")
    try:
        for block in data["dataBlocks"]:
            for category in block["categories"]:
                if category["name"].lower() == "_atom_site":
                    wanted = {column["name"].lower(): _column(column) for column in category["columns"]}
                    return entry_of(wanted, {}, str(block.get("header", "")), at)
    except (KeyError, IndexError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise _damaged(error, "bcif") from None
    raise no_atoms("bcif", "there is no category _atom_site")


def _column(column: dict[str, Any]) -> list[str]:
    texts = [str(value) for value in _unfolded(column["data"])]
    mask = column.get("mask")
    if mask:
        states = _unfolded(mask)
        texts = [text if state == 0 else "." for text, state in zip(texts, states, strict=True)]
    return texts


def _unfolded(packed: dict[str, Any]) -> list[Any]:
    value: Any = packed["data"]
    for encoding in reversed(packed["encoding"]):
        value = _step(value, encoding)
    listed: list[Any] = value if isinstance(value, list) else value.tolist()
    return listed


ARRAYS = {1: "i1", 2: "<i2", 3: "<i4", 4: "u1", 5: "<u2", 6: "<u4", 32: "<f4", 33: "<f8"}


def _step(value: Any, encoding: dict[str, Any]) -> Any:
    kind = encoding["kind"]
    if kind == "ByteArray":
        return np.frombuffer(value, ARRAYS[encoding["type"]])
    if kind == "FixedPoint":
        return value.astype(np.float64) / encoding["factor"]
    if kind == "IntervalQuantization":
        steps = max(1, encoding["numSteps"] - 1)
        return encoding["min"] + value.astype(np.float64) * (encoding["max"] - encoding["min"]) / steps
    if kind == "RunLength":
        return _runs(value)
    if kind == "Delta":
        return np.cumsum(value, dtype=np.int64) + encoding["origin"]
    if kind == "IntegerPacking":
        limits = np.iinfo(value.dtype)
        goes_on = value == limits.max
        if not encoding["isUnsigned"]:
            goes_on |= value == limits.min
        starts = np.flatnonzero(np.concatenate([[True], ~goes_on[:-1]])) if len(value) else value[:0]
        return np.add.reduceat(value.astype(np.int64), starts) if len(value) else value
    if kind == "StringArray":
        offsets = _unfolded({"data": encoding["offsets"], "encoding": encoding["offsetEncoding"]})
        places = _unfolded({"data": value, "encoding": encoding["dataEncoding"]})
        whole = encoding["stringData"]
        texts = [whole[a:b] for a, b in pairwise(offsets)]
        return ["" if place < 0 else texts[place] for place in places]
    raise ValueError(f"encoding {kind}")


def _unzipped(content: bytes, file_format: str) -> dict[str, Any]:
    if content[:2] == b"\x1f\x8b":
        raise refused(
            f"the {file_format} file is compressed with gzip. Decompress it first: gzip.decompress(bytes)."
        )
    return unpack(content, file_format)


def _damaged(error: Exception, file_format: str) -> Exception:
    """Return what to raise for whatever the arrays of a damaged file lead to."""
    if isinstance(error, MediaValueError):
        return error
    return refused(f"the {file_format} file is damaged: its arrays do not fit together. Write it again.")
