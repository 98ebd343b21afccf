"""Molecules of real files: what is told of them, what is drawn, and what the viewer is given."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as PILImage

import dsviz_widget as wandb
from dsviz_widget.errors import LibraryMissing
from dsviz_widget.media import Molecule
from dsviz_widget.media.molecule_bonds import bonds_of
from dsviz_widget.media.molecule_files import piece_of, read_molecule
from tests.unit.media.molecule_texts import CIF, pdb, sdf

KNOWN = {
    "trpcage.pdb": {"atoms": 296, "residues": 20, "chains": 1, "models": 1},
    "adk_open.pdb": {"atoms": 3341, "residues": 214, "chains": 1, "elements": "C H N O S"},
    "1YJP.cif": {"atoms": 66, "residues": 7, "name": "Structure of GNNQQNY from yeast prion Sup35"},
    "ligand.mol2": {"atoms": 297, "residues": 17, "formula": None},
    "cdk2.sdf": {
        "atoms": 30,
        "models": 47,
        "formula": "C10H13N5O2",
        "weight": 235.247,
        "name": "ZINC03814457",
    },
}


class Nobody:
    def check(self) -> None:
        pass


def asked(molecule: Molecule, at: int) -> tuple[dict[str, Any], list[bytes]]:
    read: Any = molecule.read
    return Molecule.view(molecule.to_struct(), read, {"what": "molecule", "at": at}, Nobody())


def drawn(molecule: Molecule, size_px: int = 96) -> np.ndarray[Any, Any]:
    read: Any = molecule.read
    still = Molecule.still(molecule.to_struct(), read, size_px)
    assert still is not None
    pixels = np.asarray(PILImage.open(io.BytesIO(still.content)))
    assert pixels.shape == (still.height, still.width, 4)
    assert np.hypot.reduce(still.facts["turn"]) == pytest.approx(1)
    return pixels


@pytest.mark.parametrize("name", KNOWN)
def test_real_files_tell_what_they_are_and_are_drawn(shared_data: Path, name: str) -> None:
    molecule = wandb.Molecule(shared_data / "molecules" / name)
    assert {key: molecule.facts[key] for key in KNOWN[name]} == KNOWN[name]
    pixels = drawn(molecule)
    assert max(pixels.shape[:2]) == 96
    share = (pixels[..., 3] > 128).mean()
    assert 0.05 < share < 0.9
    # Neither ground swallows it.
    shown = pixels[pixels[..., 3] > 200][:, :3].mean(axis=1)
    assert 60 < np.median(shown) < 200


def test_bonds_by_distance_are_those_of_the_file(shared_data: Path) -> None:
    content = (shared_data / "molecules" / "cdk2.sdf").read_bytes()
    for at in range(47):
        atoms = read_molecule(content, "sdf", at)[0].atoms
        assert atoms.bonds is not None
        stated = {tuple(sorted(pair)) for pair in atoms.bonds[:, :2].tolist()}
        assert set(map(tuple, bonds_of(atoms.numbers, atoms.xyz).tolist())) == stated


def test_formulas_are_those_of_rdkit_with_and_without_hydrogens(shared_data: Path) -> None:
    chem = pytest.importorskip("rdkit.Chem")
    from rdkit.Chem.rdMolDescriptors import CalcMolFormula

    for molecule in chem.SDMolSupplier(str(shared_data / "molecules" / "cdk2.sdf"), removeHs=False):
        # A charge, if any, ends it.
        formula = re.sub(r"[+-]\d*$", "", CalcMolFormula(molecule))
        for block in (
            chem.MolToMolBlock(molecule),
            chem.MolToMolBlock(chem.RemoveHs(molecule)),
            chem.MolToV3KMolBlock(molecule),
        ):
            made = wandb.Molecule(f"{block}$$$$\n".encode(), file_type="sdf")
            assert made.facts["formula"] == formula


def test_the_viewer_gets_one_molecule_of_many_with_what_the_file_says_of_it() -> None:
    said, buffers = asked(wandb.Molecule(sdf("one", "two", "three").encode(), file_type="sdf"), 1)
    assert (said["at"], said["count"], said["facts"]["name"]) == (1, 3, "two")
    assert said["properties"] == [("pKa", "15")]
    assert buffers[0].startswith(b"two\n")
    assert read_molecule(buffers[0], said["format"])[1] == 1
    # Beyond the last there is the last.
    assert asked(wandb.Molecule(sdf("one", "two").encode(), file_type="sdf"), 9)[0]["at"] == 1


def test_models_come_one_by_one_with_what_stands_around_them() -> None:
    molecule = wandb.Molecule(pdb(3).encode(), file_type="pdb")
    said, buffers = asked(molecule, 2)
    assert (said["count"], said["format"]) == (3, "pdb")
    assert b"MODEL        3" in buffers[0]
    assert b"MODEL        2" not in buffers[0]
    assert b"TITLE" in buffers[0]


def test_a_model_of_mmcif_becomes_a_file_that_says_the_same() -> None:
    content, file_format = piece_of(CIF.encode(), "mmcif", 1)
    entry, count = read_molecule(content, file_format)
    original = read_molecule(CIF.encode(), "mmcif", 1)[0]
    assert count == 1
    assert np.allclose(entry.atoms.xyz, original.atoms.xyz)
    assert entry.atoms.names is not None
    assert entry.atoms.names.tolist() == ["N", "CA'"]


def test_bonds_of_a_grid_of_atoms_are_those_of_all_pairs() -> None:
    rng = np.random.default_rng(0)
    numbers, xyz = rng.choice([1, 6, 7, 8], 400), rng.uniform(-9, 9, (400, 3))
    from dsviz_widget.media.molecule_elements import RADII

    found = {tuple(pair) for pair in bonds_of(numbers, xyz).tolist()}
    expected = {
        (a, b)
        for a in range(400)
        for b in range(a + 1, 400)
        if 0.4 < np.linalg.norm(xyz[a] - xyz[b]) < RADII[numbers[a]] + RADII[numbers[b]] + 0.45
        and (numbers[a] > 1 or numbers[b] > 1)
    }
    assert found == expected
    assert len(found) > 50


def test_facts_are_asked_of_a_table() -> None:
    table = wandb.Table(["mol"], data=[[wandb.Molecule(sdf("w").encode(), file_type="sdf")], [None]])
    assert table.query().filter("mol.weight < 20 and mol.formula == 'H2O'").count() == 1
    assert table.query().filter({"$gt": ["$mol.atoms", 3]}).count() == 0


def test_smiles_without_rdkit_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rdkit", None)
    with pytest.raises(LibraryMissing, match="pip install rdkit"):
        wandb.Molecule.from_smiles("CCO")


def test_smiles_give_the_same_bytes_each_time() -> None:
    pytest.importorskip("rdkit")
    made = [wandb.Molecule.from_smiles("CC(=O)O", caption="acid") for _ in range(2)]
    assert made[0] == made[1]
    flat = wandb.Molecule.from_smiles("CC(=O)O", convert_to_3d_and_optimize=False)
    assert flat.facts["atoms"] == 4
    assert flat.facts["formula"] == made[0].facts["formula"] == "C2H4O2"
