"""Charts in Vega and Vega-Lite."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import dsviz_widget as wandb
from tests.unit.media.media_cases import Family

ROWS = [{"x": 1, "y": 2}, {"x": 2, "y": 1}]
SPEC: dict[str, Any] = {
    "title": "Loss",
    "mark": "line",
    "data": {"values": ROWS},
    "encoding": {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}},
}
VEGA = {"$schema": "https://vega.github.io/schema/vega/v6.json", "marks": [{"type": "rect"}], "width": 9}


def _altair(folder: Path) -> Any:
    import altair

    return altair.Chart(altair.Data(values=ROWS)).mark_point().encode(x="x:Q", y="y:Q")


def _file(folder: Path) -> Path:
    path = folder / "spec.json"
    path.write_text(json.dumps({**SPEC, "mark": {"type": "bar"}}))
    return path


FAMILY = Family(
    wandb.Vega,
    ways={
        "dict": lambda folder: wandb.Vega(SPEC),
        "vega": lambda folder: wandb.Vega(VEGA, caption="é 中 🙂"),
        "text": lambda folder: wandb.Vega(json.dumps({**SPEC, "title": "other"})),
        "path": lambda folder: wandb.Vega(_file(folder)),
        "altair": lambda folder: wandb.Vega(_altair(folder)),
        "layers": lambda folder: wandb.Vega({"data": {"values": ROWS}, "layer": [SPEC, {"mark": "point"}]}),
    },
    bad={
        "number": (lambda folder: wandb.Vega(5), "a spec is an Altair chart, a dict or a file of JSON"),
        "no mark": (lambda folder: wandb.Vega({"data": {}}), "the spec draws no mark"),
        "no JSON": (lambda folder: wandb.Vega("{"), "is no JSON"),
        "missing": (lambda folder: wandb.Vega(folder / "no.json"), "there is no file"),
        "url": (
            lambda folder: wandb.Vega({**SPEC, "data": {"url": "https://example.org/rows.csv"}}),
            "loads its rows from 'https://example.org/rows.csv', and charts load nothing",
        ),
        "url within": (
            lambda folder: wandb.Vega({"layer": [{**SPEC, "data": {"url": "rows.json"}}]}),
            "charts load nothing",
        ),
        "url in vega": (
            lambda folder: wandb.Vega({**VEGA, "data": [{"name": "a", "url": "b"}]}),
            "load nothing",
        ),
    },
    facts={
        "dict": {"title": "Loss", "mark": "line", "rows": 2},
        "vega": {"title": None, "mark": "rect", "rows": 0},
        "altair": {"mark": "point", "rows": 2},
        "layers": {"mark": "line, point", "rows": 4},
    },
)
