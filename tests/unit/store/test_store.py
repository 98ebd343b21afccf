"""Bytes by digest, manifests, names: what the folder on disk promises."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dsviz_widget.errors import (
    ArtifactNameError,
    ArtifactNotFound,
    BlobCorrupt,
    BlobMissing,
    ManifestError,
    StoreError,
)
from dsviz_widget.store import Blobs, Catalog, Entry, Manifest, check_name, check_path, digest_of
from tests.unit.builders import blob_files


def manifest(name: str = "data", kind: str = "dataset", **contents: bytes) -> Manifest:
    return Manifest(name, kind, {path: Entry(digest_of(data), len(data)) for path, data in contents.items()})


def test_bytes_come_back_and_are_stored_once(store: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "file.bin"
    path.write_bytes(b"x" * 3_000_000)
    digest = store.blobs.put(path)
    assert store.blobs.put(b"x" * 3_000_000) == digest == digest_of(path)
    assert store.blobs.get(digest) == path.read_bytes()
    assert len(blob_files(store)) == 1


def test_many_threads_put_the_same_bytes(store: Catalog) -> None:
    contents = [bytes([value % 5]) * 10_000 for value in range(200)]
    with ThreadPoolExecutor(8) as pool:
        digests = list(pool.map(store.blobs.put, contents))
    assert len(set(digests)) == 5
    assert len(blob_files(store)) == 5
    assert all(store.blobs.get(d) == c for d, c in zip(digests, contents, strict=True))


def test_missing_bytes_say_what_to_do(store: Catalog) -> None:
    digest = digest_of(b"never put")
    with pytest.raises(BlobMissing, match="Copy the whole store folder, or log the artifact again") as caught:
        store.blobs.get(digest)
    assert isinstance(caught.value, FileNotFoundError)
    assert digest[:12] in str(caught.value)
    assert store.blobs.locate(digest) is None


def test_changed_bytes_are_noticed_and_can_be_mended(store: Catalog) -> None:
    digest = store.blobs.put(b"right")
    path = store.blobs.path(digest)
    path.write_bytes(b"wrong")
    with pytest.raises(BlobCorrupt, match=r"was changed after it was stored. Delete it and log"):
        store.blobs.get(digest)
    path.unlink()
    store.blobs.put(b"right")
    assert store.blobs.get(digest) == b"right"


def test_a_file_that_changes_before_it_is_stored_is_refused(store: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(b"old")
    digest = digest_of(path)
    path.write_bytes(b"new")
    with pytest.raises(BlobCorrupt, match=r"photo.png changed while it was being logged"):
        store.blobs.put_known(digest, path)
    assert blob_files(store) == []


@pytest.mark.parametrize("digest", ["", "../../../etc/passwd", "ab/cd", "A" * 64, "0" * 63])
def test_a_digest_never_becomes_another_path(store: Catalog, digest: str) -> None:
    for ask in (store.blobs.get, store.blobs.locate, store.blobs.path):
        with pytest.raises(BlobMissing, match="is not a digest"):
            ask(digest)


def test_put_many_copies_from_another_store(store: Catalog, tmp_path: Path) -> None:
    other = Blobs(tmp_path / "other")
    contents = {digest_of(data): data for data in (bytes([value]) for value in range(20))}
    other.put_many(dict(contents))
    store.blobs.put_many(dict.fromkeys(contents, other))
    assert {path.read_bytes() for path in blob_files(store)} == set(contents.values())


def test_opening_a_store_writes_nothing(store: Catalog) -> None:
    assert store.projects() == []
    assert store.versions("p", "data") == []
    assert not store.folder.exists()


def test_versions_count_up_and_equal_content_makes_none(store: Catalog) -> None:
    versions = [store.create_version("p", manifest(a=data)).version for data in (b"1", b"2", b"2", b"1")]
    assert versions == ["v0", "v1", "v1", "v2"]
    assert store.versions("p", "data") == [0, 1, 2]


def test_more_than_ten_versions_are_in_number_order(store: Catalog) -> None:
    for value in range(12):
        store.create_version("p", manifest(a=bytes([value])))
    assert store.resolve("p", "data").version == "v11"


def test_aliases_move(store: Catalog) -> None:
    store.create_version("p", manifest(a=b"1"), ("best", "latest"))
    store.create_version("p", manifest(a=b"2"), ("second",))
    assert store.aliases("p", "data", "v0") == ["best"]
    assert store.aliases("p", "data", "v1") == ["second", "latest"]
    store.create_version("p", manifest(a=b"3"), ("best",))
    assert store.resolve("p", "data", "best").version == "v2"
    assert store.aliases("p", "data", "v0") == []


@pytest.mark.parametrize("alias", ["", ".", "..", ".hidden", "a/b", "a\\b", "a:b", "v3", "a\0", "x" * 200, 3])
def test_aliases_that_cannot_be(store: Catalog, alias: str) -> None:
    with pytest.raises(ArtifactNameError, match="cannot be used"):
        store.create_version("p", manifest(a=b"1"), (alias,))
    assert store.versions("p", "data") == []


@pytest.mark.parametrize("name", ["", "a b", "a/b", "..", ".", "ä", "a:v0", "x" * 129, 5])
def test_names_that_cannot_be(name: str) -> None:
    with pytest.raises(ArtifactNameError, match="may have letters, digits"):
        check_name(name, "artifact name")


def test_a_name_keeps_its_type(store: Catalog) -> None:
    store.create_version("p", manifest(a=b"1"))
    with pytest.raises(ArtifactNameError, match="has type 'dataset' and cannot be logged as 'model'"):
        store.create_version("p", manifest(kind="model", a=b"2"))


def test_unknown_names_list_what_there_is(store: Catalog) -> None:
    with pytest.raises(ArtifactNotFound, match=r"project 'p' has no artifacts in .* Log one first"):
        store.resolve("p", "digits")
    store.create_version("p", manifest("digits", a=b"1"), ("best",))
    store.create_version("p", manifest("roads", a=b"1"))
    for name, alias, message in [
        ("digitz", "latest", "no artifact 'digitz'. Did you mean 'digits'?"),
        ("qqq", "latest", "There is 'digits', 'roads'."),
        ("digits", "v7", "no version 'v7'. The artifact has v0, and the aliases latest, best."),
        ("digits", "bst", "no version 'bst'"),
    ]:
        with pytest.raises(ArtifactNotFound) as caught:
            store.resolve("p", name, alias)
        assert message in str(caught.value)
        assert isinstance(caught.value, LookupError)
    with pytest.raises(ArtifactNotFound, match="Ask for 'p/digits:latest'"):
        store.resolve("other", "digits")


def test_manifest_survives_its_bytes() -> None:
    made = Manifest(
        "data",
        "dataset",
        {"a/b.png": Entry("0" * 64, 5, "p/x:v0/y")},
        "words",
        {"k": [1, None]},
        "now",
        "run",
        "v3",
    )
    assert Manifest.from_bytes(made.to_bytes(), "here") == made


@pytest.mark.parametrize("path", ["../x", "a/../../x", "/etc/passwd", "C:\\x", "a\\..\\x", ""])
def test_a_path_never_leaves_its_artifact(path: str) -> None:
    with pytest.raises(ManifestError, match="leaves its artifact"):
        check_path(path)
    plain = json.loads(manifest(a=b"1").to_bytes())
    plain["contents"][path] = plain["contents"]["a"]
    with pytest.raises(ManifestError, match="leaves its artifact"):
        Manifest.from_bytes(json.dumps(plain).encode(), "v0.json")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "v0.json is not a manifest"),
        (b"[]", "v0.json is not a manifest"),
        (b"{}", "v0.json is not a manifest"),
        (b'{"format": 9}', "has format 9; this version of dsviz_widget reads 1"),
        (b'{"format": 1, "contents": {"a": {"digest": "../x", "size": 1}}}', "has a digest '../x'"),
    ],
)
def test_manifests_that_cannot_be_read(store: Catalog, content: bytes, message: str) -> None:
    store.create_version("p", manifest(a=b"1"))
    path = store.folder / "projects" / "p" / "artifacts" / "data" / "v0.json"
    path.write_bytes(content)
    with pytest.raises(ManifestError) as caught:
        store.resolve("p", "data")
    assert message in str(caught.value)


def test_half_written_files_are_not_versions(store: Catalog) -> None:
    store.create_version("p", manifest(a=b"1"))
    folder = store.folder / "projects" / "p" / "artifacts" / "data"
    (folder / ".v1.json.0123.part").write_bytes(b"{")
    (folder / "v01.json").write_bytes(b"{")
    (folder / "vx.json").write_bytes(b"{")
    assert store.versions("p", "data") == [0]
    assert store.create_version("p", manifest(a=b"2")).version == "v1"


def test_records_of_runs(store: Catalog) -> None:
    store.write_run("p", "r1", {"name": "first"})
    assert store.read_run("p", "r1") == {"name": "first"}
    with pytest.raises(StoreError, match="project 'p' has no run 'r2'"):
        store.read_run("p", "r2")
    (store.folder / "projects/p/runs/r1/run.json").write_text("{")
    with pytest.raises(ManifestError, match=r"run.json is not the record of a run"):
        store.read_run("p", "r1")


def test_a_store_that_cannot_be_written_says_so(store: Catalog) -> None:
    store.folder.write_text("a file where the folder should be")
    with pytest.raises(StoreError, match=r"cannot make the folder .* Set DSVIZ_DIR, or init"):
        store.blobs.put(b"1")
    with pytest.raises(StoreError, match=r"cannot make the folder .*Not a directory"):
        store.write_run("p", "r1", {})


def test_a_folder_without_hard_links_holds_a_store_too(
    store: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", refuse)
    for value in range(3):
        assert store.create_version("p", manifest(a=bytes([value]))).version == f"v{value}"
    folder = store.folder / "projects" / "p" / "artifacts" / "data"
    # What a process leaves that is killed after it took a number.
    (folder / "v3.json").touch()
    assert store.resolve("p", "data").version == "v2"
    with ThreadPoolExecutor(4) as pool:
        made = list(
            pool.map(lambda value: store.create_version("p", manifest(a=bytes([9, value]))), range(12))
        )
    assert sorted(int(found.version[1:]) for found in made) == list(range(4, 16))
    assert store.versions("p", "data") == [0, 1, 2, *range(4, 16)]
    assert sorted(path.name for path in folder.iterdir() if path.suffix != ".json") == []


def test_many_threads_make_versions(store: Catalog) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda value: store.create_version("p", manifest(a=bytes([value]))), range(40)))
    assert sorted(int(found.version[1:]) for found in made) == list(range(40))
