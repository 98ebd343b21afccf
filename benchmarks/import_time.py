"""CPU and wall time of `import dsviz_widget` beside `import pandas`, each in a fresh process, in turn."""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys

CODE = (
    "import time; w, c = time.perf_counter(), time.process_time(); import {}; "
    "print(time.perf_counter() - w, time.process_time() - c)"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reps", type=int, default=15)
    arguments = parser.parse_args()
    modules = ("dsviz_widget", "pandas", "numpy")
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in modules}
    for _ in range(arguments.reps + 1):
        for name in modules:
            out = subprocess.run(
                [sys.executable, "-c", CODE.format(name)], capture_output=True, text=True, check=True
            ).stdout
            wall, cpu = map(float, out.split())
            times[name].append((wall, cpu))
    medians = {}
    for name, found in times.items():
        kept = found[1:]  # the first warms the disk cache
        medians[name] = [statistics.median(part) for part in zip(*kept, strict=True)]
        print(f"{name:14s} wall {medians[name][0] * 1000:6.1f} ms   cpu {medians[name][1] * 1000:6.1f} ms")
    ours, theirs = medians["dsviz_widget"], medians["pandas"]
    print(f"ratio to pandas: wall {ours[0] / theirs[0]:.2f}, cpu {ours[1] / theirs[1]:.2f}")


if __name__ == "__main__":
    main()
