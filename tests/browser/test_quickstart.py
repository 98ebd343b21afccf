"""The demo notebook in a real JupyterLab, used as a person would."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.browser.waiting import wait_for_focus, wait_for_value

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.fixture(scope="module")
def opened(server: Any, context: Any) -> Any:
    from tests.browser.lab import Notebook

    for module in NOTEBOOKS.glob("*.py"):
        shutil.copy(module, server.root)
    notebook = Notebook(server, context, [], path=NOTEBOOKS / "quickstart.ipynb")
    notebook.run_all()
    yield notebook
    notebook.close()


@pytest.fixture
def view(opened: Any) -> Any:
    """The cell that shows ``TableView(preds, query="accuracy < 0.9")``, its query as at first."""
    opened.kernel("view.query = 'accuracy < 0.9'; view.overlays = {}; view.selected = []")
    shown = opened.page.locator(".jp-Cell", has_text='query="accuracy < 0.9"').locator(".dv").first
    shown.scroll_into_view_if_needed()
    shown.locator("[role=gridcell]").first.wait_for()
    return shown


def pandas_count(opened: Any, condition: str) -> int:
    return int(opened.kernel(f"print(({condition}).sum())"))


def count_on_screen(view: Any, text: str) -> None:
    view.get_by_text(text, exact=False).first.wait_for()


def test_every_cell_runs_and_rows_are_painted(opened: Any, view: Any) -> None:
    errors = opened.page.locator(
        ".jp-OutputArea-output[data-mime-type*='stderr'], .jp-RenderedText .ansi-red-fg"
    )
    assert errors.count() == 0, errors.first.inner_text()
    expected = pandas_count(opened, "preds.get_dataframe()['accuracy'] < 0.9")
    assert expected > 0
    count_on_screen(view, f"{expected} of 150 rows")
    assert opened.outside == []
    assert opened.errors == []


def test_a_class_switched_off_leaves_the_canvas(opened: Any, view: Any) -> None:
    canvas = view.locator("canvas[data-column=image]").first
    canvas.scroll_into_view_if_needed()
    opened.page.wait_for_function(
        "(c) => c.closest('.dv-thumb')?.dataset.status === 'ready'"
        " && c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((value) => value > 0)",
        arg=canvas.element_handle(),
    )
    row = int(canvas.get_attribute("data-row"))
    label = opened.kernel(
        f"m = preds.get_column('image')[{row}].masks['prediction']; "
        "print(preds.column_types['image'].mask_labels['prediction'][max(c['class_id'] for c in m.classes)])"
    ).strip()
    pixels = "(c) => [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data]"
    shown = canvas.evaluate(pixels)
    view.get_by_role("button", name="Classes").click()
    opened.page.get_by_role("button", name=f"Hide {label}", exact=True).click()
    opened.wait_until(f"view.overlays['hidden_classes'] == [{label!r}]")
    opened.page.keyboard.press("Escape")
    opened.page.wait_for_function(
        "([c, before]) => { const now = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        " return before.some((value, i) => value !== now[i]); }",
        arg=[canvas.element_handle(), shown],
    )

    def share() -> float:
        hidden = canvas.evaluate(pixels)
        return sum(a != b for a, b in zip(shown[::4], hidden[::4], strict=True)) / (len(shown) // 4)

    # Only where the class was: some of the picture, and not all of it, once the pointer raises no class.
    wait_for_value(lambda: 0 < share() < 0.6, True)


def test_a_filter_typed_in_either_form_counts_what_pandas_counts(opened: Any, view: Any) -> None:
    for text, condition in [
        ("missed > 0 and touching", "(d['missed'] > 0) & d['touching']"),
        ("{$gte: ['$0.true_digits', 5]}", "d['true_digits'] >= 5"),
    ]:
        opened.kernel("view.query = None; d = preds.get_dataframe()")
        view.get_by_role("button", name="Filter, for example", exact=False).click()
        wait_for_focus(opened.page.get_by_role("combobox", name="Filter expression"))
        opened.page.keyboard.type(text)
        opened.page.keyboard.press("Enter")
        expected = pandas_count(opened, condition)
        assert 0 < expected < 150
        count_on_screen(view, f"{expected} of 150 rows")
        opened.wait_until(f"view.query.count() == {expected}")
        assert opened.kernel("print(view.query.filters[0].text)").strip() == text


def test_a_group_opens_and_the_query_is_read_back(opened: Any, view: Any) -> None:
    opened.kernel("view.query = preds.query().group_by('touching')")
    view.get_by_text("grouped by").first.wait_for()
    assert opened.kernel("print(view.query.to_json()['group_by'])").strip() == "['touching']"
    view.get_by_role("button", name="Show rows", exact=False).or_(
        view.get_by_role("button", name="Open", exact=False)
    ).first.click()
    first = opened.kernel(
        "d = preds.get_dataframe(); k = d['touching'].value_counts().index[0]; "
        "print(d.loc[d['touching'] == k, 'id'].iloc[0])"
    ).strip()
    view.get_by_text(first, exact=True).first.wait_for()


def test_rows_scroll_while_a_cell_runs(opened: Any, view: Any) -> None:
    """Questions are answered beside a running cell where the host allows it, and after it elsewhere."""
    opened.kernel("view.query = None")
    # Not the words: "150 rows" is a part of "5 of 150 rows".
    view.locator('[role=grid][aria-rowcount="151"]').wait_for()
    opened.page.evaluate(
        """() => { const k = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
          window.__busy = k.requestExecute({ code: 'import time; time.sleep(3)' }).done; }"""
    )
    field = view.get_by_label("Go to row").first
    field.fill("140")
    field.press("Enter")
    view.locator("[role=row][aria-rowindex='141'] [role=gridcell]").first.wait_for()
    opened.page.evaluate("() => window.__busy")
    assert opened.errors == []
