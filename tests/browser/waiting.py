"""Waiting: a key, a click or an answer has done its work a moment later, on a busy machine much later."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect


def wait_for_focus(target: Any) -> None:
    """Wait until a control has the focus."""
    expect(target).to_be_focused()


def wait_for_focus_within(target: Any) -> None:
    """Wait until an element, or one inside it, has the focus."""
    expect(target.and_(target.page.locator(":focus-within"))).to_have_count(1)


def wait_for_value(read: Callable[[], Any], wanted: Any, timeout_s: float = 60) -> None:
    """Wait until what is read equals what is wanted; fail with what it was instead."""
    end = time.monotonic() + timeout_s
    while (found := read()) != wanted:
        assert time.monotonic() < end, f"{found!r}, not {wanted!r}"
        time.sleep(0.02)
