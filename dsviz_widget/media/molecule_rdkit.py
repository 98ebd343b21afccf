"""Molecules that RDKit makes, reads or holds, as SDF files."""

from __future__ import annotations

import os
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any

from dsviz_widget.errors import LibraryMissing, MediaTypeError, MediaValueError
from dsviz_widget.media.given import file_given
from dsviz_widget.types import article

RDKIT_FORMATS = ("mol", "sdf")
SEED = 61453
"""The same text gives the same molecule, so that a table is stored once."""


def rdkit() -> Any:
    """Return ``rdkit.Chem``; raises LibraryMissing where it is not installed."""
    try:
        from rdkit import Chem
    except ImportError:
        raise LibraryMissing(
            "molecules of SMILES and of RDKit need RDKit. Install it: pip install rdkit"
        ) from None
    return Chem


def molecule_of(given: Any) -> Any:
    """Return RDKit's molecule of a molecule, or of the first one in a file.

    Raises
    ------
    MediaTypeError, MediaValueError, MediaFileError
        If it is neither, or RDKit cannot read the file.
    """
    chem = rdkit()
    if isinstance(given, chem.Mol):
        return given
    if not isinstance(given, (str, os.PathLike)):
        raise MediaTypeError(
            f"from_rdkit takes an rdkit.Chem.Mol or the path of a .mol or .sdf file, got {article(given)}."
        )
    path = file_given(given, "molecule")
    ending = path.suffix[1:].lower()
    if ending not in RDKIT_FORMATS:
        raise MediaValueError(
            f"from_rdkit reads .mol and .sdf files, and {path.name!r} is neither. "
            "Give other types to Molecule(path), and SMILES to Molecule.from_smiles."
        )
    found = _first_in(chem, path)
    if found is None:
        raise MediaValueError(
            f"RDKit cannot read a molecule from {path.name!r}. Check it in another program."
        )
    return found


def _first_in(chem: Any, path: Path) -> Any:
    with _quiet():
        try:
            if path.suffix.lower() == ".mol":
                return chem.MolFromMolFile(str(path), removeHs=False)
            return next(iter(chem.SDMolSupplier(str(path), removeHs=False)), None)
        except (OSError, RuntimeError, ValueError):
            return None


def molecule_of_smiles(smiles: Any, sanitize: bool) -> Any:
    """Return RDKit's molecule of a SMILES text."""
    chem = rdkit()
    if not isinstance(smiles, str):
        raise MediaTypeError(f"from_smiles takes text such as 'CCO', got {article(smiles)}.")
    with _quiet():
        found = chem.MolFromSmiles(smiles, sanitize=sanitize) if smiles.strip() else None
    if found is None:
        shown = smiles if len(smiles) <= 60 else f"{smiles[:57]}..."
        raise MediaValueError(f"RDKit cannot read {shown!r} as SMILES. Check brackets, rings and valences.")
    if sanitize is False:
        found.UpdatePropertyCache(strict=False)
        chem.FastFindRings(found)
    return found


def sdf_of(molecule: Any, is_3d: bool, iterations: int) -> bytes:
    """Return a molecule as an SDF file with its properties.

    Parameters
    ----------
    molecule : rdkit.Chem.Mol
    is_3d : bool
        Whether hydrogens and places in space are worked out, and relaxed in the MMFF94 field, or in UFF
        where that lacks parameters. Else a molecule without places is laid out flat.
    iterations : int
        Steps of the relaxation at most.
    """
    chem = rdkit()
    places: Any = import_module("rdkit.Chem.AllChem")

    if molecule.GetNumAtoms() == 0:
        raise MediaValueError("the molecule has no atoms. Check what it was made from.")
    with _quiet():
        if is_3d:
            molecule = chem.AddHs(molecule, addCoords=molecule.GetNumConformers() > 0)
            if places.EmbedMolecule(molecule, randomSeed=SEED) != 0 and (
                places.EmbedMolecule(molecule, randomSeed=SEED, useRandomCoords=True) != 0
            ):
                raise MediaValueError(
                    "RDKit finds no places in space for this molecule. "
                    "Pass convert_to_3d_and_optimize=False for a flat one."
                )
            if places.MMFFHasAllMoleculeParams(molecule):
                places.MMFFOptimizeMolecule(molecule, maxIters=iterations)
            elif places.UFFHasAllMoleculeParams(molecule):
                places.UFFOptimizeMolecule(molecule, maxIters=iterations)
        elif molecule.GetNumConformers() == 0:
            molecule = chem.Mol(molecule)
            places.Compute2DCoords(molecule)
        return _written(chem, molecule)


def _written(chem: Any, molecule: Any) -> bytes:
    text = StringIO()
    writer = chem.SDWriter(text)
    writer.SetKekulize(True)
    try:
        writer.write(molecule)
    except (RuntimeError, ValueError):
        # One that was not sanitized may have no single and double bonds to write.
        writer.SetKekulize(False)
        writer.write(molecule)
    writer.close()
    return text.getvalue().encode()


def _quiet() -> Any:
    from rdkit import rdBase

    return rdBase.BlockLogs()
