"""Groups of compared tables and the states of matching, and the way to each: for axe-core and for docs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

import dsviz_widget as wandb
from tests.browser.states import State

IDS = [f"scene {k:03d}" for k in range(60)]
LABELS = ["bus", "car", "tram", "van"]


def table_of(ids: list[str], model: int, **columns: Any) -> wandb.Table:
    """Return a row per id with what a model says of it; a later model is right more often."""
    rng = np.random.default_rng(3)
    label = rng.choice(LABELS, len(ids), p=[0.4, 0.3, 0.2, 0.1])
    rng = np.random.default_rng(model)
    pred = np.where(rng.random(len(ids)) < 0.55 + 0.1 * model, label, rng.choice(LABELS, len(ids)))
    return wandb.Table(
        dataframe=pd.DataFrame(
            {
                "id": ids,
                "label": label,
                "pred": pred,
                "margin": (10 * rng.beta(2 + model, 2, len(ids))).round(3),
                "note": [f"looks like a {name}" for name in pred],
                **columns,
            }
        )
    )


def compared(tables: int = 2, tab: str = "rows", **options: Any) -> wandb.CompareView:
    """Return models beside each other that lack a few rows each."""
    given = {f"v{k}": table_of(IDS[k : 56 + k], k) for k in range(tables)}
    named = {"key": "id", "truth": "label", "prediction": "pred", "tab": tab, "height_px": 700}
    return wandb.compare(given, **{**named, **options})


def grouped(tables: int = 2) -> wandb.CompareView:
    view = compared(tables)
    view.group_by("pred")
    return view


def repeated() -> wandb.CompareView:
    second = [*IDS[:50], IDS[4], IDS[4], IDS[9]]
    return wandb.compare({"v0": table_of(IDS, 0), "v1": table_of(second, 1)}, key="id", height_px=700)


def unmatched() -> wandb.CompareView:
    second = [f"{name}.png" for name in IDS]
    return wandb.compare({"v0": table_of(IDS, 0), "v1": table_of(second, 1)}, key="id", height_px=700)


def one_empty() -> wandb.CompareView:
    return wandb.compare({"v0": table_of(IDS, 0), "v1": table_of([], 1)}, key="id", height_px=700)


def filtered_away() -> wandb.CompareView:
    view = compared()
    view.query = view.query.filter("$0.margin > 20")
    return view


def settle(page: Any) -> None:
    """Wait until rows or groups and the figures over them are there."""
    page.locator("[role=gridcell]:visible").first.wait_for()
    page.wait_for_function("() => !document.querySelector('.dv-skeleton')")


def shows(selector: str, first: Callable[[Any], None] = lambda page: None) -> Callable[[Any], None]:
    """Return a way that goes on until something is there."""

    def enter(page: Any) -> None:
        first(page)
        page.locator(selector).first.wait_for()

    return enter


def pointed(page: Any) -> None:
    settle(page)
    page.get_by_role("grid").focus()
    for key in ("ArrowRight", "ArrowRight", "Enter", "ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(key)


def choose_key(page: Any) -> None:
    settle(page)
    page.get_by_role("group", name="How the tables are matched").get_by_role("button", name="id").click()


MATCHING_STATES: dict[str, State] = {
    "compare-groups": State(lambda _: grouped(), shows(".dv-cg-tip", pointed)),
    "compare-groups-four": State(lambda _: grouped(4), settle),
    "compare-groups-choose": State(
        lambda _: compared(truth=None, prediction=None, tab="groups"), shows("text=What should the tables be")
    ),
    "compare-duplicates": State(
        lambda _: repeated(), shows("[aria-label='Duplicate keys'] .dv-button", settle)
    ),
    "compare-no-match": State(lambda _: unmatched(), shows(".dv-differs")),
    "compare-key": State(lambda _: compared(), shows("[role=dialog] .dv-menu-item >> nth=5", choose_key)),
    "compare-empty-table": State(lambda _: one_empty(), shows("text=v1 has no rows.", settle)),
    "compare-nothing-left": State(lambda _: filtered_away(), shows("text=No row matches the clause")),
    "compare-loading": State(lambda _: compared(), shows("[role=progressbar]"), True),
}
