"""What may stand in view.overlays, and what is said of anything else."""

from __future__ import annotations

from typing import Any

import pytest
import traitlets

import dsviz_widget as wandb


@pytest.fixture
def view() -> wandb.TableView:
    return wandb.TableView(wandb.Table(columns=["a"], data=[[1]]))


GOOD: list[dict[str, Any]] = [
    {},
    {"hidden_classes": ["car"], "hidden_groups": [], "labels": False},
    {"opacity": {"g": 0, "h": 0.5, "i": 1}},
    {"styles": {"g": {"look": "both", "line": "dotted"}, "h": {}}},
    {"scores": {"g": {"p": [0.2, None], "q": (None, 3)}}},
    {"colors": {"car": "#2F6fdb"}},
]
BAD: list[tuple[dict[str, Any], str]] = [
    ({"hidden_classes": "car"}, r"is a list of names, got"),
    ({"hidden_groups": [1]}, r"is a list of names"),
    ({"labels": "yes"}, r"is True or False"),
    ({"opacity": 0.5}, r"is a dict of opacities by group"),
    ({"opacity": {"g": 50}}, r'overlays\["opacity"\]\["g"\] is a number from 0 to 1, got 50\.'),
    ({"opacity": {"g": float("nan")}}, r"from 0 to 1, got nan"),
    ({"opacity": {3: 0.5}}, r"goes by names"),
    ({"styles": {"g": "fill"}}, r"is a dict with look and line"),
    ({"styles": {"g": {"width": 2}}}, r"no part 'width'"),
    ({"styles": {"g": {"line": "wavy"}}}, r'is one of "solid", "dashed", "dotted", got \'wavy\''),
    ({"scores": {"g": [0, 1]}}, r"is a dict of ranges by score"),
    ({"scores": {"g": {"p": 0.5}}}, r"is \[low, high\]"),
    ({"scores": {"g": {"p": [0.9, 0.1]}}}, r"ends at 0\.1, below its beginning 0\.9"),
    ({"colors": {"car": "green"}}, r'is a colour like "#2f6fdb", got \'green\''),
]


@pytest.mark.parametrize("overlays", GOOD)
def test_what_makes_sense_is_kept(view: wandb.TableView, overlays: dict[str, Any]) -> None:
    view.overlays = overlays
    assert {name: view.overlays[name] for name in overlays} == overlays


@pytest.mark.parametrize(("overlays", "message"), BAD)
def test_what_does_not_is_refused_with_its_place(
    view: wandb.TableView, overlays: dict[str, Any], message: str
) -> None:
    before = dict(view.overlays)
    with pytest.raises(traitlets.TraitError, match=message):
        view.overlays = overlays
    assert view.overlays == before
