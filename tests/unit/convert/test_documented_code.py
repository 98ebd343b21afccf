"""The page on W&B's files runs as it stands, on files that W&B wrote."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from dsviz_widget.store import Catalog

PAGE = Path(__file__).parents[3] / "docs" / "wandb.md"


def test_the_page_runs(
    shared_data: Path, store: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = shared_data / "wandb_written"
    for name in ("truth-v0", "predictions-v0"):
        shutil.copytree(written / "artifacts" / name, tmp_path / "artifacts" / name)
        manifest = f"{name}.wandb_manifest.json"
        shutil.copy(written / "manifests" / manifest, tmp_path / "artifacts" / manifest)
    (run,) = (written / "runs").glob("*b0q9nmka")
    shutil.copytree(run, tmp_path / "wandb" / "offline-run-20240101_120000-abcd1234")
    shutil.copytree(written / "staging", tmp_path / "data" / "artifacts" / "staging")
    monkeypatch.setenv("WANDB_DATA_DIR", str(tmp_path / "data"))
    names: dict[str, Any] = {}
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert len(blocks) == 3
    for block in blocks:
        # The page names a table of the reader's own, and a project for what has none.
        code = block.replace('"eval"', '"frame_table"').replace('"truth:latest"', '"street/truth:latest"')
        exec(compile(code, str(PAGE), "exec"), names)
    assert names["predictions"].imported.qualified_name == "street/predictions:v0"
    assert len(names["run"].history()) == 78
    assert store.artifacts("demo")
    assert (tmp_path / "out" / "truth-v0.wandb_manifest.json").is_file()
