"""CIF and mmCIF files: the loop of atoms, and the cell of crystals of small molecules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from dsviz_widget.media.molecule_atoms import Atoms, Entry, residue_starts
from dsviz_widget.media.molecule_elements import SYMBOLS, number_in, number_of
from dsviz_widget.media.molecule_text import cut_short, no_atoms, numbers_of, refused

Array = np.ndarray[Any, Any]

TOKENS = re.compile(r"'(?:[^']|'(?=\S))*'|\"(?:[^\"]|\"(?=\S))*\"|\S+")
SITE = "_atom_site"
EMPTY = (".", "?")
# Of places that an atom may take, the first.
FIRST_PLACES = (".", "?", "A", "1", "")


def read_cif(text: str, at: int = 0) -> tuple[Entry, int]:
    """Return one model of the first block that has atoms, and how many models that has.

    References
    ----------
    Hall, Allen and Brown 1991 (CIF); PDBx/mmCIF dictionary 5, category ``atom_site``.
    """
    name, values, columns = _block_with_atoms(text)
    return entry_of(columns, values, name, at)


def entry_of(
    columns: Mapping[str, list[str]], values: Mapping[str, str], name: str, at: int
) -> tuple[Entry, int]:
    """Return one model of a category ``atom_site``, and how many there are.

    Parameters
    ----------
    columns : dict
        Of each item, by its name after ``_atom_site.`` in lower case, the value of each atom.
    values : dict
        Items that are no loop, by their names.
    name : str
        Of the block.
    at : int
    """
    models = columns.get("pdbx_pdb_model_num")
    ids = list(dict.fromkeys(models)) if models else [""]
    wanted = ids[min(at, len(ids) - 1)]
    places = columns.get("label_alt_id")
    count = len(next(iter(columns.values())))
    rows = [
        k
        for k in range(count)
        if (models is None or models[k] == wanted) and (places is None or places[k] in FIRST_PLACES)
    ]

    def column(*names: str) -> list[str] | None:
        found = next((columns[each] for each in names if each in columns), None)
        return None if found is None else [found[k] for k in rows]

    axes = [column(f"cartn_{axis}") for axis in "xyz"]
    is_fraction = axes[0] is None
    if is_fraction:
        axes = [column(f"fract_{axis}") for axis in "xyz"]
    if any(axis is None for axis in axes):
        raise no_atoms(
            "cif", "its atoms have neither _atom_site.Cartn_x, _y and _z nor _atom_site_fract_x, _y and _z"
        )
    texts = [[_plain(part) for part in row] for row in zip(*axes, strict=True)]
    known = [k for k, row in enumerate(texts) if row[0] not in EMPTY]
    if not known:
        raise no_atoms("cif", "no atom has coordinates")
    xyz = numbers_of([texts[k] for k in known], "cif")
    if is_fraction:
        xyz = xyz @ _cell(values).T

    def array(*names: str) -> Array | None:
        found = column(*names)
        return None if found is None else np.array([found[k] for k in known])

    symbols, labels = array("type_symbol"), array("label_atom_id", "auth_atom_id", "label")
    if symbols is None and labels is None:
        raise no_atoms("cif", "its atoms have no element and no label")
    if symbols is not None:
        numbers = [number_of(re.sub(r"[^A-Za-z].*", "", symbol)) for symbol in symbols.tolist()]
    else:
        assert labels is not None
        numbers = [number_in(label, is_hetero=True) for label in labels.tolist()]
    chains = array("auth_asym_id", "label_asym_id")
    residue_names = array("label_comp_id", "auth_comp_id")
    sequence = array("auth_seq_id", "label_seq_id")
    inserted = array("pdbx_pdb_ins_code")
    residues = None
    if residue_names is not None and sequence is not None:
        parts = [part for part in (chains, sequence, inserted, residue_names) if part is not None]
        residues = residue_starts(*parts)
    group = array("group_pdb")
    atoms = Atoms(
        np.array(numbers, np.uint8),
        xyz,
        labels,
        residue_names,
        residues,
        chains,
        None if group is None else group == "HETATM",
    )
    title = values.get("_struct.title") or values.get("_chemical_name_common") or name
    return Entry(atoms, title.strip()), len(ids)


def _block_with_atoms(text: str) -> tuple[str, dict[str, str], dict[str, list[str]]]:
    """Return name, single values, and the loop of atoms of the first block that has one."""
    lines = text.splitlines()
    name = ""
    values: dict[str, str] = {}
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.startswith(";"):
            at = _after_text(lines, at)
        elif line[:5].lower() == "data_":
            name, values, at = line[5:].strip(), {}, at + 1
        elif line.strip().lower() == "loop_":
            found, at = _loop(lines, at + 1)
            if found:
                return name, values | _cell_after(lines, at, values), found
        elif line.startswith("_"):
            tokens = TOKENS.findall(line)
            if len(tokens) > 1:
                values[tokens[0]] = _unquoted(tokens[1])
            elif at + 1 < len(lines) and not lines[at + 1].startswith((";", "_", "#")):
                values[tokens[0]] = _unquoted(lines[at + 1].strip())
                at += 1
            at += 1
        else:
            at += 1
    # One atom alone may stand without a loop.
    single = {
        _item(key): [value]
        for key, value in values.items()
        if key.lower().startswith((f"{SITE}.", f"{SITE}_"))
    }
    if "cartn_x" in single or "fract_x" in single:
        return name, values, single
    raise no_atoms("cif", "there is no loop of _atom_site")


def _loop(lines: list[str], at: int) -> tuple[dict[str, list[str]], int]:
    names = []
    while at < len(lines) and lines[at].lstrip().startswith("_"):
        names.append(lines[at].split()[0])
        at += 1
    items = [_item(name) for name in names]
    is_site = bool(names) and all(name.lower().startswith((f"{SITE}.", f"{SITE}_")) for name in names)
    is_site = is_site and bool({"cartn_x", "fract_x"} & set(items))
    tokens: list[str] = []
    rows: list[list[str]] = []
    while at < len(lines):
        line = lines[at]
        if line.startswith(";"):
            at = _after_text(lines, at)
            tokens.append("text")
        elif line[:1] in ("#", "_") or line[:5].lower() in ("loop_", "data_"):
            break
        else:
            at += 1
            if not is_site:
                continue
            quoted = "'" in line or '"' in line
            tokens += [_unquoted(each) for each in TOKENS.findall(line)] if quoted else line.split()
        if is_site and len(tokens) >= len(names):
            rows.append(tokens[: len(names)])
            tokens = tokens[len(names) :]
    if not is_site:
        return {}, at
    if tokens:
        raise refused(
            f"the last atom of the cif file has {len(tokens)} of {len(names)} values: it is cut short. "
            "Write it again."
        )
    if not rows:
        raise no_atoms("cif", "its loop of _atom_site is empty")
    return dict(zip(items, map(list, zip(*rows, strict=True)), strict=True)), at


def _cell_after(lines: list[str], at: int, values: Mapping[str, str]) -> dict[str, str]:
    """Return the cell where it is stated after the atoms."""
    if "_cell_length_a" in values:
        return {}
    pairs = [line.split() for line in lines[at:] if line.lower().startswith("_cell_")]
    return {pair[0]: pair[1] for pair in pairs if len(pair) > 1}


def _item(name: str) -> str:
    return name[len(SITE) + 1 :].lower()


def _after_text(lines: list[str], at: int) -> int:
    """Return the line after a text between semicolons."""
    for end in range(at + 1, len(lines)):
        if lines[end].startswith(";"):
            return end + 1
    raise cut_short("cif", 2, 1, "semicolons around a text")


def _unquoted(token: str) -> str:
    return token[1:-1] if len(token) > 1 and token[0] == token[-1] and token[0] in "'\"" else token


def _plain(value: str) -> str:
    """Return a number without its uncertainty: ``0.1234(5)``."""
    return value.partition("(")[0]


def _cell(values: Mapping[str, str]) -> Array:
    """Return the matrix from fractions of the cell to angstroms."""
    names = [f"_cell_length_{axis}" for axis in "abc"]
    names += [f"_cell_angle_{angle}" for angle in ("alpha", "beta", "gamma")]
    try:
        a, b, c, *angles = (float(_plain(values[name])) for name in names)
        alpha, beta, gamma = np.radians(angles)
        if not (min(a, b, c) > 0 and min(angles) > 0 and np.isfinite([a, b, c, *angles]).all()):
            raise ValueError
    except (KeyError, ValueError):
        raise refused(
            "the atoms of the cif file are fractions of a cell, and _cell_length_a to _cell_angle_gamma are "
            "not all there. Add them."
        ) from None
    across = (np.cos(alpha) - np.cos(beta) * np.cos(gamma)) / np.sin(gamma)
    height = 1 - np.cos(beta) ** 2 - across**2
    if height <= 0:
        raise refused(
            "the angles of the cell of the cif file do not close. Check _cell_angle_alpha to _gamma."
        )
    return np.array(
        [
            [a, b * np.cos(gamma), c * np.cos(beta)],
            [0, b * np.sin(gamma), c * across],
            [0, 0, c * np.sqrt(height)],
        ]
    )


def cif_of(atoms: Atoms, name: str) -> bytes:
    """Return atoms as an mmCIF file, which every viewer reads."""
    items = (
        "group_PDB", "id", "type_symbol", "label_atom_id", "label_comp_id", "label_asym_id", "label_seq_id",
        "auth_seq_id", "Cartn_x", "Cartn_y", "Cartn_z",
    )  # fmt: skip
    lines = [
        f"data_{re.sub(r'[^A-Za-z0-9]+', '_', name) or 'model'}",
        "loop_",
        *(f"{SITE}.{item}" for item in items),
    ]
    for k in range(len(atoms)):
        x, y, z = atoms.xyz[k]
        symbol = SYMBOLS[atoms.numbers[k]]
        residue = "1" if atoms.residues is None else str(int(atoms.residues[k]) + 1)
        parts = (
            "HETATM" if atoms.hetero is not None and atoms.hetero[k] else "ATOM",
            str(k + 1),
            symbol,
            _word(atoms.names, k, symbol),
            _word(atoms.residue_names, k, "UNK"),
            _word(atoms.chains, k, "A"),
            residue,
            residue,
            f"{x:.3f} {y:.3f} {z:.3f}",
        )
        lines.append(" ".join(parts))
    return "\n".join([*lines, "#", ""]).encode()


def _word(values: Array | None, at: int, otherwise: str) -> str:
    word = "" if values is None else str(values[at]).strip()
    if not word:
        return otherwise
    return f'"{word}"' if re.search(r"['\s#]", word) else word
