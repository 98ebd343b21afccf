"""A test that fails is reported as one failure, and the run goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

FAILING = '''
import ast
import gc
import threading
import pytest

class Parses:
    """Rubbish that parses when it is collected, from deeper frames, as another thread's traceback does."""
    def __init__(self):
        self.itself = self
    def __del__(self):
        self.parse(20)
    def parse(self, frames):
        return self.parse(frames - 1) if frames else ast.parse("a + b")

@pytest.mark.parametrize("index", range(10))
def test_fails(index):
    gc.set_threshold(50)
    threading.Thread(target=lambda: [Parses() for _ in range(10_000)], daemon=True).start()
    assert index < 0
'''


def test_a_failure_is_reported_while_the_garbage_collector_parses(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text("from tests.conftest import pytest_runtest_makereport\n")
    (tmp_path / "test_failing.py").write_text(FAILING)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    run = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert "10 failed" in run.stdout
    assert "INTERNALERROR" not in run.stdout + run.stderr
