"""Videos: posters in cells, and an open video that plays and steps, frame by frame."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.axe import findings, load_axe
from tests.browser.waiting import wait_for_focus_within, wait_for_rest

Show = Callable[..., Any]

FRAMES = 20
# What the grey in the middle of the picture is, 8 bits, in the frame that is shown; -1 while there is none.
LEVEL = """() => {
  const shown = document.querySelector(".dv-video-picture");
  if (!shown) return -1;
  const look = document.createElement("canvas");
  look.width = look.height = 1;
  const pen = look.getContext("2d", { willReadFrequently: true });
  const [w, h] = [shown.videoWidth ?? shown.width, shown.videoHeight ?? shown.height];
  pen.drawImage(shown, w / 2, h / 2, 1, 1, 0, 0, 1, 1);
  return pen.getImageData(0, 0, 1, 1).data[0];
}"""


def level(frame: int) -> int:
    """The grey of a frame: frames are told apart by it."""
    return 12 + 12 * frame


def frames() -> np.ndarray[Any, Any]:
    made = np.zeros((FRAMES, 3, 48, 64), np.uint8)
    made[:] = np.array([level(frame) for frame in range(FRAMES)], np.uint8)[:, None, None, None]
    return made


def video(file_format: str, caption: str | None = None, fps: float = 10) -> wandb.Video:
    return wandb.Video(frames(), caption, fps=fps, format=file_format)


def not_played() -> wandb.Video:
    """MPEG-4 part 2, which no browser plays."""
    av = pytest.importorskip("av")
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=10, options={"qscale:v": "2"})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for frame in np.moveaxis(frames(), 1, -1):
            made = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="rgb24")
            container.mux(stream.encode(made))
        container.mux(stream.encode())
    with pytest.warns(UserWarning, match="MPEG-4 part 2"):
        return wandb.Video(file.getvalue())


def shown(*videos: wandb.Video | None) -> wandb.TableView:
    table = wandb.Table(["name", "clip"])
    for number, each in enumerate(videos):
        table.add_data(f"run {number}", each)
    return wandb.TableView(table)


def open_video(page: Any, number: int = 0) -> Any:
    """Open a video by its place among the posters, and return the viewer once its first frame is there."""
    page.locator(".dv-video-still").nth(number).click()
    viewer = page.locator(".dv-viewer")
    viewer.locator("[data-ready=true]").wait_for()
    wait_for_focus_within(viewer)
    return viewer


def wait_for_frame(page: Any, frame: int) -> None:
    """Wait until a frame is on the screen: its number in the bar and in the timeline, and its grey."""
    page.locator(f".dv-video-where[data-frame='{frame}']").wait_for()
    page.wait_for_function(f"() => Math.abs(({LEVEL})() - {level(frame)}) <= 5")
    expect(page.get_by_role("slider", name="Frame")).to_have_attribute("aria-valuenow", str(frame + 1))


def test_a_cell_is_a_poster_that_runs_under_the_pointer(show: Show) -> None:
    page = show(shown(video("webm", "first try"), video("gif"), None))
    still = page.locator(".dv-video-still").first
    still.get_by_role("img", name="first try, 2.0 s").wait_for()
    expect(still).to_have_text("2.0 s", use_inner_text=True)
    # The first frame is all of one colour, as every other one.
    expect(still).to_have_attribute("data-poster", "0")
    width = wait_for_rest(still)["width"]
    still.hover(position={"x": 0.95 * width, "y": 60})
    page.locator(".dv-video-still[data-poster='7'] .dv-video-place").wait_for()
    still.hover(position={"x": 0.4 * width, "y": 60})
    page.locator(".dv-video-still[data-poster='3']").wait_for()
    page.mouse.move(5, 5)
    page.wait_for_function("() => !document.querySelector('.dv-video-place')")
    assert page.errors == []


@pytest.mark.parametrize("file_format", ["webm", "gif"])
def test_keys_step_to_exactly_the_next_frame(show: Show, file_format: str) -> None:
    page = show(shown(video(file_format)))
    open_video(page)
    wait_for_frame(page, 0)
    for key, frame in [(".", 1), (".", 2), (",", 1), ("End", 19), (".", 19), (",", 18), ("Home", 0)]:
        page.keyboard.press(key)
        wait_for_frame(page, frame)
    page.keyboard.press("Shift+ArrowRight")
    wait_for_frame(page, 1)
    for _ in range(6):
        page.keyboard.press(".")
    wait_for_frame(page, 7)
    assert page.errors == []


def test_buttons_and_the_timeline_step(show: Show) -> None:
    page = show(shown(video("webm")))
    viewer = open_video(page)
    viewer.get_by_role("button", name="One frame on").click()
    wait_for_frame(page, 1)
    viewer.get_by_role("button", name="One frame back").click()
    wait_for_frame(page, 0)
    timeline = viewer.get_by_role("slider", name="Frame")
    viewer.locator(".dv-video-strip").wait_for()
    box = wait_for_rest(timeline)

    def at(frame: int) -> tuple[float, float]:
        return box["x"] + (frame + 0.5) / FRAMES * box["width"], box["y"] + 20

    page.mouse.move(*at(12))
    viewer.get_by_text("frame 13, 1.20 s").wait_for()
    page.mouse.down()
    wait_for_frame(page, 12)
    page.mouse.move(*at(5), steps=4)
    page.mouse.up()
    wait_for_frame(page, 5)
    timeline.focus()
    page.keyboard.press("ArrowRight")
    wait_for_frame(page, 6)
    page.keyboard.press("PageDown")
    wait_for_frame(page, 4)
    # What else keys mean, they mean here too.
    page.keyboard.press(",")
    wait_for_frame(page, 3)
    expect(timeline).to_have_attribute("aria-valuetext", "frame 4, 0.30 s")


@pytest.mark.parametrize("file_format", ["webm", "gif"])
def test_it_plays_at_the_speed_that_is_chosen_and_stays_chosen(show: Show, file_format: str) -> None:
    page = show(shown(video(file_format), video(file_format, "second")))
    viewer = open_video(page)
    page.keyboard.press("<")
    page.keyboard.press("<")
    viewer.get_by_role("button", name="Speed 0.25×").click()
    page.get_by_role("menuitemradio", name="4×").click()
    viewer.get_by_role("button", name="Speed 4×").wait_for()
    loop = viewer.get_by_role("button", name="Loop")
    expect(loop).to_have_attribute("aria-pressed", "true")
    page.locator(".dv-viewer").focus()
    page.keyboard.press("l")
    page.locator(".dv-video-bar [aria-pressed='false'][title^='Loop']").wait_for()
    page.keyboard.press(" ")
    # Without the loop it ends by itself at the last frame, where the button plays it again.
    wait_for_frame(page, FRAMES - 1)
    # Written down as it happens: a busy machine looks too late to see what plays for a moment.
    viewer.locator(".dv-video-play").evaluate("""(button) => {
      window.titles = [];
      const note = () => window.titles.push(button.title);
      new MutationObserver(note).observe(button, { attributeFilter: ["title"] });
    }""")
    viewer.get_by_role("button", name="Play").click()
    page.wait_for_function("() => window.titles.some((title) => title.startsWith('Pause'))")
    page.wait_for_function("() => window.titles.at(-1).startsWith('Play')")
    page.locator(".dv-viewer").focus()
    page.keyboard.press("j")
    viewer.get_by_text("second", exact=True).wait_for()
    viewer.locator("[data-ready=true]").wait_for()
    viewer.get_by_role("button", name="Speed 4×").wait_for()
    expect(viewer.get_by_role("button", name="Mute")).to_have_count(0)
    assert page.errors == []


def test_what_the_browser_does_not_play_comes_frame_by_frame(show: Show) -> None:
    page = show(shown(not_played()))
    viewer = open_video(page)
    viewer.get_by_text("This browser does not play MPEG-4 part 2 in mp4: Python sends its frames").wait_for()
    wait_for_frame(page, 0)
    page.keyboard.press("End")
    wait_for_frame(page, FRAMES - 1)
    page.keyboard.press(",")
    wait_for_frame(page, FRAMES - 2)
    assert not [ask for ask in page.stub.asked if ask.get("method") == "media"]


def test_without_pyav_the_browser_plays_and_frames_are_guessed(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = shown(video("webm", "kept"))
    monkeypatch.setitem(sys.modules, "av", None)
    page = show(view)
    page.get_by_text("kept", exact=True).click()
    viewer = page.locator(".dv-viewer")
    viewer.locator("[data-ready=true]").wait_for()
    viewer.get_by_text("Run: pip install 'dsviz-widget[media]'").wait_for()
    viewer.get_by_text("frame 1 of about").wait_for()
    wait_for_focus_within(viewer)
    page.keyboard.press(".")
    page.locator(".dv-video-where[data-frame='1']").wait_for()
    page.keyboard.press("End")
    page.wait_for_function(f"() => Math.abs(({LEVEL})() - {level(FRAMES - 1)}) <= 5")


def test_the_videos_of_compared_tables_step_and_play_together(show: Show) -> None:
    def said(fps: float) -> wandb.Table:
        return wandb.Table(["id", "clip"], data=[["a", video("webm", fps=fps)]])

    page = show(wandb.compare(said(10), said(5), key="id"))
    page.locator(".dv-video-still").first.dblclick()
    sides = page.locator(".dv-viewer .dv-video")
    for side in (0, 1):
        sides.nth(side).locator("[data-ready=true]").wait_for()
    wait_for_focus_within(page.locator(".dv-viewer"))
    for _ in range(4):
        page.keyboard.press(".")
    # The same moment: the second one shows half as many frames a second.
    sides.nth(0).locator(".dv-video-where[data-frame='4']").wait_for()
    sides.nth(1).locator(".dv-video-where[data-frame='2']").wait_for()
    page.keyboard.press(" ")
    for side in (0, 1):
        sides.nth(side).get_by_role("button", name="Pause").wait_for()
    page.keyboard.press(" ")
    for side in (0, 1):
        sides.nth(side).get_by_role("button", name="Play").wait_for()
    page.keyboard.press("Home")
    for side in (0, 1):
        sides.nth(side).locator(".dv-video-where[data-frame='0']").wait_for()
    assert page.errors == []


def test_a_list_of_videos_and_a_narrow_dark_view_have_no_barrier(show: Show) -> None:
    table = wandb.Table(["step", "clips"])
    table.add_data(1, [video("webm", "one"), video("gif", "two")])
    page = show(wandb.TableView(table), width=400, theme="dark")
    load_axe(page)
    page.locator(".dv-video-still").first.wait_for()
    found = findings(page, "cells")
    viewer = open_video(page)
    viewer.get_by_text("one", exact=True).wait_for()
    page.keyboard.press("]")
    viewer.get_by_text("two", exact=True).wait_for()
    viewer.locator("[data-ready=true]").wait_for()
    wait_for_frame(page, 0)
    found += findings(page, "open")
    assert not found, "\n".join(found)
    assert viewer.evaluate("el => el.scrollWidth <= el.clientWidth")
