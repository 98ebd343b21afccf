"""A million points turned in the viewer beside plain three.js, the viewer's chunk, a table of clouds.

    python benchmarks/media_three.py --points 1000000 --clouds 10000

Chromium is headless, without a graphics card, so that a frame is drawn on the processor: the ratio to plain
three.js on the same page and the same canvas size is what counts.

* ours: the open cloud, turned by its own keys: all points, at rest, and those under a moving hand;
* plain: three's Points with PointsMaterial, the same positions and colors, in a scene of its own;
* chunk: from the click on a cell to the canvas, the first time on a page;
* first, all: until the first points are drawn, and until all are;
* stills: drawn by Python from a million points, each for the first time;
* scroll: frames per second over a table of many clouds, and how many of the stills in sight are there.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright  # noqa: E402

import dsviz_widget as wandb  # noqa: E402
from dsviz_widget.media.object3d_still import cloud_to_png  # noqa: E402
from tests.browser.chromium import ARGS, find_chromium  # noqa: E402
from tests.browser.stub import StubPage  # noqa: E402

PLAIN = """
import {
  BufferAttribute, BufferGeometry, PerspectiveCamera, Points, PointsMaterial, Scene, WebGLRenderer,
} from "three";
window.plain = ({ positions, colors, width, height, frames }) => {
  const canvas = document.createElement("canvas");
  document.body.append(canvas);
  const renderer = new WebGLRenderer({ canvas, antialias: true, alpha: true });
  renderer.setSize(width, height, false);
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(positions, 3));
  geometry.setAttribute("color", new BufferAttribute(colors, 3, true));
  const scene = new Scene();
  const material = new PointsMaterial({ size: 1.5, sizeAttenuation: false, vertexColors: true });
  scene.add(new Points(geometry, material));
  const camera = new PerspectiveCamera(40, width / height, 0.1, 100);
  const pixel = new Uint8Array(4);
  const times = [];
  for (let k = 0; k < frames; k++) {
    camera.position.set(12 * Math.cos(k / 10), 7, 12 * Math.sin(k / 10));
    camera.lookAt(0, 0, 0);
    const start = performance.now();
    renderer.render(scene, camera);
    renderer.getContext().readPixels(0, 0, 1, 1, 6408, 5121, pixel);
    times.push(performance.now() - start);
  }
  canvas.remove();
  renderer.forceContextLoss();
  return times;
};"""

# A drawing counts once its pixels can be read. The stage tells which share of the points it drew; with
# `rests` the hand comes to rest after each key, and the drawing that counts is the one of all points.
TURN = """async ([frames, rests]) => {
  const viewer = document.querySelector(".dv-viewer");
  const canvas = document.querySelector(".dv-space canvas");
  const gl = canvas.getContext("webgl2");
  const pixel = new Uint8Array(4);
  const paint = window.requestAnimationFrame;
  let drawn = () => {};
  window.requestAnimationFrame = (callback) => paint((now) => {
    delete canvas.dataset.share;
    const start = performance.now();
    callback(now);
    if (canvas.dataset.share === undefined) return;
    gl.readPixels(0, 0, 1, 1, 6408, 5121, pixel);
    drawn(performance.now() - start, Number(canvas.dataset.share));
  });
  const times = [];
  let shares = 0;
  for (let k = 0; k < frames; k++) {
    await new Promise((done) => {
      drawn = (took, share) => {
        if (rests && share < 1) return;
        times.push(took);
        shares += share / frames;
        done();
      };
      viewer.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", shiftKey: true, bubbles: true }));
    });
  }
  window.requestAnimationFrame = paint;
  return { times, share: shares };
}"""


def torus(count: int, seed: int = 0) -> np.ndarray[Any, Any]:
    """Return points on a torus with colors, n × 6."""
    rng = np.random.default_rng(seed)
    a, b = rng.random((2, count)) * 2 * np.pi
    xyz = [(3 + np.cos(b)) * np.cos(a), (3 + np.cos(b)) * np.sin(a), np.sin(b)]
    return np.stack([*xyz, 127 + 127 * np.cos(a), 127 + 127 * np.sin(b), 127 + 127 * np.sin(a)], axis=1)


def bundle_plain() -> str:
    """Return three.js with the plain scene as one script."""
    with tempfile.TemporaryDirectory(dir=ROOT / "js") as folder:
        entry = Path(folder) / "plain.js"
        entry.write_text(PLAIN)
        command = ["npx", "esbuild", str(entry), "--bundle", "--minify", "--format=iife", "--log-level=error"]
        return subprocess.run(command, cwd=ROOT / "js", capture_output=True, text=True, check=True).stdout


def open_page(browser: Any, table: wandb.Table) -> tuple[Any, StubPage]:
    """Return a page that shows a table, and what serves it."""
    stub = StubPage(wandb.TableView(table, height_px=760))
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(300_000)
    page.goto(stub.url)
    page.wait_for_function("() => window.mounted")
    page.locator("[role=gridcell] .dv-media img").first.wait_for()
    return page, stub


def frames_of_a_cloud(browser: Any, points: np.ndarray[Any, Any], frames: int) -> None:
    """Print what opening and turning a large cloud takes."""
    page, stub = open_page(browser, wandb.Table(["cloud"], data=[[wandb.Object3D(points)]]))
    start = time.perf_counter()
    page.locator("[role=gridcell] .dv-media").first.click()
    page.locator(".dv-space canvas").wait_for()
    chunk = time.perf_counter() - start
    page.wait_for_function("() => /points/.test(document.querySelector('.dv-space-words')?.textContent)")
    first = time.perf_counter() - start
    page.locator(".dv-space canvas[data-status=ready]").wait_for()
    everything = time.perf_counter() - start
    print(f"chunk {chunk:.2f} s, first points {first:.2f} s, all {len(points):,} {everything:.2f} s")
    size = page.locator(".dv-space canvas").bounding_box()
    page.add_script_tag(content=bundle_plain())
    page.evaluate(
        """async (given) => {
          const bytes = async (name) => (await fetch(given[name])).arrayBuffer();
          window.given = { ...given, positions: new Float32Array(await bytes("positions")),
            colors: new Uint8Array(await bytes("colors")) };
        }""",
        {
            "positions": data_url(points[:, :3].astype("<f4").tobytes()),
            "colors": data_url(points[:, 3:].astype(np.uint8).tobytes()),
            "width": size["width"],
            "height": size["height"],
            "frames": frames,
        },
    )
    for name, rests in (("all points", True), ("under a moving hand", False)):
        ratios = []
        for _ in range(3):
            told = page.evaluate(TURN, [frames, rests])
            ours = statistics.median(told["times"])
            plain = statistics.median(page.evaluate("() => window.plain(window.given)"))
            ratios.append(plain / ours)
            print(
                f"{name} ({told['share']:.0%} of them): ours {1000 / ours:6.1f} fps, "
                f"plain three.js, which draws all, {1000 / plain:6.1f} fps, ratio {plain / ours:.2f}"
            )
        print(f"{name}: ratio, median of {len(ratios)}: {statistics.median(ratios):.2f}")
    stub.close()


def data_url(content: bytes) -> str:
    """Return bytes as an address."""
    import base64

    return f"data:application/octet-stream;base64,{base64.b64encode(content).decode()}"


def scroll_many(browser: Any, count: int, seconds: float) -> None:
    """Print frames per second while a table of clouds scrolls."""
    some = [wandb.Object3D(torus(2_000, seed)) for seed in range(min(count, 500))]
    table = wandb.Table(["cloud", "n"], data=[[some[k % len(some)], k] for k in range(count)])
    page, stub = open_page(browser, table)
    page.evaluate(
        """(seconds) => new Promise((resolve) => {
          const grid = document.querySelector("[role=grid]");
          const scrolls = (el) => el.scrollHeight > el.clientHeight + 100
            && /auto|scroll/.test(getComputedStyle(el).overflowY);
          const room = [grid, ...grid.querySelectorAll("*")].find(scrolls) ?? grid;
          const [start, times, seen] = [performance.now(), [], [0, 0]];
          const tick = (now) => {
            times.push(now);
            room.scrollTop += 24;
            const box = grid.getBoundingClientRect();
            for (const cell of grid.querySelectorAll(".dv-media")) {
              const at = cell.getBoundingClientRect();
              if (at.bottom < box.top + 80 || at.top > box.bottom) continue;
              seen[1]++;
              if (cell.dataset.status === "ready") seen[0]++;
            }
            if (now - start < 1000 * seconds) requestAnimationFrame(tick);
            else { window.scrolled = { times, seen, top: room.scrollTop }; resolve(); }
          };
          requestAnimationFrame(tick);
        })""",
        seconds,
    )
    found = page.evaluate("() => window.scrolled")
    steps = np.diff(found["times"])
    there, all_in_sight = found["seen"]
    print(
        f"{count:,} clouds: {1000 / steps.mean():.1f} fps, p99 {np.percentile(steps, 99):.0f} ms, "
        f"{found['top']:,.0f} px scrolled, stills there {there / max(1, all_in_sight):.0%}"
    )
    stub.close()


def stills(points: np.ndarray[Any, Any]) -> None:
    """Print what a still of a large cloud takes."""
    cloud = wandb.Object3D(points).cloud()
    times = []
    for _ in range(5):
        start = time.perf_counter()
        cloud_to_png(cloud, 256)
        times.append(time.perf_counter() - start)
    print(f"still of {len(points):,} points at 256 px: {min(times) * 1000:.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--clouds", type=int, default=10_000)
    parser.add_argument("--frames", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=5)
    args = parser.parse_args()
    points = torus(args.points)
    stills(points)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGS)
        frames_of_a_cloud(browser, points, args.frames)
        scroll_many(browser, args.clouds, args.seconds)
        browser.close()


if __name__ == "__main__":
    main()
