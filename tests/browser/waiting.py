"""Waiting for the focus: a key or a click has done its work a moment later, on a busy machine much later."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect


def wait_for_focus(target: Any) -> None:
    """Wait until a control has the focus."""
    expect(target).to_be_focused()


def wait_for_focus_within(target: Any) -> None:
    """Wait until an element, or one inside it, has the focus."""
    expect(target.and_(target.page.locator(":focus-within"))).to_have_count(1)
