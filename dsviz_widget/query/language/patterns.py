"""Regular expressions as MongoDB has them (PCRE), read and written so that every engine means the same.

What is left is plain: groups without names, classes spelled out, no constructs that engines without
backtracking lack. A pattern is checked here, before a row is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_LENGTH = 1000
END_OR_LINE_END = r"(?:\n?\z)"
"""The end of the text, or a line end there, which is where PCRE's ``$`` matches."""
MAX_REPEATS = 1000
"""RE2's limit, for nested repeats taken together."""
_MAX_DEPTH = 50

_SETS = {
    "d": "0-9",
    "w": "0-9A-Za-z_",
    "s": r"\t\n\x{B}\f\r ",
    "h": r"\t \x{A0}\x{1680}\x{180E}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}",
    "v": r"\n\x{B}\f\r\x{85}\x{2028}\x{2029}",
}
_POSIX = {
    "alpha": "A-Za-z", "digit": "0-9", "alnum": "0-9A-Za-z", "upper": "A-Z", "lower": "a-z",
    "space": _SETS["s"], "blank": r"\t ", "word": _SETS["w"], "xdigit": "0-9A-Fa-f",
    "punct": r"!-\/:-@\[-`{-~", "cntrl": r"\x{0}-\x{1F}\x{7F}", "print": " -~", "graph": "!-~",
}  # fmt: skip
_CONTROLS = {"n": r"\n", "r": r"\r", "t": r"\t", "f": r"\f", "a": r"\x{7}", "e": r"\x{1B}"}
_LINE_END = r"(?:\r\n|[" + _SETS["v"] + "])"
_SPECIAL = frozenset("\\^$.|?*+()[]{}")
_SPECIAL_IN_SET = frozenset("\\^-[]&~")
_REPEAT = re.compile(r"\{(\d+)(?:,(\d*))?\}")
_FLAGS = re.compile(r"\(\?([imsx]*)(?:-([imsx]*))?([:)])")
_NAMED = re.compile(r"\(\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')")
_HEX = re.compile(r"x(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{0,2}))|u([0-9A-Fa-f]{4})")
_PROPERTY = re.compile(r"[pP](?:\{\^?[A-Za-z_]+\}|[LMNPSZC])")

_REFUSED = (
    ("(?=", "looks ahead"), ("(?!", "looks ahead"), ("(?<=", "looks behind"), ("(?<!", "looks behind"),
    ("(?>", "holds what it matched"), ("(?|", "numbers its groups anew"), ("(?(", "depends on a group"),
    ("(?R", "calls itself"), ("(?&", "calls a group"), ("(?P>", "calls a group"),
    ("(?P=", "refers back to a group"), ("(*", "steers the search"),
)  # fmt: skip


class PatternError(Exception):
    """A pattern that cannot be used: the sentence, and where in the pattern."""

    def __init__(self, message: str, start: int, end: int, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern in the form that engines share.

    Parameters
    ----------
    text : str
        Without flags around it.
    flags : str
        Letters among ``i``, ``m``, ``s``.
    groups : int
        Number of groups that capture.
    looks_around : bool
        Whether what stands around a match matters, as it does for ``^`` and word boundaries.
    """

    text: str
    flags: str
    groups: int
    looks_around: bool


def read_pattern(pattern: str, options: str = "", *, end: str = r"\z") -> Pattern:
    """Return a pattern of MongoDB's in the form that engines share.

    Parameters
    ----------
    pattern : str
        Without slashes around it.
    options : str
        Letters among ``i`` (letters of either case), ``m`` (``^`` and ``$`` at every line), ``s``
        (a point matches line ends, too), ``x`` (spaces and comments do not count).
    end : str
        What to write for ``$`` at the end of the text; `END_OR_LINE_END` where it does not matter
        that the match takes in a last line end.

    Raises
    ------
    PatternError
        With the place of what cannot be used.
    """
    for letter in options:
        if letter not in "imsxu":
            raise PatternError(
                f"There is no option {letter!r} of patterns.", 0, len(pattern), "There is i, m, s and x."
            )
    if len(pattern) > MAX_LENGTH:
        raise PatternError(
            f"The pattern has {len(pattern)} characters; the limit is {MAX_LENGTH}.", 0, len(pattern)
        )
    reader = _Reader(pattern, frozenset(options), end)
    text, _ = reader.either(0)
    if reader.at < len(pattern):
        raise reader.fail("')' closes nothing that was opened.", reader.at)
    flags = "".join(letter for letter in "ims" if letter in options)
    return Pattern(text, flags, reader.groups, reader.looks_around)


class _Reader:
    def __init__(self, text: str, flags: frozenset[str], end: str) -> None:
        self.text = text
        self.end = end
        self.flags = flags
        self.at = 0
        self.groups = 0
        self.looks_around = False

    def fail(self, message: str, start: int, end: int | None = None, hint: str | None = None) -> PatternError:
        return PatternError(message, start, start + 1 if end is None else end, hint)

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def either(self, depth: int) -> tuple[str, int]:
        """Read alternatives up to a closing bracket; gives the most repeats that are nested in one."""
        if depth > _MAX_DEPTH:
            raise self.fail(f"The pattern is nested more than {_MAX_DEPTH} levels deep.", self.at)
        branches = []
        most = 1
        while True:
            branch, repeats = self.sequence(depth)
            branches.append(branch)
            most = max(most, repeats)
            if self.peek() != "|":
                return "|".join(branches), most
            self.at += 1

    def sequence(self, depth: int) -> tuple[str, int]:
        parts = []
        most = 1
        while (character := self.peek()) and character not in "|)":
            if "x" in self.flags and self.skip_comment():
                continue
            start = self.at
            atom, repeats, can_repeat = self.atom(depth)
            quantifier, times = self.quantifier(start, can_repeat)
            if repeats * times > MAX_REPEATS:
                raise self.fail(
                    f"What repeats here repeats more than {MAX_REPEATS} times.", start, self.at,
                    "Write * or + for any number.",
                )  # fmt: skip
            parts.append(atom + quantifier)
            most = max(most, repeats * times)
        return "".join(parts), most

    def skip_comment(self) -> bool:
        if self.peek().isspace():
            self.at += 1
            return True
        if self.peek() != "#":
            return False
        end = self.text.find("\n", self.at)
        self.at = len(self.text) if end < 0 else end + 1
        return True

    def quantifier(self, start: int, can_repeat: bool) -> tuple[str, int]:
        while "x" in self.flags and self.peek() and self.skip_comment():
            pass
        at = self.at
        times = 1
        if (match := _REPEAT.match(self.text, at)) is not None:
            low, high = match.groups()
            if max(int(low[:9]), int((high or "0")[:9])) > MAX_REPEATS:
                raise self.fail(f"{match.group()} repeats more than {MAX_REPEATS} times.", at, match.end())
            if high and int(high) < int(low):
                raise self.fail(f"{match.group()} ends before it starts.", at, match.end())
            self.at = match.end()
            times = max(int(low), int(high or 0), 1)
            found = match.group()
        elif self.peek() and self.peek() in "*+?":
            self.at += 1
            found = self.text[at]
        else:
            return "", 1
        if not can_repeat:
            raise self.fail(f"There is nothing to repeat before {found!r}.", at, self.at)
        follows = self.peek()
        if follows == "?":
            self.at += 1
            return found + "?", times
        if follows == "+":
            raise self.fail(
                f"{found}+ holds what it matched, which is not supported.", at, self.at + 1, f"Write {found}."
            )
        if (follows and follows == "*") or _REPEAT.match(self.text, self.at):
            raise self.fail("Two repeats in a row.", start, self.at + 1, "Put brackets around the first.")
        return found, times

    def atom(self, depth: int) -> tuple[str, int, bool]:
        """Read one piece: its text, the repeats nested in it, and whether it may be repeated."""
        character = self.peek()
        start = self.at
        if character == "(":
            return self.group(depth)
        if character == "[":
            return self.set(), 1, True
        if character == "\\":
            return self.escape()
        if character in "*+?":
            raise self.fail(f"There is nothing to repeat before {character!r}.", start)
        self.at += 1
        if character == ".":
            return ".", 1, True
        self.looks_around |= character in "^$"
        if character == "^":
            return "^", 1, False
        if character == "$":
            # What `$` alone means at the end of the text differs by engine.
            return ("$" if "m" in self.flags else self.end), 1, False
        return _literal(character), 1, True

    def group(self, depth: int) -> tuple[str, int, bool]:
        start = self.at
        text = self.text
        for opening, reason in _REFUSED:
            if text.startswith(opening, start):
                raise self.fail(
                    f"{opening} {reason}, which is not supported.", start, start + len(opening),
                    "Combine two patterns with and, or, not." if "look" in reason else None,
                )  # fmt: skip
        if text.startswith("(?#", start):
            end = text.find(")", start)
            if end < 0:
                raise self.fail("The comment is not closed.", start, start + 3, "Add ).")
            self.at = end + 1
            return "", 1, False
        outer = self.flags
        if (match := _FLAGS.match(text, start)) is not None:
            on, off, close = match.groups()
            self.at = match.end()
            self.flags = (self.flags | set(on)) - set(off or "")
            opening = _flags(on, off or "")
            if close == ")":
                return f"(?{opening})" if opening else "", 1, False
            body = self.close(start, depth)
            self.flags = outer
            return f"(?{opening}:{body[0]})", body[1], True
        if (named := _NAMED.match(text, start)) is not None:
            self.at = named.end()
        elif text.startswith("(?", start):
            raise self.fail(f"{text[start : start + 3]} is not supported.", start, start + 3)
        else:
            self.at += 1
        self.groups += 1
        body = self.close(start, depth)
        self.flags = outer
        return f"({body[0]})", body[1], True

    def close(self, start: int, depth: int) -> tuple[str, int]:
        body = self.either(depth + 1)
        if self.peek() != ")":
            raise self.fail("'(' is not closed.", start, hint="Add ), or write \\( for the sign itself.")
        self.at += 1
        return body

    def escape(self) -> tuple[str, int, bool]:
        start = self.at
        letter = self.text[start + 1 : start + 2]
        self.at += 2
        if letter == "":
            raise self.fail("A pattern cannot end with \\.", start, hint="Write \\\\ for the sign itself.")
        if letter == "Q":
            end = self.text.find("\\E", self.at)
            end = len(self.text) if end < 0 else end
            quoted = "".join(map(_literal, self.text[self.at : end]))
            self.at = min(end + 2, len(self.text))
            return quoted, 1, bool(quoted)
        if letter == "E":
            return "", 1, False
        self.looks_around |= letter in "bBAzZ"
        if letter in "bBA":
            return f"\\{letter}", 1, False
        if letter in "zZ":
            return (r"\z" if letter == "z" else self.end), 1, False
        if letter == "R":
            return _LINE_END, 1, True
        if letter == "N":
            return r"[^\n]", 1, True
        if letter.lower() in _SETS:
            return f"[{'^' if letter.isupper() else ''}{_SETS[letter.lower()]}]", 1, True
        if letter in "123456789gk":
            raise self.fail(
                "A pattern cannot refer back to what a group matched.", start, self.at,
                "RE2 and other engines without backtracking lack it.",
            )  # fmt: skip
        return self.character(start), 1, True

    def character(self, start: int) -> str:
        """Read an escape that stands for one character or a property of some, after its backslash."""
        letter = self.text[start + 1]
        if letter in _CONTROLS:
            return _CONTROLS[letter]
        if (match := _HEX.match(self.text, start + 1)) is not None:
            self.at = match.end()
            code = int(match.group(1) or match.group(2) or match.group(3) or "0", 16)
            if code > 0x10FFFF or 0xD800 <= code < 0xE000:
                raise self.fail(f"{match.group()} is no character.", start, self.at)
            return f"\\x{{{code:X}}}"
        if letter == "c" and self.at < len(self.text) and self.text[self.at].isascii():
            self.at += 1
            return f"\\x{{{ord(self.text[self.at - 1].upper()) ^ 64:X}}}"
        if letter == "0":
            digits = re.compile(r"[0-7]{0,2}").match(self.text, self.at)
            assert digits is not None
            self.at = digits.end()
            return f"\\x{{{int(digits.group() or '0', 8):X}}}"
        if (match := _PROPERTY.match(self.text, start + 1)) is not None:
            self.at = match.end()
            return "\\" + match.group()
        if letter.isalnum() and letter.isascii():
            raise self.fail(f"\\{letter} means nothing in a pattern.", start, self.at)
        return _literal(letter)

    def set(self) -> str:
        """Read ``[...]``."""
        start = self.at
        text = self.text
        self.at += 1
        negated = self.peek() == "^"
        self.at += negated
        parts: list[str] = []
        first = True
        while first or self.peek() != "]":
            if not self.peek():
                raise self.fail("'[' is not closed.", start, hint="Add ], or write \\[ for the sign itself.")
            first = False
            low_at = self.at
            low, low_code = self.member()
            if self.peek() == "-" and text[self.at + 1 : self.at + 2] not in ("]", ""):
                self.at += 1
                high, high_code = self.member()
                if low_code is None or high_code is None:
                    parts += [low, "\\-", high]
                    continue
                if high_code < low_code:
                    raise self.fail(f"{text[low_at : self.at]} runs backwards.", low_at, self.at)
                parts.append(f"{low}-{high}")
            else:
                parts.append(low)
        self.at += 1
        return f"[{'^' if negated else ''}{''.join(parts)}]"

    def member(self) -> tuple[str, int | None]:
        """Read one part of a set; gives its code when it is one character, which may bound a range."""
        start = self.at
        text = self.text
        if (posix := re.compile(r"\[:(\^?)(\w+):\]").match(text, start)) is not None:
            known = _POSIX.get(posix.group(2))
            if known is None or posix.group(1):
                raise self.fail(
                    f"{posix.group()} is not supported.", start, posix.end(),
                    f"There is {', '.join(_POSIX)}.",
                )  # fmt: skip
            self.at = posix.end()
            return known, None
        character = text[start]
        if character != "\\":
            self.at += 1
            return _literal_in_set(character), ord(character)
        letter = text[start + 1 : start + 2]
        self.at += 2
        if letter == "":
            raise self.fail("'[' is not closed.", start)
        if letter in "dwshv":
            return _SETS[letter], None
        if letter in "DWS":
            return "\\" + letter, None
        if letter == "b":
            return r"\x{8}", 8
        found = self.character(start)
        if found.startswith("\\x{"):
            return found, int(found[3:-1], 16)
        if found[0] == "\\" and found[1] in "pP":
            return found, None
        if letter in _CONTROLS:
            return found, ord({"n": "\n", "r": "\r", "t": "\t", "f": "\f"}[letter])
        return _literal_in_set(letter), ord(letter)


def _flags(on: str, off: str) -> str:
    """Return the flags that engines share; spaces and comments are gone once a pattern is read."""
    shared_on, shared_off = (letters.replace("x", "") for letters in (on, off))
    return shared_on + (f"-{shared_off}" if shared_off else "")


def _literal(character: str) -> str:
    if character in _SPECIAL:
        return "\\" + character
    return character if character.isprintable() else f"\\x{{{ord(character):X}}}"


def _literal_in_set(character: str) -> str:
    if character in _SPECIAL_IN_SET:
        return "\\" + character
    return character if character.isprintable() else f"\\x{{{ord(character):X}}}"
