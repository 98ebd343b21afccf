"""Files of molecules of any type: how many molecules or models they hold, and each of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dsviz_widget.errors import MediaFileError
from dsviz_widget.media.molecule_atoms import Entry
from dsviz_widget.media.molecule_binary import read_bcif, read_mmtf
from dsviz_widget.media.molecule_cif import cif_of, read_cif
from dsviz_widget.media.molecule_pdb import piece_of_gro, piece_of_pdb, read_gro, read_pdb, read_pqr
from dsviz_widget.media.molecule_sdf import read_mol2, read_sdf, split_mol2, split_sdf
from dsviz_widget.media.molecule_text import text_of

TEXTS: dict[str, Callable[[str, int], tuple[Entry, int]]] = {
    "pdb": read_pdb,
    "pqr": read_pqr,
    "mmcif": read_cif,
    "mcif": read_cif,
    "cif": read_cif,
    "sdf": read_sdf,
    "sd": read_sdf,
    "gro": read_gro,
    "mol2": read_mol2,
}
BINARIES: dict[str, Callable[[bytes, int], tuple[Entry, int]]] = {"mmtf": read_mmtf, "bcif": read_bcif}


def read_molecule(content: bytes, file_format: str, at: int = 0) -> tuple[Entry, int]:
    """Return one molecule or model of a file, counted from 0, and how many there are.

    Raises
    ------
    MediaValueError
        If the file is empty, cut short, of another type, or has no atoms.
    """
    if file_format in BINARIES:
        return BINARIES[file_format](content, at)
    return TEXTS[file_format](text_of(content, file_format), at)


def piece_of(content: bytes, file_format: str, at: int) -> tuple[bytes, str]:
    """Return one molecule or model of a file as a file of its own, and the type of that."""
    if file_format in BINARIES or file_format in ("mmcif", "mcif", "cif"):
        entry, _ = read_molecule(content, file_format, at)
        return cif_of(entry.atoms, entry.name), "cif"
    text = text_of(content, file_format)
    if file_format in ("sdf", "sd", "mol2"):
        pieces = split_mol2(text) if file_format == "mol2" else split_sdf(text)
        return pieces[min(at, len(pieces) - 1)].encode(), file_format
    cut = piece_of_gro if file_format == "gro" else piece_of_pdb
    return cut(text, at).encode(), file_format


def bytes_of(content: bytes | Path) -> bytes:
    """Return the bytes of a file."""
    if isinstance(content, bytes):
        return content
    try:
        return content.read_bytes()
    except OSError as error:
        raise MediaFileError(
            f"molecule: {str(content)!r} cannot be read: {error.strerror}. Put it back."
        ) from None
