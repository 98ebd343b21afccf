"""A small pipeline as people log one: data is prepared, models are trained on it and evaluated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dsviz_widget as wandb


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
