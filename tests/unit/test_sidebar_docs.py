"""The page about the sidebar: its code runs, and its keys and commands are those there are."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import dsviz_widget
from dsviz_widget.server import _jupyter_server_extension_points

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "sidebar.md").read_text()


def blocks() -> list[str]:
    """Return the indented blocks of code, without their indent."""
    found = re.findall(r"(?:^    .*\n|^\n(?=    ))+", PAGE, flags=re.MULTILINE)
    return [re.sub(r"^    ", "", block, flags=re.MULTILINE).strip() for block in found]


def test_what_the_panel_inserts_shows_a_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for count in range(3):
        with dsviz_widget.init(project="camvid", dir="dsviz") as run:
            artifact = dsviz_widget.Artifact("scenes", type="dataset")
            artifact.add(dsviz_widget.Table(["n"], data=[[count]]), "rows")
            run.log_artifact(artifact)
    code = blocks()[0]
    assert code.startswith("import dsviz_widget")
    *_, last = code.splitlines()
    view = eval(last, {"dsviz_widget": dsviz_widget})
    assert view.opened["version"] == 2


def test_views_go_where_the_page_says(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[dict[str, Any]] = []

    class Sidecar:
        """Stands in for JupyterLab's side, which is not here."""

        def __init__(self, **traits: Any) -> None:
            made.append(traits)

        def __enter__(self) -> None:
            pass

        def __exit__(self, *error: Any) -> None:
            pass

        def close(self) -> None:
            made.append({})

    import IPython

    monkeypatch.setattr(IPython, "get_ipython", lambda: SimpleNamespace(kernel=object(), user_ns={}))
    monkeypatch.setattr("IPython.display.display", lambda view: None)
    monkeypatch.setitem(sys.modules, "sidecar", SimpleNamespace(Sidecar=Sidecar))
    table = dsviz_widget.Table(["n"], data=[[1]])
    exec(blocks()[-1], {"dsviz_widget": dsviz_widget, "table": table})
    assert [one.get("anchor") for one in made] == ["right", "split-right", None]
    assert made[1]["title"] == "eval"


def test_what_is_switched_off_has_that_name() -> None:
    (point,) = _jupyter_server_extension_points()
    assert f"extension disable {point['module']}\n" in PAGE
    config = (ROOT / "jupyter-config/jupyter_server_config.d/dsviz_widget.json").read_text()
    assert f'"{point["module"]}": true' in config
    assert "labextension disable dsviz-widget\n" in PAGE
