"""A store in a bucket: what works in a folder works there."""

from __future__ import annotations

import secrets
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import ArtifactNotFound, BlobCorrupt, BlobMissing, StoreError
from dsviz_widget.store import Catalog, Entry, Manifest, digest_of
from tests.unit.builders import picture_file, pixels, table

obstore = pytest.importorskip("obstore")


@pytest.fixture(params=["memory", "file"])
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an empty bucket."""
    wandb.finish()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DSVIZ_CACHE_DIR", str(tmp_path / "kept"))
    if request.param == "memory":
        yield f"memory://{secrets.token_hex(4)}"
    else:
        yield (tmp_path / "bucket").as_uri()
    wandb.finish()


def test_what_is_logged_comes_back(url: str, tmp_path: Path) -> None:
    photo = picture_file(tmp_path / "photo.jpg")
    run = wandb.init(project="p", dir=url)
    images = [wandb.Image(pixels(seed)) for seed in range(40)]
    made = table(
        ["n", "im"], *([index, image] for index, image in enumerate(images)), [99, wandb.Image(photo)]
    )
    artifact = wandb.Artifact("data", "dataset", metadata={"k": 1})
    artifact.add(made, "t")
    artifact.add(images[0], "im")
    artifact.add_file(photo, "raw/photo.jpg")
    run.log_artifact(artifact, aliases=["best"])
    wandb.finish()
    # Another machine has nothing of it yet.
    shutil.rmtree(tmp_path / "kept")
    run = wandb.init(project="p", dir=url)
    found = run.use_artifact("data:best")
    assert (found.version, found.metadata, found.file_count) == ("v0", {"k": 1}, artifact.file_count)
    assert found.get("t") == made
    assert found.get("im") == images[0]
    found.verify()
    assert Path(found.download(), "raw/photo.jpg").read_bytes() == photo.read_bytes()
    assert [record.id for record in found.used_by()] == [run.id]
    copied = wandb.Artifact("more", "dataset")
    copied.add(table(["im"], [wandb.Image(found.get("im"))]), "t")
    assert run.log_artifact(copied).get("t").data == [[images[0]]]
    assert wandb.Api(url, project="p").artifact_types() == ["dataset"]


def test_versions_are_taken_one_by_one(url: str) -> None:
    catalog = Catalog(url)

    def make(value: int) -> str:
        content = bytes([value])
        entries = {"a": Entry(catalog.blobs.put(content), 1)}
        return Catalog(url).create_version("p", Manifest("data", "dataset", entries), (f"w{value}",)).version

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(make, range(30)))
    assert sorted(made, key=lambda version: int(version[1:])) == [f"v{number}" for number in range(30)]
    assert catalog.versions("p", "data") == list(range(30))
    assert catalog.resolve("p", "data", "w7").version == made[7]
    assert catalog.projects() == ["p"]


def test_a_version_can_be_deleted_and_its_bytes_stay(url: str) -> None:
    run = wandb.init(project="p", dir=url)
    artifact = wandb.Artifact("data", "dataset")
    artifact.add(table(["n"], [1]), "t")
    digest = run.log_artifact(artifact).get_entry("t.table.parquet").digest
    artifact.delete()
    with pytest.raises(ArtifactNotFound):
        run.use_artifact("data")
    assert Catalog(url).blobs.get(digest)
    with pytest.raises(StoreError, match=r"are never reclaimed: no lock tells"):
        wandb.Api(url).reclaim()


def test_bytes_that_are_gone_or_changed(url: str, tmp_path: Path) -> None:
    catalog = Catalog(url)
    digest = catalog.blobs.put(b"right")
    key = f"blobs/{digest[:2]}/{digest[2:]}"
    shutil.rmtree(tmp_path / "kept", ignore_errors=True)
    catalog.storage.write(key, b"wrong")
    with pytest.raises(BlobCorrupt, match="was changed after it was stored"):
        catalog.blobs.get(digest)
    catalog.storage.remove(key)
    catalog.storage.remove(key)
    with pytest.raises(BlobMissing, match="the store has no file for digest"):
        catalog.blobs.get(digest)
    assert catalog.blobs.absent([digest, digest_of(b"other")]) == [digest, digest_of(b"other")]


def test_addresses_that_cannot_be_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StoreError, match="obstore cannot open a store at nosuch://x"):
        Catalog("nosuch://x")
    monkeypatch.setitem(sys.modules, "obstore.store", None)
    with pytest.raises(StoreError, match=r"pip install 'dsviz-widget\[bucket\]'"):
        Catalog("s3://bucket/prefix")
