"""Tables and images logged, beside wandb offline and Pillow's own save.

    python benchmarks/tables.py --targets dsviz_widget wandb floor --reps 3

Each repetition is a fresh process and a fresh folder; targets take turns. CPU seconds of the process and
its children, wall seconds, bytes written, and how far the process's memory rose at its peak. `floor` is the
least work that gives the same files: Pillow's default save for images, json.dumps for rows. wandb cannot
read an artifact back offline: the cases that load lay its staged files out as its download would, and call
its own `from_json`, without checksums. That is its best case.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np


def bytes_in(folder: str) -> int:
    return sum(os.lstat(os.path.join(d, f)).st_size for d, _, names in os.walk(folder) for f in names)


def cpu_s() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


class Target:
    """The few calls that differ between the packages."""

    keep = False

    def __init__(self, name: str) -> None:
        self.name = name
        self.module: Any = importlib.import_module(name) if name != "floor" else None

    def start(self) -> Any:
        if self.name == "wandb":
            settings = self.module.Settings(x_disable_stats=True, console="off", x_disable_meta=True)
            for limit in ("MAX_ROWS", "MAX_ARTIFACT_ROWS"):
                setattr(self.module.Table, limit, 10**9)
            return self.module.init(project="bench", mode="offline", settings=settings)
        return self.module.init(project="bench")

    def log(self, run: Any, name: str, table: Any) -> None:
        artifact = self.module.Artifact(name, type="dataset")
        artifact.add(table, "table")
        if self.name == "wandb":
            self.staged = {
                path: entry.local_path
                for path, entry in artifact.manifest.entries.items()
                if entry.local_path and os.path.exists(entry.local_path)
            }
            self.lay_out(name)
        run.log_artifact(artifact)
        if self.name == "wandb":
            run.finish()

    def lay_out(self, name: str) -> None:
        if not self.keep:
            return
        for path, local in self.staged.items():
            target = Path("laid_out", name, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(local, target)

    def load(self, name: str) -> Any:
        if self.name != "wandb":
            return self.start().use_artifact(f"{name}:latest").get("table")
        root = Path("laid_out", name).absolute()

        class Entry:
            def __init__(self, path: str) -> None:
                self.path = path

            def download(self, *_: Any, **__: Any) -> str:
                return str(root / self.path)

        class Artifact:
            _client_id = None

            def get_entry(self, path: str) -> Entry:
                return Entry(path)

            get_path = get_entry

        return self.module.Table.from_json(json.loads((root / "table.table.json").read_text()), Artifact())


def small_images(count: int, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:64, 0:64]
    images = np.empty((count, 64, 64, 3), np.uint8)
    for index in range(count):
        a, b, c = rng.random(3) * 6
        waves = np.stack([np.sin(x / 9 + a), np.cos(y / 7 + b), np.sin((x + y) / 11 + c)], -1)
        images[index] = np.clip(waves * 100 + 128 + rng.integers(-3, 4, (64, 64, 3)), 0, 255)
    return images


def large_images(count: int) -> list[tuple[np.ndarray, np.ndarray, list[dict[str, Any]]]]:
    rng = np.random.default_rng(1)
    y, x = np.mgrid[0:480, 0:640]
    made = []
    for _ in range(count):
        a, b = rng.random(2) * 6
        waves = np.stack([np.sin(x / 50 + a), np.cos(y / 40 + b), np.sin((x + y) / 70)], -1)
        image = np.clip(waves * 90 + 128 + rng.integers(-2, 3, (480, 640, 1)), 0, 255).astype(np.uint8)
        mask = ((np.sin(x / 60 + a) + np.cos(y / 45 + b)) * 2.4 + 5).astype(np.uint8) % 10
        boxes = [
            {
                "position": {
                    "minX": float(u),
                    "maxX": float(u) + 0.1,
                    "minY": float(v),
                    "maxY": float(v) + 0.1,
                },
                "class_id": int(k),
                "scores": {"acc": 0.5},
            }
            for u, v, k in zip(
                rng.random(10) * 0.9, rng.random(10) * 0.9, rng.integers(0, 10, 10), strict=True
            )
        ]
        made.append((image, mask, boxes))
    return made


Timed = Callable[[], None]


class PeakMemory:
    """How many MB the process's memory rose above where it was, at its peak."""

    def __init__(self) -> None:
        self.linux = os.path.exists("/proc/self/clear_refs")
        if self.linux:
            Path("/proc/self/clear_refs").write_text("5")
        self.before = self._status("VmRSS") if self.linux else self._peak()

    def _status(self, key: str) -> float:
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1e3 for line in lines if line.startswith(key))

    def _peak(self) -> float:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)

    def mb(self) -> float:
        return (self._status("VmHWM") if self.linux else self._peak()) - self.before


def rows(target: Target) -> Timed:
    values = np.random.default_rng(0).normal(size=50_000)
    data = [(i, float(values[i]), f"row-{i % 997}-{i}") for i in range(50_000)]

    def work() -> None:
        if target.name == "floor":
            Path("rows.jsonl").write_text("\n".join(map(json.dumps, data)))
            return
        run = target.start()
        table = target.module.Table(columns=["i", "f", "s"])
        for row in data:
            table.add_data(*row)
        target.log(run, "rows", table)

    return work


def frame(target: Target) -> Timed:
    import pandas as pd

    count = 1_000_000
    names = np.char.add("row-", (np.arange(count) % 997).astype(str))
    data = pd.DataFrame({"i": np.arange(count), "f": np.random.default_rng(0).normal(size=count), "s": names})

    def work() -> None:
        if target.name == "floor":
            data.to_parquet("frame.parquet")
            return
        run = target.start()
        target.log(run, "frame", target.module.Table(dataframe=data))

    return work


def images(target: Target) -> Timed:
    pixels = small_images(2_000)

    def work() -> None:
        if target.name == "floor":
            from PIL import Image

            for index, image in enumerate(pixels):
                Image.fromarray(image).save(f"{index}.png")
            return
        run = target.start()
        table = target.module.Table(columns=["image", "label"])
        for index, image in enumerate(pixels):
            table.add_data(target.module.Image(image), f"class_{index % 10}")
        target.log(run, "images", table)

    return work


def overlays(target: Target) -> Timed:
    scenes = large_images(500)
    labels = {i: f"class_{i}" for i in range(10)}

    def work() -> None:
        if target.name == "floor":
            from PIL import Image

            for index, (image, mask, _) in enumerate(scenes):
                Image.fromarray(image).save(f"{index}.png")
                Image.fromarray(mask).save(f"{index}m.png")
            return
        run = target.start()
        classes = target.module.Classes([{"id": i, "name": name} for i, name in labels.items()])
        table = target.module.Table(columns=["id", "image"])
        for index, (image, mask, boxes) in enumerate(scenes):
            made = target.module.Image(
                image,
                classes=classes,
                masks={"truth": {"mask_data": mask, "class_labels": labels}},
                boxes={"truth": {"box_data": boxes, "class_labels": labels}},
            )
            table.add_data(index, made)
        target.log(run, "overlays", table)

    return work


def second_version(target: Target) -> Timed:
    pixels = small_images(2_000)

    def log_version() -> None:
        run = target.start()
        table = target.module.Table(columns=["image", "label"])
        for index, image in enumerate(pixels):
            table.add_data(target.module.Image(image), f"class_{index % 10}")
        target.log(run, "versions", table)

    if target.name == "floor":
        raise SystemExit("no floor for this case")
    log_version()
    pixels[:10] = small_images(10, seed=99)
    return log_version


def many_files(target: Target) -> Timed:
    from PIL import Image

    folder = Path("photos")
    folder.mkdir()
    pixels = small_images(1_000)
    for index in range(50_000):
        # Every file is one of its own; making 50,000 pictures would take longer than logging them.
        path = folder / f"{index}.bmp"
        if index < len(pixels):
            Image.fromarray(pixels[index, :32, :32]).save(path)
            continue
        content = bytearray((folder / f"{index % len(pixels)}.bmp").read_bytes())
        content[-4:] = index.to_bytes(4, "little")
        path.write_bytes(content)

    def work() -> None:
        if target.name == "floor":
            shutil.copytree(folder, "copies")
            return
        run = target.start()
        table = target.module.Table(columns=["image", "label"])
        for index in range(50_000):
            table.add_data(target.module.Image(str(folder / f"{index}.bmp")), index)
        target.log(run, "many", table)

    return work


def load_rows(target: Target) -> Timed:
    target.keep = True
    rows(target)()
    return lambda: print(sum(row[1] for row in target.load("rows").data))


def load_images(target: Target) -> Timed:
    target.keep = True
    images(target)()

    def work() -> None:
        total = 0
        for row in target.load("images").data:
            total += int(np.asarray(row[0].image)[0, 0, 0])
        print(total)

    return work


CASES: dict[str, Callable[[Target], Timed]] = {
    "rows": rows,
    "frame": frame,
    "images": images,
    "overlays": overlays,
    "second_version": second_version,
    "many_files": many_files,
    "load_rows": load_rows,
    "load_images": load_images,
}
FLOORS = ("rows", "frame", "images", "overlays", "many_files")


def child(case: str, name: str) -> None:
    folder = os.getcwd()
    os.environ.update(
        DSVIZ_DIR=f"{folder}/store",
        WANDB_MODE="offline",
        WANDB_SILENT="true",
        WANDB_DIR=folder,
        WANDB_DATA_DIR=f"{folder}/data",
        WANDB_CACHE_DIR=f"{folder}/cache",
    )
    target = Target(name)
    work = CASES[case](target)
    memory = PeakMemory()
    before, wall, cpu = bytes_in(folder), time.perf_counter(), cpu_s()
    work()
    result = {
        "wall_s": time.perf_counter() - wall,
        "cpu_s": cpu_s() - cpu,
        "bytes": bytes_in(folder) - before,
        "peak_mb": memory.mb(),
    }
    print("RESULT" + json.dumps(result))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--targets", nargs="+", default=["dsviz_widget", "wandb", "floor"])
    parser.add_argument("--cases", nargs="+", default=list(CASES), choices=list(CASES))
    parser.add_argument("--reps", type=int, default=3)
    parser.add_argument("--child", nargs=2, metavar=("CASE", "TARGET"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        child(*arguments.child)
        return
    for case in arguments.cases:
        found: dict[str, list[dict[str, float]]] = {}
        for _ in range(arguments.reps):
            for name in arguments.targets:
                if name == "floor" and case not in FLOORS:
                    continue
                folder = tempfile.mkdtemp(prefix="bench_")
                try:
                    out = subprocess.run(
                        [sys.executable, os.path.abspath(__file__), "--child", case, name],
                        capture_output=True, text=True, check=False, cwd=folder,
                    )  # fmt: skip
                    lines = [line for line in out.stdout.splitlines() if line.startswith("RESULT")]
                    if not lines:
                        print(f"{case:15s} {name:14s} failed: {out.stderr.strip().splitlines()[-1:]}")
                        continue
                    found.setdefault(name, []).append(json.loads(lines[0][6:]))
                finally:
                    shutil.rmtree(folder, ignore_errors=True)
        medians = {
            name: {key: statistics.median(run[key] for run in runs) for key in runs[0]}
            for name, runs in found.items()
        }
        ours = medians.get("dsviz_widget")
        for name, median in medians.items():
            ratio = ""
            if ours is not None and name != "dsviz_widget":
                cpu, size = median["cpu_s"] / ours["cpu_s"], median["bytes"] / max(1, ours["bytes"])
                ratio = f"   {cpu:6.2f} × our cpu, {size:6.2f} × our bytes"
            print(
                f"{case:15s} {name:14s} cpu {median['cpu_s']:8.3f} s   wall {median['wall_s']:8.3f} s   "
                f"{median['bytes'] / 1e6:9.3f} MB on disk   {median['peak_mb']:7.1f} MB memory{ratio}",
                flush=True,
            )


if __name__ == "__main__":
    main()
