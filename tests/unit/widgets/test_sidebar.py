"""Views are shown beside the cells in JupyterLab alone, and other hosts are told so."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import LibraryMissing, ViewError


@pytest.fixture
def view() -> wandb.TableView:
    return wandb.TableView(wandb.Table(["n"], data=[[1]]))


def in_kernel(monkeypatch: pytest.MonkeyPatch, **names: Any) -> None:
    """Let IPython say that it runs in a kernel, with these names in its namespace."""
    import IPython

    monkeypatch.setattr(IPython, "get_ipython", lambda: SimpleNamespace(kernel=object(), user_ns=names))


def test_an_unknown_place_is_refused(view: wandb.TableView) -> None:
    with pytest.raises(ViewError, match=r"no place 'rigth' for a view in JupyterLab. Did you mean 'right'\?"):
        view.open_sidebar("rigth")


def test_without_sidecar_it_says_what_to_install(
    view: wandb.TableView, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_kernel(monkeypatch)
    monkeypatch.setitem(sys.modules, "sidecar", None)
    with pytest.raises(LibraryMissing, match=r"pip install \"dsviz-widget\[lab\]\""):
        view.open_sidebar()


def test_other_hosts_are_named(view: wandb.TableView, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ViewError, match=r"this is no notebook\. Make the view the last line"):
        view.open_sidebar()
    in_kernel(monkeypatch, __vsc_ipynb_file__="a.ipynb")
    with pytest.raises(ViewError, match="this is VS Code"):
        view.open_sidebar()
    monkeypatch.setitem(sys.modules, "google.colab", SimpleNamespace())
    with pytest.raises(ViewError, match="this is Colab"):
        view.open_sidebar()
