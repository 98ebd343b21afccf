"""Pictures and other media that runs logged over steps, as a screen shows those of a table."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import ViewError
from dsviz_widget.media import ImageType
from dsviz_widget.media.registry import IMAGE, medium_of_kind, type_of
from dsviz_widget.query import Task
from dsviz_widget.widgets.column_info import column_info
from dsviz_widget.widgets.libraries import library
from dsviz_widget.widgets.media_files import MediaFiles
from dsviz_widget.widgets.params import limited
from dsviz_widget.widgets.pictures import Cell, Pictures
from dsviz_widget.widgets.run_readers import ShownRuns
from dsviz_widget.widgets.view_state import BACKGROUNDS

if TYPE_CHECKING:
    from dsviz_widget.runs.record import RunRecord
    from dsviz_widget.types import BlobSource
    from dsviz_widget.widgets.channel import Handler, Reply

KINDS = ("image", "images")
"""What a history calls pictures."""
EMPTY: Cell = dict.fromkeys(("digest", "format", "width", "height", "caption", "path", "ref"))
MOST_STEPS = 5_000
NAME = "picture"


class RunMedia:
    """Answers questions about the media of runs. The row of one is its place among all of its key.

    Parameters
    ----------
    runs : ShownRuns
    """

    def __init__(self, runs: ShownRuns) -> None:
        self._runs = runs
        self._lock = threading.Lock()
        self._pictures: dict[str, Pictures] = {}
        self._media: dict[str, MediaFiles] = {}

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {
            "run_media": self.steps,
            "run_thumbnails": self.small,
            "run_image": self.whole,
            "run_stills": lambda params, task: self.files(params).stills(params, task),
            "run_media_file": lambda params, task: self.files(params).part(params, task),
            "run_media_view": lambda params, task: self.files(params).view(params, task),
            "library": library,
        }

    def steps(self, params: dict[str, Any], task: Task) -> Reply:
        """The steps at which a key has media; of pictures the classes of their masks and boxes too."""
        import pyarrow as pa

        steps, kinds, row = [], [], 0
        for step, images, kind in self._logged(params):
            width = max((image.get("width") or 0 for image in images), default=0)
            steps.append({"step": step, "row": row, "count": len(images), "width": width})
            row += len(images)
            if kind not in kinds:
                kinds.append(kind)
        medium = medium_of_kind(self.kind(params).removesuffix("-file"))
        column_type = ImageType.from_json(merged(kinds)) if medium is None else type_of(medium)
        column = column_info(NAME, column_type, pa.null())
        labels = {label for layer in column["layers"] for _, label in layer["classes"]}
        hidden = sorted(label for label in labels if label.lower() in BACKGROUNDS)
        return {"steps": steps[-MOST_STEPS:], "column": column, "hidden_classes": hidden}, []

    def small(self, params: dict[str, Any], task: Task) -> Reply:
        """Thumbnails of some pictures of a key, each with its masks and boxes."""
        return self.pictures(params).small(params, task)

    def whole(self, params: dict[str, Any], task: Task) -> Reply:
        """One picture as it was logged."""
        return self.pictures(params).whole(params, task)

    def cells(self, params: dict[str, Any], rows: Sequence[int]) -> list[Cell | None]:
        """Return some media of the key that a question names, as cells."""
        wanted, found, start = set(rows), dict[int, Cell](), 0
        for _, images, _ in self._logged(params):
            for row in wanted & set(range(start, start + len(images))):
                found[row] = {**EMPTY, **images[row - start]}
            start += len(images)
        return [found.get(row) for row in rows]

    def kind(self, params: dict[str, Any]) -> str:
        """Return W&B's name of the media that a key has; of several kinds pictures, else the first logged.

        Raises
        ------
        ViewError
            If it has none.
        """
        return self._kinds(params)[0]

    def pictures(self, params: dict[str, Any]) -> Pictures:
        """Return what draws the pictures of the run that a question names."""
        run = self._runs.find(params.get("run"))
        with self._lock:
            known = self._pictures.get(run.path)
            if known is None:
                cells, cache = _Cells(self, run), run.catalog.folder / "cache"
                known = self._pictures[run.path] = Pictures(cells, cache)
                self._media[run.path] = MediaFiles(cells, known, cache)
        return known

    def files(self, params: dict[str, Any]) -> MediaFiles:
        """Return what reads the other media of that run."""
        self.pictures(params)
        return self._media[self._runs.find(params.get("run")).path]

    def _kinds(self, params: dict[str, Any]) -> tuple[str, list[str]]:
        """Return W&B's name of the media of a key, and the kinds that a history has of them."""
        run, key = self._runs.find(params.get("run")), str(params.get("key"))
        logged = [kind for name, kind in self._runs.reader(run).keys if name == key]
        pictures = [kind for kind in KINDS if kind in logged]
        if pictures:
            return IMAGE, pictures
        for kind in logged:
            medium = medium_of_kind(kind)
            if medium is not None:
                return medium.wb_type, [kind]
        raise ViewError(f"run {run.name!r} logged no media under {key!r}.")

    def _logged(self, params: dict[str, Any]) -> Iterator[tuple[int, list[Cell], Any]]:
        run, key = self._runs.find(params.get("run")), str(params.get("key"))
        reader = self._runs.reader(run)
        _, kinds = self._kinds(params)
        found = [
            (int(step), value)
            for kind in kinds
            for step, value in zip(*reader.values(key, kind), strict=True)
        ]
        for step, value in sorted(found, key=lambda pair: pair[0]):
            is_one = str(value.get("_type")).endswith("-file")
            media = [value] if is_one else value.get("images") or value.get("items") or ()
            yield step, list(media), (value.get("column_type") or {}).get("params") or {}


class _Cells:
    """The media of one run."""

    def __init__(self, media: RunMedia, run: RunRecord) -> None:
        self._media, self._run = media, run

    @property
    def source(self) -> BlobSource:
        return self._run.catalog.blobs

    def kind(self, params: dict[str, Any]) -> str:
        return self._media.kind(params)

    def cells(self, params: dict[str, Any], rows: Sequence[int]) -> list[Cell | None]:
        return self._media.cells(params, rows[: limited(len(rows), 64)])


def merged(kinds: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the classes of several steps as those of one column."""
    whole: dict[str, Any] = {}
    for kind in kinds:
        for name, groups in kind.items():
            if not isinstance(groups, dict):
                continue
            for group, labels in groups.items():
                known = whole.setdefault(name, {})
                if isinstance(labels, dict):
                    known[group] = {**known.get(group, {}), **labels}
                else:
                    known[group] = list(dict.fromkeys([*known.get(group, []), *labels]))
    return {
        name: whole[name] for name in ("box_class_maps", "mask_class_maps", "box_scores") if name in whole
    }
