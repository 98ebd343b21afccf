"""PDB and PQR files: one line an atom, models one after the other."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from dsviz_widget.media.molecule_atoms import Atoms, Entry, residue_starts
from dsviz_widget.media.molecule_elements import number_in, number_of
from dsviz_widget.media.molecule_text import cut_short, no_atoms, numbers_of, refused

Array = np.ndarray[Any, Any]

ATOM = ("ATOM", "HETATM")
# Bonds to hydrogens and the like are drawn by distance; CONECT states those of ligands only.
FIRST_PLACES = (" ", "A", "1", "")


def models_of(text: str) -> tuple[list[str], list[list[str]], list[str]]:
    """Return the lines before the first model, those of each model, and those after the last.

    A file without MODEL lines is one model, and atoms after it belong to it.
    """
    head: list[str] = []
    models: list[list[str]] = []
    tail: list[str] = []
    is_inside = False
    has_models = any(line.startswith("MODEL ") for line in text.splitlines())
    for line in text.splitlines():
        if has_models and line.startswith("MODEL "):
            models.append([line])
            is_inside = True
        elif has_models and line.startswith("ENDMDL"):
            is_inside = False
        elif is_inside:
            models[-1].append(line)
        elif not has_models and line.startswith((*ATOM, "TER", "ANISOU")):
            if not models:
                models.append([])
            models[0].append(line)
        else:
            (tail if models else head).append(line)
    return head, models, tail


def read_pdb(text: str, at: int = 0) -> tuple[Entry, int]:
    """Return one model of a PDB file, and how many it has.

    References
    ----------
    Protein Data Bank Contents Guide 3.3, sections "ATOM" and "MODEL".
    """
    head, models, _ = models_of(text)
    if not models:
        raise no_atoms("pdb", "no line begins with ATOM or HETATM")
    # A line that carries an atom is known to have all of its coordinates.
    rows = [line for line in models[min(at, len(models) - 1)] if line.startswith(ATOM)]
    if not rows:
        raise no_atoms("pdb", "no line begins with ATOM or HETATM")
    short = next((index for index, row in enumerate(rows) if len(row.rstrip()) < 54), None)
    if short is not None:
        if short == len(rows) - 1:
            raise refused(
                f"the pdb file ends in the middle of atom {short + 1:,}: it is cut short. Write it again."
            )
        raise refused(
            f"atom {short + 1} of the pdb file has {len(rows[short].rstrip())} columns and needs 54. "
            "Keep the columns of the format when you write it."
        )
    rows = [row for row in rows if row[16] in FIRST_PLACES] or rows
    xyz = numbers_of([(row[30:38], row[38:46], row[46:54]) for row in rows], "pdb")
    hetero = np.array([row.startswith("H") for row in rows])
    numbers = [
        number_of(row[76:78]) or number_in(row[12:16], is_het)
        for row, is_het in zip(rows, hetero.tolist(), strict=True)
    ]
    names = np.array([row[12:16].strip() for row in rows])
    residue_names = np.array([row[17:21].strip() for row in rows])
    # Some programs leave the chain empty and name the segment.
    chains = np.array([row[21].strip() or row[72:76].strip() for row in rows])
    places = np.array([row[22:27] for row in rows])
    atoms = Atoms(
        np.array(numbers, np.uint8),
        xyz,
        names,
        residue_names,
        residue_starts(chains, places, residue_names),
        chains,
        hetero,
    )
    return Entry(atoms, _title(head)), len(models)


def read_pqr(text: str, at: int = 0) -> tuple[Entry, int]:
    """Return one model of a PQR file, whose fields stand between spaces, and how many it has.

    References
    ----------
    PQR molecular structure format, APBS documentation.
    """
    head, models, _ = models_of(text)
    rows = (
        [line.split() for line in models[min(at, len(models) - 1)] if line.startswith(ATOM)] if models else []
    )
    if not rows:
        raise no_atoms("pqr", "no line begins with ATOM or HETATM")
    short = next((index for index, row in enumerate(rows) if len(row) < 10), None)
    if short is not None:
        if short == len(rows) - 1:
            raise refused(
                f"the pqr file ends in the middle of atom {short + 1:,}: it is cut short. Write it again."
            )
        raise refused(
            f"atom {short + 1} of the pqr file has {len(rows[short])} fields and needs 10 or 11: "
            "name, residue, coordinates, charge and radius. Write it again."
        )
    xyz = numbers_of([row[-5:-2] for row in rows], "pqr")
    hetero = np.array([row[0] == "HETATM" for row in rows])
    names = np.array([row[2] for row in rows])
    chains = np.array([row[4] if len(row) > 10 else "" for row in rows])
    residue_names = np.array([row[3] for row in rows])
    numbers = [
        number_in(name if not is_het else name.ljust(4), is_het)
        for name, is_het in zip(names.tolist(), hetero.tolist(), strict=True)
    ]
    atoms = Atoms(
        np.array(numbers, np.uint8),
        xyz,
        names,
        residue_names,
        residue_starts(chains, np.array([row[-6] for row in rows]), residue_names),
        chains,
        hetero,
    )
    return Entry(atoms, _title(head)), len(models)


def piece_of_pdb(text: str, at: int) -> str:
    """Return the file of one model."""
    head, models, tail = models_of(text)
    return "\n".join([*head, *models[min(at, len(models) - 1)][:], "ENDMDL", *tail, ""])


def read_gro(text: str, at: int = 0) -> tuple[Entry, int]:
    """Return one frame of a GRO file, whose unit is the nanometer, and how many it has.

    References
    ----------
    GROMACS reference manual, "gro file format".
    """
    lines = text.splitlines()
    starts = gro_starts(lines)
    start, count = starts[min(at, len(starts) - 1)]
    rows = lines[start + 2 : start + 2 + count]
    dots = [index for index, letter in enumerate(rows[0]) if letter == "."]
    # Numbers have as many columns as the first two dots lie apart.
    wide = dots[1] - dots[0] if len(dots) > 1 else 8
    xyz = numbers_of(
        [[row[20 + k * wide : 20 + (k + 1) * wide] or "nothing" for k in range(3)] for row in rows], "gro"
    )
    names = np.array([row[10:15].strip() for row in rows])
    residue_names = np.array([row[5:10].strip() for row in rows])
    numbers = np.array([number_in(name) for name in names.tolist()], np.uint8)
    places = np.array([row[:5] for row in rows])
    atoms = Atoms(numbers, xyz * 10, names, residue_names, residue_starts(places, residue_names))
    return Entry(atoms, re.split(r",?\s*\bt=", lines[start])[0].strip()), len(starts)


def gro_starts(lines: list[str]) -> list[tuple[int, int]]:
    """Return the first line of each frame, and how many atoms it has."""
    starts: list[tuple[int, int]] = []
    at = 0
    while at < len(lines) and any(line.strip() for line in lines[at:]):
        stated = lines[at + 1].strip() if at + 1 < len(lines) else ""
        if not stated.isdigit():
            raise refused(
                f"line {at + 2} of the gro file should say how many atoms follow, and says {stated[:20]!r}. "
                "Check that it is a gro file, and whole."
            )
        count = int(stated)
        if count == 0:
            raise no_atoms("gro", "its second line says 0")
        if at + 2 + count > len(lines):
            raise cut_short("gro", count, max(0, len(lines) - at - 2))
        starts.append((at, count))
        at += count + 3
    return starts


def piece_of_gro(text: str, at: int) -> str:
    """Return the file of one frame."""
    lines = text.splitlines()
    starts = gro_starts(lines)
    start, count = starts[min(at, len(starts) - 1)]
    return "\n".join([*lines[start : start + count + 3], ""])


def _title(head: list[str]) -> str:
    title = " ".join(" ".join(line[10:80].split()) for line in head if line.startswith("TITLE "))
    if title:
        return title
    compound = next((line[10:80].strip() for line in head if line.startswith("COMPND")), "")
    code = next((line[62:66].strip() for line in head if line.startswith("HEADER")), "")
    return code or compound
