"""Groups: bands that stay, panels by column, pages, rows opened in place, by pointer and by keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.waiting import wait_for_rest, wait_for_value

ROWS = 240


@pytest.fixture
def frame() -> pd.DataFrame:
    rng = np.random.default_rng(2)
    return pd.DataFrame(
        {
            "light": rng.choice(["day", "dusk", "night"], ROWS, p=[0.5, 0.3, 0.2]),
            "cars": rng.integers(0, 5, ROWS),
            "score": rng.random(ROWS),
            "name": [f"scene {i}" for i in range(ROWS)],
        }
    )


@pytest.fixture
def view(frame: pd.DataFrame) -> wandb.TableView:
    query = wandb.Query().group_by("light", "cars > 2").sort("-mean(score)")
    return wandb.TableView(wandb.Table(dataframe=frame), query=query, height_px=480)


def bands(page: Any) -> list[str]:
    return [str(text) for text in page.locator(".dv-band b").all_inner_texts()]


def test_groups_of_one_key_stand_under_a_band(
    show: Callable[..., Any], view: wandb.TableView, frame: pd.DataFrame
) -> None:
    page = show(view)
    means = frame.groupby("light").score.mean().sort_values(ascending=False)
    tree = page.get_by_role("treegrid", name="Groups")
    tree.get_by_role("row", expanded=True).first.wait_for()
    wait_for_value(lambda: bands(page), list(means.index))
    first = page.locator(".dv-band").first
    rows = int((frame.light == means.index[0]).sum())
    expect(first).to_contain_text(f"{rows} rows, mean score {means.iloc[0]:.3f}", use_inner_text=True)
    page.get_by_text("6 groups in 3").wait_for()
    # The band stays under the heads while its groups pass, until the next takes its place.
    top = wait_for_rest(first)["y"]
    tree.evaluate("(tree) => tree.scrollBy(0, 90)")
    wait_for_value(lambda: first.bounding_box()["y"], pytest.approx(top, abs=1))
    first.get_by_role("button").click()
    page.stub.wait_until(lambda: page.locator(".dv-group").count() == 4)
    assert page.errors == []


def test_the_panel_of_a_group_is_chosen(
    show: Callable[..., Any], view: wandb.TableView, frame: pd.DataFrame
) -> None:
    page = show(view)
    page.locator(".dv-group .dv-histogram").first.wait_for()
    page.get_by_role("button", name="Menu of score").click()
    menu = page.get_by_role("menu", name="Column score")
    menu.get_by_role("menuitemradio", name="Box").click()
    best = frame.groupby("light").score.mean().idxmax()
    key = page.locator(".dv-group").first.get_attribute("aria-label")
    mine = frame[(frame.light == best) & ((frame.cars > 2) == (key == f"{best}, true"))]
    page.get_by_role("img", name=f"score: median {mine.score.median():.3f}").first.wait_for()
    menu.get_by_role("menuitemradio", name="Sum").click()
    page.locator(".dv-group").first.get_by_text(f"sum of {len(mine)}").wait_for()
    expect(page.locator(".dv-group").first.get_by_text(f"{mine.score.sum():.2f}")).to_have_count(1)
    menu.get_by_role("menuitemradio", name="Mean").click()
    page.locator(".dv-group .dv-marks").first.wait_for()
    page.stub.wait_until(lambda: view.query.panels == {"score": {"group": "mean"}})
    menu.get_by_role("menuitem", name="Groups by mean, smallest first").click()
    page.stub.wait_until(lambda: view.query.sort_keys[0].by == "mean(score)")
    page.stub.wait_until(lambda: bands(page)[-1:] == [best])
    assert page.errors == []


def test_keys_walk_open_and_close(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    page.locator(".dv-band-toggle").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.locator(".dv-member").first.wait_for()
    expect(page.locator(".dv-member").first).to_have_attribute("aria-level", "3")
    page.keyboard.press("ArrowLeft")
    page.locator(".dv-member").first.wait_for(state="detached")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    page.stub.wait_until(lambda: page.locator(".dv-group").count() == 4)
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.locator(".dv-member").first.wait_for()
    page.get_by_role("button", name="Show the other").or_(
        page.get_by_role("button", name="Show 50 more")
    ).click()
    page.stub.wait_until(lambda: page.locator(".dv-member").count() > 10)
    page.get_by_role("button", name="Close all groups").click()
    page.locator(".dv-member").first.wait_for(state="detached")
    assert page.errors == []


def test_the_size_of_a_page_is_set(show: Callable[..., Any], view: wandb.TableView) -> None:
    view.query = wandb.Query().group_by("name")
    page = show(view)
    page.get_by_text("1–25").wait_for()
    size = page.get_by_role("spinbutton", name="Groups at a time")
    size.fill("7")
    size.press("Enter")
    page.get_by_text("1–7").wait_for()
    expect(page.locator(".dv-group")).to_have_count(7)
    page.stub.wait_until(lambda: view.page_size == 7)
    page.get_by_role("button", name="Later groups").click()
    page.get_by_text("8–14").wait_for()
    view.page_size = 20
    page.get_by_text("8–27").wait_for()
    assert page.errors == []


def test_a_value_in_a_group_is_kept(show: Callable[..., Any], frame: pd.DataFrame) -> None:
    view = wandb.TableView(wandb.Table(dataframe=frame), query=wandb.Query().group_by("cars"))
    page = show(view)
    page.locator(".dv-group").first.get_by_role("button", name="dusk").click()
    page.stub.wait_until(lambda: [c.text for c in view.query.filters] == ['light = "dusk"'])
    page.stub.wait_until(lambda: page.locator(".dv-group button[aria-pressed=true]").count() > 0)
    page.locator(".dv-group-value").first.click()
    page.stub.wait_until(lambda: len(view.query.filters) == 2)
    assert page.errors == []
