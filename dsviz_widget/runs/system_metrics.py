"""The load of the machine while a run goes on, sampled on a thread."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dsviz_widget.errors import StoreError
from dsviz_widget.history import HistoryReader, HistoryWriter

SYSTEM = "system"
"""The folder of the history that samples are kept in, beside the run's own."""
FIRST_S = 1.0
UNTOLD = (OSError, ValueError, KeyError, IndexError, subprocess.SubprocessError)
MEGABYTE = 1 << 20


class SystemMetrics:
    """Samples processors, memory and graphics cards, in W&B's names, until it is closed.

    A sample is a step of a history of its own, ``system/``: its x axis is time. ``psutil`` is used where it
    is installed, and ``/proc`` where not; ``nvidia-smi`` where it is there.

    Parameters
    ----------
    folder : path
        The run's.
    started_at : float
        When it began, in seconds since 1970.
    interval_s : float
    """

    def __init__(self, folder: Path, started_at: float, interval_s: float) -> None:
        self._writer = HistoryWriter(folder / SYSTEM)
        self._started_at, self._interval_s = started_at, interval_s
        self._sources = [source for source in (_processor_and_memory(), _disk(folder), _graphics()) if source]
        last = HistoryReader(folder / SYSTEM).last_step
        self._first = 0 if last is None else last + 1
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._sample, name="dsviz system metrics", daemon=True)
        self._thread.start()

    def _sample(self) -> None:
        step = self._first
        while True:
            wait_s = min(FIRST_S, self._interval_s) if step == self._first else self._interval_s
            is_last = self._stop.wait(wait_s)
            now = time.time()
            row: dict[str, Any] = {"_timestamp": now, "_runtime": now - self._started_at}
            for source in self._sources:
                # What a machine does not tell is left out; the run goes on.
                with contextlib.suppress(*UNTOLD):
                    row.update(source())
            try:
                self._writer.append(step, row)
            except StoreError:
                return
            step += 1
            if is_last:
                return

    def close(self) -> None:
        """Take a last sample, and end."""
        self._stop.set()
        self._thread.join()
        self._writer.close()


def _processor_and_memory() -> Callable[[], dict[str, float]] | None:
    try:
        import psutil
    except ImportError:
        return proc_sampler() if Path("/proc/stat").exists() else None
    process = psutil.Process()
    psutil.cpu_percent()
    process.cpu_percent()

    def sample() -> dict[str, float]:
        memory = psutil.virtual_memory()
        return {
            "system.cpu": psutil.cpu_percent(),
            "system.memory_percent": memory.percent,
            "system.proc.cpu": process.cpu_percent(),
            "system.proc.memory.rssMB": process.memory_info().rss / MEGABYTE,
            "system.proc.memory.availableMB": memory.available / MEGABYTE,
            "system.proc.cpu.threads": process.num_threads(),
        }

    return sample


def proc_sampler() -> Callable[[], dict[str, float]]:
    """Return samples of Linux's own counters."""
    page_size = os.sysconf("SC_PAGE_SIZE")

    def busy_and_all() -> tuple[float, float]:
        times = [float(part) for part in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
        return sum(times) - times[3] - times[4], sum(times)

    before = [*busy_and_all(), time.process_time(), time.monotonic()]

    def sample() -> dict[str, float]:
        busy, every = busy_and_all()
        used, at = time.process_time(), time.monotonic()
        share = (busy - before[0]) / max(every - before[1], 1.0)
        own = (used - before[2]) / max(at - before[3], 1e-3)
        before[:] = [busy, every, used, at]
        lines = Path("/proc/meminfo").read_text().splitlines()
        kilobytes = {line.split(":")[0]: float(line.split()[1]) for line in lines}
        available, total = kilobytes["MemAvailable"], kilobytes["MemTotal"]
        resident = int(Path("/proc/self/statm").read_text().split()[1]) * page_size
        return {
            "system.cpu": 100 * share,
            "system.memory_percent": 100 * (1 - available / total),
            "system.proc.cpu": 100 * own,
            "system.proc.memory.rssMB": resident / MEGABYTE,
            "system.proc.memory.availableMB": available / 1024,
            "system.proc.cpu.threads": float(len(os.listdir("/proc/self/task"))),
        }

    return sample


def _disk(folder: Path) -> Callable[[], dict[str, float]]:
    def sample() -> dict[str, float]:
        usage = shutil.disk_usage(folder)
        return {"system.disk.usagePercent": 100 * usage.used / usage.total}

    return sample


def _graphics() -> Callable[[], dict[str, float]] | None:
    program = shutil.which("nvidia-smi")
    if program is None:
        return None
    fields = "utilization.gpu,memory.used,memory.total,temperature.gpu,power.draw"

    def sample() -> dict[str, float]:
        command = [program, f"--query-gpu={fields}", "--format=csv,noheader,nounits"]
        answer = subprocess.run(command, capture_output=True, text=True, timeout=5, check=True).stdout
        found: dict[str, float] = {}
        for card, line in enumerate(answer.strip().splitlines()):
            name = f"system.gpu.{card}"
            used, total = f"{name}.memoryUsedMB", f"{name}.memoryTotalMB"
            names = [f"{name}.gpu", used, total, f"{name}.temp", f"{name}.powerWatts"]
            for label, text in zip(names, line.split(","), strict=False):
                # A card that does not tell says "[N/A]".
                with contextlib.suppress(ValueError):
                    found[label] = float(text)
            if found.get(total):
                found[f"{name}.memory"] = 100 * found[used] / found[total]
        return found

    return sample
