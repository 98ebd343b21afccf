"""The words of a search, and what they are found in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

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

    def match(self, names: str, run_id: str | None = None) -> bool:
        """Return whether each word is in a text, names, a line each, case folded; or begins the id of a run.

        Letters in the middle of an id are there by chance.
        """
        if run_id is None:
            return all(word in names for word in self._words)
        return all(word in names or run_id.casefold().startswith(word) for word in self._words)

    def may_match(self, shared: str, own: Mapping[int, Sequence[str]]) -> bool:
        """Return whether some version may match: whether any has a word, and none is missing in all."""
        is_own = False
        for word in self._words:
            if NUMBER.fullmatch(word):
                found = any(word == names[0] for names in own.values())
            else:
                found = any(word in text for names in own.values() for text in names[1:])
            is_own = is_own or found
            if not found and word not in shared:
                return False
        return is_own

    def match_version(self, shared: str, own: Sequence[str]) -> bool:
        """Return whether each word is in the artifact's names, or in what the version alone is called.

        At least one word has to be the version's own; a number is one as a whole, as v1 is not v10.

        Parameters
        ----------
        shared : str
            Name and type of the artifact, case folded.
        own : sequence of str
            The version's number, as ``v2``, then its aliases and tags, case folded.
        """
        is_own = False
        for word in self._words:
            found = word == own[0] if NUMBER.fullmatch(word) else any(word in text for text in own[1:])
            is_own = is_own or found
            if not found and word not in shared:
                return False
        return is_own

    def rank(self, name: str) -> int:
        """Return how well a name fits, best first: the text itself, one that begins so, one that has it."""
        folded = name.casefold()
        if folded in self._words:
            return 0
        return 1 if any(folded.startswith(word) for word in self._words) else 2
