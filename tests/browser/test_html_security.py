"""Logged HTML reaches neither the network, nor the notebook around it, nor the kernel.

A server on loopback counts every connection, and a socket every packet, while hostile pages run in the viewer.
The same pages in a frame without our guard do reach them, which shows that they would be seen.
"""
# Pages read as they would be written.
# ruff: noqa: E501

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb


class Outside:
    """The world outside: counts who comes, over TCP and UDP."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        outside = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outside.seen.append(f"{self.command} {self.path}")
                self.send_response(200)
                self.send_header("Access-Control-Allow-Origin", "*")
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_POST = do_GET  # noqa: N815

            def log_message(self, *args: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def verify_request(self, request: Any, client_address: Any) -> bool:
                # A connection without a request is a leak as well.
                outside.seen.append("connection")
                return True

        self.server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        threading.Thread(target=self._hear, daemon=True).start()
        self.port, self.udp_port = self.server.server_address[1], self.udp.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def _hear(self) -> None:
        while True:
            try:
                self.udp.recvfrom(2048)
            except OSError:
                return
            self.seen.append("packet")

    @property
    def requests(self) -> list[str]:
        """All but connections without a request.

        Chromium connects for a page that a script sends elsewhere before it asks a policy, and then sends nothing.
        """
        return [what for what in self.seen if what != "connection"]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.udp.close()


@pytest.fixture
def outside() -> Iterator[Outside]:
    made = Outside()
    yield made
    made.close()


DONE = "<script>setTimeout(() => top.postMessage({done: true}, '*'), 400)</script>"
RTC = """<script>try { const peer = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:UDP'},
  {urls: 'turn:127.0.0.1:PORT?transport=tcp', username: 'a', credential: 'b'}]});
  peer.createDataChannel('x'); peer.createOffer().then((offer) => peer.setLocalDescription(offer));
  } catch {}</script>"""

LOADS = {
    "requests": """<script>fetch('URL/fetch', {mode: 'no-cors'}).catch(() => {});
      const asked = new XMLHttpRequest(); asked.open('GET', 'URL/xhr'); try { asked.send(); } catch {}
      navigator.sendBeacon('URL/beacon', 'x'); new EventSource('URL/events');
      new WebSocket('ws://127.0.0.1:PORT/socket'); new Image().src = 'URL/image';
      try { fetchLater('URL/later', {activateAfter: 0}); } catch {}</script>""",
    "elements": """<body background="URL/ground"><img src="URL/a"><img srcset="URL/b 2x"><input type=image src="URL/c">
      <video src="URL/d" poster="URL/e" autoplay></video><audio src="URL/f" autoplay></audio>
      <svg><image href="URL/g"/><use href="URL/h#a"/></svg><iframe src="URL/i"></iframe>
      <meta http-equiv=refresh content="0;url=URL/r"><object data="URL/j"></object><embed src="URL/k"><img attributionsrc="URL/l" src="data:,">""",
    "styles": """<style>@import url(URL/a); @font-face {font-family: q; src: url(URL/b)}
      p {font-family: q; background: url(URL/c); cursor: url(URL/d), auto; filter: url(URL/e#x)}</style>
      <p>text</p><link rel=stylesheet href="URL/f">""",
    "scripts": """<script src="URL/a"></script><script type=module src="URL/b"></script>
      <script>const made = document.createElement('script'); made.src = 'URL/c'; document.body.append(made);
      const copy = document.currentScript.cloneNode(true); copy.src = 'URL/d'; copy.text = '';
      document.body.append(copy); import('URL/e').catch(() => {});
      try { new Worker(URL.createObjectURL(new Blob(["fetch('URL/f')"]))); } catch {}
      eval("fetch('URL/g').catch(() => {})")</script><img src="data:," onerror="fetch('URL/h').catch(() => {})">""",
    "hints": """<link rel=preconnect href="URL"><link rel=dns-prefetch href="URL"><link rel=prefetch href="URL/a">
      <link rel=preload as=script href="URL/b"><link rel=modulepreload href="URL/c"><link rel=icon href="URL/d">
      <script type=speculationrules>{"prefetch": [{"source": "list", "urls": ["URL/e"]}]}</script>
      <script>for (const rel of ['preconnect', 'prefetch']) {
        const link = document.createElement('link'); link.rel = rel; link.href = 'URL/f'; document.head.append(link);
        document.body.insertAdjacentHTML('beforeend', `<link rel=${rel} href="URL/g">`); }</script>""",
    "peers": RTC,
    "frames within": "<iframe id=i></iframe><script>const text = `<script>fetch('URL/a');location='URL/b'</scr` + "
    "`ipt>" + RTC.replace("</script>", "</scr` + `ipt>").replace("\n", " ") + "`;"
    """i.contentWindow.location = 'URL/c'; for (const set of [(f) => { f.srcdoc = text; },
      (f) => f.setAttribute('srcdoc', text), (f) => { f.src = 'data:text/html,' + text; },
      (f) => { f.src = URL.createObjectURL(new Blob([text], {type: 'text/html'})); },
      (f) => { f.src = `javascript:fetch('URL/d')`; }]) {
      const frame = document.createElement('iframe'); set(frame); document.body.append(frame); }</script>""",
    "windows": """<form id=f action="URL/a" target=_blank></form><form id=g action="URL/h" method=post></form><a id=b href="URL/b" target=_blank>b</a>
      <a id=t href="URL/c" target=_top>t</a><a id=d href="URL/d" download>d</a><a id=p href="#" ping="URL/e">p</a>
      <script>open('URL/f'); f.submit(); g.submit(); g.requestSubmit(); b.click(); t.click(); d.click(); p.click();
      for (const frame of [parent, top]) { try { frame.location = 'URL/g'; } catch {} }
      history.pushState(1, ''); </script>""",
}
"""Pages that want something from outside, and then tell the page on top that they are done."""

LEAVES = {
    "location": "<script>setTimeout(() => { location = 'URL/a'; }, 50)</script>",
    "click": "<a id=a href='URL/b'>x</a><script>a.dispatchEvent(new MouseEvent('click'))</script>",
    "data": "<script>location = 'data:text/html,<script>fetch(`URL/d`)</scr' + 'ipt>'</script>",
    "blob": "<script>location = URL.createObjectURL(new Blob([`<script>fetch('URL/e')</scr` + `ipt>`], "
    "{type: 'text/html'}))</script>",
}
"""Pages whose scripts go elsewhere."""


def filled(page: str, outside: Outside) -> str:
    """Return a page with the addresses of the world outside in it."""
    page = page.replace("127.0.0.1:UDP", f"127.0.0.1:{outside.udp_port}")
    page = page.replace("127.0.0.1:PORT", f"127.0.0.1:{outside.port}")
    return re.sub(r"\bURL\b(?!\.)", outside.url, page)


def open_first(page: Any) -> None:
    """Open the first page of the table in the viewer, and gather what pages post to the top."""
    page.evaluate("() => { window.said = []; addEventListener('message', ({data}) => said.push(data)); }")
    page.evaluate("() => { localStorage.secret = 'kept'; document.cookie = 'secret=kept'; }")
    page.locator(".dv-html-still").first.click()


def show_page(page: Any, row: int, caption: str) -> None:
    """Open the page of a row, by the key in the viewer, and wait until it is the one that is there."""
    if row:
        page.locator(".dv-viewer").press("ArrowRight")
    page.locator(".dv-media-said").get_by_text(caption, exact=True).wait_for()


def test_a_page_reaches_no_network(show: Callable[..., Any], outside: Outside) -> None:
    table = wandb.Table(columns=["page"])
    for name, page in LOADS.items():
        table.add_data(wandb.Html(filled(page, outside) + DONE, caption=name))
    page = show(wandb.TableView(table))
    open_first(page)
    for row, name in enumerate(LOADS):
        show_page(page, row, name)
        page.wait_for_function(f"() => said.filter(({{done}}) => done).length > {row}")
        assert outside.seen == [], name
    # What waits for an idle moment would come now; and who comes is counted.
    time.sleep(1)
    assert outside.seen == []
    page.evaluate(f"() => fetch('{outside.url}/control', {{mode: 'no-cors'}})")
    page.stub.wait_until(lambda: "GET /control" in outside.seen)


def test_a_page_that_leaves_gets_nowhere_and_is_shown_again(
    show: Callable[..., Any], outside: Outside
) -> None:
    table = wandb.Table(columns=["page"])
    for name, page in LEAVES.items():
        table.add_data(wandb.Html("<p>here I am</p>" + filled(page, outside), caption=name))
    page = show(wandb.TableView(table))
    open_first(page)
    for row, name in enumerate(LEAVES):
        show_page(page, row, name)
        page.get_by_text("The page went elsewhere, and from here it reaches nothing.").wait_for()
        assert outside.requests == [], name
        assert page.url == page.stub.url
    page.get_by_role("button", name="Show it again").press("Enter")
    page.get_by_text("The page went elsewhere").wait_for()
    time.sleep(0.5)
    assert outside.requests == []


READS = """<script>
const tried = {};
const attempts = {
  cookie: () => document.cookie, storage: () => localStorage.secret, session: () => sessionStorage.length,
  parent: () => parent.document.title, top: () => top.document.title, host: () => parent.parent.model,
  frame: () => frameElement.id, database: () => indexedDB.open('a'), opener: () => opener.document,
  worker: () => navigator.serviceWorker.register('/x'), siblings: () => top.frames[0].document,
  name: () => { throw Error(document.baseURI + document.referrer + location.href); },
  secret: () => { const found = document.documentElement.outerHTML.match(/nonce-\\w+/);
    throw Error(String([found, document.currentScript.nonce, document.currentScript.getAttribute('nonce')])); },
};
for (const [name, attempt] of Object.entries(attempts)) {
  try { tried[name] = `had ${String(attempt())}`; } catch (error) { tried[name] = error.message; }
}
for (const at of [document, window]) for (const capture of [true, false])
  at.addEventListener('securitypolicyviolation', (event) => { tried.policy = event.originalPolicy; }, capture);
fetch('http://127.0.0.1:1/').catch(() => {});
setTimeout(() => top.postMessage({tried}, '*'), 300);
</script>"""


def test_a_page_reads_nothing_of_the_notebook(show: Callable[..., Any]) -> None:
    table = wandb.Table(columns=["page"], data=[[wandb.Html(READS)]])
    page = show(wandb.TableView(table))
    open_first(page)
    page.wait_for_function("() => said.some(({tried}) => tried)")
    tried = page.evaluate("() => said.find(({tried}) => tried).tried")
    text = json.dumps(tried)
    assert "had" not in text.replace("had null", ""), tried
    assert "kept" not in text
    # Its address may hold a token.
    assert page.stub.url not in text
    assert tried["secret"] == ",,"
    assert "policy" not in tried


FORGES = """<script>
const said = [
  {method: 'custom', content: {kind: 'ask', id: 1, method: 'export', params: {path: '/tmp/forged'}}},
  {kind: 'ask', id: 2, method: 'rows', params: {}}, {method: 'update', state: {query: {filter: []}}},
  {dsviz: 'height', value: 1e9}, {dsviz: 'escape'}, {dsviz: 'link', value: 'javascript:alert(1)'},
  {dsviz: 'blocked', value: 'x'.repeat(1e6)}, {dsviz: '__proto__', value: {polluted: 1}},
];
for (const message of said) for (const frame of [parent, parent.parent, top]) frame.postMessage(message, '*');
setTimeout(() => top.postMessage({done: true}, '*'), 300);
</script><p>forged</p>"""


def test_a_page_forges_no_question_to_the_kernel(show: Callable[..., Any]) -> None:
    view = wandb.TableView(wandb.Table(columns=["page"], data=[[wandb.Html(FORGES)]]))
    page = show(view)
    open_first(page)
    page.wait_for_function("() => said.some(({done}) => done)")
    asked = {question["method"] for question in page.stub.asked if "method" in question}
    assert "export" not in asked
    assert view.query.to_json() == wandb.TableView(wandb.Table(columns=["page"])).query.to_json()
    # Nor does it speak for its guard, which alone has the token.
    assert page.locator(".dv-frame iframe").bounding_box()["height"] < 200
    expect(page.locator(".dv-frame-note")).to_have_count(0)
    assert page.evaluate("() => ({}).polluted") is None
    # Esc that nobody pressed closes nothing.
    expect(page.locator(".dv-viewer")).to_be_visible()


def test_a_figure_reaches_no_network(show: Callable[..., Any], outside: Outside) -> None:
    pytest.importorskip("plotly")
    figure = {
        "data": [
            {"type": "scatter", "y": [1, 2], "text": [f"<img src='{outside.url}/a'>"] * 2, "mode": "text"},
        ],
        "layout": {
            "title": {
                "text": f"<a href='{outside.url}/b'>figure</a><script>fetch('{outside.url}/c')</script>"
            },
            "images": [{"source": f"{outside.url}/d", "x": 0, "y": 1, "sizex": 1, "sizey": 1}],
            "map": {"style": f"{outside.url}/e"},
        },
    }
    page = show(wandb.TableView(wandb.Table(columns=["figure"], data=[[wandb.Plotly(figure)]])))
    page.locator(".dv-figure-still").first.click()
    page.locator(".dv-figure:not([aria-busy])").wait_for()
    page.get_by_text("Not loaded, as a logged page reaches no network").wait_for()
    time.sleep(0.5)
    assert outside.seen == []


def test_without_the_guard_the_same_pages_are_seen(browser: Any, outside: Outside) -> None:
    page = browser.new_page()
    page.goto(f"{outside.url}/start")
    for name in ("requests", "elements", "peers"):
        page.evaluate(
            """(text) => { const frame = document.createElement('iframe');
              frame.sandbox = 'allow-scripts'; frame.srcdoc = text; document.body.append(frame); }""",
            filled(LOADS[name], outside),
        )
    wanted = {"GET /fetch", "GET /image", "POST /beacon", "GET /a", "GET /i", "GET /socket", "packet"}
    end = time.monotonic() + 30
    while not wanted <= set(outside.seen) and time.monotonic() < end:
        page.wait_for_timeout(50)
    page.close()
    assert wanted <= set(outside.seen)
