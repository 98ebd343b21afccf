"""Presets of users: by name, by file, by an Altair chart; their holes, and what is said when one is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import ChartError, PresetNotFound
from dsviz_widget.plot import Chart
from dsviz_widget.plot.holes import fields_of, fill

BARS = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "data": {"name": "wandb"},
    "title": "${string:title}",
    "mark": "bar",
    "transform": [{"calculate": "datum['${field:value}'] * 2", "as": "twice"}],
    "encoding": {
        "x": {"field": "${field:label}", "type": "nominal"},
        "y": {"field": "twice", "type": "quantitative"},
        "color": {"field": "${field:group:label}", "type": "nominal"},
    },
}
VEGA = {
    "$schema": "https://vega.github.io/schema/vega/v6.json",
    "width": 100,
    "height": 100,
    "data": [{"name": "wandb"}],
    "scales": [{"name": "y", "domain": {"data": "wandb", "field": "${field:value}"}, "range": "height"}],
    "marks": [
        {
            "type": "symbol",
            "from": {"data": "wandb"},
            "encode": {"enter": {"y": {"scale": "y", "field": "${field:value}"}, "x": {"value": 50}}},
        }
    ],
}
TABLE = wandb.Table(columns=["label", "a.b", "it's"], data=[["x", 1, 2], ["y", 3, 4]])


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DSVIZ_DIR", str(tmp_path / "dsviz"))
    return tmp_path


def values_of(svg: str) -> list[str]:
    return [part.split('"')[0] for part in svg.split('aria-label="')[1:]]


def test_a_preset_is_drawn_by_its_name() -> None:
    wandb.plot.save_preset("team/bars", BARS)
    fields = {"label": "label", "value": "a.b"}
    chart = wandb.plot_table("team/bars", TABLE, fields, {"title": "Mine"})
    assert chart.title == chart.spec["title"] == "Mine"
    said = values_of(chart.to_svg())
    assert any("twice: 2" in text for text in said)
    assert any("twice: 6" in text for text in said)


def test_a_name_of_any_letters_goes_into_holes_of_each_kind() -> None:
    assert fill("${field:x}", {"x": "a.b[0]"}, {}) == "a\\.b\\[0\\]"
    assert fill("datum['${field:x}'] > 1", {"x": "it's"}, {}) == "datum['it\\'s'] > 1"
    assert fill("by ${field:x} of ${string:who}", {"x": "it's"}, {"who": "us"}) == "by it's of us"
    assert fill("${field:x:other}", {}, {}) == "other"
    assert fill("${string:title}", {}, {}) == ""
    assert fields_of(BARS) == {"value": None, "label": None, "group": "label"}
    chart = wandb.plot_table(BARS, TABLE, {"label": "label", "value": "it's"})
    assert any("twice: 4" in text for text in values_of(chart.to_svg()))


@pytest.mark.parametrize("kind", ["path", "text path", "dict", "json"])
def test_a_preset_comes_in_each_form(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "bars.vl.json"
    path.write_text(json.dumps(BARS))
    given: Any = {"path": path, "text path": str(path), "dict": BARS, "json": json.dumps(BARS)}[kind]
    chart = wandb.plot_table(given, TABLE, {"label": "label", "value": "a.b"})
    assert chart.to_svg().startswith("<svg")


def test_vega_is_drawn_too() -> None:
    chart = wandb.plot_table(VEGA, TABLE, {"value": "a.b"})
    assert chart.to_png().startswith(b"\x89PNG")
    assert chart.to_dict()["data"][0]["values"][0]["a.b"] == 1
    with pytest.raises(ChartError, match="Altair has Vega-Lite only"):
        chart.to_altair()


def test_an_altair_chart_is_a_preset() -> None:
    shape = alt.Chart(alt.NamedData("wandb")).mark_bar().encode(x="label:N", y="b:Q")
    table = wandb.Table(columns=["label", "b"], data=[["x", 3], ["y", 4]])
    chart = wandb.plot_table(shape, table, {})
    assert any("b: 4" in text for text in values_of(chart.to_svg()))
    wandb.plot.save_preset("team/shape", shape)
    assert wandb.plot_table("team/shape", table, {}).to_svg() == chart.to_svg()


def test_an_altair_chart_is_a_chart_with_its_rows() -> None:
    frame = pd.DataFrame({"a": np.arange(7_000)})
    chart = Chart.of(alt.Chart(frame, title="Mine").mark_point().encode(x="a:Q"))
    assert chart.title == "Mine"
    assert chart.table is not None
    assert len(chart.table) == 7_000
    assert chart.to_altair().to_dict()["title"] == "Mine"


def test_of_a_long_table_so_many_rows_are_drawn_and_that_is_said() -> None:
    table = wandb.Table(dataframe=pd.DataFrame({"label": "x", "v": np.arange(25_000)}))
    chart = wandb.plot_table(BARS, table, {"label": "label", "value": "v"})
    assert chart.notes == ("One of every 3 rows is drawn, of 25,000.",)
    assert chart.drawing.rows is not None
    assert chart.drawing.rows["v"].to_pylist()[:3] == [0, 3, 6]


def test_presets_are_listed_kept_and_deleted() -> None:
    wandb.plot.save_preset("b", BARS, project="mine")
    wandb.plot.save_preset("a line, any letters: é", VEGA, project="mine")
    kept = wandb.plot.presets("mine")
    assert list(kept) == ["a line, any letters: é", "b"]
    assert kept["b"] == BARS
    kept.delete("b")
    assert "b" not in kept
    assert list(wandb.plot.presets()) == []
    with pytest.raises(PresetNotFound, match=r"no preset 'b'.*wandb/line/v0"):
        kept.get("b")


def test_the_names_of_wandb_are_ours() -> None:
    chart = wandb.plot_table("wandb/bar/v0", TABLE, {"label": "label", "value": "a.b"}, {"title": "B"})
    assert chart.spec == wandb.plot.bar(TABLE, "label", "a.b", "B").spec
    with pytest.raises(ChartError, match="comes with the package"):
        wandb.plot.save_preset("wandb/bar/v0", BARS)


def test_a_name_that_is_not_there_warns_and_waits() -> None:
    with pytest.warns(UserWarning, match="no preset 'carey/new_chart'"):
        chart = wandb.plot_table(
            vega_spec_name="carey/new_chart", data_table=TABLE, fields={"label": "label", "value": "a.b"}
        )
    with pytest.raises(PresetNotFound):
        _ = chart.spec
    wandb.plot.save_preset("carey/new_chart", BARS)
    assert chart.spec["mark"] == "bar"


@pytest.mark.parametrize(
    ("spec", "fields", "says"),
    [
        (BARS, {"label": "label"}, "needs the field 'value'; given are 'label'"),
        (BARS, {"label": "lable", "value": "a.b"}, "no column 'lable' for 'label'. Did you mean 'label'"),
        ("wandb/line/v0", {"x": "label"}, "needs the field 'y'"),
        ("nothing.json", {}, "no file 'nothing.json'"),
        ({"data": {"name": "wandb"}}, {}, "takes a preset's name"),
        (3, {}, "takes a preset's name"),
        ("{", {}, "is no JSON"),
    ],
)
def test_what_makes_no_sense_is_said(spec: Any, fields: dict[str, str], says: str) -> None:
    with pytest.raises(ChartError, match=says):
        wandb.plot_table(spec, TABLE, fields)


def test_a_spec_may_load_nothing_while_it_is_drawn_to_a_file() -> None:
    chart = Chart.of(
        {
            "$schema": BARS["$schema"],
            "data": {"url": "https://example.com/rows.csv"},
            "mark": "bar",
            "encoding": {"x": {"field": "a"}},
        }
    )
    with pytest.raises(ChartError, match="cannot be drawn"):
        chart.to_svg()
