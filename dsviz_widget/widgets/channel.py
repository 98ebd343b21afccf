"""Questions from a browser: answered by id, in pieces, on a thread of ours, and stopped when overtaken."""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from dsviz_widget.errors import Cancelled, DsvizError, QueryError
from dsviz_widget.query import Task

PIECE_BYTES = 600_000
"""A Colab connection drops messages of more than 1 MB, and base64 makes four bytes of three."""

RESULT_CHARACTERS = 150_000
"""A result that takes more as JSON is cut into pieces, as bytes are."""

KNOWN_QUESTIONS = 10_000
"""Questions that are remembered: one that has no answer for long is sent again."""

PROGRESS_S = 0.1
"""How often an answer says how much of it is done, however small its steps are."""

Reply = tuple[dict[str, Any], list[bytes]]
Handler = Callable[[dict[str, Any], Task], Reply]
Send = Callable[[dict[str, Any], list[bytes] | None], None]

log = logging.getLogger("dsviz_widget")

DRAWN = frozenset({"stills", "thumbnails"})
"""Questions of which a screen asks many at once: they wait for each other, and nothing else for them."""

PASSED_ON = frozenset({"inner", "run_table"})
"""Questions that hold another one, for a view or a table within the view."""

_pool: ThreadPoolExecutor | None = None
_drawing_pool: ThreadPoolExecutor | None = None
_pool_lock = threading.Lock()


def _workers(method: str) -> ThreadPoolExecutor:
    """Return the threads that answer a question, shared by all views of a kernel."""
    global _pool, _drawing_pool
    cores = os.cpu_count() or 1
    with _pool_lock:
        if method in DRAWN:
            if _drawing_pool is None:
                _drawing_pool = ThreadPoolExecutor(max(2, cores), thread_name_prefix="dsviz-draw")
            return _drawing_pool
        if _pool is None:
            _pool = ThreadPoolExecutor(max(4, cores), thread_name_prefix="dsviz-answer")
        return _pool


def _what(message: Any) -> str:
    """Return what a question asks, also where it goes to a view within the view."""
    while isinstance(message, dict) and message.get("method") in PASSED_ON:
        message = message.get("params")
    return str(message.get("method")) if isinstance(message, dict) else ""


class Channel:
    """Answers the questions of one model's views.

    `receive` may be called on any thread, and returns at once: a host may call it beside a running cell,
    or only between cells. Each question is answered by its handler on a worker thread. An error becomes
    data; nothing is raised into the host. While an answer takes long, messages say how much of it is done.

    Parameters
    ----------
    handlers : dict
        Method name to handler; a handler takes the params and a Task, and returns a JSON-able result and
        buffers.
    send : callable
        Sends a message and at most one buffer to the browser.
    """

    def __init__(self, handlers: dict[str, Handler], send: Send) -> None:
        self._handlers = handlers
        self._send = send
        self._send_lock = threading.Lock()
        self._tasks: dict[str, Task] = {}
        self._known: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def receive(self, message: Any) -> None:
        """Take one message from the browser."""
        if not isinstance(message, dict):
            return
        kind, question = message.get("kind"), message.get("id")
        if not isinstance(question, str):
            return
        if kind == "cancel":
            with self._lock:
                task = self._tasks.get(question)
                # It may overtake its question, which is then answered no more.
                self._is_new(question)
            if task is not None:
                task.cancel()
        elif kind == "ask":
            task = Task(self._teller(question))
            with self._lock:
                if not self._is_new(question):
                    return
                self._tasks[question] = task
            _workers(_what(message)).submit(self._answer, question, message, task)

    def _is_new(self, question: str) -> bool:
        """Remember a question; tell whether it came for the first time."""
        if question in self._known:
            return False
        self._known[question] = None
        if len(self._known) > KNOWN_QUESTIONS:
            self._known.popitem(last=False)
        return True

    def handler(self, method: str) -> Handler:
        """Return what answers a question; raises QueryError where nothing does."""
        found = self._handlers.get(method)
        if found is None:
            raise QueryError("internal", f"this version has no answer to {method!r}. Restart the kernel.")
        return found

    def tell(self, name: str, **about: Any) -> None:
        """Say something to all views of the model that none has asked for."""
        with self._send_lock:
            self._send({"kind": "event", "name": name, **about}, None)

    def close(self) -> None:
        """Stop everything that is under way."""
        with self._lock:
            tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()

    def _answer(self, question: str, message: dict[str, Any], task: Task) -> None:
        try:
            task.check()
            method = str(message.get("method"))
            handler = self.handler(method)
            params = message.get("params")
            result, buffers = handler(params if isinstance(params, dict) else {}, task)
            task.check()
            self._reply(question, *_packed(result, buffers), task)
        except Cancelled:
            # The browser has moved on, and waits for nothing.
            pass
        except Exception as error:
            self._reply(question, {"error": failure(error)}, [], task)
        finally:
            with self._lock:
                self._tasks.pop(question, None)

    def _teller(self, question: str) -> Callable[[float], None]:
        """Return a function that says how much of a long answer is done."""
        told = time.monotonic()

        def tell(share: float) -> None:
            nonlocal told
            now = time.monotonic()
            with self._lock:
                task = self._tasks.get(question)
                if task is None or task.cancelled or now - told < PROGRESS_S:
                    return
                told = now
            with self._send_lock:
                self._send({"kind": "progress", "id": question, "share": round(share, 3)}, None)

        return tell

    def _reply(self, question: str, head: dict[str, Any], buffers: list[bytes], task: Task) -> None:
        pieces = cut(buffers)
        for part, piece in enumerate(pieces):
            if task.cancelled:
                return
            content: dict[str, Any] = {
                "kind": "answer",
                "id": question,
                "part": part,
                "parts": len(pieces),
            }
            if part == 0:
                content.update(head, sizes=[len(buffer) for buffer in buffers])
            with self._send_lock:
                self._send(content, [piece] if piece else None)


def _packed(result: dict[str, Any], buffers: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """Return the head of an answer and its buffers; a long result travels as the first of them."""
    text = json.dumps(result)
    if len(text) <= RESULT_CHARACTERS:
        return {"result": result}, buffers
    return {"packed": True}, [text.encode(), *buffers]


def cut(buffers: list[bytes]) -> list[bytes]:
    """Return the bytes of all buffers, end to end, in pieces of `PIECE_BYTES` at most; at least one piece."""
    if len(buffers) == 1 and len(buffers[0]) <= PIECE_BYTES:
        return buffers
    whole = memoryview(b"".join(buffers))
    return [bytes(whole[at : at + PIECE_BYTES]) for at in range(0, len(whole), PIECE_BYTES)] or [b""]


def failure(error: Exception) -> dict[str, Any]:
    """Return an error as the browser shows it: one sentence, never a traceback."""
    if isinstance(error, QueryError):
        return error.as_dict()
    if isinstance(error, DsvizError):
        kind, message = "value", str(error)
    else:
        # Our own mistake: the traceback belongs in the log, a sentence on the screen.
        log.error("a question from the browser failed", exc_info=error)
        kind = "internal"
        message = f"something went wrong inside dsviz_widget ({type(error).__name__}: {error})."
    return QueryError(kind, message).as_dict()
