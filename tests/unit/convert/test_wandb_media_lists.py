"""Media that W&B logged as one list: each kind has a JSON of its own, and all become lists of media."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dsviz_widget.convert import import_wandb
from dsviz_widget.store import Catalog
from tests.unit.convert.written import log_file, message, step_record

OBJ = b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"


def pages(*names: str) -> list[dict[str, Any]]:
    return [{"_type": "html-file", "path": f"media/html/{name}"} for name in names]


LISTS: dict[str, tuple[dict[str, bytes], dict[str, Any], list[str | None]]] = {
    "items": (
        {"media/html/a.html": b"<p>a</p>", "media/html/b.html": b"<p>b</p>"},
        {"_type": "html", "count": 2, "html": pages("a.html", "b.html")},
        [None, None],
    ),
    "names and captions": (
        {"media/object3D/a.obj": OBJ, "media/object3D/b.obj": OBJ},
        {
            "_type": "object3D",
            "count": 2,
            "filenames": ["media/object3D/a.obj", "media/object3D/b.obj"],
            "captions": ["first", "second"],
        },
        ["first", "second"],
    ),
    "names in their folder": (
        {"media/object3D/scenes/a.obj": OBJ},
        {"_type": "object3D", "count": 1, "filenames": ["scenes/a.obj"], "captions": False},
        [None],
    ),
    "one of two files is gone": (
        {"media/html/a.html": b"<p>a</p>"},
        {"_type": "html", "count": 2, "html": pages("a.html", "b.html")},
        [None],
    ),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_media_in_a_run(name: str, store: Catalog, tmp_path: Path) -> None:
    files, told, captions = LISTS[name]
    folder = tmp_path / "offline-run-1-abc"
    run = message((17, message((1, "abc"), (3, "p"), (8, "shown"), (17, message((1, 1_600_000_000))))))
    log_file(folder / "run-abc.wandb", run, step_record(shown=told, _step=0))
    for path, content in files.items():
        (folder / "files" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "files" / path).write_bytes(content)
    (made,) = import_wandb(folder)
    found = made.value("shown")
    assert [medium.read() for medium in found] == list(files.values())
    assert [medium.caption for medium in found] == captions


def test_a_list_that_makes_no_sense_stays_json(store: Catalog, tmp_path: Path) -> None:
    folder = tmp_path / "offline-run-1-abc"
    run = message((17, message((1, "abc"), (3, "p"), (8, "shown"), (17, message((1, 1_600_000_000))))))
    log_file(folder / "run-abc.wandb", run, step_record(shown={"_type": "audio", "count": 3}, _step=0))
    (made,) = import_wandb(folder)
    assert made.value("shown") == {"_type": "audio", "count": 3}
