"""What a run logged, as Python values again."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from dsviz_widget.errors import RunError, did_you_mean
from dsviz_widget.history import HistoryReader
from dsviz_widget.media import MEDIA, MEDIA_KINDS, Histogram, ImageType, MediaFile, Medium, medium_of_list
from dsviz_widget.media.encoding import Encoded
from dsviz_widget.runs.charts import open_chart
from dsviz_widget.runs.opening import open_artifact
from dsviz_widget.store import Catalog

Opener = Callable[[Catalog, str, Mapping[str, Any]], Any]


def open_value(catalog: Catalog, project: str, told: Any) -> Any:
    """Return a value that a history keeps as it was logged.

    Parameters
    ----------
    catalog : Catalog
        The store of the run.
    project : str
        Its project.
    told : JSON value
        Out of a row or a summary.

    Returns
    -------
    Image, other media, a list of them, array, Histogram, table, Chart or JSON value
        Whatever says no ``_type`` that is known here comes back as it is.

    Raises
    ------
    BlobMissing
        If bytes behind it are gone.
    ArtifactNotFound
        If the version that has its rows was deleted.
    """
    opener = _opener_of(told) if isinstance(told, Mapping) else None
    return told if opener is None else opener(catalog, project, told)


def value_at(reader: HistoryReader, key: str, step: int | None) -> Any:
    """Return what was logged last under a key, at a step or before it.

    Raises
    ------
    RunError
        If nothing was.
    """
    found: tuple[int, Any] | None = None
    for known, kind in reader.keys:
        if known == key:
            steps, values = reader.values(key, kind)
            count = len(steps) if step is None else int(np.searchsorted(steps, step, "right"))
            if count and (found is None or steps[count - 1] > found[0]):
                found = int(steps[count - 1]), values[count - 1]
    if found is None:
        when = "" if step is None else f" up to step {step}"
        hint = did_you_mean(key, {known for known, _ in reader.keys} - {key})
        raise RunError(f"nothing was logged under {key!r}{when}.{hint}")
    return found[1].item() if isinstance(found[1], np.generic) else found[1]


def _open_image(catalog: Catalog, project: str, told: Mapping[str, Any]) -> Any:
    return _images(catalog, told, [told])[0]


def _open_images(catalog: Catalog, project: str, told: Mapping[str, Any]) -> Any:
    return _images(catalog, told, told["images"])


def _images(catalog: Catalog, told: Mapping[str, Any], cells: list[Mapping[str, Any]]) -> list[Any]:
    kind: Any = ImageType.from_json(told["column_type"]["params"])
    empty = {field.name: None for field in kind.arrow_type()}
    return [kind.from_arrow({**empty, **cell}, catalog.blobs) for cell in cells]


def _opener_of(told: Mapping[str, Any]) -> Opener | None:
    kind = str(told.get("_type"))
    if "digest" in told and (kind in MEDIA or kind in MEDIA_KINDS):
        return _open_medium
    if "items" in told and medium_of_list(kind) is not None:
        return _open_media
    return _openers.get(kind)


def _open_medium(catalog: Catalog, project: str, told: Mapping[str, Any]) -> Medium | MediaFile:
    medium = MEDIA.get(str(told["_type"]))
    if "path" not in told:
        # A sound of TensorBoard that could not be read was kept with its bytes and no more.
        digest = str(told["digest"])
        file = catalog.blobs.locate(digest)
        size = file.stat().st_size if file is not None else 0
        told = {**told, "path": f"{digest[:20]}.{told.get('format', 'bin')}", "size": size}
    if medium is not None:
        return medium.from_struct(told, catalog.blobs)
    encoded = Encoded(told["digest"], told["size"], told["path"], None, catalog.blobs)
    return MediaFile(str(told["_type"]), told, encoded)


def _open_media(catalog: Catalog, project: str, told: Mapping[str, Any]) -> list[Medium]:
    medium = medium_of_list(str(told["_type"]))
    assert medium is not None
    return [medium.from_struct(cell, catalog.blobs) for cell in told["items"]]


def _open_array(catalog: Catalog, project: str, told: Mapping[str, Any]) -> Any:
    return np.load(io.BytesIO(catalog.blobs.get(str(told["digest"]))), allow_pickle=False)


def _open_histogram(catalog: Catalog, project: str, told: Mapping[str, Any]) -> Any:
    return Histogram.from_parts(told["values"], told["bins"], told.get("not_finite", 0))


def _open_table(catalog: Catalog, project: str, told: Mapping[str, Any]) -> Any:
    version, _, name = str(told["artifact_path"]).rpartition("/")
    return open_artifact(catalog, version, project).get(name)


_openers: dict[str, Opener] = {
    "image-file": _open_image,
    "images/separated": _open_images,
    "ndarray": _open_array,
    "histogram": _open_histogram,
    "table-file": _open_table,
    "chart": open_chart,
}
