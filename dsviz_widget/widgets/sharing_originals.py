"""Original files in a page: their bytes, and what Python works out for the viewers that open them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import Cancelled, DsvizError
from dsviz_widget.media.registry import ANY_KIND, IMAGE
from dsviz_widget.query import Task
from dsviz_widget.widgets.libraries import library
from dsviz_widget.widgets.sharing_page import CODE, MEDIA

if TYPE_CHECKING:
    from dsviz_widget.widgets.media_files import MediaFiles
    from dsviz_widget.widgets.pictures import Pictures
    from dsviz_widget.widgets.sharing_page import Page, Place
    from dsviz_widget.widgets.table_session import TableSession

PEAK_COLUMNS = 4_096
SPECTRUM = {"columns": 512, "rows": 128}
"""Cells of the one spectrogram that a page has of a sound; a detail is cut out of it."""
STRIP = {"count": 24, "size_px": 128}
MOST_FRAMES, FRAMES_AT_ONCE, FRAME_PX = 240, 16, 480
"""Pictures of a video that no browser plays."""
MOST_MOLECULES = 50
"""Molecules of one file."""
PLAYED = {"mp3", "wav", "ogg", "oga", "flac", "m4a", "aac", "opus", "weba", "webm"}
"""Formats of sound that browsers play, at rates that they play."""
RATES_HZ = (8_000, 192_000)
PIECE_BYTES = 4_000_000
BATCH = 32
CHUNKS = {
    "audio-file": "sound",
    "video-file": "video",
    "object3D-file": "spatial",
    "molecule-file": "molecules",
    "vega-file": "chart",
}
"""Kind of media -> the part of the front end that opens it."""
LIBRARY_OF = {"plotly-file": "plotly", "bokeh-file": "bokeh"}
FRAMED = {"html-file", *LIBRARY_OF}
"""Kinds that open in a frame."""
Cell = dict[str, Any]
Ask = Callable[..., dict[str, Any]]
"""Asks what a viewer asks, ``what`` and its parameters, notes the answer for the page, and returns it."""

log = logging.getLogger("dsviz_widget")


def add_files(
    page: Page,
    name: str,
    session: TableSession,
    media: str,
    columns: tuple[Sequence[str], Sequence[str]],
    rows: Sequence[int],
    task: Task,
) -> dict[str, Any]:
    """Add the original files of a table where they are wanted; else note what they would take.

    Parameters
    ----------
    name : str
        Begins the names of its parts.
    media : {"stills", "originals"}
    columns : pair of sequences of str
        Those of pictures, and those of other media.
    rows : sequence of int

    Returns
    -------
    dict
        ``whole`` and ``originals``: by column, the part with its pictures or files.
    """
    parts: dict[str, dict[str, str]] = {"whole": {}, "originals": {}}
    for kind, listed in zip(parts, columns, strict=True):
        for number, column in enumerate(listed):
            if media != "originals":
                found = session.shown.engine.take(rows, [column]).column(column).to_pylist()
                page.originals.update(originals_size(found))
                continue
            part = parts[kind][column] = f"{name}.{kind}.{number}"
            if kind == "whole":
                add_whole_pictures(page, part, session.pictures, {"column": column}, rows, task)
            else:
                add_originals(page, part, session.media_files, {"column": column}, rows, task)
    return parts


def add_originals(
    page: Page,
    part: str,
    files: MediaFiles,
    about: dict[str, Any],
    rows: Sequence[int],
    task: Task,
    names: Sequence[int] | None = None,
) -> None:
    """Add the files of some rows under the name of a part, with all that their viewers ask.

    Parameters
    ----------
    page : Page
    part : str
    files : MediaFiles
    about : dict
        The question's words for where they stand, such as ``{"column": "clip"}``.
    rows : sequence of int
    task : Task
    names : sequence of int, optional
        What the page calls these rows, where that is not what Python does.
    """
    named = dict(zip(rows, rows if names is None else names, strict=True))
    said: dict[str, list[Any]] = {}
    kinds: set[str] = set()
    known: dict[str, Any] = {}
    for start in range(0, len(rows), BATCH):
        some = [int(row) for row in rows[start : start + BATCH]]
        for row, opened in zip(some, files.opened(about, some), strict=True):
            task.check()
            told: list[Any] = []
            for index, (kind, cell) in enumerate(opened):
                if cell is None or cell["digest"] is None:
                    told.append(None)
                    continue
                kinds.add(kind)
                one = f"{kind} {cell['digest']} {cell.get('format')}"
                if one not in known:
                    known[one] = _original(
                        page, files, {**about, "row": row, "index": index}, kind, cell, task
                    )
                told.append({**known[one], "caption": cell.get("caption")})
            said[str(named[row])] = told
    page.add_json(part, said)
    add_viewers(page, kinds, task)


def add_viewers(page: Page, kinds: set[str], task: Task) -> None:
    """Add the parts of the front end that open some kinds of media, and the libraries that draw them."""
    page.add_code([f"{CHUNKS[kind]}.js" for kind in sorted(kinds) if kind in CHUNKS])
    if kinds & FRAMED:
        page.allow_frames()
    for kind in sorted(kinds & set(LIBRARY_OF)):
        name = LIBRARY_OF[kind]
        content = bytearray()
        size = 1
        try:
            while len(content) < size:
                told, buffers = library({"name": name, "start": len(content)}, task)
                size = told["size"]
                content += buffers[0]
        except DsvizError as error:
            page.add_json(f"library.{name}.missing", {"message": str(error)})
            continue
        page.add(f"library.{name}", bytes(content), CODE)


def add_whole_pictures(
    page: Page,
    part: str,
    pictures: Pictures,
    about: dict[str, Any],
    rows: Sequence[int],
    task: Task,
    names: Sequence[int] | None = None,
) -> None:
    """Add pictures as they were logged, with their masks, under the names of their rows."""
    said: dict[str, Any] = {}
    for row, name in zip(rows, rows if names is None else names, strict=True):
        task.check()
        item, buffers = pictures.whole({**about, "row": int(row)}, task)
        told = {name: value for name, value in item.items() if name != "row"}
        if "pixels" in told:
            told["pixels"] = page.place(buffers[told["pixels"]], kind=MEDIA)
        told["masks"] = [
            {**mask, "ids": None if mask["ids"] < 0 else page.place(buffers[mask["ids"]], kind=MEDIA)}
            for mask in told.get("masks", [])
        ]
        said[str(name)] = told
    page.add_json(part, said)


def originals_size(cells: Sequence[Any]) -> dict[str, int]:
    """Return the files that cells name, by digest, each with its size in bytes."""
    found: dict[str, int] = {}
    for cell in cells:
        for one in cell if isinstance(cell, list) else [cell]:
            if one is not None and one.get("digest") is not None:
                found[str(one["digest"])] = int(one.get("size") or 0)
    return found


def _original(
    page: Page, files: MediaFiles, where: dict[str, Any], kind: str, cell: Cell, task: Task
) -> dict[str, Any]:
    """Return what a page has of one file: where its bytes are, and its viewer's answers by what was asked."""
    content = bytearray()
    described: dict[str, Any] = {"size": 1}
    try:
        while len(content) < described["size"]:
            described, buffers = files.part({**where, "start": len(content)}, task)
            content += buffers[0]
            described = {**described, "size": described["size"] or len(content)}
            if not buffers[0]:
                break
    except (DsvizError, OSError) as error:
        return {"error": str(error)}
    views: dict[str, list[dict[str, Any]]] = {}

    def ask(what: str, **params: Any) -> dict[str, Any]:
        result, buffers = files.view({**where, "what": what, **params}, task)
        places: list[Place] = [page.place(bytes(buffer), kind=MEDIA) for buffer in buffers]
        views.setdefault(what, []).append({"result": result, "buffers": places})
        return result

    about = {name: value for name, value in described.items() if name not in ("start", "data", "caption")}
    told = {**about, "file": page.place(bytes(content), kind=MEDIA), "views": views}
    try:
        for _ in _ASKED.get(kind, _nothing)(cell, ask):
            task.check()
    except Cancelled:
        raise
    except (DsvizError, OSError) as error:
        told["view_error"] = str(error)
    except Exception:
        # One file that a library stumbles over leaves the others of the page as they are.
        log.exception("what opens %s could not be worked out", cell.get("path"))
        told["view_error"] = "What its viewer needs could not be worked out. Open it in the notebook."
    return told


def _nothing(cell: Cell, ask: Ask) -> Iterator[Any]:
    return iter(())


def _of_sound(cell: Cell, ask: Ask) -> Iterator[Any]:
    yield ask("peaks", columns=PEAK_COLUMNS)
    yield ask("spectrogram", **SPECTRUM)
    rate = cell.get("sample_rate") or 0
    if cell.get("format") not in PLAYED or not RATES_HZ[0] <= rate <= RATES_HZ[1]:
        yield ask("wav")


def _of_video(cell: Cell, ask: Ask) -> Iterator[Any]:
    count = ask("times")["frames"]
    yield ask("strip", **STRIP)
    # Browsers say themselves what they play, and a page may come to any of them.
    if cell.get("format") == "gif" or cell.get("codec") not in (None, "h264", "vp8", "vp9", "av1"):
        for start in range(0, min(count, MOST_FRAMES), FRAMES_AT_ONCE):
            yield ask("frames", start=start, count=FRAMES_AT_ONCE, size_px=FRAME_PX)


def _of_solid(cell: Cell, ask: Ask) -> Iterator[Any]:
    scene = ask("scene")
    for piece in range(scene.get("pieces", 0)):
        yield ask("points", piece=piece)
    start, size = 0, scene.get("bytes", 0)
    while start < size:
        yield ask("bytes", start=start, count=PIECE_BYTES)
        start += PIECE_BYTES


def _of_molecule(cell: Cell, ask: Ask) -> Iterator[Any]:
    count = ask("molecule", at=0)["count"]
    for at in range(1, min(count, MOST_MOLECULES)):
        yield ask("molecule", at=at)


def _of_picture(cell: Cell, ask: Ask) -> Iterator[Any]:
    yield ask("picture")


_ASKED: dict[str, Callable[[Cell, Ask], Iterator[Any]]] = {
    "audio-file": _of_sound,
    "video-file": _of_video,
    "object3D-file": _of_solid,
    "molecule-file": _of_molecule,
    IMAGE: _of_picture,
    ANY_KIND: _nothing,
}
"""Kind of media -> what its viewer asks."""
