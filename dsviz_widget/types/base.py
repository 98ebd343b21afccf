"""What a column can hold: checked in microseconds when a row comes in, turned to Arrow a chunk at a time."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

from dsviz_widget.errors import CellTypeError

if TYPE_CHECKING:
    import pyarrow as pa


class BlobSource(Protocol):
    """Where the bytes behind a digest can be had."""

    def get(self, digest: str) -> bytes:
        """Return the bytes; raises BlobMissing."""

    def locate(self, digest: str) -> Path | None:
        """Return a file that holds the bytes, or None when they are only in memory."""


class BlobSink(Protocol):
    """Where the bytes of a cell go when its column becomes Arrow."""

    def put(self, digest: str, content: bytes | Path, size: int) -> None:
        """Keep `content` under `digest`; a path is read when its bytes are needed."""

    def refer(self, digest: str, source: BlobSource) -> None:
        """Remember that `source` has the bytes, without copying them."""


class ColumnType(ABC):
    """The type of a column.

    A type is immutable for its users: `assign` returns the type that also holds a new value, which is
    the type itself in all but a few rows.
    """

    wb_type: ClassVar[str]
    """Name in W&B's type descriptions."""
    legacy_names: ClassVar[tuple[str, ...]] = ()
    """Names it had there earlier."""
    kind: ClassVar[str]
    """Name in our front end: number, text, boolean, timestamp, image, list, struct or any."""
    absorbs: ClassVar[bool] = False
    """Whether `merge` takes types that cannot take this one."""
    has_file: ClassVar[bool] = False
    """Whether a cell is a struct with the ``digest``, ``size``, ``path`` and ``ref`` of a file."""

    @property
    def holds_files(self) -> bool:
        """Whether files are behind the cells, or behind values inside them."""
        return self.has_file

    @property
    def varies(self) -> bool:
        """Whether kinds of values, or keys of dicts, differ by row: the Arrow form alone does not tell."""
        return False

    @property
    @abstractmethod
    def fast(self) -> frozenset[type]:
        """Python classes whose every instance fits without a closer look."""

    @abstractmethod
    def assign(self, value: Any) -> ColumnType:
        """Return the type that holds what this one holds, and `value`; raises CellTypeError."""

    @abstractmethod
    def merge(self, other: ColumnType) -> ColumnType:
        """Return the type that holds what both hold; raises CellTypeError."""

    def beside(self, other: ColumnType) -> ColumnType | None:
        """Return the type of a column that mixes cells of both, where media are among them; None for none."""
        return None

    @abstractmethod
    def to_arrow(self, values: Sequence[Any], sink: BlobSink) -> pa.Array:
        """Return the values as Arrow; files behind them go to `sink`."""

    def from_arrow(self, value: Any, source: BlobSource) -> Any:
        """Return the Python value of one Arrow scalar that was turned with ``as_py``."""
        return value

    def same_form(self, made_by: ColumnType) -> bool:
        """Return whether what `made_by` turned to Arrow is as this type has it; else `adopt` is asked.

        `made_by` is an earlier form of this type, or one that was merged into it. Arrow types that
        differ in width alone need no answer here.
        """
        return True

    def adopt(self, array: pa.Array, made_by: ColumnType) -> pa.Array:
        """Return an array that `made_by` made in the form that this type gives."""
        return array

    def to_json(self) -> dict[str, Any]:
        """Return W&B's description of this type."""
        return {"wb_type": self.wb_type}

    @classmethod
    def from_json(cls, params: dict[str, Any]) -> ColumnType:
        """Return the type that `to_json` described with these params."""
        return cls()

    def describe(self) -> str:
        """Return the type as a word or two, for messages."""
        return self.kind

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.to_json() == getattr(other, "to_json", dict)()

    def __hash__(self) -> int:
        return hash(type(self))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.describe()}>"


T = TypeVar("T", bound=ColumnType)

_by_wb_type: dict[str, type[ColumnType]] = {}
_inferrers: list[Callable[[Any], ColumnType | None]] = []


def register_type(cls: type[T]) -> type[T]:
    """Make a column type known by its W&B names, so that stored tables can name it."""
    for name in (cls.wb_type, *cls.legacy_names):
        _by_wb_type[name] = cls
    return cls


def register_inferrer(infer: Callable[[Any], ColumnType | None], first: bool = False) -> None:
    """Ask `infer` for the type of values that nobody before it knew; it answers None to pass.

    With `first` it is asked before all others, for subclasses of what they know.
    """
    _inferrers.insert(0 if first else len(_inferrers), infer)


def infer_type(value: Any) -> ColumnType:
    """Return the narrowest column type that holds `value`.

    Raises
    ------
    CellTypeError
        If no column can hold such a value.
    """
    for infer in _inferrers:
        found = infer(value)
        if found is not None:
            return found
    raise CellTypeError(
        f"a cell cannot hold {article(value)}. Numbers, text, booleans, dates, lists, dicts, NumPy arrays "
        "and Image can be logged; turn it into one of these first."
    )


def type_from_json(description: dict[str, Any]) -> ColumnType:
    """Return the column type of a W&B type description.

    Raises
    ------
    CellTypeError
        If no column type has that name.
    """
    name = description.get("wb_type", "")
    cls = _by_wb_type.get(name)
    if cls is None:
        raise CellTypeError(f"column type {name!r} is not known to this version of dsviz_widget.")
    return cls.from_json(description.get("params", {}))


def article(value: Any) -> str:
    """Return a short phrase for a value in a message, such as ``the text 'high'``."""
    match value:
        case None:
            return "None"
        case bool():
            return f"the boolean {value}"
        case int() if abs(value) >= 10**40:
            # Python writes no more than 4,300 digits.
            return "a number of more than 40 digits"
        case int() | float():
            return f"the number {value!r}"
        case str():
            return f"the text {value[:40]!r}{'…' if len(value) > 40 else ''}"
        case list() | tuple():
            return f"a list of {len(value)}"
        case dict():
            return f"a dict with keys {', '.join(map(repr, list(value)[:5]))}"
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple) and shape:
        return f"an array of shape {shape}"
    name = f"{type(value).__module__}.{type(value).__qualname__}".removeprefix("builtins.")
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"
