"""What docs/store.md says of a run's steps, done by hand without the package."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from dsviz_widget.history import HistoryReader, HistoryWriter
from dsviz_widget.history.packing import pack_folder

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "store.md").read_text()
ROWS = [
    {"_timestamp": 1.5, "_runtime": 0.5, "loss": 0.5, "x": 1, "h": {"_type": "histogram", "values": [1]}},
    {"_timestamp": 2.5, "_runtime": 1.5, "loss": float("inf"), "x": 1.5, "none": None, "big": 1 << 70},
    {"_timestamp": 3.5, "_runtime": 2.5, "x": "one", "y.z": [1, 2], "ok": False},
]


def test_the_page_is_enough_to_read_the_steps_of_a_run(tmp_path: Path) -> None:
    folder = tmp_path / "dsviz/projects/p/runs/r1/history"
    for start in (0, 3):
        writer = HistoryWriter(folder)
        for step, row in enumerate(ROWS, start):
            writer.append(step, row)
        writer.close()
        if not start:
            pack_folder(folder, smallest=1)
    assert sorted(path.name for path in folder.iterdir()) == ["000001.parquet", "000002.jsonl"]
    scripts = re.findall(r"python - <<'END'\n(.*?)\n    END", PAGE, re.DOTALL)
    script = "\n".join(line.removeprefix("    ") for line in scripts[1].split("\n"))
    out = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path
    ).stdout
    expected = [json.dumps({"_step": step, **row}, sort_keys=True) for step, row in enumerate(ROWS * 2)]
    assert out.splitlines() == expected
    assert [json.dumps(row, sort_keys=True) for row in HistoryReader(folder).rows()] == expected


def test_the_lines_that_the_page_shows_are_what_is_written(tmp_path: Path) -> None:
    shown = re.search(r"```\n(\{\"_step\".*?)```", PAGE, re.DOTALL)
    assert shown is not None
    writer = HistoryWriter(tmp_path)
    for line in shown[1].splitlines():
        row = json.loads(line)
        writer.append(row.pop("_step"), row)
    writer.close()
    assert (tmp_path / "000001.jsonl").read_text() == shown[1]
