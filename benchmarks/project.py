"""A large project in view: listed, searched and painted, beside reading the same by hand.

    python benchmarks/project.py                          # 5,000 runs, 500 artifacts × 20 versions
    python benchmarks/project.py --runs 500 --artifacts 50 --reps 3
    python benchmarks/project.py --no-browser

The store is made once in `--folder`: a version has a table and five files. Each side runs in a process of its
own, and answers the same: name, type, aliases, size and date of every version, name, state and date of every
run, and how many of them have a word in their names. Beside ours stand the package's own `Api`, which opens
every manifest and record, and a walk over the files by hand, which reads each JSON. "first" is without an
index, as on another machine; the files are in the system's cache for all sides. The page is a live widget
in headless Chromium, without JupyterLab: from making the view in Python to the tree on the screen.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from notebook_page import ARGS, FOLDER, find_chromium

PROJECT = "large"
WORDS = ("sweep-7", "best", "dataset", "model-123", "train-4999")
TYPES = ("dataset", "model", "predictions")
TREE = "[role=tree] [role=treeitem], [role=treegrid] [role=row]"
Search = Callable[[str], int]


def make(folder: Path, runs: int, artifacts: int, versions: int) -> None:
    """Write the store through the catalog that logging uses."""
    import dsviz_widget as wandb
    from dsviz_widget.store import Catalog, Entry, Manifest

    catalog = Catalog(folder)
    draft = wandb.Artifact("tables", "dataset")
    draft._catalog = catalog
    for rows in range(20):
        draft.add(wandb.Table(["n"], data=[[n] for n in range(100 + rows)]), f"t{rows}")
    tables = [entry for path, entry in draft.manifest.contents.items() if path.endswith(".parquet")]
    for number in range(artifacts):
        name = f"{TYPES[number % 3]}-{number:03}"
        for version in range(versions):
            contents = {"t.table.parquet": tables[version % len(tables)]}
            for file in range(5):
                digest = f"{number:04x}{version if file == 0 else 0:04x}{file:04x}".ljust(64, "0")
                contents[f"files/{file}.bin"] = Entry(digest, 1_000 * (file + 1))
            manifest = Manifest(
                name, TYPES[number % 3], contents, f"version {version}", {"seed": version},
                created_by=f"run{(number * versions + version) % runs:05}",
            )  # fmt: skip
            catalog.create_version(PROJECT, manifest, ("best",) if version == versions // 2 else ())
    for number in range(runs):
        run_id, clock = f"run{number:05}", f"{number // 60 % 24:02}:{number % 60:02}:00.000+00:00"
        record = {
            "format": 1, "id": run_id, "name": f"train-{number}", "group": f"sweep-{number % 97}",
            "job_type": "train", "tags": [], "notes": None, "entity": None,
            "config": {f"key_{key}": number / (key + 1) for key in range(20)},
            "summary": {"_step": 1_000, **{f"metric_{key}": number / 7 for key in range(20)}}, "metrics": {},
            "created_at": f"2026-01-{1 + number // 1000:02}T{clock}",
            "finished_at": "2026-02-01T00:00:00.000+00:00", "exit_code": 0,
            "used_artifacts": [f"{PROJECT}/dataset-000:v{number % versions}"], "logged_artifacts": [],
        }  # fmt: skip
        catalog.write_run(PROJECT, run_id, record)
    if draft._lease is not None:
        draft._lease.release()


def ours(folder: Path) -> tuple[int, Search]:
    from dsviz_widget.runs.listing import Listing
    from dsviz_widget.store import Catalog

    listing = Listing(Catalog(folder), PROJECT)
    listing.refresh()
    shown = len(listing.types()) and listing.version_count + listing.runs(0, 50)[1]
    return shown, lambda word: sum(listing.search(word)["counts"].values())


def api(folder: Path) -> tuple[int, Search]:
    import dsviz_widget as wandb

    found = wandb.Api(dir=folder, project=PROJECT)
    versions = [
        (one.name, one.version, one.type, tuple(one.aliases), one.size, one.created_at)
        for kind in found.artifact_types()
        for name in found.artifact_collections(PROJECT, kind)
        for one in found.artifacts(kind, name)
    ]
    runs = [(run.id, run.name, run.group, run.state, run.created_at) for run in found.runs(PROJECT)]

    def search(word: str) -> int:
        hits = sum(word in (one[0], one[2]) or word in one[3] or word in one[0] for one in versions)
        return hits + sum(any(word in (name or "") for name in run[:3]) for run in runs)

    return len(versions) + len(runs), search


def walk(folder: Path) -> tuple[int, Search]:
    base = folder / "projects" / PROJECT
    versions: list[tuple[Any, ...]] = []
    for artifact in sorted((base / "artifacts").iterdir()):
        aliases: dict[str, list[str]] = {}
        for alias in (artifact / "alias").glob("*"):
            aliases.setdefault(alias.read_text(), []).append(alias.name)
        for path in artifact.glob("v*.json"):
            told = json.loads(path.read_bytes())
            named = aliases.get(path.stem, [])
            versions.append((artifact.name, path.stem, told["type"], named, told["size"], told["created_at"]))
    runs = []
    for path in (base / "runs").glob("*/run.json"):
        told = json.loads(path.read_bytes())
        runs.append((told["id"], told["name"], told["group"], told["exit_code"], told["created_at"]))

    def search(word: str) -> int:
        hits = sum(word in one[0] or word in one[2] or word in one[3] for one in versions)
        return hits + sum(any(word in (name or "") for name in run[:3]) for run in runs)

    return len(versions) + len(runs), search


SIDES = {"ours": ours, "api": api, "walk": walk}


def measure(side: str, folder: Path) -> None:
    """Print what one side takes, as JSON; in a process of its own."""
    import psutil

    import dsviz_widget  # noqa: F401, what all sides have loaded

    before, began, worked = psutil.Process().memory_info().rss, time.perf_counter(), time.process_time()
    count, search = SIDES[side](folder)
    found = {"count": count, "clock_s": time.perf_counter() - began, "cpu_s": time.process_time() - worked}
    search(WORDS[0])
    searches = []
    for word in WORDS:
        worked = time.process_time()
        search(word)
        searches.append(time.process_time() - worked)
    found["search_s"] = statistics.median(searches)
    found["memory_mb"] = (psutil.Process().memory_info().rss - before) / 1e6
    print(json.dumps(found))


def fresh(folder: Path) -> None:
    shutil.rmtree(folder / "cache" / "listing", ignore_errors=True)


def run_side(side: str, folder: Path) -> dict[str, Any]:
    command = [sys.executable, __file__, "--side", side, "--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def compare(folder: Path, reps: int) -> None:
    """Print what each side takes, in turn, and ours without an index too."""
    found: dict[str, list[dict[str, Any]]] = {}
    for _ in range(reps):
        fresh(folder)
        for side, label in (("ours", "ours, first"), ("ours", "ours"), ("api", "Api"), ("walk", "walk")):
            found.setdefault(label, []).append(run_side(side, folder))
    middle = {
        label: {key: statistics.median(one[key] for one in runs) for key in runs[0]}
        for label, runs in found.items()
    }
    print(f"versions and runs: {middle['ours']['count']:,.0f}; medians of {reps}\n")
    print("| | listed: clock, s | processor, s | beside ours | a search, ms | memory, MB |")
    print("| --- | --- | --- | --- | --- | --- |")
    for label, one in middle.items():
        ratio = one["cpu_s"] / middle["ours"]["cpu_s"]
        print(
            f"| {label} | {one['clock_s']:.2f} | {one['cpu_s']:.2f} | {ratio:.1f} × "
            f"| {1e3 * one['search_s']:.1f} | {one['memory_mb']:.0f} |"
        )


def paint(folder: Path, reps: int) -> None:
    """Print how soon the tree is on the screen, a look at an unchanged store, and a search from the keys."""
    from playwright.sync_api import sync_playwright

    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    import dsviz_widget as wandb
    from dsviz_widget.widgets.project_view import ProjectView
    from tests.browser.stub import StubPage

    painted: defaultdict[str, list[float]] = defaultdict(list)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGS)
        for _ in range(reps):
            fresh(folder)
            for label in ("first", "again"):
                began, worked = time.perf_counter(), time.process_time()
                view = ProjectView(wandb.Api(dir=folder).project(PROJECT))
                stub = StubPage(view)
                page = browser.new_page(viewport={"width": 1280, "height": 800})
                page.goto(stub.url)
                page.locator(TREE).first.wait_for(timeout=300_000)
                painted[label].append(time.perf_counter() - began)
                painted[f"{label}, Python"].append(time.process_time() - worked)
                # Rows that were never counted are counted behind the first paint.
                while not view.session.listing.is_whole:
                    time.sleep(0.1)
                if label == "again":
                    began = time.perf_counter()
                    view.session.listing.refresh()
                    painted["kept"].append(time.perf_counter() - began)
                    box = page.get_by_role("searchbox").first
                    box.click()
                    began = time.perf_counter()
                    box.press_sequentially("model-121")
                    page.get_by_text("model-121").first.wait_for()
                    painted["search"].append(time.perf_counter() - began)
                page.close()
                stub.close()
                view.close()
        browser.close()
    told = {
        "first": "the tree painted, without an index",
        "first, Python": "of that, processor time of Python and the page's server",
        "again": "the tree painted",
        "again, Python": "of that, processor time of Python and the page's server",
        "search": "nine letters typed to the artifact found",
        "kept": "a look at a store that has not changed",
    }
    print(f"\nfrom Python to the screen, medians of {reps}\n\n| | ms |\n| --- | --- |")
    for label, sentence in told.items():
        print(f"| {sentence} | {1e3 * statistics.median(painted[label]):,.0f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=5_000)
    parser.add_argument("--artifacts", type=int, default=500)
    parser.add_argument("--versions", type=int, default=20)
    parser.add_argument("--reps", type=int, default=3)
    parser.add_argument("--no-browser", action="store_true")
    parser.add_argument("--side", choices=SIDES)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.side:
        measure(given.side, given.folder)
        return
    name = f"project-{given.runs}-{given.artifacts}-{given.versions}"
    folder = given.folder or FOLDER / name
    if not folder.exists():
        made = folder.with_name(f".{name}.{os.getpid()}")
        make(made, given.runs, given.artifacts, given.versions)
        made.rename(folder)
    compare(folder, given.reps)
    if not given.no_browser:
        paint(folder, given.reps)


if __name__ == "__main__":
    main()
