"""The configuration of a run: what was chosen before it began, and does not change by accident."""

from __future__ import annotations

import argparse
import json
import types
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import Any

import numpy as np

from dsviz_widget.errors import ConfigError, LibraryMissing, did_you_mean
from dsviz_widget.types import article


class Config(MutableMapping[str, Any]):
    """A run's configuration, by key and by attribute: ``run.config["lr"]``, ``run.config.lr``.

    A key that is there may be set to the value it has, and to no other, so that two parts of a script that
    disagree are noticed; ``update(..., allow_val_change=True)`` changes it nonetheless.

    Parameters
    ----------
    values : mapping
    allow_val_change : bool
        Whether values may always change.
    changed : function
        Called after a change.

    References
    ----------
    ``wandb.config``, W&B reference, 2021.
    """

    _values: dict[str, Any]
    _may_change: bool
    _changed: Callable[[], None]

    def __init__(
        self,
        values: Mapping[str, Any] | None = None,
        allow_val_change: bool = False,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        object.__setattr__(self, "_values", dict(values or {}))
        object.__setattr__(self, "_may_change", allow_val_change)
        object.__setattr__(self, "_changed", changed)

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.update({key: value})

    def __delitem__(self, key: str) -> None:
        if not self._may_change:
            raise ConfigError(
                f"config[{key!r}] cannot be removed: the run has it. "
                "Pass allow_val_change=True to init to let a config change."
            )
        del self._values[key]
        self._changed()

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._values))

    def __len__(self) -> int:
        return len(self._values)

    def __getattr__(self, key: str) -> Any:
        if key.startswith("__"):
            raise AttributeError(key)
        try:
            return self._values[key]
        except KeyError:
            raise AttributeError(f"the config has no {key!r}.{did_you_mean(key, self._values)}") from None

    def __setattr__(self, key: str, value: Any) -> None:
        self[key] = value

    def __delattr__(self, key: str) -> None:
        del self[key]

    # Mapping.update takes keyword arguments as keys; W&B's takes them as settings of the call.
    def update(self, d: Any = None, allow_val_change: bool | None = None, /, **values: Any) -> None:
        """Set many keys at once.

        Parameters
        ----------
        d : dict, Namespace, absl flags or path
            As `init` takes them.
        allow_val_change : bool, optional
            Whether keys that are there may change.

        Raises
        ------
        ConfigError
            If a value would change; then nothing changes.
        """
        if "allow_val_change" in values:
            allow_val_change = values.pop("allow_val_change")
        given = {**(read_config(values.pop("d", d)) if d is not None or "d" in values else {}), **values}
        if not (self._may_change if allow_val_change is None else allow_val_change):
            for key, value in given.items():
                if key in self._values and not is_same(self._values[key], value):
                    raise ConfigError(
                        f"config[{key!r}] is {self._values[key]!r} and would become {value!r}; nothing was "
                        "changed. Call config.update({...}, allow_val_change=True) if you mean it."
                    )
        if given:
            self._values.update(given)
            self._changed()

    def setdefaults(self, d: Any) -> None:
        """Set those keys that are not there yet."""
        self.update({key: value for key, value in read_config(d).items() if key not in self._values})

    def as_dict(self) -> dict[str, Any]:
        """Return a plain copy."""
        return dict(self._values)

    def __repr__(self) -> str:
        return repr(self._values)


def read_config(
    given: Any, exclude: Iterable[str] | None = None, include: Iterable[str] | None = None
) -> dict[str, Any]:
    """Return a configuration as a dict.

    Parameters
    ----------
    given : dict, argparse.Namespace, absl flags, path, or object with attributes
        A path is that of a YAML or JSON file; W&B's ``{key: {"value": x}}`` is understood there.
    exclude, include : list of str, optional
        Keys to leave out, or the only ones to take.

    Raises
    ------
    ConfigError
        For anything else, for a file that cannot be read, or for both lists.
    """
    if exclude and include:
        raise ConfigError("config_exclude_keys and config_include_keys cannot both be given. Give one.")
    found = _as_dict(given)
    for key in found:
        if not isinstance(key, str):
            raise ConfigError(f"keys of a config must be text, got {key!r} of {type(key).__name__}.")
    kept, left_out = set(_listed(include)), set(_listed(exclude))
    return {key: value for key, value in found.items() if key not in left_out and (not kept or key in kept)}


def _listed(keys: Iterable[str] | None) -> Iterable[str]:
    return (keys,) if isinstance(keys, str) else keys or ()


def _as_dict(given: Any) -> dict[str, Any]:
    if given is None:
        return {}
    if isinstance(given, Mapping):
        return dict(given)
    if isinstance(given, (str, Path)):
        return _read_file(Path(given))
    if isinstance(given, types.ModuleType) and hasattr(given, "FLAGS"):
        given = given.FLAGS
    if hasattr(given, "flag_values_dict"):
        return dict(given.flag_values_dict())
    if isinstance(given, (list, tuple, set, int, float, bool)) or not hasattr(given, "__dict__"):
        raise ConfigError(
            "config must be a dictionary, argparse's Namespace, absl's flags, or the path of a YAML or JSON "
            f"file, got {article(given)}."
        )
    if isinstance(given, argparse.Namespace):
        return dict(vars(given))
    return {key: value for key, value in vars(given).items() if not key.startswith("_")}


def _read_file(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"config file {str(path)!r} cannot be read: {error}.") from None
    try:
        found = json.loads(text) if path.suffix == ".json" else _read_yaml(text, path)
    except ValueError as error:
        raise ConfigError(f"config file {str(path)!r} is not as its name says: {error}.") from None
    if not isinstance(found, dict):
        raise ConfigError(f"config file {str(path)!r} must hold keys and values, got {article(found)}.")
    return {
        key: value["value"] if isinstance(value, dict) and "value" in value else value
        for key, value in found.items()
        if key not in ("wandb_version", "_wandb")
    }


def _read_yaml(text: str, path: Path) -> Any:
    try:
        import yaml
    except ImportError:
        raise LibraryMissing(
            f"config file {str(path)!r} is YAML, and PyYAML is not installed. "
            "Install it ('pip install pyyaml'), or write the file as JSON."
        ) from None
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from None


def is_same(known: Any, value: Any) -> bool:
    """Return whether two values of a config are equal, arrays and NaN among them."""
    try:
        return bool(known is value or known == value or (known != known and value != value))
    except ValueError:
        return bool(np.array_equal(known, value))


def plain_config(value: Any) -> Any:
    """Return a value of a config as JSON can say it; what JSON has no words for becomes text."""
    if isinstance(value, Mapping):
        return {str(key): plain_config(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain_config(item) for item in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return float(value) if value == value and abs(value) != float("inf") else str(value)
    if hasattr(value, "tolist"):
        return plain_config(value.tolist())
    if isinstance(value, Path):
        return value.as_posix()
    return getattr(value, "__name__", None) or str(value)
