"""A real notebook server on loopback, with stores under its root and beside it."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import dsviz_widget as wandb
from dsviz_widget.store import Catalog


class Answer(NamedTuple):
    status: int
    body: Any
    headers: dict[str, str]


class NotebookServer:
    """A jupyter_server of its own, and its root."""

    def __init__(self, root: Path, home: Path) -> None:
        self.root, self.token = root, secrets.token_hex(16)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.log = home / "server.log"
        env = {name: value for name, value in os.environ.items() if name != "DSVIZ_DIR"}
        for name in ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR"):
            env[f"JUPYTER_{name}"] = str(home / name.lower())
        command = [
            sys.executable, "-m", "jupyter_server", "--no-browser", "--ip=127.0.0.1", f"--port={self.port}",
            "--ServerApp.port_retries=0", f"--IdentityProvider.token={self.token}",
            f"--ServerApp.root_dir={root}", "--ServerApp.terminals_enabled=False",
            "--ServerApp.jpserver_extensions={'dsviz_widget.server': True}", "--allow-root",
        ]  # fmt: skip
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(command, env=env, cwd=home, stdout=out, stderr=out)
        end = time.monotonic() + 120
        while True:
            try:
                if self.ask("/api/status").status == 200:
                    return
            except OSError:
                pass
            if self.process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise RuntimeError(self.log.read_text()[-4000:])
            time.sleep(0.1)

    def ask(
        self,
        path: str,
        method: str = "GET",
        token: str | None = "",
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Ask exactly this path; with `token` None without one, with "" with the right one."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = dict(headers or {})
        if token is not None:
            sent["Authorization"] = f"token {token or self.token}"
        try:
            connection.request(method, path, body=body, headers=sent)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        told = dict(answer.getheaders())
        is_json = told.get("Content-Type", "").startswith("application/json")
        return Answer(answer.status, json.loads(content) if is_json and content else content, told)

    def question(self, name: str, **params: str) -> Answer:
        """Ask one of the panel's questions."""
        return self.ask(f"/dsviz-widget/{name}?{urllib.parse.urlencode(params)}")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)


def log_scenes(folder: Path, project: str = "camvid") -> None:
    """Log two runs and two versions of a table into a store."""
    for number in range(2):
        with wandb.init(project=project, name=f"train-{number}", dir=folder) as run:
            run.log({"loss": 1 - 0.25 * number, "mean_iou": 0.25 * (number + 1)})
            artifact = wandb.Artifact("scenes", type="dataset")
            artifact.add(wandb.Table(["n"], data=[[n] for n in range(number + 3)]), "rows")
            run.log_artifact(artifact)


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A server's root with a store in ``work/dsviz``, and one beside the root."""
    top = tmp_path_factory.mktemp("served")
    root = top / "root"
    log_scenes(root / "work" / "dsviz")
    log_scenes(top / "outside" / "dsviz", project="secret")
    return root


@pytest.fixture(scope="session")
def notebook_server(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NotebookServer]:
    started = NotebookServer(root, tmp_path_factory.mktemp("jupyter"))
    yield started
    started.stop()


@pytest.fixture
def catalog(root: Path) -> Catalog:
    """The store under the root."""
    return Catalog(root / "work" / "dsviz")
