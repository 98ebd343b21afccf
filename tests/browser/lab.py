"""A real JupyterLab or Notebook 7 on loopback, and notebooks open in it."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from pathlib import Path
from typing import Any

import nbformat

from tests.browser.chromium import slow_down

SLOW_MS = 120_000  # a busy two-core machine takes 10 to 20 s to open a notebook

READY = """async (limit) => {
  const end = Date.now() + limit;
  for (;;) {
    const p = window.jupyterapp?.shell?.currentWidget;
    if (p?.sessionContext && p.content?.widgets) {
      await p.context.ready;
      await p.sessionContext.ready;
      const k = p.sessionContext.session?.kernel;
      if (k?.connectionStatus === 'connected' && k.status === 'idle') { await k.info; return; }
    }
    if (Date.now() > end) throw new Error('kernel never became idle');
    await new Promise((r) => setTimeout(r, 50));
  }
}"""

EXECUTE = """async (code) => {
  const k = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  const f = k.requestExecute({ code, store_history: false });
  let out = '', err = null;
  f.onIOPub = (m) => {
    if (m.header.msg_type === 'stream') out += m.content.text;
    if (m.header.msg_type === 'error') err = m.content.ename + ': ' + m.content.evalue;
  };
  await f.done;
  if (err) throw new Error(err);
  return out;
}"""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port


class Server:
    """One JupyterLab, or a Notebook 7, with settings and data folders of its own."""

    def __init__(self, root: Path, home: Path, python: Path | str = sys.executable, app: str = "lab") -> None:
        self.root, self.token, self.app = root, secrets.token_hex(16), app
        self.base = f"http://127.0.0.1:{free_port()}"
        self.log = home / "server.log"
        (home / "cfg/labconfig").mkdir(parents=True)
        (home / "cfg/labconfig/page_config.json").write_text(
            json.dumps({"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}})
        )
        env = dict(os.environ)
        for key, sub in {
            "JUPYTER_CONFIG_DIR": "cfg",
            "JUPYTER_DATA_DIR": "data",
            "JUPYTER_RUNTIME_DIR": "run",
            "IPYTHONDIR": "ipy",
            "JUPYTERLAB_SETTINGS_DIR": "lab",
            "JUPYTERLAB_WORKSPACES_DIR": "ws",
        }.items():
            env[key] = str(home / sub)
        command = [
            str(python), "-m", "jupyter", app, "--no-browser", "--ip=127.0.0.1",
            f"--port={self.base.rsplit(':', 1)[1]}", "--ServerApp.port_retries=0",
            f"--IdentityProvider.token={self.token}", f"--ServerApp.root_dir={root}",
            "--expose-app-in-browser", "--LabApp.extension_manager=readonly",
            "--ServerApp.terminals_enabled=False",
        ]  # fmt: skip
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--allow-root")
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(command, env=env, stdout=out, stderr=out)
        end = time.time() + 120
        while True:
            try:
                urllib.request.urlopen(f"{self.base}/api/status?token={self.token}", timeout=2).close()
                return
            except OSError:
                if self.process.poll() is not None or time.time() > end:
                    self.stop()
                    raise RuntimeError(self.log.read_text()[-4000:]) from None
                time.sleep(0.1)

    def page_of(self, name: str) -> str:
        """Return the address of a notebook's page."""
        # A workspace of its own for each notebook: pages that share one fight over the layout.
        place = f"lab/workspaces/{name[:-6]}/tree" if self.app == "lab" else "notebooks"
        return f"{self.base}/{place}/{name}?token={self.token}"

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)


class Notebook:
    """A notebook with an idle kernel in a page of its own."""

    def __init__(self, server: Server, context: Any, cells: list[str], path: Path | None = None) -> None:
        self.server = server
        self.name = f"t-{uuid.uuid4().hex[:8]}.ipynb"
        if path is not None:
            notebook = nbformat.read(path, as_version=4)
        else:
            notebook = nbformat.v4.new_notebook(
                cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
                metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
            )
        nbformat.write(notebook, server.root / self.name)
        self.page = context.new_page()
        slow_down(self.page)
        self.page.set_default_timeout(SLOW_MS)
        self.errors: list[str] = []
        self.outside: list[str] = []
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.on("console", lambda m: m.type == "error" and self.errors.append(m.text))
        self.page.on("request", self._saw)
        self.page.goto(server.page_of(self.name))
        self.page.wait_for_function("() => window.jupyterapp")
        self.page.evaluate(READY, SLOW_MS)

    def _saw(self, request: Any) -> None:
        if not request.url.startswith((self.server.base, "blob:", "data:", "about:")):
            self.outside.append(request.url)

    def run_all(self) -> None:
        """Run every cell; returns when the last one is done."""
        self.page.evaluate(
            "() => window.jupyterapp.commands.execute('notebook:run-all-cells').then(() => undefined)"
        )

    def kernel(self, code: str) -> str:
        """Run code in the same kernel without touching the document; returns its stdout."""
        out: str = self.page.evaluate(EXECUTE, code)
        return out

    def wait_until(self, claim: str, timeout_s: float = 60) -> None:
        """Wait until an expression is true in the kernel."""
        end = time.monotonic() + timeout_s
        while self.kernel(f"print(bool({claim}))") != "True\n":
            assert time.monotonic() < end, f"never true: {claim}"
            time.sleep(0.1)

    def close(self) -> None:
        try:
            self.page.evaluate("() => window.jupyterapp?.shell.currentWidget?.sessionContext.shutdown()")
        finally:
            self.page.close()
