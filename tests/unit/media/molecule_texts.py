"""Files of molecules of every type, small enough to be written here."""

from __future__ import annotations

import struct
from typing import Any

WATER = [("O", 0.0, 0.0, 0.117), ("H", 0.0, 0.757, -0.467), ("H", 0.0, -0.757, -0.467)]


def pdb(models: int = 0) -> str:
    """Return a glycine with a water in PDB, once or as `models` models."""
    rows = [
        "ATOM      1  N   GLY A   1      -1.195   0.201  -0.206  1.00 12.00           N",
        "ATOM      2  CA  GLY A   1       0.230   0.318  -0.502  1.00 11.00           C",
        "ATOM      3  C   GLY A   1       1.059  -0.390   0.542  1.00 10.00           C",
        "ATOM      4  O   GLY A   1       0.545  -0.975   1.499  1.00 12.50           O",
        "HETATM    5  O   HOH A 101       4.000   1.000   2.000  1.00 30.00           O",
    ]
    whole = rows if models == 0 else []
    for model in range(models):
        whole += [f"MODEL     {model + 1:4}", *rows, "ENDMDL"]
    return "\n".join(["TITLE     GLYCINE AND WATER", *whole, "END", ""])


def sdf(*names: str) -> str:
    """Return waters in SDF, one for each name, with a property."""
    atoms = [f"{x:10.4f}{y:10.4f}{z:10.4f} {symbol:<3} 0  0" for symbol, x, y, z in WATER]
    one = ["", "  by hand", "", "  3  2  0  0  0  0            999 V2000"]
    rest = ["  1  2  1  0", "  1  3  1  0", "M  END"]
    return "\n".join(
        line
        for k, name in enumerate(names)
        for line in [name, *one[1:], *atoms, *rest, "> <pKa>", str(14 + k), "", "$$$$"]
    )


PQR = "ATOM      1  OH2 TIP A   1      0.000   0.000   0.117 -0.834 1.7682\n" * 2
GRO = """water t= 0.0
    2
    1SOL     OW    1   0.000   0.000   0.012
    1SOL    HW1    2   0.000   0.076  -0.047
   1.00000   1.00000   1.00000
"""
MOL2 = """@<TRIPOS>MOLECULE
methanol
 2 1 1
SMALL
NO_CHARGES
@<TRIPOS>ATOM
 1 C1 0.0 0.0 0.0 C.3 1 MOL 0.0
 2 O1 1.4 0.0 0.0 O.3 1 MOL 0.0
@<TRIPOS>BOND
 1 1 2 1
"""
CIF = """data_1abc
_struct.title 'Glycine, in pieces'
loop_
_atom_site.group_PDB
_atom_site.type_symbol
_atom_site.label_atom_id
_atom_site.label_comp_id
_atom_site.label_asym_id
_atom_site.label_seq_id
_atom_site.Cartn_x
_atom_site.Cartn_y
_atom_site.Cartn_z
_atom_site.pdbx_PDB_model_num
ATOM N N GLY A 1 -1.195 0.201 -0.206 1
ATOM C "CA'" GLY A 1 0.230 0.318 -0.502 1
ATOM N N GLY A 1 -1.195 0.201 -0.206 2
ATOM C "CA'" GLY A 1 0.230 0.318
-0.502 2
#
"""
SALT = """data_salt
_cell_length_a 5.64(1)
_cell_length_b 5.64
_cell_length_c 5.64
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 90
loop_
_atom_site_label
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
Na1 0 0 0
Cl1 0.5(2) 0.5 0.5
"""


def msgpack(value: Any) -> bytes:
    """Return a value in MessagePack."""
    if isinstance(value, dict):
        return struct.pack(">BH", 0xDE, len(value)) + b"".join(map(msgpack, sum(value.items(), ())))
    if isinstance(value, list):
        return struct.pack(">BH", 0xDC, len(value)) + b"".join(map(msgpack, value))
    if isinstance(value, str):
        return struct.pack(">BH", 0xDA, len(value)) + value.encode()
    if isinstance(value, bytes):
        return struct.pack(">BI", 0xC6, len(value)) + value
    return struct.pack(">Bi", 0xD2, value)


def mmtf(atoms: int = 3) -> bytes:
    """Return a water in MMTF; places are differences in 16 bits, of thousandths."""

    def places(axis: int) -> bytes:
        values = [round(1000 * atom[1 + axis]) for atom in WATER]
        steps = [b - a for a, b in zip([0, *values], values, strict=False)]
        return struct.pack(">iii", 10, 3, 1000) + struct.pack(">3h", *steps)

    return msgpack(
        {
            "numAtoms": atoms,
            "structureId": "WATR",
            **{f"{name}CoordList": places(axis) for axis, name in enumerate("xyz")},
            "groupTypeList": struct.pack(">iii", 4, 1, 0) + struct.pack(">i", 0),
            "groupList": [
                {
                    "groupName": "LIG",
                    "atomNameList": ["O", "H1", "H2"],
                    "elementList": ["O", "H", "H"],
                    "chemCompType": "NON-POLYMER",
                }
            ],
            "chainsPerModel": [1],
            "groupsPerChain": [1],
            "chainIdList": struct.pack(">iii", 5, 1, 4) + b"A\0\0\0",
        }
    )


def bcif() -> bytes:
    """Return a water in BinaryCIF."""

    def column(name: str, packed: bytes, encoding: list[Any]) -> dict[str, Any]:
        return {"name": name, "data": {"data": packed, "encoding": encoding}}

    whole = [{"kind": "ByteArray", "type": 1}]
    symbols = {
        "kind": "StringArray",
        "stringData": "OH",
        "offsets": bytes([0, 1, 2]),
        "offsetEncoding": whole,
        "dataEncoding": whole,
    }
    scaled = [{"kind": "FixedPoint", "factor": 1000}, {"kind": "ByteArray", "type": 3}]
    axes = [struct.pack("<3i", *(round(1000 * atom[1 + axis]) for atom in WATER)) for axis in range(3)]
    columns = [column("type_symbol", bytes([0, 1, 1]), [symbols])]
    columns += [column(f"Cartn_{name}", axes[axis], scaled) for axis, name in enumerate("xyz")]
    return msgpack(
        {"dataBlocks": [{"header": "W", "categories": [{"name": "_atom_site", "columns": columns}]}]}
    )
