"""Molecules of every type of file, each written here; those of RDKit only where it is installed."""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Callable
from pathlib import Path

import dsviz_widget as wandb
from tests.unit.media.media_cases import Family
from tests.unit.media.molecule_texts import CIF, GRO, MOL2, PQR, SALT, bcif, mmtf, pdb, sdf


def _file(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _opened(path: Path) -> wandb.Molecule:
    with path.open() as file:
        return wandb.Molecule(file)


def _made(content: str | bytes, file_type: str) -> Callable[[Path], wandb.Molecule]:
    given = content.encode() if isinstance(content, str) else content
    return lambda folder: wandb.Molecule(io.BytesIO(given), file_type=file_type)


has_rdkit = importlib.util.find_spec("rdkit") is not None
RDKIT_WAYS: dict[str, Callable[[Path], wandb.Molecule]] = {
    "smiles": lambda folder: wandb.Molecule.from_smiles("CCO", caption="ethanol"),
    "rdkit": lambda folder: wandb.Molecule.from_rdkit(
        str(_file(folder, "w.sdf", sdf("water"))), convert_to_3d_and_optimize=False
    ),
}
RDKIT_BAD: dict[str, tuple[Callable[[Path], wandb.Molecule], str]] = {
    "SMILES": (lambda folder: wandb.Molecule.from_smiles("C1CC"), "cannot read 'C1CC' as SMILES"),
    "no text": (lambda folder: wandb.Molecule.from_smiles(7), "takes text such as 'CCO', got"),
    "rdkit file": (
        lambda folder: wandb.Molecule.from_rdkit(_file(folder, "a.pdb", pdb())),
        "reads .mol and .sdf",
    ),
    "rdkit": (lambda folder: wandb.Molecule.from_rdkit(5), "takes an rdkit.Chem.Mol or the path"),
}

FAMILY = Family(
    wandb.Molecule,
    ways={
        "pdb": lambda folder: wandb.Molecule(_file(folder, "a.pdb", pdb()), caption="glycine"),
        "models": lambda folder: _opened(_file(folder, "b.PDB", pdb(3))),
        "pqr": _made(PQR, "pqr"),
        "mmcif": lambda folder: wandb.Molecule(str(_file(folder, "a.mmcif", CIF))),
        "mcif": _made(CIF.replace("1abc", "2abc"), "mcif"),
        "cif": _made(SALT, "cif"),
        "sdf": lambda folder: wandb.Molecule(io.StringIO(sdf("one", "two")), file_type="sdf"),
        "sd": lambda folder: wandb.Molecule(_file(folder, "a.sd", sdf("one"))),
        "gro": _made(GRO * 2, "gro"),
        "mol2": _made(MOL2, "mol2"),
        "mmtf": _made(mmtf(), "mmtf"),
        "bcif": _made(bcif(), "bcif"),
        "bytes": lambda folder: wandb.Molecule(sdf("bytes").encode(), file_type=".SDF"),
        "again": lambda folder: wandb.Molecule(wandb.Molecule(sdf("again").encode(), file_type="sdf")),
        **(RDKIT_WAYS if has_rdkit else {}),
    },
    bad={
        "number": (lambda folder: wandb.Molecule(5), "takes a path, an open file or bytes, got the number 5"),
        "text": (lambda folder: wandb.Molecule(pdb()), "takes the path of a file; text of a file goes in as"),
        "argument": (lambda folder: wandb.Molecule("a.pdb", style="stick"), "takes no 'style'"),
        "missing": (lambda folder: wandb.Molecule(folder / "no.pdb"), "there is no file"),
        "ending": (lambda folder: wandb.Molecule(_file(folder, "a.xyz", "1\n")), "'a.xyz' is none of pdb"),
        "mol": (
            lambda folder: wandb.Molecule(_file(folder, "a.mol", "1\n")),
            "Give it to Molecule.from_rdkit",
        ),
        "packed": (lambda folder: wandb.Molecule(_file(folder, "a.pdb.gz", b"\x1f\x8b")), "is compressed"),
        "gzip": (_made(b"\x1f\x8b\x08" + bytes(9), "cif"), "compressed with gzip. Decompress it first"),
        "gzip of binary": (_made(b"\x1f\x8b\x08" + bytes(9), "mmtf"), "compressed with gzip"),
        "no type": (lambda folder: wandb.Molecule(io.StringIO(pdb())), "needs its type: file_type="),
        "other type": (lambda folder: wandb.Molecule(io.StringIO(pdb()), file_type="xyz"), "got 'xyz'"),
        "empty": (lambda folder: wandb.Molecule(_file(folder, "a.pdb", "")), "is empty"),
        "blank": (_made(" \n\n", "sdf"), "the sdf file is empty"),
        "binary": (_made(b"ATOM\0\0\0", "pdb"), "holds binary data, and pdb is text"),
        "no atoms": (_made("REMARK nothing\nEND\n", "pdb"), "no line begins with ATOM or HETATM"),
        "columns": (
            _made(pdb().replace("  -1.195   0.201  -0.206", " -1.195 0.201 -0.206"), "pdb"),
            "no number",
        ),
        "cut pdb": (_made(pdb()[:350], "pdb"), "in the middle of atom 5: it is cut short"),
        "NaN": (_made(pdb().replace("-1.195", "   nan"), "pdb"), "atom 1 .* coordinate 'nan'"),
        "cut sdf": (_made(sdf("a")[:120], "sdf"), "no line 'M  END'"),
        "absurd sdf": (
            _made(sdf("a").replace("  3  2", "999  2"), "sdf"),
            "says that it has 999 atoms and ends after 3",
        ),
        "bond": (_made(sdf("a").replace("  1  3  1", "  1  9  1"), "sdf"), "bond 2 joins atoms '1' and '9'"),
        "counts": (_made(sdf("a").replace("  3  2", "  x  2"), "sdf"), "says 'x' where the number of atoms"),
        "pqr": (_made(PQR[:-30], "pqr"), "in the middle of atom 2"),
        "absurd gro": (
            _made(GRO.replace("    2\n", "2000000000\n", 1), "gro"),
            "2,000,000,000 atoms and ends after",
        ),
        "no gro": (_made(pdb(), "gro"), "line 2 of the gro file should say how many atoms"),
        "cut mol2": (_made(MOL2.replace(" 2 1 1", " 5 1 1"), "mol2"), "5 atoms and ends after 2"),
        "no mol2": (_made(pdb(), "mol2"), "no line @<TRIPOS>MOLECULE"),
        "no cif": (_made(pdb(), "cif"), "there is no loop of _atom_site"),
        "cut cif": (_made(CIF[:-12], "cif"), "has 8 of 10 values: it is cut short"),
        "cell": (_made(SALT.replace("_cell_length_a 5.64(1)\n", ""), "cif"), "are fractions of a cell"),
        "cut mmtf": (_made(mmtf()[:-40], "mmtf"), "damaged, cut short, or of another type"),
        "text as mmtf": (_made(pdb(), "mmtf"), "damaged, cut short, or of another type"),
        "absurd mmtf": (_made(mmtf(2_000_000_000), "mmtf"), "2,000,000,000 atoms and ends after 3"),
        "cut bcif": (_made(bcif()[:-5], "bcif"), "damaged, cut short"),
        **(RDKIT_BAD if has_rdkit else {}),
    },
    facts={
        "pdb": {
            "name": "GLYCINE AND WATER",
            "atoms": 5,
            "residues": 1,
            "chains": 1,
            "models": 1,
            "elements": "C N O",
        },
        "models": {"atoms": 5, "models": 3},
        "pqr": {"atoms": 2, "models": 1, "elements": "O"},
        "mmcif": {"name": "Glycine, in pieces", "atoms": 2, "residues": 1, "models": 2, "elements": "C N"},
        "cif": {"atoms": 2, "elements": "Cl Na", "formula": "ClNa", "weight": 58.443},
        "sdf": {"name": "one", "atoms": 3, "models": 2, "formula": "H2O", "weight": 18.015},
        "gro": {"name": "water", "atoms": 2, "models": 2, "residues": 0},
        "mol2": {"name": "methanol", "atoms": 2, "elements": "C O", "formula": "CO"},
        "mmtf": {"name": "WATR", "atoms": 3, "chains": 1, "residues": 1, "formula": "H2O"},
        "bcif": {"atoms": 3, "formula": "H2O"},
        **({"smiles": {"formula": "C2H6O", "atoms": 9, "weight": 46.069}} if has_rdkit else {}),
    },
)
