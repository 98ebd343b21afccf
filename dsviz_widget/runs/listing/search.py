"""The words of a search, and what they are found in."""

from __future__ import annotations

import re
from collections.abc import Sequence

NUMBER = re.compile(r"v[0-9]+")


class Words:
    """The words of a text; all of them must be found, each anywhere in some name.

    Parameters
    ----------
    text : str
        ``camvid:v2`` is the two words that it looks like.

    Attributes
    ----------
    has_version : bool
        Whether a word is a version's number.
    """

    def __init__(self, text: str) -> None:
        self._words = text.replace(":", " ").casefold().split()
        self.has_version = any(NUMBER.fullmatch(word) for word in self._words)

    def __bool__(self) -> bool:
        return bool(self._words)

    def match(self, *names: str) -> bool:
        """Return whether each word is in one of the names."""
        folded = [name.casefold() for name in names]
        return all(any(word in name for name in folded) for word in self._words)

    def match_version(self, name: str, kind: str, own: Sequence[str]) -> bool:
        """Return whether each word is in the artifact's name or type, or in what the version alone is called.

        At least one word has to be the version's own; a number is one as a whole, as v1 is not v10.
        """
        shared, mine = (name.casefold(), kind.casefold()), [text.casefold() for text in own]
        is_own = False
        for word in self._words:
            found = word in mine if NUMBER.fullmatch(word) else any(word in text for text in mine)
            is_own = is_own or found
            if not found and not any(word in text for text in shared):
                return False
        return is_own

    def rank(self, name: str) -> int:
        """Return how well a name fits, best first: the text itself, one that begins so, one that has it."""
        folded = name.casefold()
        if folded in self._words:
            return 0
        return 1 if any(folded.startswith(word) for word in self._words) else 2
