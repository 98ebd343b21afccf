"""Sounds in cells and open: played, seen, zoomed and looped, by pointer and by keys."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from dsviz_widget.store import Catalog
from tests.browser.axe import findings, load_axe
from tests.browser.waiting import wait_for_focus_within, wait_for_rest, wait_for_value

Show = Callable[..., Any]
RATE = 16_000


def tone(hertz: float, seconds: float = 20, level: float = 0.5) -> np.ndarray:
    """A sine that plays for longer than a test takes."""
    return level * np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE)


def table() -> wandb.Table:
    """Two sounds of a channel, one of two."""
    made = wandb.Table(["clip", "name"])
    made.add_data(wandb.Audio(tone(1000), RATE, "low"), "one")
    made.add_data(wandb.Audio(tone(3000), RATE, "high"), "two")
    made.add_data(wandb.Audio(np.stack([tone(1000), tone(3000)]), RATE, "both"), "three")
    return made


def open_sound(page: Any, row: int = 0) -> Any:
    """Open the sound of a row, and wait until it can play and is drawn."""
    page.locator(".dv-sound-outline").nth(row).click()
    viewer = page.get_by_role("region", name=re.compile("^sound "))
    expect(viewer.get_by_role("button", name="Play", exact=True)).to_be_enabled()
    expect(viewer.get_by_role("slider", name="Spectrogram")).to_have_attribute("aria-busy", "false")
    viewer.locator(".dv-wave").wait_for()
    wait_for_focus_within(viewer)
    return viewer


def position(viewer: Any) -> float:
    return float(viewer.get_by_role("slider", name="Position").get_attribute("aria-valuenow"))


def pixels(page: Any, selector: str) -> list[float]:
    """How dark each of 20 rows of a canvas is, from the top, 0 to 1."""
    return page.evaluate(
        """selector => {
          const canvas = document.querySelector(selector);
          const { data } = canvas.getContext("2d").getImageData(canvas.width >> 1, 0, 1, canvas.height);
          return Array.from({ length: 20 }, (_, k) => {
            const at = Math.floor((k + 0.5) * canvas.height / 20) * 4;
            return 1 - (data[at] + data[at + 1] + data[at + 2]) / 765;
          });
        }""",
        selector,
    )


def test_a_cell_plays_with_its_button_and_with_its_key_one_at_a_time(show: Show) -> None:
    page = show(wandb.TableView(table()))
    page.get_by_role("button", name="Play low").click()
    page.get_by_role("button", name="Stop low").wait_for()
    expect(page.locator(".dv-sound-played")).to_have_count(1)
    page.get_by_role("gridcell", name="two").click()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("s")
    page.get_by_role("button", name="Stop high").wait_for()
    page.get_by_role("button", name="Play low").wait_for()
    page.keyboard.press("s")
    page.get_by_role("button", name="Play high").wait_for()
    page.keyboard.press("Enter")
    page.get_by_role("region", name="sound 2 of 3, column clip").wait_for()
    assert page.errors == []


def test_the_open_sound_plays_seeks_and_keeps_its_settings(show: Show) -> None:
    page = show(wandb.TableView(table()))
    page.get_by_role("button", name="Play high").click()
    viewer = open_sound(page)
    page.keyboard.press(" ")
    viewer.get_by_role("button", name="Pause").wait_for()
    page.stub.wait_until(lambda: position(viewer) > 0.2)
    viewer.get_by_role("button", name="Pause").click()
    viewer.get_by_role("button", name="Play", exact=True).wait_for()
    wave = viewer.locator(".dv-wave")
    wave.click(position={"x": wait_for_rest(wave)["width"] / 2, "y": 20})
    page.stub.wait_until(lambda: abs(position(viewer) - 10) < 0.1)
    page.keyboard.press("Shift+ArrowRight")
    page.stub.wait_until(lambda: abs(position(viewer) - 11) < 0.1)
    page.keyboard.press("ArrowLeft")
    page.stub.wait_until(lambda: abs(position(viewer) - 10.8) < 0.1)
    for key, button in [("l", "Loop"), ("m", "Mute")]:
        page.keyboard.press(key)
        expect(viewer.get_by_role("button", name=button)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press(">")
    viewer.get_by_role("button", name="Speed 1.25×").click()
    page.get_by_role("menuitemradio", name="0.5×").click()
    viewer.get_by_role("button", name="Speed 0.5×").wait_for()
    viewer.get_by_role("button", name="Mute").click()
    expect(viewer.get_by_role("button", name="Mute")).to_have_attribute("aria-pressed", "false")
    viewer.get_by_role("button", name="Next row").click()
    viewer.get_by_text("high").first.wait_for()
    viewer.get_by_role("button", name="Speed 0.5×").wait_for()
    expect(viewer.get_by_role("button", name="Loop")).to_have_attribute("aria-pressed", "true")
    assert page.errors == []


def test_a_region_is_made_by_dragging_and_by_keys_and_loops(show: Show) -> None:
    page = show(wandb.TableView(table()))
    viewer = open_sound(page)
    box = wait_for_rest(viewer.locator(".dv-wave"))
    at = lambda share: (box["x"] + box["width"] * share, box["y"] + 20)  # noqa: E731
    page.mouse.move(*at(0.25))
    page.mouse.down()
    page.mouse.move(*at(0.4), steps=4)
    page.mouse.move(*at(0.5), steps=4)
    page.mouse.up()
    region = viewer.locator(".dv-sound-region")
    expect(region).to_contain_text(re.compile(r"0:0[45]\.\d+ – 0:(09|10)\.\d+"))
    page.keyboard.press("x")
    expect(region).to_have_count(0)
    # From here to 0.2 s on, again and again.
    page.keyboard.press("Home")
    page.stub.wait_until(lambda: position(viewer) == 0)
    for _ in range(3):
        page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    page.stub.wait_until(lambda: 0.02 < position(viewer) < 0.2)
    page.keyboard.press("o")
    expect(region).to_contain_text("0:00.000 – 0:00.0")
    page.keyboard.press("l")
    page.keyboard.press(" ")
    viewer.get_by_role("button", name="Pause").wait_for()
    page.wait_for_timeout(600)
    assert position(viewer) < 0.5
    region.get_by_role("button", name="Remove the region").click()
    expect(region).to_have_count(0)
    assert page.errors == []


def test_the_spectrogram_shows_the_tone_where_the_axis_says_and_reads_it(show: Show) -> None:
    page = show(wandb.TableView(table()))
    viewer = open_sound(page)
    viewer.get_by_role("radio", name="Linear").click()

    def is_at_the_tone() -> bool:
        dark = pixels(page, ".dv-spectrogram canvas")
        return int(np.argmax(dark)) == 17 and dark[17] > 0.5 > 0.1 > dark[8]

    wait_for_value(is_at_the_tone, True)
    box = wait_for_rest(viewer.locator(".dv-spectrogram"))
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 7 / 8)
    expect(viewer.locator("output")).to_have_text(
        re.compile(r"^(9\.99\d|10\.0\d\d) s, (99\d|1,00\d) Hz, −6 dB$")
    )
    viewer.get_by_role("slider", name="Spectrogram").focus()
    page.keyboard.press("ArrowUp")
    expect(viewer.get_by_role("slider", name="Spectrogram")).to_have_attribute(
        "aria-valuetext", re.compile(r"0\.000 s, [\d,]+ Hz, −\d+ dB")
    )
    assert page.errors == []


def test_zoom_shows_less_of_the_time_and_asks_for_it_in_detail(show: Show) -> None:
    page = show(wandb.TableView(table()))
    viewer = open_sound(page)
    ruler = viewer.locator(".dv-sound-ruler")
    expect(ruler).to_contain_text("18 s")
    for _ in range(8):
        page.keyboard.press("+")
    expect(ruler).not_to_contain_text("18 s")
    details = lambda: [  # noqa: E731
        asked for asked in page.stub.asked if asked.get("params", {}).get("to_s", 20) < 2
    ]
    page.stub.wait_until(lambda: len(details()) > 0)
    viewer.get_by_role("button", name="Zoom out").click()
    viewer.get_by_role("button", name="Show all").click()
    expect(ruler).to_contain_text("18 s")
    assert page.errors == []


def test_channels_are_seen_apart(show: Show) -> None:
    page = show(wandb.TableView(table()))
    viewer = open_sound(page, 2)
    viewer.get_by_role("radio", name="Linear").click()
    loudest = lambda: int(np.argmax(pixels(page, ".dv-spectrogram canvas")))  # noqa: E731
    viewer.get_by_role("radio", name="Right").click()
    page.stub.wait_until(lambda: loudest() == 12)
    viewer.get_by_role("radio", name="Left").click()
    page.stub.wait_until(lambda: loudest() == 17)
    assert page.errors == []


def test_what_the_browser_cannot_play_comes_as_what_it_can(show: Show) -> None:
    slow = wandb.Table(["clip"], data=[[wandb.Audio(np.sin(np.arange(64)), sample_rate=32)]])
    page = show(wandb.TableView(slow))
    viewer = open_sound(page)
    viewer.get_by_text("32 Hz · mono · 16 bit · peak 0.0 dB").wait_for()
    assert any(asked.get("params", {}).get("what") == "wav" for asked in page.stub.asked)


def test_a_damaged_file_says_so_and_the_next_row_is_fine(show: Show, tmp_path: Path) -> None:
    soundfile = pytest.importorskip("soundfile")
    path = tmp_path / "cut.flac"
    soundfile.write(path, np.random.default_rng(0).uniform(-0.5, 0.5, RATE), RATE)
    path.write_bytes(path.read_bytes()[:200])
    made = wandb.Table(["clip"], data=[[wandb.Audio(path)], [wandb.Audio(tone(500), RATE, "fine")]])
    page = show(wandb.TableView(made))
    page.locator(".dv-media").first.click()
    viewer = page.get_by_role("region", name=re.compile("^sound 1"))
    viewer.get_by_text(re.compile("cannot be decoded|plays no sound")).first.wait_for()
    viewer.get_by_role("button", name="Next row").click()
    page.get_by_text("fine").first.wait_for()


@pytest.mark.parametrize(("theme", "width"), [("light", 1100), ("dark", 400)])
def test_axe_finds_nothing_serious(show: Show, theme: str, width: int) -> None:
    page = show(wandb.TableView(table()), width=width, theme=theme)
    load_axe(page)
    page.locator(".dv-sound-outline").first.wait_for()
    found = findings(page, "cells")
    viewer = open_sound(page, 2)
    page.keyboard.press("i")
    viewer.locator(".dv-sound-region").wait_for()
    found += findings(page, "open")
    assert not found, "\n".join(found)


def test_the_sounds_of_compared_tables_have_one_playhead_and_one_region(show: Show) -> None:
    def said(hertz: float) -> wandb.Table:
        return wandb.Table(["id", "clip"], data=[["a", wandb.Audio(tone(hertz), RATE, f"{hertz} Hz")]])

    page = show(wandb.compare(said(500), said(2000), key="id"))
    page.locator(".dv-sound-outline").first.wait_for()
    page.get_by_role("gridcell", name="a", exact=True).click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("s")
    page.get_by_role("button", name="Stop 500 Hz").wait_for()
    page.locator(".dv-sound-outline").first.dblclick()
    viewer = page.get_by_role("region", name=re.compile("^sound 1"))
    sides = viewer.locator(".dv-sound-player")
    for side in (0, 1):
        expect(sides.nth(side).get_by_role("button", name="Play", exact=True)).to_be_enabled()
        sides.nth(side).locator(".dv-wave").wait_for()
    wave = sides.first.locator(".dv-wave")
    wave.click(position={"x": wait_for_rest(wave)["width"] / 4, "y": 20})
    page.stub.wait_until(lambda: abs(position(sides.nth(1)) - 5) < 0.2)
    page.keyboard.press("i")
    expect(sides.nth(1).locator(".dv-sound-region")).to_contain_text(re.compile(r"0:0[45]\.\d+ – 0:20\.000"))
    page.keyboard.press(" ")
    sides.first.get_by_role("button", name="Pause").wait_for()
    page.stub.wait_until(lambda: position(sides.nth(1)) > 5.2)
    page.keyboard.press("s")
    sides.nth(1).get_by_role("button", name="Pause").wait_for()
    sides.first.get_by_role("button", name="Play", exact=True).wait_for()
    now = position(sides.nth(1))
    page.stub.wait_until(lambda: position(sides.first) > now)
    assert now > 5.1
    assert page.errors == []


def test_the_sounds_of_a_run_are_played_where_they_were_logged(show: Show, store: Catalog) -> None:
    run = wandb.init(project="p")
    for hertz in (500, 1000):
        run.log({"heard": wandb.Audio(tone(hertz), RATE, f"{hertz} Hz")})
    run.finish()
    page = show(wandb.RunView(run))
    page.get_by_role("tab", name="Media").click()
    page.get_by_role("button", name="Play 500 Hz").press("Enter")
    page.get_by_role("button", name="Stop 500 Hz").wait_for()
    page.get_by_role("button", name="Play 1000 Hz").click()
    page.get_by_role("button", name="Stop 1000 Hz").wait_for()
    page.get_by_role("button", name="Play 500 Hz").wait_for()
    assert page.errors == []
