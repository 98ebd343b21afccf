"""A page with one widget and no Jupyter: real widget, real kernel side, real browser; only the wire differs.

The comm of a live widget is replaced by HTTP on loopback: the page posts what it would send, and keeps a
request open for what would be sent to it. A page opens in about a second, so most tests of the screen use it.

The host is stricter than any real one, so that what passes here runs in all of them (`strict_host.js`, and
here): anywidget's documented contract and nothing more, messages of at most 1 MB, buffers as base64 in them,
none in the state, and one thread that handles one message after another, as where there are no subshells.
What breaks a rule fails the test when its page closes.
"""

from __future__ import annotations

import base64
import contextlib
import heapq
import itertools
import json
import os
import queue
import random
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

MESSAGE_BYTES = 1_000_000
"""A connection of Colab drops a message that is longer, all of it as text."""

PAGE = """<!doctype html>
<html><head><meta charset="utf-8"><style>
body { margin: 0; padding: 16px; font-family: Inter, sans-serif;
  --jp-ui-font-family: Inter, sans-serif; --jp-code-font-family: "DejaVu Sans Mono", monospace; }
body[data-jp-theme-light="true"] { background: #fff; }
/* What JupyterLab says of lists of facts in outputs. */
.jp-OutputArea-output :is(dl, dt, dd) { display: block; padding: 0; margin: 0; }
.jp-OutputArea-output dl { width: 100%; overflow: hidden; }
.jp-OutputArea-output dt { font-weight: bold; float: left; width: 20%; }
.jp-OutputArea-output dd { float: left; width: 80%; }
body[data-jp-theme-light="false"] { background: #111317; color: #eceef2; --jp-layout-color0: #111317;
  --jp-layout-color1: #1a1d23; --jp-ui-font-color0: #eceef2; }
</style><script>SLOW</script></head>
<body data-jp-theme-light="true"><div id="root" class="jp-OutputArea-output"></div>
<script type="module" src="strict_host.js"></script></body></html>"""

SLOW_S = float(os.environ.get("DSVIZ_SLOW_PAGE_S", "0"))
"""By so much all that does not happen at once happens later, as on a busy machine: run the tests with 0.3 to
find those that look before what they look for is there."""

SLOW_KERNEL_S = float(os.environ.get("DSVIZ_SLOW_KERNEL_S", "0"))
"""Each answer comes later by a random time up to this, so that answers overtake each other: run the tests
with 1 to find those that count on quick answers, or on their order."""

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


class Outgoing:
    """Messages to the page, in the order in which they are due."""

    def __init__(self) -> None:
        self._waiting: list[tuple[float, int, str]] = []
        self._number = itertools.count()
        self._arrived = threading.Condition()

    def put(self, message: str, due: float) -> None:
        with self._arrived:
            heapq.heappush(self._waiting, (due, next(self._number), message))
            self._arrived.notify()

    def get(self, timeout_s: float) -> str | None:
        """Return the next message, or None if none is due in time."""
        end = time.monotonic() + timeout_s
        with self._arrived:
            while True:
                now = time.monotonic()
                if self._waiting and self._waiting[0][0] <= now:
                    return heapq.heappop(self._waiting)[2]
                if now >= end:
                    return None
                self._arrived.wait(min([end, *(due for due, _, _ in self._waiting[:1])]) - now)


class StubComm:
    """Stands in for the wire between a kernel and a page.

    `hold` keeps the kernel busy while it is not set, as a running cell does: no message is handled.
    """

    comm_id = "stub"

    def __init__(self) -> None:
        self.outgoing = Outgoing()
        self.refused: list[str] = []
        self.hold = threading.Event()
        self.hold.set()
        self._receive: Any = None
        self._incoming: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._due: dict[str, float] = {}
        self._thread = threading.Thread(target=self._handle, name="stub-kernel", daemon=True)
        self._thread.start()

    def on_msg(self, receive: Any) -> None:
        self._receive = receive

    def on_close(self, callback: Any) -> None:
        pass

    def close(self, *args: Any, **kwargs: Any) -> None:
        pass

    def open(self, *args: Any, **kwargs: Any) -> None:
        pass

    def send(self, data: Any = None, metadata: Any = None, buffers: Any = None) -> None:
        encoded = [base64.b64encode(buffer).decode() for buffer in buffers or []]
        what = str(data)[:200]
        if encoded and data.get("method") != "custom":
            self.refused.append(f"Python sent bytes in the state: {what}")
        text = json.dumps({**data, "buffers": encoded}, allow_nan=False)
        if len(text.encode()) > MESSAGE_BYTES:
            self.refused.append(f"Python sent {len(text.encode()):,} bytes at once: {what}")
        self.outgoing.put(text, self._due_at(data.get("content")))

    def _due_at(self, content: Any) -> float:
        now = time.monotonic()
        if not SLOW_KERNEL_S or not isinstance(content, dict) or content.get("kind") != "answer":
            return now
        return max(now, self._due.setdefault(content["id"], now + random.uniform(0, SLOW_KERNEL_S)))

    def receive(self, data: dict[str, Any]) -> None:
        """Take what a page says; it is handled when everything before is."""
        self._incoming.put(data)

    def stop(self) -> None:
        self._incoming.put(None)
        self.hold.set()
        self._thread.join(10)

    def _handle(self) -> None:
        while (data := self._incoming.get()) is not None:
            self.hold.wait()
            try:
                self._receive({"content": {"data": data}, "buffers": []})
            except Exception as error:
                self.refused.append(f"the kernel raised {type(error).__name__}: {error} on {str(data)[:200]}")


class StubPage:
    """Serves one widget on loopback until closed."""

    def __init__(self, view: Any) -> None:
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
                elif name == "strict_host.js":
                    self._reply((Path(__file__).parent / name).read_bytes(), "text/javascript")
                elif name == "state":
                    self._reply(page._state(), "application/json")
                elif name == "messages":
                    self._reply(page._next_message(), "application/json")
                else:
                    self._reply(b"", "image/x-icon")

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.path.endswith("said"):
                    page._hear(json.loads(body))
                elif self.path.endswith("refused"):
                    page.comm.refused.append(body.decode())
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

    def _state(self) -> bytes:
        # What is not JSON, as bytes, raises here: Colab's manager loses the buffers of the first state.
        body = json.dumps(self.view.get_state(), allow_nan=False).encode()
        if len(body) > MESSAGE_BYTES:
            self.comm.refused.append(f"the widget opened with {len(body):,} bytes of state")
        return body

    def _hear(self, said: list[dict[str, Any]]) -> None:
        for message in said:
            # What takes long is sent again; it is one question all the same.
            if message["method"] == "custom" and message["content"] not in self.asked:
                self.asked.append(message["content"])
            self.comm.receive(message)

    def _next_message(self) -> bytes:
        message = self.comm.outgoing.get(timeout_s=2)
        if message is None:
            return b""
        time.sleep(SLOW_S)
        return message.encode()

    def wait_until(self, claim: Any, timeout_s: float = 60) -> None:
        """Wait until `claim()` is true; fail with what it was otherwise."""
        end = time.monotonic() + timeout_s
        while not claim():
            assert time.monotonic() < end, "waited in vain"
            time.sleep(0.02)

    @contextlib.contextmanager
    def telling_progress(self) -> Iterator[None]:
        """Meanwhile say of what has no answer that it is under way, as a kernel does that works on it."""
        ended = threading.Event()

        def tell() -> None:
            while not ended.wait(0.2 + SLOW_S):
                for question in [said for said in self.asked if said.get("kind") == "ask"][-5:]:
                    content = {"kind": "progress", "id": question["id"], "share": 0.5}
                    self.comm.send({"method": "custom", "content": content})

        telling = threading.Thread(target=tell, name="stub-progress", daemon=True)
        telling.start()
        try:
            yield
        finally:
            ended.set()
            telling.join()

    def close(self) -> None:
        """Close the widget; fail if it broke a rule of the host."""
        self.comm.stop()
        self.view.close()
        self.server.shutdown()
        self.server.server_close()
        assert not self.comm.refused, "\n".join(self.comm.refused)
