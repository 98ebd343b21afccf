"""Questions and answers, as a browser sees them: put together from their messages."""

from __future__ import annotations

import json
import logging
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from dsviz_widget.errors import BlobMissing, QueryError, UnknownColumn
from dsviz_widget.query import Task
from dsviz_widget.widgets.channel import PIECE_BYTES, RESULT_CHARACTERS, Channel, Handler


class Browser:
    """Takes messages and puts answers together again, as ``channel.ts`` does."""

    def __init__(self, handlers: dict[str, Handler]) -> None:
        self.messages: list[tuple[dict[str, Any], bytes]] = []
        self.channel = Channel(handlers, self._take)
        self._came = threading.Condition()

    def _take(self, content: dict[str, Any], buffers: list[bytes] | None) -> None:
        json.dumps(content)
        assert buffers is None or len(buffers) == 1
        with self._came:
            self.messages.append((content, buffers[0] if buffers else b""))
            self._came.notify_all()

    def ask(self, question: str, method: str, **params: Any) -> None:
        self.channel.receive({"kind": "ask", "id": question, "method": method, "params": params})

    def parts(self, question: str) -> list[tuple[dict[str, Any], bytes]]:
        return [(content, piece) for content, piece in self.messages if content["id"] == question]

    def answer(self, question: str) -> tuple[dict[str, Any], list[bytes]]:
        """Wait for the whole answer; return its head and its buffers."""

        def whole() -> bool:
            parts = self.parts(question)
            return bool(parts) and len(parts) == parts[0][0]["parts"]

        with self._came:
            assert self._came.wait_for(whole, timeout=60), f"no answer to {question}"
        parts = self.parts(question)
        assert [content["part"] for content, _ in parts] == list(range(len(parts)))
        joined = b"".join(piece for _, piece in parts)
        buffers = []
        for size in parts[0][0]["sizes"]:
            buffers.append(joined[:size])
            joined = joined[size:]
        assert not joined
        return parts[0][0], buffers

    def settled(self) -> None:
        """Wait until nothing is being answered."""
        deadline = time.monotonic() + 60
        while self.channel._tasks:
            assert time.monotonic() < deadline, "something is still being answered"
            time.sleep(0.002)


def echo(params: dict[str, Any], task: Task) -> tuple[dict[str, Any], list[bytes]]:
    return params, []


def sized(params: dict[str, Any], task: Task) -> tuple[dict[str, Any], list[bytes]]:
    return {}, [random.Random(size).randbytes(size) for size in params["sizes"]]


def test_nothing_waits_for_stills_that_are_drawn() -> None:
    go_on = threading.Event()

    def stills(params: dict[str, Any], task: Task) -> tuple[dict[str, Any], list[bytes]]:
        go_on.wait(60)
        return {}, []

    browser = Browser({"stills": stills, "rows": lambda params, task: ({"count": 1}, [])})
    for number in range(64):
        browser.ask(f"s{number}", "stills")
    browser.ask("rows", "rows")
    assert browser.answer("rows")[0]["result"] == {"count": 1}
    go_on.set()
    browser.answer("s63")


def test_answers() -> None:
    browser = Browser({"echo": echo})
    browser.ask("q1", "echo", a=[1, "ä"])
    head, buffers = browser.answer("q1")
    assert head == {
        "kind": "answer",
        "id": "q1",
        "part": 0,
        "parts": 1,
        "result": {"a": [1, "ä"]},
        "sizes": [],
    }
    assert buffers == []


@pytest.mark.parametrize(
    "sizes",
    [
        [],
        [0],
        [10],
        [0, 10, 0],
        [PIECE_BYTES],
        [PIECE_BYTES + 1],
        [PIECE_BYTES * 2],
        [3_456_789, 1, 0, 2_000_000],
        [700_000] * 5,
    ],
    ids=repr,
)
def test_buffers_come_whole_in_pieces_of_a_megabyte(sizes: list[int]) -> None:
    browser = Browser({"sized": sized})
    browser.ask("q", "sized", sizes=sizes)
    _, buffers = browser.answer("q")
    assert buffers == [random.Random(size).randbytes(size) for size in sizes]
    pieces = [piece for _, piece in browser.parts("q")]
    assert max(map(len, pieces)) <= PIECE_BYTES
    # As base64 in one message with its head.
    assert PIECE_BYTES * 4 / 3 + RESULT_CHARACTERS < 1_000_000
    assert len(pieces) == max(1, -(-sum(sizes) // PIECE_BYTES))


def test_a_long_result_travels_in_pieces_too() -> None:
    browser = Browser({"echo": echo})
    labels = [f"label {i} ä" for i in range(200_000)]
    browser.ask("q", "echo", labels=labels)
    head, buffers = browser.answer("q")
    assert head["packed"] is True
    assert "result" not in head
    assert json.loads(buffers[0]) == {"labels": labels}
    assert max(len(piece) for _, piece in browser.parts("q")) <= PIECE_BYTES


def fail_with(error: Exception) -> Handler:
    def fail(params: dict[str, Any], task: Task) -> tuple[dict[str, Any], list[bytes]]:
        raise error

    return fail


ERRORS = [
    (
        QueryError("syntax", "an operand is missing", 3, 4, hint="Write one."),
        "syntax",
        "an operand is missing",
    ),
    (UnknownColumn("name", "no column 'scroe'", 0, 5, replacement="score"), "name", "no column 'scroe'"),
    (BlobMissing("the store has no file"), "value", "the store has no file"),
]


@pytest.mark.parametrize(("error", "kind", "message"), ERRORS)
def test_errors_are_data(error: Exception, kind: str, message: str) -> None:
    browser = Browser({"fail": fail_with(error), "echo": echo})
    browser.ask("q", "fail")
    head, _ = browser.answer("q")
    assert "result" not in head
    assert (head["error"]["kind"], head["error"]["message"]) == (kind, message)
    if isinstance(error, QueryError):
        assert head["error"] == error.as_dict()
    browser.ask("next", "echo")
    assert browser.answer("next")[0]["result"] == {}


def test_our_own_mistakes_are_a_sentence_on_the_screen_and_a_traceback_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    browser = Browser({"fail": fail_with(ZeroDivisionError("division by zero"))})
    with caplog.at_level(logging.ERROR, logger="dsviz_widget"):
        browser.ask("q", "fail")
        head, _ = browser.answer("q")
    assert head["error"]["kind"] == "internal"
    assert "ZeroDivisionError: division by zero" in head["error"]["message"]
    assert "Traceback" not in head["error"]["message"]
    assert caplog.records[0].exc_info is not None


def test_unknown_methods() -> None:
    browser = Browser({"echo": echo})
    browser.ask("q", "ecoh")
    head, _ = browser.answer("q")
    assert head["error"]["kind"] == "internal"
    assert "no answer to 'ecoh'" in head["error"]["message"]


@pytest.mark.parametrize(
    "message",
    [
        None,
        "ask",
        [],
        {},
        {"kind": "ask"},
        {"kind": "ask", "id": 5, "method": "echo"},
        {"kind": "cancel"},
        {"kind": "cancel", "id": "never asked"},
        {"kind": "other", "id": "q"},
    ],
    ids=repr,
)
def test_messages_that_ask_nothing_are_passed_over(message: Any) -> None:
    browser = Browser({"echo": echo})
    browser.channel.receive(message)
    browser.ask("after", "echo")
    browser.answer("after")
    assert [content["id"] for content, _ in browser.messages] == ["after"]


@pytest.mark.parametrize("params", [None, [], "x"])
def test_params_that_are_no_dict(params: Any) -> None:
    browser = Browser({"echo": echo})
    browser.channel.receive({"kind": "ask", "id": "q", "method": "echo", "params": params})
    assert browser.answer("q")[0]["result"] == {}


class Slow:
    """A handler that works until it is stopped."""

    def __init__(self) -> None:
        self.began = threading.Event()
        self.stopped = threading.Event()

    def __call__(self, params: dict[str, Any], task: Task) -> tuple[dict[str, Any], list[bytes]]:
        self.began.set()
        try:
            for _ in range(10_000):
                task.check()
                time.sleep(0.001)
        finally:
            self.stopped.set()
        return {}, []


def test_cancelling_stops_the_work_and_sends_nothing() -> None:
    slow = Slow()
    browser = Browser({"slow": slow, "echo": echo})
    browser.ask("q", "slow")
    assert slow.began.wait(60)
    browser.channel.receive({"kind": "cancel", "id": "q"})
    assert slow.stopped.wait(10)
    browser.ask("after", "echo")
    browser.answer("after")
    browser.settled()
    assert browser.parts("q") == []


def test_cancelling_between_pieces_stops_them() -> None:
    sent = threading.Semaphore(0)
    go_on = threading.Event()
    parts = []

    def send(content: dict[str, Any], buffers: list[bytes] | None) -> None:
        parts.append(content["part"])
        sent.release()
        assert go_on.wait(10)

    channel = Channel({"sized": sized}, send)
    channel.receive({"kind": "ask", "id": "q", "method": "sized", "params": {"sizes": [5_000_000]}})
    assert sent.acquire(timeout=60)
    channel.receive({"kind": "cancel", "id": "q"})
    go_on.set()
    deadline = time.monotonic() + 60
    while channel._tasks and time.monotonic() < deadline:
        time.sleep(0.002)
    assert parts == [0]


def test_closing_stops_everything() -> None:
    slow = [Slow() for _ in range(3)]
    browser = Browser({f"slow{index}": handler for index, handler in enumerate(slow)})
    for index in range(3):
        browser.ask(f"q{index}", f"slow{index}")
    assert all(handler.began.wait(60) for handler in slow)
    browser.channel.close()
    assert all(handler.stopped.wait(10) for handler in slow)
    browser.settled()
    assert browser.messages == []


def test_a_slow_question_does_not_hold_up_a_quick_one() -> None:
    slow = Slow()
    browser = Browser({"slow": slow, "echo": echo})
    browser.ask("slow", "slow")
    assert slow.began.wait(60)
    browser.ask("quick", "echo")
    browser.answer("quick")
    browser.channel.close()
    browser.settled()


def test_receiving_returns_at_once() -> None:
    slow = Slow()
    browser = Browser({"slow": slow})
    browser.ask("q", "slow")
    assert browser.messages == []
    browser.channel.close()
    browser.settled()


def test_many_threads_ask_at_once() -> None:
    browser = Browser({"sized": sized, "echo": echo})

    def ask(index: int) -> None:
        if index % 2:
            browser.ask(f"q{index}", "sized", sizes=[index * 9_000, 1_200_000])
        else:
            browser.ask(f"q{index}", "echo", index=index)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(ask, range(60)))
    for index in range(60):
        head, buffers = browser.answer(f"q{index}")
        if index % 2:
            assert [len(buffer) for buffer in buffers] == [index * 9_000, 1_200_000]
        else:
            assert head["result"] == {"index": index}
    browser.settled()


def test_a_host_that_went_away_spoils_nothing() -> None:
    gone = True
    came = []

    def send(content: dict[str, Any], buffers: list[bytes] | None) -> None:
        if gone:
            raise RuntimeError("comm is closed")
        came.append(content)

    channel = Channel({"echo": echo}, send)
    channel.receive({"kind": "ask", "id": "q", "method": "echo"})
    deadline = time.monotonic() + 60
    while channel._tasks and time.monotonic() < deadline:
        time.sleep(0.002)
    gone = False
    channel.receive({"kind": "ask", "id": "q2", "method": "echo"})
    while not came and time.monotonic() < deadline:
        time.sleep(0.002)
    assert came[0]["id"] == "q2"


def test_what_nobody_asked_for_is_an_event() -> None:
    browser = Browser({})
    browser.channel.tell("rows", row_count=3)
    assert browser.messages == [({"kind": "event", "name": "rows", "row_count": 3}, b"")]


def test_a_question_that_comes_again_is_answered_once() -> None:
    asked: list[int] = []

    def count(params: dict[str, Any], task: Task) -> tuple[dict[str, Any], list[bytes]]:
        asked.append(1)
        return {}, []

    browser = Browser({"count": count})
    for _ in range(3):
        browser.ask("1", "count")
    browser.answer("1")
    browser.ask("1", "count")
    browser.ask("2", "count")
    browser.answer("2")
    assert len(asked) == 2


def test_a_question_that_comes_after_its_cancellation_is_not_answered() -> None:
    browser = Browser({"count": lambda params, task: ({}, [])})
    browser.channel.receive({"kind": "cancel", "id": "1"})
    browser.ask("1", "count")
    browser.ask("2", "count")
    browser.answer("2")
    assert browser.parts("1") == []


@pytest.mark.parametrize("outer", [(), ("inner",), ("run_table",), ("inner", "run_table")], ids=str)
def test_small_pictures_keep_no_other_question_waiting(outer: tuple[str, ...]) -> None:
    go_on = threading.Event()

    def draw(params: dict[str, Any], task: Task) -> tuple[dict[str, Any], list[bytes]]:
        assert go_on.wait(60)
        return {}, []

    drawn: dict[str, Any] = {"method": "thumbnails", "params": {}}
    for method in outer[::-1]:
        drawn = {"method": method, "params": {"view": "inner-1", **drawn}}
    browser = Browser({drawn["method"]: draw, "count": lambda params, task: ({}, [])})
    try:
        for number in range(100):
            browser.channel.receive({"kind": "ask", "id": f"drawn-{number}", **drawn})
        browser.ask("rows", "count")
        browser.answer("rows")
    finally:
        go_on.set()
    browser.answer("drawn-99")


def test_many_small_steps_are_told_now_and_then() -> None:
    told: list[dict[str, Any]] = []
    answered = threading.Event()

    def send(content: dict[str, Any], buffers: list[bytes] | None) -> None:
        told.append(content)
        if content["kind"] == "answer":
            answered.set()

    def count(params: dict[str, Any], task: Task) -> tuple[dict[str, Any], list[bytes]]:
        end = time.monotonic() + 0.35
        while time.monotonic() < end:
            task.progress(0.5)
        return {}, []

    Channel({"count": count}, send).receive({"kind": "ask", "id": "a", "method": "count"})
    assert answered.wait(60)
    shares = [content["share"] for content in told if content["kind"] == "progress"]
    assert 1 <= len(shares) <= 3
    assert set(shares) == {0.5}
