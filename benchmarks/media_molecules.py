"""Molecules: facts and stills, the viewer's chunk, and a table of 10,000 that scrolls.

    python benchmarks/media_molecules.py                       # all
    python benchmarks/media_molecules.py --rows 200 --residues 60    # to try it

Beside reading and drawing stand RDKit's own reader and depictions, where it is installed.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))


def seconds(call: Callable[[], Any], reps: int = 5) -> float:
    """Return the median time of a call."""
    found = []
    for _ in range(reps):
        start = time.perf_counter()
        call()
        found.append(time.perf_counter() - start)
    return statistics.median(found)


def chain(residues: int, seed: int) -> bytes:
    """Return a helix of alpha carbons with a kink of its own, in PDB."""
    rng = np.random.default_rng(seed)
    number = np.arange(residues)
    turn = np.radians(100) * number
    bend = rng.normal(0, 0.004, 2)
    xyz = np.column_stack([2.3 * np.cos(turn), 2.3 * np.sin(turn), 1.5 * number])
    xyz[:, :2] += bend * (number**2)[:, None]
    rows = [
        f"ATOM  {k + 1:5}  CA  ALA A{k + 1:4}    {x:8.3f}{y:8.3f}{z:8.3f}  1.00 50.00           C"
        for k, (x, y, z) in enumerate(xyz)
    ]
    return "\n".join([*rows, "END", ""]).encode()


def ring(seed: int) -> bytes:
    """Return a ring of six with random arms, in SDF."""
    rng = np.random.default_rng(seed)
    turn = np.pi / 3 * np.arange(6)
    core = np.column_stack([1.39 * np.cos(turn), 1.39 * np.sin(turn), 0 * turn])
    arms = [k for k in range(6) if rng.random() < 0.6]
    atoms = [("C", place) for place in core] + [
        (str(rng.choice(["C", "N", "O", "F", "Cl"])), core[k] * 2.05 + [0, 0, rng.normal(0, 0.2)])
        for k in arms
    ]
    bonds = [(k + 1, (k + 1) % 6 + 1, 1 + k % 2) for k in range(6)] + [
        (k + 1, 7 + at, 1) for at, k in enumerate(arms)
    ]
    lines = [f"ring {seed}", "", "", f"{len(atoms):3}{len(bonds):3}  0  0  0  0            999 V2000"]
    lines += [f"{x:10.4f}{y:10.4f}{z:10.4f} {element:<3} 0  0" for element, (x, y, z) in atoms]
    lines += [f"{a:3}{b:3}{order:3}  0" for a, b, order in bonds]
    return "\n".join([*lines, "M  END", "$$$$", ""]).encode()


def reading(residues: int) -> None:
    """Print how long files take to be read and drawn."""
    import dsviz_widget as wandb
    from dsviz_widget.media import Molecule

    print("| | this project | RDKit |\n| --- | --- | --- |")
    for name, content, kind in (
        ("a ring, sdf", ring(0), "sdf"),
        (f"{residues} residues, pdb", chain(residues, 0), "pdb"),
    ):
        made = wandb.Molecule(content, file_type=kind)
        read: Any = made.read
        facts = seconds(lambda content=content, kind=kind: wandb.Molecule(content, file_type=kind))
        still = seconds(lambda made=made, read=read: Molecule.still(made.to_struct(), read, 128))
        beside = _rdkit(content) if kind == "sdf" else ("", "")
        print(f"| {name}: facts | {1e3 * facts:.2f} ms | {beside[0]} |")
        print(f"| {name}: a still of 128 px | {1e3 * still:.1f} ms | {beside[1]} |")


def _rdkit(content: bytes) -> tuple[str, str]:
    try:
        from rdkit import Chem
        from rdkit.Chem.Draw import MolToImage
        from rdkit.Chem.rdMolDescriptors import CalcMolFormula
    except ImportError:
        return "not installed", "not installed"
    block = content.decode()
    molecule = Chem.MolFromMolBlock(block)
    facts = seconds(lambda: CalcMolFormula(Chem.MolFromMolBlock(block)))
    drawn = seconds(lambda: MolToImage(molecule, (128, 128)))
    return f"{1e3 * facts:.2f} ms", f"{1e3 * drawn:.1f} ms, flat"


def in_browser(rows: int) -> None:
    """Print how long a molecule takes to open, and how a table of them scrolls."""
    from playwright.sync_api import sync_playwright

    import dsviz_widget as wandb
    from benchmarks.media_scroll import scroll_table
    from tests.browser.chromium import ARGS, find_chromium
    from tests.browser.stub import StubPage

    table = wandb.Table(["mol", "n"])
    for number in range(rows):
        table.add_data(wandb.Molecule(ring(number), file_type="sdf"), number)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGS)
        stub = StubPage(wandb.TableView(table))
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(stub.url)
        print("\n| opened | until it is drawn |\n| --- | --- |")
        for name, act in (
            ("first, with the chunk and WebGL", lambda: page.locator(".dv-media-one").first.click()),
            ("the next row", lambda: page.keyboard.press("j")),
        ):
            page.locator(".dv-media-one").first.wait_for()
            start = time.perf_counter()
            act()
            page.locator(".dv-molecule-pane[data-ready=true]").wait_for(timeout=120_000)
            print(f"| {name} | {1e3 * (time.perf_counter() - start):.0f} ms |")
        page.close()
        stub.close()
        print(f"\nA table of {rows:,} molecules:\n")
        scroll_table(browser, table, ".dv-still-picture", "stills")
        browser.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--residues", type=int, default=300)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DSVIZ_DIR"] = folder
        reading(given.residues)
        in_browser(given.rows)
