"""SDF and MOL2 files: atoms and bonds of small molecules, any number of them one after the other."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from dsviz_widget.media.molecule_atoms import AROMATIC, Atoms, Entry
from dsviz_widget.media.molecule_elements import number_of
from dsviz_widget.media.molecule_text import count_in, cut_short, no_atoms, numbers_of, refused

Array = np.ndarray[Any, Any]

# Charge of an atom by the code in its line.
CHARGES = {1: 3, 2: 2, 3: 1, 5: -1, 6: -2, 7: -3}
ORDERS = {"1": 1, "2": 2, "3": 3, "ar": AROMATIC, "am": 1}
V30 = "M  V30 "
MOLECULE = "@<TRIPOS>MOLECULE"


def split_sdf(text: str) -> list[str]:
    """Return the records of an SDF file; one without ``$$$$`` is one record."""
    pieces = re.split(r"^\$\$\$\$[^\S\n]*\r?\n?", text, flags=re.MULTILINE)
    return [piece for piece in pieces if piece.strip()]


def split_mol2(text: str) -> list[str]:
    """Return the molecules of a MOL2 file."""
    pieces = re.split(rf"^(?={re.escape(MOLECULE)})", text, flags=re.MULTILINE)
    return [piece for piece in pieces if piece.startswith(MOLECULE)]


def read_sdf(text: str, at: int = 0) -> tuple[Entry, int]:
    """Return one molecule of an SDF file, and how many it has.

    References
    ----------
    CTfile Formats, BIOVIA 2020: V2000, V3000 and data items.
    """
    records = split_sdf(text)
    if not records:
        raise no_atoms("sdf", "it holds no record")
    for index, record in enumerate(records):
        if "M  END" not in record:
            raise refused(
                f"molecule {index + 1:,} of the sdf file has no line 'M  END': it is cut short, or no sdf. "
                "Write it again."
            )
    record = records[min(at, len(records) - 1)]
    lines = record.splitlines()
    if len(lines) < 4:
        raise cut_short("sdf", 4, len(lines), "lines of a head")
    atoms = _v3000(lines) if "V3000" in lines[3] else _v2000(lines)
    return Entry(atoms, lines[0].strip(), _items(record)), len(records)


def _v2000(lines: list[str]) -> Atoms:
    count = count_in(lines[3][:3], "atoms", "sdf")
    bond_count = count_in(lines[3][3:6] or "0", "bonds", "sdf")
    if count == 0:
        raise no_atoms("sdf", "its line of counts says 0")
    rows = lines[4 : 4 + count]
    found = next((k for k, row in enumerate(rows) if row.startswith("M  ") or len(row) < 32), len(rows))
    if found < count:
        raise cut_short("sdf", count, found)
    xyz = numbers_of([(row[:10], row[10:20], row[20:30]) for row in rows], "sdf")
    numbers = np.array([number_of(row[31:34]) for row in rows], np.uint8)
    charges = np.array(
        [CHARGES.get(int(code), 0) if (code := row[36:39].strip()).isdigit() else 0 for row in rows]
    )
    links = lines[4 + count : 4 + count + bond_count]
    bonds = np.array([_bond((row[:3], row[3:6], row[6:9]), k, count) for k, row in enumerate(links)])
    for line in lines[4 + count :]:
        if line.startswith("M  END"):
            break
        if line.startswith("M  CHG"):
            pairs = [int(each) for each in line[9:].split() if each.lstrip("+-").isdigit()]
            for atom, charge in zip(pairs[::2], pairs[1::2], strict=False):
                if 1 <= atom <= count:
                    charges[atom - 1] = charge
    return Atoms(
        numbers, xyz, bonds=bonds.reshape(-1, 3).astype(np.int64), charges=charges, has_implied_hydrogens=True
    )


def _v3000(lines: list[str]) -> Atoms:
    # A line that ends in a hyphen goes on in the next one.
    joined = re.sub(r"-\n" + re.escape(V30), "", "\n".join(lines)).splitlines()
    rows = [line[len(V30) :].split() for line in joined if line.startswith(V30)]
    counts = next((row for row in rows if row[:1] == ["COUNTS"]), None)
    if counts is None or len(counts) < 3:
        raise refused(
            "the sdf file is of version V3000 and has no line COUNTS: it is cut short. Write it again."
        )
    count = count_in(counts[1], "atoms", "sdf")
    if count == 0:
        raise no_atoms("sdf", "its line COUNTS says 0")
    atoms = _block(rows, "ATOM")
    if len(atoms) < count or any(len(row) < 5 for row in atoms):
        raise cut_short("sdf", count, len(atoms))
    place = {row[0]: index for index, row in enumerate(atoms)}
    charges = [
        next((int(part[4:]) for part in row[5:] if re.fullmatch(r"CHG=[+-]?\d+", part)), 0) for row in atoms
    ]
    bonds = [
        _bond((str(place.get(row[2], -1) + 1), str(place.get(row[3], -1) + 1), row[1]), k, len(atoms))
        for k, row in enumerate(_block(rows, "BOND"))
        if len(row) >= 4
    ]
    return Atoms(
        np.array([number_of(row[1]) for row in atoms], np.uint8),
        numbers_of([row[2:5] for row in atoms], "sdf"),
        bonds=np.array(bonds, np.int64).reshape(-1, 3),
        charges=np.array(charges),
        has_implied_hydrogens=True,
    )


def _block(rows: list[list[str]], name: str) -> list[list[str]]:
    start = next((k for k, row in enumerate(rows) if row[:2] == ["BEGIN", name]), None)
    if start is None:
        return []
    stop = next((k for k, row in enumerate(rows) if row[:2] == ["END", name]), len(rows))
    return rows[start + 1 : stop]


def _bond(parts: tuple[str, str, str], index: int, count: int) -> tuple[int, int, int]:
    try:
        first, second = int(parts[0]), int(parts[1])
    except ValueError:
        first = second = 0
    if not (1 <= first <= count and 1 <= second <= count):
        raise refused(
            f"bond {index + 1} joins atoms {parts[0].strip()!r} and {parts[1].strip()!r}, and there are "
            f"{count:,}. Write the file again."
        )
    order = parts[2].strip()
    return first - 1, second - 1, int(order) if order in ("1", "2", "3", "4") else 1


def _items(record: str) -> dict[str, str]:
    found: dict[str, str] = {}
    _, _, after = record.partition("M  END")
    for piece in re.split(r"^(?=>)", after, flags=re.MULTILINE):
        head, _, value = piece.partition("\n")
        name = re.match(r">[^<]*<(.*)>", head)
        if name:
            found[name[1].strip()] = re.split(r"\r?\n[^\S\n]*\r?\n", value)[0].strip()
    return found


def read_mol2(text: str, at: int = 0) -> tuple[Entry, int]:
    """Return one molecule of a MOL2 file, and how many it has.

    References
    ----------
    Tripos Mol2 File Format, Tripos 2005.
    """
    pieces = split_mol2(text)
    if not pieces:
        raise no_atoms("mol2", "it has no line @<TRIPOS>MOLECULE")
    parts = _sections(pieces[min(at, len(pieces) - 1)])
    head = parts.get("MOLECULE", [])
    counts = head[1].split() if len(head) > 1 else []
    if not counts:
        raise cut_short("mol2", 2, len(head), "lines of a head")
    count = count_in(counts[0], "atoms", "mol2")
    rows = [line.split() for line in parts.get("ATOM", []) if line.strip()]
    if count == 0:
        raise no_atoms("mol2", "its line of counts says 0")
    if len(rows) < count or any(len(row) < 6 for row in rows):
        raise cut_short("mol2", count, next((k for k, row in enumerate(rows) if len(row) < 6), len(rows)))
    place = {row[0]: index for index, row in enumerate(rows)}
    bonds = [
        _bond(
            (str(place.get(row[1], -1) + 1), str(place.get(row[2], -1) + 1), str(ORDERS.get(row[3], 1))),
            k,
            len(rows),
        )
        for k, row in enumerate(line.split() for line in parts.get("BOND", []) if line.strip())
        if len(row) >= 4
    ]
    stated = count_in(counts[1], "bonds", "mol2") if len(counts) > 1 else 0
    if len(bonds) < stated:
        raise cut_short("mol2", stated, len(bonds), "bonds")
    residue_names = np.array([row[7] if len(row) > 7 else "" for row in rows])
    atoms = Atoms(
        np.array([number_of(row[5].partition(".")[0]) for row in rows], np.uint8),
        numbers_of([row[2:5] for row in rows], "mol2"),
        np.array([row[1] for row in rows]),
        np.array([re.sub(r"\d+$", "", name) for name in residue_names.tolist()]),
        np.unique([row[6] if len(row) > 6 else "1" for row in rows], return_inverse=True)[1],
        bonds=np.array(bonds, np.int64).reshape(-1, 3) if bonds else None,
    )
    properties = {"type": head[2].strip()} if len(head) > 2 and head[2].strip() else {}
    return Entry(atoms, head[0].strip().strip("*"), properties), len(pieces)


def _sections(piece: str) -> dict[str, list[str]]:
    parts: dict[str, list[str]] = {}
    name = ""
    for line in piece.splitlines():
        if line.startswith("@<TRIPOS>"):
            name = line[9:].strip()
            parts.setdefault(name, [])
        elif name and not line.startswith("#"):
            parts[name].append(line)
    return parts
