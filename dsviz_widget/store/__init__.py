"""Bytes and names on disk: content-addressed files, immutable manifests, versions created atomically."""

from dsviz_widget.store.blobs import Blobs, copy_hashed, digest_of
from dsviz_widget.store.catalog import RUN_FILES, Catalog, check_name, default_folder, now
from dsviz_widget.store.files import cannot_write, write_atomic
from dsviz_widget.store.lease import Lease
from dsviz_widget.store.manifest import Entry, Manifest, check_path
from dsviz_widget.store.origin import Origin
from dsviz_widget.store.reclaim import reclaim
from dsviz_widget.store.saved_views import SavedView, SavedViews
from dsviz_widget.store.storage import FolderStorage, Storage

__all__ = [
    "RUN_FILES",
    "Blobs",
    "Catalog",
    "Entry",
    "FolderStorage",
    "Lease",
    "Manifest",
    "Origin",
    "SavedView",
    "SavedViews",
    "Storage",
    "cannot_write",
    "check_name",
    "check_path",
    "copy_hashed",
    "default_folder",
    "digest_of",
    "now",
    "reclaim",
    "write_atomic",
]
