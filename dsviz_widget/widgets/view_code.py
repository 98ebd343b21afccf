"""A view as the Python that makes it again."""

from __future__ import annotations

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
    arguments = []
    if query != Query():
        arguments.append(f"query={_chain(code_steps(query, ['table']))}")
    if overlays != first_overlays:
        arguments.append(f"overlays={_dict(_changed(overlays, OVERLAYS))}")
    changed = _changed(layout, LAYOUT)
    if "gallery" in changed:
        changed["gallery"] = _changed(changed["gallery"], GALLERY)
    if changed:
        arguments.append(f"layout={_dict(changed)}")
    short = f"wandb.TableView({', '.join(['table', *arguments])})"
    if len(short) <= LINE and "\n" not in short:
        return "\n".join([*lines, short])
    inside = "".join(f"    {argument},\n" for argument in ["table", *arguments])
    return "\n".join([*lines, f"wandb.TableView(\n{inside})"])


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
