"""Real recordings in a real JupyterLab: the player comes through the kernel, draws and plays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

CELL = """
from pathlib import Path
import dsviz_widget as wandb
folder = Path({folder!r})
table = wandb.Table(["clip", "name"])
for path in [folder / "media" / "t-rex-roar.mp3", *sorted((folder / "audio_digits").glob("*.wav"))[:5]]:
    table.add_data(wandb.Audio(path, caption=path.stem), path.name)
view = wandb.TableView(table)
view
"""
COLORS = """selector => {
  const canvas = [...document.querySelectorAll(selector)].at(-1);
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
}"""


def test_recordings_are_drawn_and_played(notebook: Callable[..., Any], shared_data: Path) -> None:
    opened = notebook(CELL.format(folder=str(shared_data)))
    opened.run_all()
    page = opened.page
    expect(page.locator(".dv-sound-outline").nth(3)).to_be_visible()
    page.locator(".dv-sound-outline").first.click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_enabled()
    expect(page.get_by_role("slider", name="Spectrogram")).to_have_attribute("aria-busy", "false")
    page.get_by_text("44,100 Hz · stereo").wait_for()
    page.wait_for_function(f"(selector) => ({COLORS})(selector) > 50", arg=".dv-spectrogram canvas")
    # The roar takes two seconds: in a loop it still plays when the page is looked at.
    page.get_by_role("button", name="Loop", exact=True).click()
    page.get_by_role("button", name="Play", exact=True).click()
    page.get_by_role("button", name="Pause").wait_for()
    page.wait_for_function(
        "() => document.querySelector('.dv-sound-time-slider').getAttribute('aria-valuenow') > 0.2"
    )
