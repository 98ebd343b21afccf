"""Waiting: a key, a click or an answer has done its work a moment later, on a busy machine much later."""

from __future__ import annotations

import re
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


def wait_for_rest(target: Any) -> dict[str, float]:
    """Wait until an element lies where it lay for two pictures of the page; return its box."""
    target.evaluate(
        """async (element) => {
          const where = () => Object.values(element.getBoundingClientRect().toJSON()).join();
          for (let before = "", still = 0; still < 2; before = where()) {
            await new Promise(requestAnimationFrame);
            await new Promise(requestAnimationFrame);
            still = where() === before ? still + 1 : 0;
          }
        }"""
    )
    box: dict[str, float] = target.bounding_box()
    return box


def press_and_follow(page: Any, key: str) -> None:
    """Press a key that moves the focus of a grid, and wait until it is drawn elsewhere."""
    grid = page.get_by_role("grid").first
    before = grid.get_attribute("aria-activedescendant")
    page.keyboard.press(key)
    other = f"^(?!{re.escape(before)}$)" if before else "."
    expect(grid).to_have_attribute("aria-activedescendant", re.compile(other))


def wait_for_value(read: Callable[[], Any], wanted: Any, timeout_s: float = 60) -> None:
    """Wait until what is read equals what is wanted; fail with what it was instead."""
    end = time.monotonic() + timeout_s
    while (found := read()) != wanted:
        assert time.monotonic() < end, f"{found!r}, not {wanted!r}"
        time.sleep(0.02)
