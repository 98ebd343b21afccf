"""Fixtures that every test may use: a store of its own, and real sample data."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

import dsviz_widget as wandb
from dsviz_widget.store import Catalog
from tests.wheel import wheel_environment as wheel_environment

ROOT = Path(__file__).resolve().parents[1]

# A busy machine is no bug: examples take as long as they take. In CI the same ones are tried every time.
settings.register_profile(
    "dsviz",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=os.environ.get("CI") == "true",
)
settings.load_profile("dsviz")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Any:
    """Report a failure as one failure, whatever other threads do meanwhile.

    To show a failed line pytest parses its file. In CPython 3.11 two threads that parse at once (a server's
    prints a traceback, say) fail with "AST constructor recursion depth mismatch", and the whole run ends: the
    depth is kept per interpreter (cpython#106905). Only the garbage collector lets another thread in there.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        return (yield)
    finally:
        if was_on:
            gc.enable()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Catalog]:
    """A store in a temporary folder, with no active run before or after."""
    wandb.finish()
    monkeypatch.setenv("DSVIZ_DIR", str(tmp_path / "dsviz"))
    monkeypatch.chdir(tmp_path)
    yield Catalog()
    wandb.finish()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of sample data beside the checkout, or the one that DSVIZ_SHARED names."""
    given = os.environ.get("DSVIZ_SHARED")
    folder = Path(given) if given else ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the sample data is not there: no folder {folder}. Set DSVIZ_SHARED to it.")
    return folder
