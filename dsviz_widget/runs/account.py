"""What code written for W&B says of its account: there is none."""

from __future__ import annotations

from typing import Any


def login(*args: Any, **kwargs: Any) -> bool:
    """Return True: there is no account to log in to, and nothing leaves this machine.

    Whatever W&B's ``login`` takes is taken, and not looked at.
    """
    return True
