"""Logs the same calls with W&B or with us; run as a program, ``python logging_script.py wandb``."""

from __future__ import annotations

import importlib
import sys
import warnings

import numpy as np

wandb = importlib.import_module(sys.argv[1])
warnings.simplefilter("ignore")
run = wandb.init(project="p", id="same", mode="offline", config={"lr": 0.5, "nested": {"a": [1, 2]}})

run.log({"a": 1})
run.log({})
run.log({"b": 1}, commit=False)
run.log({"b": 2, "c": 1})
run.log({"d": 1}, step=7)
run.log({"e": 1}, step=7)
run.log({"f": 1})
run.log({"lost": 1}, step=3)
run.log({"g": 1}, step=12)
run.log({"h": 1}, step=14, commit=True)
run.log({"i": 1}, step=15, commit=False)
run.log({"j": 1}, step=15)
run.log({"nested": {"x": 1, "y": {"z": 2}}, "dot.ted": 3})
run.log({"nested": {"w": 5}})
run.log({"text": "é", "none": None, "a": None, "yes": True})
run.log({"np": np.float32(0.5), "list": [1, 2.5], "zero": np.array(3), "small": np.arange(4)})

run.define_metric("loss", summary="min,max,mean,first,last")
run.define_metric("hidden", summary="none")
run.define_metric("epoch")
run.define_metric("val/*", step_metric="epoch", summary="max")
run.define_metric("val/special", summary="min")
for number in range(3):
    run.log({"loss": 3 - number, "hidden": number, "epoch": number * 10})
    run.log({"val/x": number, "val/special": number})
run.summary["own"] = {"a": 1}
run.summary["later"] = 1
run.summary["nested"]["v"] = 6
run.log({"later": 2})
run.log({"last": 1}, step=100)
print("step", run.step)
run.finish()
