"""What kind of file an entry of an artifact is, by its path, and what stands behind it."""

from __future__ import annotations

from typing import Any

from dsviz_widget.errors import ViewError
from dsviz_widget.media import MEDIA, Image, MediaFile, Medium
from dsviz_widget.media.encoding import Encoded
from dsviz_widget.media.thumbnails import MIME
from dsviz_widget.runs import Artifact, ArtifactEntry
from dsviz_widget.runs.state import CLASSES, IMAGE, MEDIUM
from dsviz_widget.table import JoinedTable, PartitionedTable, StoredBlobs, Table
from dsviz_widget.table.entries import SUFFIXES
from dsviz_widget.widgets.compared_sides import plain_path

PICTURES = frozenset({"png", "jpg", "jpeg", "gif", "webp", "bmp", "tif", "tiff", "ppm", "pgm"})
TEXTS = frozenset(
    [
        "txt",
        "log",
        "csv",
        "tsv",
        "py",
        "ipynb",
        "yaml",
        "yml",
        "toml",
        "ini",
        "cfg",
        "sh",
        "js",
        "ts",
        "css",
        "xml",
        "svg",
        "rst",
        "tex",
        "sql",
        "names",
        "classes",
    ]
)
KIND_OF_END = {
    **dict.fromkeys(PICTURES, "image"),
    **dict.fromkeys(TEXTS, "text"),
    "json": "json",
    "jsonl": "text",
    "md": "markdown",
    "htm": "html",
}
JSON_KINDS = ("json", "classes", "histogram", "plotly", "vega", "bokeh")


def kind_of(path: str) -> str:
    """Return the kind of a file: ``table``, ``image``, a kind of media, ``text``, ``json``, ``file``, ..."""
    if path.endswith(SUFFIXES):
        return "table"
    if path.endswith(IMAGE):
        return "image"
    if path.endswith(MEDIUM):
        return "media"
    if path.endswith(CLASSES):
        return "classes"
    if path.endswith(".histogram.json"):
        return "histogram"
    name = path.rpartition("/")[2].lower()
    kinds = {
        end: kind.removesuffix("-file")
        for kind, medium in MEDIA.items()
        for end in medium.mimes
        if end not in KIND_OF_END
    }
    for end in sorted(kinds, key=len, reverse=True):
        if name.endswith(f".{end}"):
            return kinds[end]
    return KIND_OF_END.get(name.rpartition(".")[2], "file") if "." in name else "file"


def mime_of(path: str, kind: str) -> str:
    """Return the MIME type of a file of a kind."""
    end = path.rpartition(".")[2].lower()
    if kind == "image":
        return MIME.get(end.replace("jpeg", "jpg"), "application/octet-stream")
    medium = next((one for name, one in MEDIA.items() if name.removesuffix("-file") == kind), None)
    if medium is not None:
        return medium.mime_of(medium.format_in(path))
    return (
        "application/json"
        if kind in JSON_KINDS
        else "text/plain"
        if is_text(kind)
        else "application/octet-stream"
    )


def is_text(kind: str) -> bool:
    """Return whether files of a kind can be read as text."""
    return kind in ("text", "markdown", "html", *JSON_KINDS)


def shown_name(path: str) -> str:
    """Return what `Artifact.get` calls the object at a path; of a plain file, its path."""
    for end in (*SUFFIXES, IMAGE, MEDIUM, CLASSES):
        if path.endswith(end):
            return path.removesuffix(end)
    return path


def table_of(artifact: Artifact, path: str) -> Table:
    """Return the table at a path of a version.

    Raises
    ------
    ViewError
        If no table is there.
    """
    found = artifact.get(plain_path(path))
    if isinstance(found, (JoinedTable, PartitionedTable)):
        found = found.to_table()
    if not isinstance(found, Table):
        raise ViewError(f"{artifact.name}:{artifact.version} has no table {plain_path(path)!r}.")
    return found


def value_of(artifact: Artifact, entry: ArtifactEntry) -> Any:
    """Return the picture or other media behind an entry, as a cell can hold it; None for another file."""
    kind = kind_of(entry.path)
    if kind in ("image", "media") and entry.path.endswith((IMAGE, MEDIUM)):
        return artifact.get(shown_name(entry.path))
    if entry.is_reference or artifact._catalog is None:
        return None
    blobs = StoredBlobs(artifact._catalog.blobs, artifact.qualified_name)
    if kind == "image":
        path = blobs.locate(entry.digest)
        return Image(path) if path is not None else None
    medium = next((one for name, one in MEDIA.items() if name.removesuffix("-file") == kind), None)
    if medium is None:
        return None
    return medium.from_elsewhere(Encoded(entry.digest, entry.size, entry.path, None, blobs))


def is_medium(value: Any) -> bool:
    """Return whether a value is something that a cell draws."""
    return isinstance(value, (Image, Medium, MediaFile))
