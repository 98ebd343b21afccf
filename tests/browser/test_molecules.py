"""Molecules: stills in cells, and an open molecule that is turned, colored, paged and kept beside others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.axe import findings, load_axe
from tests.browser.waiting import wait_for_rest, wait_for_value
from tests.unit.media.molecule_texts import pdb, sdf

Show = Callable[..., Any]

# Share of an open molecule's pixels that are not clear; WebGL keeps what it drew.
DRAWN = """(number) => {
  const drawn = document.querySelectorAll(".dv-molecule-pane canvas")[number];
  if (!drawn || !drawn.width) return 0;
  const look = document.createElement("canvas");
  [look.width, look.height] = [120, 80];
  const pen = look.getContext("2d", { willReadFrequently: true });
  pen.drawImage(drawn, 0, 0, 120, 80);
  const { data } = pen.getImageData(0, 0, 120, 80);
  let seen = 0;
  for (let k = 3; k < data.length; k += 4) if (data[k] > 100) seen++;
  return seen / (data.length / 4);
}"""
PICTURE = """() => document.querySelector(".dv-molecule-pane canvas").toDataURL()"""
PICTURES = (
    """() => [...document.querySelectorAll(".dv-molecule-pane canvas")].map((each) => each.toDataURL())"""
)


def shown(*molecules: wandb.Molecule) -> wandb.TableView:
    table = wandb.Table(["name", "mol"])
    for number, each in enumerate(molecules):
        table.add_data(f"run {number}", each)
    return wandb.TableView(table)


def of_text(text: str, file_type: str, caption: str | None = None) -> wandb.Molecule:
    return wandb.Molecule(text.encode(), caption=caption, file_type=file_type)


def open_molecule(page: Any, number: int = 0) -> Any:
    page.locator(".dv-media-one").nth(number).click()
    return ready(page)


def ready(page: Any, panes: int = 1) -> Any:
    """Wait until so many molecules are drawn, and return the viewer."""
    viewer = page.locator(".dv-viewer")
    viewer.locator(".dv-molecule-pane[data-ready=true]").nth(panes - 1).wait_for(timeout=60_000)
    for number in range(panes):
        page.wait_for_function(f"() => ({DRAWN})({number}) > 0.005", timeout=60_000)
    return viewer


def changes(page: Any, act: Callable[[], None]) -> None:
    """Do something, and wait until the molecule looks different."""
    page.evaluate(f"() => {{ window.before = ({PICTURE})(); }}")
    act()
    page.wait_for_function(f"() => ({PICTURE})() !== window.before", timeout=30_000)


def test_an_open_molecule_obeys_keys_and_buttons(show: Show) -> None:
    page = show(shown(of_text(sdf("first", "second"), "sdf", "water"), of_text(pdb(), "pdb")))
    page.locator(".dv-media-one").first.get_by_role("img", name="water").wait_for()
    expect(page.locator(".dv-molecule-count").first).to_have_text("1 / 2", use_inner_text=True)
    viewer = open_molecule(page)
    pane = viewer.locator(".dv-molecule-pane")
    assert (pane.get_attribute("data-style"), pane.get_attribute("data-coloring")) == ("ball", "element")
    wait_for_value(lambda: viewer.locator(".dv-molecule-legend").inner_text().split(), ["H", "O"])
    sheet = viewer.get_by_role("region", name="Properties")
    sheet.get_by_text("H2O").wait_for()
    sheet.get_by_text("pKa").wait_for()

    # Styles by keys and in the menu.
    changes(page, lambda: page.keyboard.press("5"))
    viewer.locator(".dv-molecule-pane[data-style=sphere]").wait_for()
    viewer.get_by_role("button", name="Style Spheres").click()
    page.get_by_role("menuitemradio", name="Sticks", exact=True).click()
    viewer.locator(".dv-molecule-pane[data-style=stick]").wait_for()
    changes(page, lambda: viewer.get_by_role("button", name="Hydrogens (h)").click())
    page.keyboard.press("h")
    viewer.get_by_role("button", name="Hydrogens (h)", pressed=True).wait_for()
    changes(page, lambda: page.keyboard.press("Shift+ArrowUp"))
    changes(page, lambda: page.keyboard.press("+"))
    changes(page, lambda: viewer.get_by_role("button", name="As at first (0)").click())
    changes(page, lambda: page.keyboard.press("b"))
    viewer.get_by_role("button", name="Ground: white (b)").wait_for()

    # The molecules of the file, one at a time.
    page.keyboard.press(".")
    viewer.locator(".dv-molecule-name", has_text="second").wait_for()
    expect(viewer.get_by_role("button", name="Next of the file (.)")).to_be_disabled()
    viewer.get_by_role("button", name="Previous of the file (,)").click()
    viewer.locator(".dv-molecule-name", has_text="first").wait_for()

    with page.expect_download() as saved:
        viewer.get_by_role("button", name="Save a picture (s)").click()
    assert Path(saved.value.path()).read_bytes().startswith(b"\x89PNG")
    load_axe(page)
    assert findings(page, "an open molecule") == []


def test_molecules_stay_beside_the_next_ones_and_turn_together(show: Show, shared_data: Path) -> None:
    folder = shared_data / "molecules"
    page = show(
        shown(*(wandb.Molecule(folder / name) for name in ("trpcage.pdb", "1YJP.cif", "ligand.mol2")))
    )
    viewer = open_molecule(page)
    pane = viewer.locator(".dv-molecule-pane").first
    assert (pane.get_attribute("data-style"), pane.get_attribute("data-coloring")) == ("cartoon", "structure")
    page.keyboard.press("c")
    viewer.locator(".dv-molecule-pane[data-coloring=residue]").wait_for()
    page.keyboard.press("p")
    viewer.get_by_role("button", name="Keep beside the next ones (p)", pressed=True).wait_for()
    page.keyboard.press("j")
    viewer = ready(page, panes=2)
    viewer.locator(".dv-molecule-title", has_text="row 1").wait_for()
    # The hand turns the open one, and the one that was kept turns with it.
    changes(page, lambda: page.keyboard.press("Shift+ArrowLeft"))
    box = wait_for_rest(viewer.locator(".dv-molecule-place").nth(1))
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def drag() -> None:
        page.mouse.move(*middle)
        page.mouse.down()
        page.mouse.move(middle[0] + 40, middle[1] + 25, steps=4)
        page.mouse.up()

    changes(page, drag)
    viewer.get_by_role("button", name="No longer beside: row 1").click()
    page.wait_for_function("() => document.querySelectorAll('.dv-molecule-pane').length === 1")


def test_the_molecules_of_compared_tables_turn_together(show: Show) -> None:
    """The tables hold the same molecule by other names, so panes that lie alike have the same pixels."""
    tables = [
        wandb.Table(["id", "mol"], data=[["a", of_text(pdb(), "pdb", caption=name)]])
        for name in ("made", "predicted")
    ]
    page = show(wandb.compare(*tables, key="id"), width=1200)
    page.locator(".dv-media-one").first.click()
    viewer = ready(page, panes=2)
    alike = f"() => {{ const [one, other] = ({PICTURES})(); return one === other && one !== window.before; }}"
    place = viewer.locator(".dv-molecule-place").nth(1)
    box = wait_for_rest(place)
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def drag() -> None:
        page.mouse.move(*middle)
        page.mouse.down()
        page.mouse.move(middle[0] + 60, middle[1] + 35, steps=4)
        page.mouse.up()

    page.wait_for_function(alike)
    for turn in (lambda: page.keyboard.press("Shift+ArrowLeft"), drag, lambda: page.keyboard.press("0")):
        page.evaluate(f"() => {{ window.before = ({PICTURES})()[0]; }}")
        turn()
        page.wait_for_function(alike)
    assert page.errors == []


def test_the_pointer_names_an_atom(show: Show) -> None:
    page = show(shown(of_text(pdb(), "pdb")))
    viewer = open_molecule(page)
    page.keyboard.press("5")
    viewer.locator(".dv-molecule-pane[data-style=sphere]").wait_for()
    box = wait_for_rest(viewer.locator(".dv-molecule-place"))
    atom = viewer.locator(".dv-molecule-atom", has_text="GLY 1 · chain A")
    # Somewhere about the middle there is an atom; 3Dmol looks a moment after the pointer rests.
    for patience_ms in (400, 400, 1_000, 3_000, 10_000):
        for share in (0.5, 0.46, 0.42, 0.38, 0.54):
            page.mouse.move(box["x"] + share * box["width"], box["y"] + 0.5 * box["height"])
            try:
                atom.wait_for(timeout=patience_ms)
            except Exception as error:
                if "Timeout" not in type(error).__name__:
                    raise
                continue
            return
    pytest.fail("no atom was named")
