"""A clean checkout, installed with pip into a fresh environment, shows a widget."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]

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


def run(*command: str | Path, cwd: Path | None = None) -> str:
    done = subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def test_pip_install_from_a_clean_checkout_shows_a_widget(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    run("git", "clone", "--quiet", ROOT, checkout)
    assert not (checkout / "dsviz_widget/widgets/static").exists()
    wheels, environment = tmp_path / "wheels", tmp_path / "environment"
    run(sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", wheels, checkout)
    (wheel,) = wheels.glob("dsviz_widget-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    built = {path.name for path in (checkout / "dsviz_widget/widgets/static").iterdir()}
    assert {"widget.js", "widget.css"} <= built
    assert {f"dsviz_widget/widgets/static/{name}" for name in built} <= set(names)
    assert not [name for name in names if name.startswith(("js/", "tests/", "notebooks/"))]

    venv.create(environment, with_pip=True)
    python = environment / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel)
    assert run(python, "-c", SHOWN, cwd=tmp_path).split() == [
        "[{'name':",
        "'b',",
        "'score':",
        "0.75}]",
        "0.1.0",
    ]
