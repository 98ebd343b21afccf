"""Runs that go on elsewhere, or again, while they are on a screen."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import dsviz_widget as wandb

LOGS_ON_ORDER = """
import sys
import dsviz_widget as wandb
run = wandb.init(project="demo", id="far", name="far-1", dir=sys.argv[1])
run.log({"loss": 1.5})
print("logged", flush=True)
for line in sys.stdin:
    run.log({"loss": float(line)})
    print("logged", flush=True)
run.finish()
"""


class Elsewhere:
    """A process that logs the numbers it is given."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-c", LOGS_ON_ORDER, str(folder)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.orders, self.answers = self.process.stdin, self.process.stdout
        self._wait()

    def log(self, number: float) -> None:
        self.orders.write(f"{number}\n")
        self.orders.flush()
        self._wait()

    def finish(self) -> None:
        self.orders.close()
        assert self.process.wait(60) == 0

    def _wait(self) -> None:
        assert self.answers.readline() == "logged\n"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Elsewhere]:
    made = Elsewhere(tmp_path / "store")
    yield made
    made.process.kill()
    made.process.wait(60)
    for pipe in (made.orders, made.answers):
        pipe.close()


def last_is(page: Any, text: str) -> None:
    page.get_by_role("article", name="loss").get_by_role("status").filter(has_text=text).wait_for()


def test_a_run_of_another_process_is_followed(
    show: Callable[..., Any], elsewhere: Elsewhere, tmp_path: Path
) -> None:
    page = show(wandb.Api(dir=tmp_path / "store").run("demo/far").view())
    page.get_by_role("status").filter(has_text="Live").wait_for()
    last_is(page, "1.500")
    for number in (2.5, 3.25):
        elsewhere.log(number)
        last_is(page, f"{number:.3f}")
    elsewhere.finish()
    page.get_by_text("Finished").wait_for()
    assert page.errors == []


def test_a_process_that_is_killed_leaves_a_crashed_run(
    show: Callable[..., Any], elsewhere: Elsewhere, tmp_path: Path
) -> None:
    page = show(wandb.Api(dir=tmp_path / "store").run("demo/far").view())
    page.get_by_role("status").filter(has_text="Live").wait_for()
    elsewhere.process.kill()
    page.get_by_text("Crashed", exact=True).wait_for()
    last_is(page, "1.500")


def test_a_run_that_is_resumed_is_live_again(show: Callable[..., Any], tmp_path: Path) -> None:
    about: dict[str, Any] = {"project": "demo", "id": "again", "dir": tmp_path / "store"}
    first = wandb.init(**about)
    first.log({"loss": 1.5})
    first.finish()
    page = show(wandb.Api(dir=tmp_path / "store").run("demo/again").view())
    page.get_by_text("Finished").wait_for()
    last_is(page, "1.500")
    second = wandb.init(**about, resume="must")
    page.get_by_role("status").filter(has_text="Live").wait_for()
    second.log({"loss": 4.25})
    last_is(page, "4.250")
    second.finish()
    page.get_by_text("Finished").wait_for()
    assert page.errors == []
