"""The steps and files of a run whose store is a bucket: written on this machine, and copied when it ends."""

from __future__ import annotations

from pathlib import Path

from dsviz_widget.runs.console import LOG
from dsviz_widget.runs.edits import run_key
from dsviz_widget.runs.identity import folder_of
from dsviz_widget.store import RUN_FILES, Catalog

STREAMS = ("history", "system")


def send_run(catalog: Catalog, project: str, run_id: str) -> None:
    """Copy what a run wrote on this machine into its bucket; does nothing for a store in a folder.

    Raises
    ------
    StoreError
        If the bucket cannot be written; the files stay where they are.
    """
    if catalog.url is None:
        return
    folder = folder_of(catalog, project, run_id)
    found = [path for part in (*STREAMS, "files") for path in sorted((folder / part).rglob("*"))]
    for path in (*found, folder / RUN_FILES, folder / LOG):
        if path.is_file():
            key = run_key(project, run_id, path.relative_to(folder).as_posix())
            catalog.storage.write(key, path.read_bytes())


def fetch_stream(catalog: Catalog, project: str, run_id: str, stream: str) -> Path:
    """Return the folder of a run's steps, brought here from its bucket where another machine wrote them."""
    folder = folder_of(catalog, project, run_id) / stream
    if catalog.url is not None and not folder.exists():
        for name in catalog.storage.files(run_key(project, run_id, stream)):
            content = catalog.storage.read(run_key(project, run_id, f"{stream}/{name}"))
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
    return folder
