"""What people say of a run: its name, its tags, its notes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from dsviz_widget.errors import RunError
from dsviz_widget.types import article


class RunDescription(ABC):
    """The part of a run that people read."""

    entity: str | None
    group: str | None
    job_type: str | None
    _name: str
    _notes: str | None
    _tags: tuple[str, ...]

    @abstractmethod
    def _save(self) -> None:
        """Write what the run is, soon."""

    def _describe(
        self,
        known: Mapping[str, Any],
        run_id: str,
        name: str | None,
        notes: str | None,
        tags: Sequence[str] | None,
        entity: str | None,
        group: str | None,
        job_type: str | None,
    ) -> None:
        """Take what was said, and of an earlier run that goes on what was not said again."""
        self.entity = entity or known.get("entity")
        self.group, self.job_type = group or known.get("group"), job_type or known.get("job_type")
        self._name = name or known.get("name") or run_id
        self._notes = notes or known.get("notes")
        self._tags = _merged(known.get("tags"), tags)

    def _description(self) -> dict[str, Any]:
        """Return it as the run's record has it."""
        return {
            "name": self._name,
            "entity": self.entity,
            "group": self.group,
            "job_type": self.job_type,
            "notes": self._notes,
            "tags": list(self._tags),
        }

    @property
    def name(self) -> str:
        """What it is called; may be changed."""
        return self._name

    @name.setter
    def name(self, name: str) -> None:
        self._name = str(name)
        self._save()

    @property
    def notes(self) -> str | None:
        """What was said of it; may be changed."""
        return self._notes

    @notes.setter
    def notes(self, notes: str | None) -> None:
        self._notes = None if notes is None else str(notes)
        self._save()

    @property
    def tags(self) -> tuple[str, ...]:
        """Words to find it by; may be changed, ``run.tags += ("baseline",)``."""
        return self._tags

    @tags.setter
    def tags(self, tags: Sequence[str]) -> None:
        self._tags = _merged(None, tags)
        self._save()


def _merged(known: Sequence[str] | None, given: Sequence[str] | str | None) -> tuple[str, ...]:
    new = (given,) if isinstance(given, str) else tuple(given or ())
    for tag in new:
        if not isinstance(tag, str):
            raise RunError(f"tags must be text, got {article(tag)}.")
    return tuple(dict.fromkeys([*(known or ()), *new]))
