"""What the Scores tab says when there is nothing to score, while it counts, and when it cannot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dsviz_widget as wandb
from tests.browser.scores import cell, compared, counted, predictions, slider, texts, unscorable
from tests.browser.waiting import expect


def test_what_could_be_scored_is_offered(show: Callable[..., Any]) -> None:
    view = compared(truth=None, prediction=None, score=None)
    page = show(view)
    page.get_by_text("What is right, and what is predicted?").wait_for()
    page.get_by_role("button", name="pred against label").click()
    page.stub.wait_until(lambda: view.comparison["truth"] == "label" and view.comparison["score"] == "p_*")
    cell(page, "cat", "cat").wait_for()
    assert page.errors == []


def test_columns_are_chosen_from_menus(show: Callable[..., Any]) -> None:
    view = compared(score=None)
    page = show(view)
    cell(page, "cat", "cat").wait_for()
    # Without scores nothing is below a threshold, and there are no curves.
    expect(slider(page)).to_have_count(0)
    expect(page.get_by_role("region", name="ROC")).to_have_count(0)
    page.get_by_role("button", name="score: none").focus()
    page.keyboard.press("Enter")
    page.get_by_role("menuitemradio", name="p_*").click()
    page.stub.wait_until(lambda: view.comparison["score"] == "p_*")
    slider(page).wait_for()
    page.get_by_role("button", name="prediction: pred").click()
    page.get_by_role("menuitemradio", name="highest score").click()
    page.stub.wait_until(lambda: view.comparison["prediction"] is None)
    counted(page, "of 160")
    page.get_by_role("button", name="prediction: highest score").wait_for()


def test_a_column_that_cannot_be_scored_is_said_and_another_may_be_chosen(show: Callable[..., Any]) -> None:
    view = unscorable()
    page = show(view)
    page.get_by_text("These rows could not be scored.").wait_for()
    page.get_by_text("nothing", exact=False).first.wait_for()
    view.comparison = {**view.comparison, "prediction": "pred"}
    cell(page, "cat", "cat").wait_for()
    page.get_by_text("These rows could not be scored.").wait_for(state="detached")


def test_a_table_that_lacks_the_score_leaves_the_way_to_another_choice(show: Callable[..., Any]) -> None:
    lacking = wandb.Table(columns=["id", "label", "pred"], data=[["row 000", "cat", "dog"]])
    view = wandb.compare(predictions(1.0), lacking, key="id", tab="scores", height_px=1000,
                         truth="label", prediction="pred", score="p_*")  # fmt: skip
    page = show(view)
    page.get_by_text("table second has no columns 'p_*'. There is 'label', 'pred', 'right'.").wait_for()
    page.get_by_role("button", name="score: p_*").click()
    page.get_by_role("menuitemradio", name="no scores").click()
    page.stub.wait_until(lambda: view.comparison["score"] is None)
    cell(page, "cat", "cat").wait_for()
    page.get_by_text("These rows could not be scored.").wait_for(state="detached")
    assert page.errors == []


def test_a_class_without_a_name_is_told_from_no_class(show: Callable[..., Any]) -> None:
    rows = [["", "", 0.9], ["cat", "", 0.4], ["cat", "cat", 0.8]]
    table = wandb.Table(columns=["is.true", "its.pred", "score"], data=rows)
    page = show(wandb.TableView(table).evaluate(truth="is.true", prediction="its.pred", score="score"))
    page.get_by_role("button", name="Whose curves: all classes").first.wait_for()
    page.locator(".dv-matrix-name").get_by_text('""', exact=True).wait_for()
    # A dot is part of a column's name.
    page.get_by_text("is.true", exact=False).first.wait_for()
    page.get_by_text("its.pred →").wait_for()
    page.locator(".dv-class-row button").filter(has_text='""').click()
    page.get_by_role("button", name='Whose curves: ""').first.wait_for()
    assert page.errors == []


def test_a_filter_without_rows_names_its_clause(show: Callable[..., Any]) -> None:
    view = compared(query="$0.p_cat > 2")
    page = show(view)
    page.get_by_text("No row matches the clause").wait_for()
    page.get_by_role("button", name="Switch it off").click()
    counted(page, "of 160")


def test_scores_follow_a_filter(show: Callable[..., Any]) -> None:
    view = compared(scores={"threshold": 0})
    page = show(view)
    counted(page, "160 of 160")
    view.query = '$0.label = "cat"'
    frame = predictions(1.0).get_dataframe()
    count = int((frame["label"] == "cat").sum())
    counted(page, f"{count} of {count}")
    expect(cell(page, "dog", "dog")).to_have_text("")


def test_a_long_count_can_be_stopped_and_asked_again(show: Callable[..., Any]) -> None:
    page = show(compared(), hold=True)
    page.stub.comm.hold.set()
    cell(page, "cat", "cat").wait_for()
    page.stub.comm.hold.clear()
    page.evaluate(
        """() => {
          const filters = [{ text: '$0.p_cat > 0.1', on: true, negated: false }];
          model.set('query', { ...model.get('query'), filters });
          model.save_changes();
        }"""
    )
    stop = page.locator(".dv-scores").get_by_role("button", name="Stop")
    stop.click()
    page.get_by_text("It was stopped.").wait_for()
    # What was there stays.
    cell(page, "cat", "cat").wait_for()
    page.stub.comm.hold.set()
    page.get_by_role("button", name="Try again").first.click()
    page.get_by_text("It was stopped.").wait_for(state="detached")
    counted(page, " of ")


def test_rows_without_a_truth_are_counted_apart(show: Callable[..., Any]) -> None:
    table = predictions(1.5)
    table.add_data("row 160", None, "cat", 0.7, 0.1, 0.1, 0.1)
    table.add_data("row 161", "cat", None, 0.7, 0.1, 0.1, 0.1)
    view = wandb.compare(table, tab="scores", truth="label", prediction="pred", score="p_*",
                         height_px=900)  # fmt: skip
    page = show(view)
    counted(page, "(2 left out)")
    said = page.locator(".dv-counted [title]").get_attribute("title")
    assert said == "Left out: 1 without a truth, 1 without a prediction."


def test_undo_takes_a_pick_back(show: Callable[..., Any]) -> None:
    view = compared(scores={"threshold": 0})
    page = show(view)
    cell(page, "cat", "dog").click()
    page.stub.wait_until(lambda: len(texts(view)) == 1)
    expect(cell(page, "cat", "dog")).to_have_attribute("aria-selected", "true")
    page.get_by_role("button", name="Undo").click()
    page.stub.wait_until(lambda: texts(view) == [])
    expect(cell(page, "cat", "dog")).to_have_attribute("aria-selected", "false")


def test_charts_do_not_grow_without_end(show: Callable[..., Any]) -> None:
    rows = [["a", "a", 3.0], ["b", "a", -2.0], ["b", "b", 8.0]]
    table = wandb.Table(columns=["label", "pred", "score"], data=rows)
    page = show(wandb.TableView(table).evaluate(truth="label", prediction="pred", score="score"))
    # Scores beyond 0 to 1 have no calibration, and two charts have the room of three.
    expect(page.locator(".dv-curve-chart")).to_have_count(2)
    widths = page.eval_on_selector_all(".dv-curve-chart", "all => all.map((one) => one.clientWidth)")
    assert max(widths) <= 440
