"""Histograms in cells, groups and compared tables, in a stub page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from playwright.sync_api import expect

import dsviz_widget as wandb
from dsviz_widget.query import Query
from tests.browser.axe import findings, load_axe
from tests.browser.test_text_panels import cell, read
from tests.browser.waiting import wait_for_rest


def layers(shift: float = 0.0) -> wandb.Table:
    """Return the weights of some layers."""
    table = wandb.Table(["layer", "weights", "kind"])
    for index in range(4):
        numbers = np.linspace(index + shift, index + shift + 1, 100)
        table.add_data(f"l{index}", wandb.Histogram(numbers, num_bins=10), "conv" if index % 2 else "dense")
    table.add_data("l4", None, "conv")
    return table


def test_a_cell_tells_its_bins_and_opens_large(show: Callable[..., Any]) -> None:
    view = wandb.TableView(layers())
    page = show(view)
    drawn = cell(page, 0, 1).get_by_role("img")
    expect(drawn).to_have_attribute("aria-label", "100 from 0 to 1, mean 0.500 ± 0.287")
    expect(cell(page, 4, 1)).to_have_text("null")
    wait_for_rest(drawn)
    drawn.locator("svg").hover(position={"x": 3, "y": 10})
    expect(cell(page, 0, 1).locator(".dv-hist-at")).to_have_count(1)
    expect(drawn).to_have_attribute("title", "0 to 0.100: 10\n100 from 0 to 1, mean 0.500 ± 0.287")
    load_axe(page)
    found = findings(page, "cells")
    reader = read(page, 0, 1)
    plot = reader.get_by_role("slider", name="Histogram of weights")
    plot.focus()
    page.keyboard.press("End")
    expect(plot).to_have_attribute("aria-valuetext", "0.900 to 1: 10")
    found += findings(page, "large")
    assert not found, "\n".join(found)
    assert page.errors == []


def test_all_may_share_an_axis(show: Callable[..., Any]) -> None:
    page = show(wandb.TableView(layers(), query=Query().with_panel("weights", "histogram-shared")))
    for row in (0, 3):
        expect(cell(page, row, 1).locator(".dv-hist-ends")).to_have_text("04")


def test_groups_add_them_up(show: Callable[..., Any]) -> None:
    page = show(wandb.TableView(layers(), query=Query().group_by("kind")))
    expect(page.get_by_label("weights: 2 histograms from 0 to 4, added up")).to_have_count(2)
    expect(page.get_by_text("2 of 3 rows")).to_be_visible()


def test_compared_tables_lie_over_each_other(show: Callable[..., Any]) -> None:
    page = show(wandb.compare(layers(), layers(0.5), key="layer"))
    both = page.get_by_role("img", name="100 from 0 to 1").first
    expect(both).to_be_visible()
    expect(both.locator(".is-filled, .is-outline")).to_have_count(2)
