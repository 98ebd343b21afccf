"""Values of other libraries that become values of ours when they come into a cell, such as figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Make = Callable[[Any], Any]

_makers: dict[str, Make] = {}
_found: dict[type, Make | None] = {}


def register_foreign(name: str, make: Make) -> None:
    """Let cells take values of a class, and of those derived from it, as what `make` returns.

    Parameters
    ----------
    name : str
        The class's package and name, ``"plotly.BaseFigure"``: the library need not be installed.
    make : function
        Called when the value comes into a cell, so that later changes of it do not reach there.
    """
    _makers[name] = make
    _found.clear()


def adopted(value: Any) -> Any:
    """Return what a cell keeps of a value, which is the value itself of most; of a list its items."""
    if isinstance(value, (list, tuple)):
        first = next((item for item in value if item is not None), None)
        return value if _maker_of(first) is None else [_made(item) for item in value]
    return _made(value)


def _made(value: Any) -> Any:
    make = _maker_of(value)
    return value if make is None else make(value)


def _maker_of(value: Any) -> Make | None:
    cls = type(value)
    if cls not in _found:
        names = (f"{base.__module__.partition('.')[0]}.{base.__name__}" for base in cls.__mro__)
        _found[cls] = next((_makers[name] for name in names if name in _makers), None)
    return _found[cls]
