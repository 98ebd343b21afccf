"""What docs/store.md says of the layout, done by hand without the package."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import dsviz_widget as wandb
from dsviz_widget.store import Catalog
from tests.unit.builders import logged, pixels, table

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "store.md").read_text()


@pytest.mark.parametrize("count", [3, 40])
def test_the_page_is_enough_to_read_a_store(store: Catalog, count: int) -> None:
    logged(table(["im"], *([wandb.Image(pixels(seed))] for seed in range(count))), name="scenes")
    found = re.search(r"python - <<'END'\n(.*?)\n    END", PAGE, re.DOTALL)
    assert found is not None
    script = "\n".join(line.removeprefix("    ") for line in found[1].split("\n"))
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    files = dict(line.rsplit(" ", 1) for line in out.splitlines())
    assert len(files) == count + 1
    for path, blob in files.items():
        digest = hashlib.sha256(Path(blob).read_bytes()).hexdigest()
        assert blob.replace("/", "").endswith(digest)
        assert path == "t.table.parquet" or digest[:20] in path


def test_the_example_has_the_parts_that_versions_have(store: Catalog) -> None:
    made = logged(table(["im"], [wandb.Image(pixels())]))
    wandb.log_artifact(artifact := wandb.Artifact("copy", "dataset"))
    assert artifact.file_count == 0
    draft = wandb.Artifact("more", "dataset")
    draft.add(table(["im"], [wandb.Image(made.data[0][0])]), "t")
    wandb.log_artifact(draft)
    shown = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert shown is not None
    example, real = (
        json.loads(text)
        for text in (shown[1], (store.folder / "projects/p/artifacts/more/v0.json").read_text())
    )
    assert list(example) == list(real) == sorted(real)
    assert [sorted(entry) for entry in example["contents"].values()] == [
        sorted(entry) for _, entry in sorted(real["contents"].items(), reverse=True)
    ]
    lines = [f"{path}:{entry['digest']}\n" for path, entry in sorted(real["contents"].items())]
    digest = hashlib.sha256("".join(["dsviz-manifest-v1\n", *lines]).encode()).hexdigest()
    assert digest == real["digest"] == draft.digest
