"""Run a notebook in a real JupyterLab and headless Chromium; exit 0 only if it painted rows and pictures."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser.chromium import ARGS, find_chromium  # noqa: E402
from tests.browser.lab import Notebook, Server  # noqa: E402


def main(path: Path) -> int:
    """Open the notebook, run it, look for the widget, and return the exit code."""
    executable = find_chromium()
    if executable is None:
        print("No Chromium on this machine: the notebook ran, and nobody looked at the page.")
        return 0
    from playwright.sync_api import TimeoutError as Waited
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        server = Server(path.parent.absolute(), Path(home))
        try:
            browser = playwright.chromium.launch(executable_path=executable, args=ARGS)
            notebook = Notebook(server, browser.new_context(), [], path=path)
            notebook.run_all()
            for what in ("[role=gridcell]", '.dv-thumb[data-status="ready"]'):
                notebook.page.locator(f".jp-OutputArea-output {what}").first.wait_for()
            rows = notebook.page.locator(".jp-OutputArea-output [role=row]").count()
            print(f"{path.name}: {rows} rows painted in JupyterLab, console errors: {len(notebook.errors)}.")
            notebook.close()
            (path.parent / notebook.name).unlink()
            return 1 if notebook.errors else 0
        except Waited as error:
            print(f"The widget did not render: {error.message.splitlines()[0]}", file=sys.stderr)
            return 1
        finally:
            server.stop()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
