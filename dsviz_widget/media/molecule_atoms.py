"""Atoms of one molecule or one model as arrays, and what is known of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dsviz_widget.media.molecule_elements import WEIGHTS, hill

Array = np.ndarray[Any, Any]

WATERS = ("HOH", "WAT", "SOL", "H2O", "DOD", "TIP", "TIP3", "TIP3P", "TIP4", "TIP4P", "SPC", "TP3", "OH2")
AROMATIC = 4
SMALL_ATOMS = 1000
SMALL_RESIDUES = 1


@dataclass(frozen=True)
class Atoms:
    """Atoms and bonds.

    Attributes
    ----------
    numbers : (n,) uint8
        Atomic numbers, 0 where the element is unknown.
    xyz : (n, 3) float64
        Places, in angstroms.
    names : (n,) str, optional
        Names of the atoms within their residues.
    residue_names, chains : (n,) str, optional
    residues : (n,) int, optional
        Counts residues along the file, from 0.
    hetero : (n,) bool, optional
        Whether the atom belongs to no polymer.
    bonds : (m, 3) int, optional
        Two atoms, counted from 0, and the order: 1, 2, 3, or 4 for aromatic. None where the file has none.
    charges : (n,) int, optional
        Formal charges.
    """

    numbers: Array
    xyz: Array
    names: Array | None = None
    residue_names: Array | None = None
    residues: Array | None = None
    chains: Array | None = None
    hetero: Array | None = None
    bonds: Array | None = None
    charges: Array | None = None
    has_implied_hydrogens: bool = False

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def is_water(self) -> Array:
        """Whether each atom belongs to water around the molecule."""
        if self.residue_names is None:
            return np.zeros(len(self), bool)
        return np.isin(self.residue_names, WATERS)


@dataclass(frozen=True)
class Entry:
    """One molecule of a file: its atoms, its name, and what the file says of it, in the order of the file."""

    atoms: Atoms
    name: str = ""
    properties: dict[str, str] = field(default_factory=dict)


def facts_of(entry: Entry, count: int) -> dict[str, Any]:
    """Return the facts of a file by its first entry; `count` says how many it has.

    Formula and weight are told of small molecules only: structures of polymers leave hydrogens out.
    """
    atoms = entry.atoms
    residues = chains = None
    kept = ~atoms.is_water
    if atoms.residues is not None:
        residues = len(np.unique(atoms.residues[kept]))
    if atoms.chains is not None:
        chains = len(np.unique(atoms.chains[kept]))
    formula = weight = None
    is_small = (residues is None or residues <= SMALL_RESIDUES) and len(atoms) <= SMALL_ATOMS
    if is_small and bool((atoms.numbers > 0).all()):
        numbers = np.concatenate([atoms.numbers, np.ones(_implied_hydrogens(atoms), np.uint8)])
        formula = "".join(
            symbol + (str(number) if number > 1 else "") for symbol, number in hill(numbers).items()
        )
        weight = round(float(WEIGHTS[numbers].sum()), 3)
    return {
        "name": entry.name or None,
        "atoms": len(atoms),
        "residues": residues,
        "chains": chains,
        "models": count,
        "elements": " ".join(hill(atoms.numbers)) or None,
        "formula": formula,
        "weight": weight,
    }


# Bonds that an atom without charge has, where the file says nothing else.
VALENCES = {
    5: (3,), 6: (4,), 7: (3,), 8: (2,), 9: (1,), 14: (4,), 15: (3, 5), 16: (2, 4, 6), 17: (1,),
    35: (1,), 53: (1,),
}  # fmt: skip


def _implied_hydrogens(atoms: Atoms) -> int:
    """Return how many hydrogens an SDF file leaves to the reader.

    References
    ----------
    CTfile formats, "Valence model of MDL": what remains of an atom's usual valence is hydrogen.
    """
    if not atoms.has_implied_hydrogens or atoms.bonds is None:
        return 0
    used = np.zeros(len(atoms))
    order = np.where(atoms.bonds[:, 2] == AROMATIC, 1.5, atoms.bonds[:, 2])
    for end in (0, 1):
        np.add.at(used, atoms.bonds[:, end], order)
    charges = atoms.charges if atoms.charges is not None else np.zeros(len(atoms), int)
    missing = 0
    for number, bonds, charge in zip(atoms.numbers.tolist(), used.tolist(), charges.tolist(), strict=True):
        # A positive nitrogen has a bond more, a positive carbon one less.
        shift = -abs(charge) if number in (5, 6, 14) else charge
        room = [valence + shift for valence in VALENCES.get(number, ()) if valence + shift >= bonds]
        missing += int(room[0] - bonds) if room else 0
    return missing


def residue_starts(*parts: Array) -> Array:
    """Return a running number of residues: a new one wherever one of the parts changes."""
    changed = np.zeros(len(parts[0]), bool)
    for part in parts:
        changed[1:] |= part[1:] != part[:-1]
    counted: Array = np.cumsum(changed)
    return counted
