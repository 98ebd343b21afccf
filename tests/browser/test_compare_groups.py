"""Groups of compared tables: counts, colours, clauses of bars and values, orders, by pointer and by keys."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image as PILImage
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.pictures import picture
from tests.browser.waiting import wait_for_focus, wait_for_rest, wait_for_value

ROWS = 400
LABELS = ["bus", "car", "tram", "van"]


@pytest.fixture(scope="module")
def frames() -> list[pd.DataFrame]:
    """Return what two models say of the same rows: the second is surer, and right more often."""
    rng = np.random.default_rng(7)
    label = rng.choice(LABELS, ROWS, p=[0.4, 0.3, 0.2, 0.1])
    return [
        pd.DataFrame(
            {
                "id": [f"row {index}" for index in range(ROWS)],
                "label": label,
                "pred": np.where(rng.random(ROWS) < right, label, rng.choice(LABELS, ROWS)),
                "margin": rng.beta(2 + model, 2, ROWS) * 10,
            }
        )
        for model, right in enumerate([0.5, 0.8])
    ]


def compared(frames: list[pd.DataFrame], **options: Any) -> wandb.CompareView:
    tables = {f"v{k}": wandb.Table(dataframe=frame) for k, frame in enumerate(frames)}
    view = wandb.compare(tables, key="id", truth="label", prediction="pred", height_px=700, **options)
    view.group_by("pred")
    return view


@pytest.fixture
def view(frames: list[pd.DataFrame]) -> wandb.CompareView:
    return compared(frames)


def groups(page: Any) -> Any:
    return page.get_by_role("grid", name=re.compile("groups by"))


def row_of(page: Any, key: str) -> Any:
    return groups(page).get_by_role("row").filter(has=page.get_by_role("rowheader", name=key))


def keys_in_order(page: Any) -> list[str]:
    return [str(text) for text in groups(page).get_by_role("rowheader").all_inner_texts()]


def changes(frames: list[pd.DataFrame]) -> pd.Series:
    first, second = (frame.pred.value_counts().reindex(LABELS) for frame in frames)
    return (second - first).abs().sort_values(ascending=False)


def clauses(view: wandb.CompareView) -> list[str]:
    return [clause.text for clause in view.query.filters]


def point(page: Any, cell: Any, share: float, y_px: float | None = None) -> None:
    """Move the pointer over a chart, to a share of its width; to its middle unless told how far down."""
    box = wait_for_rest(cell.locator(".dv-cg-chart"))
    down = box["height"] / 2 if y_px is None else y_px
    page.mouse.move(box["x"] + share * box["width"], box["y"] + down)


def until_told(page: Any, point_there: Callable[[], None], words: str = "") -> Any:
    """Point until a tip tells what is there: a chart may move while what is above it arrives."""
    tip = page.locator(".dv-cg-tip", has_text=words)
    for _ in range(30):
        page.mouse.move(0, 0)
        point_there()
        try:
            tip.wait_for(timeout=2_000)
        except PlaywrightTimeout:
            continue
        return tip
    raise AssertionError("the chart told nothing of what the pointer was on")


def point_until_told(page: Any, cell: Any, share: float, y_px: float | None = None) -> Any:
    return until_told(page, lambda: point(page, cell, share, y_px))


def test_each_table_is_counted_by_its_own_value(
    show: Callable[..., Any], view: wandb.CompareView, frames: list[pd.DataFrame]
) -> None:
    page = show(view)
    page.get_by_text(f"4 groups of {ROWS} rows in each table").wait_for()
    for label in LABELS:
        first, second = (int((frame.pred == label).sum()) for frame in frames)
        change = second - first
        sign = "+" if change > 0 else "−" if change < 0 else "="
        words = f"{sign}{abs(change)}" if change else "="
        cell = row_of(page, label).get_by_role("gridcell").first
        wait_for_value(lambda cell=cell: cell.inner_text().split(), [str(first), str(second), words])
    wait_for_value(lambda: keys_in_order(page)[0], changes(frames).index[0])
    assert page.errors == []


def test_means_are_those_of_pandas(
    show: Callable[..., Any], view: wandb.CompareView, frames: list[pd.DataFrame]
) -> None:
    page = show(view)
    figures = row_of(page, "car").locator(".dv-cg-figure")
    expect(figures).to_have_text([re.compile("±")] * len(frames))
    for shown, frame in zip(figures.all_inner_texts(), frames, strict=True):
        margin = frame.margin[frame.pred == "car"]
        mean, sd = (float(part) for part in shown.split("±"))
        assert mean == pytest.approx(margin.mean(), abs=0.051)
        assert sd == pytest.approx(margin.std(), abs=0.06)


@pytest.mark.parametrize(
    ("theme", "colors"), [("light", ["#2f6fdb", "#e0a100"]), ("dark", ["#6b9cf5", "#f2c14e"])]
)
def test_each_table_has_its_colour(
    show: Callable[..., Any], view: wandb.CompareView, theme: str, colors: list[str]
) -> None:
    page = show(view, theme=theme)
    cell = row_of(page, "bus").locator(".is-histogram")
    cell.wait_for()
    for part, color in zip([".dv-cg-first", ".dv-cg-second"], colors, strict=True):
        fill = "rgb({}, {}, {})".format(*(int(color[at : at + 2], 16) for at in (1, 3, 5)))
        expect(cell.locator(part)).to_have_css("fill", fill)
    # On the screen: the bars of the first where the second has none, and the outline of the second.

    def has_both_colors() -> bool:
        picture = PILImage.open(io.BytesIO(cell.locator(".dv-cg-chart").screenshot())).convert("RGB")
        found = np.asarray(picture).reshape(-1, 3).astype(int)
        warmth = found[:, 0] - found[:, 2]
        return bool(warmth.min() < -60 and warmth.max() > 60)

    wait_for_value(has_both_colors, True)


def test_a_bar_tells_both_counts_and_a_click_keeps_its_rows(
    show: Callable[..., Any], view: wandb.CompareView, frames: list[pd.DataFrame]
) -> None:
    page = show(view)
    cell = row_of(page, "bus").locator(".is-histogram")
    tip = point_until_told(page, cell, 0.525)
    words = tip.inner_text().replace("\n", " ")
    low = min(frame.margin.min() for frame in frames)
    high = max(frame.margin.max() for frame in frames)
    edges = np.linspace(low, high, 21)
    for k, frame in enumerate(frames):
        margin = frame.margin[frame.pred == "bus"]
        count = int(np.histogram(margin, edges)[0][10])
        assert re.search(rf"v{k} {count} rows?\b", words), words
    assert "Click to filter, drag for a range" in words
    page.mouse.down()
    page.mouse.up()
    page.stub.wait_until(lambda: len(view.query.filters) == 1)
    inside = [frame.margin.between(edges[10], edges[11]) for frame in frames]
    count = int((inside[0] | inside[1]).sum())
    page.stub.wait_until(lambda: view.query.count() == count)
    assert clauses(view)[0].startswith("($0.margin >= ")
    page.get_by_text(f"groups of {count} rows in each table").wait_for()
    assert page.errors == []


def test_a_drag_keeps_a_range_and_the_same_again_lets_go(
    show: Callable[..., Any], view: wandb.CompareView
) -> None:
    page = show(view)

    def drag() -> None:
        cell = row_of(page, "car").locator(".is-histogram")
        point_until_told(page, cell, 0.02)
        page.mouse.down()
        point(page, cell, 0.48)
        page.get_by_text("drag for a range").wait_for()
        page.mouse.up()

    drag()
    page.stub.wait_until(lambda: len(view.query.filters) == 1)
    assert view.query.count() < ROWS
    page.get_by_role("button", name="Undo").click()
    page.stub.wait_until(lambda: clauses(view) == [])
    page.get_by_text(f"4 groups of {ROWS} rows in each table").wait_for()
    # The filter bar has gone, and the groups stand where it was.
    page.locator(".dv-count").wait_for(state="detached")
    drag()
    page.stub.wait_until(lambda: len(view.query.filters) == 1)


def test_a_value_is_kept_in_the_table_of_its_lane(
    show: Callable[..., Any], view: wandb.CompareView, frames: list[pd.DataFrame]
) -> None:
    page = show(view)
    cell = row_of(page, "tram").locator(".is-values")
    count = int(((frames[1].pred == "tram") & (frames[1].label == "tram")).sum())
    tip = until_told(page, cell.locator('[data-part="1/0"]').hover, f"{count} rows")
    tip.get_by_text(f"v1 {count} rows").wait_for()
    cell.locator('[data-part="1/0"]').click()
    page.stub.wait_until(lambda: clauses(view) == ['$1.label = "tram"'])
    # The group's own value stands first, in the colour of its table.
    expect(row_of(page, "tram").locator('.is-values [data-part="0/0"]')).to_have_class(re.compile("is-own"))


def test_a_group_opens_its_rows(
    show: Callable[..., Any], view: wandb.CompareView, frames: list[pd.DataFrame]
) -> None:
    page = show(view)
    row_of(page, "van").get_by_role("button", name="van").click()
    page.stub.wait_until(lambda: view.tab == "rows")
    either = (frames[0].pred == "van") | (frames[1].pred == "van")
    page.stub.wait_until(lambda: view.query.count() == int(either.sum()))
    page.get_by_role("tab", name="Groups").click()
    page.get_by_role("button", name="Undo").click()
    page.stub.wait_until(lambda: clauses(view) == [])
    # Rows may stand elsewhere once the answer is here.
    for label in LABELS:
        counts = [str(int((frame.pred == label).sum())) for frame in frames]
        cell = row_of(page, label).get_by_role("gridcell").first
        wait_for_value(lambda cell=cell: cell.inner_text().split()[:2], counts)
    wait_for_value(lambda: keys_in_order(page), list(changes(frames).index))
    row_of(page, "van").locator('.is-rows [data-part="1/0"]').click()
    page.stub.wait_until(lambda: view.query.count() == int((frames[1].pred == "van").sum()))


def test_keys_go_over_groups_and_into_charts(
    show: Callable[..., Any], view: wandb.CompareView, frames: list[pd.DataFrame]
) -> None:
    page = show(view)
    row_of(page, "bus").wait_for()
    order = list(changes(frames).index)
    page.stub.wait_until(lambda: keys_in_order(page) == order)
    grid = groups(page)
    grid.focus()
    wait_for_focus(grid)
    for key in ["ArrowDown", "ArrowRight", "ArrowRight"]:
        page.keyboard.press(key)
    expect(row_of(page, order[1]).locator(".is-histogram")).to_have_class(re.compile("is-focused"))
    page.keyboard.press("Enter")
    tip = page.locator(".dv-cg-tip")
    tip.get_by_text("Enter to filter").wait_for()
    page.keyboard.press("End")
    page.keyboard.press("Shift+ArrowLeft")
    # From all tables to the first.
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: len(view.query.filters) == 1)
    assert clauses(view)[0].startswith("$0.margin >= ")
    page.keyboard.press("Control+z")
    page.stub.wait_until(lambda: clauses(view) == [])
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: view.tab == "rows")


def test_values_and_rows_have_keys(
    show: Callable[..., Any], view: wandb.CompareView, frames: list[pd.DataFrame]
) -> None:
    page = show(view)
    order = list(changes(frames).index)
    page.stub.wait_until(lambda: keys_in_order(page) == order)
    groups(page).focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.locator(".dv-cg-tip").get_by_text(f"label {order[0]}").wait_for()
    page.keyboard.press("ArrowDown")
    page.locator(".dv-cg-tip").get_by_text("v1").wait_for()
    page.keyboard.press("ArrowRight")
    page.locator('.is-values [data-part="1/1"].is-pointed').wait_for()
    page.keyboard.press("Escape")
    page.locator(".dv-cg-tip").wait_for(state="detached")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.locator(".dv-cg-tip").get_by_text("Enter to show them").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: view.query.count() == int((frames[1].pred == order[0]).sum()))


def test_groups_are_sorted_from_the_menu_and_the_heads(
    show: Callable[..., Any], view: wandb.CompareView, frames: list[pd.DataFrame]
) -> None:
    page = show(view)
    page.get_by_role("button", name=re.compile("Sorted by")).click()
    page.get_by_role("menuitemradio", name="largest difference of mean margin").click()
    means = [frame.groupby("pred").margin.mean() for frame in frames]
    order = (means[1] - means[0]).abs().sort_values(ascending=False)
    page.stub.wait_until(lambda: keys_in_order(page) == list(order.index))
    wait_for_value(lambda: view.compared_groups["sort"], "mean(margin)")
    groups(page).focus()
    page.keyboard.press("Home")
    page.keyboard.press("Control+ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: keys_in_order(page) == LABELS)
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: keys_in_order(page) == LABELS[::-1])
    view.compared_groups = {**view.compared_groups, "sort": "change"}
    page.stub.wait_until(lambda: keys_in_order(page) == list(changes(frames).index))


def test_a_column_is_shown_in_another_way(show: Callable[..., Any], view: wandb.CompareView) -> None:
    page = show(view)
    row_of(page, "bus").locator(".is-mean").wait_for()
    page.get_by_role("columnheader", name="margin").first.hover()
    page.get_by_role("button", name="Menu of margin").first.click()
    page.get_by_role("menuitemradio", name="Mean with spread").click()
    row_of(page, "bus").locator(".is-histogram").wait_for(state="detached")
    page.stub.wait_until(lambda: view.compared_groups["panels"] == {"margin": "mean"})
    view.compared_groups = {**view.compared_groups, "panels": {"margin": "both"}}
    row_of(page, "bus").locator(".is-histogram").wait_for()


def test_tables_are_grouped_by_any_expression(
    show: Callable[..., Any], view: wandb.CompareView, frames: list[pd.DataFrame]
) -> None:
    page = show(view)
    page.get_by_role("button", name="Grouped by pred").click()
    field = page.get_by_role("combobox", name="Group by")
    field.fill("marginn > 5")
    page.get_by_role("alert").get_by_text("marginn").wait_for()
    field.fill("margin > 5")
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: view.compared_groups["by"] == "margin > 5")
    row_of(page, "true").wait_for()
    first, second = (int((frame.margin > 5).sum()) for frame in frames)
    cell = row_of(page, "true").get_by_role("gridcell").first
    wait_for_value(lambda: cell.inner_text().split()[:2], [str(first), str(second)])
    row_of(page, "true").get_by_role("button", name="true").click()
    either = (frames[0].margin > 5) | (frames[1].margin > 5)
    page.stub.wait_until(lambda: view.query.count() == int(either.sum()))


def test_four_tables_have_a_strip_each(show: Callable[..., Any], frames: list[pd.DataFrame]) -> None:
    view = compared([*frames, *frames])
    page = show(view)
    cell = row_of(page, "bus").locator(".is-histogram")
    cell.wait_for()
    expect(cell.locator(".dv-cg-bars")).to_have_count(4)
    # The lane of the third table.
    point_until_told(page, cell, 0.525, y_px=50)
    page.mouse.down()
    page.mouse.up()
    page.stub.wait_until(lambda: len(view.query.filters) == 1)
    assert clauses(view)[0].startswith("$2.margin >= ")


def test_ten_thousand_groups_come_as_they_come_into_sight(show: Callable[..., Any]) -> None:
    count = 10_000
    tables = [
        wandb.Table(dataframe=pd.DataFrame({"id": np.arange(count), "pred": (np.arange(count) + k) % count}))
        for k in range(2)
    ]
    view = wandb.compare(*tables, key="id", prediction="pred", height_px=600)
    view.group_by("pred")
    view.compared_groups = {**view.compared_groups, "sort": "key"}
    page = show(view)
    page.get_by_text("10,000 groups of 10,000 rows in each table").wait_for()
    row_of(page, "0").first.wait_for()
    assert groups(page).get_by_role("row").count() < 40
    groups(page).focus()
    page.keyboard.press("Control+End")
    page.keyboard.press("Control+ArrowDown")
    groups(page).get_by_role("rowheader", name="9999", exact=True).wait_for()
    page.get_by_role("button", name="Earlier groups").click()
    groups(page).get_by_role("rowheader", name="9999", exact=True).wait_for(state="detached")
    page.get_by_role("button", name="Later groups").click()
    groups(page).get_by_role("rowheader", name="9999", exact=True).wait_for()


def test_what_to_group_by_is_asked_where_nothing_tells(
    show: Callable[..., Any], frames: list[pd.DataFrame]
) -> None:
    tables = {f"v{k}": wandb.Table(dataframe=frame) for k, frame in enumerate(frames)}
    view = wandb.compare(tables, key="id")
    view.tab = "groups"
    page = show(view)
    page.get_by_text("What should the tables be grouped by?").wait_for()
    page.get_by_role("button", name="label", exact=True).click()
    page.stub.wait_until(lambda: view.compared_groups["by"] == "label")
    row_of(page, "bus").wait_for()


def test_no_group_is_left_says_which_clause_is_to_blame(
    show: Callable[..., Any], view: wandb.CompareView
) -> None:
    view.query = view.query.filter("$0.margin > 99")
    page = show(view)
    page.get_by_text("No row matches the clause").wait_for()
    page.get_by_role("button", name="Switch it off").click()
    row_of(page, "bus").wait_for()


def test_in_a_narrow_view_a_group_is_a_card(
    show: Callable[..., Any], view: wandb.CompareView, frames: list[pd.DataFrame]
) -> None:
    page = show(view, width=400)
    card = row_of(page, "bus")
    expect(card).to_have_class(re.compile(r"\bis-card\b"))
    counts = [str(int((frame.pred == "bus").sum())) for frame in frames]
    wait_for_value(lambda: card.locator(".is-rows").inner_text().split()[1:3], counts)
    page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Show as").click()
    page.get_by_role("menuitemradio", name="margin: Histogram", exact=True).click()
    card.locator(".is-mean").wait_for(state="detached")


def test_pictures_that_moved_come_first_and_open(show: Callable[..., Any]) -> None:
    said = [["cat", "cat", "dog", "dog"], ["cat", "dog", "dog", "dog"]]
    tables = {}
    for side, names in enumerate(said):
        tables[f"v{side}"] = wandb.Table(columns=["id", "scene", "pred"])
        for row, name in enumerate(names):
            tables[f"v{side}"].add_data(f"row {row}", picture(f"scene {row}", truth=32), name)
    view = wandb.compare(tables, key="id", prediction="pred", height_px=700)
    view.group_by("pred")
    view.compared_groups = {**view.compared_groups, "sort": "key"}
    page = show(view)
    first = row_of(page, "dog").locator(".dv-cg-picture").first
    expect(first).to_have_attribute("title", "in dog only in v1")
    first.get_by_role("img", name="only in v1").wait_for()
    first.click()
    page.get_by_text("1 of 3").first.wait_for()
    page.keyboard.press("ArrowRight")
    page.get_by_text("2 of 3").first.wait_for()
    page.keyboard.press("Escape")
    wait_for_focus(groups(page))
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.get_by_text("1 of 2").first.wait_for()
    assert page.errors == []


def test_one_table_is_grouped_as_any_table_is(show: Callable[..., Any], frames: list[pd.DataFrame]) -> None:
    view = wandb.compare(wandb.Table(dataframe=frames[0]), truth="label", prediction="pred", height_px=700)
    view.tab = "groups"
    page = show(view)
    page.get_by_text("What should the table be grouped by?").wait_for()
    page.get_by_role("button", name="pred", exact=True).click()
    tree = page.get_by_role("treegrid", name="Groups")
    tree.get_by_role("row", name="bus").wait_for()
    page.stub.wait_until(lambda: view.query.group_keys == ("pred",))
