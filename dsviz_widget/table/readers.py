"""Files that a table can be read from: Parquet, one or a folder of them, and CSV."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import TableArgumentError, TableError, TableFileError
from dsviz_widget.table.at_rest import ParquetRows
from dsviz_widget.table.partitioned import natural_order
from dsviz_widget.types import article

if TYPE_CHECKING:
    import pyarrow as pa

PARQUET_SUFFIXES = (".parquet", ".parq", ".pq")


def open_parquet(path: Any, columns: Sequence[str] | None = None) -> ParquetRows:
    """Return the rows of a Parquet file, a folder of them, or a list of files; only footers are read.

    Raises
    ------
    TableFileError
        If there is no such file, or no Parquet file in the folder.
    TableError
        If a file is no Parquet, or the files have different columns.
    """
    if columns is not None:
        columns = _names(columns)
    return ParquetRows(_files(path), columns)


def _names(columns: Any) -> list[str]:
    if isinstance(columns, str) or not isinstance(columns, Iterable):
        raise TableArgumentError(f"columns must be a list of names, got {article(columns)}.")
    return [str(name) for name in columns]


def _files(path: Any) -> list[Path]:
    if isinstance(path, (str, os.PathLike)):
        place = Path(path)
        return _folder(place) if place.is_dir() else [place]
    if isinstance(path, Iterable):
        files = [Path(item) for item in path]
        if files:
            return files
    raise TableArgumentError(f"path must be a file, a folder or a list of files, got {article(path)}.")


def _folder(folder: Path) -> list[Path]:
    found = [
        file
        for file in folder.rglob("*")
        # Writers leave notes and half-written files under names that begin with these.
        if file.suffix in PARQUET_SUFFIXES
        and not any(part.startswith(("_", ".")) for part in file.relative_to(folder).parts)
    ]
    found.sort(key=lambda file: natural_order(file.relative_to(folder).as_posix()))
    if not found:
        raise TableFileError(
            f"there is no Parquet file in {str(folder)!r}: no name ends in {' or '.join(PARQUET_SUFFIXES)}."
        )
    for part in found[0].relative_to(folder).parts[:-1]:
        if "=" in part:
            warnings.warn(
                f"the folder {part!r} looks like a value of a column {part.split('=')[0]!r}; only columns "
                "inside the files are read. To have it too, read with pyarrow.dataset and Table.from_arrow.",
                UserWarning,
                stacklevel=4,
            )
            break
    return found


def open_dataset(dataset: Any, columns: Sequence[str] | None = None) -> ParquetRows | None:
    """Return the rows of an Arrow dataset that is plain local Parquet files, or None for any other."""
    files = getattr(dataset, "files", None)
    if not files or getattr(dataset, "format", None) is None or dataset.format.default_extname != "parquet":
        return None
    if type(dataset.filesystem).__name__ != "LocalFileSystem":
        return None
    paths = [Path(file) for file in files]
    try:
        rows = ParquetRows(paths, _names(columns) if columns is not None else None)
    except TableError:
        return None
    # Columns that come from the names of folders are not in the files.
    if columns is None and set(rows.names) != set(dataset.schema.names):
        return None
    return rows


def read_csv(path: Any, columns: Sequence[str] | None = None, delimiter: str = ",") -> pa.Table:
    """Return a CSV file with a line of names as Arrow; types are those that all cells of a column fit.

    An empty cell is null, and ``""`` is empty text.

    Raises
    ------
    TableFileError
        If there is no such file.
    TableError
        If it is not CSV.
    """
    import pyarrow as pa
    from pyarrow import csv

    if not isinstance(path, (str, os.PathLike)):
        raise TableArgumentError(f"path must be the name of a file, got {article(path)}.")
    if not isinstance(delimiter, str) or len(delimiter) != 1:
        raise TableArgumentError(f"delimiter must be one character, got {article(delimiter)}.")
    names = _names(columns) if columns is not None else None
    try:
        table = csv.read_csv(
            os.fspath(path),
            parse_options=csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            convert_options=csv.ConvertOptions(
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
                null_values=["", "NULL", "null"],
                include_columns=names,
            ),
        )
    except FileNotFoundError:
        raise TableFileError(f"there is no file {os.fspath(path)!r}. Check the path.") from None
    except KeyError as error:
        raise TableArgumentError(f"{os.fspath(path)!r}: {str(error.args[0]).strip()}.") from None
    except (pa.ArrowException, OSError) as error:
        raise TableError(f"{os.fspath(path)!r} cannot be read as CSV: {error}") from None
    clocks = [(index, field) for index, field in enumerate(table.schema) if pa.types.is_time(field.type)]
    for index, field in clocks:
        table = table.set_column(index, field.name, table.column(index).cast(pa.string()))
    return table
