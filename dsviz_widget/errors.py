"""Every exception that dsviz_widget raises, in one tree.

::

    DsvizError
    ├── TableError               a row or a column does not fit its table
    │   ├── RowWidthError            (ValueError)
    │   ├── CellTypeError            (TypeError)
    │   ├── TableArgumentError       (AssertionError, ValueError)
    │   ├── TableFileError           (FileNotFoundError)
    │   └── LibraryMissing           (ImportError)
    ├── MediaError               an image, mask or box that cannot be shown
    │   ├── MediaValueError          (ValueError)
    │   ├── MediaTypeError           (TypeError)
    │   └── MediaFileError           (FileNotFoundError)
    ├── StoreError               bytes or names on disk
    │   ├── BlobMissing              (FileNotFoundError)
    │   ├── BlobCorrupt              (OSError)
    │   ├── ManifestError            (ValueError)
    │   ├── SavedViewError           (ValueError)
    │   └── SavedViewNotFound        (LookupError)
    ├── ArtifactError            names, versions and states of artifacts
    │   ├── ArtifactNameError        (ValueError)
    │   ├── ArtifactNotFound         (LookupError)
    │   ├── ArtifactValueError       (ValueError)
    │   ├── ArtifactTypeError        (TypeError, ValueError)
    │   ├── ArtifactVerifyError      (ValueError)
    │   ├── EntryNotFound            (KeyError, FileNotFoundError)
    │   ├── ArtifactNotLoggedError   (AttributeError)
    │   └── ArtifactFinalizedError   (AttributeError)
    ├── ConvertError             (ValueError) files of another tool that make no sense
    ├── RunError                 (RuntimeError) no active run, or one that has ended
    │   ├── ConfigError              (ValueError) a config value that may not change, or cannot be read
    │   ├── LogTypeError             (TypeError) what a run cannot log
    │   ├── MetricError              (ValueError) a metric that cannot be defined so
    │   ├── StepError                (ValueError) a step that has passed, in strict mode
    │   └── UnknownKey               (LookupError) nothing was logged under a key
    ├── QueryError               (ValueError) an expression or a query that makes no sense
    │   └── UnknownColumn            (LookupError)
    ├── ViewError                (ValueError) a widget was given what it cannot show
    │   └── UnknownArgument          (TypeError)
    ├── ChartError               (ValueError) a chart cannot be drawn from what it was given
    │   └── PresetNotFound           (LookupError)
    ├── EvaluationError          (ValueError) predictions that cannot be scored
    ├── PanelError               (ValueError) what was registered cannot be a panel
    ├── RequestRefused           (ValueError) a page asked the notebook server for what it may not have
    └── Cancelled                a question overtaken by a newer one

A message says what was wrong, the value found, and the next step.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any


class DsvizError(Exception):
    """Base of all errors of this package."""


Error = CommError = DsvizError
"""W&B's names for the base of its errors, and for what its server refuses: no such run, no such artifact."""


class TableError(DsvizError):
    """A row or a column does not fit its table."""


class RowWidthError(TableError, ValueError):
    """A row has another number of cells than the table has columns."""


class CellTypeError(TableError, TypeError):
    """A cell does not fit the type of its column."""


class TableArgumentError(TableError, AssertionError, ValueError):
    """An argument of a table's method that cannot be used.

    W&B asserts most of these; ``except AssertionError`` and ``except ValueError`` both work.
    """


class TableFileError(TableError, FileNotFoundError):
    """A file that a table is read from is not there."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class LibraryMissing(TableError, ImportError):
    """A library that is not required, and that this needs, is not installed."""


class MediaError(DsvizError):
    """A media value that cannot be shown or stored."""


class MediaValueError(MediaError, ValueError):
    """Pixels, a mask or a box with an impossible value."""


class MediaTypeError(MediaError, TypeError):
    """A part of a media value has the wrong type."""


class MediaFileError(MediaError, FileNotFoundError):
    """A file that a media value names is not there."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class StoreError(DsvizError):
    """Bytes or names on disk are not as they should be."""


class BlobMissing(StoreError, FileNotFoundError):
    """The store has no bytes under a digest."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class BlobCorrupt(StoreError, OSError):
    """Bytes in the store do not have the digest they are filed under."""


class ManifestError(StoreError, ValueError):
    """A manifest that cannot be read, or that names a path outside its artifact."""


class SavedViewError(StoreError, ValueError):
    """A name that a saved view cannot have."""


class SavedViewNotFound(StoreError, LookupError):
    """No saved view has this name."""


class ArtifactError(DsvizError):
    """Names, versions and states of artifacts."""


class ArtifactNameError(ArtifactError, ValueError):
    """A name, alias or type that an artifact may not have."""


class ArtifactNotFound(ArtifactError, LookupError):
    """No artifact, version or alias of that name."""


class ArtifactValueError(ArtifactError, ValueError):
    """An entry, path or metadata that an artifact cannot hold."""


class ArtifactTypeError(ArtifactError, TypeError, ValueError):
    """A value of a kind that an artifact cannot hold.

    W&B raised ValueError here in 2021 and raises TypeError today; both ``except`` clauses work.
    """


class ArtifactVerifyError(ArtifactError, ValueError):
    """A folder does not hold what its artifact does."""


class EntryNotFound(ArtifactError, KeyError, FileNotFoundError):
    """An artifact has no file under a path.

    W&B raises KeyError where one is asked for, and FileNotFoundError where one is removed.
    """

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class ArtifactNotLoggedError(ArtifactError, AttributeError):
    """Something only a logged artifact has was asked of a draft."""


class ArtifactFinalizedError(ArtifactError, AttributeError):
    """A logged artifact cannot be changed."""


class ConvertError(DsvizError, ValueError):
    """A file of another tool that makes no sense, or something of ours that it has no words for."""


class RunError(DsvizError, RuntimeError):
    """There is no active run, or the run has ended."""


UsageError = RunError
"""W&B's name for a call that no run can answer now."""


class ConfigError(RunError, ValueError):
    """A config value that may not change, or a config that cannot be read."""


class LogTypeError(RunError, TypeError):
    """A value, or a key, that a run cannot log."""


class MetricError(RunError, ValueError):
    """A metric that cannot be defined so."""


class StepError(RunError, ValueError):
    """A step that has passed was logged to, and the run is strict."""


class UnknownKey(RunError, LookupError):
    """Nothing was logged under a key, or nothing of that kind."""


class QueryError(DsvizError, ValueError):
    """An expression or a query that makes no sense.

    Parameters
    ----------
    kind : str
        ``syntax``, ``name``, ``type``, ``value``, ``refused``, ``limit``, or ``row``: it stops on a row.
    message : str
        One sentence: what was wrong and what was found.
    start, end : int
        Span of the offending text, as offsets into the expression; ``(0, 0)`` when there is none.
    hint : str or None
        The next step.
    replacement : str or None
        Text that would mend the span.
    clause : int or None
        Index of the filter clause the expression stands in.
    """

    def __init__(
        self,
        kind: str,
        message: str,
        start: int = 0,
        end: int = 0,
        hint: str | None = None,
        replacement: str | None = None,
        clause: int | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.start = start
        self.end = end
        self.hint = hint
        self.replacement = replacement
        self.clause = clause

    def __str__(self) -> str:
        where = f" (at {self.start}..{self.end})" if self.end > self.start else ""
        hint = f" {self.hint}" if self.hint else ""
        return f"{self.message}{where}{hint}"

    @property
    def span(self) -> tuple[int, int]:
        """Where the offending text begins and ends."""
        return self.start, self.end

    def __reduce__(self) -> tuple[Any, ...]:
        # An exception is made again from its message alone, on its way from another process.
        return type(self), (self.kind, self.message, *self.span, self.hint, self.replacement, self.clause)

    def as_dict(self) -> dict[str, Any]:
        """Return the error as plain data, as the browser shows it."""
        return {
            "kind": self.kind,
            "message": self.message,
            "start": self.start,
            "end": self.end,
            "hint": self.hint,
            "replacement": self.replacement,
            "clause": self.clause,
        }


class UnknownColumn(QueryError, LookupError):
    """An expression names a column that is not there."""


class ViewError(DsvizError, ValueError):
    """A widget was given something it cannot show."""


class UnknownArgument(ViewError, TypeError):
    """A widget was given an argument by a name that it does not have."""


class PanelError(DsvizError, ValueError):
    """What was registered as a panel cannot be one."""


class ChartError(DsvizError, ValueError):
    """A chart cannot be drawn from what it was given."""


class PresetNotFound(ChartError, LookupError):
    """A project has no preset of this name."""


class EvaluationError(DsvizError, ValueError):
    """Predictions that cannot be scored: no such column, or one that holds no classes."""


class RequestRefused(DsvizError, ValueError):
    """A page asked the notebook server for what is not there, or for what it may not have.

    Attributes
    ----------
    status : int
        Of the HTTP answer: 400, 404 or 413.
    """

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


class Cancelled(DsvizError):
    """A question was overtaken by a newer one, or stopped by the user."""


def near_name(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that `name` was most likely meant to be, or None."""
    names = list(known)
    by_lower = {known_name.lower(): known_name for known_name in reversed(names)}
    if name.lower() in by_lower:
        return by_lower[name.lower()]
    close = difflib.get_close_matches(name.lower(), list(by_lower), n=1, cutoff=0.6)
    return by_lower[close[0]] if close else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ``" Did you mean 'x'?"``, or the names there are, or nothing."""
    names = list(known)
    close = near_name(name, names)
    if close is not None:
        return f" Did you mean {close!r}?"
    if not names:
        return ""
    shown = ", ".join(repr(known_name) for known_name in names[:8])
    return f" There is {shown}{' and more' if len(names) > 8 else ''}."
