"""TensorFlow's tensors as they stand in messages: `TensorProto`, read as arrays."""

from __future__ import annotations

import numpy as np

from dsviz_widget.convert.protobuf import Message, bytes_at, messages_at, number_at
from dsviz_widget.errors import ConvertError

# Numbers of types.proto, and of the fields of tensor.proto that list values one by one.
DTYPES = {1: "<f4", 2: "<f8", 3: "<i4", 4: "u1", 5: "<i2", 6: "i1", 9: "<i8", 10: "?", 17: "<u2", 19: "<f2"}
DTYPES |= {22: "<u4", 23: "<u8"}
STRINGS = 7
PACKED = {5: "<f4", 6: "<f8"}
VARINTS = (7, 10, 11, 13, 16, 17)


def read_tensor(tensor: Message) -> np.ndarray:
    """Return a tensor as an array; texts are an array of bytes objects.

    Raises
    ------
    ConvertError
        If it has a type that is not known, or fewer values than its shape says.
    """
    dtype = number_at(tensor, 1)
    shape = [number_at(size, 1) for part in messages_at(tensor, 2) for size in messages_at(part, 2)]
    count = int(np.prod(shape, dtype=np.int64)) if shape else 1
    if dtype == STRINGS:
        texts = [item for item in tensor.get(8, ()) if isinstance(item, bytes)]
        found = np.empty(len(texts), dtype=object)
        found[:] = texts
    elif dtype in DTYPES:
        content = bytes_at(tensor, 4)
        found = np.frombuffer(content, DTYPES[dtype]) if content else _listed(tensor, DTYPES[dtype])
    else:
        raise ConvertError(f"a tensor has the type {dtype}, which is not known here.")
    if len(found) == 1 and count > 1:
        # One value stands for all of them.
        found = np.repeat(found, count)
    if len(found) != count:
        raise ConvertError(f"a tensor has {len(found)} values, and its shape {shape} says {count}.")
    return found.reshape(shape)


def _listed(tensor: Message, dtype: str) -> np.ndarray:
    """Return values that stand in a list of their own instead of in the tensor's bytes."""
    for number, kind in PACKED.items():
        parts = [item for item in tensor.get(number, ()) if isinstance(item, bytes)]
        if parts:
            return np.frombuffer(b"".join(parts), kind).astype(dtype)
    values: list[int] = []
    for number in VARINTS:
        for item in tensor.get(number, ()):
            values += _varints(item) if isinstance(item, bytes) else [item]
    signed = [value - (1 << 64) if value >= 1 << 63 else value for value in values]
    if dtype == "<f2":
        return np.array(signed, dtype=np.uint16).view("<f2")
    return np.array(signed or [0]).astype(dtype)


def _varints(content: bytes) -> list[int]:
    values, value, shift = [], 0, 0
    for byte in content:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            values.append(value)
            value, shift = 0, 0
    return values
