"""What a run keeps beside its steps: what is printed, the machine's load, files."""

from __future__ import annotations

import logging
import os
import sys
import time
from pathlib import Path

import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import RunError
from dsviz_widget.runs.system_metrics import proc_sampler
from dsviz_widget.store import Catalog


def test_what_is_printed_is_kept_and_still_printed(
    store: Catalog, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sys.stdout, sys.stderr
    print("before")
    run = wandb.init(settings={"console": True})
    print("épôque", 1, end="\r")
    sys.stderr.write("warned\n")
    assert sys.stdout.isatty() == before[0].isatty()
    logger = logging.getLogger("beside")
    handler = logging.StreamHandler(sys.stderr)
    logger.addHandler(handler)
    run.finish()
    assert (sys.stdout, sys.stderr) == before
    logger.warning("after")
    logger.removeHandler(handler)
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("before\népôque 1\r", "warned\nafter\n")
    assert (run.folder / "output.log").read_bytes().decode() == "épôque 1\rwarned\n"


def test_nothing_is_kept_unless_told(store: Catalog) -> None:
    run = wandb.init()
    print("x")
    run.finish()
    assert not (run.folder / "output.log").exists()
    assert not (run.folder / "system").exists()


def test_the_load_of_the_machine(store: Catalog) -> None:
    run = wandb.init(settings={"system_metrics": True, "system_interval_s": 0.02})
    reader = wandb.Api().run(run.path).reader("system")
    deadline = time.monotonic() + 60
    while reader.row_count < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
        reader.refresh()
    run.log({"loss": 1})
    run.finish()
    found = reader.series("system.proc.memory.rssMB", x="_relative")
    assert found.total >= 3
    assert (found.y > 10).all()
    for name in ("system.cpu", "system.memory_percent", "system.disk.usagePercent"):
        assert ((reader.series(name).y >= 0) & (reader.series(name).y <= 100)).all()
    assert [row["loss"] for row in wandb.Api().run(run.path).scan_history()] == [1]


@pytest.mark.skipif(not Path("/proc/stat").exists(), reason="Linux alone has /proc")
def test_the_load_of_the_machine_without_psutil() -> None:
    sample = proc_sampler()
    sum(range(300_000))
    found = sample()
    assert 0 <= found["system.cpu"] <= 100
    assert 0 < found["system.memory_percent"] < 100
    assert found["system.proc.cpu"] > 0
    assert found["system.proc.memory.rssMB"] > 10


def test_a_resumed_run_goes_on_with_its_load(store: Catalog) -> None:
    for _ in range(2):
        wandb.init(id="r", resume="allow", settings={"system_metrics": True}).finish()
    rows = list(wandb.Api().run("uncategorized/r").reader("system").rows())
    assert [row["_step"] for row in rows] == [0, 1]


def test_files_are_copied_to_the_run(store: Catalog, tmp_path: Path) -> None:
    (tmp_path / "models" / "old").mkdir(parents=True)
    for name in ("models/a.pt", "models/b.pt", "models/old/c.pt", "notes.txt"):
        (tmp_path / name).write_text(name)
    run = wandb.init(project="p", id="r")
    saved = wandb.save("models/*.pt")
    assert [os.path.relpath(path, run.dir) for path in saved] == ["models/a.pt", "models/b.pt"]
    run.save(tmp_path / "notes.txt")
    run.save(str(tmp_path / "models/old/c.pt"), base_path=tmp_path / "models")
    assert run.save("nothing*") == []
    for name, text in (("notes.txt", "notes.txt"), ("old/c.pt", "models/old/c.pt")):
        with wandb.restore(name) as file:
            assert file.read() == text
    with pytest.raises(RunError, match="is not under"):
        run.save("notes.txt", base_path=tmp_path / "models")
    wandb.finish()
    with wandb.init(project="p", id="other") as other:
        with other.restore("models/a.pt", run_path="me/p/r") as file:
            assert file.read() == "models/a.pt"
        for name in ("models/a.pt", "../run.json"):
            with pytest.raises(RunError, match="has no file"):
                other.restore(name)


def test_what_is_written_to_the_runs_folder_is_kept(store: Catalog) -> None:
    run = wandb.init()
    Path(run.dir, "model.h5").write_text("weights")
    assert run.save(os.path.join(run.dir, "*.h5")) == []
    run.finish()
    assert (run.folder / "files" / "model.h5").read_text() == "weights"
