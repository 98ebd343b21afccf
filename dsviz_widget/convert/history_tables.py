"""Tables that histories are read from: CSV and Parquet files, folders of them, and data frames."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import ConvertError
from dsviz_widget.types import article

if TYPE_CHECKING:
    import pyarrow as pa

CSV_SUFFIXES = (".csv", ".csv.gz", ".csv.bz2", ".csv.zst", ".tsv", ".tsv.gz")
PARQUET_SUFFIXES = (".parquet", ".parq", ".pq")


@dataclass(frozen=True)
class Source:
    """One table to read, and what it is called.

    Attributes
    ----------
    content : path, DataFrame or Arrow table
    name : str
        The run's, where no column names runs.
    told : str
        Tells a run without a column from others of its name, and is the same each time.
    """

    content: Any
    name: str
    told: str


def sources_of(given: Any, suffixes: Sequence[str], name: str | None = None) -> list[Source]:
    """Return the tables that a path, a folder, a data frame or a list of them means.

    Raises
    ------
    ConvertError
        If a path is not there, or a folder holds none of such files.
    """
    if isinstance(given, (str, os.PathLike)):
        return _files(Path(given), suffixes, name)
    if _is_table(given):
        return [Source(given, name or "dataframe", "dataframe")]
    if isinstance(given, Iterable) and not isinstance(given, (bytes, dict)):
        found = [source for item in given for source in sources_of(item, suffixes, name)]
        if found:
            return found
    raise ConvertError(f"a history is a path, a data frame, or a list of them, got {article(given)}.")


def _is_table(given: Any) -> bool:
    return hasattr(given, "__dataframe__") or hasattr(given, "__arrow_c_stream__") or hasattr(given, "iloc")


def _files(path: Path, suffixes: Sequence[str], name: str | None) -> list[Source]:
    if path.is_file():
        return [Source(path, name or _stem(path), str(path.absolute()))]
    if not path.is_dir():
        raise ConvertError(f"there is no file or folder {str(path)!r}. Check the path.")
    inside = sorted(found for found in path.rglob("*") if found.name.lower().endswith(tuple(suffixes)))
    if not inside:
        raise ConvertError(f"no file in {str(path)!r} ends in {' or '.join(suffixes)}. Give another folder.")
    stems = [_stem(file.relative_to(path)) for file in inside]
    return [Source(file, stem, str(file.absolute())) for file, stem in zip(inside, stems, strict=True)]


def _stem(path: Path) -> str:
    """Return a path without the endings that say what kind of file it is."""
    text = path.as_posix() if not path.is_absolute() else path.name
    for suffix in sorted((*CSV_SUFFIXES, *PARQUET_SUFFIXES), key=len, reverse=True):
        if text.lower().endswith(suffix):
            return text[: -len(suffix)]
    return text


def read_table(source: Source) -> pa.Table:
    """Return a source as Arrow.

    Raises
    ------
    ConvertError
        If it cannot be read.
    """
    import pyarrow as pa

    from dsviz_widget.errors import TableError

    content = source.content
    try:
        found = _read(content)
    except TableError as error:
        raise ConvertError(str(error)) from None
    except (pa.ArrowException, OSError, TypeError, ValueError) as error:
        raise ConvertError(f"{source.name!r} cannot be read as a history: {error}") from None
    names = found.column_names
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ConvertError(f"{source.name!r} has two columns called {twice!r}. Rename one.")
    while any(pa.types.is_struct(field.type) for field in found.schema):
        # A dict is as many metrics as it has keys, `loss.a`, as `log` has it.
        found = found.flatten()
    for place, field in enumerate(found.schema):
        plain = _plain_type(field.type)
        if plain is not None:
            found = found.set_column(place, field.name, found.column(place).cast(plain))
    return found


def _plain_type(kind: pa.DataType) -> pa.DataType | None:
    """Return the type that a column is turned into before it is split by runs; None where it stays."""
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        return kind.value_type
    is_text = str(kind) in ("string_view", "large_string")
    return pa.string() if is_text else None


def _read(content: Any) -> pa.Table:
    import pyarrow as pa

    from dsviz_widget.table.readers import read_csv

    if isinstance(content, Path):
        if content.name.lower().endswith(PARQUET_SUFFIXES):
            import pyarrow.parquet as pq

            return pq.read_table(content)
        first = "\t" if ".tsv" in content.name.lower() else ","
        found = read_csv(content, delimiter=first)
        # Spreadsheets in many languages write a semicolon, for their comma stands in numbers.
        other = next(
            (mark for mark in ";\t" if len(found.column_names) == 1 and mark in found.column_names[0]), None
        )
        return found if other is None else read_csv(content, delimiter=other)
    if isinstance(content, pa.Table):
        return content
    if hasattr(content, "iloc"):
        # A named index, such as a frame's step, is a column of the history; a nameless one is a count.
        named = any(name is not None for name in content.index.names)
        return pa.Table.from_pandas(content, preserve_index=named)
    return pa.table(content)
