"""Bytes and names on disk: content-addressed files, immutable manifests, versions created atomically."""

from dsviz_widget.store.blobs import Blobs, digest_of
from dsviz_widget.store.catalog import Catalog, check_name, default_folder, now
from dsviz_widget.store.manifest import Entry, Manifest, check_path

__all__ = [
    "Blobs",
    "Catalog",
    "Entry",
    "Manifest",
    "check_name",
    "check_path",
    "default_folder",
    "digest_of",
    "now",
]
