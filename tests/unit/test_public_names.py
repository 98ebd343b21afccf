"""The names the package shows: complete, documented, and light to import."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from pathlib import Path

import pytest

import dsviz_widget as wandb

ROOT = Path(__file__).parents[2]
LAZY = {
    *(
        "run",
        "config",
        "summary",
        "TableView",
        "ChartView",
        "CompareView",
        "compare",
        "evaluate",
        "diff",
        "ProjectView",
        "RunView",
        "WorkspaceView",
        "Query",
        "to_html",
        "watch",
        "unwatch",
    ),
    *("import_csv", "import_dataframe", "import_parquet", "import_tensorboard", "import_wandb"),
}
"""Names that are looked up when they are asked for."""


def test_all_is_complete() -> None:
    shown = {name for name in vars(wandb) if not name.startswith("_")} | LAZY
    modules = {name for name in shown if inspect.ismodule(getattr(wandb, name))}
    inside = {"attribute", "current", "register", "TYPE_CHECKING", "Any", "LAZY"}
    assert shown - modules - inside == set(wandb.__all__)
    assert dir(wandb) == wandb.__all__


@pytest.mark.parametrize("name", [name for name in wandb.__all__ if name != "run"])
def test_each_name_has_a_docstring_and_a_place_in_the_docs(name: str) -> None:
    value = getattr(wandb, name)
    assert inspect.getdoc(value)
    documents = "".join(
        (ROOT / page).read_text() for page in ("README.md", "CHANGELOG.md", "ARCHITECTURE.md")
    )
    assert name in documents


@pytest.mark.parametrize("cls", [wandb.Table, wandb.Image, wandb.Classes, wandb.Artifact, wandb.Run])
def test_public_members_have_docstrings(cls: type) -> None:
    bare = [
        name
        for base in cls.__mro__
        if base.__module__.startswith("dsviz_widget")
        for name, member in vars(base).items()
        if not name.startswith("_")
        and callable(getattr(member, "fget", member))
        and not inspect.getdoc(member)
    ]
    assert bare == []


def test_run_is_the_active_run(tmp_path: Path) -> None:
    wandb.finish()
    assert wandb.run is None
    run = wandb.init(dir=tmp_path / "store")
    assert wandb.run is run
    wandb.finish()
    assert wandb.run is None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Tabel'"):
        _ = wandb.Tabel


def test_importing_loads_nothing_heavy() -> None:
    code = "import sys, json, dsviz_widget; print(json.dumps(sorted(m.split('.')[0] for m in sys.modules)))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = set(json.loads(out.stdout))
    assert "numpy" in loaded
    assert not loaded & {"pandas", "pyarrow", "duckdb", "altair", "anywidget", "ipywidgets", "PIL", "IPython"}
