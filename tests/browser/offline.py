"""What answers in a page without a kernel, asked as the view asks it, beside Python's answers."""

from __future__ import annotations

import base64
import gzip
import json
from dataclasses import replace
from typing import Any

import pyarrow as pa

from dsviz_widget.query import Task
from dsviz_widget.widgets.sharing import default_limits
from dsviz_widget.widgets.sharing_page import Page
from dsviz_widget.widgets.sharing_views import add_view
from dsviz_widget.widgets.view import STATIC

START = """async ([engine, parts]) => {
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([engine], { type: "text/javascript" }));
  const { start } = await import(url);
  const view = document.createElement("div");
  view.dataset.view = "v0";
  const part = async (name) => (name in parts ? bytes(parts[name]) : null);
  const widget = { render: ({ model }) => { window.model = model; } };
  await start({ widget, part, views: [view] });
  window.ask = (method, params) => new Promise((done) => {
    const id = String(Math.random());
    const hear = (content, buffers) => {
      if (content.id !== id) return;
      model.off("msg:custom", hear);
      const view = buffers?.[0];
      let text = "";
      for (let at = 0; view && at < view.byteLength; at++) text += String.fromCharCode(view.getUint8(at));
      done({ ...content, buffer: btoa(text) });
    };
    model.on("msg:custom", hear);
    model.send({ kind: "ask", id, method, params });
  });
}"""


class PageEngine:
    """What answers in the page of a view.

    Parameters
    ----------
    page : playwright Page
        An empty one.
    view : View
        As it is to be in the page.
    limits
        What of it goes into the page, where that is not as usual.
    """

    def __init__(self, page: Any, view: Any, **limits: Any) -> None:
        self.page, self.view = page, view
        made = Page("test")
        self.notes = add_view(made, "v0", view, replace(default_limits(), **limits), Task())
        made.close_packs()
        parts = {
            name: base64.b64encode(gzip.decompress(part.content) if part.is_packed else part.content).decode()
            for name, part in made.parts.items()
            if part.kind != "code"
        }
        page.evaluate(START, [(STATIC / "offline.js").read_text(), parts])

    def ask(self, method: str, params: dict[str, Any]) -> tuple[Any, list[bytes]]:
        """Return the page's answer, or the failure that it says."""
        told = self.page.evaluate("([method, params]) => ask(method, params)", [method, params])
        if "error" in told:
            return told["error"], []
        whole = base64.b64decode(told["buffer"])
        buffers, at = [], 0
        for size in told["sizes"]:
            buffers.append(whole[at : at + size])
            at += size
        return told["result"], buffers

    def python(self, method: str, params: dict[str, Any]) -> tuple[Any, list[bytes]]:
        """Return Python's answer, or the failure that it says."""
        from dsviz_widget.errors import DsvizError
        from dsviz_widget.widgets.channel import failure

        try:
            result, buffers = self.view.answer(method, params, Task())
        except DsvizError as error:
            return failure(error), []
        return json.loads(json.dumps(result)), [bytes(buffer) for buffer in buffers]


def table_of(buffer: bytes) -> pa.Table:
    """Return the rows of an answer in plain types, so that they can be held against each other."""
    from dsviz_widget.widgets.sharing_rows import plain_rows

    if not buffer:
        return pa.table({})
    return plain_rows(pa.ipc.open_stream(buffer).read_all())


def differences(left: Any, right: Any, at: str = "") -> list[str]:
    """Return where two answers differ: numbers by more than rounding, everything else by anything."""
    if isinstance(left, dict) and isinstance(right, dict):
        found = [f"{at}: only in one: {sorted(set(left) ^ set(right))}"] if set(left) ^ set(right) else []
        return found + [
            line
            for name in left
            if name in right
            for line in differences(left[name], right[name], f"{at}.{name}")
        ]
    if isinstance(left, list) and isinstance(right, list):
        if len(left) != len(right):
            return [f"{at}: {len(left)} and {len(right)} items"]
        pairs = enumerate(zip(left, right, strict=True))
        return [line for index, (a, b) in pairs for line in differences(a, b, f"{at}[{index}]")]
    is_number = [isinstance(one, (int, float)) and not isinstance(one, bool) for one in (left, right)]
    if all(is_number):
        # Sums of numbers that cancel out leave as much as rounding did.
        close = left == right or abs(left - right) <= max(1e-9 * max(abs(left), abs(right)), 1e-12)
        return [] if close or (left != left and right != right) else [f"{at}: {left!r} and {right!r}"]
    if isinstance(left, str) and isinstance(right, str) and left[:19] == right[:19] and _is_moment(left):
        # A mean of seconds since 1970 has no more digits than microseconds.
        return []
    return [] if left == right and type(left) is type(right) else [f"{at}: {left!r} and {right!r}"]


def _is_moment(text: str) -> bool:
    return len(text) > 19 and text[10] == "T" and text.endswith("+00:00")


def query(*filters: Any, group: Any = (), sort: Any = (), **more: Any) -> dict[str, Any]:
    """Return a query as a view sends it; a filter that begins with a tilde is negated."""
    return {
        "version": 1,
        "filters": [
            {"text": text.lstrip("~"), "on": True, "negated": text.startswith("~")} for text in filters
        ],
        "group_by": list(group),
        "sort": [{"by": by.removeprefix("-"), "descending": by.startswith("-")} for by in sort],
        "columns": None,
        "panels": {},
        "limit": None,
        **more,
    }


def same(engine: PageEngine, method: str, params: dict[str, Any]) -> list[str]:
    """Return where the page and Python answer differently."""
    ours, our_rows = engine.ask(method, params)
    theirs, their_rows = engine.python(method, params)
    found = differences(ours, theirs)
    if len(our_rows) != len(their_rows):
        found.append(f"{len(our_rows)} and {len(their_rows)} buffers")
    elif method in ("open", "rows", "ticked", "preview") and our_rows:
        left, right = (table_of(rows[0]) for rows in (our_rows, their_rows))
        # An answer without rows may come without columns.
        if left.num_rows or right.num_rows:
            found += differences(left.to_pydict(), right.to_pydict())
    elif our_rows and our_rows != their_rows:
        found.append("other bytes")
    # Doubles beyond 2**53 have no digits left for their deviation: each way of adding them gives another.
    found = [line for line in found if ".big.std" not in line]
    said = {name: value for name, value in params.items() if name != "columns"}
    return [f"{method} {said}: {line}" for line in found[:3]]
