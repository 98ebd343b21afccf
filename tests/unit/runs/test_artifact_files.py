"""Files, folders and references in an artifact, and the folders they are copied to."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import (
    ArtifactFinalizedError,
    ArtifactNotLoggedError,
    ArtifactValueError,
    ArtifactVerifyError,
    BlobCorrupt,
    BlobMissing,
    EntryNotFound,
    StoreError,
)
from dsviz_widget.store import Catalog, digest_of
from tests.unit.builders import blob_files, pixels, table


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of three files, one of them deeper."""
    root = tmp_path / "raw"
    (root / "deep" / "er").mkdir(parents=True)
    (root / "a.txt").write_text("a")
    (root / "b.bin").write_bytes(b"\0" * 100)
    (root / "deep" / "er" / "c.txt").write_text("c")
    return root


def draft(name: str = "files") -> wandb.Artifact:
    return wandb.Artifact(name, type="dataset")


def log(artifact: wandb.Artifact) -> wandb.Artifact:
    wandb.init(project="p").log_artifact(artifact)
    return wandb.use_artifact(f"{artifact.name}:latest")


def test_files_and_folders_come_back(store: Catalog, folder: Path, tmp_path: Path) -> None:
    artifact = draft()
    entry = artifact.add_file(folder / "a.txt", name="notes/first.txt")
    assert (entry.path, entry.size, entry.digest) == ("notes/first.txt", 1, digest_of(b"a"))
    artifact.add_dir(folder, name="raw")
    artifact.add(table(["n", "im"], [1, wandb.Image(pixels())]), "t")
    with artifact.new_file("made/new.txt") as file:
        file.write("é\n")
    with artifact.new_file("made/new.bin", mode="wb") as file:
        file.write(b"\0\1")
    assert artifact.get_added_local_path_name(folder / "a.txt") == "raw/a.txt"
    assert artifact.get_added_local_path_name("nowhere") is None
    logged = log(artifact)
    assert logged.file_count == 6 + 2
    root = logged.download()
    assert root == str(tmp_path / "artifacts" / "files:v0")
    assert Path(root, "raw/deep/er/c.txt").read_text() == "c"
    assert Path(root, "made/new.txt").read_bytes() == "é\n".encode()
    for path, known in logged.manifest.contents.items():
        assert digest_of(Path(root, path)) == known.digest
    logged.verify()
    assert [found.path for found in logged.files()] == sorted(logged.manifest.contents)
    assert [found.name for found in logged.files(names=["raw/a.txt"])] == ["raw/a.txt"]
    assert Path(logged.get_path("raw/a.txt").download(tmp_path / "one")).read_text() == "a"
    assert logged["t"] == logged.get("t")
    assert logged.get_entry("t.table.json").path == "t.table.parquet"


def test_equal_bytes_are_stored_once(store: Catalog, folder: Path) -> None:
    artifact = draft()
    artifact.add_dir(folder)
    artifact.add_dir(folder, name="again")
    log(artifact)
    assert len(blob_files(store)) == 3


def test_a_name_is_taken_by_other_bytes(store: Catalog, folder: Path) -> None:
    artifact = draft()
    artifact.add_file(folder / "a.txt")
    assert artifact.add_file(folder / "a.txt").path == "a.txt"
    (folder / "a.txt").write_text("changed")
    with pytest.raises(ArtifactValueError, match=r"has other content under 'a.txt' already"):
        artifact.add_file(folder / "a.txt")
    with pytest.raises(ArtifactValueError, match=r"other content under 'a.txt'"):
        artifact.add_dir(folder)
    artifact.add_dir(folder, merge=True)
    with (
        pytest.raises(ArtifactValueError, match=r"has a file 'a.txt' already"),
        artifact.new_file("a.txt") as file,
    ):
        file.write("x")
    artifact.add_file(folder / "b.bin", "a.txt", overwrite=True)
    assert log(artifact).get_entry("a.txt").size == 100


def test_a_temporary_name_becomes_the_digest(store: Catalog, folder: Path) -> None:
    entry = draft().add_file(folder / "a.txt", name="x/tmp123.tar.gz", is_tmp=True)
    assert entry.path == f"x/{digest_of(b'a')[:20]}.tar.gz"


def test_arguments_without_effect_say_so(store: Catalog, folder: Path) -> None:
    with pytest.warns(UserWarning, match="skip_cache=True has no effect"):
        draft().add_file(folder / "a.txt", skip_cache=True)
    with pytest.warns(UserWarning, match="policy='immutable' has no effect"):
        draft().add_dir(folder, policy="immutable")
    with pytest.warns(UserWarning, match="use_as='model' has no effect"):
        wandb.Artifact("a", "model", use_as="model")


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "C:\\x", "..", ".", "a\0b"])
def test_names_that_leave_the_artifact(store: Catalog, folder: Path, name: str) -> None:
    for add in (
        lambda: draft().add_file(folder / "a.txt", name),
        lambda: draft().add_dir(folder, name),
        lambda: draft().add_reference((folder / "a.txt").as_uri(), name),
        lambda: draft().new_file(name).__enter__(),
    ):
        with pytest.raises(ArtifactValueError, match="leaves its artifact"):
            add()


def test_what_is_not_there_is_said(store: Catalog, folder: Path) -> None:
    with pytest.raises(ArtifactValueError, match=r"Path is not a file: .* For a folder use add_dir"):
        draft().add_file(folder)
    with pytest.raises(ArtifactValueError, match=r"Path is not a directory: .* For a file use add_file"):
        draft().add_dir(folder / "a.txt")
    with (
        pytest.raises(ArtifactValueError, match="mode 'r' is none of"),
        draft().new_file("x", mode="r"),
    ):
        pass


def test_an_error_while_a_new_file_is_written_adds_nothing(store: Catalog) -> None:
    artifact = draft()
    with pytest.raises(ZeroDivisionError), artifact.new_file("x") as file:
        file.write(f"half {1 / 0}")
    assert artifact.file_count == 0


def test_what_is_removed_is_gone(store: Catalog, folder: Path) -> None:
    artifact = draft()
    artifact.add_dir(folder)
    artifact.add(table(["im"], [wandb.Image(pixels())], [wandb.Image(pixels(1))]), "t")
    artifact.add(table(["im"], [wandb.Image(pixels())]), "u")
    artifact.remove("a.txt")
    artifact.remove("deep")
    artifact.remove("t")
    left = set(artifact.manifest.contents)
    assert {"b.bin", "u.table.parquet"} < left
    assert len(left) == 3, "the picture that table u has too stays"
    artifact.remove(artifact.add_file(folder / "a.txt"))
    with pytest.raises(EntryNotFound, match=r"has no file 'a.txt'") as caught:
        artifact.remove("a.txt")
    assert isinstance(caught.value, FileNotFoundError)
    assert isinstance(caught.value, KeyError)


DRAFT_ONLY: dict[str, Any] = {
    "version": lambda a: a.version,
    "aliases": lambda a: a.aliases,
    "ttl": lambda a: a.ttl,
    "entity": lambda a: a.entity,
    "project": lambda a: a.project,
    "created_at": lambda a: a.created_at,
    "commit_hash": lambda a: a.commit_hash,
    "qualified_name": lambda a: a.qualified_name,
    "get": lambda a: a.get("x"),
    "get_entry": lambda a: a.get_entry("x"),
    "get_path": lambda a: a.get_path("x"),
    "item": lambda a: a["x"],
    "download": lambda a: a.download(),
    "checkout": lambda a: a.checkout(),
    "verify": lambda a: a.verify(),
    "file": lambda a: a.file(),
    "files": lambda a: a.files(),
    "logged_by": lambda a: a.logged_by(),
    "used_by": lambda a: a.used_by(),
    "delete": lambda a: a.delete(),
    "new_draft": lambda a: a.new_draft(),
}


@pytest.mark.parametrize("what", list(DRAFT_ONLY))
def test_what_a_draft_does_not_know(store: Catalog, what: str) -> None:
    with pytest.raises(ArtifactNotLoggedError, match="is known once artifact 'files' is logged") as caught:
        DRAFT_ONLY[what](draft())
    assert isinstance(caught.value, AttributeError)


@pytest.mark.parametrize("final", ["logged", "finalized"])
def test_what_a_final_artifact_does_not_take(store: Catalog, folder: Path, final: str) -> None:
    artifact = draft()
    artifact.add_file(folder / "a.txt")
    if final == "logged":
        log(artifact)
    else:
        artifact.finalize()
    for change in (
        lambda: artifact.add(table(["n"], [1]), "t"),
        lambda: artifact.add_file(folder / "b.bin"),
        lambda: artifact.add_dir(folder),
        lambda: artifact.add_reference("s3://b/k"),
        lambda: artifact.new_file("x").__enter__(),
        lambda: artifact.remove("a.txt"),
        lambda: artifact.__setitem__("t", table(["n"], [1])),
    ):
        with pytest.raises(ArtifactFinalizedError, match=f"is {final} and cannot change"):
            change()


def test_verify_and_checkout(store: Catalog, folder: Path, tmp_path: Path) -> None:
    artifact = draft()
    artifact.add_dir(folder)
    logged = log(artifact)
    logged.verify()
    root = tmp_path / "out"
    root.mkdir()
    (root / "mine.txt").write_text("mine")
    logged.download(root)
    assert (root / "mine.txt").exists()
    with pytest.raises(ArtifactVerifyError, match=r"holds 'mine.txt', not in the artifact") as caught:
        logged.verify(root)
    assert isinstance(caught.value, ValueError)
    (root / "empty").mkdir()
    logged.checkout(root)
    assert sorted(path.name for path in root.iterdir()) == ["a.txt", "b.bin", "deep"]
    logged.verify(root)
    (root / "a.txt").write_text("A")
    with pytest.raises(ArtifactVerifyError, match=r"a.txt was changed"):
        logged.verify(root)
    logged.download(root)
    logged.verify(root)
    (root / "a.txt").unlink()
    with pytest.raises(ArtifactVerifyError, match=r"lacks 'a.txt'"):
        logged.verify(root)
    logged.download(root, path_prefix="deep/")
    assert not (root / "a.txt").exists()


def test_the_stores_own_bytes_are_verified(store: Catalog, folder: Path) -> None:
    artifact = draft()
    artifact.add_dir(folder)
    logged = log(artifact)
    path = store.blobs.path(digest_of(b"c"))
    path.write_bytes(b"x")
    with pytest.raises(BlobCorrupt, match="was changed after it was stored"):
        logged.verify()
    with pytest.raises(BlobCorrupt, match="was changed after it was stored"):
        logged.download()
    path.unlink()
    with pytest.raises(BlobMissing, match="Copy the whole store folder"):
        logged.get_entry("deep/er/c.txt").download()
    assert Path(logged.get_entry("a.txt").download()).read_text() == "a"


def test_one_file(store: Catalog, folder: Path, tmp_path: Path) -> None:
    one, many = draft("one"), draft("many")
    one.add_file(folder / "a.txt")
    many.add_dir(folder)
    assert Path(log(one).file(tmp_path / "x")).read_text() == "a"
    with pytest.raises(ArtifactValueError, match=r"has 3 files, and file\(\) is for one"):
        log(many).file()


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_links_lead_nowhere(store: Catalog, folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "link.txt").symlink_to(folder / "a.txt")
    artifact = draft()
    artifact.add_dir(folder)
    assert set(artifact.manifest.contents) == {"a.txt", "b.bin", "link.txt", "deep/er/c.txt"}
    logged = log(artifact)
    root = tmp_path / "out"
    root.mkdir()
    (root / "deep").symlink_to(outside, target_is_directory=True)
    with pytest.raises(ArtifactValueError, match=r"leaves .* through a link"):
        logged.download(root)
    (root / "deep").unlink()
    (root / "a.txt").unlink(missing_ok=True)
    (root / "a.txt").symlink_to(outside / "target")
    with pytest.raises(ArtifactValueError, match="through a link"):
        logged.download(root)
    assert list(outside.iterdir()) == []
    logged.checkout(root)
    logged.verify(root)


def test_references_copy_no_byte(store: Catalog, folder: Path, tmp_path: Path) -> None:
    artifact = draft()
    (file,) = artifact.add_reference((folder / "a.txt").as_uri())
    inside = artifact.add_reference(folder.as_uri(), name="all")
    (bucket,) = artifact.add_reference("s3://bucket/key/model.pt")
    (odd,) = artifact.add_reference("ftp://host/x", name="odd")
    (unread,) = artifact.add_reference((folder / "b.bin").as_uri(), name="b", checksum=False)
    assert (file.path, file.digest, file.size) == ("a.txt", digest_of(b"a"), 1)
    assert [entry.path for entry in inside] == ["all/a.txt", "all/b.bin", "all/deep/er/c.txt"]
    assert (bucket.path, bucket.digest) == ("model.pt", digest_of(b"s3://bucket/key/model.pt"))
    assert (odd.path, unread.size) == ("odd", 0)
    logged = log(artifact)
    assert blob_files(store) == []
    assert logged.get_entry("model.pt").ref_target() == "s3://bucket/key/model.pt"
    logged.verify()
    with pytest.raises(StoreError, match=r"reference s3://bucket/key/model.pt cannot be fetched here"):
        logged.download(tmp_path / "out")
    root = Path(logged.download(tmp_path / "out", allow_missing_references=True))
    assert (root / "all/deep/er/c.txt").read_text() == "c"
    assert (root / "b").read_bytes() == b"\0" * 100
    (folder / "a.txt").write_text("changed")
    shutil.rmtree(root)
    with pytest.raises(ArtifactVerifyError, match=r"a.txt was changed since the artifact was logged"):
        logged.get_entry("a.txt").download(root)


@pytest.mark.parametrize(
    ("uri", "message"),
    [
        ("data/x.csv", "has no scheme"),
        ("ftp://host/x", "needs a name"),
        ("https://host", "needs a name"),
        ("file:///no/such/file", "there is no file or folder"),
        ("dsviz-artifact://p/none:v0/x", "has no artifact"),
        ("dsviz-artifact://nonsense", "is not of the form"),
    ],
)
def test_references_that_cannot_be(store: Catalog, uri: str, message: str) -> None:
    with pytest.raises(ArtifactValueError, match=message):
        draft().add_reference(uri)


def test_a_folder_of_too_many_files(store: Catalog, folder: Path) -> None:
    with pytest.raises(ArtifactValueError, match="more than max_objects=2 files"):
        draft().add_reference(folder.as_uri(), max_objects=2)


def test_a_file_of_another_artifact(store: Catalog, folder: Path, tmp_path: Path) -> None:
    first = draft("first")
    first.add_dir(folder)
    entry = log(first).get_entry("a.txt")
    second = draft("second")
    second.add_reference(entry, name="mine.txt")
    second.add_reference(log(first).get_entry("deep/er/c.txt").ref_url())
    logged = log(second)
    mine = logged.get_entry("mine.txt")
    assert mine.ref == mine.origin == "p/first:v0/a.txt"
    assert mine.ref_target() == entry.ref_url() == "dsviz-artifact://p/first:v0/a.txt"
    assert mine.parent_artifact().qualified_name == "p/second:v0"
    assert Path(logged.download(tmp_path / "out"), "mine.txt").read_text() == "a"
    with pytest.raises(ArtifactValueError, match="is a file of its artifact, not a reference"):
        entry.ref_target()
    with pytest.raises(EntryNotFound, match=r"has no file 'mein.txt'. Did you mean 'mine.txt'"):
        logged.get_entry("mein.txt")


def test_classes_and_joined_tables_come_back(store: Catalog) -> None:
    artifact = draft()
    classes = wandb.Classes([{"id": 0, "name": "road"}, {"id": 7, "name": "sky"}])
    left, right = table(["id", "a"], ["x", 1], ["y", 2]), table(["id", "b"], ["y", 3])
    artifact["classes"] = classes
    artifact.add(left, "left")
    from dsviz_widget.table.joined import JoinedTable
    from dsviz_widget.table.partitioned import PartitionedTable

    artifact.add(JoinedTable(left, right, "id"), "joined")
    artifact.add(JoinedTable("left.table.json", left, "id"), "by_path")
    for part in (1, 2, 10):
        artifact.add(table(["n"], [part]), f"parts/p{part}")
    artifact.add(PartitionedTable("parts"), "whole")
    logged = log(artifact)
    assert logged["classes"] == classes
    joined = logged["joined"]
    assert joined.table1 == left
    assert joined.table2 == right
    assert joined.to_arrow().num_rows == 2
    assert logged["by_path"].table2 == left
    assert [row for _, row in logged["whole"].iterrows()] == [[1], [2], [10]]
    again = draft("again")
    again.add(joined, "joined")
    assert log(again)["joined"].table1 == left


def test_a_run_logs_a_path(store: Catalog, folder: Path) -> None:
    run = wandb.init(project="p")
    named = run.log_artifact(folder / "a.txt", name="notes", type="text", tags=["raw"])
    assert (named.version, named.type, named.tags) == ("v0", "text", ["raw"])
    made = run.log_artifact(str(folder))
    assert made.name == f"run-{run.id}-raw"
    assert made.type == "unspecified"
    assert made.file_count == 3
