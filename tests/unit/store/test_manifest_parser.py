"""Files of versions from anywhere: 3,000 inputs, and never more than our errors."""

from __future__ import annotations

import contextlib
import gzip
import json
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsviz_widget.errors import DsvizError
from dsviz_widget.runs.checkout import inside
from dsviz_widget.store import Blobs, Entry, Manifest, check_path, digest_of
from dsviz_widget.store.manifest import pack, unpack

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
DIGESTS = st.binary(min_size=32, max_size=32).map(bytes.hex)
PATHS = st.lists(st.sampled_from(["a", "..", ".", "b c", "ü", "\\", "/", "C:", "\0", "\n"]), max_size=5).map(
    "/".join
) | st.text(max_size=20)
ENTRIES = st.dictionaries(PATHS, st.tuples(DIGESTS, st.integers(0, 2**60), st.none() | st.text(max_size=9)))
HONEST = Manifest("data", "dataset", {"a": Entry(digest_of(b"1"), 1)}, version="v0", created_at="now")


@settings(max_examples=1_000, deadline=None)
@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_anything(content: bytes) -> None:
    with contextlib.suppress(DsvizError):
        Manifest.from_bytes(content, "v0.json")


@settings(max_examples=1_000, deadline=None)
@given(st.sampled_from(sorted(json.loads(HONEST.to_bytes()))), JSON, st.integers(0, 400))
def test_one_part_changed_or_cut_short(key: str, value: Any, length: int) -> None:
    plain = json.loads(HONEST.to_bytes())
    for content in (json.dumps({**plain, key: value}).encode(), HONEST.to_bytes()[:length]):
        try:
            read = Manifest.from_bytes(content, "v0.json")
        except DsvizError:
            continue
        for path, entry in read.contents.items():
            assert check_path(path) == path
            assert len(entry.digest) == 64


@settings(max_examples=500, deadline=None)
@given(ENTRIES)
def test_lists_of_files_survive_packing_and_stay_inside(
    tmp_path_factory: pytest.TempPathFactory, found: dict[str, tuple[str, int, str | None]]
) -> None:
    contents = {path: Entry(digest, size, ref or None) for path, (digest, size, ref) in found.items()}
    rows = unpack(pack(contents), "v0.json")
    assert {row[0]: Entry(*row[1:]) for row in rows} == contents
    root = Path("/some/root")
    for path in contents:
        try:
            target = inside(root, path)
        except DsvizError:
            continue
        assert ".." not in PurePosixPath(path).parts
        assert target.is_relative_to(root)
        assert target != root


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=100), JSON)
def test_lists_of_files_of_anything(raw: bytes, value: Any) -> None:
    for content in (raw, gzip.compress(raw), gzip.compress(json.dumps(value).encode())):
        with contextlib.suppress(DsvizError):
            assert all(len(row) == 4 for row in unpack(content, "v0.json"))


def test_a_deep_manifest_does_not_end_the_process(tmp_path: Path) -> None:
    for content in (b"[" * 100_000, b'{"format":' + b'{"a":' * 100_000):
        with pytest.raises(DsvizError, match=r"v0.json is not a manifest"):
            Manifest.from_bytes(content, "v0.json")
    with pytest.raises(DsvizError, match="cannot be read"):
        unpack(gzip.compress(b"[" * 100_000), "v0.json")
    assert Blobs(tmp_path).absent([digest_of(b"1")]) == [digest_of(b"1")]
