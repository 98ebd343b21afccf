"""A clean checkout, installed with pip into a fresh environment, shows a widget."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.wheel import WheelEnvironment, run

SHOWN = """
import dsviz_widget as wandb
from pathlib import Path
assert ".venv" not in wandb.__file__ and "site-packages" in wandb.__file__, wandb.__file__
table = wandb.Table(["name", "score"], data=[["a", 0.25], ["b", 0.75]])
view = wandb.TableView(table, query="score > 0.5")
state = view.get_state()
assert len(state["_esm"]) > 50_000 and len(state["_css"]) > 5_000
print(view.query.rows(), wandb.__version__)
"""


@pytest.mark.timeout(900)
def test_pip_install_from_a_clean_checkout_shows_a_widget(
    wheel_environment: WheelEnvironment, tmp_path: Path
) -> None:
    checkout, wheel, python = wheel_environment
    names = zipfile.ZipFile(wheel).namelist()
    built = {path.name for path in (checkout / "dsviz_widget/widgets/static").iterdir()}
    assert {"widget.js", "widget.css"} <= built
    assert {f"dsviz_widget/widgets/static/{name}" for name in built} <= set(names)
    assert not [name for name in names if name.startswith(("js/", "tests/", "notebooks/", "labextension/"))]
    assert run(python, "-c", SHOWN, cwd=tmp_path).split() == [
        "[{'name':",
        "'b',",
        "'score':",
        "0.75}]",
        "0.1.0",
    ]
