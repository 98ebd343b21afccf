"""A view as the Python that makes it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dsviz_widget.query import Query, code_steps
from dsviz_widget.store import Origin
from dsviz_widget.widgets.view_state import GALLERY, LAYOUT, OVERLAYS

LINE = 88


def write_view(
    query: Query,
    overlays: dict[str, Any],
    layout: dict[str, Any],
    origin: Origin | None,
    first_overlays: dict[str, Any],
) -> str:
    """Return Python that shows a table as it is shown now; parts that are as they are at first are left out.

    Parameters
    ----------
    query : Query
    overlays, layout : dict
        As the view has them.
    origin : Origin or None
        Of the table; the code of one without calls it ``table``.
    first_overlays : dict
        What the view draws unless told otherwise.
    """
    lines = []
    if origin is not None:
        lines.append(f"table = wandb.use_artifact({origin.qualified_version!r}).get({origin.path!r})")
    shown = _chain(code_steps(query, ["table"])) if query != Query() else None
    arguments = ["table", *_arguments(shown, overlays, layout, first_overlays)]
    return "\n".join([*lines, _call("wandb.TableView", arguments)])


def write_comparison(
    tables: Sequence[tuple[str, Origin | None]],
    given: Mapping[str, str],
    query: Query,
    overlays: dict[str, Any],
    layout: dict[str, Any],
    first_overlays: dict[str, Any],
) -> str:
    """Return Python that shows several tables beside each other as they are shown now.

    Parameters
    ----------
    tables : sequence of (str, Origin or None)
        What Python calls them, and where they came from.
    given : mapping of str to str
        Arguments of `compare`, as Python writes them.
    query, overlays, layout, first_overlays
        As in `write_view`.
    """
    lines = [
        f"{name} = wandb.use_artifact({origin.qualified_version!r}).get({origin.path!r})"
        for name, origin in tables
        if origin is not None
    ]
    shown = None
    if query != Query():
        shown = _chain(["wandb.Query()", *code_steps(query, ["table"])[1:]])
    arguments = [name for name, _ in tables]
    arguments += [f"{name}={value}" for name, value in given.items()]
    arguments += _arguments(shown, overlays, layout, first_overlays)
    return "\n".join([*lines, _call("wandb.compare", arguments)])


def _arguments(
    query: str | None, overlays: dict[str, Any], layout: dict[str, Any], first_overlays: dict[str, Any]
) -> list[str]:
    """Return the arguments that all views take; parts that are as they are at first are left out."""
    arguments = []
    if query is not None:
        arguments.append(f"query={query}")
    if overlays != first_overlays:
        arguments.append(f"overlays={_dict(_changed(overlays, OVERLAYS))}")
    changed = _changed(layout, LAYOUT)
    if "gallery" in changed:
        changed["gallery"] = _changed(changed["gallery"], GALLERY)
    if changed:
        arguments.append(f"layout={_dict(changed)}")
    return arguments


def _call(function: str, arguments: Sequence[str]) -> str:
    short = f"{function}({', '.join(arguments)})"
    if len(short) <= LINE and "\n" not in short:
        return short
    inside = "".join(f"    {argument},\n" for argument in arguments)
    return f"{function}(\n{inside})"


def _changed(given: dict[str, Any], first: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value != first[name]}


def _chain(steps: list[str]) -> str:
    """Return a chain of calls on one line, or on a line each where that is too long."""
    short = "".join(steps)
    if len(short) + len("    query=,") <= LINE:
        return short
    return "(\n" + "".join(f"        {step}\n" for step in steps) + "    )"


def _dict(value: dict[str, Any]) -> str:
    short = repr(value)
    if len(short) + len("    overlays=,") <= LINE:
        return short
    return "{\n" + "".join(f"        {key!r}: {item!r},\n" for key, item in value.items()) + "    }"
