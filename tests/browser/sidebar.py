"""The panel of JupyterLab's sidebar in a page of its own: the built extension, and answers from real stores.

The page has what JupyterLab shares with a prebuilt extension, as far as the panel takes of it, and notes what
the panel asks of it in `window.done`. The whole of it, in a real JupyterLab, is in `test_lab_sidebar.py`.
"""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from dsviz_widget.errors import DsvizError, RequestRefused
from dsviz_widget.server.answers import Answers
from dsviz_widget.server.stores import Stores
from tests.browser.stub import SLOW, SLOW_S

EXTENSION = Path(__file__).parents[2] / "labextension"

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sidebar</title><style>
html, body { height: 100%; margin: 0; }
body { font-family: Inter, sans-serif;
  --jp-ui-font-family: Inter, sans-serif; --jp-code-font-family: "DejaVu Sans Mono", monospace; }
body[data-jp-theme-light="false"] { --jp-layout-color0: #111317; --jp-layout-color1: #1a1d23;
  --jp-ui-font-color0: #eceef2; background: #111317; }
#root, #root > div { height: 100%; box-sizing: border-box; }
</style><script>SLOW</script><script src="remoteEntry.js"></script></head>
<body data-jp-theme-light="true"><main id="root"></main><script type="module">
window.done = [];
const never = { connect() { return true; } };
class Widget {
  constructor() { this.node = document.createElement("div"); this.title = {}; this.isVisible = true; }
  addClass(name) { this.node.classList.add(name); }
}
let source = "";
const cell = { model: { type: "code", sharedModel: {
  getSource: () => source,
  setSource(code) { source = code; window.done.push({ what: "cell", code }); },
} } };
const notebook = HAS_NOTEBOOK && { context: { path: "work/a.ipynb" }, isDisposed: false,
  content: { activeCell: cell, activeCellIndex: 0, activate() {} }, sessionContext: { session: null } };
const notebooks = { currentWidget: notebook || null, currentChanged: never,
  widgetAdded: never, forEach() {} };
const consoles = { widgetAdded: never, forEach() {} };
const kept = new Map();
const state = { fetch: async (id) => kept.get(id), save: async (id, value) => kept.set(id, value) };
window.kept = kept;
const share = (module) => ({ "1.0.0": { get: async () => () => module } });
const container = window._JUPYTERLAB["dsviz-widget"];
container.init({
  "@jupyterlab/application": share({ ILabShell: 1, ILayoutRestorer: 2 }),
  "@jupyterlab/console": share({ IConsoleTracker: 3 }),
  "@jupyterlab/notebook": share({ INotebookTracker: 4,
    NotebookActions: { insertBelow() { window.done.push({ what: "below" }); } } }),
  "@jupyterlab/services": share({ ServerConnection: { makeRequest: (url, init) => fetch(url, init) } }),
  "@jupyterlab/statedb": share({ IStateDB: 5 }),
  "@jupyterlab/ui-components": share({ LabIcon: class {} }),
  "@lumino/widgets": share({ Widget }),
});
const plugin = (await container.get("./extension"))().default;
const app = {
  restored: Promise.resolve(),
  shell: { add(widget) {
    document.getElementById("root").append(widget.node);
    widget.onAfterAttach();
    window.panel = widget;
  } },
  commands: { async execute(command, args) {
    return { addClass() {}, disposed: never, sessionContext: { ready: Promise.resolve(),
        session: { id: "s", kernel: { name: "python3", status: "idle" } },
        statusChanged: never, kernelChanged: never },
      console: { async inject(code) { window.done.push({ what: "tab", title: args.name, code }); } } };
  } },
  serviceManager: {
    serverSettings: { baseUrl: "/" },
    sessions: { async refreshRunning() {}, running: () => [] },
    kernelspecs: { ready: Promise.resolve(),
      specs: { default: "python3", kernelspecs: { python3: { language: "python" } } } },
  },
};
await plugin.activate(app, {}, notebooks, consoles, null, state);
window.mounted = true;
</script></body></html>"""


class SidebarPage:
    """Serves the panel on loopback, over the stores in a folder, until closed."""

    def __init__(self, root: Path, has_notebook: bool = True) -> None:
        answers = Answers(Stores(root))
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.is_down = False
        self.go_on = threading.Event()
        self.go_on.set()
        page = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                address = urlsplit(self.path)
                name = address.path.rsplit("/", 1)[-1]
                if address.path.startswith("/dsviz-widget/"):
                    self._answer(name, dict(parse_qsl(address.query)))
                elif name == "remoteEntry.js":
                    load = json.loads((EXTENSION / "package.json").read_text())["jupyterlab"]["_build"][
                        "load"
                    ]
                    self._reply(200, (EXTENSION / load).read_bytes(), "text/javascript")
                elif name == "":
                    slow = SLOW.replace("SECONDS", str(SLOW_S)) if SLOW_S else ""
                    text = PAGE.replace("HAS_NOTEBOOK", json.dumps(has_notebook)).replace("SLOW", slow)
                    self._reply(200, text.encode(), "text/html")
                else:
                    self._reply(200, b"", "image/x-icon")

            def _answer(self, name: str, given: dict[str, str]) -> None:
                page.asked.append((name, given))
                page.go_on.wait()
                if page.is_down:
                    self.close_connection = True
                    self.connection.close()
                    return
                try:
                    status, told = 200, answers.by_name[name](given)
                except RequestRefused as error:
                    status, told = error.status, {"message": str(error)}
                except DsvizError as error:
                    status, told = 409, {"message": str(error)}
                time.sleep(SLOW_S)
                self._reply(status, json.dumps(told, allow_nan=False).encode(), "application/json")

            def _reply(self, status: int, body: bytes, kind: str) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def handle(self) -> None:
                try:
                    super().handle()
                except OSError:
                    # The page is closed, or the test cut the line.
                    self.close_connection = True

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.go_on.set()
        self.server.shutdown()
        self.server.server_close()
