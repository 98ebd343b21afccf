"""Runs in a bucket: what one machine logged, another one reads and goes on with."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

import numpy as np
import pytest

import dsviz_widget as wandb

pytest.importorskip("obstore")


def test_a_run_is_read_and_goes_on_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wandb.finish()
    kept = tmp_path / "kept"
    monkeypatch.setenv("DSVIZ_CACHE_DIR", str(kept))
    url = f"memory://{secrets.token_hex(4)}"
    with wandb.init(project="p", id="r", dir=url, settings={"console": True}) as run:
        for number in range(3):
            run.log({"loss": number})
        run.log({"array": np.arange(100)})
    shutil.rmtree(kept)
    found = wandb.Api(dir=url).run("p/r")
    assert (found.state, found.summary["loss"]) == ("finished", 2)
    assert [row.get("loss") for row in found.scan_history()] == [0, 1, 2, None]
    assert found.value("array").tolist() == list(range(100))
    shutil.rmtree(kept)
    with wandb.init(project="p", id="r", dir=url, resume="must") as run:
        assert run.step == 4
        run.log({"loss": 9})
    shutil.rmtree(kept)
    assert [row["loss"] for row in wandb.Api(dir=url).run("p/r").scan_history(keys=["loss"])] == [0, 1, 2, 9]
