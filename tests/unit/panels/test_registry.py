"""Panels of users: what is taken, what is refused and how, and who hears of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import dsviz_widget as wandb
from dsviz_widget import panels
from dsviz_widget.errors import PanelError
from dsviz_widget.panels.checks import OURS

MODULE = "export function mount(el, props) { return { update() {}, unmount() {} }; }"


@pytest.fixture(autouse=True)
def no_panels() -> Iterator[None]:
    yield
    for panel in panels.registered_panels():
        wandb.unregister_panel(panel.name)


def test_a_text_or_a_file_is_a_panel(tmp_path: Path) -> None:
    path = tmp_path / "length.js"
    path.write_text(MODULE)
    from_text = wandb.register_panel("length", MODULE, kinds=["list"], width_px=120)
    from_file = wandb.register_panel("length 2", path, kinds="list", label="Length")
    from_name = wandb.register_panel("length 3", str(path), types=["pose"])
    assert [panel.name for panel in panels.registered_panels()] == ["length", "length 2", "length 3"]
    assert from_text.digest == from_file.digest == from_name.digest
    assert (from_text.label, from_file.label, from_file.kinds) == ("length", "Length", ("list",))
    assert panels.find_panel("length").as_dict() == {
        "name": "length",
        "label": "length",
        "kinds": ["list"],
        "types": [],
        "digest": from_text.digest,
        "is_default": False,
        "width_px": 120,
        "height_px": None,
    }


def test_another_panel_takes_the_place_of_one_of_the_same_name() -> None:
    first = wandb.register_panel("length", MODULE, kinds=["list"])
    second = wandb.register_panel("length", MODULE + "// better", kinds=["list", "text"])
    assert first.digest != second.digest
    assert panels.registered_panels() == [second]


REFUSED = [
    ("", MODULE, {"kinds": ["list"]}, "A panel has a text as its name"),
    ("bar", MODULE, {"kinds": ["list"]}, "comes with dsviz_widget"),
    ("p", MODULE, {}, "draws no column: say which with kinds"),
    ("p", MODULE, {"kinds": ["lst"]}, "Did you mean 'list'?"),
    ("p", "const mount = 1", {"kinds": ["list"]}, "exports no mount"),
    ("p", "missing.js", {"kinds": ["list"]}, "is not there: .*missing.js"),
    ("p", "https://example.org/p.js", {"kinds": ["list"]}, "Nothing is fetched for a panel"),
    ("p", 3, {"kinds": ["list"]}, "is the number 3"),
    ("p", f"import {{a}} from './a.js';\n{MODULE}", {"kinds": ["list"]}, "imports './a.js'.*--bundle"),
    ("p", f"import 'lit';{MODULE}", {"kinds": ["list"]}, "imports 'lit'"),
    ("p", f"{MODULE}\nexport * from '../b.js'", {"kinds": ["list"]}, "imports '../b.js'"),
    ("p", MODULE, {"kinds": ["list"], "width_px": 0}, "width_px .* from 8 to 2000, not 0"),
    ("p", MODULE, {"kinds": ["list"], "height_px": 2.5}, "height_px .* whole number"),
]


@pytest.mark.parametrize(("name", "module", "options", "message"), REFUSED)
def test_what_cannot_be_a_panel_is_refused_in_one_sentence(
    name: str, module: str, options: dict[str, object], message: str
) -> None:
    with pytest.raises(PanelError, match=message):
        wandb.register_panel(name, module, **options)
    assert panels.registered_panels() == []


def test_words_in_a_module_are_no_imports() -> None:
    text = f"// we import nothing\nconst words = \"import x from './y'\";\n{MODULE}"
    assert wandb.register_panel("words", text, kinds=["text"]).module == text


def test_a_panel_that_is_not_there_cannot_be_taken_away() -> None:
    wandb.register_panel("curve", MODULE, kinds=["list"])
    with pytest.raises(PanelError, match="Did you mean 'curve'"):
        wandb.unregister_panel("curv")


def test_open_views_hear_of_every_change() -> None:
    view = wandb.TableView(wandb.Table(["x"], [[[1, 2]]]))
    assert view.custom_panels == []
    wandb.register_panel("length", MODULE, kinds=["list"])
    assert [panel["name"] for panel in view.custom_panels] == ["length"]
    assert "module" not in view.custom_panels[0]
    again = wandb.TableView(wandb.Table(["x"], [[1]]))
    assert again.custom_panels == view.custom_panels
    wandb.unregister_panel("length")
    assert view.custom_panels == again.custom_panels == []


def test_names_of_our_own_are_those_that_the_front_end_has() -> None:
    folder = Path(__file__).parents[3] / "js" / "src" / "panels"
    registered = "".join(
        text for path in folder.glob("*.tsx") if "registerPanel(" in (text := path.read_text())
    )
    found = set(
        re.findall(
            r"^ *(?:registerPanel\(\{ \.\.\.numberPanel, )?name: \"([a-z]+)\",", registered, re.MULTILINE
        )
    ) | set(re.findall(r"^register\(\"([a-z-]+)\",", registered, re.MULTILINE))
    assert found == OURS
