"""The wheel of a clean checkout, installed with pip into a fresh environment: built once for all tests."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]


class WheelEnvironment(NamedTuple):
    """A fresh environment with the wheel, and what it was made of."""

    checkout: Path
    wheel: Path
    python: Path

    def install(self, *requirements: str) -> None:
        """Install more into the environment."""
        run(self.python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements)


def run(*command: str | Path, cwd: Path | None = None) -> str:
    done = subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="session")
def wheel_environment(tmp_path_factory: pytest.TempPathFactory) -> WheelEnvironment:
    folder = tmp_path_factory.mktemp("wheel")
    checkout, wheels, environment = folder / "checkout", folder / "wheels", folder / "environment"
    run("git", "clone", "--quiet", ROOT, checkout)
    assert not (checkout / "dsviz_widget/widgets/static").exists()
    run(sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", wheels, checkout)
    (wheel,) = wheels.glob("dsviz_widget-*.whl")
    venv.create(environment, with_pip=True)
    python = environment / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    made = WheelEnvironment(checkout, wheel, python)
    made.install(str(wheel))
    return made
