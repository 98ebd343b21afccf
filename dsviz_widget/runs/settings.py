"""How a run behaves beside what it logs, and what environment variables say of it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from dsviz_widget.errors import RunError
from dsviz_widget.runs.warning import warn_user
from dsviz_widget.types import article

STATS = ("x_disable_stats", "_disable_stats")
INTERVALS = ("x_stats_sampling_interval", "_stats_sample_rate_seconds")
QUIET = frozenset({"silent", "quiet", "start_method", "show_info", "show_errors", "show_warnings"})
"""W&B's settings that ask for what is so here anyway."""


@dataclass(frozen=True)
class RunSettings:
    """What ``init(settings=...)`` may say.

    Attributes
    ----------
    strict : bool
        Whether logging to a step that has passed raises, instead of dropping the values with a warning.
    console : bool
        Whether what is printed is kept with the run, in ``output.log``.
    system_metrics : bool
        Whether the load of processors, memory and graphics cards is sampled while the run goes on.
    system_interval_s : float
        Seconds between samples.
    """

    strict: bool = False
    console: bool = False
    system_metrics: bool = False
    system_interval_s: float = 15.0


class Settings:
    """Settings as an object, as ``wandb.Settings(console="wrap")`` makes one for `init`.

    Parameters
    ----------
    **values
        ``strict``, ``console``, ``system_metrics``, ``system_interval_s``; W&B's ``x_disable_stats`` and
        ``x_stats_sampling_interval`` are understood. Others have no effect, and `init` says so.
    """

    def __init__(self, **values: Any) -> None:
        self.values = values

    def __repr__(self) -> str:
        return f"Settings({', '.join(f'{key}={value!r}' for key, value in self.values.items())})"


def read_settings(given: Settings | Mapping[str, Any] | None) -> RunSettings:
    """Return the settings of a run; warns of those that have no effect here.

    Raises
    ------
    RunError
        For a value that a setting cannot have.
    """
    values = dict(given.values) if isinstance(given, Settings) else given
    if values is None:
        values = {}
    if not isinstance(values, Mapping):
        raise RunError(f"settings must be a dictionary or Settings, got {article(values)}.")
    found = RunSettings(console=_is_console(os.environ.get("WANDB_CONSOLE", "off")))
    known = {field.name for field in fields(RunSettings)}
    unknown = []
    for name, value in values.items():
        if name == "console":
            found = replace(found, console=_is_console(value))
        elif name in STATS:
            found = replace(found, system_metrics=not value)
        elif name in (*INTERVALS, "system_interval_s"):
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not value > 0:
                raise RunError(f"settings: {name} must be seconds above 0, got {value!r}.")
            found = replace(found, system_interval_s=float(value))
        elif name in known:
            if not isinstance(value, bool):
                raise RunError(f"settings: {name} must be True or False, got {value!r}.")
            found = replace(found, **{name: value})
        elif name not in QUIET:
            unknown.append(name)
    if unknown:
        warn_user(
            f"settings {', '.join(map(repr, unknown))} have no effect here. Those that do: "
            f"{', '.join(sorted(known))}."
        )
    return found


def _is_console(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("off", "on", "auto", "wrap", "wrap_raw", "wrap_emu", "redirect"):
        return value not in ("off", "auto")
    raise RunError(f"settings: console must be 'on' or 'off', got {value!r}.")


@dataclass(frozen=True)
class Environment:
    """What W&B's environment variables say of a run; arguments of `init` win over them."""

    project: str | None
    entity: str | None
    name: str | None
    id: str | None
    group: str | None
    job_type: str | None
    notes: str | None
    tags: tuple[str, ...] | None
    mode: str | None
    resume: str | None

    @classmethod
    def read(cls) -> Environment:
        """Read ``WANDB_PROJECT``, ``WANDB_NAME``, ``WANDB_TAGS``, ``WANDB_MODE`` and the like."""

        def text(name: str) -> str | None:
            return os.environ.get(f"WANDB_{name}") or None

        tags = text("TAGS")
        is_off = (text("DISABLED") or "").lower() in ("true", "1", "yes")
        return cls(
            project=text("PROJECT"),
            entity=text("ENTITY"),
            name=text("NAME"),
            id=text("RUN_ID"),
            group=text("RUN_GROUP"),
            job_type=text("JOB_TYPE"),
            notes=text("NOTES"),
            tags=tuple(part.strip() for part in tags.split(",") if part.strip()) if tags else None,
            mode="disabled" if is_off else text("MODE"),
            resume=text("RESUME"),
        )
