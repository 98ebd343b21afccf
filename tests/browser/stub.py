"""A page with one widget and no Jupyter: real widget, real kernel side, real browser; only the wire differs.

The comm of a live widget is replaced by HTTP on loopback: the page posts what it would send, and keeps a
request open for what would be sent to it. A page opens in about a second, so most tests of the screen use it.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PAGE = """<!doctype html>
<html><head><meta charset="utf-8"><style>
body { margin: 0; padding: 16px; font-family: Inter, sans-serif;
  --jp-ui-font-family: Inter, sans-serif; --jp-code-font-family: "DejaVu Sans Mono", monospace; }
body[data-jp-theme-light="true"] { background: #fff; }
body[data-jp-theme-light="false"] { background: #111317; color: #eceef2; --jp-layout-color0: #111317;
  --jp-layout-color1: #1a1d23; --jp-ui-font-color0: #eceef2; }
</style><link rel="stylesheet" href="widget.css"><script>SLOW</script></head>
<body data-jp-theme-light="true"><div id="root"></div><script type="module">
import widget from "./widget.js";
const state = await (await fetch("state")).json();
const listeners = new Map();
const emit = (event, ...args) => { for (const f of [...(listeners.get(event) ?? [])]) f(...args); };
let dirty = {};
const post = (path, body) => fetch(path, { method: "POST", body: JSON.stringify(body) });
// A comm keeps the order of what is said; requests of a page overtake each other.
let updates = Promise.resolve();
const model = {
  get: (name) => state[name],
  set: (name, value) => { state[name] = value; dirty[name] = value; emit("change:" + name); emit("change"); },
  save_changes: () => {
    const changed = dirty; dirty = {}; updates = updates.then(() => post("update", changed));
  },
  on: (event, f) => listeners.set(event, (listeners.get(event) ?? new Set()).add(f)),
  off: (event, f) => listeners.get(event)?.delete(f),
  send: (content) => { post("custom", content); },
  widget_manager: {},
};
window.model = model;
const controller = new AbortController();
window.unmount = () => { controller.abort(); cleanup?.(); };
(async () => {
  for (;;) {
    const bytes = await (await fetch("messages")).arrayBuffer();
    if (!bytes.byteLength) continue;
    const length = new DataView(bytes).getUint32(0, true);
    const message = JSON.parse(new TextDecoder().decode(bytes.slice(4, 4 + length)));
    // A DataView with an offset, as notebook hosts hand buffers over.
    const buffers = message.has_buffer ? [new DataView(bytes, 4 + length)] : [];
    if (message.method === "custom") emit("msg:custom", message.content, buffers);
    // An echo of what this page said itself; hosts drop it, for meanwhile the page may have gone on.
    else if (message.method !== "echo_update") for (const [name, value] of Object.entries(message.state)) {
      state[name] = value; emit("change:" + name); emit("change");
    }
  }
})();
const definition = typeof widget === "function" ? await widget() : widget;
await definition.initialize?.({ model, signal: controller.signal });
window.renderStarted = performance.now();
const cleanup = await definition.render({ model, el: document.getElementById("root"),
  signal: controller.signal });
window.mounted = true;
</script></body></html>"""

SLOW_S = float(os.environ.get("DSVIZ_SLOW_PAGE_S", "0"))
"""By so much all that does not happen at once happens later, as on a busy machine: run the tests with 0.3 to
find those that look before what they look for is there."""

SLOW = """{
  const wait = setTimeout, paint = requestAnimationFrame, delay = 1000 * SECONDS;
  window.setTimeout = (f, ms = 0, ...args) => wait(f, ms + delay, ...args);
  window.requestAnimationFrame = (f) => wait(() => paint(f), delay);
  window.cancelAnimationFrame = clearTimeout;
  for (const name of ["ResizeObserver", "IntersectionObserver", "MutationObserver"]) {
    const Observer = window[name];
    window[name] = class extends Observer {
      constructor(f, options) {
        let stopped = false;
        super((seen) => wait(() => stopped || f(seen, this), delay), options);
        this.stop = () => { stopped = true; };
      }
      disconnect() { this.stop(); super.disconnect(); }
    };
  }
}"""


class StubComm:
    """Stands in for the wire between a kernel and a page."""

    comm_id = "stub"

    def __init__(self) -> None:
        self.outgoing: queue.Queue[tuple[dict[str, Any], bytes | None]] = queue.Queue()
        self._receive: Any = None
        self.hold = threading.Event()
        self.hold.set()

    def on_msg(self, receive: Any) -> None:
        self._receive = receive

    def on_close(self, callback: Any) -> None:
        pass

    def close(self, *args: Any, **kwargs: Any) -> None:
        pass

    def open(self, *args: Any, **kwargs: Any) -> None:
        pass

    def send(self, data: Any = None, metadata: Any = None, buffers: Any = None) -> None:
        self.outgoing.put((data, bytes(buffers[0]) if buffers else None))

    def receive(self, data: dict[str, Any]) -> None:
        self._receive({"content": {"data": data}, "buffers": []})


class StubPage:
    """Serves one widget on loopback until closed."""

    def __init__(self, view: Any) -> None:
        from dsviz_widget.widgets.view import STATIC

        self.view = view
        self.comm = StubComm()
        view.comm = self.comm
        self.asked: list[dict[str, Any]] = []
        page = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                name = self.path.rsplit("/", 1)[-1]
                if name == "":
                    slow = SLOW.replace("SECONDS", str(SLOW_S)) if SLOW_S else ""
                    self._reply(PAGE.replace("SLOW", slow).encode(), "text/html")
                elif name in ("widget.js", "widget.css"):
                    kind = "text/javascript" if name.endswith("js") else "text/css"
                    self._reply((STATIC / name).read_bytes(), kind)
                elif name == "state":
                    state = view.get_state()
                    plain = {k: v for k, v in state.items() if k not in ("_esm", "_css")}
                    plain["_view_module"] = "anywidget"
                    self._reply(json.dumps(plain, default=str).encode(), "application/json")
                elif name == "messages":
                    self._reply(page._next_message(), "application/octet-stream")
                else:
                    self._reply(b"", "image/x-icon")

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if self.path.endswith("update"):
                    page.comm.receive({"method": "update", "state": body, "buffer_paths": []})
                else:
                    # What takes long is sent again; it is one question all the same.
                    if body not in page.asked:
                        page.asked.append(body)
                    page.comm.hold.wait()
                    page.comm.receive({"method": "custom", "content": body})
                self._reply(b"", "text/plain")

            def _reply(self, body: bytes, kind: str) -> None:
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with contextlib.suppress(ConnectionError):  # the page is closed, perhaps
                    self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"
        self._thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self._thread.start()

    def _next_message(self) -> bytes:
        try:
            data, buffer = self.comm.outgoing.get(timeout=2)
        except queue.Empty:
            return b""
        time.sleep(SLOW_S)
        head = json.dumps({**data, "has_buffer": buffer is not None}, default=str).encode()
        return struct.pack("<I", len(head)) + head + (buffer or b"")

    def wait_until(self, claim: Any, timeout_s: float = 60) -> None:
        """Wait until `claim()` is true; fail with what it was otherwise."""
        end = time.monotonic() + timeout_s
        while not claim():
            assert time.monotonic() < end, "waited in vain"
            time.sleep(0.02)

    def close(self) -> None:
        self.comm.hold.set()
        self.view.close()
        self.server.shutdown()
        self.server.server_close()
