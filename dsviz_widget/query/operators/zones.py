"""Time zones: names such as Europe/Berlin, and offsets such as +05:30."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from dsviz_widget.errors import near_name
from dsviz_widget.query.language.expression import Call
from dsviz_widget.query.operators.narrow import literal_text
from dsviz_widget.query.typed import Typed, TypedLiteral

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer

_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})?")
_UTC = ("UTC", "GMT", "Z", "Etc/UTC", "Etc/GMT")


def zone_of(typer: Typer, call: Call) -> tuple[Typed, ...]:
    """Return the argument 'timezone' once it is known to be one; nothing when it is left out.

    Raises
    ------
    QueryError
        If there is no such time zone.
    """
    node = call.argument("timezone")
    if node is None:
        return ()
    item = typer.type(node)
    name = literal_text(typer, item, typer.called(call), "timezone", "'Europe/Berlin' or '+02:00'")
    if name is not None and offset_minutes(name) is None:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            close = near_name(name, available_timezones())
            hint = f"Did you mean {close!r}?" if close else "Write 'Europe/Berlin' or '+02:00'."
            raise typer.error(
                "value", f"There is no time zone {name!r}.", item.span, hint, f"'{close}'" if close else None
            ) from None
    return (item,)


def offset_minutes(name: str) -> int | None:
    """Return the minutes that a zone of one offset is ahead of UTC, or None for a named zone."""
    if name in _UTC:
        return 0
    match = _OFFSET.fullmatch(name)
    if match is None:
        return None
    sign, hours, minutes = match.groups()
    return (-1 if sign == "-" else 1) * (int(hours) * 60 + int(minutes or 0))


def _name(zone: Sequence[Typed]) -> str:
    """Return the name of the zone of a call, which is at most one literal."""
    if not zone:
        return "UTC"
    assert isinstance(zone[0], TypedLiteral)
    return str(zone[0].value)


def fixed_offset(zone: Sequence[Typed]) -> int | None:
    """Return the offset of a call's zone in minutes, or None when it differs over the year."""
    return offset_minutes(_name(zone))


def local_time(sql: Emitter, date: str, zone: Sequence[Typed]) -> str:
    """Return SQL of what clocks in a zone show at a date."""
    minutes = fixed_offset(zone)
    if minutes is None:
        return sql.f("to_zone", date, sql.bind(_name(zone)))
    return sql.f("plus_minutes", date, str(minutes)) if minutes else date


def from_local(sql: Emitter, shown: str, zone: Sequence[Typed]) -> str:
    """Return SQL of the date at which clocks in a zone show a time."""
    minutes = fixed_offset(zone)
    if minutes is None:
        return sql.f("from_zone", shown, sql.bind(_name(zone)))
    return sql.f("plus_minutes", shown, str(-minutes)) if minutes else shown
