"""The configuration of a run: the forms it is given in, and that it does not change by accident."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import ConfigError, RunError
from dsviz_widget.store import Catalog


def kept(run: wandb.Run) -> dict[str, Any]:
    return wandb.Api().run(run.path).config


def test_by_key_and_by_attribute(store: Catalog) -> None:
    run = wandb.init(config={"lr": 0.5, "layers": [1, 2]})
    assert (run.config["lr"], run.config.lr, wandb.config.lr) == (0.5, 0.5, 0.5)
    run.config.epochs = 3
    run.config["batch"] = 8
    wandb.config.update({"seed": 1}, extra=2)
    run.config.setdefaults({"lr": 9, "new": None})
    expected = {"lr": 0.5, "layers": [1, 2], "epochs": 3, "batch": 8, "seed": 1, "extra": 2, "new": None}
    assert run.config == expected == kept(run)
    assert run.config.get("nothing", 5) == 5
    assert "lr" in run.config
    assert list(run.config.keys()) == list(expected)


def test_a_value_does_not_change_by_accident(store: Catalog) -> None:
    run = wandb.init(config={"lr": 0.5, "weights": np.array([1.0, 2.0]), "nan": float("nan")})
    run.config.lr = 0.5
    run.config.update({"weights": np.array([1.0, 2.0]), "nan": float("nan")})
    for change in (
        lambda: setattr(run.config, "lr", 1),
        lambda: run.config.update({"new": 1, "lr": 1}),
        lambda: run.config.update({"weights": np.array([1.0, 3.0])}),
        lambda: run.config.pop("lr"),
    ):
        with pytest.raises(ConfigError, match=r"config\['(lr|weights)'\]"):
            change()
    assert ("new" in run.config, run.config.lr) == (False, 0.5)
    run.config.update({"lr": 1}, allow_val_change=True)
    assert run.config.lr == 1


def test_a_run_may_let_its_config_change(store: Catalog) -> None:
    run = wandb.init(config={"lr": 0.5}, allow_val_change=True)
    run.config.lr = 1
    del run.config["lr"]
    assert kept(run) == {}


def test_namespaces_and_objects_with_attributes(store: Catalog) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lr", type=float, default=0.5)
    parser.add_argument("--name")
    run = wandb.init(config=parser.parse_args([]))
    assert run.config == {"lr": 0.5, "name": None}

    class Options:
        def __init__(self) -> None:
            self.depth, self._secret = 3, 1

    run.config.update(Options())
    assert kept(run) == {"lr": 0.5, "name": None, "depth": 3}


def test_absl_flags(store: Catalog) -> None:
    flags = pytest.importorskip("absl.flags")
    values = flags.FlagValues()
    flags.DEFINE_float("lr", 0.5, "", flag_values=values)
    flags.DEFINE_string("model", None, "", flag_values=values)
    values(["program", "--model=small"])
    assert wandb.init(config=values).config == {"lr": 0.5, "model": "small"}


def test_only_some_keys(store: Catalog) -> None:
    given = {"a": 1, "b": 2, "c": 3}
    assert wandb.init(config=given, config_exclude_keys=["a"]).config == {"b": 2, "c": 3}
    assert wandb.init(config=given, config_include_keys=["a"], reinit=True).config == {"a": 1}
    with pytest.raises(ConfigError, match="cannot both be given"):
        wandb.init(config=given, config_include_keys=["a"], config_exclude_keys=["b"], reinit=True)


def test_files(store: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text(json.dumps({"lr": 0.5, "old": {"desc": None, "value": 3}, "wandb_version": 1}))
    assert wandb.init(config=str(path)).config == {"lr": 0.5, "old": 3}
    path.write_text("[1]")
    with pytest.raises(ConfigError, match="must hold keys and values, got a list"):
        wandb.init(config=path, reinit=True)
    path.write_text("{")
    with pytest.raises(ConfigError, match="is not as its name says"):
        wandb.init(config=path, reinit=True)
    with pytest.raises(ConfigError, match="cannot be read"):
        wandb.init(config="missing.yaml", reinit=True)


def test_yaml_files(store: Catalog, tmp_path: Path) -> None:
    pytest.importorskip("yaml")
    path = tmp_path / "config.yaml"
    path.write_text("lr: 0.5\nlayers: [1, 2]\nold:\n  value: 3\n")
    assert wandb.init(config=path).config == {"lr": 0.5, "layers": [1, 2], "old": 3}
    path.write_text("a: [1")
    with pytest.raises(ConfigError, match="is not as its name says"):
        wandb.init(config=path, reinit=True)


@pytest.mark.parametrize("given", [[1], 3, {1: 2}, True])
def test_what_is_no_config(store: Catalog, given: Any) -> None:
    with pytest.raises(ConfigError, match=r"config must be a dictionary|keys of a config must be text"):
        wandb.init(config=given)
    assert wandb.run is None


def test_what_json_has_no_words_for_is_kept_as_text(store: Catalog) -> None:
    config = {"f": test_files, "p": Path("a/b"), "i": np.int64(3), "a": np.arange(2), "t": (1, {"x": np.nan})}
    run = wandb.init(config=config)
    assert run.config["f"] is test_files
    assert kept(run) == {"f": "test_files", "p": "a/b", "i": 3, "a": [0, 1], "t": [1, {"x": "nan"}]}


USES = [lambda: wandb.config.lr, lambda: wandb.config["lr"], lambda: wandb.summary["x"]]


@pytest.mark.parametrize("use", USES)
def test_before_init(store: Catalog, use: Any) -> None:
    with pytest.raises(RunError, match=r"(config|summary) needs a run: call init\(\) first"):
        use()


def test_a_name_that_is_not_there(store: Catalog) -> None:
    run = wandb.init(config={"learning_rate": 1})
    with pytest.raises(AttributeError, match=r"no 'learnin_rate'\. Did you mean 'learning_rate'"):
        _ = run.config.learnin_rate
