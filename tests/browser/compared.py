"""Two small tables whose comparison is known by heart, for tests of the screen that compares."""

from __future__ import annotations

from typing import Any

import dsviz_widget as wandb

COLUMNS = ["id", "acc", "mistake", "light"]
FIRST = [
    ["a", 0.25, "Tree as Building", "day"],
    ["b", 0.75, "Road as Pavement", "day"],
    ["c", 0.5, "Tree as Building", "dusk"],
    ["d", 0.125, "Car as Road", "day"],
    ["e", 0.875, "Sky as Tree", "dusk"],
]
SECOND = [
    ["a", 0.75, "Tree as Building", "day"],
    ["b", 0.25, "Road as Building", "day"],
    ["c", 0.5, "Tree as Building", "dusk"],
    ["d", 0.375, "Car as Road", "day"],
    ["f", 0.625, "Pole as Sky", "day"],
]
"""At a limit of 0.5, ``a`` is fixed, ``b`` broke, ``c`` is right in both and ``d`` in none."""


def tables() -> tuple[wandb.Table, wandb.Table]:
    """Return five rows each, four of them in both."""
    return wandb.Table(columns=COLUMNS, data=FIRST), wandb.Table(columns=COLUMNS, data=SECOND)


def compared(**options: Any) -> wandb.CompareView:
    """Return the two tables beside each other, right from 0.5 on."""
    first, second = tables()
    given = {"key": "id", "right": "acc >= 0.5", "better": {"acc": "higher"}, **options}
    return wandb.compare({"v0": first, "v1": second}, **given)


def four(rows: int = 60) -> wandb.CompareView:
    """Return four tables, each of which lacks some rows."""
    tables = [
        wandb.Table(
            columns=["id", "score", "label"],
            data=[
                [f"r{row:03d}", ((row * 7 + side * 13) % 50) / 50, "cat" if (row + side) % 3 else "dog"]
                for row in range(rows)
                if (row + side) % 10
            ],
        )
        for side in range(4)
    ]
    return wandb.compare(tables, key="id", labels=["w", "x", "y", "z"])


def quick(page: Any, name: str) -> Any:
    """Return the button of a quick filter."""
    return page.locator(".dv-quick").get_by_role("button", name=name)


def keys_shown(page: Any) -> list[str]:
    """Return the keys of the rows on the screen, from the top."""
    return [str(text) for text in page.locator(".dv-key-cell > b").all_inner_texts()]


def wait_for_keys(page: Any, keys: list[str]) -> None:
    """Wait until the rows on the screen have these keys, from the top."""
    page.wait_for_function(
        """(keys) => JSON.stringify([...document.querySelectorAll(".dv-key-cell > b")]
          .map((cell) => cell.innerText)) === JSON.stringify(keys)""",
        arg=keys,
    )


def cell(page: Any, key: str, column: str) -> Any:
    """Return the cell of a column in the row of a key."""
    head = page.get_by_role("columnheader", name=column, exact=True)
    place = head.get_attribute("aria-colindex")
    row = page.get_by_role("row").filter(has=page.locator(".dv-key-cell > b", has_text=key))
    return row.locator(f'[role=gridcell][aria-colindex="{place}"]')
