"""Media in a page without a kernel: originals open and play, stills say how to get them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

import dsviz_widget as wandb
from tests.browser.media import clip, frames
from tests.browser.waiting import expect, wait_for_focus

COLUMNS = ("sound", "clip", "gif", "solid", "cloud", "molecule", "page", "frames", "figure", "photo")
PAGE = (
    "<p id='said'>before</p><img src='http://127.0.0.1:9/out.png'>"
    "<script>fetch('http://127.0.0.1:9/out'); said.textContent = 'its script ran'</script>"
)


def media(folder: Path, rows: int = 2) -> wandb.Table:
    """Return real files, and media that are drawn here."""
    table = wandb.Table(["id", *COLUMNS])
    figure = wandb.Plotly(go.Figure(go.Scatter(x=[1, 2, 3], y=[2, 1, 3])))
    points = np.random.default_rng(0).normal(size=(500, 3))
    photo = next((folder / "detection_voc" / "images").iterdir())
    for row in range(rows):
        table.add_data(
            f"take {row}",
            wandb.Audio(str(folder / "audio_digits" / f"{row}_george_7.wav")),
            wandb.Video(str(folder / "media" / "flower.webm")),
            clip(row),
            wandb.Object3D(str(folder / "meshes" / ["Duck.glb", "fandisk.obj"][row])),
            wandb.Object3D(points),
            wandb.Molecule(str(folder / "molecules" / ["trpcage.pdb", "cdk2.sdf"][row])),
            wandb.Html(PAGE),
            frames(row),
            figure,
            wandb.Image(str(photo)),
        )
    return table


def open_medium(page: Any, column: str, row: int = 0) -> Any:
    """Open a cell by keys, and return the viewer."""
    page.get_by_role("gridcell", name="take 0", exact=True).wait_for()
    wait_for_focus_of(page.get_by_role("grid"))
    page.keyboard.press("Control+Home")
    for _ in range(1 + COLUMNS.index(column)):
        page.keyboard.press("ArrowRight")
    for _ in range(row):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    found = page.locator(f'section[aria-label$=" {row + 1} of 2, column {column}"]')
    found.wait_for()
    return found


def wait_for_focus_of(grid: Any) -> None:
    grid.focus()
    wait_for_focus(grid)


def close_medium(page: Any) -> None:
    page.keyboard.press("Escape")
    wait_for_focus(page.get_by_role("grid"))


def test_originals_open_and_play_as_in_a_notebook(open_file: Callable[..., Any], shared_data: Path) -> None:
    page = open_file(wandb.TableView(media(shared_data), title="Takes"), media="originals", width=1400)
    failed: dict[str, Any] = {}
    page.on("requestfailed", lambda request: failed.setdefault(request.url, request.failure))
    opened = open_medium(page, "sound")
    expect(opened).to_contain_text("0:00.673")
    opened.get_by_role("button", name="Play", exact=True).click()
    # It is over in less than a second; the time says that it ran.
    expect(opened).not_to_contain_text("0:00.000")
    close_medium(page)
    opened = open_medium(page, "clip")
    expect(opened).to_contain_text("of 150")
    page.wait_for_function("() => document.querySelector('video')?.videoWidth === 960")
    close_medium(page)
    expect(open_medium(page, "gif")).to_contain_text("of 4")
    close_medium(page)
    for row, said in enumerate(("4,212 faces", "faces")):
        expect(open_medium(page, "solid", row)).to_contain_text(said)
        close_medium(page)
    expect(open_medium(page, "cloud")).to_contain_text("500 points")
    close_medium(page)
    expect(open_medium(page, "molecule")).to_contain_text("Residues")
    close_medium(page)
    open_medium(page, "page")
    expect(page.frame_locator("iframe").frame_locator("iframe").locator("#said")).to_have_text(
        "its script ran"
    )
    close_medium(page)
    open_medium(page, "figure")
    inner = page.frame_locator("iframe").frame_locator("iframe")
    expect(inner.locator("svg .scatterlayer path").first).to_be_attached()
    close_medium(page)
    expect(open_medium(page, "frames").locator("img, canvas").first).to_be_visible()
    close_medium(page)
    # The picture is the original, and not the small one of its cell.
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.wait_for_function("() => [...document.querySelectorAll('canvas')].some(({ width }) => width >= 300)")
    # What a logged page asks for ends at the policy of the page around it.
    outwards = [url for url in page.asked if not url.startswith(("file:", "blob:", "data:"))]
    assert {url: failed.get(url) for url in outwards} == dict.fromkeys(outwards, "csp")


def test_of_compared_tables_the_files_of_each_play(open_file: Callable[..., Any]) -> None:
    tables = []
    for version in (0, 1):
        table = wandb.Table(["id", "tone"])
        for row in range(3):
            wave = 0.5 * np.sin(np.arange(160_000) * (0.1 + 0.01 * row + version))
            # Twenty seconds: it still plays when the page is looked at.
            table.add_data(f"take {row}", wandb.Audio(wave.astype(np.float32), sample_rate=8_000))
        tables.append(table)
    page = open_file(wandb.compare(*tables, key="id", title="Tones"), media="originals", width=1400)
    play = page.get_by_role("button", name=re.compile("^Play"))
    expect(play).to_have_count(6)
    play.nth(1).click()
    expect(page.locator(".dv-sound-played")).to_have_count(1)
    assert page.errors == []


def test_a_page_of_stills_says_what_originals_would_take(
    open_file: Callable[..., Any], shared_data: Path
) -> None:
    view = wandb.TableView(media(shared_data), title="Takes")
    plan = view.html_plan()
    whole = view.html_plan(media="originals")
    assert plan.media == 0 < plan.originals
    # It is an estimate: what viewers ask beside the files comes to them.
    assert 0.5 < (whole.size - whole.code - (plan.size - plan.code)) / plan.originals < 2
    assert "With media='originals' it would be about" in str(plan)
    page = open_file(view, width=1400)
    for column in ("sound", "clip", "solid", "molecule", "page", "figure"):
        expect(open_medium(page, column)).to_contain_text("write it with media='originals' to open them")
        close_medium(page)


def test_an_unknown_kind_of_media_is_named() -> None:
    view = wandb.TableView(wandb.Table(columns=["x"], data=[[1]]))
    with pytest.raises(wandb.errors.ViewError, match="media is 'stills' or 'originals', not 'all'"):
        view.html_plan(media="all")
