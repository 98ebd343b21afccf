"""Molecules: files of atoms in space, small ones and whole proteins."""

# Overrides of Medium are described where they are declared, in medium.py.
# ruff: noqa: D102
from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from dsviz_widget.errors import MediaTypeError, MediaValueError
from dsviz_widget.media.given import file_given
from dsviz_widget.media.medium import Medium, Stoppable
from dsviz_widget.media.registry import register_medium
from dsviz_widget.media.still import Still
from dsviz_widget.types import article

if TYPE_CHECKING:
    from dsviz_widget.media.still import FileReader

FORMATS = ("pdb", "pqr", "mmcif", "mcif", "cif", "sdf", "sd", "gro", "mol2", "mmtf", "bcif")
PACKED = (".gz", ".zip", ".bz2", ".xz", ".zst")


@register_medium
class Molecule(Medium):
    """A molecule, or several in one file, for a table cell or a run.

    Parameters
    ----------
    data_or_path : path, file, bytes or Molecule
        A file of type pdb, pqr, mmcif, mcif, cif, sdf, sd, gro, mol2, mmtf or bcif: its path, an open file,
        or its bytes or a text stream with `file_type`. It is kept byte for byte. Several molecules in an
        SDF or MOL2 file, and the models of the other types, are shown one at a time.
    caption : str, optional
        Shown under it.
    file_type : str, optional
        Type of a file that has no name.

    Attributes
    ----------
    facts : dict
        Of the first molecule: ``name``; ``atoms``; ``residues`` and ``chains``, waters left out, where the
        file has such; ``elements``, as ``"C H N O"``; ``formula`` and ``weight`` (g/mol) of small
        molecules, with hydrogens that an SDF file implies. ``models`` is how many molecules or models the
        file holds.

    Raises
    ------
    MediaValueError
        For a file of another type, or one that is empty, compressed, cut short, or without atoms.
    MediaTypeError
        For anything that is no file.
    MediaFileError
        If there is no such file.

    References
    ----------
    ``wandb.Molecule``, W&B reference, 2021 and 2026. bcif and bytes are ours.
    """

    wb_type: ClassVar[str] = "molecule-file"
    noun: ClassVar[str] = "molecule"
    folder: ClassVar[str] = "media/molecule"
    list_type: ClassVar[str] = "molecule"
    fields: ClassVar[dict[str, str]] = {
        "name": "string",
        "atoms": "int64",
        "residues": "int64",
        "chains": "int64",
        "models": "int64",
        "elements": "string",
        "formula": "string",
        "weight": "float64",
    }
    telling: ClassVar[str] = "atoms"
    mimes: ClassVar[dict[str, str]] = {
        "pdb": "chemical/x-pdb",
        "pqr": "chemical/x-pqr",
        "mmcif": "chemical/x-mmcif",
        "mcif": "chemical/x-mmcif",
        "cif": "chemical/x-cif",
        "sdf": "chemical/x-mdl-sdfile",
        "sd": "chemical/x-mdl-sdfile",
        "gro": "chemical/x-gro",
        "mol2": "chemical/x-mol2",
        "mmtf": "application/vnd.mmtf",
        "bcif": "application/octet-stream",
    }

    SUPPORTED_TYPES: ClassVar[frozenset[str]] = frozenset(FORMATS)
    SUPPORTED_RDKIT_TYPES: ClassVar[frozenset[str]] = frozenset({"mol", "sdf"})

    def __init__(self, data_or_path: Any, caption: str | None = None, **kwargs: Any) -> None:
        # What reads files loads with the first molecule, not with the package.
        from dsviz_widget.media.molecule_files import bytes_of

        file_type = kwargs.pop("file_type", None)
        if kwargs:
            raise MediaTypeError(f"Molecule takes no {next(iter(kwargs))!r}; it takes caption and file_type.")
        if isinstance(data_or_path, Molecule):
            super().__init__(
                data_or_path.read(), data_or_path.format, caption or data_or_path.caption, data_or_path.facts
            )
            return
        content, found = _file_of(data_or_path, file_type)
        super().__init__(content, found, caption, self._measured(bytes_of(content), found))

    @classmethod
    def from_rdkit(
        cls,
        data_or_path: Any,
        caption: str | None = None,
        convert_to_3d_and_optimize: bool = True,
        mmff_optimize_molecule_max_iterations: int = 200,
    ) -> Molecule:
        """Return a molecule of RDKit's, or the first one in a .mol or .sdf file, kept as SDF.

        Parameters
        ----------
        data_or_path : rdkit.Chem.Mol or path
        caption : str, optional
        convert_to_3d_and_optimize : bool
            Whether hydrogens are added, and places in space are worked out and relaxed; a large molecule
            takes seconds. Else it is kept as it is, and laid out flat where it has no places.
        mmff_optimize_molecule_max_iterations : int
            Steps of the relaxation at most.

        Raises
        ------
        MediaValueError, MediaTypeError, MediaFileError
            If RDKit cannot read it, or finds no places in space.
        ImportError
            If RDKit is not installed.
        """
        from dsviz_widget.media.molecule_rdkit import molecule_of, sdf_of

        content = sdf_of(
            molecule_of(data_or_path), convert_to_3d_and_optimize, mmff_optimize_molecule_max_iterations
        )
        return cls(content, caption=caption, file_type="sdf")

    @classmethod
    def from_smiles(
        cls,
        data: str,
        caption: str | None = None,
        sanitize: bool = True,
        convert_to_3d_and_optimize: bool = True,
        mmff_optimize_molecule_max_iterations: int = 200,
    ) -> Molecule:
        """Return the molecule of a SMILES text, such as ``"CCO"``; see `from_rdkit`.

        Parameters
        ----------
        data : str
        sanitize : bool
            Whether RDKit checks valences and finds aromatic rings.
        """
        from dsviz_widget.media.molecule_rdkit import molecule_of_smiles

        return cls.from_rdkit(
            molecule_of_smiles(data, sanitize),
            caption,
            convert_to_3d_and_optimize,
            mmff_optimize_molecule_max_iterations,
        )

    @classmethod
    def measure(cls, content: bytes | Path, file_format: str) -> dict[str, Any]:
        from dsviz_widget.media.molecule_files import bytes_of

        return cls._measured(bytes_of(content), file_format)

    @staticmethod
    def _measured(content: bytes, file_format: str) -> dict[str, Any]:
        from dsviz_widget.media.molecule_atoms import facts_of
        from dsviz_widget.media.molecule_files import read_molecule

        return facts_of(*read_molecule(content, file_format))

    @classmethod
    def still(cls, cell: Mapping[str, Any], read: FileReader, size_px: int) -> Still | None:
        from dsviz_widget.media.molecule_files import read_molecule
        from dsviz_widget.media.molecule_still import molecule_to_png

        entry, _ = read_molecule(read(), str(cell["format"]))
        content, width, height, turn = molecule_to_png(entry.atoms, size_px)
        return Still(content, "image/png", width, height, {"turn": turn})

    @classmethod
    def view(
        cls, cell: Mapping[str, Any], read: FileReader, params: Mapping[str, Any], task: Stoppable
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Return one molecule or model of the file: ``{"what": "molecule", "at": 3}``.

        Its file, which the viewer draws, its type, name, facts, and the properties that the file has of it.
        """
        from dsviz_widget.media.molecule_atoms import facts_of
        from dsviz_widget.media.molecule_files import piece_of, read_molecule

        if params.get("what") != "molecule":
            return super().view(cell, read, params, task)
        asked = params.get("at")
        at = max(0, asked) if isinstance(asked, int) and not isinstance(asked, bool) else 0
        content, file_format = read(), str(cell["format"])
        entry, count = read_molecule(content, file_format, at)
        task.check()
        piece, piece_format = (content, file_format) if count == 1 else piece_of(content, file_format, at)
        said = {
            "at": min(at, count - 1),
            "count": count,
            "format": piece_format,
            "facts": facts_of(entry, count),
            "properties": list(entry.properties.items()),
            "data": 0,
        }
        return said, [piece]


def _file_of(given: Any, file_type: Any) -> tuple[bytes | Path, str]:
    name = getattr(given, "name", None)
    if hasattr(given, "read") and isinstance(name, str) and Path(name).is_file():
        given = name
    if isinstance(given, (str, os.PathLike)):
        if isinstance(given, str) and "\n" in given:
            raise MediaTypeError(
                "Molecule takes the path of a file; text of a file goes in as "
                'Molecule(io.StringIO(text), file_type="pdb").'
            )
        path = file_given(given, "molecule")
        return path, _format_of(path, file_type)
    content: Any = given
    if hasattr(given, "read"):
        if hasattr(given, "seek"):
            given.seek(0)
        content = given.read()
    elif not isinstance(given, (bytes, bytearray, memoryview)):
        raise MediaTypeError(
            f"Molecule takes a path, an open file or bytes, got {article(given)}. "
            "Molecules of RDKit go in by Molecule.from_rdkit."
        )
    kind = str(file_type).lower().lstrip(".") if isinstance(file_type, str) else None
    if kind not in FORMATS:
        raise MediaValueError(
            f"molecule: an open file needs its type: file_type= one of {', '.join(FORMATS)}; "
            f"got {file_type!r}."
        )
    content = content.encode() if isinstance(content, str) else bytes(content)
    if not content:
        raise MediaValueError(f"molecule: the {kind} file is empty. Write it again.")
    return content, kind


def _format_of(path: Path, file_type: Any) -> str:
    ending = path.suffix[1:].lower()
    if ending in FORMATS:
        return ending
    if isinstance(file_type, str) and file_type.lower() in FORMATS:
        return file_type.lower()
    if path.suffix.lower() in PACKED:
        raise MediaValueError(
            f"molecule: {path.name!r} is compressed. Decompress it first, and give what is inside."
        )
    hint = " Give it to Molecule.from_rdkit." if ending == "mol" else ""
    raise MediaValueError(f"molecule: {path.name!r} is none of {', '.join(FORMATS)}.{hint}")
