"""What a store stands: processes killed, processes at once, a full disk, a folder that may not be written."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import ArtifactNotFound, BlobCorrupt, DsvizError, ManifestError, StoreError
from dsviz_widget.store import Catalog, Entry, Manifest, digest_of
from tests.unit.builders import blob_files, logged, pixels, table
from tests.unit.store.test_two_processes import LOG_MANY, go, ready, start

# One process imports, and forks those that are killed: starting Python takes far longer than logging.
KILLED = """
import os, sys, signal
import numpy as np
import dsviz_widget as wandb

def log(run, count):
    for index in range(count):
        image = np.random.default_rng((os.getpid(), index)).integers(0, 255, (16, 16, 3), np.uint8)
        table = wandb.Table(["index", "image"])
        for row in range(3):
            table.add_data(row, wandb.Image(image + np.uint8(row)))
        artifact = wandb.Artifact("shared", type="dataset")
        artifact.add(table, "t")
        with artifact.new_file("note.txt") as file:
            file.write(str(index))
        run.log_artifact(artifact, aliases=["last"])
        os.write(1, f"{artifact.version}\\n".encode())
        if index % 5 == 4:
            earlier = run.use_artifact(f"shared:v{int(artifact.version[1:]) - 1}")
            os.write(1, f"deleting {earlier.version}\\n".encode())
            earlier.delete(delete_aliases=True)

# The first use imports much; each child would do it again.
warm = wandb.init(project="p", dir=sys.argv[1])
log(warm, 6)
wandb.finish()
os.write(1, b"ready\\n")
for line in sys.stdin:
    child = os.fork()
    if not child:
        log(wandb.init(project="p"), 10_000)
    os.write(1, f"child {child}\\n".encode())
    os.waitpid(child, 0)
    os.write(1, b"killed\\n")
"""


@pytest.mark.skipif(os.name == "nt", reason="fork and SIGKILL are POSIX")
def test_killed_at_fifty_moments(store: Catalog, tmp_path: Path) -> None:
    """Every version that was returned is whole; nothing half-written shows; the next process carries on."""
    moments = random.Random(3)
    returned: set[str] = set()
    deleting: set[str] = set()
    process = start(KILLED, tmp_path / "warm")
    assert process.stdout is not None
    while process.stdout.readline() != "ready\n":
        pass
    for attempt in range(50):
        go(process)
        lines: list[str] = []
        # Before the first version, after one, two, …, ten; and then a moment of any length.
        while not any(line.startswith("child") for line in lines) or (
            sum(line.startswith("v") for line in lines) < attempt % 11
        ):
            lines.append(process.stdout.readline())
        time.sleep(moments.random() * 0.02)
        child = next(line for line in lines if line.startswith("child"))
        os.kill(int(child.split()[1]), signal.SIGKILL)
        while lines[-1] != "killed\n":
            lines.append(process.stdout.readline())
        returned.update(line.strip() for line in lines if line.startswith("v"))
        deleting.update(line.split()[1] for line in lines if line.startswith("deleting"))
    process.communicate()
    there = {f"v{number}" for number in store.versions("p", "shared")}
    assert len(returned) >= sum(attempt % 11 for attempt in range(50))
    assert len(deleting) > 2
    assert returned - there <= deleting
    for version in there:
        artifact = wandb.use_artifact(f"p/shared:{version}")
        artifact.verify()
        assert [row[1].image.size for row in artifact.get("t").data] == [(16, 16)] * 3
    wandb.Api().reclaim()
    for version in there:
        wandb.use_artifact(f"p/shared:{version}").verify()
    assert list(store.drafts.iterdir()) == []
    needed = {
        digest for number in store.versions("p", "shared") for digest in store.digests("p", "shared", number)
    }
    kept = {path.parent.name + path.name for path in blob_files(store) if not path.name.startswith(".")}
    assert kept == needed, "what killed processes left is reclaimed"
    assert logged(table(["a"], ["still works"]), name="shared").origin is not None


def test_eight_processes_log_two_hundred_versions(store: Catalog) -> None:
    workers, count = 8, 25
    processes = [start(LOG_MANY, worker, count) for worker in range(workers)]
    for process in processes:
        ready(process)
    for process in processes:
        go(process)
    said = [process.communicate()[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0] * workers
    versions = [version for lines in said for version in lines]
    assert store.versions("p", "shared") == list(range(200))
    assert {int(version[1:]) for version in versions} == set(range(200))
    rows = set()
    for number in range(200):
        artifact = wandb.use_artifact(f"p/shared:v{number}")
        artifact.verify()
        rows.add(tuple(artifact.get("t").data[0][:2]))
    assert rows == {(worker, index) for worker in range(workers) for index in range(count)}


FILL = """
import resource, signal, sys
import numpy as np
import dsviz_widget as wandb
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
run = wandb.init(project="p")
wandb.Table(["x"], [[1]]).to_arrow()
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
artifact = wandb.Artifact("big", type="dataset")
try:
    if sys.argv[2] == "table":
        table = wandb.Table(["n"])
        for value in np.random.default_rng(0).normal(size=50_000):
            table.add_data(float(value))
        artifact.add(table, "t")
    elif sys.argv[2] == "image":
        artifact.add(wandb.Image(np.random.default_rng(0).integers(0, 255, (200, 200, 3), np.uint8)), "im")
    else:
        with open("/dev/zero", "rb") as file:
            pass
        artifact.add_file(sys.argv[2])
except wandb.DsvizError as error:
    print(type(error).__name__, error)
else:
    print("no error")
"""


@pytest.mark.skipif(os.name == "nt", reason="the limit on a file's size is POSIX")
@pytest.mark.parametrize("what", ["table", "image", "file"])
def test_a_disk_that_takes_no_more(store: Catalog, what: str, tmp_path: Path) -> None:
    logged(table(["n"], [1]))
    before = sorted(path for path in blob_files(store))
    big = tmp_path / "big.bin"
    big.write_bytes(os.urandom(300_000))
    out = subprocess.run(
        [sys.executable, "-c", FILL, "50000", str(big) if what == "file" else what],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert out.startswith("StoreError the store cannot write"), out
    assert "what was logged before is whole" in out
    assert sorted(path for path in blob_files(store)) == before
    assert wandb.use_artifact("p/data").get("t").data == [[1]]
    assert logged(table(["n"], [2])).data == [[2]]


@pytest.mark.skipif(os.name == "nt", reason="tmpfs is Linux")
def test_a_full_disk(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(small)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a small disk needs root")
    try:
        wandb.finish()
        run = wandb.init(project="p", dir=small / "store")
        done: list[wandb.Artifact] = []

        def log(count: int) -> None:
            for _ in range(count):
                artifact = wandb.Artifact("data", "dataset")
                artifact.add(wandb.Image(pixels(len(done), 64, 64)), "im")
                done.append(run.log_artifact(artifact))

        with pytest.raises(StoreError, match=r"No space left on device.* Free some space"):
            log(200)
        assert len(done) > 3
        for artifact in done:
            artifact.verify()
        for artifact in done[:-2]:
            artifact.delete()
        log(1)
        assert run.use_artifact("data").get("im").image.size == (64, 64)
    finally:
        wandb.finish()
        subprocess.run(["umount", "-l", str(small)], check=True)


@pytest.mark.skipif(os.name == "nt", reason="tmpfs is Linux")
def test_a_folder_that_may_only_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a disk needs root")
    try:
        monkeypatch.setenv("DSVIZ_DIR", str(folder / "store"))
        logged(table(["n"], [1]))
        wandb.finish()
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        found = wandb.use_artifact("p/data")
        assert found.get("t").data == [[1]]
        found.verify()
        artifact = wandb.Artifact("data", type="dataset")
        with pytest.raises(StoreError, match=r"the store cannot .*Read-only file system"):
            artifact.add(table(["n"], [2]), "t")
        with pytest.raises(StoreError, match=r"the store cannot .*Read-only file system"):
            wandb.init(project="p")
    finally:
        wandb.finish()
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_manifest_cut_short_spoils_one_version(store: Catalog) -> None:
    for value in range(3):
        logged(table(["n"], [value]))
    folder = store.folder / "projects/p/artifacts/data"
    (folder / "v1.json").write_bytes((folder / "v1.json").read_bytes()[:100])
    with pytest.raises(ManifestError, match=r"v1.json is not a manifest"):
        wandb.use_artifact("p/data:v1")
    assert wandb.use_artifact("p/data:v0").get("t").data == [[0]]
    assert wandb.use_artifact("p/data").get("t").data == [[2]]
    # What the damaged version has is not known: the version goes, and its bytes stay.
    before = blob_files(store)
    with pytest.warns(UserWarning, match=r"v1.json.* No bytes are freed"):
        wandb.use_artifact("p/data:v0").delete()
    assert blob_files(store) == before
    with pytest.raises(ArtifactNotFound):
        wandb.use_artifact("p/data:v0")
    shutil.copy(folder / "v1.json", folder / "v2.json")
    with pytest.warns(UserWarning, match=r"v2.json is not a manifest.* logged beside it"):
        assert logged(table(["n"], [9])).data == [[9]]


def test_a_list_of_files_that_was_changed(store: Catalog) -> None:
    made = logged(table(["im"], *([wandb.Image(pixels(index))] for index in range(40))))
    header = (store.folder / "projects/p/artifacts/data/v0.json").read_bytes()
    assert len(header) < 1_000
    import json

    path = store.blobs.path(json.loads(header)["contents_digest"])
    kept = path.read_bytes()
    path.write_bytes(kept[:-20])
    with pytest.raises(BlobCorrupt, match="was changed after it was stored"):
        wandb.use_artifact("p/data")
    path.write_bytes(kept)
    assert wandb.use_artifact("p/data").get("t") == made


@pytest.mark.parametrize("path", ["../../evil", "/etc/evil", "a/../../../evil", "C:\\evil", "a\0b", ""])
def test_a_list_of_files_cannot_name_a_path_outside(store: Catalog, path: str) -> None:
    from dsviz_widget.store.manifest import pack

    entries = {f"f{index}": Entry(digest_of(b"1"), 1) for index in range(40)}
    honest = Manifest("data", "dataset", entries)
    store.blobs.put(b"1")
    store.create_version("p", honest)
    file = store.folder / "projects/p/artifacts/data/v0.json"
    evil = store.blobs.put(pack({**entries, path: Entry(digest_of(b"1"), 1)}))
    import json

    plain = json.loads(file.read_bytes())
    file.write_text(json.dumps({**plain, "contents_digest": evil}))
    with pytest.raises(DsvizError, match="leaves its artifact"):
        wandb.use_artifact("p/data")


def test_what_was_cut_short_is_written_again(store: Catalog) -> None:
    digest = store.blobs.put(b"x" * 100)
    store.blobs.path(digest).write_bytes(b"x" * 50)
    store.blobs.put(b"x" * 100)
    assert store.blobs.get(digest) == b"x" * 100


def test_deleting_beside_those_who_log_the_same_bytes(store: Catalog) -> None:
    """One thread deletes what others are just logging again: what they logged is whole."""
    images = [wandb.Image(pixels(seed)) for seed in range(4)]
    wandb.init(project="p")
    stop = threading.Event()
    log_errors: list[BaseException] = []

    def log(worker: int) -> None:
        run = wandb.runs.Run(Catalog(store.folder), project="p")
        for index in range(25):
            artifact = wandb.Artifact(f"data{worker}", "dataset", metadata={"n": index})
            made = table(["n", "im"], *([index, wandb.Image(pixels(seed))] for seed in range(4)))
            try:
                artifact._catalog = run.catalog
                artifact.add(made, "t")
                run.log_artifact(artifact)
            except BaseException as error:
                log_errors.append(error)
                return

    def sweep() -> None:
        while not stop.is_set():
            wandb.Api().reclaim()
            for worker in range(3):
                for artifact in wandb.Api(project="p").artifacts("dataset", f"data{worker}")[2:]:
                    artifact.delete(delete_aliases=True)

    for worker in range(3):
        logged(table(["im"], [images[0]]), name=f"data{worker}")
    with ThreadPoolExecutor(4) as pool:
        sweeping = pool.submit(sweep)
        for done in [pool.submit(log, worker) for worker in range(3)]:
            done.result()
        stop.set()
        sweeping.result()
    assert log_errors == []
    for worker in range(3):
        left = wandb.Api(project="p").artifacts("dataset", f"data{worker}")
        assert left[0].version == "v25"
        for artifact in left:
            artifact.verify()
    assert not list(store.blobs.trash.iterdir())
