"""Real files of every kind of media in one JupyterLab: in cells, open, over the steps of a run."""

from __future__ import annotations

import io
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image as PILImage
from playwright.sync_api import expect

from tests.browser.lab import Notebook
from tests.browser.waiting import wait_for_focus_within, wait_for_value

READ = """
import json, pathlib
import numpy as np
import dsviz_widget as wandb

data = pathlib.Path({folder!r})

def sound(name):
    return wandb.Audio(data / name, caption=pathlib.Path(name).stem)

def film(name):
    return wandb.Video(data / "media" / name, caption=name)

def molecule(name):
    return wandb.Molecule(data / "molecules" / name, caption=name)

def mesh(name):
    return wandb.Object3D(data / "meshes" / name, caption=name)

def street():
    points = np.load(data / "point_cloud" / "kitti_000008.npy")
    cars = json.loads((data / "point_cloud" / "kitti_000008_boxes.json").read_text())["boxes"]
    boxes = [
        wandb.box3d(
            center=car["center"],
            size=car["size"],
            orientation=(np.cos(car["yaw"] / 2), 0, 0, np.sin(car["yaw"] / 2)),
            color=(0.9, 0.4, 0.1),
            label="car",
        )
        for car in cars
    ]
    return wandb.Object3D.from_point_cloud(points[:, :3], boxes, values={{"reflectance": points[:, 3]}})
"""
TABLE = """
table = wandb.Table(["clip", "film", "mol", "space", "note"])
rows = [
    ["media/t-rex-roar.mp3", "flower.webm", "trpcage.pdb", None, "a *roar*"],
    ["audio_digits/0_george_7.wav", "friday.mp4", "cdk2.sdf", "Duck.glb", "a zero"],
    ["audio_digits/3_lucas_7.wav", "stream-of-water.mp4", "1YJP.cif", "bunny.ply", "a three"],
]
for heard, seen, atoms, solid, note in rows:
    space = mesh(solid) if solid else street()
    table.add_data(sound(heard), film(seen), molecule(atoms), space, note)
view = wandb.TableView(table, height_px=560)
view
"""
LISTS = """
page = wandb.Html("<h1>George</h1><p>says zero</p>", caption="what is said")
lists = wandb.Table(["all"], allow_mixed_types=True)
lists.add_data([sound("audio_digits/0_george_7.wav"), molecule("ligand.mol2"), page, mesh("teapot.stl")])
wandb.TableView(lists, height_px=560)
"""
RUN = """
run = wandb.init(project="media", dir="media-store")
for step, name in enumerate(["bunny.ply", "Duck.glb", "teapot.stl"]):
    run.log({"heard": sound(f"audio_digits/{step}_george_7.wav"), "mesh": mesh(name)})
run.finish()
run.view(tab="media")
"""
KINDS = ("clip", "film", "mol", "space")
HEAVY = ("sound", "video", "molecules", "spatial", "texts")
ASKED = re.compile(rb'"id":"([^"]+)","method":"chunk","params":\{"name":"(\w+)"')
THEME = """async (name) => {
  await window.jupyterapp.commands.execute("apputils:change-theme", { theme: name });
}"""

# Each opens many files: four minutes where eight programs keep two cores busy.
pytestmark = pytest.mark.timeout(600)

Pixels = npt.NDArray[np.uint8]


class Opened(Notebook):
    """A notebook that counts which parts of the front end its page asked for, and how often."""

    def __init__(self, server: Any, context: Any, cells: list[str]) -> None:
        asked: set[tuple[bytes, bytes]] = set()

        def saw(payload: str | bytes) -> None:
            # A question that is sent again, to a busy kernel, keeps its id.
            asked.update(ASKED.findall(payload.encode() if isinstance(payload, str) else payload))

        context.once("page", lambda page: page.on("websocket", lambda socket: socket.on("framesent", saw)))
        self.asked = asked
        super().__init__(server, context, cells)

    @property
    def chunks(self) -> Counter[str]:
        """How often each part of the front end was asked for."""
        return Counter(name.decode() for _, name in self.asked)

    def shown(self, at: int) -> Any:
        """Return the view of a cell, in sight."""
        view = self.page.locator(".jp-NotebookPanel .dv").nth(at)
        view.scroll_into_view_if_needed()
        return view


@pytest.fixture(scope="module")
def opened(server: Any, context: Any, shared_data: Path) -> Iterator[Opened]:
    notebook = Opened(server, context, [READ.format(folder=str(shared_data)), TABLE, LISTS, RUN])
    notebook.run_all()
    yield notebook
    # The server keeps it for the notebooks of other tests.
    notebook.page.evaluate(THEME, "JupyterLab Light")
    notebook.close()


def pixels_of(target: Any) -> Pixels:
    return np.asarray(PILImage.open(io.BytesIO(target.screenshot())).convert("RGB"))


def wait_for_colors(target: Any, least: int, timeout_s: float = 60) -> Pixels:
    """Wait until the screen shows so many colors there, told apart by 5 bits each; return the pixels."""
    end = time.monotonic() + timeout_s
    while True:
        pixels = pixels_of(target)
        found = len(np.unique(pixels.reshape(-1, 3) // 8, axis=0))
        if found >= least:
            return pixels
        assert time.monotonic() < end, f"{found} colors in {target}, {least} wanted"
        time.sleep(0.2)


def wait_for_medium(viewer: Any, kind: str) -> list[Pixels]:
    """Wait until an open medium is drawn, and return what the screen shows of it."""
    if kind == "clip":
        expect(viewer.get_by_role("slider", name="Spectrogram")).to_have_attribute("aria-busy", "false")
        return [
            wait_for_colors(viewer.locator(".dv-wave"), 3),
            wait_for_colors(viewer.locator(".dv-spectrogram"), 40),
        ]
    if kind == "film":
        viewer.locator("[data-ready=true]").wait_for()
        return [
            wait_for_colors(viewer.locator(".dv-video-picture"), 20),
            wait_for_colors(viewer.locator(".dv-video-strip"), 20),
        ]
    if kind == "mol":
        viewer.locator(".dv-molecule-pane[data-ready=true]").wait_for()
        return [wait_for_colors(viewer.locator(".dv-molecule-pane"), 40)]
    canvas = viewer.locator(".dv-space canvas[data-status=ready]")
    canvas.wait_for()
    return [wait_for_colors(canvas, 30)]


def wait_for_another(viewer: Any, kind: str, first: Pixels, timeout_s: float = 60) -> None:
    """Wait until another medium of a kind is drawn than before."""
    end = time.monotonic() + timeout_s
    while True:
        now = wait_for_medium(viewer, kind)[0]
        if now.shape != first.shape or (now != first).mean() > 0.01:
            return
        assert time.monotonic() < end, f"the {kind} is the one that was there before"
        time.sleep(0.2)


def is_dark(pixels: Pixels) -> bool:
    return bool(np.median(pixels) < 80)


def wait_for_dark(target: Any, timeout_s: float = 60) -> None:
    """Wait until a still is drawn in the colors of the dark theme; that of the light one stays until then."""
    end = time.monotonic() + timeout_s
    while not is_dark(wait_for_colors(target, 4)):
        assert time.monotonic() < end, f"{target} is not dark"
        time.sleep(0.2)


def test_each_kind_is_drawn_in_its_cell_and_open(opened: Opened) -> None:
    page, view = opened.page, opened.shown(0)
    cells = view.locator(".dv-media-one")
    expect(cells).to_have_count(3 * len(KINDS))
    least = {"clip": 4, "film": 20, "mol": 25, "space": 15}
    for at, kind in enumerate(KINDS * 3):
        wait_for_colors(cells.nth(at), least[kind])
    assert not set(opened.chunks) & {"sound", "video", "molecules", "spatial"}
    viewer = view.locator(".dv-viewer")
    for at, kind in enumerate(KINDS):
        cells.nth(at).click()
        first = wait_for_medium(viewer, kind)
        wait_for_focus_within(viewer)
        assert kind == "film" or not is_dark(first[0]), kind
        page.keyboard.press("j")
        viewer.get_by_text("2 of 3").wait_for()
        wait_for_another(viewer, kind, first[0])
        page.keyboard.press("Escape")
        viewer.wait_for(state="detached")
    view.get_by_role("gridcell", name="a *roar*").dblclick()
    viewer.locator(".dv-reader-body").wait_for()
    page.keyboard.press("Escape")
    viewer.wait_for(state="detached")
    assert opened.errors == []


def test_a_list_of_several_kinds_and_the_steps_of_a_run_are_drawn(opened: Opened) -> None:
    page, view = opened.page, opened.shown(1)
    stills = view.locator("[role=gridcell] .dv-media-one")
    expect(stills).to_have_count(4)
    for at, least in enumerate((4, 25, 4, 15)):
        wait_for_colors(stills.nth(at), least)
    stills.first.click()
    viewer = view.locator(".dv-viewer")
    for kind in ("clip", "mol"):
        wait_for_medium(viewer, kind)
        wait_for_focus_within(viewer)
        page.keyboard.press("]")
    frame = viewer.locator(".dv-frame > iframe")
    frame.content_frame.locator("iframe").content_frame.get_by_role("heading", name="George").wait_for()
    wait_for_colors(frame, 4)
    page.keyboard.press("]")
    wait_for_medium(viewer, "space")
    page.keyboard.press("Escape")

    run = opened.shown(2)
    tiles = run.locator(".dv-media-tile .dv-media-one")
    expect(tiles).to_have_count(2)
    for at in (0, 1):
        wait_for_colors(tiles.nth(at), 4)
    run.get_by_role("button", name="Key: heard").click()
    page.get_by_role("menu", name="Key").get_by_text("mesh", exact=True).click()
    run.get_by_role("button", name="Key: mesh").wait_for()
    expect(tiles.first).to_contain_text("bunny.ply")

    def differ() -> bool:
        bunny, teapot = (wait_for_colors(tiles.nth(at), 15) for at in (0, 1))
        return bool(bunny.shape != teapot.shape or (bunny != teapot).mean() > 0.05)

    # What is written below has colors enough before the mesh above is drawn.
    wait_for_value(differ, True)
    run.get_by_role("button", name="Open what was logged at step 2").click()
    viewer = run.locator(".dv-viewer")
    viewer.get_by_text("step 2").first.wait_for()
    wait_for_medium(viewer, "space")
    wait_for_focus_within(viewer)
    page.keyboard.press("ArrowLeft")
    viewer.get_by_text("Duck.glb").wait_for()
    wait_for_medium(viewer, "space")
    page.keyboard.press("Escape")
    assert opened.errors == []


def test_all_is_drawn_in_the_dark_and_nothing_came_twice_or_from_elsewhere(opened: Opened) -> None:
    page, view = opened.page, opened.shown(0)
    page.evaluate(THEME, "JupyterLab Dark")
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", "false")
    cells = view.locator(".dv-media-one")
    for at, kind in enumerate(KINDS):
        if kind == "film":
            wait_for_colors(cells.nth(at), 4)
        else:
            wait_for_dark(cells.nth(at))
    viewer = view.locator(".dv-viewer")
    for at, kind in enumerate(KINDS):
        cells.nth(at).click()
        drawn = wait_for_medium(viewer, kind)
        wait_for_focus_within(viewer)
        assert kind == "film" or is_dark(drawn[0]), kind
        page.keyboard.press("Escape")
        viewer.wait_for(state="detached")
    chunks = opened.chunks
    assert {name: chunks[name] for name in HEAVY} == dict.fromkeys(HEAVY, 1)
    assert opened.outside == []
    assert opened.errors == []
