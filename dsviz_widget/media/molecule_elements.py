"""Chemical elements: symbols, weights, radii and colors, by atomic number; 0 is what no one knows."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

_SYMBOLS = """
H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr
Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W
Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr Rf Db Sg Bh Hs Mt
Ds Rg Cn Nh Fl Mc Lv Ts Og
"""
# Averages over the isotopes of the earth, in g/mol.
_WEIGHTS = """
1.008 4.003 6.941 9.012 10.812 12.011 14.007 15.999 18.998 20.18 22.99 24.305 26.982 28.086 30.974
32.067 35.453 39.948 39.098 40.078 44.956 47.867 50.944 51.996 54.938 55.845 58.933 58.693 63.546 65.39
69.723 72.61 74.922 78.96 79.904 83.8 85.468 87.62 88.906 91.224 92.906 95.94 98 101.07 102.906 106.42
107.868 112.412 114.818 118.711 121.76 127.6 126.904 131.29 132.905 137.328 138.906 140.116 140.908
144.24 145 150.36 151.964 157.25 158.925 162.5 164.93 167.26 168.934 173.04 174.967 178.49 180.948
183.84 186.207 190.23 192.217 195.078 196.967 200.59 204.383 207.2 208.98 209 210 222 223 226 227
232.038 231.036 238.029 237 244 243 247 247 251 252 257 258 259 262 267 268 269 270 269 278 281 281 285
284 289 288 293 292 294
"""
# In angstroms, up to curium (Cordero 2008, as the Blue Obelisk repository has them).
_RADII = """
0.31 0.28 1.28 0.96 0.84 0.76 0.71 0.66 0.57 0.58 1.66 1.41 1.21 1.11 1.07 1.05 1.02 1.06 2.03 1.76 1.7
1.6 1.52 1.39 1.39 1.32 1.26 1.24 1.32 1.22 1.22 1.2 1.19 1.2 1.2 1.16 2.2 1.95 1.9 1.75 1.64 1.54 1.47
1.46 1.42 1.39 1.45 1.44 1.42 1.39 1.39 1.38 1.39 1.4 2.44 2.15 2.07 2.04 2.03 2.01 1.99 1.98 1.98 1.96
1.94 1.92 1.92 1.89 1.9 1.87 1.87 1.75 1.7 1.62 1.51 1.44 1.41 1.36 1.36 1.32 1.45 1.46 1.48 1.4 1.5 1.5
2.6 2.2 2.15 2.06 2 1.96 1.9 1.87 1.8 1.69
"""
# As Jmol has them, but for carbon and hydrogen, which here stand out from light and from dark ground.
_COLORS = {
    "H": 0xD4D8DE, "B": 0xFFB5B5, "C": 0x878C94, "N": 0x3F62E8, "O": 0xE8352B, "F": 0x6FBF3A, "Na": 0xAB5CF2,
    "Mg": 0x6FD000, "Al": 0xBFA6A6, "Si": 0xD6B48C, "P": 0xFF8000, "S": 0xE6C01F, "Cl": 0x1FC03C,
    "K": 0x8F40D4, "Ca": 0x3DCF00, "Ti": 0xA8ABB0, "Mn": 0x9C7AC7, "Fe": 0xE06633, "Co": 0xF090A0,
    "Ni": 0x50B050, "Cu": 0xC88033, "Zn": 0x7D80B0, "Se": 0xF09A00, "Br": 0xA62929, "Ag": 0xB4B4B4,
    "I": 0x940094, "Pt": 0xB8B8C8, "Au": 0xE8B923, "Hg": 0xA0A0B8,
}  # fmt: skip
_OTHER = 0xC56BA8

SYMBOLS = ("X", *_SYMBOLS.split())
"""Symbol by atomic number."""
NUMBERS = {symbol: number for number, symbol in enumerate(SYMBOLS)} | {"D": 1, "T": 1}
"""Atomic number by symbol; deuterium and tritium are hydrogen."""
WEIGHTS = np.array([0, *map(float, _WEIGHTS.split())])
"""g/mol by atomic number."""
RADII = np.array([0.7, *map(float, _RADII.split()), *[1.7] * (len(SYMBOLS) - 1 - len(_RADII.split()))])
"""Covalent radius by atomic number, in angstroms."""


def element_colors() -> Array:
    """Return red, green and blue by atomic number, 0 to 255."""
    codes = [_COLORS.get(symbol, _OTHER) for symbol in SYMBOLS]
    return np.array([((code >> 16) & 255, (code >> 8) & 255, code & 255) for code in codes], np.uint8)


def number_of(symbol: str) -> int:
    """Return the atomic number of a symbol in any case, 0 for what is none."""
    return NUMBERS.get(symbol.strip().capitalize(), 0)


def number_in(name: str, is_hetero: bool = False) -> int:
    """Return the atomic number that the name of an atom suggests: ``CA`` is carbon in an amino acid.

    Parameters
    ----------
    name : str
        As it stands in the file; in PDB's four columns, one-letter elements begin in the second.
    is_hetero : bool
        Whether it belongs to a small molecule or an ion, where ``CA`` may be calcium.
    """
    letters = "".join(each for each in name.strip() if each.isalpha())
    two = NUMBERS.get(letters[:2].capitalize(), 0) if len(letters) > 1 else 0
    if two and is_hetero and not name[:1].isspace():
        return two
    return NUMBERS.get(letters[:1].upper(), 0) or two


def hill(numbers: Array) -> dict[str, int]:
    """Return how many atoms there are of each element, carbon and hydrogen first (Hill 1900)."""
    found, counts = np.unique(numbers, return_counts=True)
    by_symbol = {SYMBOLS[number]: int(count) for number, count in zip(found, counts, strict=True) if number}
    first = [symbol for symbol in ("C", "H") if "C" in by_symbol and symbol in by_symbol]
    rest = sorted(set(by_symbol) - set(first))
    return {symbol: by_symbol[symbol] for symbol in [*first, *rest]}
