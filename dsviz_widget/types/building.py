"""Arrow arrays of the commonest cells, straight from their buffers.

``pyarrow.array`` imports pandas the first time it sees a list, which takes as long as adding 300,000 rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

NONE = type(None)


def number_array(values: Sequence[Any]) -> pa.Array | None:
    """Return int64 of ints or float64 of floats, some of them None; None for anything else."""
    import pyarrow as pa

    kinds = set(map(type, values))
    empty = NONE in kinds
    kinds.discard(NONE)
    if not kinds:
        return pa.nulls(len(values), pa.int64())
    if kinds not in ({int}, {float}):
        return None
    filled = [0 if value is None else value for value in values] if empty else values
    try:
        plain = np.fromiter(filled, np.float64 if kinds == {float} else np.int64, len(values))
    except OverflowError:
        return None
    buffers = [_validity(values) if empty else None, pa.py_buffer(plain)]
    return pa.Array.from_buffers(pa.from_numpy_dtype(plain.dtype), len(values), buffers)


def text_array(values: Sequence[str | None], large: bool = True) -> pa.Array | None:
    """Return text, some of it None; None when it is too long for its type.

    Parameters
    ----------
    values : sequence of str or None
    large : bool
        Whether the array is of ``large_string``; ``string`` holds 2 GB.

    Raises
    ------
    UnicodeEncodeError
        For half a surrogate pair.
    """
    import pyarrow as pa

    empty = None in values
    filled = ["" if value is None else value for value in values]
    joined = "".join(filled)
    content = joined.encode()
    if not large and len(content) >= 2**31:
        return None
    sizes = map(len, filled) if joined.isascii() else (len(value.encode()) for value in filled)
    offsets = np.zeros(len(values) + 1, np.int64)
    np.cumsum(np.fromiter(sizes, np.int64, len(values)), out=offsets[1:])
    kept = offsets if large else offsets.astype(np.int32)
    buffers = [_validity(values) if empty else None, pa.py_buffer(kept), pa.py_buffer(content)]
    return pa.Array.from_buffers(pa.large_string() if large else pa.string(), len(values), buffers)


def struct_array(values: Sequence[dict[str, Any] | None], struct: pa.StructType) -> pa.Array | None:
    """Return structs of text and whole numbers, some of them None; None for a struct of anything else.

    Keys of a dict that are no fields are passed over.

    Raises
    ------
    UnicodeEncodeError
        For half a surrogate pair.
    """
    import pyarrow as pa

    arrays = []
    for field in struct:
        cells = [None if value is None else value[field.name] for value in values]
        if pa.types.is_string(field.type):
            array = text_array(cells, large=False)
        elif pa.types.is_integer(field.type):
            array = number_array(cells)
        else:
            return None
        if array is None:
            return None
        arrays.append(array if array.type.equals(field.type) else array.cast(field.type))
    empty = None
    if None in values:
        bits = _bits(value is None for value in values)
        empty = pa.Array.from_buffers(pa.bool_(), len(values), [None, bits])
    return pa.StructArray.from_arrays(arrays, fields=list(struct), mask=empty)


def _validity(values: Sequence[Any]) -> pa.Buffer:
    return _bits(value is not None for value in values)


def _bits(flags: Iterable[bool]) -> pa.Buffer:
    import pyarrow as pa

    return pa.py_buffer(np.packbits(np.fromiter(flags, np.bool_), bitorder="little"))
