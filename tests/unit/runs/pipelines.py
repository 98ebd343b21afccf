"""A small pipeline as people log one: data is prepared, models are trained on it and evaluated."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import dsviz_widget as wandb
from dsviz_widget.store import Catalog, Entry, Manifest, digest_of


def logged(run: Any, name: str, kind: str, text: str, **metadata: Any) -> wandb.Artifact:
    """Log an artifact of one small file."""
    artifact = wandb.Artifact(name, kind, metadata=metadata)
    with artifact.new_file("content.txt") as file:
        file.write(text)
    return run.log_artifact(artifact)


def pipeline(store: Path, trained: int = 8, project: str = "road") -> None:
    """Prepare `camvid` twice, train as many models on it as asked and one that fails, and evaluate each."""

    def init(job: str, number: int) -> Any:
        return wandb.init(project=project, dir=store, job_type=job, name=f"{job}-{number}", reinit=True)

    with init("prepare", 1) as run:
        logged(run, "camvid", "dataset", "16 photos")
    with init("prepare", 2) as run:
        run.use_artifact("camvid:latest")
        logged(run, "camvid", "dataset", "48 photos")
    for number in range(1, trained + 1):
        with init("train", number) as run:
            run.use_artifact("camvid:latest")
            run.define_metric("mean_iou", summary="max", goal="maximize")
            run.log({"mean_iou": 0.2 + number / 100})
            logged(run, "mlp", "model", f"weights {number}")
    run = init("train", trained + 1)
    run.use_artifact("camvid:latest")
    run.finish(exit_code=1)
    for number in range(1, trained + 1):
        with init("evaluate", number) as run:
            run.use_artifact(f"mlp:v{number - 1}")
            run.use_artifact("camvid:latest")
            logged(run, "masks", "predictions", f"masks {number}", mean_iou=0.2 + number / 100)


def many(catalog: Catalog, count: int) -> None:
    """Write runs and versions as they lie in a store, without the care that takes most of the time."""
    digest = digest_of(b"x")

    def write(key: str, content: bytes) -> None:
        path = catalog.folder / "projects" / "p" / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def version(name: str, kind: str, number: int, by: str) -> str:
        made = Manifest(name, kind, {f"{number}": Entry(digest, 1)}, created_by=by, version=f"v{number}")
        write(f"artifacts/{name}/v{number}.json", made.to_bytes())
        return f"p/{name}:v{number}"

    def run(run_id: str, job: str, used: list[str], made: list[str]) -> None:
        record = {"id": run_id, "name": run_id, "job_type": job, "config": {}, "summary": {}}
        record |= {"used_artifacts": used, "logged_artifacts": made}
        record |= {"created_at": f"2026-01-01T00:00:{run_id}", "finished_at": "2026-01-02", "exit_code": 0}
        write(f"runs/{run_id}/run.json", json.dumps(record).encode())

    data = version("data", "dataset", 0, "p0")
    run("p0", "prepare", [], [data])
    for number in range(count):
        model = version("model", "model", number, f"t{number}")
        run(f"t{number}", "train", [data], [model])
        run(f"e{number}", "evaluate", [data, model], [version("masks", "predictions", number, f"e{number}")])
