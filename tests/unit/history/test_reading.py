"""Steps that were written come back: every value, every kind, once."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from dsviz_widget.errors import UnknownKey
from dsviz_widget.history import HistoryReader, HistoryWriter


def written(folder: Path, *rows: dict[str, object]) -> HistoryReader:
    writer = HistoryWriter(folder)
    for step, row in enumerate(rows):
        writer.append(step, row)
    return HistoryReader(folder)


def test_a_run_without_steps_is_an_empty_history(tmp_path: Path) -> None:
    reader = HistoryReader(tmp_path / "nowhere")
    assert (reader.row_count, reader.keys, reader.last_step, reader.last_timestamp) == (0, {}, None, None)
    assert list(reader.rows()) == []
    assert not reader.refresh()


def test_a_row_is_there_as_it_was_written(tmp_path: Path) -> None:
    rows = [
        {
            "_timestamp": 10.5,
            "_runtime": 0.5,
            "loss": 1.5,
            "n": 3,
            "ok": True,
            "word": "é\ud800",
            "none": None,
        },
        {"_timestamp": 11.5, "_runtime": 1.5, "loss": math.inf, "n": 10**400, "list": [1, "a"]},
        {"_timestamp": 12.5, "_runtime": 2.5},
        {},
    ]
    reader = written(tmp_path, *rows)
    assert list(reader.rows()) == [{"_step": step, **row} for step, row in enumerate(rows)]
    assert reader.row_count == 4
    assert reader.last_step == 3
    assert reader.last_timestamp is None


def test_kinds_under_one_key_are_kept_apart(tmp_path: Path) -> None:
    image = {"_type": "image-file", "sha256": "ab"}
    reader = written(tmp_path, {"x": 1}, {"x": "one"}, {"x": 2.5}, {"x": True}, {"x": image}, {"X": 7})
    found = {
        key: (info.count, info.first_step, info.last_step, info.last) for key, info in reader.keys.items()
    }
    assert found == {
        ("x", "number"): (2, 0, 2, 2.5),
        ("x", "string"): (1, 1, 1, "one"),
        ("x", "bool"): (1, 3, 3, True),
        ("x", "image"): (1, 4, 4, image),
        ("X", "number"): (1, 5, 5, 7),
    }
    steps, values = reader.values("x")
    assert (steps.tolist(), list(values)) == ([0, 2], [1.0, 2.5])
    assert reader.values("x", "image")[1] == [image]


@pytest.mark.parametrize(
    "key", ["", "a b/c", "日本", "🙂", "__proto__", "a.b", 'quote"d', "new\nline", "\ud800"]
)
def test_any_text_is_a_key(tmp_path: Path, key: str) -> None:
    reader = written(tmp_path, {key: 1.5})
    assert list(reader.keys) == [(key, "number")]
    assert reader.series(key).y.tolist() == [1.5]


def test_a_key_that_was_never_logged_is_named_with_its_neighbour(tmp_path: Path) -> None:
    reader = written(tmp_path, {"loss": 1.5, "word": "x"})
    with pytest.raises(UnknownKey, match=r"nothing was logged under 'los'\. Did you mean 'loss'\?"):
        reader.series("los")
    with pytest.raises(UnknownKey, match="'word' was logged as string, never as number"):
        reader.series("word")
    with pytest.raises(UnknownKey, match="nothing was logged under 'epoch'"):
        reader.series("loss", x="epoch")


@pytest.mark.parametrize(
    ("x", "expected"),
    [
        ("_step", [0, 1, 2, 3]),
        ("_timestamp", [100, 101, 102, 103]),
        ("_relative", [0, 1, 2, 3]),
        ("_runtime", [0, 1, 2, 3]),
        ("epoch", [0.5, 1.0, 1.5]),
    ],
)
def test_a_line_runs_over_what_is_asked(tmp_path: Path, x: str, expected: list[float]) -> None:
    rows = [{"_timestamp": 100 + n, "_runtime": n, "y": 10 * n, "epoch": (3 - n) / 2} for n in range(3)]
    reader = written(tmp_path, *rows, {"_timestamp": 103, "_runtime": 3, "y": 30})
    line = reader.series("y", x=x)
    assert line.x.tolist() == expected
    assert line.exact
    if x == "epoch":
        # The axis fell while the run went on: the line is in the order of the axis.
        assert line.y.tolist() == [20, 10, 0]
        assert line.step.tolist() == [2, 1, 0]


def test_a_range_is_exact_and_reaches_both_edges(tmp_path: Path) -> None:
    reader = written(tmp_path, *({"y": float(n * n)} for n in range(1000)))
    whole = reader.series("y", points=100)
    assert not whole.exact
    assert (whole.total, len(whole.x) <= 100) == (1000, True)
    part = reader.series("y", lo=500, hi=509.5, points=100)
    assert part.x.tolist() == list(range(499, 511))
    assert part.y.tolist() == [n * n for n in range(499, 511)]
    assert (part.exact, part.total) == (True, 10)


def test_what_follows_is_read_on_from_there(tmp_path: Path) -> None:
    writer = HistoryWriter(tmp_path)
    reader = HistoryReader(tmp_path)
    for step in range(50):
        writer.append(step, {"y": step, "odd": step % 2})
        assert reader.refresh()
        assert not reader.refresh()
        assert reader.last_step == step
    assert reader.series("y").y.tolist() == list(range(50))
    assert np.array_equal(reader.values("odd")[1], np.arange(50) % 2)


def test_lines_are_whole_wherever_a_long_file_is_cut_in_reading(tmp_path: Path) -> None:
    lines = [f'{{"_step":{step},"word":"{"w" * (step % 977)}","loss":{step}}}\n' for step in range(4_000)]
    lines[2_000] = lines[2_000].replace('"loss":2000', f'"long":"{"x" * 300_000}","loss":2000')
    torn = '{"_step":7,"lo\n'
    (tmp_path / "000001.jsonl").write_text("".join([*lines[:1_500], torn, *lines[1_500:]]))
    reader = HistoryReader(tmp_path)
    steps, losses = reader.values("loss")
    assert steps.tolist() == list(range(4_000))
    assert np.array_equal(losses, np.arange(4_000.0))
    assert len(reader.problems) == 1
    assert reader.problems[0].startswith("1 line of ")
    assert len(next(iter(reader.rows(["long"])))["long"]) == 300_000


def test_rows_come_as_an_arrow_table(tmp_path: Path) -> None:
    rows = [{"_timestamp": 1.0, "x": 1, "h": {"_type": "histogram"}}, {"x": "one", "ok": True}, {"x": 2.5}]
    reader = written(tmp_path, *rows)
    table = reader.to_arrow()
    assert table.to_pydict() == {
        "_step": [0, 1, 2],
        "_timestamp": [1.0, None, None],
        "_runtime": [None, None, None],
        "x": [1.0, None, 2.5],
        "h": ['{"_type": "histogram"}', None, None],
        "x.string": [None, "one", None],
        "ok": [None, True, None],
    }
    assert reader.to_arrow(["ok"]).column_names == ["_step", "_timestamp", "_runtime", "ok"]
    with pytest.raises(UnknownKey, match="nothing was logged under 'y'"):
        reader.to_arrow(["y"])


def test_a_folder_that_is_begun_anew_is_read_anew(tmp_path: Path) -> None:
    reader = written(tmp_path, *({"y": n} for n in range(5)))
    assert reader.series("y").total == 5
    for path in tmp_path.iterdir():
        path.unlink()
    assert reader.refresh()
    assert (reader.row_count, reader.keys) == (0, {})
    writer = HistoryWriter(tmp_path)
    writer.append(0, {"y": 7.5})
    assert reader.refresh()
    assert reader.series("y").y.tolist() == [7.5]
