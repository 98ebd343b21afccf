"""Scores of classes in a stub page: matrix, figures per class and rows of a cell, by pointer and keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import expect
from sklearn.metrics import average_precision_score, confusion_matrix, precision_score, recall_score

import dsviz_widget as wandb
from tests.browser.scores import CLASSES, cell, cifar, compared, counted, predictions, texts
from tests.browser.waiting import wait_for_focus, wait_for_value


def clauses_are(page: Any, view: Any, *wanted: str) -> None:
    page.stub.wait_until(lambda: texts(view) == list(wanted))


def test_the_figures_are_those_of_scikit_learn(show: Callable[..., Any], shared_data: Path) -> None:
    tables = [cifar(shared_data / "cifar10", model) for model in ("resnet20", "resnet56")]
    view = wandb.compare(*tables, key="id", labels=["r20", "r56"], tab="scores", height_px=1200,
                         truth="label", prediction="pred", score="p_*",
                         scores={"threshold": 0.6, "class": "cat"})  # fmt: skip
    page = show(view, height=1300)
    frames = [table.get_dataframe() for table in tables]
    classes = sorted(set(frames[0]["label"]))
    scores = frames[1][[f"p_{name}" for name in classes]].to_numpy()
    is_counted = scores.max(axis=1) >= 0.6
    said = np.where(is_counted, frames[1]["pred"], "below")
    wanted = confusion_matrix(frames[1]["label"], said, labels=[*classes, "below"])
    page.get_by_role("grid", name="Confusion of r56").wait_for()
    for row, truth in enumerate(classes):
        for column, name in enumerate([*classes, "below"]):
            count = int(wanted[row, column])
            expect(cell(page, truth, name)).to_have_text(str(count) if count else "")
    right = int((frames[1]["pred"] == frames[1]["label"])[is_counted].sum())
    share = f"{100 * right / is_counted.sum():.1f} %"
    counted(page, f"{is_counted.sum()} of 300")
    counted(page, share)
    truth = frames[1]["label"] == "cat"
    ap = average_precision_score(truth, frames[1]["p_cat"])
    row = page.get_by_role("row").filter(has=page.get_by_role("button", name="cat 30"))
    expect(row).to_contain_text(f"{ap:.3f}")
    precision = precision_score(frames[1]["label"], said, labels=["cat"], average=None, zero_division=0)[0]
    recall = recall_score(frames[1]["label"], said, labels=["cat"], average=None, zero_division=0)[0]
    expect(row).to_contain_text(f"{precision:.3f}")
    expect(row).to_contain_text(f"{recall:.3f}")
    cell(page, "automobile", "truck").click()
    cards = page.get_by_role("region", name="Picked rows").get_by_role("listitem")
    expect(cards).to_have_count(4)
    # Surest first, with the picture of the row.
    expect(cards.first).to_contain_text("automobile/0025.jpg")
    page.wait_for_function("() => document.querySelectorAll('.dv-picked-card canvas').length === 4")
    assert page.errors == []


def test_a_cell_adds_its_clauses_and_a_second_click_takes_them_out(show: Callable[..., Any]) -> None:
    view = compared()
    page = show(view)
    cell(page, "cat", "dog").click()
    clauses_are(page, view, "$1.p_dog >= 0.50", '$1.label = "cat" and $1.pred = "dog"')
    expect(cell(page, "cat", "dog")).to_have_attribute("aria-selected", "true")
    page.get_by_role("region", name="Picked rows").get_by_role("listitem").first.wait_for()
    # The panel goes on showing all rows; only the rows below are those of the cell.
    counted(page, "of 160")
    cell(page, "cat", "dog").click()
    clauses_are(page, view)
    page.get_by_role("region", name="Picked rows").wait_for(state="detached")
    assert page.errors == []


def test_arrows_go_from_cell_to_cell_and_enter_picks(show: Callable[..., Any]) -> None:
    view = compared(scores={"sort": "class"})
    page = show(view)
    cell(page, "cat", "cat").focus()
    page.keyboard.press("ArrowRight")
    wait_for_focus(cell(page, "cat", "deer"))
    page.keyboard.press("ArrowDown")
    wait_for_focus(cell(page, "deer", "deer"))
    page.get_by_role("tooltip").get_by_text("found as").wait_for()
    page.keyboard.press("End")
    wait_for_focus(cell(page, "deer", "below"))
    page.keyboard.press("Home")
    wait_for_focus(cell(page, "deer", "cat"))
    page.keyboard.press("Enter")
    clauses_are(page, view, "$1.p_cat >= 0.50", '$1.label = "deer" and $1.pred = "cat"')
    page.keyboard.press("Enter")
    clauses_are(page, view)


def test_the_name_of_a_class_keeps_its_row_or_its_column(show: Callable[..., Any]) -> None:
    view = compared(scores={"sort": "class"})
    page = show(view)
    frame = predictions(2.0).get_dataframe()
    status = page.get_by_role("status")
    truth = page.get_by_role("button", name="Rows that are cat")
    said = page.get_by_role("button", name="Rows said to be dog")
    truth.click()
    clauses_are(page, view, '$1.label = "cat"')
    expect(truth).to_have_attribute("aria-pressed", "true")
    expect(status.get_by_text(f"{(frame['label'] == 'cat').sum()} rows")).to_be_visible()
    # The panel goes on showing all rows, in each of its tables.
    counted(page, "of 160")
    said.click()
    clauses_are(page, view, "$1.p_dog >= 0.50", '$1.pred = "dog"')
    expect(truth).to_have_attribute("aria-pressed", "false")
    expect(said).to_have_attribute("aria-pressed", "true")
    count = ((frame["pred"] == "dog") & (frame["p_dog"] >= 0.5)).sum()
    expect(status.get_by_text(f"{count} rows")).to_be_visible()
    expect(said).to_have_attribute("title", "Rows said to be dog. Click again to let them go")
    said.click()
    clauses_are(page, view)
    expect(said).to_have_attribute("aria-pressed", "false")
    below = page.get_by_role("button", name="Rows below 0.50")
    below.click()
    page.stub.wait_until(lambda: len(texts(view)) == 1 and texts(view)[0].endswith("< 0.50"))
    expect(below).to_have_attribute("aria-pressed", "true")
    assert page.errors == []


def test_arrows_go_on_to_the_names_of_classes(show: Callable[..., Any]) -> None:
    view = compared(scores={"sort": "class", "threshold": 0})
    page = show(view)
    cell(page, "cat", "cat").focus()
    page.keyboard.press("ArrowUp")
    wait_for_focus(page.get_by_role("button", name="Rows said to be cat"))
    page.keyboard.press("ArrowRight")
    wait_for_focus(page.get_by_role("button", name="Rows said to be deer"))
    page.keyboard.press("Enter")
    clauses_are(page, view, '$1.pred = "deer"')
    page.keyboard.press("ArrowDown")
    wait_for_focus(cell(page, "cat", "deer"))
    page.keyboard.press("Home")
    wait_for_focus(cell(page, "cat", "cat"))
    page.keyboard.press("ArrowLeft")
    wait_for_focus(page.get_by_role("button", name="Rows that are cat"))
    page.keyboard.press("ArrowDown")
    wait_for_focus(page.get_by_role("button", name="Rows that are deer"))
    page.keyboard.press("Space")
    clauses_are(page, view, '$1.label = "deer"')
    page.keyboard.press("Space")
    clauses_are(page, view)


def test_shift_joins_cells_and_alt_keeps_all_but_one(show: Callable[..., Any]) -> None:
    view = compared(scores={"threshold": 0})
    page = show(view)
    cell(page, "cat", "dog").click()
    clauses_are(page, view, '$1.label = "cat" and $1.pred = "dog"')
    cell(page, "fox", "dog").click(modifiers=["Shift"])
    wait_for_value(lambda: page.evaluate("() => getSelection().toString()"), "")
    clauses_are(
        page,
        view,
        '($1.label = "cat" and $1.pred = "dog") or ($1.label = "fox" and $1.pred = "dog")',
    )
    expect(page.locator(".dv-matrix [aria-selected=true]")).to_have_count(2)
    cell(page, "deer", "dog").click(modifiers=["Alt"])
    clauses_are(page, view, '$1.label = "deer" and $1.pred = "dog"')
    page.stub.wait_until(lambda: view.query.filters[0].negated)


def test_the_matrix_shows_each_table_and_their_difference(show: Callable[..., Any]) -> None:
    view = compared(scores={"threshold": 0})
    page = show(view)
    frames = [predictions(skill).get_dataframe() for skill in (1.0, 2.0)]
    first, second = (confusion_matrix(frame["label"], frame["pred"], labels=CLASSES) for frame in frames)
    sides = page.get_by_role("radiogroup", name="Table of the matrix")
    sides.get_by_role("radio", name="small", exact=True).click()
    expect(cell(page, "cat", "cat")).to_have_text(str(first[0, 0]))
    page.keyboard.press("ArrowRight")
    expect(cell(page, "cat", "cat")).to_have_text(str(second[0, 0]))
    page.keyboard.press("ArrowRight")
    page.get_by_role("grid", name="Confusion, difference").wait_for()
    expect(cell(page, "cat", "cat")).to_have_text(f"+{second[0, 0] - first[0, 0]}")
    page.stub.wait_until(lambda: view.scores["matrix"]["side"] == "difference")
    units = page.get_by_role("radiogroup", name="What cells count")
    sides.get_by_role("radio", name="large", exact=True).click()
    units.get_by_role("radio", name="% of label").click()
    expect(cell(page, "cat", "cat")).to_have_text(f"{100 * second[0, 0] / second[0].sum():.0f}%")
    units.get_by_role("radio", name="% of pred").click()
    expect(cell(page, "cat", "cat")).to_have_text(f"{100 * second[0, 0] / second[:, 0].sum():.0f}%")


def test_sorting_turns_both_axes_and_a_class_shows_its_curves(show: Callable[..., Any]) -> None:
    view = compared()
    page = show(view)
    table = page.get_by_role("table", name="Scores per class")
    table.get_by_role("button", name="recall").click()
    page.stub.wait_until(lambda: view.scores["sort"] == "recall")
    names = page.locator(".dv-matrix .dv-matrix-name")
    heads = page.locator(".dv-matrix .dv-matrix-column")
    page.wait_for_function(
        """() => {
          const read = (of) => [...document.querySelectorAll(of)].map((el) => el.textContent);
          const rows = read('.dv-matrix-name');
          return JSON.stringify(rows) === JSON.stringify(read('.dv-matrix-column').slice(0, rows.length))
            && JSON.stringify(rows) === JSON.stringify(read('.dv-class-row .dv-class-name'));
        }"""
    )
    worst = names.first.inner_text()
    table.get_by_role("button", name="recall").click()
    expect(names.last).to_have_text(worst)
    expect(heads.nth(len(CLASSES) - 1)).to_have_text(worst)
    # One class is on one line in matrix and table.
    page.wait_for_function(
        """() => {
          const middle = (el) => { const box = el.getBoundingClientRect(); return box.top + box.height / 2; };
          const names = [...document.querySelectorAll('.dv-matrix-name')];
          const rows = [...document.querySelectorAll('.dv-class-row')];
          return names.every((name, at) => Math.abs(middle(name) - middle(rows[at])) < 2);
        }"""
    )
    fox = table.get_by_role("button", name="fox")
    fox.focus()
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: view.scores["class"] == "fox")
    page.get_by_role("slider", name="Precision and recall of fox").wait_for()
    fox.click()
    page.get_by_role("slider", name="Precision and recall of all classes").wait_for()


def test_picked_rows_alone_can_be_scored_and_opened(show: Callable[..., Any]) -> None:
    view = compared(scores={"threshold": 0})
    page = show(view)
    cell(page, "cat", "dog").click()
    clauses_are(page, view, '$1.label = "cat" and $1.pred = "dog"')
    page.get_by_role("button", name="Score these rows only").click()
    page.stub.wait_until(lambda: view.scores["only_these"])
    frame = predictions(2.0).get_dataframe()
    count = int(((frame["label"] == "cat") & (frame["pred"] == "dog")).sum())
    counted(page, f"{count} of {count}")
    expect(cell(page, "dog", "dog")).to_have_text("")
    page.get_by_role("button", name="Let go").click()
    clauses_are(page, view)
    counted(page, "of 160")
    cell(page, "cat", "dog").click()
    page.get_by_role("button", name="Open as rows").click()
    page.get_by_role("tab", name="Rows", selected=True).wait_for()
    page.stub.wait_until(lambda: view.tab == "rows")
    page.get_by_role("grid").wait_for()


def test_one_table_goes_without_marks_and_differences(show: Callable[..., Any]) -> None:
    view = wandb.compare(predictions(1.5), tab="scores", height_px=1000, truth="label", prediction="pred",
                         score="p_*")  # fmt: skip
    page = show(view)
    cell(page, "cat", "dog").click()
    clauses_are(page, view, "p_dog >= 0.50", 'label = "cat" and pred = "dog"')
    page.get_by_role("region", name="Picked rows").get_by_role("listitem").first.wait_for()
    expect(page.locator(".dv-scores-block .dv-lane-mark, .dv-scores .dv-difference")).to_have_count(0)
    assert page.errors == []
